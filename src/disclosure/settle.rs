//! Settling: what is told of each count, until nothing follows that may not.
//!
//! In: a system with a first rounding. Out: the same with some counts rounded the other way, and
//! with the few that no rounding helps not told. Two things may not follow: fewer values for a
//! count than the base, and that a small count is not nought.
//!
//! Knowing the program does not help: whatever is told in the end would have been told at once
//! under another draw, for every count that fits it. For that, counts up to some size may be
//! left out at random too, see [`by_chance`].

use std::collections::{BTreeMap, BTreeSet};

use super::system::{Known, System, Told, whole};
use crate::error::Error;
use crate::indicators::Mark;

/// What settling did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Settled {
    /// Counts that were rounded the other way.
    pub(super) turned: BTreeSet<usize>,
    /// Counts that are not told because of others.
    pub(super) hidden: BTreeSet<usize>,
    /// Counts that stay exposed: what gives them away is told as counted.
    pub(super) exposed: BTreeSet<usize>,
}

/// Counts below may be left out at random, one in so many.
const LEFT_OUT_BELOW: u64 = 50;
const LEFT_OUT_ONE_IN: u64 = 128;
const LEAVING_OUT: u64 = 0x6c65_6176_696e_6701;

/// Whether a count is left out because its rows happen to say so. What is left out to protect
/// others looks the same, so that nobody can tell from it that there was something to protect.
pub(super) fn by_chance(count: u64, rows: Mark) -> bool {
    count < LEFT_OUT_BELOW && rows.draw(LEAVING_OUT).is_multiple_of(LEFT_OUT_ONE_IN)
}

/// A limit of a count: its position, and whether it is the upper one.
type Limit = (usize, usize);
const LOWER: usize = 0;
const UPPER: usize = 1;

impl System {
    /// Turns and hides until nothing follows that may not.
    ///
    /// # Errors
    /// As [`System::known`].
    pub(super) fn settle(&mut self) -> Result<Settled, Error> {
        let mut settled = Settled::default();
        let mut moved: BTreeMap<usize, bool> = BTreeMap::new();
        let implied = self.known_from_exact()?;
        loop {
            let known = self.known()?;
            let broken = self.broken(&known, &implied);
            let open = broken.into_iter().filter(|it| !settled.exposed.contains(&it.0));
            let open: Vec<Limit> = open.collect();
            if open.is_empty() {
                return Ok(settled);
            }
            let mut touched = BTreeSet::new();
            for limit in open {
                self.mend(limit, &known, &mut moved, &mut settled, &mut touched);
            }
        }
    }

    /// The counts of which too much follows, each with the limit that should move.
    fn broken(&self, known: &Known, implied: &Known) -> Vec<Limit> {
        let (base, smallest) = (whole(self.rounding.base), whole(self.rounding.smallest));
        let mut broken = Vec::new();
        for (at, count) in self.counts.iter().enumerate() {
            // What follows from totals as counted is told with them, when it is not about a few.
            let value = whole(count.value);
            let is_few = 0 < value && value < smallest;
            let follows_anyway = implied.width(at) < base && !is_few;
            if !count.is_named || count.told == Told::Exactly || follows_anyway {
                continue;
            }
            let is_proved = is_few && known.ranges[at].0 > 0;
            if is_proved {
                broken.push((at, LOWER));
            } else if known.width(at) < base {
                let side = if known.why[at][LOWER].is_some() { LOWER } else { UPPER };
                broken.push((at, side));
            }
        }
        broken
    }

    /// One step that moves a limit: a rounding turned, or a count no longer told.
    fn mend(
        &mut self,
        limit: Limit,
        known: &Known,
        moved: &mut BTreeMap<usize, bool>,
        settled: &mut Settled,
        touched: &mut BTreeSet<usize>,
    ) {
        let reasons = self.reasons(limit, known);
        if reasons.iter().any(|it| touched.contains(&it.0)) {
            return;
        }
        touched.extend(reasons.iter().map(|it| it.0));
        let turn = |it: &Limit| {
            let is_up = it.1 == UPPER;
            let stays = moved.get(&it.0).is_none_or(|before| *before == is_up);
            let shown = self.turned(*it).filter(|_| stays)?;
            let count = &self.counts[it.0];
            Some((shown.abs_diff(count.value), count.rows.draw(it.1 as u64), *it, shown))
        };
        if let Some((_, _, (at, side), shown)) = reasons.iter().filter_map(turn).min() {
            self.counts[at].told = Told::Rounded(shown);
            moved.insert(at, side == UPPER);
            settled.turned.insert(at);
            return;
        }
        let hidden = self.to_hide(limit.0, &reasons);
        if hidden.is_empty() {
            settled.exposed.insert(limit.0);
        }
        for at in hidden {
            self.hide(at);
            settled.hidden.insert(at);
        }
    }

    /// The counts told as counted that some counts follow from.
    ///
    /// # Errors
    /// As [`System::known`].
    pub(super) fn exactly_told_about(
        &self,
        exposed: &BTreeSet<usize>,
    ) -> Result<BTreeSet<usize>, Error> {
        let known = self.known()?;
        let limits = exposed.iter().flat_map(|it| [(*it, LOWER), (*it, UPPER)]);
        let reasons = limits.flat_map(|it| self.reasons(it, &known)).map(|it| it.0);
        let is_exact = |it: &usize| self.counts[*it].told == Told::Exactly;
        Ok(reasons.filter(is_exact).collect())
    }

    /// The limits, as they are told, that a limit follows from.
    fn reasons(&self, limit: Limit, known: &Known) -> Vec<Limit> {
        let (mut seen, mut open, mut told) = (BTreeSet::new(), vec![limit], Vec::new());
        while let Some((at, side)) = open.pop() {
            if !seen.insert((at, side)) {
                continue;
            }
            let Some(sum) = known.why[at][side] else {
                told.push((at, side));
                continue;
            };
            let sum = &self.sums[sum];
            if sum.total == at {
                open.extend(sum.parts.iter().map(|it| (*it, side)));
            } else {
                open.push((sum.total, side));
                let others = sum.parts.iter().filter(|it| **it != at);
                open.extend(others.map(|it| (*it, 1 - side)));
            }
        }
        told
    }

    /// The number a count could be shown as instead, for that limit to move outwards.
    fn turned(&self, (at, side): Limit) -> Option<u64> {
        let Told::Rounded(shown) = self.counts[at].told else { return None };
        let near = self.rounding.near(self.counts[at].value).into_iter();
        let mut outward = near
            .filter(|it| if side == UPPER { *it > shown } else { *it < shown })
            .filter(|it| self.leaves_a_rest(at, *it));
        outward.next()
    }

    /// Whether a numerator stays below its denominator: what is left is not nought.
    fn leaves_a_rest(&self, at: usize, shown: u64) -> bool {
        let rounded = |at: usize| match self.counts[at].told {
            Told::Rounded(it) => Some(it),
            _ => None,
        };
        let above = self.counts[at].beside.and(self.counts[at].under);
        let is_below = above.and_then(rounded).is_none_or(|n| shown < n);
        let under =
            self.told_under[at].iter().filter(|it| self.counts[**it].beside.is_some());
        is_below && under.filter_map(|it| rounded(*it)).all(|it| it < shown)
    }

    /// What is no longer told when no rounding helps: that counts are small, and else the
    /// smallest number.
    fn to_hide(&self, about: usize, reasons: &[Limit]) -> Vec<usize> {
        let told = reasons.iter().map(|it| it.0).chain([about]);
        let told: BTreeSet<usize> = told.collect();
        let is_small = |it: &usize| self.counts[*it].told == Told::Small;
        let small: Vec<usize> = told.iter().copied().filter(is_small).collect();
        if !small.is_empty() {
            return small;
        }
        let rounded = told.iter().filter_map(|it| match self.counts[*it].told {
            Told::Rounded(shown) => Some((shown, self.counts[*it].rows, *it)),
            Told::NotSmall => Some((u64::MAX, self.counts[*it].rows, *it)),
            _ => None,
        });
        rounded.min().map(|it| it.2).into_iter().collect()
    }

    /// Tells no more of a count, nor of those that stand or fall with it.
    pub(super) fn hide(&mut self, at: usize) {
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            if matches!(self.counts[at].told, Told::Hidden | Told::Exactly) {
                continue;
            }
            self.counts[at].told = Told::Hidden;
            open.extend(self.counts[at].beside);
            let under =
                self.counts.iter().enumerate().filter(|it| it.1.under == Some(at));
            open.extend(under.map(|it| it.0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::round::Rounding;
    use super::super::system::Count;
    use super::*;

    const FIVES: Rounding = Rounding { base: 5, smallest: 10 };

    fn system(total: u64, parts: &[(u64, Told)]) -> System {
        let mut system = System::new(FIVES);
        let count = |value, rows, told| Count {
            value,
            rows,
            purpose: 0,
            told,
            is_named: true,
            under: None,
            beside: None,
        };
        let rows: Vec<Mark> = (0..).take(parts.len()).map(Mark::of_row).collect();
        let all = rows.iter().copied().fold(Mark::NONE, Mark::and);
        let sum = parts.iter().map(|it| it.0).sum();
        let total = system.add(count(sum, all, Told::Rounded(total))).unwrap();
        let parts = std::iter::zip(parts, rows)
            .map(|((value, told), rows)| system.add(count(*value, rows, *told)).unwrap())
            .collect();
        system.relate(total, parts).unwrap();
        system
    }

    #[test]
    fn a_rounding_that_proves_a_small_count_is_turned() {
        // 60 + 5 is the most there is, 45 + 5 + 9 is not enough for 60 − 5 without the last.
        let parts = [(24, Told::Rounded(20)), (24, Told::Rounded(20)), (9, Told::Small)];
        let mut system = system(60, &parts);
        assert_eq!(system.known().unwrap().ranges[3].0, 5);
        let settled = system.settle().unwrap();
        assert!(!settled.turned.is_empty() && settled.hidden.is_empty());
        assert_eq!(system.known().unwrap().ranges[3].0, 0);
    }

    #[test]
    fn where_no_rounding_helps_it_is_no_longer_told_that_counts_are_small() {
        let mut system =
            system(25, &[(9, Told::Small), (9, Told::Small), (9, Told::Small)]);
        let settled = system.settle().unwrap();
        assert_eq!(settled.hidden.len(), 3);
        assert_eq!(system.counts[0].told, Told::Rounded(25));
        assert_eq!(system.known().unwrap().ranges[1], (0, 30));
    }

    #[test]
    fn one_in_a_hundred_and_twenty_eight_small_numbers_is_left_out() {
        let n = (0..12_800).filter(|it| by_chance(12, Mark::of_row(*it))).count();
        assert!((60..140).contains(&n), "{n}");
        assert!((0..1_000).all(|it| !by_chance(50, Mark::of_row(it))));
    }
}
