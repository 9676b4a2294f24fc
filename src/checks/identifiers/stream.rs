//! The gate while an export is read: every different cell of every column that is used.
//!
//! In: blocks of text columns, from any thread. Out: a refusal with every offending column
//! and the lines where it offends, or findings for lone cells that may be an identifier.
//! Never: a value; more than [`super::watched::MOST_KEPT`] cells of a column in memory beside the memo of each
//! thread.
//!
//! A column is judged twice: each block by itself, so that a run of identifiers deep in a
//! file is seen among thousands of other values, and all blocks together, so that identifiers
//! spread thinly add up. In a column of names, which are printed, one is enough.

use std::sync::{Mutex, PoisonError};

use super::memo::{How, Memo};
use super::watched::Watched;
use super::{Kind, header, judge_content, message};
use crate::error::{Error, Why};
use crate::export::{Block, Source, TextColumn};
use crate::tables::{Kind as Holds, Table};
use crate::terms::Finding;

/// The rule that a lone suspicious cell breaks.
pub const POSSIBLE: &str = "possible-identifier";

/// Judges the columns of one table while it is read.
#[derive(Debug)]
pub struct Judge<'a> {
    source: &'a Source,
    /// The columns to look at: each header once.
    columns: Vec<Judged>,
}

/// One column: how it is judged, what each thread knows and what was seen.
#[derive(Debug)]
struct Judged {
    at: usize,
    how: How,
    memos: Mutex<Vec<Memo>>,
    watched: Mutex<Watched>,
}

impl<'a> Judge<'a> {
    /// For the columns a pipeline takes from a source.
    pub fn new(source: &'a Source) -> Self {
        let is_first = |at: &usize| {
            let earlier = &source.columns[..*at];
            earlier.iter().all(|it| it.header != source.columns[*at].header)
        };
        let columns = (0..source.columns.len()).filter(is_first);
        let columns = columns.map(|at| Judged {
            at,
            how: how(source, &source.columns[at].header),
            memos: Mutex::default(),
            watched: Mutex::default(),
        });
        Self { source, columns: columns.collect() }
    }

    /// Looks at a block.
    pub fn look(&self, block: &Block) {
        for judged in &self.columns {
            let Some(column) = block.columns.get(judged.at) else { continue };
            let header = &self.source.columns[judged.at].header;
            let mut memo = locked(&judged.memos).pop().unwrap_or_default();
            let part = memo.look(column, judged.how);
            let found =
                by_header(header, column).or_else(|| judge_content(header, &part.cells));
            locked(&judged.watched).add(block, &part, found);
            locked(&judged.memos).push(memo);
        }
    }

    /// The verdict over all blocks.
    ///
    /// # Errors
    /// When a column holds direct identifiers.
    pub fn verdict(self) -> Result<Vec<Finding>, Error> {
        let (mut offences, mut findings) = (Vec::new(), Vec::new());
        for Judged { at, how, watched, .. } in self.columns {
            let watched = watched.into_inner().unwrap_or_else(PoisonError::into_inner);
            let wanted = &self.source.columns[at];
            match watched.offence(self.source, &wanted.header, at, how) {
                Some(offence) => offences.push(message(offence)),
                None => findings.extend(watched.lone(wanted.column)),
            }
        }
        Error::all(Why::Identifiers, offences)?;
        findings.sort_unstable();
        Ok(findings)
    }
}

fn locked<T>(it: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    it.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How the column with a header is judged: by all canonical columns that take from it.
fn how(source: &Source, header: &str) -> How {
    let table = Table::parse(source.table);
    let taken = source.columns.iter().filter(|it| it.header == header);
    let mut how = How { every: header::speaks_of_birth(header), ..How::default() };
    for wanted in taken {
        let column = table.and_then(|it| it.column(wanted.column));
        how.names |= column.is_some_and(|it| it.kind == Holds::Name);
        how.offices |= wanted.column == "location";
    }
    how
}

/// What a header promises and these cells do not prove harmless.
fn by_header(header: &str, column: &TextColumn) -> Option<(Kind, String)> {
    // Most headers promise nothing; then no cell needs to be looked at for it.
    header::kind(header, &[])?;
    let cells = column.iter().map(str::trim).filter(|it| !it.is_empty());
    let cells: Vec<&str> = cells.collect();
    header::kind(header, &cells).map(|it| (it, "by its header".to_owned()))
}
