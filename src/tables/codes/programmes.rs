//! The built-in programmes and target groups.

use std::cell::RefCell;

use crate::error::Error;
use crate::tables::definition::{Fields, Problems, parse_toml};
use crate::terms::Text;

const FILE: &str = "programmes.toml";
const TEXT: &str = include_str!("programmes.toml");

/// A programme every pipeline knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// The name that is stored.
    pub code: String,
    /// What people call it.
    pub label: Text,
    /// Youngest and oldest age at start, both included.
    pub ages: (i32, i32),
    /// Where the ages and names come from.
    pub source: String,
    /// Spellings found in exports.
    pub aliases: Vec<String>,
}

/// A code with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The code that is stored.
    pub code: String,
    /// What people call it.
    pub label: Text,
}

impl Programme {
    /// Whether `delivered` is a spelling of this programme.
    pub fn is_called(&self, delivered: &str) -> bool {
        let wanted = normalise(delivered);
        let mut names = self.aliases.iter().chain([&self.code]);
        !wanted.is_empty() && names.any(|it| normalise(it) == wanted)
    }
}

/// The built-in programmes, in the order reports show them.
///
/// # Errors
/// When the file is not in order (a fault in the program; a test reads it).
pub fn programmes() -> Result<Vec<Programme>, Error> {
    read().map(|it| it.0)
}

/// The target groups.
///
/// # Errors
/// When the file is not in order (a fault in the program; a test reads it).
pub fn target_groups() -> Result<Vec<Group>, Error> {
    read().map(|it| it.1)
}

/// A spelling without what spellings differ in: case, accents, dots, spaces, hyphens.
pub fn normalise(text: &str) -> String {
    let lower = text.chars().flat_map(char::to_lowercase);
    lower.map(without_accent).filter(|it| it.is_alphanumeric()).collect()
}

fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    }
}

fn read() -> Result<(Vec<Programme>, Vec<Group>), Error> {
    let mut problems = Problems::new("programmes", FILE);
    let document = parse_toml(TEXT, 1, &mut problems);
    let problems = RefCell::new(problems);
    let found = document.as_ref().and_then(|document| {
        let fields = Fields::new(document, TEXT, 1, &problems);
        let programmes: Vec<_> =
            fields.tables("programme").iter().map(programme).collect();
        let groups: Vec<_> = fields.tables("target-group").iter().map(group).collect();
        fields.refuse_others();
        let programmes = programmes.into_iter().collect::<Option<Vec<_>>>()?;
        Some((programmes, groups.into_iter().collect::<Option<Vec<_>>>()?))
    });
    problems.into_inner().finish(found)
}

fn programme(fields: &Fields) -> Option<Programme> {
    let (code, label, source) =
        (fields.text("code"), fields.label("label"), fields.text("source"));
    let aliases = fields.texts("aliases").into_iter().map(ToOwned::to_owned).collect();
    let ages = fields.table("ages").and_then(|ages| {
        let age = |key| ages.whole(key).and_then(|it| i32::try_from(it).ok());
        let both = age("from").zip(age("until"));
        ages.refuse_others();
        both
    });
    if ages.is_none() {
        fields.problem(
            "ages",
            "the ages are missing",
            "write ages = { from = 4, until = 15 }",
        );
    }
    fields.refuse_others();
    let (code, source) = (code?.to_owned(), source?.to_owned());
    Some(Programme { code, label: label?, ages: ages?, source, aliases })
}

fn group(fields: &Fields) -> Option<Group> {
    let (code, label) = (fields.text("code"), fields.label("label"));
    fields.refuse_others();
    Some(Group { code: code?.to_owned(), label: label? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(delivered: &str, want: Option<&str>) {
        let programmes = programmes().unwrap();
        let found = programmes.iter().find(|it| it.is_called(delivered));
        assert_eq!(found.map(|it| it.code.as_str()), want, "{delivered}");
    }

    #[test]
    fn spellings_lead_to_one_programme() {
        check("I.A.G.", Some("iag"));
        check("  intensieve Ambulante Gezins-begeleiding ", Some("iag"));
        check("Pmto", Some("pmto"));
        check("Ambulante Hulp", Some("ambulant"));
        check("daghulp", None);
        check("", None);
    }

    #[test]
    fn no_spelling_leads_to_two_programmes() {
        for one in programmes().unwrap() {
            for other in programmes().unwrap().iter().filter(|it| it.code != one.code) {
                assert!(
                    !one.aliases.iter().any(|it| other.is_called(it)),
                    "{}",
                    one.code
                );
            }
        }
    }

    #[test]
    fn accents_do_not_make_another_name() {
        assert_eq!(normalise("Geïndiceerde hulp"), "geindiceerdehulp");
    }

    #[test]
    fn there_are_six_target_groups() {
        assert_eq!(target_groups().unwrap().len(), 6);
    }
}
