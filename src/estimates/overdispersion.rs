//! Overdispersion. In: how far each unit lies from what was expected. Out: how much more the
//! units differ than chance. Never: a few extreme units that make all others look alike.
#![doc = ""]
#![doc = include_str!("overdispersion.md")]

use crate::indicators::Overdispersion;
use crate::numeric::{Sum, real};

/// Name of the method.
pub const NAME: &str = "overdispersion";
/// The share of units at each end that is drawn in (Spiegelhalter et al. 2012, section 4).
pub const WINSORISED: f64 = 0.1;
/// Fewest units of which one at each end is drawn in: with fewer, one extreme unit decides.
pub const FEWEST_UNITS: usize = 10;

/// How much units differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Mean squared score: 1 is chance alone.
    pub phi: f64,
    /// Variance between units beyond chance, on the transformed scale; 0 is chance alone.
    pub tau2: f64,
}

impl Spread {
    /// Whether limits become wider. They never become narrower.
    pub fn widens(&self, model: Overdispersion) -> bool {
        match model {
            Overdispersion::None => false,
            Overdispersion::Additive => self.tau2 > 0.0,
            Overdispersion::Multiplicative => self.phi > 1.0,
        }
    }

    /// The standard deviation of a unit, given that by chance.
    pub(super) fn error(&self, by_chance: f64, model: Overdispersion) -> f64 {
        match model {
            Overdispersion::None => by_chance,
            Overdispersion::Additive => (by_chance * by_chance + self.tau2).sqrt(),
            Overdispersion::Multiplicative => by_chance * self.phi.sqrt(),
        }
    }
}

/// The spread of units, from their scores and their standard deviations by chance.
///
/// Returns `None` under two units.
pub fn spread(scores: &[f64], errors: &[f64]) -> Option<Spread> {
    let squares = winsorised(scores, WINSORISED).into_iter().map(|it| it * it);
    spread_of(squares.collect::<Sum>().value(), errors)
}

/// The spread, from the sum of the squared scores.
fn spread_of(sum: f64, errors: &[f64]) -> Option<Spread> {
    if errors.len() < 2 {
        return None;
    }
    let n = real(errors.len() as u64);
    let weights = errors.iter().map(|it| it.powi(-2));
    let total = weights.clone().collect::<Sum>().value();
    let squares = weights.map(|it| it * it).collect::<Sum>().value();
    let tau2 = (sum - (n - 1.0)) / (total - squares / total);
    Some(Spread { phi: sum / n, tau2: if tau2 > 0.0 { tau2 } else { 0.0 } })
}

/// The scores, with the given share of them at each end (rounded down to whole units) drawn
/// in to the next one.
pub fn winsorised(scores: &[f64], share: f64) -> Vec<f64> {
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n_drawn = n_drawn(sorted.len(), share);
    let (Some(lowest), Some(highest)) =
        (sorted.get(n_drawn), sorted.len().checked_sub(n_drawn + 1).map(|it| sorted[it]))
    else {
        return sorted;
    };
    scores.iter().map(|it| it.clamp(*lowest, highest)).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share under a half of a number of units"
)]
fn n_drawn(n: usize, share: f64) -> usize {
    (real(n as u64) * share).floor() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, numbers, printed, reference,
    };

    const PEERS: &str = include_str!("../../tests/reference/python-peers/funnel.json");

    #[test]
    fn winsorising_agrees_with_scipy() {
        let json = reference(PEERS);
        for case in json["winsorised"].as_array().unwrap() {
            let drawn = winsorised(&numbers(case, "/scores"), WINSORISED);
            let phi =
                spread(&numbers(case, "/scores"), &vec![1.0; drawn.len()]).unwrap().phi;
            assert_same_digits(phi, &printed(case, "/mean_square"));
        }
    }

    #[test]
    fn the_variance_between_units_agrees_with_statsmodels() {
        // About their weighted mean, and without winsorising, this is the variance between
        // studies of DerSimonian and Laird.
        let json = reference(PEERS);
        let centre = json["between"]["centre"].as_f64().unwrap();
        let effects = numbers(&json, "/between/effects");
        let errors: Vec<f64> =
            numbers(&json, "/between/variances").iter().map(|it| it.sqrt()).collect();
        let scores = effects.iter().zip(&errors).map(|(it, error)| (it - centre) / error);
        let sum: f64 = scores.map(|it| it * it).sum();
        assert_same_digits(sum, &printed(&json, "/between/q"));
        let spread = spread_of(sum, &errors).unwrap();
        assert_same_digits(spread.tau2, &printed(&json, "/between/tau2"));
        assert_close(spread.phi, sum / 8.0);
    }

    #[test]
    fn one_extreme_unit_does_not_make_the_others_look_alike() {
        let mut scores = vec![0.5; 19];
        scores.push(40.0);
        let spread = spread(&scores, &[0.1; 20]).unwrap();
        assert_close(spread.phi, 0.25);
        assert_close(spread.tau2, 0.0);
    }

    #[test]
    fn equal_units_twice_as_far_apart_as_chance_have_the_variance_that_explains_it() {
        // Self-consistent only: scores of ±2 in twenty units of equal size. The sum of their
        // squares is 80; (80 − 19) / (20·w − w) = 61 / (19·w), w = 1 / 0.01.
        let scores: Vec<f64> =
            (0..20).map(|it| if it % 2 == 0 { 2.0 } else { -2.0 }).collect();
        let spread = spread(&scores, &[0.1; 20]).unwrap();
        assert_close(spread.phi, 4.0);
        assert_close(spread.tau2, 61.0 / 1900.0);
        assert_close(spread.error(0.1, Overdispersion::Multiplicative), 0.2);
    }

    #[test]
    fn under_two_units_there_is_no_spread() {
        assert_eq!(spread(&[1.0], &[0.1]), None);
        assert_eq!(spread(&[], &[]), None);
    }
}
