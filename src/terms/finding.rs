//! A finding: a place in an export where a check found something. Positions, never values.

use serde::Serialize;

/// What a finding does to its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The row is set aside: it counts in no figure.
    SetAside,
    /// The row is kept; somebody should look.
    Warning,
}

/// Where a row stands: the n-th file of the run (from 0) and its line (from 1; the first
/// line of a record that spans several; the row number for XLSX and Parquet).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index into the run's list of input files.
    pub file: u16,
    /// Line in that file.
    pub line: u32,
}

/// One row that a check stopped at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// The check's name, as in `uitkomst explain NAME`.
    pub rule: &'static str,
    /// The canonical column, when one column is to blame.
    pub column: Option<&'static str>,
    /// What it does to the row.
    pub severity: Severity,
}
