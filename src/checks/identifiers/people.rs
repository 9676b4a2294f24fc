//! Names of people by the words they have and the way they are written.
//!
//! In: the cells of a column. Out: the share that is written like a name, when these are many.
//! Never: a name; an alarm for municipalities, teams, offices or programmes, which come back
//! time and again and hold no first name.

use super::cells::{Cells, Seen};
use super::lexicon::{
    is_capital_word, is_common_surname, is_first_name, is_initials, is_municipality,
    stands_between,
};
use super::shape::Shape;
use super::text::share;

/// So many different ones are no chance.
const ENOUGH: usize = 5;
/// Of the cells written like names one in so many must have a common first name or surname.
const KNOWN_ONE_IN: usize = 5;
/// The longest name: `Maria van der Heijden-de Jong` has five words.
const MOST_WORDS: usize = 6;

/// The proof that a column holds names: initials before or after a surname, or alone. At least
/// half of the cells, and at least half of those differ: teams come back.
pub(super) fn initials_proof(cells: &Cells) -> Option<String> {
    let named = |it: &&Seen| has_initials(&it.text);
    let named: Vec<&Seen> = cells.shaped(Shape::could_be_name).filter(named).collect();
    let hits: usize = named.iter().map(|it| it.times).sum();
    let many = named.len() >= ENOUGH && 2 * hits >= cells.n;
    (many && 2 * named.len() >= hits).then(|| {
        format!("{} are written like the name of a person", share(hits, cells.n))
    })
}

/// The proof that a column holds full names: `Noor de Vries`, `Jansen, Sem`, `YILMAZ ELIF`. At
/// least half of the cells are written so, and one in five of those has a common name.
pub(super) fn full_name_proof(cells: &Cells) -> Option<String> {
    let (mut hits, mut n_different, mut n_known) = (0, 0, 0);
    for cell in cells.shaped(Shape::could_be_name) {
        if let Some(is_known) = full_name(&cell.text) {
            hits += cell.times;
            n_different += 1;
            n_known += usize::from(is_known);
        }
    }
    let many = n_different >= ENOUGH && 2 * hits >= cells.n;
    (many && n_known >= 3 && KNOWN_ONE_IN * n_known >= n_different)
        .then(|| format!("{} are written like a full name", share(hits, cells.n)))
}

/// The proof that a column holds first names or surnames alone.
pub(super) fn single_name_proof(cells: &Cells) -> Option<String> {
    let is_single = |it: &str| {
        let words: Vec<&str> = it.split(' ').filter(|it| !it.is_empty()).collect();
        let (last, before) = words.split_last()?;
        let is_first = before.is_empty() && is_first_name(last);
        let is_last =
            before.iter().all(|it| stands_between(it)) && is_common_surname(last);
        Some((is_first || is_last) && !is_municipality(it))
    };
    let named = |it: &&Seen| is_single(&it.text) == Some(true);
    let named: Vec<&Seen> = cells.shaped(Shape::could_be_name).filter(named).collect();
    let hits: usize = named.iter().map(|it| it.times).sum();
    (named.len() >= 2 * ENOUGH && 2 * hits >= cells.n)
        .then(|| format!("{} are common first names or surnames", share(hits, cells.n)))
}

fn words(cell: &str) -> Vec<&str> {
    cell.split([' ', ',']).filter(|it| !it.is_empty()).collect()
}

/// One word of initials, the others surnames or what stands between.
fn has_initials(cell: &str) -> bool {
    let words = words(cell);
    let n_initials = words.iter().filter(|it| is_initials(it)).count();
    let fits = |it: &&str| is_initials(it) || is_capital_word(it) || stands_between(it);
    n_initials == 1 && words.len() <= MOST_WORDS && words.iter().all(fits)
}

/// For a cell written like a full name: whether it has a common first name or surname. Small
/// letters only are a name when both are common.
pub(super) fn full_name(cell: &str) -> Option<bool> {
    let words = words(cell);
    if !(2..=MOST_WORDS).contains(&words.len()) || is_municipality(cell) {
        return None;
    }
    let has_comma = cell.contains(',');
    let (first, last) = (words[0], words[words.len() - 1]);
    let (given, family) = if has_comma { (last, first) } else { (first, last) };
    // `Vries, Noor de`
    let given = if has_comma && stands_between(given) { words[1] } else { given };
    let swapped = !has_comma && is_first_name(last) && is_common_surname(first);
    let known = (is_first_name(given), is_common_surname(family));
    let fits = |it: &&str| is_capital_word(it) || stands_between(it) || is_initials(it);
    let is_written = words.iter().all(fits)
        && words.iter().filter(|it| is_capital_word(it)).count() >= 2;
    match known {
        (true, true) => Some(true),
        (given, _) if is_written => Some(given || swapped),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn initials(cells: &[&str]) -> bool {
        initials_proof(&Cells::all(cells)).is_some()
    }

    fn full(cells: &[&str]) -> bool {
        full_name_proof(&Cells::all(cells)).is_some()
    }

    #[test]
    fn names_with_initials_are_known_however_they_are_written() {
        let cells =
            ["J. Jansen", "P.M. de Vries", "Bakker, A.", "Th. van den Berg", "K.-"];
        assert!(cells[..4].iter().all(|it| has_initials(it)));
        assert!(initials(&["A.B.", "C.", "D.E.F.", "G.", "Th.M."]));
        assert!(initials(&[&cells[..4], &["S. El Amrani"]].concat()));
        assert!(!initials(&cells[..4]));
    }

    #[test]
    fn full_names_are_known_without_initials() {
        let names = [
            "Noor de Vries",
            "Jansen, Sem",
            "Vries, Emma de",
            "YILMAZ ELIF",
            "Mohamed El Amrani",
            "anna bakker",
            "Fenna Onbekende-Naam",
        ];
        assert!(full(&names));
        // Names that no list knows, among some that it knows.
        let strange = ["Xyro Zzubek", "Qaddo Wirrem", "Ulfa Brotski", "Ommar Plin"];
        assert!(full(&[&names[..3], &strange].concat()));
        assert!(!full(&names[..4]));
    }

    #[test]
    fn first_names_or_surnames_alone_are_known_when_they_are_many() {
        let first = "Sem Noor Emma Daan Lotte Bram Yara Milan Zoë Thijs";
        let last =
            "Jansen,de Vries,Bakker,van den Berg,Visser,Smit,de Boer,Mulder,Bos,Vos";
        for cells in [first.split(' ').collect(), last.split(',').collect::<Vec<_>>()] {
            assert!(single_name_proof(&Cells::all(&cells)).is_some());
            assert!(single_name_proof(&Cells::all(&cells[..9])).is_none());
        }
    }

    #[test]
    fn teams_programmes_municipalities_and_sentences_are_no_names() {
        for cell in
            ["IAG", "Team A.", "P.M.T.O.", "Zuid 1", "Gesprek met ouders.", "n.v.t."]
        {
            assert!(!initials(&[cell; 20]), "{cell}");
        }
        assert!(!initials(&[
            "I.A.G.", "P.M.T.O.", "I.A.G.", "P.M.T.O.", "I.A.G.", "A.H."
        ]));
        let municipalities: Vec<&str> =
            include_str!("municipalities.txt").lines().collect();
        assert_eq!(municipalities.len(), 342);
        let cells = Cells::all(&municipalities);
        for proof in [initials_proof, full_name_proof, single_name_proof] {
            assert_eq!(proof(&cells), None);
        }
    }
}
