//! Rules: one page a check, read once.
//!
//! In: the pages in `rules/`. Out: for each its name, severity, labels and, where one row
//! tells by itself, the expression that holds when it is broken. Never: a check without a
//! page.

use std::cell::RefCell;
use std::sync::LazyLock;

use crate::error::Error;
use crate::tables::Table;
use crate::tables::definition::{
    Fields, Problems, check_headings, parse_toml, split_page,
};
use crate::tables::expression::{Typed, parse_condition};
use crate::terms::{Severity, Text};

/// The headings of a check's page, in order.
const HEADINGS: [&str; 4] =
    ["Problem", "What happens to the row", "What to do", "Example"];

/// A check.
#[derive(Debug)]
pub struct Rule {
    /// Its name: the problem it finds.
    pub name: &'static str,
    /// What it does to the row.
    pub severity: Severity,
    /// What people call it.
    pub label: Text,
    /// Where it looks; empty for checks that need more than a row.
    pub looks: Vec<Look>,
    /// The page.
    pub page: &'static str,
}

/// Where a check looks: one column of one table.
#[derive(Debug)]
pub struct Look {
    /// The table.
    pub table: Table,
    /// The column to blame.
    pub column: &'static str,
    /// Holds for a row that breaks the check.
    pub broken: Typed,
}

impl Look {
    /// True when it is about this table and all its columns are delivered.
    pub(super) fn is_about(
        &self,
        table: Table,
        delivered: impl Fn(&'static str) -> bool,
    ) -> bool {
        self.table == table && self.broken.columns().iter().all(|it| delivered(it.name()))
    }
}

macro_rules! pages {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("rules/", $name, ".md")))),+]
    };
}

/// Every check, in the order they look.
const PAGES: &[(&str, &str)] = pages![
    "identifiers",
    "too-few-cells",
    "too-many-cells",
    "missing-key",
    "unknown-code",
    "impossible-date",
    "unreadable-number",
    "ends-before-it-starts",
    "end-reason-without-end-date",
    "end-date-without-end-reason",
    "temporary-stop-as-closure",
    "age-outside-programme",
    "value-out-of-scale",
    "duplicate-key",
    "orphan-row",
    "trajectory-set-aside",
    "overlapping-trajectories",
    "possible-identifier",
    "implausible-share",
];

static RULES: LazyLock<Result<Vec<Rule>, Error>> =
    LazyLock::new(|| PAGES.iter().map(|(name, page)| read(name, page)).collect());

/// Every check.
///
/// # Errors
/// When a page is not in order (a fault in the program; a test reads them all).
pub fn rules() -> Result<&'static [Rule], Error> {
    RULES.as_deref().map_err(Clone::clone)
}

fn read(name: &'static str, text: &'static str) -> Result<Rule, Error> {
    let mut problems = Problems::new("page", format!("{name}.md"));
    let Some(page) = split_page(text, &mut problems) else {
        return problems.finish(None);
    };
    check_headings(&page, &HEADINGS, &mut problems);
    let document = parse_toml(page.front, page.front_line, &mut problems);
    let problems = RefCell::new(problems);
    let rule = document.as_ref().and_then(|document| {
        let fields = Fields::new(document, page.front, page.front_line, &problems);
        let rule = rule(name, &fields, page.body);
        fields.refuse_others();
        rule
    });
    problems.into_inner().finish(rule)
}

fn rule(name: &'static str, fields: &Fields, page: &'static str) -> Option<Rule> {
    let severity = match fields.text("severity")? {
        "set-aside" => Severity::SetAside,
        "warning" => Severity::Warning,
        _ => {
            fields.problem("severity", "unknown severity", "write set-aside or warning");
            return None;
        }
    };
    let label = fields.label("label")?;
    let looks = fields.tables("look");
    let looks = looks.iter().map(look).collect::<Option<Vec<Look>>>()?;
    Some(Rule { name, severity, label, looks, page })
}

fn look(fields: &Fields) -> Option<Look> {
    let table = fields.text("table").and_then(Table::parse);
    let column = fields.text("column");
    let broken = fields.text("broken");
    fields.refuse_others();
    let Some((table, column)) =
        table.and_then(|table| Some((table, table.column(column?)?.name)))
    else {
        fields.problem("column", "no such table or column", "see `tables::schema`");
        return None;
    };
    match parse_condition(broken?, table) {
        Ok(broken) => Some(Look { table, column, broken }),
        Err(error) => {
            fields.problem("broken", error.pointed(), "mend the expression");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_in_order() {
        let rules = rules().unwrap();
        assert_eq!(rules.len(), PAGES.len());
    }

    #[test]
    fn checks_of_one_row_say_where_they_look() {
        let looks = rules().unwrap().iter().flat_map(|it| &it.looks);
        assert!(looks.map(|it| it.column).collect::<Vec<_>>().contains(&"end_date"));
    }
}
