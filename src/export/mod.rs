//! Export: the files of an organisation as text, with file and line kept.
//!
//! In: CSV (also .gz), XLSX or Parquet files and the dialect a pipeline declares for them.
//! Out: blocks of text columns in the order the pipeline wants them, each row with its line;
//! rows with the wrong number of cells as findings; size, hash and row count of every file.
//! Never: a guess about encoding, delimiter, decimal or date order; a repaired value; a
//! cell value in a message; a whole file in memory (XLSX keeps its table of shared texts).
//!
//! A row whose cells are all empty says nothing: it is skipped like a blank line, and
//! counted in [`Block::n_blank`] and [`FileRead::n_blank_rows`].

mod dialect;
mod values;
mod text_column;
mod source;
mod problem;
mod resolve;
mod encoding;
mod headers;
mod cells;
mod split;
mod input;
mod rows;
mod csv_file;
mod xlsx_limits;
mod xlsx_file;
mod arrow_text;
mod parquet_file;
mod peek;
mod read;

#[cfg(test)]
mod samples;

pub use dialect::{DateFormat, Decimal, Dialect, Encoding};
pub use parquet_file::text_size;
pub use peek::peek;
pub use read::read;
pub use resolve::resolve;
pub use source::{Block, FileRead, Head, Source, Wanted};
pub use text_column::TextColumn;
