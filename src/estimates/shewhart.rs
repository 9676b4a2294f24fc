//! Shewhart's p, u and c charts. In: counts, or counts over a denominator, per period. Out:
//! the limits that chance alone gives. Never: limits for a spread that is more than chance.
#![doc = ""]
#![doc = include_str!("shewhart.md")]

use super::xmr::{Limits, SIGMAS};
use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "shewhart";

/// What is counted over what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A share: rows that count over rows (p chart).
    Proportion,
    /// A rate: events over exposure (u chart; c chart when every exposure is 1).
    Rate,
}

impl Kind {
    /// The limits, no further than the quantity can reach.
    pub fn possible(self, limits: Limits) -> Limits {
        let (lower, upper) = (limits.lower, limits.upper);
        let lower = if lower < 0.0 { 0.0 } else { lower };
        let upper = if self == Self::Proportion && 1.0 < upper { 1.0 } else { upper };
        Limits { lower, upper, ..limits }
    }
}

/// What chance alone gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Chance {
    /// The centre line: all that count over all.
    pub centre: f64,
    /// The standard deviation of each period.
    pub sigmas: Vec<f64>,
}

impl Chance {
    /// Limits per period, `scale` times as wide as chance alone gives.
    pub fn limits(&self, scale: f64) -> Vec<Limits> {
        let around = |sigma: &f64| {
            let half_width = SIGMAS * scale * sigma;
            let (lower, upper) = (self.centre - half_width, self.centre + half_width);
            Limits { lower, centre: self.centre, upper }
        };
        self.sigmas.iter().map(around).collect()
    }
}

/// Centre and spread of a series: (numerator, denominator) per period.
///
/// Returns `None` for nothing, with a denominator of 0, with more that count than there are
/// rows, or when nothing can vary (none or all in every period).
pub fn chance(kind: Kind, series: &[(u64, u64)]) -> Option<Chance> {
    let possible = |it: &(u64, u64)| 0 < it.1 && (kind == Kind::Rate || it.0 <= it.1);
    if series.is_empty() || !series.iter().all(possible) {
        return None;
    }
    let centre = real(series.iter().map(|it| it.0).sum())
        / real(series.iter().map(|it| it.1).sum());
    let variance = match kind {
        Kind::Proportion => centre * (1.0 - centre),
        Kind::Rate => centre,
    };
    let sigma = |it: &(u64, u64)| (variance / real(it.1)).sqrt();
    (0.0 < variance)
        .then(|| Chance { centre, sigmas: series.iter().map(sigma).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{assert_close, assert_same_digits};

    #[test]
    fn limits_of_a_p_chart_agree_with_montgomery() {
        // Montgomery, Introduction to Statistical Quality Control, exercise 6-1 of the
        // solutions: 20 samples of 100, 117 in all: centre 0.0585, upper limit 0.1289.
        let series: Vec<(u64, u64)> =
            (0..20).map(|it| (if it < 17 { 6 } else { 5 }, 100)).collect();
        assert_eq!(series.iter().map(|it| it.0).sum::<u64>(), 117);
        let limits = chance(Kind::Proportion, &series).unwrap().limits(1.0)[0];
        assert_same_digits(limits.centre, "0.0585");
        assert_same_digits(limits.upper, "0.1289");
        assert_close(Kind::Proportion.possible(limits).lower, 0.0);
    }

    #[test]
    fn limits_of_a_c_chart_agree_with_the_example_of_qicharts2() {
        // Its page: 19 infections a month on average, from 6 up to 32 are to be expected.
        let limits = chance(Kind::Rate, &[(19, 1), (19, 1)]).unwrap().limits(1.0)[1];
        assert_same_digits(limits.lower, "6");
        assert_same_digits(limits.upper, "32");
    }

    #[test]
    fn twice_the_exposure_narrows_a_u_chart_by_the_root_of_two() {
        let chance = chance(Kind::Rate, &[(10, 4), (20, 8)]).unwrap();
        assert_close(chance.sigmas[0], chance.sigmas[1] * 2.0_f64.sqrt());
        assert_close(chance.centre, 2.5);
    }

    #[test]
    fn limits_stay_where_the_quantity_can_be() {
        let wide = Limits { lower: -0.2, centre: 0.5, upper: 1.2 };
        let share = Kind::Proportion.possible(wide);
        assert_eq!((share.lower, share.upper), (0.0, 1.0));
        let rate = Kind::Rate.possible(wide);
        assert_eq!((rate.lower, rate.upper), (0.0, 1.2));
    }

    #[test]
    fn nothing_to_vary_has_no_limits() {
        assert_eq!(chance(Kind::Proportion, &[(0, 9), (0, 8)]), None);
        assert_eq!(chance(Kind::Proportion, &[(9, 9), (8, 8)]), None);
        assert_eq!(chance(Kind::Proportion, &[(1, 9), (0, 0)]), None);
        assert_eq!(chance(Kind::Proportion, &[(3, 2), (1, 8)]), None);
        assert_eq!(chance(Kind::Rate, &[]), None);
    }
}
