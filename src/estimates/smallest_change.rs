//! Smallest change. In: a share or a mean, and how many rows stand behind it. Out: the
//! smallest difference between two such periods that would probably be noticed.
//! Never: a difference that the share has no room for.
#![doc = ""]
#![doc = include_str!("smallest_change.md")]

use super::UPPER_TAIL_STARTS;
use super::distributions::{halve, normal_quantile, normal_upper_tail};

/// Name of the method.
pub const NAME: &str = "smallest-change";
/// The chance that a real change of this size is noticed (Cohen 1988, page 56).
pub const POWER: f64 = 0.8;

/// The smallest change of a share that would be noticed, down and up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// How far it must fall; `None` when a fall to nothing would go unnoticed.
    pub fall: Option<f64>,
    /// How far it must rise; `None` when a rise to everybody would go unnoticed.
    pub rise: Option<f64>,
}

/// The smallest change from share `p` that is noticed with chance `power`, with `n` rows in
/// each of two periods, tested two-sided at 5 %.
///
/// `n` may be a fraction (an effective number of rows). Returns `None` without rows, or when
/// `p` is no share.
pub fn smallest_change(p: f64, n: f64, power: f64) -> Option<Change> {
    if !(n > 0.0 && n.is_finite() && (0.0..=1.0).contains(&p)) {
        return None;
    }
    let wanted = normal_quantile(power);
    let reach = |room: f64, sign: f64| {
        let noticed = |change: f64| excess(p, p + sign * change, n) >= wanted;
        (room > 0.0 && noticed(room)).then(|| halve(0.0, room, |it| !noticed(it)))
    };
    Some(Change { fall: reach(p, -1.0), rise: reach(1.0 - p, 1.0) })
}

/// The smallest change of a mean that is noticed with chance [`POWER`], when each of the two
/// means has this standard error.
pub fn smallest_change_of_mean(standard_error: f64) -> f64 {
    let distance = normal_quantile(UPPER_TAIL_STARTS) + normal_quantile(POWER);
    distance * std::f64::consts::SQRT_2 * standard_error
}

/// The chance that the difference between two shares is noticed, with `n` rows each.
pub fn power(first: f64, second: f64, n: f64) -> f64 {
    let excess = excess(first, second, n);
    if excess < 0.0 {
        normal_upper_tail(-excess)
    } else {
        1.0 - normal_upper_tail(excess)
    }
}

/// How many rows each of two shares needs for their difference to be noticed with chance
/// `power`. Returns `None` when the shares are the same.
pub fn rows_needed(first: f64, second: f64, power: f64) -> Option<f64> {
    let distance = (first - second).abs();
    let by_chance = normal_quantile(UPPER_TAIL_STARTS) * pooled_spread(first, second)
        + normal_quantile(power) * own_spread(first, second);
    (distance > 0.0).then(|| (by_chance / distance).powi(2))
}

/// How far the difference stands beyond what chance gives, in its own standard errors.
fn excess(first: f64, second: f64, n: f64) -> f64 {
    let by_chance = normal_quantile(UPPER_TAIL_STARTS) * pooled_spread(first, second);
    let beyond = n.sqrt() * (first - second).abs() - by_chance;
    match own_spread(first, second) {
        spread if spread > 0.0 => beyond / spread,
        _ if beyond > 0.0 => f64::INFINITY,
        _ => f64::NEG_INFINITY,
    }
}

/// Spread of the difference when both shares are the same.
fn pooled_spread(first: f64, second: f64) -> f64 {
    let both = first + second;
    (both * (1.0 - 0.5 * both)).sqrt()
}

/// Spread of the difference as it is.
fn own_spread(first: f64, second: f64) -> f64 {
    (first * (1.0 - first) + second * (1.0 - second)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, printed, reference,
    };

    #[test]
    fn power_and_rows_agree_with_r() {
        let r = reference(include_str!("../../tests/reference/r-printed/expected.json"));
        let at = |key: &str| printed(&r, &format!("/power.prop.test/{key}"));
        assert_same_digits(power(0.5, 0.75, 50.0), &at("power_n_50"));
        assert_same_digits(rows_needed(0.5, 0.75, 0.9).unwrap(), &at("n_power_90"));
    }

    #[test]
    fn the_smallest_change_is_noticed_with_the_stated_chance() {
        for (p, n) in [(0.88, 501.0), (0.5, 50.0), (0.02, 2000.0)] {
            let change = smallest_change(p, n, POWER).unwrap();
            let rise = change.rise.unwrap();
            assert!((power(p, p + rise, n) - POWER).abs() < 1e-9, "{p} {n}");
            if let Some(fall) = change.fall {
                assert!((power(p, p - fall, n) - POWER).abs() < 1e-9, "{p} {n}");
            }
        }
    }

    #[test]
    fn four_times_the_rows_show_about_half_the_change() {
        let of = |n: f64| smallest_change(0.5, n, POWER).unwrap().rise.unwrap();
        assert!((of(400.0) / of(1600.0) - 2.0).abs() < 0.05);
    }

    #[test]
    fn a_share_without_room_for_the_change_has_none() {
        let few = smallest_change(0.95, 20.0, POWER).unwrap();
        assert!(few.rise.is_none() && few.fall.is_some());
        assert_eq!(smallest_change(1.0, 20.0, POWER).unwrap().rise, None);
        assert_eq!(smallest_change(0.5, 0.0, POWER), None);
        assert_eq!(smallest_change(f64::NAN, 9.0, POWER), None);
    }

    #[test]
    fn a_mean_needs_two_point_eight_standard_errors_of_the_difference() {
        // 1.959964 + 0.841621.
        let change = smallest_change_of_mean(1.0 / std::f64::consts::SQRT_2);
        assert_same_digits(change, "2.801585");
        assert_close(smallest_change_of_mean(0.0), 0.0);
    }
}
