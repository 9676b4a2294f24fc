//! Laney's p′ and u′ charts. In: a count over its denominator per period. Out: limits per
//! period. Never: limits so narrow, because n is large, that everything is a signal.
#![doc = ""]
#![doc = include_str!("laney.md")]

use super::xmr::{D2_PAIR, SIGMAS, mean};
use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "laney";

/// What is counted over what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A share: rows that count over rows (p chart).
    Proportion,
    /// A rate: events over exposure (u chart).
    Rate,
}

/// Limits for every period.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The centre line: all that count over all.
    pub centre: f64,
    /// The spread between periods over what chance alone would give; 1 is chance alone.
    pub sigma_z: f64,
    /// Lower and upper limit per period by chance alone: the p or u chart.
    pub by_chance: Vec<(f64, f64)>,
    /// Lower and upper limit per period with the spread between periods: p′ or u′.
    pub limits: Vec<(f64, f64)>,
}

/// The chart of a series: (numerator, denominator) per period, denominators above 0.
///
/// Returns `None` under two periods, with a denominator of 0, with more that count than
/// there are rows, or when nothing varies (none or all in every period).
pub fn chart(kind: Kind, series: &[(u64, u64)]) -> Option<Chart> {
    let possible = |it: &(u64, u64)| 0 < it.1 && (kind == Kind::Rate || it.0 <= it.1);
    if series.len() < 2 || !series.iter().all(possible) {
        return None;
    }
    let centre = real(series.iter().map(|it| it.0).sum())
        / real(series.iter().map(|it| it.1).sum());
    let variance = match kind {
        Kind::Proportion => centre * (1.0 - centre),
        Kind::Rate => centre,
    };
    if variance <= 0.0 {
        return None;
    }
    let sigmas: Vec<f64> =
        series.iter().map(|it| (variance / real(it.1)).sqrt()).collect();
    let scores: Vec<f64> = std::iter::zip(series, &sigmas)
        .map(|(it, sigma)| (real(it.0) / real(it.1) - centre) / sigma)
        .collect();
    let moving: Vec<f64> = scores.array_windows().map(|[a, b]| (b - a).abs()).collect();
    let sigma_z = mean(&moving)? / D2_PAIR;
    let around = |scale: f64| {
        sigmas.iter().map(|it| within(kind, centre, SIGMAS * scale * it)).collect()
    };
    Some(Chart { centre, sigma_z, by_chance: around(1.0), limits: around(sigma_z) })
}

/// Limits on both sides of the centre, no further than the quantity can reach.
fn within(kind: Kind, centre: f64, half_width: f64) -> (f64, f64) {
    let (lower, upper) = (centre - half_width, centre + half_width);
    let lower = if lower < 0.0 { 0.0 } else { lower };
    match kind {
        Kind::Proportion if upper > 1.0 => (lower, 1.0),
        _ => (lower, upper),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::assert_close;
    use crate::estimates::xmr::{LIMIT_WIDTH, Ranges, process_limits};

    #[test]
    fn with_equal_denominators_the_limits_are_those_of_xmr() {
        // Laney (2002): with a constant n the p′ chart is the `XmR` chart.
        for kind in [Kind::Proportion, Kind::Rate] {
            let series = [(52, 100), (47, 100), (55, 100), (50, 100), (44, 100)];
            let values = series.map(|it| real(it.0) / 100.0);
            let xmr = process_limits(&values, Ranges::All, LIMIT_WIDTH).unwrap();
            let chart = chart(kind, &series).unwrap();
            assert_close(chart.centre, xmr.centre);
            for (lower, upper) in chart.limits {
                assert_close(lower, xmr.lower);
                assert_close(upper, xmr.upper);
            }
        }
    }

    #[test]
    fn limits_by_chance_are_the_textbook_ones() {
        // p̄ = 0.2, n = 100: 0.2 ± 3 · 0.04; and half as wide with n = 400.
        let chart = chart(Kind::Proportion, &[(15, 100), (85, 400)]).unwrap();
        assert_close(chart.by_chance[0].0, 0.08);
        assert_close(chart.by_chance[0].1, 0.32);
        assert_close(chart.by_chance[1].0, 0.14);
        assert_close(chart.by_chance[1].1, 0.26);
    }

    #[test]
    fn limits_stay_where_shares_can_be() {
        let chart = chart(Kind::Proportion, &[(9, 10), (10, 10), (5, 10)]).unwrap();
        assert!(chart.by_chance.iter().all(|it| 0.0 <= it.0 && it.1 <= 1.0));
        assert!(chart.limits.iter().all(|it| 0.0 <= it.0 && it.1 <= 1.0));
    }

    #[test]
    fn nothing_to_vary_has_no_limits() {
        assert_eq!(chart(Kind::Proportion, &[(0, 9), (0, 8)]), None);
        assert_eq!(chart(Kind::Proportion, &[(9, 9), (8, 8)]), None);
        assert_eq!(chart(Kind::Proportion, &[(1, 9), (0, 0)]), None);
        assert_eq!(chart(Kind::Proportion, &[(3, 2), (1, 8)]), None);
        assert_eq!(chart(Kind::Rate, &[(3, 2)]), None);
    }
}
