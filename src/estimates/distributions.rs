//! Quantiles and tails that every method uses, accurate in both tails.
//!
//! In: probabilities and parameters. Out: quantiles and tail areas. Never: `1 - cdf` for an
//! upper tail, which loses every digit when the tail is small.
//!
//! Two functions are evaluated here and not by `statrs` 0.19.1: its incomplete beta function
//! stops after 140 terms, too few for counts in the millions, and gives only the lower
//! tail; its normal tail is right to ten digits only.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::gamma::{gamma_lr, gamma_ur, ln_gamma};

/// Degrees of freedom from which the expansion of t around the normal is exact to the last
/// digits (its first neglected term is of the order of the fifth power of 1/df).
const MANY_DEGREES: f64 = 1000.0;
/// Halvings after which an interval of doubles cannot shrink any further in practice.
const MOST_HALVINGS: usize = 200;
/// Terms of the continued fraction; it needs about the square root of the larger parameter.
const MOST_TERMS: u32 = 100_000;
/// Where the normal tail is so small that 0.5 minus the rest would lose digits.
const SERIES_UNTIL: f64 = 2.0;
/// Levels of the continued fraction of the normal tail: all digits from 2 up.
const FRACTION_TERMS: u32 = 200;
/// Stands in for a denominator of zero in Lentz's method.
const TINY: f64 = 1e-300;

/// The quantile of the standard normal distribution at `probability` (0–1, exclusive).
pub(crate) fn normal_quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}

/// The two-sided p-value of a standard normal statistic.
pub(super) fn two_sided(statistic: f64) -> f64 {
    2.0 * normal_upper_tail(statistic.abs())
}

/// The two-sided p-value of Student's t.
pub(super) fn t_two_sided(statistic: f64, degrees: f64) -> f64 {
    let squared = statistic * statistic;
    if !squared.is_finite() {
        return 0.0;
    }
    // df / (df + t²) follows Beta(df/2, 1/2).
    beta_tails(0.5 * degrees, 0.5, degrees / (degrees + squared)).0
}

/// The area of chi-squared above `x`, for x from 0 up and one degree of freedom or more.
///
/// From the tails with one and two degrees upwards, two at a time (Abramowitz & Stegun 1964,
/// 26.4.8): every term is positive, so that no digit of a small tail is lost.
pub(super) fn chi_squared_upper_tail(x: f64, degrees: u32) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let half = 0.5 * x;
    let is_odd = degrees % 2 == 1;
    let mut tail = if is_odd { two_sided(x.sqrt()) } else { (-half).exp() };
    let mut term = if is_odd {
        (-half).exp() * 2.0 * (half / std::f64::consts::PI).sqrt()
    } else {
        half * (-half).exp()
    };
    let mut done = if is_odd { 1 } else { 2 };
    while done < degrees {
        tail += term;
        done += 2;
        term *= x / f64::from(done);
    }
    tail
}

/// The area above `z`, for z from 0 up.
pub(super) fn normal_upper_tail(z: f64) -> f64 {
    let density = (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt();
    if z > SERIES_UNTIL {
        // Laplace's continued fraction (Abramowitz & Stegun 1964, 26.2.14).
        let fraction = (1..=FRACTION_TERMS).rev().map(f64::from);
        return density / fraction.fold(z, |below, term| z + term / below);
    }
    // The area from 0 to z is density · (z + z³/3 + z⁵/(3·5) + …) (26.2.11).
    let (mut sum, mut term, mut odd) = (z, z, 1.0);
    while term > sum * f64::EPSILON {
        odd += 2.0;
        term *= z * z / odd;
        sum += term;
    }
    0.5 - density * sum
}

/// The quantile of Student's t at `probability` (from 0.5 up to 1, exclusive).
pub(crate) fn t_quantile(probability: f64, degrees: f64) -> f64 {
    if degrees >= MANY_DEGREES {
        return t_from_normal(normal_quantile(probability), degrees);
    }
    // t² / (df + t²) follows Beta(1/2, df/2), and twice the upper tail of t is its tail.
    let share = beta_quantile(0.5, 0.5 * degrees, Tail::Upper(2.0 * (1.0 - probability)));
    (degrees * share / (1.0 - share)).sqrt()
}

/// Cornish-Fisher expansion of the t quantile (Abramowitz & Stegun 1964, 26.7.5).
fn t_from_normal(z: f64, degrees: f64) -> f64 {
    let z2 = z * z;
    let coefficients = [
        (z2 + 1.0) / 4.0,
        ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0,
        (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0,
        ((((79.0 * z2 + 776.0) * z2 + 1482.0) * z2 - 1920.0) * z2 - 945.0) / 92_160.0,
    ];
    let correction = coefficients.iter().rev().fold(0.0, |sum, it| (sum + it) / degrees);
    z * (1.0 + correction)
}

/// Which tail a probability is measured in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Tail {
    /// Below the quantile.
    Lower(f64),
    /// Above the quantile.
    Upper(f64),
}

/// The quantile of Beta(a, b) that leaves the stated probability in the stated tail.
pub(super) fn beta_quantile(a: f64, b: f64, tail: Tail) -> f64 {
    let too_low = |x: f64| {
        let (lower, upper) = beta_tails(a, b, x);
        match tail {
            Tail::Lower(probability) => lower < probability,
            Tail::Upper(probability) => upper > probability,
        }
    };
    halve(0.0, 1.0, too_low)
}

/// The quantile of Gamma(shape, 1) that leaves the stated probability in the stated tail;
/// the shape is above 0.
pub(super) fn gamma_quantile(shape: f64, tail: Tail) -> f64 {
    let too_low = |x: f64| match tail {
        Tail::Lower(probability) => gamma_lr(shape, x) < probability,
        Tail::Upper(probability) => gamma_ur(shape, x) > probability,
    };
    // Forty standard deviations and a hundred above the mean nothing is left.
    halve(0.0, shape + 40.0 * shape.sqrt() + 100.0, too_low)
}

/// The point between `low` and `high` where `too_low` turns from true to false.
pub(super) fn halve(mut low: f64, mut high: f64, too_low: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..MOST_HALVINGS {
        let middle = f64::midpoint(low, high);
        if middle <= low || high <= middle {
            break;
        }
        if too_low(middle) { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// The areas below and above `x` under Beta(a, b).
pub(super) fn beta_tails(a: f64, b: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if 1.0 <= x {
        return (1.0, 0.0);
    }
    let log_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    let front = (a * x.ln() + b * (-x).ln_1p() - log_beta).exp();
    // The fraction converges fast on the near side of the mean only.
    if x < (a + 1.0) / (a + b + 2.0) {
        let lower = front * beta_fraction(a, b, x) / a;
        (lower, 1.0 - lower)
    } else {
        let upper = front * beta_fraction(b, a, 1.0 - x) / b;
        (1.0 - upper, upper)
    }
}

/// The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let away_from_zero = |it: f64| if it.abs() < TINY { TINY } else { it };
    let mut above = 1.0;
    let mut below = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = below;
    for term in 1..MOST_TERMS {
        let m = f64::from(term);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        for numerator in [even, odd] {
            below = 1.0 / away_from_zero(1.0 + numerator * below);
            above = away_from_zero(1.0 + numerator / above);
            fraction *= above * below;
        }
        if (above * below - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, printed, reference,
    };

    #[test]
    fn normal_quantiles_agree_with_printed_tables() {
        assert_same_digits(normal_quantile(0.975), "1.959963984540054");
        assert_same_digits(normal_quantile(0.999), "3.090232306167813");
    }

    #[test]
    fn normal_tails_agree_with_scipy() {
        // SciPy 1.17: 2 * norm.sf(z).
        for (z, printed) in [
            (0.0, "1.000000000000e+00"),
            (0.5, "6.170750774520e-01"),
            (0.885_456_284_258_991_6, "3.759105874051e-01"),
            (1.5, "1.336144025377e-01"),
            (1.999, "4.560835386532e-02"),
            (2.001, "4.539238989128e-02"),
            (3.0, "2.699796063260e-03"),
            (8.0, "1.244192114854e-15"),
            (30.0, "9.813427854296e-198"),
        ] {
            assert_same_digits(two_sided(z), printed);
            assert_same_digits(two_sided(-z), printed);
        }
    }

    #[test]
    fn tails_of_chi_squared_agree_with_scipy() {
        // scipy 1.17.1, stats.chi2.sf.
        let wanted = [
            (0.5, 1, 0.479_500_122_186_953_37),
            (16.79, 1, 4.175_275_138_919_787_4e-5),
            (3.0, 2, 0.223_130_160_148_429_83),
            (9.5, 3, 0.023_331_360_430_831_553),
            (7.0, 4, 0.135_888_225_400_433_27),
            (60.0, 5, 1.215_456_977_718_300_7e-11),
            (20.0, 12, 0.067_085_962_879_031_93),
        ];
        for (x, degrees, tail) in wanted {
            let got = chi_squared_upper_tail(x, degrees);
            assert!((got / tail - 1.0).abs() < 1e-12, "{x} {degrees}: {got}");
        }
        assert_eq!(chi_squared_upper_tail(0.0, 3).to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn tails_of_t_agree_with_scipy() {
        // SciPy 1.17: 2 * t.sf(x, df).
        for (x, degrees, printed) in [
            (0.0, 3.0, "1.000000000000e+00"),
            (1.0, 3.0, "3.910022189558e-01"),
            (3.182_446_305_284_263, 3.0, "4.999999999998e-02"),
            (-2.5, 8.0, "3.694203771362e-02"),
            (12.0, 5.0, "7.089492517162e-05"),
        ] {
            assert_same_digits(t_two_sided(x, degrees), printed);
        }
    }

    #[test]
    fn t_quantiles_agree_with_r() {
        let r = reference(include_str!("../../tests/reference/r-printed/expected.json"));
        for row in r["qt_0.975"].as_array().unwrap() {
            let degrees = row["df"].as_f64().unwrap();
            assert_same_digits(t_quantile(0.975, degrees), &printed(row, "/quantile"));
        }
    }

    #[test]
    fn t_does_not_jump_where_the_expansion_takes_over() {
        let exact = beta_quantile(0.5, 500.0, Tail::Upper(0.05));
        let exact = (1000.0 * exact / (1.0 - exact)).sqrt();
        assert_close(t_quantile(0.975, 1000.0), exact);
    }

    #[test]
    fn tails_of_beta_agree_with_closed_forms() {
        // Beta(1, b): the upper tail is (1 - x)^b. Beta(a, 1): the lower tail is x^a.
        assert_close(beta_tails(1.0, 7.0, 0.3).1, 0.7_f64.powi(7));
        assert_close(beta_tails(5.0, 1.0, 0.3).0, 0.3_f64.powi(5));
        // Symmetric: half on each side, also with a million on each side.
        let (lower, upper) = beta_tails(1e6, 1e6, 0.5);
        assert!((lower - 0.5).abs() < 1e-8 && (upper - 0.5).abs() < 1e-8);
    }

    #[test]
    fn gamma_quantiles_agree_with_scipy() {
        // A chi-square is twice a gamma with half the degrees.
        let json =
            reference(include_str!("../../tests/reference/python-peers/funnel.json"));
        for case in json["chi_square"].as_array().unwrap() {
            let probability = case["probability"].as_f64().unwrap();
            let shape = case["degrees"].as_f64().unwrap() / 2.0;
            let wanted = printed(case, "/quantile");
            assert_same_digits(
                2.0 * gamma_quantile(shape, Tail::Lower(probability)),
                &wanted,
            );
            let tail = Tail::Upper(1.0 - probability);
            assert_same_digits(2.0 * gamma_quantile(shape, tail), &wanted);
        }
    }

    #[test]
    fn a_far_upper_tail_is_not_zero() {
        assert!(two_sided(30.0) > 0.0);
        assert!(beta_tails(2.0, 300.0, 0.5).1 > 0.0);
    }
}
