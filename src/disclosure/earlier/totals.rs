//! Totals over time: a total as counted moves only when enough rows did.
//!
//! In: the totals of this release, and those that earlier ones showed. Out: for each whether it
//! may be told, is to be told as before, or cannot be told as counted. Rows are compared, so
//! another name, page, pipeline or length of period does not matter.

use std::collections::BTreeMap;

use super::Earlier;
use super::published::PublishedTotal;
use crate::disclosure::exact::sets_of;
use crate::disclosure::round::Rounding;
use crate::estimates::Figure;
use crate::indicators::Sketch;

/// What becomes of a total because of earlier ones.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::disclosure) enum OverTime {
    /// It is told as it is now.
    AsNow,
    /// It is told as it was: so few rows changed that the difference would be about them.
    AsBefore(Box<PublishedTotal>),
    /// Something about a few rows would follow, whichever of the two is told.
    NotTold,
}

/// An earlier total with its sets: rows with a value, with the property, without value, and
/// what the property leaves.
struct Before<'a> {
    total: &'a PublishedTotal,
    rows: [Sketch; 3],
    sets: Vec<Sketch>,
}

impl Earlier {
    /// What becomes of each of the totals, by position of the figure.
    pub(in crate::disclosure) fn over_time(
        &self,
        totals: &BTreeMap<usize, &Figure>,
        rounding: Rounding,
    ) -> BTreeMap<usize, OverTime> {
        let before = self.totals();
        let sums = sums_of_periods(totals, &before);
        let of = |(at, figure): (&usize, &&Figure)| {
            let decided = over_time(*at, figure, &before, rounding);
            let is_few = |it: &Sketch| few(it.n_filled(), rounding);
            let by_sum = sums.get(at).is_some_and(|it| it.iter().any(is_few));
            (*at, if by_sum { OverTime::NotTold } else { decided })
        };
        totals.iter().map(of).collect()
    }

    /// The totals that an earlier release showed of exactly these rows.
    pub(in crate::disclosure) fn same_as_before(
        &self,
        figures: &[Figure],
    ) -> BTreeMap<usize, PublishedTotal> {
        let before = self.totals();
        let same = |(at, figure): (usize, &Figure)| {
            let sets = &figure.sets.sketches;
            let has_numerator = figure.numerator.is_some();
            let found = before.iter().find(|it| {
                it.rows == *sets && it.total.numerator.is_some() == has_numerator
            });
            Some((at, found.filter(|_| sets[0].n_filled() > 0)?.total.clone()))
        };
        figures.iter().enumerate().filter_map(same).collect()
    }

    /// Every total that was shown, the last of each set only.
    fn totals(&self) -> Vec<Before<'_>> {
        let mut last: BTreeMap<(&str, &[String; 3]), &PublishedTotal> = BTreeMap::new();
        for it in self.releases.iter().flat_map(|it| &it.1.totals) {
            last.insert((&it.figure_id, &it.sets), it);
        }
        let before = last.into_values().filter_map(|total| {
            let rows = total.sketches()?;
            let [n, yes, missing] = &rows;
            let mut sets = vec![n.clone(), missing.clone()];
            if total.numerator.is_some() {
                sets.extend([yes.clone(), Sketch::combined(&[(n, true), (yes, false)])]);
            }
            Some(Before { total, rows, sets })
        });
        before.collect()
    }
}

fn few(n: u64, rounding: Rounding) -> bool {
    n > 0 && rounding.is_small(n)
}

fn apart(a: &Sketch, b: &Sketch) -> u64 {
    Sketch::combined(&[(a, true), (b, false)]).n_filled()
}

fn over_time(
    at: usize,
    figure: &Figure,
    before: &[Before],
    rounding: Rounding,
) -> OverTime {
    let own = sets_of(at, figure);
    let is_near = |it: &&Before| {
        let near =
            |set: &Sketch| own.iter().any(|own| few(apart(&own.rows, set), rounding));
        it.sets.iter().any(near)
    };
    let near: Vec<&Before> = before.iter().filter(is_near).collect();
    let alike = near.iter().filter(|it| {
        it.total.numerator.is_some() == figure.numerator.is_some()
            && std::iter::zip(&it.rows, &figure.sets.sketches)
                .all(|(then, now)| rounding.is_small(apart(then, now)))
    });
    let latest = alike.max_by(|a, b| a.total.since.cmp(&b.total.since));
    match (near.is_empty(), latest) {
        (true, _) => OverTime::AsNow,
        (_, Some(it)) => OverTime::AsBefore(Box::new(it.total.clone())),
        (_, None) => OverTime::NotTold,
    }
}

/// Totals of short periods that together fill a longer one that was shown, and the other way
/// round: what they differ by.
fn sums_of_periods(
    totals: &BTreeMap<usize, &Figure>,
    before: &[Before],
) -> BTreeMap<usize, Vec<Sketch>> {
    let mut left: BTreeMap<usize, Vec<Sketch>> = BTreeMap::new();
    let mut series: BTreeMap<(usize, usize), Vec<(usize, &Figure)>> = BTreeMap::new();
    for (at, figure) in totals {
        series.entry((figure.indicator, figure.measure)).or_default().push((*at, figure));
    }
    for members in series.values() {
        for earlier in before {
            let within: Vec<&(usize, &Figure)> = members
                .iter()
                .filter(|it| is_within(&period_of(it.1), &earlier.total.period))
                .collect();
            let [first, .., last] = within.as_slice() else { continue };
            let (from, to) = &earlier.total.period;
            if period_of(first.1).0 != *from || period_of(last.1).1 != *to {
                continue;
            }
            for set in 0..3 {
                let parts = within.iter().map(|it| (&it.1.sets.sketches[set], true));
                let terms: Vec<_> = parts.chain([(&earlier.rows[set], false)]).collect();
                let differs = Sketch::combined(&terms);
                for it in &within {
                    left.entry(it.0).or_default().push(differs.clone());
                }
            }
        }
        for (at, figure) in members {
            left.entry(*at).or_default().extend(longer(figure, before));
        }
    }
    left
}

/// What a total differs by from earlier ones of shorter periods together.
fn longer(figure: &Figure, before: &[Before]) -> Vec<Sketch> {
    let (from, to) = period_of(figure);
    let mut kinds: BTreeMap<&str, Vec<&Before>> = BTreeMap::new();
    for it in before
        .iter()
        .filter(|it| is_within(&it.total.period, &(from.clone(), to.clone())))
    {
        let name = it.total.figure_id.split('/').next().unwrap_or_default();
        kinds.entry(name).or_default().push(it);
    }
    let mut left = Vec::new();
    for mut parts in kinds.into_values() {
        parts.sort_by(|a, b| a.total.period.cmp(&b.total.period));
        parts.dedup_by(|a, b| a.total.period == b.total.period);
        let fills = parts.len() > 1
            && parts.first().is_some_and(|it| it.total.period.0 == from)
            && parts.last().is_some_and(|it| it.total.period.1 == to);
        if !fills {
            continue;
        }
        for set in 0..3 {
            let parts = parts.iter().map(|it| (&it.rows[set], false));
            let terms: Vec<_> =
                parts.chain([(&figure.sets.sketches[set], true)]).collect();
            left.push(Sketch::combined(&terms));
        }
    }
    left
}

fn period_of(figure: &Figure) -> (String, String) {
    (figure.period.start.to_string(), figure.period.end.to_string())
}

fn is_within(short: &(String, String), long: &(String, String)) -> bool {
    long.0 <= short.0 && short.1 <= long.1 && short != long
}
