//! Nothing that points at a person leaves the house.
//!
//! In: a made-up export full of marks that occur nowhere else. Out: every byte and every
//! Parquet cell of the bundle outside `internal/`, searched for those marks.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use crate::common::{Done, Files, parquet_rows, run, write};

const MUNICIPALITY: &str = "Kanariedijk";
const TEAM: &str = "Team Zevenklapper";
const LOCATION: &str = "Loods Vuurvogel";
/// The only trajectory that began on this day, and the only client of this age.
const START: [&str; 3] = ["17-03-2014", "2014-03-17", "20140317"];
const AGE: &str = "97";
const N_TRAJECTORIES: usize = 60;

fn trajectory(at: usize) -> String {
    format!("TRKX{at:04}")
}

fn pseudonym(at: usize) -> String {
    // Three trajectories for every two clients.
    format!("PSQZ{:04}", at * 2 / 3)
}

/// Writes the export and its pipeline.
fn write_export(folder: &Path) {
    let mut csv = String::from(
        "traject;client;zorgvorm;gemeente;locatie;team;leeftijd;start;einde;reden\r\n",
    );
    for at in 0..N_TRAJECTORIES {
        let (trajectory, client) = (trajectory(at), pseudonym(at));
        let (programme, reason) = (["iag", "pmto"][at % 2], ["01", "02", "03"][at % 3]);
        let (age, start, place, team, location) = if at == 7 {
            (AGE.to_owned(), START[0].to_owned(), MUNICIPALITY, TEAM, LOCATION)
        } else {
            let start = format!("{:02}-{:02}-2014", at % 27 + 1, at % 12 + 1);
            ((at % 10 + 5).to_string(), start, "Elders", "Team A", "Hoofdweg")
        };
        let day = at % 28 + 1;
        let _ = write!(
            csv,
            "{trajectory};{client};{programme};{place};{location};{team};{age};{start};\
             {day:02}-06-2016;{reason}\r\n"
        );
    }
    write(&folder.join("trajecten.csv"), &csv);
    write(&folder.join("pipeline.toml"), PIPELINE);
    write(&folder.join("partner.key"), &"geheim ".repeat(8));
}

const PIPELINE: &str = r#"
name = "canary"
title = "Canary"
organisation = "Voorbeeld"
synthetic = true

[period]
from = 2016-01-01
until = 2016-12-31
every = "year"

[export.trajectories]
files = ["trajecten.csv"]
dialect = { delimiter = ";", encoding = "utf-8", decimal = ",", dates = "dd-mm-yyyy" }
codes.end_reason = { system = "cbs-bij-7" }
constants = { subcontracted = "no" }
[export.trajectories.columns]
trajectory_id = "traject"
client_id = "client"
programme = "zorgvorm"
municipality = "gemeente"
location = "locatie"
team = "team"
age_at_start = "leeftijd"
start_date = "start"
end_date = "einde"
end_reason = "reden"

[[indicator]]
use = "trajectories-closed"
by = [["programme"]]
[[indicator]]
use = "closed-by-mutual-agreement"
by = [["programme"]]
[[indicator]]
use = "duration"

[disclosure]
policy = "default"

[outputs]
reports = ["brochure"]
languages = ["nl", "en"]
research-dataset = true

[research]
partner = "voorbeeld"
key-file = "partner.key"
k = 3
"#;

static CANARY: LazyLock<Done> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    write_export(folder.path());
    run(&folder.path().join("pipeline.toml")).unwrap()
});

/// Every mark that may stand nowhere.
fn marks() -> Vec<String> {
    let fixed = [MUNICIPALITY, TEAM, LOCATION].into_iter().chain(START);
    let keys = (0..N_TRAJECTORIES).flat_map(|it| [trajectory(it), pseudonym(it)]);
    let mut marks: Vec<String> = fixed.map(str::to_owned).chain(keys).collect();
    marks.dedup();
    marks
}

/// Where the marks are in files that leave the house: in their bytes, in Parquet cells.
fn found(files: &Files, marks: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, bytes) in files.iter().filter(|it| !it.0.starts_with("internal/")) {
        let mut texts = vec![String::from_utf8_lossy(bytes).into_owned()];
        if name.ends_with(".parquet") {
            texts.extend(parquet_rows(bytes).1.into_iter().flatten());
        }
        for mark in marks {
            if texts.iter().any(|it| it.contains(mark.as_str())) {
                found.push(format!("{name}: {mark}"));
            }
        }
    }
    found
}

#[test]
fn no_mark_of_a_person_leaves_the_house() {
    assert!(CANARY.files.contains_key("research/trajectories.parquet"));
    assert_eq!(found(&CANARY.files, &marks()), Vec::<String>::new());
}

/// A column of the research dataset.
fn research(column: &str) -> Vec<String> {
    let (schema, rows) = parquet_rows(&CANARY.files["research/trajectories.parquet"]);
    let Ok(at) = schema.index_of(column) else { return Vec::new() };
    rows.into_iter().map(|it| it[at].clone()).collect()
}

#[test]
fn the_research_dataset_has_months_and_bands_of_ages() {
    let ages = research("age_at_start");
    let is_band = |it: &String| it.is_empty() || it.contains(['-', '+']);
    assert!(ages.iter().all(is_band), "{ages:?}");
    assert!(!ages.iter().any(|it| it.contains(AGE)), "{ages:?}");
    for day in ["start_date", "end_date"].map(research).into_iter().flatten() {
        assert!(day.is_empty() || day.ends_with("-01"), "{day}");
    }
}

#[test]
fn the_research_dataset_knows_which_trajectories_are_of_one_client() {
    let mut clients = research("client_pseudonym");
    assert!(clients.len() * 10 >= N_TRAJECTORIES * 9, "{} rows", clients.len());
    clients.sort();
    clients.dedup();
    assert!((30..=N_TRAJECTORIES * 2 / 3).contains(&clients.len()), "{clients:?}");
}

#[test]
fn a_mark_that_was_planted_is_found() {
    let marks = marks();
    let at = |name: &str, text: &str| {
        found(&[(name.to_owned(), text.as_bytes().to_vec())].into(), &marks)
    };
    assert_eq!(at("index.html", "op 17-03-2014 begon"), ["index.html: 17-03-2014"]);
    assert_eq!(at("index.html", "in maart 2014 begon"), Vec::<String>::new());
    assert_eq!(at("internal/cells.csv", "TRKX0007"), Vec::<String>::new());
    // In Parquet, compressed: searched cell by cell.
    let name = "research/trajectories.parquet";
    let files: Files = [(name.to_owned(), CANARY.files[name].clone())].into();
    let client = research("client_pseudonym").remove(0);
    assert_eq!(
        found(&files, std::slice::from_ref(&client)),
        [format!("{name}: {client}")]
    );
}
