//! Indicators: from checked tables to cells of sufficient statistics.
//!
//! In: partitions of checked tables. Out: cells per indicator, measure, period and group.
//! Never: file paths, intervals, anything that decides what may be shown.

mod mark;
mod times;
mod cell;
mod definition;
mod horizon;
pub mod page;
pub mod catalogue;
mod compared;
mod patterns;
mod tally;
mod columns;
mod compute;
mod criteria;
#[cfg(test)]
mod reference;

pub use cell::{Cell, CellSets, Part};
pub use compared::{CaseMix, Compared, Overdispersion};
pub use compute::{Asked, Cells, CellsOf, Computing};
pub use criteria::{Criterion, GoalsRule, JUDGED, Joint, Judged, Thresholds, Verdicts};
pub use definition::{
    Indicator, Measure, MeasureKind, PeriodRule, Standardiser, WorkedExample,
};
pub use horizon::Horizon;
pub(crate) use mark::mix;
pub use mark::{Digest, Mark, Sketch};
pub use patterns::{Counts, PatternKey, Patterns};
pub(crate) use tally::cell_of;
#[cfg(test)]
pub(crate) use tally::pairs_of;
pub use tally::{GroupKey, MOST_DIMENSIONS, NO_GROUP};
pub use times::{AtTime, Spell, Times};

use serde::Serialize;

use crate::terms::Text;

/// Which way is better for the client. The page must say it; there is no default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// A higher figure is better.
    Higher,
    /// A lower figure is better.
    Lower,
    /// Neither: the figure describes, it does not judge.
    Neither,
}

/// The unit of a figure, as in the column `unit` of `estimates`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A number of trajectories.
    Trajectories,
    /// A share, 0–1.
    Proportion,
    /// A mark from 1 to 10.
    Mark,
    /// Days.
    Days,
    /// A goal-attainment T-score (mean 50, standard deviation 10).
    TScore,
    /// Points on the scale of a questionnaire.
    Points,
    /// Standard deviations of a questionnaire's scores.
    StandardDeviations,
}

impl Unit {
    /// The name in `estimates`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trajectories => "trajectories",
            Self::Proportion => "proportion",
            Self::Mark => "mark",
            Self::Days => "days",
            Self::TScore => "t-score",
            Self::Points => "points",
            Self::StandardDeviations => "standard-deviations",
        }
    }
}

/// What a report prints of an indicator's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorInfo {
    /// Public name, e.g. `closed-by-mutual-agreement`.
    pub name: String,
    /// Version of the definition.
    pub version: String,
    /// What people call it.
    pub label: Text,
    /// One sentence: what is counted, over what.
    pub summary: Text,
    /// Which way is better.
    pub better: Better,
    /// Where the definition comes from.
    pub source: String,
    /// The page (Markdown, without front matter).
    pub page: String,
    /// Categories in order (worst to best when ordered): code and label; empty when none.
    pub categories: Vec<(String, Text)>,
    /// SHA-256 of the page file, hexadecimal.
    pub sha256: String,
}

impl IndicatorInfo {
    /// What people call a category; of a cumulative incidence: its cause, within how many
    /// days.
    pub fn category_label(&self, code: &str) -> Option<Text> {
        let known = |code: &str| self.categories.iter().find(|it| it.0 == code);
        let within = || {
            let horizon = Horizon::parse(code)?;
            Some(horizon.label(&known(horizon.cause)?.1))
        };
        known(code).map(|it| it.1.clone()).or_else(within)
    }
}
