//! Coverage: of which trajectories there is a score at the start, and one at the end too.
//!
//! In: the linked trajectories and measurements of a partition, pairs made. Out: the
//! trajectories with the columns [`COVERAGE`]. Never: a questionnaire without a total score
//! that counts as filled in.

use polars::prelude::{BooleanChunked, DataFrame, IntoColumn, NewChunkedArray};
use rustc_hash::FxHashSet;

use super::link::TRAJECTORY;
use crate::error::Error;
use crate::tables::sets::INFORMANT;
use crate::tables::{Names, keys_of};

/// Measured at the start, and at both moments, by informant.
pub(super) const COVERAGE: [(&str, &str, bool); 4] = [
    ("measured_at_start_youth", "youth", false),
    ("measured_at_start_parent", "parent", false),
    ("measured_twice_youth", "youth", true),
    ("measured_twice_parent", "parent", true),
];
/// The scale that stands for the whole questionnaire.
const TOTAL: &str = "total";

/// Adds them; nobody is measured without measurements.
///
/// # Errors
/// When a column is not of its kind (a fault in the program).
pub(super) fn with_coverage(
    trajectories: &mut DataFrame,
    measurements: Option<&DataFrame>,
    names: &Names,
) -> Result<(), Error> {
    let keys = keys_of(trajectories, TRAJECTORY);
    for (name, informant, twice) in COVERAGE {
        let measured = match measurements.filter(|it| it.column("end_score").is_ok()) {
            Some(rows) => measured(rows, informant, twice, names)?,
            None => FxHashSet::default(),
        };
        let values = keys.iter().map(|it| Some(measured.contains(it)));
        let values = BooleanChunked::from_iter_options(name.into(), values);
        trajectories.with_column(values.into_column()).map_err(Error::bug)?;
    }
    Ok(())
}

/// The trajectories with a scored start of a total score, or with a pair.
fn measured(
    rows: &DataFrame,
    informant: &str,
    twice: bool,
    names: &Names,
) -> Result<FxHashSet<u64>, Error> {
    let numbers =
        |name: &str| rows.column(name).and_then(|it| it.f64()).map_err(Error::bug);
    let opens = rows.column("opens_pair").and_then(|it| it.bool()).map_err(Error::bug)?;
    let scales = rows.column("scale").and_then(|it| it.u32()).map_err(Error::bug)?;
    let informants =
        rows.column("informant").and_then(|it| it.u8()).map_err(Error::bug)?;
    let (scores, ends) = (numbers("score")?, numbers("end_score")?);
    let informant = INFORMANT.index(informant);
    let is_total = |row: usize| {
        let scale = scales.get(row).and_then(|it| names.text("scale", it));
        scale.is_some_and(|it| it == TOTAL)
    };
    let counts = |row: &usize| {
        opens.get(*row) == Some(true)
            && informants.get(*row) == informant
            && scores.get(*row).is_some()
            && (!twice || ends.get(*row).is_some())
            && is_total(*row)
    };
    let keys = keys_of(rows, TRAJECTORY);
    Ok((0..rows.height()).filter(counts).map(|row| keys[row]).collect())
}
