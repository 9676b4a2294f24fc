//! The datasets of a bundle: each as Parquet and as CSV, with the same rows.
//!
//! In: the release. Out: files of the bundle. Never: a number from anywhere else.

use crate::disclosure::{Agreement, Release};
use crate::error::Error;
use crate::evidence::Bundle;
use crate::judgements::Judgements;
use crate::outputs::datasets::{
    AGREEMENT, COMPARISONS, Column, DIFFERENCES, ESTIMATES, GROUP_TESTS, SIGNALS,
    STABILITY, TRENDS, agreement_rows, comparison_rows, csv_bytes, parquet_bytes,
    signal_rows, stability_rows,
};

/// Writes every dataset for publication. Some are there only when they have rows: an empty
/// table of comparisons says nothing.
pub(super) fn write_datasets(
    bundle: &mut Bundle,
    release: &Release,
    judgements: &Judgements,
    agreement: &Agreement,
) -> Result<(), Error> {
    write(bundle, "estimates", ESTIMATES, &release.figures)?;
    write(bundle, "trends", TRENDS, &judgements.trends)?;
    write(bundle, "differences", DIFFERENCES, &judgements.differences)?;
    write(bundle, "signals", SIGNALS, &signal_rows(&judgements.signals))?;
    write_if_any(bundle, "stability", STABILITY, &stability_rows(&judgements.stability))?;
    let comparisons = comparison_rows(&judgements.comparisons);
    write_if_any(bundle, "comparisons", COMPARISONS, &comparisons)?;
    write_if_any(bundle, "agreement", AGREEMENT, &agreement_rows(agreement))?;
    write_if_any(bundle, "group-tests", GROUP_TESTS, &release.group_tests)
}

fn write_if_any<T>(
    bundle: &mut Bundle,
    name: &str,
    columns: &[Column<T>],
    rows: &[T],
) -> Result<(), Error> {
    if rows.is_empty() { Ok(()) } else { write(bundle, name, columns, rows) }
}

fn write<T>(
    bundle: &mut Bundle,
    name: &str,
    columns: &[Column<T>],
    rows: &[T],
) -> Result<(), Error> {
    let parquet = parquet_bytes(columns, rows)?;
    bundle.add(&format!("publication/{name}.parquet"), &parquet)?;
    bundle.add(&format!("publication/{name}.csv"), &csv_bytes(columns, rows)?)
}
