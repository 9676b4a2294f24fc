//! Disclosure: the gate between what was computed and what may be shown.
//!
//! In: figures. Out: `Releasable` figures, the one safe-number store every output reads.
//! Never: an output that takes a number from anywhere else.

mod releasable;

pub use releasable::{Releasable, Release, ReleasedFigure, ReleasedTrend};
