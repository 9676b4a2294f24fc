//! Used: the delivered columns of a table that the checks look at, whatever is asked.
//!
//! In: a table and what is delivered of it. Out: names. Never: a column only figures need.

use std::collections::BTreeSet;

use super::rule::Rule;
use crate::tables::Table;
use crate::tables::schema::ColumnRef;

/// The columns.
pub fn used_columns(
    rules: &[Rule],
    table: Table,
    delivered: &BTreeSet<&'static str>,
) -> BTreeSet<&'static str> {
    let looks = rules.iter().flat_map(|it| &it.looks);
    let looks = looks.filter(|it| it.is_about(table, |name| delivered.contains(name)));
    let of_rows = looks.flat_map(|it| it.broken.columns()).map(ColumnRef::name);
    let together: &[&str] = match table {
        // Who it is about, when it ran, how many it stands for; overlaps and ages.
        Table::Trajectories => &[
            "client_id",
            "start_date",
            "end_date",
            "weight",
            "programme",
            "age_at_start",
        ],
        // Scales are judged by their range; items become scores.
        Table::Measurements => &["score"],
        _ => &[],
    };
    let keys = [table.columns()[0].name];
    let all = of_rows.chain(keys).chain(together.iter().chain(table.key()).copied());
    all.filter(|it| delivered.contains(it)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::rule::rules;

    #[test]
    fn a_check_without_all_its_columns_uses_none_of_them() {
        let used = |delivered: &[&'static str]| {
            let delivered = delivered.iter().copied().collect();
            used_columns(rules().unwrap(), Table::Trajectories, &delivered)
        };
        let all = used(&["trajectory_id", "end_date", "end_reason", "region"]);
        assert_eq!(
            all.into_iter().collect::<Vec<_>>(),
            ["end_date", "end_reason", "trajectory_id"]
        );
        assert!(!used(&["trajectory_id", "end_reason"]).contains("end_reason"));
    }
}
