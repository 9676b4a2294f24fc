//! Joining: the cells of earlier releases beside those of this one.
//!
//! In: the linked cells of this release, and earlier ones. Out: the same with what earlier
//! releases tell: least values, counts that are public already, small changes to guard, and
//! cells for what earlier releases hid. Never: a cell of this release that is not guarded
//! any more, unless its very number was published.
//!
//! Where no count went down since a release, an outsider may know that records only came in:
//! a count is then at least what it was, group by group, so that a total that did not change
//! fixes every part of it. Where counts also went down, nothing of the kind is known, and a
//! count is compared with its own earlier number only.

use std::collections::BTreeMap;

use super::fill::fill;
use super::matching::{Bounds, Old};
use crate::disclosure::Policy;
use crate::disclosure::linked::{Cell, Guard, Linked, Quantity, Relation};
use crate::estimates::Figure;
use crate::numeric::real;

/// Adds what earlier releases tell. `hidden` is the pattern without them.
pub(in crate::disclosure) fn join(
    linked: &mut Linked,
    figures: &[Figure],
    releases: &[Old],
    hidden: &[bool],
    policy: &Policy,
) {
    let components = linked.components();
    let mut relations: BTreeMap<usize, Vec<Relation>> = BTreeMap::new();
    let mut component_of = vec![0; linked.cells.len()];
    for (at, cells) in components.iter().enumerate() {
        for cell in cells {
            component_of[*cell] = at;
        }
    }
    for it in &linked.relations {
        relations.entry(component_of[it.total]).or_default().push(it.clone());
    }
    for (at, cells) in components.iter().enumerate() {
        let relations = relations.remove(&at).unwrap_or_default();
        let mut seen: Vec<BTreeMap<usize, Bounds>> = Vec::new();
        for old in releases {
            let known = known(linked, cells, old);
            if known.is_empty() || seen.contains(&known) {
                continue;
            }
            let joining =
                Joining { figures, old, cells, relations: &relations, known, policy };
            joining.add(linked, hidden);
            seen.push(joining.known);
        }
    }
}

/// What that release showed of each cell.
fn known(linked: &Linked, cells: &[usize], old: &Old) -> BTreeMap<usize, Bounds> {
    let of = |cell: &usize| {
        let it = &linked.cells[*cell];
        let bounds =
            it.shown_by.iter().find_map(|figure| old.known(*figure, it.quantity));
        Some((*cell, bounds?))
    };
    cells.iter().filter_map(of).collect()
}

/// One component of the structure, and one earlier release.
struct Joining<'a> {
    figures: &'a [Figure],
    old: &'a Old<'a>,
    cells: &'a [usize],
    relations: &'a [Relation],
    known: BTreeMap<usize, Bounds>,
    policy: &'a Policy,
}

impl Joining<'_> {
    fn add(&self, linked: &mut Linked, hidden: &[bool]) {
        if self.is_as_it_was(linked, hidden) {
            return;
        }
        let value = |cell: &usize| real(linked.cells[*cell].value);
        let only_added = self.known.iter().all(|(cell, it)| it.0 <= value(cell));
        let relations: Vec<&Relation> = self.relations.iter().collect();
        let before = fill(linked, self.cells, &relations, &self.known, only_added);
        self.guard(linked, &before);
        if only_added {
            for (cell, (low, _)) in &self.known {
                linked.know(*cell, (*low, f64::INFINITY));
            }
            if self.cells.iter().any(|it| !self.is_exact(*it) && is_shown(linked, *it)) {
                self.mirror(linked, &before);
            }
        }
    }

    fn is_exact(&self, cell: usize) -> bool {
        self.known.get(&cell).is_some_and(|it| it.1 <= it.0)
    }

    /// Whether that release showed the same numbers of this component and hid the same.
    fn is_as_it_was(&self, linked: &Linked, hidden: &[bool]) -> bool {
        self.cells.iter().filter(|it| is_shown(linked, **it)).all(|cell| {
            let value = real(linked.cells[*cell].value);
            match self.known.get(cell) {
                Some((low, high)) => *low <= value && value <= *high,
                None => linked.is_hidden(*cell, hidden),
            }
        })
    }

    /// A count whose number was published needs no protection; one that changed by a few
    /// rows does, whatever its size.
    fn guard(&self, linked: &mut Linked, before: &BTreeMap<usize, u64>) {
        for cell in self.cells {
            let is_latent = !is_shown(linked, *cell);
            let is_missing = linked.cells[*cell].quantity == Quantity::Missing;
            let change = linked.cells[*cell].value.abs_diff(before[cell]);
            let value = real(linked.cells[*cell].value);
            if self.known.get(cell).is_some_and(|it| it.0 <= value && value <= it.1) {
                linked.make_public(*cell);
            } else if !is_missing && self.policy.is_small(change) && is_latent {
                linked.cells[*cell].guard = Guard::Always;
            }
        }
    }

    /// Adds the counterpart of every cell, with the relations of this release, and what
    /// every cell has more than its counterpart.
    fn mirror(&self, linked: &mut Linked, before: &BTreeMap<usize, u64>) {
        let mut counterpart: BTreeMap<usize, usize> = BTreeMap::new();
        for cell in self.cells {
            let (now, about) = (linked.cells[*cell].value, linked.cells[*cell].about);
            let earlier = linked.add(unseen(before[cell], about));
            if let Some(bounds) = self.known.get(cell) {
                linked.know(earlier, *bounds);
            }
            if let Some(more) = now.checked_sub(before[cell]) {
                let more = linked.add(unseen(more, about));
                linked.relate(*cell, vec![earlier, more]);
            }
            counterpart.insert(*cell, earlier);
        }
        for relation in self.relations {
            let parts = relation.parts.iter().map(|it| counterpart[it]).collect();
            linked.relate(counterpart[&relation.total], parts);
            self.add_gone(linked, relation, &counterpart);
        }
    }

    /// Groups that are gone and groups that are new, below the same total: regions that were
    /// merged or split. Together the new ones were what the ones that are gone were.
    fn add_gone(
        &self,
        linked: &mut Linked,
        relation: &Relation,
        counterpart: &BTreeMap<usize, usize>,
    ) {
        let is_new = |it: &&usize| {
            let by = &linked.cells[**it].shown_by;
            !by.is_empty() && by.iter().all(|it| self.old.record(*it).is_none())
        };
        let new: Vec<usize> = relation.parts.iter().filter(is_new).copied().collect();
        let known = relation.parts.iter().find(|it| self.known.contains_key(*it));
        let (Some(total), Some(part)) =
            (linked.cells[relation.total].shown_by.first(), known)
        else {
            return;
        };
        let (quantity, part) =
            (linked.cells[*part].quantity, linked.cells[*part].shown_by[0]);
        let (total, part) = (&self.figures[*total], (part, &self.figures[part]));
        let gone = self.old.gone(total, part, quantity);
        if new.is_empty() || gone.is_empty() {
            return;
        }
        let parts: Vec<usize> = new.iter().map(|it| counterpart[it]).collect();
        let together: u64 = parts.iter().map(|it| linked.cells[*it].value).sum();
        let about = linked.cells[parts[0]].about;
        let all = linked.add(unseen(together, about));
        linked.relate(all, parts);
        let mut left = together;
        let mut cells = Vec::new();
        for (at, bounds) in gone.iter().enumerate() {
            let least = bounds.map_or(0.0, |it| it.0);
            let is_last_unknown =
                bounds.is_none() && gone[at + 1..].iter().all(Option::is_some);
            let later: u64 = gone[at + 1..].iter().flatten().map(|it| whole(it.0)).sum();
            let value =
                if is_last_unknown { left.saturating_sub(later) } else { whole(least) };
            left = left.saturating_sub(value);
            let cell = linked.add(unseen(value, about));
            if let Some(bounds) = bounds {
                linked.know(cell, *bounds);
            }
            cells.push(cell);
        }
        linked.relate(all, cells);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a limit of a count: whole, from 0 up"
)]
fn whole(limit: f64) -> u64 {
    limit as u64
}

fn unseen(value: u64, about: usize) -> Cell {
    let (quantity, guard) = (Quantity::Difference, Guard::Never);
    Cell { value, quantity, guard, shown_by: Vec::new(), about }
}

fn is_shown(linked: &Linked, cell: usize) -> bool {
    !linked.cells[cell].shown_by.is_empty()
}
