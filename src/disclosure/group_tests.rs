//! Group tests: whether the groups of a split differ in time.
//!
//! In: figures with their event times, and which of them are hidden. Out: one test a split and
//! period. Event times are not released, so this module is a gate of its own: a group takes
//! part when its figure is shown and as many ended in it as the policy asks of a count, and
//! the statistic is rounded. Never: a hidden group in a test.

use std::collections::BTreeMap;

use super::{Policy, ReleasedTest};
use crate::estimates::{Figure, LogRank, Times, log_rank};
use crate::indicators::{Computing, MeasureKind};
use crate::terms::{Dimension, Group, Shown, WhyMissing};

/// Name of the method, as in [`crate::estimates::METHODS`].
const METHOD: &str = "log-rank";

/// Figures that are compared: one measure, split one way, in one period.
type Key<'a> = (usize, usize, &'a [Dimension], usize);

/// The tests of all time measures, in the order of figures.
pub(super) fn group_tests(
    figures: &[Figure],
    hidden: &[bool],
    computing: Computing,
    policy: &Policy,
) -> Vec<ReleasedTest> {
    let mut order: Vec<Key> = Vec::new();
    let mut groups: BTreeMap<Key, Vec<(&Figure, bool)>> = BTreeMap::new();
    for (figure, hidden) in figures.iter().zip(hidden) {
        let split = figure.breakdown.split.as_slice();
        if figure.kind != MeasureKind::Time || split.is_empty() || !is_group(figure) {
            continue;
        }
        let key = (figure.indicator, figure.measure, split, figure.period_index);
        let members = groups.entry(key).or_default();
        if members.is_empty() {
            order.push(key);
        }
        members.push((figure, !hidden && has_enough(&figure.times, policy)));
    }
    let test = |key: &Key| {
        let members = &groups[key];
        (members.len() > 1).then(|| test(members, computing, policy))
    };
    order.iter().filter_map(test).collect()
}

/// Rows of a known group; who belongs to none is no group.
fn is_group(figure: &Figure) -> bool {
    figure.n > 0 && figure.groups.split().all(|it| *it.1 != Group::Unknown)
}

fn has_enough(times: &Times, policy: &Policy) -> bool {
    let n_ended: u64 = times.values().map(|it| it.n_ended).sum();
    n_ended >= policy.smallest_count
}

fn test(
    members: &[(&Figure, bool)],
    computing: Computing,
    policy: &Policy,
) -> ReleasedTest {
    let first = members[0].0;
    let part: Vec<&Figure> = members.iter().filter(|it| it.1).map(|it| it.0).collect();
    let times: Vec<&Times> = part.iter().map(|it| &it.times).collect();
    let result = match log_rank(&times) {
        _ if part.len() < 2 => Shown::Suppressed,
        Some(it) => Shown::Value(policy.rounded(it)),
        None => Shown::Missing(WhyMissing::TooFew),
    };
    let n = part.iter().map(|it| it.n).sum();
    ReleasedTest {
        indicator: computing.asked[first.indicator].indicator.info.name.clone(),
        category: first.category.clone(),
        period: first.period.clone(),
        split: first.breakdown.split.clone(),
        method: METHOD.to_owned(),
        n_groups: part.len(),
        n: result.map(|_| n),
        statistic: result.map(|it| it.statistic),
        p_value: result.map(LogRank::p_value),
    }
}

impl Policy {
    /// The statistic as it is shown: to one decimal, unless nothing is hidden. The chance is
    /// that of the rounded statistic.
    fn rounded(&self, it: LogRank) -> LogRank {
        if self.smallest_count == 0 {
            return it;
        }
        LogRank { statistic: (10.0 * it.statistic).round() / 10.0, ..it }
    }
}
