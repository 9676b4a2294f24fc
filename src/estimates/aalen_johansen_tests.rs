//! What must hold whatever the data. Printed figures of other programs are in the self-test.

use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::*;
use crate::estimates::estimate_median_time;
use crate::estimates::kaplan_meier::curve;

/// A cell of times with their cause; `None` is still running.
fn cell_of(rows: &[(u32, Option<usize>)]) -> Cell {
    let n = rows.len() as u64;
    let mut cell = Cell { n, n_clients: n, ..Cell::default() };
    for (days, cause) in rows {
        let at = cell.times.entry(*days).or_default();
        match cause {
            Some(cause) => {
                at.n_ended += 1;
                *cell.causes.entry((*days, *cause)).or_default() += 1;
            }
            None => at.n_censored += 1,
        }
    }
    cell
}

#[test]
fn nobody_followed_so_long_is_missing_and_not_the_last_value() {
    let cell = cell_of(&[(1, Some(0)), (4, Some(1)), (9, None)]);
    assert_eq!(n_ended_within(&cell, 1, 4), 1);
    assert_eq!(estimate_incidence(&cell, 0, 10), Err(WhyMissing::NotFollowed));
    let all_ended = cell_of(&[(5, Some(0)), (8, Some(1))]);
    assert_eq!(estimate_incidence(&all_ended, 0, 365).map(|it| it.value), Ok(0.5));
}

#[test]
fn no_times_is_missing_and_not_zero() {
    let unknown = Cell { n_missing: 2, ..Cell::default() };
    assert_eq!(estimate_incidence(&unknown, 0, 5), Err(WhyMissing::NoValues));
    assert_eq!(estimate_incidence(&Cell::default(), 0, 5), Err(WhyMissing::NoRows));
}

#[test]
fn an_end_for_another_cause_is_not_an_end_of_follow_up() {
    // One minus Kaplan-Meier with the other cause censored would say 1.
    let cell = cell_of(&[(1, Some(0)), (2, Some(1))]);
    assert_eq!(estimate_incidence(&cell, 1, 2).map(|it| it.value), Ok(0.5));
}

#[test]
fn without_running_rows_it_is_a_plain_share_with_its_binomial_variance() {
    let rows: Vec<_> =
        (1_u32..=40).map(|it| (it, Some(usize::from(it % 4 == 0)))).collect();
    let cell = cell_of(&rows);
    let got = estimate_incidence(&cell, 1, 30).unwrap().value;
    let share = 7.0 / 40.0;
    assert!((got - share).abs() < 1e-12);
    let got = variance(&course(&cell, 1, 30));
    assert!((got - share * (1.0 - share) / 40.0).abs() < 1e-12);
}

fn rows() -> impl Strategy<Value = Vec<(u32, Option<usize>)>> {
    prop::collection::vec((1_u32..60, prop::option::of(0_usize..3)), 1..120)
}

proptest! {
    #[test]
    fn shares_and_what_still_runs_add_up_to_one(rows in rows(), days in 1_u32..60) {
        let cell = cell_of(&rows);
        let steps = curve(&cell);
        let running = steps.iter().rfind(|it| it.days <= days).map_or(1.0, |it| it.running);
        let share = |cause| estimate_incidence(&cell, cause, days).map(|it| it.value);
        let shares: Result<Vec<f64>, WhyMissing> = (0..3).map(share).collect();
        match shares {
            Ok(shares) => {
                let all = running + shares.iter().sum::<f64>();
                prop_assert!((all - 1.0).abs() < 1e-12, "{all}");
            }
            Err(why) => prop_assert_eq!(why, WhyMissing::NotFollowed),
        }
    }

    #[test]
    fn the_interval_contains_the_estimate(rows in rows(), days in 1_u32..60) {
        let cell = cell_of(&rows);
        for cause in 0..3 {
            let Ok(got) = estimate_incidence(&cell, cause, days) else { continue };
            if let Some((lower, upper)) = got.interval {
                prop_assert!(0.0 < lower && lower < got.value);
                prop_assert!(got.value < upper && upper < 1.0);
            }
        }
    }

    #[test]
    fn with_one_cause_it_is_one_minus_kaplan_meier(rows in rows()) {
        let one: Vec<_> = rows.iter().map(|(days, it)| (*days, it.map(|_| 0))).collect();
        let cell = cell_of(&one);
        let mut greenwood = Sum::default();
        for step in curve(&cell) {
            let course = course(&cell, 0, step.days);
            let got = course.last().unwrap().incidence;
            prop_assert!((got - (1.0 - step.running)).abs() < 1e-12);
            let (risk, ended) = (real(step.n_at_risk), real(step.n_ended));
            if ended < risk {
                greenwood.add(ended / (risk * (risk - ended)));
                let want = step.running * step.running * greenwood.value();
                prop_assert!((variance(&course) - want).abs() < 1e-12);
            }
        }
    }
}

/// Numbers from a seed, from 0 up to, not including, 1.
struct Draws(ChaCha8Rng);

impl Draws {
    fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    /// A day from an exponential distribution with that rate a day, and the day last seen:
    /// any from 100 up to 500.
    fn end_and_seen(&mut self, rate: f64) -> (u32, u32) {
        let end = -(1.0 - self.unit()).ln() / rate;
        (whole(end) + 1, whole(100.0 + 400.0 * self.unit()))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "days from 0"
)]
fn whole(days: f64) -> u32 {
    days as u32
}

/// Ends a day for the first and the second cause.
const RATES: [f64; 2] = [0.004, 0.001];
const RATE: f64 = RATES[0] + RATES[1];
const RUNS: u32 = 1_000;

/// Cells of 150 rows each with two causes, of which some still run when last seen.
fn simulated() -> impl Iterator<Item = Cell> {
    let mut draws = Draws(ChaCha8Rng::seed_from_u64(20_161_231));
    (0..RUNS).map(move |_| {
        let mut row = |_| {
            let (end, seen) = draws.end_and_seen(RATE);
            let cause = usize::from(draws.unit() < RATES[1] / RATE);
            if end <= seen { (end, Some(cause)) } else { (seen, None) }
        };
        cell_of(&(0..150).map(&mut row).collect::<Vec<_>>())
    })
}

/// How often intervals hold the truth; a cell without interval does not count.
fn coverage(truth: f64, interval: impl Fn(&Cell) -> Option<(f64, f64)>) -> f64 {
    let limits: Vec<(f64, f64)> = simulated().filter_map(|it| interval(&it)).collect();
    let covered = limits.iter().filter(|it| it.0 <= truth && truth <= it.1).count();
    real(covered as u64) / real(limits.len() as u64)
}

#[track_caller]
fn check_coverage(share: f64) {
    assert!((0.93..=0.97).contains(&share), "{share}");
}

#[test]
fn intervals_of_incidence_cover_about_95_per_cent_with_censoring() {
    // The truth with constant rates: rate/sum · (1 − exp(−sum · t)).
    const DAYS: u32 = 180;
    for (cause, rate) in RATES.iter().enumerate() {
        let truth = rate / RATE * (1.0 - (-RATE * f64::from(DAYS)).exp());
        let interval = |it: &Cell| estimate_incidence(it, cause, DAYS).ok()?.interval;
        check_coverage(coverage(truth, interval));
    }
}

#[test]
fn intervals_of_what_still_runs_cover_about_95_per_cent_with_censoring() {
    const DAYS: u32 = 180;
    let last = |it: &Cell| curve(it).into_iter().rfind(|it| it.days <= DAYS)?.interval;
    check_coverage(coverage((-RATE * f64::from(DAYS)).exp(), last));
}

#[test]
fn intervals_of_the_median_cover_about_95_per_cent_with_censoring() {
    // Ends are counted on the day they fall in: the median day holds the median.
    let truth = (std::f64::consts::LN_2 / RATE).ceil();
    check_coverage(coverage(truth, |it| estimate_median_time(it).ok()?.interval));
}

/// How often the intervals of 25 clients with three rows each hold the truth.
fn coverage_of_clients(
    truth: f64,
    interval: impl Fn(&Cell) -> Option<(f64, f64)>,
) -> f64 {
    let mut draws = crate::estimates::draws::Draws::new(20_261_201);
    let cells = (0..RUNS).map(|_| draws.clients(25, 3));
    let limits: Vec<(f64, f64)> = cells.filter_map(|it| interval(&it)).collect();
    let covered = limits.iter().filter(|it| it.0 <= truth && truth <= it.1).count();
    real(covered as u64) / real(limits.len() as u64)
}

// 84 % of intervals of a median and 88 % of those of an incidence held the truth.
#[test]
fn intervals_hold_the_truth_also_when_clients_repeat() {
    const DAYS: u32 = 180;
    let truth = (std::f64::consts::LN_2 / RATE).ceil();
    let median = |it: &Cell| estimate_median_time(it).ok()?.interval;
    let found = coverage_of_clients(truth, median);
    assert!((0.92..=0.98).contains(&found), "median: {found}");
    let truth = RATES[0] / RATE * (1.0 - (-RATE * f64::from(DAYS)).exp());
    let incidence = |it: &Cell| estimate_incidence(it, 0, DAYS).ok()?.interval;
    let found = coverage_of_clients(truth, incidence);
    assert!((0.92..=0.98).contains(&found), "incidence: {found}");
}
