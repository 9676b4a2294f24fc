//! What is read and what comes out: the types between a pipeline, its files and the tables.
//!
//! In: nothing. Out: plain data. Never: behaviour; a cell in a debug message.

use std::fmt;
use std::path::{Path, PathBuf};

use super::dialect::Dialect;
use super::text_column::TextColumn;
use crate::terms::Finding;

/// A column the pipeline wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its canonical name.
    pub column: &'static str,
    /// Its header in the export.
    pub header: String,
}

/// The files of one canonical table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The canonical table.
    pub table: &'static str,
    /// Its files, resolved and sorted.
    pub files: Vec<PathBuf>,
    /// The index of the first of `files` in the run's list of input files.
    pub first_file: u16,
    /// How the files are written.
    pub dialect: Dialect,
    /// What to take from them.
    pub columns: Vec<Wanted>,
}

impl Source {
    /// The index of the n-th file in the run's list of input files.
    pub(super) fn file_index(&self, nth: usize) -> u16 {
        self.first_file.saturating_add(u16::try_from(nth).unwrap_or(u16::MAX))
    }
}

/// The first records of a file with all their columns: only for the identifiers check.
#[derive(Clone, PartialEq, Eq)]
pub struct Head {
    /// The file.
    pub path: PathBuf,
    /// Its headers, trimmed.
    pub headers: Vec<String>,
    /// Its first records; a record can have more or fewer cells than there are headers.
    pub rows: Vec<Vec<String>>,
}

impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, n_rows) = (self.path.display(), self.rows.len());
        write!(f, "Head({path}, {} columns, {n_rows} rows)", self.headers.len())
    }
}

/// Some thousands of consecutive rows of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The file, as an index into the run's list of input files.
    pub file: u16,
    /// The line of every row kept.
    pub lines: Vec<u32>,
    /// The wanted columns, in the order of [`Source::columns`].
    pub columns: Vec<TextColumn>,
    /// The rows set aside because they have too few or too many cells.
    pub findings: Vec<Finding>,
    /// Rows read: `lines.len() + findings.len()`.
    pub n_read: u64,
    /// Rows of which every cell is empty: skipped like a blank line, in no other count.
    pub n_blank: u64,
}

/// What is known of a file after it was read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRead {
    /// The file.
    pub path: PathBuf,
    /// Its size, as stored (compressed when it is).
    pub n_bytes: u64,
    /// SHA-256 of the file as stored, in hexadecimal.
    pub sha256: String,
    /// Rows read: those kept and those set aside.
    pub n_rows: u64,
    /// Declared title lines before the header and footer lines after the data.
    pub n_skipped_lines: u64,
    /// Rows of which every cell is empty.
    pub n_blank_rows: u64,
}

/// What kind of file a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// CSV, compressed or not: anything that is not one of the others.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// A Parquet file.
    Parquet,
    /// An old or foreign spreadsheet that is not read.
    OtherSpreadsheet,
}

impl Format {
    /// The format by the file's extension.
    pub(super) fn of(path: &Path) -> Self {
        let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
        match extension.to_lowercase().as_str() {
            "xlsx" | "xlsm" => Self::Xlsx,
            "parquet" => Self::Parquet,
            "xls" | "xlsb" | "ods" => Self::OtherSpreadsheet,
            _ => Self::Csv,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_tells_the_format() {
        assert_eq!(Format::of(Path::new("a/b.XLSX")), Format::Xlsx);
        assert_eq!(Format::of(Path::new("b.parquet")), Format::Parquet);
        assert_eq!(Format::of(Path::new("b.csv.gz")), Format::Csv);
        assert_eq!(Format::of(Path::new("b.xls")), Format::OtherSpreadsheet);
    }

    #[test]
    fn a_debug_message_shows_no_row() {
        let rows = vec![vec!["secret".to_owned()]];
        let head = Head { path: "a.csv".into(), headers: vec!["h".into()], rows };
        assert_eq!(format!("{head:?}"), "Head(a.csv, 1 columns, 1 rows)");
    }
}
