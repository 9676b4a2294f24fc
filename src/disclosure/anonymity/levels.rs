//! The levels: how fine each quasi-identifier is written.
//!
//! In: what is asked and the tally of all rows. Out: a level a column, and the combination of
//! classes of each row. Never: a level that depends on the order of rows; another level than
//! the first delivery to a partner had.

use super::column::{Label, Quasi, quasi};
use super::lattice::{Cell, Lattice, fits};
use super::risk::{Group, Risk};
use super::tally::{CLIENT, Tally, n_values, values};
use super::{DURATION, Demand, LevelName};
use crate::error::Error;
use crate::tables::{Frame, Names};

/// The classes of a row, one a quasi-identifier; class 0 is a missing value.
pub(super) type Key = Vec<u32>;

/// What an earlier delivery showed of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The column.
    pub column: String,
    /// Its level.
    pub level: LevelName,
    /// The names that were written, for a column of an open list.
    pub names: Vec<String>,
}

/// How fine the rows are written.
#[derive(Debug, Clone)]
pub struct Levels {
    /// The fewest clients that share a set of rows.
    pub k: u64,
    /// The quasi-identifiers, each at the level that is written.
    pub quasi: Vec<Quasi>,
    /// Risk as delivered, row by row, but days as months.
    pub before: Risk,
}

/// Decides from the tally of all rows.
pub fn decide(demand: &Demand, mut tally: Tally, names: &Names) -> Levels {
    let mut quasi = quasi(demand, &tally, names);
    while !fits(&quasi) && tally.rise() {
        quasi = super::column::quasi(demand, &tally, names);
    }
    let cells: Vec<Cell> = tally
        .combinations
        .iter()
        .map(|(combination, counts)| {
            let values = combination.iter().zip(&quasi);
            (values.map(|(value, it)| it.position(*value)).collect(), counts)
        })
        .collect();
    let n_sensitive = demand.sensitive.len();
    let lattice = Lattice { quasi: &quasi, cells: &cells, n_sensitive, k: demand.k };
    let best = lattice.search();
    let before = before(demand, &tally);
    for (it, level) in quasi.iter_mut().zip(&best.levels) {
        it.chosen = *level;
    }
    Levels { k: demand.k, quasi, before }
}

fn before(demand: &Demand, tally: &Tally) -> Risk {
    let n = demand.sensitive.len();
    let groups = tally.combinations.values().map(|it| Group {
        pseudonyms: it.rows,
        rows: it.rows,
        clients: it.clients / CLIENT,
        values: (0..n).map(|at| n_values(it.values, at, n)).collect(),
    });
    Risk::of(&groups.collect::<Vec<_>>(), &demand.sensitive, demand.k)
}

impl Levels {
    /// For each row of a frame the class of each quasi-identifier.
    ///
    /// # Errors
    /// When a column is not of its kind (a fault in the program).
    pub(super) fn keys(&self, demand: &Demand, frame: &Frame) -> Result<Vec<Key>, Error> {
        let values = values(&demand.quasi, frame)?;
        let row = |row: usize| {
            let classes = self.quasi.iter().zip(&values);
            classes.map(|(it, of)| it.class(of[row])).collect()
        };
        Ok((0..frame.height()).map(row).collect())
    }

    /// Whether help ended for rows of this combination; `None` when no end is delivered.
    pub(super) fn ended(&self, key: &[u32]) -> Option<bool> {
        let at = self.quasi.iter().position(|it| it.column.name == DURATION.name)?;
        match self.quasi[at].label(key[at]) {
            Label::Value(it) => Some(it > 0),
            Label::Nothing | Label::Other => None,
        }
    }

    /// What a later delivery has to keep.
    pub fn to_keep(&self, names: &Names) -> Vec<Kept> {
        let kept = |it: &Quasi| Kept {
            column: it.column.name.to_owned(),
            level: it.level(),
            names: it.names(names),
        };
        self.quasi.iter().map(kept).collect()
    }
}
