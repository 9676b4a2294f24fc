//! t interval. In: a cell of different clients. Out: a mean with its interval.
//! Never: an interval from a single row.
#![doc = ""]
#![doc = include_str!("t.md")]

use super::distributions::t_quantile;
use super::{Estimate, UPPER_TAIL_STARTS, interval_of};
use crate::indicators::{Cell, Part};
use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "t";

/// The mean of a cell of two rows or more, each of another client.
pub(super) fn estimate(cell: &Cell, part: &Part) -> Estimate {
    let n = real(cell.n);
    let value = part.mean(cell.n);
    let variance = variance_of_mean(cell, part);
    let interval = limits(value, variance, n - 1.0);
    let standard_error = interval.map(|_| variance.sqrt());
    Estimate { value, interval, standard_error, method: NAME, design_effect: None }
}

/// The squared standard error s² / n of a mean of `n` different clients, two or more.
pub(super) fn variance_of_mean(cell: &Cell, part: &Part) -> f64 {
    let n = real(cell.n);
    let squares = (part.sum_sq - part.sum * part.sum / n).value();
    beyond_rounding(squares, part.sum_sq.value()) / (n - 1.0) / n
}

/// A spread that is the difference of sums of about this size; 0 when rounding explains it.
/// Sums have some 31 digits.
pub(super) fn beyond_rounding(spread: f64, of: f64) -> f64 {
    if spread > of * 1e-26 { spread } else { 0.0 }
}

/// The limits of a mean with a squared standard error and its degrees of freedom; `None` when
/// nothing varies.
pub(super) fn limits(mean: f64, variance: f64, degrees: f64) -> Option<(f64, f64)> {
    let half_width = t_quantile(UPPER_TAIL_STARTS, degrees) * variance.sqrt();
    interval_of(mean - half_width, mean + half_width)
}

#[cfg(test)]
mod tests {
    use crate::estimates::agreement::{assert_same_digits, numbers, printed, reference};
    use crate::estimates::estimate_mean;
    use crate::indicators::Cell;
    use crate::indicators::cell_of;
    use crate::terms::WhyMissing;

    #[test]
    fn limits_agree_with_student_1908() {
        // R: t.test(extra ~ 1, sleep[1:10, ]), data of Student (1908), drug 1.
        let r = reference(include_str!("../../tests/reference/r-printed/expected.json"));
        let hours = numbers(&r, "/sleep_drug_1/hours");
        let clients: Vec<&[f64]> = hours.iter().map(std::slice::from_ref).collect();
        let estimate = estimate_mean(&cell_of(&clients), 0).unwrap();
        let (lower, upper) = estimate.interval.unwrap();
        assert_same_digits(estimate.value, &printed(&r, "/sleep_drug_1/mean"));
        assert_same_digits(lower, &printed(&r, "/sleep_drug_1/ci/0"));
        assert_same_digits(upper, &printed(&r, "/sleep_drug_1/ci/1"));
        assert_eq!((estimate.method, estimate.design_effect), ("t", None));
    }

    #[test]
    fn a_single_row_has_a_value_and_no_interval() {
        let estimate = estimate_mean(&cell_of(&[&[7.0]]), 0).unwrap();
        assert_eq!((estimate.value, estimate.interval), (7.0, None));
        assert_eq!(estimate.method, "none");
    }

    #[test]
    fn equal_marks_have_no_interval() {
        let estimate = estimate_mean(&cell_of(&[&[7.1], &[7.1], &[7.1]]), 0).unwrap();
        assert_eq!((estimate.value, estimate.interval), (7.1, None));
    }

    #[test]
    fn no_marks_is_missing_and_not_zero() {
        let unanswered = Cell { n_missing: 4, ..Cell::new(1) };
        assert_eq!(estimate_mean(&unanswered, 0), Err(WhyMissing::NoValues));
        assert_eq!(estimate_mean(&Cell::new(1), 0), Err(WhyMissing::NoRows));
    }
}
