//! What a report needs besides the released figures: names, hashes, row account, files.
//!
//! In: plain values the run already has. Out: the same, borrowed by the renderers.
//! Never: a path on this machine, a value about a person.

use crate::disclosure::Release;
use crate::judgements::Judgements;
use crate::outputs::plots::PlotKind;
use crate::terms::{Language, Severity, Text};

/// A chart, drawn already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chart<'a> {
    /// The public name of its indicator.
    pub indicator: &'a str,
    /// What it shows of that.
    pub kind: PlotKind,
    /// Its name among the charts.
    pub name: &'a str,
    /// The drawing.
    pub svg: &'a str,
    /// The text alternative: what a reader who cannot see the drawing must know.
    pub description: &'a str,
    /// The language of the words in the drawing.
    pub language: Language,
}

/// How many rows one check stopped at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingCount {
    /// The check's name, as in `uitkomst explain NAME`.
    pub rule: String,
    /// What people call the problem.
    pub label: Text,
    /// The canonical table.
    pub table: String,
    /// What the check does to the row.
    pub severity: Severity,
    /// Number of rows.
    pub n_rows: u64,
}

/// The row account of one table: read = kept + set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableAccount {
    /// The canonical table.
    pub table: String,
    /// Rows read.
    pub n_read: u64,
    /// Rows kept.
    pub n_kept: u64,
    /// Rows set aside: they count in no figure.
    pub n_set_aside: u64,
}

/// One input file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// File name, without its folder.
    pub name: String,
    /// Size.
    pub n_bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Rows read from it.
    pub n_rows: u64,
}

/// Everything a report is made from, besides its charts.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The figures: the only source of numbers about care.
    pub release: &'a Release,
    /// What the figures say.
    pub judgements: &'a Judgements,
    /// Title of the report.
    pub title: &'a Text,
    /// Whose figures these are.
    pub organisation: &'a str,
    /// Name of the pipeline.
    pub pipeline: &'a str,
    /// SHA-256 of the pipeline file, hexadecimal.
    pub pipeline_sha256: &'a str,
    /// Version of the program.
    pub version: &'a str,
    /// Row account, one entry a table.
    pub accounts: &'a [TableAccount],
    /// Findings, one entry a check.
    pub findings: &'a [FindingCount],
    /// The input files.
    pub inputs: &'a [InputFile],
    /// True when no row describes a real person; said at the top of every page.
    pub synthetic: bool,
    /// The files of the bundle: path inside the bundle (with `/`), and what it is.
    pub files: &'a [(String, Text)],
}
