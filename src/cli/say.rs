//! What the program says: results on standard output, problems on standard error.

use std::io::Write;
use std::panic::PanicHookInfo;

use super::Status;
use crate::error::{Error, Message};

/// Prints a line of results. A reader that went away (a closed pipe) is no error.
pub(super) fn line(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stdout().lock(), "{}", text.as_ref());
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
    let _ = error.print();
    match error.exit_code() {
        0 => Ok(Status::Done),
        _ => Err(Error { why: crate::error::Why::Usage, messages: Vec::new() }),
    }
}

/// A panic is a fault of the program: ask for a report that holds no data.
pub(super) fn panicked(info: &PanicHookInfo) {
    let place = info.location().map_or_else(String::new, |it| format!(" at {it}"));
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
