//! Aalen-Johansen. In: the event times of a cell with the cause of each end. Out: the share
//! that has ended for one cause within a number of days, with its interval. Never: a running
//! trajectory dropped, or another cause taken for the end of follow-up.
#![doc = ""]
#![doc = include_str!("aalen_johansen.md")]

use super::distributions::normal_quantile;
use super::repeated::{Course, design_effect};
use super::{Estimate, UPPER_TAIL_STARTS};
use crate::indicators::{Cell, Spell};
use crate::numeric::{Sum, real};
use crate::terms::WhyMissing;

/// Name of the method.
pub const NAME: &str = "aalen-johansen";

/// A day on which something ended, as one cause sees it.
struct Day {
    days: u32,
    /// Share still running just before.
    running: f64,
    n_at_risk: f64,
    /// Rows that ended on that day, for whatever cause, and for this one.
    n_ended: f64,
    n_cause: f64,
    /// Share that has ended for this cause by the end of that day.
    incidence: f64,
}

/// The share that has ended for a cause within `days` days.
///
/// # Errors
/// `NoRows` for an empty group, `NoValues` when no row has a time, `NotFollowed` when
/// nobody was followed for so long and not all have ended.
pub fn estimate_incidence(
    cell: &Cell,
    cause: usize,
    days: u32,
) -> Result<Estimate, WhyMissing> {
    if cell.times.values().all(|it| it.n_ended + it.n_censored == 0) {
        let nobody = cell.n == 0 && cell.n_missing == 0;
        return Err(if nobody { WhyMissing::NoRows } else { WhyMissing::NoValues });
    }
    if !is_followed(cell, days) {
        return Err(WhyMissing::NotFollowed);
    }
    let course = course(cell, cause, days);
    let value = course.last().map_or(0.0, |it| it.incidence);
    let design_effect = effect(cell, cause, days, &course);
    let variance = variance(&course) * design_effect.unwrap_or(1.0);
    let (interval, standard_error) = (log_log_limits(value, variance.sqrt()), None);
    Ok(Estimate { value, interval, standard_error, method: NAME, design_effect })
}

/// Rows that have ended for a cause within `days` days.
pub fn n_ended_within(cell: &Cell, cause: usize, days: u32) -> u64 {
    let within = cell.causes.range(..=(days, usize::MAX));
    within.filter(|it| it.0.1 == cause).map(|it| it.1).sum()
}

/// Whether the curve is known at `days`: somebody was followed so long, or all have ended.
/// When the last one followed happens to end, nobody knows how the others went on.
fn is_followed(cell: &Cell, days: u32) -> bool {
    let seen = cell.times.iter().filter(|it| it.1.n_ended + it.1.n_censored > 0);
    let longest = seen.map(|it| *it.0).max().unwrap_or(0);
    longest >= days || cell.times.values().all(|it| it.n_censored == 0)
}

/// The standard error of [`estimate_incidence`], when every row is another client.
pub(crate) fn standard_error(cell: &Cell, cause: usize, days: u32) -> f64 {
    variance(&course(cell, cause, days)).sqrt()
}

/// The design effect; `None` when no client repeats.
fn effect(cell: &Cell, cause: usize, days: u32, course: &[Day]) -> Option<f64> {
    if cell.times.repeats().is_empty() {
        return None;
    }
    let curve = Course::of(&cell.times);
    // Up to each day: what being followed takes away, and what the curve before adds.
    let mut sums = vec![(0.0, 0.0)];
    for (nth, it) in course.iter().enumerate() {
        let before = course.get(nth.wrapping_sub(1)).map_or(0, |it| it.days);
        let still = Spell { days: before, ended: false, cause: None };
        let rise = it.running * it.n_cause / it.n_at_risk;
        let (taken, added) = sums[nth];
        sums.push((
            taken + rise / it.n_at_risk,
            added + rise * curve.pull(still, before),
        ));
    }
    let last = course.last().map_or(0.0, |it| it.incidence);
    let moves = |row: Spell| {
        let n = course.partition_point(|it| it.days <= row.days);
        let (taken, added) = sums[n];
        let own = course[..n].last().filter(|it| it.days == row.days && row.ended);
        let own = own.filter(|_| row.cause == Some(cause) && row.days <= days);
        let own = own.map_or(0.0, |it| it.running / it.n_at_risk);
        let reached = course[..n].last().map_or(0.0, |it| it.incidence);
        own - taken + added + curve.pull(row, days) * (last - reached)
    };
    Some(design_effect(&cell.times, &cell.causes, moves))
}

fn course(cell: &Cell, cause: usize, days: u32) -> Vec<Day> {
    let mut n_at_risk: u64 =
        cell.times.values().map(|it| it.n_ended + it.n_censored).sum();
    let (mut running, mut incidence) = (1.0, Sum::default());
    let mut course = Vec::new();
    for (&day, at) in cell.times.range(..=days) {
        if at.n_ended > 0 {
            let n_cause = cell.causes.get(&(day, cause)).copied().unwrap_or(0);
            let (risk, ended) = (real(n_at_risk), real(at.n_ended));
            incidence.add(running * real(n_cause) / risk);
            course.push(Day {
                days: day,
                running,
                n_at_risk: risk,
                n_ended: ended,
                n_cause: real(n_cause),
                incidence: incidence.value(),
            });
            running *= (risk - ended) / risk;
        }
        n_at_risk -= at.n_ended + at.n_censored;
    }
    course
}

/// The variance at the end of the course, by the delta method (Marubini and Valsecchi 1995).
fn variance(course: &[Day]) -> f64 {
    let last = course.last().map_or(0.0, |it| it.incidence);
    let mut sum = Sum::default();
    for day in course {
        let (risk, ended, cause) = (day.n_at_risk, day.n_ended, day.n_cause);
        let still = last - day.incidence;
        // On the day the last row ends nothing is still to come.
        if ended < risk {
            sum.add(still * still * ended / (risk * (risk - ended)));
        }
        sum.add(day.running * day.running * cause * (risk - cause) / risk.powi(3));
        sum.add(-2.0 * still * day.running * cause / (risk * risk));
    }
    let variance = sum.value();
    if variance > 0.0 { variance } else { 0.0 }
}

/// Limits of a share strictly between 0 and 1, on the scale log(−log).
fn log_log_limits(share: f64, standard_error: f64) -> Option<(f64, f64)> {
    let is_inside = 0.0 < share && share < 1.0 && 0.0 < standard_error;
    is_inside.then(|| {
        let width =
            normal_quantile(UPPER_TAIL_STARTS) * standard_error / (share * share.ln());
        (share.powf((-width).exp()), share.powf(width.exp()))
    })
}

#[cfg(test)]
#[path = "aalen_johansen_tests.rs"]
mod tests;
