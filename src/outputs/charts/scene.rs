//! A scene: the marks of a chart, in units of the page, before any backend.
//!
//! In: positions and inks from the layout. Out: an ordered list both backends paint.
//! Never: a position that is not finite, a character XML forbids.

use super::metrics::Weight;

/// A position on the page, from the upper left corner.
pub(super) type At = (f64, f64);

/// A colour and how much it covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ink {
    pub(super) rgb: (u8, u8, u8),
    pub(super) alpha: f64,
}

impl Ink {
    /// A covering ink, written as in style sheets: `0xRRGGBB`.
    pub(super) const fn hex(code: u32) -> Self {
        let [_, red, green, blue] = code.to_be_bytes();
        Self { rgb: (red, green, blue), alpha: 1.0 }
    }

    /// The same colour, covering less.
    pub(super) const fn faint(self, alpha: f64) -> Self {
        Self { rgb: self.rgb, alpha }
    }
}

/// Which part of a text lies at its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// Its start.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A text on one line; `at` lies on the baseline.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Writing {
    pub(super) at: At,
    pub(super) text: String,
    pub(super) size: f64,
    pub(super) weight: Weight,
    pub(super) anchor: Anchor,
    pub(super) ink: Ink,
}

/// One mark on the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    /// A straight line.
    Line { from: At, to: At, width: f64, ink: Ink },
    /// A line through positions.
    Path { through: Vec<At>, width: f64, ink: Ink },
    /// A filled area.
    Area { corners: Vec<At>, ink: Ink },
    /// A filled rectangle.
    Bar { from: At, to: At, ink: Ink },
    /// A filled circle.
    Disc { at: At, radius: f64, ink: Ink },
    /// An open circle.
    Ring { at: At, radius: f64, width: f64, ink: Ink },
    /// A text.
    Writing(Writing),
}

/// The page and what is on it, painted first to last.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Scene {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) marks: Vec<Mark>,
}

impl Scene {
    /// Adds a straight line.
    pub(super) fn line(&mut self, from: At, to: At, width: f64, ink: Ink) {
        self.marks.push(Mark::Line { from, to, width, ink });
    }

    /// Adds a line through positions; fewer than two are no line.
    pub(super) fn path(&mut self, through: &[At], width: f64, ink: Ink) {
        if through.len() > 1 {
            self.marks.push(Mark::Path { through: through.to_vec(), width, ink });
        }
    }

    /// Adds a dashed line from left to right.
    pub(super) fn dashes(&mut self, from: At, to_x: f64, width: f64, ink: Ink) {
        /// A dash and the gap after it.
        const DASH: f64 = 7.0;
        const GAP: f64 = 4.0;
        let (mut x, y) = from;
        while x < to_x {
            self.line((x, y), (super::smaller(x + DASH, to_x), y), width, ink);
            x += DASH + GAP;
        }
    }

    /// Adds a rectangle between two opposite corners: upper left, lower right.
    pub(super) fn bar(&mut self, from: At, to: At, ink: Ink) {
        self.marks.push(Mark::Bar { from, to, ink });
    }

    /// Adds a filled area.
    pub(super) fn area(&mut self, corners: Vec<At>, ink: Ink) {
        self.marks.push(Mark::Area { corners, ink });
    }

    /// Adds an open circle.
    pub(super) fn ring(&mut self, at: At, radius: f64, width: f64, ink: Ink) {
        self.marks.push(Mark::Ring { at, radius, width, ink });
    }

    /// Adds a text; characters XML 1.0 forbids become spaces.
    pub(super) fn write(&mut self, mut writing: Writing) {
        writing.text = printable(&writing.text);
        self.marks.push(Mark::Writing(writing));
    }
}

/// The text with control characters as spaces.
pub(super) fn printable(text: &str) -> String {
    let is_forbidden =
        |it: char| it.is_control() || matches!(it, '\u{fffe}' | '\u{ffff}');
    text.replace(is_forbidden, " ")
}
