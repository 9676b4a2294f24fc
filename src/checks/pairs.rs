//! Pairs: the score at the start beside the score at the end, and what the change says.
//!
//! In: the linked measurements of a partition, all of a trajectory together. Out: the same
//! rows; the first scored one at the start of each trajectory, instrument, scale and
//! informant carries the pair. A start without an end, or without a score, opens a pair that
//! stays open. Never:
//! scores of two informants or scales in one pair.

use std::collections::BTreeMap;

use super::link::{TRAJECTORY, places};
use crate::error::Error;
use crate::numeric::decimal;
use crate::tables::codes::{RELIABLE, Scale, Scales};
use crate::tables::sets::MOMENT;
use crate::tables::{Frame, Names, keys_of};
use crate::terms::Place;

/// Trajectory, instrument, scale, informant.
type Key = (u64, u32, u32, u8);
/// When and where a score stands, so that the first and last are always the same ones.
type At = (Option<i32>, Place);

/// The first score at the start and the last at the end, each with its row.
#[derive(Default)]
struct Pair {
    start: Option<(At, usize, f64)>,
    end: Option<(At, f64)>,
    /// The first row at the start that has no score: a questionnaire that was not complete.
    unscored: Option<(At, usize)>,
}

/// The derived columns of all rows.
struct Derived {
    opens: Vec<Option<bool>>,
    end_score: Vec<Option<f64>>,
    levels: [Vec<Option<f64>>; 2],
    improvement: Vec<Option<f64>>,
    index: Vec<Option<f64>>,
    share: Vec<Option<f64>>,
    in_deviations: Vec<Option<f64>>,
    clinical: [Vec<Option<bool>>; 2],
}

/// Adds the pairs. Without a column that a pair is made of there is nothing to add.
///
/// # Errors
/// When a column is not of its kind (a fault in the program).
pub(super) fn with_pairs(
    rows: &mut Frame,
    scales: &Scales,
    names: &Names,
) -> Result<(), Error> {
    let needed = ["instrument", "scale", "informant", "moment", "score"];
    if !needed.iter().all(|it| rows.has(it)) {
        return Ok(());
    }
    let n = rows.height();
    let mut derived = Derived {
        opens: vec![Some(false); n],
        end_score: vec![None; n],
        levels: [vec![None; n], vec![None; n]],
        improvement: vec![None; n],
        index: vec![None; n],
        share: vec![None; n],
        in_deviations: vec![None; n],
        clinical: [vec![None; n], vec![None; n]],
    };
    for ((_, instrument, scale, _), pair) in pairs(rows)? {
        let instrument = names.text("instrument", instrument).unwrap_or_default();
        let scale = names.text("scale", scale).unwrap_or_default();
        derived.add(&pair, scales.get(&instrument, &scale));
    }
    derived.into_columns(rows)
}

fn pairs(rows: &Frame) -> Result<BTreeMap<Key, Pair>, Error> {
    let (instruments, scales) = (rows.get("instrument")?, rows.get("scale")?);
    let (informants, moments) = (rows.get("informant")?, rows.get::<u8>("moment")?);
    let (scores, dates) = (rows.get("score")?, rows.get_or_missing("date")?);
    let (keys, places) = (keys_of(rows, TRAJECTORY)?, places(rows)?);
    let [at_start, at_end] = ["start", "end"].map(|it| MOMENT.index(it));
    let mut pairs: BTreeMap<Key, Pair> = BTreeMap::new();
    for row in 0..rows.height() {
        let (Some(instrument), Some(scale), Some(informant)) =
            (instruments[row], scales[row], informants[row])
        else {
            continue;
        };
        let key = (keys[row], instrument, scale, informant);
        let pair = pairs.entry(key).or_default();
        let (at, moment) = ((dates[row], places[row]), moments[row]);
        let Some(score) = scores[row] else {
            if moment == at_start && pair.unscored.is_none_or(|it| at < it.0) {
                pair.unscored = Some((at, row));
            }
            continue;
        };
        if moment == at_start && pair.start.is_none_or(|it| at < it.0) {
            pair.start = Some((at, row, score));
        }
        if moment == at_end && pair.end.is_none_or(|it| at > it.0) {
            pair.end = Some((at, score));
        }
    }
    Ok(pairs)
}

impl Derived {
    fn add(&mut self, pair: &Pair, scale: Option<&Scale>) {
        let Some((_, row, start)) = pair.start else {
            // Somebody was asked and no score came of it: missing, and not nobody.
            if let Some((_, row)) = pair.unscored {
                self.opens[row] = Some(true);
            }
            return;
        };
        self.opens[row] = Some(true);
        self.clinical[0][row] = scale.and_then(|it| it.is_clinical(start));
        let Some((_, end)) = pair.end else { return };
        self.end_score[row] = Some(end);
        let Some(scale) = scale else { return };
        for (levels, score) in self.levels.iter_mut().zip([start, end]) {
            levels[row] = Some(scale.level(score));
        }
        let improvement = scale.improvement(start, end);
        self.improvement[row] = Some(improvement);
        self.clinical[1][row] = scale.is_clinical(end);
        let smallest = scale.smallest_reliable_change();
        self.share[row] = scale.improvement_share(start, end);
        self.in_deviations[row] = scale.deviation().map(|it| decimal(improvement / it.0));
        self.index[row] = smallest.map(|it| decimal(improvement / it * RELIABLE));
    }

    fn into_columns(self, rows: &mut Frame) -> Result<(), Error> {
        let [at_start, at_end] = self.clinical;
        let flags = [
            ("opens_pair", self.opens),
            ("clinical_at_start", at_start),
            ("clinical_at_end", at_end),
        ];
        for (name, values) in flags {
            rows.set(name, values)?;
        }
        let [start_level, end_level] = self.levels;
        let numbers = [
            ("end_score", self.end_score),
            ("start_level", start_level),
            ("end_level", end_level),
            ("improvement", self.improvement),
            ("reliable_change_index", self.index),
            ("improvement_share", self.share),
            ("improvement_in_deviations", self.in_deviations),
        ];
        for (name, values) in numbers {
            rows.set(name, values)?;
        }
        Ok(())
    }
}
