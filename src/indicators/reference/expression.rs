//! Expressions, one row at a time, as SQL says.
//!
//! In: a plan and a row. Out: a value, or none. Never: a number for a code or a name.

use super::rows::{Row, Value};
use crate::tables::expression::{Arithmetic, Comparison, Expr, Logic, Truth};
use crate::terms::Day;

/// What an expression gives for a row.
pub(super) fn value(expr: &Expr, row: &Row, until: Day) -> Option<Value> {
    let of = |it: &Expr| value(it, row, until);
    let number = |it: &Expr| match of(it) {
        Some(Value::Number(it)) => Some(it),
        _ => None,
    };
    let day = |it: &Expr| match of(it) {
        Some(Value::Day(it)) => Some(it),
        _ => None,
    };
    Some(match expr {
        Expr::Column(it) => row.values.get(it.name())?.clone(),
        Expr::PeriodUntil => Value::Day(until.0),
        Expr::Number(it) => Value::Number(*it),
        Expr::Day(it) => Value::Day(it.0),
        Expr::Flag(it) => Value::Flag(*it),
        Expr::Null => return None,
        Expr::Code { set, index } => Value::Text(set.code(*index)?.to_owned()),
        Expr::Name { text, .. } | Expr::Category(text) => Value::Text(text.clone()),
        Expr::Compare(how, a, b) => Value::Flag(compare(*how, &of(a)?, &of(b)?)),
        Expr::Join(how, all) => {
            let all: Vec<_> = all.iter().map(|it| holds(it, row, until)).collect();
            // What decides by itself: a no among ANDs, a yes among ORs.
            let decides = *how == Logic::Or;
            if all.contains(&Some(decides)) {
                Value::Flag(decides)
            } else if all.contains(&None) {
                return None;
            } else {
                Value::Flag(!decides)
            }
        }
        Expr::Not(it) => Value::Flag(!holds(it, row, until)?),
        Expr::In { value, list, negated } => {
            let value = of(value)?;
            let is_in = list.iter().any(|it| of(it).as_ref() == Some(&value));
            Value::Flag(is_in != *negated)
        }
        Expr::Is { value, truth, negated } => {
            let is = match truth {
                Truth::Null => of(value).is_none(),
                Truth::True => of(value) == Some(Value::Flag(true)),
                Truth::False => of(value) == Some(Value::Flag(false)),
            };
            Value::Flag(is != *negated)
        }
        Expr::Arithmetic(how, a, b) => {
            Value::Number(reckon(*how, number(a)?, number(b)?)?)
        }
        Expr::Negate(it) => Value::Number(-number(it)?),
        Expr::DaysBetween(a, b) => Value::Number(f64::from(day(a)? - day(b)?)),
        Expr::Shift(how, from, days) => {
            let days = number(days)?;
            let moved = reckon(*how, day(from)?.into(), days)?.trunc();
            #[expect(clippy::cast_possible_truncation, reason = "days by chance are few")]
            Value::Day(moved as i32)
        }
        Expr::Case { arms, otherwise } => {
            let arm = arms.iter().find(|it| holds(&it.0, row, until) == Some(true));
            return of(arm.map_or(otherwise.as_ref(), |it| &it.1));
        }
    })
}

/// Whether a condition holds; `None` is unknown.
pub(super) fn holds(expr: &Expr, row: &Row, until: Day) -> Option<bool> {
    match value(expr, row, until) {
        Some(Value::Flag(it)) => Some(it),
        _ => None,
    }
}

fn compare(how: Comparison, a: &Value, b: &Value) -> bool {
    let order = match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b).unwrap(),
        (Value::Day(a), Value::Day(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Flag(a), Value::Flag(b)) => a.cmp(b),
        _ => panic!("{a:?} is compared with {b:?}"),
    };
    match how {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::More => order.is_gt(),
        Comparison::AtLeast => order.is_ge(),
    }
}

fn reckon(how: Arithmetic, a: f64, b: f64) -> Option<f64> {
    match how {
        Arithmetic::Add => Some(a + b),
        Arithmetic::Subtract => Some(a - b),
        Arithmetic::Multiply => Some(a * b),
        Arithmetic::Divide => (b.abs() > 0.0).then(|| a / b),
    }
}
