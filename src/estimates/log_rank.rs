//! Log-rank. In: the event times of two groups or more. Out: a test that they all end as
//! soon. Never: an order of the groups, or which of them differs.
#![doc = ""]
#![doc = include_str!("log_rank.md")]

use std::collections::{BTreeMap, BTreeSet};

use nalgebra::{DMatrix, DVector};

use super::distributions::chi_squared_upper_tail;
use crate::indicators::AtTime;
use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "log-rank";

/// The event times of one group.
pub type Times = BTreeMap<u32, AtTime>;

/// A test that groups do not differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogRank {
    /// Chi-squared with [`Self::degrees`] when the groups do not differ.
    pub statistic: f64,
    /// One less than the number of groups.
    pub degrees: u32,
}

impl LogRank {
    /// The chance of a statistic at least as large when the groups do not differ.
    pub fn p_value(self) -> f64 {
        chi_squared_upper_tail(self.statistic, self.degrees)
    }
}

/// The test; `None` with fewer than two groups, or when nothing ended while two groups
/// or more were followed.
pub fn log_rank(groups: &[&Times]) -> Option<LogRank> {
    let degrees = groups.len().checked_sub(1).filter(|it| *it > 0)?;
    let days: BTreeSet<u32> = groups.iter().flat_map(|it| it.keys().copied()).collect();
    let mut at_risk: Vec<u64> = groups.iter().map(|it| n_rows(it)).collect();
    let mut excess = DVector::<f64>::zeros(degrees);
    let mut variance = DMatrix::<f64>::zeros(degrees, degrees);
    for day in days {
        let at = |it: &&Times| it.get(&day).copied().unwrap_or_default();
        let now: Vec<AtTime> = groups.iter().map(at).collect();
        add_day(&now, &at_risk, &mut excess, &mut variance);
        for (n, it) in at_risk.iter_mut().zip(&now) {
            *n -= it.n_ended + it.n_censored;
        }
    }
    let solved = variance.cholesky()?.solve(&excess);
    let degrees = u32::try_from(degrees).ok()?;
    let statistic = excess.dot(&solved);
    statistic.is_finite().then_some(LogRank { statistic, degrees })
}

fn n_rows(times: &Times) -> u64 {
    times.values().map(|it| it.n_ended + it.n_censored).sum()
}

/// Ended minus expected, and its hypergeometric variance, of all groups but the last.
fn add_day(
    now: &[AtTime],
    at_risk: &[u64],
    excess: &mut DVector<f64>,
    variance: &mut DMatrix<f64>,
) {
    let (all, ended) =
        (real(at_risk.iter().sum()), real(now.iter().map(|it| it.n_ended).sum()));
    if ended <= 0.0 {
        return;
    }
    let share = |group: usize| real(at_risk[group]) / all;
    let spread = if all > 1.0 { ended * (all - ended) / (all - 1.0) } else { 0.0 };
    for a in 0..excess.len() {
        excess[a] += real(now[a].n_ended) - ended * share(a);
        for b in 0..excess.len() {
            let own = if a == b { share(a) } else { 0.0 };
            variance[(a, b)] += spread * (own - share(a) * share(b));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::assert_same_digits;
    use crate::estimates::kaplan_meier::tests::{
        PLACEBO, TREATED, TREATED_RUNNING, cell_of,
    };

    fn times(rows: &[(u32, u64)]) -> Times {
        let mut times = Times::new();
        for (days, ended) in rows {
            let at = times.entry(*days).or_default();
            at.n_ended += ended;
            at.n_censored += 1 - ended;
        }
        times
    }

    #[test]
    fn the_chance_is_that_of_lifelines_and_statsmodels() {
        // statsmodels 0.15.0 and lifelines 0.30.3 on the data of Freireich et al. (1963).
        let (a, b) = (cell_of(&PLACEBO, &[]), cell_of(&TREATED, &TREATED_RUNNING));
        let test = log_rank(&[&a.times, &b.times]).unwrap();
        assert_same_digits(test.statistic, "16.792940989");
        assert_same_digits(test.p_value() * 1e5, "4.168809109");
        assert_eq!(test.degrees, 1);
    }

    #[test]
    fn the_order_of_the_groups_changes_nothing() {
        let groups = [
            times(&[(1, 1), (4, 1), (6, 0), (9, 1)]),
            times(&[(2, 1), (4, 1), (5, 1)]),
            times(&[(3, 0), (7, 1), (8, 1), (8, 1), (12, 0)]),
        ];
        let test = |order: [usize; 3]| log_rank(&order.map(|it| &groups[it])).unwrap();
        let (one, other) = (test([0, 1, 2]), test([2, 0, 1]));
        assert!((one.statistic - other.statistic).abs() < 1e-12);
        assert_eq!(one.degrees, 2);
    }

    #[test]
    fn the_same_times_give_no_difference() {
        let it = times(&[(1, 1), (4, 1), (6, 0)]);
        let test = log_rank(&[&it, &it]).unwrap();
        assert!(test.statistic.abs() < 1e-12 && (test.p_value() - 1.0).abs() < 1e-6);
    }

    #[test]
    fn without_two_groups_or_ends_there_is_no_test() {
        let running = times(&[(5, 0), (9, 0)]);
        assert_eq!(log_rank(&[&running, &running]), None);
        assert_eq!(log_rank(&[&running]), None);
        assert_eq!(log_rank(&[]), None);
    }
}
