//! Coverage: of which trajectories there is a score at the start, and one at the end too.
//!
//! In: the linked trajectories and measurements of a partition, pairs made. Out: the
//! trajectories with the columns [`COVERAGE`]. Never: a questionnaire without a total score
//! that counts as filled in.

use rustc_hash::FxHashSet;

use super::link::TRAJECTORY;
use crate::error::Error;
use crate::tables::sets::INFORMANT;
use crate::tables::{Frame, Names, keys_of};

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
    trajectories: &mut Frame,
    measurements: Option<&Frame>,
    names: &Names,
) -> Result<(), Error> {
    let keys = keys_of(trajectories, TRAJECTORY)?;
    for (name, informant, twice) in COVERAGE {
        let measured = match measurements.filter(|it| it.has("end_score")) {
            Some(rows) => measured(rows, informant, twice, names)?,
            None => FxHashSet::default(),
        };
        let values = keys.iter().map(|it| Some(measured.contains(it)));
        trajectories.set(name, values.collect::<Vec<Option<bool>>>())?;
    }
    Ok(())
}

/// The trajectories with a scored start of a total score, or with a pair.
fn measured(
    rows: &Frame,
    informant: &str,
    twice: bool,
    names: &Names,
) -> Result<FxHashSet<u64>, Error> {
    let opens = rows.get::<bool>("opens_pair")?;
    let scales = rows.get::<u32>("scale")?;
    let informants = rows.get::<u8>("informant")?;
    let (scores, ends) = (rows.get::<f64>("score")?, rows.get::<f64>("end_score")?);
    let informant = INFORMANT.index(informant);
    let is_total = |row: usize| {
        let scale = scales[row].and_then(|it| names.text("scale", it));
        scale.is_some_and(|it| it == TOTAL)
    };
    let counts = |row: &usize| {
        opens[*row] == Some(true)
            && informants[*row] == informant
            && scores[*row].is_some()
            && (!twice || ends[*row].is_some())
            && is_total(*row)
    };
    let keys = keys_of(rows, TRAJECTORY)?;
    Ok((0..rows.height()).filter(counts).map(|row| keys[row]).collect())
}
