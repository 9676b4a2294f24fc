//! The columns of each canonical table, as data.
//!
//! In: nothing. Out: a list for each table. Never: logic.

mod derived;
mod trajectories;
mod results;
mod work;

pub use derived::{DERIVED, Derived};
pub(super) use results::{GOALS, MEASUREMENTS, SATISFACTION};
pub(super) use trajectories::TRAJECTORIES;
pub(super) use work::{CAPACITY, CONTACTS};

use super::schema::{Column, Kind};

type Label = (&'static str, &'static str);

const fn required(
    name: &'static str,
    kind: Kind,
    label: Label,
    about: &'static str,
) -> Column {
    Column { name, kind, required: true, derived: false, label, about }
}

const fn optional(
    name: &'static str,
    kind: Kind,
    label: Label,
    about: &'static str,
) -> Column {
    Column { name, kind, required: false, derived: false, label, about }
}

const fn derived(
    name: &'static str,
    kind: Kind,
    label: Label,
    about: &'static str,
) -> Column {
    Column { name, kind, required: false, derived: true, label, about }
}
