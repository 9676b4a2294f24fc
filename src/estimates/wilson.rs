//! Wilson interval. In: a cell of different clients. Out: a proportion with its interval.
//! Never: a limit outside 0–1, or an interval of width zero.
#![doc = ""]
#![doc = include_str!("wilson.md")]

use super::distributions::normal_quantile;
use super::{Estimate, UPPER_TAIL_STARTS};
use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "wilson";

/// The share of `n` different clients; `None` when there are none.
pub fn share(numerator: u64, n: u64) -> Option<Estimate> {
    let value = (n > 0).then(|| real(numerator) / real(n))?;
    let interval = limits(value, real(n), normal_quantile(UPPER_TAIL_STARTS));
    Some(Estimate {
        value,
        interval: Some(interval),
        standard_error: None,
        method: NAME,
        design_effect: None,
    })
}

/// Wilson limits of a proportion 0–1 seen in `n` rows, at `quantile` standard errors.
///
/// `n` may be a fraction (an effective number of rows) and must be above 0.
pub fn limits(proportion: f64, n: f64, quantile: f64) -> (f64, f64) {
    let q2 = quantile * quantile;
    let scale = 1.0 / (1.0 + q2 / n);
    let centre = scale * (proportion + q2 / (2.0 * n));
    let variance = proportion * (1.0 - proportion) / n + q2 / (4.0 * n * n);
    let half_width = scale * quantile * variance.sqrt();
    // At 0 and 1 the limit is exactly 0 or 1; the subtraction would leave a rounding error.
    let lower = if proportion <= 0.0 { 0.0 } else { centre - half_width };
    let upper = if 1.0 <= proportion { 1.0 } else { centre + half_width };
    (lower, upper)
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::estimates::agreement::{
        assert_same_digits, check_proportion_limits, newcombe_proportions, printed,
        reference,
    };
    use crate::estimates::{ProportionInterval, estimate_proportion};
    use crate::indicators::{Cell, Part};
    use crate::numeric::{Sum, real};
    use crate::terms::WhyMissing;

    /// A cell of `n` different clients, `n_yes` of whom count.
    fn cell(n_yes: u64, n: u64) -> Cell {
        let yes = Sum::from(real(n_yes));
        let part = Part { sum: yes, sum_sq: yes, client_sum_sq: yes, client_sum_n: yes };
        Cell {
            n,
            n_clients: n,
            client_n_sq: real(n),
            parts: vec![part],
            ..Cell::default()
        }
    }

    #[track_caller]
    fn check(n_yes: u64, n: u64, lower: &str, upper: &str) {
        let estimate =
            estimate_proportion(&cell(n_yes, n), 0, ProportionInterval::Wilson).unwrap();
        let interval = estimate.interval.unwrap();
        assert_same_digits(interval.0, lower);
        assert_same_digits(interval.1, upper);
        assert_eq!(estimate.method, "wilson");
        assert_eq!(estimate.design_effect, None);
    }

    #[test]
    fn limits_agree_with_r() {
        let r = reference(include_str!("../../tests/reference/r-core/expected.json"));
        let limit =
            |side| printed(&r, &format!("/prop.test_52_100_noCC_wilson_ci/{side}"));
        check(52, 100, &limit(0), &limit(1));
    }

    #[test]
    fn limits_agree_with_statsmodels() {
        let limits =
            |n_yes, n| ProportionInterval::Wilson.limits(real(n_yes) / real(n), real(n));
        check_proportion_limits("wilson", limits);
    }

    #[test]
    fn limits_agree_with_newcombe_1998() {
        // Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E,
        // table I, method 3.
        for (n_yes, n, lower, upper) in newcombe_proportions(NAME) {
            check(n_yes, n, &lower, &upper);
        }
    }

    #[test]
    fn the_brochure_has_eighty_five_to_ninety_one_per_cent() {
        check(441, 501, "0.8489", "0.9058");
    }

    #[test]
    fn all_or_none_still_has_an_interval() {
        check(0, 10, "0", "0.2775");
        check(10, 10, "0.7225", "1");
    }

    #[test]
    fn an_empty_group_is_missing_and_not_zero() {
        assert_eq!(
            estimate_proportion(&cell(0, 0), 0, ProportionInterval::Wilson),
            Err(WhyMissing::NoRows)
        );
        let unanswered = Cell { n_missing: 3, ..cell(0, 0) };
        assert_eq!(
            estimate_proportion(&unanswered, 0, ProportionInterval::Wilson),
            Err(WhyMissing::NoValues)
        );
        assert_eq!(
            estimate_proportion(&cell(1, 2), 9, ProportionInterval::Wilson),
            Err(WhyMissing::NoValues)
        );
    }
}
