//! `comparisons`: one row a unit of a comparison.

use super::{Column, Content, Field};
use crate::judgements::{ReleasedComparison, ReleasedUnit};
use crate::terms::Shown;

/// A unit with the comparison it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonRow {
    of: ReleasedComparison,
    unit: ReleasedUnit,
}

/// The rows of all comparisons.
pub fn comparison_rows(comparisons: &[ReleasedComparison]) -> Vec<ComparisonRow> {
    let rows = |it: &ReleasedComparison| {
        let (units, curve) = (Vec::new(), Vec::new());
        let of = ReleasedComparison { units, curve, ..it.clone() };
        let row = move |unit: &ReleasedUnit| ComparisonRow {
            of: of.clone(),
            unit: unit.clone(),
        };
        it.units.iter().map(row).collect::<Vec<_>>()
    };
    comparisons.iter().flat_map(rows).collect()
}

type Row = ComparisonRow;

const fn column(
    name: &'static str,
    labels: (&'static str, &'static str),
    about: &'static str,
    content: fn(&Row) -> Content,
) -> Column<Row> {
    Column { field: Field { name, nl: labels.0, en: labels.1, unit: "", about }, content }
}

fn text(it: &str) -> Content {
    Content::Text(Some(it.to_owned()))
}

fn count(shown: Shown<u64>) -> Content {
    Content::Whole(shown.value().and_then(|it| i64::try_from(*it).ok()))
}

fn real(shown: Shown<f64>) -> Content {
    Content::Real(shown.value().copied())
}

/// The columns of `comparisons.csv` and `comparisons.parquet`.
pub const COMPARISONS: &[Column<Row>] = &[
    column(
        "indicator",
        ("indicator", "indicator"),
        "Public name of the indicator.",
        |it| text(&it.of.series.indicator),
    ),
    column(
        "dimension",
        ("vergeleken", "compared"),
        "What is compared: the name of a column of estimates.",
        |it| text(it.of.dimension.name()),
    ),
    column("group", ("groep", "group"), "The unit, in the order of names.", |it| {
        text(&it.unit.group.printed())
    }),
    column(
        "groups",
        ("andere groepen", "other groups"),
        "The groups all units of the comparison are in; empty for all together.",
        |it| text(&it.of.series.groups.printed()),
    ),
    column(
        "category",
        ("categorie of maat", "category or measure"),
        "As in estimates.",
        |it| Content::Text(it.of.series.category.clone()),
    ),
    column(
        "period_start",
        ("begin van de periode", "start of the period"),
        "The last period of the run.",
        |it| Content::Date(Some(it.of.period.start)),
    ),
    column(
        "period_end",
        ("eind van de periode", "end of the period"),
        "Last day, included.",
        |it| Content::Date(Some(it.of.period.end)),
    ),
    column("n", ("aantal", "n"), "Denominator.", |it| count(it.unit.n)),
    column("numerator", ("teller", "numerator"), "As in estimates.", |it| {
        count(it.unit.numerator)
    }),
    column("value", ("aandeel", "share"), "0 to 1.", |it| real(it.unit.value)),
    column(
        "overall",
        ("aandeel van allen", "overall share"),
        "Share of all units together, 0 to 1: what each is compared with.",
        |it| real(it.of.overall),
    ),
    column(
        "expected",
        ("verwachte teller", "expected numerator"),
        "By the case mix, to one decimal; empty without adjustment.",
        |it| real(it.unit.expected),
    ),
    column(
        "adjusted",
        ("gecorrigeerd aandeel", "adjusted share"),
        "numerator / expected * overall; can pass 1.",
        |it| real(it.unit.adjusted),
    ),
    column("lower_95", ("ondergrens 95 %", "lower limit, 95%"), LIMIT, |it| {
        real(it.unit.at_95.map(|it| it.0))
    }),
    column("upper_95", ("bovengrens 95 %", "upper limit, 95%"), LIMIT, |it| {
        real(it.unit.at_95.map(|it| it.1))
    }),
    column("lower_998", ("ondergrens 99,8 %", "lower limit, 99.8%"), LIMIT, |it| {
        real(it.unit.at_998.map(|it| it.0))
    }),
    column("upper_998", ("bovengrens 99,8 %", "upper limit, 99.8%"), LIMIT, |it| {
        real(it.unit.at_998.map(|it| it.1))
    }),
    column(
        "z",
        ("afstand", "distance"),
        "Distance from what is expected, in standard deviations of the arcsine.",
        |it| real(it.unit.z),
    ),
    column(
        "phi",
        ("spreiding, factor", "spread, factor"),
        "Mean squared distance: 1 is chance alone; empty when not estimated.",
        |it| Content::Real(it.of.spread.map(|it| it.phi)),
    ),
    column(
        "tau2",
        ("spreiding, variantie", "spread, variance"),
        "Variance between units beyond chance, of the arcsine; empty when not estimated.",
        |it| Content::Real(it.of.spread.map(|it| it.tau2)),
    ),
    column(
        "position",
        ("ligging", "position"),
        "within, outside-95 or outside-998: by the limits.",
        |it| Content::Text(it.unit.position.value().map(|it| it.name().to_owned())),
    ),
    column(
        "state",
        ("toestand", "state"),
        "value, suppressed, not-applicable or missing.",
        |it| text(it.unit.position.name()),
    ),
];

/// What all four limits are.
const LIMIT: &str = "Where a unit lies by chance, were it like all; of the adjusted share where there is one.";
