//! E-mail addresses, phone and account numbers, full postcodes, birth dates: by content.
//!
//! In: the values of a column. Out: the rule it breaks, with the share. Never: a refusal
//! for something that only looks a bit like it; what is unmistakable (e-mail, a Dutch
//! account number) needs one value, the rest needs several.

use std::collections::BTreeSet;

use super::rule::{Found, Rule, share};

/// Fewest different values of a shape that make a column one of them.
const FEWEST: usize = 3;
/// Smallest part of the values that must have the shape: one in five.
const ONE_IN: usize = 5;

/// Looks for contact details.
pub(super) fn find(values: &[&str]) -> Option<Found> {
    find_any(values, Rule::Email, has_email)
        .or_else(|| find_any(values, Rule::Iban, has_dutch_iban))
        .or_else(|| find_any(values, Rule::BirthDate, tells_birth_date))
        .or_else(|| find_many(values, Rule::Iban, ONE_IN, is_iban))
        .or_else(|| find_many(values, Rule::Phone, ONE_IN, is_phone))
        .or_else(|| find_many(values, Rule::Postcode, ONE_IN, is_postcode))
        .or_else(|| find_many(values, Rule::Postcode, 2, has_postcode))
}

/// Looks for full dates, under a header that speaks of birth.
pub(super) fn find_full_dates(values: &[&str]) -> Option<Found> {
    find_many(values, Rule::BirthDate, 2, is_full_date)
}

/// True when the text is by itself a contact detail.
pub(super) fn is_contact(text: &str) -> bool {
    has_email(text) || is_iban(text) || is_phone(text) || is_postcode(text)
}

fn find_any(values: &[&str], rule: Rule, has: fn(&str) -> bool) -> Option<Found> {
    let n_found = values.iter().filter(|it| has(it)).count();
    (n_found > 0).then(|| Found::new(rule, share(n_found, values.len(), "values")))
}

fn find_many(
    values: &[&str],
    rule: Rule,
    one_in: usize,
    is: fn(&str) -> bool,
) -> Option<Found> {
    let found: Vec<&str> = values.iter().copied().filter(|it| is(it)).collect();
    let n_different = found.iter().collect::<BTreeSet<_>>().len();
    let enough = n_different >= FEWEST && found.len() * one_in >= values.len();
    enough.then(|| Found::new(rule, share(found.len(), values.len(), "values")))
}

/// An e-mail address anywhere in the text: word @ domain with a dot and a letter ending.
fn has_email(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let domain: &str = text[at + 1..]
            .split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-')
            .next()
            .unwrap_or_default();
        let domain = domain.trim_end_matches(['.', '-']);
        let ending = domain.rsplit_once('.').map_or("", |(_, it)| it);
        before && ending.chars().count() >= 2 && ending.chars().all(char::is_alphabetic)
    })
}

/// An account number with two right check digits (ISO 13616, mod 97 of ISO 7064).
fn is_iban(text: &str) -> bool {
    let compact = compact(text);
    let shape = compact.len() >= 15
        && compact.len() <= 34
        && compact[..2].iter().all(u8::is_ascii_alphabetic)
        && compact[2..4].iter().all(u8::is_ascii_digit)
        && compact.iter().all(u8::is_ascii_alphanumeric);
    shape && checks_mod_97(&compact)
}

/// A Dutch account number anywhere in the text, with or without spaces.
fn has_dutch_iban(text: &str) -> bool {
    /// Characters of a Dutch account number: NL, 2 digits, 4 letters, 10 digits.
    const LENGTH: usize = 18;
    compact(text).windows(LENGTH).any(|it| {
        it.starts_with(b"NL")
            && it[4..8].iter().all(u8::is_ascii_alphabetic)
            && it[2..4].iter().chain(&it[8..]).all(u8::is_ascii_digit)
            && checks_mod_97(it)
    })
}

fn compact(text: &str) -> Vec<u8> {
    let bytes = text.bytes().filter(|it| !matches!(it, b' ' | b'.' | b'-'));
    bytes.map(|it| it.to_ascii_uppercase()).collect()
}

fn checks_mod_97(iban: &[u8]) -> bool {
    let turned = iban[4..].iter().chain(&iban[..4]);
    let rest = turned.fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte.saturating_sub(b'A')) + 10) % 97,
    });
    rest == 1
}

/// A Dutch phone number: ten digits from 0, or +31 and nine. Bare digits only when they
/// are a mobile number: trajectory numbers may have ten digits too.
fn is_phone(text: &str) -> bool {
    let (mut digits, mut separated) = (String::new(), false);
    for (index, c) in text.chars().enumerate() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if index == 0 => {}
            ' ' | '-' | '(' | ')' | '.' | '/' => separated = true,
            _ => return false,
        }
    }
    let abroad = text.starts_with("+31") || text.starts_with("0031");
    let home = match digits.strip_prefix("00").unwrap_or(&digits).strip_prefix("31") {
        Some(rest) if abroad => format!("0{}", rest.trim_start_matches('0')),
        _ => digits,
    };
    let bytes = home.as_bytes();
    let shape = bytes.len() == 10 && bytes[0] == b'0' && bytes[1] != b'0';
    let mobile = shape && bytes[1] == b'6' && matches!(bytes[2], b'1'..=b'5' | b'8');
    mobile || shape && (abroad || separated)
}

/// Four digits, not from 0, and two letters (never SA, SD or SS), in any case.
fn is_postcode(text: &str) -> bool {
    let bytes: Vec<u8> = text.bytes().filter(|it| *it != b' ').collect();
    let letters = bytes.get(4..).map(<[u8]>::to_ascii_uppercase).unwrap_or_default();
    bytes.len() == 6
        && matches!(bytes[0], b'1'..=b'9')
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && letters.iter().all(u8::is_ascii_uppercase)
        && !matches!(letters.as_slice(), b"SA" | b"SD" | b"SS")
}

/// A postcode as a word, or two words, of a longer text; in capitals.
fn has_postcode(text: &str) -> bool {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    let is = |it: &str| is_postcode(it) && !it.contains(char::is_lowercase);
    let one = words.iter().any(|it| is(it));
    one || words.windows(2).any(|it| it[0].len() == 4 && is(&it.concat()))
}

/// Day, month and year, in any order that starts or ends with the year.
fn is_full_date(text: &str) -> bool {
    let date = text.split(['T', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    let small = |it: &str| matches!(it.parse::<u8>(), Ok(1..=31)) && it.len() <= 2;
    let year = |it: &str| matches!(it.parse::<u16>(), Ok(1900..=2100)) && it.len() == 4;
    match parts.as_slice() {
        [a, b, c] => small(b) && (year(a) && small(c) || small(a) && year(c)),
        [one] => one.len() == 8 && one.bytes().all(|it| it.is_ascii_digit()),
        _ => false,
    }
}

/// "geb. 12-03-2009" or "born 2009-03-12" in a text.
fn tells_birth_date(text: &str) -> bool {
    let text = text.to_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | ';' | '(' | ')'))
        .filter(|it| !it.is_empty())
        .collect();
    let birth = ["geb", "geb.", "geboren", "geboortedatum", "geb.datum", "born", "dob"];
    words.iter().enumerate().filter(|(_, it)| birth.contains(it)).any(|(at, _)| {
        let next = words[at + 1..].iter().take(2);
        next.map(|it| it.trim_end_matches('.')).any(is_full_date)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(is: fn(&str) -> bool, yes: &[&str], no: &[&str]) {
        yes.iter().for_each(|it| assert!(is(it), "{it}"));
        no.iter().for_each(|it| assert!(!is(it), "{it}"));
    }

    #[test]
    fn e_mail_addresses_are_known_anywhere_in_a_text() {
        let yes = ["a@b.nl", "mail naar jan.jansen@post.example.org, graag", "x@y-z.nl."];
        check(has_email, &yes, &["@", "a@b", "5 @ 3.50", "@team", "a@b.1"]);
    }

    #[test]
    fn account_numbers_have_right_check_digits() {
        let yes = ["NL91ABNA0417164300", "nl91 abna 0417 1643 00", "GB82 WEST 1234 5698 7654 32"];
        check(is_iban, &yes, &["NL92ABNA0417164300", "NL91", "PMTO2016ABCDEFGH", "é€NL91ABNA04171643"]);
        check(has_dutch_iban, &["rek. NL91 ABNA 0417 1643 00 tnv"], &["GB82WEST12345698765432"]);
    }

    #[test]
    fn phone_numbers_are_known_and_ten_digits_alone_are_not() {
        let yes = ["06-12345678", "0612345678", "+31 6 12345678", "026 123 45 67", "(026) 1234567"];
        check(is_phone, &yes, &["0000012345", "0261234567", "01-02-2016", "31", "+31", "6811"]);
    }

    #[test]
    fn full_postcodes_are_known_and_four_digits_are_not() {
        check(is_postcode, &["6811 AB", "6811ab"], &["6811", "0811 AB", "6811 SS", "45A53", "éé12"]);
        let yes = ["Dorpsstraat 12, 6811 AB Arnhem"];
        check(has_postcode, &yes, &["in 2016 is het gestopt", "2016 HKZ"]);
    }

    #[test]
    fn a_birth_date_in_a_sentence_is_known_and_a_start_date_is_not() {
        let yes = ["Kind, geb. 12-03-2009, woont thuis", "geboren op 2009-03-12."];
        check(tells_birth_date, &yes, &["start 12-03-2009", "geboren in 2009", "geb."]);
    }

    #[test]
    fn one_postcode_among_many_codes_is_no_column_of_postcodes() {
        let mut column = vec!["1001"; 20];
        column.push("1001 AB");
        assert!(find(&column).is_none());
        let found = find(&["6811 AB", "6812 CD", "7311 EF", "onbekend"]).unwrap();
        assert_eq!((found.rule, found.why.as_str()), (Rule::Postcode, "75 % of 4 values"));
    }

    #[test]
    fn one_e_mail_address_is_enough() {
        let found = find(&["rustig gesprek", "mail: kanarie@voorbeeld.nl"]).unwrap();
        assert_eq!((found.rule, found.why.as_str()), (Rule::Email, "50 % of 2 values"));
    }
}
