//! Chance from a seed, the same on every machine.
//!
//! In: a seed. Out: numbers drawn in a fixed order. Never: the clock, the operating system,
//! or a function whose last digit differs between machines (no `ln`, `exp` or `powf`), so
//! that a sample is remade byte for byte anywhere.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// 2³², the number of values a draw of 32 bits can take.
const SPAN: f64 = 4_294_967_296.0;

/// A seeded source of chance (`ChaCha` with eight rounds).
#[derive(Debug)]
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number from 0 up to, not including, 1.
    pub(super) fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / SPAN
    }

    /// A whole number from 0 up to, not including, `n`. Each comes equally often but for
    /// one part in 2³² (multiply and shift, no rejection).
    pub(super) fn below(&mut self, n: u32) -> u32 {
        let wide = u64::from(self.0.next_u32()) * u64::from(n);
        u32::try_from(wide >> 32).unwrap_or(0)
    }

    /// A whole number of days from `first` to `last`, both included.
    pub(super) fn days(&mut self, first: i32, last: i32) -> i32 {
        let span = u32::try_from(last.saturating_sub(first)).unwrap_or(0) + 1;
        first + i32::try_from(self.below(span)).unwrap_or(0)
    }

    /// True in about `share` of the draws.
    pub(super) fn yes(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// Nearly normal with mean 0 and standard deviation 1, never beyond ±3.47: four
    /// uniform numbers added up (Irwin–Hall, variance 4/12), centred and stretched by √3.
    pub(super) fn bell(&mut self) -> f64 {
        const SQRT_3: f64 = 1.732_050_807_568_877_2;
        let bits = self.0.next_u64();
        let parts = [bits, bits >> 16, bits >> 32, bits >> 48];
        let sum: f64 = parts
            .map(|it| f64::from(u32::try_from(it & 0xFFFF).unwrap_or(0)))
            .iter()
            .sum();
        (sum / 65_535.0 - 2.0) * SQRT_3
    }

    /// One of `choices`, each as often as its weight says.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[(u32, T)], fallback: T) -> T {
        let total = choices.iter().map(|(weight, _)| weight).sum();
        let mut left = self.below(total);
        for (weight, choice) in choices {
            if left < *weight {
                return *choice;
            }
            left -= weight;
        }
        fallback
    }

    /// One of `words`, each equally often; empty when there are none.
    pub(super) fn word(&mut self, words: &[&'static str]) -> &'static str {
        let n = u32::try_from(words.len()).unwrap_or(0);
        words.get(self.below(n) as usize).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let draw = |seed| {
            let mut chance = Chance::new(seed);
            [chance.below(1000), chance.below(1000), chance.below(1000)]
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn the_bell_has_mean_zero_and_deviation_one() {
        let mut chance = Chance::new(1);
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..100_000 {
            let x = chance.bell();
            sum += x;
            squares += x * x;
        }
        assert!((sum / 100_000.0).abs() < 0.02);
        assert!((squares / 100_000.0 - 1.0).abs() < 0.02);
    }

    #[test]
    fn a_choice_without_weight_is_never_picked() {
        let mut chance = Chance::new(2);
        assert!((0..1000).all(|_| chance.pick(&[(0, 'a'), (5, 'b')], 'c') == 'b'));
    }
}
