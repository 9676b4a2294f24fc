//! From the `[comparison]` table of a pipeline file to its plan.
//!
//! In: the table. Out: which indicators are compared, along what, adjusted for what. Never:
//! whether the indicators are asked for (their names keep their place for a later check).

use super::entry::Entry;
use super::plan::{ComparisonPlan, Located};
use super::section::Section;
use crate::indicators::{CaseMix, Overdispersion};
use crate::terms::Dimension;

pub(super) fn read_comparison(section: Section<'_>) -> Option<ComparisonPlan> {
    let section = section.only(&["by", "indicators", "overdispersion", "case-mix"]);
    let by = section.need("by", "for example by = [\"region\", \"team\"]");
    let dimensions = Dimension::ALL.map(|it| (it.name(), it));
    let by = by.and_then(|it| each(&it, |item| item.choice(&dimensions)));
    let help = "name the indicators whose groups are compared";
    let indicators = section.need("indicators", help);
    let indicators = indicators.and_then(|it| each(&it, Entry::text));
    let overdispersion =
        section.need("overdispersion", "choose none, additive or multiplicative");
    let overdispersion = overdispersion.and_then(|it| it.choice(&Overdispersion::NAMES));
    let characteristics = CaseMix::ALL.map(|it| (it.name(), it));
    let case_mix = section.get("case-mix").map_or(Some(Vec::new()), |it| {
        each(&it, |item| item.choice(&characteristics).map(|it| item.locate(it)))
    });
    Some(ComparisonPlan {
        by: by?,
        indicators: indicators?,
        overdispersion: overdispersion?,
        case_mix: case_mix?,
    })
}

/// What each item of a list says, none of them twice.
fn each<'a, T: Same>(
    entry: &Entry<'a>,
    read: impl Fn(&Entry<'a>) -> Option<T>,
) -> Option<Vec<T>> {
    let mut chosen: Vec<T> = Vec::new();
    let mut complete = true;
    for item in entry.full_list()? {
        match read(&item) {
            Some(it) if chosen.iter().any(|other| other.same(&it)) => {
                let headline = format!("{} is there already", item.name);
                item.refuse("given-twice", headline, "leave it out".to_owned());
            }
            Some(it) => chosen.push(it),
            None => complete = false,
        }
    }
    complete.then_some(chosen)
}

/// Whether two items say the same, wherever they stand.
trait Same {
    fn same(&self, other: &Self) -> bool;
}

impl Same for Dimension {
    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl<T: PartialEq> Same for Located<T> {
    fn same(&self, other: &Self) -> bool {
        self.value == other.value
    }
}
