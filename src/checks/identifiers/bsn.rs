//! Citizen service numbers (BSN) by the eleven-test (elfproef), in a column.
//!
//! In: the cells of a column. Out: the share that passes, when it is no chance. Never: a
//! number. One in eleven arbitrary numbers passes, so a single hit proves nothing in a column
//! of keys, unless the text itself says `BSN`. Source: CBS Beleidsinformatie Jeugd for the two
//! placeholders; for the rest see [`super::number`].

use std::collections::BTreeSet;

use super::cells::Cells;
use super::number::{Number, Stands, numbers_of, passes};
use super::shape::Shape;
use super::text::share;

/// CBS writes these for an unborn child and for an unknown number.
const PLACEHOLDERS: [&str; 2] = ["000000000", "999999999"];

/// The proof that a column holds BSNs: whole cells first, then inside text, then with a
/// follow number behind them or other digits before them.
pub(super) fn proof(of: &Cells) -> Option<String> {
    let mut tallies = [const { Tally::EMPTY }; 4];
    let mut marked = 0;
    for cell in of.shaped(Shape::could_be_number) {
        let mut is_marked = false;
        for number in numbers_of(&cell.text) {
            let is_real = !PLACEHOLDERS.contains(&number.digits.as_str());
            is_marked |= number.is_marked && is_real && passes(&number.digits);
            tallies[number.stands as usize].add(number.digits, cell.times);
        }
        marked += if is_marked { cell.times } else { 0 };
    }
    let [whole, inside, before_others, after_others] = tallies;
    if whole.proves(of) || whole.is_remnant(of) {
        return Some(whole.text(""));
    }
    if marked > 0 {
        let share = share(marked, of.n);
        return Some(format!("{share} have a number marked as BSN in their text"));
    }
    let first = inside.proves(of).then(|| inside.text(" in the text"));
    let second = || {
        let it = before_others;
        it.proves_with_others(of).then(|| it.text(" before a follow number"))
    };
    let third = || {
        let it = after_others;
        it.proves_with_others(of).then(|| it.text(" after other digits"))
    };
    first.or_else(second).or_else(third)
}

/// The proof that somewhere in a part of a column stands a run of BSNs among other numbers.
/// More than half of forty by chance: fewer than one in 10¹⁰.
pub(super) fn proof_in_a_run(of: &Cells) -> Option<String> {
    const RUN: usize = 40;
    let numbers: Vec<_> = of.shaped(Shape::could_be_number).collect();
    numbers.chunks(RUN).filter(|_| of.is_part).find_map(|run| {
        let suspects: Vec<_> = run.iter().map(|it| (*it).clone()).collect();
        let run = Cells { n: suspects.len(), suspects, is_part: true };
        proof(&run).map(|it| format!("in a run of {} values {it}", run.n))
    })
}

/// How many different numbers in a cell pass, placeholders apart, and how many there are; none
/// of them alone is a proof among keys.
pub(super) fn count(cell: &str) -> (usize, usize) {
    let mut tally = Tally::EMPTY;
    for number in numbers_of(cell) {
        let alone = matches!(number.stands, Stands::Whole | Stands::Inside);
        if alone && !number.has_prefix {
            tally.add(number.digits, 1);
        }
    }
    (tally.passes.len(), tally.passes.len() + tally.fails.len())
}

/// In a column of names: a number of nine digits that passes, whatever stands around it.
pub(super) fn is_told(cell: &str) -> bool {
    let told = |it: &str| !PLACEHOLDERS.contains(&it) && passes(it);
    let alone = |it: &Number| matches!(it.stands, Stands::Whole | Stands::Inside);
    numbers_of(cell).iter().any(|it| alone(it) && it.n_written == 9 && told(&it.digits))
}

/// In a column of names: numbers of eight digits, which may have lost a zero. Codes of
/// institutions have eight digits too, so most must pass. The different cells are given.
pub(super) fn lost_zeros<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let mut tally = Tally::EMPTY;
    let numbers = cells.flat_map(numbers_of).filter(|it| it.n_written == 8);
    numbers.for_each(|it| tally.add(it.digits, 1));
    tally.passes.len() > tally.fails.len()
}

/// Different numbers of eight or nine digits, and how many of them pass.
struct Tally {
    passes: BTreeSet<String>,
    fails: BTreeSet<String>,
    placeholders: usize,
}

impl Tally {
    const EMPTY: Self =
        Self { passes: BTreeSet::new(), fails: BTreeSet::new(), placeholders: 0 };

    fn add(&mut self, number: String, times: usize) {
        if PLACEHOLDERS.contains(&number.as_str()) {
            self.placeholders += times;
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

    /// Digits beside a number give two readings of each cell, so a handful is no proof.
    fn proves_with_others(&self, of: &Cells) -> bool {
        self.passes.len() + self.fails.len() >= 5 && self.proves(of)
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
        for other in ["bsn onbekend", "bsn 999999999", "bsn 999900007"] {
            assert_eq!(proof(&[other]), None, "{other}");
        }
    }
}
