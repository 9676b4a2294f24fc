//! Secondary suppression: what else to hide, so that nothing hidden can be worked out.
//!
//! In: linked cells, the figures hidden so far, what each figure is worth. Out: the figures
//! to hide and the interval left to every guarded cell. Never: a pattern that depends on
//! anything but its input; a guarded cell whose interval is narrower than required, unless
//! nothing is left to hide.
//!
//! Cells are attacked smallest first. For one that fails, a linear program moves it by what
//! its interval lacks, at the least cost: moving what is hidden already costs nothing, moving
//! a shown cell costs what its figures are worth. The shown cells that move are hidden
//! (the heuristic of Hundepool et al. 2012, chapter 4, after Kelly, Golden and Assad 1992,
//! doi:10.1002/net.3230220407). The moved table is one an outsider cannot tell from the real
//! one, so the cell then passes by construction; the attack at the end checks it again.
//!
//! Then everybody who is the only one in a hidden cell attacks, knowing that cell: no other
//! cell may be exactly known to them.

use rayon::prelude::*;

use super::attack::{Attack, Reached};
use super::linked::{Linked, View};
use super::program::{Program, Row, Solved};
use crate::numeric::real;

/// A cell moved by less than this did not move.
const MOVED: f64 = 1e-6;

/// Different values left to somebody who knows one hidden cell.
const NOT_EXACT: u64 = 2;

/// What decides over further hiding.
pub(super) struct Rules<'a> {
    /// How many different values the interval of a guarded cell must hold.
    pub(super) width: u64,
    /// What is lost with each figure; infinite for one that cannot be hidden.
    pub(super) worth: &'a [f64],
    /// What an outsider knows of each cell when these figures are hidden.
    pub(super) view: &'a dyn Fn(&[bool]) -> View,
    /// When everything linked to a cell is hidden with it.
    pub(super) last_resort: LastResort,
}

/// When everything linked to a cell is hidden, because nothing less was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LastResort {
    /// Whenever the cell is still narrow.
    Narrow,
    /// When the solver had no answer. Somebody who is alone in a group knows the total of a
    /// group of one, whatever is hidden.
    Unsolved,
}

/// What is hidden, and what is left to guess.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Protection {
    /// Which figures are hidden, in their order.
    pub(super) hidden: Vec<bool>,
    /// The guarded cells with their intervals, in the order of cells.
    pub(super) intervals: Vec<(usize, Reached)>,
}

/// Hides further until the attack finds every guarded cell's interval wide enough, also for
/// somebody who is the only one in a hidden cell.
pub(super) fn protect(linked: &Linked, primary: &[bool], rules: &Rules) -> Protection {
    let mut hidden = primary.to_vec();
    loop {
        let before = hidden.clone();
        hide(linked, &mut hidden, rules, &|_| true);
        for insider in linked.guarded(&hidden) {
            if linked.cells[insider].value == 1 {
                hide_from(linked, insider, &mut hidden, rules);
            }
        }
        if hidden == before {
            break;
        }
    }
    Protection { intervals: intervals(linked, &hidden, rules), hidden }
}

/// Hides further until no other cell is exactly known to who is alone in this one.
fn hide_from(linked: &Linked, insider: usize, hidden: &mut [bool], rules: &Rules) {
    let view = |hidden: &[bool]| {
        let mut view = (rules.view)(hidden);
        view.bounds[insider] = (1.0, 1.0);
        view
    };
    // Knowing one cell tells only about cells that are solved together with it.
    let near = Attack::new(linked, &(rules.view)(hidden)).near(insider);
    let last_resort = LastResort::Unsolved;
    let rules = Rules { width: NOT_EXACT, worth: rules.worth, view: &view, last_resort };
    hide(linked, hidden, &rules, &|it| near.contains(&it));
}

/// Hides further until the interval of every guarded cell that `counts` is wide enough.
fn hide(
    linked: &Linked,
    hidden: &mut [bool],
    rules: &Rules,
    counts: &dyn Fn(usize) -> bool,
) {
    let mut reached = start(linked);
    loop {
        let before = hidden.to_vec();
        let mut attack = Attack::new(linked, &(rules.view)(hidden));
        for cell in linked.guarded(hidden).into_iter().filter(|it| counts(*it)) {
            if reached[cell].holds(rules.width) || attack.knows(cell) {
                continue;
            }
            attack.search(cell, &mut reached);
            if !reached[cell].holds(rules.width) {
                widen(linked, cell, hidden, &mut reached, rules);
                attack = Attack::new(linked, &(rules.view)(hidden));
            }
        }
        if *hidden == before {
            break;
        }
    }
}

/// The interval of every guarded cell, by an attack that knows nothing of the search.
pub(super) fn intervals(
    linked: &Linked,
    hidden: &[bool],
    rules: &Rules,
) -> Vec<(usize, Reached)> {
    let attack = Attack::new(linked, &(rules.view)(hidden));
    let mut guarded = linked.guarded(hidden);
    guarded.sort_unstable();
    // Every cell is searched, whatever others found: the order decides nothing.
    let search = |mut reached: Vec<Reached>, cell: &usize| {
        attack.search(*cell, &mut reached);
        reached
    };
    let reached = guarded
        .par_iter()
        .fold(|| start(linked), search)
        .reduce(|| start(linked), |a, b| std::iter::zip(a, b).map(both).collect());
    guarded.into_iter().map(|it| (it, reached[it])).collect()
}

/// What either search reached.
fn both((mut a, b): (Reached, Reached)) -> Reached {
    a.see(b.low);
    a.see(b.high);
    a
}

fn start(linked: &Linked) -> Vec<Reached> {
    linked.cells.iter().map(|it| Reached::at(real(it.value))).collect()
}

/// Hides what lets the cell be `width` different values: first fewer, then more.
fn widen(
    linked: &Linked,
    cell: usize,
    hidden: &mut [bool],
    reached: &mut [Reached],
    rules: &Rules,
) {
    let value = real(linked.cells[cell].value);
    let lacks =
        |it: Reached| real(rules.width.saturating_sub(1)) - (it.upper() - it.lower());
    let (lower, lack) = (reached[cell].lower(), lacks(reached[cell]));
    let down = if lack < lower { lack } else { lower };
    let mut is_unsolved = false;
    if 0.0 < down {
        let change = lower - down - value;
        is_unsolved = hide_for(linked, cell, change, hidden, reached, rules).is_err();
    }
    let (upper, lack) = (reached[cell].upper(), lacks(reached[cell]));
    if 0.0 < lack {
        let change = upper + lack - value;
        is_unsolved |= hide_for(linked, cell, change, hidden, reached, rules).is_err();
    }
    let is_narrow = !reached[cell].holds(rules.width);
    if is_narrow && (is_unsolved || rules.last_resort == LastResort::Narrow) {
        hide_all_around(linked, cell, hidden, rules);
    }
}

/// The solver had no answer.
struct Unsolved;

/// Hides the figures that let the cell be `change` more than it is, at the least cost; none
/// when nothing can.
fn hide_for(
    linked: &Linked,
    cell: usize,
    change: f64,
    hidden: &mut [bool],
    reached: &mut [Reached],
    rules: &Rules,
) -> Result<(), Unsolved> {
    let ways = Moves::new(linked, cell, hidden, rules);
    let Some(moved) = ways.cheapest(cell, change)? else { return Ok(()) };
    for (cell, by) in &moved {
        if by.abs() > MOVED {
            reached[*cell].see(real(linked.cells[*cell].value) + by);
        }
    }
    for cell in ways.uncovered(&moved) {
        for figure in &linked.cells[cell].shown_by {
            hidden[*figure] = true;
        }
    }
    Ok(())
}

/// Hides everything that is linked to the cell.
fn hide_all_around(linked: &Linked, cell: usize, hidden: &mut [bool], rules: &Rules) {
    for (cell, _) in Moves::new(linked, cell, hidden, rules).free {
        for figure in &linked.cells[cell].shown_by {
            if rules.worth[*figure].is_finite() {
                hidden[*figure] = true;
            }
        }
    }
}

/// How the cells around one cell can move: freely, as far as an outsider allows, or at a
/// cost, when more is hidden.
struct Moves {
    program: Program,
    costs: Vec<(usize, f64)>,
    /// Each cell that can move, with the variable that moves it freely.
    free: Vec<(usize, usize)>,
    /// Each cell that can be made to move, with the variables up and down.
    paid: Vec<(usize, usize, usize)>,
}

impl Moves {
    fn new(linked: &Linked, cell: usize, hidden: &[bool], rules: &Rules) -> Self {
        let view = (rules.view)(hidden);
        let mut moves = Self {
            program: Program::default(),
            costs: Vec::new(),
            free: Vec::new(),
            paid: Vec::new(),
        };
        let around = around(linked, cell, rules);
        let mut variables: Vec<Vec<(usize, f64)>> = vec![Vec::new(); linked.cells.len()];
        for (at, is_around) in around.iter().enumerate() {
            if *is_around {
                variables[at] = moves.add(linked, at, view.bounds[at], hidden, rules);
            }
        }
        for relation in &linked.relations {
            if !relation.terms().any(|it| around[it.0]) {
                continue;
            }
            let terms = relation
                .terms()
                .flat_map(|(at, sign)| {
                    variables[at].iter().map(move |it| (it.0, sign * it.1))
                })
                .collect();
            moves.program.rows.push(Row { terms, sum: 0.0 });
        }
        moves
    }

    fn add(
        &mut self,
        linked: &Linked,
        cell: usize,
        (low, high): (f64, f64),
        hidden: &[bool],
        rules: &Rules,
    ) -> Vec<(usize, f64)> {
        let value = real(linked.cells[cell].value);
        let free = self.variable((low - value, high - value));
        self.free.push((cell, free));
        if linked.is_hidden(cell, hidden) {
            return vec![(free, 1.0)];
        }
        let shown = linked.cells[cell].shown_by.iter().filter(|it| !hidden[**it]);
        let cost: f64 = shown.map(|it| rules.worth[*it]).sum();
        let (up, down) =
            (self.variable((0.0, f64::INFINITY)), self.variable((0.0, value)));
        self.paid.push((cell, up, down));
        self.costs.extend([(up, cost), (down, cost)]);
        vec![(free, 1.0), (up, 1.0), (down, -1.0)]
    }

    fn variable(&mut self, bounds: (f64, f64)) -> usize {
        self.program.bounds.push(bounds);
        self.program.bounds.len() - 1
    }

    /// How every cell moves when this one moves by `change`, at the least cost; nothing when
    /// it cannot.
    fn cheapest(
        &self,
        cell: usize,
        change: f64,
    ) -> Result<Option<Vec<(usize, f64)>>, Unsolved> {
        let Ok(at) = self.free.binary_search_by_key(&cell, |it| it.0) else {
            return Ok(None);
        };
        let mut program = self.program.clone();
        program.bounds[self.free[at].1] = (change, change);
        let point = match program.minimise(&self.costs) {
            Solved::Point(it) => it,
            Solved::Infeasible => return Ok(None),
            Solved::Unbounded | Solved::Unsolved => return Err(Unsolved),
        };
        let mut moved: Vec<(usize, f64)> =
            self.free.iter().map(|(cell, free)| (*cell, point[*free])).collect();
        for (cell, up, down) in &self.paid {
            if let Ok(at) = moved.binary_search_by_key(cell, |it| it.0) {
                moved[at].1 += point[*up] - point[*down];
            }
        }
        Ok(Some(moved))
    }

    /// The cells that moved further than what is hidden already allows.
    fn uncovered(&self, moved: &[(usize, f64)]) -> Vec<usize> {
        let moved_out = |(cell, _, _): &&(usize, usize, usize)| {
            let (at, free) = (
                moved.binary_search_by_key(cell, |it| it.0),
                self.free.binary_search_by_key(cell, |it| it.0),
            );
            let (Ok(at), Ok(free)) = (at, free) else { return false };
            let (low, high) = self.program.bounds[self.free[free].1];
            moved[at].1 < low - MOVED || high + MOVED < moved[at].1
        };
        self.paid.iter().filter(moved_out).map(|it| it.0).collect()
    }
}

/// The cells that are linked to this one and can be hidden.
fn around(linked: &Linked, cell: usize, rules: &Rules) -> Vec<bool> {
    let fixed = |it: usize| {
        linked.cells[it].shown_by.iter().any(|it| rules.worth[*it].is_infinite())
    };
    let mut relations_of = vec![Vec::new(); linked.cells.len()];
    for (at, relation) in linked.relations.iter().enumerate() {
        relation.terms().for_each(|it| relations_of[it.0].push(at));
    }
    let mut around = vec![false; linked.cells.len()];
    let mut next = vec![cell];
    around[cell] = true;
    while let Some(cell) = next.pop() {
        for (other, _) in
            relations_of[cell].iter().flat_map(|it| linked.relations[*it].terms())
        {
            if !around[other] && !fixed(other) {
                around[other] = true;
                next.push(other);
            }
        }
    }
    around
}
