//! The sheet: what every chart has around its figures.
//!
//! In: title, subtitle, periods, notes and what the panels need. Out: a scene with the
//! words set and a slot for each panel. Never: a figure.

use super::metrics::{Fonts, Weight};
use super::palette::{GRID, QUIET, TEXT};
use super::periods::Periods;
use super::scene::{Anchor, At, Ink, Scene, Writing};
use super::svg::{About, render_svg};
use super::{Drawn, larger, real, smaller};
use crate::error::Error;
use crate::terms::Language;

/// Width of a sheet; a sheet with few periods is narrower.
const WIDTH: f64 = 840.0;
/// A sheet is never narrower than this, so that titles do not pile up.
const LEAST_WIDTH: f64 = 520.0;
/// White around everything.
const MARGIN: f64 = 24.0;
/// White between panels side by side.
const GAP: f64 = 22.0;
/// White between panels below each other.
const ROW_GAP: f64 = 28.0;
/// A panel narrower than this is put on a row of its own.
const LEAST_PLOT: f64 = 110.0;
/// Most width for one period, so that few periods stay together.
const MOST_PITCH: f64 = 150.0;
/// Most white between the edge of a panel and its first or last period.
const MOST_INSET: f64 = 40.0;
/// Height of the strip for hollow marks.
const STRIP: f64 = 18.0;
/// Room for the title of a panel.
const PANEL_TITLE: f64 = 24.0;

/// Sizes of text: title, panel titles and labels, everything else.
const TITLE: f64 = 20.0;
pub(super) const LABEL: f64 = 13.5;
pub(super) const SMALL: f64 = 12.5;
/// Heights of their lines.
pub(super) const LABEL_LINE: f64 = 16.0;
pub(super) const SMALL_LINE: f64 = 17.0;

/// The words around a chart.
pub(super) struct Words<'a> {
    pub(super) name: &'a str,
    pub(super) title: &'a str,
    pub(super) subtitle: &'a str,
    pub(super) description: &'a str,
    pub(super) language: Language,
}

/// What the panels need.
pub(super) struct Needs<'a> {
    pub(super) n_panels: usize,
    pub(super) periods: &'a [String],
    /// Room left of the first panel of a row, for the axis.
    pub(super) axis: f64,
    /// Room right of each panel, for labels, when there is one panel a row.
    pub(super) labels_alone: f64,
    /// Room right of each panel when all stand side by side.
    pub(super) labels_beside: Vec<f64>,
    /// Least width of a period for panels to stand side by side.
    pub(super) pitch: f64,
    /// Least height of a panel, for its labels.
    pub(super) height: f64,
    /// Rows of denominators below each panel.
    pub(super) n_rows: usize,
    /// Whether a figure is hidden, so that a strip is needed.
    pub(super) has_strip: bool,
    /// Whether the panels have titles.
    pub(super) has_titles: bool,
    /// Least white beside the first and last period.
    pub(super) inset: f64,
}

/// Where a panel is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Slot {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    /// First of its row: carries the axis.
    pub(super) is_first: bool,
    /// Last of its row.
    pub(super) is_last: bool,
    n_periods: usize,
    inset: f64,
    strip: f64,
}

impl Slot {
    /// Width of a period.
    pub(super) fn pitch(&self) -> f64 {
        let inner = self.right - self.left - 2.0 * self.inset;
        if self.n_periods < 2 {
            inner + 2.0 * self.inset
        } else {
            inner / real(self.n_periods - 1)
        }
    }

    /// The middle of a period.
    pub(super) fn x(&self, period: usize) -> f64 {
        if self.n_periods < 2 {
            return f64::midpoint(self.left, self.right);
        }
        self.left + self.inset + real(period) * self.pitch()
    }

    /// The height of a position between the bottom (0) and the top (1).
    pub(super) fn y(&self, position: f64) -> f64 {
        self.bottom - position * (self.bottom - self.top)
    }

    /// The middle of the strip for hollow marks.
    pub(super) fn strip_y(&self) -> f64 {
        self.bottom + STRIP / 2.0 + 1.0
    }

    /// Where the words below a panel begin.
    pub(super) fn foot(&self) -> f64 {
        self.bottom + self.strip
    }
}

/// How the panels share the width.
struct Arrangement {
    beside: bool,
    plot: f64,
    width: f64,
}

/// A sheet being filled, from top to bottom.
pub(super) struct Sheet {
    pub(super) fonts: &'static Fonts,
    pub(super) scene: Scene,
    y: f64,
}

impl Needs<'_> {
    fn n_periods(&self) -> f64 {
        real(self.periods.len())
    }

    /// The arrangement that will be used: side by side when every panel stays wide enough.
    fn arrange(&self) -> Arrangement {
        let room = WIDTH - 2.0 * MARGIN - self.axis;
        let n = real(self.n_panels);
        let labels: f64 = self.labels_beside.iter().sum();
        let shared = (room - labels - GAP * (n - 1.0)) / n;
        let beside = shared >= LEAST_PLOT && shared / self.n_periods() >= self.pitch;
        let (beside, plot) = if beside || self.n_panels == 1 {
            (true, shared)
        } else {
            (false, room - self.labels_alone)
        };
        let plot = smaller(plot, MOST_PITCH * self.n_periods() + 60.0);
        let used = if beside {
            n * plot + labels + GAP * (n - 1.0)
        } else {
            plot + self.labels_alone
        };
        let width = larger(smaller(used + self.axis + 2.0 * MARGIN, WIDTH), LEAST_WIDTH);
        Arrangement { beside, plot, width }
    }

    /// Whether the panels stand side by side (one panel does).
    pub(super) fn stands_beside(&self) -> bool {
        self.arrange().beside
    }

    /// White between the edge of a panel and its first or last period.
    fn inset_in(&self, plot: f64) -> f64 {
        larger(smaller(plot / self.n_periods() / 2.0, MOST_INSET), self.inset)
    }

    fn plot_height(&self, beside: bool) -> f64 {
        let height = match (beside, self.n_panels) {
            (_, 1) => 270.0,
            (true, _) => 230.0,
            (false, _) => 150.0,
        };
        larger(height, self.height)
    }
}

impl Sheet {
    /// A sheet with its title and subtitle set, and a slot for each panel.
    ///
    /// # Errors
    /// When the bundled font cannot be read.
    pub(super) fn new(
        words: &Words<'_>,
        needs: &Needs<'_>,
    ) -> Result<(Self, Vec<Slot>), Error> {
        let arrangement = needs.arrange();
        let scene = Scene { width: arrangement.width, height: 0.0, marks: Vec::new() };
        let mut sheet = Self { fonts: Fonts::load()?, scene, y: MARGIN };
        sheet.paragraph(words.title, TITLE, Weight::Bold, 25.0, TEXT);
        sheet.y += 2.0;
        sheet.paragraph(words.subtitle, LABEL, Weight::Regular, 18.0, QUIET);
        sheet.y += 18.0;
        let slots = sheet.slots(needs, &arrangement);
        Ok((sheet, slots))
    }

    fn slots(&mut self, needs: &Needs<'_>, arrangement: &Arrangement) -> Vec<Slot> {
        let height = needs.plot_height(arrangement.beside);
        let title = if needs.has_titles { PANEL_TITLE } else { 0.0 };
        let strip = if needs.has_strip { STRIP } else { 0.0 };
        let inset = needs.inset_in(arrangement.plot);
        let mut slots = Vec::new();
        let mut left = MARGIN + needs.axis;
        let mut block = 0.0;
        for i in 0..needs.n_panels {
            let is_alone = !arrangement.beside;
            let top = self.y + title;
            let slot = Slot {
                left,
                right: left + arrangement.plot,
                top,
                bottom: top + height,
                is_first: is_alone || i == 0,
                is_last: is_alone || i + 1 == needs.n_panels,
                n_periods: needs.periods.len(),
                inset,
                strip,
            };
            slots.push(slot);
            let periods = Periods::fitting(self.fonts, needs.periods, slot.pitch());
            let rows = real(needs.n_rows) * SMALL_LINE;
            block = title + height + strip + periods.height() + rows;
            if is_alone {
                self.y += block + ROW_GAP;
            } else {
                let labels = needs.labels_beside.get(i).copied().unwrap_or(0.0);
                left += arrangement.plot + labels + GAP;
            }
        }
        self.y += if arrangement.beside { block } else { -ROW_GAP };
        slots
    }

    /// Writes a text of one or more lines over the width of the sheet.
    fn paragraph(&mut self, text: &str, size: f64, weight: Weight, line: f64, ink: Ink) {
        let limit = self.scene.width - 2.0 * MARGIN;
        for row in self.fonts.wrap(text, size, weight, limit) {
            self.y += line;
            let at = (MARGIN, self.y - 0.3 * line);
            self.scene.write(Writing {
                at,
                text: row,
                size,
                weight,
                anchor: Anchor::Start,
                ink,
            });
        }
    }

    /// Writes small quiet text.
    pub(super) fn small(&mut self, text: &str, at: At, anchor: Anchor) {
        self.small_in(text, at, anchor, QUIET);
    }

    /// Writes small text in an ink.
    pub(super) fn small_in(&mut self, text: &str, at: At, anchor: Anchor, ink: Ink) {
        let (text, size, weight) = (text.to_owned(), SMALL, Weight::Regular);
        self.scene.write(Writing { at, text, size, weight, anchor, ink });
    }

    /// Writes a label.
    pub(super) fn label(&mut self, text: &str, at: At, weight: Weight, ink: Ink) {
        let (text, size, anchor) = (text.to_owned(), LABEL, Anchor::Start);
        self.scene.write(Writing { at, text, size, weight, anchor, ink });
    }

    /// Writes the title of a panel above it.
    pub(super) fn panel_title(&mut self, title: &str, slot: &Slot, limit: f64) {
        let lines = self.fonts.wrap(title, LABEL, Weight::Bold, limit);
        let above = real(lines.len().saturating_sub(1)) * LABEL_LINE;
        for (i, line) in lines.iter().enumerate() {
            let y = slot.top - 12.0 - above + real(i) * LABEL_LINE;
            self.label(line, (slot.left, y), Weight::Bold, TEXT);
        }
    }

    /// Draws the lines to read heights along, with their numbers left of the first panel.
    pub(super) fn gridlines(&mut self, slot: &Slot, ticks: &[(f64, String)]) {
        for (position, text) in ticks {
            let y = slot.y(*position);
            self.scene.line((slot.left, y), (slot.right, y), 1.0, GRID);
            if slot.is_first {
                self.small(text, (slot.left - 10.0, y + 4.4), Anchor::End);
            }
        }
    }

    /// Ends the sheet with its notes, one paragraph each, and gives the scene.
    pub(super) fn finish(mut self, notes: &[String]) -> Scene {
        self.y += 18.0;
        for note in notes.iter().filter(|it| !it.is_empty()) {
            self.paragraph(note, SMALL, Weight::Regular, SMALL_LINE, QUIET);
        }
        self.scene.height = (self.y + MARGIN - 6.0).ceil();
        self.scene
    }
}

/// The notes of a chart: those given, and what a hollow mark is when nobody says so.
pub(super) fn notes(note: &str, hides: bool, language: Language) -> Vec<String> {
    let mut notes: Vec<String> = note.lines().map(str::to_owned).collect();
    if hides && !note.contains('○') {
        let text = match language {
            Language::Nl => "○ niet getoond",
            Language::En => "○ not shown",
        };
        notes.insert(0, text.to_owned());
    }
    notes
}

/// The finished chart in both formats.
///
/// # Errors
/// When a backend refuses.
pub(super) fn deliver(scene: &Scene, words: &Words<'_>) -> Result<Drawn, Error> {
    let said = if words.description.is_empty() { words.title } else { words.description };
    let Words { name, title, language, .. } = *words;
    let about = About { name, title, description: said, language };
    Ok(Drawn {
        name: name.to_owned(),
        svg: render_svg(scene, &about)?,
        description: said.to_owned(),
        scene: scene.clone(),
    })
}
