//! The ledger: one line a release, each with the hash of the line before.
//!
//! In: the text of the file. Out: what was released, and the lines to add. Never: a line
//! that changes; a ledger that was edited and is used all the same.
//!
//! A release is written down before its bundle stands in its place, and a second, short line
//! says that it does. So a bundle that can be read is always in the ledger; a release
//! without its second line may not have got out, and is taken to have.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Published;
use crate::error::Error;

/// The hash that stands before the first line.
const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A release, as its line says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReleaseLine {
    /// The day of the release, as the pipeline says it.
    pub date: String,
    /// Name of the pipeline.
    pub pipeline: String,
    /// SHA-256 of the pipeline file.
    pub pipeline_sha256: String,
    /// Version of the program.
    pub version: String,
    /// SHA-256 of all that went in: pipeline, definitions, exports, version.
    pub run: String,
    /// What was published.
    pub published: Published,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Said {
    /// This is about to be released.
    Release(Box<ReleaseLine>),
    /// The bundle of the release with this hash stands in its place.
    Placed(String),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Written {
    number: usize,
    previous: String,
    says: Said,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    /// SHA-256 of its text.
    sha256: String,
    says: Said,
}

/// A ledger whose chain was checked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ledger {
    lines: Vec<Line>,
}

/// What is wrong with a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: &'static str,
}

impl Ledger {
    /// Reads a ledger and checks its chain.
    ///
    /// # Errors
    /// At the first line that is not what was written.
    pub fn parse(text: &str) -> Result<Self, Broken> {
        let mut ledger = Self::default();
        for (at, line) in text.split_inclusive('\n').enumerate() {
            let broken = |what| Broken { line: at + 1, what };
            let Some(line) = line.strip_suffix('\n') else {
                return Err(broken("the line is cut off"));
            };
            let written: Written = serde_json::from_str(line)
                .map_err(|_| broken("the line is not an entry"))?;
            if written.number != at + 1 {
                return Err(broken("a line is missing, or was put in"));
            }
            if written.previous != ledger.head() {
                return Err(broken("the line before it was changed"));
            }
            if canonical(&written).ok().as_deref() != Some(line) {
                return Err(broken("the line was changed"));
            }
            ledger.lines.push(Line { sha256: sha256(line), says: written.says });
        }
        Ok(ledger)
    }

    /// The hash of the last line.
    pub fn head(&self) -> &str {
        self.lines.last().map_or(START, |it| &it.sha256)
    }

    /// The number of lines.
    pub fn n_lines(&self) -> usize {
        self.lines.len()
    }

    /// Whether a line with this hash stands in it.
    pub fn holds(&self, sha256: &str) -> bool {
        self.lines.iter().any(|it| it.sha256 == sha256)
    }

    /// The releases, oldest first, with the number of their line.
    pub fn releases(&self) -> impl Iterator<Item = (usize, &ReleaseLine)> {
        let lines = self.lines.iter().enumerate();
        lines.filter_map(|(at, line)| match &line.says {
            Said::Release(it) => Some((at + 1, &**it)),
            Said::Placed(_) => None,
        })
    }

    /// The line of a release that is exactly this one.
    pub fn find(&self, release: &ReleaseLine) -> Option<usize> {
        self.releases().find(|it| it.1 == release).map(|it| it.0)
    }

    /// Whether a run with the same input was released already, and how the ledger stood
    /// before it: a second run decides as the first did.
    pub fn before(&self, run: &str) -> impl Iterator<Item = (usize, &ReleaseLine)> {
        self.releases().take_while(move |it| it.1.run != run)
    }

    /// Adds a line for a release, unless it is there; gives its number and hash.
    ///
    /// # Errors
    /// When it cannot be written as text (a fault in the program).
    pub fn add(&mut self, release: ReleaseLine) -> Result<(usize, String), Error> {
        let number = match self.find(&release) {
            Some(it) => it,
            None => self.push(Said::Release(Box::new(release)))?,
        };
        Ok((number, self.lines[number - 1].sha256.clone()))
    }

    /// Says that the bundle of that release stands in its place, unless it was said.
    ///
    /// # Errors
    /// As [`Ledger::add`].
    pub fn place(&mut self, sha256: &str) -> Result<(), Error> {
        let says = Said::Placed(sha256.to_owned());
        if !self.lines.iter().any(|it| it.says == says) {
            self.push(says)?;
        }
        Ok(())
    }

    fn push(&mut self, says: Said) -> Result<usize, Error> {
        let number = self.lines.len() + 1;
        let written = Written { number, previous: self.head().to_owned(), says };
        let sha256 = sha256(&canonical(&written)?);
        self.lines.push(Line { sha256, says: written.says });
        Ok(number)
    }

    /// The text of the lines after the first `n`.
    ///
    /// # Errors
    /// As [`Ledger::add`].
    pub fn text_after(&self, n: usize) -> Result<String, Error> {
        let mut text = String::new();
        for (at, line) in self.lines.iter().enumerate().skip(n) {
            let previous = at.checked_sub(1).map_or(START, |it| &self.lines[it].sha256);
            let (previous, says) = (previous.to_owned(), line.says.clone());
            text += &canonical(&Written { number: at + 1, previous, says })?;
            text.push('\n');
        }
        Ok(text)
    }
}

/// JSON without blanks, names in alphabetical order.
fn canonical(written: &Written) -> Result<String, Error> {
    let value: Value = serde_json::to_value(written).map_err(Error::bug)?;
    serde_json::to_string(&value).map_err(Error::bug)
}

fn sha256(text: &str) -> String {
    use std::fmt::Write;
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
