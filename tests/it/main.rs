//! The integration tests: one binary, a module a question (house rule T1).

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests may fail loudly")]

mod common;
mod comparison;
mod attacks;
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
mod input_gate;
mod robustness;
mod odd_values;
mod stopped;
mod messages;
mod privacy;
mod properties;
mod reference;
mod research;
mod research_made;
mod change;
mod rounding;
mod samples;
mod signals;
mod selftest;
mod spec;
mod threads;
mod tidy;
