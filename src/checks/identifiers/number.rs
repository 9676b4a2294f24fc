//! Numbers that could be a citizen service number (BSN), however they are written in a cell.
//!
//! In: a cell, plainly written. Out: every number of eight or nine digits in it, with where it
//! stands. Never: a date as a number. Source: iStandaarden, basisschema iJw 3.2, type BSN.

use super::birth::is_compact_date;
use super::text::digit_runs;

/// Factors of the eleven-test, first digit first.
const FACTORS: [i32; 9] = [9, 8, 7, 6, 5, 4, 3, 2, -1];
/// Words after which a number that passes is a BSN.
const MARKS: [&str; 5] =
    ["bsn", "bsnnummer", "sofi", "sofinummer", "burgerservicenummer"];
/// What people write between the digits of one number.
const BETWEEN: [char; 6] = ['.', ' ', '-', '/', '_', ','];
/// The longest word before or after a number in a key: `trajectnummer_999900006`.
const LONGEST_PREFIX: usize = 16;

/// Where in its cell a number stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// It is the cell, perhaps with letters around it.
    Whole = 0,
    /// In a text.
    Inside = 1,
    /// First, with one to three digits after it.
    BeforeOthers = 2,
    /// Last, with one to three digits before it.
    AfterOthers = 3,
}

/// A number in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// Nine digits.
    pub(super) digits: String,
    /// How many of these were written: eight when a zero was lost.
    pub(super) n_written: usize,
    /// Where it stands.
    pub(super) stands: Stands,
    /// Letters stand before or behind it.
    pub(super) has_prefix: bool,
    /// The text says that it is a BSN.
    pub(super) is_marked: bool,
}

impl Number {
    fn of(digits: &str, stands: Stands) -> Option<Self> {
        let (n_written, has_prefix, is_marked) = (digits.len(), false, false);
        let digits = nine_digits(digits)?;
        Some(Self { digits, n_written, stands, has_prefix, is_marked })
    }
}

/// Every number in a cell: the cell as a whole, else those inside its text.
pub(super) fn numbers_of(cell: &str) -> Vec<Number> {
    let cell = without_decimals(cell);
    let expanded = expand(cell);
    let cell = expanded.as_deref().unwrap_or(cell);
    let whole = of_whole(cell);
    if whole.is_empty() { inside(cell) } else { whole }
}

/// `999900006.00` without its decimals.
fn without_decimals(cell: &str) -> &str {
    let parts = cell.rsplit_once(['.', ',']);
    match parts {
        Some((number, decimals))
            if decimals.len() <= 2
                && decimals.bytes().all(|it| it == b'0')
                && number.bytes().all(|it| it.is_ascii_digit()) =>
        {
            number
        }
        _ => cell,
    }
}

/// `9.99900006E+08` in full.
fn expand(cell: &str) -> Option<String> {
    let (mantissa, exponent) = cell.split_once(['e', 'E'])?;
    let (first, rest) = mantissa.split_once(['.', ','])?;
    let exponent: usize = exponent.trim_start_matches('+').parse().ok()?;
    let is_number = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    let fits = first.len() == 1
        && is_number(first)
        && is_number(rest)
        && matches!(exponent, 7 | 8)
        && rest.len() <= exponent;
    fits.then(|| format!("{first}{rest:0<exponent$}"))
}

/// Numbers of a cell that is one number, perhaps with letters before or behind it. With
/// separators only nine digits count: eight are a date (`04-01-2016`).
fn of_whole(cell: &str) -> Vec<Number> {
    let is_digit = |it: char| it.is_ascii_digit();
    let (Some(first), Some(last)) = (cell.find(is_digit), cell.rfind(is_digit)) else {
        return Vec::new();
    };
    let (before, core, after) = (&cell[..first], &cell[first..=last], &cell[last + 1..]);
    if !is_prefix(before) || !is_prefix(after) || is_marked(before) {
        return Vec::new();
    }
    let has_prefix = !(before.is_empty() && after.is_empty());
    let digits: String = core.chars().filter(|it| !BETWEEN.contains(it)).collect();
    let is_bare = digits.len() == core.len();
    let found = match digits.len() {
        9 => vec![Number::of(&digits, Stands::Whole)],
        8 if is_bare => vec![Number::of(&digits, Stands::Whole)],
        n @ 10..=12 if is_bare => {
            let (head, tail) = (digits.get(..9), digits.get(n - 9..));
            let head = head.and_then(|it| Number::of(it, Stands::BeforeOthers));
            vec![head, tail.and_then(|it| Number::of(it, Stands::AfterOthers))]
        }
        _ => Vec::new(),
    };
    found.into_iter().flatten().map(|it| Number { has_prefix, ..it }).collect()
}

/// A word without spaces and digits.
fn is_prefix(text: &str) -> bool {
    let fits = |it: char| it.is_alphabetic() || "_-.:#/()".contains(it);
    text.chars().count() <= LONGEST_PREFIX && text.chars().all(fits)
}

/// Nine digits; eight get the zero back that spreadsheets drop. A date is no number.
fn nine_digits(digits: &str) -> Option<String> {
    let is_number = digits.bytes().all(|it| it.is_ascii_digit());
    match digits.len() {
        _ if !is_number => None,
        9 => Some(digits.to_owned()),
        8 if digits.bytes().all(|it| it == b'0') => Some("000000000".to_owned()),
        8 if !is_compact_date(digits) => Some(format!("0{digits}")),
        _ => None,
    }
}

/// The numbers inside a text.
fn inside(text: &str) -> Vec<Number> {
    let mut numbers = Vec::new();
    for (before, digits, after) in digit_runs(text) {
        let is_marked = is_marked(before);
        let joined = if is_marked { joined(digits, after) } else { None };
        let is_whole = joined.is_some() || is_edge(after.chars().next());
        let digits = joined.as_deref().unwrap_or(digits);
        let stands_free = is_marked || is_edge(before.chars().next_back());
        if is_whole && stands_free {
            let number = Number::of(digits, Stands::Inside);
            numbers.extend(number.map(|it| Number { is_marked, ..it }));
        }
    }
    numbers
}

/// Nine digits from here on with separators between: `9999.00.006`.
fn joined(digits: &str, after: &str) -> Option<String> {
    let mut all = digits.to_owned();
    let mut rest = after.chars().peekable();
    while let Some(it) = rest.next_if(|it| it.is_ascii_digit() || BETWEEN.contains(it)) {
        all.extend(Some(it).filter(char::is_ascii_digit));
        if all.len() == 9 {
            break;
        }
    }
    let ends = rest.peek().is_none_or(|it| !it.is_alphanumeric());
    (all.len() == 9 && ends).then_some(all)
}

/// No letter or digit touches the number on this side.
fn is_edge(neighbour: Option<char>) -> bool {
    neighbour.is_none_or(|it| !it.is_alphanumeric())
}

/// The last word before the number is a mark: `BSN: `, `bsn-nr. `, `BSN`.
fn is_marked(before: &str) -> bool {
    let before = before.to_lowercase();
    let mut words =
        before.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
    match words.next_back() {
        Some("nr" | "nummer" | "is") => {
            words.next_back().is_some_and(|it| MARKS.contains(&it))
        }
        Some(last) => MARKS.contains(&last),
        None => false,
    }
}

/// The eleven-test: 9a + 8b + 7c + 6d + 5e + 4f + 3g + 2h − i is a multiple of 11.
pub(super) fn passes(number: &str) -> bool {
    let digits = number.bytes().map(|it| i32::from(it.saturating_sub(b'0')));
    number.len() == 9
        && digits.zip(FACTORS).map(|(digit, factor)| digit * factor).sum::<i32>() % 11
            == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleven_test_agrees_with_the_known_numbers() {
        for valid in ["123456782", "111222333", "999900006", "999999990", "000000000"] {
            assert!(passes(valid), "{valid}");
        }
        for invalid in ["123456789", "999999999", "12345678", ""] {
            assert!(!passes(invalid), "{invalid}");
        }
    }

    #[test]
    fn a_number_is_found_however_it_is_written() {
        for cell in [
            "999900006",
            "999900006.0",
            "999900006,00",
            "9999.00.006",
            "999 900 006",
            "999-900-006",
            "999/900/006",
            "999_900_006",
            "9.99900006E+08",
            "9,99900006e8",
            "P999900006",
            "p-999.900.006",
            "client_999900006",
            "999900006A",
            "(999900006)",
        ] {
            let found = numbers_of(cell);
            assert_eq!(found.len(), 1, "{cell}");
            assert_eq!(
                (found[0].stands, &*found[0].digits),
                (Stands::Whole, "999900006")
            );
        }
        for cell in ["zie 999900006, gebeld", "999900006-01 x", "x_999900006_1 y"] {
            assert!(numbers_of(cell).iter().any(|it| it.digits == "999900006"), "{cell}");
        }
        let with_follow = numbers_of("99990000601");
        assert_eq!(with_follow[0].digits, "999900006");
        assert_eq!(with_follow[0].stands, Stands::BeforeOthers);
        let after_zeros = numbers_of("00999900006");
        assert_eq!(after_zeros[1].digits, "999900006");
    }

    #[test]
    fn a_lost_zero_is_given_back_but_a_date_is_no_number() {
        assert_eq!(nine_digits("12345678").as_deref(), Some("012345678"));
        assert_eq!(numbers_of("1.2345678E+07")[0].digits, "012345678");
        for date in ["20160104", "04012016", "31121999", "04-01-2016", "2016/01/04"] {
            assert_eq!(numbers_of(date), [], "{date}");
        }
    }

    #[test]
    fn a_mark_makes_the_digits_behind_it_one_number() {
        for text in ["BSN 9999.00.006", "bsn: 999 900 006, moeder", "BSN999900006"] {
            let found = numbers_of(text);
            assert!(found.iter().any(|it| it.is_marked && it.digits == "999900006"));
        }
        assert!(numbers_of("bsn onbekend").is_empty());
    }
}
