//! Code systems as data: what the codes of other lists mean in ours.
//!
//! In: the files of this folder. Out: per system and column, from a delivered code to the
//! canonical code or name; the built-in programmes and target groups with their aliases;
//! and what the scores of questionnaires mean. Never: a guess; the same number means
//! different things in different lists, so a code is read only with its system.

mod programmes;
pub mod cut_off;
pub mod reliable_change;
mod scale;
mod items;
mod instruments;
mod systems;

pub use cut_off::{CutOffRule, Moments};
pub use instruments::{Instrument, Scales, instruments};
pub use items::{Answers, Items};
pub use programmes::{Group, Programme, normalise, programmes, target_groups};
pub use reliable_change::RELIABLE;
pub use scale::{Basis, CutOff, ReliabilityKind, Scale, Sourced, SpreadOf};
pub use systems::{Code, CodeList, CodeSystem, code_system, code_systems};
