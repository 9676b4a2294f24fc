//! Firth's logistic regression. In: counts of yes per pattern of explanatory variables. Out:
//! coefficients that are finite whatever the counts. Never: a level of few rows that is
//! silently taken for another.
#![doc = ""]
#![doc = include_str!("firth.md")]

use nalgebra::{DMatrix, DVector};

use super::distributions::halve;
use super::logistic::{NoModel, Pattern, share};
use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "firth";

/// Rounds after which a fit that has not settled will not settle.
const MOST_ROUNDS: usize = 200;
/// Largest step of a coefficient at which the fit has settled.
const SETTLED: f64 = 1e-11;
/// Longest step of a coefficient in one round, as in the R package `logistf`.
const LONGEST_STEP: f64 = 5.0;
/// Log odds beyond which chances no longer change.
const FARTHEST: f64 = 40.0;

/// The coefficients, one a variable, of the largest penalised likelihood.
///
/// # Errors
/// When there is nothing to fit, a variable follows from others, or the fit does not settle.
pub fn fit(patterns: &[Pattern]) -> Result<Vec<f64>, NoModel> {
    let used: Vec<&Pattern> = patterns.iter().filter(|it| it.n > 0).collect();
    let n_columns = used.first().map_or(0, |it| it.x.len());
    if n_columns == 0 || used.len() < n_columns {
        return Err(NoModel::TooFew);
    }
    let design = DMatrix::from_fn(used.len(), n_columns, |row, at| used[row].x[at]);
    let mut coefficients = DVector::zeros(n_columns);
    for _ in 0..MOST_ROUNDS {
        let mut step = step(&used, &design, &coefficients)?;
        let length = step.amax();
        if !length.is_finite() {
            return Err(NoModel::NotSettled);
        }
        if length > LONGEST_STEP {
            step *= LONGEST_STEP / length;
        }
        coefficients += step;
        if length <= SETTLED {
            return Ok(coefficients.iter().copied().collect());
        }
    }
    Err(NoModel::NotSettled)
}

/// One round of Newton's method on the score with Firth's correction: rows with leverage h
/// count as h/2 more yes and h/2 more no.
fn step(
    used: &[&Pattern],
    design: &DMatrix<f64>,
    coefficients: &DVector<f64>,
) -> Result<DVector<f64>, NoModel> {
    let shares = (design * coefficients).map(share);
    let n = |row: usize| real(used[row].n);
    let weight = |row: usize| n(row) * shares[row] * (1.0 - shares[row]);
    let weighted = DMatrix::from_fn(design.nrows(), design.ncols(), |row, at| {
        design[(row, at)] * weight(row)
    });
    let information = design.tr_mul(&weighted).cholesky().ok_or(NoModel::NotSettled)?;
    let solved = information.solve(&weighted.transpose());
    let residuals = DVector::from_fn(used.len(), |row, _| {
        let leverage = design.row(row).dot(&solved.column(row).transpose());
        real(used[row].n_yes) - n(row) * shares[row] + leverage * (0.5 - shares[row])
    });
    Ok(information.solve(&design.tr_mul(&residuals)))
}

/// What to add to the log odds of these rows, (log odds, rows) each, so that `n_yes` are
/// expected; `None` when nobody or everybody counts.
pub fn intercept(rows: &[(f64, u64)], n_yes: u64) -> Option<f64> {
    let n: u64 = rows.iter().map(|it| it.1).sum();
    if n_yes == 0 || n_yes >= n {
        return None;
    }
    let expected = |more: f64| -> f64 {
        rows.iter().map(|(odds, n)| real(*n) * share(odds + more)).sum()
    };
    let reach = rows.iter().map(|it| it.0.abs()).fold(FARTHEST, |a, b| a + b);
    Some(halve(-reach, reach, |more| expected(more) < real(n_yes)))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, printed, reference,
    };

    /// What `logistf` prints, and a second implementation.
    pub(in crate::estimates) const REFERENCE: &str =
        include_str!("../../tests/reference/logistf/expected.json");

    fn group(x: f64, n_yes: u64, n: u64) -> Pattern {
        Pattern { x: vec![1.0, x], n_yes, n }
    }

    #[test]
    fn coefficients_agree_with_what_logistf_prints() {
        let json = reference(REFERENCE);
        let number = |it: &serde_json::Value| it.as_u64().unwrap();
        let pattern = |it: &serde_json::Value| Pattern {
            x: serde_json::from_value(it["x"].clone()).unwrap(),
            n_yes: number(&it["n_yes"]),
            n: number(&it["n"]),
        };
        let patterns = json["sex2"]["patterns"].as_array().unwrap().iter().map(pattern);
        let found = fit(&patterns.collect::<Vec<_>>()).unwrap();
        assert_eq!(found.len(), 7);
        for (at, it) in found.iter().enumerate() {
            assert_same_digits(*it, &printed(&json, &format!("/sex2/coefficients/{at}")));
        }
    }

    #[test]
    fn two_groups_have_half_a_row_more_of_each_outcome() {
        // Firth (1993): with as many coefficients as groups, half a yes and half a no more.
        let found = fit(&[group(0.0, 5, 9), group(1.0, 7, 7)]).unwrap();
        assert_close(found[0], (5.5_f64 / 4.5).ln());
        assert_close(found[0] + found[1], 15.0_f64.ln());
    }

    #[test]
    fn the_intercept_gives_back_what_was_seen() {
        let rows = [(-1.2, 40), (0.3, 25), (2.9, 10)];
        let more = intercept(&rows, 31).unwrap();
        let expected: f64 =
            rows.iter().map(|(odds, n)| real(*n) * share(odds + more)).sum();
        assert!((expected - 31.0).abs() < 1e-9, "{expected}");
        assert_eq!(intercept(&rows, 0), None);
        assert_eq!(intercept(&rows, 75), None);
    }

    #[test]
    fn nothing_to_fit_is_said() {
        assert_eq!(fit(&[]), Err(NoModel::TooFew));
        assert_eq!(fit(&[group(0.0, 1, 2)]), Err(NoModel::TooFew));
        let twice = [(0.0, 3), (1.0, 5), (2.0, 4)].map(|(x, n_yes)| Pattern {
            x: vec![1.0, x, x],
            n_yes,
            n: 9,
        });
        assert_eq!(fit(&twice), Err(NoModel::NotSettled));
    }
}
