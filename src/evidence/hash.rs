//! Hashes: SHA-256 (FIPS 180-4) of what is read and written.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write};

use sha2::{Digest, Sha256};

/// SHA-256 of bytes, hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A file that is hashed while it is written.
#[derive(Debug)]
pub struct HashingFile {
    file: File,
    hasher: Sha256,
    n_bytes: u64,
}

impl HashingFile {
    pub(super) fn new(file: File) -> Self {
        Self { file, hasher: Sha256::new(), n_bytes: 0 }
    }

    /// Flushes to disk; gives size and hash.
    pub(super) fn close(self) -> io::Result<(u64, String)> {
        self.file.sync_all()?;
        Ok((self.n_bytes, hex(&self.hasher.finalize())))
    }
}

impl Write for HashingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.hasher.update(&bytes[..n]);
        self.n_bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_standard() {
        // FIPS 180-4 example: SHA-256 of "abc".
        let want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256_hex(b"abc"), want);
    }
}
