//! The account of a run: rows in = rows kept + rows set aside, with what was found.
//!
//! In: what reading and linking gave. Out: the account. Never: a value about a person.

use std::collections::BTreeMap;

use crate::checks::Linked;
use crate::error::{Error, Message, Why};
use crate::export::FileRead;
use crate::tables::{Ingested, Names, Table};
use crate::terms::{Finding, Severity};

/// Rows in = rows kept + rows set aside, with what was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The files, in the order of [`crate::terms::Place::file`].
    pub files: Vec<(Table, FileRead)>,
    /// Per table: rows read and rows kept.
    pub rows: BTreeMap<Table, (u64, u64)>,
    /// Every finding, by place.
    pub findings: Vec<Finding>,
    /// What is remarkable about columns as a whole.
    pub warnings: Vec<Message>,
}

impl Account {
    /// Largest share of rows set aside in a table.
    pub fn share_set_aside(&self) -> f64 {
        let share = |(read, kept): &(u64, u64)| {
            crate::numeric::real(read - kept) / crate::numeric::real((*read).max(1))
        };
        self.rows.values().map(share).fold(0.0, |a, b| if b > a { b } else { a })
    }

    /// From how many files the rows of a table came.
    pub fn n_files(&self, table: Table) -> usize {
        self.files.iter().filter(|it| it.0 == table).count()
    }

    /// The table a file belongs to.
    pub fn table_of(&self, finding: &Finding) -> Option<Table> {
        self.files.get(usize::from(finding.place.file)).map(|it| it.0)
    }
}

pub(super) fn account(
    ingested: &BTreeMap<Table, Ingested>,
    linked: &Linked,
    names: &Names,
) -> Account {
    let files = ingested
        .values()
        .flat_map(|it| it.files.iter().map(|file| (it.table, file.clone())));
    let rows = ingested.iter().map(|(table, it)| {
        (*table, (it.n_read, linked.n_kept.get(table).copied().unwrap_or(0)))
    });
    let mut findings: Vec<Finding> =
        ingested.values().flat_map(|it| it.findings.iter().copied()).collect();
    findings.extend(&linked.findings);
    findings.sort_unstable();
    let warnings =
        names.alike().into_iter().map(|(column, n)| alike(column, n)).collect();
    Account { files: files.collect(), rows: rows.collect(), findings, warnings }
}

/// Says that names of a column may be one name written in several ways.
fn alike(column: &str, n: usize) -> Message {
    let names = if n == 1 { "name differs" } else { "names differ" };
    let headline = format!(
        "{n} {names} from another only in capitals, spaces or marks (column `{column}`)"
    );
    Message::new("names-alike", headline)
        .effect("none: each counts as a group of its own")
        .help(format!("give each way of writing its name: codes.{column} = {{ … }}"))
}

impl Account {
    /// Which exports these are: the hash of each file.
    pub(super) fn exports(&self) -> String {
        self.files.iter().map(|it| format!("\n{}", it.1.sha256)).collect()
    }

    pub(super) fn with(mut self, more: Vec<Finding>) -> Self {
        self.findings.extend(more);
        self.findings.sort_unstable();
        self
    }
}

pub(super) fn nothing_left(account: &Account) -> Error {
    let (read, _) = account.rows.get(&Table::Trajectories).copied().unwrap_or_default();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in &account.findings {
        if finding.severity == Severity::SetAside {
            *counts.entry(finding.rule).or_default() += 1;
        }
    }
    let headline = format!("all {read} rows of `trajectories` were set aside");
    let mut message = Message::new("all-rows-set-aside", headline)
        .effect("nothing was computed and nothing was written")
        .help("look at the checks named above: `uitkomst explain CHECK`");
    for (rule, n) in counts {
        message = message.at(format!("{rule}: {n} rows"));
    }
    Error::new(Why::NothingLeft, message)
}
