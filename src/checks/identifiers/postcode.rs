//! Full Dutch postcodes (`1234 AB`), as cells and inside addresses.
//!
//! In: the cells of a column. Out: the share with a full postcode. Never: a postcode. The
//! four digits alone are a neighbourhood, not an address, and pass; so does a year with an
//! abbreviation (`2016 JB`).

use std::collections::BTreeSet;

use super::cells::Cells;
use super::shape::Shape;
use super::text::{digit_runs, is_edge, share};

/// Letters that are not given out.
const NEVER: [&str; 3] = ["SA", "SD", "SS"];
/// So many hits, in at least one cell in `ONE_IN`, are no chance.
const ENOUGH: usize = 3;
const ONE_IN: usize = 10;

/// Fewer different codes that all begin with a year are years.
const ENOUGH_YEARS: usize = 6;

/// The proof that a column holds full postcodes.
pub(super) fn proof(cells: &Cells) -> Option<String> {
    let found = cells.shaped(Shape::could_be_postcode);
    let found: Vec<_> =
        found.filter_map(|it| Some((postcode(&it.text)?, it.times))).collect();
    let hits: usize = found.iter().map(|it| it.1).sum();
    let codes: Vec<_> = found.into_iter().map(|it| it.0).collect();
    let many = hits >= ENOUGH && ONE_IN * hits >= cells.n;
    let all = hits > 0 && hits == cells.n && !cells.is_part;
    let proves = (many || all) && !are_years(&codes);
    proves.then(|| format!("{} hold a full postcode", share(hits, cells.n)))
}

/// Codes that all begin with a year, and are few or have the same letters time and again.
pub(super) fn are_years(codes: &[(&str, String)]) -> bool {
    let is_year = |it: &str| ("1990".."2050").contains(&it);
    let different = codes.iter().collect::<BTreeSet<_>>().len();
    let letters = codes.iter().map(|it| &it.1).collect::<BTreeSet<_>>().len();
    let is_grid = different < ENOUGH_YEARS || 3 * letters <= 2 * different;
    is_grid && codes.iter().all(|it| is_year(it.0))
}

/// Digits and letters of the first full postcode in a cell.
fn postcode(cell: &str) -> Option<(&str, String)> {
    digit_runs(cell).into_iter().find_map(|(before, digits, after)| {
        let is_whole = before.is_empty() && after.trim_start().len() == 2;
        let starts = digits.len() == 4
            && !digits.starts_with('0')
            && is_edge(before.chars().next_back());
        let letters = letters_after(after, is_whole).filter(|_| starts)?;
        Some((digits, letters))
    })
}

/// True for a postcode with a house number behind it: `7411AB12`, `7411 AB-12a`.
pub(super) fn has_house_number(cell: &str) -> bool {
    before_house_number(cell).is_some()
}

/// Digits and letters of a postcode that a cell begins with, before a house number.
pub(super) fn before_house_number(cell: &str) -> Option<(&str, String)> {
    let (digits, rest) = cell.split_at_checked(4)?;
    let starts = digits.bytes().all(|it| it.is_ascii_digit()) && !digits.starts_with('0');
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let (letters, number) = rest.split_at_checked(2)?;
    let letters = letters.to_ascii_uppercase();
    let is_code = letters.bytes().all(|it| it.is_ascii_uppercase())
        && !NEVER.contains(&letters.as_str());
    let number = number.trim_start_matches([' ', '-', '_', '/', ',']);
    let n_digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let fits =
        starts && is_code && (1..=5).contains(&n_digits) && number.len() <= n_digits + 4;
    fits.then_some((digits, letters))
}

/// Two letters, after at most one space; small letters only when the cell holds no more.
fn letters_after(after: &str, is_whole: bool) -> Option<String> {
    let after = after.strip_prefix([' ', '\u{a0}']).unwrap_or(after);
    let (letters, rest) = after.split_at_checked(2)?;
    let fits = |it: u8| it.is_ascii_uppercase() || (is_whole && it.is_ascii_lowercase());
    let upper = letters.to_ascii_uppercase();
    let is_postcode = letters.bytes().all(fits)
        && !NEVER.contains(&upper.as_str())
        && is_edge(rest.chars().next());
    is_postcode.then_some(upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(cells: &[&str]) -> Option<String> {
        super::proof(&Cells::all(cells))
    }

    #[test]
    fn full_postcodes_are_found_as_cells_and_in_addresses() {
        for cell in ["1234 AB", "1234AB", "1234ab", "Dorpsstraat 1, 1234 AB Ons Dorp"] {
            assert!(postcode(cell).is_some(), "{cell}");
        }
    }

    #[test]
    fn years_codes_and_sentences_are_no_postcodes() {
        for cell in [
            "1234",
            "0234 AB",
            "1234 SS",
            "12345AB",
            "A1234AB",
            "1234ABC",
            "in 2016 is hij gestart",
            "1234 é",
            "45A04",
            "2016 IAG",
        ] {
            assert!(postcode(cell).is_none(), "{cell}");
        }
    }

    #[test]
    fn a_few_among_many_cells_are_no_proof() {
        let mut cells = vec!["geen"; 98];
        cells.extend(["1234 AB"; 2]);
        assert_eq!(proof(&cells), None);
        cells.extend(["1234 AB"; 20]);
        assert_eq!(
            proof(&cells).as_deref(),
            Some("18 % of 120 values hold a full postcode")
        );
        assert!(proof(&["1234 AB"]).is_some());
        assert_eq!(proof(&[]), None);
    }

    #[test]
    fn years_with_an_abbreviation_are_no_postcodes() {
        assert_eq!(proof(&["2016 JB", "2016 JR", "2017 JB"]), None);
        assert_eq!(proof(&["2016 JB"; 50]), None);
        let years: Vec<String> = (2010..2020).map(|it| format!("{it} JB")).collect();
        assert_eq!(proof(&years.iter().map(String::as_str).collect::<Vec<_>>()), None);
        // Haarlem: 2011 to 2037.
        let haarlem =
            ["2011 AB", "2012 CD", "2013 EF", "2014 GH", "2015 KL", "2023 MN", "2033 PR"];
        assert!(proof(&haarlem).is_some());
        assert!(proof(&["2016 JB", "2016 JR", "7411 AB"]).is_some());
    }
}
