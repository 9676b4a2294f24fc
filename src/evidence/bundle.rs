//! The bundle: written beside its place and renamed into it, whole or not at all.
//!
//! In: files by their path inside the bundle. Out: a folder. An earlier bundle is replaced
//! as a whole; anything else in the way is refused. Never: a half-written bundle, also not
//! when the disk is full, the user stops, or the program fails.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use super::Manifest;
use super::hash::HashingFile;
use crate::error::{Error, Message, Why};

/// The manifest of every bundle; its presence tells that a folder is a bundle.
pub const MANIFEST: &str = "ro-crate-metadata.json";
/// What a manifest written by this program holds.
const MARK: &str = "\"#uitkomst\"";

/// One file of the bundle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutputFile {
    /// Path inside the bundle, with `/`.
    pub path: String,
    /// Size.
    pub n_bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

/// A bundle being written.
#[derive(Debug)]
pub struct Bundle {
    out: PathBuf,
    staging: tempfile::TempDir,
    files: Vec<OutputFile>,
}

impl Bundle {
    /// Begins a bundle that will stand at `out`.
    ///
    /// # Errors
    /// When something else than a bundle is in the way, or nothing can be written there.
    pub fn begin(out: &Path) -> Result<Self, Error> {
        refuse_foreign(out)?;
        let parent = match out.parent() {
            Some(it) if !it.as_os_str().is_empty() => it,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).map_err(|it| Error::unwritable(parent, &it))?;
        let staging = tempfile::Builder::new()
            .prefix(".uitkomst-")
            .suffix(".partial")
            .tempdir_in(parent)
            .map_err(|it| Error::unwritable(parent, &it))?;
        Ok(Self { out: out.to_owned(), staging, files: Vec::new() })
    }

    /// Adds a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let mut file = self.create(path)?;
        file.write_all(bytes).map_err(|it| self.cannot_write(path, &it))?;
        self.close(path, file)
    }

    /// Opens a file to write piece by piece; hand it back to [`Bundle::close`].
    ///
    /// # Errors
    /// When it cannot be created, or the path would leave the bundle.
    pub fn create(&self, path: &str) -> Result<HashingFile, Error> {
        let inside =
            Path::new(path).components().all(|it| matches!(it, Component::Normal(_)));
        if !inside {
            return Err(Error::bug(format!("`{path}` is not a path inside the bundle")));
        }
        let full = self.staging.path().join(path);
        let folder = full.parent().unwrap_or(self.staging.path());
        fs::create_dir_all(folder).map_err(|it| self.cannot_write(path, &it))?;
        let file = File::create_new(&full).map_err(|it| self.cannot_write(path, &it))?;
        Ok(HashingFile::new(file))
    }

    /// Closes a file opened with [`Bundle::create`].
    ///
    /// # Errors
    /// When its last bytes cannot be written.
    pub fn close(&mut self, path: &str, file: HashingFile) -> Result<(), Error> {
        let (n_bytes, sha256) =
            file.close().map_err(|it| self.cannot_write(path, &it))?;
        self.files.push(OutputFile { path: path.to_owned(), n_bytes, sha256 });
        Ok(())
    }

    /// The files so far, by path.
    pub fn files(&self) -> Vec<OutputFile> {
        let mut files = self.files.clone();
        files.sort();
        files
    }

    /// Writes the manifest and puts the bundle in its place.
    ///
    /// # Errors
    /// When something cannot be written; an earlier bundle then stands untouched.
    pub fn finish(self, manifest: &Manifest) -> Result<(), Error> {
        let json = manifest.to_json(&self.files())?;
        let path = self.staging.path().join(MANIFEST);
        let mut file =
            File::create_new(&path).map_err(|it| self.cannot_write(MANIFEST, &it))?;
        file.write_all(json.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|it| self.cannot_write(MANIFEST, &it))?;
        self.readable()?;
        self.put_in_place()
    }

    /// Temporary folders are private; a bundle is as readable as its neighbours.
    #[cfg(unix)]
    fn readable(&self) -> Result<(), Error> {
        use std::os::unix::fs::PermissionsExt;
        /// Owner may write; everybody may read and enter.
        const FOLDER: u32 = 0o755;
        fs::set_permissions(self.staging.path(), fs::Permissions::from_mode(FOLDER))
            .map_err(|it| self.cannot_write("", &it))
    }

    #[cfg(not(unix))]
    fn readable(&self) -> Result<(), Error> {
        Ok(())
    }

    fn put_in_place(self) -> Result<(), Error> {
        refuse_foreign(&self.out)?;
        let out = self.out.clone();
        let staging = self.staging.keep();
        let failed = |it: std::io::Error| {
            let _ = fs::remove_dir_all(&staging);
            Error::unwritable(&out, &it)
        };
        if !out.exists() {
            return fs::rename(&staging, &out).map_err(failed);
        }
        let aside = staging.with_extension("earlier");
        fs::rename(&out, &aside).map_err(failed)?;
        if let Err(error) = fs::rename(&staging, &out) {
            let _ = fs::rename(&aside, &out);
            return Err(failed(error));
        }
        fs::remove_dir_all(&aside).map_err(|it| Error::unwritable(&aside, &it))
    }

    fn cannot_write(&self, path: &str, source: &std::io::Error) -> Error {
        Error::unwritable(&self.out.join(path), source)
    }
}

/// Creates a file that is no part of a bundle (synthetic exports); never writes over one.
///
/// # Errors
/// When it is there already or cannot be created.
pub fn create_file(path: &Path) -> Result<File, Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|it| Error::unwritable(folder, &it))?;
    }
    File::create_new(path).map_err(|it| Error::unwritable(path, &it))
}

/// Refuses to write over anything but an earlier bundle or an empty folder.
fn refuse_foreign(out: &Path) -> Result<(), Error> {
    let is_bundle =
        || fs::read_to_string(out.join(MANIFEST)).is_ok_and(|text| text.contains(MARK));
    let is_empty = || fs::read_dir(out).is_ok_and(|mut it| it.next().is_none());
    if !out.exists() || out.is_dir() && (is_bundle() || is_empty()) {
        return Ok(());
    }
    let headline = format!("{} is there already and is not a bundle", out.display());
    let message = Message::new("output-in-the-way", headline)
        .effect("nothing was written; it stands untouched")
        .help("choose another folder with --out, or move it away yourself");
    Err(Error::new(Why::Unwritable, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(out: &Path, text: &str) -> Result<(), Error> {
        let mut bundle = Bundle::begin(out)?;
        bundle.add("publication/a.txt", text.as_bytes())?;
        bundle.finish(&Manifest::example())
    }

    #[test]
    fn an_earlier_bundle_is_replaced_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out/bundle");
        write(&out, "one").unwrap();
        write(&out, "two").unwrap();
        assert_eq!(fs::read_to_string(out.join("publication/a.txt")).unwrap(), "two");
        assert_eq!(fs::read_dir(out.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_bundle_that_is_not_finished_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("bundle");
        let mut bundle = Bundle::begin(&out).unwrap();
        bundle.add("a.txt", b"a").unwrap();
        drop(bundle);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_folder_that_is_no_bundle_is_refused_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("mine")).unwrap();
        let out = folder.path().join("mine");
        File::create(out.join("thesis.doc")).unwrap();
        let error = write(&out, "one").unwrap_err();
        assert_eq!(error.messages[0].name, "output-in-the-way");
        assert!(out.join("thesis.doc").exists());
    }

    #[test]
    fn the_same_files_give_the_same_manifest() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = |name: &str| {
            write(&folder.path().join(name), "one").unwrap();
            fs::read(folder.path().join(name).join(MANIFEST)).unwrap()
        };
        assert_eq!(manifest("a"), manifest("b"));
    }

    #[test]
    fn a_path_that_leaves_the_bundle_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let bundle = Bundle::begin(&folder.path().join("b")).unwrap();
        assert!(bundle.create("../a.txt").is_err());
    }
}
