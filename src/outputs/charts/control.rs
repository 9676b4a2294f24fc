//! Control charts: figures over periods with the lines they are judged by.
//!
//! In: a [`ControlChart`]. Out: the drawn chart. Never: limits across a period without a
//! figure or from one phase into the next, a signal told by its colour alone.

use super::axis::Axis;
use super::check::check_control;
use super::end_labels::{EndLabel, LABEL_WHITE, place_labels};
use super::format::{figure, tick};
use super::marks::{draw_hollow, draw_marks};
use super::metrics::{Fonts, Weight};
use super::palette::{BASE, QUIET, Shape, TEXT, series_ink};
use super::periods::Periods;
use super::scene::{Anchor, At};
use super::sheet::{LABEL, LABEL_LINE, Needs, SMALL, Sheet, Slot, Words, deliver, notes};
use super::{Drawn, Scale, larger, smaller};
use crate::error::Error;
use crate::terms::{Language, Shown};

/// One period of a control chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlPoint {
    /// Index into the periods of the chart.
    pub period: usize,
    /// The figure, in the unit of the scale.
    pub value: Shown<f64>,
    /// The centre line.
    pub centre: Option<f64>,
    /// Lower and upper limit; none where the centre line is a median.
    pub limits: Option<(f64, f64)>,
    /// Whether a rule marks it.
    pub is_signal: bool,
    /// Number of its phase, from 1.
    pub phase: usize,
}

/// One of the small multiples of a control chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlPanel {
    /// What the panel shows; may be empty when there is one panel.
    pub title: String,
    /// One point a period, oldest first.
    pub points: Vec<ControlPoint>,
}

/// Figures over periods with the lines they are judged by.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlChart {
    /// Stem of the file name; identifiers in the SVG derive from it.
    pub name: String,
    /// What the chart is.
    pub title: String,
    /// Unit and rules.
    pub subtitle: String,
    /// Labels of the periods, oldest first.
    pub periods: Vec<String>,
    /// Small multiples with the same axes.
    pub panels: Vec<ControlPanel>,
    /// What the vertical axis measures.
    pub scale: Scale,
    /// The target, in the unit of the scale.
    pub target: Option<f64>,
    /// Language of the words and numbers the chart adds itself.
    pub language: Language,
    /// What a reader must know; one paragraph a line.
    pub note: String,
    /// What a reader sees, in words.
    pub description: String,
}

/// Most width of the labels right of a panel.
const MOST_LABEL: f64 = 150.0;
/// Least width of a period for panels to stand side by side.
const LEAST_PITCH: f64 = 14.0;
/// Colours of ordinary figures and of signals: the first two of the palette.
const USUAL: usize = 0;
const SPECIAL: usize = 1;

/// Draws a control chart.
///
/// # Errors
/// When the chart has no panel or period, a point outside its periods or a number that is
/// not finite; when a backend refuses.
pub fn draw_control(chart: &ControlChart) -> Result<Drawn, Error> {
    check_control(chart)?;
    let words = Words {
        name: &chart.name,
        title: &chart.title,
        subtitle: &chart.subtitle,
        description: &chart.description,
        language: chart.language,
    };
    let control = Control::of(chart, Fonts::load()?);
    let (mut sheet, slots) = Sheet::new(&words, &control.needs())?;
    for (panel, slot) in chart.panels.iter().zip(&slots) {
        control.panel(&mut sheet, panel, slot);
    }
    deliver(&sheet.finish(&control.notes()), &words)
}

struct Control<'a> {
    chart: &'a ControlChart,
    fonts: &'static Fonts,
    axis: Axis,
    hides: bool,
}

impl<'a> Control<'a> {
    fn of(chart: &'a ControlChart, fonts: &'static Fonts) -> Self {
        let points = || chart.panels.iter().flat_map(|it| &it.points);
        let mut values: Vec<f64> = chart.target.into_iter().collect();
        for point in points() {
            values.extend(point.value.value());
            values.extend(point.centre);
            values.extend(point.limits.into_iter().flat_map(|(low, high)| [low, high]));
        }
        let hides = points().any(|it| it.value == Shown::Suppressed);
        Self { chart, fonts, axis: Axis::holding(chart.scale, &values), hides }
    }

    fn needs(&self) -> Needs<'_> {
        let chart = self.chart;
        let width = |panel: &ControlPanel| {
            let texts = self.labels(panel).into_iter().map(|it| it.0);
            let widths = texts.map(|it| self.fonts.width(&it, LABEL, Weight::Regular));
            smaller(widths.fold(0.0, larger), MOST_LABEL) + LABEL_WHITE
        };
        let widest = chart.panels.iter().map(width).fold(0.0, larger);
        let ticks = self.ticks().into_iter();
        let ticks = ticks.map(|(_, it)| self.fonts.width(&it, SMALL, Weight::Regular));
        Needs {
            n_panels: chart.panels.len(),
            periods: &chart.periods,
            axis: ticks.fold(24.0, larger) + 10.0,
            labels_alone: widest,
            labels_beside: vec![widest; chart.panels.len()],
            pitch: LEAST_PITCH,
            height: 5.0 * LABEL_LINE,
            n_rows: 0,
            has_strip: self.hides,
            has_titles: chart.panels.iter().any(|it| !it.title.is_empty()),
            inset: 12.0,
        }
    }

    fn ticks(&self) -> Vec<(f64, String)> {
        let text = |it| tick(it, self.axis.step, self.axis.scale, self.chart.language);
        let ticks = self.axis.ticks().into_iter();
        ticks.map(|it| (self.axis.position(it), text(it))).collect()
    }

    fn at(&self, slot: &Slot, period: usize, value: f64) -> At {
        (slot.x(period), slot.y(self.axis.position(value)))
    }

    fn panel(&self, sheet: &mut Sheet, panel: &ControlPanel, slot: &Slot) {
        sheet.panel_title(&panel.title, slot, slot.right - slot.left + MOST_LABEL);
        sheet.gridlines(slot, &self.ticks());
        sheet.scene.line((slot.left, slot.bottom), (slot.right, slot.bottom), 1.2, BASE);
        for run in panel.points.chunk_by(|a, b| joins(a, b) && has_same_lines(a, b)) {
            self.lines(sheet, slot, run);
        }
        if let Some(target) = self.chart.target {
            let y = slot.y(self.axis.position(target));
            sheet.scene.dashes((slot.left, y), slot.right, 1.4, QUIET);
        }
        self.phases(sheet, panel, slot);
        for run in panel.points.chunk_by(joins) {
            let through: Vec<At> = run
                .iter()
                .filter_map(|it| Some(self.at(slot, it.period, *it.value.value()?)))
                .collect();
            sheet.scene.path(&through, 1.4, series_ink(USUAL).faint(0.55));
        }
        self.marks(sheet, panel, slot);
        self.end_labels(sheet, panel, slot);
        Periods::fitting(self.fonts, &self.chart.periods, slot.pitch())
            .write(sheet, slot);
    }

    /// The band between the limits, and the centre line.
    fn lines(&self, sheet: &mut Sheet, slot: &Slot, run: &[ControlPoint]) {
        // A line reaches half a period beyond its first and last figure.
        let half = slot.pitch() / 2.0;
        let along = |value: fn(&ControlPoint) -> Option<f64>| -> Vec<At> {
            let at = |it: &ControlPoint| Some(self.at(slot, it.period, value(it)?));
            let through: Vec<At> = run.iter().filter_map(at).collect();
            let (Some(first), Some(last)) = (through.first(), through.last()) else {
                return Vec::new();
            };
            let from = (larger(first.0 - half, slot.left), first.1);
            let to = (smaller(last.0 + half, slot.right), last.1);
            [from].into_iter().chain(through.iter().copied()).chain([to]).collect()
        };
        let lower = along(|it| it.limits.map(|it| it.0));
        let upper = along(|it| it.limits.map(|it| it.1));
        if !lower.is_empty() {
            let corners = upper.iter().chain(lower.iter().rev()).copied().collect();
            sheet.scene.area(corners, BASE.faint(0.16));
            for edge in [&lower, &upper] {
                sheet.scene.path(edge, 1.0, BASE.faint(0.8));
            }
        }
        sheet.scene.path(&along(|it| it.centre), 1.5, QUIET);
    }

    /// A line where a phase begins, with its number.
    fn phases(&self, sheet: &mut Sheet, panel: &ControlPanel, slot: &Slot) {
        for pair in panel.points.array_windows::<2>() {
            let [before, first] = pair;
            if before.phase == first.phase {
                continue;
            }
            let x = f64::midpoint(slot.x(before.period), slot.x(first.period));
            sheet.scene.line((x, slot.top), (x, slot.bottom), 1.2, TEXT);
            let name = match self.chart.language {
                Language::Nl => format!("fase {}", first.phase),
                Language::En => format!("phase {}", first.phase),
            };
            sheet.small_in(&name, (x + 5.0, slot.top + 10.0), Anchor::Start, TEXT);
        }
    }

    fn marks(&self, sheet: &mut Sheet, panel: &ControlPanel, slot: &Slot) {
        let radius = if slot.pitch() < 18.0 { 2.6 } else { 3.4 };
        for point in &panel.points {
            match &point.value {
                Shown::Value(value) => {
                    let at = self.at(slot, point.period, *value);
                    let (shape, size, ink) = if point.is_signal {
                        (Shape::Diamond, radius + 1.2, series_ink(SPECIAL))
                    } else {
                        (Shape::Disc, radius, series_ink(USUAL))
                    };
                    draw_marks(&mut sheet.scene, shape, &[at], size, ink);
                }
                Shown::Suppressed => {
                    let at = (slot.x(point.period), slot.strip_y());
                    draw_hollow(&mut sheet.scene, at, radius, series_ink(USUAL));
                }
                Shown::Missing(_) | Shown::NotApplicable(_) => {}
            }
        }
        self.signal_label(sheet, panel, slot);
    }

    /// The word at the first signal: what a diamond is stands where the eye is.
    fn signal_label(&self, sheet: &mut Sheet, panel: &ControlPanel, slot: &Slot) {
        let signal = panel.points.iter().find(|it| it.is_signal);
        let Some((point, value)) = signal.and_then(|it| Some((it, *it.value.value()?)))
        else {
            return;
        };
        let text = match self.chart.language {
            Language::Nl => "signaal",
            Language::En => "signal",
        };
        let room = self.fonts.width(text, SMALL, Weight::Regular) / 2.0;
        let x = slot.x(point.period);
        // Clear of every figure the word would stretch over.
        let heights = panel.points.iter().filter_map(|it| {
            let near = (slot.x(it.period) - x).abs() < room + slot.pitch();
            it.value.value().filter(|_| near).map(|it| slot.y(self.axis.position(*it)))
        });
        let y = if point.centre.is_some_and(|it| it < value) {
            heights.fold(slot.bottom, smaller) - 10.0
        } else {
            heights.fold(slot.top, larger) + 18.0
        };
        let (left, right) = phase_span(panel, point.phase, slot);
        let x = smaller(larger(x, left + room), right - room);
        sheet.small_in(text, (x, y), Anchor::Middle, series_ink(SPECIAL));
    }

    /// Names and heights of the lines of the last phase that has them.
    fn labels(&self, panel: &ControlPanel) -> Vec<(String, f64)> {
        let words = match self.chart.language {
            Language::Nl => ["bovengrens", "ondergrens", "gemiddelde", "mediaan", "doel"],
            Language::En => ["upper limit", "lower limit", "mean", "median", "target"],
        };
        let text = |name: &str, value: f64| {
            let value_text = figure(value, self.chart.scale, self.chart.language);
            (format!("{name}\u{a0}{value_text}"), value)
        };
        let mut labels = Vec::new();
        if let Some(last) = panel.points.iter().rfind(|it| it.centre.is_some()) {
            let centre = if last.limits.is_some() { words[2] } else { words[3] };
            labels.extend(last.limits.map(|it| text(words[0], it.1)));
            labels.extend(last.centre.map(|it| text(centre, it)));
            labels.extend(last.limits.map(|it| text(words[1], it.0)));
        }
        labels.extend(self.chart.target.map(|it| text(words[4], it)));
        labels
    }

    fn end_labels(&self, sheet: &mut Sheet, panel: &ControlPanel, slot: &Slot) {
        let label = |(text, value): (String, f64)| EndLabel {
            lines: self.fonts.wrap(&text, LABEL, Weight::Regular, MOST_LABEL),
            ink: QUIET,
            weight: Weight::Regular,
            y: slot.y(self.axis.position(value)),
            from: Some((slot.right, slot.y(self.axis.position(value)))),
        };
        place_labels(sheet, slot, self.labels(panel).into_iter().map(label).collect());
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = notes(&self.chart.note, self.hides, self.chart.language);
        if self.axis.is_zoomed() {
            let text =
                |it| tick(it, self.axis.step, self.axis.scale, self.chart.language);
            let (low, high) = (text(self.axis.low), text(self.axis.high));
            notes.push(match self.chart.language {
                Language::Nl => format!("De verticale as loopt van {low} tot {high}."),
                Language::En => format!("The vertical axis runs from {low} to {high}."),
            });
        }
        notes
    }
}

/// From where to where a phase is drawn.
fn phase_span(panel: &ControlPanel, phase: usize, slot: &Slot) -> (f64, f64) {
    /// White beside the line where a phase begins.
    const WHITE: f64 = 5.0;
    let mut periods = panel.points.iter().filter(|it| it.phase == phase);
    let first = periods.next().map_or(0, |it| it.period);
    let last = periods.next_back().map_or(first, |it| it.period);
    let half = slot.pitch() / 2.0 - WHITE;
    let from = larger(slot.x(first) - half, slot.left);
    (from, smaller(slot.x(last) + half, slot.right))
}

/// Whether a line may run from one point to the next: both have a figure, in one phase, in
/// periods that follow each other.
fn joins(a: &ControlPoint, b: &ControlPoint) -> bool {
    let has_value = |it: &ControlPoint| it.value.value().is_some();
    has_value(a) && has_value(b) && a.phase == b.phase && a.period + 1 == b.period
}

fn has_same_lines(a: &ControlPoint, b: &ControlPoint) -> bool {
    a.centre.is_some() == b.centre.is_some()
}
