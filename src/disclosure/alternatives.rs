//! Alternatives: the same figure under another definition, linked with what it differs from.
//!
//! In: linked cells and the figures that show them. Out: the same cells with the difference
//! between every two definitions of one figure. Never: two definitions that together give
//! away the few they differ by.
//!
//! A figure and its alternatives are about the same group and period. Where one counts more
//! than the other, the difference is often people: those whose trajectory ended by external
//! circumstances, those with a subcontractor. Definitions that are not nested are treated
//! as if they were: that guards more than it must, never less.

use std::collections::{BTreeMap, BTreeSet};

use super::Policy;
use super::linked::{Cell, Guard, Linked, Quantity};
use crate::estimates::Figure;
use crate::indicators::Computing;

/// What is lost with an alternative, next to an ordinary figure: it is hidden first.
const WORTH: f64 = 1e-3;

/// Whether the figure is an alternative.
pub(super) fn is_alternative(figure: &Figure, computing: Computing) -> bool {
    let measures = &computing.asked[figure.indicator].indicator.measures;
    measures[figure.measure].alternative
}

/// How much less is lost with a figure when it is an alternative.
pub(super) fn share_of_worth(figure: &Figure, computing: Computing) -> f64 {
    if is_alternative(figure, computing) { WORTH } else { 1.0 }
}

/// Links the definitions of every figure with each other.
pub(super) fn link(
    linked: &mut Linked,
    figures: &[Figure],
    computing: Computing,
    policy: &Policy,
) {
    let cells = cells_of(linked);
    for definitions in definitions(figures, computing) {
        for (at, a) in definitions.iter().enumerate() {
            for b in &definitions[at + 1..] {
                link_pair(linked, &cells, (*a, *b), policy);
            }
        }
    }
}

/// The first measure of an indicator and its alternatives, by period and group.
fn definitions(figures: &[Figure], computing: Computing) -> Vec<Vec<usize>> {
    let mut all: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    let has_alternatives = |it: &Figure| {
        let measures = &computing.asked[it.indicator].indicator.measures;
        measures.iter().any(|it| it.alternative)
    };
    for (at, it) in figures.iter().enumerate().filter(|it| has_alternatives(it.1)) {
        if it.measure == 0 || is_alternative(it, computing) {
            let key = (it.indicator, it.period_index, &it.groups);
            all.entry(key).or_default().push(at);
        }
    }
    all.into_values().filter(|it| it.len() > 1).collect()
}

/// The count and the numerator each figure shows.
fn cells_of(linked: &Linked) -> BTreeMap<(usize, Quantity), usize> {
    let mut cells = BTreeMap::new();
    for (at, cell) in linked.cells.iter().enumerate() {
        if matches!(cell.quantity, Quantity::Count | Quantity::Numerator) {
            for figure in &cell.shown_by {
                cells.insert((*figure, cell.quantity), at);
            }
        }
    }
    cells
}

fn link_pair(
    linked: &mut Linked,
    cells: &BTreeMap<(usize, Quantity), usize>,
    (a, b): (usize, usize),
    policy: &Policy,
) {
    let mut differ = |quantity: Quantity| {
        let (a, b) = (*cells.get(&(a, quantity))?, *cells.get(&(b, quantity))?);
        difference(linked, (a, b), policy)
    };
    let (count, numerator) = (differ(Quantity::Count), differ(Quantity::Numerator));
    // What is left of the counts differs by the rest, when both differ to the same side.
    if let (Some(count), Some(numerator)) = (count, numerator)
        && count.0 == numerator.0
        && let Some(rest) =
            linked.cells[count.1].value.checked_sub(linked.cells[numerator.1].value)
    {
        let about = linked.cells[count.1].about;
        let rest = latent(linked, rest, about, policy);
        linked.relate(count.1, vec![numerator.1, rest]);
    }
}

/// A count that both definitions have is no secret of the one that is hidden while the other
/// is shown.
fn make_one(linked: &mut Linked, a: usize, b: usize) {
    linked.relate(a, vec![b]);
    let both: BTreeSet<usize> =
        [a, b].iter().flat_map(|it| linked.cells[*it].shown_by.clone()).collect();
    for it in [a, b] {
        linked.cells[it].shown_by = both.iter().copied().collect();
    }
}

/// The cell of the difference, and whether the first is the larger; `None` when the two are
/// one cell or the same count.
fn difference(
    linked: &mut Linked,
    (a, b): (usize, usize),
    policy: &Policy,
) -> Option<(bool, usize)> {
    let (first, second) = (linked.cells[a].value, linked.cells[b].value);
    if first == second {
        make_one(linked, a, b);
        return None;
    }
    let is_first = first > second;
    let (large, small) = if is_first { (a, b) } else { (b, a) };
    let about = linked.cells[small].about;
    let cell = latent(linked, first.abs_diff(second), about, policy);
    linked.relate(large, vec![small, cell]);
    Some((is_first, cell))
}

fn latent(linked: &mut Linked, value: u64, about: usize, policy: &Policy) -> usize {
    let guard = if policy.is_small(value) { Guard::Always } else { Guard::Never };
    let quantity = Quantity::Difference;
    linked.add(Cell { value, quantity, guard, shown_by: Vec::new(), about })
}
