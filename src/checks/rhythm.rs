//! Rhythm: how the sessions of a trajectory are spread over its days.
//!
//! In: the linked trajectories and contacts of a partition. Out: the trajectories with the
//! columns of [`RHYTHM`]. A trajectory that runs has none; one without any session has
//! weeks, and nothing is known of its sessions. Never: a session that was missed taken for
//! one that was held.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::link::TRAJECTORY;
use crate::error::Error;
use crate::tables::{Frame, keys_of};

/// The columns.
pub(super) const RHYTHM: [&str; 4] =
    ["n_weeks", "n_contact_weeks", "contacts_first_third", "contacts_last_third"];

const WEEK: i32 = 7;
const THIRDS: i32 = 3;

/// Adds the columns of [`RHYTHM`].
///
/// # Errors
/// When a column is not of its kind (a fault in the program).
pub(super) fn with_rhythm(rows: &mut Frame, contacts: &Frame) -> Result<(), Error> {
    let sessions = sessions(contacts)?;
    let starts = rows.get_or_missing("start_date")?.into_iter();
    let ends = rows.get_or_missing("end_date")?;
    let mut columns = RHYTHM.map(|_| Vec::with_capacity(rows.height()));
    for (key, (start, end)) in keys_of(rows, TRAJECTORY)?.iter().zip(starts.zip(ends)) {
        let days = start.zip(end).filter(|(start, end)| start <= end);
        let rhythm = match (days, sessions.get(key)) {
            (Some(days), Some(sessions)) => rhythm(days, sessions).map(Some),
            (Some((start, end)), None) => {
                [Some((end - start + 1) / WEEK), None, None, None]
            }
            (None, _) => [None; 4],
        };
        for (column, value) in columns.iter_mut().zip(rhythm) {
            column.push(value);
        }
    }
    for (name, values) in RHYTHM.iter().zip(columns) {
        rows.set(name, values)?;
    }
    Ok(())
}

/// The days of the attended sessions of each trajectory. One with only missed sessions is
/// there, without days.
fn sessions(contacts: &Frame) -> Result<FxHashMap<u64, Vec<i32>>, Error> {
    let attended = contacts.get_or_missing::<bool>("attended")?;
    let mut sessions: FxHashMap<u64, Vec<i32>> = FxHashMap::default();
    let dates = contacts.get_or_missing::<i32>("date")?;
    for ((key, date), attended) in
        keys_of(contacts, TRAJECTORY)?.iter().zip(dates).zip(attended)
    {
        let days = sessions.entry(*key).or_default();
        days.extend(date.filter(|_| attended != Some(false)));
    }
    Ok(sessions)
}

/// Whole weeks, those with a session, and sessions in the first and last third of the days.
fn rhythm((start, end): (i32, i32), sessions: &[i32]) -> [i32; 4] {
    let length = end - start + 1;
    let n_weeks = length / WEEK;
    let within = sessions.iter().filter(|it| (start..=end).contains(it));
    let offsets: Vec<i32> = within.map(|it| it - start).collect();
    let weeks: BTreeSet<i32> =
        offsets.iter().map(|it| it / WEEK).filter(|it| *it < n_weeks).collect();
    let count = |holds: &dyn Fn(i32) -> bool| {
        i32::try_from(offsets.iter().filter(|it| holds(**it)).count()).unwrap_or(i32::MAX)
    };
    let first = count(&|it| it * THIRDS < length);
    let last = count(&|it| it * THIRDS >= (THIRDS - 1) * length);
    [n_weeks, i32::try_from(weeks.len()).unwrap_or(i32::MAX), first, last]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sessions_in_a_week_are_one_week() {
        assert_eq!(rhythm((0, 20), &[0, 1, 14]), [3, 2, 2, 1]);
    }

    #[test]
    fn days_after_the_last_whole_week_make_no_week() {
        assert_eq!(rhythm((0, 22), &[21])[..2], [3, 0]);
    }

    #[test]
    fn sessions_outside_the_trajectory_do_not_count() {
        assert_eq!(rhythm((10, 30), &[9, 31]), [3, 0, 0, 0]);
    }
}
