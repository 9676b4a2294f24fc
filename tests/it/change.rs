//! Change on questionnaires: from delivered scores or answers to figures.
//!
//! In: the samples. Out: the figures of a run, compared with what can be worked out by hand.

use std::fs;

use crate::common::{root, run, write};

#[test]
fn scale_scores_are_made_from_the_answers_to_single_questions() {
    let done = run(&root().join("data-samples/sdq-items/pipeline.toml")).unwrap();
    let id = "problem-reduction/2016/informant=parent/instrument=sdq";
    let change = done.figure(&format!("{id}/mean-change"));
    assert_eq!((change["n"].as_str(), change["value"].as_str()), ("3", "12"));
    // From 21 to 15 is less than 1.96 · 6 · √(2 · 0.2) = 7.44 points.
    let reliable = done.figure(id);
    assert_eq!((reliable["n"].as_str(), reliable["numerator"].as_str()), ("3", "2"));
    // Cut-off c is (5 · 17 + 6 · 8) / 11 = 12.09: 8 and 11 are on the healthy side.
    assert_eq!(done.figure(&format!("{id}/recovered"))["numerator"], "2");
    assert_eq!(done.figure(&format!("{id}/unchanged"))["numerator"], "1");
}

/// The SDQ sample with another `[[instrument]]` table.
fn sdq_with(instrument: &str) -> Result<crate::common::Done, uitkomst::error::Error> {
    let sample = root().join("data-samples/sdq-items");
    let folder = tempfile::tempdir().unwrap();
    for file in ["trajecten.csv", "vragenlijsten.csv"] {
        fs::copy(sample.join(file), folder.path().join(file)).unwrap();
    }
    let text = fs::read_to_string(sample.join("pipeline.toml")).unwrap();
    let (before, rest) = text.split_once("[[instrument]]").unwrap();
    let (_, after) = rest.split_once("[[indicator]]").unwrap();
    let text = format!("{before}[[instrument]]\n{instrument}\n[[indicator]]{after}");
    write(&folder.path().join("pipeline.toml"), &text);
    run(&folder.path().join("pipeline.toml"))
}

#[test]
fn what_is_declared_of_a_scale_and_cannot_be_used_is_refused() {
    let sdq = "name = \"sdq\"\nscale = \"total\"\nsource = \"x\"\n";
    let wrong = [
        ("cut-off = \"c\"", "lacks what its cut-off needs"),
        ("cut-off = \"d\"", "cannot be `d`"),
        ("reliability-kind = \"alpha\"", "the kind of a reliability, but none"),
        ("deviation-of = \"norm\"", "whose standard deviation, but gives none"),
        ("reliability = 0.9\nsmallest-reliable-change = 5", "a published change"),
        ("better = \"higher\"", "runs the other way"),
        ("range = { from = 40, until = 0 }", "ends before it starts"),
        ("norm = { mean = 8, deviation = 0 }", "has no spread"),
        ("mean = 8", "unknown key `mean`"),
    ];
    for (line, said) in wrong {
        let error = sdq_with(&format!("{sdq}{line}")).map(drop).unwrap_err();
        assert!(error.to_string().contains(said), "{line}: {error}");
    }
    let other = "name = \"vgfo\"\nscale = \"total\"\nsource = \"x\"\n";
    let error = sdq_with(other).map(drop).unwrap_err().to_string();
    assert!(error.contains("no scale `total` of `vgfo`"), "{error}");
    let range = "range = { from = 0, until = 100 }\nbetter = \"lower\"";
    assert!(sdq_with(&format!("{other}{range}")).is_ok());
}

#[test]
fn a_smaller_reliability_makes_fewer_changes_reliable() {
    let id = "problem-reduction/2016/informant=parent/instrument=sdq";
    let n_reliable = |reliability: &str| {
        let declared = format!(
            "name = \"sdq\"\nscale = \"total\"\nsource = \"x\"\ndeviation = 6\n\
             reliability = {reliability}"
        );
        sdq_with(&declared).unwrap().figure(id)["numerator"].clone()
    };
    // From 0.9 the smallest reliable change is 5.3 points; from 0.1 it is 15.8.
    assert_eq!([n_reliable("0.9"), n_reliable("0.1")], ["3", "0"]);
}
