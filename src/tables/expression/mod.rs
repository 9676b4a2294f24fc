//! The language of pages: SQL expressions over the canonical columns, parsed once into a
//! small typed plan that belongs to no engine.
//!
//! In: SQL text and the table it is about. Out: a typed plan, its SQL text, and what it gives
//! for the rows of a frame. Never: an engine's own opinion about integer division, missing
//! values or dates.
//!
//! The language: columns of the table and its trajectory, `period_until`, numbers, texts
//! (`'l''avenir'`), `DATE '2020-12-31'`, TRUE, FALSE, NULL; `= <> < <= > >=`, AND, OR, NOT,
//! `[NOT] IN (…)`, `[NOT] BETWEEN … AND …`, `IS [NOT] NULL/TRUE/FALSE/UNKNOWN`, `+ - * /`,
//! CASE with and without an operand, parentheses, comments behind `--`. Keywords in any
//! case, names as they are written. From text by [`tokens`], [`parser`] (a tree,
//! [`syntax`]) and [`compile`] to the plan.
//!
//! Three-valued logic as in SQL: a comparison with a missing value is unknown, `CASE` takes
//! a branch only when its condition is true. Numbers are `f64` once in a sum, so division
//! never truncates; dividing by zero gives missing.

mod error;
mod tokens;
mod syntax;
mod parser;
mod plan;
mod compile;
mod program;
mod column;
mod evaluate;
mod sql;
#[cfg(test)]
mod made;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use error::ExpressionError;
pub use evaluate::Evaluation;
pub use plan::{Arithmetic, Comparison, Expr, Logic, Truth, ValueKind};
pub use program::{Names, Output, Program};

use std::collections::BTreeSet;

use super::schema::{ColumnRef, Table};

/// The name that stands for the last day of the run's periods.
pub const PERIOD_UNTIL: &str = "period_until";

/// A checked expression: the plan and what it gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    /// The plan.
    pub expr: Expr,
    /// What it gives.
    pub kind: ValueKind,
}

/// Parses and checks an expression over `table`.
///
/// # Errors
/// When the text is not SQL, uses something outside the language, names a column or code
/// that does not exist, or mixes kinds. The error points at the character.
pub fn parse(text: &str, table: Table) -> Result<Typed, ExpressionError> {
    compile::compile(text, table)
}

/// Parses a condition: an expression that gives yes, no or unknown.
///
/// # Errors
/// As [`parse`], and when the expression gives something else.
pub fn parse_condition(text: &str, table: Table) -> Result<Typed, ExpressionError> {
    let typed = parse(text, table)?;
    if typed.kind == ValueKind::Flag {
        return Ok(typed);
    }
    let what = format!("this gives {}, where a condition is needed", typed.kind.label());
    let help = "compare it with something, as in `end_date IS NOT NULL`";
    Err(ExpressionError::at_start(text, what).help(help))
}

impl Typed {
    /// The columns it reads.
    pub fn columns(&self) -> BTreeSet<ColumnRef> {
        let mut found = BTreeSet::new();
        self.expr.visit(&mut |it| {
            if let Expr::Column(column) = it {
                found.insert(*column);
            }
        });
        found
    }

    /// The texts it gives, in order, when it gives a category.
    pub fn categories(&self) -> &[String] {
        match &self.kind {
            ValueKind::Category(texts) => texts,
            _ => &[],
        }
    }

    /// The same, giving an index into `codes`: texts of a `CASE`, codes or names of a
    /// column. What is not in `codes` gives missing.
    ///
    /// # Errors
    /// When it gives no category, or a text or code that is in the one and not the other.
    pub fn with_categories(self, codes: &[String]) -> Result<Self, String> {
        let kind = ValueKind::Category(codes.to_vec());
        match &self.kind {
            ValueKind::Category(texts) => {
                if let Some(text) = texts.iter().find(|it| !codes.contains(it)) {
                    return Err(format!("`{text}` is not in the list of categories"));
                }
                if let Some(code) = codes.iter().find(|it| !texts.contains(it)) {
                    return Err(format!(
                        "the expression never gives the category `{code}`"
                    ));
                }
                Ok(Self { expr: self.expr, kind })
            }
            ValueKind::Code(set) => {
                if let Some(code) = codes.iter().find(|it| set.index(it).is_none()) {
                    return Err(format!("`{code}` is not a code of `{}`", set.name));
                }
                Ok(Self {
                    expr: self.expr.recoded(codes, |it| Expr::code(set, it)),
                    kind,
                })
            }
            ValueKind::Name(column) => {
                let literal = |it: &str| Some(Expr::Name { column, text: it.to_owned() });
                Ok(Self { expr: self.expr.recoded(codes, literal), kind })
            }
            other => Err(format!("this gives {}, not a category", other.label())),
        }
    }

    /// As SQL text in canonical form: one text for each meaning, whatever its spacing was.
    pub fn to_sql(&self) -> String {
        sql::render(&self.expr)
    }
}
