//! Anonymity: how far rows must be coarsened before nobody stands out among them.
//!
//! In: rows of the trajectories, a partition at a time. Out: for each column its level of
//! detail, for each client whether its rows stay together, for each combination of values
//! that would still stand out the order to write its rows without them, and a report of risk
//! and information lost. Never: a row kept in memory; only counts per combination are.
//! Never: a set of rows under one pseudonym that fewer clients share than asked for.
//!
//! What is promised, in plain words: README.md in this folder.
//!
//! k-anonymity: Sweeney (2002), doi:10.1142/S0218488502001648. Full-domain levels with a
//! search over their combinations follow Samarati (2001), doi:10.1109/69.971193, and
//! Sweeney's Datafly. These are cited from general knowledge.

mod ladder;
mod tally;
mod column;
mod lattice;
mod levels;
mod class;
mod sets;
mod fates;
mod guess;
mod risk;
mod protect;
#[cfg(test)]
mod tests;

pub use column::{Label, Quasi};
pub use guess::Guess;
pub use ladder::{Ladder, LevelName, bands_of, first_day};
pub use levels::{Kept, Levels, decide};
pub use protect::{Anonymity, Fate, Written};
pub use risk::{Diversity, Risk};
pub use sets::Sets;
pub use tally::Tally;

use crate::tables::{Column, Kind};

/// How long help took: the days of start and end as one length, so that the end is nowhere
/// finer than that. No column of the exports.
pub static DURATION: Column = Column {
    name: "duration",
    kind: Kind::Count,
    required: false,
    derived: true,
    label: ("duur in maanden", "duration in months"),
    about: "Whole months from the first to the last day of help; empty while the trajectory \
            runs.",
};

/// What is asked of the research dataset.
#[derive(Debug, Clone)]
pub struct Demand {
    /// The fewest clients that may share a set of rows.
    pub k: u64,
    /// The columns by which somebody could be recognised, in the order of the table: every
    /// one that is written and not sensitive.
    pub quasi: Vec<&'static Column>,
    /// The columns whose values somebody could learn.
    pub sensitive: Vec<&'static Column>,
    /// What the first delivery to this partner showed of each quasi-identifier; `None` for
    /// the first.
    pub kept: Option<Vec<Kept>>,
}
