//! Worlds: every table of whole numbers that fits what is shown, tried one by one.
//!
//! In: random small tables, as the gate shows them. Out: whether an outsider who tries every
//! table finds at least five values for every count, and nought for every small one. The
//! search knows bands and sums, and nothing of how the gate comes to what it shows.

use std::collections::{BTreeMap, BTreeSet};

use super::counts::{Counts, Decided};
use super::earlier::LastShown;
use super::round::Rounding;
use super::system::Told;
use crate::estimates::{Breakdown, Figure, FigureSets, Times};
use crate::indicators::{Mark, MeasureKind, Unit, mix};
use crate::terms::{Day, Dimension, Group, Period, WhyMissing};

const FIVES: Rounding = Rounding { base: 5, smallest: 10 };
/// More than any count here.
const MANY: u64 = 60;

/// A sum of some cells, from and up to.
#[derive(Clone)]
struct Shown {
    cells: Vec<usize>,
    range: (u64, u64),
}

/// Whether there is a table that fits: cells are filled one by one, and one that cannot be
/// completed is left at once.
fn fits(n_cells: usize, sums: &[Shown]) -> bool {
    let mut highest = vec![MANY; n_cells];
    for it in sums {
        for cell in &it.cells {
            highest[*cell] = highest[*cell].min(it.range.1);
        }
    }
    let mut cells = vec![0; n_cells];
    fill(0, &mut cells, &highest, sums)
}

fn fill(at: usize, cells: &mut [u64], highest: &[u64], sums: &[Shown]) -> bool {
    if at == cells.len() {
        return true;
    }
    let (mut from, mut to) = (0, highest[at]);
    for it in sums.iter().filter(|it| it.cells.contains(&at)) {
        let (mut sum, mut open) = (0, 0);
        for cell in &it.cells {
            match cell.cmp(&at) {
                std::cmp::Ordering::Less => sum += cells[*cell],
                std::cmp::Ordering::Equal => {}
                std::cmp::Ordering::Greater => open += highest[*cell],
            }
        }
        if sum > it.range.1 {
            return false;
        }
        from = from.max(it.range.0.saturating_sub(sum + open));
        to = to.min(it.range.1 - sum);
    }
    (from..=to).any(|value| {
        cells[at] = value;
        fill(at + 1, cells, highest, sums)
    })
}

fn group_of(at: Option<usize>) -> Group {
    at.map_or(Group::All, |it| Group::named(it.to_string()))
}

fn figure(split: &[Dimension], groups: [Option<usize>; 2], n: u64, rows: Mark) -> Figure {
    let day = Day::new(2016, 1, 1).unwrap();
    let named = [Dimension::Programme, Dimension::Region].into_iter().zip(groups);
    Figure {
        indicator: 0,
        measure: 0,
        period_index: 0,
        period: Period { start: day, end: day, label: "2016".into() },
        breakdown: Breakdown {
            population: String::new(),
            split: split.to_vec(),
            period: 0,
        },
        groups: named.map(|(it, group)| (it, group_of(group))).collect(),
        category: None,
        unit: Unit::Trajectories,
        kind: MeasureKind::Count,
        n,
        numerator: None,
        n_clients: n,
        n_missing: 0,
        contributions: Vec::new(),
        estimate: Err(WhyMissing::NoRows),
        expected: None,
        usual_method: "count",
        times: Times::new(),
        sets: FigureSets { n: rows, ..FigureSets::default() },
    }
}

/// A table of rows by columns, with the keys of its rows, and everything summed.
struct Table {
    n_columns: usize,
    cells: Vec<u64>,
    rows: Vec<Mark>,
}

impl Table {
    fn random(seed: u64, shape: [usize; 2], most: u64) -> Self {
        let n_cells = shape[0] * shape[1];
        let cells: Vec<u64> =
            (0..n_cells as u64).map(|it| mix(seed << 8 | it) % (most + 1)).collect();
        let of = |at: usize| {
            let first = seed << 20 | (at as u64) << 10;
            (first..first + cells[at]).map(Mark::of_row).fold(Mark::NONE, Mark::and)
        };
        let rows = (0..n_cells).map(of).collect();
        Self { n_columns: shape[1], cells, rows }
    }

    /// The cells of one row, of one column, of both or of all.
    fn within(&self, groups: [Option<usize>; 2]) -> Vec<usize> {
        let is_within = |at: &usize| {
            let place = [at / self.n_columns, at % self.n_columns];
            place.iter().zip(groups).all(|(at, wanted)| wanted.is_none_or(|it| it == *at))
        };
        (0..self.cells.len()).filter(is_within).collect()
    }

    fn counted(&self, cells: &[usize]) -> (u64, Mark) {
        let rows = cells.iter().map(|it| self.rows[*it]).fold(Mark::NONE, Mark::and);
        (cells.iter().map(|it| self.cells[*it]).sum(), rows)
    }

    /// The total, rows, columns, and cells.
    fn groups(&self) -> Vec<(Vec<Dimension>, [Option<usize>; 2])> {
        use Dimension::{Programme, Region};
        let n_rows = self.cells.len() / self.n_columns;
        let mut groups = vec![(Vec::new(), [None, None])];
        groups.extend((0..n_rows).map(|it| (vec![Programme], [Some(it), None])));
        groups.extend((0..self.n_columns).map(|it| (vec![Region], [None, Some(it)])));
        for row in 0..n_rows {
            let both = (0..self.n_columns)
                .map(|it| (vec![Programme, Region], [Some(row), Some(it)]));
            groups.extend(both);
        }
        groups
    }

    /// Counts by two dimensions.
    fn as_counts(&self) -> (Vec<Figure>, Vec<Vec<usize>>) {
        let of = |(split, groups): (Vec<Dimension>, [Option<usize>; 2])| {
            let cells = self.within(groups);
            let (n, rows) = self.counted(&cells);
            (figure(&split, groups, n, rows), cells)
        };
        self.groups().into_iter().map(of).unzip()
    }

    /// Shares by one dimension: the first column has the property, the second has not, and of
    /// the third it is not known.
    fn as_shares(&self) -> Vec<Figure> {
        let of = |(split, groups): (Vec<Dimension>, [Option<usize>; 2])| {
            let column = |it| self.counted(&self.within([groups[0], Some(it)]));
            let (yes, no, missing) = (column(0), column(1), column(2));
            let base = figure(&split, groups, yes.0 + no.0, yes.1.and(no.1));
            Figure {
                kind: MeasureKind::Proportion,
                numerator: Some(yes.0),
                n_missing: missing.0,
                sets: FigureSets {
                    numerator: yes.1,
                    missing: missing.1,
                    clients: Some([yes.0, no.0]),
                    ..base.sets.clone()
                },
                ..base
            }
        };
        let groups = self.groups().into_iter().filter(|it| it.1[1].is_none());
        groups.map(of).collect()
    }
}

/// What the gate tells of counts, and how often it did what.
#[derive(Default)]
struct Tried {
    tables: usize,
    counts: usize,
    rounded: usize,
    hidden_for_others: usize,
}

impl Tried {
    fn try_all(
        &mut self,
        figures: &[Figure],
        cells_of: &dyn Fn(usize, usize) -> Vec<usize>,
        table: &Table,
    ) {
        let ids: Vec<String> = (0..figures.len()).map(|it| it.to_string()).collect();
        let (none, before) = (BTreeSet::new(), LastShown::default());
        let decided =
            Decided { ids: &ids, exact: &none, repeated: &none, before: &before };
        let mut counts = Counts::new(figures, FIVES, &decided).unwrap();
        let settled = counts.system.settle().unwrap();
        assert!(settled.exposed.is_empty());
        let mut sums: BTreeMap<usize, Shown> = BTreeMap::new();
        for (figure, places) in counts.places.iter().enumerate() {
            for (which, (at, _)) in places.named().enumerate() {
                let cells = cells_of(figure, which);
                sums.insert(
                    at,
                    Shown { cells, range: range(counts.system.counts[at].told) },
                );
            }
        }
        let n_cells = table.cells.len();
        for (at, sum) in sums.iter().filter(|it| !it.1.cells.is_empty()) {
            let count = &counts.system.counts[*at];
            let possible = |value: u64| {
                let (from, to) = sum.range;
                let exactly = Shown { range: (value, value), ..sum.clone() };
                let others = sums.iter().filter(|it| it.0 != at).map(|it| it.1);
                let all: Vec<Shown> = others.cloned().chain([exactly]).collect();
                (from..=to).contains(&value) && fits(n_cells, &all)
            };
            if 0 < count.value && count.value < 10 {
                assert!(possible(0), "{:?}: {count:?} is proved", table.cells);
            }
            let around = (0..12)
                .flat_map(|it| [count.value.checked_sub(it + 1), Some(count.value + it)]);
            let n = around.flatten().filter(|it| possible(*it)).take(5).count();
            assert!(n == 5, "{:?}: {count:?} has {n} values", table.cells);
            self.rounded += usize::from(matches!(count.told, Told::Rounded(_)));
        }
        self.tables += 1;
        self.counts += sums.len();
        self.hidden_for_others += settled.hidden.len();
    }
}

fn range(told: Told) -> (u64, u64) {
    match told {
        Told::Rounded(shown) => (if shown < 15 { 10 } else { shown - 5 }, shown + 5),
        Told::Small => (0, 9),
        Told::NotSmall => (10, MANY),
        _ => (0, MANY),
    }
}

#[test]
fn every_table_by_two_dimensions_leaves_five_values_and_nought_for_a_small_count() {
    let mut tried = Tried::default();
    for (shape, most, n) in [([2, 2], 14, 100), ([3, 2], 12, 40), ([2, 3], 9, 40)] {
        for seed in 0..n {
            let table = Table::random(seed << 4 | most, shape, most);
            let (figures, cells) = table.as_counts();
            tried.try_all(
                &figures,
                &|figure, which| {
                    if which == 0 { cells[figure].clone() } else { Vec::new() }
                },
                &table,
            );
        }
    }
    assert!(tried.tables == 180 && 3 * tried.rounded > tried.counts / 2);
    assert!(10 * tried.hidden_for_others < tried.counts, "{}", tried.hidden_for_others);
}

#[test]
fn every_share_of_some_groups_leaves_five_values_and_nought_for_a_small_count() {
    let mut tried = Tried::default();
    for (n_groups, most, n) in [(2, 20, 100), (3, 12, 20)] {
        for seed in 0..n {
            let table = Table::random(seed << 5 | most, [n_groups, 3], most);
            let figures = table.as_shares();
            let groups: Vec<[Option<usize>; 2]> = table
                .groups()
                .into_iter()
                .map(|it| it.1)
                .filter(|it| it[1].is_none())
                .collect();
            let cells_of = |figure: usize, which: usize| {
                let column = |it: usize| table.within([groups[figure][0], Some(it)]);
                match which {
                    0 => [column(0), column(1)].concat(),
                    1 => column(2),
                    2 => column(0),
                    _ => column(1),
                }
            };
            tried.try_all(&figures, &cells_of, &table);
        }
    }
    assert!(tried.tables == 120 && tried.rounded > 300, "{}", tried.rounded);
    assert!(10 * tried.hidden_for_others < tried.counts, "{}", tried.hidden_for_others);
}
