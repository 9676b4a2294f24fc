//! Evidence: the only writer of files; what was read, what was written, with hashes.
//!
//! In: bytes of outputs and the account of the run. Out: a bundle, whole or not at all, with
//! a manifest. Never: a clock time (a second run gives the same bytes), a value about a
//! person.

mod bundle;
mod place;
mod staging;
mod hash;
mod manifest;
mod records;
mod verify;
mod compare;
mod ledger;
mod kept;

pub use bundle::{Bundle, MANIFEST, OutputFile, create_file};
pub use compare::{Cause, Comparison, Moved, Shown, WentIn, compare};
pub use hash::{HashingFile, sha256_hex};
pub use kept::write_new;
pub use ledger::LedgerFile;
pub use manifest::{Definition, INPUTS, Input, Manifest, TableRows};
pub use records::{findings_csv, protection_csv, row_account_json};
pub use verify::{Difference, Verified, verify};
