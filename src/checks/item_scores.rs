//! Item scores: scale scores made from the answers to single questions.
//!
//! In: the measurements of a partition, with items delivered as scales `item-1`, `item-2` …
//! Out: the measurements without the items, and a row for each scale that is made of them and
//! that the export does not have; without a score when too few were answered. Never: a delivered score replaced; a score from too few
//! answers.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{
    BooleanChunked, DataFrame, Float64Chunked, IdxCa, IdxSize, IntoColumn,
    NewChunkedArray, UInt32Chunked,
};

use super::link::{TRAJECTORY, places};
use super::together::days;
use crate::error::Error;
use crate::tables::codes::{Answers, Scale, Scales};
use crate::tables::{Names, keys_of};
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
    rows: &mut DataFrame,
    scales: &Scales,
    names: &Names,
) -> Result<(), Error> {
    let needed = ["instrument", "scale", "informant", "moment", "score"];
    if needed.iter().any(|it| rows.column(it).is_err()) {
        return Ok(());
    }
    let (filled, is_item) = filled(rows, scales, names)?;
    if !is_item.contains(&true) {
        return Ok(());
    }
    let made = made(&filled, scales, names);
    let others: Vec<bool> = is_item.iter().map(|it| !it).collect();
    let mask = BooleanChunked::from_slice("others".into(), &others);
    let kept = rows.filter(&mask).map_err(Error::bug)?;
    *rows = kept.vstack(&new_rows(rows, &made)?).map_err(Error::bug)?;
    Ok(())
}

fn filled(
    rows: &DataFrame,
    scales: &Scales,
    names: &Names,
) -> Result<(BTreeMap<Key, Filled>, Vec<bool>), Error> {
    let ids = |name: &str| rows.column(name).and_then(|it| it.u32()).map_err(Error::bug);
    let codes = |name: &str| rows.column(name).and_then(|it| it.u8()).map_err(Error::bug);
    let scores = rows.column("score").and_then(|it| it.f64()).map_err(Error::bug)?;
    let (instruments, scale_ids) = (ids("instrument")?, ids("scale")?);
    let (informants, moments) = (codes("informant")?, codes("moment")?);
    let (keys, dates, places) =
        (keys_of(rows, TRAJECTORY), days(rows, "date")?, places(rows));
    let mut numbers: BTreeMap<(u32, u32), Option<u8>> = BTreeMap::new();
    let mut filled: BTreeMap<Key, Filled> = BTreeMap::new();
    let mut is_item = vec![false; rows.height()];
    for row in 0..rows.height() {
        let (Some(instrument), Some(scale)) = (instruments.get(row), scale_ids.get(row))
        else {
            continue;
        };
        let number = *numbers.entry((instrument, scale)).or_insert_with(|| {
            let items = scales.items(&names.text("instrument", instrument)?)?;
            items.number(&names.text("scale", scale)?)
        });
        let key =
            (keys[row], instrument, informants.get(row), moments.get(row), dates[row]);
        let it = filled.entry(key).or_default();
        let Some(number) = number else {
            it.scales.insert(scale);
            continue;
        };
        is_item[row] = true;
        if let Some(answer) = scores.get(row) {
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

fn made(filled: &BTreeMap<Key, Filled>, scales: &Scales, names: &Names) -> Vec<Made> {
    let mut made = Vec::new();
    for (key, it) in filled {
        let Some((_, row)) = it.first else { continue };
        let Some(instrument) = names.text("instrument", key.1) else { continue };
        let Some(items) = scales.items(&instrument) else { continue };
        let of_instrument: Vec<&Scale> = scales.of(&instrument).collect();
        let scores = items.scores(&of_instrument, &it.answers);
        let is_made = |it: &&&Scale| !it.items.is_empty() || !it.sum_of.is_empty();
        for scale in of_instrument.iter().filter(is_made) {
            let Some(id) = names.intern("scale", &scale.code) else { continue };
            if !it.scales.contains(&id) {
                made.push((row, id, scores.get(scale.code.as_str()).copied()));
            }
        }
    }
    made
}

fn new_rows(rows: &DataFrame, made: &[Made]) -> Result<DataFrame, Error> {
    let places = made.iter().map(|it| IdxSize::try_from(it.0).map_err(Error::bug));
    let places = IdxCa::from_vec("".into(), places.collect::<Result<_, _>>()?);
    let mut new = rows.take(&places).map_err(Error::bug)?;
    let ids: Vec<u32> = made.iter().map(|it| it.1).collect();
    let scores = made.iter().map(|it| it.2);
    let columns = [
        UInt32Chunked::from_vec("scale".into(), ids).into_column(),
        Float64Chunked::from_iter_options("score".into(), scores).into_column(),
    ];
    for column in columns {
        new.with_column(column).map_err(Error::bug)?;
    }
    Ok(new)
}
