//! The same bytes, whatever the number of threads.
//!
//! In: a made-up export with a column of more names than a column may have. Out: bundles and
//! messages, compared. Never: a figure judged for being right.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::common::{Files, csv_rows, read_files, root, write};

/// More than a column of names may hold (50,000), in several blocks of the file.
const N: usize = 50_400;
const THREADS: [&str; 3] = ["1", "2", "8"];

/// Every row of which `location` is another one; a pipeline that maps it, and perhaps splits
/// by it.
fn write_export(folder: &Path, by: &str) {
    let mut csv = String::from(
        "Trajectnummer;Pseudoniem;Zorgvorm;Onderaannemer;Leeftijd bij start;\
         Datum aanvang;Datum einde;Reden beëindiging;Plek\r\n",
    );
    for at in 0..N {
        let (day, month, age) = (at % 28 + 1, at % 12 + 1, 4 + at % 14);
        let reason = ["01", "02", "03"][at % 3];
        let _ = write!(
            csv,
            "T{at:07};C{:07};IAG;nee;{age};{day:02}-{month:02}-2015;\
             {day:02}-{month:02}-2016;{reason};plek-{at}\r\n",
            at / 2
        );
    }
    write(&folder.join("trajecten.csv"), &csv);
    let sample = root().join("data-samples/unknown-code/pipeline.toml");
    let pipeline = std::fs::read_to_string(sample).unwrap();
    let pipeline = pipeline.replace("windows-1252", "utf-8");
    let pipeline = pipeline
        .replace("end_reason = \"Reden", "location = \"Plek\"\nend_reason = \"Reden");
    write(&folder.join("p.toml"), &format!("{pipeline}{by}\n"));
}

/// How it ended, what it said, and the bundle.
fn run(folder: &Path, threads: &str) -> (Option<i32>, String, Files) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uitkomst"));
    let command = command.current_dir(folder).env("RAYON_NUM_THREADS", threads);
    let output = command.args(["run", "p.toml", "--out", "bundel"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let bundle = folder.join("bundel");
    let files = if bundle.exists() { read_files(&bundle) } else { Files::new() };
    (output.status.code(), said, files)
}

#[test]
fn a_column_that_nobody_looks_at_sets_no_row_aside_with_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    write_export(folder.path(), "");
    let all = THREADS.map(|it| run(folder.path(), it));
    for (exit, said, files) in &all {
        assert_eq!(*exit, Some(0), "{said}");
        let estimates = csv_rows(&files["publication/estimates.csv"], b',');
        let closed = estimates.iter().find(|it| it["indicator"] == "trajectories-closed");
        assert_eq!(closed.unwrap()["value"], N.to_string());
        assert!(files == &all[0].2, "another bundle with another number of threads");
    }
}

#[test]
fn a_column_of_too_many_names_that_is_used_is_refused_with_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    write_export(folder.path(), "by = [[\"location\"]]");
    let all = THREADS.map(|it| run(folder.path(), it));
    for (exit, said, files) in &all {
        assert_eq!(*exit, Some(11), "{said}");
        let headline = "`trajectories.location` has more than 50000 different names";
        assert!(said.contains(headline), "{said}");
        assert_eq!((said, files.len()), (&all[0].1, 0));
    }
}
