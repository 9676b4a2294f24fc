//! The system: every count that is shown or follows from shown ones, with what adds up.
//!
//! In: counts with the marks of their rows, and which of them are parts of which. Out: the
//! smallest and largest value each can have for who reads all that is shown. Every relation is
//! held against the rows: one that does not hold is an error, not less protection.

use rustc_hash::FxHashMap;

use super::round::Rounding;
use crate::error::Error;
use crate::indicators::Mark;

/// What is told of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Nothing is said of it anywhere.
    Nothing,
    /// That it is not told: it may be any number.
    Hidden,
    /// That it is not small.
    NotSmall,
    /// That it is small, or nought.
    Small,
    /// A rounded number.
    Rounded(u64),
    /// The count itself.
    Exactly,
}

/// One count.
#[derive(Debug, Clone)]
pub(super) struct Count {
    pub(super) value: u64,
    pub(super) rows: Mark,
    /// What it is shown for, see [`Mark::draw`].
    pub(super) purpose: u64,
    pub(super) told: Told,
    /// Whether it is a count that a figure is about: it needs protection, whatever is told.
    pub(super) is_named: bool,
    /// The count without which nothing is told of this one.
    pub(super) under: Option<usize>,
    /// The count that is hidden together with this one.
    pub(super) beside: Option<usize>,
}

/// A count that is the sum of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) total: usize,
    pub(super) parts: Vec<usize>,
}

/// From, and up to; above [`NO_LIMIT`] there is none.
pub(super) type Range = (i64, i64);

/// No count is as large as this.
pub(super) const NO_LIMIT: i64 = 1 << 40;

/// All counts with their sums.
#[derive(Debug, Clone)]
pub(super) struct System {
    pub(super) rounding: Rounding,
    pub(super) counts: Vec<Count>,
    pub(super) sums: Vec<Sum>,
    /// The sums each count is in.
    pub(super) sums_of: Vec<Vec<usize>>,
    /// The counts that are told under each.
    pub(super) told_under: Vec<Vec<usize>>,
    of_rows: FxHashMap<Mark, usize>,
}

/// What follows for every count, and from which sum.
pub(super) struct Known {
    pub(super) ranges: Vec<Range>,
    /// The sum that gave the lower limit and the one that gave the upper; none for what is
    /// told of the count itself.
    pub(super) why: Vec<[Option<usize>; 2]>,
}

impl System {
    pub(super) fn new(rounding: Rounding) -> Self {
        Self {
            rounding,
            counts: Vec::new(),
            sums: Vec::new(),
            sums_of: Vec::new(),
            told_under: Vec::new(),
            of_rows: FxHashMap::default(),
        }
    }

    /// Adds a count. One about the same rows as an earlier one is equal to it.
    pub(super) fn add(&mut self, count: Count) -> Result<usize, Error> {
        let (at, rows) = (self.counts.len(), count.rows);
        if let Some(above) = count.under {
            self.told_under[above].push(at);
        }
        self.counts.push(count);
        self.sums_of.push(Vec::new());
        self.told_under.push(Vec::new());
        if rows != Mark::NONE {
            match self.of_rows.get(&rows) {
                Some(same) => self.relate(at, vec![*same])?,
                None => drop(self.of_rows.insert(rows, at)),
            }
        }
        Ok(at)
    }

    /// Adds a count of which nothing is said.
    pub(super) fn add_unseen(&mut self, value: u64, rows: Mark) -> Result<usize, Error> {
        let (told, purpose) = (Told::Nothing, 0);
        let (under, beside, is_named) = (None, None, false);
        self.add(Count { value, rows, purpose, told, is_named, under, beside })
    }

    /// Says that a count is the sum of others.
    ///
    /// # Errors
    /// When the rows say otherwise: a fault in the program.
    pub(super) fn relate(
        &mut self,
        total: usize,
        parts: Vec<usize>,
    ) -> Result<(), Error> {
        let rows =
            parts.iter().map(|it| self.counts[*it].rows).fold(Mark::NONE, Mark::and);
        let value: u64 = parts.iter().map(|it| self.counts[*it].value).sum();
        if rows != self.counts[total].rows || value != self.counts[total].value {
            return Err(Error::bug("counts that should add up are about other rows"));
        }
        for at in parts.iter().chain([&total]) {
            self.sums_of[*at].push(self.sums.len());
        }
        self.sums.push(Sum { total, parts });
        Ok(())
    }

    /// What is told of one count, as a range.
    pub(super) fn told(&self, at: usize) -> Range {
        let (count, smallest) = (&self.counts[at], whole(self.rounding.smallest));
        match count.told {
            Told::Nothing | Told::Hidden => (0, NO_LIMIT),
            Told::NotSmall => (smallest, NO_LIMIT),
            Told::Small => (0, smallest - 1),
            Told::Rounded(shown) => {
                let (from, to) = self.rounding.band(shown);
                (whole(from), whole(to))
            }
            Told::Exactly => (whole(count.value), whole(count.value)),
        }
    }

    /// What follows from all that is told.
    ///
    /// # Errors
    /// When that contradicts the rows: a fault in the program.
    pub(super) fn known(&self) -> Result<Known, Error> {
        let told: Vec<Range> = (0..self.counts.len()).map(|it| self.told(it)).collect();
        self.follow(told)
    }

    /// What follows from what is told as counted, and from nothing else.
    ///
    /// # Errors
    /// As [`System::known`].
    pub(super) fn known_from_exact(&self) -> Result<Known, Error> {
        let told = (0..self.counts.len()).map(|at| match self.counts[at].told {
            Told::Exactly => self.told(at),
            _ => (0, NO_LIMIT),
        });
        self.follow(told.collect())
    }

    fn follow(&self, ranges: Vec<Range>) -> Result<Known, Error> {
        let mut known = Known { why: vec![[None; 2]; ranges.len()], ranges };
        let mut queue: std::collections::VecDeque<usize> = (0..self.sums.len()).collect();
        let mut is_queued = vec![true; self.sums.len()];
        // Limits move by whole numbers, so this ends; a chain that creeps is cut short, which
        // leaves limits wider than they are. Such chains need ranges of hundreds.
        let mut left = 400 * self.sums.len() + 10_000;
        while let (Some(sum), true) = (queue.pop_front(), left > 0) {
            is_queued[sum] = false;
            left -= 1;
            for changed in self.sums[sum].narrow(sum, &mut known) {
                for other in &self.sums_of[changed] {
                    if *other != sum && !is_queued[*other] {
                        is_queued[*other] = true;
                        queue.push_back(*other);
                    }
                }
            }
        }
        let is_wrong = |(count, range): (&Count, &Range)| {
            whole(count.value) < range.0 || range.1 < whole(count.value)
        };
        if self.counts.iter().zip(&known.ranges).any(is_wrong) {
            return Err(Error::bug("what is told of a count contradicts its rows"));
        }
        Ok(known)
    }
}

impl Sum {
    /// Narrows the ranges of its members; which of them changed.
    fn narrow(&self, sum: usize, known: &mut Known) -> Vec<usize> {
        let mut changed = Vec::new();
        let (mut low, mut high, mut n_open) = (0, 0, 0);
        for part in &self.parts {
            let range = known.ranges[*part];
            low += range.0;
            if range.1 >= NO_LIMIT { n_open += 1 } else { high += range.1 }
        }
        let all_high = if n_open > 0 { NO_LIMIT } else { high };
        known.narrow(self.total, (low, all_high), sum, &mut changed);
        let total = known.ranges[self.total];
        for part in &self.parts {
            let (from, to) = known.ranges[*part];
            let is_open = to >= NO_LIMIT;
            let others_high = match n_open - i32::from(is_open) {
                0 if is_open => high,
                0 => high - to,
                _ => NO_LIMIT,
            };
            let at_least =
                if others_high >= NO_LIMIT { 0 } else { total.0 - others_high };
            let at_most =
                if total.1 >= NO_LIMIT { NO_LIMIT } else { total.1 - (low - from) };
            known.narrow(*part, (at_least, at_most), sum, &mut changed);
        }
        changed
    }
}

impl Known {
    fn narrow(&mut self, at: usize, to: Range, sum: usize, changed: &mut Vec<usize>) {
        let range = &mut self.ranges[at];
        let mut is_changed = false;
        if to.0 > range.0 {
            (range.0, self.why[at][0], is_changed) = (to.0, Some(sum), true);
        }
        if to.1 < range.1 {
            (range.1, self.why[at][1], is_changed) = (to.1, Some(sum), true);
        }
        if is_changed {
            changed.push(at);
        }
    }

    /// How many values are left.
    pub(super) fn width(&self, at: usize) -> i64 {
        let (from, to) = self.ranges[at];
        to - from + 1
    }
}

/// A count as a number with a sign.
pub(super) fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(NO_LIMIT - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVES: Rounding = Rounding { base: 5, smallest: 10 };

    fn count(value: u64, rows: Mark, told: Told) -> Count {
        let (under, beside, is_named) = (None, None, true);
        Count { value, rows, purpose: 0, told, is_named, under, beside }
    }

    #[test]
    fn a_total_and_one_part_leave_the_other() {
        let mut system = System::new(FIVES);
        let (a, b) = (Mark::of_row(1), Mark::of_row(2));
        let total = system.add(count(60, a.and(b), Told::Rounded(60))).unwrap();
        let large = system.add(count(51, a, Told::Rounded(50))).unwrap();
        let small = system.add(count(9, b, Told::Hidden)).unwrap();
        system.relate(total, vec![large, small]).unwrap();
        let known = system.known().unwrap();
        assert_eq!(known.ranges, [(55, 65), (45, 55), (0, 20)]);
        assert_eq!(known.why[small], [None, Some(0)]);
    }

    #[test]
    fn the_same_rows_are_one_count_and_two_numbers_for_it_leave_six_values() {
        let mut system = System::new(FIVES);
        let rows = Mark::of_row(1);
        for shown in [50, 55] {
            system.add(count(52, rows, Told::Rounded(shown))).unwrap();
        }
        assert_eq!(system.known().unwrap().ranges, [(50, 55); 2]);
    }

    #[test]
    fn counts_that_do_not_add_up_are_an_error() {
        let mut system = System::new(FIVES);
        let (a, b) = (Mark::of_row(1), Mark::of_row(2));
        let total = system.add(count(60, a.and(b), Told::Rounded(60))).unwrap();
        let part = system.add(count(60, a, Told::Rounded(60))).unwrap();
        assert!(system.relate(total, vec![part]).is_err());
    }
}
