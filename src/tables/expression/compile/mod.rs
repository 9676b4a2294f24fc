//! From SQL text to a checked plan.
//!
//! In: text and table. Out: a plan whose kinds are right. Never: a guess; what is not in
//! the language is refused at its character.

mod kinds;
mod literals;

use sqlparser::ast::{BinaryOperator, Expr as Sql, Spanned, UnaryOperator, Value};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, Tokenizer};

use super::plan::{Arithmetic, Comparison, Expr, Logic, Truth, ValueKind};
use super::{ExpressionError, Typed};
use crate::tables::schema::Table;

/// Longest expression, in tokens; far above any page, far below what would fill the stack.
const MOST_TOKENS: usize = 1000;

/// What the language knows, for the help of an error.
const LANGUAGE: &str = "the language knows comparisons, AND, OR, NOT, IN, BETWEEN, IS NULL, \
                        IS TRUE, + - * /, CASE, DATE 'yyyy-mm-dd' and a difference of days";

type Outcome<T> = Result<T, ExpressionError>;

/// See [`super::parse`].
pub(super) fn compile(text: &str, table: Table) -> Outcome<Typed> {
    let sql = parse_sql(text)?;
    Compiler { text, table }.compile(&sql)
}

fn parse_sql(text: &str) -> Outcome<Sql> {
    let dialect = GenericDialect {};
    let tokens =
        Tokenizer::new(&dialect, text).tokenize_with_location().map_err(|it| {
            let place = (it.location.line, it.location.column);
            ExpressionError::new(text, place, plain(&it.message))
        })?;
    if tokens.len() > MOST_TOKENS {
        let what = format!("the expression is longer than {MOST_TOKENS} words and signs");
        return Err(ExpressionError::at_start(text, what));
    }
    let mut parser = Parser::new(&dialect).with_tokens_with_locations(tokens);
    let sql = parser.parse_expr().map_err(|it| parser_error(text, &it.to_string()))?;
    let rest = parser.peek_token();
    if rest.token == Token::EOF {
        return Ok(sql);
    }
    let place = (rest.span.start.line, rest.span.start.column);
    let what = format!("the expression ends before `{}`", rest.token);
    Err(ExpressionError::new(text, place, what).help("join conditions with AND or OR"))
}

/// The parser puts the place at the end of its message.
fn parser_error(text: &str, said: &str) -> ExpressionError {
    let said = said.trim_start_matches("sql parser error: ");
    let (what, place) = match said.rsplit_once(" at Line: ") {
        Some((what, place)) => (what, place.split_once(", Column: ")),
        None => (said, None),
    };
    let place = place.and_then(|(line, column)| {
        Some((line.trim().parse().ok()?, column.trim().parse().ok()?))
    });
    ExpressionError::new(text, place.unwrap_or((0, 0)), plain(what))
}

/// A parser's sentence in our form: lower case, the end named.
fn plain(said: &str) -> String {
    let said =
        said.replace("found: EOF", "found the end").replace("Expected: ", "expected ");
    let said = said.replace("found: ", "found ");
    let mut letters = said.chars();
    let first = letters.next().map(|it| it.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

struct Compiler<'a> {
    text: &'a str,
    table: Table,
}

impl Compiler<'_> {
    fn error(&self, sql: &Sql, what: impl Into<String>) -> ExpressionError {
        let start = sql.span().start;
        if start.line == 0 {
            return ExpressionError::at_start(self.text, what);
        }
        ExpressionError::new(self.text, (start.line, start.column), what)
    }

    fn compile(&self, sql: &Sql) -> Outcome<Typed> {
        match sql {
            Sql::Nested(it) => self.compile(it),
            Sql::Identifier(name) => self.column(sql, name),
            Sql::CompoundIdentifier(_) => {
                let what = "a column is named without its table";
                let help = "write the column's name alone; a name in both tables means the \
                            child's own";
                Err(self.error(sql, what).help(help))
            }
            Sql::Value(value) => self.literal(sql, &value.value),
            Sql::TypedString(typed) => self.day(sql, typed),
            Sql::BinaryOp { left, op, right } => self.binary(sql, left, op, right),
            Sql::UnaryOp { op, expr } => self.unary(sql, *op, expr),
            Sql::InList { expr, list, negated } => self.in_list(expr, list, *negated),
            Sql::Between { expr, negated, low, high } => {
                self.between(expr, low, high, *negated)
            }
            Sql::IsNull(it) | Sql::IsUnknown(it) => self.is(it, Truth::Null, false),
            Sql::IsNotNull(it) | Sql::IsNotUnknown(it) => self.is(it, Truth::Null, true),
            Sql::IsTrue(it) => self.is(it, Truth::True, false),
            Sql::IsNotTrue(it) => self.is(it, Truth::True, true),
            Sql::IsFalse(it) => self.is(it, Truth::False, false),
            Sql::IsNotFalse(it) => self.is(it, Truth::False, true),
            Sql::Case { operand, conditions, else_result, .. } => {
                let arms = conditions.iter().map(|it| (&it.condition, &it.result));
                self.case(operand.as_deref(), arms.collect(), else_result.as_deref())
            }
            _ => Err(self.error(sql, "this is not part of the language").help(LANGUAGE)),
        }
    }

    fn condition(&self, sql: &Sql) -> Outcome<Expr> {
        let typed = self.compile(sql)?;
        if typed.kind == ValueKind::Flag {
            return Ok(typed.expr);
        }
        let what =
            format!("this gives {}, where a condition is needed", typed.kind.label());
        Err(self.error(sql, what))
    }

    fn number(&self, sql: &Sql) -> Outcome<Expr> {
        let typed = self.compile(sql)?;
        if typed.kind == ValueKind::Number {
            return Ok(typed.expr);
        }
        let what = format!("this is {}, where a number is needed", typed.kind.label());
        Err(self.error(sql, what))
    }

    fn binary(
        &self,
        sql: &Sql,
        left: &Sql,
        op: &BinaryOperator,
        right: &Sql,
    ) -> Outcome<Typed> {
        match op {
            BinaryOperator::And => self.join(Logic::And, left, right),
            BinaryOperator::Or => self.join(Logic::Or, left, right),
            BinaryOperator::Eq => self.compare(Comparison::Equal, left, right),
            BinaryOperator::NotEq => self.compare(Comparison::NotEqual, left, right),
            BinaryOperator::Lt => self.compare(Comparison::Less, left, right),
            BinaryOperator::LtEq => self.compare(Comparison::AtMost, left, right),
            BinaryOperator::Gt => self.compare(Comparison::More, left, right),
            BinaryOperator::GtEq => self.compare(Comparison::AtLeast, left, right),
            BinaryOperator::Plus => self.arithmetic(Arithmetic::Add, left, right),
            BinaryOperator::Minus => self.arithmetic(Arithmetic::Subtract, left, right),
            BinaryOperator::Multiply => {
                self.arithmetic(Arithmetic::Multiply, left, right)
            }
            BinaryOperator::Divide => self.arithmetic(Arithmetic::Divide, left, right),
            other => {
                let what = format!("`{other}` is not part of the language");
                Err(self.error(sql, what).help(LANGUAGE))
            }
        }
    }

    /// `a AND b AND c` becomes one join of three.
    fn join(&self, how: Logic, left: &Sql, right: &Sql) -> Outcome<Typed> {
        let mut all = Vec::new();
        for side in [left, right] {
            match self.condition(side)? {
                Expr::Join(inner, parts) if inner == how => all.extend(parts),
                other => all.push(other),
            }
        }
        Ok(flag(Expr::Join(how, all)))
    }

    fn compare(&self, how: Comparison, left: &Sql, right: &Sql) -> Outcome<Typed> {
        let (a, b) = self.same_kind(left, right)?;
        let ordered = matches!(a.kind, ValueKind::Number | ValueKind::Day);
        if how.needs_order() && !ordered {
            let what = format!(
                "{} has no order: `{}` cannot be asked",
                a.kind.label(),
                how.sign()
            );
            return Err(self.error(left, what).help("use = , <> or IN"));
        }
        Ok(flag(Expr::Compare(how, Box::new(a.expr), Box::new(b.expr))))
    }

    fn between(
        &self,
        value: &Sql,
        low: &Sql,
        high: &Sql,
        negated: bool,
    ) -> Outcome<Typed> {
        let from = self.compare(Comparison::AtLeast, value, low)?.expr;
        let until = self.compare(Comparison::AtMost, value, high)?.expr;
        let both = Expr::Join(Logic::And, vec![from, until]);
        Ok(flag(if negated { Expr::Not(Box::new(both)) } else { both }))
    }

    fn in_list(&self, value: &Sql, list: &[Sql], negated: bool) -> Outcome<Typed> {
        let mut literals = Vec::new();
        for it in list {
            let (_, literal) = self.same_kind(value, it)?;
            if !is_literal(&literal.expr) {
                let what = "a list holds only texts, numbers and days";
                return Err(self.error(it, what).help("join comparisons with OR"));
            }
            literals.push(literal.expr);
        }
        let value = Box::new(self.compile(value)?.expr);
        Ok(flag(Expr::In { value, list: literals, negated }))
    }

    fn is(&self, sql: &Sql, truth: Truth, negated: bool) -> Outcome<Typed> {
        let value = match truth {
            Truth::Null => self.compile(sql)?.expr,
            Truth::True | Truth::False => self.condition(sql)?,
        };
        Ok(flag(Expr::Is { value: Box::new(value), truth, negated }))
    }

    fn unary(&self, whole: &Sql, op: UnaryOperator, sql: &Sql) -> Outcome<Typed> {
        match op {
            UnaryOperator::Not => Ok(flag(Expr::Not(Box::new(self.condition(sql)?)))),
            UnaryOperator::Plus => Ok(number(self.number(sql)?)),
            UnaryOperator::Minus => Ok(number(match self.number(sql)? {
                Expr::Number(it) => Expr::Number(-it),
                other => Expr::Negate(Box::new(other)),
            })),
            other => {
                let what = format!("`{other}` is not part of the language");
                Err(self.error(whole, what).help(LANGUAGE))
            }
        }
    }

    fn arithmetic(&self, how: Arithmetic, left: &Sql, right: &Sql) -> Outcome<Typed> {
        let (a, b) = (self.compile(left)?, self.compile(right)?);
        let additive = matches!(how, Arithmetic::Add | Arithmetic::Subtract);
        let (x, y) = (Box::new(a.expr), Box::new(b.expr));
        match (&a.kind, &b.kind) {
            (ValueKind::Number, ValueKind::Number) => {
                Ok(number(Expr::Arithmetic(how, x, y)))
            }
            (ValueKind::Day, ValueKind::Day) if how == Arithmetic::Subtract => {
                Ok(number(Expr::DaysBetween(x, y)))
            }
            (ValueKind::Day, ValueKind::Number) if additive => {
                Ok(Typed { expr: Expr::Shift(how, x, y), kind: ValueKind::Day })
            }
            (a, b) => {
                let (a, b) = (a.label(), b.label());
                let what = format!("`{}` does not go with {a} and {b}", how.sign());
                let help = "numbers go with numbers; a day minus a day gives days; a day plus \
                            or minus a number gives a day";
                Err(self.error(left, what).help(help))
            }
        }
    }

    fn case(
        &self,
        operand: Option<&Sql>,
        conditions: Vec<(&Sql, &Sql)>,
        otherwise: Option<&Sql>,
    ) -> Outcome<Typed> {
        let mut kind = ValueKind::Missing;
        let mut arms = Vec::new();
        for (condition, result) in conditions {
            let condition = match operand {
                Some(operand) => {
                    self.compare(Comparison::Equal, operand, condition)?.expr
                }
                None => self.condition(condition)?,
            };
            let value = self.compile(result)?;
            kind = self.unite(kind, value.kind, result)?;
            arms.push((condition, value.expr));
        }
        let otherwise = match otherwise {
            Some(result) => {
                let value = self.compile(result)?;
                kind = self.unite(kind, value.kind, result)?;
                Box::new(value.expr)
            }
            None => Box::new(Expr::Null),
        };
        Ok(Typed { expr: Expr::Case { arms, otherwise }, kind })
    }
}

fn flag(expr: Expr) -> Typed {
    Typed { expr, kind: ValueKind::Flag }
}

fn number(expr: Expr) -> Typed {
    Typed { expr, kind: ValueKind::Number }
}

fn is_literal(expr: &Expr) -> bool {
    use Expr::{Code, Day, Flag, Name, Number};
    matches!(expr, Code { .. } | Day(_) | Flag(_) | Name { .. } | Number(_))
}

/// A text between single quotes, as SQL has it.
fn quoted(value: &Value) -> Option<&str> {
    match value {
        Value::SingleQuotedString(text) => Some(text),
        _ => None,
    }
}
