//! Full Dutch postcodes (`1234 AB`), as cells and inside addresses.
//!
//! In: the cells of a column. Out: the share with a full postcode. Never: a postcode. The
//! four digits alone are a neighbourhood, not an address, and pass.

use super::text::{digit_runs, is_edge, share};

/// Letters that are not given out.
const NEVER: [&str; 3] = ["SA", "SD", "SS"];
/// So many hits, in at least one cell in `ONE_IN`, are no chance.
const ENOUGH: usize = 3;
const ONE_IN: usize = 10;

/// The proof that a column holds full postcodes.
pub(super) fn proof(cells: &[&str]) -> Option<String> {
    let hits = cells.iter().filter(|it| has_postcode(it)).count();
    let many = hits >= ENOUGH && ONE_IN * hits >= cells.len();
    let all = hits > 0 && hits == cells.len();
    (many || all).then(|| format!("{} hold a full postcode", share(hits, cells.len())))
}

fn has_postcode(cell: &str) -> bool {
    digit_runs(cell).into_iter().any(|(before, digits, after)| {
        let is_whole = before.is_empty() && after.trim_start().len() == 2;
        digits.len() == 4
            && !digits.starts_with('0')
            && is_edge(before.chars().next_back())
            && letters_follow(after, is_whole)
    })
}

/// Two letters, after at most one space; small letters only when the cell holds no more.
fn letters_follow(after: &str, is_whole: bool) -> bool {
    let after = after.strip_prefix([' ', '\u{a0}']).unwrap_or(after);
    let Some((letters, rest)) = after.split_at_checked(2) else { return false };
    let fits = |it: u8| it.is_ascii_uppercase() || (is_whole && it.is_ascii_lowercase());
    letters.bytes().all(fits)
        && !NEVER.contains(&letters.to_ascii_uppercase().as_str())
        && is_edge(rest.chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_postcodes_are_found_as_cells_and_in_addresses() {
        for cell in ["1234 AB", "1234AB", "1234ab", "Dorpsstraat 1, 1234 AB Ons Dorp"] {
            assert!(has_postcode(cell), "{cell}");
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
            assert!(!has_postcode(cell), "{cell}");
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
}
