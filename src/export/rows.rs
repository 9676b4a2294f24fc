//! From rows with their cells to a block of wanted columns.
//!
//! In: rows of spans or of text, and where the wanted columns stand. Out: a block. Never: a
//! row lost: it is kept, set aside with a finding, or blank and counted.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::cells::records;
use super::headers::Layout;
use super::source::{Block, Wanted};
use super::text_column::{Span, TextColumn};
use crate::terms::{Finding, Place, Severity};

/// The rule that a row with fewer cells than the header breaks.
pub(super) const TOO_FEW_CELLS: &str = "too-few-cells";
/// The rule that a row with more cells than the header breaks.
pub(super) const TOO_MANY_CELLS: &str = "too-many-cells";

/// What is the same for all blocks of a file.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    /// The file's index in the run.
    pub(super) file: u16,
    /// Where the wanted columns stand.
    pub(super) layout: Layout,
}

impl Shape {
    /// An empty block with this shape.
    pub(super) fn block(&self) -> Block {
        Block {
            file: self.file,
            lines: Vec::new(),
            columns: Vec::new(),
            findings: Vec::new(),
            n_read: 0,
            n_blank: 0,
        }
    }

    /// The finding for a row with the wrong number of cells.
    pub(super) fn finding(&self, line: u32, n_cells: usize) -> Finding {
        let few = n_cells < self.layout.n_cells;
        Finding {
            place: Place { file: self.file, line },
            rule: if few { TOO_FEW_CELLS } else { TOO_MANY_CELLS },
            column: None,
            severity: Severity::SetAside,
        }
    }

    /// The block that the CSV in `text` holds, of which the first line is `first_line`.
    pub(super) fn block_of_csv(
        &self,
        mut text: String,
        delimiter: u8,
        first_line: u32,
    ) -> Block {
        /// A short line, to reserve room by.
        const LINE_BYTES: usize = 64;
        let mut block = self.block();
        let n_rows = text.len() / LINE_BYTES;
        let mut spans: Vec<Vec<Span>> =
            self.layout.cells.iter().map(|_| Vec::with_capacity(n_rows)).collect();
        let unquoted = records(text.as_bytes(), delimiter, first_line, |record| {
            if record.is_blank() {
                block.n_blank += 1;
            } else if record.cells.len() == self.layout.n_cells {
                block.lines.push(record.line);
                for (column, at) in spans.iter_mut().zip(&self.layout.cells) {
                    column.extend(record.cells.get(*at));
                }
            } else {
                block.findings.push(self.finding(record.line, record.cells.len()));
            }
            ControlFlow::Continue(())
        });
        // Quotes and delimiters are ASCII, so the parts between them are whole characters.
        text.push_str(&String::from_utf8_lossy(&unquoted));
        let text = Arc::new(text);
        let column = |it| TextColumn::new(Arc::clone(&text), it);
        block.columns = spans.into_iter().map(column).collect();
        counted(block)
    }

    /// The block of rows of which the cells are texts already, each with its line.
    pub(super) fn block_of_rows(&self, rows: &[(u32, Vec<String>)]) -> Block {
        let mut block = self.block();
        let mut kept = Vec::with_capacity(rows.len());
        for (line, cells) in rows {
            if cells.iter().all(String::is_empty) {
                block.n_blank += 1;
            } else if cells.len() == self.layout.n_cells {
                block.lines.push(*line);
                kept.push(cells);
            } else {
                block.findings.push(self.finding(*line, cells.len()));
            }
        }
        let column = |at: &usize| kept.iter().map(|it| it[*at].as_str()).collect();
        block.columns = self.layout.cells.iter().map(column).collect();
        counted(block)
    }
}

fn counted(mut block: Block) -> Block {
    block.n_read = (block.lines.len() + block.findings.len()) as u64;
    block
}

/// A file opened: its header read, its rows still to come.
pub(super) struct Opened<R> {
    /// The headers, trimmed.
    pub(super) headers: Vec<String>,
    /// The line of the header.
    pub(super) header_line: u32,
    /// The rows below it.
    pub(super) rows: R,
}

/// The layout of the wanted columns, or everything wrong with the header.
pub(super) fn layout_of<R>(
    path: &std::path::Path,
    opened: &Opened<R>,
    wanted: &[Wanted],
) -> Result<Layout, Vec<super::problem::Problem>> {
    super::headers::locate(path, opened.header_line, &opened.headers, wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape() -> Shape {
        Shape { file: 3, layout: Layout { n_cells: 3, cells: vec![2, 0] } }
    }

    #[track_caller]
    fn check(block: &Block) {
        assert_eq!((block.n_read, block.n_blank), (4, 1));
        assert_eq!(block.lines, [2, 6]);
        let column = |at: usize| block.columns[at].iter().collect::<Vec<_>>();
        assert_eq!((column(0), column(1)), (vec!["c", "\""], vec!["a", "x"]));
        let found: Vec<_> =
            block.findings.iter().map(|it| (it.place.line, it.rule)).collect();
        assert_eq!(found, [(3, TOO_FEW_CELLS), (4, TOO_MANY_CELLS)]);
        assert!(block.findings.iter().all(|it| it.place.file == 3));
    }

    #[test]
    fn rows_with_the_wrong_number_of_cells_are_set_aside_and_counted() {
        let text = "a;b;c\nd;e\nf;g;h;i\n;;\nx;;\"\"\"\"\n".to_owned();
        check(&shape().block_of_csv(text, b';', 2));
        let row = |cells: &[&str]| cells.iter().map(|&it| it.to_owned()).collect();
        let rows = [
            (2, row(&["a", "b", "c"])),
            (3, row(&["d", "e"])),
            (4, row(&["f", "g", "h", "i"])),
            (5, row(&["", "", ""])),
            (6, row(&["x", "", "\""])),
        ];
        check(&shape().block_of_rows(&rows));
    }
}
