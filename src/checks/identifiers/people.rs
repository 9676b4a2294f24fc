//! Names of people and addresses by the way they are written.
//!
//! In: the cells of a column. Out: the share that is written like a name or an address, when
//! these are many and differ from row to row. Never: a name; an alarm for teams, offices or
//! programmes, which are few and come back time and again.

use std::collections::BTreeSet;

use super::cells::Cells;
use super::text::share;

/// So many different ones are no chance.
const ENOUGH: usize = 5;
/// Words that stand between a first and a last name.
const BETWEEN: [&str; 12] =
    ["van", "de", "der", "den", "het", "'t", "ter", "ten", "te", "in", "la", "el"];
/// How the name of a street ends.
const STREETS: [&str; 20] = [
    "straat",
    "weg",
    "laan",
    "plein",
    "hof",
    "dijk",
    "kade",
    "steeg",
    "gracht",
    "pad",
    "singel",
    "dreef",
    "park",
    "baan",
    "plantsoen",
    "markt",
    "wal",
    "erf",
    "burg",
    "kamp",
];

/// The proof that a column holds names: initials before or after a surname, or alone.
pub(super) fn name_proof(cells: &Cells) -> Option<String> {
    proof(cells, is_name, "are written like the name of a person")
}

/// The proof that a column holds addresses: a street with a number.
pub(super) fn address_proof(cells: &Cells) -> Option<String> {
    proof(cells, is_address, "are written like an address")
}

/// At least half of the cells, and at least half of those differ from each other.
fn proof(cells: &Cells, is: fn(&str) -> bool, what: &str) -> Option<String> {
    let hits: Vec<&&str> = cells.suspects.iter().filter(|it| is(it)).collect();
    let different = hits.iter().collect::<BTreeSet<_>>().len();
    let many = different >= ENOUGH && 2 * hits.len() >= cells.n;
    (many && 2 * different >= hits.len())
        .then(|| format!("{} {what}", share(hits.len(), cells.n)))
}

fn is_name(cell: &str) -> bool {
    let words: Vec<&str> = cell.split([' ', ',']).filter(|it| !it.is_empty()).collect();
    let n_initials = words.iter().filter(|it| is_initials(it)).count();
    let is_part = |it: &&str| {
        is_initials(it) || is_surname(it) || BETWEEN.contains(&it.to_lowercase().as_str())
    };
    n_initials == 1 && words.len() <= 6 && words.iter().all(is_part)
}

/// `J.`, `J.P.`, `Th.M.`
fn is_initials(word: &str) -> bool {
    let parts = word.strip_suffix('.').map(|it| it.split('.'));
    parts.is_some_and(|mut it| {
        it.all(|part| (1..=2).contains(&part.chars().count()) && is_surname_start(part))
    })
}

fn is_surname_start(part: &str) -> bool {
    let mut letters = part.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
}

fn is_surname(word: &str) -> bool {
    let parts = word.split(['-', '\'']).filter(|it| !it.is_empty());
    word.chars().count() >= 2 && parts.clone().count() > 0 && parts.clone().all(is_word)
}

fn is_word(part: &str) -> bool {
    part.chars().next().is_some_and(char::is_uppercase)
        && part.chars().all(char::is_alphabetic)
}

fn is_address(cell: &str) -> bool {
    let words: Vec<&str> = cell.split([' ', ',']).filter(|it| !it.is_empty()).collect();
    let is_street = |it: &str| {
        let it = it.to_lowercase();
        STREETS.iter().any(|end| it.ends_with(end))
    };
    let is_number = |it: &str| {
        let digits = it.chars().take_while(char::is_ascii_digit).count();
        (1..=4).contains(&digits) && it.len() <= digits + 2
    };
    words.windows(2).any(|it| is_street(it[0]) && is_number(it[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(cells: &[&str]) -> bool {
        name_proof(&Cells::all(cells)).is_some()
    }

    #[test]
    fn names_with_initials_are_known_however_they_are_written() {
        let cells =
            ["J. Jansen", "P.M. de Vries", "Bakker, A.", "Th. van den Berg", "K.-"];
        assert!(cells[..4].iter().all(|it| is_name(it)));
        assert!(names(&["A.B.", "C.", "D.E.F.", "G.", "Th.M."]));
        assert!(names(&[&cells[..4], &["S. El Amrani"]].concat()));
        assert!(!names(&cells[..4]));
    }

    #[test]
    fn teams_programmes_and_sentences_are_no_names() {
        for cell in
            ["IAG", "Team A.", "P.M.T.O.", "Zuid 1", "Gesprek met ouders.", "n.v.t."]
        {
            assert!(!names(&[cell; 20]), "{cell}");
        }
        assert!(!names(&["I.A.G.", "P.M.T.O.", "I.A.G.", "P.M.T.O.", "I.A.G.", "A.H."]));
    }

    #[test]
    fn addresses_differ_from_row_to_row_and_offices_do_not() {
        let homes: Vec<String> = (1..9).map(|it| format!("Dorpsstraat {it}")).collect();
        let homes: Vec<&str> = homes.iter().map(String::as_str).collect();
        assert!(address_proof(&Cells::all(&homes)).is_some());
        let offices = [["Hoofdweg 12", "Lange laan 3a"]; 20].concat();
        assert!(address_proof(&Cells::all(&offices)).is_none());
        assert!(!is_address("Straat") && !is_address("op weg in 2016"));
    }
}
