//! Disclosure: the gate between what was computed and what may be shown.
//!
//! In: figures. Out: `Releasable` figures, the one safe-number store every output reads.
//! Never: an output that takes a number from anywhere else.

mod policy;
mod gate;
mod release;
mod releasable;

pub use policy::Policy;
pub use releasable::{Releasable, Release, ReleasedFigure, ReleasedTrend};
pub use release::release;
