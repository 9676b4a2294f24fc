//! Showing: every figure as it is shown.
//!
//! In: a figure, and what is told of its counts. Out: the same with those counts and nothing
//! more exact, or why it is not shown. What is not told is not in it.

use super::counts::{Counts, is_told};
use super::digits::Digits;
use super::settle::by_chance;
use super::system::Told;
use super::{Applied, Policy};
use crate::estimates::{Figure, Times};
use crate::indicators::{Computing, MeasureKind};
use crate::terms::WhyMissing;

/// A figure as it is shown.
#[derive(Debug, Clone)]
pub(super) struct Look {
    /// With the numbers that are told; 0 for those that are not.
    pub(super) figure: Figure,
    /// Why its value is not shown.
    pub(super) applied: Option<Applied>,
    pub(super) hides_n: bool,
    pub(super) hides_numerator: bool,
    pub(super) hides_missing: bool,
}

impl Look {
    /// A figure of which all may be shown.
    pub(super) fn whole(figure: &Figure) -> Self {
        Self {
            figure: figure.clone(),
            applied: None,
            hides_n: false,
            hides_numerator: false,
            hides_missing: false,
        }
    }
}

/// How a figure looks.
pub(super) fn look(
    at: usize,
    figure: &Figure,
    counts: &Counts,
    computing: Computing,
    policy: &Policy,
) -> Look {
    let (places, system) = (counts.places[at], &counts.system);
    let told = |at: usize| system.counts[at].told;
    let number = |at: usize| match told(at) {
        Told::Rounded(shown) => Some(shown),
        Told::Exactly => Some(system.counts[at].value),
        _ => None,
    };
    let (n, missing) = (number(places.n), number(places.missing));
    let yes = places.parts.map(|it| number(it[0]));
    let is_exact = told(places.n) == Told::Exactly;
    let mut shown = Figure {
        n: n.unwrap_or(0),
        numerator: figure.numerator.map(|_| yes.flatten().unwrap_or(0)),
        n_missing: missing.unwrap_or(0),
        n_clients: 0,
        contributions: Vec::new(),
        times: Times::new(),
        ..figure.clone()
    };
    let mut applied = by_counts(at, figure, counts)
        .or_else(|| policy.dominates(figure).then_some(Applied::Dominance));
    if let (None, Some(n), false) = (applied, n, is_exact) {
        let scale =
            computing.asked[figure.indicator].indicator.measures[figure.measure].scale();
        let (rounding, yes) = (system.rounding, yes.flatten());
        let digits = Digits { figure, rounding, n, yes, scale };
        match figure.estimate.map(|it| digits.estimate(it)) {
            Ok(Some(it)) => shown.estimate = Ok(it),
            Ok(None) if figure.kind == MeasureKind::Time => {
                applied = Some(Applied::OnePerson);
            }
            // That nothing varies is said by not showing it.
            Ok(None) | Err(WhyMissing::NoSpread | WhyMissing::TooFew) => {
                applied = Some(Applied::Uniform);
            }
            Err(why) => shown.estimate = Err(why),
        }
    }
    if applied.is_some() {
        shown.estimate = Err(WhyMissing::NoValues);
    }
    Look {
        figure: shown,
        applied,
        hides_n: n.is_none(),
        hides_numerator: yes.is_some_and(|it| it.is_none()),
        hides_missing: missing.is_none(),
    }
}

/// Why the counts keep a figure from being shown.
fn by_counts(at: usize, figure: &Figure, counts: &Counts) -> Option<Applied> {
    let (places, system) = (counts.places[at], &counts.system);
    let count = |at: usize| &system.counts[at];
    let is_few = |clients: u64| system.rounding.is_small(clients);
    let n = count(places.n);
    if !is_told(n.told) {
        return Some(match n.told {
            Told::Small => Applied::SmallBase,
            _ if system.rounding.is_small(n.value) => Applied::SmallBase,
            _ if is_few(figure.n_clients) => Applied::FewClients,
            _ if by_chance(n.value, n.rows) => Applied::ByChance,
            _ => Applied::Protects,
        });
    }
    let [yes, rest] = places.parts?.map(count);
    if is_told(yes.told) {
        return None;
    }
    Some(match (yes.told, rest.told) {
        (Told::Small, _) => Applied::SmallPart,
        (_, Told::Small) => Applied::SmallRest,
        _ if system.rounding.is_small(yes.value)
            || system.rounding.is_small(rest.value) =>
        {
            Applied::SmallEither
        }
        _ if figure.sets.clients.is_some_and(|it| it.into_iter().any(is_few)) => {
            Applied::FewClients
        }
        _ if by_chance(yes.value, yes.rows) => Applied::ByChance,
        _ => Applied::Protects,
    })
}
