//! The record of a self-test: JSON, for a program to read and for the evidence of a run.
//!
//! In: a self-test. Out: JSON with every case. Never: a date or a name of a machine; the
//! same program gives the same bytes.

use serde_json::{Value, json as object};

use super::{Case, Kind, Selftest, selftest};
use crate::error::{Error, Message, Why};

/// The record, version 1. Fields are only ever added.
pub fn json(done: &Selftest) -> Value {
    object!({
        "program": "uitkomst",
        "version": env!("CARGO_PKG_VERSION"),
        "passed": done.is_passed(),
        "n_cases": done.cases.len(),
        "n_agree": done.n_agree(),
        "n_published": done.n_published(),
        "cases": done.cases.iter().map(case).collect::<Vec<_>>(),
    })
}

/// Runs the self-test, and gives its record as a file for the evidence of a run.
///
/// # Errors
/// When a published value is not found: figures of such a program prove nothing.
pub fn record() -> Result<Vec<u8>, Error> {
    let done = selftest()?;
    if !done.is_passed() {
        return Err(failed(&done));
    }
    let mut bytes = serde_json::to_vec_pretty(&json(&done)).map_err(Error::bug)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn failed(done: &Selftest) -> Error {
    let n_differ = done.cases.len() - done.n_agree();
    let headline = format!("{n_differ} published values do not come out on this machine");
    let message = Message::new("selftest-failed", headline)
        .effect("nothing was written; an earlier bundle stands untouched")
        .help("`uitkomst selftest` shows which; please report them");
    Error::new(Why::Bug, message)
}

fn case(it: &Case) -> Value {
    object!({
        "method": it.method,
        "what": it.what,
        "source": it.source.name,
        "source_title": it.source.title,
        "kind": kind(it.source.kind),
        "expected": it.expected,
        "found": it.found,
        "agrees": it.agrees,
    })
}

fn kind(it: Kind) -> &'static str {
    match it {
        Kind::Published => "published",
        Kind::Peer => "peer",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_program_gives_the_same_bytes() {
        let record = super::record().unwrap();
        assert_eq!(record, super::record().unwrap());
        assert!(record.ends_with(b"}\n"));
    }

    #[test]
    fn a_value_that_is_not_found_stops_the_run() {
        let mut done = selftest().unwrap();
        done.cases[0].agrees = false;
        let error = failed(&done);
        assert_eq!((error.why, error.messages.len()), (Why::Bug, 1));
        assert!(error.messages[0].headline.starts_with("1 published"));
        assert_eq!(json(&done)["passed"], false);
        assert_eq!(json(&done)["n_agree"], done.cases.len() - 1);
    }
}
