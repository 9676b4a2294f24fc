//! Risk: how much somebody stands out, before and after.
//!
//! In: classes of combinations with their counts. Out: a few figures. Never: a combination.
//!
//! A missing quasi-identifier is judged in both ways: as a value of its own, and as one that
//! may be anything and so matches every row that agrees in the rest. The stricter counts.
//!
//! l-diversity (different values in a class): Machanavajjhala and others (2007),
//! doi:10.1145/1217299.1217302. Discernibility: Bayardo and Agrawal (2005),
//! doi:10.1109/ICDE.2005.42. Both from general knowledge.

use std::collections::{BTreeMap, BTreeSet};

use super::tally::{CLIENT, Counts};
use crate::numeric::real;
use crate::tables::Column;

/// How much somebody stands out among rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Risk {
    /// Rows.
    pub rows: u64,
    /// Different combinations of quasi-identifiers.
    pub classes: u64,
    /// Fewest rows that share a combination; a missing value is a value of its own.
    pub smallest: u64,
    /// The same when a missing value matches every value.
    pub smallest_matching: u64,
    /// Fewest clients that share a combination, at least so many: a client with several
    /// rows is divided over them.
    pub smallest_clients: u64,
    /// Rows whose combination fewer than `k` clients share.
    pub rows_below: u64,
    /// Rows that are the only one with their combination.
    pub uniques: u64,
    /// Sum of the squares of the class sizes, and all rows for each that is set aside.
    pub discernibility: u64,
    /// What a class tells about each sensitive column.
    pub diversity: Vec<Diversity>,
}

/// What a combination of quasi-identifiers tells about a sensitive column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diversity {
    /// The sensitive column.
    pub column: &'static Column,
    /// Fewest different values in a class.
    pub smallest: u32,
    /// Rows in classes that have but one value.
    pub rows_alone: u64,
}

impl Risk {
    /// Of classes; `n_set_aside` rows are in none.
    pub(super) fn of(
        classes: &BTreeMap<Vec<u32>, Counts>,
        sensitive: &[&'static Column],
        k: u64,
        n_set_aside: u64,
    ) -> Self {
        let all = || classes.values();
        let rows: u64 = all().map(|it| it.rows).sum();
        let below = all().filter(|it| it.clients < k * CLIENT);
        let squares: u64 = all().map(|it| it.rows * it.rows).sum();
        Self {
            rows,
            classes: classes.len() as u64,
            smallest: all().map(|it| it.rows).min().unwrap_or(0),
            smallest_matching: smallest_matching(classes),
            smallest_clients: all().map(|it| it.clients / CLIENT).min().unwrap_or(0),
            rows_below: below.map(|it| it.rows).sum(),
            uniques: all().filter(|it| it.rows == 1).count() as u64,
            discernibility: squares + n_set_aside * (rows + n_set_aside),
            diversity: (sensitive.iter().enumerate())
                .map(|(at, column)| diversity(column, at, classes))
                .collect(),
        }
    }

    /// Average number of rows that share a combination; `None` without rows.
    pub fn average(&self) -> Option<f64> {
        (self.classes > 0).then(|| real(self.rows) / real(self.classes))
    }
}

fn diversity(
    column: &'static Column,
    at: usize,
    classes: &BTreeMap<Vec<u32>, Counts>,
) -> Diversity {
    let values = |it: &Counts| it.values[at].count_ones();
    let alone = classes.values().filter(|it| values(it) <= 1);
    Diversity {
        column,
        smallest: classes.values().map(values).min().unwrap_or(0),
        rows_alone: alone.map(|it| it.rows).sum(),
    }
}

/// Fewest rows that agree with a combination in every column that both have.
///
/// Classes are taken together by the columns they miss: two of the same kind agree or not
/// in the same columns.
fn smallest_matching(classes: &BTreeMap<Vec<u32>, Counts>) -> u64 {
    let mut kinds: BTreeMap<BTreeSet<usize>, Vec<(&Vec<u32>, u64)>> = BTreeMap::new();
    for (key, counts) in classes {
        let missing = (0..key.len()).filter(|at| key[*at] == 0).collect();
        kinds.entry(missing).or_default().push((key, counts.rows));
    }
    let mut smallest = u64::MAX;
    for (missing, members) in &kinds {
        let mut matching = vec![0; members.len()];
        for (others_miss, others) in &kinds {
            let shared = |key: &[u32]| -> Vec<u32> {
                let both =
                    |at: &usize| !missing.contains(at) && !others_miss.contains(at);
                (0..key.len()).filter(both).map(|at| key[at]).collect()
            };
            let mut rows: BTreeMap<Vec<u32>, u64> = BTreeMap::new();
            for (key, n) in others {
                *rows.entry(shared(key)).or_default() += n;
            }
            for (matching, (key, _)) in matching.iter_mut().zip(members) {
                *matching += rows.get(&shared(key)).copied().unwrap_or(0);
            }
        }
        smallest = smallest.min(matching.into_iter().min().unwrap_or(u64::MAX));
    }
    if smallest == u64::MAX { 0 } else { smallest }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(of: &[([u32; 2], u64)]) -> BTreeMap<Vec<u32>, Counts> {
        let counts = |rows| Counts { rows, clients: rows * CLIENT, values: Vec::new() };
        of.iter().map(|(key, rows)| (key.to_vec(), counts(*rows))).collect()
    }

    #[test]
    fn a_missing_value_is_judged_in_both_ways_and_the_own_value_is_stricter() {
        let of = classes(&[([1, 1], 3), ([1, 2], 4), ([0, 2], 2), ([2, 1], 9)]);
        let risk = Risk::of(&of, &[], 5, 0);
        // [0, 2] is had by 2; with [1, 2] it could be the same: 6. [1, 1] stays at 3.
        assert_eq!((risk.smallest, risk.smallest_matching), (2, 3));
        assert_eq!((risk.rows, risk.classes, risk.rows_below), (18, 4, 9));
        assert_eq!(risk.discernibility, 9 + 16 + 4 + 81);
    }

    #[test]
    fn no_rows_are_no_class() {
        let risk = Risk::of(&BTreeMap::new(), &[], 5, 0);
        assert_eq!((risk.smallest, risk.smallest_matching, risk.average()), (0, 0, None));
    }
}
