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

/// Which moving ranges the limits rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ranges {
    /// All of them.
    All,
    /// Those up to [`OUTLYING_RANGE`] times their mean, judged once.
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
    let moving: Vec<f64> = values.array_windows().map(|[a, b]| (b - a).abs()).collect();
    let all = mean(&moving)?;
    let usual = match ranges {
        Ranges::All => all,
        Ranges::Screened => {
            let kept = moving.into_iter().filter(|it| *it <= OUTLYING_RANGE * all);
            mean(&kept.collect::<Vec<_>>())?
        }
    };
    let centre = mean(values)?;
    let half_width = width * usual;
    Some(Limits { lower: centre - half_width, centre, upper: centre + half_width })
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

    /// The twenty values, and the half each belongs to.
    fn twenty() -> Vec<(f64, u8)> {
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
        let mut values: Vec<f64> = twenty().iter().map(|it| it.0).collect();
        check(&values, Ranges::Screened, "/seed123_rnorm20");
        values[14] = 10.0;
        check(&values, Ranges::Screened, "/seed123_rnorm20_y15_is_10_screened");
        check(&values, Ranges::All, "/seed123_rnorm20_y15_is_10_unscreened");
    }

    #[test]
    fn limits_of_each_half_agree_with_plot_the_dots() {
        for (half, name) in [(0, "facet0"), (1, "facet1")] {
            let values: Vec<f64> =
                twenty().iter().filter(|it| it.1 == half).map(|it| it.0).collect();
            check(&values, Ranges::Screened, &format!("/facets/{name}"));
        }
    }

    #[test]
    fn one_spike_does_not_widen_screened_limits() {
        let data = numbers(&reference(REFERENCE), "/deviations_vignette/data");
        check(&data, Ranges::Screened, "/deviations_vignette/screened");
        check(&data, Ranges::All, "/deviations_vignette/excel_unscreened");
    }

    #[test]
    fn one_value_has_no_limits() {
        assert_eq!(process_limits(&[4.0], Ranges::All, LIMIT_WIDTH), None);
        assert_eq!(process_limits(&[4.0, f64::NAN], Ranges::All, LIMIT_WIDTH), None);
        let flat = process_limits(&[4.0, 4.0], Ranges::Screened, LIMIT_WIDTH);
        assert_eq!(flat, Some(Limits { lower: 4.0, centre: 4.0, upper: 4.0 }));
    }
}
