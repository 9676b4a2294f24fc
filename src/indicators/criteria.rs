//! Criteria: the same clients judged in several ways, counted together.
//!
//! In: linked measurements and trajectories of a partition. Out: for each questionnaire and
//! informant how many pairs each combination of verdicts has. Never: a pair outside the
//! population of `problem-reduction`; a verdict on what is not known.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::ids;
use super::tally::NO_GROUP;
use super::{Computing, Mark, PeriodRule};
use crate::error::Error;
use crate::tables::codes::RELIABLE;
use crate::tables::expression::Program;
use crate::tables::{Frame, Table, keys_of};
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
    /// Those that attained every goal.
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
        tables: &BTreeMap<Table, Frame>,
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
        let vocabulary = self.vocabulary();
        let mut program = Program::new(&vocabulary);
        let (population, date) = (program.add(&measure.population), program.add(date));
        let mut values = program.on(rows);
        let judged = values.flags(population)?.into_iter().zip(values.days(date)?);
        let in_run =
            |it: Option<i32>| it.is_some_and(|it| self.grid.index_of(Day(it)).is_some());
        let judged = judged.map(|(holds, day)| holds == Some(true) && in_run(day));
        let goals = goals(tables.get(&Table::Trajectories), thresholds.goals)?;
        count(rows, &judged.collect::<Vec<bool>>(), &goals, thresholds)
    }
}

/// The verdicts on the rows that are judged.
fn count(
    frame: &Frame,
    judged: &[bool],
    goals: &BTreeMap<u64, bool>,
    thresholds: Thresholds,
) -> Result<Joint, Error> {
    let numbers = |name: &str| frame.get::<f64>(name);
    let (index, improvement) =
        (numbers("reliable_change_index")?, numbers("improvement")?);
    let share = numbers("improvement_share")?;
    let effect = numbers("improvement_in_deviations")?;
    let start = frame.get::<bool>("clinical_at_start")?;
    let end = frame.get::<bool>("clinical_at_end")?;
    let no_ids = || vec![NO_GROUP; frame.height()];
    let instruments = ids(frame, "instrument")?.unwrap_or_else(no_ids);
    let informants = ids(frame, "informant")?.unwrap_or_else(no_ids);
    let clusters = keys_of(frame, "cluster")?;
    let trajectories = keys_of(frame, "trajectory_id")?;
    let mut joint = Joint::default();
    let mut clients: BTreeSet<((u32, u32), u64)> = BTreeSet::new();
    for row in (0..frame.height()).filter(|it| judged[*it]) {
        if improvement[row].is_none() {
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
        judged.rows.entry(verdicts).or_default().add(Mark::of_row(trajectories[row]));
        clients.insert((key, clusters[row]));
    }
    for (key, _) in clients {
        joint.0.entry(key).or_default().n_clients += 1;
    }
    Ok(joint)
}

/// Whether each trajectory attained its goals; not known while unscored goals could decide.
fn goals(
    trajectories: Option<&Frame>,
    rule: GoalsRule,
) -> Result<BTreeMap<u64, bool>, Error> {
    let Some(rows) = trajectories.filter(|it| it.has("n_goals_scored")) else {
        return Ok(BTreeMap::new());
    };
    let all = rows.get::<i32>("n_goals")?.into_iter();
    let scored = rows.get::<i32>("n_goals_scored")?;
    let attained = rows.get::<i32>("n_goals_attained")?;
    let pairs = all.zip(scored.into_iter().zip(attained));
    let verdict =
        |(all, (scored, attained)): (Option<i32>, (Option<i32>, Option<i32>))| {
            let (scored, attained) = (scored.filter(|it| *it > 0)?, attained?);
            let is_known = scored >= all?;
            match rule {
                GoalsRule::All => is_known.then_some(attained >= scored),
                GoalsRule::Any if attained > 0 => Some(true),
                GoalsRule::Any => is_known.then_some(false),
            }
        };
    let keys = keys_of(rows, "trajectory_id")?.into_iter();
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
