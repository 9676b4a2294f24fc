//! Draws for simulated truths in tests: seeded, and lean enough for thousands of series.
//!
//! In: a seed. Out: numbers, counts, and how often something is claimed. Never: another run
//! of draws on another machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::Trend;
use crate::numeric::real;
use crate::terms::WhyNotApplicable;

/// A seeded source of random numbers.
pub(super) struct Draws(ChaCha8Rng);

impl Draws {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number between 0 and 1, neither included.
    pub(super) fn unit(&mut self) -> f64 {
        (f64::from(self.0.next_u32()) + 0.5) / 4_294_967_296.0
    }

    /// A standard normal number (Box & Muller 1958, doi:10.1214/aoms/1177706645).
    pub(super) fn normal(&mut self) -> f64 {
        let (length, turn) = (self.unit(), self.unit());
        (-2.0 * length.ln()).sqrt() * (std::f64::consts::TAU * turn).cos()
    }

    /// How many of `n` happen that each happen with this chance.
    pub(super) fn binomial(&mut self, n: u64, chance: f64) -> u64 {
        (0..n).map(|_| u64::from(self.unit() < chance)).sum()
    }

    /// A whole number from 0 up to, not including, `below`.
    pub(super) fn below(&mut self, below: u32) -> u32 {
        self.0.next_u32() % below
    }
}

/// How often, of `n_series`, a trend is claimed.
pub(super) fn false_claims(
    n_series: u32,
    mut trend: impl FnMut() -> Result<Trend, WhyNotApplicable>,
) -> f64 {
    let is_claimed = |_: &u32| trend().is_ok_and(|it| it.movement().is_some());
    real((0..n_series).filter(is_claimed).count() as u64) / f64::from(n_series)
}
