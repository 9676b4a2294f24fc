//! The SVG of a scene: text stays text, the font travels along.
//!
//! In: a scene, its title and description. Out: an SVG document that scales, reads aloud
//! and looks the same everywhere. Never: a link to anything outside.

use plotters::backend::SVGBackend;

use super::data_uri::data_uri;
use super::metrics::{FAMILY, Fonts};
use super::paint::{Letters, Painter};
use super::scene::{Scene, printable};
use crate::error::Error;
use crate::terms::Language;

/// The `font-family` of the charts, for a page that embeds the font once.
pub const FONT_FAMILY: &str = FAMILY;

/// SVG units in a unit of the page: plotters writes whole numbers, so tenths are kept.
const SCALE: f64 = 10.0;
/// What stands in when a viewer ignores embedded fonts.
const FALLBACK: &str = "Inter, Helvetica, Arial, sans-serif";

/// What the SVG says about itself.
pub(super) struct About<'a> {
    pub(super) name: &'a str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) language: Language,
}

/// The `<style>` element with both weights of the font, as every SVG carries it.
pub fn font_style() -> String {
    let regular = face("400", include_bytes!("fonts/inter-regular.woff2"));
    let bold = face("700", include_bytes!("fonts/inter-bold.woff2"));
    format!("<style>{regular}{bold}</style>\n")
}

fn face(weight: &str, font: &[u8]) -> String {
    let source = data_uri("font/woff2", font);
    format!(
        "@font-face{{font-family:'{FAMILY}';font-weight:{weight};font-style:normal;\
         src:url({source}) format('woff2')}}"
    )
}

/// # Errors
/// When the backend refuses.
pub(super) fn render_svg(scene: &Scene, about: &About<'_>) -> Result<String, Error> {
    let mut painted = String::new();
    // The size plotters writes is not used: the root element is written here.
    let mut backend = SVGBackend::with_string(&mut painted, (1, 1));
    let fonts = Fonts::load()?;
    Painter { backend: &mut backend, scale: SCALE, letters: Letters::Whole, fonts }
        .paint(scene)?;
    drop(backend);
    let marks = painted.split_once('\n').map_or("", |(_, marks)| marks);
    Ok(format!("{}{}", root(scene, about), tidy(marks)))
}

fn root(scene: &Scene, about: &About<'_>) -> String {
    let (width, height) = (scene.width, scene.height);
    let (wide, high) = (width * SCALE, height * SCALE);
    let id = identifier(about);
    let lang = about.language.code();
    let (title, description) = (escape(about.title), escape(about.description));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" lang=\"{lang}\" \
         aria-labelledby=\"{id}-title {id}-desc\" id=\"{id}\" \
         viewBox=\"0 0 {wide:.0} {high:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" \
         style=\"max-width:100%;height:auto\" \
         font-family=\"'{FAMILY}', {FALLBACK}\" text-rendering=\"geometricPrecision\" \
         stroke-linejoin=\"round\">\n\
         <title id=\"{id}-title\">{title}</title>\n\
         <desc id=\"{id}-desc\">{description}</desc>\n{}",
        font_style()
    )
}

/// An identifier from name and language: letters, digits and hyphens.
fn identifier(about: &About<'_>) -> String {
    let clean =
        |it: char| if it.is_ascii_alphanumeric() { it.to_ascii_lowercase() } else { '-' };
    let name: String = about.name.chars().map(clean).collect();
    format!("chart-{name}-{}", about.language.code())
}

/// What plotters wrote, without what is the default, texts on one line, and neighbours
/// that look the same as one path.
fn tidy(marks: &str) -> String {
    let mut tidied = String::with_capacity(marks.len());
    let mut open: Option<Joined> = None;
    let mut in_text = false;
    for line in marks.lines() {
        let line = if line.starts_with('<') { shorten(line) } else { line.to_owned() };
        let next = Joined::of(&line);
        if let (Some(open), Some(next)) = (&mut open, &next)
            && open.look == next.look
        {
            open.course.push_str(&next.course);
            continue;
        }
        if let Some(open) = open.take() {
            open.close(&mut tidied);
        }
        if next.is_some() {
            open = next;
            continue;
        }
        tidied.push_str(&line);
        in_text = (in_text || line.starts_with("<text")) && !line.starts_with("</text");
        if !in_text {
            tidied.push('\n');
        }
    }
    if let Some(open) = open {
        open.close(&mut tidied);
    }
    tidied
}

/// Lines or areas with the same look, as one path.
struct Joined {
    /// Every attribute but the geometry.
    look: String,
    course: String,
}

impl Joined {
    /// A line or an area; `None` for anything else.
    fn of(tag: &str) -> Option<Self> {
        if let Some(rest) = tag.strip_prefix("<line") {
            let (look, ends) = rest.split_once(" x1=")?;
            let names = ["y1=", "x2=", "y2="];
            let ends =
                names.into_iter().fold(ends.to_owned(), |it, name| it.replace(name, ""));
            let look = format!(" fill=\"none\"{look}");
            return Some(Self { look, course: course(&ends)? });
        }
        let (look, corners) = tag.strip_prefix("<polygon")?.split_once(" points=")?;
        Some(Self { look: look.to_owned(), course: format!("{}z", course(corners)?) })
    }

    fn close(self, tidied: &mut String) {
        let Self { look, course } = self;
        for part in ["<path", &look, " d=\"", &course, "\"/>\n"] {
            tidied.push_str(part);
        }
    }
}

/// The positions in a text as the course of a path: the first, then steps.
fn course(text: &str) -> Option<String> {
    let is_between = |it: char| !(it.is_ascii_digit() || it == '-');
    let numbers = text.split(is_between).filter_map(|it| it.parse::<i64>().ok());
    let numbers: Vec<i64> = numbers.collect();
    let [x, y, rest @ ..] = numbers.as_slice() else { return None };
    let (mut course, mut at) = (format!("M{x} {y}"), (*x, *y));
    for pair in rest.chunks_exact(2) {
        let (step_x, step_y) = (pair[0] - at.0, pair[1] - at.1);
        let step = match (step_x, step_y) {
            (0, _) => format!("v{step_y}"),
            (_, 0) => format!("h{step_x}"),
            _ => format!("l{step_x} {step_y}"),
        };
        course.push_str(&step);
        at = (pair[0], pair[1]);
    }
    Some(course)
}

fn shorten(tag: &str) -> String {
    let family = format!(" font-family=\"{FAMILY}\"");
    let defaults = [
        " opacity=\"1\"",
        " stroke=\"none\"",
        " dy=\"0.76em\"",
        " text-anchor=\"start\"",
        family.as_str(),
    ];
    let mut tag = tag.to_owned();
    for default in defaults {
        tag = tag.replacen(default, "", 1);
    }
    if tag.contains("stroke=\"#") {
        return tag;
    }
    round_size(&tag.replacen(" stroke-width=\"1\"", "", 1))
}

/// The font size as a whole number: plotters divides by 1.24 what was multiplied by it.
fn round_size(tag: &str) -> String {
    const KEY: &str = "font-size=\"";
    let rounded = || {
        let (before, rest) = tag.split_once(KEY)?;
        let (size, after) = rest.split_once('"')?;
        let size: f64 = size.parse().ok()?;
        Some(format!("{before}{KEY}{size:.0}\"{after}"))
    };
    rounded().unwrap_or_else(|| tag.to_owned())
}

fn escape(text: &str) -> String {
    let text = printable(text).replace('&', "&amp;");
    text.replace('<', "&lt;").replace('>', "&gt;")
}
