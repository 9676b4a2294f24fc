//! Bounds: what those without a value could change in each released figure.
//!
//! In: released figures. Out: the lowest and highest they could be, and the tipping
//! point. Never: bounds that tell a hidden number: one of what they are made of is hidden,
//! then so are they.

use std::collections::BTreeMap;

use super::figure::series_of;
use super::{Bounds, ReleasedFigure};
use crate::estimates::missing_bounds::{Known, Tipping, bounds, tipping_point};
use crate::indicators::{Asked, MeasureKind};
use crate::numeric::real;
use crate::terms::{Dimension, Group, Shown, WhyNotApplicable};

/// Which figures a response belongs to: indicator, period, groups that split it.
type ResponseKey<'a> = (&'a str, usize, Vec<(Dimension, &'a Group)>);

/// Gives every figure its bounds.
pub(super) fn set_bounds(released: &mut [ReleasedFigure], asked: &[Asked]) {
    let links: BTreeMap<&str, &str> = asked
        .iter()
        .filter_map(|it| {
            let indicator = &it.indicator;
            Some((indicator.info.name.as_str(), indicator.response.as_deref()?))
        })
        .collect();
    let responses = responses(released, &links);
    let mut all = vec![Bounds::default(); released.len()];
    for members in series_of(released) {
        let mut before: Option<f64> = None;
        for at in members {
            let figure = &released[at];
            let link = links.get(figure.series.indicator.as_str()).copied();
            let n_unknown = n_unknown(figure, link, &responses);
            all[at] = bounds_with(figure, n_unknown, figure.target.or(before));
            before = figure.value.value().copied();
        }
    }
    for (figure, bounds) in released.iter_mut().zip(all) {
        figure.bounds = bounds;
    }
}

/// How many could have answered, per response figure.
fn responses<'a>(
    released: &'a [ReleasedFigure],
    links: &BTreeMap<&str, &str>,
) -> BTreeMap<ResponseKey<'a>, Shown<u64>> {
    let is_response = |it: &&ReleasedFigure| links.values().any(|name| it.is_of(name));
    let of_response = released.iter().filter(is_response);
    of_response.map(|it| (key(&it.series.indicator, it), it.n)).collect()
}

fn key<'a>(response: &'a str, figure: &'a ReleasedFigure) -> ResponseKey<'a> {
    (response, figure.period_index, figure.series.groups.split().collect())
}

/// Rows without a usable value and, where there is a response, those who did not answer.
fn n_unknown(
    figure: &ReleasedFigure,
    link: Option<&str>,
    responses: &BTreeMap<ResponseKey, Shown<u64>>,
) -> Shown<u64> {
    if figure.measured.kind == MeasureKind::Count {
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
    goal: Option<f64>,
) -> Bounds {
    let none = || Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity);
    let all = |state: Shown<f64>| Bounds {
        n_unknown,
        lowest: state,
        highest: state,
        tipping_point: state,
    };
    let Some(scale) = figure.measured.scale else { return all(none()) };
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
