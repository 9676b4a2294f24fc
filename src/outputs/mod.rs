//! Outputs: from released figures to the bytes of charts, datasets and reports.
//!
//! In: the release; for the research dataset, coarsened rows. Out: bytes. Never: a file
//! written, a number about care that was not released.

pub mod charts;
pub mod control_plots;
pub mod datasets;
mod courses;
mod funnels;
pub mod dossier;
pub mod plots;
pub mod report;
pub mod research;

pub use control_plots::SUFFIX as CONTROL_SUFFIX;
