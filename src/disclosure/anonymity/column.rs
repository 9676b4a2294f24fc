//! One quasi-identifier: its values, and the classes they fall in at each level.
//!
//! In: the tally. Out: for each level a class a value, what a class is called, and how much
//! information is lost. Class 0 is a missing value, or one that is blanked: nobody can tell
//! which. Never: an order of values that depends on the order of rows.

use std::collections::BTreeMap;

use super::Demand;
use super::ladder::{Ladder, LevelName};
use super::tally::{CLIENT, MISSING, Tally};
use crate::numeric::{Sum, real};
use crate::tables::{Column, Kind, Names};

/// What a class of values is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// Nothing: missing or blanked.
    Nothing,
    /// A value, as a number: a code, a name, the first age of a band, the first month.
    Value(u32),
    /// One of the rare values.
    Other,
}

/// A column at one level of detail.
#[derive(Debug, Clone)]
pub(super) struct Level {
    pub(super) name: LevelName,
    /// The class of each value.
    pub(super) class_of: Vec<u32>,
    /// What each class is called.
    pub(super) labels: Vec<Label>,
    /// Share of the information of the column that is lost, 0–1.
    pub(super) lost: f64,
}

/// A quasi-identifier.
#[derive(Debug, Clone)]
pub struct Quasi {
    /// The column.
    pub column: &'static Column,
    /// The values as numbers, in their order; value 0 is a missing one and not in here.
    pub(super) values: BTreeMap<u32, u32>,
    /// What the tally told apart of it, when that is coarser than the rows.
    floor: Option<LevelName>,
    /// Bits of information as delivered (Shannon's entropy).
    pub(super) bits: f64,
    /// Its levels, finest first; levels that change nothing are passed over.
    pub(super) levels: Vec<Level>,
    /// The level that is written.
    pub(super) chosen: usize,
}

impl Quasi {
    /// The level that is written.
    pub fn level(&self) -> LevelName {
        self.levels[self.chosen].name
    }

    /// The names that are written, for a column of an open list.
    pub fn names(&self, names: &Names) -> Vec<String> {
        if self.column.kind != Kind::Name {
            return Vec::new();
        }
        let labels = self.levels[self.chosen].labels.iter();
        let text = |it: &Label| match it {
            Label::Value(id) => names.text(self.column.name, *id),
            Label::Nothing | Label::Other => None,
        };
        labels.filter_map(text).collect()
    }

    /// Share of the information of the column that its level loses, 0–1.
    pub fn lost(&self) -> f64 {
        self.levels[self.chosen].lost
    }

    /// What the class with this number is called.
    pub fn label(&self, class: u32) -> Label {
        let labels = &self.levels[self.chosen].labels;
        labels.get(class as usize).copied().unwrap_or(Label::Nothing)
    }

    #[cfg(test)]
    pub(super) fn made(column: &'static Column, levels: Vec<Level>) -> Self {
        let values = BTreeMap::new();
        Self { column, values, floor: None, bits: 1.0, levels, chosen: 0 }
    }

    /// The position of a value of the tally; 0 for a missing one.
    pub(super) fn position(&self, value: u32) -> u32 {
        self.values.get(&value).copied().unwrap_or(0)
    }

    /// The class of a value of a row, at the level that is written.
    pub(super) fn class(&self, value: u32) -> u32 {
        let value = match self.floor {
            Some(floor) if value != MISSING => floor.coarse(value),
            _ => value,
        };
        let level = &self.levels[self.chosen];
        level.class_of[self.position(value) as usize]
    }
}

/// The quasi-identifiers of a tally, at their finest level, or at the one that was kept.
pub(super) fn quasi(demand: &Demand, tally: &Tally, names: &Names) -> Vec<Quasi> {
    let columns = demand.quasi.iter().enumerate();
    let one = |(at, column): (usize, &&'static Column)| {
        let ladder = Ladder::of(column)?;
        let counts = counts(tally, at);
        let values = in_order(column, &counts, names);
        let mut rows = vec![counts.get(&MISSING).copied().unwrap_or_default()];
        rows.extend(values.iter().map(|it| counts[it]));
        let floor = tally.floors[at];
        let kept = demand.kept.iter().flatten().find(|it| it.column == column.name);
        let (bits, levels) = match kept {
            None => {
                levels(&ladder.levels()[floor..], &values, &rows, demand.k, &|_| true)
            }
            Some(kept) => {
                let kept_at = ladder.levels().iter().position(|it| *it == kept.level);
                let name = ladder.levels()[kept_at.unwrap_or(floor).max(floor)];
                let is_known = |id: u32| {
                    column.kind != Kind::Name
                        || (names.text(column.name, id))
                            .is_some_and(|it| kept.names.contains(&it))
                };
                levels(&[name], &values, &rows, demand.k, &is_known)
            }
        };
        let values = values.into_iter().zip(1..).collect();
        let floor = (floor > 0).then(|| ladder.levels()[floor]);
        Some(Quasi { column, values, floor, bits, levels, chosen: 0 })
    };
    columns.filter_map(one).collect()
}

/// Rows and clients that have a value; clients in parts of [`CLIENT`].
#[derive(Debug, Clone, Copy, Default)]
struct Had {
    rows: u64,
    clients: u64,
}

/// Who has each value of a column.
fn counts(tally: &Tally, at: usize) -> BTreeMap<u32, Had> {
    let mut counts: BTreeMap<u32, Had> = BTreeMap::new();
    for (combination, it) in &tally.combinations {
        let had = counts.entry(combination[at]).or_default();
        had.rows += it.rows;
        had.clients += it.clients;
    }
    counts
}

/// The values in an order that means something to people: names by their text.
fn in_order(column: &Column, counts: &BTreeMap<u32, Had>, names: &Names) -> Vec<u32> {
    let mut values: Vec<u32> =
        counts.keys().copied().filter(|it| *it != MISSING).collect();
    if column.kind == Kind::Name {
        values.sort_by_cached_key(|it| names.text(column.name, *it));
    }
    values
}

/// The levels with these names; of open lists only names that are known are kept.
fn levels(
    wanted: &[LevelName],
    values: &[u32],
    had: &[Had],
    k: u64,
    is_known: &dyn Fn(u32) -> bool,
) -> (f64, Vec<Level>) {
    let rows: Vec<u64> = had.iter().map(|it| it.rows).collect();
    let n: u64 = rows.iter().sum();
    let mut levels: Vec<Level> = Vec::new();
    for name in wanted {
        let is_rare = |at: usize| {
            let too_few = |part: u64| {
                (part > 0 && rows[at + 1] * part < n) || had[at + 1].clients < k * CLIENT
            };
            name.rare_below().is_some_and(too_few)
        };
        let labels = values.iter().enumerate().map(|(at, value)| match name {
            LevelName::LeftOut => Label::Nothing,
            _ if is_rare(at) || !is_known(*value) => Label::Other,
            _ => Label::Value(name.coarse(*value)),
        });
        let level = level(*name, &labels.collect::<Vec<_>>(), &rows);
        let changes = levels.last().is_none_or(|it| it.class_of != level.class_of);
        if changes {
            levels.push(level);
        }
    }
    // Exact ages and names as delivered: what is lost is measured from there.
    let whole = entropy(&rows);
    for level in &mut levels {
        let kept = if whole > 0.0 { level.lost / whole } else { 1.0 };
        // A column that says nothing loses nothing.
        level.lost = if kept < 1.0 { 1.0 - kept } else { 0.0 };
    }
    (whole, levels)
}

/// A level; `lost` holds its entropy until the finest one is known.
fn level(name: LevelName, of_values: &[Label], rows: &[u64]) -> Level {
    let mut labels = vec![Label::Nothing];
    let mut known = BTreeMap::from([(Label::Nothing, 0)]);
    let mut class_of = vec![0];
    for label in of_values {
        let next = u32::try_from(labels.len()).unwrap_or(u32::MAX);
        let class = *known.entry(*label).or_insert_with(|| {
            labels.push(*label);
            next
        });
        class_of.push(class);
    }
    let mut counts = vec![0; labels.len()];
    for (class, n) in class_of.iter().zip(rows) {
        counts[*class as usize] += n;
    }
    Level { name, class_of, labels, lost: entropy(&counts) }
}

/// Shannon's entropy in bits: what knowing the class tells.
fn entropy(counts: &[u64]) -> f64 {
    let n = real(counts.iter().sum());
    let share = |count: &u64| real(*count) / n;
    let positive = counts.iter().filter(|it| **it > 0);
    positive.map(share).map(|it| -it * it.log2()).collect::<Sum>().value()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row for each client.
    fn clients(n: u64) -> Had {
        Had { rows: n, clients: n * CLIENT }
    }

    #[test]
    fn half_the_information_is_lost_when_four_equal_values_become_two() {
        // 4 even values hold 2 bits, 2 even values hold 1.
        let values = [0, 1, 12, 13];
        let had = [0, 5, 5, 5, 5].map(clients);
        let (bits, levels) = levels(Ladder::Date.levels(), &values, &had, 2, &|_| true);
        let lost: Vec<(LevelName, f64)> =
            levels.iter().map(|it| (it.name, it.lost)).collect();
        let want = [
            (LevelName::Month, 0.0),
            (LevelName::Quarter, 0.5),
            (LevelName::FourYears, 1.0),
            (LevelName::LeftOut, 1.0),
        ];
        assert_eq!((bits, lost), (2.0, want.to_vec()));
    }

    #[test]
    fn rare_names_become_other_and_missing_stays_apart() {
        let values = [7, 8, 9];
        let had = [10, 1, 2, 300].map(clients);
        let names = Ladder::Name.levels();
        let (_, of_all) = levels(names, &values, &had, 2, &|_| true);
        // One client alone bears the first: it is never written, whatever the level.
        assert_eq!(of_all[0].name, LevelName::Shared);
        assert_eq!(
            of_all[0].labels[1..],
            [Label::Other, Label::Value(8), Label::Value(9)]
        );
        let rare = &of_all[1];
        assert_eq!(rare.name, LevelName::OneInHundred);
        assert_eq!(rare.class_of, [0, 1, 1, 2]);
        assert_eq!(rare.labels[1..], [Label::Other, Label::Value(9)]);
        // What the first delivery did not name stays unnamed.
        let (_, kept) = levels(&names[..1], &values, &had, 2, &|it| it != 9);
        assert_eq!(kept[0].labels[1..], [Label::Other, Label::Value(8)]);
    }
}
