//! `agreement`: one row a table of two criteria, of one questionnaire and informant.

use super::{Column, Content, Field};
use crate::disclosure::{Agreement, AgreementTable};
use crate::terms::Shown;

/// One table, with what it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct AgreementRow {
    instrument: String,
    informant: String,
    n: Shown<u64>,
    n_left_out: Shown<u64>,
    table: AgreementTable,
}

/// The rows of a release.
pub fn agreement_rows(agreement: &Agreement) -> Vec<AgreementRow> {
    let mut rows = Vec::new();
    for group in &agreement.groups {
        rows.extend(group.tables.iter().map(|table| AgreementRow {
            instrument: group.instrument.clone(),
            informant: group.informant.clone(),
            n: group.n,
            n_left_out: group.n_left_out,
            table: table.clone(),
        }));
    }
    rows
}

const fn column(
    name: &'static str,
    labels: (&'static str, &'static str),
    about: &'static str,
    content: fn(&AgreementRow) -> Content,
) -> Column<AgreementRow> {
    Column { field: Field { name, nl: labels.0, en: labels.1, unit: "", about }, content }
}

fn count(shown: Shown<u64>) -> Content {
    Content::Whole(shown.value().and_then(|it| i64::try_from(*it).ok()))
}

fn real(shown: Shown<f64>) -> Content {
    Content::Real(shown.value().copied())
}

/// The columns of `agreement.csv` and `agreement.parquet`.
pub const AGREEMENT: &[Column<AgreementRow>] = &[
    column(
        "instrument",
        ("vragenlijst", "instrument"),
        "The questionnaire; its total score.",
        |it| Content::Text(Some(it.instrument.clone())),
    ),
    column("informant", ("informant", "informant"), "Who answered.", |it| {
        Content::Text(Some(it.informant.clone()))
    }),
    column(
        "criterion_1",
        ("eerste maat", "first criterion"),
        "reliable-change, cut-off, percentage, effect-size or goals.",
        |it| Content::Text(Some(it.table.criteria[0].name().to_owned())),
    ),
    column("criterion_2", ("tweede maat", "second criterion"), "As the first.", |it| {
        Content::Text(Some(it.table.criteria[1].name().to_owned()))
    }),
    column(
        "n",
        ("aantal paren", "number of pairs"),
        "Pairs of scores in the whole run on which every criterion is known.",
        |it| count(it.n),
    ),
    column(
        "n_left_out",
        ("niet meegeteld", "left out"),
        "Pairs on which some criterion is not known; null when suppressed.",
        |it| count(it.n_left_out),
    ),
    column("both", ("beide", "both"), "Better off by both criteria.", |it| {
        count(it.table.counts[0])
    }),
    column(
        "only_1",
        ("alleen de eerste", "only the first"),
        "By the first only.",
        |it| count(it.table.counts[1]),
    ),
    column(
        "only_2",
        ("alleen de tweede", "only the second"),
        "By the second only.",
        |it| count(it.table.counts[2]),
    ),
    column("neither", ("geen van beide", "neither"), "By neither.", |it| {
        count(it.table.counts[3])
    }),
    column(
        "agreement",
        ("zelfde oordeel", "same verdict"),
        "Share with the same verdict, 0–1; Wilson interval, as if each pair were another client.",
        |it| real(it.table.share),
    ),
    column("lower", ("ondergrens", "lower limit"), "Of the share.", |it| {
        Content::Real(it.table.interval.value().map(|it| it.0))
    }),
    column("upper", ("bovengrens", "upper limit"), "Of the share.", |it| {
        Content::Real(it.table.interval.value().map(|it| it.1))
    }),
    column(
        "kappa",
        ("kappa", "kappa"),
        "Cohen's kappa: agreement beyond chance; null when undefined.",
        |it| real(it.table.kappa),
    ),
    column("kappa_lower", ("ondergrens", "lower limit"), "Of kappa.", |it| {
        Content::Real(it.table.kappa_interval.value().map(|it| it.0))
    }),
    column("kappa_upper", ("bovengrens", "upper limit"), "Of kappa.", |it| {
        Content::Real(it.table.kappa_interval.value().map(|it| it.1))
    }),
    column("state", ("toestand", "state"), "Of the table: value or suppressed.", |it| {
        Content::Text(Some(it.table.counts[0].name().to_owned()))
    }),
];
