//! Making Data Count rules. In: a series and its limits. Out: per value the signals.
//! Never: two of three on opposite sides of the mean.
#![doc = ""]
#![doc = include_str!("making_data_count.md")]

use std::cmp::Ordering;

use super::xmr::Limits;

/// Name of the rule set.
pub const NAME: &str = "making-data-count";
/// Values in a row that make a shift or a trend.
pub const IN_A_ROW: usize = 7;
/// How far towards a limit a value counts as near it: two of three standard deviations.
const NEAR: f64 = 2.0 / 3.0;
/// Values looked at together for the rule two of three.
const WINDOW: usize = 3;

/// A side of the mean, or a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Above the mean, or rising.
    High,
    /// Below the mean, or falling.
    Low,
}

/// What is special about a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signals {
    /// Outside the limits.
    pub outside: Option<Side>,
    /// One of seven or more in a row on one side of the mean.
    pub shift: Option<Side>,
    /// One of seven or more that each rise, or each fall.
    pub trend: Option<Side>,
    /// One of two out of three near the same limit.
    pub two_of_three: Option<Side>,
}

impl Signals {
    /// Anything special at all.
    pub fn any(self) -> bool {
        [self.outside, self.shift, self.trend, self.two_of_three]
            .iter()
            .any(Option::is_some)
    }
}

/// The signals of each value of a series without gaps, with the limits of each.
pub fn signals(values: &[f64], limits: &[Limits]) -> Vec<Signals> {
    let each = || std::iter::zip(values, limits);
    let sides: Vec<_> = each().map(|(it, limits)| side(*it, limits.centre)).collect();
    let shifts = part_of_seven(&seven_one_side(&sides));
    let trends = part_of_seven(&seven_trend(values));
    let near: Vec<_> = each().map(|(it, limits)| near_limit(*it, *limits)).collect();
    let pairs = two_of_three(&near, &sides);
    each()
        .enumerate()
        .map(|(i, (value, limits))| Signals {
            outside: outside(*value, *limits),
            shift: shifts[i],
            trend: trends[i],
            two_of_three: pairs[i],
        })
        .collect()
}

/// The side of the centre a value lies on, if any.
pub(crate) fn side(value: f64, centre: f64) -> Option<Side> {
    match value.partial_cmp(&centre) {
        Some(Ordering::Greater) => Some(Side::High),
        Some(Ordering::Less) => Some(Side::Low),
        _ => None,
    }
}

/// The side on which a value lies outside its limits.
pub(super) fn outside(value: f64, limits: Limits) -> Option<Side> {
    if limits.upper < value {
        Some(Side::High)
    } else {
        (value < limits.lower).then_some(Side::Low)
    }
}

/// Within the limits, but in the outer third on its side.
fn near_limit(value: f64, limits: Limits) -> Option<Side> {
    let reach = NEAR * (limits.upper - limits.centre);
    match outside(value, limits) {
        Some(_) => None,
        None if limits.centre + reach < value => Some(Side::High),
        None => (value < limits.centre - reach).then_some(Side::Low),
    }
}

/// Marks the seventh, and each later one, of a row on one side.
pub(crate) fn seven_one_side(sides: &[Option<Side>]) -> Vec<Option<Side>> {
    let mut marks = Vec::with_capacity(sides.len());
    for run in sides.chunk_by(|a, b| a == b) {
        marks.extend((1..=run.len()).map(|nth| run[0].filter(|_| IN_A_ROW <= nth)));
    }
    marks
}

/// Marks the seventh, and each later one, of a row that rises or falls all the time.
pub(crate) fn seven_trend(values: &[f64]) -> Vec<Option<Side>> {
    let steps: Vec<_> = values.array_windows().map(|[a, b]| side(*b, *a)).collect();
    let mut marks = vec![None; values.len().min(1)];
    for run in steps.chunk_by(|a, b| a == b) {
        // Six steps join seven values.
        marks.extend((1..=run.len()).map(|nth| run[0].filter(|_| IN_A_ROW <= nth + 1)));
    }
    marks
}

/// Spreads the mark of a seventh value over the six before it.
pub(crate) fn part_of_seven(marks: &[Option<Side>]) -> Vec<Option<Side>> {
    let within = |from: usize| {
        let until = (from + IN_A_ROW).min(marks.len());
        marks[from..until].iter().copied().flatten().next()
    };
    (0..marks.len()).map(within).collect()
}

/// Marks values near a limit that have another near it among three in a row, all three on
/// one side of the mean.
fn two_of_three(near: &[Option<Side>], sides: &[Option<Side>]) -> Vec<Option<Side>> {
    let mut marks = vec![None; near.len()];
    for from in 0..(near.len() + 1).saturating_sub(WINDOW) {
        let three = from..from + WINDOW;
        let side = sides[from];
        let is_one_sided = sides[three.clone()].iter().all(|it| *it == side);
        let n_near = near[three.clone()].iter().flatten().count();
        if side.is_some() && is_one_sided && 2 <= n_near {
            marks[three.clone()].copy_from_slice(&near[three]);
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{assert_close, numbers, reference};
    use crate::estimates::xmr::tests::{REFERENCE, twenty};
    use crate::estimates::xmr::{LIMIT_WIDTH_ROUNDED, Ranges, process_limits};

    /// The cases of one rule: what goes in and what comes out.
    fn cases(rule: &str) -> Vec<(Vec<f64>, Vec<f64>)> {
        let json = reference(REFERENCE);
        let list = json["rules"][rule].as_array().unwrap();
        list.iter().map(|it| (numbers(it, "/in"), numbers(it, "/out"))).collect()
    }

    fn sides(values: &[f64]) -> Vec<Option<Side>> {
        values.iter().map(|it| side(*it, 0.0)).collect()
    }

    #[test]
    fn seven_on_one_side_agrees_with_plot_the_dots() {
        for (given, expected) in cases("seven_one_side") {
            let marks = seven_one_side(&sides(&given));
            let marks: Vec<_> = marks.iter().map(Option::is_some).collect();
            let expected: Vec<_> = sides(&expected).iter().map(Option::is_some).collect();
            assert_eq!(marks, expected, "{given:?}");
        }
    }

    #[test]
    fn a_trend_of_seven_agrees_with_plot_the_dots() {
        for (given, expected) in cases("seven_trend") {
            assert_eq!(seven_trend(&given), sides(&expected), "{given:?}");
        }
    }

    #[test]
    fn the_six_before_belong_to_the_seven_as_in_plot_the_dots() {
        for (given, expected) in cases("part_of_seven") {
            assert_eq!(part_of_seven(&sides(&given)), sides(&expected), "{given:?}");
        }
    }

    #[track_caller]
    fn check(values: &[f64]) -> Vec<Signals> {
        let limits = process_limits(values, Ranges::Screened, LIMIT_WIDTH_ROUNDED);
        signals(values, &vec![limits.unwrap(); values.len()])
    }

    // `NHSRplotthedots` issue 143: two points near opposite limits raised a signal.
    #[test]
    fn two_of_three_must_lie_on_one_side() {
        let json = reference(REFERENCE);
        let values = numbers(&json, "/rules/two_of_three_same_side_only/in");
        let signals = check(&values);
        assert!(signals[values.len() - 2..].iter().all(|it| !it.any()));
    }

    #[test]
    fn two_of_three_on_one_side_is_a_signal() {
        // The cases of `NHSRplotthedots`, tests/testthat/test-ptd_calculate_point_type.R
        // (part of two in three): 1 is near the limit; all lie on one side of the mean.
        for (near, expected) in [
            (vec![1, 0, 1], vec![1, 0, 1]),
            (vec![0, 1, 1], vec![0, 1, 1]),
            (vec![1, 1, 0], vec![1, 1, 0]),
            (vec![0, 0, 1, 0, 1, 0, 0], vec![0, 0, 1, 0, 1, 0, 0]),
            (vec![0, 0, 1, 1, 0, 0, 0], vec![0, 0, 1, 1, 0, 0, 0]),
            (vec![1, 0, 0, 1], vec![0, 0, 0, 0]),
            (vec![1, 0, 0, 1, 1], vec![0, 0, 0, 1, 1]),
        ] {
            let high = |it: &i32| (*it == 1).then_some(Side::High);
            let marks: Vec<_> = near.iter().map(high).collect();
            let wanted: Vec<_> = expected.iter().map(high).collect();
            let sides = vec![Some(Side::High); near.len()];
            assert_eq!(two_of_three(&marks, &sides), wanted, "{near:?}");
        }
        let (high, low) = (Some(Side::High), Some(Side::Low));
        assert_eq!(two_of_three(&[high, low, None], &[high, low, high]), [None; 3]);
        assert_eq!(two_of_three(&[high, None, high], &[high, low, high]), [None; 3]);
        assert_eq!(two_of_three(&[high], &[high]), [None]);
    }

    #[test]
    fn near_a_limit_begins_where_plot_the_dots_says() {
        let json = reference(REFERENCE);
        assert_close(
            NEAR * LIMIT_WIDTH_ROUNDED,
            json["constants"]["near"].as_f64().unwrap(),
        );
    }

    #[test]
    fn no_value_of_the_twenty_lies_outside_its_limits() {
        let json = reference(REFERENCE);
        let n_outside = check(&twenty()).iter().filter(|it| it.outside.is_some()).count();
        assert_eq!(json["seed123_rnorm20"]["points_outside"], n_outside);
    }

    #[test]
    fn only_the_spike_is_special_in_the_vignette() {
        let json = reference(REFERENCE);
        let signals = check(&numbers(&json, "/deviations_vignette/data"));
        let special: Vec<_> = (0_u32..)
            .map(f64::from)
            .zip(&signals)
            .filter(|(_, it)| it.any())
            .map(|(i, _)| i)
            .collect();
        let at = "/deviations_vignette/special_cause_points_index0";
        assert_eq!(special, numbers(&json, at));
    }

    #[test]
    fn an_empty_series_has_no_signals() {
        let limits = Limits { lower: 0.0, centre: 1.0, upper: 2.0 };
        assert!(signals(&[], &[limits]).is_empty());
    }
}
