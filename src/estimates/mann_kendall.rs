//! Mann-Kendall and Sen. In: a series with gaps. Out: whether it rises or falls, and how
//! fast. Never: a gap that counts as a value.
#![doc = ""]
#![doc = include_str!("mann_kendall.md")]

use std::cmp::Ordering;

use super::distributions::two_sided;
use super::{FEWEST_PERIODS, Trend, normal_half_width};
use crate::numeric::real;
use crate::terms::WhyNotApplicable;

/// Name of the method.
pub const NAME: &str = "mann-kendall";

/// The counts behind the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranks {
    /// Pairs that rise minus pairs that fall.
    pub score: f64,
    /// Variance of the score when there is no trend, corrected for ties.
    pub variance: f64,
    /// Score over the number of pairs, −1 to 1.
    pub tau: f64,
}

/// Counts rising and falling pairs of a series without gaps, of two values or more.
fn ranks(values: &[f64]) -> Ranks {
    let mut score = 0.0;
    for (i, earlier) in values.iter().enumerate() {
        for later in &values[i + 1..] {
            score += match later.total_cmp(earlier) {
                Ordering::Greater => 1.0,
                Ordering::Equal => 0.0,
                Ordering::Less => -1.0,
            };
        }
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let pairs_weighted = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let ties = sorted.chunk_by(|a, b| a.total_cmp(b).is_eq());
    let ties: f64 = ties.map(|it| pairs_weighted(real(it.len() as u64))).sum();
    let n = real(values.len() as u64);
    let variance = (pairs_weighted(n) - ties) / 18.0;
    Ranks { score, variance, tau: score / (0.5 * n * (n - 1.0)) }
}

/// The Mann-Kendall test of a series, one place a period, with Sen's slope per period.
///
/// `None` is a gap: it takes no part, and the periods around it keep their distance.
///
/// # Errors
/// `FewPeriods` under four values, `NoSuchQuantity` when a value is not a finite number.
pub fn trend(series: &[Option<f64>]) -> Result<Trend, WhyNotApplicable> {
    let counts = rank_counts(series)?;
    // One step towards zero makes the discrete score nearly normal.
    let statistic = if counts.variance > 0.0 && counts.score != 0.0 {
        (counts.score - counts.score.signum()) / counts.variance.sqrt()
    } else {
        0.0
    };
    let slopes = slopes(series);
    Ok(Trend {
        method: NAME,
        statistic,
        p_value: two_sided(statistic),
        slope: median(&slopes),
        slope_interval: limits(&slopes, counts.variance),
        log_odds_slope: None,
        n_periods: series.iter().flatten().count(),
    })
}

/// The counts behind the test of a series.
///
/// # Errors
/// As [`trend`].
pub fn rank_counts(series: &[Option<f64>]) -> Result<Ranks, WhyNotApplicable> {
    // Adding zero makes one zero of plus and minus zero, which `total_cmp` tells apart.
    let values: Vec<f64> = series.iter().flatten().map(|it| it + 0.0).collect();
    if values.len() < FEWEST_PERIODS {
        return Err(WhyNotApplicable::FewPeriods);
    }
    if values.iter().any(|it| !it.is_finite()) {
        return Err(WhyNotApplicable::NoSuchQuantity);
    }
    Ok(ranks(&values))
}

/// Sen's slope per period, and the level of his line at the first period: the median value
/// less the slope over the median place.
///
/// # Errors
/// As [`trend`].
pub fn sen_line(series: &[Option<f64>]) -> Result<(f64, f64), WhyNotApplicable> {
    rank_counts(series)?;
    let slope = median(&slopes(series));
    let mut values: Vec<f64> = series.iter().flatten().copied().collect();
    values.sort_by(f64::total_cmp);
    let places: Vec<f64> = (0_u32..)
        .zip(series)
        .filter_map(|(place, it)| it.map(|_| f64::from(place)))
        .collect();
    Ok((slope, median(&values) - slope * median(&places)))
}

/// The slopes between all pairs of periods with a value, sorted.
fn slopes(series: &[Option<f64>]) -> Vec<f64> {
    let places = (0_u32..).map(f64::from);
    let known: Vec<(f64, f64)> =
        places.zip(series).filter_map(|(place, it)| Some((place, (*it)?))).collect();
    let mut slopes: Vec<f64> = known
        .iter()
        .enumerate()
        .flat_map(|(i, from)| known[i + 1..].iter().map(move |to| (from, to)))
        .map(|(from, to)| (to.1 - from.1) / (to.0 - from.0))
        .collect();
    slopes.sort_by(f64::total_cmp);
    slopes
}

/// The middle of sorted numbers, of which there is one at least.
fn median(sorted: &[f64]) -> f64 {
    f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2])
}

/// Sen's limits: as many slopes are left out on each side as the variance of the score
/// allows; with few periods none is, and the limits are the extreme slopes.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rounded number from 0 up to the number of slopes"
)]
fn limits(slopes: &[f64], variance: f64) -> (f64, f64) {
    let n_slopes = real(slopes.len() as u64);
    let reach = normal_half_width() * variance.sqrt();
    let left_out = ((n_slopes - reach) / 2.0).round_ties_even() - 1.0;
    let left_out = if left_out > 0.0 { left_out as usize } else { 0 };
    let upper = f64::midpoint(n_slopes, reach).round_ties_even() as usize;
    let last = slopes.len() - 1;
    (slopes[left_out], slopes[if upper < last { upper } else { last }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{assert_same_digits, printed, reference};

    const REFERENCE: &str =
        include_str!("../../tests/reference/pymannkendall/expected.json");

    fn series(json: &serde_json::Value) -> Vec<Option<f64>> {
        json["arbitrary_1d"]
            .as_array()
            .unwrap()
            .iter()
            .map(serde_json::Value::as_f64)
            .collect()
    }

    #[test]
    fn a_series_with_gaps_agrees_with_pymannkendall() {
        let json = reference(REFERENCE);
        let series = series(&json);
        assert_eq!(series.len(), 360);
        let test =
            "/expected/original_test/arbitrary: mk.original_test(arbitrary_1d_data)";
        let sen = "/expected/sens_slope/arbitrary: mk.sens_slope(arbitrary_1d_data)";
        let (trend, counts) = (trend(&series).unwrap(), rank_counts(&series).unwrap());
        for (actual, pointer) in [
            (trend.statistic, format!("{test}/z")),
            (trend.p_value, format!("{test}/p")),
            (trend.slope, format!("{sen}/slope")),
            (sen_line(&series).unwrap().1, format!("{sen}/intercept")),
            (counts.score, format!("{test}/s")),
            (counts.variance, format!("{test}/var_s")),
            (counts.tau, format!("{test}/Tau")),
        ] {
            assert_same_digits(actual, &printed(&json, &pointer));
        }
    }

    #[test]
    fn a_rising_line_agrees_with_pymannkendall() {
        let json = reference(REFERENCE);
        let line: Vec<_> = (0..360).map(|it| Some(f64::from(it))).collect();
        let at = |name: &str| printed(&json, &format!("/expected/{name}"));
        let (trend, counts) = (trend(&line).unwrap(), rank_counts(&line).unwrap());
        assert_same_digits(counts.score, &at("original_test/linear/s"));
        assert_same_digits(counts.tau, &at("original_test/linear/Tau"));
        assert_same_digits(trend.slope, &at("sens_slope/linear/slope"));
        assert!(trend.p_value < 1e-100, "the upper tail is small, not lost");
    }

    #[test]
    fn a_constant_series_agrees_with_pymannkendall_and_has_no_trend() {
        let json = reference(REFERENCE);
        let series = [Some(7.0); 360];
        let (trend, counts) = (trend(&series).unwrap(), rank_counts(&series).unwrap());
        for (actual, name) in [
            (trend.statistic, "original_test/constant/z"),
            (trend.p_value, "original_test/constant/p"),
            (trend.slope, "sens_slope/constant/slope"),
            (counts.score, "original_test/constant/s"),
            (counts.variance, "original_test/constant/var_s"),
            (counts.tau, "original_test/constant/Tau"),
        ] {
            assert_same_digits(actual, &printed(&json, &format!("/expected/{name}")));
        }
        assert_eq!(trend.slope_interval, (0.0, 0.0));
    }

    #[test]
    fn the_limits_of_sen_agree_with_scipy() {
        let json =
            reference(include_str!("../../tests/reference/python-peers/expected.json"));
        let cases = json["sen"].as_array().unwrap();
        assert_eq!(cases.len(), 3);
        for case in cases {
            let series: Vec<Option<f64>> =
                serde_json::from_value(case["series"].clone()).unwrap();
            let trend = trend(&series).unwrap();
            assert_same_digits(trend.slope, &printed(case, "/slope"));
            assert_same_digits(trend.slope_interval.0, &printed(case, "/interval/0"));
            assert_same_digits(trend.slope_interval.1, &printed(case, "/interval/1"));
        }
    }

    #[test]
    fn three_values_are_no_trend() {
        let three = [Some(1.0), None, Some(2.0), None, Some(3.0)];
        assert_eq!(trend(&three), Err(WhyNotApplicable::FewPeriods));
        let endless = [Some(1.0), Some(2.0), Some(3.0), Some(f64::INFINITY)];
        assert_eq!(trend(&endless), Err(WhyNotApplicable::NoSuchQuantity));
    }
}
