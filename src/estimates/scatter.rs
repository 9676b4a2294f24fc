//! A line through figures that may scatter by more than chance, and its test.
//!
//! In: a figure a period, with what it weighs. Out: the slope, its limits and its p-value,
//! which agree with each other. Never: a claim that chance alone explains, or that rests on
//! the thought that nothing but chance makes periods differ.

use super::distributions::{t_quantile, t_two_sided, two_sided};
use super::{FEWEST_PERIODS, Trend, UPPER_TAIL_STARTS, normal_half_width};
use crate::numeric::real;
use crate::terms::WhyNotApplicable;

/// A figure of a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    /// Place of the period on the grid.
    pub(super) score: f64,
    /// The figure.
    pub(super) value: f64,
    /// Its variance, if nothing but chance makes periods differ; above 0.
    pub(super) variance: f64,
}

/// A line, and what it says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    pub(super) slope: f64,
    pub(super) half_width: f64,
    pub(super) statistic: f64,
    pub(super) p_value: f64,
    /// Variance between periods beyond chance; 0 is chance alone.
    pub(super) between: f64,
    /// The half-width over what it would be by chance alone; 1 or more.
    pub(super) widened: f64,
}

impl Line {
    /// The trend of that method over so many periods.
    pub(super) fn trend(self, method: &'static str, n_periods: usize) -> Trend {
        Trend {
            method,
            statistic: self.statistic,
            p_value: self.p_value,
            slope: self.slope,
            slope_interval: (self.slope - self.half_width, self.slope + self.half_width),
            log_odds_slope: None,
            n_periods,
        }
    }
}

/// The line through the figures of the periods.
///
/// Each weighs 1/(v + τ²): v by chance, τ² the variance between periods that the distances to
/// the line show beyond it. The slope is tested twice: against chance alone (normal, errors
/// from v + τ²), and against the scatter that is seen (t, two degrees of freedom less than
/// periods). The larger p-value counts, and the wider limits.
///
/// # Errors
/// `FewPeriods` under [`FEWEST_PERIODS`]; `NoSuchQuantity` when all lie at one score, or when
/// a number is not finite.
pub(super) fn line(points: &[Point]) -> Result<Line, WhyNotApplicable> {
    if points.len() < FEWEST_PERIODS {
        return Err(WhyNotApplicable::FewPeriods);
    }
    let degrees = real(points.len() as u64) - 2.0;
    let by_chance = Fit::of(points, 0.0);
    let between = by_chance.between(points, degrees);
    let fit = if between > 0.0 { Fit::of(points, between) } else { by_chance };
    let seen = (fit.residual / degrees / fit.spread).sqrt();
    let known = fit.spread.sqrt().recip();
    let (z, t) = (fit.slope / known, fit.slope / seen);
    if !(z.is_finite() && fit.residual.is_finite()) {
        return Err(WhyNotApplicable::NoSuchQuantity);
    }
    // A line without any scatter has no t: chance decides.
    let p_of_t = if seen > 0.0 { t_two_sided(t, degrees) } else { 0.0 };
    let p_of_z = two_sided(z);
    let (statistic, p_value) = if p_of_t > p_of_z { (t, p_of_t) } else { (z, p_of_z) };
    let by_z = normal_half_width() * known;
    let by_t = t_quantile(UPPER_TAIL_STARTS, degrees) * seen;
    let half_width = if by_t > by_z { by_t } else { by_z };
    let alone = normal_half_width() / Fit::of(points, 0.0).spread.sqrt();
    let widened = half_width / alone;
    Ok(Line { slope: fit.slope, half_width, statistic, p_value, between, widened })
}

/// Weighted least squares.
struct Fit {
    slope: f64,
    centre: f64,
    /// Σ w(x − x̄)².
    spread: f64,
    /// Σ w of the squared distances to the line.
    residual: f64,
}

impl Fit {
    fn of(points: &[Point], between: f64) -> Self {
        let weighted: Vec<(f64, &Point)> =
            points.iter().map(|it| ((it.variance + between).recip(), it)).collect();
        let sum = |of: &dyn Fn(f64, &Point) -> f64| -> f64 {
            weighted.iter().map(|(weight, it)| of(*weight, it)).sum()
        };
        let total = sum(&|weight, _| weight);
        let centre = sum(&|weight, it| weight * it.score) / total;
        let mean = sum(&|weight, it| weight * it.value) / total;
        let spread = sum(&|weight, it| weight * (it.score - centre).powi(2));
        let slope = sum(&|weight, it| weight * (it.score - centre) * it.value) / spread;
        let residual = sum(&|weight, it| {
            weight * (it.value - mean - slope * (it.score - centre)).powi(2)
        });
        Self { slope, centre, spread, residual }
    }

    /// The variance between periods with which the distances to this line, fitted as if by
    /// chance alone, would be as large as they are on average; 0 or more.
    fn between(&self, points: &[Point], degrees: f64) -> f64 {
        let total: f64 = points.iter().map(|it| it.variance.recip()).sum();
        let room = points.iter().map(|it| {
            let weight = it.variance.recip();
            let pull =
                weight / total + weight * (it.score - self.centre).powi(2) / self.spread;
            weight * (1.0 - pull)
        });
        let between = (self.residual - degrees) / room.sum::<f64>();
        if between > 0.0 && between.is_finite() { between } else { 0.0 }
    }
}
