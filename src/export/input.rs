//! The bytes of a file: hashed as stored, decompressed when compressed.
//!
//! In: a path. Out: a reader, and the size and hash when it was read to its end. Never: a
//! second reading of a file for its hash (XLSX and Parquet, which are read out of order,
//! are the exception).

use std::fmt::Write as _;
use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::problem::Problem;

/// How much is taken from a file at once when it is not read straight into a block.
const BUFFER_BYTES: usize = 256 << 10;
/// How every gzip file starts.
const GZIP: &[u8] = &[0x1F, 0x8B];

/// Size and hash of a file as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) n_bytes: u64,
    pub(super) sha256: String,
}

/// A reader that hashes what passes.
pub(super) struct Hashing<R> {
    inner: R,
    hash: Sha256,
    n_bytes: u64,
}

impl<R: Read> Hashing<R> {
    fn new(inner: R) -> Self {
        Self { inner, hash: Sha256::new(), n_bytes: 0 }
    }

    fn sum(self) -> Sum {
        let mut sha256 = String::with_capacity(64);
        for byte in self.hash.finalize() {
            // Writing to a text cannot fail.
            let _ = write!(sha256, "{byte:02x}");
        }
        Sum { n_bytes: self.n_bytes, sha256 }
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        self.hash.update(&into[..n]);
        self.n_bytes += n as u64;
        Ok(n)
    }
}

/// The bytes of a text file.
pub(super) enum Input {
    /// As stored.
    Plain(BufReader<Hashing<File>>),
    /// Decompressed; a file of several compressed parts is read as one.
    Gzip(Box<MultiGzDecoder<BufReader<Hashing<File>>>>),
}

impl Input {
    /// Opens a file; its first bytes tell whether it is compressed.
    pub(super) fn open(path: &Path) -> Result<Self, Problem> {
        let file = open(path)?;
        let mut reader = BufReader::with_capacity(BUFFER_BYTES, Hashing::new(file));
        let start = reader.fill_buf().map_err(|it| Problem::io(path, &it))?;
        if start.starts_with(GZIP) {
            Ok(Self::Gzip(Box::new(MultiGzDecoder::new(reader))))
        } else {
            Ok(Self::Plain(reader))
        }
    }

    /// Reads what is left and gives size and hash.
    pub(super) fn finish(mut self) -> io::Result<Sum> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(match self {
            Self::Plain(reader) => reader.into_inner().sum(),
            Self::Gzip(reader) => reader.into_inner().into_inner().sum(),
        })
    }

    /// What went wrong while reading, said with the file's name.
    pub(super) fn problem(path: &Path, error: &io::Error) -> Problem {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Problem::gz_truncated(path),
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                Problem::gz_damaged(path)
            }
            _ => Problem::io(path, error),
        }
    }
}

impl Read for Input {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(reader) => reader.read(into),
            Self::Gzip(reader) => reader.read(into),
        }
    }
}

/// What is known of a path that must lead to a plain file.
pub(super) fn about(path: &Path) -> Result<Metadata, Problem> {
    let about = std::fs::metadata(path).map_err(|it| {
        let leads_nowhere = path.is_symlink() && it.kind() == io::ErrorKind::NotFound;
        if leads_nowhere {
            Problem::link_to_nowhere(path)
        } else {
            Problem::io(path, &it)
        }
    })?;
    if about.is_dir() {
        return Err(Problem::directory(path));
    }
    if about.is_file() { Ok(about) } else { Err(Problem::not_plain(path)) }
}

/// Opens a file that must exist, be a file and hold something.
pub(super) fn open(path: &Path) -> Result<File, Problem> {
    // Looked at first: opening a pipe waits for somebody to write into it.
    let about = about(path)?;
    let file = File::open(path).map_err(|it| Problem::io(path, &it))?;
    if about.len() == 0 {
        return Err(Problem::empty(path));
    }
    Ok(file)
}

/// Size and hash of a file that is read out of order.
pub(super) fn sum(path: &Path) -> Result<Sum, Problem> {
    let mut reader = Hashing::new(open(path)?);
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(reader.sum()),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Problem::io(path, &error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Folder, gzip};
    use super::*;

    /// Source: FIPS 180-4 example, SHA-256 of "abc".
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn size_and_hash_are_those_of_the_file_as_stored() {
        let folder = Folder::new();
        let path = folder.file("a.csv", b"abc");
        let mut input = Input::open(&path).unwrap();
        let mut first = [0];
        input.read_exact(&mut first).unwrap();
        let want = Sum { n_bytes: 3, sha256: ABC.to_owned() };
        assert_eq!(input.finish().unwrap(), want);
        assert_eq!(sum(&path).unwrap(), want);

        let stored = gzip(b"abc");
        let zipped = folder.file("a.csv.gz", &stored);
        let of_zipped = Input::open(&zipped).unwrap().finish().unwrap();
        assert_eq!(of_zipped, sum(&zipped).unwrap());
        assert_eq!(of_zipped.n_bytes, stored.len() as u64);
    }

    #[test]
    fn compressed_parts_are_read_as_one() {
        let folder = Folder::new();
        let path = folder.file("a.csv.gz", &[gzip(b"ab"), gzip(b"cd")].concat());
        let mut text = String::new();
        Input::open(&path).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "abcd");
    }
}
