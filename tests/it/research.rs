//! The research dataset is anonymous, counted again from the files that were written.
//!
//! In: bundles of the samples, and of made exports. Out: counts per set of rows, made without
//! the code that decides. Never: a look at anything but the files.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{
    BROCHURE, CATALOGUE, Files, csv_header, csv_rows, parquet_rows, root, uitkomst, write,
};

/// Columns that are no feature of anybody: pseudonyms.
const NAMES: [&str; 2] = ["client_pseudonym", "trajectory_pseudonym"];
/// The columns that are sensitive, as no pipeline here says otherwise.
const SENSITIVE: [&str; 2] = ["end_reason", "handover"];
/// The fewest clients that share a set of rows, when the pipeline does not say.
const K: usize = 10;

/// The bundles that hold a research dataset.
fn samples() -> [(&'static str, &'static Files); 2] {
    [("brochure-2016", &BROCHURE.files), ("catalogue", &CATALOGUE.files)]
}

/// One row: column → cell; an empty cell is an empty text.
pub(super) type Row = BTreeMap<String, String>;

pub(super) fn rows(files: &Files) -> Vec<Row> {
    let (names, rows) = table(files);
    let row = |row: Vec<String>| names.iter().cloned().zip(row).collect();
    rows.into_iter().map(row).collect()
}

/// Names of the columns, and the rows.
fn table(files: &Files) -> (Vec<String>, Vec<Vec<String>>) {
    let (schema, rows) = parquet_rows(&files["research/trajectories.parquet"]);
    (schema.fields().iter().map(|it| it.name().clone()).collect(), rows)
}

/// What is written of a client but the sensitive columns: its whole set of rows, in order.
type Set = Vec<Row>;
/// The sensitive values of one pseudonym, by column.
type Told = BTreeMap<&'static str, BTreeSet<String>>;

/// The pseudonyms that have the same set of rows, with what each tells.
fn classes(files: &Files) -> BTreeMap<Set, Vec<Told>> {
    let mut of_client: BTreeMap<String, (Set, Told)> = BTreeMap::new();
    for mut row in rows(files) {
        let (set, told) = of_client.entry(row[NAMES[0]].clone()).or_default();
        for column in SENSITIVE {
            let value = row.remove(column).filter(|it| !it.is_empty());
            told.entry(column).or_default().extend(value);
        }
        row.retain(|name, _| !NAMES.contains(&name.as_str()));
        set.push(row);
    }
    let mut classes: BTreeMap<Set, Vec<Told>> = BTreeMap::new();
    for (mut set, told) in of_client.into_values() {
        set.sort();
        classes.entry(set).or_default().push(told);
    }
    classes
}

/// Fails when somebody can be recognised or told by their rows.
#[track_caller]
pub(super) fn assert_anonymous(name: &str, files: &Files) {
    let classes = classes(files);
    for (set, members) in &classes {
        assert!(members.len() >= K, "{name}: {} have {set:?}", members.len());
        for column in SENSITIVE {
            let known = members.iter().map(|it| &it[column]).filter(|it| !it.is_empty());
            let known: Vec<_> = known.collect();
            for value in known.iter().flat_map(|it| it.iter()) {
                let others = known.iter().filter(|it| !it.contains(value)).count();
                assert!(others >= 2, "{name}: {column} is {value} for {set:?}");
            }
        }
    }
}

/// A figure of `risk.csv`.
pub(super) fn told(files: &Files, measure: &str, at: &str) -> u64 {
    let rows = csv_rows(&files["research/risk.csv"], b',');
    rows.iter().find(|it| it["measure"] == measure).unwrap()[at].parse().unwrap()
}

// Case 31: dates and other columns stood beside the quasi-identifiers, and gave back what
// was blanked: 25 clients were alone. Case 36: a class of one end reason was only reported.
#[test]
fn every_set_of_rows_is_shared_by_ten_clients_and_tells_nothing() {
    for (name, files) in samples() {
        assert_anonymous(name, files);
        let classes = classes(files);
        let smallest = classes.values().map(Vec::len).min().unwrap();
        assert!(classes.len() >= K, "{name}: {} sets say little", classes.len());
        assert_eq!(told(files, "smallest-class", "after"), smallest as u64, "{name}");
        assert_eq!(told(files, "classes", "after"), classes.len() as u64, "{name}");
        assert!(told(files, "smallest-class-clients", "after") >= 10, "{name}");
        let names = table(files).0;
        for day in ["end_date", "referral_date", "analysis_date", "plan_date"] {
            assert!(!names.iter().any(|it| it == day), "{name}: {day}");
        }
    }
}

// Case 32: 501 of 545 clients with several rows had a set of fewer than ten, and other rows
// gave back what was blanked.
#[test]
fn rows_of_one_pseudonym_are_a_shared_set_and_none_of_them_is_emptied() {
    for (name, files) in samples() {
        let mut of_client: BTreeMap<String, Vec<bool>> = BTreeMap::new();
        for row in rows(files) {
            let emptied = row["emptied"] == "true";
            of_client.entry(row[NAMES[0]].clone()).or_default().push(emptied);
        }
        let several = of_client.values().filter(|it| it.len() > 1);
        assert!(several.clone().flatten().all(|it| !it), "{name}");
        let n_together = told(files, "clients-with-several-rows", "after");
        assert_eq!(several.count() as u64, n_together, "{name}");
    }
}

#[test]
fn an_emptied_row_shows_only_whether_help_ended_and_why() {
    for (name, files) in samples() {
        let emptied: Vec<Row> =
            rows(files).into_iter().filter(|it| it["emptied"] == "true").collect();
        assert_eq!(told(files, "rows-emptied", "after"), emptied.len() as u64, "{name}");
        assert!(emptied.is_empty() || emptied.len() >= K, "{name}");
        let shown = |it: &String| {
            let it = it.as_str();
            NAMES.contains(&it)
                || SENSITIVE.contains(&it)
                || ["emptied", "ended"].contains(&it)
        };
        for (column, cell) in emptied.iter().flatten().filter(|it| !shown(it.0)) {
            assert!(cell.is_empty(), "{name}: {column}");
        }
    }
}

// Case 35: publication minus research was four families and how they ended.
#[test]
fn no_row_is_left_out() {
    for done in [&*BROCHURE, &*CATALOGUE] {
        let (_, kept) = done.outcome.account.rows[&uitkomst::tables::Table::Trajectories];
        let rows = rows(&done.files);
        assert_eq!(rows.len() as u64, kept);
        assert_eq!(told(&done.files, "rows-set-aside", "after"), 0);
        let emptied = rows.iter().filter(|it| it["emptied"] == "true").count();
        assert!(emptied * 10 <= rows.len(), "{emptied} of {}", rows.len());
    }
}

#[test]
fn rows_are_in_the_order_of_their_pseudonyms() {
    for (name, files) in samples() {
        let (names, rows) = table(files);
        assert_eq!(names[..2], NAMES, "{name}");
        let keys: Vec<&[String]> = rows.iter().map(|it| &it[..2]).collect();
        assert!(keys.is_sorted(), "{name}");
        let trajectories: BTreeSet<&String> = rows.iter().map(|it| &it[1]).collect();
        assert_eq!(trajectories.len(), rows.len(), "{name}");
    }
}

#[test]
fn csv_and_parquet_hold_the_same() {
    let csv = &BROCHURE.files["research/trajectories.csv"];
    let (names, rows) = table(&BROCHURE.files);
    assert_eq!(csv_header(csv), names);
    let of_csv: Vec<Vec<String>> = csv_rows(csv, b',')
        .into_iter()
        .map(|mut row| names.iter().map(|it| row.remove(it).unwrap()).collect())
        .collect();
    assert_eq!(of_csv, rows);
}

/// The pipeline of the brochure with other lines, in a folder of its own.
fn changed(changes: &[(&str, &str)]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut text = std::fs::read_to_string(root().join("pipelines/brochure-2016.toml"))
        .unwrap()
        .replace("../data-samples", &root().join("data-samples").display().to_string());
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let path = folder.path().join("p.toml");
    write(&path, &text);
    (folder, path.display().to_string())
}

/// What the program says about a key, without reading an export.
fn said(changes: &[(&str, &str)], key: Option<&str>) -> (i32, String) {
    let (folder, pipeline) = changed(changes);
    if let Some(key) = key {
        write(&folder.path().join("own.key"), key);
    }
    let said = uitkomst(folder.path(), &["check", &pipeline]);
    (said.exit, said.stderr)
}

/// The line with the key in the shipped pipeline.
fn key_line() -> String {
    let folder = root().join("data-samples").display().to_string();
    format!("key-file = \"{folder}/brochure-2016/partner.key\"")
}

#[test]
fn a_key_that_does_not_protect_is_refused_and_never_said() {
    let line = key_line();
    let own = (line.as_str(), "key-file = \"own.key\"");
    let (exit, text) = said(&[own], Some("geheim-geheim"));
    assert_eq!(exit, 2, "{text}");
    assert!(text.contains("the key has 13 bytes and needs 32"), "{text}");
    let (exit, text) = said(&[own], None);
    assert!(exit == 2 && text.contains("cannot read the key"), "{text}");
    let real = ("synthetic = true", "synthetic = false");
    let (exit, text) = said(&[real], None);
    assert!(exit == 2 && text.contains("was published with the samples"), "{text}");
    let variable = (line.as_str(), "key-env = \"UITKOMST_NO_SUCH_KEY\"");
    let (exit, text) = said(&[variable], None);
    assert!(exit == 2 && text.contains("UITKOMST_NO_SUCH_KEY is not set"), "{text}");
    for text in [said(&[own], Some("geheim-geheim")).1, text] {
        assert!(!text.contains("geheim"), "{text}");
    }
}

#[test]
fn a_key_in_the_bundle_is_refused_and_the_bundle_stands() {
    let own = (key_line(), "key-file = \"out/own.key\"");
    let (folder, pipeline) = changed(&[(own.0.as_str(), own.1)]);
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    write(&out.join("own.key"), &"k".repeat(40));
    let said = uitkomst(folder.path(), &["run", &pipeline, "--out", "out"]);
    assert_eq!(said.exit, 2, "{}", said.stderr);
    assert!(
        said.stderr.contains("stands in the folder of the bundle"),
        "{}",
        said.stderr
    );
    assert_eq!(crate::common::names_in(&out), ["own.key"]);
}

// Case 33: such a list was accepted, and 2,988 of 3,000 rows were alone beside `k = 10`.
#[test]
fn a_list_that_leaves_finer_columns_beside_it_is_refused_with_its_line() {
    let partner = "partner = \"voorbeeld-universiteit\"";
    let few = format!("{partner}\nquasi-identifiers = [\"sex\"]");
    let (exit, text) = said(&[(partner, &few)], None);
    assert_eq!(exit, 2, "{text}");
    assert!(text.contains("error[quasi-identifiers-left-out]"), "{text}");
    for column in ["start_date", "duration", "age_at_start", "subcontracted", "referrer"]
    {
        assert!(text.contains(&format!("`{column}`")), "{column}: {text}");
    }
    assert!(
        text.contains("p.toml:146:21") && text.contains("leave the key out"),
        "{text}"
    );
    // With the columns that are written it says the truth, and is accepted.
    let all = format!(
        "{few}\ncolumns = [\"sex\", \"end_reason\"]\nsensitive = [\"end_reason\"]"
    );
    let (exit, text) = said(&[(partner, &all)], None);
    assert_eq!(exit, 0, "{text}");
}

#[test]
fn columns_that_cannot_be_used_are_named() {
    let partner = "partner = \"voorbeeld-universiteit\"";
    let wrong = "partner = \"x\"\ncolumns = [\"sex\", \"gender\", \"end_date\"]\n\
                 sensitive = [\"start_date\", \"sex\", \"end_reason\"]";
    let (exit, text) = said(&[(partner, wrong)], None);
    assert_eq!(exit, 2, "{text}");
    // The last is not written, so there is nothing to tell.
    for column in ["gender", "end_date", "start_date", "sex", "end_reason"] {
        let wanted = format!("`{column}` in [research] is no column");
        assert!(text.contains(&wanted), "{column}: {text}");
    }
}
