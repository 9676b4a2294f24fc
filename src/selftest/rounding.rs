//! Small counts hidden and others rounded, as the documentation of `OpenSAFELY` shows.

use super::cases::{File, List, Part};
use super::{Kind, Source};
use crate::disclosure::Policy;
use crate::error::Error;

const SOURCE: Source = Source {
    name: "opensafely",
    title: "OpenSAFELY, docs/outputs/sdc.md, and the tests of ehrQL",
    kind: Kind::Published,
};
const METHOD: &str = "disclosure policy opensafely";
const HIDDEN: &str = "[REDACTED]";

pub(super) fn values() -> Result<List, Error> {
    let text = include_str!("../../tests/reference/opensafely/expected.json");
    let file = File::parse(SOURCE, text)?;
    let mut list = file.list();
    let policy = Policy::named("opensafely")?;
    for (count, expected) in file.at("/apply_sdc")?.entries()? {
        let number: u64 = count.parse().map_err(Error::bug)?;
        let shown = shown(&policy, number);
        // ehrQL writes a hidden count as 0.
        let found = shown.map_or_else(|| "0".to_owned(), |it| it.to_string());
        list.text(METHOD, format!("count {count}"), expected.printed()?, found);
    }
    let given = rows(file.at("/doc_table_in")?)?;
    let expected = rows(file.at("/doc_table_out")?)?;
    for (place, (given, expected)) in given.iter().zip(&expected).enumerate() {
        let found = shown(&policy, given.count()?);
        let found = found.map_or_else(|| HIDDEN.to_owned(), |it| it.to_string());
        let what = format!("table, cell {}", place + 1);
        list.text(METHOD, what, expected.printed()?, found);
    }
    let totals = file.at("/doc_totals_out")?.each()?;
    for (column, expected) in totals.iter().enumerate() {
        let mut total = 0;
        for it in given.iter().skip(column).step_by(totals.len()) {
            total += shown(&policy, it.count()?).unwrap_or(0);
        }
        let what = format!("table, total {}", column + 1);
        list.text(METHOD, what, expected.printed()?, total.to_string());
    }
    Ok(list)
}

/// The cells of a table, row by row.
fn rows(table: Part<'_>) -> Result<Vec<Part<'_>>, Error> {
    let rows: Result<Vec<_>, Error> = table.each()?.into_iter().map(Part::each).collect();
    Ok(rows?.concat())
}

/// The count as it is shown; `None` when it is hidden.
fn shown(policy: &Policy, count: u64) -> Option<u64> {
    (!policy.is_small(count)).then(|| policy.round(count))
}
