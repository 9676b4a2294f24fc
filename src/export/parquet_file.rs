//! A Parquet file, batch by batch, as text in the declared dialect.
//!
//! In: a path, the dialect and the wanted columns. Out: blocks; the line of a row is its
//! number, from 1. Never: a column that is not wanted (but for the first rows, for the
//! identifiers check).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};

use super::arrow_text::{has_text, kind, texts};
use super::dialect::Dialect;
use super::input;
use super::problem::Problem;
use super::rows::{Opened, Shape};
use super::source::{Block, Format};
use super::text_column::TextColumn;
use crate::panics;

/// Rows in a batch.
const BATCH_ROWS: usize = 16_384;

/// The rows of a Parquet file.
pub(super) struct ParquetRows {
    path: Arc<PathBuf>,
    dialect: Arc<Dialect>,
    batches: ParquetRecordBatchReader,
    n_given: u32,
}

/// Some thousands of rows.
pub(super) struct ParquetPiece {
    path: Arc<PathBuf>,
    dialect: Arc<Dialect>,
    batch: RecordBatch,
    first_line: u32,
}

/// The headers of a Parquet file and how many rows it says to have.
pub(super) fn headers(path: &Path) -> Result<(Vec<String>, i64), Problem> {
    let builder = builder(path)?;
    let headers = builder.schema().fields().iter().map(|it| it.name().trim().to_owned());
    Ok((headers.collect(), builder.metadata().file_metadata().num_rows()))
}

/// How many bytes the rows of a Parquet file take as text, about: a file of few bytes can have
/// many rows. None when it cannot be read, or is another file.
pub fn text_size(path: &Path) -> Option<u64> {
    /// A cell of text with what parts it from the next.
    const CELL_BYTES: u64 = 10;
    if Format::of(path) != Format::Parquet {
        return None;
    }
    let (headers, n_rows) = headers(path).ok()?;
    let n_rows = u64::try_from(n_rows).ok()?;
    Some(n_rows.saturating_mul(headers.len() as u64).saturating_mul(CELL_BYTES))
}

/// Opens a Parquet file to read the columns `wanted` (each once, by place in the file).
pub(super) fn open(
    path: &Path,
    dialect: &Dialect,
    wanted: &[usize],
) -> Result<Opened<ParquetRows>, Problem> {
    whole(path, || open_columns(path, dialect, wanted))
}

/// The result of reading a file that may be damaged: its reader panics on some damage.
fn whole<T>(
    path: &Path,
    read: impl FnOnce() -> Result<T, Problem>,
) -> Result<T, Problem> {
    panics::caught(read).unwrap_or_else(|| Err(Problem::not_a_parquet_file(path)))
}

fn open_columns(
    path: &Path,
    dialect: &Dialect,
    wanted: &[usize],
) -> Result<Opened<ParquetRows>, Problem> {
    let (headers, _) = headers(path)?;
    let builder = builder(path)?;
    for &at in wanted {
        let field = &builder.schema().fields()[at];
        if !has_text(field.data_type()) {
            return Err(Problem::column_type(
                path,
                field.name(),
                kind(field.data_type()),
            ));
        }
    }
    let mask = ProjectionMask::roots(builder.parquet_schema(), wanted.iter().copied());
    let batches = builder
        .with_projection(mask)
        .with_batch_size(BATCH_ROWS)
        .build()
        .map_err(|_| Problem::not_a_parquet_file(path))?;
    let (path, dialect) = (Arc::new(path.to_owned()), Arc::new(dialect.clone()));
    let rows = ParquetRows { path, dialect, batches, n_given: 0 };
    Ok(Opened { headers, header_line: 0, rows })
}

/// The columns of a file that can be shown as text.
pub(super) fn columns_with_text(path: &Path) -> Result<Vec<usize>, Problem> {
    let builder = builder(path)?;
    let fields = builder.schema().fields().iter().enumerate();
    Ok(fields.filter(|(_, it)| has_text(it.data_type())).map(|(at, _)| at).collect())
}

fn builder(
    path: &Path,
) -> Result<ParquetRecordBatchReaderBuilder<std::fs::File>, Problem> {
    let file = input::open(path)?;
    whole(path, || {
        ParquetRecordBatchReaderBuilder::try_new(file)
            .map_err(|_| Problem::not_a_parquet_file(path))
    })
}

impl ParquetRows {
    /// The next rows; `None` at the end of the data.
    pub(super) fn next(&mut self) -> Result<Option<ParquetPiece>, Problem> {
        let path = Arc::clone(&self.path);
        let batch = whole(&path, || {
            let batch = self.batches.next().transpose();
            batch.map_err(|_| Problem::not_a_parquet_file(&path))
        })?;
        let Some(batch) = batch else { return Ok(None) };
        let first_line = self.n_given.saturating_add(1);
        let n_rows = u32::try_from(batch.num_rows()).unwrap_or(u32::MAX);
        self.n_given = self.n_given.saturating_add(n_rows);
        let (path, dialect) = (Arc::clone(&self.path), Arc::clone(&self.dialect));
        Ok(Some(ParquetPiece { path, dialect, batch, first_line }))
    }
}

impl ParquetPiece {
    /// The block of wanted columns. `shape` counts in all columns of the file, `read` says
    /// which of them were read, in the order of the file.
    pub(super) fn into_block(
        self,
        shape: &Shape,
        read: &[usize],
    ) -> Result<Block, Problem> {
        let columns = self.texts()?;
        let n_rows = u32::try_from(self.batch.num_rows()).unwrap_or(u32::MAX);
        let mut block = shape.block();
        block.lines = (0..n_rows).map(|it| self.first_line.saturating_add(it)).collect();
        let column = |at: &usize| {
            let place = read.iter().position(|it| it == at)?;
            columns.get(place).cloned()
        };
        block.columns = shape.layout.cells.iter().filter_map(column).collect();
        block.n_read = u64::from(n_rows);
        Ok(block)
    }

    /// All cells of the first `n` rows.
    pub(super) fn into_rows(mut self, n: usize) -> Result<Vec<Vec<String>>, Problem> {
        let n = n.min(self.batch.num_rows());
        self.batch = self.batch.slice(0, n);
        let columns = self.texts()?;
        let row = |row| columns.iter().map(|it| it.get(row).to_owned()).collect();
        Ok((0..n).map(row).collect())
    }

    fn texts(&self) -> Result<Vec<TextColumn>, Problem> {
        whole(&self.path, || {
            let texts = self.batch.columns().iter().map(|it| texts(it, &self.dialect));
            let all: Option<Vec<TextColumn>> = texts.collect();
            all.ok_or_else(|| Problem::not_a_parquet_file(&self.path))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Folder, dialect, parquet};
    use super::*;

    #[test]
    fn cells_are_written_as_declared() {
        let folder = Folder::new();
        let path = folder.file("a.parquet", &parquet());
        let columns = columns_with_text(&path).unwrap();
        let mut opened = open(&path, &dialect(), &columns).unwrap();
        assert_eq!(
            opened.headers,
            ["name", "id", "score", "start", "at", "cost", "tags"]
        );
        let rows = opened.rows.next().unwrap().unwrap().into_rows(9).unwrap();
        let rows: Vec<String> = rows.iter().map(|it| it.join("|")).collect();
        let want = [
            "Jan|1|7,5|01-02-2016|01-02-2016|1,50",
            "|2|8||31-01-2016 23:00:00Z|-0,05",
            "Eef|3||01-01-1970||",
        ];
        assert_eq!(rows, want);
        assert!(opened.rows.next().unwrap().is_none());
    }

    #[test]
    fn a_column_of_lists_cannot_be_wanted() {
        let folder = Folder::new();
        let path = folder.file("a.parquet", &parquet());
        let problem = open(&path, &dialect(), &[6]).err().unwrap();
        assert_eq!(problem.message.name, "column-type-unsupported");
        assert!(problem.message.headline.contains("`tags` are lists"));
    }
}
