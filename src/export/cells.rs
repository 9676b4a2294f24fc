//! Records and cells of CSV, found in place.
//!
//! In: the bytes of whole records. Out: per record its line and the spans of its cells.
//! Never: a copy of a cell, unless it holds a quote that must be undone.
//!
//! The rules are those of the `csv` crate (delimiter, double quotes, quotes doubled): a
//! quote opens a cell only as its first character; a doubled quote in a quoted cell is a
//! quote; what follows a closing quote belongs to the cell; CR, LF and CRLF end a record;
//! blank lines are no records. The tests compare with it. This is written out here because
//! cells found in place need no copy, which makes reading about twice as fast.

use std::ops::ControlFlow;

use super::encoding::{find, n_line_ends};
use super::text_column::Span;

/// One record. Its spans point into the bytes, continued by `unquoted`.
pub(super) struct Record<'a> {
    /// The line it starts on.
    pub(super) line: u32,
    /// Its first byte.
    pub(super) start: usize,
    /// The byte after its line end (after the CR of a CRLF).
    pub(super) end: usize,
    /// Its cells.
    pub(super) cells: &'a [Span],
    bytes: &'a [u8],
    unquoted: &'a [u8],
}

impl Record<'_> {
    /// The bytes of a cell; empty when there is no such cell.
    pub(super) fn cell(&self, at: usize) -> &[u8] {
        let Some(range) = self.cells.get(at).map(|it| it.range()) else {
            return &[];
        };
        let n = self.bytes.len();
        if range.end <= n {
            return &self.bytes[range];
        }
        let range = range.start.saturating_sub(n)..range.end - n;
        self.unquoted.get(range).unwrap_or_default()
    }

    /// Whether every cell is empty.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|it| it.start == it.end)
    }
}

/// Calls `on_record` for every record in `bytes`, of which the first line is `first_line`,
/// until it breaks off. Returns what the spans beyond the end of `bytes` point into.
pub(super) fn records(
    bytes: &[u8],
    delimiter: u8,
    first_line: u32,
    mut on_record: impl FnMut(&Record) -> ControlFlow<()>,
) -> Vec<u8> {
    let mut stops = Stops::new(bytes, delimiter);
    let (mut cells, mut unquoted): (Vec<Span>, Vec<u8>) = (Vec::new(), Vec::new());
    let (mut line, mut record_line) = (first_line, first_line);
    let (mut start, mut record_start) = (0, 0);
    loop {
        let quoted = bytes.get(start) == Some(&b'"');
        let (cell, stop) = if quoted {
            let cell = quoted_cell(bytes, start, &mut stops, &mut unquoted);
            line = line.saturating_add(n_line_ends(&bytes[start..cell.1]));
            cell
        } else {
            let stop = stops.next();
            (Span::new(start, stop), stop)
        };
        start = stop + 1;
        let byte = bytes.get(stop).copied();
        if byte == Some(delimiter) {
            cells.push(cell);
            continue;
        }
        if quoted || !cells.is_empty() || cell.start != cell.end {
            cells.push(cell);
            let (end, cells) = (start.min(bytes.len()), &cells[..]);
            let (start, line, unquoted) = (record_start, record_line, &unquoted[..]);
            let record = Record { line, start, end, cells, bytes, unquoted };
            if on_record(&record).is_break() {
                break;
            }
        }
        match byte {
            None => break,
            Some(b'\n') => line = line.saturating_add(1),
            Some(_) => {}
        }
        cells.clear();
        (record_start, record_line) = (start, line);
    }
    unquoted
}

/// The cell that opens with a quote at `start`, and where it stops.
fn quoted_cell(
    bytes: &[u8],
    start: usize,
    stops: &mut Stops,
    unquoted: &mut Vec<u8>,
) -> (Span, usize) {
    let before = unquoted.len();
    let mut from = start + 1;
    let close = loop {
        let Some(close) = find(&bytes[from..], b'"').map(|it| from + it) else {
            break bytes.len();
        };
        if bytes.get(close + 1) != Some(&b'"') {
            break close;
        }
        unquoted.extend_from_slice(&bytes[from..=close]);
        from = close + 2;
    };
    stops.go_to((close + 1).min(bytes.len()));
    let stop = stops.next();
    if unquoted.len() == before && stop <= close + 1 {
        return (Span::new(start + 1, close), stop);
    }
    unquoted.extend_from_slice(&bytes[from.min(close)..close]);
    unquoted.extend_from_slice(bytes.get(close + 1..stop).unwrap_or_default());
    (Span::new(bytes.len() + before, bytes.len() + unquoted.len()), stop)
}

/// The places where an unquoted cell can stop: delimiters, CR and LF, eight bytes at a time.
struct Stops<'a> {
    bytes: &'a [u8],
    delimiter: u64,
    /// Where the eight bytes in hand start.
    base: usize,
    /// The highest bit of each of the eight bytes that is a stop not yet given.
    mask: u64,
}

/// A one in each of eight bytes.
const ONES: u64 = 0x0101_0101_0101_0101;
/// All bits but the highest, in each of eight bytes.
const LOW: u64 = 0x7F * ONES;
/// CR in each of eight bytes.
const CR: u64 = 0x0D * ONES;
/// LF in each of eight bytes.
const LF: u64 = 0x0A * ONES;

impl<'a> Stops<'a> {
    fn new(bytes: &'a [u8], delimiter: u8) -> Self {
        let mut it =
            Self { bytes, delimiter: u64::from(delimiter) * ONES, base: 0, mask: 0 };
        it.load();
        it
    }

    /// The next stop; the end of the bytes when there is none.
    fn next(&mut self) -> usize {
        while self.mask == 0 {
            if self.base + 8 >= self.bytes.len() {
                self.base = self.bytes.len();
                return self.base;
            }
            self.base += 8;
            self.load();
        }
        let at = self.base + (self.mask.trailing_zeros() / 8) as usize;
        self.mask &= self.mask - 1;
        at
    }

    /// Continues at `at`.
    fn go_to(&mut self, at: usize) {
        self.base = at;
        self.load();
    }

    fn load(&mut self) {
        let word = match self.bytes.get(self.base..self.base + 8) {
            Some(eight) => eight.try_into().map_or(0, u64::from_le_bytes),
            None => self.last_word(),
        };
        // A byte is zero exactly when neither it nor it + 0x7F (without carry into the
        // next) has its highest bit set.
        let not_zero = |it: u64| ((it & LOW) + LOW) | it;
        let none =
            not_zero(word ^ self.delimiter) & not_zero(word ^ CR) & not_zero(word ^ LF);
        self.mask = !none & !LOW;
    }

    /// The last bytes, filled up with zeros, which are no stop.
    fn last_word(&self) -> u64 {
        let mut eight = [0; 8];
        let rest = self.bytes.get(self.base..).unwrap_or_default();
        eight[..rest.len()].copy_from_slice(rest);
        u64::from_le_bytes(eight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ours(text: &str) -> Vec<Vec<String>> {
        let mut all = Vec::new();
        let _ = records(text.as_bytes(), b';', 1, |it| {
            let cell = |at| String::from_utf8(it.cell(at).to_vec()).unwrap();
            all.push((0..it.cells.len()).map(cell).collect());
            ControlFlow::Continue(())
        });
        all
    }

    /// What the `csv` crate makes of it.
    pub(in super::super) fn theirs(text: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let row = |it: csv::StringRecord| it.iter().map(str::to_owned).collect();
        reader.records().map(|it| row(it.unwrap())).collect()
    }

    fn lines(text: &str) -> Vec<u32> {
        let mut lines = Vec::new();
        records(text.as_bytes(), b';', 1, |it| {
            lines.push(it.line);
            ControlFlow::Continue(())
        });
        lines
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn cells_are_those_of_the_csv_crate(text in "[ab\";\r\në]{0,60}") {
            prop_assert_eq!(ours(&text), theirs(&text));
        }
    }

    #[test]
    fn quotes_follow_the_usual_rules() {
        let text = "\"a;b\";c\"d;\"e\"\"f\";\"g\"h;\"\"\n\"x\ny\";z";
        let want = vec![vec!["a;b", "c\"d", "e\"f", "gh", ""], vec!["x\ny", "z"]];
        assert_eq!(ours(text), want);
    }

    #[test]
    fn blank_lines_and_quoted_line_ends_keep_the_count() {
        assert_eq!(lines("a;b\r\n\r\n\n\"c\nd\";e\r\nf;g"), [1, 4, 6]);
    }

    #[test]
    fn long_cells_are_found_across_words() {
        let text = format!("{};{}\n{};x", "a".repeat(29), "b".repeat(8), "c".repeat(64));
        assert_eq!(ours(&text), theirs(&text));
    }
}
