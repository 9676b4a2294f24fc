//! Columns: name, labels, unit, and how to get a cell from a row. One list serves CSV and
//! Parquet, so that both hold the same.

use crate::terms::Day;

/// What people and programs read about a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Name in files.
    pub name: &'static str,
    /// Dutch label.
    pub nl: &'static str,
    /// English label.
    pub en: &'static str,
    /// Unit, empty when there is none.
    pub unit: &'static str,
    /// What it holds, in a sentence.
    pub about: &'static str,
}

/// One cell; `None` is null.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Text.
    Text(Option<String>),
    /// A whole number.
    Whole(Option<i64>),
    /// A real number.
    Real(Option<f64>),
    /// A day.
    Date(Option<Day>),
    /// Yes or no.
    Flag(Option<bool>),
}

impl Content {
    /// As CSV text: decimal point, yyyy-mm-dd, empty for null.
    pub fn text(&self) -> String {
        let text = match self {
            Self::Text(it) => it.clone(),
            Self::Whole(it) => it.map(|it| it.to_string()),
            Self::Real(it) => it.map(|it| it.to_string()),
            Self::Date(it) => it.map(|it| it.to_string()),
            Self::Flag(it) => it.map(|it| it.to_string()),
        };
        text.unwrap_or_default()
    }
}

/// One column of a table whose rows are `T`.
pub struct Column<T> {
    /// Name, labels, unit.
    pub field: Field,
    /// The cell of a row.
    pub content: fn(&T) -> Content,
}
