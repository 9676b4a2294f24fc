//! `uitkomst check PIPELINE`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Status, say};
use crate::env::Env;
use crate::error::{Error, Message};
use crate::pipeline::{self, Account};
use crate::terms::{Finding, Severity};

/// Check the exports of a pipeline.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The pipeline file (TOML)
    pipeline: PathBuf,
}

/// Lines a finding shows on the terminal; all are in `internal/findings.csv`.
const LINES_SHOWN: usize = 8;

pub(super) fn run(env: &Env, args: &Args) -> Result<Status, Error> {
    let plan = pipeline::load(&args.pipeline)?;
    let progress = say::progress("reading and checking");
    let account = pipeline::check(env, &plan);
    progress.finish_and_clear();
    let account = account?;
    print_account(&account);
    Ok(status(&account, plan.checks.limit))
}

/// Exit 1 when a larger share of rows was set aside than the pipeline allows.
pub(super) fn status(account: &Account, limit: f64) -> Status {
    if account.share_set_aside() > limit { Status::Findings } else { Status::Done }
}

/// Rows read, kept and set aside, then the findings by rule, file and column.
pub(super) fn print_account(account: &Account) {
    say::line("\nrows");
    for (table, (read, kept)) in &account.rows {
        let aside = read - kept;
        let name = table.name();
        let files = match account.n_files(*table) {
            1 => "1 file".to_owned(),
            n => format!("{n} files"),
        };
        say::line(format!(
            "  {name:<14} {read:>9} read = {kept} kept + {aside} set aside, from {files}"
        ));
    }
    for warning in &account.warnings {
        say::warning(warning);
    }
    let mut groups: BTreeMap<_, Vec<&Finding>> = BTreeMap::new();
    for finding in &account.findings {
        let key = (finding.severity, finding.rule, finding.place.file, finding.column);
        groups.entry(key).or_default().push(finding);
    }
    for ((severity, rule, file, column), findings) in groups {
        let path = account.files.get(usize::from(file)).map(|it| &it.1.path);
        let path = path.map_or_else(String::new, |it| it.display().to_string());
        say::warning(&message(severity, rule, &path, column, &findings));
    }
}

fn message(
    severity: Severity,
    rule: &str,
    path: &str,
    column: Option<&str>,
    findings: &[&Finding],
) -> Message {
    let n = findings.len();
    let rows = if n == 1 { "row breaks" } else { "rows break" };
    let lines = findings.iter().take(LINES_SHOWN).map(|it| it.place.line.to_string());
    let mut lines = lines.collect::<Vec<_>>().join(", ");
    if n > LINES_SHOWN {
        lines.push_str(" …");
    }
    let column = column.map_or_else(String::new, |it| format!(", column `{it}`"));
    Message::new(rule, format!("{n} {rows} this check"))
        .at(format!("{path}{column}, lines {lines}"))
        .effect(match severity {
            Severity::SetAside => "set aside: they count in no figure",
            Severity::Warning => "kept: somebody should look",
        })
        .help(format!("uitkomst explain {rule}"))
}
