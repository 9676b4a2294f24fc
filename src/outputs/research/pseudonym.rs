//! Pseudonyms: a keyed hash of an identifier, different for every partner and delivery.
//!
//! In: a key that only the organisation has, the partner's name, what is delivered, an
//! identifier as the 64-bit hash the tables hold. Out: 32 hexadecimal digits. Never: the key
//! in a message or a file; the same pseudonym in two deliveries of different exports, since
//! rows that changed in between would stand out.
//!
//! HMAC with SHA-256: RFC 2104 and FIPS 198-1. The first 128 bits are kept.

use std::fmt::{self, Write};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Bytes a key must have at least: as many as the hash gives (RFC 2104, section 3).
const KEY_BYTES: usize = 32;
/// Bytes of the hash that make a pseudonym.
const PSEUDONYM_BYTES: usize = 16;
/// Keeps these hashes apart from any other use of the same key.
const PURPOSE: &[u8] = b"uitkomst pseudonym 1";

/// Makes the pseudonyms of one partner.
#[derive(Clone)]
pub struct Pseudonyms {
    keyed: Hmac<Sha256>,
}

/// The key has fewer bytes than it must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooShort {
    /// Bytes it has.
    pub has: usize,
    /// Bytes it needs.
    pub needs: usize,
}

/// Whose pseudonym it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Client,
    /// A row that stands apart from the other rows of its client.
    Alone,
    Trajectory,
}

impl fmt::Debug for Pseudonyms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pseudonyms(…)")
    }
}

impl Pseudonyms {
    /// With the key for a partner.
    ///
    /// # Errors
    /// When the key is too short.
    pub fn new(key: &[u8], partner: &str) -> Result<Self, TooShort> {
        let too_short = TooShort { has: key.len(), needs: KEY_BYTES };
        if key.len() < KEY_BYTES {
            return Err(too_short);
        }
        let mut keyed = Hmac::<Sha256>::new_from_slice(key).map_err(|_| too_short)?;
        keyed.update(PURPOSE);
        // A name in kebab-case holds no zero byte: no two partners give the same bytes.
        for part in [&[0][..], partner.as_bytes(), &[0]] {
            keyed.update(part);
        }
        Ok(Self { keyed })
    }

    /// Those of one delivery: `what` says what is in it.
    pub(super) fn of_delivery(&self, what: &str) -> Self {
        let mut keyed = self.keyed.clone();
        keyed.update(&Sha256::digest(what.as_bytes()));
        Self { keyed }
    }

    /// The pseudonym of an identifier, and its first 64 bits to sort rows by.
    pub(super) fn of(&self, whose: Of, identifier: u64) -> (String, u64) {
        let mut keyed = self.keyed.clone();
        keyed.update(match whose {
            Of::Client => &b"client\0"[..],
            Of::Alone => b"alone\0",
            Of::Trajectory => b"trajectory\0",
        });
        keyed.update(&identifier.to_be_bytes());
        let hash = keyed.finalize().into_bytes();
        let mut text = String::with_capacity(2 * PSEUDONYM_BYTES);
        let mut first = 0_u64;
        for (at, byte) in hash.iter().take(PSEUDONYM_BYTES).enumerate() {
            // Writing to a text cannot fail.
            let _ = write!(text, "{byte:02x}");
            first = if at < 8 { first << 8 | u64::from(*byte) } else { first };
        }
        (text, first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(key: &[u8], partner: &str, whose: Of, identifier: u64) -> String {
        Pseudonyms::new(key, partner).unwrap().of(whose, identifier).0
    }

    #[test]
    fn another_key_partner_delivery_kind_or_identifier_gives_another_pseudonym() {
        let (key, other) = ([7; 32], [8; 32]);
        let later = Pseudonyms::new(&key, "a").unwrap();
        let all = [
            of(&key, "a", Of::Client, 1),
            of(&other, "a", Of::Client, 1),
            of(&key, "b", Of::Client, 1),
            of(&key, "a", Of::Trajectory, 1),
            of(&key, "a", Of::Client, 2),
            of(&key, "a", Of::Alone, 1),
            later.of_delivery("x").of(Of::Client, 1).0,
            later.of_delivery("y").of(Of::Client, 1).0,
        ];
        let different: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len());
        assert_eq!(all[0], of(&key, "a", Of::Client, 1));
        assert!(all.iter().all(|it| it.len() == 32));
    }

    #[test]
    fn it_is_the_hash_that_other_programs_make() {
        // Python: hmac.new(bytes([7]) * 32, b"uitkomst pseudonym 1\0a\0client\0" +
        // (1).to_bytes(8), "sha256").hexdigest()[:32]
        let (text, first) = Pseudonyms::new(&[7; 32], "a").unwrap().of(Of::Client, 1);
        assert_eq!(text, "fce2cd1996b67909225d1015cd1a4251");
        assert!(text.starts_with(&format!("{first:016x}")));
    }

    #[test]
    fn a_short_key_is_refused_and_no_key_is_shown() {
        let error = Pseudonyms::new(&[7; 31], "a").unwrap_err();
        assert_eq!(error, TooShort { has: 31, needs: 32 });
        let shown = format!("{:?}", Pseudonyms::new(&[7; 32], "a").unwrap());
        assert_eq!(shown, "Pseudonyms(…)");
    }
}
