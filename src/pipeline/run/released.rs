//! The ledger of a run: what was released before, and what this run adds.
//!
//! In: the plan, the account of what went in. Out: the earlier releases, and the line of this
//! one. Never: a decision over what may be shown.

use std::fmt::Write;
use std::path::Path;

use super::Account;
use crate::disclosure::{Earlier, Published, Release, ReleaseLine};
use crate::error::Error;
use crate::evidence::LedgerFile;
use crate::pipeline::file::sha256;
use crate::pipeline::{Plan, Prepared};

/// The ledger that a run keeps, when its pipeline names one.
#[derive(Debug, Default)]
pub(super) struct Released {
    file: Option<LedgerFile>,
}

impl Released {
    /// Reads the ledger.
    pub(super) fn open(plan: &Plan, out: &Path) -> Result<Self, Error> {
        let file =
            plan.ledger.as_ref().map(|it| LedgerFile::open(&plan.resolve(&it.path), out));
        Ok(Self { file: file.transpose()? })
    }

    /// What was released before a run of this input. A second run of the same input sees
    /// what the first saw, so that it decides the same.
    pub(super) fn before(&self, plan: &Plan, prepared: &Prepared, run: &str) -> Earlier {
        let releases = self.file.iter().flat_map(|it| it.ledger().before(run));
        earlier(plan, prepared, releases.map(of_line).collect())
    }

    /// Everything that was released.
    pub(super) fn all(&self, plan: &Plan, prepared: &Prepared) -> Earlier {
        let releases = self.file.iter().flat_map(|it| it.ledger().releases());
        earlier(plan, prepared, releases.map(of_line).collect())
    }

    /// Whether a run of this input was released, and showed something else.
    pub(super) fn differs(&self, run: &str, release: &Release) -> bool {
        let mut releases = self.file.iter().flat_map(|it| it.ledger().releases());
        releases.any(|it| it.1.run == run && it.1.published != release.published)
    }

    /// The file, to be written with the bundle.
    pub(super) fn file(&mut self) -> Option<&mut LedgerFile> {
        self.file.as_mut()
    }
}

fn earlier(
    plan: &Plan,
    prepared: &Prepared,
    releases: Vec<(String, Published)>,
) -> Earlier {
    Earlier {
        releases,
        small_changes: plan
            .ledger
            .as_ref()
            .map(|it| it.small_changes)
            .unwrap_or_default(),
        is_unknown: plan.ledger.is_none(),
        day: date(plan, prepared),
    }
}

fn of_line((_, line): (usize, &ReleaseLine)) -> (String, Published) {
    (line.date.clone(), line.published.clone())
}

/// The line of a release.
pub(super) fn line(
    plan: &Plan,
    prepared: &Prepared,
    account: &Account,
    release: &Release,
) -> ReleaseLine {
    ReleaseLine {
        date: date(plan, prepared),
        pipeline: plan.name.clone(),
        pipeline_sha256: plan.sha256.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        run: run(plan, prepared, account),
        published: release.published.clone(),
    }
}

/// The day of the release: as the pipeline says it, or the last day of the periods.
fn date(plan: &Plan, prepared: &Prepared) -> String {
    let said = plan.ledger.as_ref().and_then(|it| it.released);
    let last = || prepared.grid.periods().last().map(|it| it.end);
    said.or_else(last).map_or_else(String::new, |it| it.to_string())
}

/// SHA-256 of all that goes into a run: the program, the pipeline, the definitions, the
/// exports.
pub(super) fn run(plan: &Plan, prepared: &Prepared, account: &Account) -> String {
    let mut text = format!("{}\n{}\n", env!("CARGO_PKG_VERSION"), plan.sha256);
    for it in &prepared.asked {
        let _ = writeln!(text, "{} {}", it.indicator.info.name, it.indicator.info.sha256);
    }
    for (table, file) in &account.files {
        let _ = writeln!(text, "{table} {}", file.sha256);
    }
    sha256(text.as_bytes())
}
