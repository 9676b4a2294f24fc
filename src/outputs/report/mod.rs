//! Reports: from released figures to pages a director, a researcher and an auditor can
//! read: the brochure, the codebook and the start page of the bundle.
//!
//! In: the safe-number store, charts drawn from it, the account of the run. Out: HTML
//! that needs nothing else: no script, no font, no picture from elsewhere.
//! Never: a number about care that is not in the store; a word that is not in the table
//! of texts (`reports/templates/texts.toml`), the store or the context.

mod context;
pub mod format;
mod words;
mod series;
mod states;
mod change;
mod trend;
mod page;
mod table;
mod key_figures;
mod svg;
mod signals;
mod markdown;
mod stability;
mod funnel;
mod section;
mod made;
mod brochure;
mod codebook;
mod research;
mod comparisons;
mod preflight;
mod dossier;
mod index;
mod scales;
mod agreement;
#[cfg(test)]
mod tests;

pub use agreement::{agreement_page, render_agreement};
pub use brochure::render_brochure;
pub use codebook::render_codebook;
pub use context::{Chart, Context, FindingCount, InputFile, TableAccount};
pub use dossier::render_dossier;
pub use index::render_index;
pub use preflight::{PreflightRow, preflight_json, preflight_rows, render_preflight};
pub use research::{render_research, research_page};
