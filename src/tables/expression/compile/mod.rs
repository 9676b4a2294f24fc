//! From the tree to a checked plan.
//!
//! In: text and table. Out: a plan whose kinds are right. Never: a guess (what does not fit
//! is refused at its character), a piece compiled twice, a plan deeper than
//! [`MOST_LEVELS`].

mod kinds;
mod literals;

use super::parser::{self, MOST_LEVELS};
use super::plan::{Arithmetic, Comparison, Expr, Logic, Truth, ValueKind};
use super::syntax::{Node, Syntax};
use super::tokens::MOST_TOKENS;
use super::{ExpressionError, Typed};
use crate::tables::schema::Table;

/// Most steps of the plan that are there again because `BETWEEN` or the operand of a `CASE`
/// asks for them again. As many as an expression has tokens: far above any page.
const MOST_REPEATED: usize = MOST_TOKENS;

type Outcome<T> = Result<T, ExpressionError>;

/// See [`super::parse`].
pub(super) fn compile(text: &str, table: Table) -> Outcome<Typed> {
    let tree = parser::parse(text)?;
    Compiler { text, table, level: 0, n_repeated: 0 }.compile(&tree)
}

struct Compiler<'a> {
    text: &'a str,
    table: Table,
    level: usize,
    n_repeated: usize,
}

/// One side of a comparison: what it gives, and where it is written.
struct Side<'a> {
    typed: Typed,
    node: &'a Node,
}

impl Compiler<'_> {
    fn error(&self, node: &Node, what: impl Into<String>) -> ExpressionError {
        ExpressionError::new(self.text, node.start, what)
    }

    /// The plan of a piece, no deeper than what is left of the levels.
    fn compile(&mut self, node: &Node) -> Outcome<Typed> {
        let n_levels = match node.syntax {
            Syntax::Between { .. } => 3,
            Syntax::Case { operand: Some(_), .. } => 2,
            _ => 1,
        };
        self.level += n_levels;
        if self.level > MOST_LEVELS {
            return Err(parser::too_deep(self.text, node.start));
        }
        let typed = self.typed(node)?;
        self.level -= n_levels;
        Ok(typed)
    }

    fn typed(&mut self, node: &Node) -> Outcome<Typed> {
        match &node.syntax {
            Syntax::Name(name, quoted) => self.column(node, name, *quoted),
            Syntax::Text(text) => {
                let kind = ValueKind::Category(vec![text.clone()]);
                Ok(Typed { expr: Expr::Category(text.clone()), kind })
            }
            Syntax::Number(it) => Ok(number(Expr::Number(*it))),
            Syntax::Flag(it) => Ok(flag(Expr::Flag(*it))),
            Syntax::Null => Ok(Typed { expr: Expr::Null, kind: ValueKind::Missing }),
            Syntax::Day(text) => self.day(node, text),
            Syntax::Compare(how, a, b) => {
                let (a, b) = (self.side(a)?, self.side(b)?);
                self.compare(*how, a, b).map(flag)
            }
            Syntax::Join(how, all) => self.join(*how, all),
            Syntax::Arithmetic(how, a, b) => self.arithmetic(*how, a, b),
            Syntax::Not(it) => Ok(flag(Expr::Not(Box::new(self.condition(it)?)))),
            Syntax::Signed(sign, it) => self.signed(*sign, it),
            Syntax::In { value, list, negated } => self.in_list(value, list, *negated),
            Syntax::Between { value, low, high, negated } => {
                let both = self.between(value, low, high)?;
                Ok(flag(if *negated { Expr::Not(Box::new(both)) } else { both }))
            }
            Syntax::Is { value, truth, negated } => self.is(value, *truth, *negated),
            Syntax::Case { operand, arms, otherwise } => {
                self.case(operand.as_deref(), arms, otherwise.as_deref())
            }
        }
    }

    fn condition(&mut self, node: &Node) -> Outcome<Expr> {
        let typed = self.compile(node)?;
        if typed.kind == ValueKind::Flag {
            return Ok(typed.expr);
        }
        let what =
            format!("this gives {}, where a condition is needed", typed.kind.label());
        Err(self.error(node, what))
    }

    fn side<'n>(&mut self, node: &'n Node) -> Outcome<Side<'n>> {
        Ok(Side { typed: self.compile(node)?, node })
    }

    /// The same once more, for as long as the plan may grow by that.
    fn again<'n>(&mut self, side: &Side<'n>) -> Outcome<Side<'n>> {
        side.typed.expr.visit(&mut |_| self.n_repeated += 1);
        if self.n_repeated <= MOST_REPEATED {
            return Ok(Side { typed: side.typed.clone(), node: side.node });
        }
        let help = "BETWEEN asks twice for its value, CASE once for each WHEN: put fewer of \
                    them inside one another";
        Err(self.error(side.node, "this value is asked for too often").help(help))
    }

    /// `a AND b AND c` becomes one join of three.
    fn join(&mut self, how: Logic, sides: &[Node]) -> Outcome<Typed> {
        let mut all = Vec::new();
        for side in sides {
            match self.condition(side)? {
                Expr::Join(inner, parts) if inner == how => all.extend(parts),
                other => all.push(other),
            }
        }
        Ok(flag(Expr::Join(how, all)))
    }

    fn compare(&self, how: Comparison, a: Side, b: Side) -> Outcome<Expr> {
        let left = a.node;
        let (a, b) = self.same_kind(a, b)?;
        let ordered = matches!(a.kind, ValueKind::Number | ValueKind::Day);
        if how.needs_order() && !ordered {
            let what = format!(
                "{} has no order: `{}` cannot be asked",
                a.kind.label(),
                how.sign()
            );
            return Err(self.error(left, what).help("use = , <> or IN"));
        }
        Ok(Expr::Compare(how, Box::new(a.expr), Box::new(b.expr)))
    }

    fn between(&mut self, value: &Node, low: &Node, high: &Node) -> Outcome<Expr> {
        let value = self.side(value)?;
        let (first, low) = (self.again(&value)?, self.side(low)?);
        let from = self.compare(Comparison::AtLeast, first, low)?;
        let high = self.side(high)?;
        let until = self.compare(Comparison::AtMost, value, high)?;
        Ok(Expr::Join(Logic::And, vec![from, until]))
    }

    fn in_list(&mut self, node: &Node, list: &[Node], negated: bool) -> Outcome<Typed> {
        let mut value = self.side(node)?;
        let mut literals = Vec::new();
        for it in list {
            let literal = self.side(it)?;
            let (typed, literal) = self.same_kind(value, literal)?;
            if !is_literal(&literal.expr) {
                let what = "a list holds only texts, numbers and days";
                return Err(self.error(it, what).help("join comparisons with OR"));
            }
            literals.push(literal.expr);
            value = Side { typed, node };
        }
        let value = Box::new(value.typed.expr);
        Ok(flag(Expr::In { value, list: literals, negated }))
    }

    fn is(&mut self, node: &Node, truth: Truth, negated: bool) -> Outcome<Typed> {
        let value = match truth {
            Truth::Null => self.compile(node)?.expr,
            Truth::True | Truth::False => self.condition(node)?,
        };
        Ok(flag(Expr::Is { value: Box::new(value), truth, negated }))
    }

    fn signed(&mut self, sign: Arithmetic, node: &Node) -> Outcome<Typed> {
        let typed = self.compile(node)?;
        if typed.kind != ValueKind::Number {
            let what =
                format!("this is {}, where a number is needed", typed.kind.label());
            return Err(self.error(node, what));
        }
        Ok(number(match (sign, typed.expr) {
            (Arithmetic::Add, expr) => expr,
            (_, Expr::Number(it)) => Expr::Number(-it),
            (_, expr) => Expr::Negate(Box::new(expr)),
        }))
    }

    fn arithmetic(
        &mut self,
        how: Arithmetic,
        left: &Node,
        right: &Node,
    ) -> Outcome<Typed> {
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
        &mut self,
        operand: Option<&Node>,
        arms: &[(Node, Node)],
        otherwise: Option<&Node>,
    ) -> Outcome<Typed> {
        let operand = operand.map(|it| self.side(it)).transpose()?;
        let mut kind = ValueKind::Missing;
        let mut taken = Vec::new();
        for (condition, result) in arms {
            let condition = match &operand {
                Some(operand) => {
                    let (operand, value) = (self.again(operand)?, self.side(condition)?);
                    self.compare(Comparison::Equal, operand, value)?
                }
                None => self.condition(condition)?,
            };
            taken.push((condition, self.branch(&mut kind, result)?));
        }
        let otherwise = match otherwise {
            Some(result) => self.branch(&mut kind, result)?,
            None => Expr::Null,
        };
        let expr = Expr::Case { arms: taken, otherwise: Box::new(otherwise) };
        Ok(Typed { expr, kind })
    }

    /// What one branch of a `CASE` gives; `kind` is then that of all so far.
    fn branch(&mut self, kind: &mut ValueKind, result: &Node) -> Outcome<Expr> {
        let value = self.compile(result)?;
        let so_far = std::mem::replace(kind, ValueKind::Missing);
        *kind = self.unite(so_far, value.kind, result)?;
        Ok(value.expr)
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
