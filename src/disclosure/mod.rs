//! Disclosure: the gate between what was computed and what may be shown.
//!
//! In: figures. Out: `Releasable` figures, the one safe-number store every output reads.
//! Never: an output that takes a number from anywhere else.

mod policy;
mod primary;
mod sets;
mod linked;
mod margins;
mod alternatives;
mod structure;
mod horizons;
mod program;
mod attack;
mod secondary;
mod table;
mod published;
mod rounding;
mod earlier;
mod gate;
mod bounds;
mod figure;
mod agreement;
mod agreement_attack;
pub mod anonymity;
mod group_tests;
mod release;
mod releasable;
#[cfg(test)]
mod published_cases;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_times;

pub use agreement::{Agreement, AgreementGroup, AgreementTable, release_agreement};
pub use earlier::{
    Broken, Earlier, Ledger, Numbers, Published, Record, Relation, ReleaseLine, Series,
    SmallChanges, State,
};
#[cfg(test)]
pub(crate) use figure::share;
pub use figure::{Bounds, Measured, ReleasedFigure};
pub use linked::Quantity;
pub use policy::Policy;
pub use primary::Primary;
pub use published::{Attacked, attack_published_tables};
pub use releasable::{Applied, Protected, Releasable, Release, ReleasedTest};
pub use release::release;
