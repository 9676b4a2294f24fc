//! The protection: levels and fates, and what they do to risk and information.
//!
//! In: the levels and the counts at those levels. Out: what is written of each row. Never: a
//! set of rows under one pseudonym that fewer than `k` clients share.

use std::collections::BTreeMap;

use super::class::{Class, Values};
use super::fates::Fates;
use super::guess::{Guess, guesses};
use super::levels::{Key, Levels};
use super::risk::{Group, Risk};
use super::sets::Sets;
use super::{Demand, LevelName};
use crate::error::Error;
use crate::tables::Frame;

/// What is written of the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// All of them, at the chosen levels.
    Shown,
    /// The sensitive ones, and whether help ended where that is delivered.
    Empty(Option<bool>),
    /// None: the row only counts.
    Bare,
    /// The row is left out, with all others that stand alone: there are fewer than `k`
    /// clients.
    SetAside,
}

/// One row as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// It stands under the pseudonym of its client, with all rows of that client; else
    /// under one of its own.
    pub is_under_client: bool,
    /// What is written.
    pub fate: Fate,
    /// The class of each quasi-identifier.
    pub key: Vec<u32>,
}

/// How rows are made anonymous, and what that does.
#[derive(Debug, Clone)]
pub struct Anonymity {
    /// How fine they are.
    pub levels: Levels,
    fates: Fates,
    /// Risk after.
    pub after: Risk,
    /// Clients with several rows.
    pub n_with_several: u64,
    /// Those of them whose rows stay under one pseudonym.
    pub n_together: u64,
    /// Rows that are left out.
    pub n_set_aside: u64,
    /// Rows that are written without what they could be recognised by.
    pub n_emptied: u64,
    /// Rows of which the cell is missing as delivered, by quasi-identifier; of shown rows.
    pub n_missing: Vec<u64>,
    /// The attack on the emptied cells, by quasi-identifier that is written.
    pub guesses: Vec<Guess>,
}

impl Anonymity {
    /// Decides from the counts at the levels.
    pub fn protect(demand: &Demand, levels: Levels, sets: Sets) -> Self {
        let n_with_several = sets.n_with_several;
        let fates = Fates::decide(&levels, sets);
        let rows = |of: fn(Fate) -> bool| -> u64 {
            fates.alone.values().filter(|it| of(it.1)).map(|it| it.0.rows).sum()
        };
        Self {
            n_with_several,
            n_together: fates.together.values().map(|it| it.clients).sum(),
            n_set_aside: rows(|it| it == Fate::SetAside),
            n_emptied: rows(|it| matches!(it, Fate::Empty(_) | Fate::Bare)),
            n_missing: missing(&levels, &fates),
            after: Risk::of(&groups(&fates), &demand.sensitive, levels.k),
            guesses: guesses(&levels, &fates, demand),
            levels,
            fates,
        }
    }

    /// What is written of each row of a frame that holds whole clients, or all rows of each
    /// pseudonym; `clients` says whose each is.
    ///
    /// # Errors
    /// When a column is not of its kind (a fault in the program).
    pub fn written(
        &self,
        demand: &Demand,
        frame: &Frame,
        clients: &[u64],
    ) -> Result<Vec<Written>, Error> {
        let keys = self.levels.keys(demand, frame)?;
        let mut sets: BTreeMap<u64, Vec<Key>> = BTreeMap::new();
        for (client, key) in clients.iter().zip(&keys) {
            sets.entry(*client).or_default().push(key.clone());
        }
        for set in sets.values_mut() {
            set.sort_unstable();
        }
        let rows = keys.into_iter().zip(clients);
        rows.map(|(key, client)| {
            let set = &sets[client];
            let is_together = set.len() > 1 && self.fates.together.contains_key(set);
            let fate = if is_together { Some(Fate::Shown) } else { self.fate(&key) };
            let fate = fate.ok_or_else(|| Error::bug("a row that was not counted"))?;
            let is_whole = is_together || set.len() == 1;
            Ok(Written { is_under_client: is_whole && fate == Fate::Shown, fate, key })
        })
        .collect()
    }

    /// What becomes of a row with this combination that stands alone.
    pub(super) fn fate(&self, key: &[u32]) -> Option<Fate> {
        self.fates.alone.get(key).map(|it| it.1)
    }

    #[cfg(test)]
    pub(super) fn is_together(&self, set: &[Key]) -> bool {
        self.fates.together.contains_key(set)
    }
}

/// Every class and set that is written, with what it tells.
fn groups(fates: &Fates) -> Vec<Group> {
    let mut groups = Vec::new();
    for members in fates.together.values() {
        let classes = || members.rows_of.values().chain([&members.whole]);
        let fewest = |at: usize| {
            let values = classes().map(|it| it.values[at].different());
            values.filter(|it| *it > 0).min().unwrap_or(0)
        };
        groups.push(Group {
            pseudonyms: members.clients,
            rows: members.whole.rows,
            clients: members.clients,
            values: (0..members.whole.values.len()).map(fewest).collect(),
        });
    }
    for (class, _) in fates.alone.values().filter(|it| it.1 == Fate::Shown) {
        groups.push(Group {
            pseudonyms: class.rows,
            rows: class.rows,
            clients: class.clients,
            values: class.values.iter().map(Values::different).collect(),
        });
    }
    let emptied = [Some(true), Some(false), None].map(Fate::Empty);
    for fate in emptied.into_iter().chain([Fate::Bare]) {
        let class = fates.class(fate);
        if class.rows > 0 {
            let different = class.values.iter().map(Values::different);
            let tells = fate != Fate::Bare;
            groups.push(Group {
                pseudonyms: class.rows,
                rows: class.rows,
                clients: class.clients_at_least(),
                values: different.map(|it| if tells { it } else { 0 }).collect(),
            });
        }
    }
    groups
}

/// Shown rows without a value, by quasi-identifier.
fn missing(levels: &Levels, fates: &Fates) -> Vec<u64> {
    let mut missing = vec![0; levels.quasi.len()];
    for (key, class) in shown(fates) {
        for (at, n) in missing.iter_mut().enumerate() {
            let is_written = levels.quasi[at].level() != LevelName::LeftOut;
            *n += if key[at] == 0 && is_written { class.rows } else { 0 };
        }
    }
    missing
}

/// The combinations that are written with all their cells.
pub(super) fn shown(fates: &Fates) -> impl Iterator<Item = (&Key, &Class)> {
    let together = fates.together.values().flat_map(|it| it.rows_of.iter());
    let alone = fates.alone.iter().filter(|it| it.1.1 == Fate::Shown);
    together.chain(alone.map(|(key, it)| (key, &it.0)))
}
