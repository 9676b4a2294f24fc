//! The dossier in the bundle: as rows, as JSON and as a page a language.
//!
//! In: what a report needs. Out: three kinds of file in `internal/`. Never: arithmetic.

use crate::error::Error;
use crate::evidence::Bundle;
use crate::outputs::dossier::{dossier, dossier_csv, dossier_json};
use crate::outputs::report::{Context, render_dossier};
use crate::pipeline::Plan;
use crate::terms::Language;

/// Where the page stands.
pub(super) fn dossier_page(language: Language) -> String {
    format!("internal/dossier.{}.html", language.code())
}

/// Writes all of it.
pub(super) fn write_dossier(
    bundle: &mut Bundle,
    plan: &Plan,
    context: &Context,
) -> Result<(), Error> {
    let dossier = dossier(context.release);
    bundle.add("internal/dossier.csv", &dossier_csv(&dossier)?)?;
    bundle.add("internal/dossier.json", &dossier_json(&dossier)?)?;
    for language in &plan.outputs.languages {
        let page = render_dossier(context, &dossier, *language)?;
        bundle.add(&dossier_page(*language), page.as_bytes())?;
    }
    Ok(())
}
