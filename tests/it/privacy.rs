//! Nothing that points at a person leaves the house, nor stands in what the program says.
//!
//! In: made-up exports of every table, full of marks that occur nowhere else. Out: every
//! file of the bundle, searched in bytes and decoded, and everything the program says about
//! them, also when it refuses them.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use crate::canary::{found, kind, texts_of};
use crate::common::{BROCHURE, Done, Files, parquet_rows, run, uitkomst, write};

const N: usize = 120;
/// The trajectory of which everything is a mark.
const MARKED: usize = 7;

/// Marks of the marked trajectory, by where they stand.
const MARKS: [&str; 22] = [
    "Kanariedijk",
    "Team Zevenklapper",
    "Loods Vuurvogel",
    "Huisbezoek Zonnebloem",
    "Vraag Ooievaar",
    "Verwijzer Pimpelmees",
    "Notitie Goudhaan",
    "TRKX0007",
    "PSQZ0007",
    "DOELQ7",
    "CONTQ7",
    // The only one that began, ended, was scored and was seen on these days.
    "17-03-2014",
    "2014-03-17",
    "20140317",
    "29-12-2016",
    "2016-12-29",
    "31-10-2016",
    "2016-10-31",
    // A mark, a score, minutes and hours that nobody else has.
    "3,1417",
    "3.1417",
    "28.4142",
    "41.7321",
];

const HEADERS: [(&str, &str); 6] = [
    (
        "trajecten",
        "traject;client;zorgvorm;regio;gemeente;locatie;team;verwijzer;leeftijd;start;einde;\
         reden;notitie",
    ),
    ("doelen", "traject;doel;laag;begin;score;gewicht;datum;notitie"),
    ("antwoorden", "traject;informant;vraag;versie;antwoord;datum;notitie"),
    ("metingen", "traject;vragenlijst;schaal;invuller;moment;datum;score;notitie"),
    ("contacten", "traject;contact;datum;minuten;soort;gekomen;notitie"),
    ("capaciteit", "team;maand;regio;contract;client;verzuim;extern;notitie"),
];

/// The row of a table about one trajectory, without what may differ.
fn row(table: &str, at: usize) -> String {
    let marked = at == MARKED;
    let pick = |mark: &str, other: &str| if marked { mark } else { other }.to_owned();
    let (traject, client) = (format!("TRKX{at:04}"), format!("PSQZ{at:04}"));
    let note = pick("Notitie Goudhaan", "niets");
    let day = at % 27 + 1;
    match table {
        "trajecten" => {
            let programme = ["iag", "pmto"][at % 2];
            let reason = ["01", "02", "03"][at % 3];
            let start = pick("17-03-2014", &format!("{day:02}-{:02}-2014", at % 12 + 1));
            let end = pick("29-12-2016", &format!("{day:02}-06-2016"));
            let (place, team) =
                (pick(MARKS[0], "Elders"), pick("Team Zevenklapper", "Team A"));
            let (location, referrer) =
                (pick(MARKS[2], "Weg"), pick(MARKS[5], "Huisarts"));
            let age = pick("97", &(at % 10 + 5).to_string());
            format!(
                "{traject};{client};{programme};noord;{place};{location};{team};{referrer};\
                 {age};{start};{end};{reason};{note}"
            )
        }
        "doelen" => {
            let goal = pick("DOELQ7", "1");
            let weight = pick("41,7321", "1");
            let date = pick("31-10-2016", &format!("{day:02}-06-2016"));
            let score = [-2, -1, 0, 1, 2][at % 5];
            format!("{traject};{goal};basis;-2;{score};{weight};{date};{note}")
        }
        "antwoorden" => {
            let (version, answer) =
                (pick(MARKS[4], "1"), pick("3,1417", &(at % 4 + 6).to_string()));
            format!("{traject};ouder;proces;{version};{answer};01-06-2016;{note}")
        }
        "metingen" => {
            let score = pick("28,4142", &(at % 20 + 5).to_string());
            let one = |moment: &str, date: &str, score: &str| {
                format!("{traject};ORS;totaal;jongere;{moment};{date};{score};{note}")
            };
            let start = one("begin", "01-03-2016", &(at % 15 + 5).to_string());
            format!("{start}\r\n{}", one("eind", "01-06-2016", &score))
        }
        "contacten" => {
            let (contact, minutes) = (pick("CONTQ7", "1"), pick("1439", "60"));
            let kind = pick("Huisbezoek Zonnebloem", "gesprek");
            format!("{traject};{contact};05-05-2016;{minutes};{kind};ja;{note}")
        }
        _ => {
            let team = pick("Team Zevenklapper", &format!("Team {}", at % 6));
            let month = format!("01-{:02}-2016", at / 6 % 12 + 1);
            let hours = pick("41,7321", "900");
            format!("{team};{month};noord;1000;{hours};50;20;{note}")
        }
    }
}

/// Writes the exports and their pipeline; `change` may change the marked row of a table.
fn write_exports(folder: &Path, change: impl Fn(&str, String) -> String) {
    for (table, header) in HEADERS {
        let mut csv = format!("{header}\r\n");
        for at in 0..N {
            if table == "capaciteit" && at >= 72 {
                break;
            }
            let row = row(table, at);
            let row = if at == MARKED { change(table, row) } else { row };
            let _ = write!(csv, "{row}\r\n");
        }
        write(&folder.join(format!("{table}.csv")), &csv);
    }
    write(&folder.join("pipeline.toml"), PIPELINE);
    write(&folder.join("partner.key"), &"sleutel ".repeat(8));
}

const PIPELINE: &str = include_str!("privacy.toml");

static CANARY: LazyLock<Done> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    write_exports(folder.path(), |_, row| row);
    run(&folder.path().join("pipeline.toml")).unwrap()
});

/// Every mark that may stand nowhere: those of the marked one, and every key.
fn marks() -> Vec<String> {
    let keys = (0..N).flat_map(|it| [format!("TRKX{it:04}"), format!("PSQZ{it:04}")]);
    MARKS.map(str::to_owned).into_iter().chain(keys).collect()
}

#[test]
fn no_mark_of_a_person_stands_in_any_file() {
    let files = &CANARY.files;
    for wanted in ["research/trajectories.parquet", "internal/findings.csv", "index.html"]
    {
        assert!(files.contains_key(wanted), "{wanted}");
    }
    // Also not in `internal/`: there stand positions, no values.
    assert_eq!(found(files, &marks()), Vec::<String>::new());
}

#[test]
fn the_marks_were_read_and_could_have_been_written() {
    let rows = &CANARY.outcome.account.rows;
    assert_eq!(rows.len(), HEADERS.len());
    for (table, (read, kept)) in rows {
        assert!(*read > 0 && kept == read, "{table}: {read} read, {kept} kept");
    }
}

/// A column of the research dataset; empty when it is left out.
fn research(column: &str) -> Vec<String> {
    let (schema, rows) = parquet_rows(&CANARY.files["research/trajectories.parquet"]);
    let Ok(at) = schema.index_of(column) else { return Vec::new() };
    rows.into_iter().map(|it| it[at].clone()).collect()
}

#[test]
fn the_research_dataset_has_no_day_and_no_exact_age() {
    let ages = research("age_at_start");
    let is_band = |it: &String| it.is_empty() || it.contains(['-', '+']);
    assert!(!ages.is_empty() && ages.iter().all(is_band), "{ages:?}");
    assert!(!ages.iter().any(|it| it.contains("97")), "{ages:?}");
    for day in research("start_date") {
        assert!(day.is_empty() || day.ends_with("-01"), "{day}");
    }
    assert!(research("end_date").is_empty());
    assert_eq!(research("team").len() + research("location").len(), 0);
}

/// What makes the marked row wrong, by table, and what the program has to say about it.
type Fault = (&'static str, fn(String) -> String);

const FAULTS: [Fault; 9] = [
    ("trajecten", |row| row.replace("29-12-2016", "29-12-16")),
    ("trajecten", |row| row.replace("17-03-2014", "29-12-2018")),
    ("trajecten", |row| row.replace(";97;", ";Kanariedijk;")),
    ("trajecten", |row| row.replace(";02;", ";Verwijzer Pimpelmees;")),
    ("trajecten", |row| format!("{row};te veel")),
    ("trajecten", |row| format!("{row}\r\n{row}")),
    ("doelen", |row| row.replace("TRKX0007", "TRKX9999")),
    ("antwoorden", |row| row.replace("3,1417", "drie Ooievaar")),
    ("trajecten", |row| row.replace("Notitie Goudhaan", "\"Notitie Goudhaan")),
];

#[test]
fn no_mark_is_said_about_rows_that_are_wrong() {
    let mut n_said = 0;
    for (at, (table, wrong)) in FAULTS.into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        write_exports(
            folder.path(),
            |name, row| {
                if name == table { wrong(row) } else { row }
            },
        );
        let said = uitkomst(folder.path(), &["run", "pipeline.toml", "--out", "uit"]);
        let text = format!("{}{}", said.stdout, said.stderr);
        assert!(said.exit != 0 && said.exit != 20, "fault {at}: {}\n{text}", said.exit);
        let marks = marks();
        let said: Vec<&String> =
            marks.iter().filter(|it| text.contains(it.as_str())).collect();
        assert!(said.is_empty(), "fault {at}: {said:?} in\n{text}");
        n_said += usize::from(text.contains("error[") || text.contains("warning["));
        let bundle = folder.path().join("uit");
        if bundle.is_dir() {
            let files = crate::common::read_files(&bundle);
            assert_eq!(found(&files, &marks), Vec::<String>::new(), "fault {at}");
        }
    }
    assert_eq!(n_said, FAULTS.len());
}

/// A Parquet file with a text in one of four places.
fn parquet_with(place: &str, text: &str) -> Vec<u8> {
    let at = |it: &str| if place == it { text.to_owned() } else { "niets".to_owned() };
    let metadata = std::collections::HashMap::from([("label".to_owned(), at("field"))]);
    let field = Field::new("a", DataType::Utf8, true).with_metadata(metadata);
    let schema = Arc::new(Schema::new(vec![field]));
    let properties = WriterProperties::builder()
        .set_created_by(at("maker"))
        .set_key_value_metadata(Some(vec![KeyValue::new("k".to_owned(), at("footer"))]))
        .build();
    let column: ArrayRef = Arc::new(StringArray::from(vec![at("cell")]));
    let rows = RecordBatch::try_new(schema.clone(), vec![column]).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, schema, Some(properties)).unwrap();
    writer.write(&rows).unwrap();
    writer.close().unwrap();
    bytes
}

/// A picture of the bundle with one more chunk.
fn png_with(chunk: [u8; 4], data: &[u8]) -> Vec<u8> {
    let png = BROCHURE.files.iter().find(|it| kind(it.0) == "png").unwrap().1;
    let mut bytes = png[..8].to_vec();
    bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
    bytes.extend(chunk);
    bytes.extend(data);
    bytes.extend([0; 4]);
    bytes.extend(&png[8..]);
    bytes
}

#[test]
fn a_mark_that_is_let_through_is_found_in_every_format() {
    let mark = "Kanariedijk";
    let mut packed =
        flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(mark.as_bytes()).unwrap();
    let packed = [&b"Comment\0\0"[..], &packed.finish().unwrap()].concat();
    let plain = [&b"Comment\0"[..], mark.as_bytes()].concat();
    let planted: [(&str, Vec<u8>); 17] = [
        ("a.html", b"<p>Kanariedijk</p>".to_vec()),
        ("b.html", b"<p>Kanarie&#100;ijk</p>".to_vec()),
        ("c.html", b"<p title=\"&#x4B;anariedijk\">".to_vec()),
        ("d.html", b"url(data:x;base64,S2FuYXJpZWRpams=)".to_vec()),
        ("a.svg", b"<text x=\"1\">Kanariedijk</text>".to_vec()),
        ("b.svg", b"<title>Kanarie&#x64;ijk</title>".to_vec()),
        ("a.json", br#"{"a": ["Kanarie\u0064ijk"]}"#.to_vec()),
        ("b.json", br#"{"Kanarie\u0064ijk": 1}"#.to_vec()),
        ("a.csv", b"a,b\r\n1,Kanariedijk\r\n".to_vec()),
        ("a.R", b"# Kanariedijk".to_vec()),
        ("a.png", png_with(*b"tEXt", &plain)),
        ("b.png", png_with(*b"zTXt", &packed)),
        ("a.parquet", parquet_with("cell", mark)),
        ("b.parquet", parquet_with("field", mark)),
        ("c.parquet", parquet_with("maker", mark)),
        ("d.parquet", parquet_with("footer", mark)),
        ("internal/a.csv", b"a\r\nKanariedijk\r\n".to_vec()),
    ];
    for (name, bytes) in planted {
        let files: Files = [(name.to_owned(), bytes)].into();
        assert_eq!(found(&files, &[mark.to_owned()]), [format!("{name}: {mark}")]);
    }
}

#[test]
fn every_kind_of_file_that_a_run_writes_is_planted_and_no_other_is_passed_over() {
    let kinds = ["html", "svg", "png", "csv", "parquet", "json", "R", "py", "sps", "do"];
    for name in CANARY.files.keys().chain(BROCHURE.files.keys()) {
        assert!(
            kinds.contains(&kind(name)),
            "{name}: plant a mark in this kind of file too"
        );
    }
    let unknown = std::panic::catch_unwind(|| texts_of("a.xlsx", b"PK"));
    assert!(unknown.is_err());
}

#[test]
fn numbers_of_one_person_stand_in_no_cell_by_themselves() {
    // Too short to be searched for in bytes: looked for as whole cells.
    for (name, bytes) in &CANARY.files {
        if ["parquet", "csv"].contains(&kind(name)) {
            let cells = texts_of(name, bytes);
            let is_whole =
                |it: &String| it == "1439" || it == "3,1417" || it == "28,4142";
            assert!(!cells.iter().any(is_whole), "{name}");
        }
    }
}
