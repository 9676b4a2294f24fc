//! Outputs: from released figures to the bytes of charts, datasets and reports.

pub mod report;
