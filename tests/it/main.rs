//! The integration tests: one binary, a module a question (house rule T1).

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests may fail loudly")]

mod common;
mod made;

mod tidy;
mod samples;
mod reference;
mod spec;
mod bundle;
mod messages;
mod privacy;
mod disclosure;
mod properties;
