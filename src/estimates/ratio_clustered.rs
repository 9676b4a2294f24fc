//! Ratio of sums. In: a cell of a ratio. Out: the ratio with its interval. Never: the mean of
//! the rows' own ratios, in which a small team weighs as much as a large one.
#![doc = ""]
#![doc = include_str!("ratio_clustered.md")]

use super::{Estimate, none, t};
use crate::indicators::{Cell, Part};
use crate::numeric::{Sum, real};
use crate::terms::WhyMissing;

/// Name of the method.
pub const NAME: &str = "ratio-clustered";

/// The sum of the values over the sum of what they are divided by.
///
/// One cluster (team or client) gives a value [without interval](none).
///
/// # Errors
/// `NoRows` for an empty group, `NoValues` when there is nothing to divide by.
pub fn estimate_ratio(cell: &Cell) -> Result<Estimate, WhyMissing> {
    if cell.n + cell.n_missing == 0 {
        return Err(WhyMissing::NoRows);
    }
    let [over, under, _] = cell.parts[..] else { return Err(WhyMissing::NoValues) };
    if cell.n == 0 || under.sum.value() <= 0.0 {
        return Err(WhyMissing::NoValues);
    }
    let value = over.sum.value() / under.sum.value();
    if cell.n_clients < 2 {
        return Ok(none::without_interval(value));
    }
    let variance = variance(cell, value);
    let interval = t::limits(value, variance, real(cell.n_clients) - 1.0)
        .map(|(lower, upper)| (if lower > 0.0 { lower } else { 0.0 }, upper));
    let standard_error = interval.map(|_| variance.sqrt());
    Ok(Estimate { value, interval, standard_error, method: NAME, design_effect: None })
}

/// Σ (s − R·d)² / (Σd)² · G / (G − 1), s and d being a cluster's two sums, or those of a row
/// when that gives more: an interval is never narrower than if each row were a cluster.
fn variance(cell: &Cell, ratio: f64) -> f64 {
    let of_clusters = spread(cell, ratio, |it| it.client_sum_sq, cell.n_clients);
    let of_rows = spread(cell, ratio, |it| it.sum_sq, cell.n);
    if of_clusters > of_rows { of_clusters } else { of_rows }
}

/// The variance from squares over `n` units. The product of the two sums comes from the
/// third part, which holds s + d.
fn spread(cell: &Cell, ratio: f64, of: impl Fn(&Part) -> Sum, n: u64) -> f64 {
    let [over, under, both] = [0, 1, 2].map(|it| of(&cell.parts[it]));
    // Twice the product, so that nothing need be halved.
    let product = both - over - under;
    let spread = (over - product * ratio + under * ratio * ratio).value();
    let spread = t::beyond_rounding(spread, over.value());
    let (divisor, n) = (cell.parts[1].sum.value(), real(n));
    spread / (divisor * divisor) * n / (n - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, numbers, printed, reference,
    };

    /// Clusters, each a sum and what it is divided by, of one row.
    fn cell(clusters: &[(f64, f64)]) -> Cell {
        let n = clusters.len() as u64;
        let part = |x: fn(&(f64, f64)) -> f64| {
            let sum: Sum = clusters.iter().map(x).collect();
            let squares: Sum = clusters.iter().map(|it| x(it) * x(it)).collect();
            let client_sum_n = sum;
            Part { sum, sum_sq: squares, client_sum_sq: squares, client_sum_n }
        };
        let parts = vec![part(|it| it.0), part(|it| it.1), part(|it| it.0 + it.1)];
        Cell { n, n_clients: n, client_n_sq: real(n), parts, ..Cell::default() }
    }

    #[test]
    fn sums_of_groups_are_divided_as_funnelplotr_does() {
        let json =
            reference(include_str!("../../tests/reference/funnelplotr/expected.json"));
        let over = numbers(&json, "/aggregate/numerator");
        let under = numbers(&json, "/aggregate/denominator");
        let groups = json["aggregate"]["group"].as_array().unwrap();
        for (at, group) in ["a", "b", "c"].into_iter().enumerate() {
            let rows = groups.iter().zip(over.iter().copied().zip(under.iter().copied()));
            let rows = rows.filter(|it| it.0 == group).map(|it| it.1);
            let estimate = estimate_ratio(&cell(&rows.collect::<Vec<_>>())).unwrap();
            let wanted = printed(&json, &format!("/aggregate/rr/{at}"));
            assert_same_digits(estimate.value, &wanted);
        }
    }

    #[test]
    fn a_large_team_weighs_more() {
        let estimate = estimate_ratio(&cell(&[(60.0, 100.0), (10.0, 20.0)])).unwrap();
        assert_close(estimate.value, 70.0 / 120.0);
    }

    #[test]
    fn the_parts_give_the_same_variance_as_the_residuals() {
        let clusters: [(f64, f64); 3] = [(60.0, 100.0), (10.0, 20.0), (45.0, 90.0)];
        let ratio = 115.0 / 210.0;
        let spread: f64 = clusters.iter().map(|it| (it.0 - ratio * it.1).powi(2)).sum();
        let expected = spread / (210.0 * 210.0) * 3.0 / 2.0;
        let estimate = estimate_ratio(&cell(&clusters)).unwrap();
        assert_close(estimate.standard_error.unwrap().powi(2), expected);
    }

    #[test]
    fn one_team_has_a_value_and_no_interval() {
        let estimate = estimate_ratio(&cell(&[(6.0, 10.0)])).unwrap();
        assert_eq!((estimate.interval, estimate.method), (None, "none"));
    }

    #[test]
    fn nothing_to_divide_by_is_missing_and_not_infinite() {
        assert_eq!(estimate_ratio(&cell(&[(6.0, 0.0)])), Err(WhyMissing::NoValues));
        assert_eq!(estimate_ratio(&Cell::new(3)), Err(WhyMissing::NoRows));
    }
}
