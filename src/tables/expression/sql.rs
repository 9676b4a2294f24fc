//! The plan as SQL text, in canonical form.

use super::PERIOD_UNTIL;
use super::plan::{Expr, Logic};
use super::syntax::Binding;

/// The text of a plan.
pub(super) fn render(expr: &Expr) -> String {
    match expr {
        Expr::Column(column) => column.name().to_owned(),
        Expr::PeriodUntil => PERIOD_UNTIL.to_owned(),
        Expr::Number(number) => number.to_string(),
        Expr::Day(day) => format!("DATE '{day}'"),
        Expr::Flag(true) => "TRUE".to_owned(),
        Expr::Flag(false) => "FALSE".to_owned(),
        Expr::Null => "NULL".to_owned(),
        Expr::Code { set, index } => quoted(set.code(*index).unwrap_or_default()),
        Expr::Name { text, .. } | Expr::Category(text) => quoted(text),
        Expr::Compare(how, a, b) => infix(expr, a, how.sign(), b),
        Expr::Arithmetic(how, a, b) | Expr::Shift(how, a, b) => {
            infix(expr, a, how.sign(), b)
        }
        Expr::DaysBetween(a, b) => infix(expr, a, "-", b),
        // Two signs beside each other would begin a comment.
        Expr::Negate(it) => format!("-{}", inside(it, Binding::Atom)),
        Expr::Not(it) => format!("NOT {}", inside(it, Binding::Not)),
        Expr::Join(how, all) => {
            let word = if *how == Logic::And { " AND " } else { " OR " };
            let tighter = if *how == Logic::And { Binding::Not } else { Binding::And };
            all.iter().map(|it| inside(it, tighter)).collect::<Vec<_>>().join(word)
        }
        Expr::In { value, list, negated } => {
            let list: Vec<String> = list.iter().map(render).collect();
            let not = if *negated { "NOT " } else { "" };
            format!("{} {not}IN ({})", inside(value, Binding::Sum), list.join(", "))
        }
        Expr::Is { value, truth, negated } => {
            let not = if *negated { "NOT " } else { "" };
            format!("{} IS {not}{}", inside(value, Binding::Sum), truth.word())
        }
        Expr::Case { arms, otherwise } => case(arms, otherwise),
    }
}

fn case(arms: &[(Expr, Expr)], otherwise: &Expr) -> String {
    let arm =
        |it: &(Expr, Expr)| format!("WHEN {} THEN {}", render(&it.0), render(&it.1));
    let mut parts = vec!["CASE".to_owned()];
    parts.extend(arms.iter().map(arm));
    if *otherwise != Expr::Null {
        parts.push(format!("ELSE {}", render(otherwise)));
    }
    parts.push("END".to_owned());
    parts.join(" ")
}

/// `a sign b`. The right-hand side must hold tighter, since `-` and `/` group to the left.
fn infix(whole: &Expr, a: &Expr, sign: &str, b: &Expr) -> String {
    let (left, right) = match binding(whole) {
        Binding::Product => (Binding::Product, Binding::Unary),
        Binding::Sum => (Binding::Sum, Binding::Product),
        _ => (Binding::Sum, Binding::Sum),
    };
    format!("{} {sign} {}", inside(a, left), inside(b, right))
}

fn inside(expr: &Expr, at_least: Binding) -> String {
    let text = render(expr);
    if binding(expr) < at_least { format!("({text})") } else { text }
}

fn binding(expr: &Expr) -> Binding {
    use super::plan::Arithmetic::{Add, Divide, Multiply, Subtract};
    match expr {
        Expr::Join(Logic::Or, _) => Binding::Or,
        Expr::Join(Logic::And, _) => Binding::And,
        Expr::Not(_) => Binding::Not,
        Expr::Is { .. } => Binding::Is,
        Expr::Compare(..) | Expr::In { .. } => Binding::Compare,
        Expr::Arithmetic(Multiply | Divide, ..) => Binding::Product,
        Expr::Arithmetic(Add | Subtract, ..)
        | Expr::Shift(..)
        | Expr::DaysBetween(..) => Binding::Sum,
        Expr::Negate(_) => Binding::Unary,
        Expr::Number(number) if *number < 0.0 => Binding::Unary,
        _ => Binding::Atom,
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
