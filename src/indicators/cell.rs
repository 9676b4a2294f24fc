//! A cell: the sufficient statistics of one measure in one group and period.
//!
//! In: sums over rows and clients. Out: the same, added up. Sums hold twice the digits of a
//! number, so that the spread of large numbers that hardly differ is not lost. Never: a row.
//!
//! Cells of disjoint sets of clients add up exactly: that is what lets partitions of an
//! export, and exports of several organisations, be pooled.

use std::collections::BTreeMap;

use super::{Digest, Mark, Sketch, Times};
use crate::numeric::{Sum, real};

/// Sums of one quantity over the rows of a cell (a yes/no as 1 and 0, a mark, a category).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Part {
    /// Σ x over rows.
    pub sum: Sum,
    /// Σ x² over rows.
    pub sum_sq: Sum,
    /// Σ s² over clients, s being the client's own Σ x.
    pub client_sum_sq: Sum,
    /// Σ s·m over clients, m being the client's number of rows.
    pub client_sum_n: Sum,
}

impl Part {
    /// The mean over `n` rows, at least one.
    pub fn mean(&self, n: u64) -> f64 {
        (self.sum / real(n)).value()
    }
}

/// Which rows the counts of a cell are about, and how many clients.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CellSets {
    /// The rows with a usable value.
    pub n: Mark,
    /// Those without.
    pub missing: Mark,
    /// Per part the rows of which something was added to it.
    pub parts: Vec<Mark>,
    /// Per part the clients with such a row.
    pub clients_with: Vec<u64>,
    /// Per part the clients with a row of which nothing was.
    pub clients_without: Vec<u64>,
    /// Clients with several rows that have a value.
    pub n_repeating: u64,
    /// As [`Cell::causes`].
    pub causes: BTreeMap<(u32, usize), Mark>,
    /// The rows with their values.
    pub values: Digest,
    /// For totals that are printed as counted: rows with a value, those of the first part,
    /// those without a value; else empty.
    pub sketches: [Sketch; 3],
}

impl CellSets {
    fn new(n_parts: usize) -> Self {
        let (parts, none) = (vec![Mark::NONE; n_parts], vec![0; n_parts]);
        Self {
            parts,
            clients_with: none.clone(),
            clients_without: none,
            ..Self::default()
        }
    }

    /// Sees how many rows of one client there are, and what they add to a part.
    pub(super) fn see_client(
        &mut self,
        part: usize,
        n_rows: f64,
        sum: f64,
        n_clients: u64,
    ) {
        if sum > 0.0 {
            self.clients_with[part] += n_clients;
        }
        if sum < n_rows {
            self.clients_without[part] += n_clients;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.n.add(other.n);
        self.missing.add(other.missing);
        self.n_repeating += other.n_repeating;
        self.parts.iter_mut().zip(&other.parts).for_each(|(it, more)| it.add(*more));
        let both = self.clients_with.iter_mut().zip(&other.clients_with);
        both.for_each(|(it, more)| *it += more);
        let both = self.clients_without.iter_mut().zip(&other.clients_without);
        both.for_each(|(it, more)| *it += more);
        for (at, more) in &other.causes {
            self.causes.entry(*at).or_default().add(*more);
        }
        self.values.merge(&other.values);
        for (mine, more) in self.sketches.iter_mut().zip(&other.sketches) {
            mine.merge(more);
        }
    }
}

/// Sufficient statistics of one measure in one group and period.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    /// Rows with a usable value: the denominator.
    pub n: u64,
    /// Rows of the population without a usable value.
    pub n_missing: u64,
    /// Clients behind the `n` rows (a row without a client counts as its own client).
    pub n_clients: u64,
    /// Σ m² over clients, m being the client's number of rows.
    pub client_n_sq: f64,
    /// One part for a count, proportion, mean or time; one a category for a distribution or
    /// a cumulative incidence; three for a ratio or effect size (two quantities, and both
    /// together).
    pub parts: Vec<Part>,
    /// Per part the two largest sums of one client.
    pub largest: Vec<[f64; 2]>,
    /// Days to the event, for a time or a cumulative incidence; else empty.
    pub times: Times,
    /// Rows that ended at a number of days for a cause, by its place in the categories; for
    /// a cumulative incidence, else empty.
    pub causes: BTreeMap<(u32, usize), u64>,
    /// Which rows its counts are about.
    pub sets: CellSets,
}

impl Cell {
    /// An empty cell with `n_parts` parts.
    pub fn new(n_parts: usize) -> Self {
        let (parts, largest) = (vec![Part::default(); n_parts], vec![[0.0; 2]; n_parts]);
        Self { parts, largest, sets: CellSets::new(n_parts), ..Self::default() }
    }

    /// Sees the sum of one client in a part.
    pub(super) fn see_client(&mut self, part: usize, sum: f64) {
        if let Some([first, second]) = self.largest.get_mut(part) {
            if *first < sum {
                (*first, *second) = (sum, *first);
            } else if *second < sum {
                *second = sum;
            }
        }
    }

    /// Adds a cell of other clients.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.n_missing += other.n_missing;
        self.n_clients += other.n_clients;
        self.client_n_sq += other.client_n_sq;
        self.sets.merge(&other.sets);
        for (part, more) in self.parts.iter_mut().zip(&other.parts) {
            part.sum.merge(more.sum);
            part.sum_sq.merge(more.sum_sq);
            part.client_sum_sq.merge(more.client_sum_sq);
            part.client_sum_n.merge(more.client_sum_n);
        }
        for (part, sums) in other.largest.iter().enumerate() {
            for sum in sums {
                self.see_client(part, *sum);
            }
        }
        self.times.merge(&other.times);
        for (at, more) in &other.causes {
            *self.causes.entry(*at).or_default() += more;
        }
    }
}
