//! A difference between two released figures of one series.
//!
//! Never: a comparison of groups or informants; a change that response could explain, passed
//! for one.

use crate::disclosure::ReleasedFigure;
use crate::indicators::Unit;
use crate::terms::{Period, SeriesKey, Shown};

/// What a figure is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// The period before.
    Previous,
    /// The first period of the run.
    First,
}

impl Against {
    /// The name in `differences`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Previous => "previous",
            Self::First => "first",
        }
    }
}

/// What may be said of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Higher than chance and response could make it.
    Higher,
    /// Lower than chance and response could make it.
    Lower,
    /// The interval holds zero: no clear change.
    Unclear,
    /// A change in response could explain it.
    Response,
    /// The response is not known, so nothing is claimed.
    ResponseUnknown,
}

impl Claim {
    /// The name in `differences` and `trends`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::Unclear => "no-clear-change",
            Self::Response => "response",
            Self::ResponseUnknown => "response-unknown",
        }
    }
}

impl ReleasedDifference {
    /// Whether the later one is that figure.
    pub fn is_about(&self, figure: &ReleasedFigure) -> bool {
        self.series == figure.series && self.period == figure.period
    }
}

/// The change of a figure from one period to another.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleasedDifference {
    /// The later figure.
    pub figure_id: String,
    /// The earlier figure.
    pub compared_with: String,
    /// Which one that is.
    pub against: Against,
    /// The series of both.
    pub series: SeriesKey,
    /// Unit of both figures and of their difference.
    pub unit: Unit,
    /// The period of the later figure.
    pub period: Period,
    /// The period of the earlier figure.
    pub period_before: Period,
    /// The later figure minus the earlier one.
    pub value: Shown<f64>,
    /// Its interval at `confidence`.
    pub interval: Shown<(f64, f64)>,
    /// Confidence of the interval, 0–1.
    pub confidence: f64,
    /// Name of the method, e.g. `newcombe`.
    pub method: String,
    /// Smallest and largest response of the later figure that fit what is shown, 0–1.
    pub response: Option<(f64, f64)>,
    /// The same of the earlier figure.
    pub response_before: Option<(f64, f64)>,
    /// Whether people were asked for it: their response, not the share that was scored.
    pub is_asked: bool,
    /// What may be said of the change; `None` without an interval.
    pub conclusion: Option<Claim>,
}
