//! Refusing: a release that earlier ones do not allow.
//!
//! In: the policy, and the totals that changed a little. Out: nothing, or an error that says
//! which figures and what can be done.

use super::{Earlier, SmallChanges};
use crate::disclosure::Policy;
use crate::error::{Error, Message, Why};

/// Figures a message names before it says how many more there are.
const NAMED: usize = 10;

const EFFECT: &str = "nothing was written; an earlier bundle stands untouched";

impl Earlier {
    /// A ledger holds one policy: two ways to show the same count tell more than one.
    pub(in crate::disclosure) fn refuse_other_policy(
        &self,
        policy: &Policy,
    ) -> Result<(), Error> {
        let differs = self.releases.iter().find(|(_, it)| {
            (it.policy.as_str(), it.smallest_count, it.rounding)
                != (policy.name.as_str(), policy.smallest_count, policy.rounding)
        });
        let Some((date, other)) = differs else { return Ok(()) };
        let headline = format!(
            "the ledger holds a release ({date}) under the policy `{}`, and this run has \
             `{}`: two ways of showing the same counts tell more than one",
            other.policy, policy.name
        );
        let help =
            "release under the same policy, or start a ledger of its own for figures \
                    that nobody has seen under the other"
                .to_owned();
        let message = Message::new("ledger-policy", headline).effect(EFFECT).help(help);
        Err(Error::new(Why::Disclosure, message))
    }

    /// Stops when the pipeline wants that and totals changed by a few rows.
    pub(in crate::disclosure) fn refuse_small_changes(
        &self,
        changed: &[&str],
        policy: &Policy,
    ) -> Result<(), Error> {
        if self.small_changes == SmallChanges::Repeat || changed.is_empty() {
            return Ok(());
        }
        let smallest = policy.smallest_count;
        let headline = format!(
            "{} figures changed by fewer than {smallest} rows since an earlier release: \
             subtracting the two would tell about those rows",
            changed.len()
        );
        let help = format!(
            "release again when at least {smallest} more rows are in, or leave \
             small-changes = \"stop\" out to show the earlier figures again"
        );
        let mut message =
            Message::new("small-change", headline).effect(EFFECT).help(help);
        for it in changed.iter().take(NAMED) {
            message = message.at((*it).to_owned());
        }
        if let Some(more) = changed.len().checked_sub(NAMED).filter(|it| *it > 0) {
            message = message.at(format!("and {more} more"));
        }
        Err(Error::new(Why::Disclosure, message))
    }
}
