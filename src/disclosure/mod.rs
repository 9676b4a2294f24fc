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
mod bounds;
mod figure;
mod pairs;
mod agreement;
pub mod anonymity;
mod group_tests;
mod release;
mod releasable;
#[cfg(test)]
mod worlds;

pub use agreement::{Agreement, AgreementGroup, AgreementTable, release_agreement};
pub use earlier::{
    Broken, Earlier, Exact, Ledger, Published, PublishedCount, PublishedTotal,
    PublishedValue, ReleaseLine, SmallChanges,
};
#[cfg(test)]
pub(crate) use figure::share;
pub use figure::{Bounds, Measured, ReleasedFigure};
pub use policy::Policy;
pub use releasable::{Described, Releasable, Release, ReleasedTest};
pub use release::release;
pub use round::Rounding;
pub use why::{Applied, Protected, Quantity};
