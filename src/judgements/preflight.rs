//! Preflight: what the figures of a series can show, before anybody reads them.
//!
//! In: released figures. Out: per series the usual number
//! of rows, the width of the interval, the smallest change that would be noticed, and the
//! rows a funnel plot needs. Never: a number of a hidden figure.

use super::Series;
use crate::disclosure::ReleasedFigure;
use crate::estimates::distributions::normal_quantile;
use crate::estimates::funnel_reach::{first_period, median, rows_needed};
use crate::estimates::smallest_change::{
    Change, POWER, smallest_change, smallest_change_of_mean,
};
use crate::estimates::{CONFIDENCE, ProportionInterval};
use crate::indicators::{Better, MeasureKind, Unit};
use crate::numeric::real;
use crate::terms::{Dimension, SeriesKey, Shown};

/// How far a group's share lies from the overall share before it matters: ten percentage
/// points. Ours; no source gives one for youth care. Printed wherever it is used.
pub const MARGIN: f64 = 0.1;
/// A preflight is about all together and about programmes; the others are never mixed.
const SPLITS: [Dimension; 3] =
    [Dimension::Programme, Dimension::Informant, Dimension::Instrument];

/// What one series can show.
#[derive(Debug, Clone, PartialEq)]
pub struct Preflight {
    /// What it is about.
    pub series: SeriesKey,
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
pub(super) fn preflight(series: &[Series]) -> Vec<Preflight> {
    let overall = |of: &SeriesKey| {
        let groups = of.groups.without(Dimension::Programme);
        let total = SeriesKey { groups, ..of.clone() };
        pooled(&shown(series.iter().find(|it| it[0].series == total)?))
    };
    let preflight = |figures: &Series| {
        let first = figures[0];
        let is_programme = !first.group(Dimension::Programme).is_all();
        let overall = is_programme.then(|| overall(&first.series)).flatten();
        Preflight {
            series: first.series.clone(),
            unit: first.unit,
            n: figures.iter().map(|it| it.n).collect(),
            reach: reach(&shown(figures), overall, first.measured.better),
        }
    };
    series.iter().filter(|it| is_wanted(it[0])).map(preflight).collect()
}

fn is_wanted(figure: &ReleasedFigure) -> bool {
    let kind = figure.measured.kind;
    let mut split = figure.series.groups.split();
    matches!(kind, MeasureKind::Proportion | MeasureKind::Mean | MeasureKind::Ratio)
        && split.all(|it| SPLITS.contains(&it.0))
}

/// A figure that is shown, with its rows.
type Point<'a> = (&'a ReleasedFigure, u64);

/// The figures of a series that are shown and have rows.
fn shown<'a>(series: &[&'a ReleasedFigure]) -> Vec<Point<'a>> {
    let point = |it: &&'a ReleasedFigure| {
        it.value.value()?;
        Some((*it, *it.n.value().filter(|n| **n > 0)?))
    };
    series.iter().filter_map(point).collect()
}

/// The share of all shown periods together.
fn pooled(points: &[Point]) -> Option<f64> {
    let numerators = points.iter().map(|it| it.0.numerator.value().copied());
    let yes: u64 = numerators.collect::<Option<Vec<_>>>()?.iter().sum();
    let n: u64 = points.iter().map(|it| it.1).sum();
    (n > 0).then(|| real(yes) / real(n))
}

fn reach(points: &[Point], overall: Option<f64>, better: Better) -> Option<Reach> {
    let counts: Vec<u64> = points.iter().map(|it| it.1).collect();
    let typical_n = median(&counts)?;
    let widths = points.iter().filter_map(|it| {
        let (lower, upper) = *it.0.interval.value()?;
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
    let repeats = |it: &&Point| ProportionInterval::is_clustered(it.0.method);
    let effects = points.iter().filter(repeats);
    let effects = effects.filter_map(|it| it.0.design_effect.value());
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
    let counts: Vec<u64> = points.iter().map(|it| it.1).collect();
    let (first, n_periods) = first_period(&counts, n_needed);
    let first_period = first.map(|at| points[at].0.period.label.clone());
    Some(Funnel { n_needed, first_period, n_periods })
}
