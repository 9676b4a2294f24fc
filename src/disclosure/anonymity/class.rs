//! A class: the rows and clients that share a combination, and their sensitive values.
//!
//! In: rows of clients. Out: counts that add up and can be taken out again. Never: which
//! client has which value.

use std::collections::BTreeMap;

use super::tally::{CLIENT, MISSING};

/// Clients of a class that must have another value than the most frequent one: two, so that
/// one of them does not learn the value of all others.
const OTHERS: u64 = 2;

/// Counts of a class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Class {
    /// Rows.
    pub(super) rows: u64,
    /// Clients that have at least one of the rows.
    pub(super) clients: u64,
    /// The same in parts of [`CLIENT`], each client divided over all its rows: adds up over
    /// classes to no more clients than there are.
    pub(super) parts: u64,
    /// By sensitive column.
    pub(super) values: Vec<Values>,
}

/// The values of one sensitive column in a class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Values {
    /// Clients with a value that is known.
    pub(super) known: u64,
    /// Value → clients that have it.
    pub(super) having: BTreeMap<u32, u64>,
    /// Value → rows that have it, a missing one too.
    pub(super) rows: BTreeMap<u32, u64>,
}

impl Class {
    /// Of one client with so many rows in all: the sensitive values of those of its rows
    /// that are in the class, by column.
    pub(super) fn of_client(n_rows: u64, n_here: u64, values: &[Vec<u32>]) -> Self {
        let parts = n_here * (CLIENT / n_rows.max(1));
        let values = values.iter().map(|it| Values::of_client(it)).collect();
        Self { rows: n_here, clients: 1, parts, values }
    }

    /// Adds other clients, or other rows.
    pub(super) fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.clients += other.clients;
        self.parts += other.parts;
        self.values.resize(self.values.len().max(other.values.len()), Values::default());
        for (mine, its) in self.values.iter_mut().zip(&other.values) {
            mine.known += its.known;
            add(&mut mine.having, &its.having);
            add(&mut mine.rows, &its.rows);
        }
    }

    /// The class without clients that are in it.
    pub(super) fn without(&self, other: &Self) -> Self {
        let mut rest = self.clone();
        rest.rows -= other.rows;
        rest.clients -= other.clients;
        rest.parts -= other.parts;
        for (mine, its) in rest.values.iter_mut().zip(&other.values) {
            mine.known -= its.known;
            take(&mut mine.having, &its.having);
            take(&mut mine.rows, &its.rows);
        }
        rest
    }

    /// Clients, at least so many, of classes that were added up.
    pub(super) fn clients_at_least(&self) -> u64 {
        self.parts / CLIENT
    }

    /// True when no sensitive value can be told of somebody known to be in the class.
    pub(super) fn tells_nothing(&self, k: u64) -> bool {
        self.values.iter().all(|it| it.tells_nothing(k))
    }

    /// True when so many clients share it, and it tells no sensitive value.
    pub(super) fn is_safe(&self, k: u64) -> bool {
        self.clients >= k && self.tells_nothing(k)
    }
}

impl Values {
    fn of_client(of_rows: &[u32]) -> Self {
        let mut values = Self::default();
        for value in of_rows {
            *values.rows.entry(*value).or_default() += 1;
            if *value != MISSING {
                values.having.insert(*value, 1);
            }
        }
        values.known = u64::from(!values.having.is_empty());
        values
    }

    /// Different values that are known.
    pub(super) fn different(&self) -> u32 {
        u32::try_from(self.having.len()).unwrap_or(u32::MAX)
    }

    /// No value at all, or enough others for each.
    fn tells_nothing(&self, k: u64) -> bool {
        let others = OTHERS.min(k.saturating_sub(1)).max(1);
        self.having.values().all(|it| self.known >= it + others)
    }
}

fn add(mine: &mut BTreeMap<u32, u64>, its: &BTreeMap<u32, u64>) {
    for (value, n) in its {
        *mine.entry(*value).or_default() += n;
    }
}

fn take(mine: &mut BTreeMap<u32, u64>, its: &BTreeMap<u32, u64>) {
    for (value, n) in its {
        if let Some(known) = mine.get_mut(value) {
            *known -= n;
        }
    }
    mine.retain(|_, n| *n > 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(values: &[u32]) -> Class {
        let mut class = Class::default();
        for value in values {
            class.add(&Class::of_client(1, 1, &[vec![*value]]));
        }
        class
    }

    #[test]
    fn two_clients_must_have_another_value() {
        assert!(!class(&[1; 10]).tells_nothing(10));
        assert!(!class(&[1, 1, 1, 1, 2]).tells_nothing(5)); // the one with 2 knows all others
        assert!(class(&[1, 1, 1, 2, 3]).tells_nothing(5));
        assert!(class(&[MISSING; 5]).tells_nothing(5)); // there is nothing to tell
        assert!(!class(&[MISSING, MISSING, 1, 1, 1]).tells_nothing(5));
        assert!(class(&[1, 2]).tells_nothing(2));
    }

    #[test]
    fn a_value_that_every_client_has_beside_others_is_told() {
        let mut both = Class::default();
        for other in 2..12 {
            both.add(&Class::of_client(2, 2, &[vec![1, other]]));
        }
        assert_eq!((both.rows, both.clients, both.clients_at_least()), (20, 10, 10));
        assert!(!both.tells_nothing(10));
    }

    #[test]
    fn what_was_added_can_be_taken_out() {
        let (some, others) = (class(&[1, 2, MISSING]), class(&[2, 3]));
        let mut all = some.clone();
        all.add(&others);
        assert_eq!(all.without(&others), some);
    }
}
