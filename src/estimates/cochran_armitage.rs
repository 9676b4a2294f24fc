//! Cochran-Armitage. In: a share per period. Out: the trend with its test.
//! Never: a trend from fewer than four periods.
#![doc = ""]
#![doc = include_str!("cochran_armitage.md")]

use super::distributions::two_sided;
use super::{FEWEST_PERIODS, Trend, logistic, normal_half_width};
use crate::terms::WhyNotApplicable;

/// Name of the method.
pub const NAME: &str = "cochran-armitage";

/// The trend of a proportion over periods: (score, numerator, n) each.
///
/// The score is the position of the period on the grid, so that a period without rows
/// leaves a gap and does not shift the rest. Periods with n = 0 take no part. Where clients
/// appear more than once, both counts are first divided by the design effect (Rao & Scott
/// 1992): they need not be whole.
///
/// # Errors
/// `FewPeriods` under four periods with rows; `NoSuchQuantity` when there is nothing to
/// test: all yes, all no, all at one score, or numbers that are no counts.
pub fn trend_proportions(points: &[(f64, f64, f64)]) -> Result<Trend, WhyNotApplicable> {
    let used: Vec<_> = points.iter().copied().filter(|it| it.2 > 0.0).collect();
    if used.len() < FEWEST_PERIODS {
        return Err(WhyNotApplicable::FewPeriods);
    }
    let n: f64 = used.iter().map(|it| it.2).sum();
    let share = used.iter().map(|it| it.1).sum::<f64>() / n;
    let centre = used.iter().map(|it| it.0 * it.2).sum::<f64>() / n;
    let spread: f64 = used.iter().map(|it| it.2 * (it.0 - centre).powi(2)).sum();
    let sum: f64 = used.iter().map(|it| (it.0 - centre) * (it.1 - it.2 * share)).sum();
    let variance = share * (1.0 - share) * spread;
    let counts = used.iter().all(|it| 0.0 <= it.1 && it.1 <= it.2);
    if !(counts && variance > 0.0 && variance.is_finite()) {
        return Err(WhyNotApplicable::NoSuchQuantity);
    }
    let (statistic, slope) = (sum / variance.sqrt(), sum / spread);
    let line = |score: f64| share + slope * (score - centre);
    let half_width = normal_half_width() * robust_error(&used, centre, spread, line);
    Ok(Trend {
        method: NAME,
        statistic,
        p_value: two_sided(statistic),
        slope,
        slope_interval: (slope - half_width, slope + half_width),
        log_odds_slope: logistic::slope(&used),
        n_periods: used.len(),
    })
}

/// The standard error of the slope without the assumption that all shares are equal: the
/// squared distances of the rows to the line (White 1980, HC0).
fn robust_error(
    points: &[(f64, f64, f64)],
    centre: f64,
    spread: f64,
    line: impl Fn(f64) -> f64,
) -> f64 {
    let squares = points.iter().map(|(score, yes, n)| {
        let fitted = line(*score);
        let rows = yes * (1.0 - fitted).powi(2) + (n - yes) * fitted.powi(2);
        (score - centre).powi(2) * rows
    });
    squares.sum::<f64>().sqrt() / spread
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, numbers, printed, reference,
    };

    /// Smokers among lung-cancer patients in four studies (Fleiss 1981), at some scores.
    fn smokers(scores: [f64; 4]) -> Vec<(f64, f64, f64)> {
        let counts = [(83.0, 86.0), (90.0, 93.0), (129.0, 136.0), (70.0, 82.0)];
        std::iter::zip(scores, counts).map(|(score, (yes, n))| (score, yes, n)).collect()
    }

    #[test]
    fn the_test_agrees_with_r() {
        let r = reference(include_str!("../../tests/reference/r-core/expected.json"));
        assert_eq!(numbers(&r, "/smokers"), [83.0, 90.0, 129.0, 70.0]);
        assert_eq!(numbers(&r, "/patients"), [86.0, 93.0, 136.0, 82.0]);
        for (scores, name) in [
            ([1.0, 2.0, 3.0, 4.0], "prop.trend.test_scores_1234"),
            ([0.0, 0.0, 0.0, 1.0], "prop.trend.test_scores_0001"),
        ] {
            let trend = trend_proportions(&smokers(scores)).unwrap();
            let chi_squared = trend.statistic * trend.statistic;
            assert_same_digits(chi_squared, &printed(&r, &format!("/{name}/X2")));
            assert_same_digits(trend.p_value, &printed(&r, &format!("/{name}/p")));
            assert!(trend.statistic < 0.0 && trend.slope < 0.0, "the share falls");
        }
    }

    #[test]
    fn the_slopes_agree_with_statsmodels() {
        // statsmodels 0.15: WLS of the share on the score with weights n, and GLM Binomial.
        let trend = trend_proportions(&smokers([1.0, 2.0, 3.0, 4.0])).unwrap();
        assert_same_digits(trend.slope, "-0.033415626");
        let (slope, standard_error) = trend.log_odds_slope.unwrap();
        assert_same_digits(slope, "-0.631613447");
        assert_same_digits(standard_error, "0.228470379");
        assert_eq!((trend.method, trend.n_periods), ("cochran-armitage", 4));
    }

    #[test]
    fn the_limits_of_both_slopes_agree_with_statsmodels() {
        let json =
            reference(include_str!("../../tests/reference/python-peers/expected.json"));
        let cases = json["logistic"].as_array().unwrap();
        assert_eq!(cases.len(), 2);
        for case in cases {
            let points: Vec<(f64, f64, f64)> =
                serde_json::from_value(case["points"].clone()).unwrap();
            let trend = trend_proportions(&points).unwrap();
            let (slope, error) = trend.log_odds_slope.unwrap();
            let reach = normal_half_width() * error;
            let same = |actual, at: &str| assert_same_digits(actual, &printed(case, at));
            same(slope, "/slope");
            same(slope.exp(), "/odds_ratio/0");
            same((slope - reach).exp(), "/odds_ratio/1");
            same((slope + reach).exp(), "/odds_ratio/2");
            same(trend.slope, "/line/0");
            same(trend.slope_interval.0, "/line/1");
            same(trend.slope_interval.1, "/line/2");
        }
    }

    #[test]
    fn rows_that_are_copies_count_once() {
        let once = smokers([1.0, 2.0, 3.0, 4.0]);
        let twice: Vec<_> =
            once.iter().map(|it| (it.0, 2.0 * it.1, 2.0 * it.2)).collect();
        let halved: Vec<_> =
            twice.iter().map(|it| (it.0, it.1 / 2.0, it.2 / 2.0)).collect();
        assert_eq!(trend_proportions(&halved), trend_proportions(&once));
        assert!(
            trend_proportions(&twice).unwrap().p_value
                < trend_proportions(&once).unwrap().p_value
        );
    }

    #[test]
    fn three_periods_are_no_trend() {
        let three =
            [(0.0, 1.0, 10.0), (1.0, 5.0, 10.0), (2.0, 0.0, 0.0), (3.0, 9.0, 10.0)];
        assert_eq!(trend_proportions(&three), Err(WhyNotApplicable::FewPeriods));
    }

    #[test]
    fn an_empty_period_leaves_a_gap() {
        let gap = [
            (0.0, 2.0, 10.0),
            (1.0, 3.0, 10.0),
            (2.0, 0.0, 0.0),
            (3.0, 5.0, 10.0),
            (4.0, 6.0, 10.0),
        ];
        let trend = trend_proportions(&gap).unwrap();
        assert_close(trend.slope, 0.1);
        assert_eq!(trend.n_periods, 4);
    }

    #[test]
    fn a_share_that_is_always_a_hundred_per_cent_has_no_test() {
        let all = [(0.0, 9.0, 9.0), (1.0, 8.0, 8.0), (2.0, 7.0, 7.0), (3.0, 9.0, 9.0)];
        assert_eq!(trend_proportions(&all), Err(WhyNotApplicable::NoSuchQuantity));
    }

    #[test]
    fn separated_periods_have_no_log_odds_slope() {
        let step = [(0.0, 0.0, 9.0), (1.0, 0.0, 9.0), (2.0, 9.0, 9.0), (3.0, 9.0, 9.0)];
        let trend = trend_proportions(&step).unwrap();
        assert_eq!(trend.log_odds_slope, None);
        assert!(trend.p_value < 0.001);
    }
}
