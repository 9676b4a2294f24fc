//! Bounds for missing answers. In: yes, known and missing counts. Out: what the share would
//! be if everyone had answered, at worst and at best. Never: a guess in between.
#![doc = ""]
#![doc = include_str!("missing_bounds.md")]

use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "missing-bounds";

/// The share at worst and at best: all missing no, all missing yes.
///
/// Returns `None` when there are no rows at all, or `n_yes` exceeds the known rows `n`.
pub fn bounds(n_yes: u64, n: u64, n_missing: u64) -> Option<(f64, f64)> {
    let all = n.checked_add(n_missing).filter(|all| 0 < *all && n_yes <= n)?;
    Some((real(n_yes) / real(all), real(n_yes + n_missing) / real(all)))
}

/// What the missing rows would have to be to change the verdict on a target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tipping {
    /// The target is reached even if all missing rows are no.
    ReachedWhatever,
    /// The target is not reached even if all missing rows are yes.
    NotReachedWhatever,
    /// The target is reached when at least this many of the missing rows are yes.
    Needs {
        /// Missing rows that must be yes.
        n_yes_missing: u64,
        /// The same as a share of the missing rows, to hold against the share that is known.
        share: f64,
    },
}

/// The tipping point for a target 0–1 that is to be reached or exceeded.
///
/// Returns `None` when [`bounds`] does, or when the target is not in 0–1.
pub fn tipping_point(n_yes: u64, n: u64, n_missing: u64, target: f64) -> Option<Tipping> {
    let (worst, best) = bounds(n_yes, n, n_missing)?;
    if !(0.0..=1.0).contains(&target) {
        return None;
    }
    Some(if worst >= target {
        Tipping::ReachedWhatever
    } else if best < target {
        Tipping::NotReachedWhatever
    } else {
        let n_yes_missing = fewest_yes(n_yes, n + n_missing, n_missing, target);
        let share = real(n_yes_missing) / real(n_missing);
        Tipping::Needs { n_yes_missing, share }
    })
}

/// The smallest number of yes among the missing with which the target is reached, found by
/// halving, so that it agrees with the division that [`bounds`] does.
fn fewest_yes(n_yes: u64, all: u64, n_missing: u64, target: f64) -> u64 {
    let (mut low, mut high) = (0, n_missing);
    while low < high {
        let middle = low + (high - low) / 2;
        if real(n_yes + middle) / real(all) >= target {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_take_all_missing_one_way() {
        assert_eq!(bounds(60, 80, 20), Some((0.6, 0.8)));
        assert_eq!(bounds(60, 80, 0), Some((0.75, 0.75)));
        assert_eq!(bounds(0, 0, 5), Some((0.0, 1.0)));
        assert_eq!((bounds(0, 0, 0), bounds(9, 8, 2)), (None, None));
    }

    #[test]
    fn the_tipping_point_is_the_first_count_that_reaches_the_target() {
        // 60 of 80 known, 20 missing: 70 of 100 needs ten of the twenty.
        let tipping = tipping_point(60, 80, 20, 0.7);
        assert_eq!(tipping, Some(Tipping::Needs { n_yes_missing: 10, share: 0.5 }));
        let tipping = tipping_point(60, 80, 20, 0.705);
        assert_eq!(tipping, Some(Tipping::Needs { n_yes_missing: 11, share: 0.55 }));
    }

    #[test]
    fn some_verdicts_no_answer_can_change() {
        assert_eq!(tipping_point(60, 80, 20, 0.6), Some(Tipping::ReachedWhatever));
        assert_eq!(tipping_point(60, 80, 20, 0.81), Some(Tipping::NotReachedWhatever));
        assert_eq!(tipping_point(60, 80, 20, 1.2), None);
        assert_eq!(tipping_point(60, 80, 20, f64::NAN), None);
    }
}
