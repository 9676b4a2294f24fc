//! Rounding: figures made of rounded counts.
//!
//! In: figures, which are hidden, the policy. Out: the figures as they are shown: counts
//! rounded, shares and their intervals from the rounded counts, totals as sums of what is
//! shown; a cumulative incidence in the steps such a share has. Never: a share that undoes the rounding of the counts beside it.
//!
//! A total that has no shown group below it is rounded by itself. Where a total is split in
//! more than one way, it is the sum along its first split, in the order of dimensions. Means
//! and medians are no quotient of shown counts: they keep as many decimals as the rounded n
//! supports, so that they do not betray the exact one.

use std::collections::{BTreeMap, BTreeSet};

use super::Policy;
use crate::estimates::{Estimate, Figure, ProportionInterval};
use crate::indicators::MeasureKind;
use crate::numeric::real;
use crate::terms::{Dimension, WhyMissing};

impl Policy {
    /// The count as it is shown.
    pub(crate) fn round(&self, count: u64) -> u64 {
        match self.rounding {
            Some(base) if base > 1 => (count + base / 2) / base * base,
            _ => count,
        }
    }

    /// What an outsider knows of a count that is shown by itself: from, and up to. That
    /// counts under the smallest are not shown is known too.
    pub(super) fn seen(&self, count: u64) -> (f64, f64) {
        let Some(base) = self.rounding.filter(|it| *it > 1 && count > 0) else {
            return (real(count), real(count));
        };
        let shown = self.round(count);
        let low = shown.saturating_sub(base / 2).max(self.smallest_count.min(count));
        (real(low), real(shown + (base - 1) / 2))
    }
}

/// The figures each total is the sum of; nothing for a figure that is no total.
pub(super) fn parts(figures: &[Figure]) -> Vec<Vec<usize>> {
    type Key<'a> = (usize, usize, usize, Option<&'a str>);
    let mut series: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (at, it) in figures.iter().enumerate() {
        let category = it.category.as_deref();
        let key = (it.indicator, it.measure, it.period_index, category);
        series.entry(key).or_default().push(at);
    }
    let mut parts = vec![Vec::new(); figures.len()];
    for members in series.values() {
        let splits: BTreeSet<&Vec<Dimension>> =
            members.iter().map(|it| &figures[*it].breakdown.split).collect();
        for at in members {
            let total = &figures[*at];
            let split = &total.breakdown.split;
            let Some(fine) = finer(split, &splits) else { continue };
            let below = |it: &&usize| {
                let it = &figures[**it];
                it.breakdown.split == *fine
                    && split.iter().all(|d| it.groups.get(*d) == total.groups.get(*d))
            };
            parts[*at] = members.iter().filter(below).copied().collect();
        }
    }
    parts
}

/// The first split that has these dimensions and one more, or else more.
fn finer<'a>(
    split: &[Dimension],
    splits: &BTreeSet<&'a Vec<Dimension>>,
) -> Option<&'a Vec<Dimension>> {
    let further = |it: &&&Vec<Dimension>| {
        it.len() > split.len() && split.iter().all(|d| it.contains(d))
    };
    splits.iter().filter(further).min_by_key(|it| (it.len(), **it)).copied()
}

/// Whether the figure is shown as the sum of others.
pub(super) fn is_sum(parts: &[usize], figures: &[Figure], hidden: &[bool]) -> bool {
    parts.iter().any(|it| !hidden[*it] && figures[*it].n > 0)
}

/// Which figures are shown as sums of others.
pub(super) fn sums(figures: &[Figure], hidden: &[bool], policy: &Policy) -> Vec<bool> {
    if policy.rounding.is_none() {
        return vec![false; figures.len()];
    }
    parts(figures).iter().map(|it| is_sum(it, figures, hidden)).collect()
}

/// The figures as they are shown.
pub(super) fn rounded(
    figures: &[Figure],
    hidden: &[bool],
    policy: &Policy,
) -> Vec<Figure> {
    if policy.rounding.is_none() {
        return figures.to_vec();
    }
    let parts = parts(figures);
    let mut shown: Vec<Figure> =
        figures.iter().map(|it| with_rounded_counts(it, policy)).collect();
    // Finest first, so that a total of totals is the sum of what those show.
    let mut order: Vec<usize> = (0..figures.len()).collect();
    order.sort_by_key(|it| std::cmp::Reverse(figures[*it].breakdown.split.len()));
    for at in order {
        if is_sum(&parts[at], figures, hidden) {
            let below =
                || parts[at].iter().filter(|it| !hidden[**it]).map(|it| &shown[*it]);
            let n = below().map(|it| it.n).sum();
            let n_missing = below().map(|it| it.n_missing).sum();
            let numerator: u64 = below().filter_map(|it| it.numerator).sum();
            let total = &mut shown[at];
            (total.n, total.n_missing) = (n, n_missing);
            total.numerator = total.numerator.map(|_| numerator);
        }
        let estimate = estimate(&figures[at], &shown[at], policy);
        shown[at].estimate = estimate;
    }
    shown
}

fn with_rounded_counts(figure: &Figure, policy: &Policy) -> Figure {
    let hides = policy.hides_missing(figure);
    Figure {
        n: policy.round(figure.n),
        numerator: figure.numerator.map(|it| policy.round(it)),
        n_missing: if hides { 0 } else { policy.round(figure.n_missing) },
        ..figure.clone()
    }
}

/// The estimate that goes with the rounded counts.
fn estimate(
    exact: &Figure,
    shown: &Figure,
    policy: &Policy,
) -> Result<Estimate, WhyMissing> {
    let (base, fewest) = (policy.rounding.unwrap_or(1), policy.seen(shown.n).0);
    let estimate = exact.estimate?;
    let estimate = Estimate {
        design_effect: estimate.design_effect.map(to_one_decimal),
        ..estimate
    };
    match (exact.kind, shown.numerator) {
        (MeasureKind::Count, _) => Ok(Estimate { value: real(shown.n), ..estimate }),
        (MeasureKind::Proportion | MeasureKind::Distribution, Some(numerator)) => {
            if shown.n == 0 {
                return Err(WhyMissing::TooFew);
            }
            let value = real(numerator) / real(shown.n);
            let inflation = estimate.design_effect.unwrap_or(1.0);
            let n = real(shown.n) / if inflation < 1.0 { 1.0 } else { inflation };
            let interval = estimate.interval.and_then(|_| {
                Some(ProportionInterval::of_method(estimate.method)?.limits(value, n))
            });
            Ok(Estimate { value, interval, ..estimate })
        }
        (MeasureKind::CumulativeIncidence, _) => Ok(in_steps(estimate, shown.n, base)),
        _ => Ok(to_supported_decimals(estimate, fewest)),
    }
}

/// A mean of whole marks is a sum divided by n: with enough decimals only one n fits. With
/// steps of at least 1/n, for the fewest that the rounded n stands for, every n fits some sum,
/// and the rounded n tells all there is.
fn to_supported_decimals(estimate: Estimate, fewest: f64) -> Estimate {
    let steps = if fewest >= 1.0 { 10_f64.powf(fewest.log10().floor()) } else { 1.0 };
    let round = |it: f64| (it * steps).round() / steps;
    let interval = estimate.interval.map(|it| (round(it.0), round(it.1)));
    Estimate { value: round(estimate.value), interval, ..estimate }
}

/// The exact design effect comes from counts that are not shown.
fn to_one_decimal(effect: f64) -> f64 {
    (10.0 * effect).round() / 10.0
}

/// A share that is no quotient of counts, in the steps a quotient of rounded counts has.
fn in_steps(estimate: Estimate, n: u64, base: u64) -> Estimate {
    let steps = if n > base { real(n) / real(base) } else { 1.0 };
    let round = |it: f64| (it * steps).round() / steps;
    let interval = estimate.interval.map(|it| (round(it.0), round(it.1)));
    Estimate { value: round(estimate.value), interval, ..estimate }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rounded_mean_fits_every_n_that_the_rounded_n_stands_for() {
        let policy = Policy::named("cbs").unwrap();
        for shown in [10_u64, 15, 95, 100, 995, 1_000] {
            let (fewest, most) = policy.seen(shown);
            let steps = 10_f64.powf(fewest.log10().floor());
            let ns = (0..10).map(|it| fewest + f64::from(it)).filter(|it| *it <= most);
            for n in ns {
                // Every mean from 1 to 10 in steps is a whole sum divided by n, rounded.
                let fits = |at: i32| {
                    let mean = 1.0 + f64::from(at) / steps;
                    let rounded = ((mean * n).round() / n * steps).round() / steps;
                    (rounded - mean).abs() < 1e-9
                };
                assert!((0..9_000).all(fits), "{shown} {n}");
            }
        }
    }

    #[test]
    fn seven_is_hidden_and_eight_is_ten() {
        // opensafely-core/ehrql tests/unit/measures/test_disclosure_control.py.
        let policy = Policy::named("opensafely").unwrap();
        assert!(policy.is_small(6) && policy.is_small(7) && !policy.is_small(8));
        assert_eq!(policy.round(8), 10);
    }

    #[test]
    fn the_documented_table_is_redacted_and_rounded() {
        // opensafely/documentation docs/outputs/sdc.md.
        let policy = Policy::named("opensafely").unwrap();
        let show =
            |it: u64| if policy.is_small(it) { None } else { Some(policy.round(it)) };
        let table = [[3, 18], [8, 23], [16, 31], [23, 44]].map(|it| it.map(show));
        let wanted = [
            [None, Some(20)],
            [Some(10), Some(25)],
            [Some(15), Some(30)],
            [Some(25), Some(45)],
        ];
        assert_eq!(table, wanted);
        let total = |at: usize| table.iter().filter_map(|it| it[at]).sum::<u64>();
        assert_eq!((total(0), total(1)), (50, 120));
    }

    #[test]
    fn a_rounded_count_is_seen_to_within_the_rounding_and_the_smallest_count() {
        let policy = Policy::named("cbs").unwrap();
        assert_eq!(policy.seen(23), (23.0, 27.0));
        assert_eq!(policy.seen(11), (10.0, 12.0));
        assert_eq!(policy.seen(0), (0.0, 0.0));
    }
}
