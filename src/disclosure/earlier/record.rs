//! Recording: a release as the ledger will hold it.
//!
//! In: the figures as they are shown, and what was done with each. Out: what was published.
//! Never: a number of a hidden figure.

use std::collections::BTreeMap;

use super::published::{Exact, Numbers, Published, Record, Series, State};
use crate::disclosure::Policy;
use crate::estimates::Figure;
use crate::indicators::{Computing, Measure};
use crate::tables::Table;
use crate::tables::expression::Typed;

/// What there is to say of one figure.
pub(in crate::disclosure) struct Told<'a> {
    /// As it is shown.
    pub(in crate::disclosure) shown: &'a Figure,
    pub(in crate::disclosure) state: State,
    pub(in crate::disclosure) hides_missing: bool,
    pub(in crate::disclosure) is_sum: bool,
}

/// What a release publishes.
pub(in crate::disclosure) fn published<'a>(
    told: impl Iterator<Item = Told<'a>>,
    computing: Computing,
    policy: &Policy,
) -> Published {
    let mut series: Vec<Series> = Vec::new();
    let mut known: BTreeMap<Series, usize> = BTreeMap::new();
    let mut figures = Vec::new();
    for it in told {
        let of = series_of(it.shown, computing);
        let at = *known.entry(of.clone()).or_insert_with(|| {
            series.push(of);
            series.len() - 1
        });
        figures.push(Record {
            series: at,
            period: period_of(it.shown),
            groups: groups_of(it.shown),
            state: it.state,
            numbers: (it.state != State::Hidden).then(|| numbers(&it, policy)),
        });
    }
    Published {
        policy: policy.name.clone(),
        smallest_count: policy.smallest_count,
        rounding: policy.rounding,
        series,
        figures,
    }
}

fn numbers(it: &Told, policy: &Policy) -> Numbers {
    let figure = it.shown;
    let estimate = figure.estimate.ok();
    // To one decimal with rounding, as the interval uses it: the exact one comes from counts
    // that are not shown.
    let effect = |it: f64| match policy.rounding {
        Some(_) => Exact((10.0 * it).round() / 10.0),
        None => Exact(it),
    };
    Numbers {
        n: figure.n,
        numerator: figure.numerator,
        missing: (!it.hides_missing).then_some(figure.n_missing),
        value: estimate.map(|it| Exact(it.value)),
        interval: estimate
            .and_then(|it| it.interval)
            .map(|it| (Exact(it.0), Exact(it.1))),
        standard_error: estimate.and_then(|it| it.standard_error).map(Exact),
        design_effect: estimate.and_then(|it| it.design_effect).map(effect),
        method: estimate.map_or_else(String::new, |it| it.method.to_owned()),
        is_sum: it.is_sum,
    }
}

/// The series a figure belongs to.
pub(super) fn series_of(figure: &Figure, computing: Computing) -> Series {
    let indicator = &computing.asked[figure.indicator].indicator;
    let measure = &indicator.measures[figure.measure];
    Series {
        indicator: indicator.info.name.clone(),
        version: indicator.info.version.clone(),
        definition: indicator.info.sha256.clone(),
        population: population(measure, indicator.table),
        counts: counts(measure),
        category: figure.category.clone(),
    }
}

fn population(measure: &Measure, table: Table) -> String {
    let rows = measure.population_text(table);
    match &measure.denominator {
        Some(it) => format!("{rows}; usable: {}", it.to_sql()),
        None if measure.value.is_some() => format!("{rows}; usable: {}", counts(measure)),
        None => rows,
    }
}

fn counts(measure: &Measure) -> String {
    let parts =
        [("", &measure.value), (" per ", &measure.per), (" until ", &measure.event)];
    let text = |(word, it): (&str, &Option<Typed>)| {
        it.as_ref().map(|it| format!("{word}{}", it.to_sql()))
    };
    parts.into_iter().filter_map(text).collect()
}

/// First and last day.
pub(super) fn period_of(figure: &Figure) -> (String, String) {
    (figure.period.start.to_string(), figure.period.end.to_string())
}

/// The groups that split the figure.
pub(super) fn groups_of(figure: &Figure) -> BTreeMap<String, String> {
    let split = figure.groups.split();
    split.map(|(at, it)| (at.name().to_owned(), it.printed().into())).collect()
}
