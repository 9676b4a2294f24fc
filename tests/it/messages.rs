//! What the program says when something is wrong: the exact text, and never a value.
//!
//! In: commands as somebody would type them. Out: exit code, standard output and error.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;

use crate::common::{FAULTS, Said, root, uitkomst, write};

/// What the program says about a sample of `data-samples`.
fn said_of(sample: &str) -> &'static Said {
    &FAULTS[&root().join("data-samples").join(sample)]
}

#[track_caller]
fn check(said: &Said, exit: i32, stderr: &str) {
    assert_eq!(said.stderr, stderr);
    assert_eq!(said.exit, exit);
    assert_eq!(said.stdout, "");
}

/// Runs a sample whose pipeline was changed in one place.
#[track_caller]
fn check_changed(change: (&str, &str), exit: i32, stderr: &str) {
    let folder = tempfile::tempdir().unwrap();
    let sample = root().join("data-samples/duplicate-key");
    let pipeline = fs::read_to_string(sample.join("pipeline.toml")).unwrap();
    assert!(pipeline.contains(change.0));
    write(
        &folder.path().join("pipeline.toml"),
        &pipeline.replacen(change.0, change.1, 1),
    );
    fs::copy(sample.join("trajecten.csv"), folder.path().join("trajecten.csv")).unwrap();
    check(&uitkomst(folder.path(), &["run", "pipeline.toml"]), exit, stderr);
    assert!(!folder.path().join("out/duplicate-key").exists());
}

#[test]
fn a_pipeline_that_is_not_there_gets_a_suggestion() {
    let said = uitkomst(root(), &["run", "pipelines/brochure-2015.toml"]);
    check(
        &said,
        2,
        "error[pipeline-not-found]: the pipeline pipelines/brochure-2015.toml is not there
  = help: did you mean pipelines/brochure-2016.toml?
",
    );
}

#[test]
fn an_unknown_key_gets_a_suggestion() {
    check_changed(
        ("organisation", "organization"),
        2,
        "error[unknown-key]: unknown key `organization` in the pipeline
  --> pipeline.toml:4:1
  = help: did you mean `organisation`?
",
    );
}

#[test]
fn an_unknown_indicator_gets_a_suggestion() {
    check_changed(
        ("\"trajectories-closed\"", "\"trajectories-close\""),
        2,
        "error[unknown-indicator]: there is no indicator `trajectories-close`
  --> pipeline.toml:30:7
  = help: did you mean `trajectories-closed`?
",
    );
}

#[test]
fn a_file_that_is_not_there_gets_a_suggestion() {
    check_changed(
        ("trajecten.csv", "trajectenn.csv"),
        10,
        "error[file-missing]: a file does not exist
  --> trajectenn.csv
  = help: did you mean `trajecten.csv`?
",
    );
}

#[test]
fn a_missing_header_names_the_nearest_and_all_there_are() {
    check(
        said_of("header-missing"),
        11,
        "error[header-missing]: 1 of 8 columns are missing: `Datum aanvang` (did you mean `Datum einde`?)
  --> trajecten.csv, line 1
  = help: the headers are `Trajectnummer`, `Pseudoniem`, `Zorgvorm`, `Onderaannemer`, `Leeftijd bij start`, `Startdatum`, `Datum einde`, `Reden beëindiging`
",
    );
}

#[test]
fn a_wrong_delimiter_says_which_it_is() {
    check(
        said_of("wrong-delimiter"),
        11,
        "error[delimiter-wrong]: cells stand between `,`, not between `;`
  --> trajecten.csv, line 1
  = help: declare `,` as the delimiter in the dialect
",
    );
}

#[test]
fn identifiers_are_refused_by_column_and_share() {
    check(
        said_of("identifiers-bsn"),
        12,
        "error[identifiers]: column `Pseudoniem` holds citizen service numbers (BSN)
  --> trajecten.csv, column `Pseudoniem`: 100 % of 24 different values pass the 11-test
  = effect: nothing was computed and nothing was written
  = help: have the export made again without this column, or with a pseudonym instead
",
    );
    check(
        said_of("identifiers-names"),
        12,
        "error[identifiers]: column `Naam cliënt` holds names of people
  --> trajecten.csv, column `Naam cliënt`: by its header; 100 % of 8 values are written like the name of a person
  = effect: nothing was computed and nothing was written
  = help: have the export made again without this column, or with a pseudonym instead
",
    );
}

#[test]
fn an_export_of_which_nothing_is_left_says_why() {
    check(
        said_of("all-rows-set-aside"),
        13,
        "error[all-rows-set-aside]: all 7 rows of `trajectories` were set aside
  --> unknown-code: 7 rows
  = effect: nothing was computed and nothing was written
  = help: look at the checks named above: `uitkomst explain CHECK`
",
    );
}

#[test]
fn a_finding_names_file_column_lines_and_effect() {
    let said = said_of("duplicate-key");
    let want = "warning[duplicate-key]: 2 rows break this check
  --> trajecten.csv, column `trajectory_id`, lines 7, 10
  = effect: set aside: they count in no figure
  = help: uitkomst explain duplicate-key
";
    assert_eq!((said.exit, &*said.stderr), (1, want));
    let rows = "  trajectories          10 read = 8 kept + 2 set aside, from 1 file\n";
    assert!(said.stdout.contains(rows), "{}", said.stdout);
}

#[test]
fn help_is_a_result_and_wrong_use_is_not() {
    for command in ["run", "check", "explain", "catalogue", "sample"] {
        let help = uitkomst(root(), &["--help"]);
        assert_eq!((help.exit, &*help.stderr), (0, ""));
        assert!(help.stdout.contains(&format!("\n  {command} ")), "{}", help.stdout);
        let help = uitkomst(root(), &[command, "--help"]);
        assert_eq!((help.exit, &*help.stderr), (0, ""), "{command}");
    }
    for wrong in [&["run"][..], &["runn", "a.toml"], &[], &["explain", "gas-t-scor"]] {
        let said = uitkomst(root(), wrong);
        assert_eq!((said.exit, &*said.stdout), (2, ""), "{wrong:?}");
        assert!(!said.stderr.is_empty(), "{wrong:?}");
    }
}

/// Shortest text that is taken for a value: shorter ones (`01`, `nee`) occur in any text.
const SHORTEST: usize = 6;

/// Every cell of the exports of a sample, headers left out.
fn values_of(folder: &Path) -> BTreeSet<String> {
    let mut values = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        match path.extension().and_then(|it| it.to_str()) {
            Some("csv") => {}
            // What can still be unpacked of a file that was cut off.
            Some("gz") => {
                let mut unpacked = Vec::new();
                let _ = GzDecoder::new(&bytes[..]).read_to_end(&mut unpacked);
                bytes = unpacked;
            }
            _ => continue,
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let cells = text.lines().skip(1).flat_map(|it| it.split([';', ',', '"']));
        values.extend(cells.filter(|it| it.len() >= SHORTEST).map(str::to_owned));
    }
    values
}

/// The values of an export that stand in what the program says.
fn told<'a>(values: &'a BTreeSet<String>, said: &Said) -> Vec<&'a String> {
    let holds = |it: &&String| said.stdout.contains(*it) || said.stderr.contains(*it);
    values.iter().filter(holds).collect()
}

#[test]
fn no_value_of_a_row_is_ever_told() {
    assert!(FAULTS.len() >= 26, "{} samples", FAULTS.len());
    let mut n_values = 0;
    for (folder, said) in &*FAULTS {
        let values = values_of(folder);
        n_values += values.len();
        assert_eq!(told(&values, said), Vec::<&String>::new(), "{}", folder.display());
    }
    assert!(n_values > 500, "{n_values} values");
}

#[test]
fn a_value_that_is_told_is_seen() {
    let values = values_of(&root().join("data-samples/identifiers-bsn"));
    let said =
        |stderr: &str| Said { exit: 0, stdout: String::new(), stderr: stderr.into() };
    assert!(values.contains("T0000001"));
    assert_eq!(told(&values, &said("row T0000001 is wrong")), ["T0000001"]);
    assert_eq!(told(&values, &said("row 1 is wrong")), Vec::<&String>::new());
}
