//! The research dataset is anonymous, counted again from the files that were written.
//!
//! In: bundles of the samples. Out: counts per combination, made without the code that
//! decides. Never: a look at anything but the files.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::common::{
    BROCHURE, CATALOGUE, Done, csv_header, csv_rows, parquet_rows, root, uitkomst, write,
};

/// The bundles that hold a research dataset.
fn samples() -> [(&'static str, &'static Done); 2] {
    [("brochure-2016", &BROCHURE), ("catalogue", &CATALOGUE)]
}

fn package(done: &Done) -> Value {
    serde_json::from_str(done.text("research/datapackage.json")).unwrap()
}

/// Names of the columns, and the rows.
fn table(done: &Done) -> (Vec<String>, Vec<Vec<String>>) {
    let (schema, rows) = parquet_rows(&done.files["research/trajectories.parquet"]);
    (schema.fields().iter().map(|it| it.name().clone()).collect(), rows)
}

/// The quasi-identifiers of each row and its client.
fn combinations(done: &Done) -> Vec<(Vec<String>, String)> {
    let (names, rows) = table(done);
    let quasi = package(done)["anonymity"]["quasiIdentifiers"].clone();
    let quasi: BTreeSet<String> = serde_json::from_value(quasi).unwrap();
    let at: Vec<usize> =
        (0..names.len()).filter(|at| quasi.contains(&names[*at])).collect();
    let client = names.iter().position(|it| it == "client_pseudonym").unwrap();
    let pick = |it: &Vec<String>| at.iter().map(|at| it[*at].clone()).collect();
    rows.iter().map(|it| (pick(it), it[client].clone())).collect()
}

#[test]
fn every_combination_is_shared_by_ten_clients_however_missing_is_judged() {
    for (name, done) in samples() {
        let rows = combinations(done);
        assert!(!rows.is_empty(), "{name}");
        let mut classes: BTreeMap<&Vec<String>, (u64, BTreeSet<&String>)> =
            BTreeMap::new();
        for (key, client) in &rows {
            let class = classes.entry(key).or_default();
            class.0 += 1;
            class.1.insert(client);
        }
        let fewest = classes.values().map(|it| it.1.len()).min().unwrap();
        assert!(fewest >= 10, "{name}: {fewest} clients");
        let agrees = |a: &[String], b: &[String]| {
            a.iter().zip(b).all(|(a, b)| a == b || a.is_empty() || b.is_empty())
        };
        let matching = |key: &Vec<String>| -> u64 {
            classes.iter().filter(|it| agrees(it.0, key)).map(|it| it.1.0).sum()
        };
        let fewest = classes.keys().map(|it| matching(it)).min().unwrap();
        assert!(fewest >= 10, "{name}: {fewest} rows when missing matches");
        let smallest = classes.values().map(|it| it.0).min().unwrap();
        let told = |measure: &str| {
            let rows = csv_rows(&done.files["research/risk.csv"], b',');
            let row = rows.into_iter().find(|it| it["measure"] == measure).unwrap();
            row["after"].parse::<u64>().unwrap()
        };
        assert_eq!(told("smallest-class"), smallest, "{name}");
        assert_eq!(told("smallest-class-missing-matches"), fewest, "{name}");
        assert_eq!(told("rows"), rows.len() as u64, "{name}");
        assert_eq!(told("classes"), classes.len() as u64, "{name}");
    }
}

#[test]
fn rows_kept_and_set_aside_are_all_rows_and_few_are_set_aside() {
    for (name, done) in samples() {
        let rows = csv_rows(&done.files["research/risk.csv"], b',');
        let of = |measure: &str, at: &str| -> u64 {
            rows.iter().find(|it| it["measure"] == measure).unwrap()[at].parse().unwrap()
        };
        let account = &done.outcome.account.rows;
        let (_, kept) = account[&uitkomst::tables::Table::Trajectories];
        assert_eq!(of("rows", "before"), kept, "{name}");
        assert_eq!(of("rows", "after") + of("rows-set-aside", "after"), kept, "{name}");
        assert!(of("rows-set-aside", "after") * 20 <= kept, "{name}");
    }
}

#[test]
fn rows_are_in_the_order_of_their_pseudonyms() {
    for (name, done) in samples() {
        let (names, rows) = table(done);
        assert_eq!(names[..2], ["client_pseudonym", "trajectory_pseudonym"], "{name}");
        let keys: Vec<&[String]> = rows.iter().map(|it| &it[..2]).collect();
        assert!(keys.is_sorted(), "{name}");
        let trajectories: BTreeSet<&String> = rows.iter().map(|it| &it[1]).collect();
        assert_eq!(trajectories.len(), rows.len(), "{name}");
    }
}

#[test]
fn csv_and_parquet_hold_the_same() {
    let csv = &BROCHURE.files["research/trajectories.csv"];
    let (names, rows) = table(&BROCHURE);
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
    assert!(said.stderr.contains("stands in the bundle"), "{}", said.stderr);
    assert_eq!(crate::common::names_in(&out), ["own.key"]);
}

#[test]
fn columns_that_cannot_be_used_are_named() {
    let quasi = (
        "partner = \"voorbeeld-universiteit\"",
        "partner = \"x\"\nquasi-identifiers = [\"sex\", \"gender\"]\nsensitive = [\"start_date\"]",
    );
    let (exit, text) = said(&[quasi], None);
    assert_eq!(exit, 2, "{text}");
    assert!(text.contains("`gender` in [research] is no column"), "{text}");
    assert!(text.contains("`start_date` in [research] is no column"), "{text}");
}
