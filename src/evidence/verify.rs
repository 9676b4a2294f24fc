//! Verify: is a bundle still what its run wrote?
//!
//! In: a folder. Out: every file that is missing, changed or added. Never: a change. The
//! manifest itself is taken at its word: who rewrites it, rewrites the hashes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::MANIFEST;
use super::hash::sha256_of;
use super::manifest::encoded;
use super::place::{is_bundle, open_plain};
use crate::error::{Error, Message, Why};

/// How a file of a bundle differs from the manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// The file is gone.
    Missing,
    /// The file has other bytes.
    Changed,
    /// The run did not write the file.
    Added,
}

/// What became of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Files in the manifest.
    pub n_files: usize,
    /// Files that differ, by path inside the bundle.
    pub differences: Vec<(String, Difference)>,
}

/// Compares every file of a bundle with its SHA-256 in the manifest.
///
/// # Errors
/// When the folder is no bundle, or a file cannot be read.
pub fn verify(folder: &Path) -> Result<Verified, Error> {
    let recorded = recorded(folder)?;
    let mut differences = Vec::new();
    for (path, sha256) in &recorded {
        let on_disk = folder.join(path);
        match fs::symlink_metadata(&on_disk) {
            Err(_) => differences.push((path.clone(), Difference::Missing)),
            // A link, a pipe or a device: no run wrote it.
            Ok(it) if !it.is_file() => {
                differences.push((path.clone(), Difference::Changed));
            }
            Ok(_) => {
                let now = open_plain(&on_disk).and_then(sha256_of);
                if now.map_err(|it| Error::unreadable(&on_disk, &it))? != *sha256 {
                    differences.push((path.clone(), Difference::Changed));
                }
            }
        }
    }
    let added = files_below(folder, "")?.into_iter();
    let added = added.filter(|it| it != MANIFEST && !recorded.contains_key(it));
    differences.extend(added.map(|it| (it, Difference::Added)));
    differences.sort();
    Ok(Verified { n_files: recorded.len(), differences })
}

/// The files of a bundle that its run did not write, but for what systems leave in any folder.
pub(super) fn added(folder: &Path) -> Result<Vec<String>, Error> {
    const LEFT_BY_SYSTEMS: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];
    let recorded = recorded(folder)?;
    let is_left = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        LEFT_BY_SYSTEMS.contains(&name)
    };
    let files = files_below(folder, "")?.into_iter();
    Ok(files
        .filter(|it| it != MANIFEST && !recorded.contains_key(it) && !is_left(it))
        .collect())
}

/// Path and hash of every file that the manifest says is in the bundle.
fn recorded(folder: &Path) -> Result<BTreeMap<String, String>, Error> {
    let path = folder.join(MANIFEST);
    let json: Option<Value> = open_plain(&path)
        .ok()
        .filter(|_| is_bundle(folder))
        .and_then(|it| serde_json::from_reader(std::io::BufReader::new(it)).ok());
    let graph = json.as_ref().and_then(|it| it["@graph"].as_array());
    let entities = graph.ok_or_else(|| no_bundle(folder))?.iter();
    let file = |it: &Value| {
        let name = it["name"].as_str().filter(|_| it["@type"] == "File")?;
        // What was read has a local identifier: it is not in the bundle.
        let is_inside = it["@id"].as_str() == Some(encoded(name).as_str());
        let sha256 = it["sha256"].as_str().filter(|_| is_inside)?;
        Some((name.to_owned(), sha256.to_owned()))
    };
    Ok(entities.filter_map(file).collect())
}

fn no_bundle(folder: &Path) -> Error {
    let headline = format!("{} is not a bundle of uitkomst", folder.display());
    let help = format!("name the folder that holds {MANIFEST}");
    Error::new(Why::Unreadable, Message::new("no-bundle", headline).help(help))
}

/// All files below a folder, as relative paths with `/`.
fn files_below(folder: &Path, prefix: &str) -> Result<Vec<String>, Error> {
    let unreadable = |it| Error::unreadable(folder, &it);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(unreadable)?.is_dir() {
            files.extend(files_below(&entry.path(), &format!("{path}/"))?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Write;

    use super::super::{Bundle, Input, Manifest};
    use super::*;

    fn bundle(out: &Path) {
        let mut bundle = Bundle::begin(out).unwrap();
        for path in ["index.html", "publication/à 50%.csv", "internal/gone.csv"] {
            bundle.add(path, b"one").unwrap();
        }
        let input =
            Input { name: "a.csv".into(), n_bytes: 1, sha256: "00".into(), n_rows: 1 };
        let manifest = Manifest { inputs: vec![input], ..Manifest::example() };
        bundle.finish(&manifest).unwrap();
    }

    #[test]
    fn missing_changed_and_added_files_are_told_and_the_rest_is_well() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("bundle");
        bundle(&out);
        assert_eq!(
            verify(&out).unwrap(),
            Verified { n_files: 3, differences: Vec::new() }
        );
        let mut page = File::create(out.join("index.html")).unwrap();
        page.write_all(b"two").unwrap();
        File::create(out.join("publication/new.txt")).unwrap();
        fs::remove_file(out.join("internal/gone.csv")).unwrap();
        let want = [
            ("index.html", Difference::Changed),
            ("internal/gone.csv", Difference::Missing),
            ("publication/new.txt", Difference::Added),
        ];
        let want = want.map(|(path, it)| (path.to_owned(), it));
        assert_eq!(verify(&out).unwrap().differences, want);
    }

    #[test]
    fn a_folder_that_is_no_bundle_cannot_be_verified() {
        let folder = tempfile::tempdir().unwrap();
        let error = verify(folder.path()).unwrap_err();
        assert_eq!(error.messages[0].name, "no-bundle");
        assert_eq!(error.why.exit_code(), 10);
    }
}
