//! Draws for simulated truths in tests: seeded, and lean enough for thousands of series.
//!
//! In: a seed. Out: numbers, counts, and how often something is claimed. Never: another run
//! of draws on another machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::Trend;
use crate::indicators::{Cell, Spell};
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

/// Ends a day for the first and the second cause of [`Draws::clients`].
pub(super) const RATES: [f64; 2] = [0.004, 0.001];

impl Draws {
    /// Times of clients with so many rows each, whose end is the same in half of all pairs of
    /// rows: exponential with [`RATES`], followed for 100 to 500 days.
    pub(super) fn clients(&mut self, n_clients: u64, n_rows: u64) -> Cell {
        let mut cell = Cell { n: n_clients * n_rows, n_clients, ..Cell::default() };
        cell.client_n_sq = real(n_clients * n_rows * n_rows);
        for _ in 0..n_clients {
            let common = (self.unit(), self.unit());
            let rows = (0..n_rows).map(|_| self.spell(common)).collect::<Vec<_>>();
            add_client(&mut cell, rows);
        }
        cell
    }

    fn spell(&mut self, common: (f64, f64)) -> Spell {
        // Two rows are both the client's own with chance one half.
        let is_common = self.unit() < std::f64::consts::FRAC_1_SQRT_2;
        let (end, cause) = if is_common { common } else { (self.unit(), self.unit()) };
        let rate = RATES[0] + RATES[1];
        let end = (-end.ln() / rate).ceil();
        let seen = (100.0 + 400.0 * self.unit()).ceil();
        let cause = usize::from(cause < RATES[1] / rate);
        let ended = end <= seen;
        let days = whole(if ended { end } else { seen });
        Spell { days, ended, cause: ended.then_some(cause) }
    }
}

/// Adds the rows of one client to the times and causes of a cell.
pub(super) fn add_client(cell: &mut Cell, rows: Vec<Spell>) {
    for row in &rows {
        let at = cell.times.entry(row.days).or_default();
        if row.ended {
            at.n_ended += 1;
        } else {
            at.n_censored += 1;
        }
        if let Some(cause) = row.cause {
            *cell.causes.entry((row.days, cause)).or_default() += 1;
        }
    }
    cell.times.see_client(rows);
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "days from 1"
)]
fn whole(days: f64) -> u32 {
    days as u32
}

/// How often, of `n_series`, a trend is claimed.
pub(super) fn false_claims(
    n_series: u32,
    mut trend: impl FnMut() -> Result<Trend, WhyNotApplicable>,
) -> f64 {
    let is_claimed = |_: &u32| trend().is_ok_and(|it| it.movement().is_some());
    real((0..n_series).filter(is_claimed).count() as u64) / f64::from(n_series)
}
