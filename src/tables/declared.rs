//! Declared: what the values of a table say about the way it was declared.
//!
//! In: what was read, block by block. Out: messages about a notation of dates that is not the
//! declared one, and about columns of names that hold something else. Never: a verdict that
//! depends on the order of the blocks.

use std::collections::BTreeMap;

use super::{Names, TablePlan};
use crate::error::Message;

/// Share of the dates of a column that must be unreadable before the declared notation is
/// taken to be wrong (and the run stops), instead of the rows.
const MOST_UNREADABLE_DATES: f64 = 0.5;

/// Lines an error about dates shows.
const LINES_SHOWN: usize = 3;

/// How many dates could be read, for each file and column.
#[derive(Default)]
pub(super) struct Dates(BTreeMap<(u16, &'static str), DateTally>);

#[derive(Default)]
struct DateTally {
    n_present: u64,
    n_unreadable: u64,
    first_lines: Vec<u32>,
}

impl Dates {
    /// Adds the dates of a block: how many there are, and the lines of those unreadable.
    pub(super) fn add(
        &mut self,
        of: (u16, &'static str),
        n_present: u64,
        lines: Vec<u32>,
    ) {
        let tally = self.0.entry(of).or_default();
        tally.n_present += n_present;
        tally.n_unreadable += lines.len() as u64;
        tally.first_lines.extend(lines);
        tally.first_lines.sort_unstable();
        tally.first_lines.truncate(LINES_SHOWN);
    }

    /// The columns of which the notation must be another one.
    pub(super) fn wrong(&self, plan: &TablePlan) -> impl Iterator<Item = Message> {
        let wrong = self.0.iter().filter(|(_, it)| it.is_wrong());
        wrong.map(|((file, column), it)| it.message(plan, *file, column))
    }
}

impl DateTally {
    fn share(&self) -> f64 {
        crate::numeric::real(self.n_unreadable)
            / crate::numeric::real(self.n_present.max(1))
    }

    fn is_wrong(&self) -> bool {
        self.n_unreadable > 0 && self.share() > MOST_UNREADABLE_DATES
    }

    fn message(&self, plan: &TablePlan, file: u16, column: &str) -> Message {
        let index = usize::from(file - plan.source.first_file);
        let path = plan.source.files[index].display();
        let lines: Vec<String> = self.first_lines.iter().map(u32::to_string).collect();
        let notation = plan.source.dialect.dates.name();
        Message::new(
            "dates-do-not-fit",
            format!(
                "{} of {} dates ({:.0} %) are not {notation}",
                self.n_unreadable,
                self.n_present,
                100.0 * self.share()
            ),
        )
        .at(format!("{path}, column `{column}`, lines {} …", lines.join(", ")))
        .effect("nothing was computed")
        .help(format!(
            "declare the notation of these dates in [export.{}] dialect.dates",
            plan.table.name()
        ))
    }
}

/// What is said of the columns of names that hold something else.
pub(super) fn too_many_names<'a>(
    plan: &'a TablePlan,
    names: &'a Names,
) -> impl Iterator<Item = Message> + 'a {
    let full = plan.columns.iter().filter(|it| names.is_full(it.column));
    full.map(|it| {
        let (table, column, most) = (plan.table, it.column, names.most());
        let headline = format!("`{table}.{column}` has more than {most} different names");
        Message::new("too-many-names", headline).effect("nothing was computed").help(
            format!(
                "it groups rows: free text, numbers and dates are no names; map another \
                 column to it in [export.{table}] columns, or none"
            ),
        )
    })
}
