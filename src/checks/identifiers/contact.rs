//! E-mail addresses and Dutch telephone numbers, as cells and inside text.
//!
//! In: the cells of a column. Out: the share that has one. Never: an address or a number.
//! Bare numbers of ten digits may be numbers of a trajectory: of those only mobile numbers
//! count, and only when most cells have one.

use super::cells::Cells;
use super::shape::Shape;
use super::text::{is_edge, share};

/// So many written telephone numbers are no chance.
const ENOUGH: usize = 3;
/// So many bare landlines are believed beside one number that is certain.
const CERTAIN_IN: usize = 3;
/// Area codes of three digits; all others have four.
const SHORT_AREAS: [&str; 32] = [
    "010", "013", "014", "015", "020", "023", "024", "026", "030", "033", "035", "036",
    "038", "040", "043", "045", "046", "050", "053", "055", "058", "070", "071", "072",
    "073", "074", "075", "076", "077", "078", "079", "085",
];

/// The proof that a column holds e-mail addresses: one is enough.
pub(super) fn email_proof(cells: &Cells) -> Option<String> {
    let holds = |it: &str| it.split(ends_address).any(is_email);
    let hits = cells.hits(Shape::could_be_email, holds);
    (hits > 0).then(|| format!("{} hold an e-mail address", share(hits, cells.n)))
}

fn ends_address(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"')
}

fn is_email(word: &str) -> bool {
    let word = word.trim_matches(['.', '\'', '[', ']']);
    let Some((local, domain)) = word.split_once('@') else { return false };
    let Some((host, top)) = domain.rsplit_once('.') else { return false };
    let is_host = |it: char| it.is_alphanumeric() || it == '-' || it == '.';
    !local.is_empty()
        && !host.is_empty()
        && host.chars().all(is_host)
        && top.len() >= 2
        && top.chars().all(char::is_alphabetic)
}

/// The proof that a column holds telephone numbers. Ten bare digits of a landline count only
/// beside numbers that are telephone numbers for certain.
pub(super) fn phone_proof(of: &Cells) -> Option<String> {
    let written = of.hits(Shape::could_be_phone, has_written_phone);
    let certain = written + of.hits(Shape::could_be_phone, is_bare_mobile);
    let landlines = of.hits(Shape::could_be_phone, is_bare_landline);
    let with_digits = of.hits(Shape::has_digits, |_| true);
    let hits =
        if CERTAIN_IN * certain >= landlines { certain + landlines } else { certain };
    let all = certain > 0 && hits == of.n && !of.is_part;
    let proves = all || written >= ENOUGH || (hits >= ENOUGH && 2 * hits > with_digits);
    proves.then(|| format!("{} hold a telephone number", share(hits, of.n)))
}

/// Telephone numbers that are certain by their form; one of them is no proof.
pub(super) fn has_phone(cell: &str) -> bool {
    has_written_phone(cell) || is_bare_mobile(cell)
}

fn is_ten_digits(cell: &str) -> bool {
    cell.len() == 10 && cell.bytes().all(|it| it.is_ascii_digit())
}

fn is_bare_landline(cell: &str) -> bool {
    is_ten_digits(cell)
        && cell.starts_with('0')
        && matches!(cell.as_bytes()[1], b'1'..=b'5' | b'7')
}

fn is_bare_mobile(cell: &str) -> bool {
    is_ten_digits(cell) && is_mobile(cell)
}

/// `06` and eight digits of a range that is given out to people.
fn is_mobile(digits: &str) -> bool {
    digits.len() == 10
        && digits
            .strip_prefix("06")
            .is_some_and(|it| it.starts_with(['1', '2', '3', '4', '5', '8']))
}

/// A number written as telephone numbers are: with a separator or with `+31`, `0031`.
fn has_written_phone(text: &str) -> bool {
    text.char_indices().any(|(at, letter)| {
        let (before, rest) = text.split_at(at);
        matches!(letter, '+' | '0' | '(')
            && is_edge(before.chars().next_back())
            && !before.ends_with(['-', '+', '.', '/', ','])
            && starts_with_phone(rest)
    })
}

fn starts_with_phone(text: &str) -> bool {
    let end = text
        .find(|it: char| {
            !it.is_ascii_digit() && !matches!(it, ' ' | '-' | '(' | ')' | '+')
        })
        .unwrap_or(text.len());
    let (number, after) = text.split_at(end);
    is_edge(after.chars().next())
        && !after.starts_with(['.', '/', ':'])
        && is_written(number)
        || is_edge(after.chars().next())
            && after.strip_prefix('.').is_some_and(|it| is_edge(it.chars().next()))
            && is_written(number)
}

fn is_written(number: &str) -> bool {
    let number = number.trim_end();
    let abroad = ["+31", "0031"].iter().find_map(|it| number.strip_prefix(it));
    if let Some(rest) = abroad {
        let digits = digits_of(&rest.replacen("(0)", "", 1));
        return digits.trim_start_matches('0').len() == 9;
    }
    let digits = digits_of(number);
    if digits.len() != 10 || digits.len() == number.len() {
        return false;
    }
    let number = number.trim_start_matches('(');
    let area: String = number.chars().take_while(char::is_ascii_digit).collect();
    let subscriber = digits.strip_prefix(&area).unwrap_or("");
    let is_area = match area.len() {
        2 => is_mobile(&digits),
        3 => SHORT_AREAS.contains(&area.as_str()),
        4 => {
            let is_short = SHORT_AREAS.iter().any(|it| area.starts_with(it));
            !is_short && area.starts_with(['0']) && !area.starts_with("00")
        }
        _ => false,
    };
    is_area && (area.len() == 2 || !subscriber.starts_with('0'))
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email_proof(cells: &[&str]) -> Option<String> {
        super::email_proof(&Cells::all(cells))
    }

    fn phone_proof(cells: &[&str]) -> Option<String> {
        super::phone_proof(&Cells::all(cells))
    }

    #[test]
    fn one_email_address_is_enough() {
        for cell in
            ["a.b@example.org", "mail naar <x@example.nl>.", "MAILTO:x@sub.example.nl"]
        {
            assert!(email_proof(&["geen", cell]).is_some(), "{cell}");
        }
        for cell in ["@home", "3 @ 2.50", "a@b", "x@1.2", "@example.nl"] {
            assert_eq!(email_proof(&[cell]), None, "{cell}");
        }
    }

    #[test]
    fn telephone_numbers_are_found_as_people_write_them() {
        // 06-12345678 and the like: the numbers of examples everywhere.
        for cell in [
            "06-12345678",
            "06 12 34 56 78",
            "+31 6 12345678",
            "+31(0)612345678",
            "0031612345678",
            "020-2345678",
            "0570-234567",
            "(0570) 234567",
            "bel moeder op 06-12345678.",
            "0612345678",
        ] {
            assert!(phone_proof(&[cell]).is_some(), "{cell}");
        }
    }

    #[test]
    fn three_numbers_mobile_and_landline_are_proof_however_they_are_written() {
        for cells in [
            ["0612345678", "0302345678", "0263512345"],
            ["06-12345678", "020-1234567", "0301234567"],
            ["0612345678", "026 123 45 67", "+31 20 1234567"],
        ] {
            assert!(phone_proof(&cells).is_some(), "{cells:?}");
            let beside = [&cells[..], &["geen"; 9]].concat();
            assert!(phone_proof(&beside).is_some(), "{cells:?}");
        }
        assert_eq!(phone_proof(&["0302345678", "0263512345", "0201234567"]), None);
    }

    #[test]
    fn dates_and_trajectory_numbers_are_no_telephone_numbers() {
        for cell in [
            "04-01-2016",
            "2016-01-04",
            "2016-01-04 00:00:00",
            "01-02-2016 10:30",
            "0000012345",
            "0512345678",
            "0202-000123",
            "2016-0612345",
            "T0000001",
            "0001-06-12345678",
            "06",
            "0,612345678",
        ] {
            assert_eq!(phone_proof(&[cell]), None, "{cell}");
        }
        let numbers: Vec<String> =
            (0..40).map(|it| format!("06{:08}", 5_999_980 + it)).collect();
        let cells: Vec<&str> = numbers.iter().map(String::as_str).collect();
        assert_eq!(phone_proof(&cells), None);
    }
}
