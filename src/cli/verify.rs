//! `uitkomst verify BUNDLE`.

use std::path::PathBuf;

use super::{Status, say};
use crate::env::Env;
use crate::error::Error;
use crate::evidence::{self, Difference};

/// Verify a bundle.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the bundle
    bundle: PathBuf,
}

pub(super) fn run(env: &Env, args: &Args) -> Result<Status, Error> {
    let verified = evidence::verify(&env.root.join(&args.bundle))?;
    for (path, difference) in &verified.differences {
        let word = match difference {
            Difference::Missing => "missing",
            Difference::Changed => "changed",
            Difference::Added => "added",
        };
        say::line(format!("{word:<8} {path}"));
    }
    let n = verified.n_files;
    if verified.differences.is_empty() {
        say::line(format!("{n} files, all as the run wrote them"));
        return Ok(Status::Done);
    }
    let n_differ = verified.differences.len();
    say::line(format!(
        "{n} files in the manifest; {n_differ} are not as the run left them"
    ));
    Ok(Status::Findings)
}
