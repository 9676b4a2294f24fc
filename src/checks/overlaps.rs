//! Overlaps: trajectories of one client in one programme that run at the same time.
//!
//! In: the linked trajectories of a partition, all of a client together. Out: a warning at
//! the later trajectory; the row is kept. Never: a guess which of the two is right.

use std::collections::BTreeMap;

use super::link::{CLUSTER, places};
use crate::error::Error;
use crate::tables::Frame;
use crate::terms::{Finding, Severity};

/// Days as `i32`; a trajectory without an end runs on.
const RUNS_ON: i32 = i32::MAX;

struct Run {
    start: i32,
    end: i32,
    row: usize,
}

/// Finds the overlapping trajectories of a partition. Without the columns client, programme
/// and start date there is nothing to look at.
///
/// # Errors
/// When a column is not of its kind (a fault in the program).
pub fn check_overlaps(rows: &Frame) -> Result<Vec<Finding>, Error> {
    let needed = ["client_id", "programme", "start_date"];
    if !needed.iter().all(|it| rows.has(it)) {
        return Ok(Vec::new());
    }
    let places = places(rows)?;
    let mut findings: Vec<Finding> = by_client_and_programme(rows)?
        .into_values()
        .flat_map(|mut runs| later_of_overlapping(&mut runs))
        .map(|row| Finding {
            place: places[row],
            rule: "overlapping-trajectories",
            column: Some("start_date"),
            severity: Severity::Warning,
        })
        .collect();
    findings.sort_unstable();
    Ok(findings)
}

fn by_client_and_programme(
    rows: &Frame,
) -> Result<BTreeMap<(u64, u32), Vec<Run>>, Error> {
    let (clusters, programmes) = (rows.get(CLUSTER)?, rows.get("programme")?);
    let starts = rows.get("start_date")?;
    let ends = rows.get_or_missing("end_date")?;
    let mut groups: BTreeMap<(u64, u32), Vec<Run>> = BTreeMap::new();
    for row in 0..rows.height() {
        let (Some(cluster), Some(programme), Some(start)) =
            (clusters[row], programmes[row], starts[row])
        else {
            continue;
        };
        let end = ends[row].unwrap_or(RUNS_ON);
        groups.entry((cluster, programme)).or_default().push(Run { start, end, row });
    }
    Ok(groups)
}

fn later_of_overlapping(runs: &mut [Run]) -> Vec<usize> {
    runs.sort_unstable_by_key(|it| (it.start, it.end, it.row));
    let mut later = Vec::new();
    let mut latest_end = None;
    for run in runs {
        if latest_end.is_some_and(|end| run.start <= end) {
            later.push(run.row);
        }
        latest_end = latest_end.max(Some(run.end));
    }
    later
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(days: &[(i32, i32)], want: &[usize]) {
        let run = |(row, (start, end)): (usize, &(i32, i32))| Run {
            start: *start,
            end: *end,
            row,
        };
        let mut runs: Vec<Run> = days.iter().enumerate().map(run).collect();
        assert_eq!(later_of_overlapping(&mut runs), want);
    }

    #[test]
    fn only_the_later_of_two_overlapping_is_named() {
        check(&[(0, 10), (10, 20)], &[1]); // one shared day
        check(&[(0, 10), (11, 20)], &[]);
        check(&[(11, 20), (0, RUNS_ON)], &[0]);
    }

    #[test]
    fn a_long_trajectory_overlaps_all_that_start_within_it() {
        check(&[(0, 100), (5, 6), (50, 60)], &[1, 2]);
    }
}
