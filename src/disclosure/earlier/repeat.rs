//! Repeating: the earlier figure in the place of one that changed by a few rows.
//!
//! In: what is hidden because of earlier releases, and those releases. Out: the figures they
//! showed. Never: a figure of another definition; a number that this policy would hide.
//!
//! An earlier figure shown again tells nothing: it is hiding the new one, and saying what
//! everybody knows. Tables stay complete and keep adding up.

use super::matching::Old;
use super::published::Numbers;
use super::record::series_of;
use crate::disclosure::Policy;
use crate::disclosure::primary::primary;
use crate::estimates::{Estimate, Figure, METHODS, Times};
use crate::indicators::Computing;

/// A figure of an earlier release, to be shown again.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::disclosure) struct Repeat {
    pub(in crate::disclosure) figure: Figure,
    pub(in crate::disclosure) hides_missing: bool,
    /// The day of that release.
    pub(in crate::disclosure) date: String,
}

/// For each figure that is hidden because of earlier releases, and shown by one with the
/// same definition: that figure.
pub(in crate::disclosure) fn repeats(
    figures: &[Figure],
    hidden_now: &[bool],
    releases: &[Old],
    computing: Computing,
    policy: &Policy,
) -> Vec<Option<Repeat>> {
    let repeat = |(at, figure): (usize, &Figure)| {
        if !hidden_now[at] {
            return None;
        }
        let found = releases.iter().rev().find_map(|old| {
            let same = old.series(old.record(at)?)? == &series_of(figure, computing);
            let numbers = old.shown(at).filter(|_| same)?;
            let figure = as_shown(figure, numbers)?;
            let hides_missing = numbers.missing.is_none();
            Some(Repeat { figure, hides_missing, date: old.date.to_owned() })
        })?;
        let is_fit = primary(std::slice::from_ref(&found.figure), policy)[0].is_none();
        is_fit.then_some(found)
    };
    figures.iter().enumerate().map(repeat).collect()
}

/// The figure with the numbers that were shown. Clients are not told in a release; the rows
/// stand in for them.
fn as_shown(figure: &Figure, numbers: &Numbers) -> Option<Figure> {
    let estimate = match (numbers.value, figure.estimate) {
        (Some(value), _) => Ok(estimate(value.0, numbers)?),
        // There was nothing to show, and there is not now.
        (None, Err(why)) => Err(why),
        (None, Ok(_)) => return None,
    };
    Some(Figure {
        n: numbers.n,
        numerator: numbers.numerator,
        n_clients: numbers.n,
        n_missing: numbers.missing.unwrap_or_default(),
        contributions: Vec::new(),
        times: Times::new(),
        estimate,
        ..figure.clone()
    })
}

fn estimate(value: f64, numbers: &Numbers) -> Option<Estimate> {
    let method = METHODS.iter().find(|it| it.name == numbers.method)?.name;
    Some(Estimate {
        value,
        interval: numbers.interval.map(|it| (it.0.0, it.1.0)),
        standard_error: numbers.standard_error.map(|it| it.0),
        method,
        design_effect: numbers.design_effect.map(|it| it.0),
    })
}
