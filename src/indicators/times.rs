//! How the rows of a cell went on in time: when they ended, or were last seen running.
//!
//! In: rows, each with its client. Out: counts per day, and the rows of clients with more
//! than one. They add up over disjoint sets of clients. Never: who a client is.

use std::collections::BTreeMap;
use std::collections::btree_map;
use std::ops::{Deref, DerefMut};

/// How many rows ended, and how many were still running, at a number of days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AtTime {
    /// Rows that ended at this time.
    pub n_ended: u64,
    /// Rows last seen running at this time (censored).
    pub n_censored: u64,
}

/// One row in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spell {
    /// Days until it ended, or was last seen running.
    pub days: u32,
    /// Whether it ended then.
    pub ended: bool,
    /// For which cause, by its place in the categories; only for a cumulative incidence.
    pub cause: Option<usize>,
}

/// The event times of a cell: a map from days to counts, with the rows of clients who appear
/// more than once beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times {
    days: BTreeMap<u32, AtTime>,
    /// The rows of each client with several, in no order that tells who is who.
    repeats: Vec<Vec<Spell>>,
}

impl Times {
    /// No rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// The rows of each client who has more than one; they are among the counts.
    pub fn repeats(&self) -> &[Vec<Spell>] {
        &self.repeats
    }

    /// Says of rows among the counts that they are of one client. One row says nothing.
    pub fn see_client(&mut self, mut rows: Vec<Spell>) {
        if rows.len() > 1 {
            rows.sort_unstable();
            self.repeats.push(rows);
        }
    }

    /// Puts the clients in the order of their rows, so that equal sets are equal.
    pub(super) fn settle(&mut self) {
        self.repeats.sort_unstable();
    }

    /// Adds the rows of other clients.
    pub fn merge(&mut self, other: &Self) {
        for (days, more) in &other.days {
            let at = self.days.entry(*days).or_default();
            at.n_ended += more.n_ended;
            at.n_censored += more.n_censored;
        }
        self.repeats.extend(other.repeats.iter().cloned());
        self.settle();
    }
}

impl FromIterator<(u32, AtTime)> for Times {
    fn from_iter<T: IntoIterator<Item = (u32, AtTime)>>(days: T) -> Self {
        Self { days: days.into_iter().collect(), repeats: Vec::new() }
    }
}

impl Deref for Times {
    type Target = BTreeMap<u32, AtTime>;

    fn deref(&self) -> &Self::Target {
        &self.days
    }
}

impl DerefMut for Times {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.days
    }
}

impl<'a> IntoIterator for &'a Times {
    type Item = (&'a u32, &'a AtTime);
    type IntoIter = btree_map::Iter<'a, u32, AtTime>;

    fn into_iter(self) -> Self::IntoIter {
        self.days.iter()
    }
}
