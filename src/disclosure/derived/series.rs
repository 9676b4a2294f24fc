//! Series: the figures of one measure and group over the periods.
//!
//! In: released figures in their order. Out: the same figures, by series. Never: a figure in
//! two series.

use std::collections::BTreeMap;

use crate::disclosure::ReleasedFigure;
use crate::terms::SeriesKey;

/// Positions of the figures of one series, in order of period.
pub(in crate::disclosure) type Series = Vec<usize>;

/// The series, in the order in which they first appear.
pub(in crate::disclosure) fn series(figures: &[ReleasedFigure]) -> Vec<Series> {
    let mut place: BTreeMap<&SeriesKey, usize> = BTreeMap::new();
    let mut all: Vec<Series> = Vec::new();
    for (at, it) in figures.iter().enumerate() {
        let index = *place.entry(&it.series).or_insert(all.len());
        if index == all.len() {
            all.push(Vec::new());
        }
        all[index].push(at);
    }
    for series in &mut all {
        series.sort_by_key(|it| figures[*it].period_index);
    }
    all
}
