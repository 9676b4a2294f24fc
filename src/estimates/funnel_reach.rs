//! Funnel reach. In: an overall share and a deviation. Out: how many rows a group needs
//! before a funnel plot could flag that deviation. Never: a verdict about a group.
#![doc = ""]
#![doc = include_str!("funnel_reach.md")]

use super::distributions::{beta_tails, halve};
use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "funnel-reach";
/// The outer limits of a funnel: two-sided, three standard errors
/// (Spiegelhalter 2005, doi:10.1002/sim.1970).
pub const OUTER: f64 = 0.998;
/// More rows than any group has: beyond this the deviation counts as never seen.
const MOST_ROWS: u32 = 1_000_000;

/// The smallest number of rows with which a group at `share + deviation` lies outside the
/// outer limits around `share`.
///
/// Returns `None` when the group's share would not lie between 0 and 1, or when there is no
/// deviation to see.
pub fn rows_needed(share: f64, deviation: f64) -> Option<u64> {
    let seen = share + deviation;
    let inside = |it: f64| 0.0 < it && it < 1.0;
    if !(inside(share) && inside(seen) && deviation.abs() > 0.0) {
        return None;
    }
    let most = f64::from(MOST_ROWS);
    if !is_outside(share, seen, most) {
        return None;
    }
    Some(whole(halve(0.0, most, |n| !is_outside(share, seen, n)).ceil()))
}

/// Whether a share seen in `n` rows lies outside the limits, the binomial distribution being
/// continued between whole numbers by the beta distribution.
fn is_outside(share: f64, seen: f64, n: f64) -> bool {
    let tail = 0.5 * (1.0 - OUTER);
    let yes = n * seen;
    if seen < share {
        // P(X ≤ k) is the area of Beta(k + 1, n − k) above the share.
        beta_tails(yes + 1.0, n - yes, share).1 <= tail
    } else {
        // P(X ≥ k) is the area of Beta(k, n − k + 1) below the share.
        beta_tails(yes, n - yes + 1.0, share).0 <= tail
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number between 0 and a million"
)]
fn whole(it: f64) -> u64 {
    it as u64
}

/// The first period with at least that many rows; and how many typical periods together have
/// them.
pub fn first_period(n_rows: &[u64], needed: u64) -> (Option<usize>, Option<u64>) {
    let first = n_rows.iter().position(|it| needed <= *it);
    let typical = median(n_rows).filter(|it| *it > 0.0);
    (first, typical.map(|it| whole((real(needed) / it).ceil())))
}

/// The median of counts; `None` of nothing.
pub fn median(counts: &[u64]) -> Option<f64> {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    let (lower, upper) = (sorted.len().checked_sub(1)? / 2, sorted.len() / 2);
    Some(f64::midpoint(real(sorted[lower]), real(sorted[upper])))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P(X ≤ k) term by term.
    fn binomial_cdf(k: u32, n: u32, p: f64) -> f64 {
        let mut term = (1.0 - p).powi(i32::try_from(n).unwrap());
        let mut sum = term;
        for it in 0..k {
            term *= f64::from(n - it) / f64::from(it + 1) * p / (1.0 - p);
            sum += term;
        }
        sum
    }

    #[test]
    fn at_the_rows_needed_the_binomial_tail_is_a_thousandth() {
        // 0.8 against 0.9: with n rows and k = 0.8 n the lower tail is just under 0.001.
        let n = rows_needed(0.9, -0.1).unwrap();
        assert!((90..=130).contains(&n), "{n}");
        let next_ten = u32::try_from(n.div_ceil(10) * 10).unwrap();
        let at = |n: u32| binomial_cdf(n / 10 * 8, n, 0.9);
        assert!(at(next_ten) <= 0.001, "{}", at(next_ten));
        assert!(at(next_ten - 20) > 0.001, "{}", at(next_ten - 20));
    }

    #[test]
    fn upwards_is_the_mirror_of_downwards() {
        assert_eq!(rows_needed(0.1, 0.1), rows_needed(0.9, -0.1));
    }

    #[test]
    fn half_the_deviation_needs_about_four_times_the_rows() {
        let rows = |deviation| real(rows_needed(0.6, deviation).unwrap());
        let ratio = rows(-0.05) / rows(-0.1);
        assert!((3.7..4.3).contains(&ratio), "{ratio}");
    }

    #[test]
    fn a_deviation_beyond_nobody_or_everybody_needs_no_rows() {
        assert_eq!(rows_needed(0.05, -0.1), None);
        assert_eq!(rows_needed(0.95, 0.1), None);
        assert_eq!(rows_needed(0.5, 0.0), None);
        assert_eq!(rows_needed(1.0, -0.1), None);
    }

    #[test]
    fn the_first_period_is_the_first_with_enough_rows() {
        assert_eq!(first_period(&[40, 120, 90, 130], 100), (Some(1), Some(1)));
        assert_eq!(first_period(&[20, 30, 40], 100), (None, Some(4)));
        assert_eq!(first_period(&[], 100), (None, None));
    }
}
