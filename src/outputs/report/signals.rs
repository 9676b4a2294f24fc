//! Signals in words: what the control charts of an indicator say, and of the report.
//!
//! In: the control charts of a release. Out: sentences. Never: a cause, a word such as
//! "good" or "bad", a signal without the rule that found it.

use serde::Serialize;

use crate::disclosure::Release;
use crate::estimates::assurance::{self, Assurance};
use crate::estimates::rule_sets::{ChartKind, FEWEST_POINTS, Signal};
use crate::estimates::{false_alarms, laney, xmr};
use crate::judgements::signals::{
    ChartPoint, Lines, Phase, ReleasedChart, Signals, Stretch, WhyNoLines,
};
use crate::outputs::control_plots::main_charts;
use crate::terms::Period;

use super::format::{self, Place};
use super::series::label_of;
use super::words::{Words, capital};

/// What the report says about the charts of one indicator.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    /// One line a series, or one for all when they say the same.
    lines: Vec<String>,
    /// What a signal is, when there is one.
    about: Option<String>,
}

/// How signals were looked for in the whole report.
#[derive(Debug, Serialize)]
pub(super) struct Account {
    summary: String,
    phases: Vec<String>,
}

/// The sentences about one indicator; `None` when there is one period only.
pub(super) fn told(
    release: &Release,
    signals: &Signals,
    name: &str,
    words: &Words,
) -> Option<Told> {
    let charts: Vec<&ReleasedChart> = main_charts(signals, name).collect();
    let told: Vec<(Option<String>, String)> = charts
        .iter()
        .map(|it| {
            let label = label_of(release, &it.series, words.language);
            (label, chart_line(it, words))
        })
        .collect();
    let first = told.first()?.1.clone();
    let mut lines = if told.iter().all(|it| it.1 == first) {
        vec![capital(&first)]
    } else {
        told.into_iter().map(|(label, line)| labelled(label, &line)).collect()
    };
    lines.extend(others(signals, name, charts.len(), words));
    let has_signal = charts.iter().flat_map(|it| &it.stretches).any(Stretch::has_signal);
    Some(Told { lines, about: has_signal.then(|| words.say("signal.about")) })
}

fn labelled(label: Option<String>, line: &str) -> String {
    label.map_or_else(|| capital(line), |it| format!("{it}: {line}"))
}

fn chart_line(chart: &ReleasedChart, words: &Words) -> String {
    let number = |n: usize| format::count(n as u64, words.language);
    let lines = chart.stretches.iter().enumerate().map(|(nth, stretch)| {
        let line = stretch_line(stretch, words);
        let (n, first) = (number(nth + 1), stretch.points.first());
        let period = first.map_or("", |it| it.period.label.as_str());
        let gaps = [("n", n.as_str()), ("period", period), ("line", &line)];
        match nth {
            _ if chart.stretches.len() == 1 => line,
            0 => words.fill("signal.in_first_phase", &gaps),
            _ => words.fill("signal.in_phase", &gaps),
        }
    });
    let latest = chart.stretches.last().and_then(|it| it.judged.as_ref().ok());
    let target = latest.and_then(|it| target_line(chart, it, words));
    lines.chain(target).collect::<Vec<_>>().join(" ")
}

fn stretch_line(stretch: &Stretch, words: &Words) -> String {
    let lines = match &stretch.judged {
        Ok(it) => it,
        Err(WhyNoLines::FewPoints(n)) => {
            let n = format::count(*n as u64, words.language);
            let fewest = format::count(FEWEST_POINTS as u64, words.language);
            let gaps = [("n", n.as_str()), ("fewest", &fewest)];
            return words.fill("signal.few_points", &gaps);
        }
        Err(WhyNoLines::NothingVaries) => return words.say("signal.nothing_varies"),
        Err(WhyNoLines::SharedRows) => return words.say("signal.shared_rows"),
    };
    let found: Vec<String> = Signal::ALL
        .iter()
        .filter_map(|it| signal_line(*it, stretch, lines, words))
        .collect();
    if found.is_empty() {
        words.say("signal.none")
    } else {
        words.fill("signal.found", &[("found", &found.join("; "))])
    }
}

fn signal_line(
    signal: Signal,
    stretch: &Stretch,
    lines: &Lines,
    words: &Words,
) -> Option<String> {
    let periods = periods(&stretch.points, signal, words)?;
    let number = |n: usize| format::count(n as u64, words.language);
    let (found, usual) = match (signal, lines.runs) {
        (Signal::LongRun, Some(it)) => (number(it.longest_run), number(it.longest_usual)),
        (Signal::FewCrossings, Some(it)) => {
            (number(it.n_crossings), number(it.fewest_usual))
        }
        _ => (String::new(), String::new()),
    };
    let gaps = [("periods", periods.as_str()), ("found", &found), ("usual", &usual)];
    Some(match signal {
        Signal::LongRun => words.fill("signal.long_run", &gaps),
        Signal::FewCrossings => words.fill("signal.few_crossings", &gaps),
        Signal::Outside => words.fill("signal.outside", &gaps),
        Signal::Shift => words.fill("signal.shift", &gaps),
        Signal::Trend => words.fill("signal.trend", &gaps),
        Signal::TwoOfThree => words.fill("signal.two_of_three", &gaps),
    })
}

/// The periods a rule marks, those that follow each other as one span.
fn periods(points: &[ChartPoint], signal: Signal, words: &Words) -> Option<String> {
    let shown: Vec<&ChartPoint> =
        points.iter().filter(|it| it.value.value().is_some()).collect();
    let is_marked = |it: &&ChartPoint| it.signals.contains(&signal);
    let runs = shown.chunk_by(|a, b| is_marked(a) == is_marked(b));
    let runs = runs.filter(|it| it.first().is_some_and(is_marked));
    let spans: Vec<String> = runs
        .filter_map(|it| Some(span(&it.first()?.period, &it.last()?.period, words)))
        .collect();
    let (last, before) = spans.split_last()?;
    Some(if before.is_empty() {
        last.clone()
    } else {
        words.fill("signal.and", &[("before", &before.join(", ")), ("last", last)])
    })
}

fn span(first: &Period, last: &Period, words: &Words) -> String {
    if first == last {
        return first.label.clone();
    }
    let gaps = [("first", first.label.as_str()), ("last", &last.label)];
    words.fill("signal.span", &gaps)
}

fn target_line(chart: &ReleasedChart, lines: &Lines, words: &Words) -> Option<String> {
    let target =
        format::quantity(chart.target?, chart.unit, Place::Headline, words.language);
    let gaps = [("target", target.as_str())];
    Some(match lines.assurance? {
        Assurance::Meets => words.fill("signal.target_met", &gaps),
        Assurance::Misses => words.fill("signal.target_missed", &gaps),
        Assurance::HitAndMiss => words.fill("signal.target_both", &gaps),
    })
}

/// What the further splits say, together.
fn others(signals: &Signals, name: &str, n_main: usize, words: &Words) -> Option<String> {
    let charts = signals.charts.iter().filter(|it| it.series.indicator == name);
    let stretches = charts.skip(n_main).flat_map(|it| &it.stretches);
    let judged: Vec<&Stretch> = stretches.filter(|it| it.judged.is_ok()).collect();
    let n_marked = judged.iter().filter(|it| it.has_signal()).count();
    let number = |n: usize| format::count(n as u64, words.language);
    let gaps = [("n", number(n_marked)), ("all", number(judged.len()))];
    let gaps = gaps.each_ref().map(|(gap, filling)| (*gap, filling.as_str()));
    (!judged.is_empty()).then(|| words.fill("signal.others", &gaps))
}

/// The rules, the number of charts, the signals to expect and those found, the phases.
pub(super) fn account(release: &Release, signals: &Signals, words: &Words) -> Account {
    let number = |n: usize| format::count(n as u64, words.language);
    let judged = signals.n_judged();
    let gaps = [
        ("rules", signals.by.rules.name().to_owned()),
        ("n", number(judged)),
        ("fewest", number(FEWEST_POINTS)),
        ("expected", format::decimal(signals.expected_false_alarms(), 1, words.language)),
        ("seen", number(signals.n_with_signal())),
    ];
    let gaps = gaps.each_ref().map(|(gap, filling)| (*gap, filling.as_str()));
    let summary = match judged {
        0 => words.fill("signal.account_none", &gaps),
        1 => words.fill("signal.account_one", &gaps),
        _ => words.fill("signal.account", &gaps),
    };
    let phases: Vec<String> = signals
        .by
        .phases
        .iter()
        .filter_map(|it| phase_line(release, it, words))
        .collect();
    let none = (judged > 0 && phases.is_empty()).then(|| words.say("signal.no_phases"));
    Account { summary, phases: none.into_iter().chain(phases).collect() }
}

fn phase_line(release: &Release, phase: &Phase, words: &Words) -> Option<String> {
    let indicator = release.indicator(&phase.indicator)?.label.get(words.language);
    let groups = release.group_labels_of(&phase.groups).into_iter();
    let groups = groups.map(|it| it.get(words.language).to_owned());
    let about: Vec<String> =
        std::iter::once(indicator.to_owned()).chain(groups).collect();
    let gaps = [
        ("period", release.periods.get(phase.from)?.label.as_str()),
        ("about", &about.join(", ")),
        ("event", phase.event.get(words.language)),
        ("author", &phase.author),
        ("evidence", phase.evidence.get(words.language)),
    ];
    Some(words.fill("signal.phase", &gaps))
}

/// The methods behind the charts, by name.
pub(super) fn methods(signals: &Signals) -> Vec<&'static str> {
    let stretches = signals.charts.iter().flat_map(|it| &it.stretches);
    let judged: Vec<&Lines> =
        stretches.filter_map(|it| it.judged.as_ref().ok()).collect();
    if judged.is_empty() {
        return Vec::new();
    }
    let limits = judged.iter().filter_map(|it| match it.chart {
        ChartKind::Run => None,
        ChartKind::PPrime | ChartKind::CPrime => Some(laney::NAME),
        ChartKind::Xmr => Some(xmr::NAME),
    });
    let assured = judged.iter().filter_map(|it| it.assurance.map(|_| assurance::NAME));
    let all = [signals.by.rules.name(), false_alarms::NAME];
    all.into_iter().chain(limits).chain(assured).collect()
}
