//! Log-rank. In: the event times of two groups or more. Out: a test that they all end as
//! soon. Never: an order of the groups, or which of them differs.
#![doc = ""]
#![doc = include_str!("log_rank.md")]

use std::collections::BTreeSet;

use nalgebra::{DMatrix, DVector};

use super::distributions::chi_squared_upper_tail;
use super::repeated::{Causes, design_effect};
use crate::indicators::Spell;
pub use crate::indicators::Times;
use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "log-rank";

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
    let alike = days(groups, &vec![1.0; groups.len()]);
    let effects: Vec<f64> =
        (0..groups.len()).map(|it| effect(groups[it], it, &alike)).collect();
    let mut excess = DVector::<f64>::zeros(degrees);
    let mut variance = DMatrix::<f64>::zeros(degrees, degrees);
    for day in days(groups, &effects) {
        add_day(&day, &mut excess, &mut variance);
    }
    let solved = variance.cholesky()?.solve(&excess);
    let degrees = u32::try_from(degrees).ok()?;
    let statistic = excess.dot(&solved);
    statistic.is_finite().then_some(LogRank { statistic, degrees })
}

/// A day, with the rows of each group; they need not be whole.
struct Day {
    days: u32,
    ended: Vec<f64>,
    at_risk: Vec<f64>,
}

impl Day {
    fn n_ended(&self) -> f64 {
        self.ended.iter().sum()
    }

    fn n_at_risk(&self) -> f64 {
        self.at_risk.iter().sum()
    }

    fn share(&self, group: usize) -> f64 {
        self.at_risk[group] / self.n_at_risk()
    }
}

/// The days on which something ended, the rows of each group over its design effect: rows
/// that are copies of each other count once (Rao & Scott 1992).
fn days(groups: &[&Times], effects: &[f64]) -> Vec<Day> {
    let all: BTreeSet<u32> = groups.iter().flat_map(|it| it.keys().copied()).collect();
    let n_rows = |it: &&Times| it.values().map(|it| it.n_ended + it.n_censored).sum();
    let mut at_risk: Vec<u64> = groups.iter().map(n_rows).collect();
    let worth = |counts: &mut dyn Iterator<Item = u64>| -> Vec<f64> {
        counts.zip(effects).map(|(it, effect)| real(it) / effect).collect()
    };
    let mut days = Vec::new();
    for day in all {
        let at = |it: &&Times| it.get(&day).copied().unwrap_or_default();
        days.push(Day {
            days: day,
            ended: worth(&mut groups.iter().map(|it| at(it).n_ended)),
            at_risk: worth(&mut at_risk.iter().copied()),
        });
        for (n, it) in at_risk.iter_mut().zip(groups) {
            *n -= at(it).n_ended + at(it).n_censored;
        }
    }
    days.retain(|it| it.n_ended() > 0.0);
    days
}

/// The design effect of a group: each row moves the test by whether it ended, less what was
/// to be expected over the days it was followed, times the share of the others (the residuals
/// of the score: Lin & Wei 1989).
fn effect(times: &Times, group: usize, days: &[Day]) -> f64 {
    if times.repeats().is_empty() {
        return 1.0;
    }
    let mut expected = vec![0.0];
    for day in days {
        let more = day.n_ended() / day.n_at_risk() * (1.0 - day.share(group));
        expected.push(expected[expected.len() - 1] + more);
    }
    let moves = |row: Spell| {
        let n = days.partition_point(|it| it.days <= row.days);
        let own = days[..n].last().filter(|it| row.ended && it.days == row.days);
        own.map_or(0.0, |it| 1.0 - it.share(group)) - expected[n]
    };
    design_effect(times, &Causes::new(), moves)
}

/// Ended minus expected, and its hypergeometric variance, of all groups but the last.
fn add_day(day: &Day, excess: &mut DVector<f64>, variance: &mut DMatrix<f64>) {
    let (all, ended) = (day.n_at_risk(), day.n_ended());
    let spread = if all > 1.0 { ended * (all - ended) / (all - 1.0) } else { 0.0 };
    let spread = if spread > 0.0 { spread } else { 0.0 };
    for a in 0..excess.len() {
        excess[a] += day.ended[a] - ended * day.share(a);
        for b in 0..excess.len() {
            let own = if a == b { day.share(a) } else { 0.0 };
            variance[(a, b)] += spread * (own - day.share(a) * day.share(b));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::assert_same_digits;
    use crate::estimates::draws::Draws;
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

    // Clients with three trajectories each: 24 % where nothing differed.
    #[test]
    fn when_nothing_differs_one_test_in_twenty_says_so_also_when_clients_repeat() {
        let mut draws = Draws::new(20_261_130);
        for (n_clients, n_rows) in [(25, 3), (40, 1)] {
            let is_claimed = |_: &u32| {
                let groups = [(); 2].map(|()| draws.clients(n_clients, n_rows));
                let test = log_rank(&[&groups[0].times, &groups[1].times]).unwrap();
                test.p_value() < 0.05
            };
            let rate = real((0..4_000_u32).filter(is_claimed).count() as u64) / 4_000.0;
            assert!((0.035..=0.065).contains(&rate), "{n_clients} × {n_rows}: {rate}");
        }
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
