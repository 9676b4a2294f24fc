//! Bounds: what those without a value could change in each released figure.
//!
//! In: figures as they are shown. Out: the lowest and highest they could be, and the tipping
//! point. Never: bounds that tell a hidden number: one of what they are made of is hidden,
//! then so are they.

use std::collections::BTreeMap;

use super::series::Series;
use crate::disclosure::{Bounds, ReleasedFigure};
use crate::estimates::Figure;
use crate::estimates::missing_bounds::{Known, Tipping, bounds, tipping_point};
use crate::indicators::{Computing, MeasureKind};
use crate::numeric::real;
use crate::terms::{Day, Dimension, Shown, WhyNotApplicable};

/// Which figures a response belongs to: indicator, first day of the period, groups.
type ResponseKey<'a> = (&'a str, Day, Vec<(Dimension, &'a str)>);

/// The bounds of every figure, in their order.
pub(in crate::disclosure) fn bounds_of(
    figures: &[Figure],
    released: &[ReleasedFigure],
    series: &[Series],
    computing: Computing,
) -> Vec<Bounds> {
    let responses = responses(released, computing);
    let mut all = vec![Bounds::default(); released.len()];
    for members in series {
        let mut before: Option<f64> = None;
        for at in members {
            let (figure, shown) = (&figures[*at], &released[*at]);
            let asked = &computing.asked[figure.indicator];
            let link = asked.indicator.response.as_deref();
            let scale = asked.indicator.measures[figure.measure].scale();
            let n_unknown = n_unknown(figure.kind, shown, link, &responses);
            all[*at] = bounds_with(shown, n_unknown, scale, shown.target.or(before));
            before = shown.value.value().copied();
        }
    }
    all
}

/// How many could have answered, per response figure.
fn responses<'a>(
    released: &'a [ReleasedFigure],
    computing: Computing<'a>,
) -> BTreeMap<ResponseKey<'a>, Shown<u64>> {
    let names: Vec<&str> = computing
        .asked
        .iter()
        .filter_map(|it| it.indicator.response.as_deref())
        .collect();
    let of_response = released.iter().filter(|it| names.contains(&it.indicator.as_str()));
    of_response.map(|it| (key(&it.indicator, it), it.n)).collect()
}

fn key<'a>(response: &'a str, figure: &'a ReleasedFigure) -> ResponseKey<'a> {
    let groups = figure.groups.iter();
    let groups = groups.filter_map(|(it, group)| Some((*it, group.as_deref()?)));
    (response, figure.period.start, groups.collect())
}

/// Rows without a usable value and, where there is a response, those who did not answer.
fn n_unknown(
    kind: MeasureKind,
    figure: &ReleasedFigure,
    link: Option<&str>,
    responses: &BTreeMap<ResponseKey, Shown<u64>>,
) -> Shown<u64> {
    if kind == MeasureKind::Count {
        return Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity);
    }
    let Some(response) = link else { return figure.n_missing };
    let Some(all) = responses.get(&key(response, figure)) else {
        return Shown::NotApplicable(WhyNotApplicable::NotDelivered);
    };
    match (all, figure.n) {
        (Shown::Value(all), Shown::Value(n)) => {
            // A trajectory with two answers to one question can make n the larger.
            let left = all.saturating_sub(n);
            Shown::Value(left.max(figure.n_missing.value().copied().unwrap_or(0)))
        }
        _ => Shown::Suppressed,
    }
}

fn bounds_with(
    figure: &ReleasedFigure,
    n_unknown: Shown<u64>,
    scale: Option<(f64, f64)>,
    goal: Option<f64>,
) -> Bounds {
    let none = || Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity);
    let all = |state: Shown<f64>| Bounds {
        n_unknown,
        lowest: state,
        highest: state,
        tipping_point: state,
    };
    let Some(scale) = scale else { return all(none()) };
    let (n, value, n_missing) = match (figure.n, figure.value, n_unknown) {
        (Shown::Value(n), Shown::Value(value), Shown::Value(m)) => (n, value, m),
        (Shown::Value(_), Shown::Value(_), unknown) => {
            return all(unknown.map(real));
        }
        (_, value, _) => return all(value),
    };
    let sum = figure.numerator.value().map_or(value * real(n), |it| real(*it));
    let known = Known { sum, n, n_missing, scale };
    let Some((lowest, highest)) = bounds(known) else { return all(none()) };
    let tipping_point = match goal.and_then(|it| tipping_point(known, it)) {
        Some(Tipping::At(it)) => Shown::Value(it),
        _ => none(),
    };
    let (lowest, highest) = (Shown::Value(lowest), Shown::Value(highest));
    Bounds { n_unknown, lowest, highest, tipping_point }
}
