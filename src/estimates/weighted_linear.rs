//! Weighted line. In: a mean with its standard error per period. Out: the trend with its
//! test, which allows for means that scatter by more than chance. Never: a trend from fewer
//! than five periods; a standard error of a few clusters taken as known.
#![doc = ""]
#![doc = include_str!("weighted_linear.md")]

use super::scatter::{self, Point};
use super::{FEWEST_PERIODS, Trend};
use crate::terms::WhyNotApplicable;

/// Name of the method.
pub const NAME: &str = "weighted-linear";

/// The mean of a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// Place of the period on the grid.
    pub score: f64,
    /// The mean.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// How many independent rows, clients or clusters it rests on; 1 everywhere when that is
    /// not known.
    pub n: f64,
}

/// The trend of a mean over periods: (score, mean, standard error) each, periods of which
/// it is not known how many rows they rest on and that count alike.
///
/// # Errors
/// As [`trend`].
pub fn trend_means(points: &[(f64, f64, f64)]) -> Result<Trend, WhyNotApplicable> {
    let mean = |&(score, value, standard_error): &(f64, f64, f64)| Mean {
        score,
        value,
        standard_error,
        n: 1.0,
    };
    trend(&points.iter().map(mean).collect::<Vec<_>>())
}

/// The trend of a mean over periods.
///
/// The score is the position of the period on the grid. Periods without a positive, finite
/// standard error take no part: nothing is known of their precision.
///
/// # Errors
/// `FewPeriods` under five such periods; `NoSuchQuantity` when all lie at one score.
pub fn trend(means: &[Mean]) -> Result<Trend, WhyNotApplicable> {
    let is_known = |it: &&Mean| {
        let error = it.standard_error;
        it.value.is_finite() && error.is_finite() && 0.0 < error && 0.0 < it.n
    };
    let used: Vec<&Mean> = means.iter().filter(is_known).collect();
    if used.len() < FEWEST_PERIODS {
        return Err(WhyNotApplicable::FewPeriods);
    }
    // The variance of one row, from all periods: the error of a single period comes from few
    // rows, and where values are skewed a low mean has a small one.
    let total: f64 = used.iter().map(|it| it.n).sum();
    let of_a_row = |it: &&Mean| it.n * it.standard_error.powi(2);
    let pooled = used.iter().map(|it| it.n * of_a_row(it)).sum::<f64>() / total;
    let point =
        |it: &&Mean| Point { score: it.score, value: it.value, variance: pooled / it.n };
    let line = scatter::line(&used.iter().map(point).collect::<Vec<_>>())?;
    Ok(line.trend(NAME, used.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, printed, reference,
    };
    use crate::estimates::draws::{Draws, false_claims};
    use crate::numeric::real;

    #[test]
    fn trends_agree_with_numpy_and_statsmodels() {
        let json =
            reference(include_str!("../../tests/reference/python-peers/trends.json"));
        let cases = json["means"].as_array().unwrap();
        assert_eq!(cases.len(), 3);
        for case in cases {
            let points: Vec<(f64, f64, f64, f64)> =
                serde_json::from_value(case["points"].clone()).unwrap();
            let mean = |&(score, value, standard_error, n): &(f64, f64, f64, f64)| Mean {
                score,
                value,
                standard_error,
                n,
            };
            let trend = trend(&points.iter().map(mean).collect::<Vec<_>>()).unwrap();
            let same = |actual, at: &str| assert_same_digits(actual, &printed(case, at));
            same(trend.slope, "/slope");
            same(trend.statistic, "/statistic");
            same(trend.p_value, "/p_value");
            same(trend.slope_interval.0, "/interval/0");
            same(trend.slope_interval.1, "/interval/1");
        }
    }

    /// How often a trend is claimed of means of so many values in which nothing changes.
    fn rate(
        n_periods: u32,
        sizes: impl Fn(u32) -> u64,
        value: impl Fn(&mut Draws) -> f64,
    ) -> f64 {
        let mut draws = Draws::new(20_261_128);
        false_claims(4_000, || {
            let mut mean = |score: u32| {
                let n = sizes(score);
                let values: Vec<f64> = (0..n).map(|_| value(&mut draws)).collect();
                let mean = values.iter().sum::<f64>() / real(n);
                let squares: f64 = values.iter().map(|it| (it - mean).powi(2)).sum();
                let standard_error = (squares / (real(n) * real(n - 1))).sqrt();
                Mean { score: f64::from(score), value: mean, standard_error, n: real(n) }
            };
            trend(&(0..n_periods).map(&mut mean).collect::<Vec<_>>())
        })
    }

    // Fault: 11 % of four years of skewed durations, 23 % of years of three teams.
    #[test]
    fn when_nothing_changes_one_trend_in_twenty_is_claimed_at_most() {
        let skewed = |it: &mut Draws| (5.7 + it.normal()).exp();
        let plain = |it: &mut Draws| 0.04 + 0.01 * it.normal();
        for (what, found) in [
            ("five years of 15 durations", rate(5, |_| 15, skewed)),
            ("eight years of 15 durations", rate(8, |_| 15, skewed)),
            ("a programme that grows", rate(6, |it| 5 + 10 * u64::from(it), skewed)),
            ("five years of two teams", rate(5, |_| 2, plain)),
            ("eight years of three teams", rate(8, |_| 3, plain)),
        ] {
            assert!(found <= 0.06, "{what}: {found}");
        }
    }

    #[test]
    fn years_of_three_teams_are_no_trend_under_five() {
        // The external staff of a region in the sample catalogue, four years.
        let years = [(0.0, 0.031, 0.001), (1.0, 0.045, 0.0005), (2.0, 0.035, 0.002)];
        let four: Vec<_> = years.into_iter().chain([(3.0, 0.031, 0.001)]).collect();
        assert_eq!(trend_means(&four), Err(WhyNotApplicable::FewPeriods));
    }

    #[test]
    fn a_straight_line_is_found_whatever_the_weights() {
        let line = [0.1, 0.5, 0.2, 0.9, 0.3];
        let line: Vec<_> = (0_u32..)
            .zip(line)
            .map(|(at, error)| (f64::from(at), 6.0 + 0.5 * f64::from(at), error))
            .collect();
        assert_close(trend_means(&line).unwrap().slope, 0.5);
    }

    #[test]
    fn a_period_of_unknown_precision_takes_no_part() {
        let mut marks =
            vec![(0.0, 6.0, 0.1), (1.0, 6.5, 0.1), (2.0, 7.0, 0.1), (3.0, 7.5, 0.1)];
        for unknown in [0.0, f64::INFINITY, f64::NAN] {
            marks.push((4.0, 99.0, unknown));
            assert_eq!(trend_means(&marks), Err(WhyNotApplicable::FewPeriods));
        }
        marks.push((4.0, 8.0, 0.1));
        assert_close(trend_means(&marks).unwrap().slope, 0.5);
    }

    #[test]
    fn periods_at_one_score_have_no_slope() {
        let same = [6.0, 7.0, 6.0, 7.0, 6.5].map(|it| (1.0, it, 0.1));
        assert_eq!(trend_means(&same), Err(WhyNotApplicable::NoSuchQuantity));
    }
}
