//! Linked cells: what adds up to what, and which figures show it.
//!
//! In: cells and relations. Out: the same, with what an outsider knows of each cell once
//! some figures are hidden. Never: a relation that the cells do not meet.

use std::collections::BTreeMap;

/// When a cell needs an interval that is wide enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    /// When every figure that would show it is hidden, and there is one.
    WhenHidden,
    /// Always: no figure shows it, but it is small and could be worked out.
    Always,
    /// Never: it only links other cells.
    Never,
}

/// What a cell counts, for the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// Rows with a usable value: the denominator.
    Count,
    /// Rows that have the property, or are in the category.
    Numerator,
    /// What is left of a denominator after one numerator or more.
    Rest,
    /// What one numerator holds more than another.
    Difference,
    /// Rows of the population without a usable value.
    Missing,
}

impl Quantity {
    /// The word in the evidence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Numerator => "numerator",
            Self::Rest => "rest",
            Self::Difference => "difference",
            Self::Missing => "missing",
        }
    }
}

/// A count that is shown by figures, or that can be worked out from them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub(super) value: u64,
    pub(super) quantity: Quantity,
    pub(super) guard: Guard,
    /// Positions of the figures that show it.
    pub(super) shown_by: Vec<usize>,
    /// The figure it is about, for the evidence.
    pub(super) about: usize,
}

/// One cell that is the sum of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    pub(super) total: usize,
    pub(super) parts: Vec<usize>,
}

impl Relation {
    /// Every cell with its sign: Σ sign · cell = 0.
    pub(super) fn terms(&self) -> impl Iterator<Item = (usize, f64)> {
        self.parts.iter().map(|it| (*it, 1.0)).chain([(self.total, -1.0)])
    }
}

/// Everything a release shows, and what follows from it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Linked {
    pub(super) cells: Vec<Cell>,
    pub(super) relations: Vec<Relation>,
    /// Cells whose limits earlier releases tell: from, and up to.
    told: BTreeMap<usize, (f64, f64)>,
}

impl Linked {
    /// Adds a cell; returns its position.
    pub(super) fn add(&mut self, cell: Cell) -> usize {
        self.cells.push(cell);
        self.cells.len() - 1
    }

    /// Adds a relation. One that the cells do not meet is left out: groups that overlap do
    /// not add up, and an outsider cannot use what is not true.
    pub(super) fn relate(&mut self, total: usize, parts: Vec<usize>) {
        let sum: u64 = parts.iter().map(|it| self.cells[*it].value).sum();
        let relation = Relation { total, parts };
        if sum == self.cells[total].value && relation.parts != [total] {
            self.relations.push(relation);
        }
    }

    /// The cells that have to do with each other, by relations.
    pub(super) fn components(&self) -> Vec<Vec<usize>> {
        let mut groups = Groups::new(self.cells.len());
        for relation in &self.relations {
            relation.terms().for_each(|it| groups.join(relation.total, it.0));
        }
        let mut components: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for cell in 0..self.cells.len() {
            components.entry(groups.root(cell)).or_default().push(cell);
        }
        components.into_values().collect()
    }

    /// Earlier releases tell that the cell is from `low` up to `high`.
    pub(super) fn know(&mut self, cell: usize, (low, high): (f64, f64)) {
        let told = self.told.entry(cell).or_insert((0.0, f64::INFINITY));
        told.0 = if told.0 < low { low } else { told.0 };
        told.1 = if high < told.1 { high } else { told.1 };
    }

    /// What earlier releases tell of the cell.
    pub(super) fn told(&self, cell: usize) -> (f64, f64) {
        self.told.get(&cell).copied().unwrap_or((0.0, f64::INFINITY))
    }

    /// The number of the cell was published: there is nothing left to protect.
    pub(super) fn make_public(&mut self, cell: usize) {
        self.cells[cell].guard = Guard::Never;
    }

    /// Whether no figure shows the cell.
    pub(super) fn is_hidden(&self, cell: usize, hidden: &[bool]) -> bool {
        self.cells[cell].shown_by.iter().all(|it| hidden[*it])
    }

    /// The cells that need a wide interval, smallest first, ties in the order of figures.
    pub(super) fn guarded(&self, hidden: &[bool]) -> Vec<usize> {
        let needs = |it: &usize| match self.cells[*it].guard {
            Guard::Always => true,
            Guard::WhenHidden => {
                !self.cells[*it].shown_by.is_empty() && self.is_hidden(*it, hidden)
            }
            Guard::Never => false,
        };
        let mut guarded: Vec<usize> = (0..self.cells.len()).filter(needs).collect();
        guarded.sort_by_key(|it| (self.cells[*it].value, self.cells[*it].about, *it));
        guarded
    }
}

/// What an outsider knows of each cell before adding up: from, and up to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct View {
    pub(super) bounds: Vec<(f64, f64)>,
}

impl View {
    /// Whether the cell is known exactly.
    pub(super) fn is_known(&self, cell: usize) -> bool {
        let (low, high) = self.bounds[cell];
        high <= low
    }
}

/// Sets of cells that are joined step by step.
pub(super) struct Groups(Vec<usize>);

impl Groups {
    pub(super) fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    pub(super) fn root(&mut self, mut cell: usize) -> usize {
        while self.0[cell] != cell {
            self.0[cell] = self.0[self.0[cell]];
            cell = self.0[cell];
        }
        cell
    }

    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a] = b;
    }
}
