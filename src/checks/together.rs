//! Together: derived columns that need all rows of a client, of more than one table.
//!
//! In: the linked tables of a partition, all rows of a client together. Out: the same rows
//! with the derived columns the run wants; items of questionnaires have become scale scores.
//! Never: a trajectory more or less.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{Column, DataFrame};

use super::coverage::{COVERAGE, with_coverage};
use super::item_scores::with_item_scores;
use super::pairs::with_pairs;
use super::returns::{DAYS_TO_NEXT_START, GOES_ON, with_returns};
use super::rhythm::{RHYTHM, with_rhythm};
use crate::error::Error;
use crate::tables::codes::Scales;
use crate::tables::{Names, Table};

/// Adds them.
///
/// # Errors
/// When a column is not of its kind (a fault in the program).
pub fn derive_together(
    tables: &mut BTreeMap<Table, DataFrame>,
    wanted: &BTreeSet<&'static str>,
    scales: &Scales,
    names: &Names,
) -> Result<(), Error> {
    let contacts = tables.get(&Table::Contacts).cloned().unwrap_or_default();
    let has_rows = |it: &&mut DataFrame| it.height() > 0;
    if let Some(rows) = tables.get_mut(&Table::Trajectories).filter(has_rows) {
        if [DAYS_TO_NEXT_START, GOES_ON].iter().any(|it| wanted.contains(it)) {
            with_returns(rows)?;
        }
        if RHYTHM.iter().any(|it| wanted.contains(it)) {
            with_rhythm(rows, &contacts)?;
        }
    }
    if let Some(rows) = tables.get_mut(&Table::Measurements).filter(has_rows) {
        with_item_scores(rows, scales, names)?;
        with_pairs(rows, scales, names)?;
    }
    if COVERAGE.iter().any(|it| wanted.contains(it.0)) {
        let measurements = tables.get(&Table::Measurements).cloned();
        if let Some(rows) = tables.get_mut(&Table::Trajectories).filter(has_rows) {
            with_coverage(rows, measurements.as_ref(), names)?;
        }
    }
    Ok(())
}

/// A column of days; none where the export does not deliver it.
pub(super) fn days(rows: &DataFrame, name: &str) -> Result<Vec<Option<i32>>, Error> {
    let Ok(column) = rows.column(name) else { return Ok(vec![None; rows.height()]) };
    Ok(Column::i32(column).map_err(Error::bug)?.iter().collect())
}
