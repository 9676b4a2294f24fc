//! Mann-Kendall and Sen. In: a series with gaps. Out: whether it rises or falls, and how
//! fast. Never: a gap that counts as a value.
#![doc = ""]
#![doc = include_str!("mann_kendall.md")]

use std::cmp::Ordering;

use super::distributions::two_sided;
use super::{CONFIDENCE, FEWEST_PERIODS, Trend, normal_half_width};
use crate::numeric::real;
use crate::terms::WhyNotApplicable;

/// Name of the method.
pub const NAME: &str = "mann-kendall";
/// Up to so many values every order is counted: 33! is the last whose orders fit in a number.
pub const EXACT_UNTIL: usize = 33;

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
/// `FewPeriods` under five values, `NoSuchQuantity` when a value is not a finite number.
pub fn trend(series: &[Option<f64>]) -> Result<Trend, WhyNotApplicable> {
    let counts = rank_counts(series)?;
    // One step towards zero makes the discrete score nearly normal.
    let statistic = if counts.variance > 0.0 && counts.score != 0.0 {
        (counts.score - counts.score.signum()) / counts.variance.sqrt()
    } else {
        0.0
    };
    let slopes = slopes(series);
    let values: Vec<f64> = series.iter().flatten().map(|it| it + 0.0).collect();
    let left_out = if values.len() <= EXACT_UNTIL {
        most_left_out(values.len())
    } else {
        left_out(slopes.len(), counts.variance)
    };
    let last = slopes.len() - 1;
    Ok(Trend {
        method: NAME,
        statistic,
        p_value: exact_p(&values).unwrap_or_else(|| two_sided(statistic)),
        slope: median(&slopes),
        slope_interval: (slopes[left_out.0], slopes[last - left_out.1]),
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

/// The chance of a score at least as far from 0 when every order of these values is as
/// likely; `None` of more values than [`EXACT_UNTIL`].
fn exact_p(values: &[f64]) -> Option<f64> {
    if values.len() > EXACT_UNTIL {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let sizes: Vec<usize> =
        sorted.chunk_by(|a, b| a.total_cmp(b).is_eq()).map(<[f64]>::len).collect();
    let falls = falls(&sizes)?;
    let later = |at: usize| values[at + 1..].iter().filter(move |it| **it < values[at]);
    let n_falling: usize = (0..values.len()).map(|at| later(at).count()).sum();
    // As many orders have so few falls as have so few rises.
    let n_rising = falls.len() - 1 - n_falling;
    if n_falling == n_rising {
        return Some(1.0);
    }
    let fewest = if n_falling < n_rising { n_falling } else { n_rising };
    Some(2.0 * share_up_to(&falls, fewest))
}

/// In how many orders of values, tied in groups of these sizes, 0, 1, 2 … pairs fall.
///
/// Groups come in one by one, the larger values later: t new values among m have as many
/// falls as the coefficient of the Gaussian binomial (m + t over t) says, which is a product
/// of (1 − q^(m+j)) / (1 − q^j) (Stanley 2012, *Enumerative Combinatorics* 1, section 1.7).
fn falls(sizes: &[usize]) -> Option<Vec<i128>> {
    let mut ways: Vec<i128> = vec![1];
    let mut n_placed = 0;
    for size in sizes {
        for nth in 1..=*size {
            let longer = n_placed + nth;
            let mut next = ways.clone();
            next.resize(ways.len() + longer, 0);
            for (at, it) in ways.iter().enumerate() {
                next[at + longer] = next[at + longer].checked_sub(*it)?;
            }
            for at in nth..next.len() {
                next[at] = next[at].checked_add(next[at - nth])?;
            }
            next.truncate(ways.len() + longer - nth);
            ways = next;
        }
        n_placed += size;
    }
    Some(ways)
}

/// The share of all orders with at most so many.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
fn share_up_to(ways: &[i128], most: usize) -> f64 {
    let some: i128 = ways.iter().take(most + 1).sum();
    some as f64 / ways.iter().sum::<i128>() as f64
}

/// How many of the lowest, and of the highest, slopes lie outside Sen's limits: as many as
/// leave both limits beyond the truth in 5 % of all orders at most. So the limits are on one
/// side of 0 when, and only when, the exact test says so (without ties).
fn most_left_out(n: usize) -> (usize, usize) {
    let Some(ways) = falls(&vec![1; n]) else { return (0, 0) };
    let is_rare = |it: &usize| 2.0 * share_up_to(&ways, *it) <= 1.0 - CONFIDENCE;
    let most = (0..ways.len()).take_while(is_rare).last().unwrap_or(0);
    (most, most)
}

/// The same by the normal distribution.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rounded number from 0 up to the number of slopes"
)]
fn left_out(n: usize, variance: f64) -> (usize, usize) {
    let n_slopes = real(n as u64);
    let reach = normal_half_width() * variance.sqrt();
    let low = ((n_slopes - reach) / 2.0).round_ties_even() - 1.0;
    let low = if low > 0.0 { low as usize } else { 0 };
    let upper = f64::midpoint(n_slopes, reach).round_ties_even() as usize;
    (low, n.saturating_sub(upper + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::Movement;
    use crate::estimates::agreement::{assert_same_digits, printed, reference};
    use crate::estimates::draws::{Draws, false_claims};

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
    fn exact_chances_and_limits_agree_with_scipy_and_with_every_order() {
        let json =
            reference(include_str!("../../tests/reference/python-peers/trends.json"));
        let cases = json["orders"].as_array().unwrap();
        assert_eq!(cases.len(), 7);
        for case in cases {
            let series: Vec<Option<f64>> =
                serde_json::from_value(case["series"].clone()).unwrap();
            let trend = trend(&series).unwrap();
            assert_same_digits(trend.p_value, &printed(case, "/p_value"));
            assert_same_digits(trend.slope, &printed(case, "/slope"));
            assert_same_digits(trend.slope_interval.0, &printed(case, "/interval/0"));
            assert_same_digits(trend.slope_interval.1, &printed(case, "/interval/1"));
        }
    }

    #[test]
    fn limits_of_a_long_series_agree_with_scipy() {
        let json =
            reference(include_str!("../../tests/reference/python-peers/trends.json"));
        let case = &json["long"];
        let series: Vec<Option<f64>> =
            serde_json::from_value(case["series"].clone()).unwrap();
        assert!(series.len() > EXACT_UNTIL);
        let trend = trend(&series).unwrap();
        assert_same_digits(trend.slope_interval.0, &printed(case, "/interval/0"));
        assert_same_digits(trend.slope_interval.1, &printed(case, "/interval/1"));
    }

    // Claimed "higher" with p = .37, by limits that closed on 0.
    #[test]
    fn one_value_among_zeros_is_no_movement() {
        let series = [0.0, 0.0, 0.0, 0.2, 0.0, 0.0].map(Some);
        let trend = trend(&series).unwrap();
        assert_eq!((trend.p_value, trend.movement()), (1.0, None));
        let lone = super::trend(&[0.0, 0.0, 0.0, 0.0, 0.2].map(Some)).unwrap();
        assert_eq!((lone.p_value, lone.movement()), (0.4, None));
    }

    #[test]
    fn five_values_in_order_are_the_shortest_movement() {
        let rising: Vec<_> = (0..5).map(|it| Some(f64::from(it))).collect();
        let rising = trend(&rising).unwrap();
        assert_same_digits(rising.p_value, "0.01666666666666667");
        assert_eq!(rising.movement(), Some(Movement::Rises));
        let almost = trend(&[5.0, 4.0, 3.0, 1.0, 2.0].map(Some)).unwrap();
        assert_eq!(almost.movement(), None);
        assert!(almost.p_value > 0.05, "{}", almost.p_value);
    }

    // 12.7 % of trends of medians were claimed when nothing changed.
    #[test]
    fn when_nothing_changes_one_trend_in_twenty_is_claimed_at_most() {
        let mut draws = Draws::new(20_261_129);
        for (n_periods, n) in [(5, 15), (8, 15), (11, 7), (20, 3)] {
            let rate = false_claims(4_000, || {
                let median = |_| {
                    let mut of: Vec<f64> = (0..n).map(|_| draws.normal().exp()).collect();
                    of.sort_by(f64::total_cmp);
                    Some(of[n / 2])
                };
                trend(&(0..n_periods).map(median).collect::<Vec<_>>())
            });
            assert!(rate <= 0.06, "{n_periods} periods: {rate}");
        }
    }

    #[test]
    fn four_values_are_no_trend() {
        let four = [Some(1.0), None, Some(2.0), None, Some(3.0), Some(4.0)];
        assert_eq!(trend(&four), Err(WhyNotApplicable::FewPeriods));
        let endless = [1.0, 2.0, 3.0, 4.0, f64::INFINITY].map(Some);
        assert_eq!(trend(&endless), Err(WhyNotApplicable::NoSuchQuantity));
    }
}
