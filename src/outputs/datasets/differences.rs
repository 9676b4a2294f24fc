//! `differences`: one row a released figure and an earlier one of the same series.

use super::{Column, Content, Field};
use crate::judgements::ReleasedDifference;
use crate::terms::Shown;

type Difference = ReleasedDifference;

const fn column(
    name: &'static str,
    labels: (&'static str, &'static str),
    unit: &'static str,
    about: &'static str,
    content: fn(&Difference) -> Content,
) -> Column<Difference> {
    Column { field: Field { name, nl: labels.0, en: labels.1, unit, about }, content }
}

fn text(it: impl Into<String>) -> Content {
    Content::Text(Some(it.into()))
}

/// Why there is no difference, or no interval of one; null when nothing lacks.
fn reason(it: &Difference) -> Content {
    fn why<T>(shown: &Shown<T>) -> Option<&'static str> {
        match shown {
            Shown::Value(_) => None,
            Shown::Suppressed => Some("disclosure-control"),
            Shown::NotApplicable(why) => Some(why.name()),
            Shown::Missing(why) => Some(why.name()),
        }
    }
    let interval = why(&it.interval).map(|it| format!("interval-{it}"));
    Content::Text(why(&it.value).map(ToOwned::to_owned).or(interval))
}

/// The columns of `differences.csv` and `differences.parquet`.
pub const DIFFERENCES: &[Column<Difference>] = &[
    column(
        "figure_id",
        ("kenmerk van het latere cijfer", "identifier of the later figure"),
        "",
        "As in estimates.",
        |it| text(&it.figure_id),
    ),
    column(
        "compared_with",
        ("kenmerk van het eerdere cijfer", "identifier of the earlier figure"),
        "",
        "As in estimates.",
        |it| text(&it.compared_with),
    ),
    column(
        "against",
        ("vergeleken met", "compared with"),
        "",
        "previous (the period before) or first (the first period).",
        |it| text(it.against.name()),
    ),
    column("indicator", ("indicator", "indicator"), "", "Public name.", |it| {
        text(&it.series.indicator)
    }),
    column(
        "groups",
        ("groepen", "groups"),
        "",
        "The groups of the series; empty for all together.",
        |it| text(it.series.groups.printed()),
    ),
    column(
        "category",
        ("categorie of maat", "category or measure"),
        "",
        "As in estimates.",
        |it| Content::Text(it.series.category.clone()),
    ),
    column("unit", ("eenheid", "unit"), "", "Unit of the difference.", |it| {
        text(it.unit.name())
    }),
    column(
        "difference",
        ("verschil", "difference"),
        "see unit",
        "The later figure minus the earlier one.",
        |it| Content::Real(it.value.value().copied()),
    ),
    column(
        "lower",
        ("ondergrens van het verschil", "lower limit of the difference"),
        "see unit",
        "Lower limit at the stated confidence.",
        |it| Content::Real(it.interval.value().map(|it| it.0)),
    ),
    column(
        "upper",
        ("bovengrens van het verschil", "upper limit of the difference"),
        "see unit",
        "Upper limit at the stated confidence.",
        |it| Content::Real(it.interval.value().map(|it| it.1)),
    ),
    column(
        "confidence",
        ("betrouwbaarheid van het interval", "confidence of the interval"),
        "proportion",
        "Null where there is no interval.",
        |it| Content::Real(it.interval.value().map(|_| it.confidence)),
    ),
    column("method", ("methode", "method"), "", "Name of the method.", |it| {
        text(&it.method)
    }),
    column(
        "response",
        ("respons", "response"),
        "proportion",
        "Share of those concerned with a value in the later period; the smallest it can be \
         where a count is hidden; null when it is not known.",
        |it| Content::Real(it.response.map(|it| it.0)),
    ),
    column(
        "response_before",
        ("respons in de eerdere periode", "response in the earlier period"),
        "proportion",
        "As response.",
        |it| Content::Real(it.response_before.map(|it| it.0)),
    ),
    column(
        "conclusion",
        ("conclusie", "conclusion"),
        "",
        "higher, lower, no-clear-change, response (a change in response could explain it) \
         or response-unknown; `uitkomst explain response-drift`.",
        |it| Content::Text(it.conclusion.map(|it| it.name().to_owned())),
    ),
    column(
        "state",
        ("toestand", "state"),
        "",
        "value, suppressed, not-applicable or missing.",
        |it| text(it.value.name()),
    ),
    column(
        "reason",
        ("reden", "reason"),
        "",
        "Why there is no difference, or (with `interval-` before it) no interval.",
        reason,
    ),
];
