//! `uitkomst compare OLD NEW`.

use std::fmt::Write;
use std::path::PathBuf;

use super::{Status, say};
use crate::env::Env;
use crate::error::Error;
use crate::evidence::{self, Comparison, Moved, Shown, WentIn};

/// Figures the table lists; `--json` lists all.
const LISTED: usize = 60;

/// Compare two bundles.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the older bundle
    old: PathBuf,
    /// The folder of the newer bundle
    new: PathBuf,
    /// Everything, as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(env: &Env, args: &Args) -> Result<Status, Error> {
    let (old, new) = (env.root.join(&args.old), env.root.join(&args.new));
    let comparison = evidence::compare(&old, &new)?;
    if args.json {
        let json = serde_json::to_string_pretty(&comparison).map_err(Error::bug)?;
        say::line(json);
        return Ok(Status::Done);
    }
    for (is_whole, path) in
        [(comparison.as_written.0, &args.old), (comparison.as_written.1, &args.new)]
    {
        if !is_whole {
            say::line(format!(
                "{} is not as its run left it: see `uitkomst verify`",
                path.display()
            ));
        }
    }
    print_inputs(&comparison.inputs);
    print_moved(&comparison);
    Ok(Status::Done)
}

fn print_inputs(inputs: &[WentIn]) {
    if inputs.is_empty() {
        say::line("what went in is the same");
        return;
    }
    say::line("what went in differs:");
    for it in inputs {
        let line = format!("  {:<10} {}", it.what, it.name);
        say::line(match (it.before.as_str(), it.after.as_str()) {
            ("", _) => format!("{line}: new"),
            (_, "") => format!("{line}: gone"),
            (before, after) if is_short(before) && is_short(after) => {
                format!("{line}: {before} → {after}")
            }
            _ => format!("{line}: changed"),
        });
    }
}

/// A number or a version, and no hash or sentence.
fn is_short(text: &str) -> bool {
    text.chars().count() <= 16
}

fn print_moved(comparison: &Comparison) {
    let (moved, n_same) = (&comparison.moved, comparison.n_same);
    say::line(format!("\n{} figures moved, {n_same} did not", moved.len()));
    for it in moved.iter().take(LISTED) {
        let causes: Vec<&str> = it.causes.iter().map(|it| it.text()).collect();
        say::line(format!("  {:<64} {}", it.figure_id, change(it)));
        say::line(format!("    {}", causes.join(", or ")));
    }
    if moved.len() > LISTED {
        say::line(format!("  and {} more: --json lists all", moved.len() - LISTED));
    }
    if moved.iter().any(|it| it.causes.len() > 1) {
        say::line("\nwhere several causes are named, the bundles do not tell them apart");
    }
}

fn change(it: &Moved) -> String {
    match (&it.before, &it.after) {
        (Some(before), Some(after)) => format!("{} → {}", figure(before), figure(after)),
        (None, Some(after)) => format!("new: {}", figure(after)),
        (Some(before), None) => format!("gone: {}", figure(before)),
        (None, None) => String::new(),
    }
}

/// `0.8802 (441 of 501)`, `1734`, or why there is no number.
fn figure(it: &Shown) -> String {
    let mut text = match it.value.parse::<f64>() {
        Ok(_) if it.value == it.n => it.n.clone(),
        Ok(value) => match it.numerator.as_str() {
            "" => format!("{value:.4} (n {})", it.n),
            numerator => format!("{value:.4} ({numerator} of {})", it.n),
        },
        Err(_) => it.state.clone(),
    };
    if !it.repeats.is_empty() {
        let _ = write!(text, " as released {}", it.repeats);
    }
    text
}
