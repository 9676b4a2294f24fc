//! Definition files: strict TOML, and Markdown pages with TOML front matter between `+++`.
//!
//! In: the text of a file and its name for messages. Out: typed fields, headings, the
//! Markdown. Never: stops at the first mistake; all are collected, each with its line.

mod fields;
mod markdown;

pub use fields::{Fields, Problems, parse_toml};
pub use markdown::{Page, TableRow, check_headings, read_table, split_page};
