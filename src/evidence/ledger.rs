//! The file of the ledger: read with its chain checked, written whole.
//!
//! In: its path, and the lines to add. Out: the file with these lines at its end. Never: a
//! line that was there changed or left out; a ledger that another run wrote meanwhile
//! written over.
//!
//! A release is written down first, then its bundle takes its place, then the ledger says
//! so. A run cut off in between leaves a release in the ledger that may not have got out, and
//! never one that got out and is not in the ledger.
//!
//! From reading to the last line a run holds a lock, in an empty file beside the ledger: of two
//! runs at once the second would decide without the first.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Bundle;
use crate::disclosure::{Broken, Ledger, ReleaseLine};
use crate::error::{Error, Message, Why};

/// Where a bundle says which line of the ledger it is.
const LINE: &str = "internal/ledger.json";

/// A ledger on disk.
#[derive(Debug)]
pub struct LedgerFile {
    path: PathBuf,
    /// As it was read.
    text: String,
    ledger: Ledger,
    /// Let go when the run ends, however it ends.
    _lock: File,
}

impl LedgerFile {
    /// Reads the ledger at `path`; there need not be one before the first release. The
    /// bundle that stands at `out` must be in it.
    ///
    /// # Errors
    /// When it cannot be read, was edited, or lacks a line it had.
    pub fn open(path: &Path, out: &Path) -> Result<Self, Error> {
        // A link stays a link: the file it leads to is the ledger.
        let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let lock = lock(path)?;
        let text = read(path)?;
        let ledger = Ledger::parse(&text).map_err(|it| broken(path, &it))?;
        if let Some(sha256) = line_of(out)
            && !ledger.holds(&sha256)
        {
            let headline = format!(
                "{} lacks the release that stands in {}",
                path.display(),
                out.display()
            );
            return Err(distrust(headline));
        }
        Ok(Self { path: path.to_owned(), text, ledger, _lock: lock })
    }

    /// What was released before.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Adds a release that is about to be, and says in the bundle which line it is.
    ///
    /// # Errors
    /// When the bundle cannot be written.
    pub fn add(
        &mut self,
        release: ReleaseLine,
        bundle: &mut Bundle,
    ) -> Result<String, Error> {
        let (number, sha256) = self.ledger.add(release)?;
        let line = json!({ "line": number, "sha256": sha256 });
        let text = serde_json::to_string_pretty(&line).map_err(Error::bug)?;
        bundle.add(LINE, (text + "\n").as_bytes())?;
        Ok(sha256)
    }

    /// Says that the bundle stands in its place.
    ///
    /// # Errors
    /// As [`LedgerFile::write`].
    pub(super) fn place(&mut self, sha256: &str) -> Result<(), Error> {
        self.ledger.place(sha256)?;
        self.write()
    }

    /// Writes the lines that were added; nothing when there are none.
    ///
    /// # Errors
    /// When it cannot be written, or another run wrote it meanwhile.
    pub(super) fn write(&mut self) -> Result<(), Error> {
        let n_there = self.text.lines().count();
        let more = self.ledger.text_after(n_there)?;
        if more.is_empty() {
            return Ok(());
        }
        if read(&self.path)? != self.text {
            let headline = format!("another run wrote {} meanwhile", self.path.display());
            let message = Message::new("ledger-changed", headline)
                .effect("nothing was written; an earlier bundle stands untouched")
                .help("run again: the other release then counts as an earlier one");
            return Err(Error::new(Why::Disclosure, message));
        }
        let text = format!("{}{more}", self.text);
        replace(&self.path, text.as_bytes())
            .map_err(|it| Error::unwritable(&self.path, &it))?;
        self.text = text;
        Ok(())
    }
}

/// Holds the lock of a ledger.
fn lock(path: &Path) -> Result<File, Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.lock"));
    let open = || {
        fs::create_dir_all(folder_of(path))?;
        File::options().create(true).truncate(false).write(true).open(&beside)
    };
    let file = open().map_err(|it| Error::unwritable(&beside, &it))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let headline = format!("another run holds {}", path.display());
            let message = Message::new("ledger-in-use", headline)
                .effect("nothing was written; an earlier bundle stands untouched")
                .help("run again when the other run is done: it then counts as an earlier one");
            Err(Error::new(Why::Disclosure, message))
        }
        Err(TryLockError::Error(it)) => Err(Error::unwritable(&beside, &it)),
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(it) if !it.as_os_str().is_empty() => it,
        _ => Path::new("."),
    }
}

fn read(path: &Path) -> Result<String, Error> {
    if fs::metadata(path).is_ok_and(|it| !it.is_file()) {
        return Err(distrust(format!("{} is no file", path.display())));
    }
    match fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes)
            .map_err(|_| distrust(format!("{} is not a ledger", path.display()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(Error::unreadable(path, &error)),
    }
}

/// Writes beside the file and renames: the file is the old one or the new one, never half.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = folder_of(path);
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(".uitkomst-")
        .suffix(".partial")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Ok(there) = fs::metadata(path) {
        file.as_file().set_permissions(there.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map_err(|it| it.error)?;
    Ok(())
}

/// The hash of the line that a bundle says it is.
fn line_of(out: &Path) -> Option<String> {
    let text = fs::read_to_string(out.join(LINE)).ok()?;
    let json: Value = serde_json::from_str(&text).ok()?;
    json["sha256"].as_str().map(str::to_owned)
}

fn broken(path: &Path, broken: &Broken) -> Error {
    let (path, line, what) = (path.display(), broken.line, broken.what);
    let mut error = distrust(format!("the ledger is not as uitkomst wrote it: {what}"));
    for message in &mut error.messages {
        message.places.push(format!("{path}:{line}"));
    }
    error
}

fn distrust(headline: String) -> Error {
    let message = Message::new("ledger-broken", headline)
        .effect("nothing was written; what was released before is not known for sure")
        .help("put the ledger back from a copy; it may only grow, by uitkomst itself");
    Error::new(Why::Disclosure, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Published;

    fn release(date: &str) -> ReleaseLine {
        ReleaseLine {
            date: date.to_owned(),
            pipeline: "example".into(),
            pipeline_sha256: "00".into(),
            version: "0".into(),
            run: date.to_owned(),
            published: Published::default(),
        }
    }

    fn write(folder: &Path, dates: &[&str]) {
        for date in dates {
            let mut file = open(folder).unwrap();
            let (_, sha256) = file.ledger.add(release(date)).unwrap();
            file.write().unwrap();
            file.place(&sha256).unwrap();
        }
    }

    fn open(folder: &Path) -> Result<LedgerFile, Error> {
        LedgerFile::open(&folder.join("l/ledger.jsonl"), &folder.join("bundle"))
    }

    #[test]
    fn a_ledger_grows_and_the_same_release_adds_nothing() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &["2016", "2017"]);
        let path = folder.path().join("l/ledger.jsonl");
        let before = fs::read_to_string(&path).unwrap();
        assert_eq!(before.lines().count(), 4);
        write(folder.path(), &["2016", "2017"]);
        assert_eq!(fs::read_to_string(&path).unwrap(), before);
        let file = open(folder.path()).unwrap();
        let dates: Vec<&str> =
            file.ledger().releases().map(|it| it.1.date.as_str()).collect();
        assert_eq!(dates, ["2016", "2017"]);
        // The ledger and its lock.
        assert_eq!(fs::read_dir(folder.path().join("l")).unwrap().count(), 2);
    }

    #[test]
    fn an_edited_shortened_or_mended_ledger_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &["2016", "2017"]);
        let path = folder.path().join("l/ledger.jsonl");
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let join = |lines: &[&str]| lines.join("\n") + "\n";
        let cases = [
            ("a value", text.replacen("2016", "2015", 1)),
            ("a blank", text.replacen(':', ": ", 1)),
            ("a line gone", join(&[lines[0], lines[2], lines[3]])),
            ("the first line gone", join(&lines[1..])),
            ("cut off", text[..text.len() - 9].to_owned()),
            ("no last newline", text.trim_end().to_owned()),
            ("a line twice", join(&[lines[0], lines[1], lines[1]])),
            ("no ledger", "name,date\n".to_owned()),
        ];
        for (name, text) in cases {
            fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
            let error = open(folder.path()).unwrap_err();
            assert_eq!(error.messages[0].name, "ledger-broken", "{name}");
            assert_eq!(error.why.exit_code(), 16, "{name}");
        }
    }

    #[test]
    fn a_ledger_without_the_release_that_stands_there_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &["2016", "2017"]);
        let path = folder.path().join("l/ledger.jsonl");
        let file = open(folder.path()).unwrap();
        let line = json!({ "line": 3, "sha256": file.ledger.head() }).to_string();
        drop(file);
        let internal = folder.path().join("bundle/internal");
        fs::create_dir_all(&internal).unwrap();
        fs::File::create(internal.join("ledger.json"))
            .unwrap()
            .write_all(line.as_bytes())
            .unwrap();
        open(folder.path()).unwrap();
        // The last two lines are gone: the chain of the rest is whole.
        let text = fs::read_to_string(&path).unwrap();
        let rest: String = text.lines().take(2).map(|it| format!("{it}\n")).collect();
        fs::File::create(&path).unwrap().write_all(rest.as_bytes()).unwrap();
        let error = open(folder.path()).unwrap_err();
        assert!(error.to_string().contains("lacks the release"), "{error}");
        fs::remove_file(&path).unwrap();
        assert!(open(folder.path()).is_err());
    }

    #[test]
    fn of_two_runs_at_once_the_second_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let first = open(folder.path()).unwrap();
        let error = open(folder.path()).unwrap_err();
        assert_eq!(error.messages[0].name, "ledger-in-use");
        assert_eq!(error.why.exit_code(), 16);
        drop(first);
        assert!(open(folder.path()).is_ok());
    }

    #[test]
    fn a_ledger_that_was_changed_by_hand_meanwhile_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let mut late = open(folder.path()).unwrap();
        late.ledger.add(release("2017")).unwrap();
        let path = folder.path().join("l/ledger.jsonl");
        File::create(&path).unwrap().write_all(b"{}\n").unwrap();
        let error = late.write().unwrap_err();
        assert_eq!(error.messages[0].name, "ledger-changed");
        assert_eq!(fs::read(&path).unwrap(), b"{}\n");
    }

    #[test]
    fn a_link_is_followed_and_a_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l/ledger.jsonl");
        fs::create_dir_all(&path).unwrap();
        assert!(open(folder.path()).unwrap_err().to_string().contains("is no file"));
        fs::remove_dir(&path).unwrap();
        #[cfg(unix)]
        {
            let elsewhere = folder.path().join("elsewhere.jsonl");
            File::create(&elsewhere).unwrap();
            std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
            write(folder.path(), &["2016"]);
            assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
            assert_eq!(fs::read_to_string(&elsewhere).unwrap().lines().count(), 2);
        }
    }
}
