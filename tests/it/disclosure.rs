//! No small number gets out.
//!
//! In: made-up exports with small groups and the default policy. Out: what a reader can see.

use proptest::prelude::*;
use uitkomst::disclosure::ReleasedFigure;
use uitkomst::terms::Shown;

use crate::common::{Done, Row, run, visible_text};
use crate::made::{Made, PROGRAMMES, made, write_export};

const DEFAULT: &str = "policy = \"default\"";
/// Counts that the default policy shows alike.
const SMALL: std::ops::RangeInclusive<u64> = 0..=9;

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

/// Programmes whose figure of this indicator is not shown in 2016.
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
        let shown = shown_numbers(figure);
        assert!(shown.iter().all(|it| ["n", "n_missing"].contains(it)), "{shown:?}");
        hidden.push(figure["programme"].clone());
    }
    hidden
}

#[test]
fn a_programme_of_six_is_hidden_and_cannot_be_subtracted() {
    let done = with_a_programme_of_six();
    for indicator in ["trajectories-closed", "closed-by-mutual-agreement"] {
        let hidden = hidden_programmes(&done, indicator);
        assert_eq!(hidden, ["pmto"], "{indicator}");
    }
    // 126 = 63 + 6 + 57: what is left of the total may be nobody.
    let shown = |id: &str| done.figure(id)["n"].parse::<i64>().unwrap();
    let total = shown("trajectories-closed/2016");
    let of = |it: &str| shown(&format!("trajectories-closed/2016/programme={it}"));
    assert!((total - 126).abs() <= 5 && total % 5 == 0);
    let most_of_others = of("iag") + 5 + of("ambulant") + 5;
    assert!(total - 5 <= most_of_others, "{total} {most_of_others}");
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
    let total = done.figure("closed-by-mutual-agreement/2016");
    assert!(numbers.contains(&total["n"]), "{} should be on the page", total["n"]);
    // As counted: in all, and of the programmes; and the shares.
    for secret in ["126", "91", "72,2", "47", "74,6", "41", "71,9", "50,0"] {
        assert!(!numbers.iter().any(|it| it == secret), "{secret} is on the page");
    }
}

/// Numbers of a released figure that are small enough to point at somebody.
fn small_numbers(figure: &ReleasedFigure) -> Vec<String> {
    let value = |it: Shown<u64>| it.value().copied();
    let numbers = [
        ("n", value(figure.n)),
        ("numerator", value(figure.numerator)),
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
    fn no_count_below_ten_is_released(rows in made(1..=220)) {
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
    assert_eq!(small_numbers(&figure).len(), 0);
    figure.numerator = Shown::Value(9);
    assert_eq!(small_numbers(&figure).len(), 1);
    figure.numerator = Shown::Value(0);
    assert_eq!(small_numbers(&figure).len(), 1);
}
