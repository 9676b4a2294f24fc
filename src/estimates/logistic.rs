//! Logistic regression of grouped yes/no counts on one score.
//!
//! In: per period a score, a numerator and an n. Out: the slope of the log odds and its
//! standard error. Never: a slope that is still running off to infinity.

use crate::numeric::real;

/// Rounds after which a fit that has not settled will not settle.
const MOST_ROUNDS: usize = 50;
/// Change of the coefficients, in standard errors, at which the fit has settled.
const SETTLED: f64 = 1e-10;
/// Log odds per step beyond which the data separate yes from no.
const SEPARATED: f64 = 30.0;

/// Slope of the log odds per unit of score, and its standard error, by iteratively
/// reweighted least squares (Nelder & Wedderburn 1972, doi:10.2307/2344614).
///
/// Returns `None` when the scores separate yes from no, so that no finite slope fits best.
pub(super) fn slope(points: &[(f64, u64, u64)]) -> Option<(f64, f64)> {
    // Centred scores keep the intercept and the slope nearly independent.
    let n: f64 = points.iter().map(|it| real(it.2)).sum();
    let centre = points.iter().map(|it| it.0 * real(it.2)).sum::<f64>() / n;
    let share = points.iter().map(|it| real(it.1)).sum::<f64>() / n;
    let (mut intercept, mut slope) = ((share / (1.0 - share)).ln(), 0.0);
    for _ in 0..MOST_ROUNDS {
        let sums = Sums::at(points, centre, intercept, slope);
        let (step, variance) = sums.newton_step()?;
        intercept += step.0;
        slope += step.1;
        let range = points.iter().map(|it| (slope * (it.0 - centre)).abs());
        if range.fold(intercept.abs(), larger) > SEPARATED {
            return None;
        }
        if step.0.abs() + step.1.abs() <= SETTLED * variance.sqrt() {
            return Some((slope, variance.sqrt()));
        }
    }
    None
}

fn larger(a: f64, b: f64) -> f64 {
    if a.total_cmp(&b).is_ge() { a } else { b }
}

/// Score vector and information matrix at one pair of coefficients.
#[derive(Default)]
struct Sums {
    gradient: (f64, f64),
    w: f64,
    wx: f64,
    wxx: f64,
}

impl Sums {
    fn at(points: &[(f64, u64, u64)], centre: f64, intercept: f64, slope: f64) -> Self {
        let mut sums = Self::default();
        for &(score, n_yes, n) in points {
            let x = score - centre;
            let p = 1.0 / (1.0 + (-(intercept + slope * x)).exp());
            let w = real(n) * p * (1.0 - p);
            let residual = real(n_yes) - real(n) * p;
            sums.gradient.0 += residual;
            sums.gradient.1 += residual * x;
            sums.w += w;
            sums.wx += w * x;
            sums.wxx += w * x * x;
        }
        sums
    }

    /// The step towards the best fit, and the variance of the slope.
    fn newton_step(&self) -> Option<((f64, f64), f64)> {
        let determinant = self.w * self.wxx - self.wx * self.wx;
        let step = (
            (self.wxx * self.gradient.0 - self.wx * self.gradient.1) / determinant,
            (self.w * self.gradient.1 - self.wx * self.gradient.0) / determinant,
        );
        let variance = self.w / determinant;
        let sound = step.0.is_finite() && step.1.is_finite() && variance > 0.0;
        (sound && variance.is_finite()).then_some((step, variance))
    }
}
