//! A stream of bytes cut into pieces of whole records.
//!
//! In: the bytes below the header. Out: pieces of about the wanted size that end where a
//! record ends, each with its first line. Never: more than one piece in memory; a cut
//! within a quoted cell.

use std::io::{self, Read};
use std::ops::ControlFlow;

use super::cells::records;
use super::encoding::{find, n_line_ends};

/// How long a quoted cell can be, in bytes; a longer one is a quote that nobody closed.
pub(super) const LONGEST_QUOTED: usize = 1 << 20;
/// How long a record can be, in bytes.
pub(super) const LONGEST_RECORD: usize = 64 << 20;

/// Whole records.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The line of the first byte.
    pub(super) first_line: u32,
    /// The bytes.
    pub(super) bytes: Vec<u8>,
}

/// Why there is no next piece.
#[derive(Debug)]
pub(super) enum SplitError {
    /// Reading failed.
    Io(io::Error),
    /// The quote that opens on this line is not closed.
    OpenQuote(u32),
    /// The record that starts on this line does not end.
    EndlessRecord(u32),
}

/// Cuts the bytes of `reader`.
pub(super) struct Splitter<R> {
    reader: R,
    delimiter: u8,
    /// How many bytes a piece should have.
    n_wanted: usize,
    /// How the first cell of a row that ends the data starts; empty when nothing does.
    footer: Vec<u8>,
    /// What was read beyond the last cut.
    carry: Vec<u8>,
    /// The line of the first byte of `carry`.
    line: u32,
    at_end: bool,
    /// Lines of the footer and below it.
    pub(super) n_footer_lines: u64,
}

impl<R: Read> Splitter<R> {
    /// Cuts `reader`, which stands at the start of a record on line `line`.
    pub(super) fn new(
        reader: R,
        delimiter: u8,
        line: u32,
        n_wanted: usize,
        footer: Vec<u8>,
    ) -> Self {
        let carry = Vec::new();
        let (at_end, n_footer_lines) = (false, 0);
        Self { reader, delimiter, n_wanted, footer, carry, line, at_end, n_footer_lines }
    }

    /// The next piece; `None` at the end of the data.
    pub(super) fn next(&mut self) -> Result<Option<Piece>, SplitError> {
        if self.at_end && self.carry.is_empty() {
            return Ok(None);
        }
        let mut bytes = std::mem::take(&mut self.carry);
        let mut n_wanted = self.n_wanted.max(1);
        let end = loop {
            self.fill(&mut bytes, n_wanted).map_err(SplitError::Io)?;
            match last_end(&bytes, self.delimiter, self.at_end) {
                Ok(Some(end)) => break end,
                Ok(None) if bytes.len() > LONGEST_RECORD => {
                    return Err(SplitError::EndlessRecord(self.line));
                }
                Ok(None) => n_wanted = bytes.len() * 2,
                Err(quote) => {
                    let n = n_line_ends(&bytes[..quote]);
                    return Err(SplitError::OpenQuote(self.line.saturating_add(n)));
                }
            }
        };
        if end < bytes.len() {
            self.carry.extend_from_slice(&bytes[end..]);
            bytes.truncate(end);
        }
        let first_line = self.line;
        self.line = first_line.saturating_add(n_line_ends(&bytes));
        if !self.footer.is_empty() {
            self.cut_footer(&mut bytes).map_err(SplitError::Io)?;
        }
        Ok((!bytes.is_empty()).then_some(Piece { first_line, bytes }))
    }

    /// What was cut, with what remains of it already read through to its end.
    pub(super) fn into_inner(self) -> R {
        self.reader
    }

    /// Reads until there are `n` bytes or no more.
    fn fill(&mut self, bytes: &mut Vec<u8>, n: usize) -> io::Result<()> {
        let mut n_filled = bytes.len();
        if self.at_end || n <= n_filled {
            return Ok(());
        }
        bytes.resize(n, 0);
        while n_filled < n {
            match self.reader.read(&mut bytes[n_filled..]) {
                Ok(0) => {
                    self.at_end = true;
                    break;
                }
                Ok(n_read) => n_filled += n_read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        bytes.truncate(n_filled);
        Ok(())
    }

    /// Ends the data at the first row that is a footer, and reads on to count its lines.
    fn cut_footer(&mut self, bytes: &mut Vec<u8>) -> io::Result<()> {
        let mut found = None;
        records(bytes, self.delimiter, 0, |record| {
            if record.cell(0).trim_ascii_start().starts_with(&self.footer) {
                found = Some(record.start);
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        let Some(start) = found else { return Ok(()) };
        let mut rest = bytes.split_off(start);
        rest.append(&mut self.carry);
        let mut last = None;
        loop {
            self.n_footer_lines += u64::from(n_line_ends(&rest));
            last = rest.last().copied().or(last);
            rest.clear();
            self.fill(&mut rest, self.n_wanted.max(1))?;
            if rest.is_empty() {
                break;
            }
        }
        self.n_footer_lines += u64::from(last.is_some_and(|it| it != b'\n'));
        Ok(())
    }
}

/// Where the last whole record in `bytes` ends; `None` when not one of them does. `Err` has
/// the place of a quote that is not closed.
fn last_end(bytes: &[u8], delimiter: u8, at_end: bool) -> Result<Option<usize>, usize> {
    let line_end = |from: usize, to: usize| {
        let at = bytes[from..to].iter().rposition(|it| *it == b'\n');
        at.map(|it| from + it + 1)
    };
    let (mut end, mut outside) = (None, 0);
    let mut from = 0;
    while let Some(quote) = find(&bytes[from..], b'"').map(|it| from + it) {
        let before = quote.checked_sub(1).map(|it| bytes[it]);
        if !before.is_none_or(|it| it == delimiter || matches!(it, b'\r' | b'\n')) {
            from = quote + 1;
            continue;
        }
        end = line_end(outside, quote).or(end);
        match closing_quote(bytes, quote, at_end) {
            Some(close) if close - quote <= LONGEST_QUOTED => {
                (from, outside) = (close + 1, close + 1);
            }
            None if !at_end && bytes.len() - quote <= LONGEST_QUOTED => return Ok(end),
            _ => return Err(quote),
        }
    }
    if at_end {
        return Ok(Some(bytes.len()));
    }
    Ok(line_end(outside, bytes.len()).or(end))
}

/// Where the cell that opens at `quote` closes. A quote that is the last byte in hand may
/// be half of a doubled one, unless the data end there.
fn closing_quote(bytes: &[u8], quote: usize, at_end: bool) -> Option<usize> {
    let mut from = quote + 1;
    loop {
        let close = from + find(&bytes[from..], b'"')?;
        match bytes.get(close + 1) {
            Some(b'"') => from = close + 2,
            None if !at_end => return None,
            _ => return Some(close),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pieces(text: &str, n_wanted: usize) -> Result<Vec<Piece>, SplitError> {
        let mut splitter = Splitter::new(text.as_bytes(), b';', 1, n_wanted, Vec::new());
        let mut all = Vec::new();
        while let Some(piece) = splitter.next()? {
            all.push(piece);
        }
        Ok(all)
    }

    fn rows(first_line: u32, bytes: &[u8]) -> Vec<(u32, Vec<Vec<u8>>)> {
        let mut rows = Vec::new();
        records(bytes, b';', first_line, |it| {
            let cells = (0..it.cells.len()).map(|at| it.cell(at).to_vec()).collect();
            rows.push((it.line, cells));
            ControlFlow::Continue(())
        });
        rows
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn cutting_changes_no_record_and_no_line(
            text in "[ab\";\r\n]{0,80}",
            n_wanted in 1_usize..40,
        ) {
            if let Ok(pieces) = pieces(&text, n_wanted) {
                let cut: Vec<_> =
                    pieces.iter().flat_map(|it| rows(it.first_line, &it.bytes)).collect();
                prop_assert_eq!(cut, rows(1, text.as_bytes()));
            } else {
                // Only a quote that is never closed stops the cutting, at any size.
                prop_assert!(matches!(pieces(&text, 1 << 20), Err(SplitError::OpenQuote(_))));
            }
        }
    }

    #[test]
    fn pieces_are_cut_near_the_wanted_size() {
        let text = "abc;def\n".repeat(100);
        let pieces = pieces(&text, 80).unwrap();
        assert_eq!(pieces.len(), 10);
        assert_eq!((pieces[1].first_line, pieces[1].bytes.len()), (11, 80));
    }

    #[test]
    fn a_quote_that_is_never_closed_is_named_by_its_line() {
        let text = format!("a;b\nc;\"d\n{}", "e;f\n".repeat(20));
        assert!(matches!(pieces(&text, 16), Err(SplitError::OpenQuote(2))));
        let long = format!("a;b\nc;\"d\n{}", "e;f\n".repeat(LONGEST_QUOTED));
        assert!(matches!(pieces(&long, 4_096), Err(SplitError::OpenQuote(2))));
    }

    #[test]
    fn the_footer_ends_the_data_wherever_it_is_cut() {
        let text = "a;1\nb;\"x\nTotaal\"\n\"Totaal 2\";3\nbron: x\n\nslot";
        for n_wanted in 1..50 {
            let footer = b"Totaal".to_vec();
            let mut splitter = Splitter::new(text.as_bytes(), b';', 1, n_wanted, footer);
            let mut kept = Vec::new();
            while let Some(piece) = splitter.next().unwrap() {
                kept.extend(piece.bytes);
            }
            assert_eq!(kept, b"a;1\nb;\"x\nTotaal\"\n", "{n_wanted}");
            assert_eq!(splitter.n_footer_lines, 4, "{n_wanted}");
        }
    }
}
