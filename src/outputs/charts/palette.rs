//! Colours and shapes: told apart by eyes of every kind and on a grey print.
//!
//! In: an index. Out: an ink or a shape. Never: red against green, colour alone.

use super::real;
use super::scene::Ink;

/// Titles and values.
pub(super) const TEXT: Ink = Ink::hex(0x1F_2933);
/// Subtitles, ticks and notes.
pub(super) const QUIET: Ink = Ink::hex(0x52_5C68);
/// The line a panel stands on.
pub(super) const BASE: Ink = Ink::hex(0x8A_949E);
/// Lines to read heights along.
pub(super) const GRID: Ink = Ink::hex(0xE4_E7EB);
/// The page.
pub(super) const PAPER: Ink = Ink::hex(0xFF_FFFF);

/// The colours of Okabe and Ito (2008, "Color Universal Design"), darkened until text in
/// them reads on white (contrast 4.5 or more, WCAG 2.2 criterion 1.4.3).
const SERIES: [Ink; 6] = [
    Ink::hex(0x00_66A6),
    Ink::hex(0xB8_4A00),
    Ink::hex(0x00_785A),
    Ink::hex(0x9B_4A7F),
    Ink::hex(0x80_6000),
    Ink::hex(0x3B_4351),
];

/// The colour of a series.
pub(super) fn series_ink(index: usize) -> Ink {
    SERIES[index % SERIES.len()]
}

/// The shape of the marks of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A disc.
    Disc,
    /// A square.
    Square,
    /// A triangle that points up.
    Up,
    /// A square on its corner.
    Diamond,
    /// A triangle that points down.
    Down,
    /// A cross.
    Cross,
}

/// The shape of a series.
pub(super) fn series_shape(index: usize) -> Shape {
    const SHAPES: [Shape; 6] = [
        Shape::Disc,
        Shape::Square,
        Shape::Up,
        Shape::Diamond,
        Shape::Down,
        Shape::Cross,
    ];
    SHAPES[index % SHAPES.len()]
}

/// Worst to best: from dark orange over near-white to dark blue. The two sides differ in
/// darkness as well, so that no two steps of five print as the same grey.
const ORDERED: [(f64, f64, f64); 5] = [
    (0xB8 as f64, 0x50 as f64, 0x0E as f64),
    (0xF4 as f64, 0xB0 as f64, 0x6C as f64),
    (0xEC as f64, 0xEC as f64, 0xE8 as f64),
    (0x79 as f64, 0xAE as f64, 0xD4 as f64),
    (0x0B as f64, 0x4A as f64, 0x7D as f64),
];

/// The colour of a category among `n` in order, worst first.
pub(super) fn category_ink(index: usize, n: usize) -> Ink {
    let position = match n {
        0 | 1 => 1.0,
        2 => [0.25, 1.0][index.min(1)],
        // Two steps in the middle would print as the same light grey.
        4 => [0.0, 0.25, 0.75, 1.0][index.min(3)],
        _ => real(index.min(n - 1)) / real(n - 1),
    };
    let scaled = position * real(ORDERED.len() - 1);
    let below = (0..ORDERED.len() - 1).rev().find(|it| real(*it) <= scaled).unwrap_or(0);
    let (from, to, part) = (ORDERED[below], ORDERED[below + 1], scaled - real(below));
    let mix = |a: f64, b: f64| byte(a + (b - a) * part);
    Ink { rgb: (mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2)), alpha: 1.0 }
}

/// The ink for values on a background: the first that reads (contrast 4.5), white before
/// dark; black reads where neither does.
pub(super) fn ink_on(background: Ink) -> Ink {
    const BLACK: Ink = Ink::hex(0x00_0000);
    const READS: f64 = 4.5;
    let reads = |it: &Ink| contrast(*it, background) >= READS;
    [PAPER, TEXT].into_iter().find(reads).unwrap_or(BLACK)
}

/// Contrast ratio of two colours, 1–21 (WCAG 2.2, "contrast ratio").
pub(super) fn contrast(a: Ink, b: Ink) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (super::larger(a, b) + 0.05) / (super::smaller(a, b) + 0.05)
}

/// Relative luminance, 0–1 (WCAG 2.2, "relative luminance").
fn luminance(ink: Ink) -> f64 {
    let linear = |channel: u8| {
        let it = f64::from(channel) / 255.0;
        if it <= 0.040_45 { it / 12.92 } else { ((it + 0.055) / 1.055).powf(2.4) }
    };
    let (red, green, blue) = ink.rgb;
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of a byte"
)]
fn byte(channel: f64) -> u8 {
    channel.round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_reads_on_white() {
        for ink in SERIES.into_iter().chain([TEXT, QUIET]) {
            assert!(contrast(ink, PAPER) >= 4.5, "{ink:?}: {}", contrast(ink, PAPER));
        }
    }

    #[test]
    fn values_read_on_every_category() {
        for n in 1..=9 {
            for ink in (0..n).map(|i| category_ink(i, n)) {
                assert!(
                    contrast(ink_on(ink), ink) >= 4.5,
                    "{n}: {ink:?} {}",
                    contrast(ink_on(ink), ink)
                );
            }
        }
    }

    #[test]
    fn neighbouring_categories_differ_in_grey() {
        for n in 2..=5 {
            for i in 1..n {
                let difference = contrast(category_ink(i - 1, n), category_ink(i, n));
                assert!(difference >= 1.25, "{n}, {i}: {difference}");
            }
        }
    }
}
