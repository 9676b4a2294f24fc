//! Derived: what follows from released figures and from nothing else.
//!
//! In: figures as they are shown, with which of them are hidden. Out: bounds for
//! what is missing, differences, trends, and whatever else compares shown figures. Never: a
//! number of a hidden figure, or one that is more exact than what is shown: an outsider could
//! have computed all of it.

mod charts;
mod comparisons;
mod series;
mod bounds;
mod drift;
mod differences;
mod trends;
mod preflight;
mod stability;
#[cfg(test)]
mod tests;

pub(super) use bounds::set_bounds;
pub(super) use charts::charts;
pub(super) use comparisons::comparisons;
pub(super) use differences::differences;
pub(super) use preflight::preflight;
pub use preflight::{Funnel, MARGIN, Preflight, Reach};
pub(super) use series::series;
pub(super) use stability::stability;
pub use stability::{Alternative, Choice, Conclusion, Stability};
pub(super) use trends::trends;
