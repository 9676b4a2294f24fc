//! The totals that a pipeline wants as counted, marked in what it asks for.
//!
//! In: the names in `[disclosure]` and the indicators asked for. Out: the same, with which of
//! them is exact; names that do not fit, with their place.

use crate::error::{Message, nearest};
use crate::indicators::{Asked, MeasureKind};
use crate::pipeline::file::{Located, Plan};

/// Marks the indicators whose totals are printed as counted.
pub(super) fn add_exact(plan: &Plan, asked: &mut [Asked], problems: &mut Vec<Message>) {
    let names: Vec<String> =
        asked.iter().map(|it| it.indicator.info.name.clone()).collect();
    for name in &plan.exact {
        let place = name.place(&plan.path);
        match asked.iter_mut().find(|it| it.indicator.info.name == name.value) {
            Some(it) if has_total(it) => it.exact = true,
            Some(_) => problems.push(no_total(name).at(place)),
            None => problems.push(not_asked(name, &names).at(place)),
        }
    }
}

/// A count or a share over all groups together.
fn has_total(asked: &Asked) -> bool {
    let can = |kind| matches!(kind, MeasureKind::Count | MeasureKind::Proportion);
    asked.indicator.by.is_empty()
        && asked.indicator.measures.iter().any(|it| can(it.kind))
}

fn no_total(name: &Located<String>) -> Message {
    let headline = format!(
        "`{}` in [disclosure] has no total that can be printed as counted",
        name.value
    );
    let help = "only counts and shares over all groups can; leave it out".to_owned();
    Message::new("exact-has-no-total", headline).help(help)
}

fn not_asked(name: &Located<String>, names: &[String]) -> Message {
    let headline =
        format!("`{}` in [disclosure] is not among the indicators", name.value);
    let help = match nearest(&name.value, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "ask for it under [[indicator]] too".to_owned(),
    };
    Message::new("exact-not-asked", headline).help(help)
}
