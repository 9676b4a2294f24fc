//! Tables: typed canonical tables, partitioned.
//!
//! In: exports as text. Out: tables with the columns of [`schema`], and the language
//! ([`expression`]) in which pages speak about them. Never: a figure, a judgement about a row.

pub mod schema;
pub mod sets;
mod columns;
pub mod codes;
pub mod definition;
pub mod expression;

pub use schema::{Column, Kind, Table};
pub use sets::CodeSet;
