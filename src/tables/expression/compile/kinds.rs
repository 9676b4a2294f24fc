//! Which kinds go together, and what a text means beside a column.
//!
//! In: two sides of a comparison, two branches of a `CASE`. Out: both of one kind. Never: a
//! text that is silently no code.

use super::{Compiler, Node, Outcome, Side};
use crate::error::nearest;
use crate::tables::expression::Typed;
use crate::tables::expression::error::shown;
use crate::tables::expression::plan::{Expr, ValueKind};
use crate::tables::sets::CodeSet;

impl Compiler<'_> {
    /// Both sides of a comparison, of one kind; a text becomes a code or a name.
    pub(super) fn same_kind(&self, left: Side, right: Side) -> Outcome<(Typed, Typed)> {
        for side in [&left, &right] {
            if side.typed.kind == ValueKind::Missing {
                let what = "comparing with NULL is never true";
                let error = self.error(side.node, what);
                return Err(error.help("write IS NULL or IS NOT NULL"));
            }
        }
        let (mut a, mut b) = (left.typed, right.typed);
        if let Expr::Category(text) = &b.expr {
            b = self.text_beside(&a.kind, text, right.node)?;
        } else if let Expr::Category(text) = &a.expr {
            a = self.text_beside(&b.kind, text, left.node)?;
        }
        self.refuse_incomparable(&a, &b, right.node)?;
        Ok((a, b))
    }

    fn text_beside(&self, other: &ValueKind, text: &str, node: &Node) -> Outcome<Typed> {
        match other {
            ValueKind::Code(set) => self.code(set, text, node),
            ValueKind::Name(column) => {
                let expr = Expr::Name { column, text: text.to_owned() };
                Ok(Typed { expr, kind: ValueKind::Name(column) })
            }
            ValueKind::Day => {
                let what = "a text cannot be compared with a day";
                Err(self.error(node, what).help("write a day as DATE '2020-12-31'"))
            }
            other => {
                let what = format!("a text cannot be compared with {}", other.label());
                let help = match other {
                    ValueKind::Number => "write a number without quotes",
                    _ => "compare a column of codes or names with a text",
                };
                Err(self.error(node, what).help(help))
            }
        }
    }

    fn code(&self, set: &'static CodeSet, text: &str, node: &Node) -> Outcome<Typed> {
        if let Some(expr) = Expr::code(set, text) {
            return Ok(Typed { expr, kind: ValueKind::Code(set) });
        }
        let error =
            self.error(node, format!("{} is not a code of `{}`", shown(text), set.name));
        let all = set.names().collect::<Vec<_>>().join(", ");
        Err(error.help(match nearest(text, set.names()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("the codes are: {all}"),
        }))
    }

    fn refuse_incomparable(&self, a: &Typed, b: &Typed, right: &Node) -> Outcome<()> {
        if a.kind == ValueKind::Key {
            let what = "a key says nothing by its value";
            return Err(self.error(right, what).help("ask only IS NULL or IS NOT NULL"));
        }
        if a.kind == b.kind {
            return Ok(());
        }
        let what =
            format!("{} cannot be compared with {}", a.kind.label(), b.kind.label());
        Err(self.error(right, what))
    }

    /// The kind of a `CASE` that gives both.
    pub(super) fn unite(
        &self,
        so_far: ValueKind,
        next: ValueKind,
        node: &Node,
    ) -> Outcome<ValueKind> {
        match (so_far, next) {
            (ValueKind::Missing, it) | (it, ValueKind::Missing) => Ok(it),
            (ValueKind::Category(mut all), ValueKind::Category(more)) => {
                all.extend(
                    more.into_iter().filter(|it| !all.contains(it)).collect::<Vec<_>>(),
                );
                Ok(ValueKind::Category(all))
            }
            (a, b) if a == b => Ok(a),
            (a, b) => {
                let what =
                    format!("this gives {}, an earlier branch {}", b.label(), a.label());
                Err(self
                    .error(node, what)
                    .help("all branches of a CASE give the same kind"))
            }
        }
    }
}
