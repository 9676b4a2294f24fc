//! The gate as a whole: what is refused, what passes, and that no value is ever said.

use super::*;

/// Name, headers and rows of one file.
type File<'a> = (&'a str, &'a [&'a str], Vec<Vec<String>>);

fn refused(files: &[File]) -> Option<Error> {
    let headers: Vec<Vec<String>> = files
        .iter()
        .map(|(_, headers, _)| headers.iter().map(|it| (*it).to_owned()).collect())
        .collect();
    let columns: Vec<Columns> = files
        .iter()
        .zip(&headers)
        .map(|((file, _, rows), headers)| Columns { file, headers, rows })
        .collect();
    refuse(&columns).err()
}

fn rows(n: usize, row: impl Fn(usize) -> Vec<String>) -> Vec<Vec<String>> {
    (0..n).map(row).collect()
}

/// The number at a place among those that pass in the range for tests.
fn bsn(at: usize) -> String {
    let all = (999_900_006_u32..).map(|it| it.to_string());
    let factors = [9, 8, 7, 6, 5, 4, 3, 2, 10];
    let mut passing = all.filter(|it| {
        let sum: u32 =
            it.bytes().zip(factors).map(|(d, f)| u32::from(d - b'0') * f).sum();
        sum.is_multiple_of(11)
    });
    passing.nth(at).unwrap()
}

#[test]
fn every_offending_column_is_named_at_once_and_no_value_is_said() {
    let headers = ["Trajectnummer", "Pseudoniem", "Naam cliënt", "Contact", "Notitie"];
    let secret = rows(24, |at| {
        let mail = format!("geheim{at}@example.org");
        vec![
            format!("T{at:07}"),
            bsn(at),
            "Geheim, G.".to_owned(),
            mail,
            "geen".to_owned(),
        ]
    });
    let error = refused(&[("a.csv", &headers, secret)]).unwrap();
    let text = error.to_string();
    assert_eq!(error.why, Why::Identifiers);
    let headlines: Vec<&str> =
        error.messages.iter().map(|it| it.headline.as_str()).collect();
    let want = [
        "column `Pseudoniem` holds citizen service numbers (BSN)",
        "column `Naam cliënt` holds names of people",
        "column `Contact` holds e-mail addresses",
    ];
    assert_eq!(headlines, want);
    assert!(error.messages.iter().all(|it| it.name == "identifiers"));
    let place =
        "a.csv, column `Pseudoniem`: 100 % of 24 different values pass the 11-test";
    assert!(text.contains(place), "{text}");
    assert!(text.contains("nothing was computed and nothing was written"), "{text}");
    for value in ["9999", "eheim", "example.org", "T0000"] {
        assert!(!text.contains(value), "{text}");
    }
}

#[test]
fn the_same_column_of_two_files_is_one_message_with_two_places() {
    let one = || rows(1, |_| vec!["x".to_owned()]);
    let error =
        refused(&[("a.csv", &["BSN"], one()), ("b.csv", &["BSN"], one())]).unwrap();
    assert_eq!(error.messages.len(), 1);
    let want =
        ["a.csv, column `BSN`: by its header", "b.csv, column `BSN`: by its header"];
    assert_eq!(error.messages[0].places, want);
}

#[test]
fn a_value_in_the_place_of_a_header_is_not_said_either() {
    let numbers = || rows(5, |at| vec![bsn(at + 1)]);
    let error = refused(&[("a.csv", &[&bsn(0)], numbers())]).unwrap();
    assert_eq!(
        error.messages[0].headline,
        "column 1 holds citizen service numbers (BSN)"
    );
    let mails = rows(5, |at| vec![format!("a{at}@example.org")]);
    let error = refused(&[("a.csv", &["geheim@example.org"], mails)]).unwrap();
    assert!(!error.to_string().contains("example"), "{error}");
}

#[test]
fn what_is_left_of_a_cleared_column_is_refused() {
    let mut sparse = rows(30, |_| vec!["IAG".to_owned(), String::new()]);
    sparse[3][1] = bsn(0);
    sparse[17][1] = bsn(1);
    let error = refused(&[("a.csv", &["Zorgvorm", "Kenmerk"], sparse)]).unwrap();
    assert!(error.to_string().contains("column `Kenmerk` holds citizen"), "{error}");
}

#[test]
fn full_dates_below_a_header_about_birth_are_refused() {
    let dates = rows(5, |at| vec![format!("1{at}-03-2009")]);
    let error = refused(&[("a.csv", &["Geb."], dates)]).unwrap();
    assert!(
        error.to_string().contains("column `Geb.` holds full birth dates"),
        "{error}"
    );
    let years = rows(5, |at| vec![format!("200{at}")]);
    assert_eq!(refused(&[("a.csv", &["Geb."], years)]), None);
    let notes = rows(5, |_| vec!["Kind, geb. 12-03-2009, woont thuis".to_owned()]);
    let error = refused(&[("a.csv", &["Notitie"], notes)]).unwrap();
    assert!(!error.to_string().contains("2009"), "{error}");
}

#[test]
fn cells_beyond_the_headers_are_looked_at_too() {
    let wide = rows(5, |at| vec!["x".to_owned(), bsn(at)]);
    let error = refused(&[("a.csv", &["Zorgvorm"], wide)]).unwrap();
    assert!(error.to_string().contains("column 2 holds"), "{error}");
}

#[test]
fn an_ordinary_export_passes() {
    let headers = [
        "Trajectnummer",
        "Cliëntnummer",
        "Naam programma",
        "Teamnaam",
        "Geboortejaar",
        "Datum aanvang",
        "Einddatum",
        "AGB",
    ];
    let ordinary = rows(120, |at| {
        let (month, day) = (at % 12 + 1, at % 28 + 1);
        vec![
            (201_600_000 + at).to_string(),
            (30_000_000 + 7 * at).to_string(),
            "IAG".to_owned(),
            "Team 2016 Noord".to_owned(),
            (2000 + at % 12).to_string(),
            format!("{day:02}-{month:02}-2016"),
            format!("2016{month:02}{day:02}"),
            "41410001".to_owned(),
        ]
    });
    assert_eq!(refused(&[("a.csv", &headers, ordinary)]), None);
    assert_eq!(refused(&[]), None);
    assert_eq!(refused(&[("a.csv", &[], Vec::new())]), None);
}

#[test]
fn of_the_samples_only_those_with_identifiers_are_refused() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples");
    let mut n_refused = 0;
    for case in std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
        let Ok(files) = std::fs::read_dir(&case) else { continue };
        for file in files.map(|it| it.unwrap().path()) {
            if file.extension().is_none_or(|it| it != "csv") {
                continue;
            }
            let name = file.display().to_string();
            let text = encoding_rs::WINDOWS_1252
                .decode(&std::fs::read(&file).unwrap())
                .0
                .into_owned();
            let mut rows = text
                .lines()
                .take(2_000)
                .map(|line| line.split(';').map(str::to_owned).collect::<Vec<String>>());
            let headers = rows.next().unwrap_or_default();
            let rows: Vec<Vec<String>> = rows.collect();
            let columns = Columns { file: &name, headers: &headers, rows: &rows };
            let result = refuse(&[columns]);
            assert_eq!(
                result.is_err(),
                name.contains("identifiers-"),
                "{name}: {result:?}"
            );
            n_refused += usize::from(result.is_err());
        }
    }
    assert_eq!(n_refused, 8);
}
