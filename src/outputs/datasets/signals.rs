//! `signals`: one row a period of a control chart of released figures.

use super::{Column, Content, Field};
use crate::estimates::rule_sets::{RuleSet, Signal};
use crate::judgements::signals::{ChartPoint, Lines, Phase, Signals, WhyNoLines};
use crate::terms::{Period, Shown};

/// One period of a control chart, with what it is part of.
#[derive(Debug, Clone, PartialEq)]
pub struct SignalRow {
    indicator: String,
    groups: String,
    category: Option<String>,
    unit: &'static str,
    target: Option<f64>,
    rules: RuleSet,
    /// Number of the phase, from 1.
    phase: usize,
    event: Option<String>,
    lines: Result<Lines, WhyNoLines>,
    period: Period,
    point: ChartPoint,
}

/// The rows of a release.
pub fn signal_rows(signals: &Signals) -> Vec<SignalRow> {
    let mut rows = Vec::new();
    for chart in &signals.charts {
        for (nth, stretch) in chart.stretches.iter().enumerate() {
            let declared = stretch.phase.and_then(|it| signals.by.phases.get(it));
            let row = |point: &ChartPoint| SignalRow {
                indicator: chart.series.indicator.clone(),
                groups: chart.series.groups.printed(),
                category: chart.series.category.clone(),
                unit: chart.unit.name(),
                target: chart.target,
                rules: signals.by.rules,
                phase: nth + 1,
                event: declared.map(|it: &Phase| it.event.en.clone()),
                lines: stretch.judged,
                period: point.period.clone(),
                point: point.clone(),
            };
            rows.extend(stretch.points.iter().map(row));
        }
    }
    rows
}

const fn column(
    name: &'static str,
    labels: (&'static str, &'static str),
    about: &'static str,
    content: fn(&SignalRow) -> Content,
) -> Column<SignalRow> {
    Column { field: Field { name, nl: labels.0, en: labels.1, unit: "", about }, content }
}

fn text(it: &str) -> Content {
    Content::Text(Some(it.to_owned()))
}

fn reason(row: &SignalRow) -> Option<&'static str> {
    match row.point.value {
        Shown::Missing(why) => Some(why.name()),
        Shown::NotApplicable(why) => Some(why.name()),
        Shown::Suppressed | Shown::Value(_) => None,
    }
}

/// The columns of `signals.csv` and `signals.parquet`.
pub const SIGNALS: &[Column<SignalRow>] = &[
    column(
        "indicator",
        ("indicator", "indicator"),
        "Public name of the indicator.",
        |it| text(&it.indicator),
    ),
    column(
        "groups",
        ("groepen", "groups"),
        "The groups of the series; empty for all together.",
        |it| text(&it.groups),
    ),
    column(
        "category",
        ("categorie of maat", "category or measure"),
        "As in estimates.",
        |it| Content::Text(it.category.clone()),
    ),
    column("period", ("periode", "period"), "Label of the period.", |it| {
        text(&it.period.label)
    }),
    column(
        "period_start",
        ("eerste dag", "first day"),
        "First day of the period.",
        |it| Content::Date(Some(it.period.start)),
    ),
    column("period_end", ("laatste dag", "last day"), "Last day, included.", |it| {
        Content::Date(Some(it.period.end))
    }),
    column("unit", ("eenheid", "unit"), "As in estimates.", |it| text(it.unit)),
    column("value", ("waarde", "value"), "The figure, as in estimates.", |it| {
        Content::Real(it.point.value.value().copied())
    }),
    column(
        "centre",
        ("middenlijn", "centre line"),
        "Mean of the phase; its median when the chart is a run chart.",
        |it| Content::Real(it.point.centre),
    ),
    column("lower", ("ondergrens", "lower limit"), "Lower control limit.", |it| {
        Content::Real(it.point.limits.map(|it| it.0))
    }),
    column("upper", ("bovengrens", "upper limit"), "Upper control limit.", |it| {
        Content::Real(it.point.limits.map(|it| it.1))
    }),
    column(
        "lower_by_chance",
        ("ondergrens bij toeval", "lower limit by chance"),
        "The same if chance alone made periods differ; shares (p) and counts (c).",
        |it| Content::Real(it.point.by_chance.map(|it| it.0)),
    ),
    column(
        "upper_by_chance",
        ("bovengrens bij toeval", "upper limit by chance"),
        "The same if chance alone made periods differ; shares (p) and counts (c).",
        |it| Content::Real(it.point.by_chance.map(|it| it.1)),
    ),
    column(
        "chart",
        ("soort kaart", "kind of chart"),
        "run, p-prime, c-prime or xmr; empty when there are no lines.",
        |it| Content::Text(it.lines.ok().map(|it| it.chart.name().to_owned())),
    ),
    column("rules", ("regels", "rule set"), "anhoej or making-data-count.", |it| {
        text(it.rules.name())
    }),
    column(
        "phase",
        ("fase", "phase"),
        "Number of the phase; lines are computed for each by itself.",
        |it| Content::Whole(i64::try_from(it.phase).ok()),
    ),
    column(
        "phase_event",
        ("aanleiding van de fase", "event of the phase"),
        "What happened where the phase begins; empty for the first.",
        |it| Content::Text(it.event.clone()),
    ),
    column(
        "signals",
        ("signalen", "signals"),
        "Names of the rules that mark this period, with ; between; empty for none.",
        |it| {
            let names: Vec<_> =
                it.point.signals.iter().map(|it| Signal::name(*it)).collect();
            text(&names.join(";"))
        },
    ),
    column("target", ("streefwaarde", "target"), "As in the pipeline.", |it| {
        Content::Real(it.target)
    }),
    column(
        "assurance",
        ("haalt het proces de streefwaarde", "assurance of the target"),
        "consistently-meets, consistently-misses or hit-and-miss, for the whole phase.",
        |it| {
            let assurance = it.lines.ok().and_then(|it| it.assurance);
            Content::Text(assurance.map(|it| it.name().to_owned()))
        },
    ),
    column(
        "state",
        ("toestand", "state"),
        "Of the value: value, suppressed, not-applicable or missing.",
        |it| text(it.point.value.name()),
    ),
    column("reason", ("reden", "reason"), "Why the value is not there.", |it| {
        Content::Text(reason(it).map(str::to_owned))
    }),
    column(
        "no_lines",
        ("waarom geen lijnen", "why no lines"),
        "few-points, nothing-varies or shared-rows; empty when there are lines.",
        |it| Content::Text(it.lines.err().map(|it| it.name().to_owned())),
    ),
];
