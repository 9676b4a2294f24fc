//! What the program says: results on standard output, problems on standard error.

use std::io::{ErrorKind, Write};
use std::panic::PanicHookInfo;
use std::sync::OnceLock;

use super::Status;
use crate::error::{Error, Message, Why};
use crate::panics;

/// The first reason why results could not be printed.
static FAILED: OnceLock<ErrorKind> = OnceLock::new();

/// Prints a line of results. A reader that went away (a closed pipe) is no error; another
/// reason is kept for the end.
pub(super) fn line(text: impl AsRef<str>) {
    keep(writeln!(std::io::stdout().lock(), "{}", text.as_ref()));
}

fn keep(done: std::io::Result<()>) {
    if let Err(error) = done
        && error.kind() != ErrorKind::BrokenPipe
    {
        let _ = FAILED.set(error.kind());
    }
}

/// Whether all results got to where they were printed.
///
/// # Errors
/// When they did not: a disk is full, for one.
pub(super) fn written() -> Result<(), Error> {
    keep(std::io::stdout().lock().flush());
    match FAILED.get() {
        None => Ok(()),
        Some(kind) => {
            let headline = format!("the results cannot be printed: {kind}");
            let message = Message::new("output-unwritable", headline)
                .effect("what stands in a folder of this run is whole")
                .help("make room, or send the results to another place");
            Err(Error::new(Why::Unwritable, message))
        }
    }
}

/// Prints what is wrong.
pub(super) fn error(error: &Error) {
    let text = error.to_string();
    let _ = write!(std::io::stderr().lock(), "{text}");
}

/// Prints a warning.
pub(super) fn warning(message: &Message) {
    let _ = write!(std::io::stderr().lock(), "{}", message.render("warning"));
}

/// Help and version are results; anything else about the command line is wrong use.
pub(super) fn usage(error: &clap::Error) -> Result<Status, Error> {
    let done = error.print();
    if error.exit_code() == 0 {
        keep(done);
        return Ok(Status::Done);
    }
    Err(Error { why: Why::Usage, messages: Vec::new() })
}

/// A panic is a fault of the program: ask for a report that holds no data.
pub(super) fn panicked(info: &PanicHookInfo) {
    if panics::is_expected() {
        return;
    }
    let place = info
        .location()
        .map_or_else(String::new, |it| format!(" at {}", panics::place(it)));
    let message = Message::new("bug", format!("a fault in uitkomst itself{place}"))
        .effect("nothing was written; an earlier bundle stands untouched")
        .help("please report this line and the pipeline; never attach data");
    let _ = write!(std::io::stderr().lock(), "{}", message.render("error"));
}

/// A spinner for work over a second; nothing in a pipe.
pub(super) fn progress(what: &'static str) -> indicatif::ProgressBar {
    let bar = indicatif::ProgressBar::new_spinner().with_message(what);
    bar.enable_steady_tick(std::time::Duration::from_millis(200));
    bar
}
