//! The scales of a run: what is built in, with what the pipeline declares.
//!
//! In: the `[[instrument]]` tables. Out: the scales, or everything that does not fit. Never:
//! a declared figure without the pipeline's own source.

use crate::error::{Error, Message};
use crate::pipeline::file::{InstrumentPlan, Plan};
use crate::tables::codes::{Basis, ReliabilityKind, Scale, Scales, Sourced, SpreadOf};
use crate::terms::Text;

/// The built-in scales, with what the pipeline declares of them.
///
/// # Errors
/// When the built-in list is not in order (a fault in the program).
pub(super) fn scales(plan: &Plan, problems: &mut Vec<Message>) -> Result<Scales, Error> {
    let mut scales = Scales::built_in()?;
    for wish in &plan.instruments {
        let known = scales.get(&wish.name.value, &wish.scale).cloned();
        let Some(mut scale) = known.or_else(|| new_scale(wish)) else {
            problems.push(unknown(wish, &scales).at(wish.name.place(&plan.path)));
            continue;
        };
        declare(wish, &mut scale);
        if let Some(message) = contradiction(wish, &scale) {
            problems.push(message.at(wish.name.place(&plan.path)));
        }
        let name = (wish.name.value.clone(), wish.scale.clone());
        scales.all.insert(name, scale);
    }
    Ok(scales)
}

/// A scale that is not built in: it needs a range and a direction.
fn new_scale(wish: &InstrumentPlan) -> Option<Scale> {
    Some(Scale {
        code: wish.scale.clone(),
        label: wish.label.clone().unwrap_or_else(|| Text::same(&wish.scale)),
        range: wish.range?,
        lower_is_better: wish.lower_is_better?,
        is_t_score: false,
        norm: None,
        clients: None,
        spread: None,
        reliability: None,
        published_change: None,
        clinical_from: None,
        chosen_rule: None,
        items: Vec::new(),
        sum_of: Vec::new(),
        basis: Basis::Declared,
        source: wish.source.clone(),
    })
}

fn unknown(wish: &InstrumentPlan, scales: &Scales) -> Message {
    let name = &wish.name.value;
    let headline = format!("there is no scale `{}` of `{name}`", wish.scale);
    let known: Vec<String> =
        scales.all.keys().map(|it| format!("{} {}", it.0, it.1)).collect();
    let help = format!(
        "known: {}; for another scale also give `range` and `better`",
        known.join(", ")
    );
    Message::new("unknown-instrument", headline).help(help)
}

/// Puts what is declared in the place of what is built in.
fn declare(wish: &InstrumentPlan, scale: &mut Scale) {
    if let (Some(range), true) = (wish.range, wish.range != Some(scale.range)) {
        scale.range = range;
        (scale.basis, scale.source) = (Basis::Declared, wish.source.clone());
    }
    if let Some(reliability) = wish.reliability {
        let kind = wish.reliability_kind.unwrap_or(ReliabilityKind::NotSaid);
        scale.reliability = sourced(wish, (reliability, kind));
        scale.published_change = None;
    }
    let change = wish.smallest_change.and_then(|it| sourced(wish, it));
    scale.published_change = change.or(scale.published_change.take());
    if let Some(deviation) = wish.deviation {
        let of = wish.deviation_of.unwrap_or(SpreadOf::Norm);
        scale.spread = sourced(wish, (deviation, of));
    }
    let norm = wish.norm.and_then(|it| sourced(wish, it));
    scale.norm = norm.or(scale.norm.take());
    let clients = wish.clients.and_then(|it| sourced(wish, it));
    scale.clients = clients.or(scale.clients.take());
    let clinical_from = wish.clinical_from.and_then(|it| sourced(wish, it));
    scale.clinical_from = clinical_from.or(scale.clinical_from.take());
    scale.chosen_rule = wish.cut_off;
}

#[expect(clippy::unnecessary_wraps, reason = "every figure of a scale may be absent")]
fn sourced<T>(wish: &InstrumentPlan, value: T) -> Option<Sourced<T>> {
    Some(Sourced { value, basis: Basis::Declared, source: wish.source.clone() })
}

/// What is declared and cannot be used.
fn contradiction(wish: &InstrumentPlan, scale: &Scale) -> Option<Message> {
    let of = format!("`{}` of `{}`", wish.scale, wish.name.value);
    let problem = |headline: String, help: &str| {
        Some(Message::new("instrument-incomplete", headline).help(help))
    };
    if wish.lower_is_better.is_some_and(|it| it != scale.lower_is_better) {
        let headline = format!("{of} runs the other way");
        return problem(headline, "leave `better` out: it is built in");
    }
    if wish.reliability_kind.is_some() && wish.reliability.is_none() {
        let headline = format!("{of} has the kind of a reliability, but none");
        return problem(headline, "give `reliability` too");
    }
    if wish.deviation_of.is_some() && wish.deviation.is_none() {
        let headline = format!("{of} says whose standard deviation, but gives none");
        return problem(headline, "give `deviation` too");
    }
    if wish.reliability.is_some() && wish.smallest_change.is_some() {
        let headline = format!("{of} has a reliability and a published change");
        return problem(headline, "give one: the other would not be used");
    }
    if let Some(rule) = wish.cut_off
        && scale.cut_off().is_none()
    {
        let headline = format!("{of} lacks what its cut-off needs");
        let help = format!(
            "{}; a needs `clients`, b `norm`, c both, published `clinical-from`",
            rule.label().en
        );
        return problem(headline, &help);
    }
    None
}
