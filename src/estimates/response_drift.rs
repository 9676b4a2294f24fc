//! Response drift. In: figures of two or more periods with their response. Out: how far a
//! change could be the work of who answered. Never: a change that response could explain,
//! passed for a change.
#![doc = ""]
#![doc = include_str!("response_drift.md")]

/// Name of the method.
pub const NAME: &str = "response-drift";

/// A figure with its response, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answered {
    /// The figure.
    pub value: f64,
    /// Smallest and largest share of those concerned who have a value; equal when known.
    pub response: (f64, f64),
    /// Ends of the scale; `None` when it has none.
    pub scale: Option<(f64, f64)>,
}

impl Answered {
    /// How far the figure could move when its response is brought down to `other`: those
    /// who answer here and would not there are left out, first with the highest value,
    /// then with the lowest. Zero when nobody is left out; `None` without ends of the scale.
    fn moves(self, other: f64) -> Option<(f64, f64)> {
        let rest = if self.response.1 > 0.0 { other / self.response.1 } else { 1.0 };
        if rest >= 1.0 {
            return Some((0.0, 0.0));
        }
        let (lowest, highest) = self.scale?;
        let without = |value: f64| {
            let figure = (self.value - (1.0 - rest) * value) / rest;
            if rest > 0.0 {
                figure.clamp(lowest, highest)
            } else {
                lowest + highest - value
            }
        };
        Some((without(highest) - self.value, without(lowest) - self.value))
    }
}

/// How far the difference `later` minus `earlier` could move, down and up, if the response
/// had been the same in both; `None` when there is no telling.
pub fn of_difference(later: Answered, earlier: Answered) -> Option<(f64, f64)> {
    let (down, up) = later.moves(earlier.response.0)?;
    let (earlier_down, earlier_up) = earlier.moves(later.response.0)?;
    Some((down - earlier_up, up - earlier_down))
}

/// How far a slope could move, down and up, if the response of all periods had been the
/// lowest one, and those left out were of one kind: (score, weight, figure) each. `None`
/// when there is no telling.
pub fn of_slope(points: &[(f64, f64, Answered)]) -> Option<(f64, f64)> {
    let lowest = points.iter().map(|it| it.2.response.0).min_by(f64::total_cmp)?;
    let total: f64 = points.iter().map(|it| it.1).sum();
    let centre = points.iter().map(|it| it.0 * it.1).sum::<f64>() / total;
    let spread: f64 = points.iter().map(|it| it.1 * (it.0 - centre).powi(2)).sum();
    let (mut best_left_out, mut worst_left_out) = (0.0, 0.0);
    for (score, weight, figure) in points {
        let pull = weight * (score - centre) / spread;
        let (down, up) = figure.moves(lowest)?;
        best_left_out += pull * down;
        worst_left_out += pull * up;
    }
    Some(if best_left_out < worst_left_out {
        (best_left_out, worst_left_out)
    } else {
        (worst_left_out, best_left_out)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::assert_close;

    fn share(value: f64, response: f64) -> Answered {
        Answered { value, response: (response, response), scale: Some((0.0, 1.0)) }
    }

    #[test]
    fn equal_response_moves_nothing() {
        let drift = of_difference(share(0.8, 0.6), share(0.7, 0.6));
        assert_eq!(drift, Some((0.0, 0.0)));
    }

    #[test]
    fn the_extra_respondents_are_left_out_at_their_best_and_worst() {
        // 100 asked in each: 60 answered, 45 yes; later 45 answered, 36 yes. Of the 60
        // fifteen are left out: all yes gives 30 of 45, all no gives 45 of 45.
        let (down, up) = of_difference(share(0.8, 0.45), share(0.75, 0.6)).unwrap();
        assert_close(0.05 + down, 0.8 - 1.0);
        assert_close(0.05 + up, 0.8 - 30.0 / 45.0);
    }

    #[test]
    fn no_figure_leaves_its_scale() {
        let (down, up) = of_difference(share(0.5, 0.9), share(0.5, 0.1)).unwrap();
        assert_close(down, -0.5);
        assert_close(up, 0.5);
        let nobody = of_difference(share(0.9, 0.9), share(0.9, 0.0)).unwrap();
        assert_close(nobody.0, -0.9);
    }

    #[test]
    fn without_ends_of_the_scale_any_drift_could_explain_a_change() {
        let open = |response| Answered { scale: None, ..share(50.0, response) };
        assert_eq!(of_difference(open(0.6), open(0.5)), None);
        assert_eq!(of_difference(open(0.6), open(0.6)), Some((0.0, 0.0)));
    }

    #[test]
    fn a_response_known_to_within_limits_is_taken_at_its_worst() {
        let vague = Answered { response: (0.9, 1.0), ..share(0.5, 1.0) };
        let (down, up) = of_difference(vague, vague).unwrap();
        assert!(down < 0.0 && up > 0.0);
    }

    #[test]
    fn a_slope_moves_as_the_difference_does_over_two_periods() {
        let (later, earlier) = (share(0.8, 0.45), share(0.75, 0.6));
        let slope = of_slope(&[(0.0, 1.0, earlier), (1.0, 1.0, later)]).unwrap();
        let difference = of_difference(later, earlier).unwrap();
        assert_close(slope.0, difference.0);
        assert_close(slope.1, difference.1);
    }
}
