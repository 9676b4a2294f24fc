//! The dialect of an export: what a pipeline declares about its files.
//!
//! In: the names a pipeline uses. Out: typed choices. Never: a default or a guess.

use crate::terms::Day;

/// How the bytes of a CSV file are characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8; a byte order mark is accepted and dropped.
    Utf8,
    /// Windows-1252, what Excel calls plain CSV in western Europe.
    Windows1252,
}

impl Encoding {
    /// The names a pipeline may use.
    pub const NAMES: [(&'static str, Self); 2] =
        [("utf-8", Self::Utf8), ("windows-1252", Self::Windows1252)];
}

/// What stands before the decimals of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decimal {
    /// `88,5`; thousands may have a point: `1.734`.
    Comma,
    /// `88.5`; thousands may have a comma: `1,734`.
    Point,
}

impl Decimal {
    /// The names a pipeline may use.
    pub const NAMES: [(&'static str, Self); 2] = [(",", Self::Comma), (".", Self::Point)];

    /// The decimal mark and the mark between thousands.
    pub(super) fn marks(self) -> (u8, u8) {
        match self {
            Self::Comma => (b',', b'.'),
            Self::Point => (b'.', b','),
        }
    }

    /// A number written with a decimal point, in this notation.
    pub(super) fn localise(self, number: &str) -> String {
        match self {
            Self::Comma => number.replace('.', ","),
            Self::Point => number.to_owned(),
        }
    }

    /// A number as short as it can be written: no exponent, no `.0`.
    pub(super) fn render(self, number: f64) -> String {
        self.localise(&number.to_string())
    }
}

/// How days are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateFormat {
    /// `31-12-2016`, also `1-2-2016`.
    DdMmYyyy,
    /// `2016-12-31`.
    YyyyMmDd,
    /// `20161231`; `20161200` and `20160000` are partial dates.
    Compact,
}

impl DateFormat {
    /// The names a pipeline may use.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("dd-mm-yyyy", Self::DdMmYyyy),
        ("yyyy-mm-dd", Self::YyyyMmDd),
        ("yyyymmdd", Self::Compact),
    ];

    /// Its name in a pipeline.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, it)| *it == self).map_or("", |(name, _)| name)
    }

    /// A day in this notation.
    pub fn render(self, day: Day) -> String {
        let (year, month, date) = day.ymd();
        match self {
            Self::DdMmYyyy => format!("{date:02}-{month:02}-{year:04}"),
            Self::YyyyMmDd => format!("{year:04}-{month:02}-{date:02}"),
            Self::Compact => format!("{year:04}{month:02}{date:02}"),
        }
    }
}

/// Everything a pipeline declares about how a table's files are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// What stands between cells (CSV): one ASCII byte, no quote and no line end.
    pub delimiter: u8,
    /// How bytes are characters (CSV).
    pub encoding: Encoding,
    /// How numbers are written.
    pub decimal: Decimal,
    /// How days are written.
    pub dates: DateFormat,
    /// Title lines before the header (CSV and XLSX).
    pub skip_lines: u32,
    /// A row whose first cell starts with this text ends the data (CSV and XLSX).
    pub footer: Option<String>,
    /// The sheet to read (XLSX); the first when not named.
    pub sheet: Option<String>,
    /// Texts that mean "missing", besides the empty one: `-`, `n.v.t.`.
    pub missing: Vec<String>,
}

impl Dialect {
    /// Whether a cell says that there is no value.
    pub fn is_missing(&self, text: &str) -> bool {
        let text = text.trim();
        text.is_empty() || self.missing.iter().any(|it| it.trim() == text)
    }

    /// Whether a row with this first cell ends the data.
    pub(super) fn is_footer(&self, first_cell: &str) -> bool {
        let starts = |it: &String| first_cell.trim_start().starts_with(it.trim());
        self.footer.as_ref().is_some_and(starts)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::dialect;
    use super::*;

    #[test]
    fn declared_texts_and_white_space_are_missing() {
        let dialect = Dialect { missing: vec!["-".into(), "n.v.t.".into()], ..dialect() };
        for text in ["", "  ", "-", " n.v.t. ", "\u{a0}"] {
            assert!(dialect.is_missing(text), "{text:?}");
        }
        for text in ["0", "--", "N.V.T.", "onbekend"] {
            assert!(!dialect.is_missing(text), "{text:?}");
        }
    }

    #[test]
    fn days_are_rendered_as_declared() {
        let day = Day::new(2016, 2, 1).unwrap();
        assert_eq!(DateFormat::DdMmYyyy.render(day), "01-02-2016");
        assert_eq!(DateFormat::YyyyMmDd.render(day), "2016-02-01");
        assert_eq!(DateFormat::Compact.render(day), "20160201");
    }

    #[test]
    fn whole_numbers_have_no_decimals() {
        assert_eq!(Decimal::Comma.render(2.0), "2");
        assert_eq!(Decimal::Comma.render(88.5), "88,5");
        assert_eq!(Decimal::Point.render(-0.25), "-0.25");
    }
}
