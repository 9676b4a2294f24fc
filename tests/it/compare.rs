//! Two bundles are compared, and a cause is named only when the bundles tell it.
//!
//! In: bundles of made-up rows, changed on purpose. Out: what moved, and why.

use std::collections::BTreeMap;
use std::path::Path;

use uitkomst::evidence::{Cause, Comparison, compare};

use crate::common::{run_to, uitkomst};
use crate::made::{Made, write_export};

/// Counts as they are: what moved is then the rows, and not how they are rounded.
const OPEN: &str = "policy = \"none\"\nreason = { nl = \"verzonnen\", en = \"made up\" }";

/// 120 trajectories that ended in 2016, for every reason.
fn rows() -> Vec<Made> {
    (0..120).map(|at| Made::ended(at, at % 2, at % 3)).collect()
}

fn bundle(folder: &Path, name: &str, rows: &[Made], disclosure: &str) {
    let pipeline = write_export(folder, &[rows], disclosure);
    run_to(&pipeline, &folder.join(name)).unwrap();
}

/// What moved between these rows and those, and why.
fn between(before: &[Made], after: &[Made]) -> Comparison {
    let folder = tempfile::tempdir().unwrap();
    bundle(folder.path(), "old", before, OPEN);
    bundle(folder.path(), "new", after, OPEN);
    compare(&folder.path().join("old"), &folder.path().join("new")).unwrap()
}

fn causes(comparison: &Comparison) -> BTreeMap<&str, Vec<Cause>> {
    let moved = comparison.moved.iter();
    moved.map(|it| (it.figure_id.as_str(), it.causes.iter().copied().collect())).collect()
}

#[test]
fn the_same_input_moves_nothing() {
    let comparison = between(&rows(), &rows());
    assert_eq!((comparison.moved.len(), comparison.inputs.len()), (0, 0));
    assert!(comparison.n_same > 20);
    assert_eq!(comparison.as_written, (true, true));
}

#[test]
fn late_records_are_called_so_and_other_years_stay() {
    let late = (0..12).map(|at| Made::ended(120 + at, 0, at % 3));
    let comparison =
        between(&rows(), &rows().into_iter().chain(late).collect::<Vec<_>>());
    let causes = causes(&comparison);
    let closed =
        comparison.moved.iter().find(|it| it.figure_id == "trajectories-closed/2016");
    let counts = |it: &Option<uitkomst::evidence::Shown>| it.clone().unwrap().n;
    let closed = closed.unwrap();
    assert_eq!(
        (counts(&closed.before), counts(&closed.after)),
        ("120".into(), "132".into())
    );
    assert_eq!(causes["trajectories-closed/2016"], [Cause::LateRecords]);
    assert!(causes.keys().all(|it| !it.contains("/2015/programme=pmto")), "{causes:?}");
    let what: Vec<&str> = comparison.inputs.iter().map(|it| it.what).collect();
    assert!(what.contains(&"export") && what.contains(&"rows"), "{what:?}");
    assert!(!what.contains(&"pipeline") && !what.contains(&"policy"), "{what:?}");
}

#[test]
fn a_corrected_code_is_told_from_a_late_record() {
    let mut corrected = rows();
    for it in corrected.iter_mut().take(15) {
        it.reason = 2;
    }
    let comparison = between(&rows(), &corrected);
    let causes = causes(&comparison);
    assert_eq!(causes["closed-by-mutual-agreement/2016"], [Cause::CorrectedCodes]);
    assert!(!causes.contains_key("trajectories-closed/2016"));
}

#[test]
fn removed_rows_are_told_from_both() {
    let comparison = between(&rows(), &rows()[24..]);
    assert_eq!(causes(&comparison)["trajectories-closed/2016"], [Cause::RemovedRows]);
}

#[test]
fn causes_that_cannot_be_told_apart_are_all_named() {
    let folder = tempfile::tempdir().unwrap();
    bundle(folder.path(), "old", &rows()[..118], OPEN);
    bundle(folder.path(), "new", &rows()[..118], "policy = \"cbs\"");
    let comparison =
        compare(&folder.path().join("old"), &folder.path().join("new")).unwrap();
    assert!(!comparison.moved.is_empty());
    for it in &comparison.moved {
        let causes: Vec<Cause> = it.causes.iter().copied().collect();
        assert_eq!(causes, [Cause::NewPipeline, Cause::NewPolicy], "{}", it.figure_id);
    }
}

#[test]
fn the_command_prints_a_table_and_json() {
    let folder = tempfile::tempdir().unwrap();
    bundle(folder.path(), "old", &rows(), OPEN);
    bundle(folder.path(), "new", &rows()[24..], OPEN);
    let said = uitkomst(folder.path(), &["compare", "old", "new"]);
    assert_eq!(said.exit, 0, "{}", said.stderr);
    for wanted in ["trajectories-closed/2016", "120 → 96", "removed rows"] {
        assert!(said.stdout.contains(wanted), "{wanted} not in:\n{}", said.stdout);
    }
    let said = uitkomst(folder.path(), &["compare", "old", "new", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert!(json["moved"].as_array().is_some_and(|it| !it.is_empty()));
    let said = uitkomst(folder.path(), &["compare", "old", "nowhere"]);
    assert_eq!(said.exit, 10);
    assert!(said.stderr.contains("error[no-bundle]"), "{}", said.stderr);
}
