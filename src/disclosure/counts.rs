//! Counts: what every figure counts, and which counts are parts of which.
//!
//! In: figures with the marks of their rows. Out: the system of all their counts, each with what
//! is told of it at first: a rounded number, that it is small, or nothing. That a count is of
//! so few clients is the same as that it is not told.

use std::collections::{BTreeMap, BTreeSet};

use super::Quantity;
use super::earlier::LastShown;
use super::round::Rounding;
use super::settle::by_chance;
use super::system::{Count, System, Told};
use crate::error::Error;
use crate::estimates::Figure;
use crate::indicators::{Mark, MeasureKind, mix};
use crate::terms::{Dimension, Groups};

/// Where the counts of a figure are in the system.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places {
    pub(super) n: usize,
    pub(super) missing: usize,
    /// Of the numerator, and of what it leaves of the denominator.
    pub(super) parts: Option<[usize; 2]>,
}

impl Places {
    /// All of them.
    pub(super) fn all(self) -> impl Iterator<Item = usize> {
        self.named().map(|it| it.0)
    }

    /// All of them, with what they are.
    pub(super) fn named(self) -> impl Iterator<Item = (usize, Quantity)> {
        use Quantity::{Missing, N, Numerator, Rest};
        let parts =
            self.parts.into_iter().flat_map(|it| [(it[0], Numerator), (it[1], Rest)]);
        [(self.n, N), (self.missing, Missing)].into_iter().chain(parts)
    }
}

/// What a count is of a figure.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Rows = 1,
    Base,
    Yes,
    Category,
    Ended,
    Rest,
    Missing,
}

impl Purpose {
    /// The purpose of a draw. It differs for counts that are about the same rows in some
    /// cases only, such as a total and its largest group: else two different numbers would
    /// prove that the rest is not nought.
    fn of(self, figure: &Figure) -> u64 {
        let bit = |it: Dimension| 1_u64 << (it as u64);
        mix((self as u64) << 32 | figure.groups.split().map(|it| bit(it.0)).sum::<u64>())
    }
}

/// Figures that have the same denominator.
type Base<'a> = (usize, usize, usize, &'a Groups);

/// What is decided of figures before their counts are told.
pub(super) struct Decided<'a> {
    /// The names of the figures.
    pub(super) ids: &'a [String],
    /// Which are told as counted.
    pub(super) exact: &'a BTreeSet<usize>,
    /// Which are told as an earlier release did.
    pub(super) repeated: &'a BTreeSet<usize>,
    /// What earlier releases showed.
    pub(super) before: &'a LastShown<'a>,
}

/// The counts of all figures.
pub(super) struct Counts<'a> {
    pub(super) figures: &'a [Figure],
    told: &'a Decided<'a>,
    pub(super) system: System,
    pub(super) places: Vec<Places>,
}

impl<'a> Counts<'a> {
    /// Collects the counts, with what is told of them at first.
    ///
    /// # Errors
    /// When counts that must add up do not: a fault in the program.
    pub(super) fn new(
        figures: &'a [Figure],
        rounding: Rounding,
        told: &'a Decided<'a>,
    ) -> Result<Self, Error> {
        let (system, places) = (System::new(rounding), Vec::with_capacity(figures.len()));
        let mut counts = Self { figures, told, system, places };
        let mut bases: BTreeMap<Base, (usize, usize)> = BTreeMap::new();
        for (at, figure) in figures.iter().enumerate() {
            let key =
                (figure.indicator, figure.measure, figure.period_index, &figure.groups);
            let (n, missing) = match bases.get(&key) {
                Some(it) => *it,
                None => counts.add_base(at)?,
            };
            bases.insert(key, (n, missing));
            let parts = match figure.numerator {
                Some(it) => Some(counts.add_parts(at, n, it)?),
                None => None,
            };
            counts.places.push(Places { n, missing, parts });
        }
        counts.relate_categories()?;
        counts.relate_groups()?;
        counts.relate_horizons()?;
        super::related::relate(&mut counts.system, figures, &counts.places)?;
        Ok(counts)
    }

    fn add_base(&mut self, at: usize) -> Result<(usize, usize), Error> {
        let figure = &self.figures[at];
        let sets = &figure.sets;
        let purpose = match figure.kind {
            MeasureKind::Count => Purpose::Rows,
            _ => Purpose::Base,
        };
        let of = named(figure.n, sets.n, purpose.of(figure));
        let mut told = self.first_told(at, &of, Quantity::N);
        if self.system.rounding.is_small(figure.n_clients) && told != Told::Small {
            told = Told::Hidden;
        }
        let n = self.system.add(Count { told, ..of })?;
        let of = named(figure.n_missing, sets.missing, Purpose::Missing.of(figure));
        let told = if is_told(told) {
            self.first_told(at, &of, Quantity::Missing)
        } else {
            Told::Hidden
        };
        let missing = self.system.add(Count { under: Some(n), told, ..of })?;
        if figure.kind != MeasureKind::Count || figure.n_missing > 0 {
            let (value, rows) = (figure.n + figure.n_missing, sets.n.and(sets.missing));
            let all = self.system.add_unseen(value, rows)?;
            self.system.relate(all, vec![n, missing])?;
        }
        Ok((n, missing))
    }

    fn first_told(&self, at: usize, count: &Count, quantity: Quantity) -> Told {
        let rounding = self.system.rounding;
        if self.is_exact(at) {
            Told::Exactly
        } else if by_chance(count.value, count.rows) || self.told.repeated.contains(&at) {
            Told::Hidden
        } else if rounding.is_small(count.value) {
            Told::Small
        } else {
            Told::Rounded(self.shown(at, count, quantity))
        }
    }

    /// The number a count is shown as: as an earlier release did, as long as that is right.
    fn shown(&self, at: usize, count: &Count, quantity: Quantity) -> u64 {
        let rounding = self.system.rounding;
        let before = self.told.before.of(&self.told.ids[at], quantity, count, rounding);
        before.unwrap_or_else(|| rounding.draw(count.value, count.rows, count.purpose))
    }

    fn is_exact(&self, at: usize) -> bool {
        self.told.exact.contains(&at)
    }

    /// The numerator, and what it leaves.
    fn add_parts(&mut self, at: usize, n: usize, yes: u64) -> Result<[usize; 2], Error> {
        let figure = &self.figures[at];
        let rest = figure.n.checked_sub(yes);
        let rest = rest.ok_or_else(|| Error::bug("a numerator above its denominator"))?;
        let rows = [figure.sets.numerator, figure.sets.n.without(figure.sets.numerator)];
        let purpose = match figure.kind {
            MeasureKind::Distribution => Purpose::Category,
            MeasureKind::CumulativeIncidence => Purpose::Ended,
            _ => Purpose::Yes,
        };
        let purposes = [purpose, Purpose::Rest].map(|it| it.of(figure));
        let mut of = [0, 1].map(|it| named([yes, rest][it], rows[it], purposes[it]));
        let told = self.parts_told(at, n, &of);
        of.iter_mut().zip(told).for_each(|(it, told)| it.told = told);
        let [first, second] = of;
        let first = self.system.add(Count { under: Some(n), ..first })?;
        let beside = Some(first);
        let second = self.system.add(Count { under: Some(n), beside, ..second })?;
        self.system.counts[first].beside = Some(second);
        self.system.relate(n, vec![first, second])?;
        Ok([first, second])
    }

    /// What is told of a numerator and of what it leaves. Where both could be small, it is not
    /// told which of them is.
    fn parts_told(&self, at: usize, n: usize, parts: &[Count; 2]) -> [Told; 2] {
        let (figure, rounding) = (&self.figures[at], self.system.rounding);
        if self.is_exact(at) {
            return [Told::Exactly; 2];
        }
        let few = figure.sets.clients.is_some_and(|it| {
            let is_few = |(clients, part): (u64, &Count)| {
                rounding.is_small(clients) && !rounding.is_small(part.value)
            };
            it.into_iter().zip(parts).any(is_few)
        });
        let left_out = by_chance(parts[0].value, parts[0].rows);
        if !is_told(self.system.counts[n].told) || few || left_out {
            return [Told::Hidden; 2];
        }
        match parts.each_ref().map(|it| rounding.is_small(it.value)) {
            [false, false] => {
                let shown = self.shown(at, &parts[0], Quantity::Numerator);
                let shown = self.within(n, parts[0].value, shown);
                [Told::Rounded(shown), Told::NotSmall]
            }
            _ if self.both_may_be_small(n) => [Told::Hidden; 2],
            [true, _] => [Told::Small, Told::Nothing],
            [false, true] => [Told::Nothing, Told::Small],
        }
    }

    /// A numerator is shown below its denominator: the rest is not nought.
    fn within(&self, n: usize, value: u64, shown: u64) -> u64 {
        let Told::Rounded(of) = self.system.counts[n].told else { return shown };
        let near = self.system.rounding.near(value);
        let lower = near.into_iter().filter(|it| *it < of);
        if shown < of { shown } else { lower.max().unwrap_or(shown) }
    }

    pub(super) fn both_may_be_small(&self, total: usize) -> bool {
        let least = self.system.told(total).0;
        least <= 2 * (super::system::whole(self.system.rounding.smallest) - 1)
    }
}

fn named(value: u64, rows: Mark, purpose: u64) -> Count {
    let (under, beside, is_named) = (None, None, true);
    Count { value, rows, purpose, told: Told::Nothing, is_named, under, beside }
}

/// Whether a number is told.
pub(super) fn is_told(told: Told) -> bool {
    matches!(told, Told::Rounded(_) | Told::Exactly)
}
