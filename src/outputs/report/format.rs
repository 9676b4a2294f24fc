//! Numbers as people read them, in Dutch and English.
//!
//! In: a number and its unit. Out: text, rounded half away from zero on the decimal
//! digits a person would see. Never: a decision about what may be shown.

use std::collections::BTreeSet;

use crate::disclosure::ReleasedFigure;
use crate::indicators::Unit;
use crate::terms::Language;

use super::states;
use super::words::Words;

/// Space that does not break a line.
const NBSP: char = '\u{a0}';
/// Decimals kept behind the first significant digit before rounding: hides the last bits
/// of binary arithmetic (100 × 0.8825 is 88.25 on paper and 88.24999999999999 in memory).
const GUARD: usize = 12;
/// From this change per period on, tenths of a trajectory or a day say nothing more.
const LARGE_CHANGE: f64 = 10.0;
/// Shown for a number that is not one; the renderers refuse such a release earlier.
const NO_NUMBER: &str = "?";

/// Where a number stands, which decides its decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Large, on its own.
    Headline,
    /// In a table or an interval.
    Table,
}

/// The value of a figure as a table shows it; the word for its state when there is none.
pub fn value(figure: &ReleasedFigure, language: Language) -> String {
    let number = |it: &f64| quantity(*it, figure.unit, Place::Table, language);
    let mut notes = BTreeSet::new();
    // The texts are part of the program and a test reads them all; should that ever
    // fail, the state's name in `estimates` says the same.
    let Ok(words) = Words::read(language) else {
        return figure.value.value().map_or_else(|| figure.value.name().into(), number);
    };
    let cell = states::cell(&figure.value, &words, &mut notes, number);
    cell.spoken.unwrap_or(cell.text)
}

/// The interval of a figure as a table shows it; `None` when there is none to show.
pub fn interval(figure: &ReleasedFigure, language: Language) -> Option<String> {
    figure.interval.value().map(|it| range(*it, figure.unit, language))
}

/// A count, with thousands separated: `1.734` or `1,734`.
pub fn count(n: u64, language: Language) -> String {
    grouped(&n.to_string(), language)
}

/// A number with that many decimals, rounded half away from zero.
pub(super) fn decimal(value: f64, n_decimals: usize, language: Language) -> String {
    let Some(scaled) = scaled(value.abs(), n_decimals) else {
        return NO_NUMBER.to_owned();
    };
    let digits = format!("{scaled:0>width$}", width = n_decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - n_decimals);
    let mut text =
        if value < 0.0 && scaled > 0 { "\u{2212}".into() } else { String::new() };
    text.push_str(&grouped(whole, language));
    if n_decimals > 0 {
        text.push(match language {
            Language::Nl => ',',
            Language::En => '.',
        });
        text.push_str(fraction);
    }
    text
}

/// A figure in its unit, with `%` when it is a share: `88,0 %` or `88.0%`.
pub fn quantity(value: f64, unit: Unit, place: Place, language: Language) -> String {
    let number = bare(value, unit, place, language);
    if unit == Unit::Proportion { percent_sign(&number, language) } else { number }
}

/// Lower and upper limit: `84,9–90,6 %`, or with `to` between when one is negative.
pub fn range(limits: (f64, f64), unit: Unit, language: Language) -> String {
    let lower = bare(limits.0, unit, Place::Table, language);
    let upper = quantity(limits.1, unit, Place::Table, language);
    match language {
        _ if limits.0 >= 0.0 => format!("{lower}\u{2013}{upper}"),
        Language::Nl => format!("{lower} tot {upper}"),
        Language::En => format!("{lower} to {upper}"),
    }
}

/// A change per period, without its sign: shares in percentage points.
pub(super) fn change(value: f64, unit: Unit, language: Language) -> String {
    let n_decimals = match unit {
        Unit::Mark | Unit::StandardDeviations => 2,
        Unit::Trajectories | Unit::Days if value.abs() >= LARGE_CHANGE => 0,
        _ => 1,
    };
    decimal(display(value.abs(), unit), n_decimals, language)
}

/// A change with its sign when it is a fall: a limit of a difference.
pub(super) fn signed_change(value: f64, unit: Unit, language: Language) -> String {
    let size = change(value, unit, language);
    let is_zero = !size.contains(|it: char| ('1'..='9').contains(&it));
    if value < 0.0 && !is_zero { format!("\u{2212}{size}") } else { size }
}

/// The smallest change that [`change`] does not print as zero: `0,1` or `0,01`.
pub(super) fn smallest_change(unit: Unit, language: Language) -> String {
    match unit {
        Unit::Mark | Unit::StandardDeviations => decimal(0.01, 2, language),
        _ => decimal(0.1, 1, language),
    }
}

/// A p-value: two decimals, three below 0.01; `None` when it is below 0.001, so that the
/// sentence can say so.
pub(super) fn p_value(p: f64, language: Language) -> Option<String> {
    match p {
        _ if p < 0.001 => None,
        _ if p < 0.0095 => Some(decimal(p, 3, language)),
        _ => Some(decimal(p, 2, language)),
    }
}

/// Number with a per cent sign, in the habit of the language.
pub(super) fn percent_sign(number: &str, language: Language) -> String {
    match language {
        Language::Nl => format!("{number}{NBSP}%"),
        Language::En => format!("{number}%"),
    }
}

/// A share as a whole percentage: `95 %`.
pub(super) fn whole_percent(share: f64, language: Language) -> String {
    percent_sign(&decimal(100.0 * share, 0, language), language)
}

/// Size of a file: `1,2 MB`.
pub(super) fn size(n_bytes: u64, language: Language) -> String {
    /// Bytes in a kilobyte, as file managers and the SI count.
    const STEP: f64 = 1000.0;
    let mut value = crate::numeric::real(n_bytes);
    if value < STEP {
        return format!("{}{NBSP}bytes", count(n_bytes, language));
    }
    let mut unit = "kB";
    for larger in ["kB", "MB", "GB", "TB"] {
        value /= STEP;
        unit = larger;
        if value < STEP {
            break;
        }
    }
    format!("{}{NBSP}{unit}", decimal(value, 1, language))
}

fn bare(value: f64, unit: Unit, place: Place, language: Language) -> String {
    let shown = display(value, unit);
    let n_decimals = match (unit, place) {
        (Unit::Proportion, Place::Headline) if !hides_the_rare(shown) => 0,
        (Unit::Trajectories | Unit::Days, _) => 0,
        (Unit::Proportion | Unit::TScore | Unit::Points, _)
        | (Unit::Mark, Place::Headline) => 1,
        (Unit::Mark, Place::Table) | (Unit::StandardDeviations, _) => 2,
    };
    decimal(shown, n_decimals, language)
}

/// A share is 0–1 inside; this is the only place where it becomes per cent.
fn display(value: f64, unit: Unit) -> f64 {
    if unit == Unit::Proportion { 100.0 * value } else { value }
}

/// True when whole per cents would turn "almost none" into 0 or "almost all" into 100.
fn hides_the_rare(per_cent: f64) -> bool {
    (per_cent > 0.0 && per_cent < 0.5) || (99.5..100.0).contains(&per_cent)
}

/// `value` × 10^`n_decimals`, rounded half up on its decimal digits; `None` when `value`
/// is not a finite number from 0.
fn scaled(value: f64, n_decimals: usize) -> Option<u128> {
    if !value.is_finite() {
        return None;
    }
    let text = format!("{value:.GUARD$e}");
    let (mantissa, exponent) = text.split_once('e')?;
    let digits: u128 = mantissa.replace('.', "").parse().ok()?;
    let exponent: i64 = exponent.parse().ok()?;
    let shift = exponent + i64::try_from(n_decimals).ok()? - i64::try_from(GUARD).ok()?;
    let power = 10_u128.checked_pow(u32::try_from(shift.unsigned_abs()).ok()?);
    match power {
        Some(power) if shift >= 0 => digits.checked_mul(power),
        Some(power) => Some((digits + power / 2) / power),
        None if shift < 0 => Some(0),
        None => None,
    }
}

fn grouped(digits: &str, language: Language) -> String {
    let separator = match language {
        Language::Nl => '.',
        Language::En => ',',
    };
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{En, Nl};

    #[test]
    fn halves_round_away_from_zero_as_on_paper() {
        assert_eq!(decimal(88.02, 1, Nl), "88,0");
        assert_eq!(decimal(100.0 * 0.8825, 1, Nl), "88,3");
        assert_eq!(decimal(1.005, 2, En), "1.01");
        assert_eq!(decimal(2.5, 0, En), "3");
        assert_eq!(decimal(-2.5, 0, En), "\u{2212}3");
        assert_eq!(decimal(0.285, 2, Nl), "0,29");
    }

    #[test]
    fn small_negatives_do_not_become_minus_zero() {
        assert_eq!(decimal(-0.04, 1, En), "0.0");
        assert_eq!(decimal(-0.0, 0, Nl), "0");
        assert_eq!(decimal(1e-300, 2, En), "0.00");
    }

    #[test]
    fn thousands_follow_the_language() {
        assert_eq!((count(1734, Nl), count(1734, En)), ("1.734".into(), "1,734".into()));
        assert_eq!(count(501, Nl), "501");
        assert_eq!(count(20_000_000, En), "20,000,000");
        assert_eq!(decimal(1734.25, 1, Nl), "1.734,3");
    }

    // The brochure of 2016: 441 of 501 is 88.0 %, Wilson 84.9–90.6 %.
    #[test]
    fn shares_are_whole_in_a_headline_and_have_one_decimal_in_a_table() {
        let value = 441.0 / 501.0;
        let unit = Unit::Proportion;
        assert_eq!(quantity(value, unit, Place::Headline, Nl), "88\u{a0}%");
        assert_eq!(quantity(value, unit, Place::Table, Nl), "88,0\u{a0}%");
        assert_eq!(quantity(value, unit, Place::Table, En), "88.0%");
        assert_eq!(range((0.848_9, 0.905_9), unit, Nl), "84,9–90,6\u{a0}%");
        assert_eq!(range((-1.25, 2.0), Unit::TScore, En), "\u{2212}1.3 to 2.0");
    }

    #[test]
    fn almost_all_is_not_all() {
        let unit = Unit::Proportion;
        assert_eq!(quantity(0.997, unit, Place::Headline, En), "99.7%");
        assert_eq!(quantity(0.003, unit, Place::Headline, En), "0.3%");
        assert_eq!(quantity(1.0, unit, Place::Headline, En), "100%");
        assert_eq!(quantity(0.0, unit, Place::Headline, En), "0%");
    }

    #[test]
    fn marks_days_and_scores_have_their_own_decimals() {
        assert_eq!(quantity(7.85, Unit::Mark, Place::Headline, Nl), "7,9");
        assert_eq!(quantity(7.85, Unit::Mark, Place::Table, Nl), "7,85");
        assert_eq!(quantity(183.4, Unit::Days, Place::Table, Nl), "183");
        assert_eq!(quantity(52.25, Unit::TScore, Place::Table, En), "52.3");
        assert_eq!(quantity(1734.0, Unit::Trajectories, Place::Headline, Nl), "1.734");
    }

    #[test]
    fn a_small_p_value_is_never_zero() {
        assert_eq!(p_value(0.000_4, Nl), None);
        assert_eq!(p_value(0.001_2, Nl), Some("0,001".into()));
        assert_eq!(p_value(0.034, Nl), Some("0,03".into()));
        assert_eq!(p_value(1.0, En), Some("1.00".into()));
    }

    #[test]
    fn what_is_not_a_number_is_not_printed_as_one() {
        assert_eq!(decimal(f64::NAN, 1, Nl), "?");
        assert_eq!(decimal(f64::INFINITY, 1, Nl), "?");
    }

    #[test]
    fn changes_have_the_decimals_that_say_something() {
        assert_eq!(change(-0.0125, Unit::Proportion, Nl), "1,3");
        assert_eq!(change(40.2, Unit::Trajectories, Nl), "40");
        assert_eq!(change(-3.25, Unit::Days, En), "3.3");
        assert_eq!(change(0.05, Unit::Mark, En), "0.05");
    }

    #[test]
    fn file_sizes_are_readable() {
        assert_eq!(size(512, Nl), "512\u{a0}bytes");
        assert_eq!(size(1_234_567, En), "1.2\u{a0}MB");
    }
}
