//! Effect size of a change. In: a cell of pairs, both scores turned so that higher is
//! better. Out: the mean change in standard deviations, with its interval. Never: a change
//! of people of whom one of the two scores is missing.
#![doc = ""]
#![doc = include_str!("effect_size.md")]

use super::distributions::{normal_quantile, t_quantile};
use super::{Estimate, UPPER_TAIL_STARTS, clusters, interval_of, t};
use crate::indicators::{Cell, Part, Standardiser};
use crate::numeric::{Sum, real};
use crate::terms::WhyMissing;

/// Name of the method.
pub const NAME: &str = "effect-size";
/// Fewest pairs: with two the correction for small numbers leaves nothing.
const FEWEST_PAIRS: u64 = 3;

/// The mean change from start to end, in standard deviations; better is positive.
///
/// # Errors
/// `NoRows` for an empty group, `NoValues` without a pair, `TooFew` under three pairs,
/// `NoSpread` when all scores that give the standard deviation are equal.
pub fn estimate_effect_size(
    cell: &Cell,
    by: Standardiser,
) -> Result<Estimate, WhyMissing> {
    match cell.n {
        0 if cell.n_missing == 0 => return Err(WhyMissing::NoRows),
        0 => return Err(WhyMissing::NoValues),
        n if n < FEWEST_PAIRS => return Err(WhyMissing::TooFew),
        _ => {}
    }
    let pairs = Pairs::new(cell).ok_or(WhyMissing::NoValues)?;
    let (value, variance) = match by {
        Standardiser::Start | Standardiser::StartCorrected => pairs.by_start(),
        Standardiser::Average => pairs.by_average(),
    }
    .ok_or(WhyMissing::NoSpread)?;
    let correction = match by {
        Standardiser::StartCorrected => correction(pairs.degrees),
        Standardiser::Start | Standardiser::Average => 1.0,
    };
    let (effect, quantile) = pairs.repeats(cell);
    let standard_error = (variance * effect.unwrap_or(1.0)).sqrt();
    let half_width = quantile * standard_error;
    // The limits of d serve g too: drawn in by J they hold the truth too seldom.
    let limits = interval_of(value - half_width, value + half_width);
    Ok(Estimate {
        value: correction * value,
        interval: limits.filter(|_| cell.n_clients > 1),
        standard_error: Some(correction * standard_error),
        method: NAME,
        design_effect: effect,
    })
}

/// J = 1 − 3 / (4·df − 1): makes an effect size of few pairs a little smaller (Hedges 1981,
/// doi:10.3102/10769986006002107).
fn correction(degrees: f64) -> f64 {
    1.0 - 3.0 / (4.0 * degrees - 1.0)
}

/// Means, variances and covariance of pairs.
struct Pairs {
    /// Pairs less one.
    degrees: f64,
    change: f64,
    start: f64,
    end: f64,
    covariance: f64,
    /// The change as if it were a measure of its own.
    part: Part,
}

impl Pairs {
    fn new(cell: &Cell) -> Option<Self> {
        let [start, end, both] = cell.parts[..] else { return None };
        let n = real(cell.n);
        let spread = |it: &Part| t::variance_of_mean(cell, it) * n;
        let (var_start, var_end) = (spread(&start), spread(&end));
        // (b − a)² = 2a² + 2b² − (a + b)², row by row and client by client.
        let square = |of: fn(&Part) -> Sum| (of(&start) + of(&end)) * 2.0 - of(&both);
        let part = Part {
            sum: end.sum - start.sum,
            sum_sq: square(|it| it.sum_sq),
            client_sum_sq: square(|it| it.client_sum_sq),
            client_sum_n: end.client_sum_n - start.client_sum_n,
        };
        Some(Self {
            degrees: n - 1.0,
            change: part.mean(cell.n),
            start: var_start,
            end: var_end,
            covariance: f64::midpoint(spread(&both), -(var_start + var_end)),
            part,
        })
    }

    fn variance_of_change(&self) -> f64 {
        let variance = self.start + self.end - 2.0 * self.covariance;
        // Rounding can leave a spread of zero a hair below it.
        if variance > 0.0 { variance } else { 0.0 }
    }

    /// d and its variance: d² / (2·df) + s₃² / (df·s₁²).
    fn by_start(&self) -> Option<(f64, f64)> {
        (self.start > 0.0).then(|| {
            let d = self.change / self.start.sqrt();
            let of_change = self.variance_of_change() / (self.degrees * self.start);
            (d, d * d / (2.0 * self.degrees) + of_change)
        })
    }

    /// `d_av` and its variance: d² (s₁⁴ + s₂⁴ + 2·cov²) / (8·df·s⁴) + s₃² / (df·s²).
    fn by_average(&self) -> Option<(f64, f64)> {
        let mean = f64::midpoint(self.start, self.end);
        (mean > 0.0).then(|| {
            let d = self.change / mean.sqrt();
            let squares = self.start.powi(2)
                + self.end.powi(2)
                + 2.0 * self.covariance * self.covariance;
            let of_spread = d * d * squares / (8.0 * self.degrees * mean * mean);
            (d, of_spread + self.variance_of_change() / (self.degrees * mean))
        })
    }

    /// How much larger the variance is because clients appear more than once, and how many
    /// standard errors the interval reaches.
    ///
    /// DEVIATION: Bonett has independent pairs. With repeats the variance is multiplied by
    /// the design effect of the mean change, and t with clients − 1 degrees of freedom takes
    /// the place of the normal distribution.
    fn repeats(&self, cell: &Cell) -> (Option<f64>, f64) {
        if cell.n_clients >= cell.n || cell.n_clients < 2 {
            return (None, normal_quantile(UPPER_TAIL_STARTS));
        }
        let independent = t::variance_of_mean(cell, &self.part);
        let effect = if independent > 0.0 {
            clusters::variance_of_mean(cell, &self.part) / independent
        } else {
            clusters::largest_design_effect(cell)
        };
        let effect = if effect > 1.0 { effect } else { 1.0 };
        (Some(effect), t_quantile(UPPER_TAIL_STARTS, real(cell.n_clients) - 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, printed, reference,
    };

    /// A cell of pairs, each client a list of (start, end).
    fn cell_of(clients: &[&[(f64, f64)]]) -> Cell {
        let mut cell = Cell::new(3);
        for client in clients {
            let n = client.len() as u64;
            cell.n += n;
            cell.n_clients += 1;
            cell.client_n_sq += real(n * n);
            let of = |part: usize, (a, b): (f64, f64)| [a, b, a + b][part];
            for (index, part) in cell.parts.iter_mut().enumerate() {
                let sum: f64 = client.iter().map(|it| of(index, *it)).sum();
                part.sum.add(sum);
                for it in *client {
                    part.sum_sq.add_product(of(index, *it), of(index, *it));
                }
                part.client_sum_sq.add_product(sum, sum);
                part.client_sum_n.add_product(sum, real(n));
            }
        }
        cell
    }

    /// The cell of pairs with these means, standard deviations and correlation.
    fn cell_with(n: u64, means: [f64; 2], sds: [f64; 2], correlation: f64) -> Cell {
        let df = real(n) - 1.0;
        let product = correlation * sds[0] * sds[1];
        let squares = [sds[0].powi(2), sds[1].powi(2)];
        let part = |mean: f64, variance: f64| Part {
            sum: Sum::product(mean, real(n)),
            sum_sq: (variance * df + mean * mean * real(n)).into(),
            ..Part::default()
        };
        let both = squares[0] + squares[1] + 2.0 * product;
        let parts = vec![
            part(means[0], squares[0]),
            part(means[1], squares[1]),
            part(means[0] + means[1], both),
        ];
        Cell { n, n_clients: n, client_n_sq: real(n), parts, ..Cell::default() }
    }

    fn check(cell: &Cell, by: Standardiser, digits: &[String; 4]) {
        let estimate = estimate_effect_size(cell, by).unwrap();
        let (lower, upper) = estimate.interval.unwrap();
        assert_same_digits(estimate.value, &digits[0]);
        assert_same_digits(estimate.standard_error.unwrap(), &digits[1]);
        assert_same_digits(lower, &digits[2]);
        assert_same_digits(upper, &digits[3]);
    }

    #[test]
    fn values_and_limits_are_those_statpsych_prints() {
        let json =
            reference(include_str!("../../tests/reference/statpsych/expected.json"));
        let cases = json["effect-size"].as_array().unwrap();
        for case in cases {
            let number = |key: &str| case[key].as_f64().unwrap();
            // The source prints the first moment less the second; better is positive here.
            let cell = cell_with(
                case["n"].as_u64().unwrap(),
                [-number("m1"), -number("m2")],
                [number("sd1"), number("sd2")],
                number("cor"),
            );
            let digits = |row: &str| {
                ["estimate", "se", "lower", "upper"]
                    .map(|it| printed(case, &format!("/{row}/{it}")))
            };
            check(&cell, Standardiser::Average, &digits("unweighted"));
            check(&cell, Standardiser::Start, &digits("measurement-1"));
            let corrected = estimate_effect_size(&cell, Standardiser::StartCorrected);
            let printed = printed(case, "/measurement-1/adjusted");
            let corrected = corrected.unwrap();
            assert_same_digits(corrected.value, &printed);
            let of_d = estimate_effect_size(&cell, Standardiser::Start).unwrap();
            assert_eq!(corrected.interval, of_d.interval);
        }
        assert_eq!(cases.len(), 2);
    }

    #[test]
    fn standard_deviations_and_covariance_follow_from_the_sums() {
        // Changes 2, 4 and 9: mean 5; starts 10, 20, 30: standard deviation 10.
        let clients: [&[(f64, f64)]; 3] =
            [&[(10.0, 12.0)], &[(20.0, 24.0)], &[(30.0, 39.0)]];
        let estimate =
            estimate_effect_size(&cell_of(&clients), Standardiser::Start).unwrap();
        assert_close(estimate.value, 0.5);
        // The variance of the change is 13, so 0.25 / 4 + 13 / 200.
        assert_close(estimate.standard_error.unwrap().powi(2), 0.0625 + 0.065);
    }

    #[test]
    fn pairs_that_are_copies_widen_the_interval() {
        let once: [&[(f64, f64)]; 3] =
            [&[(10.0, 12.0)], &[(20.0, 24.0)], &[(30.0, 39.0)]];
        let twice: [&[(f64, f64)]; 3] =
            [&[(10.0, 12.0); 2], &[(20.0, 24.0); 2], &[(30.0, 39.0); 2]];
        let of = |cell: &Cell| estimate_effect_size(cell, Standardiser::Average).unwrap();
        let (once, twice) = (of(&cell_of(&once)), of(&cell_of(&twice)));
        assert!(twice.design_effect.unwrap() > 2.0);
        let width = |it: &Estimate| it.interval.map(|(a, b)| b - a).unwrap();
        assert!(width(&twice) > width(&once));
    }

    #[test]
    fn without_spread_or_with_two_pairs_there_is_no_effect_size() {
        let of = |cell: &Cell| estimate_effect_size(cell, Standardiser::Start);
        let equal: [&[(f64, f64)]; 3] = [&[(9.0, 8.0)], &[(9.0, 12.0)], &[(9.0, 9.0)]];
        assert_eq!(of(&cell_of(&equal)), Err(WhyMissing::NoSpread));
        assert_eq!(of(&cell_of(&equal[..2])), Err(WhyMissing::TooFew));
        assert_eq!(of(&Cell::new(3)), Err(WhyMissing::NoRows));
        let unmeasured = Cell { n_missing: 4, ..Cell::new(3) };
        assert_eq!(of(&unmeasured), Err(WhyMissing::NoValues));
    }
}
