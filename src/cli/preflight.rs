//! `uitkomst preflight PIPELINE`.

use std::path::PathBuf;

use super::{Status, say};
use crate::cli::check::{print_account, status};
use crate::env::Env;
use crate::error::Error;
use crate::outputs::report::{PreflightRow, preflight_json, preflight_rows};
use crate::pipeline;
use crate::terms::Language;

/// What the figures of a pipeline can show.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The pipeline file (TOML)
    pipeline: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

const HEADS: [&str; 6] = [
    "groep",
    "aantal per periode",
    "interval",
    "kleinste verandering",
    "nodig voor trechter",
    "gehaald in",
];

pub(super) fn run(env: &Env, args: &Args) -> Result<Status, Error> {
    let plan = pipeline::load(&args.pipeline)?;
    let progress = say::progress("reading, checking and computing");
    let outcome = pipeline::preflight(env, &plan);
    progress.finish_and_clear();
    let outcome = outcome?;
    if args.json {
        say::line(preflight_json(&outcome.release, &outcome.judgements).to_string());
    } else {
        say::line(format!("{} — {}", plan.title.nl, plan.organisation));
        let (release, judgements) = (&outcome.release, &outcome.judgements);
        for (title, rows) in preflight_rows(release, judgements, Language::Nl)? {
            print_table(&title, &rows);
        }
        print_account(&outcome.account);
    }
    Ok(status(&outcome.account, plan.checks.limit))
}

/// The rows of one indicator, each column as wide as its widest text.
fn print_table(title: &str, rows: &[PreflightRow]) {
    let lines = rows.iter().map(|it| {
        [&it.group, &it.n, &it.half_width, &it.change, &it.needed, &it.first]
            .map(String::as_str)
    });
    let lines: Vec<[&str; 6]> = std::iter::once(HEADS).chain(lines).collect();
    let width = |at: usize| {
        lines.iter().map(|it| it[at].chars().count()).max().unwrap_or_default()
    };
    let widths: [usize; 6] = std::array::from_fn(width);
    say::line(format!("\n{title}"));
    for line in lines {
        let cells = line.iter().zip(widths).enumerate().map(|(at, (text, width))| {
            if at == 0 { format!("{text:<width$}") } else { format!("{text:>width$}") }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        say::line(format!("  {}", line.trim_end()));
    }
}
