//! What is wrong with an expression, pointing at the character.

use std::fmt;

use crate::error::Message;

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
    /// A mistake at a line and column of `text`; (0, 0) means its end.
    pub fn new(text: &str, place: (u64, u64), what: impl Into<String>) -> Self {
        let number = |it: u64| usize::try_from(it).unwrap_or(usize::MAX);
        let lines: Vec<&str> = text.lines().collect();
        let last = lines.len().max(1);
        let line = if place.0 == 0 { last } else { number(place.0).min(last) };
        let source = lines.get(line - 1).copied().unwrap_or_default();
        let end = source.trim_end().chars().count() + 1;
        let column = if place.0 == 0 { end } else { number(place.1).clamp(1, end) };
        Self { what: what.into(), help: None, line, column, source: source.to_owned() }
    }

    /// A mistake about the expression as a whole.
    pub fn at_start(text: &str, what: impl Into<String>) -> Self {
        let blank = text.chars().take_while(|it| it.is_whitespace());
        let lines = blank.clone().filter(|it| *it == '\n').count() as u64;
        let line =
            text.lines().nth(usize::try_from(lines).unwrap_or(0)).unwrap_or_default();
        let indent = line.chars().take_while(|it| it.is_whitespace()).count() as u64;
        Self::new(text, (lines + 1, indent + 1), what)
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The line of the expression with a caret under the character.
    pub fn pointed(&self) -> String {
        let pad: String =
            self.source.chars().take(self.column - 1).map(blank_as_wide).collect();
        format!("    {}\n    {pad}^", self.source)
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
