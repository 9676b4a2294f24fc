//! Reading: from exports to linked tables and the account of what was kept.
//!
//! In: what was prepared. Out: linked tables. Identifiers come first, over all files.
//! Never: a row that is neither kept nor accounted for.

use std::collections::BTreeMap;

use super::account::{Account, account, nothing_left};
use crate::checks::{self, Linked, identifiers};
use crate::env::Env;
use crate::error::{Error, Why};
use crate::export;
use crate::pipeline::Prepared;
use crate::tables::{Frame, Ingested, Inspect, Names, Table, TablePlan, ingest};

/// Bytes of export one partition may hold: memory stays flat, whatever the export's size.
const PARTITION_BYTES: u64 = 24 << 20;
/// What a gzipped export is taken to grow to.
const GZIP_RATIO: u64 = 8;

/// Reads, checks and links the tables of the export.
pub(super) fn read_and_check(
    env: &Env,
    prepared: &Prepared,
    names: &Names,
) -> Result<(Account, Linked), Error> {
    refuse_identifiers(prepared)?;
    let n_partitions = n_partitions(prepared);
    let inspect = |table, rows: &Frame| prepared.rules.inspect(table, rows, names);
    let mut ingested: BTreeMap<Table, Ingested> = BTreeMap::new();
    for plan in &prepared.tables {
        let table = read_table(env, plan, names, n_partitions, &inspect)?;
        ingested.insert(plan.table, table);
    }
    let linked = checks::link(env, &ingested, &prepared.wanted)?;
    let account = account(&ingested, &linked, names);
    match account.rows.get(&Table::Trajectories) {
        Some((_, 0)) | None => Err(nothing_left(&account)),
        Some(_) => Ok((account, linked)),
    }
}

/// Reads a table while every cell that is used is judged. Identifiers are said before dates
/// that do not fit.
fn read_table(
    env: &Env,
    plan: &TablePlan,
    names: &Names,
    n_partitions: usize,
    inspect: &Inspect,
) -> Result<Ingested, Error> {
    let judge = identifiers::Judge::new(&plan.source);
    let look = |block: &export::Block| judge.look(block);
    let table = ingest(env, plan, names, n_partitions, &look, inspect);
    if let Err(error) = &table
        && error.why != Why::Export
    {
        return table;
    }
    let found = judge.verdict()?;
    let mut table = table?;
    table.findings.extend(found);
    table.findings.sort_unstable();
    Ok(table)
}

fn refuse_identifiers(prepared: &Prepared) -> Result<(), Error> {
    let mut heads = Vec::new();
    let mut errors: Vec<Error> = Vec::new();
    for plan in &prepared.tables {
        match export::peek(&plan.source) {
            Ok(more) => heads.extend(more),
            Err(error) => errors.push(error),
        }
    }
    if let Some(first) = errors.first() {
        let why = first.why;
        let messages = errors.iter().flat_map(|it| it.messages.clone()).collect();
        return Err(Error { why, messages });
    }
    let files: Vec<String> =
        heads.iter().map(|it| it.path.display().to_string()).collect();
    let columns: Vec<identifiers::Columns> = heads
        .iter()
        .zip(&files)
        .map(|(it, file)| identifiers::Columns {
            file,
            headers: &it.headers,
            rows: &it.rows,
        })
        .collect();
    let starts = prepared.tables.iter().flat_map(|it| &it.source.columns);
    let starts = starts.filter(|it| it.column == "start_date");
    identifiers::refuse_beside(&columns, &starts.map(|it| it.header.as_str()).collect())
}

/// How many partitions keep memory flat.
pub(super) fn n_partitions(prepared: &Prepared) -> usize {
    let files = prepared.tables.iter().flat_map(|it| &it.source.files);
    let bytes = files.map(|path| {
        let size = std::fs::metadata(path).map_or(0, |it| it.len());
        let packed = path.extension().is_some_and(|it| it != "csv");
        let unpacked = if packed { size.saturating_mul(GZIP_RATIO) } else { size };
        unpacked.max(export::text_size(path).unwrap_or(0))
    });
    let n = bytes.sum::<u64>().div_ceil(PARTITION_BYTES);
    usize::try_from(n).unwrap_or(1).max(1)
}
