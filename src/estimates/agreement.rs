//! How tests compare figures with published ones.
//!
//! In: a computed figure and the number as its source prints it. Out: agreement, or a
//! failed test that shows both. Never: a tolerance chosen to let a test pass.

pub(super) use super::printed::SAME;
use super::printed::agrees;

/// Asserts that `actual` equals the number to the digits `printed` shows.
#[track_caller]
pub(super) fn assert_same_digits(actual: f64, printed: &str) {
    assert!(agrees(actual, printed), "{actual} is not {printed}");
}

/// Asserts that two ways of computing the same figure agree.
#[track_caller]
pub(super) fn assert_close(actual: f64, expected: f64) {
    let room = SAME * (1.0 + expected.abs());
    assert!((actual - expected).abs() <= room, "{actual} is not {expected}");
}

/// A file of reference values.
#[track_caller]
pub(super) fn reference(json: &str) -> serde_json::Value {
    serde_json::from_str(json).expect("reference values are JSON")
}

/// The number at a JSON pointer, as printed (numbers and texts alike).
#[track_caller]
pub(super) fn printed(json: &serde_json::Value, pointer: &str) -> String {
    match json.pointer(pointer) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(serde_json::Value::Number(number)) => number.to_string(),
        _ => panic!("no number at {pointer}"),
    }
}

/// The numbers at a JSON pointer.
#[track_caller]
pub(super) fn numbers(json: &serde_json::Value, pointer: &str) -> Vec<f64> {
    let list = json.pointer(pointer).and_then(serde_json::Value::as_array);
    let list = list.unwrap_or_else(|| panic!("no list at {pointer}"));
    list.iter().map(|it| it.as_f64().expect("a number")).collect()
}

/// The proportions of Newcombe (1998), table I: yes, n, and the limits of a method.
#[track_caller]
pub(super) fn newcombe_proportions(method: &str) -> Vec<(u64, u64, String, String)> {
    let json =
        reference(include_str!("../../tests/reference/newcombe-1998/expected.json"));
    let cases = json["proportions"].as_array().expect("a list of cases");
    let case = |it: &serde_json::Value| {
        let count = |key: &str| it[key].as_u64().expect("a count");
        let limit = |at: usize| printed(it, &format!("/{method}/{at}"));
        (count("n_yes"), count("n"), limit(0), limit(1))
    };
    cases.iter().map(case).collect()
}

/// Compares limits of proportions with those statsmodels prints for the same counts.
#[track_caller]
pub(super) fn check_proportion_limits(name: &str, limits: fn(u64, u64) -> (f64, f64)) {
    let json =
        reference(include_str!("../../tests/reference/python-peers/expected.json"));
    let cases = json["proportions"].as_array().expect("a list of cases");
    for case in cases {
        let count = |key: &str| case[key].as_u64().expect("a count");
        let (lower, upper) = limits(count("n_yes"), count("n"));
        assert_same_digits(lower, &printed(case, &format!("/{name}/0")));
        assert_same_digits(upper, &printed(case, &format!("/{name}/1")));
    }
}

/// Compares the clustered limits of proportions with those statsmodels prints.
#[track_caller]
pub(super) fn check_clustered_shares(name: &str, interval: super::ProportionInterval) {
    let json =
        reference(include_str!("../../tests/reference/python-peers/expected.json"));
    let cases = json["clustered_shares"].as_array().expect("a list of cases");
    for case in cases {
        let clients: Vec<Vec<f64>> =
            serde_json::from_value(case["clients"].clone()).expect("clients");
        let clients: Vec<&[f64]> = clients.iter().map(Vec::as_slice).collect();
        let cell = crate::indicators::cell_of(&clients);
        let estimate = super::estimate_proportion(&cell, 0, interval).expect("rows");
        let (lower, upper) = estimate.interval.expect("two clients or more");
        let effect = estimate.design_effect.expect("clients repeat");
        assert_same_digits(effect, &printed(case, "/design_effect"));
        assert_same_digits(lower, &printed(case, &format!("/{name}/0")));
        assert_same_digits(upper, &printed(case, &format!("/{name}/1")));
    }
}
