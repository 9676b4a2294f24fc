//! No small number gets out.
//!
//! In: made-up exports with small groups and the default policy. Out: what a reader can see.

use proptest::prelude::*;
use uitkomst::disclosure::ReleasedFigure;
use uitkomst::terms::Shown;

use crate::common::{Done, Row, run, visible_text};
use crate::made::{Made, PROGRAMMES, made, write_export};

const DEFAULT: &str = "policy = \"default\"";
/// Counts that the default policy hides.
const SMALL: std::ops::RangeInclusive<u64> = 1..=9;

/// 63 trajectories in iag (47 by agreement), 6 in pmto (3), 57 in ambulant (41). Over all
/// programmes every reason of ending is of ten trajectories or more.
fn with_a_programme_of_six() -> Done {
    let sizes = [(63, 47), (6, 3), (57, 41)];
    let mut rows = Vec::new();
    for (programme, (n, n_agreed)) in sizes.into_iter().enumerate() {
        for at in 0..n {
            // Planned or agreed; else by the client, the provider, circumstances.
            let id = rows.len();
            let reason = if at < n_agreed { id % 2 } else { 2 + id % 3 };
            rows.push(Made::ended(id, programme, reason));
        }
    }
    run_with(&rows)
}

fn run_with(rows: &[Made]) -> Done {
    let folder = tempfile::tempdir().unwrap();
    run(&write_export(folder.path(), &[rows], DEFAULT)).unwrap()
}

/// Columns that hold numbers about rows.
const NUMBERS: [&str; 6] = ["n", "numerator", "value", "lower", "upper", "n_missing"];

fn shown_numbers(figure: &Row) -> Vec<&str> {
    NUMBERS.into_iter().filter(|it| !figure[*it].is_empty()).collect()
}

/// Programmes whose figure of this indicator is hidden in 2016.
fn hidden_programmes(done: &Done, indicator: &str) -> Vec<String> {
    let figures = done.estimates();
    let of_2016 = figures.iter().filter(|it| {
        it["indicator"] == indicator
            && it["period_start"] == "2016-01-01"
            && PROGRAMMES.contains(&it["programme"].as_str())
            && it["region"] == "total"
    });
    let mut hidden = Vec::new();
    for figure in of_2016.filter(|it| it["state"] == "suppressed") {
        assert_eq!(figure["reason"], "disclosure-control", "{}", figure["figure_id"]);
        assert_eq!(shown_numbers(figure), Vec::<&str>::new(), "{}", figure["figure_id"]);
        hidden.push(figure["programme"].clone());
    }
    hidden
}

#[test]
fn a_programme_of_six_is_hidden_and_cannot_be_subtracted() {
    let done = with_a_programme_of_six();
    for indicator in ["trajectories-closed", "closed-by-mutual-agreement"] {
        let hidden = hidden_programmes(&done, indicator);
        assert!(hidden.contains(&"pmto".to_owned()), "{indicator}: {hidden:?}");
        // The total is shown, so one hidden group alone would follow from the others.
        assert!(hidden.len() >= 2, "{indicator}: {hidden:?}");
    }
    assert_eq!(done.figure("trajectories-closed/2016")["value"], "126");
    assert_eq!(done.figure("closed-by-mutual-agreement/2016")["numerator"], "91");
}

/// The numbers a reader sees on a page, among its words; the digits in a hash are none.
fn numbers_on(page: &str) -> Vec<String> {
    let text = visible_text(page);
    let numbers =
        text.split(|it: char| !(it.is_alphanumeric() || it == ',' || it == '.'));
    numbers.map(|it| it.trim_matches([',', '.']).to_owned()).collect()
}

#[test]
fn a_hidden_figure_is_not_on_the_page_either() {
    let done = with_a_programme_of_six();
    let numbers = numbers_on(done.text("publication/brochure.nl.html"));
    for shown in ["126", "91", "72,2"] {
        assert!(numbers.iter().any(|it| it == shown), "{shown} should be on the page");
    }
    // Agreements of the programmes out of their trajectories, and the shares.
    let truth = [("iag", ["47", "74,6"]), ("ambulant", ["41", "71,9"])];
    let hidden = hidden_programmes(&done, "closed-by-mutual-agreement");
    for (programme, secrets) in truth {
        for secret in secrets.iter().filter(|_| hidden.iter().any(|it| it == programme)) {
            assert!(!numbers.iter().any(|it| it == secret), "{secret} is on the page");
        }
    }
}

/// Numbers of a released figure that are small enough to point at somebody.
fn small_numbers(figure: &ReleasedFigure) -> Vec<String> {
    let value = |it: Shown<u64>| it.value().copied();
    let rest = value(figure.n).zip(value(figure.numerator)).map(|(n, k)| n - k);
    let numbers = [
        ("n", value(figure.n)),
        ("numerator", value(figure.numerator)),
        ("complement", rest),
        ("n_missing", value(figure.n_missing)),
    ];
    let small = numbers.into_iter().filter(|it| it.1.is_some_and(|n| SMALL.contains(&n)));
    small.map(|(what, n)| format!("{}: {what} {n:?}", figure.figure_id)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 8,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_count_from_one_to_nine_is_released(rows in made(1..=220)) {
        let done = run_with(&rows);
        let small = done.outcome.release.figures.iter().flat_map(small_numbers);
        prop_assert_eq!(small.collect::<Vec<_>>(), Vec::<String>::new());
    }
}

#[test]
fn a_small_number_would_be_seen() {
    let done = with_a_programme_of_six();
    let mut figure = done.outcome.release.figures[0].clone();
    figure.n = Shown::Value(20);
    figure.numerator = Shown::Value(12);
    assert_eq!(small_numbers(&figure).len(), 1);
    figure.numerator = Shown::Value(9);
    assert_eq!(small_numbers(&figure).len(), 1);
    figure.numerator = Shown::Value(10);
    assert_eq!(small_numbers(&figure).len(), 0);
}
