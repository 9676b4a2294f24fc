//! Derived: what follows from released figures and from nothing else.
//!
//! In: figures as they are shown, with which of them are hidden. Out: trends and whatever
//! else compares shown figures with each other. Never: a number of a hidden figure, or one
//! that is more exact than what is shown: an outsider could have computed all of it.

mod charts;
mod trends;

pub(super) use charts::charts;
pub(super) use trends::trends;
