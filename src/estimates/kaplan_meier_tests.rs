//! Published curves, and what a median may not do.

use std::collections::BTreeMap;

use super::*;
use crate::estimates::agreement::assert_same_digits;
use crate::estimates::{Times, log_rank};

/// Weeks in remission of children with leukaemia on a placebo; all relapsed
/// (Freireich et al. 1963, Blood 21:699–716).
pub(in crate::estimates) const PLACEBO: [u32; 21] =
    [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];
/// The same on 6-MP: those who relapsed.
pub(in crate::estimates) const TREATED: [u32; 9] = [6, 6, 6, 7, 10, 13, 16, 22, 23];
/// The same on 6-MP: those who had not relapsed when last seen.
pub(in crate::estimates) const TREATED_RUNNING: [u32; 12] =
    [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];

/// The cell of rows that ended and rows still running.
pub(in crate::estimates) fn cell_of(ended: &[u32], running: &[u32]) -> Cell {
    let n = (ended.len() + running.len()) as u64;
    let mut cell = Cell { n, n_clients: n, ..Cell::default() };
    for days in ended {
        cell.times.entry(*days).or_default().n_ended += 1;
    }
    for days in running {
        cell.times.entry(*days).or_default().n_censored += 1;
    }
    cell
}

#[track_caller]
fn check(cell: &Cell, median: f64, interval: Option<(f64, f64)>) {
    let estimate = estimate_median_time(cell).unwrap();
    assert_eq!((estimate.value, estimate.interval), (median, interval));
    assert_eq!(estimate.method, "kaplan-meier");
}

#[test]
fn the_curve_of_the_leukaemia_trial_is_the_published_one() {
    // Survival and standard errors of the patients on 6-MP as textbooks print them.
    let wanted = [
        (6, "0.857", "0.0764"),
        (7, "0.807", "0.0869"),
        (10, "0.753", "0.0963"),
        (13, "0.690", "0.1068"),
        (16, "0.627", "0.1141"),
        (22, "0.538", "0.1282"),
        (23, "0.448", "0.1346"),
    ];
    let steps = curve(&cell_of(&TREATED, &TREATED_RUNNING));
    assert_eq!(steps.len(), wanted.len());
    for (step, (weeks, running, error)) in steps.iter().zip(wanted) {
        assert_eq!(step.days, weeks);
        assert_same_digits(step.running, running);
        assert_same_digits(standard_error(step), error);
    }
    // Stata, `sts list` at one week on a placebo (Rodriguez, Princeton, WWS 509 and POP 509).
    let first = curve(&cell_of(&PLACEBO, &[]))[0];
    assert_same_digits(first.running, "0.9048");
    assert_same_digits(standard_error(&first), "0.0641");
    assert_same_digits(first.interval.unwrap().0, "0.6700");
}

/// The standard error of a step, from its upper limit: the half width on the scale
/// log(−log) over the quantile, brought back by the delta method.
fn standard_error(step: &Step) -> f64 {
    let scale = |it: f64| (-it.ln()).ln();
    let half = scale(step.running) - scale(step.interval.unwrap().1);
    half / normal_quantile(UPPER_TAIL_STARTS) * (step.running * step.running.ln()).abs()
}

/// The patients of a group of the bone-marrow transplant trial, by days.
fn transplants(group: &str) -> Times {
    let mut times = Times::new();
    for line in include_str!("../../tests/reference/statsmodels-duration/bmt.csv").lines()
    {
        let cells: Vec<&str> = line.split(',').collect();
        if cells[0] != group {
            continue;
        }
        let at = times.entry(cells[1].parse().unwrap()).or_default();
        match cells[2] {
            "1" => at.n_ended += 1,
            _ => at.n_censored += 1,
        }
    }
    times
}

#[test]
fn the_curve_of_the_transplant_trial_is_what_sas_prints() {
    let times = transplants("ALL");
    let cell = Cell { n: 38, n_clients: 38, times, ..Cell::default() };
    let steps: BTreeMap<u32, Step> =
        curve(&cell).into_iter().map(|it| (it.days, it)).collect();
    let printed =
        include_str!("../../tests/reference/statsmodels-duration/bmt_results.csv");
    let rows: Vec<Vec<&str>> =
        printed.lines().skip(1).map(|it| it.split(',').collect()).collect();
    assert_eq!((rows.len(), steps.len()), (23, 23));
    for row in rows {
        let step = &steps[&row[0].parse().unwrap()];
        assert_same_digits(step.running, row[1]);
        let error = standard_error(step);
        assert!((error - row[2].parse::<f64>().unwrap()).abs() < 1e-4, "{row:?} {error}");
        // How far the share is from 0.75, in standard errors on the scale log(−log).
        let scale = |it: f64| (-it.ln()).ln();
        let width = error / (step.running * step.running.ln()).abs();
        let got = -(scale(step.running) - scale(0.75)) / width;
        assert!((got - row[3].parse::<f64>().unwrap()).abs() < 2e-3, "{row:?} {got}");
    }
}

#[test]
fn the_log_rank_test_of_the_transplant_trial_is_what_r_prints() {
    let groups = [transplants("AML-High Risk"), transplants("AML-Low Risk")];
    let test = log_rank(&[&groups[0], &groups[1]]).unwrap();
    assert_same_digits(test.statistic, "13.44556");
}

#[test]
fn the_median_agrees_with_lifelines() {
    // lifelines 0.30, KaplanMeierFitter and median_survival_times.
    check(&cell_of(&PLACEBO, &[]), 8.0, Some((4.0, 11.0)));
    let treated = curve(&cell_of(&TREATED, &TREATED_RUNNING));
    let last = treated.last().unwrap();
    assert_same_digits(last.running, "0.448179");
    assert_same_digits(last.interval.unwrap().0, "0.188052");
    assert_same_digits(last.interval.unwrap().1, "0.680143");
}

#[test]
fn a_limit_beyond_the_follow_up_leaves_no_interval() {
    // The lower limit is 13 weeks; the upper curve never falls to one half.
    check(&cell_of(&TREATED, &TREATED_RUNNING), 23.0, None);
}

#[test]
fn a_stretch_at_one_half_gives_its_middle() {
    check(&cell_of(&[10, 20, 40, 50], &[]), 30.0, None);
}

#[test]
fn a_median_that_is_not_reached_is_not_the_last_day() {
    let cell = cell_of(&[10], &[20, 30, 40]);
    assert_eq!(estimate_median_time(&cell), Err(WhyMissing::NotReached));
}

#[test]
fn a_running_trajectory_lengthens_the_median() {
    let all_ended = estimate_median_time(&cell_of(&[10, 20, 30], &[])).unwrap();
    let one_running = estimate_median_time(&cell_of(&[20, 30], &[10])).unwrap();
    assert_eq!((all_ended.value, one_running.value), (20.0, 25.0));
}

#[test]
fn no_times_is_missing_and_not_zero_days() {
    let unknown = Cell { n_missing: 2, ..Cell::default() };
    assert_eq!(estimate_median_time(&unknown), Err(WhyMissing::NoValues));
    assert_eq!(estimate_median_time(&Cell::default()), Err(WhyMissing::NoRows));
}
