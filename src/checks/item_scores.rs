//! Item scores: scale scores made from the answers to single questions.
//!
//! In: the measurements of a partition, with items delivered as scales `item-1`, `item-2` …
//! Out: the measurements without the items, and a row for each scale that is made of them and
//! that the export does not have; without a score when too few were answered. Never: a delivered score replaced; a score from too few
//! answers.

use std::collections::{BTreeMap, BTreeSet};

use super::link::{TRAJECTORY, places};
use crate::error::Error;
use crate::tables::codes::{Answers, Scale, Scales};
use crate::tables::{Frame, Names, keys_of};
use crate::terms::Place;

/// Trajectory, instrument, informant, moment, date: one questionnaire filled in once.
type Key = (u64, u32, Option<u8>, Option<u8>, Option<i32>);

/// What is delivered of one questionnaire filled in once.
#[derive(Default)]
struct Filled {
    answers: Answers,
    /// The first row of its items.
    first: Option<(Place, usize)>,
    /// The scales that are delivered as such.
    scales: BTreeSet<u32>,
}

/// Puts scale scores in the place of items. Without items there is nothing to do.
///
/// # Errors
/// When a column is not of its kind (a fault in the program).
pub(super) fn with_item_scores(
    rows: &mut Frame,
    scales: &Scales,
    names: &Names,
) -> Result<(), Error> {
    let needed = ["instrument", "scale", "informant", "moment", "score"];
    if !needed.iter().all(|it| rows.has(it)) {
        return Ok(());
    }
    let (filled, is_item) = filled(rows, scales, names)?;
    if !is_item.contains(&true) {
        return Ok(());
    }
    let made = made(&filled, scales, names)?;
    let others: Vec<bool> = is_item.iter().map(|it| !it).collect();
    *rows = Frame::stacked([rows.filter(&others)?, new_rows(rows, &made)?])?;
    Ok(())
}

fn filled(
    rows: &Frame,
    scales: &Scales,
    names: &Names,
) -> Result<(BTreeMap<Key, Filled>, Vec<bool>), Error> {
    let (instruments, scale_ids) = (rows.get("instrument")?, rows.get("scale")?);
    let (informants, moments) = (rows.get("informant")?, rows.get("moment")?);
    let (scores, dates) = (rows.get("score")?, rows.get_or_missing("date")?);
    let (keys, places) = (keys_of(rows, TRAJECTORY)?, places(rows)?);
    let mut numbers: BTreeMap<(u32, u32), Option<u8>> = BTreeMap::new();
    let mut filled: BTreeMap<Key, Filled> = BTreeMap::new();
    let mut is_item = vec![false; rows.height()];
    for row in 0..rows.height() {
        let (Some(instrument), Some(scale)) = (instruments[row], scale_ids[row]) else {
            continue;
        };
        let number = *numbers.entry((instrument, scale)).or_insert_with(|| {
            let items = scales.items(&names.text("instrument", instrument)?)?;
            items.number(&names.text("scale", scale)?)
        });
        let key = (keys[row], instrument, informants[row], moments[row], dates[row]);
        let it = filled.entry(key).or_default();
        let Some(number) = number else {
            it.scales.insert(scale);
            continue;
        };
        is_item[row] = true;
        if let Some(answer) = scores[row] {
            it.answers.insert(number, answer);
        }
        let at = (places[row], row);
        it.first = it.first.filter(|first| *first < at).or(Some(at));
    }
    Ok((filled, is_item))
}

/// A new row: the row it takes everything else from, its scale and its score; none when too
/// few questions were answered.
type Made = (usize, u32, Option<f64>);

fn made(
    filled: &BTreeMap<Key, Filled>,
    scales: &Scales,
    names: &Names,
) -> Result<Vec<Made>, Error> {
    let mut made = Vec::new();
    for (key, it) in filled {
        let Some((_, row)) = it.first else { continue };
        let Some(instrument) = names.text("instrument", key.1) else { continue };
        let Some(items) = scales.items(&instrument) else { continue };
        let of_instrument: Vec<&Scale> = scales.of(&instrument).collect();
        let scores = items.scores(&of_instrument, &it.answers);
        let is_made = |it: &&&Scale| !it.items.is_empty() || !it.sum_of.is_empty();
        for scale in of_instrument.iter().filter(is_made) {
            let id = names.intern("scale", &scale.code);
            let id = id.ok_or_else(|| Error::bug("no room for a scale's name"))?;
            if !it.scales.contains(&id) {
                made.push((row, id, scores.get(scale.code.as_str()).copied()));
            }
        }
    }
    Ok(made)
}

fn new_rows(rows: &Frame, made: &[Made]) -> Result<Frame, Error> {
    let places = made.iter().map(|it| u32::try_from(it.0).map_err(Error::bug));
    let mut new = rows.take(&places.collect::<Result<Vec<u32>, _>>()?)?;
    new.set("scale", made.iter().map(|it| it.1).collect::<Vec<u32>>())?;
    new.set("score", made.iter().map(|it| it.2).collect::<Vec<Option<f64>>>())?;
    Ok(new)
}
