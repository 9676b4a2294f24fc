//! Related counts: sums that hold between the rows of different figures.
//!
//! In: the counts of all figures. Out: the same with every sum that the rows say holds between
//! counts of the same groups: one count is two others together, whatever they are called; what
//! runs in a period and ended in it is what ran before and started.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::counts::Places;
use super::system::System;
use crate::error::Error;
use crate::estimates::Figure;
use crate::indicators::{Mark, MeasureKind};
use crate::terms::{Dimension, Group};

/// Counts that are compared with each other at most: beyond, pairs take too long.
const MOST: usize = 400;

/// A group along one dimension.
type InGroup<'a> = (Dimension, &'a Group);

/// Adds the sums that hold by the rows.
pub(super) fn relate(
    system: &mut System,
    figures: &[Figure],
    places: &[Places],
) -> Result<(), Error> {
    let mut families: BTreeMap<(Vec<InGroup>, usize), Family> = BTreeMap::new();
    for (figure, places) in figures.iter().zip(places) {
        let key = (figure.groups.split().collect(), figure.period_index);
        let family = families.entry(key).or_default();
        for at in places.all() {
            family.add(system, at, figure.kind == MeasureKind::Count);
        }
    }
    for family in families.values() {
        relate_pairs(system, family)?;
    }
    for ((groups, period), family) in &families {
        if let Some(next) = families.get(&(groups.clone(), period + 1)) {
            relate_flow(system, family, next)?;
        }
    }
    Ok(())
}

/// One count for every set of rows of one group and period.
#[derive(Default)]
struct Family {
    of_rows: BTreeMap<Mark, usize>,
    /// Counts of trajectories, which flow from period to period.
    flows: BTreeMap<Mark, usize>,
}

impl Family {
    fn add(&mut self, system: &System, at: usize, is_count: bool) {
        let count = &system.counts[at];
        if count.rows == Mark::NONE {
            return;
        }
        self.of_rows.entry(count.rows).or_insert(at);
        if is_count {
            self.flows.entry(count.rows).or_insert(at);
        }
    }
}

/// One count that is two others together.
fn relate_pairs(system: &mut System, family: &Family) -> Result<(), Error> {
    let rows: Vec<(Mark, usize)> =
        family.of_rows.iter().take(MOST).map(|(rows, at)| (*rows, *at)).collect();
    let of_rows: FxHashMap<Mark, usize> = rows.iter().copied().collect();
    for (at, (first, a)) in rows.iter().enumerate() {
        for (second, b) in &rows[at + 1..] {
            let Some(total) = of_rows.get(&first.and(*second)) else { continue };
            if !is_related(system, *total, [*a, *b]) {
                system.relate(*total, vec![*a, *b])?;
            }
        }
    }
    Ok(())
}

/// Whether that sum is there already.
fn is_related(system: &System, total: usize, parts: [usize; 2]) -> bool {
    let same = |sum: &usize| {
        let sum = &system.sums[*sum];
        sum.total == total
            && sum.parts.len() == 2
            && parts.iter().all(|it| sum.parts.contains(it))
    };
    system.sums_of[total].iter().any(same)
}

/// Two counts that are together as many as two others, over two periods.
fn relate_flow(system: &mut System, now: &Family, next: &Family) -> Result<(), Error> {
    let both = now.flows.iter().chain(&next.flows);
    let rows: BTreeMap<Mark, usize> = both.map(|(rows, at)| (*rows, *at)).collect();
    let rows: Vec<(Mark, usize)> = rows.into_iter().take(MOST / 4).collect();
    let mut pairs: FxHashMap<Mark, [usize; 2]> = FxHashMap::default();
    for (at, (first, a)) in rows.iter().enumerate() {
        for (second, b) in &rows[at + 1..] {
            let sum = first.and(*second);
            let Some(other) = pairs.insert(sum, [*a, *b]) else { continue };
            let value = other.iter().map(|it| system.counts[*it].value).sum();
            let together = system.add_unseen(value, sum)?;
            system.relate(together, vec![*a, *b])?;
            system.relate(together, other.to_vec())?;
        }
    }
    Ok(())
}
