//! Kept: a small file that is written once and stands outside every bundle.
//!
//! In: a path and bytes. Out: the file, whole. Never: a file that was there is changed.

use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::error::{Error, Message, Why};

/// Writes a file that must not be there yet; whole, or not at all.
///
/// # Errors
/// When it is there by now, or cannot be written.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = match path.parent() {
        Some(it) if !it.as_os_str().is_empty() => it,
        _ => Path::new("."),
    };
    let unwritable = |it: std::io::Error| Error::unwritable(path, &it);
    let mut builder = tempfile::Builder::new();
    let builder = builder.prefix(".uitkomst-").suffix(".partial");
    let mut file = builder.tempfile_in(folder).map_err(unwritable)?;
    file.write_all(bytes).map_err(unwritable)?;
    file.as_file().sync_all().map_err(unwritable)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {
            let headline = format!("another run wrote {} just now", path.display());
            let message = Message::new("written-meanwhile", headline);
            let message = message.effect("nothing was written").help("run again");
            Err(Error::new(Why::Unwritable, message))
        }
        Err(error) => Err(unwritable(error.error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept.json");
        write_new(&path, b"first").unwrap();
        let error = write_new(&path, b"second").unwrap_err();
        assert_eq!(error.messages[0].name, "written-meanwhile");
        assert_eq!(std::fs::read(&path).unwrap(), b"first");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
