//! Datasets: the released figures as tidy tables, and the research dataset.
//!
//! In: the release; rows of the research dataset. Out: Parquet with labels and units in the
//! Arrow field metadata and without statistics of its columns, and CSV (RFC 4180). Never: a
//! smallest or largest value in a Parquet footer; a suppressed number.

mod agreement;
mod column;
mod comparisons;
mod differences;
mod estimates;
mod group_tests;
mod parquet_bytes;
mod signals;
mod stability;
mod trends;

pub use agreement::{AGREEMENT, AgreementRow, agreement_rows};
pub use column::{Column, Content, Field};
pub use comparisons::{COMPARISONS, ComparisonRow, comparison_rows};
pub use differences::DIFFERENCES;
pub use estimates::ESTIMATES;
pub use group_tests::GROUP_TESTS;
pub use parquet_bytes::{Kind, ParquetFile, parquet_bytes};
pub use signals::{SIGNALS, SignalRow, signal_rows};
pub use stability::{STABILITY, StabilityRow, stability_rows};
pub use trends::TRENDS;

use crate::error::Error;

/// A table as CSV: RFC 4180, decimal point, empty for null.
///
/// # Errors
/// When the text cannot be made (a fault in the program).
pub fn csv_bytes<T>(columns: &[Column<T>], rows: &[T]) -> Result<Vec<u8>, Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let header = columns.iter().map(|it| it.field.name);
    writer.write_record(header).map_err(Error::bug)?;
    for row in rows {
        let cells = columns.iter().map(|it| (it.content)(row).text());
        writer.write_record(cells).map_err(Error::bug)?;
    }
    writer.into_inner().map_err(Error::bug)
}
