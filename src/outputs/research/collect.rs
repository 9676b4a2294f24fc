//! Collecting: the first of two passes over the trajectories.
//!
//! In: linked trajectories, a partition at a time, from any thread. Out: the tally the
//! decision is made from, and the rows under their pseudonyms, on disk when there are many.
//! Never: the key of a client or trajectory beyond this pass.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::pseudonym::{Of, Pseudonyms};
use crate::disclosure::anonymity::{Anonymity, Demand, Ladder, Tally, decide};
use crate::error::Error;
use crate::tables::{self, Column, Frame, Kind, Names, Spill, Table};

/// Frame columns that hold the pseudonyms.
pub(super) const CLIENT: &str = "client_pseudonym";
pub(super) const TRAJECTORY: &str = "trajectory_pseudonym";
/// Columns that are written only when they are declared as quasi-identifiers: they say where
/// somebody is helped.
const PLACES: [&str; 3] = ["municipality", "location", "team"];
/// Columns that are never written: a second source for the age, codes as delivered, counts.
const NEVER: [&str; 3] = ["birth_year", "end_reason_source", "weight"];

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
}

impl Design {
    /// The columns that can be written: delivered, with a level of detail, and declared
    /// where they say where somebody is helped.
    pub fn columns(
        delivered: &BTreeSet<&'static str>,
        quasi: &[&'static Column],
    ) -> Vec<&'static Column> {
        let is_declared =
            |it: &&Column| quasi.iter().any(|column| column.name == it.name);
        let columns = Table::Trajectories.columns().iter();
        columns
            .filter(|it| delivered.contains(it.name) && Ladder::of(it).is_some())
            .filter(|it| !NEVER.contains(&it.name))
            .filter(|it| is_declared(it) || !PLACES.contains(&it.name))
            .collect()
    }
}

/// Collects rows and counts.
#[derive(Debug)]
pub struct Collector<'a> {
    design: &'a Design,
    tally: Mutex<Tally>,
    rows: Spill,
}

/// Everything the second pass needs.
#[derive(Debug)]
pub struct Collected<'a> {
    /// What is written.
    pub design: &'a Design,
    /// The decision.
    pub anonymity: Anonymity,
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
        let clients = tables::keys_of(frame, "cluster")?;
        let mut n_of: FxHashMap<u64, u64> = FxHashMap::default();
        for client in &clients {
            *n_of.entry(*client).or_default() += 1;
        }
        let n_of_client: Vec<u64> = clients.iter().map(|it| n_of[it]).collect();
        let mut tally = Tally::new(&self.design.demand);
        tally.count(&self.design.demand, frame, &n_of_client)?;
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).merge(tally);
        let (frame, keys) = self.under_pseudonyms(frame, &clients)?;
        self.rows.add(&frame, &keys)
    }

    /// The columns that are written, under pseudonyms, and what sorts the rows.
    fn under_pseudonyms(
        &self,
        frame: &Frame,
        clients: &[u64],
    ) -> Result<(Frame, Vec<u64>), Error> {
        let pseudonyms = &self.design.pseudonyms;
        let mut known: BTreeMap<u64, (String, u64)> = BTreeMap::new();
        let mut client = |id: u64| {
            known.entry(id).or_insert_with(|| pseudonyms.of(Of::Client, id)).clone()
        };
        let (clients, keys): (Vec<String>, Vec<u64>) =
            clients.iter().map(|it| client(*it)).unzip();
        let trajectories = tables::keys_of(frame, "trajectory_id")?.into_iter();
        let trajectories: Vec<String> =
            trajectories.map(|it| pseudonyms.of(Of::Trajectory, it).0).collect();
        let names: Vec<&str> = self.design.columns.iter().map(|it| it.name).collect();
        let mut frame = frame.select(&names)?;
        frame.set(CLIENT, clients)?;
        frame.set(TRAJECTORY, trajectories)?;
        Ok((frame, keys))
    }

    /// Decides on the levels, from all rows together.
    pub fn decide(self, names: &Names) -> Collected<'a> {
        let tally = self.tally.into_inner().unwrap_or_else(PoisonError::into_inner);
        let anonymity = decide(&self.design.demand, tally, names);
        Collected { design: self.design, anonymity, rows: self.rows }
    }
}

/// True for a column whose values somebody could learn about a person who was recognised,
/// and that has few enough of them to be told apart.
pub fn can_be_sensitive(column: &Column) -> bool {
    matches!(column.kind, Kind::Code(_) | Kind::Flag)
}
