//! How tests compare figures with published ones.
//!
//! In: a computed figure and the number as its source prints it. Out: agreement, or a
//! failed test that shows both. Never: a tolerance chosen to let a test pass.

/// Largest relative difference between two ways of computing the same figure; also what
/// is asked of a source that prints all sixteen digits, the last of which are its own
/// rounding errors.
pub(super) const SAME: f64 = 1e-12;

/// Asserts that `actual` equals the number to the digits `printed` shows.
#[track_caller]
pub(super) fn assert_same_digits(actual: f64, printed: &str) {
    let expected: f64 = printed.parse().expect("a printed number");
    let (mantissa, exponent) = printed.split_once(['e', 'E']).unwrap_or((printed, "0"));
    let n_decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let n_decimals = i32::try_from(n_decimals).expect("a printed number");
    let exponent: i32 = exponent.parse().expect("a printed exponent");
    let half_a_unit = 0.5 * 10_f64.powi(exponent - n_decimals);
    let room = half_a_unit + SAME * expected.abs();
    assert!((actual - expected).abs() <= room, "{actual} is not {printed}");
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
        let cell = super::clusters::tests::cell_of(&clients);
        let estimate = super::estimate_proportion(&cell, 0, interval).expect("rows");
        let (lower, upper) = estimate.interval.expect("two clients or more");
        let effect = estimate.design_effect.expect("clients repeat");
        assert_same_digits(effect, &printed(case, "/design_effect"));
        assert_same_digits(lower, &printed(case, &format!("/{name}/0")));
        assert_same_digits(upper, &printed(case, &format!("/{name}/1")));
    }
}
