//! Differences: each figure with that of the period before, and of the first period.
//!
//! In: released figures. Out: their differences with interval and conclusion. Never:
//! a difference between groups or informants; one that tells a hidden number.

use super::drift::{Drift, answered, conclude};
use super::{Against, ReleasedDifference, Series};
use crate::disclosure::ReleasedFigure;
use crate::estimates::square_and_add::WithLimits;
use crate::estimates::{
    ProportionInterval, newcombe, response_drift, square_and_add, t, welch,
};
use crate::indicators::MeasureKind;
use crate::terms::{Shown, WhyNotApplicable};

/// The differences of every series, in order of series and period.
pub(super) fn differences(
    series: &[Series],
    smallest_count: u64,
) -> Vec<ReleasedDifference> {
    let mut all = Vec::new();
    for figures in series {
        // The latest starters were not followed as long as the others.
        if figures[0].measured.kind == MeasureKind::CumulativeIncidence {
            continue;
        }
        for (at, later) in figures.iter().enumerate().skip(1) {
            let mut add = |against, earlier: &ReleasedFigure| {
                all.push(difference(later, earlier, against, smallest_count));
            };
            add(Against::Previous, figures[at - 1]);
            if at > 1 {
                add(Against::First, figures[0]);
            }
        }
    }
    all
}

fn difference(
    later: &ReleasedFigure,
    earlier: &ReleasedFigure,
    against: Against,
    smallest_count: u64,
) -> ReleasedDifference {
    let both = [later, earlier].map(|it| answered(it, smallest_count));
    let response = both.map(|it| it.map(|it| it.response));
    let (interval, method) = interval(later, earlier);
    let value = match (later.value, earlier.value) {
        (Shown::Value(a), Shown::Value(b)) => Shown::Value(a - b),
        (Shown::Suppressed, _) | (_, Shown::Suppressed) => Shown::Suppressed,
        (Shown::Value(_), other) | (other, _) => other,
    };
    let [now, then] = both;
    let drift = Drift::of(now.zip(then), |it| response_drift::of_difference(it.0, it.1));
    ReleasedDifference {
        figure_id: later.figure_id.clone(),
        compared_with: earlier.figure_id.clone(),
        against,
        series: later.series.clone(),
        unit: later.unit,
        value,
        conclusion: interval.value().map(|it| conclude(*it, drift)),
        interval,
        confidence: later.confidence,
        method: method.to_owned(),
        response: response[0],
        response_before: response[1],
        is_asked: later.measured.is_asked,
        period: later.period.clone(),
        period_before: earlier.period.clone(),
    }
}

/// The limits of the difference, made of the limits of the two, and the method.
fn interval(
    later: &ReleasedFigure,
    earlier: &ReleasedFigure,
) -> (Shown<(f64, f64)>, &'static str) {
    let method = method(later, earlier);
    let limits = |it: &ReleasedFigure| match (it.value, it.interval) {
        (Shown::Value(value), Shown::Value(limits)) => Ok(WithLimits { value, limits }),
        (_, state) => Err(state),
    };
    let interval = match (limits(later), limits(earlier)) {
        (Ok(a), Ok(b)) if method == welch::NAME => {
            let n = |it: &ReleasedFigure| it.n.value().copied().unwrap_or(0);
            welch::limits((a, n(later)), (b, n(earlier))).map_or(
                Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity),
                Shown::Value,
            )
        }
        (Ok(a), Ok(b)) => Shown::Value(square_and_add::limits(a, b)),
        (Err(Shown::Suppressed), _) | (_, Err(Shown::Suppressed)) => Shown::Suppressed,
        (Err(state), _) | (_, Err(state)) => state,
    };
    (interval, method)
}

fn method(later: &ReleasedFigure, earlier: &ReleasedFigure) -> &'static str {
    let both = |is: fn(&str) -> bool| is(later.method) && is(earlier.method);
    if both(|it| ProportionInterval::of_method(it).is_some()) {
        newcombe::NAME
    } else if both(|it| it == t::NAME) {
        welch::NAME
    } else {
        square_and_add::NAME
    }
}
