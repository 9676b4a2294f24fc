//! The research dataset of made exports: cases that no sample holds.
//!
//! In: exports that are made here, so that the truth about every row is known. Out: what of it
//! comes back from the files. Never: a look at anything but exports and files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use crate::common::{Files, Said, csv_rows, read_files, uitkomst, write};
use crate::research::{Row, assert_anonymous, rows, told};

const HEADER: &str =
    "Traject;Client;Programma;Verwijzer;Gemeente;Geslacht;Leeftijd;Start;Einde;Reden";

const PIPELINE: &str = r#"
name = "made"
title = { nl = "Gemaakt", en = "Made" }
organisation = "Voorbeeld"
synthetic = true

[period]
from = 2015-01-01
until = 2016-12-31
every = "year"

[export.trajectories]
files = ["t.csv"]
dialect = { delimiter = ";", encoding = "utf-8", decimal = ",", dates = "dd-mm-yyyy" }
codes.end_reason = { system = "cbs-bij-7" }
codes.sex = { V = "female", M = "male" }

[export.trajectories.columns]
trajectory_id = "Traject"
client_id = "Client"
programme = "Programma"
referrer = "Verwijzer"
municipality = "Gemeente"
sex = "Geslacht"
age_at_start = "Leeftijd"
start_date = "Start"
end_date = "Einde"
end_reason = "Reden"

[[indicator]]
use = "trajectories-active"

[disclosure]
policy = "default"

[outputs]
reports = []
languages = ["en"]
research-dataset = true

[research]
partner = "voorbeeld"
key-file = "partner.key"
"#;

/// One row of an export.
#[derive(Clone)]
struct Made {
    client: usize,
    programme: &'static str,
    referrer: String,
    sex: &'static str,
    age: usize,
    start: String,
    end: String,
    reason: &'static str,
}

/// `n` clients with a trajectory each, alike in most.
fn made(n: usize) -> Vec<Made> {
    let one = |at: usize| {
        let ended = !at.is_multiple_of(5);
        Made {
            client: at,
            programme: ["iag", "pmto"][at % 2],
            referrer: ["Huisarts", "Gemeente"][at / 2 % 2].to_owned(),
            sex: ["V", "M"][at / 4 % 2],
            age: 4 + at / 8 % 2 * 8,
            start: format!("{:02}-{:02}-2015", at % 28 + 1, at / 3 % 12 + 1),
            end: if ended {
                format!("{:02}-{:02}-2016", at % 28 + 1, at / 7 % 12 + 1)
            } else {
                String::new()
            },
            reason: if ended { ["01", "01", "02", "03"][at / 16 % 4] } else { "" },
        }
    };
    (0..n).map(one).collect()
}

/// Writes export, key and pipeline.
fn put(folder: &Path, made: &[Made], changes: &[(&str, &str)]) {
    let mut csv = format!("{HEADER}\r\n");
    for (at, it) in made.iter().enumerate() {
        let Made { client, programme, referrer, sex, age, start, end, reason } = it;
        let _ = write!(
            csv,
            "T{at:05};P{client:05};{programme};{referrer};Ede;{sex};{age};{start};{end};{reason}\r\n"
        );
    }
    let mut pipeline = PIPELINE.to_owned();
    for (from, to) in changes {
        assert!(pipeline.contains(from), "{from}");
        pipeline = pipeline.replace(from, to);
    }
    write(&folder.join("t.csv"), &csv);
    write(&folder.join("partner.key"), &"sleutel ".repeat(8));
    write(&folder.join("p.toml"), &pipeline);
}

fn run(folder: &Path) -> Said {
    uitkomst(folder, &["run", "p.toml", "--out", "out"])
}

/// The bundle of an export in a folder of its own, with these columns.
fn bundle(made: &[Made], columns: &[&str]) -> Files {
    bundles(&[made], columns)
}

/// The last bundle of exports that are delivered one after the other.
fn bundles(deliveries: &[&[Made]], columns: &[&str]) -> Files {
    let folder = tempfile::tempdir().unwrap();
    let partner = "partner = \"voorbeeld\"";
    let columns = format!("{partner}\ncolumns = {columns:?}");
    for made in deliveries {
        put(folder.path(), made, &[(partner, &columns)]);
        let said = run(folder.path());
        assert_eq!(said.exit, 0, "{}", said.stderr);
    }
    read_files(&folder.path().join("out"))
}

fn column(rows: &[Row], name: &str) -> BTreeSet<String> {
    rows.iter().filter_map(|it| it.get(name).cloned()).collect()
}

// Case 37: names and telephone numbers of referrers, row by row.
#[test]
fn a_name_is_written_only_when_ten_clients_bear_it() {
    let mut made = made(400);
    for (at, it) in made.iter_mut().enumerate().take(60) {
        it.referrer = match at {
            0..40 => format!("Dokter Zevenklapper {at}, 06-{at:08}"),
            _ => "Wijkteam".to_owned(),
        };
    }
    // Nine clients with the same text, and one client with it in ten rows.
    made[40..49].iter_mut().for_each(|it| it.referrer = "Tante Kanarie".to_owned());
    for at in 0..10 {
        made.push(Made {
            client: 200,
            referrer: "Oom Kanarie".to_owned(),
            ..made[200 + at].clone()
        });
    }
    let columns = ["referrer", "sex", "duration", "end_reason"];
    let files = bundle(&made, &columns);
    assert_anonymous("names", &files);
    let rows = rows(&files);
    assert_eq!(rows.len(), made.len());
    let seen = column(&rows, "referrer");
    let known = ["", "Gemeente", "Huisarts", "Wijkteam", "other"].map(str::to_owned);
    assert!(seen.is_subset(&BTreeSet::from(known)), "{seen:?}");
    assert!(seen.contains("other") && seen.contains("Huisarts"), "{seen:?}");
    for (path, bytes) in files.iter().filter(|it| it.0.starts_with("research/")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("Kanarie") && !text.contains("klapper"), "{path}");
    }
}

// Case 36: a class in which all share one end reason was reported, and written.
#[test]
fn a_group_that_ends_for_one_reason_is_not_told_apart() {
    let mut made = made(400);
    for it in made.iter_mut().take(18) {
        (it.programme, it.reason) = ("ambulant", "03");
        it.end = "05-06-2016".to_owned();
    }
    let files = bundle(&made, &["programme", "sex", "duration", "end_reason"]);
    assert_anonymous("one reason", &files);
    let rows = rows(&files);
    let alike: Vec<&Row> = rows
        .iter()
        .filter(|it| it.get("programme").is_some_and(|it| it == "ambulant"))
        .collect();
    let reasons: BTreeSet<&String> = alike.iter().map(|it| &it["end_reason"]).collect();
    assert_ne!(reasons.len(), 1);
    // Nothing is lost: every reason is in the dataset as often as in the export.
    for (code, reason) in [("01", "planned"), ("02", "agreed"), ("03", "client")] {
        let delivered = made.iter().filter(|it| it.reason == code).count();
        let written = rows.iter().filter(|it| it["end_reason"] == reason).count();
        assert_eq!(written, delivered, "{reason}");
    }
}

// Case 32: a set of rows that fewer than ten clients have, and one that enough have.
#[test]
fn rows_of_a_client_stay_together_where_ten_clients_have_the_same_set() {
    let mut made = made(400);
    let again = |client: usize, programme: &'static str, reason: &'static str| Made {
        client,
        programme,
        reason,
        start: "03-02-2016".to_owned(),
        end: "05-10-2016".to_owned(),
        ..made[0].clone()
    };
    let many = (0..40).flat_map(|at| {
        let reason = ["01", "02", "03"][at % 3];
        [again(1000 + at, "iag", reason), again(1000 + at, "pmto", reason)]
    });
    let few = (0..3)
        .flat_map(|at| [again(2000 + at, "iag", "01"), again(2000 + at, "iag", "02")]);
    let more: Vec<Made> = many.chain(few).collect();
    made.extend(more);
    let columns = ["programme", "sex", "start_date", "duration", "end_reason"];
    let files = bundle(&made, &columns);
    assert_anonymous("sets", &files);
    let mut of_client: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows(&files) {
        *of_client.entry(row["client_pseudonym"].clone()).or_default() += 1;
    }
    let several = of_client.values().filter(|it| **it > 1).count();
    assert_eq!(several, 40, "those with the same set, and only those");
    assert_eq!(told(&files, "clients-with-several-rows", "before"), 43);
    assert_eq!(rows(&files).len(), made.len());
}

// Case 34: two deliveries with other choices, joined by their pseudonyms: 56 were alone.
#[test]
fn a_second_delivery_keeps_the_levels_of_the_first_or_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    put(folder, &made(400), &[]);
    assert_eq!(run(folder).exit, 0);
    let first = read_files(&folder.join("out"));
    let kept = std::fs::read(folder.join("partner.key.voorbeeld.json")).unwrap();
    // The same again gives the same bytes.
    assert_eq!(run(folder).exit, 0);
    assert!(read_files(&folder.join("out")) == first);
    let partner = "partner = \"voorbeeld\"";
    let others = [
        ("`k`", format!("{partner}\nk = 5")),
        (
            "the columns",
            format!("{partner}\ncolumns = [\"sex\", \"start_date\", \"end_reason\"]"),
        ),
        ("the sensitive columns", format!("{partner}\nsensitive = []")),
    ];
    for (what, other) in &others {
        put(folder, &made(400), &[(partner, other)]);
        let said = run(folder);
        assert_eq!(said.exit, 2, "{what}: {}", said.stderr);
        assert!(said.stderr.contains("error[research-record]"), "{}", said.stderr);
        assert!(
            said.stderr.contains(what) && said.stderr.contains("p.toml:"),
            "{}",
            said.stderr
        );
        assert!(read_files(&folder.join("out")) == first);
    }
    // Later data, in which other levels would be chosen and a new name is borne by many.
    let mut later = made(900);
    later[450..].iter_mut().for_each(|it| it.referrer = "Nieuw".to_owned());
    put(folder, &later, &[]);
    let said = run(folder);
    assert_eq!(said.exit, 0, "{}", said.stderr);
    let second = read_files(&folder.join("out"));
    assert_anonymous("second delivery", &second);
    let levels = |files: &Files| -> BTreeMap<String, String> {
        let rows = csv_rows(&files["research/risk.csv"], b',').into_iter();
        let rows = rows.filter(|it| it["measure"] == "information-lost");
        rows.map(|it| (it["column"].clone(), it["level"].clone())).collect()
    };
    assert_eq!(levels(&first), levels(&second));
    assert!(levels(&first).len() > 5, "{:?}", levels(&first));
    assert!(!column(&rows(&second), "referrer").contains("Nieuw"));
    for name in ["client_pseudonym", "trajectory_pseudonym"] {
        let (mine, its) = (column(&rows(&first), name), column(&rows(&second), name));
        assert!(mine.is_disjoint(&its), "{name}: a row that changed would be alone");
    }
    assert_eq!(std::fs::read(folder.join("partner.key.voorbeeld.json")).unwrap(), kept);
}

#[test]
fn with_too_few_clients_no_row_is_written() {
    let files = bundle(&made(9), &["sex", "duration", "end_reason"]);
    assert_eq!(rows(&files).len(), 0);
    assert_eq!(told(&files, "rows-set-aside", "after"), 9);
}

/// What a reader sees of an emptied row: whether it ended, and why when that is used too.
type Context = (bool, String);

#[test]
fn the_program_counts_its_own_guesses_as_an_outsider_does() {
    let mut made = made(400);
    for (at, it) in made.iter_mut().enumerate().take(9) {
        (it.sex, it.programme) = (["V", "M"][at % 2], "ambulant");
    }
    // The levels of an export in which nobody stood out are kept.
    let columns = ["programme", "sex", "age_at_start", "duration", "end_reason"];
    let files = bundles(&[&self::made(400), &made], &columns);
    assert_anonymous("emptied", &files);
    let rows = rows(&files);
    assert!(rows.iter().any(|it| it["emptied"] == "true"), "nothing to guess");
    let guesses = csv_rows(&files["internal/research-guesses.csv"], b',');
    let guess = guesses.iter().find(|it| it["column"] == "sex").unwrap();
    let by_reason = guess["from"] == "end_reason";
    let context = |ended: bool, reason: &str| -> Context {
        (ended, if by_reason { reason.to_owned() } else { String::new() })
    };
    // Every row is there: what the export has more of is what was emptied.
    let mut emptied: BTreeMap<Context, BTreeMap<&str, i64>> = BTreeMap::new();
    for it in &made {
        let reason = match it.reason {
            "01" => "planned",
            "02" => "agreed",
            "03" => "client",
            _ => "",
        };
        let sex = if it.sex == "V" { "female" } else { "male" };
        let of = emptied.entry(context(!it.end.is_empty(), reason)).or_default();
        *of.entry(sex).or_default() += 1;
    }
    let mut shown: BTreeMap<Context, BTreeMap<&str, i64>> = BTreeMap::new();
    for it in rows.iter().filter(|it| it["emptied"] == "false") {
        let at = context(it["ended"] == "true", &it["end_reason"]);
        *shown.entry(at.clone()).or_default().entry(&it["sex"]).or_default() += 1;
        *emptied.get_mut(&at).unwrap().get_mut(it["sex"].as_str()).unwrap() -= 1;
    }
    let right: i64 = emptied
        .iter()
        .filter_map(|(context, values)| {
            let best = shown.get(context)?.iter().max_by_key(|it| *it.1)?.0;
            values.get(best).copied()
        })
        .sum();
    assert_eq!(guess["right"].parse::<i64>().unwrap(), right);
    let n: i64 = emptied.values().flat_map(BTreeMap::values).sum();
    assert_eq!(guess["emptied"].parse::<i64>().unwrap(), n);
}
