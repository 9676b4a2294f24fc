//! Columns of names (teams, places, referrers): their values are printed, so one is enough.
//!
//! In: each different cell of such a column. Out: the kind of identifier it is for certain, or
//! that it may be one when few rows bear it. Never: an alarm for municipalities, teams,
//! institutions and kinds of help.

use super::Kind;
use super::address::{is_address, is_street};
use super::bsn;
use super::cells::Seen;
use super::contact;
use super::lexicon::{
    is_capital_word, is_common_surname, is_initials, is_municipality, is_thing, is_title,
    stands_between,
};
use super::people::full_name;

/// An address or name of somebody's own is borne by so few rows; that of an office by more.
const FEW_ROWS: u64 = 3;
/// In a table of so many rows one label with few rows is enough.
const LONG_TABLE: u64 = 100;
/// In a shorter one so many different ones.
const MANY: u64 = 5;

/// What a label is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// Something else.
    Plain,
    /// An identifier.
    Certain(Kind, &'static str),
    /// An identifier when few rows bear it.
    WhenFew(Kind),
}

/// What a cell of a column of names is; `is_office` where addresses of offices are usual.
pub(super) fn label(cell: &Seen, is_office: bool) -> Label {
    let (text, shape) = (cell.text.as_ref(), cell.shape);
    if shape.could_be_number() && bsn::is_told(text) {
        return Label::Certain(Kind::Bsn, "holds a number that passes the 11-test");
    }
    if shape.could_be_phone() && contact::has_phone(text) {
        return Label::Certain(Kind::Phone, "holds a telephone number");
    }
    if shape.could_be_address() && is_address(text) {
        let certain = Label::Certain(Kind::Address, "is written like an address");
        return if is_office { Label::WhenFew(Kind::Address) } else { certain };
    }
    if !shape.could_be_name() || is_municipality(text) {
        return Label::Plain;
    }
    if is_street(text) {
        return Label::WhenFew(Kind::Address);
    }
    if is_somebody(text) {
        return Label::Certain(Kind::Name, "is written like the name of somebody");
    }
    let has_thing = text.split(' ').any(|it| is_thing(it) && !is_common_surname(it));
    match full_name(text) {
        Some(true) if !has_thing => Label::WhenFew(Kind::Name),
        _ => Label::Plain,
    }
}

/// Whether labels that are identifiers when few rows bear them are so: `n_different` of them on
/// `n_rows` rows of a column with `n` cells, `fewest` on the one with the fewest.
pub(super) fn are_few(n_different: u64, n_rows: u64, fewest: u64, n: u64) -> bool {
    let each_few = n_different >= MANY && n_rows < FEW_ROWS * n_different;
    each_few || (n_different > 0 && n >= LONG_TABLE && fewest < FEW_ROWS)
}

/// Initials with a surname, a title with a name, two names of which both are common.
fn is_somebody(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', ',']).filter(|it| !it.is_empty()).collect();
    let is_surname = |word: &str| {
        is_common_surname(word) || (is_capital_word(word) && !is_thing(word))
    };
    let surname_after = |at: usize| {
        let rest = words.get(at + 1..).unwrap_or_default();
        rest.iter().find(|it| !stands_between(it)).copied()
    };
    let is_initial = |at: usize| {
        let alone = at == 0 || words[..at].iter().all(|it| is_title(it));
        let after = surname_after(at);
        is_initials(words[at])
            && match after {
                Some(word) if alone => is_surname(word) && !is_abbreviation(words[at]),
                Some(word) => is_common_surname(word),
                None => text.contains(',') && is_surname(words[0]),
            }
    };
    let is_titled = is_title(words.first().unwrap_or(&""))
        && surname_after(0).is_some_and(|it| is_surname(it) && !names_place(&words, it));
    is_titled
        || (0..words.len()).any(is_initial)
        || (full_name(text) == Some(true)
            && words.iter().any(|it| is_common_surname(it))
            && words.iter().all(|it| !is_thing(it) || is_common_surname(it)))
}

/// Three letters with points are rather a kind of help than somebody.
fn is_abbreviation(initials: &str) -> bool {
    initials.matches('.').count() >= 3
}

/// The words from `from` on are a municipality: `gezin Bergen op Zoom`.
fn names_place(words: &[&str], from: &str) -> bool {
    let at = words.iter().position(|it| *it == from).unwrap_or(0);
    let rest = words.get(at..).unwrap_or_default().join(" ");
    is_municipality(&rest) && !is_common_surname(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cell: &str) -> Label {
        label(&Seen::once(cell), false)
    }

    #[track_caller]
    fn certain(kind: Kind, cells: &[&str]) {
        for cell in cells {
            let found = of(cell);
            assert!(
                matches!(found, Label::Certain(it, _) if it == kind),
                "{cell}: {found:?}"
            );
        }
    }

    #[test]
    fn one_name_number_telephone_or_address_in_a_label_is_enough() {
        certain(
            Kind::Bsn,
            &[
                "999900006",
                "Team 999900006",
                "P999900006",
                "9999.00.006",
                "９９９９００００６",
            ],
        );
        certain(Kind::Phone, &["06-12345678", "huisarts 0570-234567", "+31 6 12345678"]);
        certain(
            Kind::Address,
            &["Dorpsstraat 12", "Lange Laan 3a, Ede", "Team Hoofdweg 1"],
        );
        certain(
            Kind::Name,
            &[
                "J. Jansen",
                "P.M. van der Zwaluw",
                "Bakker, A.",
                "gezin Jansen",
                "Gezin Verhulst",
                "Gezin van Zwaluwenburg",
                "fam. de Vries",
                "Familie Yilmaz",
                "mevr. Blauwgeers",
                "huisarts J. Jansen",
                "Team J. Jansen",
                "dokter Bakker",
                "moeder van Sem",
                "Noor de Vries",
                "Sem Jansen",
            ],
        );
    }

    #[test]
    fn names_and_addresses_that_offices_have_too_need_few_rows() {
        assert_eq!(
            label(&Seen::once("Hoofdweg 12"), true),
            Label::WhenFew(Kind::Address)
        );
        for cell in ["Dorpsstraat", "Oude Marktplein"] {
            assert_eq!(of(cell), Label::WhenFew(Kind::Address), "{cell}");
        }
        for cell in ["Pieter van Foreest", "Hendrik van Boeijen"] {
            assert_eq!(of(cell), Label::WhenFew(Kind::Name), "{cell}");
        }
        assert!(
            are_few(8, 10, 1, 60) && are_few(1, 1, 1, 400) && !are_few(2, 60, 20, 60)
        );
        assert!(!are_few(0, 0, 0, 400) && !are_few(2, 2, 1, 20));
    }

    #[test]
    fn every_municipality_is_a_label() {
        for cell in include_str!("municipalities.txt").lines() {
            for cell in [cell.to_owned(), format!("Gemeente {cell}"), cell.to_uppercase()]
            {
                assert_eq!(of(&cell), Label::Plain, "{cell}");
            }
        }
    }

    #[test]
    fn teams_places_institutions_and_help_are_labels() {
        for cell in [
            "Team Noord 3",
            "Team 2016 Noord",
            "Team A.",
            "Wijkteam B. Zuid",
            "Noord-Oost",
            "Regio Midden-IJssel / Oost-Veluwe",
            "Jeugd en Gezin",
            "Gezin Centraal",
            "Team Gezin Noord",
            "Gezin Arnhem",
            "Centrum voor Jeugd en Gezin Ede",
            "I.A.G. Intensief",
            "P.M.T.O.",
            "Z. Limburg",
            "St. Jansdal",
            "Dr. Leo Kannerhuis",
            "Emma Kinderziekenhuis",
            "William Schrikker Stichting",
            "Leger des Heils",
            "'s Heeren Loo",
            "O.L. Vrouwe Gasthuis",
            "Huisarts",
            "huisartsen Noord",
            "Huisarts en praktijkondersteuner",
            "Medisch specialist",
            "Gecertificeerde instelling",
            "Rechter, raad of OM",
            "Ouders of jeugdige zelf",
            "Kind en Jeugd",
            "Voogd",
            "Basisschool De Regenboog",
            "AGB 41410001",
            "1234567",
            "Locatie 12",
            "Tilburg Noord",
            "Veluwe 2",
            "onbekend",
            "n.v.t.",
        ] {
            assert_eq!(of(cell), Label::Plain, "{cell}");
        }
    }

    /// Team numbers of nine digits by chance: one in eleven passes, and is refused, for a label
    /// is printed. Numbers of any other length never are.
    #[test]
    fn of_numbers_of_nine_digits_one_in_eleven_is_refused_and_of_others_none() {
        let refused = |from: u32, n: u32| {
            let cells = (from..from + n).map(|it| it.to_string());
            cells.filter(|it| of(it) != Label::Plain).count()
        };
        assert_eq!(refused(201_600_000, 1_100), 100);
        assert_eq!(refused(2_016_000, 1_000) + refused(20_161_000, 1_000), 0);
        assert_eq!(refused(1_016_000_000, 1_000), 0);
    }
}
