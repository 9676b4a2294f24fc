//! Columns and literals.

use sqlparser::ast::{DataType, Expr as Sql, Ident, TypedString, Value};

use super::{Compiler, LANGUAGE, Outcome, quoted};
use crate::error::nearest;
use crate::tables::expression::plan::{Expr, ValueKind};
use crate::tables::expression::{PERIOD_UNTIL, Typed};
use crate::tables::schema::Kind;
use crate::terms::Day;

impl Compiler<'_> {
    pub(super) fn column(&self, sql: &Sql, name: &Ident) -> Outcome<Typed> {
        if name.value == PERIOD_UNTIL {
            return Ok(Typed { expr: Expr::PeriodUntil, kind: ValueKind::Day });
        }
        if let Some(column) = self.table.resolve(&name.value) {
            let kind = ValueKind::of(column);
            return Ok(Typed { expr: Expr::Column(column), kind });
        }
        let what = format!("there is no column `{}` in `{}`", name.value, self.table);
        let error = self.error(sql, what);
        let names = self.table.visible().chain([PERIOD_UNTIL]);
        if let Some(near) = nearest(&name.value, names) {
            return Err(error.help(format!("did you mean `{near}`?")));
        }
        let is_code = |it: Kind| match it {
            Kind::Code(set) => set.index(&name.value).is_some(),
            _ => false,
        };
        if name.quote_style.is_some() || self.all_columns().any(|it| is_code(it.kind)) {
            let help = format!("a text stands between single quotes: '{}'", name.value);
            return Err(error.help(help));
        }
        let all = self.table.visible().collect::<Vec<_>>().join(", ");
        Err(error.help(format!("the columns are: {all}")))
    }

    fn all_columns(&self) -> impl Iterator<Item = &'static crate::tables::Column> {
        let parents = self.table.parent().map_or(&[][..], crate::tables::Table::columns);
        self.table.columns().iter().chain(parents)
    }

    pub(super) fn literal(&self, sql: &Sql, value: &Value) -> Outcome<Typed> {
        if let Some(text) = quoted(value) {
            let kind = ValueKind::Category(vec![text.to_owned()]);
            return Ok(Typed { expr: Expr::Category(text.to_owned()), kind });
        }
        match value {
            Value::Number(digits, _) => match digits.parse::<f64>() {
                Ok(it) if it.is_finite() => Ok(super::number(Expr::Number(it))),
                _ => Err(self.error(sql, "this is not a number that can be stored")),
            },
            Value::Boolean(it) => Ok(super::flag(Expr::Flag(*it))),
            Value::Null => Ok(Typed { expr: Expr::Null, kind: ValueKind::Missing }),
            _ => Err(self.error(sql, "this is not part of the language").help(LANGUAGE)),
        }
    }

    pub(super) fn day(&self, sql: &Sql, typed: &TypedString) -> Outcome<Typed> {
        if typed.data_type != DataType::Date {
            let what = format!("`{}` is not part of the language", typed.data_type);
            return Err(self.error(sql, what).help(LANGUAGE));
        }
        if let Some(day) = quoted(&typed.value.value).and_then(Day::parse_iso) {
            return Ok(Typed { expr: Expr::Day(day), kind: ValueKind::Day });
        }
        let error = self.error(sql, "there is no such day");
        Err(error.help("write a day as DATE '2020-12-31'"))
    }
}
