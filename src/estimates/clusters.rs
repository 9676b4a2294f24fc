//! Clients who appear more than once: the variance between clients, from sums in a cell.
//!
//! In: a cell and one of its parts. Out: the variance of the mean and the design effect.
//! Never: a single client's value.

use super::UPPER_TAIL_STARTS;
use super::distributions::t_quantile;
use super::t::beyond_rounding;
use crate::indicators::{Cell, Part};
use crate::numeric::real;

/// The variance of the ratio mean p = Σx / n with clients as clusters.
///
/// Σ (s − p·m)² / n² · G / (G − 1), s and m being a client's sum and number of rows: the
/// sandwich variance with the correction CR1 (Cameron & Miller 2015, section II.B). Needs
/// two clients or more.
pub(super) fn variance_of_mean(cell: &Cell, part: &Part) -> f64 {
    let n = real(cell.n);
    let n_clients = real(cell.n_clients);
    let mean = part.sum / n;
    let spread = part.client_sum_sq - part.client_sum_n * mean * 2.0
        + mean * mean * cell.client_n_sq;
    let spread = beyond_rounding(spread.value(), part.client_sum_sq.value());
    spread / (n * n) * n_clients / (n_clients - 1.0)
}

/// The design effect if rows of one client were copies of each other: Σm² / n, the largest
/// it can be when the outcome does not depend on how often a client appears.
pub(super) fn largest_design_effect(cell: &Cell) -> f64 {
    cell.client_n_sq / real(cell.n)
}

/// The variance of a proportion between clients over that of as many different clients; at
/// least 1.
///
/// DEVIATION: at 0 % and 100 % both variances are 0 and the published ratio is undefined;
/// here the rows of one client then count as copies of each other (Σm² / n), which gives
/// the widest interval.
pub(super) fn design_effect_of_share(cell: &Cell, part: &Part) -> f64 {
    let n = real(cell.n);
    let proportion = part.mean(cell.n);
    let variance_of_rows = proportion * (1.0 - proportion) / n;
    let effect = if variance_of_rows > 0.0 {
        variance_of_mean(cell, part) / variance_of_rows
    } else {
        largest_design_effect(cell)
    };
    if effect > 1.0 { effect } else { 1.0 }
}

/// The effective number of rows, with the ratio of t quantiles that stands for the few
/// clients (Korn & Graubard 1998): n / d · (t with n − 1 / t with clients − 1)².
pub(super) fn effective_n(n: f64, effect: f64, degrees: f64) -> f64 {
    let ratio =
        t_quantile(UPPER_TAIL_STARTS, n - 1.0) / t_quantile(UPPER_TAIL_STARTS, degrees);
    n / effect * ratio * ratio
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::assert_close;
    use crate::indicators::cell_of;

    #[test]
    fn the_sums_give_the_same_variance_as_the_residuals() {
        let clients: [&[f64]; 4] = [&[7.0, 8.0], &[6.0], &[9.0, 9.0, 8.0], &[5.0]];
        let cell = cell_of(&clients);
        let mean = 52.0 / 7.0;
        let residuals = clients.map(|it| it.iter().map(|x| x - mean).sum::<f64>());
        let spread: f64 = residuals.iter().map(|it| it * it).sum();
        let expected = spread / 49.0 * 4.0 / 3.0;
        assert_close(variance_of_mean(&cell, &cell.parts[0]), expected);
    }

    #[test]
    fn one_row_a_client_gives_the_ordinary_variance() {
        let cell = cell_of(&[&[4.0], &[6.0], &[8.0]]);
        // Standard deviation 2, so 4 / 3.
        assert_close(variance_of_mean(&cell, &cell.parts[0]), 4.0 / 3.0);
        assert_close(largest_design_effect(&cell), 1.0);
    }
}
