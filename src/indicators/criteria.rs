//! Criteria: the same clients judged in several ways, counted together.
//!
//! In: linked measurements and trajectories of a partition. Out: for each questionnaire and
//! informant how many pairs each combination of verdicts has. Never: a pair outside the
//! population of `problem-reduction`; a verdict on what is not known.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{DataFrame, IntoLazy};

use super::columns::{days, flags, ids, keys, numbers};
use super::tally::NO_GROUP;
use super::{Computing, Mark, PeriodRule};
use crate::error::Error;
use crate::tables::codes::RELIABLE;
use crate::tables::{Table, Vocabulary};
use crate::terms::{Day, Text};

/// The indicator whose population is judged.
pub const JUDGED: &str = "problem-reduction";

/// A way to judge whether somebody is better off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Criterion {
    /// The change is reliable.
    ReliableChange,
    /// From the clinical to the healthy side of the cut-off.
    CutOff,
    /// A share of the way to the best score.
    Percentage,
    /// A number of standard deviations.
    EffectSize,
    /// The goals of the trajectory were attained.
    Goals,
}

impl Criterion {
    /// All of them, in the order of the report.
    pub const ALL: [Self; 5] = [
        Self::ReliableChange,
        Self::CutOff,
        Self::Percentage,
        Self::EffectSize,
        Self::Goals,
    ];

    /// The name in datasets.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReliableChange => "reliable-change",
            Self::CutOff => "cut-off",
            Self::Percentage => "percentage",
            Self::EffectSize => "effect-size",
            Self::Goals => "goals",
        }
    }

    /// What people call it.
    pub fn label(self) -> Text {
        match self {
            Self::ReliableChange => Text::new("betrouwbaar beter", "reliably better"),
            Self::CutOff => Text::new("over de grens", "crossed the cut-off"),
            Self::Percentage => Text::new("deel van de weg", "share of the way"),
            Self::EffectSize => Text::new("standaarddeviaties", "standard deviations"),
            Self::Goals => Text::new("doelen behaald", "goals attained"),
        }
    }

    fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

/// Which trajectories count as having attained their goals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoalsRule {
    /// Those that attained every scored goal.
    All,
    /// Those that attained at least one.
    Any,
}

/// From where each criterion holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Share of the way from the start to the best score, 0–1.
    pub percentage: f64,
    /// Standard deviations.
    pub effect: f64,
    /// Which goals.
    pub goals: GoalsRule,
}

impl Default for Thresholds {
    /// Half of the way: Hiller, Schindler and Lambert 2012
    /// (doi:10.1080/10503307.2011.616237), abstract read. Half a standard deviation: Norman,
    /// Sloan and Wyrwich 2003 (doi:10.1097/01.MLR.0000062554.74615.4C), abstract read.
    fn default() -> Self {
        Self { percentage: 0.5, effect: 0.5, goals: GoalsRule::All }
    }
}

/// The verdicts on one pair: what is known, and what holds of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Verdicts {
    known: u8,
    yes: u8,
}

impl Verdicts {
    /// With one more verdict; unchanged when it is not known.
    #[must_use]
    pub fn with(self, criterion: Criterion, verdict: Option<bool>) -> Self {
        let Some(verdict) = verdict else { return self };
        let yes = if verdict { criterion.bit() } else { 0 };
        Self { known: self.known | criterion.bit(), yes: self.yes | yes }
    }

    /// The verdict; `None` when it is not known.
    pub fn of(self, criterion: Criterion) -> Option<bool> {
        let is = |set: u8| set & criterion.bit() != 0;
        is(self.known).then(|| is(self.yes))
    }
}

/// The pairs of one questionnaire and informant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judged {
    /// How many pairs have each combination of verdicts.
    pub pairs: BTreeMap<Verdicts, u64>,
    /// The mark of the rows of each.
    pub rows: BTreeMap<Verdicts, Mark>,
    /// Clients behind them.
    pub n_clients: u64,
}

/// Every questionnaire and informant, by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Joint(pub BTreeMap<(u32, u32), Judged>);

impl Joint {
    /// Adds the pairs of other clients.
    pub fn merge(&mut self, other: Self) {
        for (key, more) in other.0 {
            let mine = self.0.entry(key).or_default();
            mine.n_clients += more.n_clients;
            for (verdicts, n) in more.pairs {
                *mine.pairs.entry(verdicts).or_default() += n;
            }
            for (verdicts, rows) in more.rows {
                mine.rows.entry(verdicts).or_default().add(rows);
            }
        }
    }
}

impl Computing<'_> {
    /// The verdicts on the pairs of one partition; none when nobody asks for them.
    ///
    /// # Errors
    /// When a column is not of its kind (a fault in the program).
    pub fn joint(
        &self,
        tables: &BTreeMap<Table, DataFrame>,
        thresholds: Thresholds,
    ) -> Result<Joint, Error> {
        let asked = self.asked.iter().find(|it| it.indicator.info.name == JUDGED);
        let measure = asked.and_then(|it| it.indicator.measures.first());
        let rows = tables.get(&Table::Measurements).filter(|it| it.height() > 0);
        let (Some(measure), Some(rows)) = (measure, rows) else {
            return Ok(Joint::default());
        };
        let PeriodRule::Date(date) = &measure.period else {
            return Ok(Joint::default());
        };
        let until = self.grid.periods().last().map_or(Day(0), |it| it.end);
        let vocabulary = Vocabulary { names: self.names, until };
        let columns = [("population", &measure.population), ("from", date)];
        let columns = columns.map(|(name, it)| it.to_polars(&vocabulary).alias(name));
        let frame = rows.clone().lazy().with_columns(columns);
        let frame = frame.collect().map_err(Error::bug)?;
        let goals = goals(tables.get(&Table::Trajectories), thresholds.goals)?;
        self.count(&frame, &goals, thresholds)
    }

    fn count(
        &self,
        frame: &DataFrame,
        goals: &BTreeMap<u64, bool>,
        thresholds: Thresholds,
    ) -> Result<Joint, Error> {
        let (population, dates) = (flags(frame, "population")?, days(frame, "from")?);
        let (index, improvement) =
            (numbers(frame, "reliable_change_index")?, numbers(frame, "improvement")?);
        let share = numbers(frame, "improvement_share")?;
        let effect = numbers(frame, "improvement_in_deviations")?;
        let start = flags(frame, "clinical_at_start")?;
        let end = flags(frame, "clinical_at_end")?;
        let no_ids = || vec![NO_GROUP; frame.height()];
        let instruments = ids(frame, "instrument").unwrap_or_else(no_ids);
        let informants = ids(frame, "informant").unwrap_or_else(no_ids);
        let (clusters, trajectories) =
            (keys(frame, "cluster"), keys(frame, "trajectory_id"));
        let mut joint = Joint::default();
        let mut clients: BTreeSet<((u32, u32), u64)> = BTreeSet::new();
        for row in 0..frame.height() {
            let in_run =
                dates[row].is_some_and(|it| self.grid.index_of(Day(it)).is_some());
            if population[row] != Some(true) || !in_run || improvement[row].is_none() {
                continue;
            }
            let crossed = start[row].zip(end[row]).map(|(start, end)| start && !end);
            let from = |value: Option<f64>, least: f64| value.map(|it| it >= least);
            let verdicts = Verdicts::default()
                .with(Criterion::ReliableChange, from(index[row], RELIABLE))
                .with(Criterion::CutOff, crossed)
                .with(Criterion::Percentage, from(share[row], thresholds.percentage))
                .with(Criterion::EffectSize, from(effect[row], thresholds.effect))
                .with(Criterion::Goals, goals.get(&trajectories[row]).copied());
            let key = (instruments[row], informants[row]);
            let judged = joint.0.entry(key).or_default();
            *judged.pairs.entry(verdicts).or_default() += 1;
            let rows = judged.rows.entry(verdicts).or_default();
            rows.add(Mark::of_row(trajectories[row]));
            clients.insert((key, clusters[row]));
        }
        for (key, _) in clients {
            joint.0.entry(key).or_default().n_clients += 1;
        }
        Ok(joint)
    }
}

/// Whether each trajectory with scored goals attained them.
fn goals(
    trajectories: Option<&DataFrame>,
    rule: GoalsRule,
) -> Result<BTreeMap<u64, bool>, Error> {
    let Some(rows) = trajectories.filter(|it| it.column("n_goals_scored").is_ok()) else {
        return Ok(BTreeMap::new());
    };
    let scored = numbers(rows, "n_goals_scored")?;
    let attained = numbers(rows, "n_goals_attained")?;
    let pairs = scored.into_iter().zip(attained);
    let verdict = |(scored, attained): (Option<f64>, Option<f64>)| {
        let (scored, attained) = (scored.filter(|it| *it > 0.0)?, attained?);
        Some(match rule {
            GoalsRule::All => attained >= scored,
            GoalsRule::Any => attained > 0.0,
        })
    };
    let keys = keys(rows, "trajectory_id").into_iter();
    Ok(keys.zip(pairs).filter_map(|(key, it)| Some((key, verdict(it)?))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_that_is_not_known_is_neither_yes_nor_no() {
        let it = Verdicts::default()
            .with(Criterion::CutOff, Some(true))
            .with(Criterion::Goals, Some(false))
            .with(Criterion::Percentage, None);
        let of = [Criterion::CutOff, Criterion::Goals, Criterion::Percentage];
        assert_eq!(of.map(|of| it.of(of)), [Some(true), Some(false), None]);
    }

    #[test]
    fn pairs_of_two_halves_are_the_pairs_of_the_whole() {
        let of = |n: u64, yes: bool| {
            let verdicts = Verdicts::default().with(Criterion::CutOff, Some(yes));
            let pairs = BTreeMap::from([(verdicts, n)]);
            let judged = Judged { pairs, n_clients: n, ..Judged::default() };
            Joint(BTreeMap::from([((1, 2), judged)]))
        };
        let mut sum = of(3, true);
        sum.merge(of(4, true));
        sum.merge(of(5, false));
        let it = &sum.0[&(1, 2)];
        assert_eq!((it.n_clients, it.pairs.values().sum::<u64>()), (12, 12));
    }
}
