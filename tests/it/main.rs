//! The integration tests: one binary, a module a question (house rule T1).

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests may fail loudly")]

mod tidy;
