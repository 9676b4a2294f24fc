//! Painting a scene with a plotters backend.
//!
//! In: a scene and a backend. Out: the backend, painted. Never: a decision about layout.

use plotters::backend::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, RGBAColor, ShapeStyle, TextStyle};

use super::metrics::{FAMILY, Fonts};
use super::scene::{Anchor, At, Ink, Mark, Scene, Writing};
use crate::error::Error;

/// How a backend takes text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    /// As a text with an anchor: for a format that holds text.
    Whole,
    /// Letter by letter, each where the font wants it: for pixels, because plotters draws
    /// glyphs without their left bearing.
    OneByOne,
}

/// A font size is this much larger than the em in plotters' SVG backend.
const SVG_SIZE: f64 = 1.24;

/// A backend with its scale.
pub(super) struct Painter<'a, B: DrawingBackend> {
    /// The backend.
    pub(super) backend: &'a mut B,
    /// Backend units in a unit of the page.
    pub(super) scale: f64,
    /// How it takes text.
    pub(super) letters: Letters,
    /// The fonts.
    pub(super) fonts: &'static Fonts,
}

impl<B: DrawingBackend> Painter<'_, B> {
    /// Paints every mark, first to last.
    ///
    /// # Errors
    /// When the backend refuses.
    pub(super) fn paint(&mut self, scene: &Scene) -> Result<(), Error> {
        for mark in &scene.marks {
            self.mark(mark)?;
        }
        painted(self.backend.present())
    }

    fn mark(&mut self, mark: &Mark) -> Result<(), Error> {
        match mark {
            Mark::Line { from, to, width, ink } => {
                let style = self.style(*ink, *width);
                let (from, to) = (self.at(*from), self.at(*to));
                painted(self.backend.draw_line(from, to, &style))
            }
            Mark::Path { through, width, ink } => {
                let style = self.style(*ink, *width);
                let through: Vec<_> = through.iter().map(|it| self.at(*it)).collect();
                self.path(&through, &style)
            }
            Mark::Area { corners, ink } => {
                let corners: Vec<_> = corners.iter().map(|it| self.at(*it)).collect();
                painted(self.backend.fill_polygon(corners, &colour(*ink)))
            }
            Mark::Bar { from, to, ink } => {
                let (from, to) = (self.at(*from), self.at(*to));
                painted(self.backend.draw_rect(from, to, &colour(*ink), true))
            }
            Mark::Disc { at, radius, ink } => {
                let (at, radius) =
                    (self.at(*at), pixels(radius * self.scale).unsigned_abs());
                painted(self.backend.draw_circle(at, radius, &colour(*ink), true))
            }
            Mark::Ring { at, radius, width, ink } => {
                let style = self.style(*ink, *width);
                let (at, radius) =
                    (self.at(*at), pixels(radius * self.scale).unsigned_abs());
                painted(self.backend.draw_circle(at, radius, &style, false))
            }
            Mark::Writing(writing) => match self.letters {
                Letters::Whole => self.whole(writing),
                Letters::OneByOne => self.one_by_one(writing),
            },
        }
    }

    /// As one line where the format knows joints; else piece by piece, because plotters
    /// fills the outline of a bent line as one area, which fails where it crosses itself.
    fn path(&mut self, through: &[(i32, i32)], style: &ShapeStyle) -> Result<(), Error> {
        if self.letters == Letters::Whole {
            return painted(self.backend.draw_path(through.iter().copied(), style));
        }
        for pair in through.windows(2) {
            painted(self.backend.draw_line(pair[0], pair[1], style))?;
        }
        Ok(())
    }

    fn whole(&mut self, writing: &Writing) -> Result<(), Error> {
        let position = match writing.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let style = text_style(writing, writing.size * self.scale * SVG_SIZE, position);
        let at = self.at(writing.at);
        painted(self.backend.draw_text(&writing.text, &style, at))
    }

    /// plotters' glyph positions: x is the left edge of the ink, and the baseline lies half
    /// the size (ascent plus descent) below y.
    fn one_by_one(&mut self, writing: &Writing) -> Result<(), Error> {
        let face = self.fonts.face(writing.weight);
        let em = writing.size * self.scale;
        let size = em * face.height;
        let style = text_style(writing, size, HPos::Left);
        let (letters, width) = face.lay_out(&writing.text);
        let shift = match writing.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => width / 2.0,
            Anchor::End => width,
        };
        let left = writing.at.0 * self.scale - shift * em;
        let y = pixels(writing.at.1 * self.scale - size / 2.0);
        for it in letters.iter().filter(|it| !it.letter.is_whitespace()) {
            let x = (left + it.at * em).round() + (it.bearing * em).floor();
            painted(self.backend.draw_text(
                &it.letter.to_string(),
                &style,
                (pixels(x), y),
            ))?;
        }
        Ok(())
    }

    fn at(&self, (x, y): At) -> (i32, i32) {
        (pixels(x * self.scale), pixels(y * self.scale))
    }

    fn style(&self, ink: Ink, width: f64) -> ShapeStyle {
        let stroke_width = pixels(width * self.scale).unsigned_abs().max(1);
        ShapeStyle { color: colour(ink), filled: false, stroke_width }
    }
}

/// # Errors
/// What the backend says, as a fault of the program.
fn painted<E: std::fmt::Display>(result: Result<(), E>) -> Result<(), Error> {
    result.map_err(|it| Error::bug(format!("a chart was not painted: {it}")))
}

fn text_style(writing: &Writing, size: f64, position: HPos) -> TextStyle<'static> {
    let font = FontDesc::new(FontFamily::Name(FAMILY), size, writing.weight.style());
    TextStyle {
        font,
        color: colour(writing.ink).to_backend_color(),
        pos: Pos::new(position, VPos::Top),
    }
}

fn colour(ink: Ink) -> RGBAColor {
    let (red, green, blue) = ink.rgb;
    RGBAColor(red, green, blue, ink.alpha)
}

/// The nearest whole backend unit; a page is far smaller than the range of `i32`.
#[expect(clippy::cast_possible_truncation, reason = "clamped to the range of a page")]
fn pixels(length: f64) -> i32 {
    length.round().clamp(-1e6, 1e6) as i32
}
