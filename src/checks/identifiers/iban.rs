//! Bank account numbers (IBAN) by country, length and the test modulo 97.
//!
//! In: the cells of a column. Out: the share with an account number; one is enough, since
//! form and test together are no chance. Never: a number. Source: ISO 13616, ISO 7064.

use super::cells::Cells;
use super::shape::Shape;
use super::text::{is_edge, share};

/// Country, whole length, letters at the start of the bank code (the rest is digits).
const COUNTRIES: [(&str, usize, usize); 8] = [
    ("NL", 18, 4),
    ("BE", 16, 0),
    ("DE", 22, 0),
    ("GB", 22, 4),
    ("LU", 20, 0),
    ("ES", 24, 0),
    ("PL", 28, 0),
    ("TR", 26, 0),
];

/// The proof that a column holds account numbers.
pub(super) fn proof(cells: &Cells) -> Option<String> {
    let hits = cells.hits(Shape::could_be_account, has_iban);
    (hits > 0).then(|| format!("{} hold an IBAN (test modulo 97)", share(hits, cells.n)))
}

fn has_iban(text: &str) -> bool {
    text.char_indices().any(|(at, _)| {
        let (before, rest) = text.split_at(at);
        is_edge(before.chars().next_back()) && starts_with_iban(rest)
    })
}

fn starts_with_iban(text: &str) -> bool {
    COUNTRIES.iter().any(|(country, length, letters)| {
        text.starts_with(country)
            && number_of(text, *length)
                .is_some_and(|it| has_form(&it, 4 + letters) && remainder(&it) == 1)
    })
}

/// The first `length` letters and digits, written with or without spaces; `None` when the
/// text is shorter or goes on.
fn number_of(text: &str, length: usize) -> Option<String> {
    let mut number = String::with_capacity(length);
    let mut rest = text.chars();
    while number.len() < length {
        match rest.next()? {
            ' ' => {}
            it if it.is_ascii_digit() || it.is_ascii_uppercase() => number.push(it),
            _ => return None,
        }
    }
    is_edge(rest.next()).then_some(number)
}

/// Two letters, two digits, letters up to `digits_from`, then digits only.
fn has_form(number: &str, digits_from: usize) -> bool {
    number.bytes().enumerate().all(|(at, it)| match at {
        0 | 1 => it.is_ascii_uppercase(),
        2 | 3 => it.is_ascii_digit(),
        _ if at < digits_from => it.is_ascii_uppercase(),
        _ => it.is_ascii_digit(),
    })
}

/// The remainder modulo 97 with the first four characters moved to the end, A = 10.
fn remainder(number: &str) -> u32 {
    let (head, tail) = number.split_at_checked(4).unwrap_or((number, ""));
    tail.chars().chain(head.chars()).filter_map(|it| it.to_digit(36)).fold(
        0,
        |sum, it| {
            let shift = if it < 10 { 10 } else { 100 };
            (sum * shift + it) % 97
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(cells: &[&str]) -> Option<String> {
        super::proof(&Cells::all(cells))
    }

    #[test]
    fn the_published_examples_are_found_with_and_without_spaces() {
        // Examples of the SWIFT IBAN registry; no account belongs to them.
        for iban in [
            "NL91ABNA0417164300",
            "NL91 ABNA 0417 1643 00",
            "rekening NL91ABNA0417164300, moeder",
            "BE68539007547034",
            "DE89370400440532013000",
            "GB29NWBK60161331926819",
        ] {
            assert!(proof(&["geen", iban]).is_some(), "{iban}");
        }
    }

    #[test]
    fn what_only_looks_like_an_account_is_not_one() {
        for other in [
            "NL92ABNA0417164300",
            "NL91ABNA04171643001",
            "XNL91ABNA0417164300",
            "NL91",
            "be68539007547034",
            "P3a71c0e",
        ] {
            assert_eq!(proof(&[other]), None, "{other}");
        }
    }
}
