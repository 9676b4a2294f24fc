//! The place of a bundle: what may stand there, and how a new one gets there.
//!
//! In: the folder asked for, and a finished bundle beside it. Out: the new bundle in its
//! place, or the earlier one. Never: anything replaced that this program did not write.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::MANIFEST;
use super::hash::sha256_hex;
use super::verify::added;
use crate::error::{Error, Message, Why};

/// What a manifest written by this program holds.
const MARK: &str = "\"#uitkomst\"";

/// Puts `new` at `out`. When that fails, what stood there stands there again.
pub(super) fn replace(new: &Path, out: &Path) -> io::Result<()> {
    let aside = aside_of(out);
    let had_one = is_bundle(out);
    if had_one {
        fs::rename(out, &aside)?;
    } else if out.exists() {
        fs::remove_dir(out)?;
    }
    if let Err(error) = fs::rename(new, out) {
        // When that fails too, another run put its bundle there: that stands.
        if had_one && fs::rename(&aside, out).is_err() {
            let _ = fs::remove_dir_all(&aside);
        }
        return Err(error);
    }
    // The run has succeeded. What cannot be removed now, the next run tries again.
    let _ = fs::remove_dir_all(&aside);
    Ok(())
}

/// Where an earlier bundle stands while the new one takes its place.
pub(super) fn aside_of(out: &Path) -> PathBuf {
    /// The longest name that fits with what is added to it; file systems allow 255 bytes.
    const LONGEST: usize = 200;
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    let hash = || sha256_hex(name.as_bytes());
    let name = if name.len() > LONGEST { hash() } else { name.clone().into_owned() };
    out.with_file_name(format!(".uitkomst-{name}.earlier"))
}

/// Mends what a run left that was cut off while it put its bundle in place: the earlier
/// bundle goes back, or away when the new one stands.
pub(super) fn mend(out: &Path) -> io::Result<()> {
    let aside = aside_of(out);
    if !aside.exists() {
        return Ok(());
    }
    if is_bundle(out) || !is_bundle(&aside) {
        return fs::remove_dir_all(&aside);
    }
    if out.exists() {
        fs::remove_dir(out)?;
    }
    fs::rename(&aside, out)
}

/// The folders above a bundle that a run made; taken away again, when empty, unless kept.
#[derive(Debug)]
pub(super) struct Made(Vec<PathBuf>);

impl Made {
    pub(super) fn create(folder: &Path) -> io::Result<Self> {
        let missing = folder.ancestors().take_while(|it| !it.exists());
        let made = Self(missing.map(Path::to_owned).collect());
        fs::create_dir_all(folder)?;
        Ok(made)
    }

    pub(super) fn keep(&mut self) {
        self.0.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for folder in &self.0 {
            // Fails when somebody put something there meanwhile: then it stays.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// The place itself: a link is followed, so that the bundle is replaced and the link stays.
/// What cannot be the place of a bundle is refused before anything is done.
pub(super) fn follow(out: &Path) -> Result<PathBuf, Error> {
    // Without `.` in it or at its end.
    let out: PathBuf = out.components().collect();
    let is_above = || {
        let here = std::env::current_dir().and_then(|it| it.canonicalize());
        let out = out.canonicalize();
        here.ok().zip(out.ok()).is_some_and(|(here, out)| here.starts_with(out))
    };
    if out.file_name().is_none() || is_above() {
        let headline = format!(
            "{} is the folder you are in, or above it, and cannot become a bundle",
            out.display()
        );
        let message = Message::new("output-in-the-way", headline)
            .effect("nothing was read and nothing was written")
            .help("name a folder of its own with --out: it need not be there");
        return Err(Error::new(Why::Unwritable, message));
    }
    match fs::symlink_metadata(&out) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(Error::unwritable(&out, &error));
        }
        Ok(it) if it.is_symlink() => {}
        _ => return Ok(out),
    }
    out.canonicalize().map_err(|it| {
        let headline = format!("{} is a link that leads nowhere: {it}", out.display());
        let message = Message::new("output-in-the-way", headline)
            .effect("nothing was written")
            .help("remove the link, or choose another folder with --out");
        Error::new(Why::Unwritable, message)
    })
}

/// True for a folder that this program wrote.
pub(super) fn is_bundle(folder: &Path) -> bool {
    open_plain(&folder.join(MANIFEST))
        .and_then(io::read_to_string)
        .is_ok_and(|text| text.contains(MARK))
}

/// Opens a file of a bundle: what is a link, a pipe or a device no run wrote, and reading it
/// may never end.
pub(super) fn open_plain(path: &Path) -> io::Result<File> {
    if fs::symlink_metadata(path)?.is_file() {
        return File::open(path);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no plain file"))
}

/// A bundle in which somebody put something.
fn holds(out: &Path, foreign: &[String]) -> Error {
    /// Enough to find them by.
    const SHOWN: usize = 5;
    let n = foreign.len();
    let noun = if n == 1 { "file" } else { "files" };
    let headline = format!("{} holds {n} {noun} that no run wrote", out.display());
    let message = Message::new("output-in-the-way", headline)
        .effect("nothing was written; it stands untouched")
        .help("move them away: a bundle is replaced as a whole; or choose another --out");
    let shown = foreign.iter().take(SHOWN);
    let message = shown.fold(message, Message::at);
    Error::new(Why::Unwritable, message)
}

/// Refuses to write over anything but an earlier bundle or an empty folder.
pub(super) fn refuse_foreign(out: &Path) -> Result<(), Error> {
    let is_empty = || fs::read_dir(out).is_ok_and(|mut it| it.next().is_none());
    if out.is_dir() && is_bundle(out) {
        let foreign = added(out)?;
        return if foreign.is_empty() { Ok(()) } else { Err(holds(out, &foreign)) };
    }
    if !out.exists() || out.is_dir() && is_empty() {
        return Ok(());
    }
    let headline = format!("{} is there already and is not a bundle", out.display());
    let message = Message::new("output-in-the-way", headline)
        .effect("nothing was written; it stands untouched")
        .help("choose another folder with --out, or move it away yourself");
    Err(Error::new(Why::Unwritable, message))
}
