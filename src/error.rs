//! Messages and errors: one shape for everything the program says went wrong.
//!
//! In: what happened, where, its effect and what to do. Out: text in the shape of house
//! rule E5 and an exit code. Never: a value about a person; name file, line and column.

use std::fmt::{self, Write};
use std::path::Path;

/// Why the program could not do what was asked; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The command line or the pipeline file is wrong.
    Usage,
    /// A file cannot be read, or is not what it should be (missing, empty, truncated …).
    Unreadable,
    /// The content of an export does not fit the pipeline (columns, dates, encoding …).
    Export,
    /// An export holds direct identifiers and is refused.
    Identifiers,
    /// No row is left to compute with.
    NothingLeft,
    /// An output cannot be written.
    Unwritable,
    /// Figures cannot be released next to earlier ones, or the ledger of those is broken.
    Disclosure,
    /// The user stopped the run.
    Interrupted,
    /// A fault in the program itself.
    Bug,
}

impl Why {
    /// The exit code of design section 9: 2 wrong use, 10 and up could not run.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Usage => 2,
            Self::Unreadable => 10,
            Self::Export => 11,
            Self::Identifiers => 12,
            Self::NothingLeft => 13,
            Self::Unwritable => 14,
            Self::Interrupted => 15,
            Self::Disclosure => 16,
            Self::Bug => 20,
        }
    }
}

/// One thing to say: `level[name]: headline`, where, effect, help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Short stable kebab-case name of the problem.
    pub name: String,
    /// What happened, with a count; lower case, no full stop; stands alone.
    pub headline: String,
    /// Where: `file, column, lines`; one entry a place.
    pub places: Vec<String>,
    /// What it did to the result.
    pub effect: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

impl Message {
    /// A message with a name and a headline; add the rest with the methods below.
    pub fn new(name: &str, headline: impl Into<String>) -> Self {
        let (name, headline) = (name.to_owned(), headline.into());
        Self { name, headline, places: Vec::new(), effect: None, help: None }
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.places.push(place.into());
        self
    }

    /// Says what it did to the result.
    #[must_use]
    pub fn effect(mut self, effect: impl Into<String>) -> Self {
        self.effect = Some(effect.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The text, with its level (`error`, `warning`, `note`) in front.
    pub fn render(&self, level: &str) -> String {
        let mut text = format!("{level}[{}]: {}\n", self.name, self.headline);
        for place in &self.places {
            let _ = writeln!(text, "  --> {place}");
        }
        for (mark, line) in [("effect", &self.effect), ("help", &self.help)] {
            if let Some(line) = line {
                let _ = writeln!(text, "  = {mark}: {line}");
            }
        }
        text
    }
}

/// The program could not run. Several messages when several things are wrong at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.render())]
pub struct Error {
    /// What kind of problem; decides the exit code.
    pub why: Why,
    /// At least one message.
    pub messages: Vec<Message>,
}

impl Error {
    /// An error with one message.
    pub fn new(why: Why, message: Message) -> Self {
        Self { why, messages: vec![message] }
    }

    /// Everything that is wrong at once; `Ok` when nothing is.
    ///
    /// # Errors
    /// When `messages` is not empty.
    pub fn all(why: Why, messages: Vec<Message>) -> Result<(), Self> {
        if messages.is_empty() { Ok(()) } else { Err(Self { why, messages }) }
    }

    /// A file that cannot be read, with the operating system's reason.
    pub fn unreadable(path: &Path, source: &std::io::Error) -> Self {
        let headline = format!("cannot read {}: {source}", path.display());
        Self::new(Why::Unreadable, Message::new("file-unreadable", headline))
    }

    /// A file or folder that cannot be written, with the operating system's reason; a full
    /// disk is called by its name.
    pub fn unwritable(path: &Path, source: &std::io::Error) -> Self {
        use std::io::ErrorKind::{QuotaExceeded, StorageFull};
        let path = path.display();
        let (name, headline, help) = match source.kind() {
            StorageFull | QuotaExceeded => (
                "disk-full",
                format!("the disk is full: cannot write {path}"),
                "make room, or choose another disk with --out (TMPDIR for temporary files)",
            ),
            _ => (
                "output-unwritable",
                format!("cannot write {path}: {source}"),
                "choose a folder with --out that exists, may be written and has space",
            ),
        };
        let message = Message::new(name, headline)
            .effect("nothing was written; an earlier bundle stands untouched")
            .help(help);
        Self::new(Why::Unwritable, message)
    }

    /// A fault in the program itself; the cause must hold no value about a person.
    pub fn bug(what: impl fmt::Display) -> Self {
        let message = Message::new("bug", format!("a fault in uitkomst itself: {what}"))
            .help("please report this; attach the message and the pipeline, never data");
        Self::new(Why::Bug, message)
    }

    /// The user stopped the run.
    pub fn interrupted() -> Self {
        let message = Message::new("interrupted", "stopped before the end")
            .effect("nothing was written; an earlier bundle stands untouched");
        Self::new(Why::Interrupted, message)
    }

    fn render(&self) -> String {
        self.messages.iter().map(|it| it.render("error")).collect::<Vec<_>>().join("\n")
    }
}

/// The name nearest to `wanted`, for "did you mean"; `None` when nothing is near.
pub fn nearest<'a>(
    wanted: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    /// Jaro-Winkler similarity from which two names look like the same word mistyped.
    const NEAR: f64 = 0.8;
    let wanted = wanted.to_lowercase();
    names
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&wanted, &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness >= NEAR)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}
