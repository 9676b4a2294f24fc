//! Funnels: units by their number of rows, between the limits of chance.
//!
//! In: a [`FunnelChart`]. Out: the drawn chart. Never: an order of units: each stands where
//! its number of rows puts it.

use super::axis::Axis;
use super::check::check_funnel;
use super::end_labels::{EndLabel, LABEL_WHITE, place_labels};
use super::format::{count, figure, tick};
use super::marks::draw_marks;
use super::metrics::{Fonts, Weight};
use super::palette::{BASE, QUIET, Shape, TEXT, series_ink};
use super::place::{Places, Rectangle};
use super::scene::{Anchor, At, Ink};
use super::sheet::{LABEL, Needs, SMALL, SMALL_LINE, Sheet, Slot, Words, deliver, notes};
use super::{Drawn, FunnelChart, FunnelLimits, FunnelPoint, Scale, larger, smaller};
use crate::error::Error;
use crate::numeric::real;
use crate::terms::Language;

/// Places the width is measured in: enough for the sheet to be wide.
const N_PLACES: usize = 6;
/// Height of the panel.
const HEIGHT: f64 = 330.0;
/// White between the edges of the panel and what is drawn in it.
const INSET: f64 = 16.0;
/// Radius of a mark.
const RADIUS: f64 = 4.4;
/// Gaps between the ticks of shares that pass 1.
const STEP_PAST_ONE: f64 = 0.2;

/// Draws a funnel.
///
/// # Errors
/// When the chart has no point, or a number that is not finite; when a backend refuses.
pub fn draw_funnel(chart: &FunnelChart) -> Result<Drawn, Error> {
    check_funnel(chart)?;
    let words = Words {
        name: &chart.name,
        title: &chart.title,
        subtitle: &chart.subtitle,
        description: &chart.description,
        language: chart.language,
    };
    let funnel = Funnel::of(chart, Fonts::load()?);
    let blanks = vec![String::new(); N_PLACES];
    let (mut sheet, slots) = Sheet::new(&words, &funnel.needs(&blanks))?;
    for slot in &slots {
        funnel.panel(&mut sheet, slot);
    }
    deliver(&sheet.finish(&funnel.notes()), &words)
}

struct Funnel<'a> {
    chart: &'a FunnelChart,
    fonts: &'static Fonts,
    axis: Axis,
    rows: Axis,
}

impl<'a> Funnel<'a> {
    fn of(chart: &'a FunnelChart, fonts: &'static Fonts) -> Self {
        let mut values = vec![chart.overall];
        for it in &chart.points {
            values.extend([it.value, it.at_998.0, it.at_998.1]);
        }
        for it in &chart.curve {
            values.extend([it.at_998.0, it.at_998.1]);
        }
        let most = chart.points.iter().map(|it| it.n).max().unwrap_or(1);
        let rows = Axis::holding(Scale::Count, &[real(most)]);
        Self { chart, fonts, axis: shares(&values), rows }
    }

    fn needs<'b>(&self, blanks: &'b [String]) -> Needs<'b> {
        let width = |text: &str| self.fonts.width(text, LABEL, Weight::Bold);
        let room = self.end_texts().iter().map(|it| width(it)).fold(0.0, larger);
        let ticks = self.ticks();
        let ticks =
            ticks.iter().map(|it| self.fonts.width(&it.1, SMALL, Weight::Regular));
        Needs {
            n_panels: 1,
            periods: blanks,
            axis: ticks.fold(24.0, larger) + 10.0,
            labels_alone: room + LABEL_WHITE,
            labels_beside: vec![room + LABEL_WHITE],
            pitch: 40.0,
            height: HEIGHT,
            n_rows: 1,
            has_strip: false,
            has_titles: false,
            inset: INSET,
        }
    }

    fn ticks(&self) -> Vec<(f64, String)> {
        let (axis, language) = (self.axis, self.chart.language);
        let text = |it: f64| tick(it, axis.step, axis.scale, language);
        axis.ticks().into_iter().map(|it| (axis.position(it), text(it))).collect()
    }

    /// The words at the right: the total, and what the curves are.
    fn end_texts(&self) -> [String; 3] {
        let overall = figure(self.chart.overall, Scale::Share, self.chart.language);
        match self.chart.language {
            Language::Nl => [
                format!("totaal\u{a0}{overall}"),
                "95\u{a0}%".to_owned(),
                "99,8\u{a0}%".to_owned(),
            ],
            Language::En => {
                [format!("total\u{a0}{overall}"), "95%".to_owned(), "99.8%".to_owned()]
            }
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = notes(&self.chart.note, false, self.chart.language);
        if self.axis.is_zoomed() {
            let text = |it| tick(it, self.axis.step, Scale::Share, self.chart.language);
            let (low, high) = (text(self.axis.low), text(self.axis.high));
            notes.push(match self.chart.language {
                Language::Nl => format!("De verticale as loopt van {low} tot {high}."),
                Language::En => format!("The vertical axis runs from {low} to {high}."),
            });
        }
        notes
    }

    fn at(&self, slot: &Slot, n: u64, value: f64) -> At {
        let width = slot.right - slot.left - 2.0 * INSET;
        let x = slot.left + INSET + self.rows.position(real(n)) * width;
        (x, slot.y(self.axis.position(value)))
    }

    fn panel(&self, sheet: &mut Sheet, slot: &Slot) {
        sheet.gridlines(slot, &self.ticks());
        sheet.scene.line((slot.left, slot.bottom), (slot.right, slot.bottom), 1.2, BASE);
        self.foot(sheet, slot);
        self.curves(sheet, slot);
        let y = slot.y(self.axis.position(self.chart.overall));
        sheet.scene.dashes((slot.left, y), slot.right, 1.4, QUIET);
        if self.chart.curve.is_empty() {
            self.bars(sheet, slot);
        }
        for point in &self.chart.points {
            let (ink, shape) = look(point);
            let at = self.at(slot, point.n, point.value);
            draw_marks(&mut sheet.scene, shape, &[at], RADIUS, ink);
        }
        self.names(sheet, slot);
        self.ends(sheet, slot);
    }

    /// The numbers of rows below the panel, and what they are.
    fn foot(&self, sheet: &mut Sheet, slot: &Slot) {
        let y = slot.foot() + 17.0;
        for n in self.rows.ticks() {
            let (x, _) = self.at(slot, whole(n), self.chart.overall);
            sheet.scene.line((x, slot.bottom), (x, slot.bottom + 4.0), 1.0, BASE);
            sheet.small(&count(whole(n), self.chart.language), (x, y), Anchor::Middle);
        }
        let middle = f64::midpoint(slot.left, slot.right);
        sheet.small(&self.chart.rows_label, (middle, y + SMALL_LINE), Anchor::Middle);
    }

    fn curves(&self, sheet: &mut Sheet, slot: &Slot) {
        let through = |pick: fn(&FunnelLimits) -> f64| -> Vec<At> {
            let ends = self.chart.curve.iter().take_while(|it| self.is_inside(it.n));
            ends.map(|it| self.at(slot, it.n, pick(it))).collect()
        };
        let (low, high) = (through(|it| it.at_95.0), through(|it| it.at_95.1));
        if low.len() > 1 {
            let corners = low.iter().copied().chain(high.iter().rev().copied()).collect();
            sheet.scene.area(corners, series_ink(0).faint(0.08));
        }
        for path in [low, high] {
            sheet.scene.path(&path, 1.4, series_ink(0).faint(0.7));
        }
        for path in [through(|it| it.at_998.0), through(|it| it.at_998.1)] {
            sheet.scene.path(&path, 1.2, BASE);
        }
    }

    fn is_inside(&self, n: u64) -> bool {
        real(n) <= self.rows.high
    }

    /// The limits of each unit, where every unit has its own.
    fn bars(&self, sheet: &mut Sheet, slot: &Slot) {
        for it in &self.chart.points {
            let end = |value| self.at(slot, it.n, value);
            sheet.scene.line(end(it.at_998.0), end(it.at_998.1), 1.2, BASE);
            let ink = series_ink(0).faint(0.3);
            sheet.scene.line(end(it.at_95.0), end(it.at_95.1), 5.0, ink);
        }
    }

    /// The names of units beside their marks, where there is room; those outside first.
    fn names(&self, sheet: &mut Sheet, slot: &Slot) {
        let mut places =
            Places::within((slot.left, slot.top - 12.0), (slot.right, slot.bottom));
        let y = slot.y(self.axis.position(self.chart.overall));
        places.take(Rectangle::between((slot.left, y - 1.0), (slot.right, y + 1.0)));
        for it in &self.chart.points {
            places.take(Rectangle::around(self.at(slot, it.n, it.value), RADIUS + 1.0));
            if self.chart.curve.is_empty() {
                let end = |value| self.at(slot, it.n, value);
                places.take(Rectangle::between(end(it.at_998.1), end(it.at_998.0)));
            }
        }
        let mut named: Vec<&FunnelPoint> =
            self.chart.points.iter().filter(|it| !it.name.is_empty()).collect();
        named.sort_by_key(|it| !it.is_outside);
        for it in named {
            let width = self.fonts.width(&it.name, SMALL, Weight::Regular);
            let at = self.at(slot, it.n, it.value);
            if let Some((at, anchor)) = places.beside(at, width) {
                let ink = if it.is_outside { TEXT } else { QUIET };
                sheet.small_in(&it.name, at, anchor, ink);
            }
        }
    }

    fn ends(&self, sheet: &mut Sheet, slot: &Slot) {
        let [overall, inner, outer] = self.end_texts();
        let label = |text, value: f64, weight, ink: Ink| EndLabel {
            lines: vec![text],
            ink,
            weight,
            y: slot.y(self.axis.position(value)),
            from: None,
        };
        let mut labels = vec![label(overall, self.chart.overall, Weight::Bold, TEXT)];
        let inside = self.chart.curve.iter().rfind(|it| self.is_inside(it.n));
        if let Some(last) = inside {
            // On the side where shares have more room.
            let pick =
                |it: (f64, f64)| if self.chart.overall < 0.5 { it.1 } else { it.0 };
            labels.push(label(inner, pick(last.at_95), Weight::Regular, series_ink(0)));
            labels.push(label(outer, pick(last.at_998), Weight::Regular, QUIET));
        }
        place_labels(sheet, slot, labels);
    }
}

/// Outside is told by shape and colour.
fn look(point: &FunnelPoint) -> (Ink, Shape) {
    if point.is_outside {
        (series_ink(1), Shape::Diamond)
    } else {
        (series_ink(0), Shape::Disc)
    }
}

/// The axis of shares; adjusted ones can pass 1.
fn shares(values: &[f64]) -> Axis {
    let capped: Vec<f64> = values.iter().map(|it| smaller(*it, 1.0)).collect();
    let highest = values.iter().copied().fold(0.0, larger);
    let axis = Axis::holding(Scale::Share, &capped);
    if highest <= 1.0 + 1e-9 {
        return axis;
    }
    let low = (axis.low / STEP_PAST_ONE).floor() * STEP_PAST_ONE;
    let high = (highest / STEP_PAST_ONE).ceil() * STEP_PAST_ONE;
    Axis { low, high, step: STEP_PAST_ONE, scale: Scale::Share }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a tick of an axis of counts"
)]
fn whole(it: f64) -> u64 {
    it.round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(points: &[(&str, u64, f64)]) -> FunnelChart {
        let point = |(name, n, value): &(&str, u64, f64)| FunnelPoint {
            name: (*name).to_owned(),
            n: *n,
            value: *value,
            at_95: (0.7, 0.9),
            at_998: (0.6, 1.0),
            is_outside: *value < 0.7,
        };
        FunnelChart {
            name: "agreed-by-team".to_owned(),
            title: "In overeenstemming per team".to_owned(),
            subtitle: "aandeel in procenten".to_owned(),
            overall: 0.8,
            points: points.iter().map(point).collect(),
            curve: Vec::new(),
            rows_label: "aantal (n)".to_owned(),
            language: Language::Nl,
            note: String::new(),
            description: "Drie teams.".to_owned(),
        }
    }

    #[test]
    fn every_unit_with_a_name_and_room_is_named_and_the_total_is_said() {
        let chart = chart(&[("Noord", 40, 0.82), ("Oost", 80, 0.65), ("", 60, 0.78)]);
        let drawn = draw_funnel(&chart).unwrap();
        for words in ["Noord", "Oost", "totaal\u{a0}80\u{a0}%", "aantal (n)"] {
            assert!(drawn.svg.contains(words), "{words}");
        }
        assert_eq!(drawn, draw_funnel(&chart).unwrap());
    }

    #[test]
    fn an_adjusted_share_above_one_stands_above_a_hundred_per_cent() {
        let drawn =
            draw_funnel(&chart(&[("Noord", 40, 1.08), ("Oost", 80, 0.8)])).unwrap();
        assert!(drawn.svg.contains("120\u{a0}%"));
    }

    #[test]
    fn nothing_to_draw_is_a_fault() {
        assert!(draw_funnel(&chart(&[])).is_err());
        assert!(draw_funnel(&chart(&[("Noord", 40, f64::NAN)])).is_err());
    }
}
