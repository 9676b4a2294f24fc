//! Exact totals: the few figures that are printed as counted.
//!
//! In: figures, and which of them a pipeline wants as counted. Out: which of these may be: those
//! whose rows, and whatever follows from two or three such counts of one period and the next,
//! are none or enough. Sets are compared as rows; by how many two differ is counted in boxes,
//! which is never more than by how many they do.

use std::collections::{BTreeMap, BTreeSet};

use super::round::Rounding;
use crate::estimates::Figure;
use crate::indicators::{Computing, MeasureKind, Sketch};

/// A set of rows of a total, and the figure it belongs to.
#[derive(Clone)]
pub(super) struct ExactSet {
    pub(super) figure: usize,
    pub(super) rows: Sketch,
}

/// Whether a figure is one that the pipeline wants as counted.
pub(super) fn is_wanted(figure: &Figure, computing: Computing) -> bool {
    let asked = &computing.asked[figure.indicator];
    let measure = &asked.indicator.measures[figure.measure];
    let is_total = figure.groups.is_split_by(&[]);
    let can = matches!(measure.kind, MeasureKind::Count | MeasureKind::Proportion);
    asked.exact && is_total && can && !measure.alternative
}

/// The totals that may be printed as counted.
pub(super) fn exact(
    figures: &[Figure],
    computing: Computing,
    rounding: Rounding,
) -> BTreeSet<usize> {
    let wanted = (0..figures.len()).filter(|it| is_wanted(&figures[*it], computing));
    let mut exact: BTreeSet<usize> = wanted.collect();
    exact.retain(|it| counts_are_enough(&figures[*it], rounding));
    let mut periods: BTreeMap<usize, Vec<ExactSet>> = BTreeMap::new();
    for at in &exact {
        let sets = periods.entry(figures[*at].period_index).or_default();
        sets.extend(sets_of(*at, &figures[*at]));
    }
    let mut refused = BTreeSet::new();
    for (period, sets) in &periods {
        let next = periods.get(&(period + 1)).into_iter().flatten();
        let both: Vec<&ExactSet> = sets.iter().chain(next).collect();
        refused.extend(too_near(&both, rounding));
    }
    exact.retain(|it| !refused.contains(it));
    exact
}

/// The sets of rows a total tells: with a value, with and without the property, without value.
pub(super) fn sets_of(at: usize, figure: &Figure) -> Vec<ExactSet> {
    let [n, yes, missing] = &figure.sets.sketches;
    let mut sets = vec![n.clone(), missing.clone()];
    if figure.numerator.is_some() {
        sets.extend([yes.clone(), Sketch::combined(&[(n, true), (yes, false)])]);
    }
    let of = |rows: Sketch| ExactSet { figure: at, rows };
    sets.into_iter().filter(|it| it.n_filled() > 0).map(of).collect()
}

/// Nobody has to be guessed about: every count is none or not small, and the share is not that
/// of nobody or everybody.
fn counts_are_enough(figure: &Figure, rounding: Rounding) -> bool {
    let is_enough = |count: u64| count == 0 || !rounding.is_small(count);
    let parts = figure.numerator.map(|yes| [yes, figure.n - yes]);
    let few = figure.sets.clients.into_iter().flatten().any(|it| rounding.is_small(it));
    !rounding.is_small(figure.n)
        && !rounding.is_small(figure.n_clients)
        && !few
        && is_enough(figure.n_missing)
        && parts.is_none_or(|it| it.iter().all(|it| !rounding.is_small(*it)))
}

/// The figures between whose sets something is left that is about too few rows.
fn too_near(sets: &[&ExactSet], rounding: Rounding) -> BTreeSet<usize> {
    let mut refused = BTreeSet::new();
    let is_few = |terms: &[(&Sketch, bool)]| {
        let n = Sketch::combined(terms).n_filled();
        n > 0 && rounding.is_small(n)
    };
    for (at, a) in sets.iter().enumerate() {
        for (other, b) in sets.iter().enumerate().filter(|it| it.0 != at) {
            if other > at && is_few(&[(&a.rows, true), (&b.rows, false)]) {
                refused.extend([a.figure, b.figure]);
            }
            for (third, c) in sets.iter().enumerate().skip(at + 1) {
                let both = [(&a.rows, true), (&c.rows, true), (&b.rows, false)];
                if third != other && is_few(&both) {
                    refused.extend([a.figure, b.figure, c.figure]);
                }
            }
        }
    }
    refused
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::Mark;

    const FIVES: Rounding = Rounding { base: 5, smallest: 10 };

    fn set(figure: usize, rows: impl Iterator<Item = u64>) -> ExactSet {
        let mut sketch = Sketch::default();
        rows.for_each(|it| sketch.add(Mark::of_row(it), 1));
        ExactSet { figure, rows: sketch }
    }

    fn refused(sets: &[ExactSet]) -> BTreeSet<usize> {
        too_near(&sets.iter().collect::<Vec<_>>(), FIVES)
    }

    #[test]
    fn sets_that_differ_by_a_few_rows_are_refused_and_equal_ones_are_not() {
        let closed = set(0, 0..501);
        assert!(refused(&[closed.clone(), set(1, 0..501)]).is_empty());
        assert_eq!(refused(&[closed.clone(), set(1, 0..497)]), [0, 1].into());
        assert!(refused(&[closed, set(1, 0..440)]).is_empty());
    }

    #[test]
    fn what_follows_by_flow_is_looked_at_too() {
        // 1,000 run, 400 of them end; next period 605 run, so 5 started.
        let sets =
            [set(0, 0..1_000), set(1, 600..1_000), set(2, (0..600).chain(2_000..2_005))];
        assert_eq!(refused(&sets), [0, 1, 2].into());
        let sets =
            [set(0, 0..1_000), set(1, 600..1_000), set(2, (0..600).chain(2_000..2_105))];
        assert!(refused(&sets).is_empty());
    }
}
