//! Names: the dictionaries of open columns (programme, region, team …).
//!
//! In: texts as decoded. Out: small numbers that stand for them inside frames. The numbers
//! depend on reading order and never leave the program: outputs sort by text. Never: some
//! names of a column that has too many; it is reported as a whole, in whatever order it was
//! read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{PoisonError, RwLock};

/// Most different texts one column may hold. More means that a free-text or number column
/// was mapped to a grouping column by mistake.
const MOST_NAMES: usize = 50_000;

#[derive(Debug, Default)]
struct Dictionary {
    ids: HashMap<String, u32>,
    texts: Vec<String>,
    is_full: bool,
}

/// One dictionary a column.
#[derive(Debug)]
pub struct Names {
    columns: RwLock<BTreeMap<&'static str, Dictionary>>,
    most: usize,
}

impl Default for Names {
    fn default() -> Self {
        Self::with_most(MOST_NAMES)
    }
}

impl Names {
    /// Dictionaries of at most so many texts.
    pub fn with_most(most: usize) -> Self {
        Self { columns: RwLock::default(), most }
    }

    /// Most texts a dictionary may hold.
    pub fn most(&self) -> usize {
        self.most
    }

    /// The number of `text`, given out when it is new. `None` when the column has more texts
    /// than it may: [`Self::is_full`] says so from then on.
    pub fn intern(&self, column: &'static str, text: &str) -> Option<u32> {
        if let Some(id) = self.id(column, text) {
            return Some(id);
        }
        let mut columns = self.columns.write().unwrap_or_else(PoisonError::into_inner);
        let dictionary = columns.entry(column).or_default();
        if let Some(id) = dictionary.ids.get(text) {
            return Some(*id);
        }
        if dictionary.texts.len() >= self.most {
            dictionary.is_full = true;
            return None;
        }
        let id = u32::try_from(dictionary.texts.len()).ok()?;
        dictionary.texts.push(text.to_owned());
        dictionary.ids.insert(text.to_owned(), id);
        Some(id)
    }

    /// Whether the column has more texts than it may. What it holds is of no use then: which
    /// texts came first depends on the threads.
    pub fn is_full(&self, column: &str) -> bool {
        let columns = self.columns.read().unwrap_or_else(PoisonError::into_inner);
        columns.get(column).is_some_and(|it| it.is_full)
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
    #[test]
    fn a_column_with_too_many_texts_is_reported_as_a_whole() {
        let names = Names::with_most(2);
        let texts = ["a", "b", "a", "b"];
        assert!(texts.iter().all(|it| names.intern("region", it).is_some()));
        assert!(!names.is_full("region"));
        assert_eq!(names.intern("region", "c"), None);
        assert!(names.is_full("region") && !names.is_full("team"));
    }
}
