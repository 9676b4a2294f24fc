//! Tables of counts with their totals, without figures behind them.
//!
//! In: counts and what adds up to what. Out: what an outsider can work out of the hidden
//! ones, and what else to hide. Never: a figure of a run; published tables are attacked with
//! this, and chance ones.

use super::attack::Reached;
use super::linked::{Cell, Guard, Linked, Quantity, View};
use super::secondary::{LastResort, Protection, Rules, intervals, protect};
use crate::numeric::real;

/// A table in which every cell is shown by a figure of its own.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) linked: Linked,
    pub(super) n_figures: usize,
    /// The smallest value a hidden cell is known to have.
    pub(super) least: u64,
}

impl Table {
    /// Adds a cell that a figure of its own shows.
    pub(super) fn shown(&mut self, value: u64) -> usize {
        let figure = self.n_figures;
        self.n_figures += 1;
        self.cell(value, Guard::WhenHidden, vec![figure])
    }

    /// Adds a cell; returns its position.
    pub(super) fn cell(
        &mut self,
        value: u64,
        guard: Guard,
        shown_by: Vec<usize>,
    ) -> usize {
        let about = shown_by.first().copied().unwrap_or_default();
        let quantity = Quantity::Count;
        self.linked.add(Cell { value, quantity, guard, shown_by, about })
    }

    /// Adds a shown cell that is the sum of others.
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
        let n_columns = rows.first().map_or(0, Vec::len);
        let column_totals: Vec<usize> = (0..n_columns)
            .map(|at| {
                let column: Vec<usize> = cells.iter().map(|it| it[at]).collect();
                table.sum(&column)
            })
            .collect();
        let grand = table.sum(&row_totals);
        table.linked.relate(grand, column_totals);
        (table, cells)
    }

    /// Which figures are hidden when these cells are.
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

    /// What an outsider knows of each cell.
    pub(super) fn view(&self, hidden: &[bool]) -> View {
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

    /// What an outsider can work out about every guarded cell.
    pub(super) fn attack(&self, hidden: &[bool]) -> Vec<(usize, Reached)> {
        self.with_rules(1, |it| intervals(&self.linked, hidden, it))
    }

    /// What to hide further, so that every interval is wide enough.
    pub(super) fn protect(&self, hidden: &[bool], width: u64) -> Protection {
        self.with_rules(width, |it| protect(&self.linked, hidden, it))
    }
}
