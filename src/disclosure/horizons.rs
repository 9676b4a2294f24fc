//! Horizons: what the figures of a cumulative incidence have to do with each other.
//!
//! In: the numerators of all causes and numbers of days. Out: relations. At one number of days
//! the causes and what is left (running, or not seen so long) are the count; of one cause, more
//! days hold fewer days and what ended in between. Never: a small number in between, or left,
//! that could be worked out.

use std::collections::BTreeMap;

use super::margins::Family;
use super::structure::Building;
use crate::indicators::Horizon;

impl Building<'_> {
    /// Links the numerators of one cumulative incidence, by place.
    pub(super) fn add_horizons(
        &mut self,
        counts: &Family,
        families: &BTreeMap<Option<&str>, Family>,
    ) {
        let mut by_days: BTreeMap<u32, Vec<&Family>> = BTreeMap::new();
        let mut by_cause: BTreeMap<&str, BTreeMap<u32, &Family>> = BTreeMap::new();
        for (category, family) in families {
            let Some(it) = category.and_then(Horizon::parse) else { continue };
            by_days.entry(it.days).or_default().push(family);
            by_cause.entry(it.cause).or_default().insert(it.days, family);
        }
        for (place, count) in counts {
            let here = |it: &&Family| it.get(place).copied();
            for causes in by_days.values() {
                let parts: Vec<usize> = causes.iter().filter_map(here).collect();
                if let Some(first) = parts.first().filter(|_| parts.len() == causes.len())
                {
                    self.add_rest(*count, parts.clone(), self.figure_of(*first));
                }
            }
            for days in by_cause.values() {
                let cells: Vec<usize> = days.values().filter_map(here).collect();
                for pair in cells.windows(2) {
                    self.add_difference(pair[1], pair[0]);
                }
            }
        }
    }
}
