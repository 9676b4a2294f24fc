//! Opens a pipeline file: the file itself, its encoding and its TOML.
//!
//! In: a path. Out: a [`Plan`], or every mistake in the file in the order of the lines.
//! Never: what the keys mean (that is `read.rs`).

use std::fmt::Write;
use std::path::Path;

use sha2::{Digest, Sha256};
use toml_edit::Document;

use super::plan::Plan;
use super::read::read_plan;
use super::read_export::Schema;
use super::section::Section;
use super::source::Source;
use crate::error::{Error, Message, Why, nearest};
use crate::tables::Table;

/// Reads a pipeline file over the canonical tables.
///
/// # Errors
/// As [`read`].
pub fn load(path: &Path) -> Result<Plan, Error> {
    read(path, &|table| {
        let columns = Table::parse(table)?.columns().iter();
        Some(columns.filter(|it| !it.derived).map(|it| it.name).collect())
    })
}

/// Reads a pipeline file. `schema` gives the columns of a canonical table, `None` when
/// there is no such table.
///
/// # Errors
/// When the file is not there, is not TOML, or says something that cannot be: every
/// mistake at once, each with its place.
pub fn read(path: &Path, schema: &Schema<'_>) -> Result<Plan, Error> {
    let bytes = std::fs::read(path).map_err(|it| cannot_open(path, &it))?;
    parse(path, &bytes, schema)
}

/// As [`read`], from the bytes of the file at `path`.
///
/// # Errors
/// As [`read`], except that the file is there.
pub fn parse(path: &Path, bytes: &[u8], schema: &Schema<'_>) -> Result<Plan, Error> {
    let shown = path.display().to_string();
    let text = std::str::from_utf8(bytes).map_err(|_| {
        let headline = format!("{shown} is not UTF-8 text");
        let help = "save it as UTF-8; a pipeline is a text file in TOML";
        Error::new(Why::Usage, Message::new("not-toml", headline).at(&shown).help(help))
    })?;
    // Editors on Windows may put a byte order mark in front.
    let text = text.trim_start_matches('\u{feff}');
    let source = Source::new(shown, text);
    let plan = match Document::parse(text) {
        Ok(document) => {
            let root = document.as_table();
            let head = Section::new(&source, root, "the pipeline".to_owned(), 0);
            read_plan(path, bytes, head, schema)
        }
        Err(error) => {
            report_syntax(&source, &error);
            None
        }
    };
    Error::all(Why::Usage, source.into_messages())?;
    plan.ok_or_else(|| Error::bug("a pipeline without mistakes gave no plan"))
}

fn report_syntax(source: &Source<'_>, error: &toml_edit::TomlError) {
    let at = error.span().map_or(0, |it| it.start);
    let what = error.message().lines().collect::<Vec<_>>().join("; ");
    let message = Message::new("not-toml", format!("the pipeline is not TOML: {what}"))
        .help("pipelines/README.md has a complete example");
    source.report(at, message);
}

/// A file that is not there is a wrong command; anything else is the system's refusal.
fn cannot_open(path: &Path, error: &std::io::Error) -> Error {
    use std::io::ErrorKind::{IsADirectory, NotFound};
    if !matches!(error.kind(), NotFound | IsADirectory) {
        return Error::unreadable(path, error);
    }
    let is_folder = path.is_dir();
    let what =
        if is_folder { "is a folder, not a pipeline file" } else { "is not there" };
    let headline = format!("the pipeline {} {what}", path.display());
    let parent = path.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = if is_folder { path } else { parent.unwrap_or(Path::new(".")) };
    let message =
        Message::new("pipeline-not-found", headline).help(suggest(path, folder));
    Error::new(Why::Usage, message)
}

/// The pipeline file of `folder` whose name is nearest, or all there are.
fn suggest(path: &Path, folder: &Path) -> String {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return format!("there is no folder {}", folder.display());
    };
    let mut names: Vec<_> = entries
        .filter_map(|it| it.ok()?.file_name().into_string().ok())
        .filter(|it| Path::new(it).extension().is_some_and(|it| it == "toml"))
        .filter(|it| it != "Cargo.toml")
        .collect();
    names.sort_unstable();
    let wanted = path.file_name().map(|it| it.to_string_lossy()).unwrap_or_default();
    let shown = |it: &str| folder.join(it).display().to_string();
    if let Some(near) = nearest(&wanted, names.iter().map(String::as_str)) {
        return format!("did you mean {}?", shown(near));
    }
    if names.is_empty() {
        return format!("there is no pipeline file (.toml) in {}", folder.display());
    }
    let names: Vec<_> = names.iter().map(|it| shown(it)).collect();
    format!("there is: {}", names.join(", "))
}

pub(in crate::pipeline) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
