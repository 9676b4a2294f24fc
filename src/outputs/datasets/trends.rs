//! `trends`: one row a series of released figures over the periods.

use super::{Column, Content, Field};
use crate::disclosure::ReleasedTrend;
use crate::terms::Shown;

type Trend = ReleasedTrend;

const fn column(
    name: &'static str,
    labels: (&'static str, &'static str),
    about: &'static str,
    content: fn(&Trend) -> Content,
) -> Column<Trend> {
    Column { field: Field { name, nl: labels.0, en: labels.1, unit: "", about }, content }
}

/// The groups of the series, `dimension=group` with `;` between.
fn groups(trend: &Trend) -> String {
    let split = trend.groups.iter().filter_map(|(dimension, group)| {
        Some(format!("{}={}", dimension.name(), group.as_deref()?))
    });
    split.collect::<Vec<_>>().join(";")
}

fn real(shown: Shown<f64>) -> Content {
    Content::Real(shown.value().copied())
}

/// The columns of `trends.csv` and `trends.parquet`.
pub const TRENDS: &[Column<Trend>] = &[
    column(
        "indicator",
        ("indicator", "indicator"),
        "Public name of the indicator.",
        |it| Content::Text(Some(it.indicator.clone())),
    ),
    column(
        "groups",
        ("groepen", "groups"),
        "The groups of the series; empty for all together.",
        |it| Content::Text(Some(groups(it))),
    ),
    column(
        "category",
        ("categorie of maat", "category or measure"),
        "As in estimates.",
        |it| Content::Text(it.category.clone()),
    ),
    column("method", ("methode", "method"), "Name of the method.", |it| {
        Content::Text(Some(it.method.clone()))
    }),
    column(
        "n_periods",
        ("aantal perioden", "number of periods"),
        "Periods with a value.",
        |it| Content::Whole(i64::try_from(it.n_periods).ok()),
    ),
    column(
        "statistic",
        ("toetsingsgrootheid", "test statistic"),
        "Standard normal when nothing changes.",
        |it| real(it.statistic),
    ),
    column("p_value", ("p-waarde", "p-value"), "Two-sided.", |it| real(it.p_value)),
    column(
        "slope",
        ("verandering per periode", "change per period"),
        "In the unit of the figure.",
        |it| real(it.slope),
    ),
    column(
        "state",
        ("toestand", "state"),
        "value, suppressed, not-applicable or missing.",
        |it| Content::Text(Some(it.statistic.name().to_owned())),
    ),
];
