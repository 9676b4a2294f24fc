//! The pipeline file, typed, and the run it describes.
//!
//! In: a TOML file and the column names of the canonical tables. Out: a [`Plan`], or every
//! mistake in the file at once, each with its place and what to write instead.
//! Never: an export; a plan with an unknown key, a guessed dialect or a silent default
//! for something that changes a figure.
//!
//! `pipelines/README.md` documents every key.

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
mod section;
mod source;
mod decoders;
mod phases;
mod instruments;
mod compare;
mod prepare;
mod research;
mod bundle;
mod bundle_datasets;
mod bundle_words;
mod bundle_agreement;
mod bundle_research;
mod bundle_dossier;
mod released;
mod run;
#[cfg(test)]
mod tests;

pub use open::{load, parse, read};
pub use plan::{
    ChecksPlan, CodesPlan, ComparisonPlan, DisclosurePlan, ExportPlan, IndicatorPlan,
    IndicatorSource, InstrumentPlan, KeyPlan, LedgerPlan, Located, OutputsPlan,
    PhasePlan, Plan, ProgrammePlan, ResearchPlan, SignalsPlan,
};
pub use prepare::{Prepared, prepare};
pub use read_export::Schema;
pub use run::{Account, Outcome, check, preflight, run};
