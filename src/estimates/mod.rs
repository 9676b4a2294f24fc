//! Estimates: from cells to figures with interval, n, denominator, missing and method.
//!
//! In: cells. Out: estimates and trends; undefined is `None` or a reason, never NaN.
//! Never: rows, files, or a decision about what may be shown.
//!
//! One method a file, with a page beside it: what it is, when it holds, where it comes
//! from. [`METHODS`] lists the pages.

pub mod count;
pub mod wilson;
pub mod wilson_clustered;
pub mod t;
pub mod t_clustered;
pub mod ratio_clustered;
pub mod effect_size;
pub mod cohen_kappa;
pub mod kaplan_meier;
pub mod aalen_johansen;
pub mod log_rank;
pub mod cochran_armitage;
pub mod weighted_linear;
pub mod none;
pub mod clopper_pearson;
pub mod clopper_pearson_clustered;
pub mod jeffreys;
pub mod jeffreys_clustered;
pub mod square_and_add;
pub mod newcombe;
pub mod welch;
pub mod missing_bounds;
pub mod response_drift;
pub mod mann_kendall;
pub mod xmr;
pub mod shewhart;
pub mod laney;
pub mod anhoej;
pub mod making_data_count;
pub mod smallest_change;
pub mod funnel_reach;
pub mod least_squares;
pub mod logistic;
pub mod overdispersion;
pub mod funnel;
pub mod assurance;
pub mod rule_sets;
pub mod false_alarms;
pub mod case_mix;
mod clusters;
mod interval;
pub(crate) mod distributions;
mod methods;
mod figures;
pub(crate) mod printed;
#[cfg(test)]
mod agreement;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod nist;

pub use aalen_johansen::{estimate_incidence, n_ended_within};
pub use cochran_armitage::trend_proportions;
pub use cohen_kappa::estimate_kappa;
pub use count::estimate_count;
pub use effect_size::estimate_effect_size;
pub use figures::{Breakdown, Contributions, Figure, fit};
pub use interval::ProportionInterval;
pub use kaplan_meier::estimate_median_time;
pub use log_rank::{LogRank, Times, log_rank};
pub use methods::{METHODS, Method, method};
pub use ratio_clustered::estimate_ratio;
pub use weighted_linear::trend_means;

use crate::indicators::{Cell, Part};
use crate::terms::WhyMissing;

/// Confidence of every interval: a proportion, here and everywhere.
pub const CONFIDENCE: f64 = 0.95;
/// The probability below the upper limit of a two-sided interval at [`CONFIDENCE`].
const UPPER_TAIL_STARTS: f64 = f64::midpoint(1.0, CONFIDENCE);
/// Fewest periods for which a trend is computed.
pub const FEWEST_PERIODS: usize = 4;

/// Standard errors between an estimate and its limits, for a normal estimate.
pub fn normal_half_width() -> f64 {
    distributions::normal_quantile(UPPER_TAIL_STARTS)
}

/// A figure with what it may not travel without.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The figure, in the unit of its measure.
    pub value: f64,
    /// Lower and upper limit at [`CONFIDENCE`]; `None` when there is too little to say.
    pub interval: Option<(f64, f64)>,
    /// Standard error, for means; proportions have none of their own (Wilson).
    pub standard_error: Option<f64>,
    /// Name of the method, as in [`METHODS`].
    pub method: &'static str,
    /// How many times larger the variance is because clients appear more than once.
    pub design_effect: Option<f64>,
}

/// A change over periods, with the test that it is more than chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Name of the method, as in [`METHODS`].
    pub method: &'static str,
    /// The test statistic, standard normal when nothing changes.
    pub statistic: f64,
    /// Two-sided p-value.
    pub p_value: f64,
    /// Change per period, in the unit of the figure.
    pub slope: f64,
    /// Lower and upper limit of the slope at [`CONFIDENCE`].
    pub slope_interval: (f64, f64),
    /// Change per period of the log odds, and its standard error; only for proportions,
    /// and `None` when the periods separate the outcomes completely.
    pub log_odds_slope: Option<(f64, f64)>,
    /// Periods that took part.
    pub n_periods: usize,
}

/// The proportion of rows in one part of a cell, 0–1.
///
/// The interval asked for when every row is another client, else its clustered form. One
/// client with several rows gives a value [without interval](none).
///
/// # Errors
/// `NoRows` for an empty group, `NoValues` when no row has a usable value.
pub fn estimate_proportion(
    cell: &Cell,
    part: usize,
    interval: ProportionInterval,
) -> Result<Estimate, WhyMissing> {
    let part = part_with_values(cell, part)?;
    Ok(if cell.n_clients >= cell.n {
        interval.estimate(cell, part)
    } else if cell.n_clients < 2 {
        none::without_interval(part.mean(cell.n))
    } else {
        interval.estimate_clustered(cell, part)
    })
}

/// Wilson limits of `n_yes` of `n` different clients, at [`CONFIDENCE`].
///
/// Returns `None` when `n` is 0 or `n_yes` exceeds it.
pub fn wilson_limits(n_yes: u64, n: u64) -> Option<(f64, f64)> {
    let real = crate::numeric::real;
    let quantile = distributions::normal_quantile(UPPER_TAIL_STARTS);
    (0 < n && n_yes <= n)
        .then(|| wilson::limits(real(n_yes) / real(n), real(n), quantile))
}

/// The mean of one part of a cell, in the unit of the measure.
///
/// [t](t) when every row is another client, else
/// [t with the variance between clients](t_clustered). One row, or one client, gives a
/// value [without interval](none).
///
/// # Errors
/// `NoRows` for an empty group, `NoValues` when no row has a usable value.
pub fn estimate_mean(cell: &Cell, part: usize) -> Result<Estimate, WhyMissing> {
    let part = part_with_values(cell, part)?;
    Ok(if cell.n_clients < 2 {
        none::without_interval(part.mean(cell.n))
    } else if cell.n_clients >= cell.n {
        t::estimate(cell, part)
    } else {
        t_clustered::estimate(cell, part)
    })
}

/// The part, once it is sure that the cell has something to divide by.
fn part_with_values(cell: &Cell, part: usize) -> Result<&Part, WhyMissing> {
    match (cell.n, cell.n_missing) {
        (0, 0) => Err(WhyMissing::NoRows),
        (0, _) => Err(WhyMissing::NoValues),
        _ => cell.parts.get(part).ok_or(WhyMissing::NoValues),
    }
}
