//! The text of a pipeline file: from a position to line and column, and the mistakes
//! found so far.
//!
//! Never: a mistake that is lost; they are sorted by place, however they were found.

use std::cell::RefCell;

use super::plan::Located;
use crate::error::Message;

/// A pipeline file while it is read.
pub(super) struct Source<'a> {
    /// The path, as messages show it.
    shown: String,
    text: &'a str,
    mistakes: RefCell<Vec<(usize, Message)>>,
}

impl<'a> Source<'a> {
    pub(super) fn new(shown: String, text: &'a str) -> Self {
        Self { shown, text, mistakes: RefCell::default() }
    }

    /// Line and column of a byte position, both from 1; the column counts characters.
    fn line_and_column(&self, at: usize) -> (u32, u32) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |it| it + 1);
        let count = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        let column = before[line_start..].chars().count() + 1;
        (count(before.matches('\n').count() + 1), count(column))
    }

    /// `value`, known to stand at byte position `at`.
    pub(super) fn locate<T>(&self, at: usize, value: T) -> Located<T> {
        let (line, column) = self.line_and_column(at);
        Located { value, line, column }
    }

    /// Keeps a mistake at byte position `at`.
    pub(super) fn report(&self, at: usize, message: Message) {
        let (line, column) = self.line_and_column(at);
        let message = message.at(format!("{}:{line}:{column}", self.shown));
        self.mistakes.borrow_mut().push((at, message));
    }

    /// All mistakes, in the order of their places.
    pub(super) fn into_messages(self) -> Vec<Message> {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.sort_by_key(|(at, _)| *at);
        mistakes.into_iter().map(|(_, message)| message).collect()
    }
}
