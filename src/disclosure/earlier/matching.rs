//! Matching: which figure of an earlier release is which figure of this one.
//!
//! In: what was published, and the figures of a run. Out: for each figure its record, and
//! for each count what was known of it. Never: a match across periods of another length.
//!
//! Two figures are the same when the same is counted over the same rows of the same period
//! and group, whatever the indicator is called. When there is none, the figure with the same
//! indicator and category is taken, also when its definition has changed: a figure before
//! and after a change of definition can be subtracted too.

use std::collections::BTreeMap;

use super::published::{Numbers, Published, Record, Series, State};
use super::record::{groups_of, period_of, series_of};
use crate::disclosure::Quantity;
use crate::estimates::Figure;
use crate::indicators::Computing;
use crate::numeric::real;

type Groups = BTreeMap<String, String>;
type Period = (String, String);

/// From, and up to.
pub(super) type Bounds = (f64, f64);

/// An earlier release, beside the figures of a run.
pub(in crate::disclosure) struct Old<'a> {
    /// The day of the release.
    pub(in crate::disclosure) date: &'a str,
    published: &'a Published,
    /// The record of each figure.
    of_figure: Vec<Option<usize>>,
    /// A record that counts the same rows as the figure does.
    of_count: Vec<Option<usize>>,
    /// The records no figure matches, by series.
    orphans: Vec<usize>,
}

impl<'a> Old<'a> {
    pub(in crate::disclosure) fn new(
        date: &'a str,
        published: &'a Published,
        figures: &[Figure],
        computing: Computing,
    ) -> Self {
        let mut places: BTreeMap<(usize, &Period, &Groups), usize> = BTreeMap::new();
        for (at, it) in published.figures.iter().enumerate() {
            places.entry((it.series, &it.period, &it.groups)).or_insert(at);
        }
        let mut series: BTreeMap<Series, (Option<usize>, Vec<usize>)> = BTreeMap::new();
        let (mut of_figure, mut of_count) = (Vec::new(), Vec::new());
        for figure in figures {
            let of = series_of(figure, computing);
            let (own, same_rows) = series.entry(of).or_insert_with_key(|of| {
                (own_series(of, published), same_rows(of, published))
            });
            let (period, groups) = (period_of(figure), groups_of(figure));
            let find = |it: usize| places.get(&(it, &period, &groups)).copied();
            let record = own.and_then(find);
            of_figure.push(record);
            of_count.push(record.or_else(|| same_rows.iter().find_map(|it| find(*it))));
        }
        let matched: std::collections::BTreeSet<usize> =
            of_figure.iter().copied().flatten().collect();
        let orphan = |it: &usize| !matched.contains(it);
        let orphans = (0..published.figures.len()).filter(orphan).collect();
        Self { date, published, of_figure, of_count, orphans }
    }

    /// What was released of the figure.
    pub(in crate::disclosure) fn record(&self, figure: usize) -> Option<&'a Record> {
        Some(&self.published.figures[self.of_figure[figure]?])
    }

    /// What is counted by the series of a record.
    pub(in crate::disclosure) fn series(&self, record: &Record) -> Option<&'a Series> {
        self.published.series.get(record.series)
    }

    /// The numbers the release itself showed of the figure.
    pub(super) fn shown(&self, figure: usize) -> Option<&'a Numbers> {
        shown(self.record(figure)?)
    }

    /// What outsiders know since that release of a count that the figure shows.
    pub(super) fn known(&self, figure: usize, quantity: Quantity) -> Option<Bounds> {
        let record = match quantity {
            Quantity::Count | Quantity::Missing => self.of_count[figure]?,
            Quantity::Numerator => self.of_figure[figure]?,
            Quantity::Rest | Quantity::Difference => return None,
        };
        self.bounds(&self.published.figures[record], quantity)
    }

    fn bounds(&self, record: &Record, quantity: Quantity) -> Option<Bounds> {
        let numbers = shown(record).filter(|it| !it.is_sum)?;
        let count = match quantity {
            Quantity::Numerator => numbers.numerator?,
            Quantity::Missing => numbers.missing?,
            _ => numbers.n,
        };
        let Some(base) = self.published.rounding.filter(|it| *it > 1 && count > 0) else {
            return Some((real(count), real(count)));
        };
        Some((real(count.saturating_sub(base / 2)), real(count + (base - 1) / 2)))
    }

    /// The groups of that release that are gone, below the total of `total` and beside the
    /// group of `part`: what was known of each.
    pub(super) fn gone(
        &self,
        total: &Figure,
        part: (usize, &Figure),
        quantity: Quantity,
    ) -> Vec<Option<Bounds>> {
        let Some(series) = self.any_series(part.0, quantity) else { return Vec::new() };
        let (period, above) = (period_of(total), groups_of(total));
        let beside = groups_of(part.1);
        let is_gone = |it: &&Record| {
            it.series == series
                && it.period == period
                && it.groups.keys().eq(beside.keys())
                && above
                    .iter()
                    .all(|(dimension, group)| it.groups.get(dimension) == Some(group))
        };
        let orphans = self.orphans.iter().map(|it| &self.published.figures[*it]);
        orphans.filter(is_gone).map(|it| self.bounds(it, quantity)).collect()
    }

    /// The series of the figure, as far as any group of it is known.
    fn any_series(&self, figure: usize, quantity: Quantity) -> Option<usize> {
        let record = match quantity {
            Quantity::Numerator => self.of_figure[figure],
            _ => self.of_count[figure],
        };
        Some(self.published.figures[record?].series)
    }
}

/// What a release itself showed; what it repeated is told by the release it came from.
pub(super) fn shown(record: &Record) -> Option<&Numbers> {
    record.numbers.as_ref().filter(|_| record.state == State::Shown)
}

fn own_series(of: &Series, published: &Published) -> Option<usize> {
    let all = || published.series.iter().enumerate();
    let same = |it: &Series| {
        (&it.population, &it.counts, &it.category)
            == (&of.population, &of.counts, &of.category)
    };
    let named =
        |it: &Series| (&it.indicator, &it.category) == (&of.indicator, &of.category);
    let both = all().find(|it| same(it.1) && named(it.1));
    let found = both.or_else(|| all().find(|it| named(it.1)));
    found.or_else(|| all().find(|it| same(it.1))).map(|it| it.0)
}

fn same_rows(of: &Series, published: &Published) -> Vec<usize> {
    let all = published.series.iter().enumerate();
    all.filter(|it| it.1.population == of.population).map(|it| it.0).collect()
}
