//! Linking: duplicate keys, orphan rows, and each goal and answer beside its trajectory.
//!
//! In: typed tables, partitioned by trajectory. Out: linked tables, partitioned by client,
//! in which every goal and answer carries the columns of its trajectory, and findings for
//! the rows set aside. Never: more than one partition in memory at a time for each thread.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::derive;
use crate::env::Env;
use crate::error::Error;
use crate::tables::{FILE, Frame, Ingested, LINE, Spill, Table, keys_of, sorted};
use crate::terms::{Finding, Place, Severity};

/// The column every table is keyed by.
pub const TRAJECTORY: &str = "trajectory_id";
/// The column whose values are independent of each other: the client, or the trajectory
/// when no client is known.
pub const CLUSTER: &str = "cluster";

/// The tables of a run, linked and partitioned by client.
#[derive(Debug)]
pub struct Linked {
    /// Each table's kept rows.
    pub tables: BTreeMap<Table, Spill>,
    /// What the checks found while linking.
    pub findings: Vec<Finding>,
    /// Rows kept of each table.
    pub n_kept: BTreeMap<Table, u64>,
}

/// What linking one partition gave.
#[derive(Default)]
struct Part {
    findings: Vec<Finding>,
    n_kept: BTreeMap<Table, u64>,
}

/// Links the tables. `wanted` names the trajectory columns that goals and answers carry,
/// and the derived columns.
///
/// # Errors
/// When the run is stopped or the temporary file fails.
pub fn link(
    env: &Env,
    ingested: &BTreeMap<Table, Ingested>,
    wanted: &BTreeSet<&'static str>,
) -> Result<Linked, Error> {
    let n = ingested.values().map(|it| it.rows.n_partitions()).max().unwrap_or(1);
    let tables: BTreeMap<Table, Spill> =
        ingested.keys().map(|it| (*it, Spill::new(n))).collect();
    let partitions: Vec<usize> = (0..n).collect();
    let mut parts = Vec::new();
    // A thread that waits for the engine takes up other work. A few partitions at a time
    // keep it from starting on all of them.
    for few in partitions.chunks(rayon::current_num_threads()) {
        let done: Result<Vec<Part>, Error> = few
            .par_iter()
            .map(|index| {
                env.go_on()?;
                link_partition(ingested, wanted, &tables, *index)
            })
            .collect();
        parts.extend(done?);
    }
    let mut linked = Linked { tables, findings: Vec::new(), n_kept: BTreeMap::new() };
    for part in parts {
        linked.findings.extend(part.findings);
        for (table, n_kept) in part.n_kept {
            *linked.n_kept.entry(table).or_default() += n_kept;
        }
    }
    linked.findings.sort_unstable();
    Ok(linked)
}

fn link_partition(
    ingested: &BTreeMap<Table, Ingested>,
    wanted: &BTreeSet<&'static str>,
    out: &BTreeMap<Table, Spill>,
    index: usize,
) -> Result<Part, Error> {
    let mut part = Part::default();
    let Some(source) = ingested.get(&Table::Trajectories) else { return Ok(part) };
    let lost = set_aside_keys(source, index)?;
    let all = source.rows.take(index)?;
    let mut trajectories = if all.width() == 0 {
        all
    } else {
        let first = first_of_each(Table::Trajectories, all, &mut part.findings)?;
        with_cluster(first)?
    };
    for (table, source) in ingested.iter().filter(|it| *it.0 != Table::Trajectories) {
        let rows = source.rows.take(index)?;
        if rows.height() == 0 {
            continue;
        }
        let rows = first_of_each(*table, rows, &mut part.findings)?;
        if table.parent().is_none() {
            keep(&mut part, out, *table, &with_team_cluster(&rows)?)?;
            continue;
        }
        let Beside { rows, parents, orphans } =
            beside_trajectory(*table, &rows, &trajectories, wanted)?;
        part.findings.extend(orphan_findings(&orphans, &lost)?);
        if trajectories.width() > 0 {
            trajectories = derive::derive(*table, trajectories, &rows, &parents, wanted)?;
        }
        keep(&mut part, out, *table, &rows)?;
    }
    if trajectories.width() > 0 {
        let trajectories = derive::complete(trajectories, wanted)?;
        keep(&mut part, out, Table::Trajectories, &trajectories)?;
    }
    Ok(part)
}

/// The keys of trajectories that were set aside.
fn set_aside_keys(source: &Ingested, index: usize) -> Result<FxHashSet<u64>, Error> {
    let rows = source.set_aside_keys.take(index)?;
    if rows.width() == 0 {
        return Ok(FxHashSet::default());
    }
    Ok(keys_of(&rows, TRAJECTORY)?.into_iter().collect())
}

fn keep(
    part: &mut Part,
    out: &BTreeMap<Table, Spill>,
    table: Table,
    rows: &Frame,
) -> Result<(), Error> {
    *part.n_kept.entry(table).or_default() += rows.height() as u64;
    match out.get(&table) {
        Some(spill) if rows.height() > 0 => spill.add(rows, &keys_of(rows, CLUSTER)?),
        _ => Ok(()),
    }
}

/// The first row of each key, in order of key; the later ones become findings. A table whose
/// key columns are not all delivered cannot have doubles.
fn first_of_each(
    table: Table,
    rows: Frame,
    findings: &mut Vec<Finding>,
) -> Result<Frame, Error> {
    let order = table.key().iter().chain(&[FILE, LINE]).copied();
    let order: Vec<&str> = order.filter(|it| rows.has(it)).collect();
    let sorted = sorted(&rows, &order)?;
    drop(rows);
    if !table.key().iter().all(|it| sorted.has(it)) {
        return Ok(sorted);
    }
    let first = is_first(table, &sorted)?;
    if first.iter().all(|it| *it) {
        return Ok(sorted);
    }
    let later = sorted.filter(&not(&first))?;
    findings.extend(findings_at(&later, table.key()[0], |_| "duplicate-key")?);
    sorted.filter(&first)
}

/// Whether each row has another key than the row before it. A missing part makes a key
/// that equals no other.
fn is_first(table: Table, sorted: &Frame) -> Result<Vec<bool>, Error> {
    let mut first = vec![false; sorted.height()];
    for column in table.key() {
        let mut before = None;
        for (first, part) in first.iter_mut().zip(sorted.ranks(column)?) {
            *first |= part.is_none() || before != part;
            before = part;
        }
    }
    Ok(first)
}

fn not(flags: &[bool]) -> Vec<bool> {
    flags.iter().map(|it| !it).collect()
}

/// Adds the column that tells which rows may depend on each other.
fn with_cluster(mut rows: Frame) -> Result<Frame, Error> {
    let clients = rows.get_or_missing::<u64>("client_id")?.into_iter();
    let clusters = clients.zip(rows.get(TRAJECTORY)?).map(|(client, it)| client.or(it));
    rows.set(CLUSTER, clusters.collect::<Vec<Option<u64>>>())?;
    Ok(rows)
}

/// The same for rows about teams: a team's months depend on each other. Teams are numbered
/// in the order of the export, so that the same export always gives the same sums.
fn with_team_cluster(rows: &Frame) -> Result<Frame, Error> {
    let mut rows = sorted(rows, &[FILE, LINE])?;
    let mut numbers: FxHashMap<Option<u32>, u64> = FxHashMap::default();
    let number = |team| {
        let next = numbers.len() as u64;
        *numbers.entry(team).or_insert(next)
    };
    let teams = rows.get("team")?.into_iter();
    rows.set(CLUSTER, teams.map(number).collect::<Vec<u64>>())?;
    Ok(rows)
}

/// The rows of a table that have a trajectory, and those that have none.
struct Beside {
    /// Each row with the wanted columns of its trajectory, in order of trajectory.
    rows: Frame,
    /// Where the trajectory of each row stands.
    parents: Vec<u32>,
    /// The rows without a trajectory.
    orphans: Frame,
}

/// Puts each row beside its trajectory. Both frames are in order of trajectory, so one walk
/// along both finds every pair.
fn beside_trajectory(
    table: Table,
    rows: &Frame,
    trajectories: &Frame,
    wanted: &BTreeSet<&'static str>,
) -> Result<Beside, Error> {
    let keys = if trajectories.width() == 0 {
        Vec::new()
    } else {
        keys_of(trajectories, TRAJECTORY)?
    };
    let found = places_in(&keys, &keys_of(rows, TRAJECTORY)?);
    let parents: Vec<u32> = found.iter().flatten().copied().collect();
    let found: Vec<bool> = found.iter().map(Option::is_some).collect();
    let orphans = rows.filter(&not(&found))?;
    let mut linked =
        if orphans.height() == 0 { rows.clone() } else { rows.filter(&found)? };
    let carried = trajectories.select(&carried(table, trajectories, wanted))?;
    linked.put_beside(&carried.take(&parents)?)?;
    Ok(Beside { rows: linked, parents, orphans })
}

/// The columns of its trajectory that a row carries: the wanted ones of which its table has
/// none of the same name.
fn carried<'a>(
    table: Table,
    trajectories: &'a Frame,
    wanted: &BTreeSet<&'static str>,
) -> Vec<&'a str> {
    let names = trajectories.names();
    let names = names.filter(|it| *it == CLUSTER || wanted.contains(it));
    names.filter(|it| table.column(it).is_none()).collect()
}

/// Where in `keys` each of `wanted` stands; both in order.
fn places_in(keys: &[u64], wanted: &[u64]) -> Vec<Option<u32>> {
    let mut at = 0;
    let place = |wanted: &u64| {
        at += keys[at..].iter().take_while(|it| *it < wanted).count();
        let found = keys.get(at) == Some(wanted);
        u32::try_from(at).ok().filter(|_| found)
    };
    wanted.iter().map(place).collect()
}

fn orphan_findings(
    orphans: &Frame,
    lost: &FxHashSet<u64>,
) -> Result<Vec<Finding>, Error> {
    let keys = keys_of(orphans, TRAJECTORY)?;
    findings_at(orphans, TRAJECTORY, |row| {
        if lost.contains(&keys[row]) { "trajectory-set-aside" } else { "orphan-row" }
    })
}

/// A finding for each row of a frame, which sets it aside.
fn findings_at(
    rows: &Frame,
    column: &'static str,
    rule: impl Fn(usize) -> &'static str,
) -> Result<Vec<Finding>, Error> {
    let finding = |(row, place): (usize, Place)| Finding {
        place,
        rule: rule(row),
        column: Some(column),
        severity: Severity::SetAside,
    };
    Ok(places(rows)?.into_iter().enumerate().map(finding).collect())
}

/// Where the rows of a frame stand.
pub(super) fn places(rows: &Frame) -> Result<Vec<Place>, Error> {
    let pairs = rows.get::<u16>(FILE)?.into_iter().zip(rows.get::<u32>(LINE)?);
    let place = |(file, line): (Option<u16>, Option<u32>)| Place {
        file: file.unwrap_or_default(),
        line: line.unwrap_or_default(),
    };
    Ok(pairs.map(place).collect())
}

#[cfg(test)]
mod tests {
    use super::places_in;

    #[test]
    fn every_row_finds_its_trajectory_or_none() {
        let found = places_in(&[2, 4, 7], &[1, 2, 2, 3, 7, 7, 9]);
        let want = [None, Some(0), Some(0), None, Some(2), Some(2), None];
        assert_eq!(found, want);
        assert_eq!(places_in(&[], &[1]), [None]);
    }
}
