//! The values of single cells: days, partial dates and numbers, as the dialect writes them.
//!
//! In: the text of one cell. Out: a value, or `None` when the text is not written as
//! declared. Never: a second notation tried when the first does not fit.

use super::dialect::{DateFormat, Dialect};
use crate::terms::Day;

impl Dialect {
    /// The day a cell holds. A clock time after the day (`31-12-2016 14:05`) is dropped.
    ///
    /// Returns `None` when the text is no day in the declared notation: `2016-12-31` is no
    /// day where `dd-mm-yyyy` is declared, nor is `30-02-2016`.
    pub fn parse_day(&self, text: &str) -> Option<Day> {
        let day = without_time(text.trim())?.as_bytes();
        let (year, month, date) = match self.dates {
            DateFormat::DdMmYyyy => parts_dmy(day)?,
            DateFormat::YyyyMmDd => match day {
                [year @ .., b'-', m1, m2, b'-', d1, d2] => {
                    (four(year)?, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?)
                }
                _ => return None,
            },
            DateFormat::Compact => parts_compact(day)?,
        };
        Day::new(i32::try_from(year).ok()?, month, date)
    }

    /// The year of a partial date: `20160000` or `20160500`, as Statistics Netherlands
    /// writes a birth date of which the day or the month is not known.
    ///
    /// Returns `None` for a full date, and in any other notation than `yyyymmdd`.
    pub fn parse_partial_year(&self, text: &str) -> Option<i32> {
        if self.dates != DateFormat::Compact {
            return None;
        }
        match parts_compact(text.trim().as_bytes())? {
            (year, 0..=12, 0) => i32::try_from(year).ok(),
            _ => None,
        }
    }

    /// The number a cell holds, with the declared decimal mark; thousands may be marked,
    /// in groups of three: `1.734` and `1734,5` with a decimal comma.
    ///
    /// Returns `None` for anything else: `88.5` is no number where a comma is declared,
    /// nor are `1.73`, `0.123`, `,5`, `1e3` and `12 %`.
    pub fn parse_number(&self, text: &str) -> Option<f64> {
        let text = text.trim();
        let (decimal, thousands) = self.decimal.marks();
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text).as_bytes();
        let mut parts = unsigned.splitn(2, |it| *it == decimal);
        let whole = parts.next()?;
        let decimals = parts.next();
        let is_number = |it: &[u8]| !it.is_empty() && it.iter().all(u8::is_ascii_digit);
        let grouped = whole.contains(&thousands);
        if !decimals.is_none_or(is_number)
            || !(is_number(whole) || grouped && is_grouped(whole, thousands))
        {
            return None;
        }
        if decimal == b'.' && !grouped {
            return text.parse().ok().map(|it: f64| it + 0.0);
        }
        let plain: String = text
            .bytes()
            .filter(|it| *it != thousands)
            .map(|it| if it == decimal { '.' } else { char::from(it) })
            .collect();
        // Adding zero turns -0 into 0, so that no figure prints as "-0".
        plain.parse().ok().map(|it: f64| it + 0.0)
    }
}

/// One to three digits (not starting with 0), then groups of exactly three.
fn is_grouped(whole: &[u8], thousands: u8) -> bool {
    let mut groups = whole.split(|it| *it == thousands);
    let first = groups.next().unwrap_or_default();
    let are_digits = |it: &[u8]| it.iter().all(u8::is_ascii_digit);
    matches!(first.len(), 1..=3)
        && first[0] != b'0'
        && are_digits(first)
        && groups.all(|it| it.len() == 3 && are_digits(it))
}

/// The text up to a well-formed clock time; `None` when something else follows.
fn without_time(text: &str) -> Option<&str> {
    let Some(at) = text.find([' ', 'T']) else {
        return Some(text);
    };
    let (day, time) = (&text[..at], &text[at + 1..]);
    let (clock, fraction) = time.split_once(['.', ',']).unwrap_or((time, "0"));
    let limits = [24, 60, 60];
    let n_parts = clock.split(':').count();
    let fits = |(part, limit): (&str, u32)| {
        matches!(part.len(), 1..=2)
            && digits(part.as_bytes()).is_some_and(|it| it < limit)
    };
    let well_formed = (2..=3).contains(&n_parts)
        && clock.split(':').zip(limits).all(fits)
        && !fraction.is_empty()
        && fraction.bytes().all(|it| it.is_ascii_digit());
    well_formed.then_some(day)
}

fn parts_dmy(text: &[u8]) -> Option<(u32, u32, u32)> {
    let mut parts = text.split(|it| *it == b'-');
    let (date, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |it: &[u8]| matches!(it.len(), 1..=2);
    if parts.next().is_some() || !short(date) || !short(month) {
        return None;
    }
    Some((four(year)?, digits(month)?, digits(date)?))
}

fn parts_compact(text: &[u8]) -> Option<(u32, u32, u32)> {
    if text.len() != 8 {
        return None;
    }
    Some((four(&text[..4])?, digits(&text[4..6])?, digits(&text[6..])?))
}

fn four(text: &[u8]) -> Option<u32> {
    if text.len() == 4 { digits(text) } else { None }
}

/// A number of a few digits.
fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |sum, it| {
        it.is_ascii_digit().then(|| sum * 10 + u32::from(it - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::super::dialect::Decimal;
    use super::super::samples::dialect;
    use super::*;

    #[track_caller]
    fn check_day(dates: DateFormat, text: &str, want: Option<&str>) {
        let day = Dialect { dates, ..dialect() }.parse_day(text);
        assert_eq!(day.map(|it| it.to_string()).as_deref(), want, "{text}");
    }

    #[track_caller]
    fn check_number(decimal: Decimal, text: &str, want: Option<f64>) {
        assert_eq!(Dialect { decimal, ..dialect() }.parse_number(text), want, "{text}");
    }

    #[test]
    fn days_are_read_only_as_declared() {
        use DateFormat::{Compact, DdMmYyyy, YyyyMmDd};
        check_day(DdMmYyyy, "31-12-2016", Some("2016-12-31"));
        check_day(DdMmYyyy, " 1-2-2016 ", Some("2016-02-01"));
        check_day(DdMmYyyy, "01-02-2016 00:00", Some("2016-02-01"));
        check_day(DdMmYyyy, "01-02-2016 23:59:59.123", Some("2016-02-01"));
        check_day(YyyyMmDd, "2016-02-01T08:00:00", Some("2016-02-01"));
        check_day(Compact, "20160201", Some("2016-02-01"));
        check_day(DdMmYyyy, "31-12-9999", Some("9999-12-31"));
        let wrong = [
            (DdMmYyyy, "2016-12-31"),
            (DdMmYyyy, "30-02-2016"),
            (DdMmYyyy, "01-02-16"),
            (DdMmYyyy, "01/02/2016"),
            (DdMmYyyy, "01-02-2016 25:00"),
            (DdMmYyyy, "01-02-2016T23:00:00Z"),
            (DdMmYyyy, "001-2-2016"),
            (DdMmYyyy, ""),
            (YyyyMmDd, "2016-2-1"),
            (YyyyMmDd, "31-12-2016"),
            (Compact, "2016021"),
            (Compact, "20160000"),
        ];
        for (dates, text) in wrong {
            check_day(dates, text, None);
        }
    }

    #[test]
    fn a_date_without_day_or_month_still_gives_its_year() {
        let compact = Dialect { dates: DateFormat::Compact, ..dialect() };
        assert_eq!(compact.parse_partial_year("20090000"), Some(2009));
        assert_eq!(compact.parse_partial_year("20090500"), Some(2009));
        assert_eq!(compact.parse_partial_year("20090517"), None);
        assert_eq!(compact.parse_partial_year("20091300"), None);
        assert_eq!(dialect().parse_partial_year("20090000"), None);
    }

    #[test]
    fn numbers_are_read_only_as_declared() {
        use Decimal::{Comma, Point};
        check_number(Comma, "1.734", Some(1734.0));
        check_number(Comma, "1.234.567,5", Some(1_234_567.5));
        check_number(Comma, " -88,0 ", Some(-88.0));
        check_number(Comma, "1734", Some(1734.0));
        check_number(Point, "1,734.25", Some(1734.25));
        check_number(Point, "0.5", Some(0.5));
        for text in ["88.5", "1.73", "0.123", ",5", "5,", "1e3", "12 %", "1..734", ""] {
            check_number(Comma, text, None);
        }
        for text in ["88,5", "1,73,456", ".5", "inf", "nan", "--1", "1 734"] {
            check_number(Point, text, None);
        }
        assert!(dialect().parse_number("-0").unwrap().is_sign_positive());
    }
}
