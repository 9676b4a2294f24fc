//! Cochran-Armitage. In: a share per period. Out: the trend with its test, which allows for
//! shares that scatter by more than chance. Never: a trend from fewer than five periods.
#![doc = ""]
#![doc = include_str!("cochran_armitage.md")]

use super::distributions::two_sided;
use super::scatter::{self, Point};
use super::{FEWEST_PERIODS, Trend, logistic};
use crate::terms::WhyNotApplicable;

/// Name of the method.
pub const NAME: &str = "cochran-armitage";

/// Score, numerator and denominator of a period.
type Counts = (f64, f64, f64);

/// The trend of a proportion over periods: (score, numerator, n) each.
///
/// The score is the position of the period on the grid, so that a period without rows
/// leaves a gap and does not shift the rest. Periods with n = 0 take no part. Where clients
/// appear more than once, both counts are first divided by the design effect (Rao & Scott
/// 1992): they need not be whole.
///
/// # Errors
/// `FewPeriods` under five periods with rows; `NoSuchQuantity` when there is nothing to
/// test: all yes, all no, all at one score, or numbers that are no counts.
pub fn trend_proportions(points: &[Counts]) -> Result<Trend, WhyNotApplicable> {
    let used: Vec<_> = points.iter().copied().filter(|it| it.2 > 0.0).collect();
    if used.len() < FEWEST_PERIODS {
        return Err(WhyNotApplicable::FewPeriods);
    }
    let share = share(&used).ok_or(WhyNotApplicable::NoSuchQuantity)?;
    let of_a_row = share * (1.0 - share);
    let point = |it: &Counts| Point {
        score: it.0,
        value: it.1 / it.2,
        variance: of_a_row / it.2,
    };
    let line = scatter::line(&used.iter().map(point).collect::<Vec<_>>())?;
    let log_odds_slope = logistic::slope(&worth(&used, of_a_row, line.between));
    // The limits of the odds ratio are wider by the same factor as those of the slope.
    let by_chance = logistic::slope(&used);
    let log_odds_slope = log_odds_slope
        .zip(by_chance)
        .map(|((slope, _), (_, error))| (slope, error * line.widened));
    Ok(Trend { log_odds_slope, ..line.trend(NAME, used.len()) })
}

/// The counts of which chance alone would give a share as much variance as it has: so much
/// are they worth next to each other when shares scatter.
fn worth(used: &[Counts], of_a_row: f64, between: f64) -> Vec<Counts> {
    let worth = |it: &Counts| {
        let part = of_a_row / (of_a_row + between * it.2);
        (it.0, it.1 * part, it.2 * part)
    };
    used.iter().map(worth).collect()
}

/// The share of all together; `None` when there is nothing to test.
fn share(used: &[Counts]) -> Option<f64> {
    let is_count = |it: &Counts| 0.0 <= it.1 && it.1 <= it.2 && it.2.is_finite();
    let n: f64 = used.iter().map(|it| it.2).sum();
    let share = used.iter().map(|it| it.1).sum::<f64>() / n;
    (used.iter().all(is_count) && 0.0 < share && share < 1.0).then_some(share)
}

/// The test as published, against chance alone: the statistic, standard normal when nothing
/// changes, and its p-value. It is what other programs print; no report rests on it.
///
/// Returns `None` when there is nothing to test.
pub fn by_chance_alone(points: &[Counts]) -> Option<(f64, f64)> {
    let share = share(points)?;
    let n: f64 = points.iter().map(|it| it.2).sum();
    let centre = points.iter().map(|it| it.0 * it.2).sum::<f64>() / n;
    let spread: f64 = points.iter().map(|it| it.2 * (it.0 - centre).powi(2)).sum();
    let sum: f64 = points.iter().map(|it| (it.0 - centre) * (it.1 - it.2 * share)).sum();
    let statistic = sum / (share * (1.0 - share) * spread).sqrt();
    statistic.is_finite().then(|| (statistic, two_sided(statistic)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, numbers, printed, reference,
    };
    use crate::estimates::draws::{Draws, false_claims};
    use crate::estimates::normal_half_width;
    use crate::numeric::real;

    /// Trends as `tests/reference/python-peers/trends.py` makes them.
    const TRENDS: &str = include_str!("../../tests/reference/python-peers/trends.json");

    /// Smokers among lung-cancer patients in four studies (Fleiss 1981), at some scores.
    fn smokers(scores: [f64; 4]) -> Vec<(f64, f64, f64)> {
        let counts = [(83.0, 86.0), (90.0, 93.0), (129.0, 136.0), (70.0, 82.0)];
        std::iter::zip(scores, counts).map(|(score, (yes, n))| (score, yes, n)).collect()
    }

    #[test]
    fn the_test_against_chance_alone_agrees_with_r() {
        let r = reference(include_str!("../../tests/reference/r-core/expected.json"));
        assert_eq!(numbers(&r, "/smokers"), [83.0, 90.0, 129.0, 70.0]);
        assert_eq!(numbers(&r, "/patients"), [86.0, 93.0, 136.0, 82.0]);
        for (scores, name) in [
            ([1.0, 2.0, 3.0, 4.0], "prop.trend.test_scores_1234"),
            ([0.0, 0.0, 0.0, 1.0], "prop.trend.test_scores_0001"),
        ] {
            let (statistic, p_value) = by_chance_alone(&smokers(scores)).unwrap();
            let chi_squared = statistic * statistic;
            assert_same_digits(chi_squared, &printed(&r, &format!("/{name}/X2")));
            assert_same_digits(p_value, &printed(&r, &format!("/{name}/p")));
            assert!(statistic < 0.0, "the share falls");
        }
    }

    #[test]
    fn trends_agree_with_numpy_and_statsmodels() {
        let json = reference(TRENDS);
        let cases = json["shares"].as_array().unwrap();
        assert_eq!(cases.len(), 4);
        for case in cases {
            let points: Vec<Counts> =
                serde_json::from_value(case["points"].clone()).unwrap();
            let trend = trend_proportions(&points).unwrap();
            let same = |actual, at: &str| assert_same_digits(actual, &printed(case, at));
            same(trend.slope, "/slope");
            same(trend.statistic, "/statistic");
            same(trend.p_value, "/p_value");
            same(trend.slope_interval.0, "/interval/0");
            same(trend.slope_interval.1, "/interval/1");
            let (slope, error) = trend.log_odds_slope.unwrap();
            let reach = normal_half_width() * error;
            same(slope.exp(), "/odds_ratio/0");
            same((slope - reach).exp(), "/odds_ratio/1");
            same((slope + reach).exp(), "/odds_ratio/2");
        }
    }

    // 26 % of trends were claimed when nothing changed but years differed by four points
    // more than chance; 9 % with 5 rows a period.
    #[test]
    fn when_nothing_changes_one_trend_in_twenty_is_claimed_at_most() {
        for (n_periods, n, beyond_chance) in
            [(5, 150, 0.0), (5, 150, 0.04), (5, 5, 0.0), (8, 150, 0.04), (11, 60, 0.1)]
        {
            let mut draws = Draws::new(20_261_127);
            let rate = false_claims(4_000, || {
                let point = |score| {
                    let share = 0.6 + beyond_chance * draws.normal();
                    let yes = draws.binomial(n, share.clamp(0.01, 0.99));
                    (f64::from(score), real(yes), real(n))
                };
                trend_proportions(&(0..n_periods).map(point).collect::<Vec<_>>())
            });
            assert!(rate <= 0.06, "{n_periods} periods of {n}: {rate}");
        }
    }

    #[test]
    fn rows_that_are_copies_count_once() {
        let once = [(0.0, 30.0, 50.0), (1.0, 33.0, 50.0), (2.0, 31.0, 50.0)]
            .into_iter()
            .chain([(3.0, 38.0, 50.0), (4.0, 40.0, 50.0)])
            .collect::<Vec<_>>();
        let twice: Vec<_> =
            once.iter().map(|it| (it.0, 2.0 * it.1, 2.0 * it.2)).collect();
        let halved: Vec<_> =
            twice.iter().map(|it| (it.0, it.1 / 2.0, it.2 / 2.0)).collect();
        assert_eq!(trend_proportions(&halved), trend_proportions(&once));
        assert!(by_chance_alone(&twice).unwrap().1 < by_chance_alone(&once).unwrap().1);
    }

    #[test]
    fn four_periods_are_no_trend() {
        let four = [
            (0.0, 7.0, 9.0),
            (1.0, 3.0, 7.0),
            (2.0, 2.0, 5.0),
            (3.0, 0.0, 0.0),
            (4.0, 1.0, 5.0),
        ];
        assert_eq!(trend_proportions(&four), Err(WhyNotApplicable::FewPeriods));
    }

    #[test]
    fn an_empty_period_leaves_a_gap() {
        let gap = [
            (0.0, 2.0, 10.0),
            (1.0, 3.0, 10.0),
            (2.0, 0.0, 0.0),
            (3.0, 5.0, 10.0),
            (4.0, 6.0, 10.0),
            (5.0, 7.0, 10.0),
        ];
        let trend = trend_proportions(&gap).unwrap();
        assert_close(trend.slope, 0.1);
        assert_eq!(trend.n_periods, 5);
    }

    #[test]
    fn a_share_that_is_always_a_hundred_per_cent_has_no_test() {
        let all = [9.0, 8.0, 7.0, 9.0, 8.0].map(|it| (it, it, it));
        assert_eq!(trend_proportions(&all), Err(WhyNotApplicable::NoSuchQuantity));
    }

    #[test]
    fn separated_periods_have_no_log_odds_slope() {
        let step = [0.0, 0.0, 9.0, 9.0, 9.0];
        let step: Vec<_> =
            (0_u32..).zip(step).map(|(at, yes)| (f64::from(at), yes, 9.0)).collect();
        let trend = trend_proportions(&step).unwrap();
        assert_eq!(trend.log_odds_slope, None);
        // A step is no line: the scatter around it decides.
        assert!(by_chance_alone(&step).unwrap().1 < 0.001 && trend.p_value > 0.001);
    }
}
