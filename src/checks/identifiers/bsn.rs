//! Citizen service numbers (BSN), recognised by the 11-test ("elfproef").
//!
//! In: the values of a column. Out: whether it holds them. Never: a verdict on one number
//! standing alone; 1 in 11 random numbers passes.
//!
//! The test: 9a + 8b + 7c + 6d + 5e + 4f + 3g + 2h − i must be divisible by 11 (Logisch
//! Ontwerp BSN, RvIG). `000000000` and `999999999` are the codes of CBS for an unborn
//! child and an unknown number: no numbers, but a column with them is a column of numbers.

use std::collections::BTreeSet;

use super::rule::{Found, Rule, share};

/// Digits of a citizen service number.
const N_DIGITS: usize = 9;
/// From so many values the share decides; below it, all must pass.
const ENOUGH_VALUES: usize = 20;
/// Fewest values that all pass to be more than a coincidence (1 in 1331).
const FEWEST_VALUES: usize = 3;
/// Share of random numbers that pass the 11-test.
const PASS_BY_CHANCE: f64 = 1.0 / 11.0;
/// A column is refused when chance would give its passes less often than this.
const UNLIKELY: f64 = 0.01;
/// How far behind the word BSN its number may stand, in characters.
const NEAR_THE_WORD: usize = 20;

/// True when the text is a citizen service number: nine digits (eight when a spreadsheet
/// ate a leading zero) that pass the 11-test, and no placeholder.
pub(super) fn is_bsn(text: &str) -> bool {
    digits_of(text).is_some_and(|it| !is_placeholder(&it) && passes(&it))
}

/// Looks for citizen service numbers: as values, and inside text.
pub(super) fn find(values: &[&str]) -> Option<Found> {
    find_in_column(values).or_else(|| find_in_text(values))
}

/// The nine digits of a value that could be a number; separators and a decimal zero that
/// a spreadsheet adds are taken off.
fn digits_of(text: &str) -> Option<String> {
    let text = text.strip_suffix(".0").or(text.strip_suffix(",0")).unwrap_or(text);
    let mut digits = String::with_capacity(N_DIGITS);
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '.' | '-' | '\u{a0}' => {}
            _ => return None,
        }
    }
    match digits.len() {
        N_DIGITS => Some(digits),
        8 => Some(format!("0{digits}")),
        _ => None,
    }
}

fn is_placeholder(digits: &str) -> bool {
    digits == "000000000" || digits == "999999999"
}

/// The 11-test on nine digits.
fn passes(digits: &str) -> bool {
    let weights = [9_i32, 8, 7, 6, 5, 4, 3, 2, -1];
    let digits = digits.bytes().map(|it| i32::from(it) - i32::from(b'0'));
    digits.zip(weights).map(|(digit, weight)| digit * weight).sum::<i32>() % 11 == 0
}

fn find_in_column(values: &[&str]) -> Option<Found> {
    let numbers: Vec<String> = values.iter().filter_map(|it| digits_of(it)).collect();
    let n_placeholders = numbers.iter().filter(|it| is_placeholder(it)).count();
    // Different values: a code that is the same in every row is one number, not many.
    let different: BTreeSet<&String> =
        numbers.iter().filter(|it| !is_placeholder(it)).collect();
    let n_passed = different.iter().filter(|it| passes(it)).count();
    if different.is_empty() {
        let why = share(n_placeholders, values.len(), "values are placeholder codes of a BSN");
        let enough = n_placeholders >= FEWEST_VALUES && n_placeholders == values.len();
        return enough.then(|| Found::new(Rule::Bsn, why));
    }
    let convincing = if n_placeholders > 0 {
        numbers.len() >= FEWEST_VALUES && 2 * n_passed > different.len()
    } else {
        is_convincing(n_passed, different.len(), numbers.len())
    };
    let share = share(n_passed, different.len(), "different values");
    convincing.then(|| Found::new(Rule::Bsn, format!("{share} pass the 11-test")))
}

/// More than chance: over half pass, and with few values all of them.
fn is_convincing(n_passed: usize, n_different: usize, n_values: usize) -> bool {
    if n_values < ENOUGH_VALUES {
        return n_different >= FEWEST_VALUES && n_passed == n_different;
    }
    2 * n_passed > n_different && by_chance(n_passed, n_different) < UNLIKELY
}

/// The chance that `n_passed` or more of `n` random numbers pass: an upper bound,
/// (n over k)·(1/11)^k, by the union over sets of k.
fn by_chance(n_passed: usize, n: usize) -> f64 {
    (0..n_passed).fold(1.0, |chance, i| {
        let left = u32::try_from(n - i).unwrap_or(u32::MAX);
        let place = u32::try_from(i + 1).unwrap_or(u32::MAX);
        chance * f64::from(left) / f64::from(place) * PASS_BY_CHANCE
    })
}

/// Numbers in sentences: one behind the word BSN is enough, others count by share.
fn find_in_text(values: &[&str]) -> Option<Found> {
    let texts: Vec<&str> =
        values.iter().copied().filter(|it| it.chars().any(char::is_alphabetic)).collect();
    let n_named = texts.iter().filter(|it| is_named(it)).count();
    if n_named > 0 {
        let share = share(n_named, values.len(), "values");
        return Some(Found::new(Rule::Bsn, format!("{share} have one in their text")));
    }
    let numbers: BTreeSet<&str> = texts.iter().flat_map(|it| runs_of_digits(it)).collect();
    let numbers: Vec<String> = numbers.into_iter().filter_map(digits_of).collect();
    let n_passed = numbers.iter().filter(|it| passes(it)).count();
    let share = share(n_passed, numbers.len(), "different numbers in its text");
    is_convincing(n_passed, numbers.len(), numbers.len())
        .then(|| Found::new(Rule::Bsn, format!("{share} pass the 11-test")))
}

/// The words of eight or nine digits in a text, letters beside them not allowed.
fn runs_of_digits(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|it| {
        (N_DIGITS - 1..=N_DIGITS).contains(&it.len())
            && it.bytes().all(|b| b.is_ascii_digit())
    })
}

/// True when the word BSN (or an older one) stands shortly before a number that passes.
fn is_named(text: &str) -> bool {
    let text = text.to_lowercase();
    ["bsn", "sofi", "burgerservice"].iter().any(|word| {
        text.match_indices(word).any(|(at, _)| {
            let near: String = text[at + word.len()..]
                .chars()
                .take(NEAR_THE_WORD + N_DIGITS)
                .collect();
            runs_of_digits(&near).any(is_bsn)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers_pass_and_fail_as_published() {
        // number, passes (123456782: sum 154; 111222333: 66; 123456789: 147)
        let table = [
            ("123456782", true),
            ("111222333", true),
            ("123456789", false),
            ("999900006", true),
            ("999999990", true),
            ("000000000", false), // passes by arithmetic; a placeholder
            ("999999999", false), // sum 387; a placeholder
            ("9999.00.006", true),
            ("999900006.0", true),
            ("99990000", false),
            ("9999000061", false),
            ("99990000x", false),
        ];
        for (text, want) in table {
            assert_eq!(is_bsn(text), want, "{text}");
        }
    }

    #[test]
    fn an_eaten_leading_zero_is_put_back() {
        // 010000008: 8·1 − 8 = 0; nobody's number, the shape is what matters.
        assert!(is_bsn("10000008"));
    }

    #[test]
    fn three_values_that_all_pass_are_refused_and_two_are_not() {
        assert!(find(&["999900006", "999990019", "999999990"]).is_some());
        assert!(find(&["999900006", "999999990"]).is_none());
        assert!(find(&["999900006", "999990019", "999999991"]).is_none());
    }

    #[test]
    fn placeholders_are_no_numbers_but_give_the_column_away() {
        let mut column = vec!["999999999"; 30];
        assert!(find(&column).is_some());
        column.push("999900006");
        let found = find(&column).unwrap();
        assert_eq!(found.why, "100 % of 1 different values pass the 11-test");
        assert!(find(&["0", "0", "0"]).is_none());
    }

    #[test]
    fn one_code_in_every_row_is_one_number() {
        assert!(find(&["123456782"; 100]).is_none());
    }

    #[test]
    fn a_number_behind_the_word_is_found_in_text() {
        assert!(find(&["intake", "moeder belde, BSN: 999900006."]).is_some());
        assert!(find(&["intake", "dossier 999900006 gezien"]).is_none());
        assert!(find(&["zie BSN in dossier", "geen bsn bekend"]).is_none());
    }

    #[test]
    fn many_numbers_in_text_are_found_without_the_word() {
        let texts = ["kind 999900006", "broer 999990019", "zus 999999990"];
        assert!(find(&texts).is_some());
    }
}
