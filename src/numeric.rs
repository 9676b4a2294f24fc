//! Arithmetic shared by all stages: sums that do not drift, comparisons that keep NaN out.

use std::ops;

/// A sum that keeps what rounding would lose, in a second number: some 31 digits (Dekker
/// 1971, doi:10.1007/BF01397083; Knuth 1997, *Seminumerical Algorithms*, section 4.2.2).
///
/// Whole numbers, and marks with a few decimals, are added exactly: in whatever order or
/// parts they come, the sum is the same to the last bit. A difference of two sums that are
/// almost equal keeps the digits that ordinary numbers would no longer have.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sum {
    high: f64,
    /// What rounding lost so far; put back when something is done with the sum.
    low: f64,
}

/// Splits a number of 53 bits in two of 26: 2²⁷ + 1 (Veltkamp 1968, in Dekker 1971).
const SPLITTER: f64 = 134_217_729.0;
/// Factors up to here can be split without passing the largest number: 2⁵⁰⁰.
const SPLITTABLE: f64 = 3.273_390_607_896_142e150;

impl Sum {
    /// Adds one term.
    pub fn add(&mut self, term: f64) {
        let sum = Self::of_two(self.high, term);
        self.high = sum.high;
        self.low += sum.low;
    }

    /// Adds the product of two numbers, which may have twice as many digits as each.
    pub fn add_product(&mut self, a: f64, b: f64) {
        let product = Self::product(a, b);
        self.add(product.high);
        self.low += product.low;
    }

    /// Adds the terms of another sum.
    pub fn merge(&mut self, other: Self) {
        *self = *self + other;
    }

    /// The product of two numbers, exactly.
    pub fn product(a: f64, b: f64) -> Self {
        let high = a * b;
        if !(a.abs() <= SPLITTABLE && b.abs() <= SPLITTABLE) {
            return Self { high, low: a.mul_add(b, -high) };
        }
        let split = |it: f64| {
            let large = SPLITTER * it;
            let upper = large - (large - it);
            (upper, it - upper)
        };
        let ((a1, a2), (b1, b2)) = (split(a), split(b));
        Self { high, low: a2 * b2 - (((high - a1 * b1) - a2 * b1) - a1 * b2) }
    }

    /// The sum so far.
    pub fn value(self) -> f64 {
        self.settled().high
    }

    /// The same sum, with as much of it as fits in the first number. Beyond the largest
    /// number nothing is left to put back.
    fn settled(self) -> Self {
        if self.high.is_finite() {
            Self::of_two(self.high, self.low)
        } else {
            Self { high: self.high, low: 0.0 }
        }
    }

    /// `a + b`, exactly, whichever is larger.
    fn of_two(a: f64, b: f64) -> Self {
        let high = a + b;
        let of_b = high - a;
        Self { high, low: (a - (high - of_b)) + (b - of_b) }
    }

    /// `a + b`, exactly, for a at least as large as b.
    fn of_large_and_small(a: f64, b: f64) -> Self {
        let high = a + b;
        Self { high, low: b - (high - a) }
    }
}

impl PartialEq for Sum {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.settled(), other.settled());
        (a.high, a.low) == (b.high, b.low)
    }
}

impl From<f64> for Sum {
    fn from(value: f64) -> Self {
        Self { high: value, low: 0.0 }
    }
}

impl ops::Add for Sum {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let highs = Self::of_two(self.high, other.high);
        if !highs.high.is_finite() {
            return Self::from(highs.high); // There is nothing left to correct.
        }
        let lows = Self::of_two(self.low, other.low);
        let sum = Self::of_large_and_small(highs.high, highs.low + lows.high);
        Self::of_large_and_small(sum.high, sum.low + lows.low)
    }
}

impl ops::Neg for Sum {
    type Output = Self;

    fn neg(self) -> Self {
        Self { high: -self.high, low: -self.low }
    }
}

impl ops::Sub for Sum {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl ops::Mul for Sum {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let (this, other) = (self.settled(), other.settled());
        let highs = Self::product(this.high, other.high);
        if !highs.high.is_finite() {
            return Self::from(highs.high);
        }
        let crossed = this.high * other.low + this.low * other.high;
        Self::of_large_and_small(highs.high, highs.low + crossed)
    }
}

impl ops::Mul<f64> for Sum {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        self * Self::from(factor)
    }
}

impl ops::Div<f64> for Sum {
    type Output = Self;

    fn div(self, divisor: f64) -> Self {
        let this = self.settled();
        let first = this.high / divisor;
        let rest = this - Self::product(first, divisor);
        Self::of_large_and_small(first, rest.value() / divisor)
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(terms: I) -> Self {
        let mut sum = Self::default();
        terms.into_iter().for_each(|it| sum.add(it));
        sum
    }
}

/// A count as a floating-point number; exact up to 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "counts of rows stay far below 2^53")]
pub fn real(count: u64) -> f64 {
    count as f64
}

/// Decimals that differences and quotients of scores keep: more than any score has.
const DECIMALS: f64 = 1e9;

/// The number with nine decimals next to `x`, to the last bit the one that is read from its
/// text: 23.4 − 18.4 is 5. What is computed from scores passes here before anything compares
/// it with a threshold, so that a change of exactly five points is no less than five.
pub fn decimal(x: f64) -> f64 {
    (x * DECIMALS).round() / DECIMALS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_keeps_what_its_largest_term_would_swallow() {
        let sum: Sum = [1e16, 1.0, -1e16, 1e-3].into_iter().collect();
        assert_eq!(sum.value().to_bits(), 1.001_f64.to_bits());
    }

    #[test]
    fn marks_add_up_to_the_same_bits_in_any_order() {
        let marks: Vec<f64> =
            (0..1000_u32).map(|i| f64::from(i * 7 % 91) / 10.0).collect();
        let forward: Sum = marks.iter().copied().collect();
        let backward: Sum = marks.iter().rev().copied().collect();
        assert_eq!(forward, backward);
        let mut halves: Sum = marks[..501].iter().copied().collect();
        halves.merge(marks[501..].iter().copied().collect());
        assert_eq!(halves, forward);
    }

    #[test]
    fn products_and_quotients_are_right_beyond_sixteen_digits() {
        // (10⁸ + 1)² = 10¹⁶ + 2·10⁸ + 1 needs 17 digits.
        let square = Sum::product(1e8 + 1.0, 1e8 + 1.0);
        assert_eq!(
            (square - Sum::from(1e16)).value().to_bits(),
            (2e8 + 1.0_f64).to_bits()
        );
        let third = Sum::from(1.0) / 3.0;
        assert!((third * 3.0 - Sum::from(1.0)).value().abs() < 1e-30);
    }

    // 100 clients who all went up by 5.0 had 40 % "improved": a difference of two floats was
    // compared with the threshold.
    #[test]
    fn differences_of_scores_with_one_decimal_are_exact() {
        for tenths in 0..1_000_u32 {
            let start = f64::from(tenths) / 10.0;
            let end = f64::from(tenths + 50) / 10.0;
            assert_eq!(decimal(end - start).to_bits(), 5.0_f64.to_bits(), "{start}");
        }
        assert_eq!(decimal(0.9 / 3.0).to_bits(), 0.3_f64.to_bits());
    }

    #[test]
    fn a_sum_that_overflows_is_infinite_and_not_nan() {
        let sum: Sum = [f64::MAX, f64::MAX].into_iter().collect();
        assert!(sum.value().is_infinite());
    }
}
