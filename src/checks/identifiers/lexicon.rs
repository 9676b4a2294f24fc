//! Words that tell a name of a person from a name of something else.
//!
//! In: a word. Out: whether it is a common first name or surname, stands between them, or
//! belongs to a place, a team or an institution. Never: a complete list; what is not on it is
//! judged by how it is written and how many rows bear it. The names were put together by hand
//! from those that are common in the Netherlands, whatever their origin.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::text::folded;

/// Words that stand between a first and a last name.
const BETWEEN: [&str; 22] = [
    "van", "de", "der", "den", "het", "'t", "ter", "ten", "te", "in", "la", "el", "al",
    "ben", "bin", "von", "du", "da", "dos", "ait", "op", "vd",
];
/// What somebody is called before a name.
const TITLES: [&str; 21] = [
    "mevrouw",
    "mevr",
    "mw",
    "meneer",
    "dhr",
    "hr",
    "familie",
    "fam",
    "gezin",
    "huisarts",
    "dokter",
    "voogd",
    "moeder",
    "vader",
    "ouders",
    "kind",
    "jeugdige",
    "client",
    "oma",
    "opa",
    "pleegouders",
];
/// Words, and beginnings of words, of places, teams, institutions and kinds of help.
const THINGS: [&str; 90] = [
    "noord",
    "zuid",
    "oost",
    "west",
    "midden",
    "centr",
    "team",
    "wijk",
    "jeugd",
    "gezin",
    "familie",
    "ouder",
    "kind",
    "regio",
    "locatie",
    "vestiging",
    "afdeling",
    "cluster",
    "unit",
    "groep",
    "gemeente",
    "school",
    "college",
    "praktijk",
    "ziekenhuis",
    "kliniek",
    "instelling",
    "stichting",
    "kerk",
    "huis",
    "hulp",
    "zorg",
    "opvang",
    "opvoed",
    "verblijf",
    "crisis",
    "begeleid",
    "behandel",
    "ambulan",
    "intensie",
    "basis",
    "dag",
    "plus",
    "totaal",
    "actief",
    "thuis",
    "samen",
    "balans",
    "eerst",
    "first",
    "kompas",
    "kracht",
    "sterk",
    "veilig",
    "advies",
    "coach",
    "therap",
    "training",
    "diagnost",
    "onderzoek",
    "onbekend",
    "anders",
    "overig",
    "geen",
    "limburg",
    "holland",
    "brabant",
    "nederland",
    "kennemer",
    "gelder",
    "utrecht",
    "drent",
    "overijssel",
    "veluwe",
    "twent",
    "achterhoek",
    "zeeland",
    "fries",
    "fryslan",
    "groningen",
    "flevo",
    "vrouw",
    "gasthuis",
    "programma",
    "project",
    "module",
    "traject",
    "sociaal",
    "wmo",
    "ggz",
];
/// How words of institutions end.
const INSTITUTIONS: [&str; 14] = [
    "huis",
    "centrum",
    "kliniek",
    "school",
    "college",
    "groep",
    "praktijk",
    "kerk",
    "stichting",
    "zorg",
    "hulp",
    "team",
    "hof",
    "instelling",
];
/// Abbreviations that are no initials: of saints and titles.
const NO_INITIALS: [&str; 7] = ["st", "dr", "ds", "nr", "gr", "kl", "zo"];

static FIRST_NAMES: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| words_of(include_str!("first_names.txt")));
static SURNAMES: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| words_of(include_str!("surnames.txt")));

/// Source: CBS, Gemeentelijke indeling 2024.
static MUNICIPALITIES: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| include_str!("municipalities.txt").lines().map(folded).collect());

fn words_of(list: &str) -> FxHashSet<String> {
    list.split_whitespace().map(folded).collect()
}

/// A common first name, in any case.
pub(super) fn is_first_name(word: &str) -> bool {
    let word = folded(word);
    let mut parts = word.split('-');
    parts.next().is_some_and(|it| FIRST_NAMES.contains(it))
}

/// A common surname, in any case; of two with a dash one is enough.
pub(super) fn is_common_surname(word: &str) -> bool {
    folded(word).split('-').any(|it| SURNAMES.contains(it))
}

/// A word between first name and surname.
pub(super) fn stands_between(word: &str) -> bool {
    let word = word.to_lowercase();
    BETWEEN.contains(&word.trim_end_matches('.'))
}

/// A word that announces a name.
pub(super) fn is_title(word: &str) -> bool {
    let word = folded(word);
    TITLES.contains(&word.trim_end_matches(['.', ':']))
}

/// A word of a place, a team, an institution or a kind of help.
pub(super) fn is_thing(word: &str) -> bool {
    let word = folded(word);
    THINGS.iter().any(|it| word.starts_with(it))
        || INSTITUTIONS.iter().any(|it| word.ends_with(it))
}

/// The name of a municipality, perhaps after the word itself.
pub(super) fn is_municipality(text: &str) -> bool {
    let text = folded(text);
    let text = text.strip_prefix("gemeente ").unwrap_or(&text);
    MUNICIPALITIES.contains(text)
}

/// A word with a capital and letters only, perhaps in parts: `Jansen`, `El-Amrani`, `O'Brien`.
pub(super) fn is_capital_word(word: &str) -> bool {
    let starts = |it: &str| it.chars().next().is_some_and(char::is_uppercase);
    let mut parts = word.split(['-', '\'']).filter(|it| !it.is_empty()).peekable();
    let has_parts = parts.peek().is_some();
    let all = parts.all(|it| it.chars().all(char::is_alphabetic));
    word.chars().count() >= 2 && has_parts && all && starts(word.trim_start_matches('\''))
}

/// `J.`, `J.P.`, `Th.M.`, but no `St.`.
pub(super) fn is_initials(word: &str) -> bool {
    let is_part = |part: &str| {
        let mut letters = part.chars();
        (1..=2).contains(&part.chars().count())
            && letters.next().is_some_and(char::is_uppercase)
            && letters.all(char::is_lowercase)
    };
    let parts = word.strip_suffix('.').map(|it| it.split('.'));
    parts.is_some_and(|mut it| it.all(is_part))
        && !NO_INITIALS.contains(&folded(word.trim_end_matches('.')).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case_and_with_accents() {
        assert!(is_first_name("Noah") && is_first_name("ESMÉE") && is_first_name("zoë"));
        assert!(is_common_surname("Jansen") && is_common_surname("YILMAZ"));
        assert!(is_common_surname("Bakker-Vredeveld"));
        assert!(!is_first_name("Noord") && !is_common_surname("Utrecht"));
    }

    #[test]
    fn initials_are_told_from_saints_and_titles() {
        assert!(["J.", "J.P.", "Th.M."].iter().all(|it| is_initials(it)));
        assert!(["St.", "Dr.", "IAG", "n.v.t.", "."].iter().all(|it| !is_initials(it)));
    }

    #[test]
    fn no_common_name_is_a_word_of_a_thing() {
        let names = FIRST_NAMES.iter().chain(&*SURNAMES);
        let both: Vec<&String> =
            names.filter(|it| THINGS.contains(&it.as_str())).collect();
        assert!(both.is_empty(), "{both:?}");
    }
}
