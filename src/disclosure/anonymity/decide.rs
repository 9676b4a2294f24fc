//! The decision: levels, fates, and what they do to risk and information.
//!
//! In: what is asked and the tally of all rows. Out: what is written of each row. Never: a
//! class with fewer than `k` clients, however a missing value is judged.

use std::collections::BTreeMap;

use super::Demand;
pub use super::blank::Fate;
use super::blank::blank;
use super::column::{Quasi, quasi};
use super::ladder::LevelName;
use super::lattice::{Cell, Lattice, classes, fits};
use super::risk::Risk;
use super::tally::{Counts, Tally, values};
use crate::error::Error;
use crate::tables::{Frame, Names};

/// How rows are made anonymous, and what that does.
#[derive(Debug, Clone)]
pub struct Anonymity {
    /// The fewest clients that share a combination.
    pub k: u64,
    /// The quasi-identifiers, each at the level that is written.
    pub quasi: Vec<Quasi>,
    fates: BTreeMap<Vec<u32>, Fate>,
    /// Every combination of levels was tried.
    pub tried_all: bool,
    /// Before: as delivered, but days as months.
    pub before: Risk,
    /// After.
    pub after: Risk,
    /// Rows that are set aside.
    pub n_set_aside: u64,
    /// Rows of which the cell is missing as delivered, by quasi-identifier; of kept rows.
    pub n_missing: Vec<u64>,
    /// Rows of which the cell is blanked, by quasi-identifier; of kept rows.
    pub n_blanked: Vec<u64>,
}

/// Decides from the tally of all rows.
pub fn decide(demand: &Demand, mut tally: Tally, names: &Names) -> Anonymity {
    let mut quasi = quasi(demand, &tally, names);
    while !fits(&quasi) && tally.rise() {
        quasi = super::column::quasi(demand, &tally, names);
    }
    let positions = |combination: &Vec<u32>| -> Vec<u32> {
        combination.iter().zip(&quasi).map(|(value, it)| it.position(*value)).collect()
    };
    let cells: Vec<Cell> =
        tally.combinations.iter().map(|(it, counts)| (positions(it), counts)).collect();
    let (best, tried_all) =
        Lattice { quasi: &quasi, cells: &cells, k: demand.k }.search();
    let before: BTreeMap<Vec<u32>, Counts> =
        cells.iter().map(|(it, counts)| (it.clone(), (*counts).clone())).collect();
    let mut chosen = quasi.clone();
    for (it, level) in chosen.iter_mut().zip(&best.levels) {
        it.chosen = *level;
    }
    let classes = classes(&chosen, &cells);
    let fates = blank(&classes, demand.k);
    let mut out = Anonymity {
        k: demand.k,
        n_missing: vec![0; chosen.len()],
        n_blanked: vec![0; chosen.len()],
        quasi: chosen,
        tried_all,
        before: Risk::of(&before, &demand.sensitive, demand.k, 0),
        after: Risk::of(&BTreeMap::new(), &[], demand.k, 0),
        n_set_aside: 0,
        fates,
    };
    let after = out.after(classes);
    out.after = Risk::of(&after, &demand.sensitive, demand.k, out.n_set_aside);
    out
}

impl Anonymity {
    /// The classes as they are written; counts what is blanked and set aside.
    fn after(
        &mut self,
        classes: BTreeMap<Vec<u32>, Counts>,
    ) -> BTreeMap<Vec<u32>, Counts> {
        let mut after: BTreeMap<Vec<u32>, Counts> = BTreeMap::new();
        for (key, counts) in classes {
            let kept = match self.fates.get(&key) {
                None => key.clone(),
                Some(Fate::Kept(blanked)) => blanked.clone(),
                Some(Fate::SetAside) => {
                    self.n_set_aside += counts.rows;
                    continue;
                }
            };
            for (at, class) in key.iter().enumerate() {
                let left_out = self.quasi[at].level() == LevelName::LeftOut;
                self.n_missing[at] +=
                    if *class == 0 && !left_out { counts.rows } else { 0 };
                self.n_blanked[at] += if *class == kept[at] { 0 } else { counts.rows };
            }
            match after.get_mut(&kept) {
                Some(known) => known.add(&counts),
                None => drop(after.insert(kept, counts)),
            }
        }
        after
    }

    /// For each row of a frame the class of each quasi-identifier; `None` when it is set
    /// aside.
    ///
    /// # Errors
    /// When a column is not of its kind (a fault in the program).
    pub fn rows(
        &self,
        demand: &Demand,
        frame: &Frame,
    ) -> Result<Vec<Option<Vec<u32>>>, Error> {
        let values = values(&demand.quasi, frame)?;
        let row = |row: usize| {
            let classes = self.quasi.iter().zip(&values);
            self.fate_of(classes.map(|(it, of)| it.class(of[row])).collect())
        };
        Ok((0..frame.height()).map(row).collect())
    }

    /// What is written of rows with these classes.
    pub(super) fn fate_of(&self, key: Vec<u32>) -> Option<Vec<u32>> {
        match self.fates.get(&key) {
            None => Some(key),
            Some(Fate::Kept(blanked)) => Some(blanked.clone()),
            Some(Fate::SetAside) => None,
        }
    }

    /// The stricter of the two ways to count the rows that share a combination.
    pub fn smallest(&self) -> u64 {
        self.after.smallest.min(self.after.smallest_matching)
    }
}
