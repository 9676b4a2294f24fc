//! The words of the reports, read from one table of texts in both languages.
//!
//! In: `reports/templates/texts.toml`. Out: a text by its key, with its gaps filled.
//! Never: a text for people anywhere else in this module.

use std::collections::BTreeMap;

use serde::Serialize;
use toml_edit::{Document, TableLike};

use crate::error::Error;
use crate::terms::{Language, Period, Text};

const TEXTS: &str = include_str!("../../../reports/templates/texts.toml");

/// The texts in one language. A text in a section has the key `section.name`.
#[derive(Debug, Clone)]
pub(super) struct Words {
    /// The language they are in.
    pub(super) language: Language,
    texts: BTreeMap<String, Text>,
}

impl Words {
    /// Reads the table of texts.
    ///
    /// # Errors
    /// When the table is not valid TOML with both languages for each key: a bug.
    pub(super) fn read(language: Language) -> Result<Self, Error> {
        let document = Document::parse(TEXTS).map_err(Error::bug)?;
        let mut texts = BTreeMap::new();
        collect("", document.as_table(), &mut texts)?;
        Ok(Self { language, texts })
    }

    /// The text with that key; the key itself when there is none (a test rules that out).
    pub(super) fn say(&self, key: &str) -> String {
        self.find(key).unwrap_or(key).to_owned()
    }

    /// The text with that key, when there is one.
    pub(super) fn find(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(|it| it.get(self.language))
    }

    /// The text with its gaps, such as `{n}`, filled.
    pub(super) fn fill(&self, key: &str, gaps: &[(&str, &str)]) -> String {
        let mut rest = self.find(key).unwrap_or(key);
        let mut text = String::with_capacity(rest.len());
        // One pass, so that a filled-in text is never searched for gaps itself.
        while let Some((before, gap)) = rest.split_once('{') {
            text.push_str(before);
            let Some((name, after)) = gap.split_once('}') else {
                text.push('{');
                rest = gap;
                continue;
            };
            match gaps.iter().find(|(it, _)| *it == name) {
                Some((_, filling)) => text.push_str(filling),
                None => text.extend(["{", name, "}"]),
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }

    /// `key.one` for one, `key.many` for any other number.
    pub(super) fn plural(&self, key: &str, n: usize) -> String {
        self.say(&format!("{key}.{}", if n == 1 { "one" } else { "many" }))
    }

    /// What a period of this run is called: a key such as `year`.
    pub(super) fn period_key(periods: &[Period]) -> &'static str {
        let n_days = periods.first().map_or(0, |it| it.end.0 - it.start.0 + 1);
        match n_days {
            28..=31 => "month",
            89..=92 => "quarter",
            181..=184 => "half_year",
            365..=366 => "year",
            _ => "period",
        }
    }

    /// All texts outside sections, for the templates.
    pub(super) fn page(&self) -> impl Serialize + use<> {
        self.texts
            .iter()
            .filter(|(key, _)| !key.contains('.'))
            .map(|(key, text)| (key.clone(), text.get(self.language).to_owned()))
            .collect::<BTreeMap<_, _>>()
    }
}

/// The text with a capital in front.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

fn collect(
    section: &str,
    table: &dyn TableLike,
    texts: &mut BTreeMap<String, Text>,
) -> Result<(), Error> {
    for (key, item) in table.iter() {
        let name =
            if section.is_empty() { key.into() } else { format!("{section}.{key}") };
        let inner = item
            .as_table_like()
            .ok_or_else(|| Error::bug(format!("text `{name}` is not a table")))?;
        let version = |code| inner.get(code).and_then(toml_edit::Item::as_str);
        match (version("nl"), version("en")) {
            (Some(nl), Some(en)) => {
                texts.insert(name, Text::new(nl, en));
            }
            (None, None) => collect(&name, inner, texts)?,
            _ => return Err(Error::bug(format!("text `{name}` lacks a language"))),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCES: &[&str] = &[
        include_str!("brochure.rs"),
        include_str!("change.rs"),
        include_str!("codebook.rs"),
        include_str!("comparisons.rs"),
        include_str!("dossier.rs"),
        include_str!("index.rs"),
        include_str!("key_figures.rs"),
        include_str!("made.rs"),
        include_str!("section.rs"),
        include_str!("signals.rs"),
        include_str!("states.rs"),
        include_str!("table.rs"),
        include_str!("trend.rs"),
        include_str!("page.rs"),
        include_str!("research.rs"),
        include_str!("../../../reports/templates/research.html"),
        include_str!("../../../reports/templates/shell.html"),
        include_str!("../../../reports/templates/brochure.html"),
        include_str!("../../../reports/templates/index.html"),
        include_str!("../../../reports/templates/codebook.html"),
        include_str!("preflight.rs"),
        include_str!("stability.rs"),
        include_str!("../../../reports/templates/preflight.html"),
        include_str!("../../../reports/templates/dossier.html"),
    ];

    fn keys_after(mark: &str) -> impl Iterator<Item = String> + use<'_> {
        let is_key = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        SOURCES.iter().flat_map(move |source| {
            source
                .split(mark)
                .skip(1)
                .map(move |it| it.chars().take_while(|c| is_key(*c)).collect::<String>())
        })
    }

    #[test]
    fn every_text_that_is_asked_for_exists() {
        let words = Words::read(Language::Nl).unwrap();
        for mark in [".say(\"", ".fill(\"", "{ t.", "if t."] {
            for key in keys_after(mark) {
                assert!(words.find(&key).is_some(), "no text `{key}`");
            }
        }
        for key in keys_after(".plural(\"") {
            assert!(words.find(&format!("{key}.one")).is_some(), "no text `{key}`");
            assert!(words.find(&format!("{key}.many")).is_some(), "no text `{key}`");
        }
    }

    #[test]
    fn both_languages_have_the_same_gaps() {
        let words = Words::read(Language::Nl).unwrap();
        let gaps = |text: &str| {
            let mut names: Vec<_> = text
                .split('{')
                .skip(1)
                .filter_map(|it| it.split_once('}').map(|(name, _)| name.to_owned()))
                .collect();
            names.sort();
            names.dedup();
            names
        };
        for (key, text) in &words.texts {
            assert_eq!(gaps(&text.nl), gaps(&text.en), "`{key}`");
        }
    }

    #[test]
    fn a_filling_is_not_searched_for_gaps() {
        let mut words = Words::read(Language::En).unwrap();
        words.texts.insert("x".into(), Text::same("{a} and {b}"));
        assert_eq!(words.fill("x", &[("a", "{b}"), ("b", "2")]), "{b} and 2");
    }
}
