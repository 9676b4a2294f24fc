//! Trends: the change of one series of released figures over the periods.
//!
//! In: figures as they are shown, and their released form. Out: a trend a series. Never: a
//! trend over a hidden figure.

use std::collections::BTreeMap;

use crate::disclosure::{ReleasedFigure, ReleasedTrend};
use crate::estimates::{Figure, Trend, trend_means, trend_proportions};
use crate::indicators::MeasureKind;
use crate::numeric::real;
use crate::terms::{Dimension, Shown};

type SeriesKey<'a> =
    (usize, usize, &'a BTreeMap<Dimension, Option<String>>, &'a Option<String>);

/// A trend for every series of proportions and means. A series with a suppressed figure has
/// none: its trend would tell about the hidden figure.
pub(in crate::disclosure) fn trends(
    figures: &[Figure],
    released: &[ReleasedFigure],
) -> Vec<ReleasedTrend> {
    let mut order: Vec<SeriesKey> = Vec::new();
    let mut series: BTreeMap<SeriesKey, Vec<usize>> = BTreeMap::new();
    for (at, figure) in figures.iter().enumerate() {
        if matches!(
            figure.kind,
            MeasureKind::Count | MeasureKind::Time | MeasureKind::CumulativeIncidence
        ) {
            continue;
        }
        let key = (figure.indicator, figure.measure, &figure.groups, &figure.category);
        let points = series.entry(key).or_default();
        if points.is_empty() {
            order.push(key);
        }
        points.push(at);
    }
    order
        .iter()
        .map(|key| {
            let at = &series[key];
            let shown: Vec<&ReleasedFigure> =
                at.iter().map(|it| &released[*it]).collect();
            let computed: Vec<&Figure> = at.iter().map(|it| &figures[*it]).collect();
            trend(&computed, &shown)
        })
        .collect()
}

fn trend(computed: &[&Figure], shown: &[&ReleasedFigure]) -> ReleasedTrend {
    let first = shown[0];
    let hidden = shown.iter().any(|it| it.value == Shown::Suppressed);
    let is_mean = matches!(
        computed[0].kind,
        MeasureKind::Mean | MeasureKind::Ratio | MeasureKind::EffectSize(_)
    );
    let fitted = if is_mean {
        trend_means(&means(computed))
    } else {
        trend_proportions(&proportions(computed))
    };
    let state = |pick: fn(&Trend) -> f64| match (&fitted, hidden) {
        (_, true) => Shown::Suppressed,
        (Ok(it), _) => Shown::Value(pick(it)),
        (Err(why), _) => Shown::NotApplicable(*why),
    };
    let method = if is_mean { "weighted-linear" } else { "cochran-armitage" };
    ReleasedTrend {
        indicator: first.indicator.clone(),
        groups: first.groups.clone(),
        category: first.category.clone(),
        method: method.to_owned(),
        n_periods: shown.iter().filter(|it| it.value.value().is_some()).count(),
        statistic: state(|it| it.statistic),
        p_value: state(|it| it.p_value),
        slope: state(|it| it.slope),
    }
}

/// Score, numerator and denominator of the periods that have rows.
fn proportions(computed: &[&Figure]) -> Vec<(f64, u64, u64)> {
    let with_rows = computed.iter().filter(|it| it.n > 0);
    with_rows.filter_map(|it| Some((score(it), it.numerator?, it.n))).collect()
}

/// Score, mean and standard error of the periods that have them.
fn means(computed: &[&Figure]) -> Vec<(f64, f64, f64)> {
    let point = |it: &&Figure| {
        let estimate = it.estimate.as_ref().ok()?;
        Some((score(it), estimate.value, estimate.standard_error.filter(|it| *it > 0.0)?))
    };
    computed.iter().filter_map(point).collect()
}

/// Periods are equally far apart.
fn score(figure: &Figure) -> f64 {
    real(figure.period_index as u64)
}
