//! Laney's p′ and u′ charts. In: a count over its denominator per period. Out: limits per
//! period. Never: limits so narrow, because n is large, that everything is a signal.
#![doc = ""]
#![doc = include_str!("laney.md")]

use super::shewhart::{Kind, chance};
use super::xmr::{D2_PAIR, Limits, Ranges, usual_range};
use crate::numeric::real;

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
    let sigma_z = usual_range(&scores, ranges)? / D2_PAIR;
    let (by_chance, limits) = (chance.limits(1.0), chance.limits(sigma_z));
    Some(Chart { sigma_z, by_chance, limits })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::assert_close;
    use crate::estimates::xmr::{LIMIT_WIDTH, process_limits};

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
