//! The integration tests: one binary, a module a question (house rule T1).

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests may fail loudly")]

mod common;
mod comparison;
mod bundle;
mod compare;
mod canary;
mod disclosure;
mod dossier;
mod generated;
mod groups;
mod honesty;
mod ledger;
mod made;
mod identifiers;
mod messages;
mod privacy;
mod properties;
mod reference;
mod research;
mod change;
mod rounding;
mod samples;
mod signals;
mod selftest;
mod spec;
mod tidy;
