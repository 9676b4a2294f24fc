//! An indicator as its page defines it.
//!
//! In: a page that was read. Out: what is computed, over which rows, in which period. Never:
//! rows.

use std::collections::{BTreeMap, BTreeSet};

use super::{IndicatorInfo, Unit};
use crate::tables::Table;
use crate::tables::expression::Typed;
use crate::tables::schema::ColumnRef;
use crate::terms::{Day, Dimension, Every, Text};

/// An indicator: its page, and the measures it consists of.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// What a report prints of the page.
    pub info: IndicatorInfo,
    /// The table it is about.
    pub table: Table,
    /// Dimensions it is always split by, because mixing them says nothing.
    pub by: Vec<Dimension>,
    /// The indicator that tells how many of those it is about answered, per informant.
    pub response: Option<String>,
    /// At least one.
    pub measures: Vec<Measure>,
    /// The worked example of the page.
    pub example: WorkedExample,
}

/// What a measure computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MeasureKind {
    /// Rows of the population.
    Count,
    /// The share of rows for which the value holds.
    Proportion,
    /// The mean of the value.
    Mean,
    /// The share of rows in each category.
    Distribution,
    /// The median time to an event; rows without the event are censored, not dropped.
    Time,
    /// The sum of the value over the sum of `per`.
    Ratio,
    /// The mean change from the value (start) to `per` (end), both with higher as better,
    /// in standard deviations.
    EffectSize(Standardiser),
    /// The share that has ended for each cause within a number of days; causes compete, and
    /// rows that still run are censored, not dropped.
    CumulativeIncidence,
}

/// Which standard deviation an effect size is expressed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standardiser {
    /// That of the scores at the start: d.
    Start,
    /// The same, corrected for small numbers: Hedges g.
    StartCorrected,
    /// The root of the mean of both variances: d-av.
    Average,
}

impl MeasureKind {
    /// The names a page may use.
    pub const NAMES: [(&'static str, Self); 10] = [
        ("count", Self::Count),
        ("proportion", Self::Proportion),
        ("mean", Self::Mean),
        ("distribution", Self::Distribution),
        ("time", Self::Time),
        ("ratio", Self::Ratio),
        ("effect-size-d", Self::EffectSize(Standardiser::Start)),
        ("effect-size-g", Self::EffectSize(Standardiser::StartCorrected)),
        ("effect-size-d-av", Self::EffectSize(Standardiser::Average)),
        ("cumulative-incidence", Self::CumulativeIncidence),
    ];

    /// Whether a figure of this kind can have that unit.
    pub fn goes_with(self, unit: Unit) -> bool {
        match self {
            Self::Count => unit == Unit::Trajectories,
            Self::Proportion
            | Self::Distribution
            | Self::Ratio
            | Self::CumulativeIncidence => unit == Unit::Proportion,
            Self::Mean => !matches!(
                unit,
                Unit::Trajectories | Unit::Proportion | Unit::StandardDeviations
            ),
            Self::Time => unit == Unit::Days,
            Self::EffectSize(_) => unit == Unit::StandardDeviations,
        }
    }
}

/// Which period a row belongs to.
#[derive(Debug, Clone, PartialEq)]
pub enum PeriodRule {
    /// The period this day is in; none when the day is missing.
    Date(Typed),
    /// Every period from the first day to the last; a missing last day means still running.
    Stock {
        /// The first day.
        from: Typed,
        /// The last day.
        until: Typed,
    },
}

/// One figure of an indicator.
///
/// A row of the population counts as missing when it fails the denominator (no or unknown)
/// or has no value; the others are its n.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// What it computes.
    pub kind: MeasureKind,
    /// The unit of the figure.
    pub unit: Unit,
    /// Lowest and highest value a row can have, when the page says so.
    pub range: Option<(f64, f64)>,
    /// Its name among the measures of the indicator, when it needs one.
    pub category: Option<(String, Text)>,
    /// The first measure under another definition, as the page declares: it stands in no
    /// table of figures, and shows whether a conclusion depends on the definition.
    pub alternative: bool,
    /// The one group it is about, such as the informant of a response.
    pub fixed: Option<(Dimension, String)>,
    /// Which period a row belongs to.
    pub period: PeriodRule,
    /// Which rows it is about.
    pub population: Typed,
    /// Which of those can be used.
    pub denominator: Option<Typed>,
    /// Proportion: the condition that is counted. Mean: a number. Distribution: a category,
    /// as the index in `categories`. Time and cumulative incidence: a number of days. Ratio:
    /// a number. Effect size: the score at the start. Count: none.
    pub value: Option<Typed>,
    /// Ratio: what the value is divided by. Effect size: the score at the end.
    pub per: Option<Typed>,
    /// Time and cumulative incidence: whether the event happened.
    pub event: Option<Typed>,
    /// Cumulative incidence: its cause, as the index in `categories`; missing is an end for
    /// none of them.
    pub cause: Option<Typed>,
    /// The categories of a distribution, or the causes of a cumulative incidence, in order.
    pub categories: Vec<(String, Text)>,
    /// Cumulative incidence: the numbers of days it is given at, the fewest first.
    pub days: Vec<u32>,
}

impl Measure {
    /// Lowest and highest value a row can have: what the page says, or what the unit
    /// implies; `None` on a scale without ends.
    pub fn scale(&self) -> Option<(f64, f64)> {
        match (self.kind, self.unit) {
            (MeasureKind::Proportion | MeasureKind::Distribution, _) => Some((0.0, 1.0)),
            (MeasureKind::Mean, Unit::Mark) => self.range.or(Some((1.0, 10.0))),
            (MeasureKind::Mean, _) => self.range,
            _ => None,
        }
    }

    /// All its expressions.
    pub fn expressions(&self) -> impl Iterator<Item = &Typed> {
        let period = match &self.period {
            PeriodRule::Date(date) => vec![date],
            PeriodRule::Stock { from, until } => vec![from, until],
        };
        let optional =
            [&self.denominator, &self.value, &self.per, &self.event, &self.cause];
        let optional = optional.into_iter().filter_map(Option::as_ref);
        period.into_iter().chain([&self.population]).chain(optional)
    }

    /// What is counted, as text: the same for measures about the same rows in the same
    /// periods, whatever they compute.
    pub fn population_text(&self, table: Table) -> String {
        let period = match &self.period {
            PeriodRule::Date(date) => date.to_sql(),
            PeriodRule::Stock { from, until } => {
                format!("{} until {}", from.to_sql(), until.to_sql())
            }
        };
        format!("{table}, {period}: {}", self.population.to_sql())
    }
}

impl Indicator {
    /// The columns its expressions read.
    pub fn needs(&self) -> BTreeSet<ColumnRef> {
        let expressions = self.measures.iter().flat_map(Measure::expressions);
        expressions.flat_map(Typed::columns).collect()
    }

    /// Whether a measure fixes this dimension itself (response: one measure an informant).
    pub fn fixes(&self, dimension: Dimension) -> bool {
        let mut fixed = self.measures.iter().filter_map(|it| it.fixed.as_ref());
        fixed.any(|it| it.0 == dimension)
    }

    /// The dimensions it can be split by: the columns its table can see, and those fixed.
    pub fn dimensions(&self) -> BTreeSet<Dimension> {
        let seen = Dimension::ALL
            .into_iter()
            .filter(|it| self.table.resolve(it.name()).is_some());
        let fixed = self.measures.iter().filter_map(|it| it.fixed.as_ref());
        seen.chain(fixed.map(|it| it.0)).collect()
    }
}

/// Rows a care worker can read, with the figures that must come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkedExample {
    /// The rows, per table: column → text; an empty text is missing.
    pub tables: BTreeMap<Table, Vec<BTreeMap<String, String>>>,
    /// First day of the periods.
    pub from: Day,
    /// Last day of the periods.
    pub until: Day,
    /// How long a period is.
    pub every: Every,
    /// The figures: `period`, `n`, `value`, `n_missing`, and where they apply `category`,
    /// `informant` and `numerator`. The digits printed say how precise a value is.
    pub results: Vec<BTreeMap<String, String>>,
}
