//! Figures: every cell with its estimate, in the order reports list them.
//!
//! In: cells and what was asked. Out: one figure a group, period and category, also where a
//! group has no rows in a period. Never: a figure without n, method and missing.

use std::collections::BTreeSet;

use super::case_mix::expected_shares;
use super::logistic::NoModel;
use super::{
    Estimate, ProportionInterval, Times, aalen_johansen, count, effect_size,
    estimate_count, estimate_effect_size, estimate_incidence, estimate_mean,
    estimate_median_time, estimate_proportion, estimate_ratio, kaplan_meier,
    n_ended_within, ratio_clustered, t,
};
use crate::error::Error;
use crate::indicators::{
    Asked, Cell, Cells, CellsOf, Computing, GroupKey, Horizon, MOST_DIMENSIONS, Measure,
    MeasureKind, NO_GROUP, Unit,
};
use crate::tables::{Kind, Table};
use crate::terms::{Dimension, Group, Groups, Period, WhyMissing};

/// Figures that are judged and released together: the same rows, split the same way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breakdown {
    /// What is counted: table, population and period rule.
    pub population: String,
    /// The dimensions it is split by.
    pub split: Vec<Dimension>,
    /// Position of the period.
    pub period: usize,
}

/// A sum, and how much of it comes from those who contribute most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contributions {
    /// What the two largest contribute.
    pub largest: [f64; 2],
    /// All of it.
    pub total: f64,
}

/// One figure before disclosure control.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Position of the indicator in what was asked.
    pub indicator: usize,
    /// Position of the measure in the indicator.
    pub measure: usize,
    /// Position of the period.
    pub period_index: usize,
    /// The period.
    pub period: Period,
    /// What it is judged together with.
    pub breakdown: Breakdown,
    /// The group along each dimension that applies.
    pub groups: Groups,
    /// The category, or the name of the measure.
    pub category: Option<String>,
    /// Unit of the value.
    pub unit: Unit,
    /// Which kind of measure.
    pub kind: MeasureKind,
    /// Denominator.
    pub n: u64,
    /// Numerator, for proportions, distributions and cumulative incidences.
    pub numerator: Option<u64>,
    /// Clients behind it.
    pub n_clients: u64,
    /// Rows of the population without a usable value.
    pub n_missing: u64,
    /// The sums behind a ratio, with their largest contributors; else empty.
    pub contributions: Vec<Contributions>,
    /// The estimate, or why there is none.
    pub estimate: Result<Estimate, WhyMissing>,
    /// The share expected of it by its case mix, or why there is no model; `None` when
    /// nobody asked.
    pub expected: Option<Result<f64, NoModel>>,
    /// The method of such a figure when every row is another client: what is said of a
    /// figure of which nothing else is.
    pub usual_method: &'static str,
    /// The event times of a time measure, for tests between groups; else empty. Never shown.
    pub times: Times,
}

/// The figures of a run, proportions with this interval.
///
/// # Errors
/// When a group has no name: a bug of an earlier stage.
pub fn fit(
    cells: &Cells,
    computing: Computing,
    interval: ProportionInterval,
) -> Result<Vec<Figure>, Error> {
    let mut figures = Vec::new();
    let expected = expected_shares(cells, computing);
    for (of, groups) in &cells.0 {
        let asked = &computing.asked[of.indicator];
        let split = &asked.splits[of.split];
        let known: BTreeSet<_> = if split.is_empty() {
            [[0; MOST_DIMENSIONS]].into()
        } else {
            groups.keys().map(|it| it.ids).collect()
        };
        let order = |ids| order(asked.indicator.table, split, ids, computing);
        let ids: Vec<_> = known.iter().map(|it| (order(it), it)).collect();
        let mut fitted = Vec::new();
        for period in 0..computing.grid.periods().len() {
            for (order, ids) in &ids {
                let key =
                    GroupKey { period: u16::try_from(period).unwrap_or(0), ids: **ids };
                let empty = Cell::new(asked.indicator.measures[of.measure].n_parts());
                let cell = groups.get(&key).unwrap_or(&empty);
                let expected = expected.get(&(*of, key)).copied();
                let more = fit_cell(*of, &key, cell, computing, interval)?;
                let more = more.into_iter().map(|it| Figure { expected, ..it });
                fitted.extend(more.map(|it| (period, order.clone(), it)));
            }
        }
        fitted.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        figures.extend(fitted.into_iter().map(|it| it.2));
    }
    Ok(figures)
}

fn fit_cell(
    of: CellsOf,
    key: &GroupKey,
    cell: &Cell,
    computing: Computing,
    interval: ProportionInterval,
) -> Result<Vec<Figure>, Error> {
    let asked = &computing.asked[of.indicator];
    let measure = &asked.indicator.measures[of.measure];
    let period_index = usize::from(key.period);
    let split = asked.splits[of.split].clone();
    let groups = groups(asked, measure, &split, key, computing)?;
    let figure = |part: usize| Figure {
        indicator: of.indicator,
        measure: of.measure,
        period_index,
        period: computing.grid.periods()[period_index].clone(),
        breakdown: Breakdown {
            population: measure.population_text(asked.indicator.table),
            split: split.clone(),
            period: period_index,
        },
        groups: groups.clone(),
        category: measure.category_of(part),
        unit: measure.unit,
        kind: measure.kind,
        n: cell.n,
        numerator: numerator(measure, cell, part),
        n_clients: cell.n_clients,
        n_missing: cell.n_missing,
        contributions: contributions(measure, cell),
        estimate: estimate(measure, cell, part, interval),
        expected: None,
        usual_method: usual_method(measure.kind, interval),
        times: match measure.kind {
            MeasureKind::Time => cell.times.clone(),
            _ => Times::new(),
        },
    };
    Ok((0..measure.n_figures()).map(figure).collect())
}

/// Both sums of a ratio. Other figures are counts, shares, means of bounded marks or times:
/// nobody's own amount is in them.
fn contributions(measure: &Measure, cell: &Cell) -> Vec<Contributions> {
    if measure.kind != MeasureKind::Ratio {
        return Vec::new();
    }
    let sums = cell.parts.iter().zip(&cell.largest).take(2);
    sums.map(|(part, largest)| Contributions {
        largest: *largest,
        total: part.sum.value(),
    })
    .collect()
}

fn groups(
    asked: &Asked,
    measure: &Measure,
    split: &[Dimension],
    key: &GroupKey,
    computing: Computing,
) -> Result<Groups, Error> {
    let applies = asked.indicator.dimensions();
    let mut groups: Groups = applies.into_iter().map(|it| (it, Group::All)).collect();
    for (dimension, id) in split.iter().zip(key.ids) {
        let group = match id {
            NO_GROUP => Group::Unknown,
            id => {
                let text = group_text(asked.indicator.table, *dimension, id, computing);
                let lost = || Error::bug(format!("a {} without name", dimension.name()));
                Group::Named(text.ok_or_else(lost)?)
            }
        };
        groups.set(*dimension, group);
    }
    if let Some((dimension, code)) = &measure.fixed {
        groups.set(*dimension, Group::named(code));
    }
    Ok(groups)
}

/// Where a group stands among others: codes in the order of their list, names by their
/// text, what is not known last.
fn order(
    table: Table,
    split: &[Dimension],
    ids: &[u32; MOST_DIMENSIONS],
    computing: Computing,
) -> Vec<(u32, String)> {
    let place = |(dimension, id): (&Dimension, &u32)| {
        let column = table.resolve(dimension.name()).map(|it| it.column.kind);
        match column {
            _ if *id == NO_GROUP => (NO_GROUP, String::new()),
            Some(Kind::Code(_)) => (*id, String::new()),
            _ => (0, group_text(table, *dimension, *id, computing).unwrap_or_default()),
        }
    };
    split.iter().zip(ids).map(place).collect()
}

/// The text of a group's id.
fn group_text(
    table: Table,
    dimension: Dimension,
    id: u32,
    computing: Computing,
) -> Option<String> {
    match table.resolve(dimension.name()).map(|it| it.column.kind) {
        Some(Kind::Code(set)) => set.code(u8::try_from(id).ok()?).map(ToOwned::to_owned),
        _ => computing.names.text(dimension.name(), id),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a sum of ones is a whole number from 0 to n"
)]
fn numerator(measure: &Measure, cell: &Cell, part: usize) -> Option<u64> {
    match measure.kind {
        MeasureKind::Proportion | MeasureKind::Distribution => {
            Some(cell.parts[part].sum.value().round() as u64)
        }
        // What was seen so far says nothing about more days than anybody was followed.
        MeasureKind::CumulativeIncidence => {
            incidence(measure, cell, part).ok()?;
            let (cause, horizon) = Horizon::of(measure, part)?;
            Some(n_ended_within(cell, cause, horizon.days))
        }
        _ => None,
    }
}

fn incidence(
    measure: &Measure,
    cell: &Cell,
    part: usize,
) -> Result<Estimate, WhyMissing> {
    match Horizon::of(measure, part) {
        Some((cause, horizon)) => estimate_incidence(cell, cause, horizon.days),
        None => Err(WhyMissing::NoValues),
    }
}

fn usual_method(kind: MeasureKind, interval: ProportionInterval) -> &'static str {
    match kind {
        MeasureKind::Count => count::NAME,
        MeasureKind::Proportion | MeasureKind::Distribution => interval.name(),
        MeasureKind::Mean => t::NAME,
        MeasureKind::Time => kaplan_meier::NAME,
        MeasureKind::Ratio => ratio_clustered::NAME,
        MeasureKind::EffectSize(_) => effect_size::NAME,
        MeasureKind::CumulativeIncidence => aalen_johansen::NAME,
    }
}

fn estimate(
    measure: &Measure,
    cell: &Cell,
    part: usize,
    interval: ProportionInterval,
) -> Result<Estimate, WhyMissing> {
    match measure.kind {
        MeasureKind::Count => Ok(estimate_count(cell)),
        MeasureKind::Proportion | MeasureKind::Distribution => {
            estimate_proportion(cell, part, interval)
        }
        MeasureKind::Mean => estimate_mean(cell, part),
        MeasureKind::Time => estimate_median_time(cell),
        MeasureKind::Ratio => estimate_ratio(cell),
        MeasureKind::EffectSize(by) => estimate_effect_size(cell, by),
        MeasureKind::CumulativeIncidence => incidence(measure, cell, part),
    }
}
