//! The worked example: tables a care worker can read, and what must come out.
//!
//! In the page, after some prose: a line `trajectories:` and a table of rows with the
//! canonical columns; other tables likewise; then a line
//! `result per year from 2015-01-01 until 2016-12-31:` and a table of figures. An empty cell
//! is a missing value. Every figure with rows behind it is listed.

use std::collections::BTreeMap;

use crate::indicators::definition::WorkedExample;
use crate::tables::definition::{Page, Problems, TableRow, read_table};
use crate::tables::{Kind, Table};
use crate::terms::{Day, Every};

const HEADING: &str = "## Worked example";

/// The columns of the table of figures; the first four are always there.
const RESULT: [&str; 7] =
    ["period", "n", "value", "n_missing", "category", "informant", "numerator"];
const ALWAYS: usize = 4;

/// Reads the example. Returns `None`, with problems noted, when it is not in order.
pub(super) fn read(page: &Page<'_>, problems: &mut Problems) -> Option<WorkedExample> {
    let lines: Vec<&str> = page.body.lines().collect();
    let mut at = lines.iter().position(|it| it.trim_end() == HEADING)? + 1;
    let mut tables = BTreeMap::new();
    let mut result = None;
    while let Some(line) = lines.get(at).map(|it| it.trim()) {
        if line.starts_with("## ") {
            break;
        }
        let head = line.strip_suffix(':');
        let table = head.and_then(Table::parse);
        let grid = head.and_then(|it| it.strip_prefix("result per "));
        at += 1;
        if let Some(table) = table {
            let (rows, next) = read_table(page, at, problems);
            check_rows(table, &rows, problems);
            tables.insert(table, without_lines(rows));
            at = next;
        } else if let Some(grid) = grid {
            let (rows, next) = read_table(page, at, problems);
            check_results(&rows, problems);
            result = parse_grid(grid).map(|it| (it, without_lines(rows)));
            at = next;
        }
    }
    let Some(((every, from, until), results)) = result else {
        let help =
            "write `result per year from 2015-01-01 until 2016-12-31:` and a table";
        problems.add(page.body_line + at - 1, "the worked example has no result", help);
        return None;
    };
    if !tables.contains_key(&Table::Trajectories) {
        let help = "write `trajectories:` and a table";
        problems.add(page.body_line + at - 1, "the worked example has no rows", help);
    }
    Some(WorkedExample { tables, from, until, every, results })
}

/// `year from 2015-01-01 until 2016-12-31`.
fn parse_grid(text: &str) -> Option<(Every, Day, Day)> {
    let (every, days) = text.split_once(" from ")?;
    let (from, until) = days.split_once(" until ")?;
    let every = Every::NAMES.iter().find(|it| it.0 == every)?.1;
    Some((every, Day::parse_iso(from)?, Day::parse_iso(until)?))
}

fn without_lines(rows: Vec<TableRow>) -> Vec<BTreeMap<String, String>> {
    rows.into_iter().map(|it| it.1).collect()
}

fn check_rows(table: Table, rows: &[TableRow], problems: &mut Problems) {
    let required = table.columns().iter().filter(|it| it.required);
    let required: Vec<&str> = required.map(|it| it.name).collect();
    for (line, row) in rows {
        for name in &required {
            if row.get(*name).is_none_or(String::is_empty) {
                problems.add(
                    *line,
                    format!("a row of `{table}` has no `{name}`"),
                    "add it",
                );
            }
        }
        for (name, text) in row {
            if let Some(what) = wrong(table, name, text) {
                problems.add(
                    *line,
                    what,
                    "see `tables::columns` for the canonical columns",
                );
            }
        }
    }
}

/// What is wrong with one cell of the rows.
fn wrong(table: Table, name: &str, text: &str) -> Option<String> {
    let Some(column) = table.column(name).filter(|it| !it.derived) else {
        return Some(format!("`{table}` has no column `{name}`"));
    };
    let good = text.is_empty()
        || match column.kind {
            Kind::Code(set) => set.index(text).is_some(),
            Kind::Day => Day::parse_iso(text).is_some(),
            Kind::Number => text.parse::<f64>().is_ok_and(f64::is_finite),
            Kind::Count => text.parse::<i32>().is_ok(),
            Kind::Flag => matches!(text, "yes" | "no"),
            Kind::Key | Kind::Name => true,
        };
    (!good).then(|| format!("`{text}` is not {} in `{name}`", column.kind.label()))
}

fn check_results(rows: &[TableRow], problems: &mut Problems) {
    let Some((line, first)) = rows.first() else { return };
    for name in RESULT.iter().take(ALWAYS).filter(|it| !first.contains_key(**it)) {
        problems.add(*line, format!("the result has no column `{name}`"), "add it");
    }
    for name in first.keys().filter(|it| !RESULT.contains(&it.as_str())) {
        let help = format!("the columns are: {}", RESULT.join(", "));
        problems.add(*line, format!("a result has no column `{name}`"), help);
    }
    for (line, row) in rows {
        for name in ["n", "value", "n_missing", "numerator"] {
            let text = row.get(name).map_or("", String::as_str);
            if !text.is_empty() && text.parse::<f64>().is_err() {
                problems.add(
                    *line,
                    format!("`{text}` is not a number in `{name}`"),
                    "mend it",
                );
            }
        }
    }
}
