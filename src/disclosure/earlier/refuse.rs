//! Refusing: a release that earlier ones make unsafe, or that changed too little.
//!
//! In: what the gate decided. Out: nothing, or an error that says which figures and what can
//! be done. Never: a number.

use super::{Earlier, Relation, SmallChanges};
use crate::disclosure::Policy;
use crate::disclosure::gate::Decision;
use crate::error::{Error, Message, Why};

/// Figures a message names before it says how many more there are.
const NAMED: usize = 10;

const EFFECT: &str = "nothing was written; an earlier bundle stands untouched";

impl Earlier {
    /// Stops what may not be released.
    pub(in crate::disclosure) fn refuse(
        &self,
        decision: &Decision,
        policy: &Policy,
        name: impl Fn(usize) -> String,
    ) -> Result<(), Error> {
        let smallest = policy.smallest_count;
        if !decision.exposed.is_empty() {
            let headline = format!(
                "with what earlier releases showed, {} hidden counts could be worked out, \
                 also when everything linked to them is hidden",
                decision.exposed.len()
            );
            let help = format!(
                "release again when at least {smallest} more rows are in, or leave the \
                 indicator or the split out"
            );
            let message =
                Message::new("earlier-release", headline).effect(EFFECT).help(help);
            return Err(refused(message, &decision.exposed, name));
        }
        let small: Vec<usize> = (0..decision.relations.len())
            .filter(|it| decision.relations[*it] == Relation::SmallChange)
            .collect();
        if self.small_changes == SmallChanges::Stop && !small.is_empty() {
            let headline = format!(
                "{} figures changed by fewer than {smallest} rows since an earlier release: \
                 subtracting the two would tell about those rows",
                small.len()
            );
            let help = format!(
                "release again when at least {smallest} more rows are in, or leave \
                 small-changes = \"stop\" out to show the earlier figures again"
            );
            let message =
                Message::new("small-change", headline).effect(EFFECT).help(help);
            return Err(refused(message, &small, name));
        }
        Ok(())
    }
}

fn refused(mut message: Message, at: &[usize], name: impl Fn(usize) -> String) -> Error {
    for it in at.iter().take(NAMED) {
        message = message.at(name(*it));
    }
    if let Some(more) = at.len().checked_sub(NAMED).filter(|it| *it > 0) {
        message = message.at(format!("and {more} more"));
    }
    Error::new(Why::Disclosure, message)
}
