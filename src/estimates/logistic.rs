//! Logistic regression. In: counts of yes per pattern of explanatory variables. Out: the
//! coefficients of the log odds. Never: a coefficient that is still running off to infinity.
#![doc = ""]
#![doc = include_str!("logistic.md")]

use super::least_squares::{self, NoFit};
use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "logistic";

/// Rounds after which a fit that has not settled will not settle.
const MOST_ROUNDS: usize = 50;
/// Largest step, in standard errors, at which the fit has settled.
const SETTLED: f64 = 1e-10;
/// Log odds beyond which the data separate yes from no: one in 10¹³.
const SEPARATED: f64 = 30.0;

/// Rows that have the same explanatory variables.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// The explanatory variables, the constant 1 among them.
    pub x: Vec<f64>,
    /// Rows that count.
    pub n_yes: u64,
    /// All rows; a pattern without any takes no part.
    pub n: u64,
}

/// A pattern whose counts need not be whole: divided by a design effect.
struct Worth {
    x: Vec<f64>,
    n_yes: f64,
    n: f64,
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Log odds for one more of each variable.
    pub coefficients: Vec<f64>,
    /// Their standard errors.
    pub standard_errors: Vec<f64>,
    /// The deviance: twice the log likelihood by which the patterns' own shares fit better.
    pub deviance: f64,
    /// Rounds it took.
    pub n_rounds: usize,
}

/// Why there is no fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoModel {
    /// There is nothing to fit: no rows, or fewer patterns than variables.
    TooFew,
    /// This variable follows from those before it.
    Dependent(usize),
    /// Some variables together tell yes from no without fail: no finite coefficients fit best.
    Separated,
    /// The coefficients had not settled after [`MOST_ROUNDS`].
    NotSettled,
}

impl Fit {
    /// The chance of yes for a row with these variables.
    pub fn chance(&self, x: &[f64]) -> f64 {
        share(log_odds(&self.coefficients, x))
    }
}

pub(super) fn log_odds(coefficients: &[f64], x: &[f64]) -> f64 {
    coefficients.iter().zip(x).map(|(b, x)| b * x).sum()
}

/// The share that has these log odds.
pub(super) fn share(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Fits the log odds of yes by iteratively reweighted least squares.
///
/// # Errors
/// When no finite coefficients fit best, or they are not determined.
pub fn fit(patterns: &[Pattern]) -> Result<Fit, NoModel> {
    let worth =
        |it: &Pattern| Worth { x: it.x.clone(), n_yes: real(it.n_yes), n: real(it.n) };
    fit_worth(&patterns.iter().map(worth).collect::<Vec<_>>())
}

fn fit_worth(patterns: &[Worth]) -> Result<Fit, NoModel> {
    let used: Vec<&Worth> = patterns.iter().filter(|it| it.n > 0.0).collect();
    let n_columns = used.first().map_or(0, |it| it.x.len());
    let column = |at: usize| used.iter().map(|it| it.x[at]).collect();
    let columns: Vec<Vec<f64>> = (0..n_columns).map(column).collect();
    // Starting where every pattern's share is drawn a little towards a half.
    let drawn = |it: &&Worth| (it.n_yes + 0.5) / (it.n + 1.0);
    let mut odds: Vec<f64> =
        used.iter().map(drawn).map(|it| (it / (1.0 - it)).ln()).collect();
    let mut before: Option<Vec<f64>> = None;
    for n_rounds in 1..=MOST_ROUNDS {
        let step = step(&used, &columns, &odds)?;
        let errors: Vec<f64> = step.unit_variances.iter().map(|it| it.sqrt()).collect();
        odds = used.iter().map(|it| log_odds(&step.coefficients, &it.x)).collect();
        if odds.iter().any(|it| it.abs() > SEPARATED) {
            return Err(NoModel::Separated);
        }
        let settled = before.is_some_and(|before| {
            let moved = before.iter().zip(&step.coefficients).map(|(a, b)| (a - b).abs());
            moved.zip(&errors).all(|(it, error)| it <= SETTLED * error)
        });
        if settled {
            return Ok(Fit {
                deviance: deviance(&used, &odds),
                coefficients: step.coefficients,
                standard_errors: errors,
                n_rounds,
            });
        }
        before = Some(step.coefficients);
    }
    Err(NoModel::NotSettled)
}

/// One round: the weighted line through the log odds as they are, corrected by what the
/// counts differ from them.
fn step(
    used: &[&Worth],
    columns: &[Vec<f64>],
    odds: &[f64],
) -> Result<least_squares::Fit, NoModel> {
    let mut weights = Vec::with_capacity(used.len());
    let mut working = Vec::with_capacity(used.len());
    for (pattern, odds) in used.iter().zip(odds) {
        let share = share(*odds);
        let spread = share * (1.0 - share);
        weights.push(pattern.n * spread);
        working.push(odds + (pattern.n_yes / pattern.n - share) / spread);
    }
    least_squares::fit(columns, &working, Some(&weights)).map_err(|why| match why {
        NoFit::TooFewRows => NoModel::TooFew,
        NoFit::Dependent(at) => NoModel::Dependent(at),
        NoFit::NotFinite => NoModel::Separated,
    })
}

fn deviance(used: &[&Worth], odds: &[f64]) -> f64 {
    let part = |seen: f64, expected: f64| {
        if seen > 0.0 { seen * (seen / expected).ln() } else { 0.0 }
    };
    let of = |(it, odds): (&&Worth, &f64)| {
        let (n, yes, share) = (it.n, it.n_yes, share(*odds));
        part(yes, n * share) + part(n - yes, n * (1.0 - share))
    };
    2.0 * used.iter().zip(odds).map(of).sum::<f64>()
}

/// Slope of the log odds per unit of score, and its standard error: (score, yes, n) each.
///
/// Returns `None` when the scores separate yes from no, so that no finite slope fits best.
pub(super) fn slope(points: &[(f64, f64, f64)]) -> Option<(f64, f64)> {
    let worth = |it: &(f64, f64, f64)| Worth { x: vec![1.0, it.0], n_yes: it.1, n: it.2 };
    let fit = fit_worth(&points.iter().map(worth).collect::<Vec<_>>()).ok()?;
    Some((fit.coefficients[1], fit.standard_errors[1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, printed, reference,
    };

    /// Tobacco budworms dead of 20, by log₂ dose, males first: Collett (1991), *Modelling
    /// Binary Data*, as in Venables & Ripley, *Modern Applied Statistics with S*, 7.2.
    const DEAD: [[u64; 6]; 2] = [[1, 4, 9, 13, 18, 20], [0, 2, 6, 10, 12, 16]];

    fn budworms(x: impl Fn(f64, f64) -> Vec<f64>) -> Vec<Pattern> {
        let rows = DEAD.iter().zip([1.0, 0.0]).flat_map(|(dead, male)| {
            dead.iter().enumerate().map(move |(dose, it)| (male, real(dose as u64), *it))
        });
        rows.map(|(male, dose, n_yes)| Pattern { x: x(male, dose), n_yes, n: 20 })
            .collect()
    }

    #[track_caller]
    fn check(fit: &Fit, wanted: &[(&str, &str)], deviance: &str) {
        assert_eq!(fit.coefficients.len(), wanted.len());
        for (at, (value, error)) in wanted.iter().enumerate() {
            assert_same_digits(fit.coefficients[at], value);
            assert_same_digits(fit.standard_errors[at], error);
        }
        assert_same_digits(fit.deviance, deviance);
    }

    #[test]
    fn budworms_agree_with_the_printed_output_of_r() {
        // summary(glm(cbind(dead, alive) ~ sex * logconc, binomial)), printed at
        // https://www.otexts.org/node/695.
        let both = budworms(|male, dose| vec![1.0, male, dose, male * dose]);
        let wanted = [
            ("-2.9935", "0.5527"),
            ("0.1750", "0.7783"),
            ("0.9060", "0.1671"),
            ("0.3529", "0.2700"),
        ];
        check(&fit(&both).unwrap(), &wanted, "4.9937");
        let apart = budworms(|male, dose| vec![1.0, dose, male]);
        let wanted = [("-3.4732", "0.4685"), ("1.0642", "0.1311"), ("1.1007", "0.3558")];
        check(&fit(&apart).unwrap(), &wanted, "6.757");
    }

    #[test]
    fn many_variables_agree_with_statsmodels() {
        let json =
            reference(include_str!("../../tests/reference/python-peers/logistic.json"));
        let number = |it: &serde_json::Value| it.as_u64().unwrap();
        let pattern = |it: &serde_json::Value| Pattern {
            x: it["x"]
                .as_array()
                .unwrap()
                .iter()
                .map(|it| it.as_f64().unwrap())
                .collect(),
            n_yes: number(&it["n_yes"]),
            n: number(&it["n"]),
        };
        let patterns = json["patterns"].as_array().unwrap().iter().map(pattern);
        let fit = fit(&patterns.collect::<Vec<_>>()).unwrap();
        for at in 0..fit.coefficients.len() {
            let of = |key: &str| printed(&json, &format!("/{key}/{at}"));
            assert_same_digits(fit.coefficients[at], &of("coefficients"));
            assert_same_digits(fit.standard_errors[at], &of("standard_errors"));
        }
        assert_same_digits(fit.deviance, &printed(&json, "/deviance"));
    }

    #[test]
    fn expected_counts_add_up_to_what_was_seen() {
        let patterns = budworms(|male, dose| vec![1.0, male, dose]);
        let fit = fit(&patterns).unwrap();
        let expected: f64 =
            patterns.iter().map(|it| real(it.n) * fit.chance(&it.x)).sum();
        assert_close(expected, real(DEAD.iter().flatten().sum()));
    }

    #[test]
    fn a_group_that_always_says_yes_is_separated() {
        let group = |x: f64, n_yes, n| Pattern { x: vec![1.0, x], n_yes, n };
        assert_eq!(fit(&[group(0.0, 5, 9), group(1.0, 7, 7)]), Err(NoModel::Separated));
        let steps =
            [0.0, 1.0, 2.0, 3.0].map(|it| group(it, if it < 1.5 { 0 } else { 8 }, 8));
        assert_eq!(fit(&steps), Err(NoModel::Separated));
    }

    #[test]
    fn a_variable_that_says_the_same_twice_is_named() {
        let twice = budworms(|male, dose| vec![1.0, male, dose, 1.0 - male]);
        assert_eq!(fit(&twice), Err(NoModel::Dependent(3)));
    }

    #[test]
    fn nothing_to_fit_is_said() {
        assert_eq!(fit(&[]), Err(NoModel::TooFew));
        let empty = Pattern { x: vec![1.0], n_yes: 0, n: 0 };
        assert_eq!(fit(&[empty]), Err(NoModel::TooFew));
    }
}
