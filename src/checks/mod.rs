//! Checks: findings about rows, and the split into kept and set aside.
//!
//! In: exports as text, typed tables. Out: linked tables of kept rows, and findings: file,
//! line, column, rule. Identifiers come first: an export that holds them is refused whole.
//! Never: a value in a finding; a row dropped without one.

pub mod identifiers;
pub mod rule;
mod inspect;
mod link;
mod derive;
mod overlaps;
mod returns;
mod item_scores;
mod pairs;
mod coverage;
mod rhythm;
mod together;
mod plausible;
mod used;

pub use inspect::{Ages, Inspector};
pub use link::{CLUSTER, Linked, TRAJECTORY, link};
pub use overlaps::check_overlaps;
pub use plausible::check_plausible;
pub use together::derive_together;
pub use used::used_columns;
