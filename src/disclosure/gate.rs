//! The gate: which figures may be shown.
//!
//! In: figures. Out: which are hidden, and the interval an outsider is left with for every
//! hidden count. Primary rules first, then what has to be hidden with them, until the attack
//! over everything released finds nothing. Never: a hidden figure with any of its numbers.

use super::alternatives;
use super::attack::Reached;
use super::earlier::{Old, Relation, changes, join};
use super::linked::{Linked, View};
use super::primary::primary;
use super::rounding::{is_sum, parts};
use super::secondary::{LastResort, Protection, Rules, protect};
use super::structure::structure;
use super::{Applied, Policy, Protected, Quantity};
use crate::estimates::Figure;
use crate::indicators::Computing;
use crate::numeric::real;

/// What the gate decided.
#[derive(Debug)]
pub(super) struct Decision {
    /// Which figures are hidden, in their order.
    pub(super) hidden: Vec<bool>,
    /// The rule that hides each, or none.
    pub(super) applied: Vec<Option<Applied>>,
    /// How each relates to what earlier releases showed.
    pub(super) relations: Vec<Relation>,
    /// Figures about which more can be worked out than the policy allows, though everything
    /// was hidden that could be: what earlier releases showed cannot be.
    pub(super) exposed: Vec<usize>,
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
    /// What is left of a count of the figure at that position.
    pub(super) fn new(figure: usize, quantity: Quantity, reached: Reached) -> Self {
        Self { figure, quantity, reached }
    }

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

/// Decides over all figures together, and over what earlier releases showed of them.
///
/// First the release by itself, then with the earlier ones: what the second step hides is
/// hidden for their sake.
pub(super) fn decide(
    figures: &[Figure],
    computing: Computing,
    policy: &Policy,
    releases: &[Old],
) -> Decision {
    let rules = primary(figures, policy);
    let applied: Vec<Option<Applied>> =
        rules.into_iter().map(|it| it.map(Applied::Primary)).collect();
    let relations = changes(figures, releases, policy);
    let mut decision = Decision {
        hidden: applied.iter().map(Option::is_some).collect(),
        applied,
        relations,
        exposed: Vec::new(),
        intervals: Vec::new(),
    };
    if policy.smallest_count == 0 {
        return decision;
    }
    let mut linked = structure(figures, computing, policy);
    let gate = Gate { figures, computing, policy, releases };
    let alone = gate.protect(&linked, &decision.hidden);
    decision.hide(&alone.hidden, Applied::Secondary);
    let mut intervals = alone.intervals;
    if releases.iter().any(|it| (0..figures.len()).any(|at| it.record(at).is_some())) {
        let was_narrow = gate.narrow(&intervals);
        join(&mut linked, figures, releases, &decision.hidden, policy);
        let changed: Vec<bool> =
            decision.relations.iter().map(|it| *it == Relation::SmallChange).collect();
        decision.hide(&changed, Applied::SmallChange);
        let joint = gate.protect(&linked, &decision.hidden);
        decision.hide(&joint.hidden, Applied::Earlier);
        let exposed = gate.narrow(&joint.intervals).into_iter();
        let exposed = exposed.filter(|it| !was_narrow.contains(it));
        decision.exposed = exposed.map(|it| linked.cells[it].about).collect();
        intervals = joint.intervals;
    }
    let interval = |(cell, reached): (usize, Reached)| {
        let cell = &linked.cells[cell];
        Interval { figure: cell.about, quantity: cell.quantity, reached }
    };
    decision.intervals = intervals.into_iter().map(interval).collect();
    decision.intervals.sort_by_key(|it| (it.figure, it.quantity));
    decision
}

impl Decision {
    fn hide(&mut self, hidden: &[bool], why: Applied) {
        for (at, hidden) in hidden.iter().enumerate() {
            if *hidden && !self.hidden[at] {
                (self.hidden[at], self.applied[at]) = (true, Some(why));
            }
        }
    }

    /// Which figures can be repeated: those that earlier releases hide, and those that
    /// others hide while they hardly changed.
    pub(super) fn can_repeat(&self) -> Vec<bool> {
        let can = |(applied, relation): (&Option<Applied>, &Relation)| match applied {
            Some(Applied::SmallChange | Applied::Earlier) => true,
            Some(Applied::Secondary) => {
                matches!(relation, Relation::Same | Relation::SmallChange)
            }
            Some(Applied::Primary(_)) | None => false,
        };
        self.applied.iter().zip(&self.relations).map(can).collect()
    }
}

/// What the two steps have in common.
struct Gate<'a> {
    figures: &'a [Figure],
    computing: Computing<'a>,
    policy: &'a Policy,
    releases: &'a [Old<'a>],
}

impl Gate<'_> {
    fn protect(&self, linked: &Linked, hidden: &[bool]) -> Protection {
        let (figures, policy) = (self.figures, self.policy);
        let worth: Vec<f64> =
            figures.iter().enumerate().map(|(at, it)| self.worth(at, it)).collect();
        let parts = if policy.rounding.is_some() { parts(figures) } else { Vec::new() };
        let view = |hidden: &[bool]| {
            let by_itself = |figure: usize| {
                !hidden[figure]
                    && parts.get(figure).is_none_or(|it| !is_sum(it, figures, hidden))
            };
            view(linked, &by_itself, policy)
        };
        let (width, last_resort) = (policy.smallest_count, LastResort::Narrow);
        let rules = Rules { width, worth: &worth, view: &view, last_resort };
        protect(linked, hidden, &rules)
    }

    /// The worth of a figure. One that the last release hid too is worth little: what was
    /// hidden once is best hidden again.
    fn worth(&self, at: usize, figure: &Figure) -> f64 {
        let last = self.releases.last().and_then(|it| it.record(at));
        let was_hidden = last.is_some_and(|it| it.numbers.is_none());
        let before = if was_hidden { HIDDEN_BEFORE } else { 1.0 };
        worth(figure) * alternatives::share_of_worth(figure, self.computing) * before
    }

    fn narrow(&self, intervals: &[(usize, Reached)]) -> Vec<usize> {
        let narrow =
            intervals.iter().filter(|it| !it.1.holds(self.policy.smallest_count));
        narrow.map(|it| it.0).collect()
    }
}

/// The share of its worth that is left to a figure that the last release hid.
const HIDDEN_BEFORE: f64 = 0.01;

/// What is lost with a figure: the rows it is about. One about nobody cannot be hidden: that
/// there was nobody is known.
fn worth(figure: &Figure) -> f64 {
    if figure.n == 0 && figure.n_missing == 0 {
        return f64::INFINITY;
    }
    1.0 + real(figure.numerator.unwrap_or(figure.n))
}

/// What an outsider knows of each cell: shown ones exactly, or to within the rounding;
/// hidden ones, and sums of what is shown, from 0, or from what earlier releases tell.
fn view(linked: &Linked, by_itself: &dyn Fn(usize) -> bool, policy: &Policy) -> View {
    let bounds = linked.cells.iter().enumerate().map(|(at, cell)| {
        let (least, most) = linked.told(at);
        if cell.shown_by.iter().any(|it| by_itself(*it)) {
            policy.seen(cell.value)
        } else {
            (least, most)
        }
    });
    View { bounds: bounds.collect() }
}
