//! Jeffreys. In: two counts. Out: the Bayesian interval of a proportion.
//! Never: a limit outside 0–1.
#![doc = ""]
#![doc = include_str!("jeffreys.md")]

use super::CONFIDENCE;
use super::distributions::{Tail, beta_quantile};
use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "jeffreys";
/// Both parameters of Jeffreys' prior, Beta(1/2, 1/2).
const PRIOR: f64 = 0.5;

/// Equal-tailed limits of a proportion 0–1 under Jeffreys' prior, at [`CONFIDENCE`].
///
/// Returns `None` when `n` is 0 or `n_yes` exceeds it. With none or all the limit on that
/// side is exactly 0 or 1, as Brown, Cai & Das Gupta recommend.
pub fn limits(n_yes: u64, n: u64) -> Option<(f64, f64)> {
    (0 < n && n_yes <= n).then(|| limits_at(real(n_yes), real(n)))
}

/// The same for counts that need not be whole: an effective number of rows above 0, and
/// the share of them that counts.
pub(super) fn limits_at(yes: f64, n: f64) -> (f64, f64) {
    let no = n - yes;
    let (a, b) = (yes + PRIOR, no + PRIOR);
    let tail = 0.5 * (1.0 - CONFIDENCE);
    let lower = if yes <= 0.0 { 0.0 } else { beta_quantile(a, b, Tail::Lower(tail)) };
    let upper = if no <= 0.0 { 1.0 } else { beta_quantile(a, b, Tail::Upper(tail)) };
    (lower, upper)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::check_proportion_limits;

    #[test]
    fn limits_agree_with_statsmodels() {
        check_proportion_limits("jeffreys", |n_yes, n| limits(n_yes, n).unwrap());
    }

    #[test]
    fn none_reaches_down_to_zero_and_all_up_to_one() {
        let (none, all) = (limits(0, 10).unwrap(), limits(10, 10).unwrap());
        assert_eq!((none.0, all.1), (0.0, 1.0));
        assert!((none.1 - (1.0 - all.0)).abs() < 1e-12, "the two mirror each other");
    }

    #[test]
    fn impossible_counts_have_no_limits() {
        assert_eq!((limits(0, 0), limits(3, 2)), (None, None));
    }
}
