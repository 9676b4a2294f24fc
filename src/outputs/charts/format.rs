//! Numbers as text, in the style of a language.
//!
//! In: a number, a scale, a language. Out: text with non-breaking spaces. Never: rounding
//! that hides a unit, or a point and a comma mixed up.

use super::Scale;
use crate::terms::Language;

/// Non-breaking space: keeps a number and its unit on one line.
const NBSP: char = '\u{a0}';

/// A figure as a chart writes it: whole per cents, marks with one decimal, whole days.
pub(super) fn figure(value: f64, scale: Scale, language: Language) -> String {
    match scale {
        Scale::Share => per_cent(value, 0, language),
        Scale::Mark | Scale::TScore => number(value, 1, language),
        Scale::Days | Scale::Count => number(value, 0, language),
    }
}

/// A tick of an axis, with the decimals its step needs.
pub(super) fn tick(value: f64, step: f64, scale: Scale, language: Language) -> String {
    let shown = if scale == Scale::Share { 100.0 * step } else { step };
    let decimals = usize::from((shown - shown.round()).abs() > 1e-6);
    match scale {
        Scale::Share => per_cent(value, decimals, language),
        _ => number(value, decimals, language),
    }
}

/// A denominator.
pub(super) fn count(n: u64, language: Language) -> String {
    grouped(&n.to_string(), language)
}

fn per_cent(value: f64, decimals: usize, language: Language) -> String {
    let text = number(100.0 * value, decimals, language);
    match language {
        Language::Nl => format!("{text}{NBSP}%"),
        Language::En => format!("{text}%"),
    }
}

fn number(value: f64, decimals: usize, language: Language) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let is_zero = text.chars().all(|it| it == '0' || it == '.');
    let sign = if value < 0.0 && !is_zero { "−" } else { "" };
    let mark = match language {
        Language::Nl => ',',
        Language::En => '.',
    };
    let whole = grouped(whole, language);
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}{mark}{fraction}")
    }
}

fn grouped(digits: &str, language: Language) -> String {
    let mark = match language {
        Language::Nl => '.',
        Language::En => ',',
    };
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dutch_has_a_decimal_comma_and_a_space_before_the_sign() {
        assert_eq!(figure(0.884, Scale::Share, Language::Nl), "88\u{a0}%");
        assert_eq!(figure(7.84, Scale::Mark, Language::Nl), "7,8");
        assert_eq!(count(1_734, Language::Nl), "1.734");
        assert_eq!(tick(0.125, 0.025, Scale::Share, Language::Nl), "12,5\u{a0}%");
    }

    #[test]
    fn english_has_a_decimal_point_and_no_space() {
        assert_eq!(figure(0.884, Scale::Share, Language::En), "88%");
        assert_eq!(figure(7.84, Scale::Mark, Language::En), "7.8");
        assert_eq!(count(1_234_567, Language::En), "1,234,567");
        assert_eq!(tick(6.5, 0.5, Scale::Mark, Language::En), "6.5");
    }

    #[test]
    fn nothing_is_written_as_minus_zero() {
        assert_eq!(figure(-0.001, Scale::Share, Language::En), "0%");
        assert_eq!(figure(-12.0, Scale::Days, Language::Nl), "−12");
    }
}
