//! From the patterns of a pipeline to files that exist.
//!
//! In: a folder and patterns (`trajecten-*.csv`). Out: files, sorted, each once. Never: a
//! pattern that matches nothing passed over in silence; nor a folder, a link that leads nowhere,
//! or a file that the pattern misses by a large letter or by bytes that are no text.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::problem::{self, Problem};
use crate::error::{Error, Message, Why, nearest};

/// The files that `patterns` name, sorted, each once; paths count from `folder`.
///
/// # Errors
/// When a named file does not exist or is a folder, or when a pattern is wrong or matches
/// no file: all of it at once, with the nearest name.
pub fn resolve(folder: &Path, patterns: &[String]) -> Result<Vec<PathBuf>, Error> {
    let mut files = BTreeMap::new();
    let mut problems = Vec::new();
    for pattern in patterns {
        match files_of(folder, pattern) {
            Ok(found) => {
                // The same file under two names would count its rows twice.
                files.extend(
                    found
                        .into_iter()
                        .map(|it| (it.canonicalize().unwrap_or(it.clone()), it)),
                );
            }
            Err(problem) => problems.push(problem),
        }
    }
    problem::all(problems)?;
    let mut files: Vec<PathBuf> = files.into_values().collect();
    files.sort();
    Ok(files)
}

fn files_of(folder: &Path, pattern: &str) -> Result<Vec<PathBuf>, Problem> {
    let path = folder.join(pattern);
    if path.is_dir() {
        return Err(Problem::directory(&path));
    }
    if path.exists() {
        super::input::about(&path)?;
        return Ok(vec![path]);
    }
    if path.is_symlink() {
        return Err(Problem::link_to_nowhere(&path));
    }
    if !pattern.contains(['*', '?', '[']) {
        return Err(Problem::missing(&path));
    }
    let escaped = glob::Pattern::escape(&folder.to_string_lossy());
    let whole = Path::new(&escaped).join(pattern);
    let exact = glob::Pattern::new(&whole.to_string_lossy())
        .map_err(|it| pattern_wrong(pattern, it.msg))?;
    let any_case = glob::MatchOptions { case_sensitive: false, ..Default::default() };
    let matches = glob::glob_with(&whole.to_string_lossy(), any_case)
        .map_err(|it| pattern_wrong(pattern, it.msg))?;
    let mut found = Vec::new();
    for path in matches {
        let path = path.map_err(|it| Problem::io(it.path(), it.error()))?;
        if !exact.matches_path(&path) {
            return Err(passed_over(&path, pattern, "but for small and large letters"));
        }
        // A folder, a pipe or a link that leads nowhere is said, not passed over.
        super::input::about(&path)?;
        found.push(path);
    }
    if let Some(path) = unreadable_name(&path, pattern) {
        return Err(passed_over(&path, pattern, "but its name is not UTF-8"));
    }
    if found.is_empty() { Err(no_match(&path, pattern)) } else { Ok(found) }
}

/// A file that the pattern seems to mean and does not reach.
fn passed_over(path: &Path, pattern: &str, but: &str) -> Problem {
    let headline = format!("a file matches `{pattern}` {but}");
    Problem::unreadable("file-passed-over", headline)
        .at(path)
        .help("rename it so that it matches or does not, or name it in `files`")
}

/// A file beside `path` whose name is no text and would match its last part.
fn unreadable_name(path: &Path, pattern: &str) -> Option<PathBuf> {
    let last = pattern.rsplit('/').next().unwrap_or(pattern);
    let last = glob::Pattern::new(last).ok()?;
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let mut names = entries.filter_map(|it| Some(it.ok()?.path()));
    names.find(|it| {
        let name = it.file_name().unwrap_or_default();
        name.to_str().is_none() && last.matches(&name.to_string_lossy())
    })
}

fn pattern_wrong(pattern: &str, reason: &str) -> Problem {
    let headline = format!("the pattern `{pattern}` cannot be read: {reason}");
    let message = Message::new("file-missing", headline)
        .help("`*` stands for any text in a name, `?` for one character");
    Problem { why: Why::Usage, message: Box::new(message) }
}

fn no_match(path: &Path, pattern: &str) -> Problem {
    /// Enough to recognise the folder by.
    const SHOWN: usize = 5;
    let headline = format!("no file matches `{pattern}`");
    let problem = Problem::unreadable("file-missing", headline).at(path);
    match names_beside(path) {
        None => {
            problem.help("its folder does not exist; paths count from the pipeline's")
        }
        Some(names) if names.is_empty() => problem.help("its folder holds no files"),
        Some(names) => {
            let more = if names.len() > SHOWN { " …" } else { "" };
            let list = names[..names.len().min(SHOWN)].join("`, `");
            problem.help(format!("its folder holds `{list}`{more}"))
        }
    }
}

/// The name in the same folder that looks most like the one of `path`.
pub(super) fn nearest_file(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_string_lossy();
    let names = names_beside(path)?;
    nearest(&wanted, names.iter().map(String::as_str)).map(str::to_owned)
}

/// The names of the files in the folder of `path`, sorted; `None` without such a folder.
fn names_beside(path: &Path) -> Option<Vec<String>> {
    let folder = path.parent()?;
    // A file named without a folder stands in the one the user is in.
    let here = folder.as_os_str().is_empty();
    let folder = if here { Path::new(".") } else { folder };
    let entries = std::fs::read_dir(folder).ok()?;
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|it| it.path().is_file())
        .map(|it| it.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Folder, names};
    use super::*;

    fn folder() -> Folder {
        let folder = Folder::new();
        for name in ["trajecten-2016.csv", "trajecten-2015.csv", "doelen.csv"] {
            folder.file(name, b"x");
        }
        folder
    }

    fn found(patterns: &[&str]) -> Result<Vec<String>, Error> {
        let folder = folder();
        let patterns: Vec<String> = patterns.iter().map(|&it| it.to_owned()).collect();
        let files = resolve(folder.path(), &patterns)?;
        let name = |it: &PathBuf| it.file_name().unwrap().to_string_lossy().into_owned();
        Ok(files.iter().map(name).collect())
    }

    #[test]
    fn files_are_sorted_and_named_once() {
        let patterns = ["trajecten-*.csv", "./trajecten-2016.csv", "doelen.csv"];
        let want = ["doelen.csv", "trajecten-2015.csv", "trajecten-2016.csv"];
        assert_eq!(found(&patterns).unwrap(), want);
    }

    #[test]
    fn a_missing_file_gets_the_nearest_name() {
        let error = found(&["trajecten-2017.csv", "nergens-*.csv"]).unwrap_err();
        assert_eq!(names(&error), ["file-missing", "file-missing"]);
        assert!(error.to_string().contains("did you mean `trajecten-201"), "{error}");
        assert!(error.to_string().contains("its folder holds `doelen.csv`"), "{error}");
    }

    #[test]
    fn what_a_pattern_would_pass_over_is_said() {
        let folder = folder();
        folder.file("trajecten-2017.CSV", b"x");
        let names_of = |pattern: &str| {
            let error = resolve(folder.path(), &[pattern.to_owned()]).unwrap_err();
            names(&error).join(" ")
        };
        assert_eq!(names_of("trajecten-*.csv"), "file-passed-over");
        std::fs::create_dir(folder.path().join("old.csv")).unwrap();
        assert_eq!(names_of("o*.csv"), "file-is-a-directory");
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_nowhere_and_names_that_are_no_text_are_said() {
        use std::os::unix::ffi::OsStrExt;
        let folder = folder();
        let link = folder.path().join("doelen-2.csv");
        std::os::unix::fs::symlink(folder.path().join("gone.csv"), link).unwrap();
        for pattern in ["doelen-*.csv", "doelen-2.csv"] {
            let error = resolve(folder.path(), &[pattern.to_owned()]).unwrap_err();
            assert_eq!(names(&error), ["file-missing"], "{pattern}");
            assert!(error.to_string().contains("a link"), "{error}");
        }
        let name = std::ffi::OsStr::from_bytes(b"trajecten-\xff.csv");
        std::fs::File::create(folder.path().join(name)).unwrap();
        let error = resolve(folder.path(), &["trajecten-*.csv".to_owned()]).unwrap_err();
        assert_eq!(names(&error), ["file-passed-over"]);
    }

    #[test]
    fn a_folder_is_not_a_file() {
        assert_eq!(names(&found(&["."]).unwrap_err()), ["file-is-a-directory"]);
    }

    #[test]
    fn a_folder_that_looks_like_a_pattern_is_taken_literally() {
        let folder = Folder::new();
        let odd = folder.path().join("jaar [2016]");
        std::fs::create_dir(&odd).unwrap();
        folder.file("jaar [2016]/a.csv", b"x");
        assert_eq!(resolve(&odd, &["*.csv".to_owned()]).unwrap().len(), 1);
    }
}
