//! Addresses: a street with a number, and keys made of a postcode with a number.
//!
//! In: the cells of a column. Out: the share that is written so, when these are many and differ
//! from row to row. Never: an address; an alarm for offices, which are few and come back.

use std::collections::BTreeSet;

use super::cells::{Cells, Seen};
use super::postcode;
use super::shape::Shape;
use super::text::share;

/// So many different ones are no chance.
const ENOUGH: usize = 5;
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
/// Ends that only a street has.
const ONLY_STREETS: [&str; 9] = [
    "straat",
    "laan",
    "steeg",
    "gracht",
    "plein",
    "singel",
    "dreef",
    "plantsoen",
    "straatweg",
];

/// The proof that a column holds addresses: a street with a number.
pub(super) fn street_proof(cells: &Cells) -> Option<String> {
    let hits = differing(cells, Shape::could_be_address, is_address)?;
    Some(format!("{} are written like an address", share(hits, cells.n)))
}

/// The proof that a column holds keys made of a postcode and a house number: `7411AB12`.
pub(super) fn key_proof(cells: &Cells) -> Option<String> {
    let hits = differing(cells, Shape::could_be_made_key, postcode::has_house_number)?;
    let keys = cells.shaped(Shape::could_be_made_key);
    let keys = keys.filter_map(|it| postcode::before_house_number(&it.text));
    let keys: Vec<_> = keys.collect();
    // Homes lie all over the place; the code of a programme comes back.
    let different = keys.iter().collect::<BTreeSet<_>>().len();
    (2 * different >= keys.len() && !postcode::are_years(&keys)).then(|| {
        format!("{} are made of a full postcode and a number", share(hits, cells.n))
    })
}

/// At least half of the cells, and at least half of those differ from each other.
fn differing(
    cells: &Cells,
    fits: fn(Shape) -> bool,
    is: fn(&str) -> bool,
) -> Option<usize> {
    let found: Vec<&Seen> = cells.shaped(fits).filter(|it| is(&it.text)).collect();
    let hits: usize = found.iter().map(|it| it.times).sum();
    let many = found.len() >= ENOUGH && 2 * hits >= cells.n;
    (many && 2 * found.len() >= hits).then_some(hits)
}

/// A street with a number somewhere in the cell.
pub(super) fn is_address(cell: &str) -> bool {
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

/// One word that only a street has, without a number: `Dorpsstraat`.
pub(super) fn is_street(cell: &str) -> bool {
    let last = cell.rsplit(' ').next().unwrap_or(cell).to_lowercase();
    ONLY_STREETS.iter().any(|end| last.ends_with(end) && last.len() > end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_differ_from_row_to_row_and_offices_do_not() {
        let homes: Vec<String> = (1..9).map(|it| format!("Dorpsstraat {it}")).collect();
        let homes: Vec<&str> = homes.iter().map(String::as_str).collect();
        assert!(street_proof(&Cells::all(&homes)).is_some());
        let offices = [["Hoofdweg 12", "Lange laan 3a"]; 20].concat();
        assert!(street_proof(&Cells::all(&offices)).is_none());
        assert!(!is_address("Straat") && !is_address("op weg in 2016"));
        assert!(
            is_street("Oude Dorpsstraat") && !is_street("Plein") && !is_street("Tilburg")
        );
    }

    #[test]
    fn a_postcode_with_a_house_number_is_no_key() {
        for form in ["{c}{n}", "{c} {n}a", "{c}-{n}", "{c}_{n}-2"] {
            let codes = ["7411AB", "7413 xk", "7425PZ", "7421 ED", "7416 SB", "7419AW"];
            let keys: Vec<String> = codes
                .iter()
                .zip(3..)
                .map(|(code, n)| {
                    form.replace("{c}", code).replace("{n}", &format!("{n}"))
                })
                .collect();
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            assert!(key_proof(&Cells::all(&keys)).is_some(), "{form}");
            assert!(key_proof(&Cells::all(&keys[..4])).is_none(), "{form}");
        }
    }

    #[test]
    fn a_year_or_a_municipality_with_a_programme_and_a_number_is_an_ordinary_key() {
        for first in [2020, 1883] {
            let key = |it: usize| {
                format!("{}{}{it:04}", first + it % 4, ["IA", "PM", "AM"][it % 3])
            };
            let keys: Vec<String> = (0..400).map(key).collect();
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            assert_eq!(key_proof(&Cells::all(&keys)), None);
        }
    }
}
