//! The folder a bundle is written in, beside its place: gone when the run ends, however it ends.
//!
//! In: the folder that will hold the bundle. Out: an empty folder that is locked as long as
//! its run lives. Never: the folder of a run that was killed left for good: the next run beside
//! it takes it away. Nor that of a run that still lives.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How the folder is called, before and after what chance adds.
const NAME: (&str, &str) = (".uitkomst-", ".partial");
/// The file that a run holds locked.
const LOCK: &str = "lock";
/// The bundle itself.
const BUNDLE: &str = "bundle";
/// A folder without a lock is being made just now, or was left by a run that had none.
const MAKING: Duration = Duration::from_hours(1);

/// A folder to write in.
#[derive(Debug)]
pub(super) struct Staging {
    folder: tempfile::TempDir,
    bundle: PathBuf,
    /// Held until the folder is gone.
    _lock: File,
}

impl Staging {
    /// A new folder below `parent`, after those of dead runs were taken away.
    pub(super) fn begin(parent: &Path) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        let folder = builder.prefix(NAME.0).suffix(NAME.1).tempdir_in(parent)?;
        let lock = File::create_new(folder.path().join(LOCK))?;
        // Where a disk knows no locks, nothing is taken away either.
        let _ = lock.try_lock();
        remove_dead(parent, folder.path());
        let bundle = folder.path().join(BUNDLE);
        fs::create_dir(&bundle)?;
        Ok(Self { folder, bundle, _lock: lock })
    }

    /// Where the bundle is written.
    pub(super) fn path(&self) -> &Path {
        debug_assert!(self.bundle.starts_with(self.folder.path()));
        &self.bundle
    }
}

/// Takes away the folders of runs that live no more. What cannot be removed, the next run tries
/// again.
fn remove_dead(parent: &Path, own: &Path) {
    let now = fs::metadata(own).and_then(|it| it.modified()).ok();
    let Ok(entries) = fs::read_dir(parent) else { return };
    for path in entries.filter_map(|it| Some(it.ok()?.path())) {
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned());
        let is_ours =
            name.is_some_and(|it| it.starts_with(NAME.0) && it.ends_with(NAME.1));
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|it| it.is_dir());
        if !is_ours || !is_folder || path == own {
            continue;
        }
        let is_dead = match File::open(path.join(LOCK)) {
            Ok(lock) => lock.try_lock().is_ok(),
            Err(_) => fs::metadata(&path)
                .and_then(|it| it.modified())
                .ok()
                .zip(now)
                .and_then(|(made, now)| now.duration_since(made).ok())
                .is_some_and(|it| it > MAKING),
        };
        if is_dead {
            let _ = fs::remove_dir_all(&path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n_in(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn a_folder_of_a_dead_run_goes_and_one_of_a_living_run_stays() {
        let parent = tempfile::tempdir().unwrap();
        let living = Staging::begin(parent.path()).unwrap();
        let dead = parent.path().join(".uitkomst-dead00.partial");
        fs::create_dir_all(dead.join(BUNDLE)).unwrap();
        File::create(dead.join(LOCK)).unwrap();
        let being_made = parent.path().join(".uitkomst-making.partial");
        fs::create_dir(&being_made).unwrap();
        let other = parent.path().join("mine.partial");
        fs::create_dir(&other).unwrap();
        drop(Staging::begin(parent.path()).unwrap());
        assert!(living.path().exists() && other.exists() && being_made.exists());
        assert!(!dead.exists());
        drop(living);
        assert_eq!(n_in(parent.path()), 2);
    }

    #[test]
    fn a_folder_without_a_lock_goes_when_it_is_old() {
        let parent = tempfile::tempdir().unwrap();
        let old = parent.path().join(".uitkomst-old000.partial");
        fs::create_dir(&old).unwrap();
        let made = fs::metadata(&old).unwrap().modified().unwrap();
        let folder = File::open(&old).unwrap();
        folder.set_modified(made - 2 * MAKING).unwrap();
        drop(Staging::begin(parent.path()).unwrap());
        assert_eq!(n_in(parent.path()), 0);
    }
}
