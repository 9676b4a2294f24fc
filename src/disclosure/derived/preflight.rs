//! Preflight: what the figures of a series can show, before anybody reads them.
//!
//! In: figures as they are shown, and their released form. Out: per series the usual number
//! of rows, the width of the interval, the smallest change that would be noticed, and the
//! rows a funnel plot needs. Never: a number of a hidden figure.

use std::collections::BTreeMap;

use crate::disclosure::ReleasedFigure;
use crate::estimates::distributions::normal_quantile;
use crate::estimates::funnel_reach::{first_period, median, rows_needed};
use crate::estimates::smallest_change::{
    Change, POWER, smallest_change, smallest_change_of_mean,
};
use crate::estimates::{CONFIDENCE, Figure};
use crate::indicators::{Better, Computing, MeasureKind, Unit};
use crate::numeric::real;
use crate::terms::{Dimension, Shown};

/// How far a group's share lies from the overall share before it matters: ten percentage
/// points. Ours; no source gives one for youth care. Printed wherever it is used.
pub const MARGIN: f64 = 0.1;
/// A preflight is about all together and about programmes; the others are never mixed.
const SPLITS: [Dimension; 3] =
    [Dimension::Programme, Dimension::Informant, Dimension::Instrument];

/// What one series can show.
#[derive(Debug, Clone, PartialEq)]
pub struct Preflight {
    /// The indicator's public name.
    pub indicator: String,
    /// The group, as in [`ReleasedFigure::groups`].
    pub groups: BTreeMap<Dimension, Option<String>>,
    /// The category, as in [`ReleasedFigure::category`].
    pub category: Option<String>,
    /// Unit of half-width and change.
    pub unit: Unit,
    /// Rows in each period of the run.
    pub n: Vec<Shown<u64>>,
    /// What follows from them; `None` when no period shows a number.
    pub reach: Option<Reach>,
}

/// What the shown periods of a series can show.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// Rows in the middle period, by size.
    pub typical_n: f64,
    /// Half the width of the middle interval, by width; `None` without intervals.
    pub half_width: Option<f64>,
    /// The smallest change between two typical periods that would be noticed with a chance
    /// of 80 %.
    pub change: Option<Change>,
    /// For a programme's share: what a funnel plot needs.
    pub funnel: Option<Funnel>,
}

/// What a funnel plot needs to flag a share [`MARGIN`] from the overall one.
#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    /// Rows it needs.
    pub n_needed: u64,
    /// The first period that has so many.
    pub first_period: Option<String>,
    /// How many typical periods together have so many.
    pub n_periods: Option<u64>,
}

/// What the shares and means of a run can show.
pub(in crate::disclosure) fn preflight(
    figures: &[Figure],
    released: &[ReleasedFigure],
    computing: Computing,
) -> Vec<Preflight> {
    let series = series(figures);
    let overall = |of: &Series| {
        let mut groups = of.groups.clone();
        groups.insert(Dimension::Programme, None);
        let same = |it: &&Series| {
            it.measure == of.measure && it.category == of.category && it.groups == groups
        };
        let total = series.iter().find(same)?;
        pooled(&shown(total, figures, released))
    };
    series
        .iter()
        .map(|it| {
            let first = &released[it.figures[0]];
            let shown = shown(it, figures, released);
            let info = &computing.asked[it.measure.0].indicator.info;
            let is_programme = first.group(Dimension::Programme).is_some();
            let overall = is_programme.then(|| overall(it)).flatten();
            Preflight {
                indicator: first.indicator.clone(),
                groups: first.groups.clone(),
                category: first.category.clone(),
                unit: first.unit,
                n: it.figures.iter().map(|at| released[*at].n).collect(),
                reach: reach(&shown, overall, info.better),
            }
        })
        .collect()
}

/// One group over the periods.
struct Series {
    measure: (usize, usize),
    groups: BTreeMap<Dimension, Option<String>>,
    category: Option<String>,
    figures: Vec<usize>,
}

fn series(figures: &[Figure]) -> Vec<Series> {
    let mut all: Vec<Series> = Vec::new();
    for (at, figure) in figures.iter().enumerate() {
        let kind = figure.kind;
        let is_wanted = matches!(
            kind,
            MeasureKind::Proportion | MeasureKind::Mean | MeasureKind::Ratio
        );
        let mut split = figure.groups.iter().filter(|it| it.1.is_some());
        if !is_wanted || !split.all(|it| SPLITS.contains(it.0)) {
            continue;
        }
        let measure = (figure.indicator, figure.measure);
        let same = |it: &&mut Series| {
            it.measure == measure
                && it.groups == figure.groups
                && it.category == figure.category
        };
        match all.iter_mut().find(same) {
            Some(it) => it.figures.push(at),
            None => all.push(Series {
                measure,
                groups: figure.groups.clone(),
                category: figure.category.clone(),
                figures: vec![at],
            }),
        }
    }
    all
}

/// A figure as it is shown, with its released form.
type Point<'a> = (&'a Figure, &'a ReleasedFigure);

/// The figures of a series that are shown and have rows.
fn shown<'a>(
    series: &Series,
    figures: &'a [Figure],
    released: &'a [ReleasedFigure],
) -> Vec<Point<'a>> {
    let points = series.figures.iter().map(|at| (&figures[*at], &released[*at]));
    points.filter(|it| it.1.value.value().is_some() && it.0.n > 0).collect()
}

/// The share of all shown periods together.
fn pooled(points: &[Point]) -> Option<f64> {
    let numerators = points.iter().map(|it| it.0.numerator);
    let yes: u64 = numerators.collect::<Option<Vec<_>>>()?.iter().sum();
    let n: u64 = points.iter().map(|it| it.0.n).sum();
    (n > 0).then(|| real(yes) / real(n))
}

fn reach(points: &[Point], overall: Option<f64>, better: Better) -> Option<Reach> {
    let counts: Vec<u64> = points.iter().map(|it| it.0.n).collect();
    let typical_n = median(&counts)?;
    let widths = points.iter().filter_map(|it| {
        let (lower, upper) = *it.1.interval.value()?;
        Some(0.5 * (upper - lower))
    });
    let half_width = middle(widths.collect());
    let share = pooled(points);
    let change = match share {
        Some(share) => {
            smallest_change(share, typical_n / typical_design_effect(points), POWER)
        }
        None => half_width.map(|it| {
            let in_standard_errors = normal_quantile(f64::midpoint(1.0, CONFIDENCE));
            let change = smallest_change_of_mean(it / in_standard_errors);
            Change { fall: Some(change), rise: Some(change) }
        }),
    };
    let funnel = overall.filter(|_| share.is_some());
    let funnel = funnel.and_then(|it| funnel_of(points, it, better));
    Some(Reach { typical_n, half_width, change, funnel })
}

/// How many times larger the variance is because clients appear more than once, to one
/// decimal: the exact one could come from counts that are not shown.
fn typical_design_effect(points: &[Point]) -> f64 {
    let effects = points.iter().filter_map(|it| it.0.estimate.ok()?.design_effect);
    let middle = middle(effects.map(|it| (10.0 * it).round() / 10.0).collect());
    middle.filter(|it| *it > 1.0).unwrap_or(1.0)
}

/// The middle of numbers; `None` of nothing.
fn middle(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    let (lower, upper) = (numbers.len().checked_sub(1)? / 2, numbers.len() / 2);
    Some(f64::midpoint(numbers[lower], numbers[upper]))
}

/// What a funnel plot needs for a deviation to the side that is not better; where neither
/// is, for the side that needs more.
fn funnel_of(points: &[Point], overall: f64, better: Better) -> Option<Funnel> {
    let (down, up) = (rows_needed(overall, -MARGIN), rows_needed(overall, MARGIN));
    let n_needed = match better {
        Better::Higher => down,
        Better::Lower => up,
        Better::Neither => down.into_iter().chain(up).max(),
    }?;
    let counts: Vec<u64> = points.iter().map(|it| it.0.n).collect();
    let (first, n_periods) = first_period(&counts, n_needed);
    let first_period = first.map(|at| points[at].1.period.label.clone());
    Some(Funnel { n_needed, first_period, n_periods })
}
