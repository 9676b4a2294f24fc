//! Cochran-Armitage. In: a share per period. Out: the trend with its test.
//! Never: a trend from fewer than four periods.
#![doc = ""]
#![doc = include_str!("cochran_armitage.md")]

use super::distributions::two_sided;
use super::{FEWEST_PERIODS, Trend, logistic};
use crate::numeric::real;
use crate::terms::WhyNotApplicable;

/// Name of the method.
pub const NAME: &str = "cochran-armitage";

/// The trend of a proportion over periods: (score, numerator, n) each.
///
/// The score is the position of the period on the grid, so that a period without rows
/// leaves a gap and does not shift the rest. Periods with n = 0 take no part.
///
/// # Errors
/// `FewPeriods` under four periods with rows; `NoSuchQuantity` when there is nothing to
/// test: all yes, all no, all at one score, or numbers that are no counts.
pub fn trend_proportions(points: &[(f64, u64, u64)]) -> Result<Trend, WhyNotApplicable> {
    let used: Vec<_> = points.iter().copied().filter(|it| it.2 > 0).collect();
    if used.len() < FEWEST_PERIODS {
        return Err(WhyNotApplicable::FewPeriods);
    }
    let n: f64 = used.iter().map(|it| real(it.2)).sum();
    let share = used.iter().map(|it| real(it.1)).sum::<f64>() / n;
    let centre = used.iter().map(|it| it.0 * real(it.2)).sum::<f64>() / n;
    let spread: f64 = used.iter().map(|it| real(it.2) * (it.0 - centre).powi(2)).sum();
    let sum: f64 =
        used.iter().map(|it| (it.0 - centre) * (real(it.1) - real(it.2) * share)).sum();
    let variance = share * (1.0 - share) * spread;
    let counts = used.iter().all(|it| it.1 <= it.2);
    if !(counts && variance > 0.0 && variance.is_finite()) {
        return Err(WhyNotApplicable::NoSuchQuantity);
    }
    let statistic = sum / variance.sqrt();
    Ok(Trend {
        method: NAME,
        statistic,
        p_value: two_sided(statistic),
        slope: sum / spread,
        log_odds_slope: logistic::slope(&used),
        n_periods: used.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, numbers, printed, reference,
    };

    /// Smokers among lung-cancer patients in four studies (Fleiss 1981), at some scores.
    fn smokers(scores: [f64; 4]) -> Vec<(f64, u64, u64)> {
        let counts = [(83, 86), (90, 93), (129, 136), (70, 82)];
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
    fn three_periods_are_no_trend() {
        let three = [(0.0, 1, 10), (1.0, 5, 10), (2.0, 0, 0), (3.0, 9, 10)];
        assert_eq!(trend_proportions(&three), Err(WhyNotApplicable::FewPeriods));
    }

    #[test]
    fn an_empty_period_leaves_a_gap() {
        let gap = [(0.0, 2, 10), (1.0, 3, 10), (2.0, 0, 0), (3.0, 5, 10), (4.0, 6, 10)];
        let trend = trend_proportions(&gap).unwrap();
        assert_close(trend.slope, 0.1);
        assert_eq!(trend.n_periods, 4);
    }

    #[test]
    fn a_share_that_is_always_a_hundred_per_cent_has_no_test() {
        let all = [(0.0, 9, 9), (1.0, 8, 8), (2.0, 7, 7), (3.0, 9, 9)];
        assert_eq!(trend_proportions(&all), Err(WhyNotApplicable::NoSuchQuantity));
    }

    #[test]
    fn separated_periods_have_no_log_odds_slope() {
        let step = [(0.0, 0, 9), (1.0, 0, 9), (2.0, 9, 9), (3.0, 9, 9)];
        let trend = trend_proportions(&step).unwrap();
        assert_eq!(trend.log_odds_slope, None);
        assert!(trend.p_value < 0.001);
    }
}
