//! The agreement of criteria in the bundle: its page.
//!
//! In: the outcome of a run. Out: files; none when no questionnaire is judged in two ways.
//! Never: arithmetic.

use super::Outcome;
use crate::error::Error;
use crate::evidence::Bundle;
use crate::outputs::report::{Context, agreement_page, render_agreement};
use crate::pipeline::{Plan, Prepared};

/// The agreement page; none when no questionnaire is judged in two ways.
pub(super) fn write_agreement(
    bundle: &mut Bundle,
    (plan, prepared, outcome): (&Plan, &Prepared, &Outcome),
    context: &Context,
) -> Result<(), Error> {
    let (agreement, scales) = (&outcome.agreement, &prepared.scales);
    if agreement.groups.is_empty() {
        return Ok(());
    }
    for language in &plan.outputs.languages {
        let page = render_agreement(context, agreement, scales, *language)?;
        bundle.add(&agreement_page(*language), page.as_bytes())?;
    }
    Ok(())
}
