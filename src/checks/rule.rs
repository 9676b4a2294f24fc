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
const HEADINGS: [&str; 4] = ["Problem", "What happens to the row", "What to do", "Example"];

/// A check.
#[derive(Debug)]
pub struct Rule {
    /// Its name: the problem it finds.
    pub name: &'static str,
    /// What it does to the row.
    pub severity: Severity,
    /// What people call it.
    pub label: Text,
    /// The table it looks at, when it is about one.
    pub table: Option<Table>,
    /// The column to blame, when there is one.
    pub column: Option<&'static str>,
    /// Holds for a row that breaks the check; `None` for checks that need more than a row.
    pub broken: Option<Typed>,
    /// The page.
    pub page: &'static str,
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
    "goal-score-out-of-scale",
    "goal-baseline-out-of-scale",
    "mark-out-of-scale",
    "answer-out-of-scale",
    "duplicate-key",
    "orphan-row",
    "trajectory-set-aside",
    "overlapping-trajectories",
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
    let table = fields.optional("table").and_then(Table::parse);
    let column = fields.optional("column");
    let column = table.zip(column).and_then(|(table, it)| Some(table.column(it)?.name));
    let broken = match (fields.optional("broken"), table) {
        (Some(text), Some(table)) => match parse_condition(text, table) {
            Ok(it) => Some(it),
            Err(error) => {
                fields.problem("broken", error.pointed(), "mend the expression");
                return None;
            }
        },
        _ => None,
    };
    let label = fields.label("label")?;
    Some(Rule { name, severity, label, table, column, broken, page })
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
    fn a_rule_with_a_table_of_rows_says_which_column_to_look_at() {
        for rule in rules().unwrap().iter().filter(|it| it.broken.is_some()) {
            assert!(rule.table.is_some() && rule.column.is_some(), "{}", rule.name);
        }
    }
}
