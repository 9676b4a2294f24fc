//! Outputs: from released figures to the bytes of charts, datasets and reports.
//!
//! In: the release. Out: bytes. Never: a file written, a number that was not released.

pub mod charts;
pub mod datasets;
pub mod plots;
pub mod report;
