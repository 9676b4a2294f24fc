//! `XmR` chart. In: one value a period. Out: the limits between which a stable process stays.
//! Never: limits from the spread of all values, which a shift would widen.
#![doc = ""]
#![doc = include_str!("xmr.md")]

use std::f64::consts::FRAC_2_SQRT_PI;

use crate::numeric::{Sum, real};

/// Name of the method.
pub const NAME: &str = "xmr";
/// d₂ for pairs: the mean range of two draws from N(0, 1), exactly 2/√π.
pub const D2_PAIR: f64 = FRAC_2_SQRT_PI;
/// Half-width of the limits, in mean moving ranges.
pub const LIMIT_WIDTH: f64 = SIGMAS / D2_PAIR;
/// The same as Making Data Count rounds it.
pub const LIMIT_WIDTH_ROUNDED: f64 = 2.66;
/// Half-width of the limits, in standard deviations (Shewhart 1931).
pub const SIGMAS: f64 = 3.0;
/// A moving range beyond this many mean moving ranges is an outlier: D₄ for pairs,
/// rounded as the published tables do (Montgomery 2019, appendix VI).
pub const OUTLYING_RANGE: f64 = 3.267;

/// So many values may lie outside besides those that stand out: chance seldom brings more,
/// so that the rates of false alarms are what they were.
const A_FEW: usize = 3;

/// Which moving ranges the limits rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ranges {
    /// All of them.
    All,
    /// Those up to [`OUTLYING_RANGE`] times their mean, judged once; all of them when the
    /// rest would put many more values outside than stand beside the ranges left out.
    Screened,
}

/// Centre line and limits of a stable process.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Lower limit.
    pub lower: f64,
    /// Centre line: the mean.
    pub centre: f64,
    /// Upper limit.
    pub upper: f64,
}

/// The limits of a series without gaps, `width` mean moving ranges from its mean.
///
/// Returns `None` under two values, or when one is not a finite number.
pub fn process_limits(values: &[f64], ranges: Ranges, width: f64) -> Option<Limits> {
    if values.iter().any(|it| !it.is_finite()) {
        return None;
    }
    let centre = mean(values)?;
    let half_width = width * usual_range(values, centre, ranges, width)?;
    Some(Limits { lower: centre - half_width, centre, upper: centre + half_width })
}

/// The mean of the moving ranges that count; `None` under two values.
///
/// DEVIATION: as published, one dip among values that hardly move leaves only the ranges of
/// those: the limits close around a mean that the dip has moved, and every value lies
/// outside. Ranges are set aside to show the few values that stand out, so all are kept when
/// without them [more than a few](A_FEW) other values than those beside these ranges would
/// be outside.
pub(super) fn usual_range(
    values: &[f64],
    centre: f64,
    ranges: Ranges,
    width: f64,
) -> Option<f64> {
    let moving: Vec<f64> = values.array_windows().map(|[a, b]| (b - a).abs()).collect();
    let all = mean(&moving)?;
    if ranges == Ranges::All {
        return Some(all);
    }
    let is_kept = |it: &f64| *it <= OUTLYING_RANGE * all;
    let kept = mean(&moving.iter().copied().filter(is_kept).collect::<Vec<_>>())?;
    let is_left_out = |at: usize| moving.get(at).is_some_and(|it| !is_kept(it));
    let beside = |at: usize| is_left_out(at) || at > 0 && is_left_out(at - 1);
    let n_beside = (0..values.len()).filter(|at| beside(*at)).count();
    let is_outside = |it: &&f64| (*it - centre).abs() > width * kept;
    let n_outside = values.iter().filter(is_outside).count();
    Some(if n_outside > n_beside + A_FEW { all } else { kept })
}

/// The mean; `None` of nothing.
pub(crate) fn mean(values: &[f64]) -> Option<f64> {
    let total = values.iter().copied().collect::<Sum>().value();
    (!values.is_empty()).then(|| total / real(values.len() as u64))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::estimates::agreement::{assert_same_digits, numbers, printed, reference};

    /// What `NHSRplotthedots` gives.
    pub(in crate::estimates) const REFERENCE: &str =
        include_str!("../../tests/reference/nhsrplotthedots/expected.json");
    const NORMAL_20: &str =
        include_str!("../../tests/reference/nhsrplotthedots/seed123_rnorm20.csv");

    /// The twenty values.
    pub(in crate::estimates) fn twenty() -> Vec<f64> {
        halves().iter().map(|it| it.0).collect()
    }

    /// The twenty values, and the half each belongs to.
    fn halves() -> Vec<(f64, u8)> {
        let row = |line: &str| {
            let mut fields = line.split(',').skip(1);
            let mut field = || fields.next().unwrap().to_owned();
            (field().parse().unwrap(), field().parse().unwrap())
        };
        NORMAL_20.lines().skip(1).map(row).collect()
    }

    #[track_caller]
    fn check(values: &[f64], ranges: Ranges, at: &str) {
        let json = reference(REFERENCE);
        let limits = process_limits(values, ranges, LIMIT_WIDTH_ROUNDED).unwrap();
        assert_same_digits(limits.lower, &printed(&json, &format!("{at}/lpl")));
        assert_same_digits(limits.upper, &printed(&json, &format!("{at}/upl")));
        if json.pointer(&format!("{at}/mean")).is_some() {
            assert_same_digits(limits.centre, &printed(&json, &format!("{at}/mean")));
        }
    }

    #[test]
    fn limits_of_twenty_values_agree_with_plot_the_dots() {
        let mut values = twenty();
        check(&values, Ranges::Screened, "/seed123_rnorm20");
        values[14] = 10.0;
        check(&values, Ranges::Screened, "/seed123_rnorm20_y15_is_10_screened");
        check(&values, Ranges::All, "/seed123_rnorm20_y15_is_10_unscreened");
    }

    #[test]
    fn the_constants_are_those_of_plot_the_dots() {
        let json = reference(REFERENCE);
        assert_same_digits(LIMIT_WIDTH_ROUNDED, &printed(&json, "/constants/limit"));
        assert_same_digits(OUTLYING_RANGE, &printed(&json, "/constants/mr_screen"));
    }

    #[test]
    fn limits_of_antifreeze_agree_with_qcc() {
        // Wetherill & Brown (1991), p. 120, as the R package qcc prints it (type
        // "xbar.one", all moving ranges).
        let values = [
            2.23, 2.53, 2.62, 2.63, 2.58, 2.44, 2.49, 2.34, 2.95, 2.54, 2.60, 2.45, 2.17,
            2.58, 2.57, 2.44, 2.38, 2.23, 2.23, 2.54, 2.66, 2.84, 2.81, 2.39, 2.56, 2.70,
            3.00, 2.81, 2.77, 2.89, 2.54, 2.98, 2.35, 2.53,
        ];
        let limits = process_limits(&values, Ranges::All, LIMIT_WIDTH).unwrap();
        assert_same_digits(limits.centre, "2.57");
        assert_same_digits((limits.upper - limits.centre) / SIGMAS, "0.179");
        assert_same_digits(limits.lower, "2.03");
        assert_same_digits(limits.upper, "3.11");
    }

    #[test]
    fn limits_of_each_half_agree_with_plot_the_dots() {
        for (half, name) in [(0, "facet0"), (1, "facet1")] {
            let values: Vec<f64> =
                halves().iter().filter(|it| it.1 == half).map(|it| it.0).collect();
            check(&values, Ranges::Screened, &format!("/facets/{name}"));
        }
    }

    #[test]
    fn one_spike_does_not_widen_screened_limits() {
        let data = numbers(&reference(REFERENCE), "/deviations_vignette/data");
        check(&data, Ranges::Screened, "/deviations_vignette/screened");
        check(&data, Ranges::All, "/deviations_vignette/excel_unscreened");
    }

    // The dip moved the mean, the ranges left did not know: 23 of 24 months were outside.
    #[test]
    fn one_dip_among_values_that_hardly_move_is_the_only_one_outside() {
        let outside = |usual: [f64; 2], dip: f64| {
            let mut values: Vec<f64> = (0..24).map(|it| usual[it % 2]).collect();
            values[9] = dip;
            let limits = process_limits(&values, Ranges::Screened, LIMIT_WIDTH).unwrap();
            let is_outside = |it: &&f64| **it < limits.lower || limits.upper < **it;
            values.iter().filter(is_outside).copied().collect::<Vec<_>>()
        };
        assert_eq!(outside([8.0, 8.0], 6.0), [6.0]);
        assert_eq!(outside([8.0, 8.01], 6.0), [6.0]);
        assert_eq!(outside([1.0, 1.0], 0.8), [0.8]);
    }

    #[test]
    fn one_value_has_no_limits() {
        assert_eq!(process_limits(&[4.0], Ranges::All, LIMIT_WIDTH), None);
        assert_eq!(process_limits(&[4.0, f64::NAN], Ranges::All, LIMIT_WIDTH), None);
        let flat = process_limits(&[4.0, 4.0], Ranges::Screened, LIMIT_WIDTH);
        assert_eq!(flat, Some(Limits { lower: 4.0, centre: 4.0, upper: 4.0 }));
    }
}
