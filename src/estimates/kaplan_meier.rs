//! Kaplan-Meier. In: the times of a cell, ended and still running. Out: the median with its
//! interval. Never: a running trajectory dropped, or counted as ended.
#![doc = ""]
#![doc = include_str!("kaplan_meier.md")]

use super::distributions::normal_quantile;
use super::{Estimate, UPPER_TAIL_STARTS};
use crate::indicators::Cell;
use crate::numeric::{Sum, real};
use crate::terms::WhyMissing;

/// Name of the method.
pub const NAME: &str = "kaplan-meier";
/// The share still running at the median.
const HALF: f64 = 0.5;
/// How near to one half counts as one half: the curve is a product of rounded fractions.
const ROUNDING: f64 = 1e-8;

/// One step of the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Day on which at least one row ended.
    pub days: u32,
    /// Rows still followed just before that day.
    pub n_at_risk: u64,
    /// Rows that ended on that day.
    pub n_ended: u64,
    /// Share still running after that day, 0–1.
    pub running: f64,
    /// Lower and upper limit of that share; `None` once nobody is running any more.
    pub interval: Option<(f64, f64)>,
}

/// The curve: one step for each day on which something ended.
pub fn curve(cell: &Cell) -> Vec<Step> {
    let mut n_at_risk: u64 =
        cell.times.values().map(|it| it.n_ended + it.n_censored).sum();
    let (mut running, mut greenwood) = (1.0, Sum::default());
    let mut steps = Vec::new();
    for (&days, at) in &cell.times {
        if at.n_ended > 0 {
            let (risk, ended) = (real(n_at_risk), real(at.n_ended));
            running *= (risk - ended) / risk;
            greenwood.add(ended / (risk * (risk - ended)));
            let interval = (at.n_ended < n_at_risk)
                .then(|| log_log_limits(running, greenwood.value()));
            steps.push(Step { days, n_at_risk, n_ended: at.n_ended, running, interval });
        }
        n_at_risk -= at.n_ended + at.n_censored;
    }
    steps
}

/// Limits of a share strictly between 0 and 1, on the scale log(−log).
fn log_log_limits(running: f64, greenwood: f64) -> (f64, f64) {
    let width = normal_quantile(UPPER_TAIL_STARTS) * greenwood.sqrt() / running.ln();
    let at = |shift: f64| (-((-running.ln()).ln() + shift).exp()).exp();
    (at(-width), at(width))
}

/// The median of a time measure, in days.
///
/// The interval is `None` when its upper limit lies beyond the follow-up.
///
/// # Errors
/// `NoRows` for an empty group, `NoValues` when no row has a time, `NotReached` when more
/// than half were still running at the end of the follow-up.
pub fn estimate_median_time(cell: &Cell) -> Result<Estimate, WhyMissing> {
    if cell.times.values().all(|it| it.n_ended + it.n_censored == 0) {
        let nobody = cell.n == 0 && cell.n_missing == 0;
        return Err(if nobody { WhyMissing::NoRows } else { WhyMissing::NoValues });
    }
    let steps = curve(cell);
    let level = |of: fn(&Step) -> Option<f64>| {
        steps
            .iter()
            .filter_map(|it| Some((f64::from(it.days), of(it)?)))
            .collect::<Vec<_>>()
    };
    let value = first_day_below_half(&level(|it| Some(it.running)));
    let lower = first_day_below_half(&level(|it| it.interval.map(|limits| limits.0)));
    let upper = first_day_below_half(&level(|it| it.interval.map(|limits| limits.1)));
    Ok(Estimate {
        value: value.ok_or(WhyMissing::NotReached)?,
        interval: lower.zip(upper),
        standard_error: None,
        method: NAME,
        design_effect: None,
    })
}

/// The day on which a falling curve passes one half; halfway along a stretch at one half.
fn first_day_below_half(curve: &[(f64, f64)]) -> Option<f64> {
    let first = curve.iter().position(|it| it.1 < HALF + ROUNDING)?;
    let (day, level) = curve[first];
    let next = curve[first..].iter().find(|it| it.1 < level - ROUNDING);
    match next {
        Some(next) if level > HALF - ROUNDING => Some(f64::midpoint(day, next.0)),
        _ => Some(day),
    }
}

#[cfg(test)]
pub(super) mod tests {
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
}
