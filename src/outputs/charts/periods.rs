//! Below a panel: the periods, and the denominators under them.
//!
//! In: labels, counts and the width there is. Out: as many of them as fit, evenly thinned.
//! Never: labels that run into each other.

use super::format::count;
use super::metrics::{Fonts, Weight};
use super::palette::TEXT;
use super::scene::Anchor;
use super::sheet::{SMALL, SMALL_LINE, Sheet, Slot};
use super::{larger, real};
use crate::terms::{Language, Shown};

/// Labels of periods, as they fit.
pub(super) struct Periods {
    lines: Vec<Vec<String>>,
    /// Every how many periods have a label.
    pub(super) step: usize,
}

impl Periods {
    /// Every label on one line, else on two, else thinned out.
    pub(super) fn fitting(fonts: &Fonts, periods: &[String], pitch: f64) -> Self {
        /// White between labels.
        const WHITE: f64 = 8.0;
        let width = |it: &str| fonts.width(it, SMALL, Weight::Regular);
        let widest = |lines: &[Vec<String>]| {
            lines.iter().flatten().map(|it| width(it)).fold(0.0, larger) + WHITE
        };
        let whole: Vec<Vec<String>> = periods.iter().map(|it| vec![it.clone()]).collect();
        let halved: Vec<Vec<String>> = periods.iter().map(|it| halves(it)).collect();
        if widest(&whole) <= pitch {
            return Self { lines: whole, step: 1 };
        }
        let is_halved = halved.iter().any(|it| it.len() > 1);
        let lines =
            if is_halved && widest(&halved) <= 2.0 * pitch { halved } else { whole };
        let needed = widest(&lines) / larger(pitch, 1.0);
        let step =
            steps_of(periods).into_iter().find(|it| real(*it) >= needed).unwrap_or(96);
        Self { lines, step }
    }

    /// The height the labels take.
    pub(super) fn height(&self) -> f64 {
        let n_lines = self.lines.iter().map(Vec::len).max().unwrap_or(1);
        6.0 + real(n_lines) * SMALL_LINE
    }

    /// Writes the labels below a panel.
    pub(super) fn write(&self, sheet: &mut Sheet, slot: &Slot) {
        for (period, lines) in self.lines.iter().enumerate().step_by(self.step) {
            for (i, line) in lines.iter().enumerate() {
                let y = slot.foot() + 2.0 + real(i + 1) * SMALL_LINE;
                sheet.small_in(line, (slot.x(period), y), Anchor::Middle, TEXT);
            }
        }
    }

    /// The baseline of a row of denominators below the labels.
    pub(super) fn row_y(&self, slot: &Slot, row: usize) -> f64 {
        slot.foot() + self.height() + real(row + 1) * SMALL_LINE
    }
}

/// Every how many labels may stand: always at the same part of the year.
fn steps_of(periods: &[String]) -> [usize; 8] {
    let is_part = |mark: &str| periods.iter().any(|it| it.contains(mark));
    if is_part("-Q") || is_part("-H") {
        [1, 2, 4, 8, 16, 24, 32, 48]
    } else {
        [1, 2, 3, 4, 6, 12, 24, 48]
    }
}

/// A label with a space, broken at its last one.
fn halves(label: &str) -> Vec<String> {
    match label.rsplit_once(' ') {
        Some((first, second)) => vec![first.to_owned(), second.to_owned()],
        None => vec![label.to_owned()],
    }
}

/// A denominator as text: the number, a hollow mark when hidden, a dash when there is none.
pub(super) fn denominator(n: Shown<u64>, language: Language) -> String {
    match n {
        Shown::Value(n) => count(n, language),
        Shown::Suppressed => "○".to_owned(),
        Shown::Missing(_) | Shown::NotApplicable(_) => "–".to_owned(),
    }
}

/// The least width of a period in which every text of these fits.
pub(super) fn pitch_for<'a>(
    fonts: &Fonts,
    texts: impl Iterator<Item = &'a String>,
) -> f64 {
    texts.map(|it| fonts.width(it, SMALL, Weight::Regular)).fold(0.0, larger) + 7.0
}
