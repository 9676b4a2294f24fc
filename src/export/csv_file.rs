//! A CSV file: what stands above its rows, and the rows as jobs of a few megabytes.
//!
//! In: a path and the dialect. Out: headers, and pieces of whole records that any thread can
//! make into a block. Never: a row read as something else than the dialect declares.

use std::io::{Chain, Cursor, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::cells::records;
use super::dialect::{Dialect, Encoding};
use super::encoding::{BOM, decode, encode, find, n_line_ends};
use super::headers::n_found;
use super::input::{Input, Sum};
use super::problem::Problem;
use super::rows::{Opened, Shape};
use super::source::{Block, Wanted};
use super::split::{Piece, SplitError, Splitter};

/// How much of a file is looked at for its header.
const HEAD_BYTES: u64 = 1 << 20;
/// What people put between cells.
const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// The rows of a CSV file.
pub(super) struct CsvRows {
    path: Arc<PathBuf>,
    delimiter: u8,
    encoding: Encoding,
    splitter: Splitter<Chain<Cursor<Vec<u8>>, Input>>,
    n_title_lines: u64,
}

/// A few megabytes of whole records.
pub(super) struct CsvPiece {
    path: Arc<PathBuf>,
    delimiter: u8,
    encoding: Encoding,
    piece: Piece,
}

/// Opens a CSV file and reads up to and including its header; its rows come in pieces of
/// about `n_wanted` bytes.
pub(super) fn open(
    path: &Path,
    dialect: &Dialect,
    wanted: &[Wanted],
    n_wanted: usize,
) -> Result<Opened<CsvRows>, Problem> {
    let mut input = Input::open(path)?;
    let mut head = Vec::new();
    let read = input.by_ref().take(HEAD_BYTES).read_to_end(&mut head);
    read.map_err(|it| Input::problem(path, &it))?;
    check_is_text(path, &head)?;
    let above = above_header(path, &head, dialect)?;
    let rest = &head[above.start..];
    let (end, line) = header_record(rest, dialect.delimiter, above.line)
        .ok_or_else(|| Problem::without_rows(path))?;
    let text = decode(rest[..end].to_vec(), dialect.encoding).map_err(|n_lines| {
        let line = above.line.saturating_add(n_lines);
        Problem::encoding(path, line, dialect.encoding)
    })?;
    let headers = headers_in(&text, dialect.delimiter);
    check_delimiter(path, line, &text, &headers, dialect.delimiter, wanted)?;
    let footer = dialect.footer.as_deref().unwrap_or_default().trim();
    let splitter = Splitter::new(
        Cursor::new(rest[end..].to_vec()).chain(input),
        dialect.delimiter,
        above.line.saturating_add(n_line_ends(&rest[..end])),
        n_wanted,
        encode(footer, dialect.encoding),
    );
    let rows = CsvRows {
        path: Arc::new(path.to_owned()),
        delimiter: dialect.delimiter,
        encoding: dialect.encoding,
        splitter,
        n_title_lines: u64::from(dialect.skip_lines),
    };
    Ok(Opened { headers, header_line: line, rows })
}

impl CsvRows {
    /// The next piece; `None` at the end of the data.
    pub(super) fn next(&mut self) -> Result<Option<CsvPiece>, Problem> {
        let piece = self.splitter.next().map_err(|it| match it {
            SplitError::Io(error) => Input::problem(&self.path, &error),
            SplitError::OpenQuote(line) => Problem::open_quote(&self.path, line),
            SplitError::EndlessRecord(line) => Problem::endless_line(&self.path, line),
        })?;
        let (path, delimiter) = (Arc::clone(&self.path), self.delimiter);
        let encoding = self.encoding;
        Ok(piece.map(|piece| CsvPiece { path, delimiter, encoding, piece }))
    }

    /// Size and hash, and the title and footer lines passed over.
    pub(super) fn finish(self) -> Result<(Sum, u64), Problem> {
        let n_skipped = self.n_title_lines + self.splitter.n_footer_lines;
        let (_, input) = self.splitter.into_inner().into_inner();
        let sum = input.finish().map_err(|it| Input::problem(&self.path, &it))?;
        Ok((sum, n_skipped))
    }
}

impl CsvPiece {
    /// The block of wanted columns.
    pub(super) fn into_block(self, shape: &Shape) -> Result<Block, Problem> {
        let (delimiter, line) = (self.delimiter, self.piece.first_line);
        Ok(shape.block_of_csv(self.into_text()?, delimiter, line))
    }

    /// All cells of the first `n` records.
    pub(super) fn into_rows(self, n: usize) -> Result<Vec<Vec<String>>, Problem> {
        let delimiter = self.delimiter;
        let text = self.into_text()?;
        let mut rows = Vec::new();
        records(text.as_bytes(), delimiter, 0, |record| {
            if rows.len() == n {
                return ControlFlow::Break(());
            }
            let cell = |at| String::from_utf8_lossy(record.cell(at)).into_owned();
            if !record.is_blank() {
                rows.push((0..record.cells.len()).map(cell).collect());
            }
            ControlFlow::Continue(())
        });
        Ok(rows)
    }

    fn into_text(self) -> Result<String, Problem> {
        let Piece { first_line, bytes } = self.piece;
        if let Some(at) = find(&bytes, 0) {
            let line = first_line.saturating_add(n_line_ends(&bytes[..at]));
            return Err(Problem::not_text(&self.path, line, "binary"));
        }
        decode(bytes, self.encoding).map_err(|n_lines| {
            let line = first_line.saturating_add(n_lines);
            Problem::encoding(&self.path, line, self.encoding)
        })
    }
}

/// Refuses what is no CSV at all, by its first bytes.
fn check_is_text(path: &Path, head: &[u8]) -> Result<(), Problem> {
    if head.is_empty() {
        return Err(Problem::empty(path));
    }
    if let Some(name) = message_of(head) {
        return Err(Problem::identifying(path, name));
    }
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return Err(Problem::utf16(path));
    }
    for (start, what) in
        [(&b"PK\x03\x04"[..], "a workbook or zip file"), (b"PAR1", "Parquet")]
    {
        if head.starts_with(start) {
            return Err(Problem::not_text(path, 1, what));
        }
    }
    let text = head.strip_prefix(BOM).unwrap_or(head).trim_ascii_start();
    if text.first() == Some(&b'<') {
        return Err(Problem::not_text(path, 1, "XML or HTML"));
    }
    match find(head, 0) {
        Some(at) => Err(Problem::not_text(path, 1 + n_line_ends(&head[..at]), "binary")),
        None => Ok(()),
    }
}

/// Refuses a message of iJw or iWmo under whatever name; nothing else is said of the file.
pub(super) fn refuse_message(path: &Path) -> Result<(), Problem> {
    let mut head = Vec::new();
    let read = Input::open(path)?.take(HEAD_BYTES).read_to_end(&mut head);
    read.map_err(|it| Input::problem(path, &it))?;
    message_of(&head).map_or(Ok(()), |name| Err(Problem::identifying(path, name)))
}

/// The message that these bytes are, in UTF-8 or UTF-16, with or without a mark.
fn message_of(head: &[u8]) -> Option<&'static str> {
    let (little, big) = (encoding_rs::UTF_16LE, encoding_rs::UTF_16BE);
    let text = match head {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => little.decode(head).0,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => big.decode(head).0,
        _ => String::from_utf8_lossy(head),
    };
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('<') { message_in(&text.to_lowercase()) } else { None }
}

/// The message of iJw or iWmo that an XML text is; all of them can carry a BSN.
fn message_in(text: &str) -> Option<&'static str> {
    const MESSAGES: [(&str, &str); 5] = [
        ("jw305", "a JW305 message"),
        ("jw307", "a JW307 message"),
        ("istandaarden.nl/ijw", "an iJw message"),
        ("istandaarden.nl/iwmo", "an iWmo message"),
        ("bsn>", "XML with a BSN"),
    ];
    MESSAGES.iter().find(|(mark, _)| text.contains(mark)).map(|(_, name)| *name)
}

/// Where the header can start.
struct Above {
    start: usize,
    line: u32,
}

/// Passes the byte order mark, a line `sep=;` and the declared title lines.
fn above_header(path: &Path, head: &[u8], dialect: &Dialect) -> Result<Above, Problem> {
    let mut start = 0;
    if head.starts_with(BOM) {
        if dialect.encoding == Encoding::Windows1252 {
            return Err(Problem::encoding(path, 1, dialect.encoding));
        }
        start = BOM.len();
    }
    let line_end =
        |from: usize| find(&head[from..], b'\n').map_or(head.len(), |it| from + it + 1);
    let mut line = 1;
    let first = &head[start..line_end(start)];
    if first.len() >= 4 && first[..4].eq_ignore_ascii_case(b"sep=") {
        // The tab of `sep=<tab>` is white space too: only the line end is taken off.
        let text = first[4..].strip_suffix(b"\n").unwrap_or(&first[4..]);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        match text {
            [likely] if *likely != dialect.delimiter => {
                return Err(Problem::delimiter(path, 1, dialect.delimiter, *likely));
            }
            _ => start = line_end(start),
        }
        line += 1;
    }
    for _ in 0..dialect.skip_lines {
        start = line_end(start);
        line += 1;
    }
    Ok(Above { start, line })
}

/// Where the first record ends, and its line.
fn header_record(bytes: &[u8], delimiter: u8, first_line: u32) -> Option<(usize, u32)> {
    let mut found = None;
    records(bytes, delimiter, first_line, |record| {
        found = Some((record.end, record.line));
        ControlFlow::Break(())
    });
    found
}

/// The cells of the first record, trimmed.
fn headers_in(text: &str, delimiter: u8) -> Vec<String> {
    let mut headers = Vec::new();
    records(text.as_bytes(), delimiter, 1, |record| {
        let cell = |at| String::from_utf8_lossy(record.cell(at)).trim().to_owned();
        headers = (0..record.cells.len()).map(cell).collect();
        ControlFlow::Break(())
    });
    headers
}

/// Refuses a file of which another delimiter makes more of the wanted headers appear, or
/// splits a header that the declared one leaves whole.
fn check_delimiter(
    path: &Path,
    line: u32,
    text: &str,
    headers: &[String],
    declared: u8,
    wanted: &[Wanted],
) -> Result<(), Problem> {
    let n_now = n_found(headers, wanted);
    if n_now == wanted.len() {
        return Ok(());
    }
    let others = DELIMITERS.into_iter().filter(|it| *it != declared).map(|it| {
        let split = headers_in(text, it);
        (n_found(&split, wanted), split.len(), it)
    });
    match others.max_by_key(|(n_found, n_cells, _)| (*n_found, *n_cells)) {
        Some((n, n_cells, likely)) if n > n_now || headers.len() == 1 && n_cells > 1 => {
            Err(Problem::delimiter(path, line, declared, likely))
        }
        _ => Ok(()),
    }
}
