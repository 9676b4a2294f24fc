//! Bounds for missing answers. In: what is known, how many are missing, the ends of the
//! scale. Out: the figure if everyone had answered, at worst and at best. Never: a guess in
//! between.
#![doc = ""]
#![doc = include_str!("missing_bounds.md")]

use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "missing-bounds";

/// What is known of a figure: the sum over the rows with a value (a yes as 1), their
/// number, how many have none, and the ends of the scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// Sum of the values.
    pub sum: f64,
    /// Rows with a value.
    pub n: u64,
    /// Rows without.
    pub n_missing: u64,
    /// Lowest and highest value a row can have.
    pub scale: (f64, f64),
}

/// The figure if all missing rows had the lowest value, and if all had the highest.
///
/// Returns `None` when there are no rows at all.
pub fn bounds(known: Known) -> Option<(f64, f64)> {
    let all = known.n.checked_add(known.n_missing).filter(|all| 0 < *all)?;
    let missing = real(known.n_missing);
    let with = |value: f64| (known.sum + missing * value) / real(all);
    Some((with(known.scale.0), with(known.scale.1)))
}

/// What the missing rows would have to be to change the verdict on a goal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tipping {
    /// The goal is reached even if all missing rows have the lowest value.
    ReachedWhatever,
    /// The goal is not reached even if all missing rows have the highest value.
    NotReachedWhatever,
    /// The goal is exactly reached when the missing rows have this mean (for a share: when
    /// this share of them is yes), to hold against what is known.
    At(f64),
}

/// The tipping point for a goal that is to be reached or exceeded.
///
/// Returns `None` when [`bounds`] does, or when the goal is not on the scale.
pub fn tipping_point(known: Known, goal: f64) -> Option<Tipping> {
    let (worst, best) = bounds(known)?;
    if !(known.scale.0..=known.scale.1).contains(&goal) {
        return None;
    }
    Some(if worst >= goal {
        Tipping::ReachedWhatever
    } else if best < goal {
        Tipping::NotReachedWhatever
    } else {
        let all = real(known.n + known.n_missing);
        Tipping::At((goal * all - known.sum) / real(known.n_missing))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::assert_close;

    fn share(n_yes: f64, n: u64, n_missing: u64) -> Known {
        Known { sum: n_yes, n, n_missing, scale: (0.0, 1.0) }
    }

    #[test]
    fn the_bounds_take_all_missing_one_way() {
        assert_eq!(bounds(share(60.0, 80, 20)), Some((0.6, 0.8)));
        assert_eq!(bounds(share(60.0, 80, 0)), Some((0.75, 0.75)));
        assert_eq!(bounds(share(0.0, 0, 5)), Some((0.0, 1.0)));
        assert_eq!(bounds(share(0.0, 0, 0)), None);
    }

    #[test]
    fn the_bounds_of_a_mean_lie_between_the_ends_of_its_scale() {
        // Mean 8 of 60 marks, 40 missing: (480 + 40) / 100 and (480 + 400) / 100.
        let marks = Known { sum: 480.0, n: 60, n_missing: 40, scale: (1.0, 10.0) };
        assert_eq!(bounds(marks), Some((5.2, 8.8)));
        // A mean of 7.5 needs 750 points: the missing must bring 270, 6.75 each.
        assert_eq!(tipping_point(marks, 7.5), Some(Tipping::At(6.75)));
    }

    #[test]
    fn the_bounds_are_those_of_horowitz_and_manski() {
        // P(y = 1) lies in [P(y = 1 | known) P(known), the same + P(missing)].
        let (lowest, highest) = bounds(share(60.0, 80, 20)).unwrap();
        let (share_known, known) = (60.0 / 80.0, 80.0 / 100.0);
        assert_close(lowest, share_known * known);
        assert_close(highest, share_known * known + 20.0 / 100.0);
    }

    #[test]
    fn at_the_tipping_point_the_goal_is_exactly_reached() {
        assert_eq!(tipping_point(share(60.0, 80, 20), 0.7), Some(Tipping::At(0.5)));
        let Some(Tipping::At(at)) = tipping_point(share(60.0, 80, 20), 0.705) else {
            panic!("the verdict turns");
        };
        assert_close((60.0 + at * 20.0) / 100.0, 0.705);
    }

    #[test]
    fn some_verdicts_no_answer_can_change() {
        let tipping = |goal| tipping_point(share(60.0, 80, 20), goal);
        assert_eq!(tipping(0.6), Some(Tipping::ReachedWhatever));
        assert_eq!(tipping(0.81), Some(Tipping::NotReachedWhatever));
        assert_eq!((tipping(1.2), tipping(f64::NAN)), (None, None));
    }
}
