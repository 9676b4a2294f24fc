//! Published tables that were attacked with success: each is attacked as it was published,
//! protected, and attacked again. Source: tests/reference/sdctable/README.md.

use serde_json::Value;

use super::attack::Reached;
use super::linked::{Cell, Guard, Linked, Quantity, View};
use super::secondary::{LastResort, Protection, Rules, intervals, protect};
use crate::numeric::real;

fn case(name: &str) -> Value {
    let text = include_str!("../../tests/reference/sdctable/attack_cases.json");
    let cases: Value = serde_json::from_str(text).unwrap();
    cases[name].clone()
}

fn numbers(it: &Value) -> Vec<u64> {
    it.as_array().unwrap().iter().map(|it| it.as_u64().unwrap()).collect()
}

/// A table in which every cell is shown by a figure of its own.
#[derive(Default)]
pub(super) struct Table {
    pub(super) linked: Linked,
    n_figures: usize,
    /// The smallest value a hidden cell is known to have.
    least: u64,
}

impl Table {
    pub(super) fn shown(&mut self, value: u64) -> usize {
        let figure = self.n_figures;
        self.n_figures += 1;
        self.cell(value, Guard::WhenHidden, vec![figure])
    }

    /// A cell that no figure shows and that is too small to be worked out.
    fn latent(&mut self, value: u64) -> usize {
        self.cell(value, Guard::Always, Vec::new())
    }

    fn cell(&mut self, value: u64, guard: Guard, shown_by: Vec<usize>) -> usize {
        let about = shown_by.first().copied().unwrap_or_default();
        let quantity = Quantity::Count;
        self.linked.add(Cell { value, quantity, guard, shown_by, about })
    }

    pub(super) fn sum(&mut self, parts: &[usize]) -> usize {
        let sum = parts.iter().map(|it| self.linked.cells[*it].value).sum();
        let total = self.shown(sum);
        self.linked.relate(total, parts.to_vec());
        total
    }

    /// Rows, columns and their totals; the position of each inner cell.
    pub(super) fn two_way(rows: &[Vec<u64>]) -> (Self, Vec<Vec<usize>>) {
        let mut table = Self::default();
        let cells: Vec<Vec<usize>> = rows
            .iter()
            .map(|row| row.iter().map(|it| table.shown(*it)).collect())
            .collect();
        let row_totals: Vec<usize> = cells.iter().map(|it| table.sum(it)).collect();
        let column_totals: Vec<usize> = (0..rows[0].len())
            .map(|at| {
                let column: Vec<usize> = cells.iter().map(|it| it[at]).collect();
                table.sum(&column)
            })
            .collect();
        let grand = table.sum(&row_totals);
        table.linked.relate(grand, column_totals);
        (table, cells)
    }

    pub(super) fn hiding(&self, cells: &[usize]) -> Vec<bool> {
        let mut hidden = vec![false; self.n_figures];
        for figure in cells.iter().flat_map(|it| &self.linked.cells[*it].shown_by) {
            hidden[*figure] = true;
        }
        hidden
    }

    /// Everything from 1 up to `smallest` is hidden.
    pub(super) fn primary(&self, smallest: u64) -> Vec<bool> {
        let small = |it: &usize| (1..smallest).contains(&self.linked.cells[*it].value);
        self.hiding(&(0..self.linked.cells.len()).filter(small).collect::<Vec<_>>())
    }

    fn view(&self, hidden: &[bool]) -> View {
        let bounds = self.linked.cells.iter().enumerate().map(|(at, cell)| {
            if self.linked.is_hidden(at, hidden) {
                (real(self.least), f64::INFINITY)
            } else {
                (real(cell.value), real(cell.value))
            }
        });
        View { bounds: bounds.collect() }
    }

    fn with_rules<T>(&self, width: u64, act: impl FnOnce(&Rules) -> T) -> T {
        let mut worth = vec![0.0; self.n_figures];
        for cell in &self.linked.cells {
            for figure in &cell.shown_by {
                worth[*figure] = 1.0 + real(cell.value);
            }
        }
        let view = |hidden: &[bool]| self.view(hidden);
        act(&Rules { width, worth: &worth, view: &view, last_resort: LastResort::Narrow })
    }

    pub(super) fn attack(&self, hidden: &[bool]) -> Vec<(usize, Reached)> {
        self.with_rules(1, |it| intervals(&self.linked, hidden, it))
    }

    pub(super) fn protect(&self, hidden: &[bool], width: u64) -> Protection {
        self.with_rules(width, |it| protect(&self.linked, hidden, it))
    }

    /// The cell is worked out exactly as published, and not after protection.
    #[track_caller]
    fn check(&self, hidden: &[bool], exposed: usize, width: u64) -> Protection {
        let before = self.attack(hidden);
        let value = real(self.linked.cells[exposed].value);
        let (_, found) = before.iter().find(|it| it.0 == exposed).unwrap();
        assert_eq!((found.lower(), found.upper()), (value, value), "not attackable");
        let protection = self.protect(hidden, width);
        for (cell, reached) in &protection.intervals {
            assert!(reached.holds(width), "cell {cell} is left {reached:?}");
        }
        assert!(protection.intervals.iter().any(|it| it.0 == exposed));
        protection
    }
}

#[test]
fn a_cell_recomputable_over_two_linked_tables_gets_one_more_hidden() {
    let case = case("linked_tables");
    let rows = case["rows"].as_array().unwrap();
    let mut table = Table::default();
    let cells: Vec<usize> =
        rows.iter().map(|it| table.shown(it["n"].as_u64().unwrap())).collect();
    let mut total_of = |key: &str, value: &str| {
        let is = |at: &&usize| rows[**at - cells[0]][key] == *value;
        let parts: Vec<usize> = cells.iter().filter(is).copied().collect();
        table.sum(&parts)
    };
    let counties = ["county-1", "county-2"].map(|it| total_of("county", it));
    let groups = ["small", "BIG"].map(|it| total_of("group", it));
    let all = table.sum(&counties);
    table.linked.relate(all, groups.to_vec());
    let primary = table.primary(4);
    let n_primary = primary.iter().filter(|it| **it).count() as u64;
    assert_eq!(n_primary, case["primary_suppressed"].as_u64().unwrap());
    let protection = table.check(&primary, cells[4], 4);
    let more: Vec<usize> =
        (0..primary.len()).filter(|it| protection.hidden[*it] && !primary[*it]).collect();
    assert_eq!(more.len() as u64, case["joint_secondary_each"].as_u64().unwrap());
    assert_eq!(rows[more[0]]["region"], case["joint_secondary_cell"]);
}

#[test]
fn nine_hidden_cells_two_in_each_row_still_give_away_forty_seven() {
    let case = case("nine_suppressions_still_unsafe");
    let names = |key: &str| -> Vec<String> {
        let list = case[key].as_array().unwrap();
        list.iter().map(|it| it.as_str().unwrap().to_owned()).collect()
    };
    let (rows, columns) = (names("rows"), names("cols"));
    let values: Vec<Vec<u64>> =
        rows.iter().map(|it| numbers(&case["freq"][it])).collect();
    let (table, cells) = Table::two_way(&values);
    let at =
        |names: &[String], it: &Value| names.iter().position(|n| *it == **n).unwrap();
    let hidden: Vec<usize> = case["suppressed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| cells[at(&rows, &it[0])][at(&columns, &it[1])])
        .collect();
    let w_b = cells[0][1];
    let protection = table.check(&table.hiding(&hidden), w_b, 10);
    let n_more = protection.hidden.iter().filter(|it| **it).count() - hidden.len();
    assert!(n_more <= 2, "{n_more} more hidden");
}

#[test]
fn three_singletons_are_protected_from_each_other() {
    let case = case("three_singletons");
    let values = numbers(&case["values"]);
    let (table, cells) = Table::two_way(&[values[..5].to_vec(), values[5..].to_vec()]);
    let small = |it: &usize| (1..3).contains(&table.linked.cells[*it].value);
    let inner: Vec<usize> = cells.iter().flatten().copied().filter(small).collect();
    let protection = table.check(&table.hiding(&inner), cells[0][1], 3);
    // Each of those who are alone knows one cell: the others stay uncertain.
    for insider in cells.iter().flatten().filter(|it| table.linked.cells[**it].value == 1)
    {
        let knows = |hidden: &[bool]| {
            let mut view = table.view(hidden);
            view.bounds[*insider] = (1.0, 1.0);
            view
        };
        let last_resort = LastResort::Unsolved;
        let rules = Rules { width: 2, worth: &[], view: &knows, last_resort };
        for (cell, left) in intervals(&table.linked, &protection.hidden, &rules) {
            assert!(cell == *insider || left.holds(2), "{cell} {left:?}");
        }
    }
}

#[test]
fn zeros_and_ones_that_only_non_negativity_gives_away_are_protected() {
    let cases = case("zeros_and_ones");
    for case in cases.as_array().unwrap() {
        let mut table = Table::default();
        let parts: Vec<usize> =
            numbers(&case["parts"]).into_iter().map(|it| table.shown(it)).collect();
        table.sum(&parts);
        let is_positive = case["attack"].as_str().unwrap().starts_with("positive");
        table.least = u64::from(is_positive);
        let hidden: Vec<usize> = case["suppressed"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| parts[usize::try_from(it.as_u64().unwrap()).unwrap()])
            .collect();
        table.check(&table.hiding(&hidden), hidden[0], 10);
    }
}

#[test]
fn one_redacted_cell_under_a_published_total_is_recovered() {
    let case = case("airlock_totals");
    for column in ["hd", "pop"] {
        let mut table = Table::default();
        let rows = case["table1"].as_array().unwrap();
        let cells: Vec<usize> =
            rows.iter().map(|it| table.shown(it[column].as_u64().unwrap())).collect();
        let total = table.sum(&cells);
        assert_eq!(table.linked.cells[total].value, case["total"][column]);
        table.check(&table.primary(8), cells[0], 8);
    }
}

#[test]
fn two_tables_without_a_small_number_give_away_their_difference() {
    let case = case("opensafely_differencing");
    let pairs = |key: &str| -> Vec<Vec<u64>> {
        case[key].as_array().unwrap().iter().map(numbers).collect()
    };
    let mut table = Table::default();
    let mut exposed = Vec::new();
    for (all, male) in pairs("all").iter().zip(pairs("male")) {
        for (all, male) in all.iter().zip(male) {
            let female = all - male;
            let (all, male) = (table.shown(*all), table.shown(male));
            let rest = if (1..5).contains(&female) {
                table.latent(female)
            } else {
                table.cell(female, Guard::Never, Vec::new())
            };
            table.linked.relate(all, vec![male, rest]);
            if female == 1 {
                exposed.push(rest);
            }
        }
    }
    let nothing = vec![false; table.n_figures];
    assert_eq!(exposed.len(), 2, "1 of 1");
    for it in exposed {
        table.check(&nothing, it, 5);
    }
}
