//! The gate: which figures may be shown.
//!
//! In: figures. Out: which are hidden, and the interval an outsider is left with for every
//! hidden count. Primary rules first, then what has to be hidden with them, until the attack
//! over everything released finds nothing. Never: a hidden figure with any of its numbers.

use super::alternatives;
use super::attack::Reached;
use super::linked::{Linked, View};
use super::primary::primary;
use super::rounding::{is_sum, parts};
use super::secondary::{LastResort, Protection, Rules, protect};
use super::structure::structure;
use super::{Policy, Protected, Quantity};
use crate::estimates::Figure;
use crate::indicators::Computing;
use crate::numeric::real;

/// What the gate decided.
#[derive(Debug)]
pub(super) struct Decision {
    /// Which figures are hidden, in their order.
    pub(super) hidden: Vec<bool>,
    /// What is left to guess of every hidden count, in the order of figures.
    pub(super) intervals: Vec<Interval>,
}

/// What is left to guess of one hidden count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interval {
    /// Position of the figure it is about.
    pub(super) figure: usize,
    quantity: Quantity,
    reached: Reached,
}

impl Interval {
    /// As the evidence holds it.
    pub(super) fn of(self, figure_id: &str) -> Protected {
        Protected {
            figure_id: figure_id.to_owned(),
            quantity: self.quantity,
            lower: whole(self.reached.lower()).unwrap_or(0),
            upper: whole(self.reached.upper()),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rounded limit from 0 up to the largest count"
)]
fn whole(limit: f64) -> Option<u64> {
    limit.is_finite().then_some(if limit < 0.0 { 0 } else { limit as u64 })
}

/// Decides over all figures together.
pub(super) fn decide(
    figures: &[Figure],
    computing: Computing,
    policy: &Policy,
) -> Decision {
    let primary: Vec<bool> =
        primary(figures, policy).iter().map(Option::is_some).collect();
    if policy.smallest_count == 0 {
        return Decision { hidden: primary, intervals: Vec::new() };
    }
    let linked = structure(figures, computing, policy);
    let worth: Vec<f64> = figures
        .iter()
        .map(|it| worth(it) * alternatives::share_of_worth(it, computing))
        .collect();
    let parts = if policy.rounding.is_some() { parts(figures) } else { Vec::new() };
    let view = |hidden: &[bool]| {
        let by_itself = |figure: usize| {
            !hidden[figure]
                && parts.get(figure).is_none_or(|it| !is_sum(it, figures, hidden))
        };
        view(&linked, &by_itself, policy)
    };
    let (width, last_resort) = (policy.smallest_count, LastResort::Narrow);
    let rules = Rules { width, worth: &worth, view: &view, last_resort };
    let Protection { hidden, intervals } = protect(&linked, &primary, &rules);
    let interval = |(cell, reached): (usize, Reached)| {
        let cell = &linked.cells[cell];
        Interval { figure: cell.about, quantity: cell.quantity, reached }
    };
    let mut intervals: Vec<Interval> = intervals.into_iter().map(interval).collect();
    intervals.sort_by_key(|it| (it.figure, it.quantity));
    Decision { hidden, intervals }
}

/// What is lost with a figure: the rows it is about. One about nobody cannot be hidden: that
/// there was nobody is known.
fn worth(figure: &Figure) -> f64 {
    if figure.n == 0 && figure.n_missing == 0 {
        return f64::INFINITY;
    }
    1.0 + real(figure.numerator.unwrap_or(figure.n))
}

/// What an outsider knows of each cell: shown ones exactly, or to within the rounding;
/// hidden ones, and sums of what is shown, from 0.
fn view(linked: &Linked, by_itself: &dyn Fn(usize) -> bool, policy: &Policy) -> View {
    let bounds = linked.cells.iter().map(|cell| {
        if cell.shown_by.iter().any(|it| by_itself(*it)) {
            policy.seen(cell.value)
        } else {
            (0.0, f64::INFINITY)
        }
    });
    View { bounds: bounds.collect() }
}
