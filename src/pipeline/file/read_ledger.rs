//! The ledger in `[disclosure]`.
//!
//! In: the section. Out: the plan for the ledger, when there is one; mistakes go to the
//! source. Never: a look at the file itself.

use super::plan::LedgerPlan;
use super::section::Section;
use crate::disclosure::SmallChanges;

/// The keys of `[disclosure]` that are about the ledger.
pub(super) const KEYS: [&str; 3] = ["ledger", "released", "small-changes"];

/// Reads what is said of the ledger; none when nothing is, or when it is not in order, which
/// is reported.
pub(super) fn read_ledger(section: &Section<'_>) -> Option<LedgerPlan> {
    const CHOICES: [(&str, SmallChanges); 2] =
        [("repeat", SmallChanges::Repeat), ("stop", SmallChanges::Stop)];
    let Some(path) = section.get("ledger") else {
        for key in &KEYS[1..] {
            if let Some(entry) = section.get(key) {
                let headline =
                    format!("{} is only for a release with a `ledger`", entry.name);
                let help =
                    "add for example ledger = \"../ledger/brochure.jsonl\"".to_owned();
                entry.refuse("keys-need-each-other", headline, help);
            }
        }
        return None;
    };
    let path = path.text();
    let released = section.get("released").map_or(Some(None), |it| it.day().map(Some));
    let small_changes = section
        .get("small-changes")
        .map_or(Some(SmallChanges::default()), |it| it.choice(&CHOICES));
    Some(LedgerPlan {
        path: path?.value,
        released: released?,
        small_changes: small_changes?,
    })
}
