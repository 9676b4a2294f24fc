//! Which kinds go together, and what a text means beside a column.

use sqlparser::ast::Expr as Sql;

use super::{Compiler, Outcome};
use crate::error::nearest;
use crate::tables::expression::Typed;
use crate::tables::expression::plan::{Expr, ValueKind};
use crate::tables::sets::CodeSet;

impl Compiler<'_> {
    /// Both sides of a comparison, of one kind; a text becomes a code or a name.
    pub(super) fn same_kind(&self, left: &Sql, right: &Sql) -> Outcome<(Typed, Typed)> {
        let (mut a, mut b) = (self.compile(left)?, self.compile(right)?);
        for (side, sql) in [(&a, left), (&b, right)] {
            if side.kind == ValueKind::Missing {
                let what = "comparing with NULL is never true";
                return Err(self.error(sql, what).help("write IS NULL or IS NOT NULL"));
            }
        }
        if let Expr::Category(text) = &b.expr {
            b = self.text_beside(&a.kind, text, right)?;
        } else if let Expr::Category(text) = &a.expr {
            a = self.text_beside(&b.kind, text, left)?;
        }
        self.refuse_incomparable(&a, &b, right)?;
        Ok((a, b))
    }

    fn text_beside(&self, other: &ValueKind, text: &str, sql: &Sql) -> Outcome<Typed> {
        match other {
            ValueKind::Code(set) => self.code(set, text, sql),
            ValueKind::Name(column) => {
                let expr = Expr::Name { column, text: text.to_owned() };
                Ok(Typed { expr, kind: ValueKind::Name(column) })
            }
            ValueKind::Day => {
                let what = "a text cannot be compared with a day";
                Err(self.error(sql, what).help("write a day as DATE '2020-12-31'"))
            }
            other => {
                let what = format!("a text cannot be compared with {}", other.label());
                let help = match other {
                    ValueKind::Number => "write a number without quotes",
                    _ => "compare a column of codes or names with a text",
                };
                Err(self.error(sql, what).help(help))
            }
        }
    }

    fn code(&self, set: &'static CodeSet, text: &str, sql: &Sql) -> Outcome<Typed> {
        if let Some(expr) = Expr::code(set, text) {
            return Ok(Typed { expr, kind: ValueKind::Code(set) });
        }
        let error = self.error(sql, format!("`{text}` is not a code of `{}`", set.name));
        let all = set.names().collect::<Vec<_>>().join(", ");
        Err(error.help(match nearest(text, set.names()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("the codes are: {all}"),
        }))
    }

    fn refuse_incomparable(&self, a: &Typed, b: &Typed, right: &Sql) -> Outcome<()> {
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
        sql: &Sql,
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
                    .error(sql, what)
                    .help("all branches of a CASE give the same kind"))
            }
        }
    }
}
