//! Series: the figures of one measure and group over the periods.
//!
//! In: figures in the order of the release. Out: the same figures, by series. Never: a figure
//! in two series.

use std::collections::BTreeMap;

use crate::estimates::Figure;
use crate::terms::Dimension;

/// Positions of the figures of one series, in order of period.
pub(in crate::disclosure) type Series = Vec<usize>;

/// The series, in the order in which they first appear.
pub(in crate::disclosure) fn series_of(figures: &[Figure]) -> Vec<Series> {
    type Key<'a> =
        (usize, usize, &'a BTreeMap<Dimension, Option<String>>, Option<&'a str>);
    let mut place: BTreeMap<Key, usize> = BTreeMap::new();
    let mut all: Vec<Series> = Vec::new();
    for (at, it) in figures.iter().enumerate() {
        let key = (it.indicator, it.measure, &it.groups, it.category.as_deref());
        let index = *place.entry(key).or_insert(all.len());
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
