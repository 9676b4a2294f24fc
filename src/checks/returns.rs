//! Returns: how long after each trajectory the same client starts again.
//!
//! In: the linked trajectories of a partition, all of a client together. Out: the same rows
//! with the columns [`DAYS_TO_NEXT_START`] and [`GOES_ON`]. A row without a client or an end
//! has none.
//! Never: a row more or less; a start that adjoins or overlaps taken for a return.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::tables::Frame;

/// Days from the last day of help to the client's next start.
pub(super) const DAYS_TO_NEXT_START: &str = "days_to_next_start";

/// Whether another trajectory of the client goes on after the end.
pub(super) const GOES_ON: &str = "goes_on";

/// Days from an end to the first start that is a return: with at least one day between
/// (CBS, *Eerder jeugdhulp gekregen*).
const FIRST_RETURN: i32 = 2;

/// Adds the days to the client's next start. Without the columns client, start and end date
/// nothing is known of any row.
///
/// # Errors
/// When a column is not of its kind (a fault in the program).
pub(super) fn with_returns(rows: &mut Frame) -> Result<(), Error> {
    let clients = rows.get_or_missing("client_id")?;
    let starts = rows.get_or_missing("start_date")?;
    let ends = rows.get_or_missing("end_date")?;
    rows.set(DAYS_TO_NEXT_START, next_starts(&clients, &starts, &ends))?;
    rows.set(GOES_ON, going_on(&clients, &starts, &ends))
}

/// Whether help of the client goes on after each end: another trajectory that began before
/// the day after the next one ends later, or has not ended.
fn going_on(
    clients: &[Option<u64>],
    starts: &[Option<i32>],
    ends: &[Option<i32>],
) -> Vec<Option<bool>> {
    let mut runs: BTreeMap<u64, Vec<(i32, Option<i32>)>> = BTreeMap::new();
    for ((client, start), end) in clients.iter().zip(starts).zip(ends) {
        if let Some((client, start)) = client.zip(*start) {
            runs.entry(client).or_default().push((start, *end));
        }
    }
    let goes_on = |(client, end): (&Option<u64>, &Option<i32>)| {
        let (client, end) = client.zip(*end)?;
        let first = end.checked_add(FIRST_RETURN)?;
        let other =
            |it: &(i32, Option<i32>)| it.0 < first && it.1.is_none_or(|it| end < it);
        Some(runs.get(&client).is_some_and(|it| it.iter().any(other)))
    };
    clients.iter().zip(ends).map(goes_on).collect()
}

fn next_starts(
    clients: &[Option<u64>],
    starts: &[Option<i32>],
    ends: &[Option<i32>],
) -> Vec<Option<i32>> {
    let known = clients.iter().zip(starts).filter_map(|(client, it)| client.zip(*it));
    let mut all: Vec<(u64, i32)> = known.collect();
    all.sort_unstable();
    let next = |(client, end): (&Option<u64>, &Option<i32>)| {
        let (client, end) = client.zip(*end)?;
        let first = end.checked_add(FIRST_RETURN)?;
        let at = all.partition_point(|it| *it < (client, first));
        all.get(at).filter(|it| it.0 == client).map(|it| it.1 - end)
    };
    clients.iter().zip(ends).map(next).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &[(u64, i32, Option<i32>)], want: &[Option<i32>]) {
        let clients: Vec<_> = rows.iter().map(|it| (it.0 > 0).then_some(it.0)).collect();
        let starts: Vec<_> = rows.iter().map(|it| Some(it.1)).collect();
        let ends: Vec<_> = rows.iter().map(|it| it.2).collect();
        assert_eq!(next_starts(&clients, &starts, &ends), want);
    }

    #[test]
    fn a_start_on_the_next_day_is_no_return() {
        check(&[(1, 0, Some(10)), (1, 11, Some(20))], &[None, None]);
        check(&[(1, 0, Some(10)), (1, 12, None)], &[Some(2), None]);
    }

    #[test]
    fn the_first_return_after_what_adjoins_counts() {
        let rows = [(1, 0, Some(10)), (1, 11, Some(20)), (1, 100, None)];
        check(&rows, &[Some(90), Some(80), None]);
    }

    #[test]
    fn help_goes_on_when_another_trajectory_adjoins_or_overlaps_and_ends_later() {
        let going_on = |rows: &[(u64, i32, Option<i32>)]| {
            let clients: Vec<_> =
                rows.iter().map(|it| (it.0 > 0).then_some(it.0)).collect();
            let starts: Vec<_> = rows.iter().map(|it| Some(it.1)).collect();
            let ends: Vec<_> = rows.iter().map(|it| it.2).collect();
            super::going_on(&clients, &starts, &ends)
        };
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(going_on(&[(1, 0, Some(10)), (1, 11, Some(20))]), [yes, no]);
        assert_eq!(going_on(&[(1, 0, Some(10)), (1, 12, Some(20))]), [no, no]);
        assert_eq!(going_on(&[(1, 0, Some(10)), (1, 3, None)]), [yes, None]);
        assert_eq!(going_on(&[(1, 0, Some(10)), (1, 2, Some(10))]), [no, no]);
        assert_eq!(going_on(&[(1, 0, Some(10)), (2, 3, None)]), [no, None]);
        assert_eq!(going_on(&[(0, 0, Some(10)), (0, 3, None)]), [None, None]);
    }

    #[test]
    fn rows_without_a_client_are_nobody_s_return() {
        check(&[(0, 0, Some(10)), (0, 50, None), (2, 50, None)], &[None, None, None]);
    }
}
