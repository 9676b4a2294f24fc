//! Printed numbers: whether a computed figure is the one a source prints, and p-values as
//! they are printed.
//!
//! In: a computed figure and the number as its source prints it. Out: agreement at the
//! printed digits, and the figure written with as many. Never: a tolerance chosen to let a
//! comparison pass; a p-value of 0. Unit tests and `uitkomst selftest` compare with this and
//! nothing else.

/// The smallest p-value that is told from smaller ones: no figure here rests on so many rows
/// and so few assumptions that less would mean anything.
pub const SMALLEST_P: f64 = 0.001;

/// A p-value as it may be printed: at least [`SMALLEST_P`], with three significant digits.
/// 0.001 stands for that and less.
pub fn p_value(p: f64) -> f64 {
    if p < SMALLEST_P {
        return SMALLEST_P;
    }
    // Written and read, so that it is the number with these digits and no other.
    format!("{p:.2e}").parse().unwrap_or(p)
}

/// A p-value in words: `0.0213`, or `< 0.001`.
pub fn p_value_text(p: f64) -> String {
    if p < SMALLEST_P { format!("< {SMALLEST_P}") } else { p_value(p).to_string() }
}

/// Largest relative difference between two ways of computing the same figure; also what
/// is asked of a source that prints all sixteen digits, the last of which are its own
/// rounding errors.
pub(crate) const SAME: f64 = 1e-12;

/// A number as its source prints it.
struct Printed {
    value: f64,
    n_decimals: usize,
    /// The power of ten it is written with, when it is.
    exponent: Option<i32>,
}

impl Printed {
    fn parse(text: &str) -> Option<Self> {
        let value: f64 = text.parse().ok().filter(|it: &f64| it.is_finite())?;
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent.parse().ok()?)),
            None => (text, None),
        };
        let n_decimals = mantissa.split_once('.').map_or(0, |(_, it)| it.len());
        Some(Self { value, n_decimals, exponent })
    }

    /// Half a unit in the last printed digit.
    fn half_a_unit(&self) -> Option<f64> {
        let n_decimals = i32::try_from(self.n_decimals).ok()?;
        Some(0.5 * 10_f64.powi(self.exponent.unwrap_or(0) - n_decimals))
    }
}

/// Whether `found` equals the number to the digits `printed` shows. A text that is no
/// number agrees with nothing, and neither does a `found` that is not finite.
pub(crate) fn agrees(found: f64, printed: &str) -> bool {
    let Some(number) = Printed::parse(printed) else { return false };
    let Some(half_a_unit) = number.half_a_unit() else { return false };
    (found - number.value).abs() <= half_a_unit + SAME * number.value.abs()
}

/// Whether `found` has that many correct digits of the number: the relative error, or the
/// absolute one about zero, is at most a unit in the last of them.
pub(crate) fn agrees_to(found: f64, printed: &str, n_digits: usize) -> bool {
    let Some(Printed { value, .. }) = Printed::parse(printed) else { return false };
    let Ok(n_digits) = i32::try_from(n_digits) else { return false };
    let size = if value.abs() > 0.0 { value.abs() } else { 1.0 };
    (found - value).abs() <= size * 10_f64.powi(-n_digits)
}

/// `found` with as many digits as `printed` shows, written the same way.
pub(crate) fn written_like(found: f64, printed: &str) -> String {
    match Printed::parse(printed) {
        Some(Printed { n_decimals, exponent: Some(_), .. }) => {
            format!("{found:.n_decimals$e}")
        }
        Some(Printed { n_decimals, .. }) => format!("{found:.n_decimals$}"),
        None => found.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_printed_digit_decides() {
        assert!(agrees(0.084_149, "0.0841"));
        assert!(!agrees(0.084_151, "0.0841"));
        assert!(agrees(1.234_4e-5, "1.234e-5") && !agrees(1.236e-5, "1.234e-5"));
        assert!(agrees(-2.6, "-2.6") && !agrees(2.6, "-2.6"));
    }

    #[test]
    fn what_is_no_number_agrees_with_nothing() {
        assert!(!agrees(f64::NAN, "1.0") && !agrees(f64::INFINITY, "1.0"));
        assert!(!agrees(0.0, "none") && !agrees(0.0, "NaN"));
    }

    // Printed as 0, or with 180 decimals.
    #[test]
    fn a_p_value_is_never_zero_and_has_three_digits_at_most() {
        for (p, number, text) in [
            (2.0e-28, 0.001, "< 0.001"),
            (0.0, 0.001, "< 0.001"),
            (0.001, 0.001, "0.001"),
            (0.001_234_5, 0.001_23, "0.00123"),
            (0.049_96, 0.05, "0.05"),
            (0.366_73, 0.367, "0.367"),
            (1.0, 1.0, "1"),
        ] {
            assert_eq!(p_value(p).to_bits(), f64::to_bits(number), "{p}");
            assert_eq!(p_value_text(p), text);
        }
    }

    #[test]
    fn digits_are_counted_from_the_first() {
        assert!(agrees_to(1_000_000.2, "1000000.2", 15));
        assert!(agrees_to(0.012_345_1, "0.012345", 5));
        assert!(!agrees_to(0.012_345_1, "0.012345", 6));
        assert!(agrees_to(1e-10, "0.000", 9) && !agrees_to(f64::NAN, "0.1", 1));
    }

    #[test]
    fn a_figure_is_written_with_the_digits_of_its_source() {
        assert_eq!(written_like(0.423_165_77, "0.4231658"), "0.4231658");
        assert_eq!(written_like(1.244_19e-15, "1.244e-15"), "1.244e-15");
        assert_eq!(written_like(7.0, "7"), "7");
    }
}
