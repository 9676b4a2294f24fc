//! The command line: typed arguments, one library call, print, exit code.
//!
//! In: arguments. Out: text on the terminal and an exit code. Never: arithmetic, frames.

mod run;
mod check;
mod explain;
mod catalogue;
mod sample;
mod verify;
mod compare;
mod selftest;
mod preflight;
mod say;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::env::Env;
use crate::error::{Error, Message, Why};

/// Outcome figures from the trajectory exports of Dutch youth-care providers.
#[derive(Debug, Parser)]
#[command(name = "uitkomst", version, max_term_width = 90)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a pipeline: exports in; report, charts, datasets and evidence out
    Run(run::Args),
    /// Read and check the exports of a pipeline; compute and write nothing
    Check(check::Args),
    /// Show what the figures can show: intervals, visible changes; writes nothing
    Preflight(preflight::Args),
    /// Show the page of an indicator, a check or a method
    Explain(explain::Args),
    /// List the indicators, checks and methods
    Catalogue(catalogue::Args),
    /// Write synthetic exports, of any size
    Sample(sample::Args),
    /// Compare the files of a bundle with the SHA-256 hashes in its manifest
    Verify(verify::Args),
    /// Show which figures moved between two bundles, and what is known of why
    Compare(compare::Args),
    /// Compute published values again on this machine, and compare
    Selftest(selftest::Args),
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// All is well.
    Done,
    /// More rows were set aside than the pipeline allows, a bundle was changed, or a
    /// published value was not found.
    Findings,
}

/// Runs the command line and says how it ended.
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(say::panicked));
    ExitCode::from(exit_code(try_main))
}

/// How a command ended, also one that panicked: that was said where it happened.
fn exit_code(command: impl FnOnce() -> Result<Status, Error>) -> u8 {
    let done = catch_unwind(AssertUnwindSafe(|| {
        let status = command()?;
        say::written()?;
        Ok(status)
    }));
    match done {
        Ok(Ok(Status::Done)) => 0,
        Ok(Ok(Status::Findings)) => 1,
        Ok(Err(error)) => {
            say::error(&error);
            error.why.exit_code()
        }
        Err(_) => Why::Bug.exit_code(),
    }
}

fn try_main() -> Result<Status, Error> {
    refuse_thread_counts()?;
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return say::usage(&error),
    };
    let env = env()?;
    match args.command {
        Command::Run(args) => run::run(&env, &args),
        Command::Check(args) => check::run(&env, &args),
        Command::Preflight(args) => preflight::run(&env, &args),
        Command::Explain(args) => explain::run(&args),
        Command::Catalogue(args) => catalogue::run(&args),
        Command::Sample(args) => sample::run(&env, &args),
        Command::Verify(args) => verify::run(&env, &args),
        Command::Compare(args) => compare::run(&env, &args),
        Command::Selftest(args) => selftest::run(&args),
    }
}

/// A number of threads that the engine under the tables cannot start with.
fn refuse_thread_counts() -> Result<(), Error> {
    const NAME: &str = "POLARS_MAX_THREADS";
    let Some(value) = std::env::var_os(NAME) else { return Ok(()) };
    if value.to_str().and_then(|it| it.parse::<usize>().ok()).is_some_and(|it| it > 0) {
        return Ok(());
    }
    let headline = format!("the environment variable {NAME} is no number from 1");
    let message = Message::new("threads", headline)
        .help("take it away, or set it to how many threads may be used");
    Err(Error::new(Why::Usage, message))
}

/// The current folder, and a stop signal: Ctrl-C, and being asked to end or to hang up.
fn env() -> Result<Env, Error> {
    let root = std::env::current_dir()
        .map_err(|it| Error::unreadable(&PathBuf::from("."), &it))?;
    let env = Env::new(root);
    let stop = env.stop.clone();
    ctrlc::set_handler(move || stop.store(true, std::sync::atomic::Ordering::Relaxed))
        .map_err(|it| Error::new(Why::Bug, Message::new("signal", it.to_string())))?;
    Ok(env)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_panics_ends_as_a_fault_of_the_program() {
        let panics = || {
            let names: Vec<Status> = Vec::new();
            names.first().copied().ok_or_else(Error::interrupted).map_err(|_| panic!())
        };
        assert_eq!(exit_code(panics), 20);
        assert_eq!(exit_code(|| Ok(Status::Findings)), 1);
        assert_eq!(exit_code(|| Err(Error::interrupted())), 15);
    }
}
