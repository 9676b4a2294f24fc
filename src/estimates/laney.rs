//! Laney's p′ and u′ charts. In: a count over its denominator per period. Out: limits per
//! period. Never: limits so narrow, because n is large, that everything is a signal.
#![doc = ""]
#![doc = include_str!("laney.md")]

use super::shewhart::{Kind, chance};
use super::xmr::{D2_PAIR, LIMIT_WIDTH, Limits, Ranges, SIGMAS, usual_range};
use crate::numeric::{Sum, real};

/// Name of the method.
pub const NAME: &str = "laney";

/// Limits for every period, not yet cut off where the quantity ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The spread between periods over what chance alone would give; 1 is chance alone.
    pub sigma_z: f64,
    /// The limits by chance alone: the p, u or c chart.
    pub by_chance: Vec<Limits>,
    /// The limits with the spread between periods: p′, u′ or c′.
    pub limits: Vec<Limits>,
}

/// The chart of a series: (numerator, denominator) per period, denominators above 0.
///
/// Returns `None` under two periods, and when there are no limits [by chance](chance).
pub fn chart(kind: Kind, series: &[(u64, u64)], ranges: Ranges) -> Option<Chart> {
    let chance = chance(kind, series)?;
    let score = |(it, sigma): (&(u64, u64), &f64)| {
        (real(it.0) / real(it.1) - chance.centre) / sigma
    };
    let scores: Vec<f64> = std::iter::zip(series, &chance.sigmas).map(score).collect();
    let sigma_z = usual_range(&scores, 0.0, ranges, LIMIT_WIDTH)? / D2_PAIR;
    let (by_chance, limits) = (chance.limits(1.0), chance.limits(sigma_z));
    Some(Chart { sigma_z, by_chance, limits })
}

/// The limits of a series of ratios: (value, denominator) per period.
///
/// As the limits of [`chart`], for sums that are no counts, such as hours over hours: the
/// spread between periods says how wide they are, the denominator how much wider or narrower
/// in one period than in another. The unit of the denominators changes nothing.
///
/// Returns `None` under two periods, with a denominator not above 0 or a number that is not
/// finite.
pub fn ratio_limits(series: &[(f64, f64)], ranges: Ranges) -> Option<Vec<Limits>> {
    let possible = |it: &(f64, f64)| it.0.is_finite() && it.1.is_finite() && 0.0 < it.1;
    if !series.iter().all(possible) {
        return None;
    }
    let total: Sum = series.iter().map(|it| it.1).collect();
    let mut sum = Sum::default();
    for it in series {
        sum.add_product(it.0, it.1);
    }
    let centre = sum.value() / total.value();
    let score = |it: &(f64, f64)| (it.0 - centre) * it.1.sqrt();
    let scores: Vec<f64> = series.iter().map(score).collect();
    let sigma = usual_range(&scores, 0.0, ranges, LIMIT_WIDTH)? / D2_PAIR;
    let limits = |it: &(f64, f64)| {
        let half_width = SIGMAS * sigma / it.1.sqrt();
        Limits { lower: centre - half_width, centre, upper: centre + half_width }
    };
    Some(series.iter().map(limits).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::assert_close;
    use crate::estimates::xmr::process_limits;

    #[test]
    fn with_equal_denominators_the_limits_are_those_of_xmr() {
        // Laney (2002): with a constant n the p′ chart is the `XmR` chart.
        for (kind, ranges) in
            [(Kind::Proportion, Ranges::All), (Kind::Rate, Ranges::Screened)]
        {
            let series =
                [(52, 100), (47, 100), (55, 100), (50, 100), (44, 100), (88, 100)];
            let values = series.map(|it| real(it.0) / 100.0);
            let xmr = process_limits(&values, ranges, LIMIT_WIDTH).unwrap();
            let chart = chart(kind, &series, ranges).unwrap();
            for it in chart.limits {
                assert_close(it.lower, xmr.lower);
                assert_close(it.centre, xmr.centre);
                assert_close(it.upper, xmr.upper);
            }
        }
    }

    // The limits of a ratio were those of `xmr`, with each period alike in centre and width.
    #[test]
    fn ratios_of_counts_have_the_limits_of_a_series_of_rates() {
        let series = [(52, 400), (47, 100), (55, 250), (50, 100), (44, 90), (88, 300)];
        let ratios = series.map(|it| (real(it.0) / real(it.1), real(it.1)));
        let in_days = ratios.map(|it| (it.0, it.1 / 8.0));
        let chart = chart(Kind::Rate, &series, Ranges::Screened).unwrap();
        for ratios in [ratios, in_days] {
            let limits = ratio_limits(&ratios, Ranges::Screened).unwrap();
            for (it, wanted) in limits.iter().zip(&chart.limits) {
                assert_close(it.lower, wanted.lower);
                assert_close(it.centre, wanted.centre);
                assert_close(it.upper, wanted.upper);
            }
        }
        assert_eq!(ratio_limits(&[(0.5, 0.0), (0.5, 1.0)], Ranges::All), None);
    }

    #[test]
    fn one_dip_among_shares_that_do_not_move_is_the_only_one_outside() {
        // 24 months of 20 closures: all agreed, but for four of one month. And 24 months
        // of 20 closures, three of 0.
        let shares: Vec<_> =
            (0..24).map(|it| (if it == 9 { 16 } else { 20 }, 20)).collect();
        let chart = chart(Kind::Proportion, &shares, Ranges::Screened).unwrap();
        let outside = std::iter::zip(&shares, &chart.limits)
            .filter(|(it, limits)| real(it.0) / 20.0 < limits.lower)
            .count();
        assert_eq!(outside, 1);
        let by_chance = chart.by_chance[0];
        assert!((by_chance.lower - 0.9307).abs() < 5e-5, "{by_chance:?}");
    }

    #[test]
    fn limits_by_chance_are_the_textbook_ones() {
        // p̄ = 0.2, n = 100: 0.2 ± 3 · 0.04; and half as wide with n = 400.
        let series = [(15, 100), (85, 400)];
        let chart = chart(Kind::Proportion, &series, Ranges::All).unwrap();
        assert_close(chart.by_chance[0].lower, 0.08);
        assert_close(chart.by_chance[0].upper, 0.32);
        assert_close(chart.by_chance[1].lower, 0.14);
        assert_close(chart.by_chance[1].upper, 0.26);
    }

    #[test]
    fn one_period_or_nothing_to_vary_has_no_limits() {
        assert_eq!(chart(Kind::Rate, &[(3, 2)], Ranges::All), None);
        assert_eq!(chart(Kind::Proportion, &[(0, 9), (0, 8)], Ranges::All), None);
    }
}
