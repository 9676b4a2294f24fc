//! A trend of a series of released figures.
//!
//! Never: a change that response could explain, passed for one.

use super::Claim;
use crate::terms::{SeriesKey, Shown};

/// A trend over the periods of one series of figures.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleasedTrend {
    /// What it is a trend of.
    pub series: SeriesKey,
    /// Name of the method, e.g. `cochran-armitage`.
    pub method: String,
    /// Number of periods used.
    pub n_periods: usize,
    /// Test statistic (z).
    pub statistic: Shown<f64>,
    /// Two-sided p-value.
    pub p_value: Shown<f64>,
    /// Change per period, in the unit of the figure.
    pub slope: Shown<f64>,
    /// Lower limit of the slope at 95 %.
    pub slope_lower: Shown<f64>,
    /// Upper limit of the slope at 95 %.
    pub slope_upper: Shown<f64>,
    /// Change per year, in the unit of the figure.
    pub slope_per_year: Shown<f64>,
    /// For shares: by how much the odds are multiplied each year.
    pub odds_ratio_per_year: Shown<f64>,
    /// Lower limit of the odds ratio at 95 %.
    pub odds_ratio_lower: Shown<f64>,
    /// Upper limit of the odds ratio at 95 %.
    pub odds_ratio_upper: Shown<f64>,
    /// Provisional periods that are left out.
    pub n_provisional: usize,
    /// Lowest and highest response over the periods, where it is known, 0–1.
    pub response: Option<(f64, f64)>,
    /// Whether people were asked for it: their response, not the share that was scored.
    pub is_asked: bool,
    /// What may be said of the change; `None` without a trend.
    pub conclusion: Option<Claim>,
}
