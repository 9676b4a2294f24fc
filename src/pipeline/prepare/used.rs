//! Used: the columns of the export that a run reads as values.
//!
//! In: what is asked and delivered. Out: for each table the columns that an indicator, a
//! check or an output looks at. Never: a row set aside for a column that nobody looks at.

use std::collections::{BTreeMap, BTreeSet};

use super::super::file::Plan;
use crate::checks::rule::Rule;
use crate::checks::used_columns;
use crate::indicators::Asked;
use crate::tables::schema::ColumnRef;
use crate::tables::{Derived, Table, TablePlan};

/// The delivered columns of each table.
pub(super) type Delivered = BTreeMap<Table, BTreeSet<&'static str>>;

/// Leaves out of each table the columns that nobody looks at.
pub(super) fn keep_used(
    tables: &mut [TablePlan],
    plan: &Plan,
    asked: &[Asked],
    wanted: &BTreeSet<&'static str>,
    delivered: &Delivered,
    rules: &[Rule],
) {
    let mut used: BTreeSet<(Table, &'static str)> = BTreeSet::new();
    let columns = asked.iter().flat_map(looked_at);
    let columns = columns.map(|it| (it.table, it.name()));
    let wanted = wanted.iter().map(|it| (Table::Trajectories, *it));
    for (table, column) in columns.chain(wanted) {
        used.insert((table, column));
        if let Some(it) = Derived::of(table, column) {
            used.extend(it.uses.iter().chain([&it.needs]).map(|name| (it.from, *name)));
        }
    }
    for (table, delivered) in delivered {
        let checked = used_columns(rules, *table, delivered).into_iter();
        used.extend(checked.map(|it| (*table, it)));
    }
    let writes_rows = plan.research.is_some() && plan.outputs.research_dataset;
    for plan in tables {
        let all = writes_rows && plan.table == Table::Trajectories;
        plan.columns.retain(|it| all || used.contains(&(plan.table, it.column)));
    }
}

/// The columns an indicator reads, is split by and is adjusted for.
pub(super) fn looked_at(asked: &Asked) -> impl Iterator<Item = ColumnRef> {
    let table = asked.indicator.table;
    let dimensions = asked.splits.iter().flatten();
    let dimensions = dimensions.filter_map(move |it| table.resolve(it.name()));
    asked.indicator.needs().into_iter().chain(dimensions).chain(case_mix(asked))
}

/// The columns an indicator is adjusted for.
pub(super) fn case_mix(asked: &Asked) -> impl Iterator<Item = ColumnRef> {
    let table = asked.indicator.table;
    let wanted = asked.compared.iter().flat_map(|it| &it.case_mix);
    wanted.filter_map(move |it| table.resolve(it.name()))
}
