//! Control plots: which control charts a release gives, and what each draws.
//!
//! In: the control charts of a release. Out: chart data, at most one chart an indicator, of
//! its main measure. Never: a line that was not released, a chart without any line.

use super::charts::{ControlChart, ControlPanel, ControlPoint};
use super::plots::{scale_of, unit_text};
use crate::disclosure::Release;
use crate::estimates::rule_sets::Signal;
use crate::indicators::{IndicatorInfo, Unit};
use crate::judgements::signals::{ReleasedChart, Signals, Stretch};
use crate::terms::{Language, Text};

/// More panels than this are not read; the dataset `signals` has them all.
const MOST_PANELS: usize = 6;

/// What the name of a control chart ends with, behind the name of its indicator.
pub const SUFFIX: &str = "-control";

/// The control charts of a release in one language, each with the name of its indicator, in
/// catalogue order.
pub(super) fn control_plots(
    release: &Release,
    signals: &Signals,
    language: Language,
) -> Vec<(String, ControlChart)> {
    let plot = |it: &IndicatorInfo| {
        Some((it.name.clone(), control_plot((release, signals), it, language)?))
    };
    release.indicators.iter().filter_map(plot).collect()
}

/// The control chart of an indicator; `None` when no series of its main measure has lines.
/// A distribution has none: its categories are told in words.
fn control_plot(
    (release, signals): (&Release, &Signals),
    info: &IndicatorInfo,
    language: Language,
) -> Option<ControlChart> {
    let all: Vec<&ReleasedChart> = main_charts(signals, &info.name).collect();
    let first = *all.first()?;
    if first.unit == Unit::Proportion && first.series.category.is_some() {
        return None;
    }
    let is_main = |it: &&ReleasedChart| it.series.category == first.series.category;
    let has_lines = |it: &&ReleasedChart| it.stretches.iter().any(|it| it.judged.is_ok());
    let charts: Vec<&ReleasedChart> =
        all.into_iter().filter(is_main).filter(has_lines).take(MOST_PANELS).collect();
    let builder = Builder { release, signals, language };
    let panels: Vec<ControlPanel> = charts.iter().map(|it| builder.panel(it)).collect();
    let label = info.label.get(language);
    (!panels.is_empty()).then(|| ControlChart {
        name: format!("{}-control", info.name),
        title: builder
            .say(&format!("{label}: regelkaart"), &format!("{label}: control chart")),
        subtitle: builder.subtitle(info, first),
        periods: release.periods.iter().map(|it| it.label.clone()).collect(),
        scale: scale_of(first.unit),
        target: first.target,
        language,
        note: builder.note(&charts),
        description: builder.description(label, &charts),
        panels,
    })
}

/// The charts of an indicator that are split no further than it always is.
pub(super) fn main_charts<'a>(
    signals: &'a Signals,
    indicator: &str,
) -> impl Iterator<Item = &'a ReleasedChart> {
    let charts = signals.charts.iter();
    let mut charts = charts.filter(move |it| it.series.indicator == indicator).peekable();
    let split = charts.peek().map(|it| it.series.groups.dimensions());
    charts.filter(move |it| Some(it.series.groups.dimensions()) == split)
}

/// The signals that mark figures in a drawing: few crossings are about the whole phase, and
/// mark it only when nothing says more exactly where.
fn marked(stretch: &Stretch) -> Vec<Signal> {
    let is_local = |it: &Signal| *it != Signal::FewCrossings;
    let mut found = stretch.points.iter().flat_map(|it| &it.signals);
    if found.any(is_local) {
        Signal::ALL.into_iter().filter(is_local).collect()
    } else {
        Signal::ALL.to_vec()
    }
}

struct Builder<'a> {
    release: &'a Release,
    signals: &'a Signals,
    language: Language,
}

impl Builder<'_> {
    fn say(&self, nl: &str, en: &str) -> String {
        Text::new(nl, en).get(self.language).to_owned()
    }

    fn panel(&self, chart: &ReleasedChart) -> ControlPanel {
        let mut points = Vec::new();
        for (nth, stretch) in chart.stretches.iter().enumerate() {
            let marked = marked(stretch);
            for it in &stretch.points {
                points.push(ControlPoint {
                    period: points.len(),
                    value: it.value,
                    centre: it.centre,
                    limits: it.limits,
                    is_signal: it.signals.iter().any(|it| marked.contains(it)),
                    phase: nth + 1,
                });
            }
        }
        ControlPanel { title: self.title(chart), points }
    }

    /// The groups of a series; empty for all together.
    fn title(&self, chart: &ReleasedChart) -> String {
        let labels = self.release.group_labels_of(&chart.series.groups);
        labels.iter().map(|it| it.get(self.language)).collect::<Vec<_>>().join(", ")
    }

    fn subtitle(&self, info: &IndicatorInfo, first: &ReleasedChart) -> String {
        let measure = first.series.category.as_ref();
        let measure = measure.and_then(|it| info.categories.iter().find(|c| c.0 == *it));
        let measure = measure
            .map_or_else(String::new, |it| format!("{}, ", it.1.get(self.language)));
        let unit = unit_text(first.unit);
        let rules = self.signals.by.rules.name();
        let rules = self.say(&format!("; regels: {rules}"), &format!("; rules: {rules}"));
        format!("{measure}{}{rules}", unit.get(self.language))
    }

    /// The reason of every phase that is drawn.
    fn note(&self, charts: &[&ReleasedChart]) -> String {
        let mut lines: Vec<String> = Vec::new();
        let stretches = charts.iter().flat_map(|it| it.stretches.iter().enumerate());
        for (nth, stretch) in stretches {
            lines.extend(self.reason(nth + 1, stretch));
        }
        lines.sort();
        lines.dedup();
        lines.join("\n")
    }

    fn reason(&self, number: usize, stretch: &Stretch) -> Option<String> {
        let phase = self.signals.by.phases.get(stretch.phase?)?;
        let from = &stretch.points.first()?.period.label;
        let event = phase.event.get(self.language);
        Some(self.say(
            &format!("Fase {number} vanaf {from}: {event}."),
            &format!("Phase {number} from {from}: {event}."),
        ))
    }

    fn description(&self, label: &str, charts: &[&ReleasedChart]) -> String {
        let points = charts.iter().flat_map(|it| &it.stretches).flat_map(|it| &it.points);
        let signals = match points.filter(|it| !it.signals.is_empty()).count() {
            0 => self.say("Er is geen signaal.", "There is no signal."),
            1 => self.say("Eén punt is een signaal.", "One point is a signal."),
            n => self.say(
                &format!("{n} punten zijn een signaal."),
                &format!("{n} points are signals."),
            ),
        };
        self.say(
            &format!("Regelkaart van {label}. {signals} De tekst noemt de perioden."),
            &format!("Control chart of {label}. {signals} The text names the periods."),
        )
    }
}
