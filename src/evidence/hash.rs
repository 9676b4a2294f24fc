//! Hashes: SHA-256 (FIPS 180-4) of what is read and written.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Write};

use sha2::{Digest, Sha256};

/// SHA-256 of bytes, hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of all that is left to read, hexadecimal.
pub(super) fn sha256_of(mut from: impl Read) -> io::Result<String> {
    /// Bytes at a time.
    const BLOCK: usize = 64 * 1024;
    let (mut block, mut hasher) = (vec![0; BLOCK], Sha256::new());
    loop {
        match from.read(&mut block)? {
            0 => return Ok(hex(&hasher.finalize())),
            n => hasher.update(&block[..n]),
        }
    }
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

    /// Size and hash.
    pub(super) fn close(self) -> (u64, String) {
        (self.n_bytes, hex(&self.hasher.finalize()))
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
        assert_eq!(sha256_of(b"abc".as_slice()).unwrap(), want);
    }
}
