//! Disclosure: the gate between what was computed and what may be shown.
//!
//! In: figures. Out: `Releasable` figures, the one safe-number store every output reads:
//! `README.md` says what is promised, and to whom.

mod policy;
mod why;
mod round;
mod system;
mod settle;
mod counts;
mod sums;
mod related;
mod exact;
mod digits;
mod show;
mod earlier;
mod gate;
pub mod signals;
mod derived;
mod pairs;
mod agreement;
pub mod anonymity;
mod group_tests;
mod release;
mod releasable;
mod comparison;
mod difference;
#[cfg(test)]
mod worlds;

pub use agreement::{Agreement, AgreementGroup, AgreementTable, release_agreement};
pub use comparison::{CurvePoint, ReleasedComparison, ReleasedUnit};
pub use derived::{
    Alternative, Choice, Conclusion, Funnel, MARGIN, Preflight, Reach, Stability,
};
pub use difference::{Against, Claim, ReleasedDifference};
pub use earlier::{
    Broken, Earlier, Exact, Ledger, Published, PublishedCount, PublishedTotal,
    PublishedValue, ReleaseLine, SmallChanges,
};
pub use policy::Policy;
pub use releasable::{
    Bounds, Described, Releasable, Release, ReleasedFigure, ReleasedTest, ReleasedTrend,
};
pub use release::release;
pub use round::Rounding;
pub use why::{Applied, Protected, Quantity};
