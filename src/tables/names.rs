//! Names: the dictionaries of open columns (programme, region, team …).
//!
//! In: texts as decoded. Out: small numbers that stand for them inside frames. The numbers
//! depend on reading order and never leave the program: outputs sort by text.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{PoisonError, RwLock};

/// Most different texts one column may hold. More means that a free-text or number column
/// was mapped to a grouping column by mistake.
pub(super) const MOST_NAMES: usize = 50_000;

#[derive(Debug, Default)]
struct Dictionary {
    ids: HashMap<String, u32>,
    texts: Vec<String>,
}

/// One dictionary a column.
#[derive(Debug, Default)]
pub struct Names {
    columns: RwLock<BTreeMap<&'static str, Dictionary>>,
}

impl Names {
    /// The number of `text`, given out when it is new. `None` when the column already holds
    /// [`MOST_NAMES`] texts.
    pub fn intern(&self, column: &'static str, text: &str) -> Option<u32> {
        if let Some(id) = self.id(column, text) {
            return Some(id);
        }
        let mut columns = self.columns.write().unwrap_or_else(PoisonError::into_inner);
        let dictionary = columns.entry(column).or_default();
        if let Some(id) = dictionary.ids.get(text) {
            return Some(*id);
        }
        if dictionary.texts.len() >= MOST_NAMES {
            return None;
        }
        let id = u32::try_from(dictionary.texts.len()).ok()?;
        dictionary.texts.push(text.to_owned());
        dictionary.ids.insert(text.to_owned(), id);
        Some(id)
    }

    /// The number of `text`; `None` when no row holds it.
    pub fn id(&self, column: &str, text: &str) -> Option<u32> {
        let columns = self.columns.read().unwrap_or_else(PoisonError::into_inner);
        columns.get(column)?.ids.get(text).copied()
    }

    /// Of each column how many names differ from an earlier one only in capitals, spaces and
    /// marks: `Noord`, `noord`, and one with a space that nobody sees.
    pub fn alike(&self) -> Vec<(&'static str, usize)> {
        let columns = self.columns.read().unwrap_or_else(PoisonError::into_inner);
        let alike = columns.iter().map(|(column, names)| {
            let folded: BTreeSet<String> =
                names.texts.iter().map(|it| folded(it)).collect();
            (*column, names.texts.len() - folded.len())
        });
        alike.filter(|it| it.1 > 0).collect()
    }

    /// The text behind a number.
    pub fn text(&self, column: &str, id: u32) -> Option<String> {
        let columns = self.columns.read().unwrap_or_else(PoisonError::into_inner);
        columns.get(column)?.texts.get(id as usize).cloned()
    }
}

/// The letters and digits of a name, in lower case; of one without any, the name itself.
fn folded(name: &str) -> String {
    let plain: String = name.chars().filter(|it| it.is_alphanumeric()).collect();
    if plain.is_empty() { name.to_owned() } else { plain.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_the_same_are_counted() {
        let names = Names::default();
        for name in ["Noord", "noord", "NOORD", "Noord\u{200b}", "Zuid", "-", "+"] {
            names.intern("region", name);
        }
        names.intern("team", "Noord");
        assert_eq!(names.alike(), [("region", 3)]);
    }

    #[test]
    fn a_text_keeps_its_number() {
        let names = Names::default();
        let arnhem = names.intern("region", "Arnhem").unwrap();
        assert_ne!(names.intern("region", "Oost").unwrap(), arnhem);
        assert_eq!(names.intern("region", "Arnhem"), Some(arnhem));
        assert_eq!(names.text("region", arnhem).as_deref(), Some("Arnhem"));
        assert_eq!(names.id("team", "Arnhem"), None);
    }
}
