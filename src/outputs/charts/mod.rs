//! Charts: from figures that may be shown to pictures as SVG and PNG bytes.
//!
//! In: series with their intervals and denominators, in one language, already judged by
//! disclosure control. Out: one SVG and one PNG with the same content, and the description
//! of it in words; the same chart always gives the same bytes. Never: a file, a figure of
//! its own, an order of merit, a line across a period without a figure.

mod axis;
mod check;
mod control;
mod course;
mod courses;
mod data_uri;
mod end_labels;
mod format;
mod funnel;
mod labels;
mod marks;
mod metrics;
mod paint;
mod palette;
mod periods;
mod place;
mod png;
mod scene;
mod sheet;
mod stacked;
mod svg;
mod trend;

#[cfg(test)]
mod tests;

pub use control::{ControlChart, ControlPanel, ControlPoint, draw_control};
pub use courses::draw_courses;
pub use funnel::draw_funnel;
pub use stacked::draw_stacked;
pub use svg::{FONT_FAMILY, font_style};
pub use trend::draw_trend;

use self::scene::Scene;
use crate::error::Error;
use crate::terms::{Language, Shown};

/// What the vertical axis of a trend measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// A share: 0–1 inside, per cent in the picture.
    Share,
    /// A mark from 1 to 10.
    Mark,
    /// Goal-attainment T-scores, around 50.
    TScore,
    /// Days.
    Days,
    /// A number of trajectories.
    Count,
}

/// One figure of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Index into the periods of the chart.
    pub period: usize,
    /// The figure, in the unit of the scale.
    pub value: Shown<f64>,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// Its denominator; `NotApplicable` throughout leaves the row of denominators out.
    pub n: Shown<u64>,
}

/// The figures of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What people call the group; written at the end of its line.
    pub name: String,
    /// At most one point a period; a period without a point is a gap.
    pub points: Vec<Point>,
}

/// One of the small multiples of a trend.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What the panel shows; may be empty when there is one panel.
    pub title: String,
    /// One to six series read well.
    pub series: Vec<Series>,
}

/// Figures over periods, as lines with intervals.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendChart {
    /// Stem of the file name; identifiers in the SVG derive from it.
    pub name: String,
    /// What the chart is.
    pub title: String,
    /// Unit and interval.
    pub subtitle: String,
    /// Labels of the periods, oldest first.
    pub periods: Vec<String>,
    /// Small multiples with the same axes.
    pub panels: Vec<Panel>,
    /// What the vertical axis measures.
    pub scale: Scale,
    /// The target, in the unit of the scale.
    pub target: Option<f64>,
    /// Language of the words and numbers the chart adds itself.
    pub language: Language,
    /// What a reader must know, e.g. the smallest count that is shown.
    pub note: String,
    /// What a reader sees, in words.
    pub description: String,
}

/// One of the small multiples of a stacked chart.
#[derive(Debug, Clone, PartialEq)]
pub struct StackedPanel {
    /// What the panel shows; may be empty when there is one panel.
    pub title: String,
    /// The share of each category in each period: `[category][period]`, 0–1.
    pub shares: Vec<Vec<Shown<f64>>>,
    /// The denominator of each period.
    pub n: Vec<Shown<u64>>,
}

/// Distributions over ordered categories: one bar of 100 % a period.
#[derive(Debug, Clone, PartialEq)]
pub struct StackedChart {
    /// Stem of the file name; identifiers in the SVG derive from it.
    pub name: String,
    /// What the chart is.
    pub title: String,
    /// Unit and denominator.
    pub subtitle: String,
    /// Labels of the periods, oldest first.
    pub periods: Vec<String>,
    /// Small multiples with the same axes.
    pub panels: Vec<StackedPanel>,
    /// Labels of the categories, worst to best.
    pub categories: Vec<String>,
    /// Language of the words and numbers the chart adds itself.
    pub language: Language,
    /// What a reader must know.
    pub note: String,
    /// What a reader sees, in words.
    pub description: String,
}

/// The share of one way of ending after each number of days.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// What people call it; written at the end of its line.
    pub name: String,
    /// Which colour and shape it has: the same in every panel.
    pub look: usize,
    /// One point a number of days, in their order.
    pub points: Vec<CoursePoint>,
}

/// A share after a number of days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoursePoint {
    /// The share, 0–1.
    pub value: Shown<f64>,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
}

/// One of the small multiples of a chart of courses.
#[derive(Debug, Clone, PartialEq)]
pub struct CoursePanel {
    /// What the panel shows, with its denominator.
    pub title: String,
    /// One to six read well.
    pub courses: Vec<Course>,
}

/// Shares that grow with the days since the start.
#[derive(Debug, Clone, PartialEq)]
pub struct CourseChart {
    /// Stem of the file name; identifiers in the SVG derive from it.
    pub name: String,
    /// What the chart is.
    pub title: String,
    /// Who it is about, unit and interval.
    pub subtitle: String,
    /// The numbers of days, the fewest first.
    pub days: Vec<u32>,
    /// Small multiples with the same axes.
    pub panels: Vec<CoursePanel>,
    /// Language of the words and numbers the chart adds itself.
    pub language: Language,
    /// What a reader must know.
    pub note: String,
    /// What a reader sees, in words.
    pub description: String,
}

/// One unit of a funnel.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelPoint {
    /// What people call it; empty when it is not to be named in the picture.
    pub name: String,
    /// Its rows.
    pub n: u64,
    /// Its share, adjusted or not.
    pub value: f64,
    /// Limits at 95 %.
    pub at_95: (f64, f64),
    /// Limits at 99.8 %.
    pub at_998: (f64, f64),
    /// Whether it lies outside the limits at 95 %.
    pub is_outside: bool,
}

/// The limits for units of so many rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunnelLimits {
    /// Rows.
    pub n: u64,
    /// Limits at 95 %.
    pub at_95: (f64, f64),
    /// Limits at 99.8 %.
    pub at_998: (f64, f64),
}

/// Units by their number of rows, between the limits of chance.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelChart {
    /// Stem of the file name; identifiers in the SVG derive from it.
    pub name: String,
    /// What the chart is.
    pub title: String,
    /// What is compared, and the limits.
    pub subtitle: String,
    /// The share of all together.
    pub overall: f64,
    /// The units.
    pub points: Vec<FunnelPoint>,
    /// The limits by number of rows; empty when every unit has its own.
    pub curve: Vec<FunnelLimits>,
    /// What the horizontal axis counts.
    pub rows_label: String,
    /// Language of the words and numbers the chart adds itself.
    pub language: Language,
    /// What a reader must know.
    pub note: String,
    /// What a reader sees, in words.
    pub description: String,
}

/// A drawn chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// Stem of the file name.
    pub name: String,
    /// The SVG document, font included.
    pub svg: String,
    /// What a reader sees, in words.
    pub description: String,
    scene: Scene,
}

impl Drawn {
    /// The PNG file, at twice the pixel density. Packing its pixels takes most of the time
    /// of a chart, so it is made only where somebody wants it.
    ///
    /// # Errors
    /// When the backend refuses.
    pub fn png(&self) -> Result<Vec<u8>, Error> {
        png::render_png(&self.scene)
    }

    /// The SVG without its font: for a page that has [`font_style`] once for all charts.
    pub fn svg_without_font(&self) -> String {
        self.svg.replacen(&font_style(), "", 1)
    }
}

/// A number of things as a floating-point number.
fn real(count: usize) -> f64 {
    crate::numeric::real(count as u64)
}

/// The larger of two numbers that are not NaN.
fn larger(a: f64, b: f64) -> f64 {
    if a.total_cmp(&b).is_lt() { b } else { a }
}

/// The smaller of two numbers that are not NaN.
fn smaller(a: f64, b: f64) -> f64 {
    if a.total_cmp(&b).is_gt() { b } else { a }
}
