//! Values that no row should have: groups that are called as all together, ages of nobody, one
//! name written in several ways, damaged files.
//!
//! In: small made-up exports. Out: what is kept, what is said.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use uitkomst::env::Env;
use uitkomst::error::Why;
use uitkomst::pipeline;

use crate::common::{Said, root, uitkomst, write};

/// A pipeline over `trajecten.csv` with a region, which splits the figures.
fn write_pipeline(folder: &Path) {
    let pipeline = root().join("data-samples/identifiers-bsn/pipeline.toml");
    let pipeline = fs::read_to_string(pipeline).unwrap();
    let columns = "[export.trajectories.columns]\n";
    let pipeline = pipeline
        .replace("windows-1252", "utf-8")
        .replace(columns, &format!("{columns}region = \"Regio\"\n"))
        .replace("[[indicator]]\n", "[[indicator]]\nby = [[\"region\"]]\n");
    write(&folder.join("p.toml"), &pipeline);
}

/// Rows of which `cell` gives the region and the age.
fn run(cell: impl Fn(usize) -> (String, String)) -> (Said, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut csv = String::from(
        "Trajectnummer;Pseudoniem;Zorgvorm;Onderaannemer;Leeftijd bij start;Datum aanvang;\
         Datum einde;Reden beëindiging;Regio\r\n",
    );
    for at in 0..60 {
        let (region, age) = cell(at);
        let day = at % 28 + 1;
        let _ = write!(
            csv,
            "T{at:07};P{at:03};IAG;nee;{age};{day:02}-01-2016;{day:02}-06-2016;01;{region}\r\n"
        );
    }
    write(&folder.path().join("trajecten.csv"), &csv);
    write_pipeline(folder.path());
    let said = uitkomst(folder.path(), &["run", "p.toml", "--out", "b"]);
    (said, folder)
}

// A region called `total` could not be told from all regions together.
#[test]
fn a_group_that_is_called_as_all_together_are_is_told_apart() {
    let region = |at: usize| if at < 20 { "total" } else { "Noord" };
    let (said, folder) = run(|at| (region(at).to_owned(), "9".to_owned()));
    assert_eq!(said.exit, 0, "{}", said.stderr);
    let figures = fs::read_to_string(folder.path().join("b/publication/estimates.csv"));
    let figures = figures.unwrap();
    let mut ids: Vec<&str> =
        figures.lines().map(|it| it.split(',').next().unwrap()).collect();
    assert!(ids.iter().any(|it| it.ends_with("/region='total'")), "{ids:?}");
    let n = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n, "a figure stands there twice");
}

// Ages of −5 and 999 were kept, and the mean age was 85.7.
#[test]
fn an_age_that_nobody_has_is_set_aside() {
    let age = |at: usize| ["-5", "999", "9"][at.min(2)].to_owned();
    let (said, _) = run(|at| ("Noord".to_owned(), age(at)));
    assert!(said.stdout.contains("60 read = 58 kept + 2 set aside"), "{}", said.stdout);
    assert!(said.stderr.contains("value-out-of-scale"), "{}", said.stderr);
}

// `Noord`, `noord`, `NOORD` and one with a space that nobody sees: four regions, no word.
#[test]
fn one_name_in_four_ways_is_said() {
    let ways = ["Noord", "noord", "NOORD", "Noord\u{200b}", "Zuid"];
    let (said, _) = run(|at| (ways[at % 5].to_owned(), "9".to_owned()));
    assert_eq!(said.exit, 0, "{}", said.stderr);
    let want =
        "3 names differ from another only in capitals, spaces or marks (column `region`)";
    assert!(said.stderr.contains(want), "{}", said.stderr);
    assert!(!said.stderr.contains("NOORD"), "{}", said.stderr);
    let (said, _) = run(|at| (["Noord", "Zuid"][at % 2].to_owned(), "9".to_owned()));
    assert!(!said.stderr.contains("names-alike"), "{}", said.stderr);
}

/// A Parquet file with the columns of the export, as text.
fn parquet(n_rows: usize) -> Vec<u8> {
    const HEADERS: [&str; 9] = [
        "Trajectnummer",
        "Pseudoniem",
        "Zorgvorm",
        "Onderaannemer",
        "Leeftijd_bij_start",
        "Datum_aanvang",
        "Datum_einde",
        "Reden",
        "Regio",
    ];
    let fields: String =
        HEADERS.iter().map(|it| format!("required binary {it} (UTF8);")).collect();
    let schema = parse_message_type(&format!("message rows {{ {fields} }}")).unwrap();
    let properties = WriterProperties::builder().build().into();
    let mut file =
        SerializedFileWriter::new(Vec::new(), schema.into(), properties).unwrap();
    let mut group = file.next_row_group().unwrap();
    let cell = |column: usize, row: usize| match column {
        0 => format!("T{row:07}"),
        1 => format!("P{row:03}"),
        2 => "IAG".to_owned(),
        3 => "nee".to_owned(),
        4 => "9".to_owned(),
        5 => format!("{:02}-01-2016", row % 28 + 1),
        6 => format!("{:02}-06-2016", row % 28 + 1),
        7 => "01".to_owned(),
        _ => "Noord".to_owned(),
    };
    for column in 0..HEADERS.len() {
        let mut writer = group.next_column().unwrap().unwrap();
        let cells = (0..n_rows).map(|row| ByteArray::from(cell(column, row).as_str()));
        let cells: Vec<ByteArray> = cells.collect();
        writer.typed::<ByteArrayType>().write_batch(&cells, None, None).unwrap();
        writer.close().unwrap();
    }
    group.close().unwrap();
    file.into_inner().unwrap()
}

// Damaged Parquet files were a panic: exit 101. Each of 400 damages gives rows or an error.
#[test]
fn a_damaged_parquet_file_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    write_pipeline(folder.path());
    let text = fs::read_to_string(folder.path().join("p.toml")).unwrap();
    let text = text
        .replace("trajecten.csv", "t.parquet")
        .replace("\"Leeftijd bij start\"", "\"Leeftijd_bij_start\"")
        .replace("\"Datum aanvang\"", "\"Datum_aanvang\"")
        .replace("\"Datum einde\"", "\"Datum_einde\"")
        .replace("\"Reden beëindiging\"", "\"Reden\"");
    write(&folder.path().join("p.toml"), &text);
    let plan = pipeline::load(&folder.path().join("p.toml")).unwrap();
    let env = Env::new(folder.path().to_owned());
    let whole = parquet(120);
    let check = |bytes: &[u8]| {
        use std::io::Write as _;
        let mut file = fs::File::create(folder.path().join("t.parquet")).unwrap();
        file.write_all(bytes).unwrap();
        drop(file);
        pipeline::check(&env, &plan)
    };
    assert_eq!(check(&whole).unwrap().rows.values().next(), Some(&(120, 120)));
    let mut state = 7_u64;
    let mut chance = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut n_damaged = 0;
    for round in 0..400 {
        let mut bytes = whole.clone();
        // Mostly in the footer, where sizes and places stand.
        let from = if round % 4 == 0 { 4 } else { bytes.len() - 900 };
        for _ in 0..=chance(3) {
            let at = from + chance(bytes.len() - from - 8);
            bytes[at] ^= 1 << chance(8);
        }
        if let Err(error) = check(&bytes) {
            n_damaged += 1;
            assert_ne!(error.why, Why::Bug, "{round}: {error}");
        }
    }
    assert!(n_damaged > 100, "{n_damaged}");
}
