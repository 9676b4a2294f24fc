//! From the `[disclosure]` table of a pipeline file to its plan.
//!
//! In: the table. Out: the policy, the totals that are printed as counted, the ledger; mistakes
//! go to the source. Whether the indicators are asked for is a later check.

use super::entry::Entry;
use super::plan::{DisclosurePlan, LedgerPlan, Located};
use super::read_ledger::{self, read_ledger};
use super::section::Section;

/// What counts are rounded to when a pipeline with own values does not say it.
const USUAL_BASE: u32 = 5;

#[derive(Clone, Copy)]
enum Policy {
    Default,
    Named(&'static str),
    None,
    Own,
}

/// What may be shown, what is printed as counted, and the ledger.
type Disclosure =
    (Option<DisclosurePlan>, Option<Vec<Located<String>>>, Option<LedgerPlan>);

pub(super) fn read_disclosure(section: Section<'_>) -> Disclosure {
    let keys = ["policy", "reason", "smallest-count", "rounding", "exact"];
    let keys: Vec<&str> = keys.into_iter().chain(read_ledger::KEYS).collect();
    let section = section.only(&keys);
    let exact = match section.get("exact") {
        Some(it) => it.full_list().map(|it| it.iter().filter_map(Entry::text).collect()),
        None => Some(Vec::new()),
    };
    (read_policy(&section), exact, read_ledger(&section))
}

fn read_policy(section: &Section<'_>) -> Option<DisclosurePlan> {
    const POLICIES: [(&str, Policy); 5] = [
        ("default", Policy::Default),
        ("cbs", Policy::Named("cbs")),
        ("opensafely", Policy::Named("opensafely")),
        ("none", Policy::None),
        ("own", Policy::Own),
    ];
    let own = section.get("smallest-count");
    let policy = match section.get("policy") {
        Some(it) => it.choice(&POLICIES)?,
        None if own.is_some() => Policy::Own,
        None => Policy::Default,
    };
    if let (Some(entry), false) = (&own, matches!(policy, Policy::Own)) {
        let headline =
            "`policy` and `smallest-count` in [disclosure] exclude each other".to_owned();
        let help = "a named policy has its own values; write policy = \"own\"".to_owned();
        entry.refuse("keys-exclude-each-other", headline, help);
    }
    if let (Some(entry), false) = (section.get("rounding"), matches!(policy, Policy::Own))
    {
        let headline =
            "`policy` and `rounding` in [disclosure] exclude each other".to_owned();
        let help = "a named policy has its own values; write policy = \"own\"".to_owned();
        entry.refuse("keys-exclude-each-other", headline, help);
    }
    let reason = section.get("reason");
    if let (Some(entry), false) = (&reason, matches!(policy, Policy::None)) {
        let headline =
            "`reason` in [disclosure] is only for policy = \"none\"".to_owned();
        entry.refuse("keys-exclude-each-other", headline, "leave it out".to_owned());
    }
    Some(match policy {
        Policy::Default => DisclosurePlan::Default,
        Policy::Named(name) => DisclosurePlan::Named(name),
        Policy::None => {
            let help = "say why nothing need be hidden; every report prints it";
            let reason = section.need("reason", help)?.words()?;
            DisclosurePlan::None { reason }
        }
        Policy::Own => own_values(section)?,
    })
}

/// Own values: a small count is at least as large as what counts are rounded to, so that as many
/// different counts look alike.
fn own_values(section: &Section<'_>) -> Option<DisclosurePlan> {
    let help = "a count from 2; to hide nothing, policy = \"none\" with a reason";
    let count = section.need("smallest-count", help)?.whole(2, 1000, help)?;
    let rounding = match section.get("rounding") {
        Some(it) => it.whole(2, 1000, "a number from 2, such as 5")?,
        None => USUAL_BASE,
    };
    if count < rounding {
        let headline = format!(
            "`smallest-count` in [disclosure] is {count}, less than what counts are rounded \
             to: {rounding}"
        );
        let help = format!("write a count from {rounding}, or a smaller `rounding`");
        section.need("smallest-count", &help)?.refuse("keys-do-not-fit", headline, help);
        return None;
    }
    let [smallest_count, rounding] = [count, rounding].map(u64::from);
    Some(DisclosurePlan::Own { smallest_count, rounding })
}
