//! `group-tests`: one row a test between the groups of one split, in one period.

use super::{Column, Content, Field};
use crate::disclosure::ReleasedTest;
use crate::estimates::printed::p_value;
use crate::terms::Shown;

type Test = ReleasedTest;

const fn column(
    name: &'static str,
    labels: (&'static str, &'static str),
    about: &'static str,
    content: fn(&Test) -> Content,
) -> Column<Test> {
    Column { field: Field { name, nl: labels.0, en: labels.1, unit: "", about }, content }
}

/// The dimensions, with `;` between.
fn split(test: &Test) -> String {
    test.split.iter().map(|it| it.name()).collect::<Vec<_>>().join(";")
}

/// Why there is no statistic.
fn reason(test: &Test) -> Option<String> {
    match test.statistic {
        Shown::Value(_) => None,
        Shown::Suppressed => Some("disclosure-control".to_owned()),
        Shown::NotApplicable(why) => Some(why.name().to_owned()),
        Shown::Missing(why) => Some(why.name().to_owned()),
    }
}

fn whole(n: u64) -> Option<i64> {
    i64::try_from(n).ok()
}

/// The columns of `group-tests.csv` and `group-tests.parquet`.
pub const GROUP_TESTS: &[Column<Test>] = &[
    column(
        "indicator",
        ("indicator", "indicator"),
        "Public name of the indicator.",
        |it| Content::Text(Some(it.indicator.clone())),
    ),
    column(
        "category",
        ("categorie of maat", "category or measure"),
        "As in estimates.",
        |it| Content::Text(it.category.clone()),
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
        "split",
        ("uitsplitsing", "split"),
        "The dimensions whose groups are compared, with ; between.",
        |it| Content::Text(Some(split(it))),
    ),
    column("method", ("methode", "method"), "Name of the method.", |it| {
        Content::Text(Some(it.method.clone()))
    }),
    column(
        "n_groups",
        ("aantal groepen", "number of groups"),
        "Groups that took part: those whose figures are shown and in which enough ended.",
        |it| Content::Whole(whole(it.n_groups as u64)),
    ),
    column("n", ("aantal", "number"), "Rows in those groups.", |it| {
        Content::Whole(it.n.value().and_then(|it| whole(*it)))
    }),
    column(
        "statistic",
        ("toetsingsgrootheid", "test statistic"),
        "Chi-squared with one degree of freedom less than groups, when they do not differ. \
         To one decimal, unless nothing is hidden.",
        |it| Content::Real(it.statistic.value().copied()),
    ),
    column(
        "p_value",
        ("p-waarde", "p-value"),
        "The chance of a statistic at least as large when the groups do not differ; three digits, \
         0.001 stands for that and less.",
        |it| Content::Real(it.p_value.value().copied().map(p_value)),
    ),
    column(
        "state",
        ("toestand", "state"),
        "value, suppressed, not-applicable or missing.",
        |it| Content::Text(Some(it.statistic.name().to_owned())),
    ),
    column("reason", ("reden", "reason"), "Why there is no statistic.", |it| {
        Content::Text(reason(it))
    }),
];
