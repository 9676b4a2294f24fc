//! Kaplan-Meier. In: the times of a cell, ended and still running. Out: the median with its
//! interval. Never: a running trajectory dropped, or counted as ended.
#![doc = ""]
#![doc = include_str!("kaplan_meier.md")]

use super::distributions::normal_quantile;
use super::repeated::{Causes, Course, design_effect};
use super::{Estimate, UPPER_TAIL_STARTS, interval_of};
use crate::indicators::{Cell, Times};
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
    /// Greenwood's standard error of that share; `None` once nobody is running any more.
    pub standard_error: Option<f64>,
    /// Lower and upper limit of that share; `None` once nobody is running any more.
    pub interval: Option<(f64, f64)>,
}

/// The curve: one step for each day on which something ended.
pub fn curve(cell: &Cell) -> Vec<Step> {
    steps(&cell.times, effect(&cell.times).unwrap_or(1.0))
}

/// The curve, with a variance this many times as large as of rows of different clients.
fn steps(times: &Times, effect: f64) -> Vec<Step> {
    let mut n_at_risk: u64 = times.values().map(|it| it.n_ended + it.n_censored).sum();
    let (mut running, mut greenwood) = (1.0, Sum::default());
    let mut steps = Vec::new();
    for (&days, at) in times {
        if at.n_ended > 0 {
            let (risk, ended) = (real(n_at_risk), real(at.n_ended));
            running *= (risk - ended) / risk;
            greenwood.add(effect * ended / (risk * (risk - ended)));
            let is_running = at.n_ended < n_at_risk;
            let limits = || log_log_limits(running, greenwood.value());
            steps.push(Step {
                days,
                n_at_risk,
                n_ended: at.n_ended,
                running,
                standard_error: is_running.then(|| running * greenwood.value().sqrt()),
                interval: is_running.then(limits),
            });
        }
        n_at_risk -= at.n_ended + at.n_censored;
    }
    steps
}

/// The design effect at the median, or at the end of the curve when that is not reached;
/// `None` when no client repeats.
fn effect(times: &Times) -> Option<f64> {
    if times.repeats().is_empty() {
        return None;
    }
    let steps = steps(times, 1.0);
    let open = || steps.iter().filter(|it| it.interval.is_some());
    let median = open().find(|it| it.running < HALF + ROUNDING);
    let until = median.or_else(|| open().next_back())?.days;
    let course = Course::of(times);
    Some(design_effect(times, &Causes::new(), |row| course.pull(row, until)))
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
    let effect = effect(&cell.times);
    let steps = steps(&cell.times, effect.unwrap_or(1.0));
    let value = passes_half(&steps, |it| Some(it.running));
    let (lower, upper) = limits(&steps);
    Ok(Estimate {
        value: value.ok_or(WhyMissing::NotReached)?,
        interval: lower.zip(upper).and_then(|(lower, upper)| interval_of(lower, upper)),
        standard_error: None,
        method: NAME,
        design_effect: effect,
    })
}

/// The lower limit of a median of which the upper limit lies beyond the follow-up: "at least
/// so many days". `None` when both limits are known, or neither.
pub fn at_least(times: &Times) -> Option<f64> {
    let (lower, upper) = limits(&steps(times, effect(times).unwrap_or(1.0)));
    lower.filter(|_| upper.is_none())
}

/// The days on which the limits of the curve pass one half.
fn limits(steps: &[Step]) -> (Option<f64>, Option<f64>) {
    let lower = passes_half(steps, |it| it.interval.map(|limits| limits.0));
    (lower, passes_half(steps, |it| it.interval.map(|limits| limits.1)))
}

fn passes_half(steps: &[Step], of: impl Fn(&Step) -> Option<f64>) -> Option<f64> {
    let level = |it: &Step| Some((f64::from(it.days), of(it)?));
    first_day_below_half(&steps.iter().filter_map(level).collect::<Vec<_>>())
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
#[path = "kaplan_meier_tests.rs"]
pub(super) mod tests;
