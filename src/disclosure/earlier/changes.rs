//! Changes: figures that moved by so little since an earlier release that the difference is
//! about a few rows.
//!
//! In: a figure and what earlier releases showed of it. Out: how they relate. Never: a look
//! at another figure; that is the work of the attack on all releases together.

use super::matching::Old;
use super::published::Numbers;
use crate::disclosure::Policy;
use crate::estimates::Figure;
use crate::indicators::MeasureKind;

/// Values that differ by less are the same figure.
const SAME: f64 = 1e-9;

/// How a figure relates to what earlier releases showed of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// No earlier release showed it.
    New,
    /// It is what the last release that showed it said.
    Same,
    /// It changed by enough rows.
    Changed,
    /// It changed by so few rows that the difference would be about them.
    SmallChange,
}

impl Relation {
    /// The word in the evidence.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Same => "same",
            Self::Changed => "changed",
            Self::SmallChange => "changed-a-little",
        }
    }
}

/// How each figure relates to earlier releases. The strictest counts.
pub(in crate::disclosure) fn changes(
    figures: &[Figure],
    releases: &[Old],
    policy: &Policy,
) -> Vec<Relation> {
    let mut relations: Vec<Relation> = figures
        .iter()
        .enumerate()
        .map(|(at, figure)| {
            let shown = releases.iter().filter_map(|it| it.shown(at));
            let relation = shown.map(|it| relation(figure, it, policy));
            relation.max().unwrap_or(Relation::New)
        })
        .collect();
    hide_totals_of_corrections(figures, &mut relations);
    relations
}

/// A mean that changed by a correction follows from the total and the other groups, whose
/// counts stay as they were: the totals above it change by the same correction.
fn hide_totals_of_corrections(figures: &[Figure], relations: &mut [Relation]) {
    let is_mean = |it: &Figure| matches!(it.kind, MeasureKind::Mean | MeasureKind::Ratio);
    let small: Vec<usize> = (0..figures.len())
        .filter(|it| relations[*it] == Relation::SmallChange && is_mean(&figures[*it]))
        .collect();
    for part in small {
        let part = &figures[part];
        for (at, total) in figures.iter().enumerate() {
            let above = |(dimension, group)| part.groups.get(dimension) == Some(group);
            let same_series = (total.indicator, total.measure, total.period_index)
                == (part.indicator, part.measure, part.period_index)
                && total.category == part.category;
            if same_series
                && total.groups.split().all(above)
                && relations[at] != Relation::New
            {
                relations[at] = Relation::SmallChange;
            }
        }
    }
}

fn relation(figure: &Figure, old: &Numbers, policy: &Policy) -> Relation {
    let now = |count: u64| policy.round(count);
    let (n, numerator) = (now(figure.n), figure.numerator.map(now));
    if old.is_sum {
        // A sum of what was shown tells no more than its parts.
        return Relation::Changed;
    }
    let by_n = n.abs_diff(old.n);
    let counts = numerator.zip(old.numerator).map(|(now, old_numerator)| {
        let rest = |n: u64, numerator: u64| n.saturating_sub(numerator);
        (now.abs_diff(old_numerator), rest(n, now).abs_diff(rest(old.n, old_numerator)))
    });
    let (by_numerator, by_rest) = counts.unwrap_or_default();
    let is_small =
        [by_n, by_numerator, by_rest].into_iter().any(|it| policy.is_small(it));
    // All or none of those who came have the property.
    let is_extreme = policy.hides_none_or_all
        && by_n > 0
        && counts.is_some_and(|it| it.0 == 0 || it.1 == 0);
    if is_small || is_extreme {
        Relation::SmallChange
    } else if by_n > 0 || by_numerator > 0 {
        Relation::Changed
    } else if is_value(figure) && differs(figure, old) {
        // How many rows were corrected is not known; it may be one.
        Relation::SmallChange
    } else {
        Relation::Same
    }
}

/// The value is more than a quotient of the counts that are shown.
fn is_value(figure: &Figure) -> bool {
    matches!(
        figure.kind,
        MeasureKind::Mean
            | MeasureKind::Time
            | MeasureKind::Ratio
            | MeasureKind::CumulativeIncidence
    )
}

fn differs(figure: &Figure, old: &Numbers) -> bool {
    let now = figure.estimate.ok().map(|it| it.value);
    match (now, old.value) {
        (Some(now), Some(old)) => (now - old.0).abs() > SAME * (1.0 + old.0.abs()),
        (now, old) => now.is_some() != old.is_some(),
    }
}
