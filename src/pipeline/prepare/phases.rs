//! The phases of a pipeline, checked against what it asks for.
//!
//! In: what `[signals]` says and the indicators. Out: how signals are looked for; a phase
//! that can be about no figure is a problem. Never: a phase that is left out silently.

use crate::error::{Message, nearest};
use crate::indicators::Asked;
use crate::judgements::signals::{Phase, SignalRules};
use crate::pipeline::file::Plan;
use crate::terms::Dimension;

/// How signals are looked for; every phase must be about an indicator that is asked for,
/// and a split of it.
pub(super) fn signals(
    plan: &Plan,
    asked: &[Asked],
    problems: &mut Vec<Message>,
) -> SignalRules {
    let mut phases = Vec::new();
    for wish in &plan.signals.phases {
        let name = &wish.indicator.value;
        let refuse = |headline: String, help: String| {
            let message = Message::new("phase-without-figures", headline);
            message.at(wish.indicator.place(&plan.path)).help(help)
        };
        let Some(found) = asked.iter().find(|it| it.indicator.info.name == *name) else {
            let names = asked.iter().map(|it| it.indicator.info.name.as_str());
            let help = nearest(name, names)
                .map_or("add it as [[indicator]]".to_owned(), |it| {
                    format!("did you mean `{it}`?")
                });
            problems.push(refuse(
                format!("a phase is about `{name}`, which is not asked for"),
                help,
            ));
            continue;
        };
        let has = |it: &Dimension| {
            found.indicator.fixes(*it)
                || found.splits.iter().any(|split| split.contains(it))
        };
        if let Some(it) = wish.groups.iter().map(|it| it.0).find(|it| !has(it)) {
            let it = it.name();
            let headline =
                format!("a phase is about one {it}, but `{name}` is not split by it");
            problems.push(refuse(headline, format!("add [\"{it}\"] to its `by`")));
        }
        phases.push(Phase {
            indicator: name.clone(),
            groups: wish.groups.clone(),
            from: wish.from,
            event: wish.event.clone(),
            author: wish.author.clone(),
            evidence: wish.evidence.clone(),
        });
    }
    SignalRules { rules: plan.signals.rules, phases }
}
