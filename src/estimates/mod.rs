//! Estimates: from cells to figures with interval, n, denominator, missing and method.
//!
//! In: cells. Out: estimates and trends; undefined is `None` or a reason, never NaN.
//! Never: rows, files, or a decision about what may be shown.

/// Confidence of every interval: a proportion, here and everywhere.
pub const CONFIDENCE: f64 = 0.95;
