//! The attack: what an outsider can work out about cells that are not shown.
//!
//! In: linked cells and what an outsider knows of each. Out: for a cell the smallest and
//! largest value that fit everything released. Never: a wide interval that is only claimed;
//! each limit is the value of the cell at a point that meets every relation.
//!
//! This is the intruder's pair of linear programs of Hundepool et al. 2012, *Statistical
//! Disclosure Control*, chapter 4 (doi:10.1002/9781118348239): minimise and maximise the
//! hidden cell subject to the additive structure, the published cells and non-negativity.
//! The programs run over real numbers and their limits are rounded inwards to whole ones.
//! For one- and two-dimensional tables that is exact. For more linked tables the true
//! interval of whole numbers can be narrower.
//!
//! A point found for one cell widens the known interval of every other cell in its
//! component, so most cells need no program of their own.

use std::collections::BTreeSet;

use super::linked::{Groups, Linked, View};
use super::program::{Program, Row, Solved};
use crate::numeric::real;

/// A solver's whole number lies this close to one.
const NEARLY: f64 = 1e-4;

/// An interval that was reached at both ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reached {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Reached {
    pub(super) fn at(value: f64) -> Self {
        Self { low: value, high: value }
    }

    /// Widens it to hold `value`.
    pub(super) fn see(&mut self, value: f64) {
        if value < self.low {
            self.low = value;
        }
        if self.high < value {
            self.high = value;
        }
    }

    /// The smallest whole number in it.
    pub(super) fn lower(self) -> f64 {
        (self.low - NEARLY).ceil()
    }

    /// The largest whole number in it.
    pub(super) fn upper(self) -> f64 {
        (self.high + NEARLY).floor()
    }

    /// Whether it holds at least `width` different whole numbers.
    pub(super) fn holds(self, width: u64) -> bool {
        real(width) <= self.upper() - self.lower() + 1.0
    }
}

/// Cells an outsider must solve together.
#[derive(Debug, Default)]
struct Component {
    cells: Vec<usize>,
    program: Program,
}

/// An attack on everything released.
#[derive(Debug)]
pub(super) struct Attack {
    components: Vec<Component>,
    /// Component of each cell and its place there; none for known cells.
    places: Vec<Option<(usize, usize)>>,
}

impl Attack {
    /// Splits what is not known into components.
    pub(super) fn new(linked: &Linked, view: &View) -> Self {
        let mut groups = Groups::new(linked.cells.len());
        let unknown = |it: &usize| !view.is_known(*it);
        for relation in &linked.relations {
            let mut cells = relation.terms().map(|it| it.0).filter(unknown);
            if let Some(first) = cells.next() {
                cells.for_each(|it| groups.join(first, it));
            }
        }
        let mut attack =
            Self { components: Vec::new(), places: vec![None; linked.cells.len()] };
        let mut component_of = vec![None; linked.cells.len()];
        for cell in (0..linked.cells.len()).filter(unknown) {
            let root = groups.root(cell);
            let component = *component_of[root].get_or_insert_with(|| {
                attack.components.push(Component::default());
                attack.components.len() - 1
            });
            let it = &mut attack.components[component];
            attack.places[cell] = Some((component, it.cells.len()));
            it.cells.push(cell);
            it.program.bounds.push(view.bounds[cell]);
        }
        for relation in &linked.relations {
            attack.add_row(relation.terms(), view);
        }
        attack
    }

    fn add_row(&mut self, terms: impl Iterator<Item = (usize, f64)>, view: &View) {
        let mut row = Row { terms: Vec::new(), sum: 0.0 };
        let mut component = None;
        for (cell, sign) in terms {
            match self.places[cell] {
                Some((at, place)) => {
                    component = Some(at);
                    row.terms.push((place, sign));
                }
                None => row.sum -= sign * view.bounds[cell].0,
            }
        }
        if let Some(at) = component {
            self.components[at].program.rows.push(row);
        }
    }

    /// Whether the cell needs no working out.
    pub(super) fn knows(&self, cell: usize) -> bool {
        self.places[cell].is_none()
    }

    /// The cells that are solved together with this one; none for a known cell.
    pub(super) fn near(&self, cell: usize) -> BTreeSet<usize> {
        let component = self.places[cell].map(|it| &self.components[it.0]);
        component.map_or_else(BTreeSet::new, |it| it.cells.iter().copied().collect())
    }

    /// Searches the smallest and the largest value of the cell, and widens `reached` of
    /// every cell by what it finds on the way.
    pub(super) fn search(&self, cell: usize, reached: &mut [Reached]) {
        let Some((component, place)) = self.places[cell] else { return };
        let component = &self.components[component];
        for direction in [1.0, -1.0] {
            match component.program.minimise(&[(place, direction)]) {
                Solved::Point(point) => {
                    for (cell, value) in component.cells.iter().zip(point) {
                        reached[*cell].see(value);
                    }
                }
                Solved::Unbounded => reached[cell].high = f64::INFINITY,
                Solved::Infeasible | Solved::Unsolved => {}
            }
        }
    }
}
