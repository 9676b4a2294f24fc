//! Tables: typed canonical tables, partitioned.
//!
//! In: exports as text. Out: tables with the columns of [`schema`], and the language
//! ([`expression`]) in which pages speak about them. Never: a figure, a judgement about a row.

pub mod schema;
pub mod sets;
mod columns;
pub mod frame;
pub mod codes;
pub mod definition;
pub mod expression;
mod names;
mod vocabulary;
mod decode;
mod spill;
mod declared;
mod ingest;
#[cfg(test)]
mod ingest_tests;
mod order;

pub use columns::{DERIVED, Derived};
pub use decode::{ColumnPlan, Decoder, Input, Lookup, key_of};
pub use frame::{Frame, Value, Values};
pub use ingest::{FILE, Ingested, Inspect, LINE, Look, TablePlan, ingest};
pub use names::Names;
pub use schema::{Column, Kind, Table};
pub use sets::{CodeSet, INFORMANT};
pub use spill::Spill;
pub use vocabulary::Vocabulary;

pub(crate) use ingest::keys_of;
pub(crate) use order::sorted;
