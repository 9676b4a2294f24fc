//! Citizen service numbers (BSN) by the eleven-test (elfproef), as cells and inside text.
//!
//! In: the cells of a column. Out: the share that passes, when it is no chance. Never: a
//! number. One in eleven arbitrary numbers passes, so a single hit proves nothing, unless
//! the text itself says `BSN`. Source: iStandaarden, basisschema iJw 3.2, type BSN; CBS
//! Beleidsinformatie Jeugd for the two placeholders.

use std::collections::BTreeSet;

use super::birth::is_compact_date;
use super::cells::Cells;
use super::text::{digit_runs, is_edge, share};

/// CBS writes these for an unborn child and for an unknown number.
const PLACEHOLDERS: [&str; 2] = ["000000000", "999999999"];
/// Factors of the eleven-test, first digit first.
const FACTORS: [i32; 9] = [9, 8, 7, 6, 5, 4, 3, 2, -1];
/// Words after which a number that passes is a BSN.
const MARKS: [&str; 5] =
    ["bsn", "bsnnummer", "sofi", "sofinummer", "burgerservicenummer"];

/// The proof that a column holds BSNs, whole cells first, then inside text.
pub(super) fn proof(of: &Cells) -> Option<String> {
    let cells = &of.suspects;
    let (mut whole, mut inside) = (Tally::default(), Tally::default());
    let mut marked = 0;
    for cell in cells {
        if let Some(number) = whole_cell(cell) {
            whole.add(number);
        } else {
            marked += usize::from(numbers_in(cell, &mut inside));
        }
    }
    if whole.proves(of) || whole.is_remnant(of) {
        return Some(whole.text(""));
    }
    if marked > 0 {
        let share = share(marked, of.n);
        return Some(format!("{share} have a number marked as BSN in their text"));
    }
    inside.proves(of).then(|| inside.text(" in the text"))
}

/// The proof that somewhere in a part of a column stands a run of BSNs among other numbers.
/// More than half of forty by chance: fewer than one in 10¹⁰.
pub(super) fn proof_in_a_run(of: &Cells) -> Option<String> {
    const RUN: usize = 40;
    of.suspects.chunks(RUN).filter(|_| of.is_part).find_map(|run| {
        let run = Cells { suspects: run.to_vec(), n: run.len(), is_part: true };
        proof(&run).map(|it| format!("in a run of {} values {it}", run.n))
    })
}

/// The numbers in a cell that pass, placeholders apart; none of them alone is a proof. And
/// how many different numbers it holds at all.
pub(super) fn numbers(cell: &str) -> (usize, usize) {
    let mut tally = Tally::default();
    match whole_cell(cell) {
        Some(number) => tally.add(number),
        None => drop(numbers_in(cell, &mut tally)),
    }
    (tally.passes.len(), tally.passes.len() + tally.fails.len())
}

/// Different numbers of eight or nine digits, and how many of them pass.
#[derive(Default)]
struct Tally {
    passes: BTreeSet<String>,
    fails: BTreeSet<String>,
    placeholders: usize,
}

impl Tally {
    fn add(&mut self, number: String) {
        if PLACEHOLDERS.contains(&number.as_str()) {
            self.placeholders += 1;
        } else if passes(&number) {
            self.passes.insert(number);
        } else {
            self.fails.insert(number);
        }
    }

    /// Counts different numbers, so that one number on many rows is one piece of evidence.
    /// By chance 1 in 11 passes: three of three is 1 in 1,331, the other proofs are rarer.
    /// Placeholders are CBS's own codes, so beside them fewer numbers suffice.
    /// In a part of a column only many numbers are proof: there are many parts.
    fn proves(&self, of: &Cells) -> bool {
        let (hits, n) = (self.passes.len(), self.passes.len() + self.fails.len());
        match n {
            0..20 if of.is_part => false,
            0..20 if hits == n => n + self.placeholders >= 3,
            0..20 => n >= 5 && 5 * hits >= 4 * n,
            20..200 => 2 * hits > n,
            _ => 4 * hits > n,
        }
    }

    /// Two different numbers that pass and nothing else, in a column that is otherwise empty:
    /// what was left behind when a column was cleared. By chance 1 in 121.
    fn is_remnant(&self, of: &Cells) -> bool {
        !of.is_part && of.n == 2 && self.passes.len() == 2
    }

    fn text(&self, at: &str) -> String {
        let (hits, n) = (self.passes.len(), self.passes.len() + self.fails.len());
        if n == 0 {
            return format!(
                "all {} values are placeholders of the BSN",
                self.placeholders
            );
        }
        let share = share(hits, n).replace(" value", " different value");
        let pass = if n == 1 { "passes" } else { "pass" };
        format!("{share}{at} {pass} the 11-test")
    }
}

/// A cell that is nothing but a number of eight or nine digits, as nine digits.
/// With separators only nine digits count: eight are a date (`04-01-2016`).
fn whole_cell(cell: &str) -> Option<String> {
    let cell =
        cell.strip_suffix(".0").or_else(|| cell.strip_suffix(",0")).unwrap_or(cell);
    let digits: String =
        cell.chars().filter(|it| !matches!(it, '.' | ' ' | '-')).collect();
    let is_bare = digits.len() == cell.len();
    if digits.len() == 9 || is_bare { nine_digits(&digits) } else { None }
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

/// Adds the numbers inside a text; says whether one of them is marked as BSN.
fn numbers_in(text: &str, tally: &mut Tally) -> bool {
    let mut marked = false;
    for (before, digits, after) in digit_runs(text) {
        let Some(number) = nine_digits(digits) else { continue };
        let is_marked = is_marked(before);
        let stands_free = is_edge(before.chars().next_back()) || is_marked;
        if stands_free && is_edge(after.chars().next()) {
            let is_real = !PLACEHOLDERS.contains(&number.as_str());
            marked |= is_marked && is_real && passes(&number);
            tally.add(number);
        }
    }
    marked
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
fn passes(number: &str) -> bool {
    let digits = number.bytes().map(|it| i32::from(it.saturating_sub(b'0')));
    number.len() == 9
        && digits.zip(FACTORS).map(|(digit, factor)| digit * factor).sum::<i32>() % 11
            == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(cells: &[&str]) -> Option<String> {
        super::proof(&Cells::all(cells))
    }

    /// Numbers from the range for tests that pass.
    fn test_numbers() -> impl Iterator<Item = String> {
        (999_900_006_u32..=999_999_990).map(|it| it.to_string()).filter(|it| passes(it))
    }

    fn proof_of(cells: &[String]) -> Option<String> {
        proof(&cells.iter().map(String::as_str).collect::<Vec<_>>())
    }

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
    fn a_column_of_numbers_that_pass_is_proof_however_they_are_written() {
        let plain: Vec<String> = test_numbers().take(24).collect();
        let want = Some("100 % of 24 different values pass the 11-test".to_owned());
        assert_eq!(proof_of(&plain), want);
        let dotted: Vec<String> = plain
            .iter()
            .map(|it| format!("{}.{}.{}", &it[..4], &it[4..6], &it[6..]))
            .collect();
        assert_eq!(proof_of(&dotted), want);
        let float: Vec<String> = plain.iter().map(|it| format!("{it}.0")).collect();
        assert_eq!(proof_of(&float), want);
    }

    #[test]
    fn a_few_numbers_are_proof_only_when_nearly_all_pass() {
        let mut few: Vec<String> = test_numbers().take(3).collect();
        assert!(proof_of(&few).is_some());
        let twice = [&few[..2], &few[..2]].concat();
        assert!(proof_of(&twice).is_none());
        few.push("999900007".to_owned());
        assert!(proof_of(&few).is_none());
        few.extend(test_numbers().skip(3).take(15));
        assert!(proof_of(&few).is_some());
    }

    #[test]
    fn two_numbers_in_a_column_that_is_otherwise_empty_are_a_remnant() {
        let two: Vec<String> = test_numbers().take(2).collect();
        assert!(proof_of(&two).is_some());
        assert!(proof_of(&two[..1]).is_none());
        assert!(proof_of(&["999900007".to_owned(), two[0].clone()]).is_none());
    }

    #[test]
    fn numbers_at_random_or_in_sequence_are_no_proof() {
        let mut state = 12_345_u64;
        let random: Vec<String> = (0..2_000)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                format!("{:09}", (state >> 33) % 1_000_000_000)
            })
            .collect();
        for n in [20, 50, 199, 200, 2_000] {
            assert_eq!(proof_of(&random[..n]), None, "{n}");
        }
        for step in [1, 2, 5, 10, 11, 100, 1_000] {
            let sequence: Vec<String> =
                (0..500).map(|it| (201_600_000 + it * step).to_string()).collect();
            assert_eq!(proof_of(&sequence), None, "{step}");
        }
        let same = vec![test_numbers().next().unwrap(); 50];
        assert_eq!(proof_of(&same), None);
    }

    #[test]
    fn a_third_of_a_long_column_is_still_no_chance() {
        let mut mixed: Vec<String> = test_numbers().take(100).collect();
        mixed.extend((0..200).map(|it| (201_600_000 + it).to_string()));
        assert!(proof_of(&mixed).is_some());
    }

    #[test]
    fn placeholders_are_no_numbers_but_hide_none_either() {
        let mut cells = vec!["999999999".to_owned(); 40];
        cells.extend(test_numbers().take(1));
        assert_eq!(
            proof_of(&cells).as_deref(),
            Some("100 % of 1 different value passes the 11-test")
        );
        let none = proof_of(&cells[..40]).unwrap();
        assert_eq!(none, "all 40 values are placeholders of the BSN");
        assert_eq!(proof_of(&cells[..2]), None);
    }

    #[test]
    fn a_lost_zero_is_given_back_but_a_date_is_no_number() {
        assert_eq!(nine_digits("12345678").as_deref(), Some("012345678"));
        for date in ["20160104", "04012016", "31121999"] {
            assert_eq!(nine_digits(date), None, "{date}");
        }
        assert_eq!(whole_cell("04-01-2016"), None);
        assert_eq!(whole_cell("2016-01-04"), None);
    }

    #[test]
    fn a_number_in_a_text_counts_and_a_marked_one_is_proof_alone() {
        let notes: Vec<String> = test_numbers()
            .take(3)
            .map(|it| format!("zie dossier {it}, gebeld"))
            .collect();
        let want = "100 % of 3 different values in the text pass the 11-test";
        assert_eq!(proof_of(&notes).as_deref(), Some(want));
        assert_eq!(proof_of(&notes[..1]), None);
        for marked in [
            "BSN: 999900006",
            "bsn-nr. 999900006",
            "BSN999900006",
            "kind, bsn is 999900006.",
        ] {
            assert!(proof(&[marked, "geen bijzonderheden"]).is_some(), "{marked}");
        }
        for other in ["bsn onbekend", "bsn 999999999", "T999900006", "bsn 999900007"] {
            assert_eq!(proof(&[other]), None, "{other}");
        }
    }
}
