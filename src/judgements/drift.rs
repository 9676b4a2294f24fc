//! Drift: how sure a change is, once the response of the periods is made equal.
//!
//! In: figures as they are shown. Out: the conclusion that may be drawn from a change. Never:
//! a rise or fall that a change in response could explain.

use super::Claim;
use crate::disclosure::ReleasedFigure;
use crate::estimates::response_drift::Answered;
use crate::numeric::real;
use crate::terms::Shown;

/// The figure with its response, as far as both are shown; `None` when they are not. A
/// number that is hidden because it is small lies from 1 up to under `smallest_count`.
pub(super) fn answered(figure: &ReleasedFigure, smallest_count: u64) -> Option<Answered> {
    let (n, value) = (*figure.n.value()?, *figure.value.value()?);
    let response = |n_unknown: u64| {
        let all = n + n_unknown;
        if all == 0 { 1.0 } else { real(n) / real(all) }
    };
    let response = match (figure.bounds.n_unknown, figure.n_missing) {
        (Shown::Value(it), _) => (response(it), response(it)),
        // Without a response of its own the two are one number, and it is a small one.
        (Shown::Suppressed, Shown::Suppressed) if smallest_count > 0 => {
            (response(smallest_count - 1), response(1))
        }
        _ => return None,
    };
    Some(Answered { value, response, scale: figure.measured.scale })
}

/// How far a change could move, if the response had been equal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Drift {
    /// The response is not known.
    Unknown,
    /// There is no telling: the scale has no ends.
    Anywhere,
    /// Down and up by this much.
    Within(f64, f64),
}

impl Drift {
    /// The drift of what was answered, when that is known.
    pub(super) fn of<T>(
        answered: Option<T>,
        moves: impl FnOnce(T) -> Option<(f64, f64)>,
    ) -> Self {
        let Some(answered) = answered else { return Self::Unknown };
        moves(answered).map_or(Self::Anywhere, |(down, up)| Self::Within(down, up))
    }
}

/// What may be said of a change with this interval.
pub(super) fn conclude((lower, upper): (f64, f64), drift: Drift) -> Claim {
    if lower <= 0.0 && 0.0 <= upper {
        return Claim::Unclear;
    }
    match drift {
        Drift::Unknown => Claim::ResponseUnknown,
        Drift::Within(down, _) if lower + down > 0.0 => Claim::Higher,
        Drift::Within(_, up) if upper + up < 0.0 => Claim::Lower,
        Drift::Within(..) | Drift::Anywhere => Claim::Response,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_claimed_only_when_it_outlives_the_drift() {
        let still = Drift::Within(0.0, 0.0);
        assert_eq!(conclude((0.01, 0.09), still), Claim::Higher);
        assert_eq!(conclude((-0.09, -0.01), still), Claim::Lower);
        assert_eq!(conclude((-0.01, 0.09), still), Claim::Unclear);
        let drift = Drift::Within(-0.05, 0.03);
        assert_eq!(conclude((0.01, 0.09), drift), Claim::Response);
        assert_eq!(conclude((0.06, 0.09), drift), Claim::Higher);
        assert_eq!(conclude((-0.09, -0.04), drift), Claim::Lower);
        assert_eq!(conclude((-0.09, -0.02), drift), Claim::Response);
    }

    #[test]
    fn without_a_known_response_nothing_is_claimed() {
        assert_eq!(conclude((0.01, 0.09), Drift::Unknown), Claim::ResponseUnknown);
        assert_eq!(conclude((-0.01, 0.09), Drift::Unknown), Claim::Unclear);
        assert_eq!(conclude((0.01, 0.09), Drift::Anywhere), Claim::Response);
    }
}
