//! The four states of a figure in words: each has its own, none is ever a number.
//!
//! In: a [`Shown`]. Out: the text of a cell and the note that explains it.
//! Never: 0, NaN or an empty text for what is not there.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::terms::{Shown, WhyMissing, WhyNotApplicable};

use super::format;
use super::words::Words;

/// Shown for a suppressed number.
pub(super) const HIDDEN: &str = "–";

/// Text of a cell, and whether it stands for a number that is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct CellText {
    pub(super) text: String,
    /// Read aloud instead of a dash.
    pub(super) spoken: Option<String>,
    pub(super) absent: bool,
}

impl CellText {
    /// A cell with a number.
    pub(super) fn number(text: String) -> Self {
        Self { text, spoken: None, absent: false }
    }
}

/// The text of a cell; the keys of the notes it needs go into `notes`.
pub(super) fn cell<T>(
    shown: &Shown<T>,
    words: &Words,
    notes: &mut BTreeSet<&'static str>,
    number: impl FnOnce(&T) -> String,
) -> CellText {
    match (shown, key(shown)) {
        (Shown::Value(it), _) => CellText::number(number(it)),
        (_, Some(key)) => {
            notes.insert(key);
            let (text, spoken) = match shown {
                Shown::Suppressed => {
                    (HIDDEN.to_owned(), Some(words.say("state.suppressed")))
                }
                _ => (words.say(&format!("state.{key}")), None),
            };
            CellText { text, spoken, absent: true }
        }
        // `key` names every state but a value; said as unknown if that ever changes.
        (_, None) => {
            CellText { text: words.say("state.no_values"), spoken: None, absent: true }
        }
    }
}

/// The sentence that explains a state in a note.
pub(super) fn note(key: &str, words: &Words, smallest_count: u64) -> String {
    let smallest = format::count(smallest_count, words.language);
    words.fill(&format!("state_note.{key}"), &[("smallest", &smallest)])
}

/// The key of the texts of a state; `None` for a value.
pub(super) fn key<T>(shown: &Shown<T>) -> Option<&'static str> {
    match shown {
        Shown::Value(_) => None,
        Shown::Suppressed => Some("suppressed"),
        Shown::NotApplicable(why) => Some(match why {
            WhyNotApplicable::NotDelivered => "not_delivered",
            WhyNotApplicable::NoSuchQuantity => "no_such_quantity",
            WhyNotApplicable::FewPeriods => "few_periods",
        }),
        Shown::Missing(why) => Some(match why {
            WhyMissing::NoRows => "no_rows",
            WhyMissing::NoValues => "no_values",
            WhyMissing::NotReached => "not_reached",
            WhyMissing::NotFollowed => "not_followed",
            WhyMissing::TooFew => "too_few",
            WhyMissing::NoSpread => "no_spread",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Language;

    const ABSENT: [Shown<f64>; 10] = [
        Shown::Suppressed,
        Shown::NotApplicable(WhyNotApplicable::NotDelivered),
        Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity),
        Shown::NotApplicable(WhyNotApplicable::FewPeriods),
        Shown::Missing(WhyMissing::NoRows),
        Shown::Missing(WhyMissing::NoValues),
        Shown::Missing(WhyMissing::NotReached),
        Shown::Missing(WhyMissing::NotFollowed),
        Shown::Missing(WhyMissing::TooFew),
        Shown::Missing(WhyMissing::NoSpread),
    ];

    #[test]
    fn every_state_has_a_text_of_its_own_without_a_digit() {
        for language in Language::ALL {
            let words = Words::read(language).unwrap();
            let mut texts = BTreeSet::new();
            let mut notes = BTreeSet::new();
            for shown in &ABSENT {
                let cell = cell(shown, &words, &mut notes, ToString::to_string);
                assert!(cell.absent && !cell.text.is_empty());
                assert!(
                    !cell.text.contains(|c: char| c.is_ascii_digit()),
                    "{}",
                    cell.text
                );
                texts.insert(cell.text);
            }
            assert_eq!((texts.len(), notes.len()), (ABSENT.len(), ABSENT.len()));
        }
    }

    #[test]
    fn every_state_is_explained() {
        let words = Words::read(Language::Nl).unwrap();
        for key in ABSENT.iter().filter_map(key) {
            assert!(words.find(&format!("state.{key}")).is_some(), "{key}");
            assert!(words.find(&format!("state_note.{key}")).is_some(), "{key}");
        }
        assert!(
            note("suppressed", &words, 10)
                .contains("niet getoond. Meestal zijn het er minder dan 10")
        );
    }
}
