//! uitkomst: outcome figures from the trajectory exports of Dutch youth-care providers.
//!
//! The modules are the flow of the data, in order; `pipeline::run` says it again.

pub mod pipeline;
pub mod export;
pub mod tables;
pub mod checks;
pub mod indicators;
pub mod estimates;
pub mod disclosure;
pub mod judgements;
pub mod outputs;
pub mod evidence;

pub mod terms;
pub mod env;
pub mod error;
pub mod numeric;
pub mod sample;
pub mod selftest;
pub mod cli;
