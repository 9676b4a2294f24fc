//! A figure as it may be shown, with everything that later stages need of it.
//!
//! In: nothing, these are types. Out: the one record every statement, chart, dataset and page
//! is made from. Never: a number that is more exact than what is shown.

use std::collections::BTreeMap;

use crate::estimates::logistic::NoModel;
use crate::indicators::{Better, Horizon, MeasureKind, Unit};
use crate::terms::{Dimension, Group, Period, SeriesKey, Shown, WhyNotApplicable};

/// One figure: a row of `estimates`.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleasedFigure {
    /// Stable identifier, e.g. `closed-by-mutual-agreement/2016/programme=pmto`; no other
    /// figure of the release has it.
    pub figure_id: String,
    /// Which series it belongs to: indicator, measure, groups and category.
    pub series: SeriesKey,
    /// The period.
    pub period: Period,
    /// Position of the period in the run.
    pub period_index: usize,
    /// The dimensions its indicator is split by here; one that the measure fixes itself is
    /// none of them.
    pub split: Vec<Dimension>,
    /// Version of the indicator's definition.
    pub version: String,
    /// What it measures.
    pub measured: Measured,
    /// Unit of value, lower and upper.
    pub unit: Unit,
    /// Denominator.
    pub n: Shown<u64>,
    /// Numerator, for proportions.
    pub numerator: Shown<u64>,
    /// The figure.
    pub value: Shown<f64>,
    /// Its interval at `confidence`.
    pub interval: Shown<(f64, f64)>,
    /// Confidence of the interval, 0–1.
    pub confidence: f64,
    /// Name of the method, e.g. `wilson`, `t-clustered`, `count`.
    pub method: &'static str,
    /// Its standard error, for kinds that have one of their own.
    pub standard_error: Shown<f64>,
    /// The numerator expected by the case mix, to one decimal, or why there is no model; none
    /// when nobody asked. It comes from a model over all rows.
    pub expected: Option<Result<Shown<f64>, NoModel>>,
    /// Rows of the population without a usable value.
    pub n_missing: Shown<u64>,
    /// The target the pipeline sets for this indicator, in `unit`.
    pub target: Option<f64>,
    /// How many times larger the variance is because clients appear more than once.
    pub design_effect: Shown<f64>,
    /// What those without a value could change.
    pub bounds: Bounds,
    /// Records of the period still come in.
    pub provisional: bool,
    /// The day of the earlier release whose figure this is; none for a new figure.
    pub repeats: Option<String>,
}

/// What those without a value could change in a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Rows without a usable value and, for satisfaction, those who did not answer.
    pub n_unknown: Shown<u64>,
    /// The figure if all of them had the lowest value of the scale.
    pub lowest: Shown<f64>,
    /// The figure if all of them had the highest value of the scale.
    pub highest: Shown<f64>,
    /// The share (or mean) among them at which the figure reaches the target or, without
    /// one, the figure of the period before.
    pub tipping_point: Shown<f64>,
}

impl Default for Bounds {
    /// A figure that has no bounds.
    fn default() -> Self {
        let none = WhyNotApplicable::NoSuchQuantity;
        Self {
            n_unknown: Shown::NotApplicable(none),
            lowest: Shown::NotApplicable(none),
            highest: Shown::NotApplicable(none),
            tipping_point: Shown::NotApplicable(none),
        }
    }
}

/// What a figure measures, as the page of its indicator says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// Which kind of measure.
    pub kind: MeasureKind,
    /// Lowest and highest value a row can have; none on a scale without ends.
    pub scale: Option<(f64, f64)>,
    /// Which way is better for the client.
    pub better: Better,
    /// One row counts in several periods, so that these hang together.
    pub shares_rows: bool,
    /// People were asked for it: who lacks a value did not answer.
    pub is_asked: bool,
}

impl ReleasedFigure {
    /// Whether it is a figure of that indicator.
    pub fn is_of(&self, indicator: &str) -> bool {
        self.series.indicator == indicator
    }

    /// True when the figure is split by exactly these dimensions (others total or absent).
    pub fn is_split_by(&self, dimensions: &[Dimension]) -> bool {
        self.series.groups.is_split_by(dimensions)
    }

    /// The cause and number of days, for a figure of a cumulative incidence.
    pub fn horizon(&self) -> Option<Horizon<'_>> {
        let is_one = self.measured.kind == MeasureKind::CumulativeIncidence;
        self.series.category.as_deref().filter(|_| is_one).and_then(Horizon::parse)
    }

    /// True when the figure may not be shown.
    pub fn is_hidden(&self) -> bool {
        self.value == Shown::Suppressed
    }

    /// The group along one dimension: all together when the figure is not split by it.
    pub fn group(&self, dimension: Dimension) -> &Group {
        self.series.groups.along(dimension)
    }
}

/// Positions of the figures of each series, in order of period; the series in the order in
/// which they first appear.
pub(super) fn series_of(figures: &[ReleasedFigure]) -> Vec<Vec<usize>> {
    let mut place: BTreeMap<&SeriesKey, usize> = BTreeMap::new();
    let mut all: Vec<Vec<usize>> = Vec::new();
    for (at, it) in figures.iter().enumerate() {
        let index = *place.entry(&it.series).or_insert(all.len());
        if index == all.len() {
            all.push(Vec::new());
        }
        all[index].push(at);
    }
    for series in &mut all {
        series.sort_by_key(|it| figures[*it].period_index);
    }
    all
}

/// A share of 441 in 501 of a programme, for tests.
#[cfg(test)]
pub(crate) fn share(
    indicator: &str,
    period: &Period,
    programme: Group,
) -> ReleasedFigure {
    let series = SeriesKey {
        indicator: indicator.to_owned(),
        groups: std::iter::once((Dimension::Programme, programme)).collect(),
        ..SeriesKey::default()
    };
    ReleasedFigure {
        figure_id: series.figure_id(period),
        period: period.clone(),
        period_index: 0,
        split: series.groups.dimensions(),
        series,
        version: "1.0".to_owned(),
        measured: Measured {
            kind: MeasureKind::Proportion,
            scale: Some((0.0, 1.0)),
            better: Better::Higher,
            shares_rows: false,
            is_asked: false,
        },
        unit: Unit::Proportion,
        n: Shown::Value(501),
        numerator: Shown::Value(441),
        value: Shown::Value(441.0 / 501.0),
        interval: Shown::Value((0.848_9, 0.905_9)),
        confidence: 0.95,
        method: "wilson",
        standard_error: Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity),
        expected: None,
        n_missing: Shown::Value(0),
        target: Some(0.85),
        design_effect: Shown::Value(1.0),
        bounds: Bounds::default(),
        provisional: false,
        repeats: None,
    }
}
