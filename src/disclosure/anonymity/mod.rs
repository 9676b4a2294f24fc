//! Anonymity: how far rows must be coarsened before nobody stands out among them.
//!
//! In: rows of the trajectories, a partition at a time. Out: for each column its level of
//! detail, for each combination that would still stand out the cells to blank or the order
//! to set it aside, and a report of risk and information lost. Never: a row kept in memory;
//! only counts per combination of quasi-identifiers are. Never: a class of fewer clients
//! than asked for.
//!
//! k-anonymity: Sweeney (2002), doi:10.1142/S0218488502001648. Full-domain levels with a
//! search over their combinations and local suppression afterwards follow Samarati (2001),
//! doi:10.1109/69.971193, and Sweeney's Datafly. These are cited from general knowledge.

mod ladder;
mod tally;
mod column;
mod lattice;
mod blank;
mod risk;
mod decide;
#[cfg(test)]
mod tests;

pub use column::{Label, Quasi};
pub use decide::{Anonymity, Fate, decide};
pub use ladder::{Ladder, LevelName, bands_of, coarse_day, first_day};
pub use risk::{Diversity, Risk};
pub use tally::Tally;

use crate::tables::Column;

/// What is asked of the research dataset.
#[derive(Debug, Clone)]
pub struct Demand {
    /// The fewest clients that may share a combination of quasi-identifiers.
    pub k: u64,
    /// The columns by which somebody could be recognised, in the order of the table.
    pub quasi: Vec<&'static Column>,
    /// The columns whose values somebody could learn.
    pub sensitive: Vec<&'static Column>,
}
