//! Listed groups: which groups get a line of their own.
//!
//! In: cells, and which groups the pipeline declares. Out: the same cells, with every group
//! that no pipeline declares and that fewer than so many clients bear put together as others.
//! A name that a few people bear would say that somebody with that name is there; so would a
//! list of such names, or how many there are. Others are listed when they are enough together.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Cell, Cells, CellsOf, Computing, GroupKey, NO_GROUP, PatternKey};
use crate::terms::Dimension;

/// The id of all groups together that have no line of their own.
pub const OTHER_GROUPS: u32 = u32::MAX - 1;

/// A dimension of an indicator's table, and the id of a group along it.
type Named = (Dimension, u32);

/// Which groups are listed.
pub struct Listing<'a> {
    /// Whether the pipeline declares the group: it says so before it has seen a row.
    pub is_declared: &'a dyn Fn(usize, Dimension, u32) -> bool,
    /// The fewest clients that bear a name that is listed.
    pub fewest: u64,
}

impl Cells {
    /// The cells of listed groups, and of others together.
    #[must_use]
    pub fn listed(self, computing: Computing, listing: &Listing) -> Self {
        if listing.fewest == 0 {
            return self;
        }
        let enough = enough(&self, computing, listing.fewest);
        let place = |of: CellsOf, mut key: GroupKey| {
            let split = &computing.asked[of.indicator].splits[of.split];
            for (dimension, id) in split.iter().zip(&mut key.ids) {
                let is_declared = *id != NO_GROUP
                    && (listing.is_declared)(of.indicator, *dimension, *id);
                if !is_declared && !enough.contains(&(*dimension, *id)) {
                    *id = OTHER_GROUPS;
                }
            }
            key
        };
        let mut pooled = Self::default();
        for (of, cells) in self.0 {
            let mine: &mut BTreeMap<GroupKey, Cell> = pooled.0.entry(of).or_default();
            for (key, cell) in cells {
                match mine.get_mut(&place(of, key)) {
                    Some(it) => it.merge(&cell),
                    None => drop(mine.insert(place(of, key), cell)),
                }
            }
        }
        for (of, patterns) in self.1.0 {
            let mine = pooled.1.0.entry(of).or_default();
            for (key, more) in patterns {
                let group = place(of, key.group);
                let counts = mine.entry(PatternKey { group, ..key }).or_default();
                counts.n += more.n;
                counts.n_yes += more.n_yes;
            }
        }
        pooled.without_few(computing, listing)
    }

    /// Leaves out the combinations, and the others together, of which no cell has enough
    /// clients: their rows count in the totals above them.
    fn without_few(mut self, computing: Computing, listing: &Listing) -> Self {
        let enough = enough(&self, computing, listing.fewest);
        for (of, cells) in &mut self.0 {
            let split = &computing.asked[of.indicator].splits[of.split];
            let mut is_full: FxHashSet<[u32; super::MOST_DIMENSIONS]> = FxHashSet::default();
            for (key, cell) in cells.iter() {
                if cell.n_clients >= listing.fewest {
                    is_full.insert(key.ids);
                }
            }
            cells.retain(|key, _| {
                let mut ids = split.iter().zip(key.ids);
                let known = |(dimension, id): (&Dimension, u32)| match id {
                    OTHER_GROUPS | NO_GROUP => enough.contains(&(*dimension, id)),
                    _ => split.len() == 1
                        || (listing.is_declared)(of.indicator, *dimension, id),
                };
                is_full.contains(&key.ids) || ids.all(known)
            });
        }
        self
    }
}

/// The groups that have enough clients in some cell.
fn enough(cells: &Cells, computing: Computing, fewest: u64) -> FxHashSet<Named> {
    let mut most: FxHashMap<Named, u64> = FxHashMap::default();
    for (of, cells) in &cells.0 {
        let split = &computing.asked[of.indicator].splits[of.split];
        for (key, cell) in cells {
            for (dimension, id) in split.iter().zip(key.ids) {
                let n = most.entry((*dimension, id)).or_default();
                *n = cell.n_clients.max(*n);
            }
        }
    }
    #[expect(clippy::iter_over_hash_type, reason = "a set has no order")]
    let enough = most.into_iter().filter(|it| it.1 >= fewest).map(|it| it.0).collect();
    enough
}
