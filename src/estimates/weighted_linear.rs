//! Weighted line. In: a mean with its standard error per period. Out: the trend with its
//! test. Never: a trend from fewer than four periods.
#![doc = ""]
#![doc = include_str!("weighted_linear.md")]

use super::distributions::two_sided;
use super::{FEWEST_PERIODS, Trend, normal_half_width};
use crate::terms::WhyNotApplicable;

/// Name of the method.
pub const NAME: &str = "weighted-linear";

/// The trend of a mean over periods: (score, mean, standard error) each.
///
/// The score is the position of the period on the grid. Periods without a positive, finite
/// standard error take no part: nothing is known of their precision.
///
/// # Errors
/// `FewPeriods` under four such periods; `NoSuchQuantity` when all lie at one score.
pub fn trend_means(points: &[(f64, f64, f64)]) -> Result<Trend, WhyNotApplicable> {
    let known =
        |it: &&(f64, f64, f64)| it.1.is_finite() && it.2.is_finite() && 0.0 < it.2;
    let used: Vec<_> =
        points.iter().filter(known).map(|it| (it.0, it.1, it.2.powi(-2))).collect();
    if used.len() < FEWEST_PERIODS {
        return Err(WhyNotApplicable::FewPeriods);
    }
    let total: f64 = used.iter().map(|it| it.2).sum();
    let centre = used.iter().map(|it| it.0 * it.2).sum::<f64>() / total;
    let spread: f64 = used.iter().map(|it| it.2 * (it.0 - centre).powi(2)).sum();
    let sum: f64 = used.iter().map(|it| it.2 * (it.0 - centre) * it.1).sum();
    let (slope, statistic) = (sum / spread, sum / spread.sqrt());
    if !(slope.is_finite() && statistic.is_finite()) {
        return Err(WhyNotApplicable::NoSuchQuantity);
    }
    let half_width = normal_half_width() / spread.sqrt();
    Ok(Trend {
        method: NAME,
        statistic,
        p_value: two_sided(statistic),
        slope,
        slope_interval: (slope - half_width, slope + half_width),
        log_odds_slope: None,
        n_periods: used.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, printed, reference,
    };

    #[test]
    fn the_line_agrees_with_statsmodels() {
        // statsmodels 0.15: WLS with weights 1/se², cov_type="fixed scale".
        let marks =
            [(0.0, 7.1, 0.20), (1.0, 7.3, 0.15), (2.0, 7.2, 0.10), (4.0, 7.8, 0.25)];
        let trend = trend_means(&marks).unwrap();
        assert_same_digits(trend.slope, "0.126150895");
        assert_same_digits(trend.statistic, "1.727012736");
        assert_same_digits(trend.p_value, "0.084165376");
        assert_eq!((trend.method, trend.n_periods), ("weighted-linear", 4));
    }

    #[test]
    fn the_limits_of_the_slope_agree_with_statsmodels() {
        let json =
            reference(include_str!("../../tests/reference/python-peers/expected.json"));
        let case = &json["line"][0];
        let points: Vec<(f64, f64, f64)> =
            serde_json::from_value(case["points"].clone()).unwrap();
        let trend = trend_means(&points).unwrap();
        assert_same_digits(trend.slope, &printed(case, "/slope"));
        assert_same_digits(trend.slope_interval.0, &printed(case, "/interval/0"));
        assert_same_digits(trend.slope_interval.1, &printed(case, "/interval/1"));
    }

    #[test]
    fn a_straight_line_is_found_whatever_the_weights() {
        let line = [(0.0, 6.0, 0.1), (1.0, 6.5, 0.5), (2.0, 7.0, 0.2), (3.0, 7.5, 0.9)];
        assert_close(trend_means(&line).unwrap().slope, 0.5);
    }

    #[test]
    fn a_period_of_unknown_precision_takes_no_part() {
        let mut marks = vec![(0.0, 6.0, 0.1), (1.0, 6.5, 0.1), (2.0, 7.0, 0.1)];
        for unknown in [0.0, f64::INFINITY, f64::NAN] {
            marks.push((3.0, 99.0, unknown));
            assert_eq!(trend_means(&marks), Err(WhyNotApplicable::FewPeriods));
        }
        marks.push((3.0, 7.5, 0.1));
        assert_close(trend_means(&marks).unwrap().slope, 0.5);
    }

    #[test]
    fn periods_at_one_score_have_no_slope() {
        let same = [(1.0, 6.0, 0.1), (1.0, 7.0, 0.1), (1.0, 6.0, 0.1), (1.0, 7.0, 0.1)];
        assert_eq!(trend_means(&same), Err(WhyNotApplicable::NoSuchQuantity));
    }
}
