//! The pipeline file: from text to a typed plan.
//!
//! In: a TOML file and the column names of the canonical tables. Out: a [`Plan`], or every
//! mistake in the file at once, each with its place and what to write instead.
//! Never: an export; a plan with an unknown key, a guessed dialect or a silent default
//! for something that changes a figure.

mod entry;
mod open;
mod plan;
mod read;
mod read_export;
mod read_instruments;
mod read_research;
mod read_indicators;
mod read_signals;
mod read_comparison;
mod read_ledger;
mod read_disclosure;
mod section;
mod source;
#[cfg(test)]
mod tests;

pub use open::{load, parse, read};
pub use plan::{
    ChecksPlan, CodesPlan, ComparisonPlan, DisclosurePlan, ExportPlan, IndicatorPlan,
    IndicatorSource, InstrumentPlan, KeyPlan, LedgerPlan, Located, OutputsPlan,
    PhasePlan, Plan, ProgrammePlan, ResearchPlan, SignalsPlan,
};
pub use read_export::Schema;

pub(super) use open::sha256;
