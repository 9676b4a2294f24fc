//! The safe-number store: figures after disclosure control, and nothing else.

use std::collections::BTreeMap;

use super::figure::series_of;
use super::{Primary, Published, Quantity, Relation, ReleasedFigure};
use crate::indicators::IndicatorInfo;
use crate::terms::{Dimension, Group, Groups, Period, Shown, Text};

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

/// A test between the groups of one split, in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleasedTest {
    /// The indicator's public name.
    pub indicator: String,
    /// The category, as in [`crate::terms::SeriesKey::category`].
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
    /// Tests between groups, in the order of figures.
    pub group_tests: Vec<ReleasedTest>,
    /// The figures of alternative definitions: shown with the stability only, and judged
    /// together with all others.
    pub alternatives: Vec<ReleasedFigure>,
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
    /// What the attack on this release leaves of every hidden count, in the order of
    /// figures.
    pub protection: Vec<Protected>,
    /// The rule that hides each figure, or none; in the order of figures.
    pub applied: Vec<Option<Applied>>,
    /// How each figure relates to what earlier releases showed; in the order of figures.
    pub relations: Vec<Relation>,
    /// Position of each figure in `published`.
    pub recorded: Vec<usize>,
    /// The release as the ledger holds it, with the alternatives.
    pub published: Published,
}

/// Why a figure is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applied {
    /// For what it says by itself.
    Primary(Primary),
    /// Because a hidden one could be worked out with it.
    Secondary,
    /// Because it changed by a few rows since an earlier release.
    SmallChange,
    /// Because something could be worked out with it and an earlier release.
    Earlier,
}

impl Applied {
    /// The word in the evidence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Primary(it) => it.name(),
            Self::Secondary => "secondary",
            Self::SmallChange => "small-change",
            Self::Earlier => "earlier-release",
        }
    }
}

/// A hidden count, and what an outsider can work out about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    /// The figure it is about.
    pub figure_id: String,
    /// Which count of that figure.
    pub quantity: Quantity,
    /// The smallest value that fits everything released.
    pub lower: u64,
    /// The largest value that fits everything released; `None` when there is no limit.
    pub upper: Option<u64>,
}

impl Release {
    /// The figures by series, in the order in which these first appear; each in order of
    /// period.
    pub fn series(&self) -> Vec<Vec<&ReleasedFigure>> {
        let series = series_of(&self.figures).into_iter();
        series.map(|it| it.into_iter().map(|at| &self.figures[at]).collect()).collect()
    }

    /// The label of a group.
    pub fn group_label(&self, dimension: Dimension, group: &Group) -> Text {
        match group {
            Group::All => Text::new("totaal", "total"),
            Group::Unknown => Text::new("onbekend", "unknown"),
            Group::Named(code) => {
                let known = self.group_labels.get(&(dimension, code.clone()));
                known.cloned().unwrap_or_else(|| Text::same(code))
            }
        }
    }

    /// The labels of the groups that split a series, in the order of dimensions.
    pub fn group_labels_of(&self, groups: &Groups) -> Vec<Text> {
        groups.split().map(|(dimension, it)| self.group_label(dimension, it)).collect()
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

    /// The figures of one indicator, split by exactly these dimensions.
    pub fn figures_of<'a>(
        &'a self,
        indicator: &'a str,
        dimensions: &'a [Dimension],
    ) -> impl Iterator<Item = &'a ReleasedFigure> {
        self.figures
            .iter()
            .filter(move |it| it.is_of(indicator) && it.is_split_by(dimensions))
    }
}
