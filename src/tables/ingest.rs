//! Ingest: blocks of text to typed frames, one table at a time.
//!
//! In: the export of one table. Out: typed rows in partitions by key, the keys of rows set
//! aside, findings, and the row account. Never: the text of an identifier.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::declared::{Dates, too_many_names};
use super::decode::{ColumnPlan, Decoded, Decoder, decode};
use super::schema::{Kind, Table};
use super::{Frame, Names, Spill, Values};
use crate::env::Env;
use crate::error::{Error, Why};
use crate::export::{self, Block, FileRead, Source};
use crate::terms::{Finding, Place, Severity};

/// The frame column that holds the index of the input file.
pub const FILE: &str = "file";
/// The frame column that holds the line.
pub const LINE: &str = "line";

/// Looks at typed rows and says which break a check: a finding a row and check.
pub type Inspect<'a> =
    dyn Fn(Table, &Frame) -> Result<Vec<(u32, Finding)>, Error> + Sync + 'a;

/// Looks at text as it was delivered, before it becomes values.
pub type Look<'a> = dyn Fn(&Block) + Sync + 'a;

/// How one table is read.
pub struct TablePlan {
    /// Which table.
    pub table: Table,
    /// Its files and the columns wanted of them.
    pub source: Source,
    /// Its columns.
    pub columns: Vec<ColumnPlan>,
    /// The column no row can do without; its hash chooses the partition.
    pub key: &'static str,
    /// Rows are counts per group: they have no key of their own.
    pub is_grouped: bool,
}

impl TablePlan {
    /// What chooses each row's partition. Rows of a table that stands alone stay together:
    /// they are few, and no trajectory says where they belong.
    fn partition_keys(&self, rows: &Frame) -> Result<Vec<u64>, Error> {
        match self.table.column(self.key).map(|it| it.kind) {
            Some(Kind::Key) => keys_of(rows, self.key),
            _ => Ok(vec![0; rows.height()]),
        }
    }
}

/// What reading one table gave.
#[derive(Debug)]
pub struct Ingested {
    /// Which table.
    pub table: Table,
    /// The kept rows, by key.
    pub rows: Spill,
    /// Keys of the rows set aside, by key (column `trajectory_id`).
    pub set_aside_keys: Spill,
    /// What the checks found.
    pub findings: Vec<Finding>,
    /// The files, in order.
    pub files: Vec<FileRead>,
    /// Rows read, over all files.
    pub n_read: u64,
    /// Rows kept so far.
    pub n_kept: u64,
}

#[derive(Default)]
struct Tally {
    findings: Vec<Finding>,
    n_read: u64,
    n_kept: u64,
    dates: Dates,
}

/// Reads one table into `n_partitions` partitions; `look` sees every block of text first.
///
/// # Errors
/// When a file cannot be read, a date notation does not fit, or the run is stopped.
pub fn ingest(
    env: &Env,
    plan: &TablePlan,
    names: &Names,
    n_partitions: usize,
    look: &Look,
    inspect: &Inspect,
) -> Result<Ingested, Error> {
    let (rows, set_aside_keys) = (Spill::new(n_partitions), Spill::new(n_partitions));
    let tally = Mutex::new(Tally::default());
    let files = export::read(env, &plan.source, &|block| {
        look(&block);
        let typed = type_block(plan, &block, names, inspect)?;
        rows.add(&typed.kept, &plan.partition_keys(&typed.kept)?)?;
        let keys = plan.partition_keys(&typed.set_aside)?;
        set_aside_keys.add(&typed.set_aside, &keys)?;
        let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
        tally.add(&block, typed);
        Ok(())
    })?;
    let mut tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    let messages = tally.dates.wrong(plan).chain(too_many_names(plan, names));
    Error::all(Why::Export, messages.collect())?;
    tally.findings.sort_unstable();
    let Tally { findings, n_read, n_kept, .. } = tally;
    let table = plan.table;
    Ok(Ingested { table, rows, set_aside_keys, findings, files, n_read, n_kept })
}

struct Typed {
    kept: Frame,
    set_aside: Frame,
    findings: Vec<Finding>,
    dates: Vec<(&'static str, u64, Vec<u32>)>,
}

fn type_block(
    plan: &TablePlan,
    block: &Block,
    names: &Names,
    inspect: &Inspect,
) -> Result<Typed, Error> {
    let n_rows = block.lines.len();
    let mut columns = place_columns(block);
    let mut findings = Vec::new();
    let mut dates = Vec::new();
    for column in &plan.columns {
        let decoded = decode(column, &block.columns, n_rows, &plan.source.dialect, names);
        findings.extend(unreadable(plan, column, &decoded, block));
        if matches!(column.decoder, Decoder::Day) {
            let lines = decoded.unreadable.iter().map(|row| block.lines[*row as usize]);
            dates.push((column.column, decoded.n_present, lines.collect()));
        }
        columns.push((column.column, decoded.values));
    }
    if plan.is_grouped {
        columns.retain(|it| it.0 != plan.key);
        columns.push((plan.key, position_keys(block)));
    }
    let frame = Frame::new(n_rows, columns)?;
    findings.extend(missing_keys(plan, &frame, block)?);
    // A row that could not be read is not judged further: one fault, one finding.
    let unread: BTreeSet<u32> = findings.iter().map(|it| it.0).collect();
    let broken = inspect(plan.table, &frame)?.into_iter();
    findings.extend(broken.filter(|it| !unread.contains(&it.0)));
    let (kept, set_aside) = split(&frame, &findings, plan.key)?;
    let findings = findings.into_iter().map(|(_, it)| it).collect();
    Ok(Typed { kept, set_aside, findings, dates })
}

fn place_columns(block: &Block) -> Vec<(&'static str, Values)> {
    let files = vec![block.file; block.lines.len()];
    vec![(FILE, files.into()), (LINE, block.lines.clone().into())]
}

/// Rows that are counts per group get their position as key: file and line.
fn position_keys(block: &Block) -> Values {
    let of = |line: &u32| (u64::from(block.file) << 32 | u64::from(*line)).reverse_bits();
    block.lines.iter().map(of).collect::<Vec<u64>>().into()
}

fn unreadable<'a>(
    plan: &'a TablePlan,
    column: &'a ColumnPlan,
    decoded: &'a Decoded,
    block: &'a Block,
) -> impl Iterator<Item = (u32, Finding)> + 'a {
    let is_key = plan.is_grouped && column.column == plan.key;
    decoded
        .unreadable
        .iter()
        .filter(move |_| !is_key)
        .map(|row| (*row, set_aside(block, *row, column.decoder.rule(), column.column)))
}

fn missing_keys(
    plan: &TablePlan,
    frame: &Frame,
    block: &Block,
) -> Result<Vec<(u32, Finding)>, Error> {
    let missing = (0_u32..).zip(frame.missing(plan.key)?).filter(|it| it.1);
    let finding = |row| (row, set_aside(block, row, "missing-key", plan.key));
    Ok(missing.map(|(row, _)| finding(row)).collect())
}

fn set_aside(
    block: &Block,
    row: u32,
    rule: &'static str,
    column: &'static str,
) -> Finding {
    let place = Place { file: block.file, line: block.lines[row as usize] };
    Finding { place, rule, column: Some(column), severity: Severity::SetAside }
}

/// The kept rows, and the keys of the rows set aside.
fn split(
    frame: &Frame,
    findings: &[(u32, Finding)],
    key: &str,
) -> Result<(Frame, Frame), Error> {
    let mut keep = vec![true; frame.height()];
    for (row, finding) in findings {
        if finding.severity == Severity::SetAside {
            keep[*row as usize] = false;
        }
    }
    let lost: Vec<bool> = keep.iter().map(|it| !it).collect();
    let lost = frame.select(&[key])?.filter(&lost)?;
    let kept = if lost.height() == 0 { frame.clone() } else { frame.filter(&keep)? };
    Ok((kept, lost))
}

/// The keys of a frame; a missing key counts as 0 (such rows are set aside).
///
/// # Errors
/// When the column is not there or holds no keys (a fault in the program).
pub(crate) fn keys_of(frame: &Frame, key: &str) -> Result<Vec<u64>, Error> {
    let keys = frame.get::<u64>(key)?.into_iter();
    Ok(keys.map(Option::unwrap_or_default).collect())
}

impl Tally {
    fn add(&mut self, block: &Block, typed: Typed) {
        self.n_read += block.n_read;
        self.n_kept += typed.kept.height() as u64;
        self.findings.extend(block.findings.iter().copied());
        self.findings.extend(typed.findings);
        for (column, n_present, lines) in typed.dates {
            self.dates.add((block.file, column), n_present, lines);
        }
    }
}
