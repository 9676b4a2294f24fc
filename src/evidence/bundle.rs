//! The bundle: written beside its place and renamed into it, whole or not at all.
//!
//! In: files by their path inside the bundle. Out: a folder. An earlier bundle is replaced
//! as a whole; anything else in the way is refused. Never: a half-written bundle, also not
//! when the disk is full, the user stops, or the program fails.
//!
//! At the end an earlier bundle steps aside, the new one takes its place, and the earlier one
//! is removed. A run that was cut off between these moves is mended by the next.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use super::hash::HashingFile;
use super::place::{Made, follow, mend, refuse_foreign, replace};
use super::staging::Staging;
use super::{LedgerFile, Manifest};
use crate::env::Env;
use crate::error::{Error, Message, Why};

/// The manifest of every bundle; its presence tells that a folder is a bundle.
pub const MANIFEST: &str = "ro-crate-metadata.json";

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
    staging: Staging,
    files: Vec<OutputFile>,
    /// The world that may ask to stop.
    env: Option<Env>,
    /// After `staging`: a folder can only be removed when that is gone.
    made: Made,
}

impl Bundle {
    /// Begins a bundle that will stand at `out`.
    ///
    /// # Errors
    /// When something else than a bundle is in the way, or nothing can be written there.
    pub fn begin(out: &Path) -> Result<Self, Error> {
        let out = follow(out)?;
        refuse_foreign(&out)?;
        mend(&out).map_err(|it| Error::unwritable(&out, &it))?;
        let parent = match out.parent() {
            Some(it) if !it.as_os_str().is_empty() => it,
            _ => Path::new("."),
        };
        let (made, staging) =
            Self::stage(parent).map_err(|it| Error::unwritable(parent, &it))?;
        Ok(Self { out, staging, files: Vec::new(), env: None, made })
    }

    /// A folder to write in, with the folders above it. A run that fails at the same moment may
    /// take away a folder that both made: then it is made again.
    fn stage(parent: &Path) -> io::Result<(Made, Staging)> {
        const TRIES: usize = 20;
        let mut tries = 0;
        loop {
            tries += 1;
            let done =
                Made::create(parent).and_then(|made| Ok((made, Staging::begin(parent)?)));
            match done {
                Err(it) if it.kind() == io::ErrorKind::NotFound && tries < TRIES => {}
                done => return done,
            }
        }
    }

    /// The same bundle, which is given up as soon as `env` asks to stop: up to the moment in
    /// which it takes its place.
    #[must_use]
    pub fn until(mut self, env: &Env) -> Self {
        self.env = Some(env.clone());
        self
    }

    /// Call between pieces of work.
    ///
    /// # Errors
    /// When the user asked to stop.
    pub fn go_on(&self) -> Result<(), Error> {
        self.env.as_ref().map_or(Ok(()), Env::go_on)
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
        self.go_on()?;
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
    pub fn close(&mut self, path: &str, mut file: HashingFile) -> Result<(), Error> {
        file.flush().map_err(|it| self.cannot_write(path, &it))?;
        let (n_bytes, sha256) = file.close();
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
    pub fn finish(mut self, manifest: &Manifest) -> Result<(), Error> {
        self.prepare(manifest)?;
        self.put_in_place()
    }

    /// As [`Bundle::finish`], for a release that a ledger was told of: that is written
    /// first, so that no bundle stands anywhere that is not in the ledger.
    ///
    /// # Errors
    /// As [`Bundle::finish`], and when the ledger cannot be written.
    pub fn finish_in(
        mut self,
        manifest: &Manifest,
        ledger: &mut LedgerFile,
        line: &str,
    ) -> Result<(), Error> {
        self.prepare(manifest)?;
        ledger.write()?;
        self.put_in_place()?;
        // The release is in the ledger and its bundle stands. That it does is said now, or
        // by the next run of this release.
        let _ = ledger.place(line);
        Ok(())
    }

    fn prepare(&mut self, manifest: &Manifest) -> Result<(), Error> {
        let json = manifest.to_json(&self.files())?;
        self.add(MANIFEST, json.as_bytes())?;
        self.sync()?;
        self.readable()?;
        self.go_on()
    }

    /// Makes the files last, all at once: one by one the disk would be waited for each time.
    fn sync(&self) -> Result<(), Error> {
        self.files.par_iter().try_for_each(|it| {
            File::open(self.staging.path().join(&it.path))
                .and_then(|file| file.sync_all())
                .map_err(|source| self.cannot_write(&it.path, &source))
        })
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

    fn put_in_place(mut self) -> Result<(), Error> {
        refuse_foreign(&self.out)?;
        replace(self.staging.path(), &self.out).map_err(|it| self.cannot_place(&it))?;
        self.made.keep();
        Ok(())
    }

    fn cannot_place(&self, source: &io::Error) -> Error {
        use io::ErrorKind::{AlreadyExists, DirectoryNotEmpty, NotFound};
        if !matches!(source.kind(), AlreadyExists | DirectoryNotEmpty | NotFound) {
            return self.cannot_write("", source);
        }
        let headline =
            format!("another run wrote the bundle {} meanwhile", self.out.display());
        let message = Message::new("bundle-changed", headline)
            .effect("what this run made was thrown away; the other bundle stands")
            .help("run again, or choose another folder with --out");
        Error::new(Why::Unwritable, message)
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

#[cfg(test)]
mod tests {
    use super::super::place::aside_of;
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
    fn a_bundle_is_given_up_until_it_takes_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("bundle");
        write(&out, "one").unwrap();
        let env = Env::new(folder.path().to_owned());
        let mut bundle = Bundle::begin(&out).unwrap().until(&env);
        bundle.add("publication/a.txt", b"two").unwrap();
        env.stop.store(true, std::sync::atomic::Ordering::Relaxed);
        let error = bundle.finish(&Manifest::example()).unwrap_err();
        assert_eq!(error.why, Why::Interrupted);
        assert_eq!(fs::read_to_string(out.join("publication/a.txt")).unwrap(), "one");
        assert_eq!(names_in(folder.path()), ["bundle"]);
    }

    #[test]
    fn a_place_that_another_run_took_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let bundle = Bundle::begin(&folder.path().join("bundle")).unwrap();
        let error = bundle.cannot_place(&io::ErrorKind::DirectoryNotEmpty.into());
        assert_eq!(error.messages[0].name, "bundle-changed");
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

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let names = entries.map(|it| it.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn a_run_cut_off_between_the_moves_is_mended_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("bundle");
        let text = || fs::read_to_string(out.join("publication/a.txt")).unwrap();
        write(&out, "one").unwrap();
        // Cut off after the first move: the earlier bundle stands aside.
        fs::rename(&out, aside_of(&out)).unwrap();
        drop(Bundle::begin(&out).unwrap());
        assert_eq!(
            (text(), names_in(folder.path())),
            ("one".into(), vec!["bundle".into()])
        );
        // Cut off after the second: both stand, and the new one counts.
        fs::rename(&out, aside_of(&out)).unwrap();
        fs::create_dir(&out).unwrap();
        write(&folder.path().join("other"), "two").unwrap();
        fs::remove_dir(&out).unwrap();
        fs::rename(folder.path().join("other"), &out).unwrap();
        drop(Bundle::begin(&out).unwrap());
        assert_eq!(
            (text(), names_in(folder.path())),
            ("two".into(), vec!["bundle".into()])
        );
        // Cut off while the earlier one was removed: the rest goes too.
        fs::create_dir(aside_of(&out)).unwrap();
        File::create(aside_of(&out).join("rest.txt")).unwrap();
        write(&out, "three").unwrap();
        assert_eq!(
            (text(), names_in(folder.path())),
            ("three".into(), vec!["bundle".into()])
        );
    }

    #[test]
    fn an_earlier_bundle_stands_again_when_the_new_one_cannot() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("bundle");
        write(&out, "one").unwrap();
        assert!(replace(&folder.path().join("gone"), &out).is_err());
        assert_eq!(fs::read_to_string(out.join("publication/a.txt")).unwrap(), "one");
        assert_eq!(names_in(folder.path()), ["bundle"]);
    }

    #[test]
    fn folders_made_for_a_run_that_fails_are_removed_again() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("deep/deeper/bundle");
        drop(Bundle::begin(&out).unwrap());
        assert_eq!(names_in(folder.path()).len(), 0);
        write(&out, "one").unwrap();
        drop(Bundle::begin(&out).unwrap());
        assert!(out.join(MANIFEST).exists());
    }

    #[test]
    fn an_empty_folder_is_not_in_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("bundle");
        fs::create_dir(&out).unwrap();
        write(&out, "one").unwrap();
        assert!(out.join(MANIFEST).exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_and_one_that_leads_nowhere_is_refused() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let (link, place) = (folder.path().join("link"), folder.path().join("place"));
        symlink(&place, &link).unwrap();
        let error = write(&link, "one").unwrap_err();
        assert!(error.to_string().contains("a link that leads nowhere"), "{error}");
        fs::create_dir(&place).unwrap();
        write(&link, "one").unwrap();
        write(&link, "two").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(place.join("publication/a.txt")).unwrap(), "two");
        assert_eq!(names_in(folder.path()), ["link", "place"]);
    }

    #[cfg(unix)]
    #[test]
    fn an_earlier_bundle_that_cannot_be_removed_is_no_failure() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("bundle");
        write(&out, "one").unwrap();
        let locked = |path: &Path, mode| {
            let path = path.join("publication");
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        locked(&out, 0o500);
        write(&out, "two").unwrap();
        assert_eq!(fs::read_to_string(out.join("publication/a.txt")).unwrap(), "two");
        if aside_of(&out).exists() {
            locked(&aside_of(&out), 0o700); // Not for root, who may remove anything.
        }
        write(&out, "three").unwrap();
        assert_eq!(names_in(folder.path()), ["bundle"]);
    }

    #[test]
    fn a_full_disk_is_called_by_its_name() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let error = Error::unwritable(Path::new("out/a"), &full);
        let text = error.to_string();
        assert!(text.starts_with("error[disk-full]: the disk is full"), "{text}");
        assert_eq!(error.why.exit_code(), 14);
    }
}
