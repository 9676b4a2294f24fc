//! Tallies: rows, client by client, added into the cells of one measure and one split.
//!
//! In: for each row its cluster, group, period, weight and value. Out: cells. Rows must come
//! with all rows of a cluster together. Never: a row counted in two groups of one split.

use rustc_hash::FxHashMap;

use super::{AtTime, Cell, Mark, Spell, mix};
use crate::numeric::Sum;

/// Most dimensions one split can have.
pub const MOST_DIMENSIONS: usize = 4;

/// The group of a row: its period and one id a dimension ([`NO_GROUP`] when unknown).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupKey {
    /// Position of the period in the run's grid.
    pub period: u16,
    /// Ids of the group, in the order of the split's dimensions; unused places are 0.
    pub ids: [u32; MOST_DIMENSIONS],
}

/// The id of rows whose group is not known.
pub const NO_GROUP: u32 = u32::MAX;

/// The parts of a ratio: its value, what it is divided by, and the two together, so that
/// Σ of their product over clients can be had from squares: ((a + b)² − a² − b²) / 2.
pub(super) const RATIO_PARTS: usize = 3;

/// Days that are counted in a list; longer ones, which are few, go into the cell's map.
const FEW_DAYS: u32 = 4096;

/// What a row adds to its cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value {
    /// In the population, without a usable value.
    Missing,
    /// A number (a yes as 1, a no as 0; for a count always 1).
    Number(f64),
    /// The n-th category.
    Category(usize),
    /// Days, and whether the event happened then (else: last seen without it).
    Time(u32, bool),
    /// A number and what it is divided by.
    Ratio(f64, f64),
    /// Days, whether it ended then (else: last seen running), and for which cause.
    Cause(u32, bool, Option<usize>),
}

impl Value {
    /// The row in time, for a measure of times.
    fn spell(self) -> Option<Spell> {
        match self {
            Self::Time(days, ended) => Some(Spell { days, ended, cause: None }),
            Self::Cause(days, ended, cause) => Some(Spell { days, ended, cause }),
            _ => None,
        }
    }

    /// What it adds, from which part on; nothing when there is no usable value.
    fn added(self) -> Option<(usize, [f64; RATIO_PARTS], usize)> {
        match self {
            Self::Missing => None,
            Self::Number(x) => Some((0, [x, 0.0, 0.0], 1)),
            Self::Category(index) => Some((index, [1.0, 0.0, 0.0], 1)),
            Self::Time(days, _) => Some((0, [f64::from(days), 0.0, 0.0], 1)),
            Self::Ratio(a, b) => Some((0, [a, b, a + b], RATIO_PARTS)),
            Self::Cause(_, _, Some(cause)) => Some((cause, [1.0, 0.0, 0.0], 1)),
            Self::Cause(_, _, None) => Some((0, [0.0; RATIO_PARTS], 0)),
        }
    }
}

impl Value {
    /// A number that differs when the value does.
    fn digested(self) -> u64 {
        let of = |a: u64, b: u64| mix(mix(a) ^ b);
        match self {
            Self::Missing => 0,
            Self::Number(it) => it.to_bits(),
            Self::Category(it) => it as u64,
            Self::Time(days, happened) => of(u64::from(days), u64::from(happened)),
            Self::Ratio(it, per) => of(it.to_bits(), per.to_bits()),
            Self::Cause(days, ended, cause) => {
                let cause = cause.map_or(0, |it| 1 + it as u64);
                of(u64::from(days), 2 * cause + u64::from(ended))
            }
        }
    }
}

/// The cells of one measure and one split, being filled.
#[derive(Debug, Default)]
pub(super) struct Tally {
    n_parts: usize,
    /// Whether sets are kept in boxes too.
    is_sketched: bool,
    slots: FxHashMap<GroupKey, usize>,
    cells: Vec<(GroupKey, Cell)>,
    /// Per slot the counts at each day below [`FEW_DAYS`].
    times: Vec<Vec<AtTime>>,
    cluster: Option<u64>,
    /// Slots the current cluster has touched, with its rows and its sums in each.
    touched: Vec<usize>,
    rows: Vec<f64>,
    sums: Vec<Sum>,
    /// Its rows in time, with the slot of each.
    spells: Vec<(usize, Spell)>,
}

impl Tally {
    pub(super) fn new(n_parts: usize) -> Self {
        Self { n_parts, ..Self::default() }
    }

    /// With sketches of the sets: for totals that are printed as counted.
    pub(super) fn sketched(self, is_sketched: bool) -> Self {
        Self { is_sketched, ..self }
    }

    /// Adds one row of weight 1 that belongs to `cluster`.
    pub(super) fn add(&mut self, cluster: u64, row: Mark, key: GroupKey, value: Value) {
        if self.cluster != Some(cluster) {
            self.close_cluster();
            self.cluster = Some(cluster);
        }
        let slot = self.slot(key);
        self.add_event(slot, value, 1, row);
        self.spells.extend(value.spell().map(|it| (slot, it)));
        self.add_mark(slot, row, value, 1);
        let cell = &mut self.cells[slot].1;
        let Some((first, xs, n_xs)) = value.added() else {
            cell.n_missing += 1;
            return;
        };
        cell.n += 1;
        let place = self.place(slot);
        self.rows[place] += 1.0;
        for (part, &x) in (first..).zip(&xs[..n_xs]) {
            let sums = &mut self.cells[slot].1.parts[part];
            sums.sum.add(x);
            sums.sum_sq.add_product(x, x);
            self.sums[place * self.n_parts + part].add(x);
        }
    }

    /// Adds a row that stands for `weight` units which are independent of each other.
    pub(super) fn add_group(
        &mut self,
        weight: u32,
        row: Mark,
        key: GroupKey,
        value: Value,
    ) {
        let slot = self.slot(key);
        let (units, w) = (u64::from(weight), f64::from(weight));
        self.add_event(slot, value, units, row);
        self.add_mark(slot, row, value, units);
        let cell = &mut self.cells[slot].1;
        let Some((first, xs, n_xs)) = value.added() else {
            cell.n_missing += units;
            return;
        };
        cell.n += units;
        cell.n_clients += units;
        cell.client_n_sq += w;
        for (at, &x) in (first..).zip(&xs[..n_xs]) {
            let part = &mut cell.parts[at];
            let (sum, squares) = (Sum::product(w, x), Sum::product(x, x) * w);
            part.sum.merge(sum);
            part.sum_sq.merge(squares);
            part.client_sum_sq.merge(squares);
            part.client_sum_n.merge(sum);
            for _ in 0..weight.min(2) {
                cell.see_client(at, x);
            }
        }
        for part in 0..self.n_parts {
            let x = if (first..first + n_xs).contains(&part) {
                xs[part - first]
            } else {
                0.0
            };
            cell.sets.see_client(part, 1.0, x, units);
        }
    }

    /// Adds the row to the sets of its cell.
    fn add_mark(&mut self, slot: usize, row: Mark, value: Value, units: u64) {
        let (all, sets) = (row.times(units), &mut self.cells[slot].1.sets);
        let mut sketch = |of: usize| {
            if self.is_sketched {
                sets.sketches[of].add(row, units);
            }
        };
        let Some((first, xs, n_xs)) = value.added() else {
            sketch(2);
            sets.missing.add(all);
            return;
        };
        sets.values.add(row, value.digested(), units);
        sketch(0);
        if first == 0 && xs[0] != 0.0 {
            sketch(1);
        }
        sets.n.add(all);
        for (part, x) in (first..).zip(&xs[..n_xs]) {
            if *x != 0.0 {
                sets.parts[part].add(all);
            }
        }
    }

    fn add_event(&mut self, slot: usize, value: Value, units: u64, row: Mark) {
        match value {
            Value::Time(days, happened) => self.add_time(slot, days, happened, units),
            Value::Cause(days, ended, cause) => {
                self.add_time(slot, days, ended, units);
                if let Some(cause) = cause {
                    let cell = &mut self.cells[slot].1;
                    *cell.causes.entry((days, cause)).or_default() += units;
                    let marks = cell.sets.causes.entry((days, cause)).or_default();
                    marks.add(row.times(units));
                }
            }
            _ => {}
        }
    }

    fn add_time(&mut self, slot: usize, days: u32, happened: bool, units: u64) {
        let at = if days < FEW_DAYS {
            let days = days as usize;
            if self.times.len() <= slot {
                self.times.resize_with(slot + 1, Vec::new);
            }
            let times = &mut self.times[slot];
            if times.len() <= days {
                times.resize(days + 1, AtTime::default());
            }
            &mut times[days]
        } else {
            self.cells[slot].1.times.entry(days).or_default()
        };
        let n = if happened { &mut at.n_ended } else { &mut at.n_censored };
        *n += units;
    }

    fn slot(&mut self, key: GroupKey) -> usize {
        let (n_parts, cells) = (self.n_parts, &mut self.cells);
        *self.slots.entry(key).or_insert_with(|| {
            cells.push((key, Cell::new(n_parts)));
            cells.len() - 1
        })
    }

    /// Where the current cluster keeps its sums for a slot. A client has rows in few slots.
    fn place(&mut self, slot: usize) -> usize {
        if let Some(place) = self.touched.iter().position(|it| *it == slot) {
            return place;
        }
        self.touched.push(slot);
        self.rows.push(0.0);
        self.sums.resize(self.sums.len() + self.n_parts, Sum::default());
        self.touched.len() - 1
    }

    fn close_cluster(&mut self) {
        self.spells.sort_unstable();
        for rows in self.spells.chunk_by(|a, b| a.0 == b.0) {
            let spells = rows.iter().map(|it| it.1).collect();
            self.cells[rows[0].0].1.times.see_client(spells);
        }
        self.spells.clear();
        for (place, slot) in self.touched.iter().enumerate() {
            let cell = &mut self.cells[*slot].1;
            let n = self.rows[place];
            cell.n_clients += 1;
            cell.client_n_sq += n * n;
            cell.sets.n_repeating += u64::from(n > 1.0);
            let sums = &self.sums[place * self.n_parts..][..self.n_parts];
            for (part, sum) in cell.parts.iter_mut().zip(sums) {
                part.client_sum_sq.merge(*sum * *sum);
                part.client_sum_n.merge(*sum * n);
            }
            for (part, sum) in sums.iter().enumerate() {
                cell.see_client(part, sum.value());
                cell.sets.see_client(part, n, sum.value(), 1);
            }
        }
        self.touched.clear();
        self.rows.clear();
        self.sums.clear();
    }

    /// The cells, in order of group.
    pub(super) fn finish(mut self) -> Vec<(GroupKey, Cell)> {
        self.close_cluster();
        for ((_, cell), times) in self.cells.iter_mut().zip(self.times) {
            let days = (0_u32..).zip(times);
            cell.times.extend(days.filter(|it| it.1 != AtTime::default()));
        }
        self.cells.iter_mut().for_each(|it| it.1.times.settle());
        self.cells.sort_unstable_by_key(|it| it.0);
        self.cells
    }
}

/// The cell of one measure over clients, each a list of values.
pub(crate) fn cell_of(clients: &[&[f64]]) -> Cell {
    let mut tally = Tally::new(1);
    let key = GroupKey { period: 0, ids: [0; MOST_DIMENSIONS] };
    for (cluster, values) in (0..).zip(clients) {
        values
            .iter()
            .for_each(|it| tally.add(cluster, Mark::NONE, key, Value::Number(*it)));
    }
    tally.finish().pop().map_or_else(|| Cell::new(1), |it| it.1)
}

/// The cell of a ratio or an effect size over clients, each a list of two numbers.
#[cfg(test)]
pub(crate) fn pairs_of(clients: &[&[(f64, f64)]]) -> Cell {
    let mut tally = Tally::new(RATIO_PARTS);
    let key = GroupKey { period: 0, ids: [0; MOST_DIMENSIONS] };
    for (cluster, pairs) in (0..).zip(clients) {
        for it in *pairs {
            tally.add(cluster, Mark::NONE, key, Value::Ratio(it.0, it.1));
        }
    }
    tally.finish().pop().map_or_else(|| Cell::new(RATIO_PARTS), |it| it.1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    const KEY: GroupKey = GroupKey { period: 0, ids: [0; MOST_DIMENSIONS] };

    #[test]
    fn a_client_with_two_rows_is_one_client() {
        let mut tally = Tally::new(1);
        tally.add(1, Mark::NONE, KEY, Value::Number(1.0));
        tally.add(1, Mark::NONE, KEY, Value::Number(1.0));
        tally.add(2, Mark::NONE, KEY, Value::Number(0.0));
        tally.add(2, Mark::NONE, KEY, Value::Missing);
        let cell = &tally.finish()[0].1;
        assert_eq!((cell.n, cell.n_missing, cell.n_clients), (3, 1, 2));
        assert_eq!(cell.client_n_sq.to_bits(), 5.0_f64.to_bits());
        assert_eq!(cell.parts[0].client_sum_sq, Sum::from(4.0));
        assert_eq!(cell.parts[0].client_sum_n, Sum::from(4.0));
        assert_eq!(cell.largest[0].map(f64::to_bits), [2.0_f64, 0.0].map(f64::to_bits));
    }

    #[test]
    fn cells_of_two_halves_are_the_cell_of_the_whole() {
        let rows = [(1, 1.0), (1, 0.0), (2, 1.0), (3, 1.0), (3, 1.0)];
        let tally = |rows: &[(u64, f64)]| {
            let mut tally = Tally::new(1);
            for (cluster, x) in rows {
                tally.add(*cluster, Mark::NONE, KEY, Value::Number(*x));
            }
            tally.finish().remove(0).1
        };
        let mut halves = tally(&rows[..2]);
        halves.merge(&tally(&rows[2..]));
        assert_eq!(halves, tally(&rows));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..<_>::default() })]

        /// Marks, hours, money: whatever has a few decimals.
        #[test]
        fn cells_add_up_to_the_last_bit(
            tenths in prop::collection::vec(prop::collection::vec(-99_999_i32..99_999, 1..4), 2..60),
            at in 1_usize..59,
        ) {
            let clients: Vec<Vec<f64>> = tenths
                .iter()
                .map(|it| it.iter().map(|x| f64::from(*x) / 100.0).collect())
                .collect();
            let clients: Vec<&[f64]> = clients.iter().map(Vec::as_slice).collect();
            let (left, right) = clients.split_at(at.min(clients.len() - 1));
            let mut halves = cell_of(right);
            halves.merge(&cell_of(left));
            let whole = cell_of(&clients);
            let (a, b) = (whole.parts[0], halves.parts[0]);
            prop_assert_eq!(a.sum, b.sum);
            prop_assert_eq!(a.client_sum_n, b.client_sum_n);
            prop_assert_eq!(a.sum_sq.value().to_bits(), b.sum_sq.value().to_bits());
            prop_assert_eq!(
                a.client_sum_sq.value().to_bits(),
                b.client_sum_sq.value().to_bits()
            );
        }
    }

    #[test]
    fn event_times_of_two_halves_are_those_of_the_whole() {
        let rows = [
            Value::Cause(9, true, Some(0)),
            Value::Cause(9, true, Some(1)),
            Value::Cause(30, true, None),
            Value::Cause(5000, true, Some(1)),
            Value::Cause(9, false, None),
        ];
        let tally = |rows: &[Value]| {
            let mut tally = Tally::new(2);
            for (cluster, value) in (0_u64..).zip(rows) {
                tally.add(cluster, Mark::NONE, KEY, *value);
            }
            tally.finish().remove(0).1
        };
        let mut halves = tally(&rows[..2]);
        halves.merge(&tally(&rows[2..]));
        let whole = tally(&rows);
        assert_eq!(halves, whole);
        assert_eq!((whole.n, whole.n_missing, whole.causes[&(9, 1)]), (5, 0, 1));
        assert_eq!(whole.times[&9], AtTime { n_ended: 2, n_censored: 1 });
        assert_eq!(whole.times[&30].n_ended, 1);
    }

    #[test]
    fn the_rows_of_a_client_with_several_stay_together() {
        let mut tally = Tally::new(1);
        let other = GroupKey { period: 1, ..KEY };
        for (client, key, days, ended) in [
            (1, KEY, 30, true),
            (1, other, 9, true),
            (1, KEY, 7, false),
            (2, KEY, 7, true),
        ] {
            tally.add(client, Mark::NONE, key, Value::Time(days, ended));
        }
        let cells = tally.finish();
        let spell = |days, ended| Spell { days, ended, cause: None };
        let wanted = [vec![spell(7, false), spell(30, true)]];
        assert_eq!(cells[0].1.times.repeats(), wanted);
        assert!(cells[1].1.times.repeats().is_empty());
    }

    #[test]
    fn a_row_that_counts_for_many_is_as_many_clients() {
        let mut tally = Tally::new(2);
        tally.add_group(30, Mark::NONE, KEY, Value::Category(1));
        tally.add_group(10, Mark::NONE, KEY, Value::Category(0));
        let cell = &tally.finish()[0].1;
        assert_eq!((cell.n, cell.n_clients), (40, 40));
        assert_eq!(cell.parts[1].sum, Sum::from(30.0));
    }

    /// Rows of a few clients: which, whether there is a value, and two small numbers.
    type Row = (u64, bool, u32, bool);

    /// The value a row has in a measure of each kind.
    const KINDS: [fn(u32, bool) -> Value; 5] = [
        |_, yes| Value::Number(f64::from(u8::from(yes))),
        |x, _| Value::Number(f64::from(x) / 4.0),
        |x, _| Value::Category(x as usize % 3),
        |x, yes| Value::Time(x * 100, yes),
        |x, yes| Value::Ratio(f64::from(x), f64::from(u8::from(yes))),
    ];

    fn cells_of(rows: &[Row], value: fn(u32, bool) -> Value) -> Vec<(GroupKey, Cell)> {
        let mut rows = rows.to_vec();
        rows.sort_by_key(|it| it.0);
        let mut tally = Tally::new(3);
        for (client, is_known, x, yes) in rows {
            let key = GroupKey { period: u16::from(x % 2 == 0), ..KEY };
            let value = if is_known { value(x, yes) } else { Value::Missing };
            tally.add(client, Mark::of_row(client), key, value);
        }
        tally.finish()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..<_>::default() })]

        #[test]
        fn cells_of_disjoint_clients_add_up_exactly_for_every_kind_of_measure(
            rows in prop::collection::vec((0_u64..9, any::<bool>(), 0_u32..60, any::<bool>()), 0..60),
            n_parts in 1_u64..5,
        ) {
            for value in KINDS {
                let mut merged: BTreeMap<GroupKey, Cell> = BTreeMap::new();
                for part in 0..n_parts {
                    let of_part = |it: &&Row| it.0 % n_parts == part;
                    let some: Vec<Row> = rows.iter().filter(of_part).copied().collect();
                    for (key, cell) in cells_of(&some, value) {
                        merged.entry(key).or_insert_with(|| Cell::new(3)).merge(&cell);
                    }
                }
                let whole: BTreeMap<_, _> = cells_of(&rows, value).into_iter().collect();
                prop_assert_eq!(merged, whole);
            }
        }
    }
}
