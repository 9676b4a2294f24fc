//! Computing: from linked tables to the cells of all partitions.
//!
//! In: linked tables. Out: cells, joint verdicts, overlaps. Never: sums in another order
//! than that of the partitions.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::checks::{self, Linked};
use crate::env::Env;
use crate::error::Error;
use crate::indicators::{Cells, Computing, Joint, Thresholds};
use crate::outputs::research::Collector;
use crate::pipeline::Prepared;
use crate::tables::{Frame, Names, Table};
use crate::terms::Finding;

/// What all partitions give.
#[derive(Default)]
pub(super) struct Computed {
    pub(super) cells: Cells,
    pub(super) joint: Joint,
    pub(super) overlaps: Vec<Finding>,
}

/// The cells of all partitions, in order of partition so that sums never differ.
pub(super) fn compute(
    env: &Env,
    linked: &Linked,
    prepared: &Prepared,
    computing: Computing,
    thresholds: Thresholds,
    research: Option<&Collector>,
) -> Result<Computed, Error> {
    let n = linked.tables.values().map(crate::tables::Spill::n_partitions).max();
    let partitions: Vec<usize> = (0..n.unwrap_or(0)).collect();
    let mut computed = Computed::default();
    for few in partitions.chunks(rayon::current_num_threads()) {
        let done: Result<Vec<_>, Error> = few
            .par_iter()
            .map(|index| {
                env.go_on()?;
                let tables = partition(linked, prepared, computing.names, *index)?;
                let trajectories = &tables[&Table::Trajectories];
                research.map_or(Ok(()), |it| it.collect(trajectories))?;
                let overlaps = checks::check_overlaps(trajectories)?;
                let joint = computing.joint(&tables, thresholds)?;
                Ok(Computed { cells: computing.cells(&tables)?, joint, overlaps })
            })
            .collect();
        for more in done? {
            computed.cells.merge(more.cells);
            computed.joint.merge(more.joint);
            computed.overlaps.extend(more.overlaps);
        }
    }
    Ok(computed)
}

/// The tables of one partition, with what only all rows of a client together can tell.
fn partition(
    linked: &Linked,
    prepared: &Prepared,
    names: &Names,
    index: usize,
) -> Result<BTreeMap<Table, Frame>, Error> {
    let tables = linked.tables.iter();
    let tables = tables.map(|(table, rows)| Ok((*table, rows.take(index)?)));
    let mut tables = tables.collect::<Result<_, Error>>()?;
    checks::derive_together(&mut tables, &prepared.wanted, &prepared.scales, names)?;
    Ok(tables)
}
