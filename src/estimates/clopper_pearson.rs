//! Clopper-Pearson. In: two counts. Out: the exact interval of a proportion.
//! Never: a limit outside 0–1.
#![doc = ""]
#![doc = include_str!("clopper_pearson.md")]

use super::CONFIDENCE;
use super::distributions::{Tail, beta_quantile};
use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "clopper-pearson";

/// Exact limits of a proportion 0–1, at [`CONFIDENCE`].
///
/// Returns `None` when `n` is 0 or `n_yes` exceeds it. With 0 of 10 the upper limit is 0.31.
pub fn limits(n_yes: u64, n: u64) -> Option<(f64, f64)> {
    (0 < n && n_yes <= n).then(|| limits_at(real(n_yes), real(n)))
}

/// The same for counts that need not be whole: an effective number of rows above 0, and
/// the share of them that counts.
pub(super) fn limits_at(yes: f64, n: f64) -> (f64, f64) {
    let no = n - yes;
    let tail = 0.5 * (1.0 - CONFIDENCE);
    let lower =
        if yes <= 0.0 { 0.0 } else { beta_quantile(yes, no + 1.0, Tail::Lower(tail)) };
    let upper =
        if no <= 0.0 { 1.0 } else { beta_quantile(yes + 1.0, no, Tail::Upper(tail)) };
    (lower, upper)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{
        assert_same_digits, check_proportion_limits, newcombe_proportions,
    };

    #[test]
    fn limits_agree_with_statsmodels() {
        check_proportion_limits("clopper-pearson", |n_yes, n| limits(n_yes, n).unwrap());
    }

    #[test]
    fn limits_agree_with_newcombe_1998() {
        // Newcombe 1998, Statistics in Medicine 17:857–872, table I, method 5.
        for (n_yes, n, lower, upper) in newcombe_proportions(NAME) {
            let limits = limits(n_yes, n).unwrap();
            assert_same_digits(limits.0, &lower);
            assert_same_digits(limits.1, &upper);
        }
    }

    #[test]
    fn impossible_counts_have_no_limits() {
        assert_eq!((limits(0, 0), limits(3, 2)), (None, None));
    }
}
