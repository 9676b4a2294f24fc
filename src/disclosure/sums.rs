//! Sums: what adds up by the structure of figures.
//!
//! In: the counts of all figures. Out: the same with every total and its groups, the categories
//! of a denominator, and fewer days within more. The rows are held against each.

use std::collections::BTreeMap;

use super::counts::{Counts, Places};
use super::system::Told;
use crate::error::Error;
use crate::estimates::Figure;
use crate::indicators::{Horizon, MeasureKind};
use crate::terms::{Dimension, Group};

impl Counts<'_> {
    /// Every row with a value has one category.
    pub(super) fn relate_categories(&mut self) -> Result<(), Error> {
        let mut categories: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (figure, places) in self.figures.iter().zip(&self.places) {
            if let (MeasureKind::Distribution, Some(it)) = (figure.kind, places.parts) {
                categories.entry(places.n).or_default().push(it[0]);
            }
        }
        categories.into_iter().try_for_each(|(n, parts)| self.sum(n, parts))
    }

    /// A total, and its groups along one more dimension.
    pub(super) fn relate_groups(&mut self) -> Result<(), Error> {
        type Key<'a> = (usize, usize, usize, Option<&'a str>);
        let mut series: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for (at, it) in self.figures.iter().enumerate() {
            let key = (it.indicator, it.measure, it.period_index, it.category.as_deref());
            series.entry(key).or_default().push(at);
        }
        for members in series.into_values() {
            let mut splits: BTreeMap<&[Dimension], Vec<usize>> = BTreeMap::new();
            for at in members {
                splits.entry(&self.figures[at].breakdown.split).or_default().push(at);
            }
            for (split, fine) in &splits {
                for above in coarser(split, splits.keys().copied()) {
                    self.relate_splits(&splits[above], fine, above)?;
                }
            }
        }
        Ok(())
    }

    fn relate_splits(
        &mut self,
        coarse: &[usize],
        fine: &[usize],
        by: &[Dimension],
    ) -> Result<(), Error> {
        let figures = self.figures;
        let group = |at: usize| -> Vec<&Group> {
            by.iter().map(|it| figures[at].groups.along(*it)).collect()
        };
        let mut below: BTreeMap<Vec<&Group>, Vec<usize>> = BTreeMap::new();
        for at in fine {
            below.entry(group(*at)).or_default().push(*at);
        }
        for total in coarse {
            let parts = below.remove(&group(*total)).unwrap_or_default();
            let total = self.places[*total];
            let places: Vec<Places> = parts.iter().map(|it| self.places[*it]).collect();
            self.sum(total.n, places.iter().map(|it| it.n).collect())?;
            self.sum(total.missing, places.iter().map(|it| it.missing).collect())?;
            let Some(of) = total.parts else { continue };
            for (side, total) in of.into_iter().enumerate() {
                let of = places.iter().filter_map(|it| Some(it.parts?[side]));
                let of: Vec<usize> = of.collect();
                // Of a group in which nobody was followed so long there is no numerator.
                if of.len() == places.len() {
                    self.sum(total, of)?;
                }
            }
        }
        Ok(())
    }

    /// Who has ended within some days has ended within more.
    pub(super) fn relate_horizons(&mut self) -> Result<(), Error> {
        let mut before: BTreeMap<(usize, &str), usize> = BTreeMap::new();
        for (at, figure) in self.figures.iter().enumerate() {
            let Some(cause) = cause_of(figure) else { continue };
            let Some([yes, _]) = self.places[at].parts else { continue };
            if let Some(earlier) = before.insert((self.places[at].n, cause), yes) {
                let [of, within] =
                    [yes, earlier].map(|it| self.system.counts[it].clone());
                let Some(more) = of.value.checked_sub(within.value) else {
                    return Err(Error::bug("horizons that are not in order"));
                };
                let more = self.system.add_unseen(more, of.rows.without(within.rows))?;
                self.system.relate(yes, vec![earlier, more])?;
            }
        }
        Ok(())
    }

    /// Adds a sum. Where it has two parts that may both be small, it is not told of either.
    fn sum(&mut self, total: usize, parts: Vec<usize>) -> Result<(), Error> {
        if parts.is_empty() {
            return Ok(());
        }
        let is_small = |it: &usize| self.system.counts[*it].told == Told::Small;
        let hides = parts.len() == 2
            && parts.iter().any(is_small)
            && !is_small(&total)
            && self.both_may_be_small(total);
        if hides {
            for it in &parts {
                self.system.hide(*it);
            }
        }
        self.system.relate(total, parts)
    }
}

/// The splits above one that differ from it by the fewest dimensions.
fn coarser<'a>(
    split: &[Dimension],
    splits: impl Iterator<Item = &'a [Dimension]>,
) -> Vec<&'a [Dimension]> {
    let within = |it: &&[Dimension]| it.iter().all(|it| split.contains(it));
    let above: Vec<&[Dimension]> =
        splits.filter(|it| it.len() < split.len()).filter(within).collect();
    let most = above.iter().map(|it| it.len()).max();
    above.into_iter().filter(|it| Some(it.len()) == most).collect()
}

fn cause_of(figure: &Figure) -> Option<&str> {
    if figure.kind != MeasureKind::CumulativeIncidence {
        return None;
    }
    Some(Horizon::parse(figure.category.as_deref()?)?.cause)
}
