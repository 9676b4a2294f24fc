//! Stacked bars: a distribution over ordered categories, one bar of 100 % a period.
//!
//! In: a [`StackedChart`]. Out: the drawn chart. Never: an axis that is cut, a share that
//! is guessed.

use super::axis::Axis;
use super::check::check_stacked;
use super::format::{figure, tick};
use super::labels::{Wish, spread};
use super::marks::draw_hollow;
use super::metrics::{Fonts, Weight};
use super::palette::{BASE, PAPER, QUIET, TEXT, category_ink, ink_on};
use super::periods::{Periods, denominator, pitch_for};
use super::scene::{Anchor, At};
use super::sheet::{LABEL, LABEL_LINE, Needs, SMALL, Sheet, Slot, Words, deliver, notes};
use super::{Drawn, Scale, StackedChart, StackedPanel, larger, real, smaller};
use crate::error::Error;
use crate::terms::Shown;

/// Segments from this share carry their value.
const LEAST_WRITTEN: f64 = 0.06;
/// Least height of a panel: a segment of [`LEAST_WRITTEN`] then holds its value.
const LEAST_HEIGHT: f64 = 200.0;
/// A rest smaller than this is rounding, not a hidden category.
const ROUNDING: f64 = 0.005;
/// Most width of the names of categories.
const MOST_LABEL: f64 = 170.0;
/// White between the last panel and its labels, and the swatch before each.
const LABEL_WHITE: f64 = 16.0;
const SWATCH: f64 = 11.0;
/// Part of a period its bar takes, and the most it takes.
const BAR_PART: f64 = 0.72;
const MOST_BAR: f64 = 72.0;

/// Draws stacked bars.
///
/// # Errors
/// When the chart has no panel, period or category, or a share that is not from 0 to 1;
/// when a backend refuses.
pub fn draw_stacked(chart: &StackedChart) -> Result<Drawn, Error> {
    check_stacked(chart)?;
    let words = Words {
        name: &chart.name,
        title: &chart.title,
        subtitle: &chart.subtitle,
        description: &chart.description,
        language: chart.language,
    };
    let stacked = Stacked { chart, fonts: Fonts::load()?, hides: hides(chart) };
    let (mut sheet, slots) = Sheet::new(&words, &stacked.needs())?;
    for (panel, slot) in chart.panels.iter().zip(&slots) {
        stacked.panel(&mut sheet, panel, slot);
    }
    let notes = notes(&chart.note, stacked.hides, chart.language);
    deliver(&sheet.finish(&notes), &words)
}

fn hides(chart: &StackedChart) -> bool {
    let mut panels = chart.panels.iter();
    panels.any(|it| {
        let is_hidden = it.shares.iter().flatten().any(|it| *it == Shown::Suppressed);
        is_hidden || it.n.contains(&Shown::Suppressed)
    })
}

/// What all panels share.
struct Stacked<'a> {
    chart: &'a StackedChart,
    fonts: &'static Fonts,
    hides: bool,
}

/// A part of a bar, from and to as shares from the bottom.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Segment {
    /// The category; `None` for the rest that is not shown.
    category: Option<usize>,
    from: f64,
    to: f64,
}

impl Stacked<'_> {
    fn needs(&self) -> Needs<'_> {
        let chart = self.chart;
        let n_panels = chart.panels.len();
        let lines: Vec<Vec<String>> =
            chart.categories.iter().map(|it| self.name_lines(it)).collect();
        let width = |it: &String| self.fonts.width(it, LABEL, Weight::Regular);
        let room = lines.iter().flatten().map(width).fold(0.0, larger)
            + LABEL_WHITE
            + SWATCH
            + 10.0;
        let mut labels_beside = vec![0.0; n_panels];
        labels_beside.iter_mut().last().into_iter().for_each(|it| *it = room);
        let pitch = pitch_for(self.fonts, self.denominators(false).iter());
        let names = lines.iter().map(|it| real(it.len()) * LABEL_LINE + 4.0).sum();
        let tick = self.fonts.width(&self.tick(1.0), SMALL, Weight::Regular);
        Needs {
            n_panels,
            periods: &chart.periods,
            axis: tick + 12.0,
            labels_alone: room,
            labels_beside,
            pitch: larger(pitch, 18.0),
            height: larger(LEAST_HEIGHT, names),
            n_rows: 1,
            has_strip: self.hides,
            has_titles: n_panels > 1
                || chart.panels.iter().any(|it| !it.title.is_empty()),
            inset: pitch / 2.0,
        }
    }

    fn name_lines(&self, name: &str) -> Vec<String> {
        self.fonts.wrap(name, LABEL, Weight::Regular, MOST_LABEL)
    }

    fn tick(&self, value: f64) -> String {
        tick(value, Axis::all_shares().step, Scale::Share, self.chart.language)
    }

    /// The denominators of all panels as text, with or without "n =".
    fn denominators(&self, is_said: bool) -> Vec<String> {
        let all = self.chart.panels.iter().flat_map(|it| &it.n);
        all.map(|it| self.denominator(*it, is_said)).collect()
    }

    fn denominator(&self, n: Shown<u64>, is_said: bool) -> String {
        let text = denominator(n, self.chart.language);
        if is_said && n.value().is_some() {
            format!("n\u{a0}=\u{a0}{text}")
        } else {
            text
        }
    }

    fn panel(&self, sheet: &mut Sheet, panel: &StackedPanel, slot: &Slot) {
        let axis = Axis::all_shares();
        let ticks: Vec<_> = axis
            .ticks()
            .into_iter()
            .map(|it| (axis.position(it), self.tick(it)))
            .collect();
        sheet.panel_title(&panel.title, slot, slot.right - slot.left);
        sheet.gridlines(slot, &ticks);
        for period in 0..self.chart.periods.len() {
            self.bar(sheet, panel, slot, period);
        }
        sheet.scene.line((slot.left, slot.bottom), (slot.right, slot.bottom), 1.2, BASE);
        if slot.is_last {
            self.labels(sheet, panel, slot);
        }
        self.foot(sheet, panel, slot);
    }

    fn bar(&self, sheet: &mut Sheet, panel: &StackedPanel, slot: &Slot, period: usize) {
        let half = bar_width(slot) / 2.0;
        let x = slot.x(period);
        let segments = segments(panel, period);
        if segments.is_empty() && is_hidden(panel, period) {
            draw_hollow(&mut sheet.scene, (x, slot.strip_y()), 3.4, QUIET);
        }
        for segment in segments {
            let (top, bottom) = (slot.y(segment.to), slot.y(segment.from));
            self.segment(sheet, segment, (x - half, top), (x + half, bottom));
        }
    }

    fn segment(&self, sheet: &mut Sheet, segment: Segment, from: At, to: At) {
        let middle = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
        let Some(category) = segment.category else {
            sheet.scene.bar(from, to, BASE);
            let inner = ((from.0 + 1.0, from.1 + 1.0), (to.0 - 1.0, to.1 - 1.0));
            sheet.scene.bar(inner.0, inner.1, PAPER);
            if to.1 - from.1 > 12.0 {
                draw_hollow(&mut sheet.scene, middle, 3.4, QUIET);
            }
            return;
        };
        let ink = category_ink(category, self.chart.categories.len());
        sheet.scene.bar(from, to, ink);
        // A white line between segments, so that equal greys stay two parts.
        if segment.to < 1.0 - ROUNDING && to.1 - from.1 > 2.0 {
            sheet.scene.line(from, (to.0, from.1), 1.2, PAPER);
        }
        let text = figure(segment.to - segment.from, Scale::Share, self.chart.language);
        let fits = self.fonts.width(&text, SMALL, Weight::Regular) + 4.0 <= to.0 - from.0;
        if fits
            && segment.to - segment.from >= LEAST_WRITTEN - 1e-9
            && to.1 - from.1 >= 11.5
        {
            sheet.small_in(
                &text,
                (middle.0, middle.1 + 4.4),
                Anchor::Middle,
                ink_on(ink),
            );
        }
    }

    /// The names of the categories, beside the last bar that is shown.
    fn labels(&self, sheet: &mut Sheet, panel: &StackedPanel, slot: &Slot) {
        let n = self.chart.categories.len();
        let shown = (0..self.chart.periods.len())
            .rev()
            .find(|it| !segments(panel, *it).is_empty());
        let bar =
            shown.map(|it| (slot.x(it) + bar_width(slot) / 2.0, segments(panel, it)));
        let of = |category: usize| {
            let (x, segments) = bar.as_ref()?;
            let found = segments.iter().find(|it| it.category == Some(category))?;
            Some((*x, slot.y(f64::midpoint(found.from, found.to))))
        };
        let lines: Vec<Vec<String>> =
            self.chart.categories.iter().map(|it| self.name_lines(it)).collect();
        let wish = |i: usize| {
            // Without a segment: on top of the one below; without a bar: all as large.
            let without = match &bar {
                Some((_, segments)) => below(segments, i),
                None => (real(i) + 0.5) / real(n),
            };
            let height = real(lines[i].len()) * LABEL_LINE + 4.0;
            Wish { middle: of(i).map_or(slot.y(without), |it| it.1), height }
        };
        // Highest first, so that categories at the same height stay in order.
        let wishes: Vec<Wish> = (0..n).rev().map(wish).collect();
        let middles = spread(&wishes, slot.top - 8.0, slot.bottom + 8.0);
        for (i, middle) in (0..n).rev().zip(middles) {
            self.label(sheet, slot, i, (&lines[i], of(i)), middle);
        }
    }

    fn label(
        &self,
        sheet: &mut Sheet,
        slot: &Slot,
        category: usize,
        (lines, from): (&[String], Option<At>),
        middle: f64,
    ) {
        let x = slot.right + LABEL_WHITE;
        if let Some((from_x, from_y)) = from {
            sheet.scene.line((from_x + 3.0, from_y), (x - 4.0, middle), 1.0, BASE);
        }
        let ink = category_ink(category, self.chart.categories.len());
        let half = SWATCH / 2.0;
        sheet.scene.bar(
            (x - 0.8, middle - half - 0.8),
            (x + SWATCH + 0.8, middle + half + 0.8),
            BASE,
        );
        sheet.scene.bar((x, middle - half), (x + SWATCH, middle + half), ink);
        let top = middle - real(lines.len()) * LABEL_LINE / 2.0;
        for (i, line) in lines.iter().enumerate() {
            let y = top + real(i) * LABEL_LINE + 0.78 * LABEL_LINE;
            sheet.label(line, (x + SWATCH + 7.0, y), Weight::Regular, TEXT);
        }
    }

    fn foot(&self, sheet: &mut Sheet, panel: &StackedPanel, slot: &Slot) {
        let periods = Periods::fitting(self.fonts, &self.chart.periods, slot.pitch());
        periods.write(sheet, slot);
        let is_said =
            pitch_for(self.fonts, self.denominators(true).iter()) <= slot.pitch();
        let texts = self.denominators(is_said);
        let step = if pitch_for(self.fonts, texts.iter()) <= slot.pitch() {
            1
        } else {
            periods.step
        };
        let y = periods.row_y(slot, 0);
        if slot.is_first && !is_said {
            sheet.small("n", (slot.left - 10.0, y), Anchor::End);
        }
        for (period, n) in
            panel.n.iter().enumerate().take(self.chart.periods.len()).step_by(step)
        {
            sheet.small(
                &self.denominator(*n, is_said),
                (slot.x(period), y),
                Anchor::Middle,
            );
        }
    }
}

fn bar_width(slot: &Slot) -> f64 {
    smaller(BAR_PART * slot.pitch(), MOST_BAR)
}

/// Where the segments of categories before this one end.
fn below(segments: &[Segment], category: usize) -> f64 {
    let before = segments.iter().filter(|it| it.category.is_some_and(|it| it < category));
    before.map(|it| it.to).fold(0.0, larger)
}

fn is_hidden(panel: &StackedPanel, period: usize) -> bool {
    panel.shares.iter().any(|it| it.get(period) == Some(&Shown::Suppressed))
}

/// The parts of a bar, worst at the bottom. Shares that are not shown stand together as one
/// rest where the first of them would be. Empty when nothing is shown.
fn segments(panel: &StackedPanel, period: usize) -> Vec<Segment> {
    let share = |it: &Vec<Shown<f64>>| it.get(period).and_then(|it| it.value().copied());
    let shares: Vec<Option<f64>> = panel.shares.iter().map(share).collect();
    if shares.iter().all(Option::is_none) {
        return Vec::new();
    }
    let mut rest = larger(0.0, 1.0 - shares.iter().flatten().sum::<f64>());
    let (mut segments, mut from) = (Vec::new(), 0.0);
    for (i, share) in shares.iter().enumerate() {
        let (category, part) = match share {
            Some(share) => (Some(i), *share),
            None => (None, std::mem::take(&mut rest)),
        };
        let to = smaller(from + part, 1.0);
        if to > from && (category.is_some() || part > ROUNDING) {
            segments.push(Segment { category, from, to });
        }
        from = to;
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(shares: &[Shown<f64>]) -> StackedPanel {
        let shares = shares.iter().map(|it| vec![*it]).collect();
        StackedPanel { title: String::new(), shares, n: vec![Shown::Value(40)] }
    }

    #[test]
    fn hidden_shares_stand_together_as_the_rest() {
        use Shown::{Suppressed, Value};
        let parts =
            segments(&panel(&[Value(0.2), Suppressed, Suppressed, Value(0.5)]), 0);
        let categories: Vec<_> = parts.iter().map(|it| it.category).collect();
        assert_eq!(categories, [Some(0), None, Some(3)]);
        assert!((parts[1].to - parts[1].from - 0.3).abs() < 1e-9);
        assert!((parts[2].to - 1.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_shown_is_no_bar_and_a_zero_share_no_segment() {
        use Shown::{Suppressed, Value};
        assert!(segments(&panel(&[Suppressed, Suppressed]), 0).is_empty());
        assert_eq!(segments(&panel(&[Value(0.0), Value(1.0)]), 0).len(), 1);
    }
}
