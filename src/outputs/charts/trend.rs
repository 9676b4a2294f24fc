//! Trends: figures over periods as lines with intervals, one panel or small multiples.
//!
//! In: a [`TrendChart`]. Out: the drawn chart. Never: a line across a period without a
//! figure, a guess of a hidden one, an axis whose range is cut without saying so.

use super::axis::Axis;
use super::check::check_trend;
use super::course::{by_period, has_value, runs};
use super::end_labels::{EndLabel, LABEL_WHITE, place_labels};
use super::format::{figure, tick};
use super::marks::{draw_hollow, draw_marks};
use super::metrics::{Fonts, Weight};
use super::palette::{BASE, QUIET, Shape, series_ink, series_shape};
use super::periods::{Periods, denominator, pitch_for};
use super::scene::{Anchor, At, Ink};
use super::sheet::{LABEL, LABEL_LINE, Needs, SMALL, Sheet, Slot, Words, deliver, notes};
use super::{Drawn, Panel, Point, Series, TrendChart, larger, real, smaller};
use crate::error::Error;
use crate::terms::{Language, Shown};

/// From this many periods intervals are bands.
const BANDS_FROM: usize = 16;
/// With more series than this, bands would cover each other.
const MOST_BANDS: usize = 3;
/// Most width of labels: alone on a row, and with two or three panels side by side.
const LABELS_ALONE: f64 = 190.0;
const LABELS_BESIDE: [f64; 3] = [190.0, 128.0, 96.0];
/// Most distance between the same period of two series.
const MOST_DODGE: f64 = 11.0;

/// Draws a trend.
///
/// # Errors
/// When the chart has no panel or period, a point outside its periods or a number that is
/// not finite; when a backend refuses.
pub fn draw_trend(chart: &TrendChart) -> Result<Drawn, Error> {
    check_trend(chart)?;
    let words = Words {
        name: &chart.name,
        title: &chart.title,
        subtitle: &chart.subtitle,
        description: &chart.description,
        language: chart.language,
    };
    let trend = Trend::of(chart, Fonts::load()?);
    let needs = trend.needs();
    let (mut sheet, slots) = Sheet::new(&words, &needs)?;
    for (panel, slot) in chart.panels.iter().zip(&slots) {
        trend.panel(&mut sheet, panel, slot, needs.stands_beside());
    }
    deliver(&sheet.finish(&trend.notes()), &words)
}

/// What all panels share.
struct Trend<'a> {
    chart: &'a TrendChart,
    fonts: &'static Fonts,
    axis: Axis,
    /// Names of series, in order of first appearance: the same name has the same look.
    names: Vec<&'a str>,
    has_denominators: bool,
    hides: bool,
}

/// The look of a series.
#[derive(Clone, Copy)]
struct Look {
    ink: Ink,
    shape: Shape,
    /// Horizontal shift, so that intervals do not cover each other.
    shift: f64,
    radius: f64,
}

impl<'a> Trend<'a> {
    fn of(chart: &'a TrendChart, fonts: &'static Fonts) -> Self {
        let points =
            || chart.panels.iter().flat_map(|it| &it.series).flat_map(|it| &it.points);
        let mut values: Vec<f64> = chart.target.into_iter().collect();
        for point in points().filter(|it| it.value.value().is_some()) {
            values.extend(point.value.value());
            values.extend(point.interval.into_iter().flat_map(|(low, high)| [low, high]));
        }
        let mut names: Vec<&str> = Vec::new();
        for series in chart.panels.iter().flat_map(|it| &it.series) {
            if !names.contains(&series.name.as_str()) {
                names.push(&series.name);
            }
        }
        let is_hidden =
            |it: &Point| it.value == Shown::Suppressed || it.n == Shown::Suppressed;
        Self {
            chart,
            fonts,
            axis: Axis::holding(chart.scale, &values),
            names,
            has_denominators: points().any(|it| !matches!(it.n, Shown::NotApplicable(_))),
            hides: points().any(is_hidden),
        }
    }

    fn needs(&self) -> Needs<'_> {
        let chart = self.chart;
        let n_panels = chart.panels.len();
        let beside = LABELS_BESIDE[n_panels.clamp(1, 3) - 1];
        let rooms =
            |limit: f64| chart.panels.iter().map(move |it| self.label_room(it, limit));
        let widest = rooms(beside).fold(0.0, larger);
        let texts: Vec<String> = self.denominators().collect();
        let n_series = chart.panels.iter().map(|it| it.series.len()).max().unwrap_or(0);
        let dodged = 6.0 * real(n_series) + 4.0;
        let pitch = larger(pitch_for(self.fonts, texts.iter()), dodged);
        let mut needs = Needs {
            n_panels,
            periods: &chart.periods,
            axis: self.axis_room(),
            labels_alone: rooms(LABELS_ALONE).fold(0.0, larger),
            labels_beside: vec![widest; n_panels],
            pitch,
            height: 0.0,
            n_rows: if self.has_denominators { n_series } else { 0 },
            has_strip: self.hides,
            has_titles: n_panels > 1
                || chart.panels.iter().any(|it| !it.title.is_empty()),
            inset: smaller(pitch / 2.0 + 5.0, 30.0),
        };
        needs.height = self.labels_height(needs.stands_beside());
        needs
    }

    fn axis_room(&self) -> f64 {
        let widths = self
            .ticks()
            .into_iter()
            .map(|(_, it)| self.fonts.width(&it, SMALL, Weight::Regular));
        widths.fold(24.0, larger) + 10.0
    }

    fn ticks(&self) -> Vec<(f64, String)> {
        let (axis, language) = (self.axis, self.chart.language);
        let text = |it: f64| tick(it, axis.step, axis.scale, language);
        axis.ticks().into_iter().map(|it| (axis.position(it), text(it))).collect()
    }

    fn denominators(&self) -> impl Iterator<Item = String> {
        let points =
            self.chart.panels.iter().flat_map(|it| &it.series).flat_map(|it| &it.points);
        points
            .filter(|_| self.has_denominators)
            .map(|it| denominator(it.n, self.chart.language))
    }

    fn label_room(&self, panel: &Panel, limit: f64) -> f64 {
        let texts =
            panel.series.iter().map(|it| (self.label_text(panel, it), Weight::Bold));
        let target = self.target_text().map(|it| (it, Weight::Regular));
        let width = |(text, weight): (String, Weight)| {
            let lines = self.fonts.wrap(&text, LABEL, weight, limit);
            lines.iter().map(|it| self.fonts.width(it, LABEL, weight)).fold(0.0, larger)
        };
        let widest = texts.chain(target).map(width).fold(0.0, larger);
        if widest > 0.0 { widest + LABEL_WHITE } else { 4.0 }
    }

    fn labels_height(&self, beside: bool) -> f64 {
        let limit = self.label_limit(beside);
        let height = |panel: &Panel| {
            let lines = panel.series.iter().map(|it| {
                self.fonts
                    .wrap(&self.label_text(panel, it), LABEL, Weight::Bold, limit)
                    .len()
            });
            let heights = lines.map(|it| real(it) * LABEL_LINE + 3.0);
            heights.sum::<f64>()
                + if self.chart.target.is_some() { 2.0 * LABEL_LINE } else { 0.0 }
        };
        self.chart.panels.iter().map(height).fold(0.0, larger)
    }

    fn label_limit(&self, beside: bool) -> f64 {
        let n_panels = self.chart.panels.len().clamp(1, 3);
        if beside { LABELS_BESIDE[n_panels - 1] } else { LABELS_ALONE }
    }

    /// The name of a series and its last figure; empty when the title says the name and
    /// there is no figure in the last period.
    fn label_text(&self, panel: &Panel, series: &Series) -> String {
        let points = by_period(series, self.chart.periods.len());
        let last =
            points.last().copied().flatten().and_then(|it| it.value.value().copied());
        let is_said = panel.series.len() == 1
            && (series.name == panel.title || series.name == self.chart.title);
        let name = if is_said { "" } else { series.name.as_str() };
        let value = match (last, has_value(&points)) {
            (Some(value), _) => figure(value, self.chart.scale, self.chart.language),
            (None, true) => String::new(),
            (None, false) => format!("({})", self.nothing_text(&points)),
        };
        // A colon keeps a name that ends in a figure apart from the value.
        let ends_in_figure = name.ends_with(|it: char| it.is_ascii_digit());
        let mark = if ends_in_figure && !value.is_empty() { ":" } else { "" };
        format!("{name}{mark} {value}").trim().to_owned()
    }

    fn nothing_text(&self, points: &[Option<&Point>]) -> &'static str {
        let is_hidden = points.iter().flatten().any(|it| it.value == Shown::Suppressed);
        match (self.chart.language, is_hidden) {
            (Language::Nl, true) => "niet getoond",
            (Language::Nl, false) => "geen gegevens",
            (Language::En, true) => "not shown",
            (Language::En, false) => "no data",
        }
    }

    fn target_text(&self) -> Option<String> {
        let target = figure(self.chart.target?, self.chart.scale, self.chart.language);
        Some(match self.chart.language {
            Language::Nl => format!("doel\u{a0}{target}"),
            Language::En => format!("target\u{a0}{target}"),
        })
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = notes(&self.chart.note, self.hides, self.chart.language);
        if self.axis.is_zoomed() {
            let text =
                |it: f64| tick(it, self.axis.step, self.axis.scale, self.chart.language);
            let (low, high) = (text(self.axis.low), text(self.axis.high));
            notes.push(match self.chart.language {
                Language::Nl => format!("De verticale as loopt van {low} tot {high}."),
                Language::En => format!("The vertical axis runs from {low} to {high}."),
            });
        }
        notes
    }

    fn look(&self, panel: &Panel, index: usize, slot: &Slot) -> Look {
        let name = panel.series.get(index).map_or("", |it| it.name.as_str());
        let identity = self.names.iter().position(|it| *it == name).unwrap_or(index);
        let n = real(panel.series.len());
        let step = smaller(MOST_DODGE, 0.7 * slot.pitch() / n);
        let radius = match slot.pitch() {
            pitch if pitch >= 30.0 => 4.6,
            pitch if pitch >= 18.0 => 3.6,
            _ => 2.6,
        };
        Look {
            ink: series_ink(identity),
            shape: series_shape(identity),
            shift: (real(index) - (n - 1.0) / 2.0) * step,
            radius,
        }
    }

    fn panel(&self, sheet: &mut Sheet, panel: &Panel, slot: &Slot, beside: bool) {
        let room = self.label_room(panel, self.label_limit(beside));
        sheet.panel_title(&panel.title, slot, slot.right - slot.left + room);
        sheet.gridlines(slot, &self.ticks());
        sheet.scene.line((slot.left, slot.bottom), (slot.right, slot.bottom), 1.2, BASE);
        if let Some(target) = self.chart.target {
            let y = slot.y(self.axis.position(target));
            sheet.scene.dashes((slot.left, y), slot.right, 1.4, QUIET);
        }
        let looks: Vec<Look> =
            (0..panel.series.len()).map(|i| self.look(panel, i, slot)).collect();
        for (series, look) in panel.series.iter().zip(&looks) {
            self.intervals(sheet, series, slot, *look, panel.series.len());
        }
        for (series, look) in panel.series.iter().zip(&looks) {
            self.line(sheet, series, slot, *look);
        }
        self.end_labels(sheet, panel, slot, &looks, self.label_limit(beside));
        self.foot(sheet, panel, slot, &looks);
    }

    fn at(&self, slot: &Slot, look: Look, period: usize, value: f64) -> At {
        (slot.x(period) + look.shift, slot.y(self.axis.position(value)))
    }

    fn intervals(
        &self,
        sheet: &mut Sheet,
        series: &Series,
        slot: &Slot,
        look: Look,
        n: usize,
    ) {
        let points = by_period(series, self.chart.periods.len());
        let is_banded = points.len() >= BANDS_FROM && n <= MOST_BANDS;
        for run in runs(&points) {
            let ends: Vec<(At, At)> = run
                .iter()
                .filter_map(|(period, it)| {
                    let (lower, upper) = it.interval?;
                    let end = |value| self.at(slot, look, *period, value);
                    Some((end(lower), end(upper)))
                })
                .collect();
            if is_banded && ends.len() == run.len() && ends.len() > 1 {
                let below = ends.iter().rev().map(|it| it.0);
                let corners = ends.iter().map(|it| it.1).chain(below).collect();
                sheet.scene.area(corners, look.ink.faint(0.14));
            } else {
                for (lower, upper) in ends {
                    sheet.scene.line(lower, upper, 2.2, look.ink.faint(0.5));
                }
            }
        }
    }

    fn line(&self, sheet: &mut Sheet, series: &Series, slot: &Slot, look: Look) {
        let points = by_period(series, self.chart.periods.len());
        for run in runs(&points) {
            let run: Vec<At> = run
                .iter()
                .filter_map(|(period, it)| {
                    Some(self.at(slot, look, *period, *it.value.value()?))
                })
                .collect();
            sheet.scene.path(&run, 1.8, look.ink);
            draw_marks(&mut sheet.scene, look.shape, &run, look.radius, look.ink);
        }
        for (period, point) in points.iter().enumerate() {
            if point.is_some_and(|it| it.value == Shown::Suppressed) {
                let at = (slot.x(period) + look.shift, slot.strip_y());
                draw_hollow(&mut sheet.scene, at, smaller(look.radius, 3.4), look.ink);
            }
        }
    }

    fn end_labels(
        &self,
        sheet: &mut Sheet,
        panel: &Panel,
        slot: &Slot,
        looks: &[Look],
        limit: f64,
    ) {
        let mut labels: Vec<EndLabel> = Vec::new();
        for (series, look) in panel.series.iter().zip(looks) {
            let text = self.label_text(panel, series);
            let points = by_period(series, self.chart.periods.len());
            let last = points.iter().enumerate().rev().find_map(|(period, it)| {
                Some(self.at(slot, *look, period, *it.as_ref()?.value.value()?))
            });
            let lines = self.fonts.wrap(&text, LABEL, Weight::Bold, limit);
            let from = last.map(|(x, y)| (x + look.radius + 3.0, y));
            let y = last.map_or(slot.bottom, |it| it.1);
            labels.push(EndLabel { lines, ink: look.ink, weight: Weight::Bold, y, from });
        }
        if let Some((text, target)) = self.target_text().zip(self.chart.target) {
            let lines = self.fonts.wrap(&text, LABEL, Weight::Regular, limit);
            let y = slot.y(self.axis.position(target));
            labels.push(EndLabel {
                lines,
                ink: QUIET,
                weight: Weight::Regular,
                y,
                from: None,
            });
        }
        place_labels(sheet, slot, labels);
    }

    fn foot(&self, sheet: &mut Sheet, panel: &Panel, slot: &Slot, looks: &[Look]) {
        let periods = Periods::fitting(self.fonts, &self.chart.periods, slot.pitch());
        periods.write(sheet, slot);
        if !self.has_denominators {
            return;
        }
        let texts: Vec<String> = self.denominators().collect();
        let is_tight =
            pitch_for(self.fonts, texts.iter()) > slot.pitch() * real(periods.step);
        let step = if is_tight { 2 * periods.step } else { periods.step };
        let step =
            if pitch_for(self.fonts, texts.iter()) <= slot.pitch() { 1 } else { step };
        for (row, (series, look)) in panel.series.iter().zip(looks).enumerate() {
            let y = periods.row_y(slot, row);
            let is_only = panel.series.len() == 1;
            if !is_only {
                let at = (slot.left - 6.0, y - 4.4);
                draw_marks(&mut sheet.scene, look.shape, &[at], 3.2, look.ink);
            }
            if slot.is_first {
                let x = if is_only { slot.left - 10.0 } else { slot.left - 16.0 };
                sheet.small("n", (x, y), Anchor::End);
            }
            let points = by_period(series, self.chart.periods.len());
            for (period, point) in points.iter().enumerate().step_by(step) {
                let text = point.map_or_else(
                    || "–".to_owned(),
                    |it| denominator(it.n, self.chart.language),
                );
                sheet.small(&text, (slot.x(period), y), Anchor::Middle);
            }
        }
    }
}
