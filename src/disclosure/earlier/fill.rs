//! Filling in: counts an earlier release did not show.
//!
//! In: linked cells of this release and what is known of their earlier counterparts. Out:
//! whole numbers for the counterparts that are not known. Never: a number from the ledger
//! that was hidden; it is not there.
//!
//! The attack needs a table that fits everything published. What an earlier release hid is
//! not known here either, so the counts nearest to the present ones that add up with what it
//! showed stand in. Which of the tables that fit is taken decides where the search for
//! intervals starts, not where it ends: an outsider's limits follow from what was published.

use std::collections::BTreeMap;

use super::matching::Bounds;
use crate::disclosure::linked::{Linked, Relation};
use crate::disclosure::program::{Program, Row, Solved};
use crate::numeric::real;

/// What the counterparts of these cells were, as far as it can be told.
pub(super) fn fill(
    linked: &Linked,
    cells: &[usize],
    relations: &[&Relation],
    known: &BTreeMap<usize, Bounds>,
    only_added: bool,
) -> BTreeMap<usize, u64> {
    let mut program = Program::default();
    let mut costs = Vec::new();
    let mut moves: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for cell in cells {
        let now = real(linked.cells[*cell].value);
        let (low, high) = known.get(cell).copied().unwrap_or((0.0, f64::INFINITY));
        let high = if only_added && now < high { now } else { high };
        let (up, down) = (program.bounds.len(), program.bounds.len() + 1);
        // At least so far up or down, when the present count is outside the bounds.
        let (least_up, least_down) = (positive(low - now), positive(now - high));
        program.bounds.push((least_up, positive(high - now)));
        program.bounds.push((least_down, positive(now - low)));
        costs.extend([(up, 1.0), (down, 1.0)]);
        moves.insert(*cell, (up, down));
    }
    for relation in relations {
        let terms = relation.terms().filter_map(|(cell, sign)| {
            let (up, down) = moves.get(&cell)?;
            Some([(*up, sign), (*down, -sign)])
        });
        program.rows.push(Row { terms: terms.flatten().collect(), sum: 0.0 });
    }
    let steps = match program.minimise(&costs) {
        Solved::Point(it) => it,
        // Nothing fits: the present counts stand in, and relations that fail are left out.
        _ => program.bounds.iter().map(|it| it.0).collect(),
    };
    let value = |(cell, (up, down)): (&usize, &(usize, usize))| {
        let now = real(linked.cells[*cell].value);
        (*cell, whole(now + steps[*up] - steps[*down]))
    };
    moves.iter().map(value).collect()
}

fn positive(it: f64) -> f64 {
    if it > 0.0 { it } else { 0.0 }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rounded count from 0 up"
)]
fn whole(count: f64) -> u64 {
    positive(count.round()) as u64
}
