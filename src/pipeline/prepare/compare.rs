//! What a pipeline compares, added to what it asks for.
//!
//! In: the plan of a comparison and the indicators asked for. Out: their splits along what is
//! compared; everything that does not fit, with its place. Never: a byte of an export.

use crate::error::{Message, nearest};
use crate::indicators::{Asked, Compared, MeasureKind};
use crate::pipeline::file::{ComparisonPlan, Located, Plan};
use crate::terms::Dimension;

/// Adds the comparison to the indicators it names.
pub(super) fn add_comparison(
    plan: &Plan,
    asked: &mut [Asked],
    problems: &mut Vec<Message>,
) {
    let Some(wish) = &plan.comparison else { return };
    problems.extend(adjusted_for_itself(plan, wish));
    for name in &wish.indicators {
        let place = name.place(&plan.path);
        let names: Vec<String> =
            asked.iter().map(|it| it.indicator.info.name.clone()).collect();
        match asked.iter_mut().find(|it| it.indicator.info.name == name.value) {
            Some(it) if is_share(it) => compare(it, wish),
            Some(_) => problems.push(not_a_share(name).at(place)),
            None => problems.push(not_asked(name, &names).at(place)),
        }
    }
}

fn is_share(asked: &Asked) -> bool {
    asked.indicator.measures.iter().any(|it| it.kind == MeasureKind::Proportion)
}

fn compare(asked: &mut Asked, wish: &ComparisonPlan) {
    let own = |it: &Dimension| !asked.indicator.by.contains(it);
    let by: Vec<Dimension> = wish.by.iter().copied().filter(own).collect();
    for dimension in &by {
        let mut split = asked.indicator.by.clone();
        split.push(*dimension);
        split.sort_unstable();
        if !asked.splits.contains(&split) {
            asked.splits.push(split);
        }
    }
    asked.compared = Some(Compared {
        by,
        case_mix: wish.case_mix.iter().map(|it| it.value).collect(),
        overdispersion: wish.overdispersion,
    });
}

/// What is compared cannot be adjusted away.
fn adjusted_for_itself(plan: &Plan, wish: &ComparisonPlan) -> Vec<Message> {
    let is_compared = |it: &&Located<_>| {
        let it: &Located<crate::indicators::CaseMix> = it;
        wish.by.iter().any(|by| by.name() == it.value.name())
    };
    let message = |it: &Located<crate::indicators::CaseMix>| {
        let name = it.value.name();
        let headline = format!("`{name}` in [comparison] is compared and adjusted for");
        let help = "adjusting for it would take the difference away; leave it out of one";
        Message::new("adjusted-for-itself", headline).at(it.place(&plan.path)).help(help)
    };
    wish.case_mix.iter().filter(is_compared).map(message).collect()
}

fn not_a_share(name: &Located<String>) -> Message {
    let headline = format!("`{}` cannot be compared: it has no share", name.value);
    let help = "funnels are for shares of yes and no; name such an indicator";
    Message::new("cannot-be-compared", headline).help(help)
}

fn not_asked(name: &Located<String>, names: &[String]) -> Message {
    let headline =
        format!("`{}` in [comparison] is not among the indicators", name.value);
    let help = match nearest(&name.value, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "ask for it under [[indicator]] too".to_owned(),
    };
    Message::new("compared-not-asked", headline).help(help)
}
