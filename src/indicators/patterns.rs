//! Patterns: how many rows of each group have the same case mix, and how many of them count.
//!
//! In: rows, one by one. Out: counts per group, period and pattern, from which a model can be
//! fitted. They add up over disjoint sets of rows. Never: a row, a client.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::tally::Value;
use super::{CaseMix, CellsOf, GroupKey, NO_GROUP};

/// The group and period of rows, and the level of each characteristic of the case mix, in
/// the order of what was asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PatternKey {
    /// Group and period.
    pub group: GroupKey,
    /// Levels; [`NO_GROUP`] where it is not known.
    pub levels: Vec<u32>,
}

/// Rows of one pattern.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that count.
    pub n_yes: u64,
    /// All rows with a usable value.
    pub n: u64,
}

/// The patterns of every comparison with case mix.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Patterns(pub BTreeMap<CellsOf, BTreeMap<PatternKey, Counts>>);

impl Patterns {
    /// Adds the patterns of other rows.
    pub fn merge(&mut self, other: Self) {
        for (of, patterns) in other.0 {
            let mine = self.0.entry(of).or_default();
            for (key, more) in patterns {
                let counts = mine.entry(key).or_default();
                counts.n_yes += more.n_yes;
                counts.n += more.n;
            }
        }
    }
}

/// The column of each characteristic, where the table has it.
pub(super) type Mix = BTreeMap<CaseMix, Vec<u32>>;

/// The patterns of one measure and one split, being filled.
#[derive(Debug, Default)]
pub(super) struct PatternTally<'a> {
    columns: Vec<(CaseMix, Option<&'a Vec<u32>>)>,
    counts: FxHashMap<PatternKey, Counts>,
}

impl<'a> PatternTally<'a> {
    pub(super) fn new(case_mix: &[CaseMix], mix: &'a Mix) -> Self {
        let columns = case_mix.iter().map(|it| (*it, mix.get(it))).collect();
        Self { columns, counts: FxHashMap::default() }
    }

    /// Adds a row that stands for `weight` units.
    pub(super) fn add(&mut self, row: usize, weight: u32, group: GroupKey, value: Value) {
        let Value::Number(yes) = value else { return };
        let level = |(which, ids): &(CaseMix, Option<&Vec<u32>>)| {
            ids.map_or(NO_GROUP, |ids| which.level(ids[row]))
        };
        let levels = self.columns.iter().map(level).collect();
        let counts = self.counts.entry(PatternKey { group, levels }).or_default();
        counts.n += u64::from(weight);
        if yes > 0.5 {
            counts.n_yes += u64::from(weight);
        }
    }

    pub(super) fn finish(self) -> BTreeMap<PatternKey, Counts> {
        self.counts.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::MOST_DIMENSIONS;

    const OF: CellsOf = CellsOf { indicator: 0, measure: 0, split: 1 };
    const GROUP: GroupKey = GroupKey { period: 0, ids: [7; MOST_DIMENSIONS] };

    /// Rows as (age, sex, value).
    fn patterns(rows: &[(u32, u32, Value)]) -> Patterns {
        let mix: Mix = [
            (CaseMix::AgeAtStart, rows.iter().map(|it| it.0).collect()),
            (CaseMix::Sex, rows.iter().map(|it| it.1).collect()),
        ]
        .into();
        let mut tally = PatternTally::new(&[CaseMix::AgeAtStart, CaseMix::Sex], &mix);
        for (row, it) in rows.iter().enumerate() {
            tally.add(row, 1, GROUP, it.2);
        }
        Patterns([(OF, tally.finish())].into())
    }

    const ROWS: [(u32, u32, Value); 5] = [
        (13, 0, Value::Number(1.0)),       // 12–17
        (17, 0, Value::Number(0.0)),       // the same band and sex
        (13, 1, Value::Number(1.0)),       // another sex
        (NO_GROUP, 1, Value::Number(0.0)), // age not known: a level of its own
        (13, 1, Value::Missing),           // not usable
    ];

    #[test]
    fn rows_of_one_pattern_are_counted_together() {
        let found = patterns(&ROWS);
        let counts: Vec<_> = found.0[&OF]
            .iter()
            .map(|(it, c)| (it.levels.clone(), c.n_yes, c.n))
            .collect();
        let wanted =
            vec![(vec![12, 0], 1, 2), (vec![12, 1], 1, 1), (vec![NO_GROUP, 1], 0, 1)];
        assert_eq!(counts, wanted);
    }

    #[test]
    fn patterns_of_two_halves_are_the_patterns_of_the_whole() {
        for at in 0..ROWS.len() {
            let mut halves = patterns(&ROWS[..at]);
            halves.merge(patterns(&ROWS[at..]));
            assert_eq!(halves, patterns(&ROWS));
        }
    }
}
