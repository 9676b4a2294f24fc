//! The words all stages share: days, periods, texts in two languages, dimensions, groups,
//! series, states.
//!
//! Never: anything that reads a file, computes a figure or knows a stage.

mod day;
mod dimension;
mod finding;
mod group;
mod period;
mod series;
mod state;
mod text;

pub use day::Day;
pub use dimension::Dimension;
pub use finding::{Finding, Place, Severity};
pub use group::{Group, Groups};
pub use period::{Every, Period, PeriodGrid};
pub use series::SeriesKey;
pub use state::{Shown, WhyMissing, WhyNotApplicable};
pub use text::{Language, Text};
