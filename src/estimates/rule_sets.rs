//! Rule sets: which periods of a series are signals, and the lines they are judged by.
//!
//! In: the figures of one phase of a series, without gaps. Out: per figure the centre line,
//! the limits and the signals. Never: a rule that is not part of the set by that name;
//! limits around a level that has shifted.

use super::making_data_count::{outside, signals};
use super::shewhart::Kind;
use super::xmr::{LIMIT_WIDTH, LIMIT_WIDTH_ROUNDED, Limits, Ranges, process_limits};
use super::{anhoej, laney, making_data_count};
use crate::numeric::real;

/// Fewest figures for limits and rules: under it `NHSRplotthedots` warns that a group is
/// too short (`ptd_add_short_group_warnings`); the runs of `anhoej` need 10.
pub const FEWEST_POINTS: usize = 12;

/// A set of rules, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum RuleSet {
    /// [Runs around the median, then limits](anhoej).
    #[default]
    Anhoej,
    /// [Four patterns](making_data_count).
    MakingDataCount,
}

impl RuleSet {
    /// The names a pipeline may use.
    pub const NAMES: [(&'static str, Self); 2] =
        [(anhoej::NAME, Self::Anhoej), (making_data_count::NAME, Self::MakingDataCount)];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Anhoej => anhoej::NAME,
            Self::MakingDataCount => making_data_count::NAME,
        }
    }

    fn width(self) -> f64 {
        match self {
            Self::Anhoej => LIMIT_WIDTH,
            Self::MakingDataCount => LIMIT_WIDTH_ROUNDED,
        }
    }
}

/// What is special about a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signal {
    /// Outside the limits.
    Outside,
    /// One of more in a row on one side of the median than is usual.
    LongRun,
    /// One of a series that crosses its median less often than is usual.
    FewCrossings,
    /// One of seven or more in a row on one side of the mean.
    Shift,
    /// One of seven or more that each rise, or each fall.
    Trend,
    /// One of two out of three near the same limit.
    TwoOfThree,
}

impl Signal {
    /// All, in the order texts list them.
    pub const ALL: [Self; 6] = [
        Self::LongRun,
        Self::FewCrossings,
        Self::Outside,
        Self::Shift,
        Self::Trend,
        Self::TwoOfThree,
    ];

    /// Its name in the dataset `signals`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::LongRun => "long-run",
            Self::FewCrossings => "few-crossings",
            Self::Shift => "shift",
            Self::Trend => "trend",
            Self::TwoOfThree => "two-of-three",
        }
    }
}

/// The figures of a phase, as what they are.
#[derive(Debug, Clone, PartialEq)]
pub enum Basis {
    /// Shares: those that count, over all.
    Shares(Vec<(u64, u64)>),
    /// Counts of events, each period with the same exposure.
    Counts(Vec<u64>),
    /// Ratios of sums that are no counts, each with its denominator.
    Ratios(Vec<(f64, f64)>),
    /// Anything else: means, medians.
    Values(Vec<f64>),
}

/// Where a quantity ends: below at the first, above at the second, when it does.
pub type Possible = (Option<f64>, Option<f64>);

impl Basis {
    /// The figures themselves.
    pub fn values(&self) -> Vec<f64> {
        match self {
            Self::Shares(it) => {
                it.iter().map(|(part, n)| real(*part) / real(*n)).collect()
            }
            Self::Counts(it) => it.iter().copied().map(real).collect(),
            Self::Ratios(it) => it.iter().map(|it| it.0).collect(),
            Self::Values(it) => it.clone(),
        }
    }

    fn lines(&self, rules: RuleSet, possible: Possible) -> Option<Vec<Lines>> {
        let (kind, series) = match self {
            Self::Values(values) => {
                let limits = process_limits(values, Ranges::Screened, rules.width())?;
                return Some(vec![Lines::of(limits, possible); values.len()]);
            }
            Self::Ratios(series) => {
                let limits = laney::ratio_limits(series, Ranges::Screened)?;
                return Some(
                    limits.into_iter().map(|it| Lines::of(it, possible)).collect(),
                );
            }
            Self::Shares(series) => (Kind::Proportion, series.clone()),
            Self::Counts(counts) => {
                (Kind::Rate, counts.iter().map(|it| (*it, 1)).collect())
            }
        };
        let chart = laney::chart(kind, &series, Ranges::Screened)?;
        let lines = |(limits, by_chance): (&Limits, &Limits)| Lines {
            limits: *limits,
            shown: kind.possible(*limits),
            by_chance: Some(kind.possible(*by_chance)),
        };
        Some(std::iter::zip(&chart.limits, &chart.by_chance).map(lines).collect())
    }

    fn chart(&self) -> ChartKind {
        match self {
            Self::Shares(_) => ChartKind::PPrime,
            Self::Counts(_) => ChartKind::CPrime,
            Self::Ratios(_) => ChartKind::UPrime,
            Self::Values(_) => ChartKind::Xmr,
        }
    }
}

/// Limits of one figure: to judge by, and cut off where the quantity ends.
#[derive(Clone, Copy)]
struct Lines {
    limits: Limits,
    shown: Limits,
    by_chance: Option<Limits>,
}

impl Lines {
    /// Limits of a value, shown no further than is possible.
    fn of(limits: Limits, (lowest, highest): Possible) -> Self {
        let lower = lowest.filter(|it| limits.lower < *it).unwrap_or(limits.lower);
        let upper = highest.filter(|it| *it < limits.upper).unwrap_or(limits.upper);
        Self { limits, shown: Limits { lower, upper, ..limits }, by_chance: None }
    }
}

/// The kind of chart a phase has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// A run chart: the median and no limits.
    Run,
    /// Shares with the spread between periods.
    PPrime,
    /// Counts with the spread between periods.
    CPrime,
    /// Ratios with the spread between periods.
    UPrime,
    /// Single values and their moving ranges.
    Xmr,
}

impl ChartKind {
    /// Its name in the dataset `signals`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::PPrime => "p-prime",
            Self::CPrime => "c-prime",
            Self::UPrime => "u-prime",
            Self::Xmr => "xmr",
        }
    }
}

/// One figure, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedPoint {
    /// The mean of the phase; its median in a run chart.
    pub centre: f64,
    /// Lower and upper limit; none in a run chart.
    pub limits: Option<(f64, f64)>,
    /// The limits by chance alone, for shares and counts.
    pub by_chance: Option<(f64, f64)>,
    /// What is special about it.
    pub signals: Vec<Signal>,
}

/// A phase, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The chart it has.
    pub chart: ChartKind,
    /// Runs around the median, under the rule set `anhoej`.
    pub runs: Option<anhoej::Runs>,
    /// Its figures.
    pub points: Vec<JudgedPoint>,
}

impl Judged {
    /// Any signal at all.
    pub fn has_signal(&self) -> bool {
        self.points.iter().any(|it| !it.signals.is_empty())
    }
}

/// Judges the figures of one phase.
///
/// Returns `None` when nothing varies. It does not ask for [`FEWEST_POINTS`]: whoever shows
/// a chart does.
pub fn judge(rules: RuleSet, basis: &Basis) -> Option<Judged> {
    judge_within(rules, basis, (None, None))
}

/// As [`judge`], with limits of values and ratios that are shown no further than is possible:
/// a mark from 1 to 10, a duration from 0. What is judged is not cut off, so that a value at
/// the end of its scale is no signal for that alone.
pub fn judge_within(rules: RuleSet, basis: &Basis, possible: Possible) -> Option<Judged> {
    let values = basis.values();
    if values.iter().all(|it| it.total_cmp(&values[0]).is_eq()) {
        return None;
    }
    match rules {
        RuleSet::Anhoej => by_runs_then_limits(basis, &values, possible),
        RuleSet::MakingDataCount => {
            let lines = basis.lines(rules, possible)?;
            let limits: Vec<Limits> = lines.iter().map(|it| it.limits).collect();
            let found = signals(&values, &limits);
            let points = std::iter::zip(&lines, found);
            let points = points.map(|(lines, it)| with_limits(lines, patterns(it)));
            let points = points.collect();
            Some(Judged { chart: basis.chart(), runs: None, points })
        }
    }
}

fn by_runs_then_limits(
    basis: &Basis,
    values: &[f64],
    possible: Possible,
) -> Option<Judged> {
    let median = median(values)?;
    let runs = anhoej::runs(values, median);
    if let Some(runs) = runs.filter(|it| it.is_signal()) {
        let longest = if runs.is_long() { runs.longest_usual } else { values.len() };
        let in_long_run = anhoej::in_long_runs(values, median, longest);
        let point = |is_long: bool| {
            let signals = [
                is_long.then_some(Signal::LongRun),
                runs.is_seldom_crossed().then_some(Signal::FewCrossings),
            ];
            let signals = signals.into_iter().flatten().collect();
            JudgedPoint { centre: median, limits: None, by_chance: None, signals }
        };
        let points = in_long_run.into_iter().map(point).collect();
        return Some(Judged { chart: ChartKind::Run, runs: Some(runs), points });
    }
    let lines = basis.lines(RuleSet::Anhoej, possible)?;
    let point = |(value, lines): (&f64, &Lines)| {
        let is_outside = outside(*value, lines.limits).map(|_| Signal::Outside);
        with_limits(lines, is_outside.into_iter().collect())
    };
    let points = std::iter::zip(values, &lines).map(point).collect();
    Some(Judged { chart: basis.chart(), runs, points })
}

fn with_limits(lines: &Lines, signals: Vec<Signal>) -> JudgedPoint {
    JudgedPoint {
        centre: lines.shown.centre,
        limits: Some((lines.shown.lower, lines.shown.upper)),
        by_chance: lines.by_chance.map(|it| (it.lower, it.upper)),
        signals,
    }
}

fn patterns(found: making_data_count::Signals) -> Vec<Signal> {
    let named = [
        (found.outside, Signal::Outside),
        (found.shift, Signal::Shift),
        (found.trend, Signal::Trend),
        (found.two_of_three, Signal::TwoOfThree),
    ];
    named.into_iter().filter_map(|(side, signal)| side.map(|_| signal)).collect()
}

/// The middle value, or the mean of the two in the middle.
fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = sorted[(sorted.len() - 1) / 2];
    Some(f64::midpoint(lower, upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(rules: RuleSet, values: &[f64]) -> Judged {
        judge(rules, &Basis::Values(values.to_vec())).unwrap()
    }

    fn signals_of(judged: &Judged) -> Vec<Vec<&'static str>> {
        let names = |it: &JudgedPoint| it.signals.iter().map(|it| it.name()).collect();
        judged.points.iter().map(names).collect()
    }

    #[test]
    fn a_series_that_shifted_has_a_median_and_no_limits() {
        let shifted: Vec<f64> = (0..20)
            .map(|it| f64::from(it % 3) + if it < 10 { 0.0 } else { 9.0 })
            .collect();
        let judged = judged(RuleSet::Anhoej, &shifted);
        assert_eq!(judged.chart, ChartKind::Run);
        assert!(judged.points.iter().all(|it| it.limits.is_none()));
        assert!(
            signals_of(&judged).iter().all(|it| *it == ["long-run", "few-crossings"])
        );
    }

    #[test]
    fn a_stable_series_has_limits_and_a_spike_lies_outside_them() {
        let mut values: Vec<f64> = (0..20).map(|it| f64::from(it % 2)).collect();
        let stable = judged(RuleSet::Anhoej, &values);
        assert_eq!(stable.chart, ChartKind::Xmr);
        assert!(!stable.has_signal());
        values[7] = 9.0;
        let spiked = judged(RuleSet::Anhoej, &values);
        assert_eq!(signals_of(&spiked)[7], ["outside"]);
        assert_eq!(spiked.points.iter().filter(|it| !it.signals.is_empty()).count(), 1);
    }

    #[test]
    fn the_other_rule_set_marks_seven_in_a_row() {
        let values = [1.0, 3.0, 5.0, 5.1, 5.2, 5.1, 5.2, 5.1, 5.2, 1.0, 2.0, 1.0];
        let judged = judged(RuleSet::MakingDataCount, &values);
        let marks = signals_of(&judged);
        assert!(marks[2..9].iter().all(|it| it.contains(&"shift")), "{marks:?}");
        assert!(marks[9..].iter().all(|it| !it.contains(&"shift")), "{marks:?}");
    }

    #[test]
    fn shares_have_limits_per_period_and_those_by_chance_beside_them() {
        // 40 % of 50, 55 % of 100, and so on.
        let period = |it| if it % 2 == 0 { (20, 50) } else { (55, 100) };
        let series = (0..12).map(period).collect();
        let judged = judge(RuleSet::Anhoej, &Basis::Shares(series)).unwrap();
        assert_eq!(judged.chart, ChartKind::PPrime);
        let (small, large) = (&judged.points[0], &judged.points[1]);
        let width = |it: Option<(f64, f64)>| it.map(|(low, high)| high - low).unwrap();
        assert!(width(large.limits) < width(small.limits));
        assert!(width(small.by_chance) < width(small.limits), "overdispersed");
        assert!(small.limits.unwrap().1 <= 1.0);
    }

    #[test]
    fn counts_are_never_limited_below_zero() {
        let counts = vec![0, 3, 1, 0, 4, 0, 2, 0, 5, 1, 0, 2];
        let judged = judge(RuleSet::Anhoej, &Basis::Counts(counts)).unwrap();
        assert_eq!(judged.chart, ChartKind::CPrime);
        assert!(judged.points.iter().all(|it| it.limits.unwrap().0 >= 0.0));
    }

    #[test]
    fn limits_of_values_are_shown_no_further_than_is_possible() {
        let values = vec![0.1, 0.0, 0.3, 0.1, 0.9, 0.2, 0.1, 0.3, 0.0, 0.2, 0.8, 0.1];
        let basis = Basis::Values(values);
        let limits = |possible| {
            let judged = judge_within(RuleSet::Anhoej, &basis, possible).unwrap();
            (judged.points[0].limits.unwrap(), judged.has_signal())
        };
        let ((lower, upper), signal) = limits((None, None));
        assert!(lower < 0.0 && 1.0 < upper && !signal);
        assert_eq!(limits((Some(0.0), Some(1.0))), ((0.0, 1.0), false));
        assert_eq!(limits((Some(0.0), None)), ((0.0, upper), false));
    }

    #[test]
    fn ratios_have_limits_by_their_denominators() {
        // Client hours over contract hours of a team that halves in summer.
        let hours = |it: usize| if it.is_multiple_of(3) { 200.0 } else { 800.0 };
        let share = |it: usize| 0.6 + [0.03, -0.02, 0.01, -0.03][it % 4];
        let series = (0..15).map(|it| (share(it), hours(it))).collect();
        let judged = judge(RuleSet::Anhoej, &Basis::Ratios(series)).unwrap();
        assert_eq!(judged.chart, ChartKind::UPrime);
        let width = |at: usize| judged.points[at].limits.map(|it| it.1 - it.0).unwrap();
        assert!((width(0) / width(1) - 2.0).abs() < 1e-9);
        assert_eq!(judged.points[0].by_chance, None);
    }

    #[test]
    fn nothing_varies_has_no_chart() {
        for basis in [
            Basis::Values(vec![7.0; 12]),
            Basis::Shares(vec![(5, 5); 12]),
            Basis::Counts(Vec::new()),
        ] {
            assert_eq!(judge(RuleSet::Anhoej, &basis), None);
            assert_eq!(judge(RuleSet::MakingDataCount, &basis), None);
        }
    }
}
