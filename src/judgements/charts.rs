//! Control charts: which periods of a series of released figures are signals.
//!
//! In: figures in their released form, and how signals are looked for. Out: a chart a
//! series. Never: a number of a hidden figure: its period is a gap, like one without data.

use super::Series;
use super::signals::{
    ChartPoint, Lines, ReleasedChart, SignalRules, Signals, Stretch, WhyNoLines,
};
use crate::disclosure::ReleasedFigure;
use crate::estimates::assurance::{Assurance, assurance};
use crate::estimates::false_alarms::false_alarm;
use crate::estimates::rule_sets::{Basis, FEWEST_POINTS, Judged, judge};
use crate::indicators::MeasureKind;

/// A chart for every series of more than one period.
pub(super) fn charts(series: &[Series], by: &SignalRules) -> Signals {
    // Of a cumulative incidence the latest starters were not followed as long as the others.
    let is_course = |it: &&Series| {
        it.len() > 1 && it[0].measured.kind != MeasureKind::CumulativeIncidence
    };
    let series = series.iter().filter(is_course);
    Signals { by: by.clone(), charts: series.map(|it| chart(it, by)).collect() }
}

fn chart(series: &[&ReleasedFigure], by: &SignalRules) -> ReleasedChart {
    let first = series[0];
    let is_about = |at: &usize| by.phases[*at].is_about(&first.series);
    let mut phases: Vec<usize> = (0..by.phases.len()).filter(is_about).collect();
    phases.sort_by_key(|at| by.phases[*at].from);
    phases.dedup_by_key(|at| by.phases[*at].from);
    let starts = phases.iter().map(|at| (by.phases[*at].from, Some(*at)));
    let starts: Vec<(usize, Option<usize>)> =
        std::iter::once((0, None)).chain(starts).collect();
    let ends = starts.iter().skip(1).map(|it| it.0).chain([series.len()]);
    let stretches = std::iter::zip(&starts, ends)
        .map(|((from, phase), end)| stretch(&series[*from..end], *phase, by))
        .collect();
    ReleasedChart {
        series: first.series.clone(),
        unit: first.unit,
        target: first.target,
        stretches,
    }
}

fn stretch(
    series: &[&ReleasedFigure],
    phase: Option<usize>,
    by: &SignalRules,
) -> Stretch {
    let shown: Vec<&ReleasedFigure> =
        series.iter().copied().filter(|it| takes_part(it)).collect();
    let shares_rows = series.iter().any(|it| it.measured.shares_rows);
    let judged = judged(&shown, shares_rows, by);
    let mut found = judged.iter().flat_map(|it| &it.points);
    let points = series.iter().map(|it| {
        let judged = if takes_part(it) { found.next() } else { None };
        ChartPoint {
            period: it.period.clone(),
            value: it.value,
            centre: judged.map(|it| it.centre),
            limits: judged.and_then(|it| it.limits),
            by_chance: judged.and_then(|it| it.by_chance),
            signals: judged.map_or_else(Vec::new, |it| it.signals.clone()),
        }
    });
    let points = points.collect();
    let lines = judged.as_ref().map_err(|why| *why).map(|it| Lines {
        chart: it.chart,
        runs: it.runs,
        false_alarm: false_alarm(by.rules, it.points.len(), it.runs),
        assurance: target_met(it, series),
    });
    Stretch { phase, judged: lines, points }
}

/// A figure that is there, and of which no more records come in: a period that is not
/// complete would be a signal for that alone.
fn takes_part(figure: &ReleasedFigure) -> bool {
    figure.value.value().is_some() && !figure.provisional
}

fn judged(
    shown: &[&ReleasedFigure],
    shares_rows: bool,
    by: &SignalRules,
) -> Result<Judged, WhyNoLines> {
    if shares_rows {
        return Err(WhyNoLines::SharedRows);
    }
    if shown.len() < FEWEST_POINTS {
        return Err(WhyNoLines::FewPoints(shown.len()));
    }
    judge(by.rules, &basis(shown)).ok_or(WhyNoLines::NothingVaries)
}

/// The figures as what they are; as values when a count behind them is not there.
fn basis(shown: &[&ReleasedFigure]) -> Basis {
    let counts = match shown.first().map(|it| it.measured.kind) {
        Some(MeasureKind::Proportion | MeasureKind::Distribution) => {
            let share = |it: &&ReleasedFigure| {
                Some((*it.numerator.value()?, *it.n.value().filter(|n| **n > 0)?))
            };
            shown.iter().map(share).collect::<Option<Vec<_>>>().map(Basis::Shares)
        }
        Some(MeasureKind::Count) => {
            let count = |it: &&ReleasedFigure| it.n.value().copied();
            shown.iter().map(count).collect::<Option<Vec<_>>>().map(Basis::Counts)
        }
        _ => None,
    };
    let values = || shown.iter().filter_map(|it| it.value.value().copied()).collect();
    counts.unwrap_or_else(|| Basis::Values(values()))
}

/// By the limits of the last figure.
fn target_met(judged: &Judged, series: &[&ReleasedFigure]) -> Option<Assurance> {
    let last = series.last()?;
    assurance(judged.points.last()?.limits?, last.target?, last.measured.better)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::share;
    use crate::estimates::rule_sets::{ChartKind, Signal};
    use crate::judgements::signals::Phase;
    use crate::terms::{Day, Dimension, Group, Period, Shown, Text, WhyMissing};

    /// A share of 100 a month; `None` is suppressed.
    fn figure(month: usize, part: Option<u64>) -> ReleasedFigure {
        let start = Day(i32::try_from(31 * month).unwrap());
        let period = Period { start, end: Day(start.0 + 30), label: format!("m{month}") };
        let count = part.map_or(Shown::Suppressed, Shown::Value);
        ReleasedFigure {
            n: part.map_or(Shown::Suppressed, |_| Shown::Value(100)),
            numerator: count,
            value: count.map(|it| crate::numeric::real(it) / 100.0),
            target: Some(0.2),
            ..share("x", &period, Group::named("pmto"))
        }
    }

    fn chart_of(figures: &[ReleasedFigure], by: &SignalRules) -> ReleasedChart {
        chart(&figures.iter().collect::<Vec<_>>(), by)
    }

    fn stable(n: usize) -> Vec<ReleasedFigure> {
        let parts = [50, 53, 48, 51, 47, 52];
        (0..n).map(|it| figure(it, Some(parts[it % parts.len()]))).collect()
    }

    #[test]
    fn a_suppressed_period_and_one_without_data_are_gaps_that_stay_on_the_axis() {
        let mut figures = stable(14);
        figures[3] = figure(3, None);
        figures[6].value = Shown::Missing(WhyMissing::NoRows);
        let chart = chart_of(&figures, &SignalRules::default());
        let points = &chart.stretches[0].points;
        assert_eq!(points.len(), 14);
        for (at, it) in points.iter().enumerate() {
            let is_gap = at == 3 || at == 6;
            assert_eq!(it.limits.is_none(), is_gap, "{at}");
            assert_eq!(it.centre.is_none(), is_gap, "{at}");
        }
        assert_eq!(points[3].value, Shown::Suppressed);
        // The hidden count changes nothing: without the period the lines are the same.
        let (mut without, mut gone) = (figures.clone(), figures);
        without.remove(3);
        gone[3].numerator = Shown::Value(1);
        for other in [without, gone] {
            let other = chart_of(&other, &SignalRules::default());
            assert_eq!(other.stretches[0].points[0].limits, points[0].limits);
        }
    }

    #[test]
    fn under_twelve_figures_there_are_no_lines_and_it_is_said() {
        for (n, lines) in [(11, false), (12, true)] {
            let chart = chart_of(&stable(n), &SignalRules::default());
            let judged = &chart.stretches[0].judged;
            assert_eq!(judged.is_ok(), lines);
            if !lines {
                assert_eq!(*judged, Err(WhyNoLines::FewPoints(11)));
                assert!(chart.stretches[0].points.iter().all(|it| it.centre.is_none()));
            }
        }
    }

    #[test]
    fn rows_that_count_in_several_periods_have_no_chart() {
        let mut figures = stable(20);
        for it in &mut figures {
            it.measured.shares_rows = true;
        }
        let chart = chart_of(&figures, &SignalRules::default());
        assert_eq!(chart.stretches[0].judged, Err(WhyNoLines::SharedRows));
    }

    #[test]
    fn a_period_that_is_not_complete_takes_no_part() {
        let mut figures = stable(13);
        figures[12] = figure(12, Some(1));
        figures[12].provisional = true;
        let chart = chart_of(&figures, &SignalRules::default());
        let stretch = &chart.stretches[0];
        assert!(!stretch.has_signal());
        assert_eq!(stretch.points[12].limits, None);
        assert_eq!(stretch.points[12].value, Shown::Value(0.01));
    }

    /// Twelve around 50 and twelve around 80, with a phase where they change or without.
    fn shifted(group: &str, phase: bool) -> ReleasedChart {
        let mut figures = stable(24);
        for it in &mut figures[12..] {
            let part = it.numerator.value().unwrap() + 30;
            it.numerator = Shown::Value(part);
            it.value = Shown::Value(crate::numeric::real(part) / 100.0);
        }
        let phase = phase.then(|| Phase {
            indicator: "x".into(),
            groups: std::iter::once((Dimension::Programme, Group::named(group)))
                .collect(),
            from: 12,
            event: Text::same("new form"),
            author: "quality".into(),
            evidence: Text::same("minutes"),
        });
        let by =
            SignalRules { phases: phase.into_iter().collect(), ..SignalRules::default() };
        chart_of(&figures, &by)
    }

    #[test]
    fn limits_start_anew_only_where_a_phase_says_so() {
        let without = shifted("pmto", false);
        assert_eq!(without.stretches.len(), 1);
        assert!(without.stretches[0].has_signal());
        let lines = without.stretches[0].judged.unwrap();
        assert_eq!(lines.chart, ChartKind::Run);
        assert_eq!(lines.assurance, None);
        let marks = &without.stretches[0].points[0].signals;
        assert_eq!(marks[..], [Signal::LongRun, Signal::FewCrossings]);

        let with = shifted("pmto", true);
        assert_eq!(with.stretches.len(), 2);
        assert_eq!(with.stretches[1].phase, Some(0));
        for stretch in &with.stretches {
            assert!(!stretch.has_signal());
            assert_eq!(stretch.judged.unwrap().chart, ChartKind::PPrime);
            assert_eq!(stretch.judged.unwrap().assurance, Some(Assurance::Meets));
        }
        let centre = |at: usize| with.stretches[at].points[0].centre.unwrap();
        assert!(centre(0) < 0.51 && 0.79 < centre(1));

        assert_eq!(shifted("iag", true), without, "a phase of another group");
    }

    #[test]
    fn what_is_expected_is_the_sum_of_the_chances_of_the_charts_that_were_judged() {
        let charts = vec![
            shifted("pmto", true),
            shifted("pmto", false),
            chart_of(&stable(5), &SignalRules::default()),
        ];
        let signals = Signals { by: SignalRules::default(), charts };
        assert_eq!((signals.n_judged(), signals.n_with_signal()), (3, 1));
        let chance = |chart: usize| signals.charts[chart].stretches[0].judged.unwrap();
        let wanted = 2.0 * chance(0).false_alarm + chance(1).false_alarm;
        assert!((signals.expected_false_alarms() - wanted).abs() < 1e-12);
        assert!(0.1 < wanted && wanted < 0.6, "{wanted}");
    }
}
