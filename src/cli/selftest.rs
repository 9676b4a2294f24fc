//! `uitkomst selftest`.

use super::{Status, say};
use crate::error::Error;
use crate::selftest::{self, Case, Selftest};

/// Compute published values again on this machine.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Longest expected or found value on a line of its own table.
const WIDEST: usize = 24;

pub(super) fn run(args: &Args) -> Result<Status, Error> {
    let done = selftest::selftest()?;
    if args.json {
        say::line(selftest::json(&done).to_string());
    } else {
        print_table(&done);
    }
    Ok(if done.is_passed() { Status::Done } else { Status::Findings })
}

/// The cases by source, then how many agree.
fn print_table(done: &Selftest) {
    for group in done.cases.chunk_by(|a, b| a.source == b.source) {
        let Some(first) = group.first() else { continue };
        say::line(format!("\n{}", first.source.title));
        group.iter().for_each(print_case);
    }
    let (n, n_agree) = (done.cases.len(), done.n_agree());
    let n_published = done.n_published();
    say::line(format!("\n{n_agree} of {n} agree"));
    say::line(format!(
        "{n_published} were published by others, {} computed with other programs",
        n - n_published
    ));
    for it in done.cases.iter().filter(|it| !it.agrees) {
        say::line(format!("differs: {}, {} ({})", it.method, it.what, it.source.name));
    }
}

fn print_case(it: &Case) {
    let verdict = if it.agrees { "same" } else { "DIFFERS" };
    let (method, what, expected, found) = (it.method, &it.what, &it.expected, &it.found);
    if expected.chars().count() <= WIDEST && found.chars().count() <= WIDEST {
        say::line(format!(
            "  {verdict:<7}  {expected:>WIDEST$}  {found:>WIDEST$}  {method}: {what}"
        ));
        return;
    }
    say::line(format!("  {verdict:<7}  {method}: {what}"));
    say::line(format!("             expected {expected}"));
    say::line(format!("             found    {found}"));
}
