//! The safe-number store: figures after disclosure control, and nothing else.

use std::collections::BTreeMap;

use super::signals::Signals;
use super::{
    Applied, Claim, Preflight, Protected, Published, ReleasedComparison,
    ReleasedDifference, Stability,
};
use crate::indicators::{Better, Horizon, IndicatorInfo, Unit};
use crate::terms::{Dimension, Period, Shown, Text, WhyNotApplicable};

/// Something that passed the gate. Only this module can make one.
#[derive(Debug, Clone, PartialEq)]
pub struct Releasable<T>(T);

impl<T> Releasable<T> {
    pub(super) fn new(it: T) -> Self {
        Self(it)
    }
}

impl<T> std::ops::Deref for Releasable<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// One figure: a row of `estimates`.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleasedFigure {
    /// Stable identifier, e.g. `closed-by-mutual-agreement/2016/programme=pmto`.
    pub figure_id: String,
    /// The indicator's public name.
    pub indicator: String,
    /// Version of its definition.
    pub version: String,
    /// The period.
    pub period: Period,
    /// The group: one entry for each dimension that applies to the indicator; `None` means
    /// all groups together (`total`). Dimensions that do not apply are absent.
    pub groups: BTreeMap<Dimension, Option<String>>,
    /// The category, for a distribution or a named measure.
    pub category: Option<String>,
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
    pub method: String,
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

impl ReleasedFigure {
    /// True when the figure is split by exactly these dimensions (others total or absent).
    pub fn is_split_by(&self, dimensions: &[Dimension]) -> bool {
        let split = |it: &Dimension| self.groups.get(it).is_some_and(Option::is_some);
        Dimension::ALL.iter().all(|it| split(it) == dimensions.contains(it))
    }

    /// The cause and number of days, for a figure of a cumulative incidence.
    pub fn horizon(&self) -> Option<Horizon<'_>> {
        Horizon::parse(self.category.as_deref()?)
    }

    /// True when the figure may not be shown.
    pub fn is_hidden(&self) -> bool {
        self.value == Shown::Suppressed
    }

    /// The group along one dimension, when the figure is split by it.
    pub fn group(&self, dimension: Dimension) -> Option<&str> {
        self.groups.get(&dimension).and_then(Option::as_deref)
    }
}

/// A trend over the periods of one series of figures.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleasedTrend {
    /// The indicator's public name.
    pub indicator: String,
    /// The group, as in [`ReleasedFigure::groups`].
    pub groups: BTreeMap<Dimension, Option<String>>,
    /// The category, as in [`ReleasedFigure::category`].
    pub category: Option<String>,
    /// Name of the method, e.g. `cochran-armitage`.
    pub method: String,
    /// Number of periods used.
    pub n_periods: usize,
    /// Test statistic (z).
    pub statistic: Shown<f64>,
    /// Two-sided p-value.
    pub p_value: Shown<f64>,
    /// Change per period, in the unit of the figure.
    pub slope: Shown<f64>,
    /// Lower limit of the slope at 95 %.
    pub slope_lower: Shown<f64>,
    /// Upper limit of the slope at 95 %.
    pub slope_upper: Shown<f64>,
    /// Change per year, in the unit of the figure.
    pub slope_per_year: Shown<f64>,
    /// For shares: by how much the odds are multiplied each year.
    pub odds_ratio_per_year: Shown<f64>,
    /// Lower limit of the odds ratio at 95 %.
    pub odds_ratio_lower: Shown<f64>,
    /// Upper limit of the odds ratio at 95 %.
    pub odds_ratio_upper: Shown<f64>,
    /// Provisional periods that are left out.
    pub n_provisional: usize,
    /// Lowest and highest response over the periods, where it is known, 0–1.
    pub response: Option<(f64, f64)>,
    /// Whether people were asked for it: their response, not the share that was scored.
    pub is_asked: bool,
    /// What may be said of the change; `None` without a trend.
    pub conclusion: Option<Claim>,
}

/// A test between the groups of one split, in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleasedTest {
    /// The indicator's public name.
    pub indicator: String,
    /// The category, as in [`ReleasedFigure::category`].
    pub category: Option<String>,
    /// The period.
    pub period: Period,
    /// The dimensions whose groups are compared.
    pub split: Vec<Dimension>,
    /// Name of the method, e.g. `log-rank`.
    pub method: String,
    /// Groups that took part: those whose figures are shown and in which enough happened.
    pub n_groups: usize,
    /// Rows in those groups.
    pub n: Shown<u64>,
    /// Test statistic: chi-squared with `n_groups` less one degrees of freedom when the
    /// groups do not differ.
    pub statistic: Shown<f64>,
    /// The chance of a statistic at least as large when the groups do not differ.
    pub p_value: Shown<f64>,
}

/// Everything that may be shown, with the words to show it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Release {
    /// The figures, sorted by indicator (catalogue order), split, period, group, category.
    pub figures: Vec<ReleasedFigure>,
    /// Trends, in the same order.
    pub trends: Vec<ReleasedTrend>,
    /// Differences with the period before and with the first, in the same order.
    pub differences: Vec<ReleasedDifference>,
    /// Control charts, in the same order.
    pub signals: Signals,
    /// Tests between groups, in the order of figures.
    pub group_tests: Vec<ReleasedTest>,
    /// What the shares and means can show, in all and per programme.
    pub preflight: Vec<Preflight>,
    /// Headline figures under other choices.
    pub stability: Vec<Stability>,
    /// The figures of alternative definitions: shown with the stability only, and judged
    /// together with all others.
    pub alternatives: Vec<ReleasedFigure>,
    /// Comparisons of groups in the last period, in the same order.
    pub comparisons: Vec<ReleasedComparison>,
    /// The indicators, in catalogue order.
    pub indicators: Vec<IndicatorInfo>,
    /// The periods of the run.
    pub periods: Vec<Period>,
    /// How many of the last ones are provisional.
    pub n_provisional: usize,
    /// What people call a group: (dimension, code) → label.
    pub group_labels: BTreeMap<(Dimension, String), Text>,
    /// Name of the policy, e.g. `default` or `none`.
    pub policy: String,
    /// What the policy does, in a sentence, with the reason when it is `none`.
    pub policy_text: Text,
    /// Smallest count that is shown.
    pub smallest_count: u64,
    /// How many figures are suppressed.
    pub n_suppressed: usize,
    /// What is told of every count, and what an outsider can work out about it.
    pub protection: Vec<Protected>,
    /// Why each figure is not shown, or none; in the order of figures.
    pub applied: Vec<Option<Applied>>,
    /// What each figure is about; in the order of figures.
    pub described: Vec<Described>,
    /// The release as the ledger holds it, with the alternatives.
    pub published: Published,
}

/// What a figure is about, in the words of its page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Described {
    /// Table, period rule and population, and which rows of it can be used.
    pub population: String,
    /// What is counted or averaged about them; empty for a count of rows.
    pub counts: String,
}

impl Release {
    /// The label of a group.
    pub fn group_label(&self, dimension: Dimension, code: &str) -> Text {
        self.group_labels
            .get(&(dimension, code.to_owned()))
            .cloned()
            .unwrap_or_else(|| Text::same(code))
    }

    /// The indicator with that name.
    pub fn indicator(&self, name: &str) -> Option<&IndicatorInfo> {
        self.indicators.iter().find(|it| it.name == name)
    }

    /// The period as people read it: with a star when records still come in.
    pub fn period_label(&self, period: &Period) -> String {
        let star = if self.is_provisional(period) { "*" } else { "" };
        format!("{}{star}", period.label)
    }

    /// Whether records of the period still come in.
    pub fn is_provisional(&self, period: &Period) -> bool {
        let last = self.periods.iter().rev().take(self.n_provisional);
        last.into_iter().any(|it| it == period)
    }

    /// Whether a lower figure of that indicator is better.
    pub fn is_lower_better(&self, name: &str) -> bool {
        self.indicator(name).is_some_and(|it| it.better == Better::Lower)
    }

    /// The figures of one indicator, split by exactly these dimensions.
    pub fn figures_of<'a>(
        &'a self,
        indicator: &'a str,
        dimensions: &'a [Dimension],
    ) -> impl Iterator<Item = &'a ReleasedFigure> {
        self.figures
            .iter()
            .filter(move |it| it.indicator == indicator && it.is_split_by(dimensions))
    }
}
