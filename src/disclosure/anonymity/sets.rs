//! Sets: all rows of a client together, counted at the levels that were chosen.
//!
//! In: rows of whole clients. Out: for each combination the class of its rows when every row
//! stands alone, and for each set of two rows and more the clients that have exactly that
//! set. Additive over disjoint sets of clients. Never: more sets than [`MOST_SETS`]: beyond
//! that all rows stand alone, whatever the order in which they came.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::Demand;
use super::class::Class;
use super::levels::{Key, Levels};
use super::tally::values;
use crate::error::Error;
use crate::tables::Frame;

/// Different sets of several rows that are kept apart at most.
const MOST_SETS: usize = 500_000;

/// Clients that have the same set of rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Members {
    pub(super) clients: u64,
    /// All their rows.
    pub(super) whole: Class,
    /// Their rows of each combination in the set.
    pub(super) rows_of: BTreeMap<Key, Class>,
}

/// Counts of combinations and of sets.
#[derive(Debug, Clone, Default)]
pub struct Sets {
    /// Every row by itself.
    pub(super) rows: BTreeMap<Key, Class>,
    /// Sets of two rows and more, each in order.
    pub(super) several: BTreeMap<Vec<Key>, Members>,
    /// Clients with several rows.
    pub(super) n_with_several: u64,
    too_many: bool,
}

impl Sets {
    /// Counts the rows of a frame that holds whole clients; `clients` says whose each is.
    ///
    /// # Errors
    /// When a column is not of its kind (a fault in the program).
    pub fn count(
        &mut self,
        levels: &Levels,
        demand: &Demand,
        frame: &Frame,
        clients: &[u64],
    ) -> Result<(), Error> {
        let keys = levels.keys(demand, frame)?;
        let sensitive = values(&demand.sensitive, frame)?;
        let mut rows_of: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        for (row, client) in clients.iter().enumerate() {
            rows_of.entry(*client).or_default().push(row);
        }
        for rows in rows_of.into_values() {
            let row = |row: usize| {
                let values = sensitive.iter().map(|it| it[row]).collect();
                (keys[row].clone(), values)
            };
            self.add_client(rows.into_iter().map(row).collect());
        }
        Ok(())
    }

    /// Adds one client: the combination and the sensitive values of each of its rows.
    pub(super) fn add_client(&mut self, mut rows: Vec<(Key, Vec<u32>)>) {
        rows.sort_unstable();
        let n_rows = rows.len() as u64;
        let class = |some: &[(Key, Vec<u32>)]| {
            let of_column = |at: usize| some.iter().map(|it| it.1[at]).collect();
            let n_columns = some.first().map_or(0, |it| it.1.len());
            let values: Vec<Vec<u32>> = (0..n_columns).map(of_column).collect();
            Class::of_client(n_rows, some.len() as u64, &values)
        };
        let same = rows.chunk_by(|a, b| a.0 == b.0);
        let classes: BTreeMap<Key, Class> =
            same.map(|it| (it[0].0.clone(), class(it))).collect();
        for (key, class) in &classes {
            self.rows.entry(key.clone()).or_default().add(class);
        }
        if n_rows > 1 {
            let whole = class(&rows);
            let set = rows.into_iter().map(|it| it.0).collect();
            self.n_with_several += 1;
            self.add_set(set, &Members { clients: 1, whole, rows_of: classes });
        }
    }

    /// Adds the counts of other clients.
    pub fn merge(&mut self, other: Self) {
        for (key, class) in &other.rows {
            self.rows.entry(key.clone()).or_default().add(class);
        }
        self.n_with_several += other.n_with_several;
        self.too_many |= other.too_many;
        for (set, members) in other.several {
            self.add_set(set, &members);
        }
        self.bound();
    }

    fn add_set(&mut self, set: Vec<Key>, members: &Members) {
        let known = self.several.entry(set).or_default();
        known.clients += members.clients;
        known.whole.add(&members.whole);
        for (key, class) in &members.rows_of {
            known.rows_of.entry(key.clone()).or_default().add(class);
        }
        self.bound();
    }

    fn bound(&mut self) {
        self.too_many |= self.several.len() > MOST_SETS;
        if self.too_many {
            self.several.clear();
        }
    }
}
