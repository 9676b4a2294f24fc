//! Control charts as they may be shown, and what a pipeline says about them.
//!
//! In: nothing. Out: the types. Never: a phase without its reason, a line that does not
//! follow from shown figures.

use crate::estimates::anhoej::Runs;
use crate::estimates::assurance::Assurance;
use crate::estimates::rule_sets::{ChartKind, RuleSet, Signal};
use crate::indicators::Unit;
use crate::terms::{Groups, Period, SeriesKey, Shown, Text};

/// How signals are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignalRules {
    /// The set of rules.
    pub rules: RuleSet,
    /// From where on limits are computed anew, by period.
    pub phases: Vec<Phase>,
}

/// A point from which a process is judged by itself, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// The indicator's public name.
    pub indicator: String,
    /// The groups it is about; empty for every series of the indicator.
    pub groups: Groups,
    /// Position of its first period.
    pub from: usize,
    /// What happened.
    pub event: Text,
    /// Who says so.
    pub author: String,
    /// Where that can be found.
    pub evidence: Text,
}

impl Phase {
    /// Whether the series is one it is about.
    pub fn is_about(&self, series: &SeriesKey) -> bool {
        self.indicator == series.indicator
            && self.groups.iter().all(|(at, it)| series.groups.get(at) == Some(it))
    }
}

/// The control charts of a release.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Signals {
    /// How signals were looked for.
    pub by: SignalRules,
    /// One chart a series of figures, in the order of the release.
    pub charts: Vec<ReleasedChart>,
}

impl Signals {
    /// Phases that were judged: the number of charts that could give a signal.
    pub fn n_judged(&self) -> usize {
        self.stretches().filter(|it| it.judged.is_ok()).count()
    }

    /// Phases with a signal.
    pub fn n_with_signal(&self) -> usize {
        self.stretches().filter(|it| it.has_signal()).count()
    }

    /// How many of them would have a signal if nothing had changed anywhere.
    pub fn expected_false_alarms(&self) -> f64 {
        let judged = self.stretches().filter_map(|it| it.judged.as_ref().ok());
        judged.map(|it| it.false_alarm).collect::<crate::numeric::Sum>().value()
    }

    /// The declared phases that no series has.
    pub fn unused_phases(&self) -> impl Iterator<Item = &Phase> {
        let used = |at: usize| self.stretches().any(|it| it.phase == Some(at));
        self.by.phases.iter().enumerate().filter(move |(at, _)| !used(*at)).map(|it| it.1)
    }

    fn stretches(&self) -> impl Iterator<Item = &Stretch> {
        self.charts.iter().flat_map(|it| &it.stretches)
    }
}

/// The control chart of one series of figures.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleasedChart {
    /// What it is a chart of.
    pub series: SeriesKey,
    /// Unit of values and lines.
    pub unit: Unit,
    /// The target, in that unit.
    pub target: Option<f64>,
    /// One stretch when there is no phase; together they hold every period once.
    pub stretches: Vec<Stretch>,
}

/// Periods that are judged together.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// The phase that begins here; position in [`SignalRules::phases`].
    pub phase: Option<usize>,
    /// Its lines, or why it has none.
    pub judged: Result<Lines, WhyNoLines>,
    /// Every period, also those without a figure.
    pub points: Vec<ChartPoint>,
}

impl Stretch {
    /// Any signal at all.
    pub fn has_signal(&self) -> bool {
        self.points.iter().any(|it| !it.signals.is_empty())
    }
}

/// What a stretch was judged by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lines {
    /// The kind of chart.
    pub chart: ChartKind,
    /// Runs around the median, under the rule set `anhoej`.
    pub runs: Option<Runs>,
    /// The chance of a signal if nothing had changed.
    pub false_alarm: f64,
    /// What the process as it is does with its target, by the limits of its last figure.
    pub assurance: Option<Assurance>,
}

/// Why a stretch has no lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhyNoLines {
    /// Fewer figures than the rules need: so many there are.
    FewPoints(usize),
    /// Every figure is the same.
    NothingVaries,
    /// One row counts in several periods, so that they hang together.
    SharedRows,
}

impl WhyNoLines {
    /// The word in the dataset `signals`.
    pub fn name(self) -> &'static str {
        match self {
            Self::FewPoints(_) => "few-points",
            Self::NothingVaries => "nothing-varies",
            Self::SharedRows => "shared-rows",
        }
    }
}

/// One period of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartPoint {
    /// The period.
    pub period: Period,
    /// The figure, as it is shown.
    pub value: Shown<f64>,
    /// The centre line.
    pub centre: Option<f64>,
    /// Lower and upper limit.
    pub limits: Option<(f64, f64)>,
    /// The limits by chance alone, for shares and counts.
    pub by_chance: Option<(f64, f64)>,
    /// What is special about it.
    pub signals: Vec<Signal>,
}
