//! The gate at the input, with the program itself: deep in a file, and what is left behind.
//!
//! In: made-up exports with numbers from the range for tests. Out: exit code, what is said,
//! what stands in the folder afterwards.

use std::fmt::Write as _;
use std::path::Path;

use crate::common::{Said, names_in, read_files, root, uitkomst, write};

/// More rows than are looked at with all columns.
const N: usize = 6_000;

/// Numbers from the range for tests that pass the eleven-test.
fn bsns() -> impl Iterator<Item = u32> {
    let passes = |it: &u32| {
        let digits = it.to_string();
        let factors = [9, 8, 7, 6, 5, 4, 3, 2, 10];
        let sum: u32 =
            digits.bytes().zip(factors).map(|(d, f)| u32::from(d - b'0') * f).sum();
        sum.is_multiple_of(11)
    };
    (999_900_006..=999_999_990).filter(passes)
}

/// Writes an export of which `cell` gives the pseudonym and a column that is not used.
fn write_export(folder: &Path, cell: impl Fn(usize) -> (String, String)) {
    let mut csv = String::from(
        "Trajectnummer;Pseudoniem;Zorgvorm;Onderaannemer;Leeftijd bij start;\
         Datum aanvang;Datum einde;Reden beëindiging;Veld\r\n",
    );
    for at in 0..N {
        let (pseudonym, unused) = cell(at);
        let day = at % 28 + 1;
        let _ = write!(
            csv,
            "T{at:07};{pseudonym};IAG;nee;9;{day:02}-01-2016;{day:02}-06-2016;01;\
             {unused}\r\n"
        );
    }
    write(&folder.join("trajecten.csv"), &csv);
    let pipeline = root().join("data-samples/identifiers-bsn/pipeline.toml");
    let pipeline = std::fs::read_to_string(pipeline).unwrap();
    write(&folder.join("p.toml"), &pipeline.replace("windows-1252", "utf-8"));
}

fn run(folder: &Path) -> Said {
    uitkomst(folder, &["run", "p.toml", "--out", "uit/bundel"])
}

fn ordinary(at: usize) -> String {
    format!("{:09}", 100_000_000 + 7 * at)
}

#[test]
fn identifiers_deep_in_a_used_column_are_refused_and_nothing_is_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let numbers: Vec<u32> = bsns().take(N).collect();
    // One in a hundred: the share of the whole column tells nothing.
    let among = |at: usize| match at {
        4_000..4_060 => numbers[at].to_string(),
        _ => ordinary(at),
    };
    write_export(folder.path(), |at| (among(at), String::new()));
    let said = run(folder.path());
    assert_eq!(said.exit, 12, "{}", said.stderr);
    let place = "trajecten.csv, column `Pseudoniem`";
    assert!(said.stderr.contains(place), "{}", said.stderr);
    assert!(said.stderr.contains("pass the 11-test"), "{}", said.stderr);
    for number in &numbers {
        assert!(!said.stderr.contains(&number.to_string()), "{}", said.stderr);
    }
    assert_eq!(said.stdout, "");
    assert_eq!(names_in(folder.path()), ["p.toml", "trajecten.csv"]);
}

#[test]
fn identifiers_spread_thinly_among_other_texts_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let numbers: Vec<u32> = bsns().take(N).collect();
    let thin = |at: usize| {
        if at > 2_000 && at.is_multiple_of(500) {
            numbers[at].to_string()
        } else {
            format!("P{at:05}")
        }
    };
    write_export(folder.path(), |at| (thin(at), String::new()));
    let said = run(folder.path());
    assert_eq!(said.exit, 12, "{}", said.stderr);
}

#[test]
fn one_e_mail_address_deep_in_a_used_column_is_enough() {
    let folder = tempfile::tempdir().unwrap();
    let one = |at: usize| match at {
        5_432 => "geheim@example.org".to_owned(),
        _ => format!("P{at:05}"),
    };
    write_export(folder.path(), |at| (one(at), String::new()));
    let said = run(folder.path());
    assert_eq!(said.exit, 12, "{}", said.stderr);
    assert!(said.stderr.contains("e-mail"), "{}", said.stderr);
    assert!(!said.stderr.contains("geheim"), "{}", said.stderr);
}

#[test]
fn a_column_that_is_not_used_is_judged_by_its_first_rows_and_never_written() {
    let folder = tempfile::tempdir().unwrap();
    let unused = |at: usize| match at {
        0..2_500 => "niets".to_owned(),
        _ => format!("geheim{at}@example.org"),
    };
    write_export(folder.path(), |at| (format!("P{at:05}"), unused(at)));
    let said = run(folder.path());
    assert_eq!(said.exit, 0, "{}", said.stderr);
    for (name, bytes) in read_files(&folder.path().join("uit/bundel")) {
        assert!(!String::from_utf8_lossy(&bytes).contains("geheim"), "{name}");
    }
    write_export(folder.path(), |at| (format!("P{at:05}"), unused(at + 600)));
    assert_eq!(run(folder.path()).exit, 12);
}
