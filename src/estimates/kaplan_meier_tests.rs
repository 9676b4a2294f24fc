//! What a curve and its median may not do. Published curves are in the self-test.

use super::*;
use crate::estimates::agreement::assert_same_digits;

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
