//! The tally: how many rows and clients have each combination of quasi-identifiers.
//!
//! In: rows of the trajectories. Out: counts per combination, additive over disjoint sets of
//! clients. Never: more combinations than [`MOST_COMBINATIONS`]: before that, dates, ages and
//! then whole columns are coarsened, in a fixed order, so that memory does not grow with the
//! number of rows and the outcome does not depend on their order.

use std::collections::BTreeMap;

use super::DURATION;
use super::Demand;
use super::ladder::{Ladder, LevelName, length_of, month_of};
use crate::error::Error;
use crate::tables::{Column, Frame, Kind};
use crate::terms::Day;

/// What stands for a missing value.
pub(super) const MISSING: u32 = u32::MAX;
/// A client counts as so many units, divided over the client's rows. A multiple of 1 to 10,
/// so that these divide without a remainder.
pub(super) const CLIENT: u64 = 2_520;
/// Combinations that are kept apart at most: some 100 MB.
const MOST_COMBINATIONS: usize = 500_000;
/// Bits in which the values of all sensitive columns are noted.
const BITS: u32 = 64;

/// What is counted of one combination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counts {
    /// Rows that have it.
    pub(super) rows: u64,
    /// Clients that have it, in parts of [`CLIENT`]: each client is divided over its rows.
    pub(super) clients: u64,
    /// A bit for each value of each sensitive column, [`width`] bits a column.
    pub(super) values: u64,
}

/// Counts per combination of quasi-identifiers.
#[derive(Debug, Clone)]
pub struct Tally {
    ladders: Vec<Ladder>,
    /// The finest level that is told apart, by column.
    pub(super) floors: Vec<usize>,
    pub(super) combinations: BTreeMap<Vec<u32>, Counts>,
    most: usize,
}

impl Tally {
    /// An empty tally.
    pub fn new(demand: &Demand) -> Self {
        let ladders: Vec<Ladder> =
            demand.quasi.iter().filter_map(|it| Ladder::of(it)).collect();
        let floors = vec![0; ladders.len()];
        Self { ladders, floors, combinations: BTreeMap::new(), most: MOST_COMBINATIONS }
    }

    /// Counts the rows of a frame that holds whole clients. `n_of_client` says for each row
    /// how many rows its client has.
    ///
    /// # Errors
    /// When a column is not of its kind (a fault in the program).
    pub fn count(
        &mut self,
        demand: &Demand,
        frame: &Frame,
        n_of_client: &[u64],
    ) -> Result<(), Error> {
        let quasi = values(&demand.quasi, frame)?;
        let sensitive = values(&demand.sensitive, frame)?;
        for (row, n) in n_of_client.iter().enumerate() {
            let combination = quasi.iter().map(|it| it[row]).collect();
            let bits = sensitive.iter().enumerate();
            let bits = bits.map(|(at, it)| bit(at, it[row], sensitive.len()));
            let values = bits.fold(0, |all, bit| all | bit);
            let clients = CLIENT / n.max(&1);
            self.add(combination, &Counts { rows: 1, clients, values });
        }
        Ok(())
    }

    /// Adds the counts of other clients.
    pub fn merge(&mut self, other: Self) {
        while self.floors.iter().zip(&other.floors).any(|(mine, its)| mine < its) {
            self.rise();
        }
        for (combination, counts) in other.combinations {
            self.add(combination, &counts);
        }
    }

    pub(super) fn add(&mut self, combination: Vec<u32>, counts: &Counts) {
        self.put(combination, counts);
        while self.combinations.len() > self.most && self.rise() {}
    }

    fn put(&mut self, mut combination: Vec<u32>, counts: &Counts) {
        self.coarsen(&mut combination);
        match self.combinations.get_mut(&combination) {
            Some(known) => known.add(counts),
            None => drop(self.combinations.insert(combination, counts.clone())),
        }
    }

    fn coarsen(&self, combination: &mut [u32]) {
        let levels = self.ladders.iter().zip(&self.floors);
        for (value, (ladder, floor)) in combination.iter_mut().zip(levels) {
            let level = ladder.levels()[*floor];
            match level {
                LevelName::LeftOut => *value = MISSING,
                _ if *value == MISSING || *floor == 0 => {}
                _ => *value = level.coarse(*value),
            }
        }
    }

    /// Tells less apart: dates and ages a level at a time, then whole columns, the last
    /// first. False when nothing is left to do.
    pub(super) fn rise(&mut self) -> bool {
        let steps =
            |it: &Ladder| matches!(it, Ladder::Date | Ladder::Age | Ladder::Duration);
        let leave_out = |at: &usize| self.ladders[*at].levels().len() - 1;
        let columns = || 0..self.ladders.len();
        let stepped = columns()
            .filter(|at| {
                steps(&self.ladders[*at]) && self.floors[*at] + 1 < leave_out(at)
            })
            .min_by_key(|at| self.floors[*at]);
        let dropped = || columns().rev().find(|at| self.floors[*at] < leave_out(at));
        let Some(at) = stepped.or_else(dropped) else { return false };
        self.floors[at] =
            if stepped.is_some() { self.floors[at] + 1 } else { leave_out(&at) };
        for (combination, counts) in std::mem::take(&mut self.combinations) {
            self.put(combination, &counts);
        }
        true
    }

    #[cfg(test)]
    pub(super) fn with_most(self, most: usize) -> Self {
        Self { most, ..self }
    }
}

impl Counts {
    /// Adds the counts of other rows.
    pub(super) fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.clients += other.clients;
        self.values |= other.values;
    }
}

/// Bits for one of so many sensitive columns; later values share the last.
fn width(n_columns: usize) -> u32 {
    BITS / u32::try_from(n_columns.max(1)).unwrap_or(BITS).min(BITS)
}

/// The bit of a value of one of so many columns; none for a missing one.
fn bit(at: usize, value: u32, n_columns: usize) -> u64 {
    let (width, at) = (width(n_columns), u32::try_from(at).unwrap_or(BITS));
    let bit = 1_u64.checked_shl(at * width + value.min(width - 1));
    if value == MISSING { 0 } else { bit.unwrap_or(0) }
}

/// Different values of one of so many columns in a note of values.
pub(super) fn n_values(noted: u64, at: usize, n_columns: usize) -> u32 {
    let (width, at) = (width(n_columns), u32::try_from(at).unwrap_or(BITS));
    let mask = if width == BITS { u64::MAX } else { (1 << width) - 1 };
    (noted.checked_shr(at * width).unwrap_or(0) & mask).count_ones()
}

/// The values of columns as numbers, by column and row: months, ages, codes, names.
pub(super) fn values(
    columns: &[&'static Column],
    frame: &Frame,
) -> Result<Vec<Vec<u32>>, Error> {
    columns.iter().map(|it| values_of(it, frame)).collect()
}

fn values_of(column: &Column, frame: &Frame) -> Result<Vec<u32>, Error> {
    if column.name == DURATION.name {
        return lengths(frame);
    }
    let name = column.name;
    let or_missing = |it: Option<u32>| it.unwrap_or(MISSING);
    Ok(match column.kind {
        Kind::Day => {
            let days = frame.get::<i32>(name)?.into_iter();
            days.map(|it| or_missing(it.map(|it| month_of(Day(it))))).collect()
        }
        Kind::Count => {
            let ages = frame.get::<i32>(name)?.into_iter();
            let age = |it: i32| u32::try_from(it).unwrap_or(0);
            ages.map(|it| or_missing(it.map(age))).collect()
        }
        Kind::Code(_) => {
            let codes = frame.get::<u8>(name)?.into_iter();
            codes.map(|it| or_missing(it.map(u32::from))).collect()
        }
        Kind::Flag => {
            let flags = frame.get::<bool>(name)?.into_iter();
            flags.map(|it| or_missing(it.map(u32::from))).collect()
        }
        Kind::Name => frame.get::<u32>(name)?.into_iter().map(or_missing).collect(),
        Kind::Key | Kind::Number => {
            return Err(Error::bug(format!("`{}` has no level of detail", column.name)));
        }
    })
}

/// How long help took, row by row; 0 while it runs.
fn lengths(frame: &Frame) -> Result<Vec<u32>, Error> {
    let starts = frame.get::<i32>("start_date")?.into_iter();
    let both = starts.zip(frame.get::<i32>("end_date")?);
    let length = |(start, end): (Option<i32>, Option<i32>)| match (start, end) {
        (Some(start), Some(end)) => length_of(Day(start), Day(end)),
        (_, None) => 0,
        (None, Some(_)) => MISSING,
    };
    Ok(both.map(length).collect())
}
