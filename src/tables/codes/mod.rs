//! Code systems as data: what the codes of other lists mean in ours.
//!
//! In: the files of this folder. Out: per system and column, from a delivered code to the
//! canonical code or name; the built-in programmes and target groups with their aliases;
//! and what the scores of questionnaires mean. Never: a guess; the same number means different things in different lists, so a
//! code is read only with its system.

mod programmes;
mod instruments;
mod systems;

pub use instruments::{Basis, Instrument, RELIABLE, Scale, Scales, instruments};
pub use programmes::{Group, Programme, normalise, programmes, target_groups};
pub use systems::{Code, CodeList, CodeSystem, code_system, code_systems};
