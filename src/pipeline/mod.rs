//! The pipeline: its file, what a run of it needs, and the run.
//!
//! In: the path of a pipeline file. Out: a bundle, or what keeps it from being made.
//! Never: arithmetic; every stage does its own.
//!
//! `pipelines/README.md` documents every key.

mod file;
mod prepare;
mod run;

pub use file::{
    ChecksPlan, CodesPlan, ComparisonPlan, DisclosurePlan, ExportPlan, IndicatorPlan,
    IndicatorSource, InstrumentPlan, KeyPlan, LedgerPlan, Located, OutputsPlan,
    PhasePlan, Plan, ProgrammePlan, ResearchPlan, Schema, SignalsPlan, load, parse, read,
};
pub use prepare::{Prepared, prepare};
pub use run::{Account, Outcome, check, preflight, run};
