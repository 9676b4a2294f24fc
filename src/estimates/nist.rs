//! NIST's reference data sets, and how many certified digits we have of them.
//!
//! In: the files of `tests/reference/nist-strd`. Out: certified values, data, and the number
//! of digits that agree. Never: a figure of our own as the expected one.

use crate::estimates::estimate_mean;
use crate::indicators::{Cell, cell_of};
use crate::numeric::real;

/// Digits asked of a mean.
const DIGITS_OF_MEAN: f64 = 13.0;

/// The lines of numbers from the one that starts with `Data:` and after it, without rules.
pub(super) fn rows(file: &str) -> Vec<Vec<f64>> {
    let after = file.lines().rev().take_while(|it| !it.trim_start().starts_with("Data:"));
    let mut rows: Vec<Vec<f64>> = after
        .map(|line| line.split_whitespace().map_while(|it| it.parse().ok()).collect())
        .filter(|it: &Vec<f64>| !it.is_empty())
        .collect();
    rows.reverse();
    rows
}

/// The certified number on the line that holds these words.
pub(super) fn certified(file: &str, words: &str) -> f64 {
    let line = file.lines().find(|it| it.contains(words));
    let line = line.unwrap_or_else(|| panic!("no line `{words}`"));
    let last = |it: &str| it.parse().ok();
    line.split_whitespace().rev().find_map(last).expect("a certified number")
}

/// Correct digits: −log₁₀ of the relative error, or of the absolute one about zero; at most
/// the 15 that NIST certifies.
pub(super) fn digits(actual: f64, certified: f64) -> f64 {
    let size = if certified.abs() > 0.0 { certified.abs() } else { 1.0 };
    let error = (actual - certified).abs() / size;
    let digits = -error.log10();
    if digits < 15.0 { digits } else { 15.0 }
}

/// The mean and standard deviation of a cell, as figures are computed from it.
fn mean_and_deviation(cell: &Cell) -> (f64, f64) {
    let estimate = estimate_mean(cell, 0).unwrap();
    (estimate.value, estimate.standard_error.unwrap() * real(cell.n).sqrt())
}

#[track_caller]
fn check(file: &str, digits_of_deviation: f64) {
    let values: Vec<f64> = rows(file).concat();
    let clients: Vec<&[f64]> = values.iter().map(std::slice::from_ref).collect();
    let whole = cell_of(&clients);
    assert_eq!(real(whole.n).to_bits(), certified(file, "Number of Obs").to_bits());
    let (left, right) = clients.split_at(clients.len() / 3);
    let mut halves = cell_of(right);
    halves.merge(&cell_of(left));
    for cell in [&whole, &halves] {
        let (mean, deviation) = mean_and_deviation(cell);
        let of_mean = digits(mean, certified(file, "Sample Mean"));
        assert!(of_mean >= DIGITS_OF_MEAN, "mean {mean}: {of_mean} digits");
        let of_deviation = digits(deviation, certified(file, "Sample Standard"));
        assert!(
            of_deviation >= digits_of_deviation,
            "standard deviation {deviation}: {of_deviation} digits"
        );
    }
}

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../tests/reference/nist-strd/", $name, ".dat"))
    };
}
pub(super) use file;

#[test]
fn means_and_deviations_of_measured_data_have_thirteen_digits() {
    for file in [file!("Lottery"), file!("Lew"), file!("Mavro"), file!("Michelso")] {
        check(file, 13.0);
    }
}

#[test]
fn large_numbers_that_hardly_differ_keep_their_spread() {
    check(file!("NumAcc1"), 15.0);
    check(file!("NumAcc2"), 14.0);
    // The data themselves are no more exact: 1000000.1 has ten digits behind the spread of
    // 0.1 in a double, and 10000000.1 nine.
    check(file!("NumAcc3"), 9.0);
    check(file!("NumAcc4"), 8.0);
}

#[test]
fn clients_with_several_rows_keep_their_spread_too() {
    // Every client twice the same value: CR1 then differs from the plain variance of the
    // values by the factor of their degrees of freedom alone.
    let values: Vec<f64> = rows(file!("NumAcc4")).concat();
    let twice: Vec<[f64; 2]> = values.iter().map(|it| [*it, *it]).collect();
    let clients: Vec<&[f64]> = twice.iter().map(<[f64; 2]>::as_slice).collect();
    let estimate = estimate_mean(&cell_of(&clients), 0).unwrap();
    let deviation = estimate.standard_error.unwrap() * real(values.len() as u64).sqrt();
    assert_eq!(estimate.method, "t-clustered");
    assert!(digits(deviation, 0.1) >= 8.0, "{deviation}");
}
