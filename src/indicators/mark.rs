//! Marks: which rows a count is about, as one number that adds up.
//!
//! In: the keys of rows. Out: their mark. The same rows have the same mark, in whatever table,
//! words, group or release they are counted; the marks of two sets without a row in common add
//! up to the mark of both. A mark says nothing about a row to who does not know all keys, and
//! is written in `internal/` and in the ledger only.

use std::fmt;

/// The sum over rows of a hash of 128 bits of each row's key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark(u128);

/// Two streams that have nothing in common.
const STREAMS: [u64; 2] = [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344];

impl Mark {
    /// The mark of no rows at all.
    pub const NONE: Self = Self(0);

    /// The mark of one row: that of its trajectory. Two answers about the same trajectory have
    /// the same mark, so that counts of trajectories and of what belongs to them compare.
    pub fn of_row(key: u64) -> Self {
        let [high, low] = STREAMS.map(|it| u128::from(mix(key ^ it)));
        Self(high << 64 | low)
    }

    /// The mark of so many rows like this one.
    #[must_use]
    pub fn times(self, n: u64) -> Self {
        Self(self.0.wrapping_mul(u128::from(n)))
    }

    /// The mark of both sets together.
    #[must_use]
    pub fn and(self, more: Self) -> Self {
        Self(self.0.wrapping_add(more.0))
    }

    /// The mark of what is left without the rows of a set that lies within.
    #[must_use]
    pub fn without(self, part: Self) -> Self {
        Self(self.0.wrapping_sub(part.0))
    }

    /// Adds the rows of another set.
    pub fn add(&mut self, more: Self) {
        *self = self.and(more);
    }

    /// A number that only the rows and the purpose decide.
    pub fn draw(self, purpose: u64) -> u64 {
        let [high, low] = self.halves();
        mix(mix(high ^ purpose) ^ low)
    }

    fn halves(self) -> [u64; 2] {
        let half = |it: u128| u64::try_from(it & u128::from(u64::MAX)).unwrap_or(0);
        [half(self.0 >> 64), half(self.0)]
    }
}

/// In sixteens, as the ledger has it.
impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195),
/// with the constants of its variant 13 (Stafford).
pub(crate) fn mix(of: u64) -> u64 {
    let mut it = of.wrapping_add(0x9e37_79b9_7f4a_7c15);
    it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    it ^ (it >> 31)
}

/// Boxes of a sketch.
const N_BOXES: usize = 256;

/// A set in boxes: how many of them differ between two sets is the least number of rows by
/// which these differ. A box holds the sum of half the marks of its rows; the other half says
/// which box a row is in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch(Vec<u64>);

impl Sketch {
    /// Adds a row, by its mark, so many times.
    pub fn add(&mut self, row: Mark, n: u64) {
        self.0.resize(N_BOXES, 0);
        let [sum, place] = row.halves();
        let place = &mut self.0[usize::try_from(place).unwrap_or(0) % N_BOXES];
        *place = place.wrapping_add(sum.wrapping_mul(n));
    }

    /// Adds the rows of another set.
    pub fn merge(&mut self, other: &Self) {
        if self.0.is_empty() {
            self.0.clone_from(&other.0);
        } else {
            let both = self.0.iter_mut().zip(&other.0);
            both.for_each(|(it, more)| *it = it.wrapping_add(*more));
        }
    }

    /// Sums and differences of sets, box by box.
    #[must_use]
    pub fn combined(terms: &[(&Self, bool)]) -> Self {
        let mut sum = Self(vec![0; N_BOXES]);
        for (set, is_added) in terms {
            for (it, more) in sum.0.iter_mut().zip(&set.0) {
                *it = if *is_added {
                    it.wrapping_add(*more)
                } else {
                    it.wrapping_sub(*more)
                };
            }
        }
        sum
    }

    /// Boxes that are not empty: at least so many rows are left.
    pub fn n_filled(&self) -> u64 {
        self.0.iter().filter(|it| **it != 0).count() as u64
    }

    /// The boxes as text, for the ledger.
    pub fn to_text(&self) -> String {
        self.0.iter().map(|it| format!("{it:016x}")).collect()
    }

    /// A set as the ledger holds it; `None` for what is none.
    pub fn from_text(text: &str) -> Option<Self> {
        let boxes = (0..text.len()).step_by(16);
        let boxes = boxes.map(|at| u64::from_str_radix(text.get(at..at + 16)?, 16).ok());
        let boxes = Self(boxes.collect::<Option<_>>()?);
        [0, N_BOXES].contains(&boxes.0.len()).then_some(boxes)
    }
}

/// Boxes of a digest.
const N_SMALL_BOXES: usize = 32;

/// Rows with their values, in few boxes: how many differ between two releases is the least
/// number of rows that came, went or were corrected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Digest([u32; N_SMALL_BOXES]);

impl Digest {
    /// Adds a row with a value, so many times.
    pub fn add(&mut self, row: Mark, value: u64, n: u64) {
        let both = mix(row.draw(value));
        let place = &mut self.0[usize::try_from(both >> 32).unwrap_or(0) % N_SMALL_BOXES];
        let low = |it: u64| u32::try_from(it & u64::from(u32::MAX)).unwrap_or(0);
        *place = place.wrapping_add(low(both).wrapping_mul(low(n)));
    }

    /// Adds the rows of another set.
    pub fn merge(&mut self, other: &Self) {
        let both = self.0.iter_mut().zip(other.0);
        both.for_each(|(it, more)| *it = it.wrapping_add(more));
    }

    /// Boxes that differ: at least so many rows do.
    pub fn n_apart(&self, other: &Self) -> u64 {
        self.0.iter().zip(other.0).filter(|(a, b)| *a != b).count() as u64
    }

    /// The boxes as text, for the ledger.
    pub fn to_text(self) -> String {
        self.0.iter().map(|it| format!("{it:08x}")).collect()
    }

    /// A digest as the ledger holds it; `None` for what is none.
    pub fn from_text(text: &str) -> Option<Self> {
        let mut boxes = [0; N_SMALL_BOXES];
        for (at, it) in boxes.iter_mut().enumerate() {
            *it = u32::from_str_radix(text.get(8 * at..8 * at + 8)?, 16).ok()?;
        }
        (text.len() == 8 * N_SMALL_BOXES).then_some(Self(boxes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(keys: std::ops::Range<u64>) -> Mark {
        keys.map(Mark::of_row).fold(Mark::NONE, Mark::and)
    }

    fn sketch(keys: std::ops::Range<u64>) -> Sketch {
        let mut sketch = Sketch::default();
        keys.for_each(|it| sketch.add(Mark::of_row(it), 1));
        sketch
    }

    #[test]
    fn marks_of_parts_add_up_to_that_of_the_whole() {
        assert_eq!(of(0..40).and(of(40..100)), of(0..100));
        assert_eq!(of(0..100).without(of(40..100)), of(0..40));
        assert_eq!(Mark::of_row(7).times(3), of(7..8).and(of(7..8)).and(of(7..8)));
        assert_ne!(of(0..40), of(1..41));
    }

    #[test]
    fn the_hash_is_the_published_one() {
        // The first values of SplitMix64 from the seed 1234567, as Rosetta Code and the
        // reference implementation of Vigna print them.
        let seed = 1_234_567_u64;
        let step = 0x9e37_79b9_7f4a_7c15_u64;
        let of = |n: u64| mix(seed.wrapping_add(step.wrapping_mul(n)));
        let wanted = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973];
        assert_eq!([of(0), of(1)], wanted);
    }

    #[test]
    fn a_digest_sees_a_row_more_and_a_value_that_was_corrected() {
        let of = |n: u64, first: u64| {
            let mut digest = Digest::default();
            (0..n).for_each(|it| {
                digest.add(Mark::of_row(it), if it == 0 { first } else { 7 }, 1);
            });
            digest
        };
        let now = of(500, 7);
        assert_eq!([now.n_apart(&of(501, 7)), now.n_apart(&of(500, 7))], [1, 0]);
        assert!((1..=2).contains(&now.n_apart(&of(500, 8))));
        assert!(now.n_apart(&of(530, 7)) >= 10);
        assert_eq!(Digest::from_text(&now.to_text()), Some(now));
    }

    #[test]
    fn boxes_that_differ_are_no_more_than_the_rows_that_do() {
        for n in [1, 5, 9, 10, 40, 1000] {
            let left =
                Sketch::combined(&[(&sketch(0..2000), true), (&sketch(n..2000), false)]);
            assert!(left.n_filled() <= n && left.n_filled() > 0, "{n}");
        }
        let set = sketch(0..90);
        assert_eq!(Sketch::from_text(&set.to_text()), Some(set));
        let same = Sketch::combined(&[(&sketch(0..90), true), (&sketch(0..90), false)]);
        assert_eq!(same.n_filled(), 0);
    }
}
