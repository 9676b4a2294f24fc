//! `trends`: one row a series of released figures over the periods.

use super::{Column, Content, Field};
use crate::judgements::ReleasedTrend;
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

fn real(shown: Shown<f64>) -> Content {
    Content::Real(shown.value().copied())
}

/// The columns of `trends.csv` and `trends.parquet`.
pub const TRENDS: &[Column<Trend>] = &[
    column(
        "indicator",
        ("indicator", "indicator"),
        "Public name of the indicator.",
        |it| Content::Text(Some(it.series.indicator.clone())),
    ),
    column(
        "groups",
        ("groepen", "groups"),
        "The groups of the series; empty for all together.",
        |it| Content::Text(Some(it.series.groups.printed())),
    ),
    column(
        "category",
        ("categorie of maat", "category or measure"),
        "As in estimates.",
        |it| Content::Text(it.series.category.clone()),
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
    column(
        "slope_lower",
        ("ondergrens van de verandering", "lower limit of the change"),
        "Lower limit of slope at 95 %.",
        |it| real(it.slope_lower),
    ),
    column(
        "slope_upper",
        ("bovengrens van de verandering", "upper limit of the change"),
        "Upper limit of slope at 95 %.",
        |it| real(it.slope_upper),
    ),
    column(
        "slope_per_year",
        ("verandering per jaar", "change per year"),
        "slope times the periods in a year.",
        |it| real(it.slope_per_year),
    ),
    column(
        "odds_ratio_per_year",
        ("kansverhouding per jaar", "odds ratio per year"),
        "For shares: by how much the odds are multiplied each year (logistic regression).",
        |it| real(it.odds_ratio_per_year),
    ),
    column(
        "odds_ratio_lower",
        ("ondergrens van de kansverhouding", "lower limit of the odds ratio"),
        "Lower limit of odds_ratio_per_year at 95 %.",
        |it| real(it.odds_ratio_lower),
    ),
    column(
        "odds_ratio_upper",
        ("bovengrens van de kansverhouding", "upper limit of the odds ratio"),
        "Upper limit of odds_ratio_per_year at 95 %.",
        |it| real(it.odds_ratio_upper),
    ),
    column(
        "n_provisional",
        ("aantal voorlopige perioden", "number of provisional periods"),
        "Provisional periods at the end, which the trend leaves out.",
        |it| Content::Whole(i64::try_from(it.n_provisional).ok()),
    ),
    column(
        "response_lowest",
        ("laagste respons", "lowest response"),
        "Lowest response over the periods, 0-1; null when it is not known.",
        |it| Content::Real(it.response.map(|it| it.0)),
    ),
    column(
        "response_highest",
        ("hoogste respons", "highest response"),
        "Highest response over the periods, 0-1; null when it is not known.",
        |it| Content::Real(it.response.map(|it| it.1)),
    ),
    column(
        "conclusion",
        ("conclusie", "conclusion"),
        "higher, lower, no-clear-change, response (a change in response could explain it) \
         or response-unknown; `uitkomst explain response-drift`.",
        |it| Content::Text(it.conclusion.map(|it| it.name().to_owned())),
    ),
];
