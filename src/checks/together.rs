//! Together: derived columns that need all rows of a client, of more than one table.
//!
//! In: the linked tables of a partition, all rows of a client together. Out: the same rows
//! with the derived columns the run wants; items of questionnaires have become scale scores.
//! Never: a trajectory more or less.

use std::collections::{BTreeMap, BTreeSet};

use super::coverage::{COVERAGE, with_coverage};
use super::item_scores::with_item_scores;
use super::pairs::with_pairs;
use super::returns::{DAYS_TO_NEXT_START, GOES_ON, with_returns};
use super::rhythm::{RHYTHM, with_rhythm};
use crate::error::Error;
use crate::tables::codes::Scales;
use crate::tables::{Frame, Names, Table};

/// Adds them.
///
/// # Errors
/// When a column is not of its kind (a fault in the program).
pub fn derive_together(
    tables: &mut BTreeMap<Table, Frame>,
    wanted: &BTreeSet<&'static str>,
    scales: &Scales,
    names: &Names,
) -> Result<(), Error> {
    let contacts = tables.get(&Table::Contacts).cloned().unwrap_or_default();
    let has_rows = |it: &&mut Frame| it.height() > 0;
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
