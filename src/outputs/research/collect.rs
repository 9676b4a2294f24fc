//! Collecting: the first passes over the trajectories.
//!
//! In: linked trajectories, a partition at a time, from any thread. Out: the rows under their
//! pseudonyms, on disk when there are many, with the decision what is written of each.
//! Never: the key of a client or trajectory beyond these passes.
//!
//! First every combination is counted and the levels are chosen. Then all rows of a client
//! together are counted at those levels. Then each row gets the pseudonym of its client, or
//! one of its own where the rows of a client stand apart, and is sorted by that: neither
//! their order nor their pseudonyms tell that such rows belong together.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::pseudonym::{Of, Pseudonyms};
use super::record::Record;
use crate::disclosure::anonymity::{
    Anonymity, DURATION, Demand, Ladder, Levels, Sets, Tally, decide,
};
use crate::error::Error;
use crate::tables::{self, Column, Frame, Kind, Names, Spill, Table};

/// Frame columns that hold the pseudonyms.
pub(super) const CLIENT: &str = "client_pseudonym";
pub(super) const TRAJECTORY: &str = "trajectory_pseudonym";
/// Frame columns that hold the keys until there are pseudonyms.
const KEYS: [&str; 2] = ["cluster", "trajectory_id"];
/// Columns that are written only when they are asked for: they say where somebody is helped.
pub const PLACES: [&str; 3] = ["municipality", "location", "team"];
/// Columns that are never written: codes as delivered, counts, and days that would tell the
/// days of start and end.
const NEVER: [&str; 5] =
    ["end_reason_source", "weight", "referral_date", "analysis_date", "plan_date"];
/// Columns whose values an acquaintance knows: they cannot be declared sensitive.
const KNOWN: [&str; 2] = ["law", "sex"];

/// What is written for which partner.
#[derive(Debug)]
pub struct Design {
    /// What is asked.
    pub demand: Demand,
    /// The partner's name.
    pub partner: String,
    /// Makes the pseudonyms.
    pub pseudonyms: Pseudonyms,
    /// The columns that are written besides the pseudonyms, in the order of the table.
    pub columns: Vec<&'static Column>,
    /// Where the choices of the first delivery are kept; `None` where nothing is kept.
    pub record: Option<PathBuf>,
}

impl Design {
    /// The columns that can be written: delivered, and with a level of detail.
    pub fn possible(delivered: &BTreeSet<&'static str>) -> Vec<&'static Column> {
        let columns = Table::Trajectories.columns().iter();
        columns
            .filter(|it| delivered.contains(it.name) && !it.derived)
            .map(|it| if it.name == "end_date" { &DURATION } else { it })
            .filter(|it| Ladder::of(it).is_some() && !NEVER.contains(&it.name))
            .collect()
    }

    /// The columns of a frame that the written ones are made from.
    fn sources(&self) -> BTreeSet<&'static str> {
        let mut names: BTreeSet<&str> = self.columns.iter().map(|it| it.name).collect();
        if names.remove(DURATION.name) {
            names.extend(["start_date", "end_date"]);
        }
        names
    }
}

/// Collects rows and counts.
#[derive(Debug)]
pub struct Collector<'a> {
    design: &'a Design,
    tally: Mutex<Tally>,
    rows: Spill,
}

/// Everything the last pass needs.
#[derive(Debug)]
pub struct Collected<'a> {
    /// What is written.
    pub design: &'a Design,
    /// The decision.
    pub anonymity: Anonymity,
    /// What a later delivery to this partner has to keep.
    pub record: Record,
    pub(super) rows: Spill,
}

impl<'a> Collector<'a> {
    /// For an export of about `n_partitions` partitions.
    pub fn new(design: &'a Design, n_partitions: usize) -> Self {
        let tally = Mutex::new(Tally::new(&design.demand));
        Self { design, tally, rows: Spill::new(n_partitions) }
    }

    /// Takes in the trajectories of a partition, which holds whole clients.
    ///
    /// # Errors
    /// When a column is not of its kind (a fault in the program), or the disk is full.
    pub fn collect(&self, frame: &Frame) -> Result<(), Error> {
        if frame.width() == 0 {
            return Ok(());
        }
        let clients = tables::keys_of(frame, KEYS[0])?;
        let mut n_of: FxHashMap<u64, u64> = FxHashMap::default();
        for client in &clients {
            *n_of.entry(*client).or_default() += 1;
        }
        let n_of_client: Vec<u64> = clients.iter().map(|it| n_of[it]).collect();
        let mut tally = Tally::new(&self.design.demand);
        tally.count(&self.design.demand, frame, &n_of_client)?;
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).merge(tally);
        let names = self.design.sources().into_iter().chain(KEYS);
        let frame = frame.select(&names.collect::<Vec<&str>>())?;
        self.rows.add(&frame, &clients)
    }

    /// Decides on the levels and on what is written of each row, from all rows together.
    /// `exports` says which exports these are.
    ///
    /// # Errors
    /// As [`Collector::collect`].
    pub fn decide(self, names: &Names, exports: &str) -> Result<Collected<'a>, Error> {
        let Self { design, tally, rows } = self;
        let tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
        let levels = decide(&design.demand, tally, names);
        let record = Record::new(design, &levels, names);
        let (sets, rows) = count_sets(design, &levels, &rows)?;
        let anonymity = Anonymity::protect(&design.demand, levels, sets);
        let delivery = format!("{}{exports}", record.text()?);
        let pseudonyms = design.pseudonyms.of_delivery(&delivery);
        let sorted = Spill::new(rows.n_partitions());
        for index in 0..rows.n_partitions() {
            let frame = rows.take(index)?;
            if frame.width() > 0 {
                let (frame, keys) =
                    under_pseudonyms(&frame, design, &anonymity, &pseudonyms)?;
                sorted.add(&frame, &keys)?;
            }
        }
        Ok(Collected { design, anonymity, record, rows: sorted })
    }
}

/// Counts all rows of a client together, and gives the rows back.
fn count_sets(
    design: &Design,
    levels: &Levels,
    rows: &Spill,
) -> Result<(Sets, Spill), Error> {
    let mut sets = Sets::default();
    let again = Spill::new(rows.n_partitions());
    for index in 0..rows.n_partitions() {
        let frame = rows.take(index)?;
        if frame.width() > 0 {
            let clients = tables::keys_of(&frame, KEYS[0])?;
            let mut counted = Sets::default();
            counted.count(levels, &design.demand, &frame, &clients)?;
            sets.merge(counted);
            again.add(&frame, &clients)?;
        }
    }
    Ok((sets, again))
}

/// The rows under pseudonyms instead of keys, and what sorts them.
fn under_pseudonyms(
    frame: &Frame,
    design: &Design,
    anonymity: &Anonymity,
    pseudonyms: &Pseudonyms,
) -> Result<(Frame, Vec<u64>), Error> {
    let clients = tables::keys_of(frame, KEYS[0])?;
    let written = anonymity.written(&design.demand, frame, &clients)?;
    let trajectories = tables::keys_of(frame, KEYS[1])?;
    let of_client = clients.iter().zip(&trajectories).zip(&written);
    let (of_client, keys): (Vec<String>, Vec<u64>) = of_client
        .map(|((client, trajectory), it)| {
            if it.is_under_client {
                pseudonyms.of(Of::Client, *client)
            } else {
                pseudonyms.of(Of::Alone, *trajectory)
            }
        })
        .unzip();
    let of_trajectory: Vec<String> =
        trajectories.iter().map(|it| pseudonyms.of(Of::Trajectory, *it).0).collect();
    let mut frame = frame.select(&design.sources().into_iter().collect::<Vec<&str>>())?;
    frame.set(CLIENT, of_client)?;
    frame.set(TRAJECTORY, of_trajectory)?;
    Ok((frame, keys))
}

/// True for a column whose values somebody could learn about a person who was recognised,
/// that has few enough of them to be told apart, and that an acquaintance does not know.
pub fn can_be_sensitive(column: &Column) -> bool {
    matches!(column.kind, Kind::Code(_) | Kind::Flag) && !KNOWN.contains(&column.name)
}
