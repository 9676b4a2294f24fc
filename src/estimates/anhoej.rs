//! Anhøj rules. In: a series and its centre line. Out: whether it shifted, by its runs.
//! Never: a judgement that depends on the distribution of the values.
#![doc = ""]
#![doc = include_str!("anhoej.md")]

use crate::numeric::real;

/// Name of the rule set.
pub const NAME: &str = "anhoej";
/// Chance that a stable process crosses its centre line less often than the limit.
const FEW: f64 = 0.05;

/// Runs and crossings of a series, with the most and fewest that are usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Runs {
    /// Values that do not lie on the centre line.
    pub n_useful: usize,
    /// Those above it.
    pub n_above: usize,
    /// Most values in a row on one side.
    pub longest_run: usize,
    /// The longest run that is usual: log₂(n) + 3, rounded.
    pub longest_usual: usize,
    /// How often the series crosses the centre line.
    pub n_crossings: usize,
    /// The fewest crossings that are usual.
    pub fewest_usual: usize,
}

impl Runs {
    /// A run is longer than usual.
    pub fn is_long(self) -> bool {
        self.longest_usual < self.longest_run
    }

    /// There are fewer crossings than usual.
    pub fn is_seldom_crossed(self) -> bool {
        self.n_crossings < self.fewest_usual
    }

    /// The series shifted: a run is too long, or there are too few crossings.
    pub fn is_signal(self) -> bool {
        self.is_long() || self.is_seldom_crossed()
    }
}

/// Counts runs and crossings of a series around its centre line.
///
/// Returns `None` under two values off the centre line, or when a value is not finite.
pub fn runs(values: &[f64], centre: f64) -> Option<Runs> {
    if !centre.is_finite() || values.iter().any(|it| !it.is_finite()) {
        return None;
    }
    let above: Vec<bool> = values.iter().filter_map(|it| is_above(*it, centre)).collect();
    if above.len() < 2 {
        return None;
    }
    let lengths = above.chunk_by(|a, b| a == b).map(<[bool]>::len);
    Some(Runs {
        n_useful: above.len(),
        n_above: above.iter().filter(|it| **it).count(),
        longest_run: lengths.clone().max()?,
        longest_usual: longest_usual(above.len()),
        n_crossings: lengths.count() - 1,
        fewest_usual: fewest_usual(above.len()),
    })
}

/// Above or below the centre line; `None` on it.
fn is_above(value: f64, centre: f64) -> Option<bool> {
    value.total_cmp(&centre).is_ne().then_some(centre < value)
}

/// Which values belong to a run longer than `longest_usual`. Values on the line do not.
pub fn in_long_runs(values: &[f64], centre: f64, longest_usual: usize) -> Vec<bool> {
    let useful: Vec<(usize, bool)> = values
        .iter()
        .enumerate()
        .filter_map(|(i, it)| Some((i, is_above(*it, centre)?)))
        .collect();
    let mut marks = vec![false; values.len()];
    for run in useful.chunk_by(|a, b| a.1 == b.1).filter(|it| longest_usual < it.len()) {
        for (place, _) in run {
            marks[*place] = true;
        }
    }
    marks
}

/// The longest run that is usual among so many values off the centre line.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the logarithm of a count of two or more is between 1 and 64"
)]
pub(crate) fn longest_usual(n_useful: usize) -> usize {
    (real(n_useful as u64).log2() + 3.0).round() as usize
}

/// The 5 % point of the number of heads in n − 1 throws of a coin.
pub(crate) fn fewest_usual(n_useful: usize) -> usize {
    let n_throws = n_useful - 1;
    // Logarithms, because two to the power −n vanishes for long series.
    let mut log_term = -real(n_throws as u64) * std::f64::consts::LN_2;
    let mut below = log_term.exp();
    let mut n_heads = 0;
    while below < FEW && n_heads < n_throws {
        let (left, next) = (real((n_throws - n_heads) as u64), real(n_heads as u64 + 1));
        log_term += (left / next).ln();
        below += log_term.exp();
        n_heads += 1;
    }
    n_heads
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::reference;

    #[test]
    fn limits_agree_with_the_published_table() {
        // Anhøj & Olesen (2014), PLoS ONE 9:e113825: n, longest run, fewest crossings.
        let table =
            reference(include_str!("../../tests/reference/anhoej-2014/expected.json"));
        for row in table["limits"].as_array().unwrap() {
            let count = |key: &str| usize::try_from(row[key].as_u64().unwrap()).unwrap();
            let n = count("n_useful");
            assert_eq!(longest_usual(n), count("longest_run"), "run, n = {n}");
            assert_eq!(fewest_usual(n), count("fewest_crossings"), "crossings, n = {n}");
        }
        assert!(fewest_usual(5000) > 2400, "long series do not run out of digits");
    }

    #[test]
    fn the_values_of_a_long_run_are_marked_without_those_on_the_line() {
        let values = [1.0, -1.0, 1.0, 1.0, 0.0, 1.0, -1.0];
        let marks = in_long_runs(&values, 0.0, 2);
        assert_eq!(marks, [false, false, true, true, false, true, false]);
    }

    #[test]
    fn values_on_the_centre_line_take_no_part() {
        let runs = runs(&[1.0, 0.0, 1.0, -1.0, 0.0, -1.0, 1.0], 0.0).unwrap();
        assert_eq!((runs.n_useful, runs.longest_run, runs.n_crossings), (5, 2, 2));
        assert!(!runs.is_signal());
    }

    #[test]
    fn a_shift_halfway_is_a_signal() {
        let shifted: Vec<f64> =
            (0..20).map(|it| if it < 10 { 1.0 } else { 3.0 }).collect();
        let runs = runs(&shifted, 2.0).unwrap();
        assert_eq!((runs.longest_run, runs.n_crossings), (10, 1));
        assert!(runs.is_signal());
    }

    #[test]
    fn values_that_go_up_and_down_are_no_signal() {
        let values: Vec<f64> = (0..20).map(|it| f64::from(it % 2)).collect();
        assert!(!runs(&values, 0.5).unwrap().is_signal());
        assert_eq!(runs(&[1.0, 1.0], 1.0), None);
        assert_eq!(runs(&[1.0, f64::NAN, 2.0], 1.5), None);
    }
}
