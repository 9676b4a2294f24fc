//! A column of text: spans into one text that the columns of a block share.
//!
//! In: the text of a block and where its cells stand. Out: cells by row. Never: a copy of a
//! cell, or a cell in a debug message.

use std::fmt;
use std::sync::Arc;

/// Where a cell stands in its text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// First byte.
    pub(super) start: u32,
    /// First byte after it.
    pub(super) end: u32,
}

impl Span {
    /// The span from `start` up to `end`.
    pub(super) fn new(start: usize, end: usize) -> Self {
        // A block is a few megabytes; a text of 4 GiB cannot get here.
        let at = |it| u32::try_from(it).unwrap_or(u32::MAX);
        Self { start: at(start), end: at(end) }
    }

    /// As a range of bytes.
    pub(super) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One column of a block.
#[derive(Clone, PartialEq, Eq)]
pub struct TextColumn {
    text: Arc<String>,
    spans: Vec<Span>,
}

impl TextColumn {
    /// The column of cells at `spans` of `text`.
    pub(super) fn new(text: Arc<String>, spans: Vec<Span>) -> Self {
        Self { text, spans }
    }

    /// The cell of a row (from 0), as it came; empty when there is no such row.
    pub fn get(&self, row: usize) -> &str {
        self.spans.get(row).and_then(|it| self.text.get(it.range())).unwrap_or_default()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The cells in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.spans.iter().map(|it| self.text.get(it.range()).unwrap_or_default())
    }
}

impl<T: AsRef<str>> FromIterator<T> for TextColumn {
    fn from_iter<I: IntoIterator<Item = T>>(cells: I) -> Self {
        let (mut text, mut spans) = (String::new(), Vec::new());
        for cell in cells {
            let start = text.len();
            text.push_str(cell.as_ref());
            spans.push(Span::new(start, text.len()));
        }
        Self::new(Arc::new(text), spans)
    }
}

impl fmt::Debug for TextColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TextColumn({} cells)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_went_in() {
        let column: TextColumn = ["a", "", "beëindigd"].iter().collect();
        assert_eq!(column.len(), 3);
        assert_eq!((column.get(0), column.get(1), column.get(2)), ("a", "", "beëindigd"));
        assert_eq!(column.get(3), "");
        assert_eq!(column.iter().collect::<Vec<_>>(), ["a", "", "beëindigd"]);
    }

    #[test]
    fn a_debug_message_shows_no_cell() {
        let column: TextColumn = ["secret"].iter().collect();
        assert_eq!(format!("{column:?}"), "TextColumn(1 cells)");
    }
}
