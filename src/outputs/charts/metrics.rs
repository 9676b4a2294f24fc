//! The bundled font: how wide its letters are, and where lines of text break.
//!
//! In: the OpenType files beside this module. Out: advances, bearings and kerning in ems,
//! wrapped lines, and the font registered with plotters. Never: a font of the system.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use plotters::style::{FontStyle, register_font};

use crate::error::Error;

/// The regular weight, as OpenType.
const REGULAR: &[u8] = include_bytes!("fonts/inter-regular.otf");
/// The bold weight, as OpenType.
const BOLD: &[u8] = include_bytes!("fonts/inter-bold.otf");
/// The name plotters knows the font by.
pub(super) const FAMILY: &str = "uitkomst-inter";

/// A weight of the font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Regular.
    Regular,
    /// Bold.
    Bold,
}

impl Weight {
    /// The weight as plotters says it.
    pub(super) fn style(self) -> FontStyle {
        match self {
            Self::Regular => FontStyle::Normal,
            Self::Bold => FontStyle::Bold,
        }
    }
}

/// One glyph: lengths in ems.
#[derive(Debug, Clone, Copy)]
struct Glyph {
    id: u16,
    advance: f64,
    bearing: f64,
}

/// The measures of one weight, in ems.
#[derive(Debug)]
pub(super) struct Face {
    /// Ascent minus descent: plotters' bitmap text counts this as the size.
    pub(super) height: f64,
    glyphs: BTreeMap<char, Glyph>,
    kerning: BTreeMap<(u16, u16), f64>,
}

/// Both weights.
#[derive(Debug)]
pub(super) struct Fonts {
    regular: Face,
    bold: Face,
}

/// A letter of a laid-out text: its pen position and left bearing, in ems.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placed {
    pub(super) letter: char,
    pub(super) at: f64,
    pub(super) bearing: f64,
}

static FONTS: LazyLock<Option<Fonts>> = LazyLock::new(|| {
    register_font(FAMILY, FontStyle::Normal, REGULAR).ok()?;
    register_font(FAMILY, FontStyle::Bold, BOLD).ok()?;
    Some(Fonts { regular: parse_face(REGULAR)?, bold: parse_face(BOLD)? })
});

impl Fonts {
    /// The fonts, parsed and registered once.
    ///
    /// # Errors
    /// When the bundled files are not the fonts they should be.
    pub(super) fn load() -> Result<&'static Self, Error> {
        FONTS.as_ref().ok_or_else(|| Error::bug("the font of the charts cannot be read"))
    }

    /// The measures of a weight.
    pub(super) fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The width of a text at `size` (the em).
    pub(super) fn width(&self, text: &str, size: f64, weight: Weight) -> f64 {
        size * self.face(weight).lay_out(text).1
    }

    /// The text in lines no wider than `limit`; words longer than that are cut.
    pub(super) fn wrap(
        &self,
        text: &str,
        size: f64,
        weight: Weight,
        limit: f64,
    ) -> Vec<String> {
        let fits = |it: &str| self.width(it, size, weight) <= limit;
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ').filter(|it| !it.is_empty()) {
            for part in cut(word, &fits) {
                match lines.last_mut() {
                    Some(line)
                        if fits(&format!("{line} {part}")) && !line.ends_with('-') =>
                    {
                        line.push(' ');
                        line.push_str(&part);
                    }
                    _ => lines.push(part),
                }
            }
        }
        lines
    }
}

/// A word in parts that fit, each but the last with a hyphen.
fn cut(word: &str, fits: &dyn Fn(&str) -> bool) -> Vec<String> {
    /// Fewer letters than this are not split off.
    const LEAST: usize = 3;
    let mut parts = Vec::new();
    let mut rest: Vec<char> = word.chars().collect();
    while !fits(&rest.iter().collect::<String>()) && rest.len() > 2 * LEAST {
        let hyphenated =
            |n: usize| format!("{}-", rest.iter().take(n).collect::<String>());
        let most = (LEAST..=rest.len() - LEAST).rev().find(|n| fits(&hyphenated(*n)));
        let n = most.unwrap_or(LEAST);
        parts.push(hyphenated(n));
        rest.drain(..n);
    }
    parts.push(rest.into_iter().collect());
    parts
}

impl Face {
    /// Where each letter of a text goes, and how wide the whole is; in ems.
    pub(super) fn lay_out(&self, text: &str) -> (Vec<Placed>, f64) {
        let mut placed = Vec::new();
        let (mut pen, mut before) = (0.0, None);
        for letter in text.chars() {
            let glyph = self.glyphs.get(&letter).or_else(|| self.glyphs.get(&'?'));
            let Some(glyph) = glyph else { continue };
            pen +=
                before.and_then(|it| self.kerning.get(&(it, glyph.id))).unwrap_or(&0.0);
            placed.push(Placed { letter, at: pen, bearing: glyph.bearing });
            pen += glyph.advance;
            before = Some(glyph.id);
        }
        (placed, pen)
    }
}

/// Reads `head`, `hhea`, `hmtx`, `cmap` (format 12) and `kern` (format 0) of an OpenType
/// file (OpenType 1.9, chapters of those names).
///
/// Returns `None` when a table is absent or cut short.
fn parse_face(font: &[u8]) -> Option<Face> {
    let head = table(font, *b"head")?;
    let units = f64::from(u16_at(head, 18)?);
    let hhea = table(font, *b"hhea")?;
    let height = f64::from(i16_at(hhea, 4)?) - f64::from(i16_at(hhea, 6)?);
    let n_long = usize::from(u16_at(hhea, 34)?);
    let hmtx = table(font, *b"hmtx")?;
    let mut glyphs = BTreeMap::new();
    for (letter, id) in parse_cmap(table(font, *b"cmap")?)? {
        let index = usize::from(id);
        let advance =
            f64::from(u16_at(hmtx, 4 * index.min(n_long.checked_sub(1)?))?) / units;
        let after = 4 * n_long + 2 * index.saturating_sub(n_long);
        let at = if index < n_long { 4 * index + 2 } else { after };
        let bearing = f64::from(i16_at(hmtx, at)?) / units;
        glyphs.insert(letter, Glyph { id, advance, bearing });
    }
    let kerning =
        table(font, *b"kern").and_then(|it| parse_kern(it, units)).unwrap_or_default();
    Some(Face { height: height / units, glyphs, kerning })
}

fn parse_cmap(cmap: &[u8]) -> Option<Vec<(char, u16)>> {
    let n_tables = usize::from(u16_at(cmap, 2)?);
    let offsets = (0..n_tables).map(|i| u32_at(cmap, 4 + 8 * i + 4));
    let starts: Option<Vec<usize>> = offsets.collect();
    let start = starts?.into_iter().find(|it| u16_at(cmap, *it) == Some(12))?;
    let groups = u32_at(cmap, start + 12)?;
    let mut letters = Vec::new();
    for i in 0..groups {
        let at = start + 16 + 12 * i;
        let (first, last) = (u32_at(cmap, at)?, u32_at(cmap, at + 4)?);
        let glyph = u32_at(cmap, at + 8)?;
        for code in first..=last {
            let letter = char::from_u32(u32::try_from(code).ok()?)?;
            letters.push((letter, u16::try_from(glyph + code - first).ok()?));
        }
    }
    Some(letters)
}

fn parse_kern(kern: &[u8], units: f64) -> Option<BTreeMap<(u16, u16), f64>> {
    let n_pairs = usize::from(u16_at(kern, 10)?);
    let mut pairs = BTreeMap::new();
    for at in (0..n_pairs).map(|i| 18 + 6 * i) {
        let pair = (u16_at(kern, at)?, u16_at(kern, at + 2)?);
        pairs.insert(pair, f64::from(i16_at(kern, at + 4)?) / units);
    }
    Some(pairs)
}

fn table(font: &[u8], tag: [u8; 4]) -> Option<&[u8]> {
    let n_tables = usize::from(u16_at(font, 4)?);
    let entries = (0..n_tables).map(|i| 12 + 16 * i);
    let entry =
        entries.into_iter().find(|at| font.get(*at..at + 4) == Some(tag.as_slice()))?;
    let (start, length) = (u32_at(font, entry + 8)?, u32_at(font, entry + 12)?);
    font.get(start..start.checked_add(length)?)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn i16_at(bytes: &[u8], at: usize) -> Option<i16> {
    u16_at(bytes, at).map(u16::cast_signed)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let value = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
    usize::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_weights_know_the_letters_of_a_report() {
        let fonts = Fonts::load().unwrap();
        for letter in "AaZzëïöüé0123456789,.%–—≥≤→○●−€’\u{a0}".chars()
        {
            for weight in [Weight::Regular, Weight::Bold] {
                assert!(fonts.face(weight).glyphs.contains_key(&letter), "{letter}");
            }
        }
        assert!(
            fonts.width("Trend", 10.0, Weight::Bold)
                > fonts.width("Trend", 10.0, Weight::Regular)
        );
    }

    #[test]
    fn kerning_brings_a_pair_together() {
        let fonts = Fonts::load().unwrap();
        let width = |it: &str| fonts.width(it, 1.0, Weight::Regular);
        assert!(width("To") < width("T") + width("o"));
    }

    #[test]
    fn wrapped_lines_fit_and_lose_no_letter() {
        let fonts = Fonts::load().unwrap();
        let text = "Intensieve Ambulante Gezinsbegeleiding van hulpverleningstrajecten";
        let lines = fonts.wrap(text, 13.0, Weight::Regular, 80.0);
        assert!(
            lines.iter().all(|it| fonts.width(it, 13.0, Weight::Regular) <= 80.0),
            "{lines:?}"
        );
        let letters = |it: &str| it.replace([' ', '-'], "");
        assert_eq!(letters(&lines.concat()), letters(text));
    }
}
