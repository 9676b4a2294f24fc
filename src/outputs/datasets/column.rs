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
    /// As CSV text: decimal point, yyyy-mm-dd, empty for null. A text that a spreadsheet would
    /// run as a formula gets an apostrophe in front.
    pub fn text(&self) -> String {
        let text = match self {
            Self::Text(it) => it.as_deref().map(harmless),
            Self::Whole(it) => it.map(|it| it.to_string()),
            Self::Real(it) => it.map(|it| it.to_string()),
            Self::Date(it) => it.map(|it| it.to_string()),
            Self::Flag(it) => it.map(|it| it.to_string()),
        };
        text.unwrap_or_default()
    }
}

/// What spreadsheets take for the beginning of a formula (OWASP, *CSV Injection*).
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn harmless(text: &str) -> String {
    let is_number = text.parse::<f64>().is_ok();
    if text.starts_with(FORMULA) && !is_number {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// One column of a table whose rows are `T`.
pub struct Column<T> {
    /// Name, labels, unit.
    pub field: Field,
    /// The cell of a row.
    pub content: fn(&T) -> Content,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_that_a_spreadsheet_would_run_is_a_text() {
        let of = |it: &str| Content::Text(Some(it.to_owned())).text();
        assert_eq!(of("=1+1"), "'=1+1");
        assert!(["+31 26", "-x", "@a", "\tb"].iter().all(|it| of(it).starts_with('\'')));
        assert_eq!([of("Oost"), of("a=b"), of("-2")], ["Oost", "a=b", "-2"]);
        assert_eq!(Content::Real(Some(-1.5)).text(), "-1.5");
    }
}
