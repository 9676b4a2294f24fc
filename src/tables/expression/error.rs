//! What is wrong with an expression, pointing at the character.
//!
//! In: the expression, the byte the mistake is at, what it is. Out: line, column and the
//! line with a caret. Never: a control character, nor more of a long line than can be read.

use std::fmt;

use crate::error::Message;

/// What the language knows, for the help of an error.
const LANGUAGE: &str = "the language knows comparisons, AND, OR, NOT, IN, BETWEEN, IS NULL, \
                        IS TRUE, + - * /, CASE, DATE 'yyyy-mm-dd' and a difference of days";

/// Most characters of a line that are shown before the mistake, and after it.
const MOST_BESIDE: usize = 80;

/// A mistake in an expression. Lines and columns count from 1, within the expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpressionError {
    /// What is wrong; lower case, no full stop.
    pub what: String,
    /// What to do.
    pub help: Option<String>,
    /// Line of the character.
    pub line: usize,
    /// Column of the character.
    pub column: usize,
    /// The line of the expression it is on.
    pub source: String,
}

impl ExpressionError {
    /// A mistake at a byte of `text`.
    pub(super) fn new(text: &str, at: usize, what: impl Into<String>) -> Self {
        let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
        let start = before.rfind('\n').map_or(0, |it| it + 1);
        let (left, right) = (&before[start..], after.lines().next().unwrap_or_default());
        Self {
            what: what.into(),
            help: None,
            line: before.matches('\n').count() + 1,
            column: left.chars().count() + 1,
            source: visible(left.chars().chain(right.chars())),
        }
    }

    /// A mistake about the expression as a whole.
    pub(super) fn at_start(text: &str, what: impl Into<String>) -> Self {
        Self::new(text, text.len() - text.trim_start().len(), what)
    }

    /// Something that other languages have and this one has not.
    pub(super) fn outside(text: &str, at: usize, what: &str) -> Self {
        let what = format!("{} is not part of the language", shown(what));
        Self::new(text, at, what).help(LANGUAGE)
    }

    /// Says what to do.
    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The line of the expression with a caret under the character.
    pub fn pointed(&self) -> String {
        let n_before = self.column - 1;
        let first = n_before.saturating_sub(MOST_BESIDE);
        let last = n_before + MOST_BESIDE;
        let cut = |is_cut: bool| if is_cut { "…" } else { "" };
        let left = self.source.chars().skip(first).take(n_before - first);
        let pad: String = cut(first > 0).chars().chain(left).map(blank_as_wide).collect();
        let part: String = self.source.chars().skip(first).take(last - first).collect();
        let (head, tail) = (cut(first > 0), cut(self.source.chars().count() > last));
        format!("    {head}{part}{tail}\n    {pad}^")
    }

    /// As a message about the expression at `place` (a file, a line, a key).
    pub fn message(&self, name: &str, place: &str) -> Message {
        let at = format!("{place}, character {} of its line {}", self.column, self.line);
        let message =
            Message::new(name, &self.what).at(format!("{at}\n{}", self.pointed()));
        match &self.help {
            Some(help) => message.help(help),
            None => message,
        }
    }
}

/// A piece of an expression as it is quoted in a sentence.
pub(super) fn shown(piece: &str) -> String {
    /// Most characters of it.
    const MOST: usize = 40;
    let cut = if piece.chars().count() > MOST { "…" } else { "" };
    format!("`{}{cut}`", visible(piece.chars().take(MOST)))
}

/// The characters, written out where they cannot be seen or would move the others.
fn visible(letters: impl Iterator<Item = char>) -> String {
    letters
        .map(|it| if it.is_control() && it != '\t' { '\u{fffd}' } else { it })
        .collect()
}

/// A blank, or a tab under a tab, so that the caret stands right.
fn blank_as_wide(it: char) -> char {
    if it == '\t' { '\t' } else { ' ' }
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.what, self.pointed())?;
        match &self.help {
            Some(help) => write!(f, "\n    {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ExpressionError {}
