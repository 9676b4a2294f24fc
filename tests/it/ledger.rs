//! A later release does not give away what happened in between.
//!
//! In: the brochure's exports, and the same with a row more, fewer or another. Out: what
//! somebody can work out who has both releases.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;
use uitkomst::error::Error;
use uitkomst::pipeline::Outcome;

use crate::common::{
    BROCHURE, Files, Row, csv_rows, read_files, root, run_to, visible_text, write,
};
use crate::made::{Made, write_export};

/// Differences that point at somebody.
const SMALL: std::ops::RangeInclusive<u64> = 1..=4;
/// The totals as counted.
const EXACT: &str = "exact = [\"trajectories-closed\", \"closed-by-mutual-agreement\"]";
const LEDGER: &str = "ledger = \"ledger/made.jsonl\"\nexact = [\"trajectories-closed\", \"closed-by-mutual-agreement\"]";
const ONLY_LEDGER: &str = "ledger = \"ledger/made.jsonl\"";
/// A trajectory that came in late: closed by mutual agreement in 2016.
const LATE: &str = "T9999999;P9999999;IAG;3;Oost;Zutphen;Oost 3;Huisarts;Jeugdwet;02;nee;M;9;\
                    01-02-2016;01-03-2016;15-10-2016;02\r\n";

/// Exports in a folder of their own, with a ledger beside them.
struct House {
    folder: tempfile::TempDir,
    pipeline: PathBuf,
}

impl House {
    /// A copy of the brochure's exports.
    fn brochure() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let samples = "data-samples/brochure-2016";
        let exports = folder.path().join(samples);
        fs::create_dir_all(&exports).unwrap();
        for entry in fs::read_dir(root().join(samples)).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, exports.join(path.file_name().unwrap())).unwrap();
        }
        let text =
            fs::read_to_string(root().join("pipelines/brochure-2016.toml")).unwrap();
        let policy = "[disclosure]\n";
        assert!(text.contains(policy));
        let text = text.replace(policy, &format!("{policy}{ONLY_LEDGER}\n"));
        let text = text.replace("\"../data-samples", "\"data-samples");
        let pipeline = folder.path().join("pipeline.toml");
        write(&pipeline, &text);
        Self { folder, pipeline }
    }

    /// These made-up rows.
    fn of(rows: &[Made]) -> Self {
        Self::with(rows, LEDGER)
    }

    fn with(rows: &[Made], disclosure: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pipeline = write_export(folder.path(), &[rows], disclosure);
        Self { folder, pipeline }
    }

    /// The same house with other rows.
    fn now(&self, rows: &[Made]) -> &Self {
        write_export(self.folder.path(), &[rows], LEDGER);
        self
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn run(&self) -> Result<(Outcome, Files), Error> {
        let out = self.path("out/bundle");
        let outcome = run_to(&self.pipeline, &out)?;
        Ok((outcome, read_files(&out)))
    }

    fn ledger(&self) -> String {
        fs::read_to_string(self.path("ledger/made.jsonl")).unwrap()
    }
}

/// 164 trajectories that ended in 2016, in three programmes, two regions and for all reasons.
fn rows() -> Vec<Made> {
    let mut rows = Vec::new();
    for (programme, n) in [(0, 63), (1, 57), (2, 44)] {
        for at in 0..n {
            let ended = Made::ended(rows.len(), programme, at % 3);
            rows.push(Made { region: at % 2, ..ended });
        }
    }
    rows
}

/// A programme of six beside them.
fn rows_with_a_small_programme() -> Vec<Made> {
    let mut rows = rows();
    rows.truncate(63 + 6);
    let more = (0..57).map(|at| Made::ended(69 + at, 2, at % 3));
    rows.extend(more);
    rows
}

fn estimates(files: &Files) -> Vec<Row> {
    csv_rows(&files["publication/estimates.csv"], b',')
}

fn figure(files: &Files, id: &str) -> Row {
    let found = estimates(files).into_iter().find(|it| it["figure_id"] == id);
    found.unwrap_or_else(|| panic!("no figure {id}"))
}

fn count(row: &Row, column: &str) -> Option<u64> {
    row[column].parse().ok()
}

/// What the counts of a figure say: denominator, numerator, what is left of it.
fn counts(row: &Row) -> [Option<u64>; 3] {
    let (n, numerator) = (count(row, "n"), count(row, "numerator"));
    [n, numerator, n.zip(numerator).map(|(n, it)| n - it)]
}

/// Figures of which the difference between two releases is about a few rows.
fn subtracted(one: &Files, two: &Files) -> Vec<String> {
    let mut found = Vec::new();
    for (before, after) in estimates(one).iter().zip(&estimates(two)) {
        assert_eq!(before["figure_id"], after["figure_id"]);
        for (before, after) in counts(before).into_iter().zip(counts(after)) {
            let difference = before.zip(after).map(|(a, b)| a.abs_diff(b));
            if difference.is_some_and(|it| SMALL.contains(&it)) {
                let numbers = before.zip(after).unwrap_or_default();
                found.push(format!("{} {}", numbers.0, numbers.1));
            }
        }
    }
    found
}

/// Every number of every table for publication, without the note which figures repeat an
/// earlier release.
fn published_numbers(files: &Files) -> Vec<(String, Vec<Row>)> {
    let tables = files.iter().filter(|it| {
        it.0.starts_with("publication/")
            && Path::new(it.0).extension().is_some_and(|it| it == "csv")
    });
    let rows = |bytes: &Vec<u8>| {
        let mut rows = csv_rows(bytes, b',');
        for it in &mut rows {
            it.remove("repeats");
        }
        rows
    };
    tables.map(|(name, bytes)| (name.clone(), rows(bytes))).collect()
}

#[track_caller]
fn check_every_interval(outcome: &Outcome) {
    let protected = outcome.release.protection.iter();
    let (as_counted, others): (Vec<_>, Vec<_>) =
        protected.partition(|it| it.told == "as-counted");
    // What follows from totals as counted is told with them: another figure about the same
    // rows, and that nobody is missing in a group where nobody is missing in all.
    let known: BTreeSet<_> = as_counted.iter().map(|it| (it.lower, it.upper)).collect();
    for it in others {
        let holds = it.upper.is_none_or(|upper| 5 <= upper - it.lower + 1);
        assert!(holds || known.contains(&(it.lower, it.upper)), "{it:?}");
    }
}

#[test]
fn one_trajectory_more_is_not_given_away_by_subtraction() {
    let house = House::brochure();
    let (_, first) = house.run().unwrap();
    assert_eq!(
        estimates(&first),
        BROCHURE.estimates(),
        "a ledger changes no first release"
    );
    let exports = house.path("data-samples/brochure-2016/trajecten-2013-2016.csv");
    OpenOptions::new()
        .append(true)
        .open(exports)
        .unwrap()
        .write_all(LATE.as_bytes())
        .unwrap();
    let (outcome, second) = house.run().unwrap();
    assert_eq!(subtracted(&first, &second), Vec::<String>::new());
    // Nor by any other table: what is published is what was published.
    for (before, after) in
        published_numbers(&first).iter().zip(published_numbers(&second))
    {
        let (name, before) = before;
        assert_eq!(before.len(), after.1.len(), "{name}");
        for (before, after) in before.iter().zip(&after.1) {
            // A test between groups leaves out the group that changed.
            let groups =
                |it: &Row| it.get("n_groups").and_then(|it| it.parse::<u8>().ok());
            assert!(
                before == after || groups(after) < groups(before),
                "{name} shows the difference: {before:?} {after:?}"
            );
        }
    }
    check_every_interval(&outcome);
    let agreed = figure(&second, "closed-by-mutual-agreement/2016");
    assert_eq!((&*agreed["n"], &*agreed["numerator"]), ("501", "441"));
    assert_eq!(agreed["repeats"], "2016-12-31");
    assert_eq!(figure(&second, "closed-by-mutual-agreement/2015")["repeats"], "");
    let repeated = outcome.warnings.iter().find(|it| it.name == "earlier-figures");
    assert!(repeated.is_some_and(|it| it.headline.contains("fewer than 10 rows")));
    let page = visible_text(
        std::str::from_utf8(&second["publication/brochure.nl.html"]).unwrap(),
    );
    assert!(page.contains("het cijfer van de eerdere vrijgave (2016-12-31)"));
}

#[test]
fn without_a_ledger_the_subtraction_finds_the_trajectory() {
    let house = House::with(&rows(), EXACT);
    let (_, first) = house.run().unwrap();
    let more = [rows(), vec![Made::ended(164, 0, 1)]].concat();
    let (_, second) = House::with(&more, EXACT).run().unwrap();
    let found = subtracted(&first, &second);
    assert!(found.iter().any(|it| it == "164 165"), "{found:?}");
    assert!(!house.path("ledger").exists());
}

/// Releases these rows and then those; nothing may follow from the two.
fn check_releases(before: &[Made], after: &[Made]) -> Outcome {
    let house = House::of(before);
    let (_, first) = house.run().unwrap();
    let (outcome, second) = house.now(after).run().unwrap();
    assert_eq!(subtracted(&first, &second), Vec::<String>::new());
    check_every_interval(&outcome);
    outcome
}

fn n_repeated(outcome: &Outcome) -> usize {
    outcome.release.figures.iter().filter(|it| it.repeats.is_some()).count()
}

#[test]
fn nothing_that_changed_by_a_few_rows_is_given_away() {
    let more = [rows(), vec![Made::ended(164, 0, 1)]].concat();
    let fewer = rows()[1..].to_vec();
    let mut corrected = rows();
    corrected[5].reason = 0;
    let mut moved = rows();
    moved[5].programme = 2;
    for (name, after, repeats) in [
        ("one more", more, true),
        ("one fewer", fewer, true),
        ("another reason", corrected, true),
        ("another programme", moved, false),
    ] {
        let outcome = check_releases(&rows(), &after);
        assert_eq!(n_repeated(&outcome) > 0, repeats, "{name}");
    }
    assert_eq!(n_repeated(&check_releases(&rows(), &rows())), 0);
}

#[test]
fn a_small_programme_stays_hidden_when_one_is_added_to_it() {
    let mut after = rows_with_a_small_programme();
    after.push(Made::ended(126, 1, 1));
    let outcome = check_releases(&rows_with_a_small_programme(), &after);
    assert!(outcome.release.n_suppressed > 0);
}

#[test]
fn thirty_trajectories_more_are_shown() {
    let house = House::of(&rows());
    house.run().unwrap();
    let more =
        (0..30).map(|at| Made { region: at % 2, ..Made::ended(164 + at, 0, at % 2) });
    let rows = rows().into_iter().chain(more).collect::<Vec<_>>();
    let (outcome, second) = house.now(&rows).run().unwrap();
    let closed = figure(&second, "trajectories-closed/2016");
    assert_eq!((&*closed["n"], &*closed["repeats"]), ("194", ""));
    check_every_interval(&outcome);
}

#[test]
fn the_same_release_again_gives_the_same_bytes_and_adds_nothing() {
    let house = House::of(&rows_with_a_small_programme());
    let (_, first) = house.run().unwrap();
    let ledger = house.ledger();
    assert_eq!(ledger.lines().count(), 2);
    let (_, again) = house.run().unwrap();
    assert!(first == again && house.ledger() == ledger);
    // Also when another release came in between, and of that one too.
    let (_, second) = house.now(&rows()).run().unwrap();
    let longer = house.ledger();
    assert_eq!(longer.lines().count(), 4);
    let (_, again) = house.run().unwrap();
    assert!(second == again && house.ledger() == longer);
    let (_, again) = house.now(&rows_with_a_small_programme()).run().unwrap();
    assert!(first == again && house.ledger() == longer);
}

#[test]
fn the_ledger_holds_no_count_that_is_not_shown() {
    let house = House::of(&rows_with_a_small_programme());
    let (outcome, files) = house.run().unwrap();
    let line: Value =
        serde_json::from_str(house.ledger().lines().next().unwrap()).unwrap();
    let published = &line["says"]["release"]["published"];
    let shown: Vec<Row> = estimates(&files);
    let counts = published["counts"].as_array().unwrap();
    let mut n_found = 0;
    for it in counts {
        let (id, column) = it[0].as_str().unwrap().split_once('#').unwrap();
        let number = it[3].as_u64().unwrap();
        let column = if column == "missing" { "n_missing" } else { column };
        if let Some(row) = shown.iter().find(|it| it["figure_id"] == id) {
            assert_eq!(row[column], number.to_string(), "{id} {column}");
            n_found += 1;
        }
    }
    assert!(n_found > 10, "{n_found}");
    let totals = published["totals"].as_array().unwrap();
    let exact = outcome.release.protection.iter().filter(|it| it.told == "as-counted");
    let exact: std::collections::BTreeSet<&str> =
        exact.map(|it| it.figure_id.as_str()).collect();
    assert_eq!(totals.len(), exact.len());
}

#[test]
fn a_ledger_has_one_policy() {
    let house = House::of(&rows());
    house.run().unwrap();
    write_export(house.folder.path(), &[&rows()], &format!("policy = \"cbs\"\n{LEDGER}"));
    let error = house.run().unwrap_err();
    assert_eq!(error.messages[0].name, "ledger-policy");
    assert_eq!(error.why.exit_code(), 16);
}

#[test]
fn a_broken_ledger_stops_the_run_and_an_earlier_bundle_stands() {
    let house = House::of(&rows());
    let (_, first) = house.run().unwrap();
    let ledger = house.ledger();
    let path = house.path("ledger/made.jsonl");
    let edited = ledger.replacen("\"n\":164", "\"n\":165", 1);
    assert_ne!(edited, ledger);
    // Cut off between the bundle and the last line: the next run adds that line.
    let shorter: String = ledger.lines().take(1).map(|it| format!("{it}\n")).collect();
    for (text, stops) in [(edited, true), (String::new(), true), (shorter, false)] {
        write(&path, &text);
        let result = house.run();
        assert_eq!(result.is_err(), stops);
        if let Err(error) = result {
            assert_eq!(error.messages[0].name, "ledger-broken");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert!(read_files(&house.path("out/bundle")) == first);
    }
    assert_eq!(house.ledger(), ledger);
}

#[test]
fn a_pipeline_can_ask_to_stop_at_small_changes() {
    let stop = format!("{LEDGER}\nsmall-changes = \"stop\"");
    let house = House::with(&rows(), &stop);
    let (_, first) = house.run().unwrap();
    let ledger = house.ledger();
    let more = [rows(), vec![Made::ended(164, 0, 1)]].concat();
    write_export(house.folder.path(), &[&more], &stop);
    let error = house.run().unwrap_err();
    assert_eq!(error.why.exit_code(), 16);
    for wanted in [
        "error[small-change]",
        "fewer than 10 rows since an earlier release",
        "--> closed-by-mutual-agreement/2016",
        "release again when at least 10 more rows are in",
    ] {
        assert!(error.to_string().contains(wanted), "{wanted} not in:\n{error}");
    }
    assert!(read_files(&house.path("out/bundle")) == first);
    assert_eq!(house.ledger(), ledger);
}

#[test]
fn a_key_about_the_ledger_needs_a_ledger() {
    let house = House::with(&rows(), "released = 2017-03-01");
    let error = house.run().unwrap_err();
    assert_eq!(error.messages[0].name, "keys-need-each-other");
}
