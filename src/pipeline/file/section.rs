//! A table of a pipeline file, with the keys it may have.
//!
//! In: a TOML table. Out: its entries. Never: an unknown key that goes unnoticed.

use toml_edit::TableLike;

use super::entry::Entry;
use super::source::Source;
use crate::error::{Message, nearest};

/// A table: `[period]`, `[[indicator]]`, `dialect = { … }` or the file as a whole.
pub(super) struct Section<'a> {
    pub(super) source: &'a Source<'a>,
    table: &'a dyn TableLike,
    /// As messages call it: `[period]`.
    pub(super) name: String,
    /// Where it starts: the place of what is missing from it.
    pub(super) at: usize,
    /// Keys that are there with a typing error: already reported, so not missing.
    mistyped: Vec<String>,
}

impl<'a> Section<'a> {
    pub(super) fn new(
        source: &'a Source<'a>,
        table: &'a dyn TableLike,
        name: String,
        at: usize,
    ) -> Self {
        Self { source, table, name, at, mistyped: Vec::new() }
    }

    /// Refuses every key but these.
    pub(super) fn only(self, keys: &[&str]) -> Self {
        self.only_named("key", keys)
    }

    /// Refuses every key but these; `what` says what a key is here.
    pub(super) fn only_named(mut self, what: &str, keys: &[&str]) -> Self {
        for entry in self.entries() {
            if keys.contains(&entry.key) {
                continue;
            }
            let near = nearest(entry.key, keys.iter().copied());
            let headline = format!("unknown {what} `{}` in {}", entry.key, self.name);
            let message = Message::new(&format!("unknown-{what}"), headline)
                .help(near.map_or_else(|| allowed(keys), did_you_mean));
            self.source.report(entry.key_at, message);
            self.mistyped.extend(near.map(str::to_owned));
        }
        self
    }

    /// The entry with this key, when it is there.
    pub(super) fn get(&self, key: &str) -> Option<Entry<'a>> {
        let (found, item) = self.table.get_key_value(key)?;
        Some(Entry::new(self, found, item))
    }

    /// The entry with this key; reports when it is not there.
    pub(super) fn need(&self, key: &str, help: &str) -> Option<Entry<'a>> {
        let entry = self.get(key);
        if entry.is_none() {
            self.report_missing(key, help);
        }
        entry
    }

    /// Reports that `key` is not there, unless it is with a typing error.
    pub(super) fn report_missing(&self, key: &str, help: &str) {
        if !self.was_mistyped(key) {
            let headline = format!("`{key}` is missing from {}", self.name);
            let message = Message::new("missing-key", headline).help(help);
            self.source.report(self.at, message);
        }
    }

    /// True when something close to `key` was refused.
    pub(super) fn was_mistyped(&self, key: &str) -> bool {
        self.mistyped.iter().any(|it| it == key)
    }

    /// All entries, in the file's order.
    pub(super) fn entries(&self) -> Vec<Entry<'a>> {
        let keys = self.table.iter().map(|(key, _)| key);
        keys.filter_map(|key| self.get(key)).collect()
    }
}

/// A suggestion for a word that looks like a typing error.
pub(super) fn did_you_mean(near: &str) -> String {
    format!("did you mean `{near}`?")
}

/// The words there are to choose from.
pub(super) fn allowed(words: &[&str]) -> String {
    let words: Vec<_> = words.iter().map(|it| format!("`{it}`")).collect();
    format!("allowed here: {}", words.join(", "))
}
