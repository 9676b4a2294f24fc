//! `stability`: one row a headline figure under one choice.

use super::{Column, Content, Field};
use crate::judgements::{Alternative, Choice, Conclusion, Stability};
use crate::terms::Period;

/// A headline figure under one choice.
#[derive(Debug, Clone, PartialEq)]
pub struct StabilityRow {
    indicator: String,
    groups: String,
    period: Period,
    unit: &'static str,
    target: Option<f64>,
    it: Alternative,
}

/// The rows of a release, the published figure before the other choices.
pub fn stability_rows(stability: &[Stability]) -> Vec<StabilityRow> {
    let row = |of: &Stability, it: &Alternative| StabilityRow {
        indicator: of.series.indicator.clone(),
        groups: of.series.groups.printed(),
        period: of.period.clone(),
        unit: of.unit.name(),
        target: of.target,
        it: it.clone(),
    };
    stability
        .iter()
        .flat_map(|of| of.alternatives.iter().map(move |it| row(of, it)))
        .collect()
}

fn choice(it: &Choice) -> String {
    match it {
        Choice::Published => "published".to_owned(),
        Choice::Definition { name, .. } => format!("definition:{name}"),
        Choice::Interval(method) => format!("interval:{method}"),
        Choice::ClientsIgnored => "clients-ignored".to_owned(),
        Choice::MissingLowest => "missing-lowest".to_owned(),
        Choice::MissingHighest => "missing-highest".to_owned(),
    }
}

fn conclusion(it: Conclusion) -> &'static str {
    match it {
        Conclusion::Above => "above",
        Conclusion::Below => "below",
        Conclusion::Undecided => "undecided",
        Conclusion::Rises => "rises",
        Conclusion::Falls => "falls",
        Conclusion::NoTrend => "no-trend",
    }
}

fn limit(row: &StabilityRow, pick: fn((f64, f64)) -> f64) -> Content {
    Content::Real(row.it.interval.value().map(|it| pick(*it)))
}

const fn column(
    name: &'static str,
    labels: (&'static str, &'static str),
    about: &'static str,
    content: fn(&StabilityRow) -> Content,
) -> Column<StabilityRow> {
    Column { field: Field { name, nl: labels.0, en: labels.1, unit: "", about }, content }
}

/// The columns of `stability.csv` and `stability.parquet`.
pub const STABILITY: &[Column<StabilityRow>] = &[
    column(
        "indicator",
        ("indicator", "indicator"),
        "Public name of the indicator.",
        |it| Content::Text(Some(it.indicator.clone())),
    ),
    column(
        "groups",
        ("groepen", "groups"),
        "The groups of the figure; empty for all together.",
        |it| Content::Text(Some(it.groups.clone())),
    ),
    column(
        "period_start",
        ("eerste dag van de periode", "first day of the period"),
        "The period includes this day.",
        |it| Content::Date(Some(it.period.start)),
    ),
    column(
        "period_end",
        ("laatste dag van de periode", "last day of the period"),
        "The period includes this day.",
        |it| Content::Date(Some(it.period.end)),
    ),
    column(
        "choice",
        ("keuze", "choice"),
        "published, definition:name, interval:method, clients-ignored, missing-lowest or missing-highest.",
        |it| Content::Text(Some(choice(&it.it.choice))),
    ),
    column("unit", ("eenheid", "unit"), "As in estimates.", |it| {
        Content::Text(Some(it.unit.to_owned()))
    }),
    column("value", ("cijfer", "figure"), "Under this choice.", |it| {
        Content::Real(it.it.value.value().copied())
    }),
    column("lower", ("ondergrens", "lower limit"), "At 95 % confidence.", |it| {
        limit(it, |it| it.0)
    }),
    column("upper", ("bovengrens", "upper limit"), "At 95 % confidence.", |it| {
        limit(it, |it| it.1)
    }),
    column(
        "target",
        ("streefwaarde", "target"),
        "What the conclusion is about; empty when it is about the course.",
        |it| Content::Real(it.target),
    ),
    column(
        "conclusion",
        ("conclusie", "conclusion"),
        "above, below or undecided; without a target rises, falls or no-trend.",
        |it| Content::Text(it.it.conclusion.map(|it| conclusion(it).to_owned())),
    ),
    column(
        "state",
        ("toestand", "state"),
        "value, suppressed, not-applicable or missing.",
        |it| Content::Text(Some(it.it.value.name().to_owned())),
    ),
];
