//! The research dataset: the kept trajectories for partners under agreement, coarsened until
//! nobody stands out. What is promised: README.md of [`crate::disclosure::anonymity`].
//!
//! In: linked trajectories, a partition at a time; then the decision of
//! [`crate::disclosure::anonymity`]. Out: rows in which identifiers are pseudonyms of this
//! partner alone, with a description of every column and loaders for four programs. Rows
//! come in the order of their pseudonyms: it carries nothing. Never: an identifier, a day, an
//! exact age; a row kept in memory.

mod pseudonym;
mod record;
mod collect;
mod rows;
mod describe;
mod loaders;

pub use collect::{Collected, Collector, Design, PLACES, can_be_sensitive};
pub use describe::{
    Described, RiskRow, datapackage_json, guesses_csv, risk_csv, risk_rows,
};
pub use loaders::loaders;
pub use pseudonym::{Pseudonyms, TooShort};
pub use record::Record;
pub use rows::{ResearchColumn, Role, Writer};
