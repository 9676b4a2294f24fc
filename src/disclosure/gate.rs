//! The gate: which figures may be shown.
//!
//! In: figures. Out: for each, whether it is released or suppressed. One small count hides
//! its whole breakdown (all groups of that split and period), so that nothing can be worked
//! out by subtraction within it. Never: a hidden figure with any of its numbers.

use std::collections::BTreeSet;

use super::Policy;
use crate::estimates::{Breakdown, Figure};
use crate::indicators::MeasureKind;

/// Which figures are suppressed, in their order.
pub(super) fn suppressed(figures: &[Figure], policy: &Policy) -> Vec<bool> {
    let small = |it: &&Figure| policy.has_small_base(it);
    let bases: BTreeSet<&Breakdown> =
        figures.iter().filter(small).map(|it| &it.breakdown).collect();
    let parts: BTreeSet<&Breakdown> = figures
        .iter()
        .filter(|it| policy.has_small_part(it))
        .map(|it| &it.breakdown)
        .collect();
    figures
        .iter()
        .map(|it| {
            bases.contains(&it.breakdown)
                || it.kind != MeasureKind::Count && parts.contains(&it.breakdown)
        })
        .collect()
}

impl Policy {
    fn is_small(&self, count: u64) -> bool {
        count > 0 && count < self.smallest_count
    }

    /// Too few rows or clients stand behind the figure.
    fn has_small_base(&self, figure: &Figure) -> bool {
        self.is_small(figure.n) || self.is_small(figure.n_clients)
    }

    /// The numerator, or what is left of it, tells about too few (or about everybody).
    fn has_small_part(&self, figure: &Figure) -> bool {
        let Some(numerator) = figure.numerator else { return false };
        let rest = figure.n.saturating_sub(numerator);
        let extreme = figure.n > 0 && (numerator == 0 || rest == 0);
        self.is_small(numerator)
            || self.is_small(rest)
            || self.hides_none_or_all && extreme
    }

    /// Whether the number of missing values itself may be shown.
    pub(super) fn hides_missing(&self, figure: &Figure) -> bool {
        self.is_small(figure.n_missing)
    }
}
