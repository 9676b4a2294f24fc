//! Earlier releases: what was published before, and what that asks of what is published now.
//!
//! In: the ledger, and the counts of a run. Out: the number each count was shown as before,
//! what becomes of totals as counted, and the lines of the ledger.

mod published;
mod totals;
mod values;
mod ledger;
mod refuse;

use std::collections::BTreeMap;

pub use ledger::{Broken, Ledger, ReleaseLine};
pub use published::{Exact, Published, PublishedCount, PublishedTotal};
pub(super) use totals::OverTime;
pub use values::PublishedValue;
pub(super) use values::is_value;

use super::Quantity;
use super::round::Rounding;
use super::system::Count;

/// What to do when a total as counted changed by a few rows since an earlier release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SmallChanges {
    /// Show the earlier figure again.
    #[default]
    Repeat,
    /// Stop the run and say which figures.
    Stop,
}

/// The earlier releases a new one is made beside.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Earlier {
    /// Oldest first: the day it was released, and what it published.
    pub releases: Vec<(String, Published)>,
    /// What to do with changes of a few rows.
    pub small_changes: SmallChanges,
    /// There is no ledger: what was released before is not known.
    pub is_unknown: bool,
    /// The day of this release.
    pub day: String,
}

/// The numbers that counts were last shown as.
#[derive(Debug, Default)]
pub(super) struct LastShown<'a> {
    of_rows: BTreeMap<(&'a str, &'a str), u64>,
    of_name: BTreeMap<&'a str, u64>,
}

impl Earlier {
    pub(super) fn last_shown(&self) -> LastShown<'_> {
        let mut last = LastShown::default();
        for it in self.releases.iter().flat_map(|it| &it.1.counts) {
            last.of_rows.insert((&it.purpose, &it.rows), it.shown);
            last.of_name.insert(&it.count, it.shown);
        }
        last
    }
}

impl LastShown<'_> {
    /// The number that the same rows, or the same figure of almost the same, were shown as, as
    /// long as it is a right rounding of the count.
    pub(super) fn of(
        &self,
        id: &str,
        quantity: Quantity,
        count: &Count,
        rounding: Rounding,
    ) -> Option<u64> {
        if self.of_name.is_empty() {
            return None;
        }
        let (name, purpose) = (name_of(id, quantity), purpose_of(count));
        let rows = count.rows.to_string();
        let of_rows = self.of_rows.get(&(purpose.as_str(), rows.as_str()));
        let shown = [of_rows, self.of_name.get(name.as_str())];
        let near = rounding.near(count.value);
        shown.into_iter().flatten().copied().find(|it| near.contains(it))
    }
}

/// Which count of which figure, as the ledger has it.
fn name_of(id: &str, quantity: Quantity) -> String {
    format!("{id}#{}", quantity.name())
}

fn purpose_of(count: &Count) -> String {
    format!("{:016x}", count.purpose)
}
