//! The vertical axis: a range that holds every figure, with ticks people can read.
//!
//! In: a scale and the numbers to be drawn. Out: the range, the ticks, and whether the axis
//! shows all of the scale. Never: a range outside the scale.

use super::{Scale, larger, real, smaller};

/// Most gaps between ticks.
const MOST_GAPS: f64 = 6.0;
/// The narrowest range of shares: less would make noise look like change.
const LEAST_SHARE: f64 = 0.2;
/// The T-score of goals that are attained exactly as expected.
const T_EXPECTED: f64 = 50.0;
/// The narrowest range of T-scores.
const LEAST_T: f64 = 5.0;
/// The narrowest range of marks.
const LEAST_MARK: f64 = 2.0;
/// Shares start at 0 when the lowest number is below this.
const SHARE_FROM_ZERO: f64 = 0.4;
/// Shares end at 1 when the highest number is above this.
const SHARE_TO_ONE: f64 = 0.8;
/// Slack for numbers that are a multiple of a step but for their last bit.
const HAIR: f64 = 1e-9;

/// A vertical axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) step: f64,
    pub(super) scale: Scale,
}

impl Axis {
    /// The axis that holds `values`; all of the scale when there are none.
    pub(super) fn holding(scale: Scale, values: &[f64]) -> Self {
        let low = values.iter().copied().reduce(smaller);
        let high = values.iter().copied().reduce(larger);
        let range = low.zip(high);
        match scale {
            Scale::Share => range.map_or_else(Self::all_shares, Self::shares),
            Scale::Mark => Self::marks(range.unwrap_or((1.0, 10.0))),
            Scale::TScore => Self::t_scores(range.unwrap_or((40.0, 60.0))),
            Scale::Days | Scale::Count => Self::from_zero(scale, high.unwrap_or(1.0)),
        }
    }

    /// The axis from 0 to 100 %.
    pub(super) fn all_shares() -> Self {
        Self { low: 0.0, high: 1.0, step: 0.25, scale: Scale::Share }
    }

    fn shares((low, high): (f64, f64)) -> Self {
        let (mut low, mut high) = widen(low, high, LEAST_SHARE, 0.0, 1.0);
        if low < SHARE_FROM_ZERO {
            low = 0.0;
        }
        if high > SHARE_TO_ONE {
            high = 1.0;
        }
        if high - low > 0.9 {
            return Self::all_shares();
        }
        Self::stepped(Scale::Share, (low, high), &[0.05, 0.1, 0.2], (0.0, 1.0))
    }

    fn marks((low, high): (f64, f64)) -> Self {
        let (low, high) = widen(low, high, LEAST_MARK, 1.0, 10.0);
        Self::stepped(
            Scale::Mark,
            (low.floor(), high.ceil()),
            &[0.5, 1.0, 2.0],
            (1.0, 10.0),
        )
    }

    /// T-scores always show the expected level, 50.
    fn t_scores((low, high): (f64, f64)) -> Self {
        let (low, high) = (smaller(low, T_EXPECTED), larger(high, T_EXPECTED));
        let (low, high) = widen(low, high, LEAST_T, 0.0, 100.0);
        Self::stepped(Scale::TScore, (low, high), &[1.0, 2.0, 5.0, 10.0], (0.0, 100.0))
    }

    fn from_zero(scale: Scale, high: f64) -> Self {
        let high = larger(high, 1.0);
        let magnitude = 10_f64.powf((high / MOST_GAPS).log10().floor());
        let steps =
            [1.0, 2.0, 2.5, 5.0, 10.0, 20.0].map(|it| larger(1.0, it * magnitude));
        let steps = if magnitude < 10.0 { steps.map(f64::round) } else { steps };
        Self::stepped(scale, (0.0, high), &steps, (0.0, f64::INFINITY))
    }

    /// The first step that needs no more than [`MOST_GAPS`] gaps, and the range in steps.
    fn stepped(
        scale: Scale,
        (low, high): (f64, f64),
        steps: &[f64],
        limits: (f64, f64),
    ) -> Self {
        let mut fitted = Self { low, high, step: high - low, scale };
        for step in steps {
            let from = larger((low / step + HAIR).floor() * step, limits.0);
            let to = smaller((high / step - HAIR).ceil() * step, limits.1);
            fitted = Self { low: from, high: to, step: *step, scale };
            if (to - from) / step <= MOST_GAPS + HAIR {
                break;
            }
        }
        fitted
    }

    /// The ticks, lowest first.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let tick = |i: usize| self.low + real(i) * self.step;
        (0..64).map(tick).take_while(|it| *it <= self.high + HAIR).collect()
    }

    /// Where a value lies between the bottom (0) and the top (1), never outside.
    pub(super) fn position(&self, value: f64) -> f64 {
        let span = larger(self.high - self.low, HAIR);
        smaller(larger((value - self.low) / span, 0.0), 1.0)
    }

    /// Whether part of the scale is left out, so that the range must be said in words.
    pub(super) fn is_zoomed(&self) -> bool {
        let (low, high) = match self.scale {
            Scale::Share => (0.0, 1.0),
            Scale::Mark => (1.0, 10.0),
            Scale::TScore => (0.0, 100.0),
            Scale::Days | Scale::Count => (0.0, self.high),
        };
        self.low > low + HAIR || self.high < high - HAIR
    }
}

/// A range of at least `least`, around the same middle, inside the limits.
fn widen(low: f64, high: f64, least: f64, floor: f64, ceiling: f64) -> (f64, f64) {
    let missing = larger(0.0, least - (high - low)) / 2.0;
    let (low, high) = (low - missing, high + missing);
    let up = larger(0.0, floor - low);
    let down = larger(0.0, high - ceiling);
    (larger(low + up - down, floor), smaller(high + up - down, ceiling))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_inside_and_ticks_reach_both_ends() {
        let cases: [(Scale, &[f64]); 9] = [
            (Scale::Share, &[0.0]),
            (Scale::Share, &[1.0]),
            (Scale::Share, &[0.62, 0.71]),
            (Scale::Share, &[0.02, 0.98]),
            (Scale::Mark, &[7.8, 8.1]),
            (Scale::Mark, &[10.0]),
            (Scale::Days, &[0.0]),
            (Scale::Days, &[183.0, 412.0]),
            (Scale::Count, &[3.0, 12_345.0]),
        ];
        for (scale, values) in cases {
            let axis = Axis::holding(scale, values);
            let ticks = axis.ticks();
            assert!(
                values.iter().all(|it| axis.low <= *it && *it <= axis.high),
                "{axis:?}"
            );
            assert!((2..=7).contains(&ticks.len()), "{axis:?} {ticks:?}");
            assert!(
                (ticks[ticks.len() - 1] - axis.high).abs() < 1e-6,
                "{axis:?} {ticks:?}"
            );
        }
    }

    #[test]
    fn marks_get_a_zoomed_range_that_is_said() {
        let axis = Axis::holding(Scale::Mark, &[7.6, 8.2]);
        assert!(
            (axis.low - 6.0).abs() < 1e-9 || (axis.low - 7.0).abs() < 1e-9,
            "{axis:?}"
        );
        assert!(axis.is_zoomed());
        assert!(!Axis::holding(Scale::Days, &[120.0]).is_zoomed());
    }

    #[test]
    fn without_figures_the_whole_scale_is_shown() {
        assert_eq!(Axis::holding(Scale::Share, &[]), Axis::all_shares());
        assert!(!Axis::holding(Scale::Mark, &[]).is_zoomed());
    }
}
