//! The plan as a polars expression.
//!
//! In: a plan and the run's dictionary. Out: an expression over columns stored as
//! [`crate::tables::schema`] says. Never: polars' own idea of division, order of codes or
//! missing values where SQL's differs.

use polars::prelude as pl;
use polars::prelude::{DataType, NULL, col, lit, when};

use super::plan::{Arithmetic, Comparison, Expr, Logic, Truth, ValueKind};
use crate::tables::schema::Kind;
use crate::terms::Day;

/// What a run knows that an expression does not.
pub trait Names {
    /// The dictionary id of a name in a column; `None` when no row has it.
    fn id(&self, column: &str, text: &str) -> Option<u32>;

    /// The last day of the run's periods.
    fn period_until(&self) -> Day;
}

/// An id no dictionary gives out: a name that occurs in no row equals nothing.
const NO_ROW: u32 = u32::MAX;

/// The polars expression of `expr`; a category is its index in `categories`.
pub(super) fn render(expr: &Expr, categories: &[String], names: &dyn Names) -> pl::Expr {
    Renderer { categories, names }.render(expr)
}

/// The expression in the type its kind is stored as.
pub(super) fn stored_as(kind: &ValueKind, rendered: pl::Expr) -> pl::Expr {
    match kind {
        ValueKind::Flag => rendered.cast(DataType::Boolean),
        ValueKind::Number => rendered.cast(DataType::Float64),
        ValueKind::Day => rendered.cast(DataType::Int32),
        ValueKind::Code(_) | ValueKind::Category(_) => rendered.cast(DataType::UInt8),
        ValueKind::Name(_) => rendered.cast(DataType::UInt32),
        ValueKind::Key | ValueKind::Missing => rendered,
    }
}

struct Renderer<'a> {
    categories: &'a [String],
    names: &'a dyn Names,
}

impl Renderer<'_> {
    fn render(&self, expr: &Expr) -> pl::Expr {
        match expr {
            Expr::Column(column) => match column.column.kind {
                // All arithmetic is in f64: exact for whole numbers up to 2^53.
                Kind::Count => col(column.name()).cast(DataType::Float64),
                _ => col(column.name()),
            },
            Expr::PeriodUntil => lit(self.names.period_until().0),
            Expr::Number(number) => lit(*number),
            Expr::Day(day) => lit(day.0),
            Expr::Flag(flag) => lit(*flag),
            Expr::Null => lit(NULL),
            Expr::Code { index, .. } => lit(*index),
            Expr::Name { column, text } => {
                lit(self.names.id(column, text).unwrap_or(NO_ROW))
            }
            Expr::Category(text) => self.category(text),
            Expr::Compare(how, a, b) => compare(*how, self.render(a), self.render(b)),
            Expr::Join(how, all) => self.join(*how, all),
            Expr::Not(it) => self.render(it).not(),
            Expr::In { value, list, negated } => self.is_in(value, list, *negated),
            Expr::Is { value, truth, negated } => self.is(value, *truth, *negated),
            Expr::Arithmetic(how, a, b) => {
                arithmetic(*how, self.render(a), self.render(b))
            }
            Expr::Negate(it) => lit(0.0) - self.render(it),
            Expr::DaysBetween(a, b) => self.real(a) - self.real(b),
            Expr::Shift(how, day, days) => {
                let moved = arithmetic(*how, self.real(day), self.render(days));
                moved.cast(DataType::Int32)
            }
            Expr::Case { arms, otherwise } => self.case(arms, otherwise),
        }
    }

    fn real(&self, day: &Expr) -> pl::Expr {
        self.render(day).cast(DataType::Float64)
    }

    fn category(&self, text: &str) -> pl::Expr {
        let at = self.categories.iter().position(|it| it == text);
        match at.and_then(|it| u8::try_from(it).ok()) {
            Some(index) => lit(index),
            None => lit(NULL).cast(DataType::UInt8),
        }
    }

    fn join(&self, how: Logic, all: &[Expr]) -> pl::Expr {
        let rendered = all.iter().map(|it| self.render(it));
        let joined = match how {
            Logic::And => rendered.reduce(pl::Expr::and),
            Logic::Or => rendered.reduce(pl::Expr::or),
        };
        joined.unwrap_or_else(|| lit(how == Logic::And))
    }

    fn is_in(&self, value: &Expr, list: &[Expr], negated: bool) -> pl::Expr {
        let value = self.render(value);
        let equals = list.iter().map(|it| value.clone().eq(self.render(it)));
        let found = equals.reduce(pl::Expr::or).unwrap_or_else(|| lit(false));
        if negated { found.not() } else { found }
    }

    fn is(&self, value: &Expr, truth: Truth, negated: bool) -> pl::Expr {
        let value = self.render(value);
        let holds = match truth {
            Truth::Null if negated => return value.is_not_null(),
            Truth::Null => return value.is_null(),
            Truth::True => value.clone().is_not_null().and(value),
            Truth::False => value.clone().is_not_null().and(value.not()),
        };
        if negated { holds.not() } else { holds }
    }

    fn case(&self, arms: &[(Expr, Expr)], otherwise: &Expr) -> pl::Expr {
        arms.iter().rev().fold(self.render(otherwise), |rest, (condition, value)| {
            when(self.render(condition)).then(self.render(value)).otherwise(rest)
        })
    }
}

fn compare(how: Comparison, a: pl::Expr, b: pl::Expr) -> pl::Expr {
    match how {
        Comparison::Equal => a.eq(b),
        Comparison::NotEqual => a.neq(b),
        Comparison::Less => a.lt(b),
        Comparison::AtMost => a.lt_eq(b),
        Comparison::More => a.gt(b),
        Comparison::AtLeast => a.gt_eq(b),
    }
}

fn arithmetic(how: Arithmetic, a: pl::Expr, b: pl::Expr) -> pl::Expr {
    match how {
        Arithmetic::Add => a + b,
        Arithmetic::Subtract => a - b,
        Arithmetic::Multiply => a * b,
        // A divisor of zero gives missing, not an infinity.
        Arithmetic::Divide => {
            let missing = lit(NULL).cast(DataType::Float64);
            when(b.clone().eq(lit(0.0))).then(missing).otherwise(a / b)
        }
    }
}
