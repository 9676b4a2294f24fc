//! Returns: how long after each trajectory the same client starts again.
//!
//! In: the linked trajectories of a partition, all of a client together. Out: the same rows
//! with the column [`DAYS_TO_NEXT_START`]. A row without a client or an end has none.
//! Never: a row more or less; a start that adjoins or overlaps taken for a return.

use crate::error::Error;
use crate::tables::Frame;

/// Days from the last day of help to the client's next start.
pub(super) const DAYS_TO_NEXT_START: &str = "days_to_next_start";

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
    rows.set(DAYS_TO_NEXT_START, next_starts(&clients, &starts, &ends))
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
    fn rows_without_a_client_are_nobody_s_return() {
        check(&[(0, 0, Some(10)), (0, 50, None), (2, 50, None)], &[None, None, None]);
    }
}
