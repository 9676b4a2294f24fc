//! Columns and days.
//!
//! In: a name or the text of a day. Out: the column or day it means. Never: a name that was
//! mended silently.

use super::{Compiler, Node, Outcome};
use crate::error::nearest;
use crate::tables::Column;
use crate::tables::expression::error::shown;
use crate::tables::expression::plan::{Expr, ValueKind};
use crate::tables::expression::{PERIOD_UNTIL, Typed};
use crate::tables::schema::{Kind, Table};
use crate::terms::Day;

impl Compiler<'_> {
    pub(super) fn column(&self, node: &Node, name: &str, quoted: bool) -> Outcome<Typed> {
        if name == PERIOD_UNTIL {
            return Ok(Typed { expr: Expr::PeriodUntil, kind: ValueKind::Day });
        }
        if let Some(column) = self.table.resolve(name) {
            let kind = ValueKind::of(column);
            return Ok(Typed { expr: Expr::Column(column), kind });
        }
        let what = format!("there is no column {} in `{}`", shown(name), self.table);
        let error = self.error(node, what);
        let names = self.table.visible().chain([PERIOD_UNTIL]);
        if let Some(near) = nearest(name, names) {
            return Err(error.help(format!("did you mean `{near}`?")));
        }
        let is_code = |it: Kind| match it {
            Kind::Code(set) => set.index(name).is_some(),
            _ => false,
        };
        if quoted || self.all_columns().any(|it| is_code(it.kind)) {
            let help = format!("a text stands between single quotes: '{name:.40}'");
            return Err(error.help(help));
        }
        let all = self.table.visible().collect::<Vec<_>>().join(", ");
        Err(error.help(format!("the columns are: {all}")))
    }

    fn all_columns(&self) -> impl Iterator<Item = &'static Column> {
        let parents = self.table.parent().map_or(&[][..], Table::columns);
        self.table.columns().iter().chain(parents)
    }

    pub(super) fn day(&self, node: &Node, text: &str) -> Outcome<Typed> {
        match Day::parse_iso(text) {
            Some(day) if day.to_string() == text => {
                Ok(Typed { expr: Expr::Day(day), kind: ValueKind::Day })
            }
            _ => {
                let error = self.error(node, "there is no such day");
                Err(error.help("write a day as DATE '2020-12-31'"))
            }
        }
    }
}
