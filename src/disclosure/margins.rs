//! Margins: places of cells, and which splits add up to which.
//!
//! In: the cells of one quantity by place. Out: totals with their parts. Never: a value.

use std::collections::{BTreeMap, BTreeSet};

use crate::terms::Dimension;

/// The period and the group, by the dimensions that split.
pub(super) type Place = (usize, BTreeMap<Dimension, String>);
/// The cells of one quantity, by place.
pub(super) type Family = BTreeMap<Place, usize>;
/// The dimensions of a split.
pub(super) type Split = BTreeSet<Dimension>;

/// The dimensions two splits have in common and no split has by itself.
pub(super) fn shared_margins(splits: &BTreeSet<Split>) -> Vec<Split> {
    let mut all = splits.clone();
    loop {
        let mut more = BTreeSet::new();
        for a in &all {
            more.extend(all.iter().map(|b| a & b).filter(|it| !all.contains(it)));
        }
        if more.is_empty() {
            break;
        }
        all.extend(more);
    }
    all.difference(splits).cloned().collect()
}

/// Whether `fine` is split further than `coarse` with no split in between.
pub(super) fn is_next(coarse: &Split, fine: &Split, splits: &BTreeSet<Split>) -> bool {
    let further = |a: &Split, b: &Split| a != b && b.is_superset(a);
    further(coarse, fine)
        && !splits.iter().any(|it| further(coarse, it) && further(it, fine))
}

pub(super) fn is_split_by((_, groups): &Place, split: &Split) -> bool {
    groups.keys().eq(split.iter())
}

/// The place in a coarser split.
pub(super) fn along((period, groups): &Place, split: &Split) -> Place {
    let kept = groups.iter().filter(|it| split.contains(it.0));
    (*period, kept.map(|(a, b)| (*a, b.clone())).collect())
}

/// Every total of the coarse split with its parts in the fine one.
pub(super) fn parts_of(
    family: &Family,
    coarse: &Split,
    fine: &Split,
) -> Vec<(usize, Vec<usize>)> {
    let mut parts: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
    for (place, cell) in family.iter().filter(|it| is_split_by(it.0, fine)) {
        parts.entry(along(place, coarse)).or_default().push(*cell);
    }
    let total = |(place, parts): (Place, Vec<usize>)| Some((*family.get(&place)?, parts));
    parts.into_iter().filter_map(total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(dimensions: &[Dimension]) -> Split {
        dimensions.iter().copied().collect()
    }

    #[test]
    fn two_splits_share_the_margin_nobody_asked_for() {
        let (p, r, t) = (Dimension::Programme, Dimension::Region, Dimension::Team);
        let splits = BTreeSet::from([split(&[p, r]), split(&[r, t])]);
        assert_eq!(shared_margins(&splits), [split(&[r])]);
        let splits = BTreeSet::from([split(&[]), split(&[p]), split(&[p, r])]);
        assert!(shared_margins(&splits).is_empty());
    }

    #[test]
    fn a_split_adds_up_to_the_next_coarser_one_only() {
        let (p, r) = (Dimension::Programme, Dimension::Region);
        let splits = BTreeSet::from([split(&[]), split(&[p]), split(&[p, r])]);
        assert!(is_next(&split(&[]), &split(&[p]), &splits));
        assert!(!is_next(&split(&[]), &split(&[p, r]), &splits));
        let splits = BTreeSet::from([split(&[]), split(&[p, r])]);
        assert!(is_next(&split(&[]), &split(&[p, r]), &splits));
    }
}
