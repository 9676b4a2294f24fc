//! Earlier releases: what was published before, and what it gives away together with what
//! is published now.
//!
//! In: the ledger, and the figures of a run. Out: what has to be hidden because of what was
//! shown before, and the lines of the ledger. Never: a number of a hidden figure in the
//! ledger; a number about the present data that only earlier numbers made safe.
//!
//! `README.md` in the folder above says what is taken to be known, and why.

mod published;
mod record;
mod ledger;
mod matching;
mod changes;
mod fill;
mod joint;
mod repeat;
mod refuse;
#[cfg(test)]
mod tests;

pub use changes::Relation;
pub use ledger::{Broken, Ledger, ReleaseLine};
pub use published::{Numbers, Published, Record, Series, State};

pub(super) use changes::changes;
pub(super) use joint::join;
pub(super) use matching::Old;
pub(super) use record::{Told, published};
pub(super) use repeat::{Repeat, repeats};

use crate::estimates::Figure;
use crate::indicators::Computing;

/// What to do when a figure changed by a few rows since an earlier release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SmallChanges {
    /// Show the earlier figure again.
    #[default]
    Repeat,
    /// Stop the run and say which figures.
    Stop,
}

/// The earlier releases a new one is attacked together with.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Earlier {
    /// Oldest first: the day it was released, and what it published.
    pub releases: Vec<(String, Published)>,
    /// What to do with changes of a few rows.
    pub small_changes: SmallChanges,
}

impl Earlier {
    /// Each release beside the figures of this one.
    pub(super) fn beside(
        &self,
        figures: &[Figure],
        computing: Computing,
    ) -> Vec<Old<'_>> {
        let releases = self.releases.iter();
        releases.map(|(date, it)| Old::new(date, it, figures, computing)).collect()
    }
}
