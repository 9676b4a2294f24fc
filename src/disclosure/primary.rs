//! Primary rules: figures that are hidden for what they say by themselves.
//!
//! In: figures and a policy. Out: for each figure the rule that hides it. Never: a look at
//! another figure; that is the work of the secondary rules and the attack.

use super::Policy;
use crate::estimates::Figure;

/// Why a figure is hidden by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Primary {
    /// Too few rows or clients stand behind it.
    SmallBase,
    /// The numerator, or what is left of it, is about too few.
    SmallPart,
    /// It tells about nobody or about everybody in its group.
    NoneOrAll,
    /// One contributor makes up too much of a sum.
    Dominance,
}

/// The largest contributor to a sum, and the sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Contributions {
    pub(super) largest: f64,
    pub(super) total: f64,
}

/// The rule that hides each figure, in their order.
pub(super) fn primary(figures: &[Figure], policy: &Policy) -> Vec<Option<Primary>> {
    figures.iter().map(|it| policy.judge(it, contributions(it))).collect()
}

/// The contributions behind a figure. Cells hold no largest contributor: every figure is a
/// count, a share, a mean of bounded marks or a time, and none is a sum over clients. A
/// measure that sums amounts has to fill this in before it can be released.
fn contributions(_figure: &Figure) -> Option<Contributions> {
    None
}

impl Policy {
    fn judge(
        &self,
        figure: &Figure,
        contributions: Option<Contributions>,
    ) -> Option<Primary> {
        if self.is_small(figure.n) || self.is_small(figure.n_clients) {
            Some(Primary::SmallBase)
        } else if self.has_small_part(figure) {
            Some(Primary::SmallPart)
        } else if self.is_extreme(figure) {
            Some(Primary::NoneOrAll)
        } else if contributions.is_some_and(|it| self.is_dominated(it)) {
            Some(Primary::Dominance)
        } else {
            None
        }
    }

    /// From 1 up to the smallest count that is shown.
    pub(crate) fn is_small(&self, count: u64) -> bool {
        count > 0 && count < self.smallest_count
    }

    fn has_small_part(&self, figure: &Figure) -> bool {
        let Some(numerator) = figure.numerator else { return false };
        self.is_small(numerator) || self.is_small(figure.n.saturating_sub(numerator))
    }

    /// Nobody or everybody in the group, when the policy hides that.
    pub(super) fn is_extreme(&self, figure: &Figure) -> bool {
        let Some(numerator) = figure.numerator else { return false };
        self.hides_none_or_all
            && figure.n > 0
            && (numerator == 0 || numerator == figure.n)
    }

    /// The largest contributor makes up more than the policy allows.
    fn is_dominated(&self, it: Contributions) -> bool {
        it.largest > self.largest_share * it.total
    }

    /// Whether the number of missing values itself may be shown.
    pub(super) fn hides_missing(&self, figure: &Figure) -> bool {
        self.is_small(figure.n_missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_contributor_with_more_than_half_is_dominance() {
        let policy = Policy::named("default").unwrap();
        let of = |largest| Contributions { largest, total: 100.0 };
        assert!(policy.is_dominated(of(51.0)));
        assert!(!policy.is_dominated(of(50.0)));
    }

    #[test]
    fn zero_is_no_small_count() {
        let small = |it| Policy::named("default").unwrap().is_small(it);
        assert_eq!([0, 1, 9, 10].map(small), [false, true, true, false]);
    }
}
