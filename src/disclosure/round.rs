//! Rounding: the number that is shown for a count.
//!
//! In: a count, the mark of its rows, and what kind of count it is. Out: a multiple of the base
//! next to it. The rounding is fixed and at random: the rows decide it, so the same count of
//! the same rows is shown as the same number in every table and release, and nobody who does
//! not know all rows can tell which way it went (Statistics Canada rounds at random to base 5;
//! Stats NZ calls it fixed random rounding).
//!
//! What is shown is off by the base at most: 45 stands for 40 to 50. Mostly it is the nearest
//! multiple. With the nearest one always, two numbers would tell too much: 17 + 17 = 34 would
//! be shown as 15, 15 and 35, and only 16 and 17 fit that.

use crate::indicators::Mark;
use crate::numeric::real;

/// How counts are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounding {
    /// What counts are rounded to.
    pub base: u64,
    /// The smallest count that is shown.
    pub smallest: u64,
}

/// One in so many is not shown as its nearest multiple.
const ONE_IN: u64 = 8;

impl Rounding {
    /// Whether the count is one of those that are all shown alike, from nobody on.
    pub fn is_small(self, count: u64) -> bool {
        count < self.smallest
    }

    /// The numbers a count may be shown as, nearest first.
    pub fn near(self, count: u64) -> Vec<u64> {
        let below = count / self.base * self.base;
        let multiples =
            [below.checked_sub(self.base), Some(below), Some(below + self.base)];
        let fits =
            |it: &u64| *it >= self.smallest && *it > 0 && it.abs_diff(count) <= self.base;
        let mut near: Vec<u64> = multiples.into_iter().flatten().filter(fits).collect();
        near.sort_by_key(|it| (it.abs_diff(count), *it));
        near
    }

    /// The number a count is shown as; 0 for one that is not.
    pub fn draw(self, count: u64, rows: Mark, purpose: u64) -> u64 {
        let near = self.near(count);
        let drawn = rows.draw(purpose);
        let others = near.len().saturating_sub(1) as u64;
        if others == 0 || !drawn.is_multiple_of(ONE_IN) {
            return near.first().copied().unwrap_or(0);
        }
        let other = usize::try_from(drawn / ONE_IN % others).unwrap_or(0);
        near.get(1 + other).copied().unwrap_or(0)
    }

    /// The counts that a shown number stands for: from, and up to.
    pub fn band(self, shown: u64) -> (u64, u64) {
        (shown.saturating_sub(self.base).max(self.smallest), shown + self.base)
    }

    /// The variance of the error in a shown number, over all counts alike.
    pub fn variance(self) -> f64 {
        let (base, chance) = (real(self.base), 1.0 / real(ONE_IN));
        let of_rest = |rest: u64| {
            let (down, up) = (real(rest), real(self.base) - real(rest));
            let (near, far) = if down <= up { (down, up) } else { (up, down) };
            near * near * (1.0 - chance) + far * far * chance
        };
        (0..self.base).map(of_rest).sum::<f64>() / base
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVES: Rounding = Rounding { base: 5, smallest: 10 };

    #[test]
    fn what_is_shown_is_off_by_the_base_at_most_and_never_below_the_smallest() {
        for smallest in [5, 8, 10, 20] {
            let rounding = Rounding { smallest, ..FIVES };
            for count in smallest..400 {
                for row in 0..200 {
                    let shown = rounding.draw(count, Mark::of_row(row), 1);
                    let (from, to) = rounding.band(shown);
                    assert!((from..=to).contains(&count), "{smallest} {count} {shown}");
                    assert!(
                        shown.is_multiple_of(5) && shown >= smallest,
                        "{count} {shown}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_count_of_a_band_can_be_what_is_shown() {
        for shown in (10..200).step_by(5) {
            let (from, to) = FIVES.band(shown);
            assert!(to - from + 1 >= 6);
            for count in from..=to {
                let can =
                    (0..400).any(|it| FIVES.draw(count, Mark::of_row(it), 3) == shown);
                assert!(can, "{count} is never {shown}");
            }
        }
    }

    #[test]
    fn one_in_eight_is_not_the_nearest_and_the_error_has_the_variance_that_is_said() {
        let (mut n_far, mut squares) = (0, 0.0);
        for row in 0..40_000 {
            let count = 100 + row % 5;
            let shown = FIVES.draw(count, Mark::of_row(row), 9);
            n_far += u64::from(shown != FIVES.near(count)[0]);
            squares += (real(shown) - real(count)).powi(2);
        }
        assert!((4_700..5_300).contains(&n_far), "{n_far}");
        let difference: f64 = squares / 40_000.0 - FIVES.variance();
        assert!(difference.abs() < 0.1, "{difference}");
    }

    #[test]
    fn the_same_rows_are_shown_alike_and_another_purpose_draws_anew() {
        let of = |row, purpose| FIVES.draw(52, Mark::of_row(row), purpose);
        assert!((0..100).all(|it| of(it, 4) == of(it, 4)));
        assert!((0..100).any(|it| of(it, 4) != of(it, 5)));
    }
}
