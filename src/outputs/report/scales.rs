//! What the scores of a questionnaire mean, in words: from which change on a change is
//! reliable, and where the cut-off lies.
//!
//! In: a scale. Out: facts, each with its source and how sure it is. Never: a figure about
//! care.

use serde::Serialize;

use crate::tables::codes::{Basis, CutOff, Scale};
use crate::terms::Language;

use super::format;
use super::words::Words;

/// One fact: what it is, and what is known.
#[derive(Debug, Serialize)]
pub(super) struct Fact {
    what: String,
    known: String,
}

/// Decimals of points, means and standard deviations.
const N_DECIMALS: usize = 1;

/// The facts of a scale that its figures rest on.
pub(super) fn facts(scale: &Scale, words: &Words) -> Vec<Fact> {
    let fact = |key: &str, known: String| Fact {
        what: words.say(&format!("scale.{key}")),
        known,
    };
    vec![
        fact("direction", direction(scale, words)),
        fact("what_change", change(scale, words)),
        fact("cut_off", cut_off(scale, words)),
        fact("spread", spread(scale, words)),
    ]
}

fn number(value: f64, words: &Words) -> String {
    let text = format::decimal(value, N_DECIMALS, words.language);
    // A whole number has no decimal to show.
    let end = match words.language {
        Language::Nl => ",0",
        Language::En => ".0",
    };
    text.strip_suffix(end).map_or_else(|| text.clone(), ToOwned::to_owned)
}

/// `bron (hoe zeker)`.
fn origin(basis: Basis, source: &str, words: &Words) -> String {
    let basis = basis.label();
    words
        .fill("scale.origin", &[("source", source), ("basis", basis.get(words.language))])
}

fn direction(scale: &Scale, words: &Words) -> String {
    let key = if scale.lower_is_better { "scale.lower" } else { "scale.higher" };
    let (from, until) = (number(scale.range.0, words), number(scale.range.1, words));
    words.fill(key, &[("from", &from), ("until", &until)])
}

fn change(scale: &Scale, words: &Words) -> String {
    let Some(points) = scale.smallest_reliable_change() else {
        return words.say("scale.change_unknown");
    };
    let points = number(points, words);
    if let Some(it) = &scale.published_change {
        let origin = origin(it.basis, &it.source, words);
        let gaps = [("points", points.as_str()), ("origin", &origin)];
        return words.fill("scale.change_published", &gaps);
    }
    let Some(it) = &scale.reliability else { return words.say("scale.change_unknown") };
    let (reliability, kind) = it.value;
    let kind = kind.label();
    let gaps = [
        ("points", points.as_str()),
        ("r", &format::decimal(reliability, 2, words.language)),
        ("kind", kind.get(words.language)),
        ("origin", &origin(it.basis, &it.source, words)),
    ];
    words.fill("scale.change", &gaps)
}

fn spread(scale: &Scale, words: &Words) -> String {
    let Some((deviation, of)) = scale.deviation() else {
        return words.say("scale.unknown");
    };
    let of = of.label();
    let declared = scale.spread.as_ref().map(|it| (it.basis, it.source.as_str()));
    let norm = scale.norm.as_ref().map(|it| (it.basis, it.source.as_str()));
    let origin = declared.or(norm).map(|it| origin(it.0, it.1, words));
    let gaps = [
        ("deviation", number(deviation, words)),
        ("of", of.get(words.language).to_owned()),
        ("origin", origin.unwrap_or_default()),
    ];
    words.fill("scale.deviation", &gaps.each_ref().map(|(a, b)| (*a, b.as_str())))
}

fn cut_off(scale: &Scale, words: &Words) -> String {
    let Some(CutOff { score, rule, is_chosen }) = scale.cut_off() else {
        return words.say("scale.unknown");
    };
    let (label, why) = (rule.label(), rule.why());
    let why = if is_chosen {
        words.say("scale.chosen")
    } else {
        why.get(words.language).to_owned()
    };
    let published =
        scale.clinical_from.as_ref().filter(|it| it.value.total_cmp(&score).is_eq());
    let source = published
        .map(|it| (it.basis, it.source.as_str()))
        .or_else(|| scale.norm.as_ref().map(|it| (it.basis, it.source.as_str())))
        .or_else(|| scale.clients.as_ref().map(|it| (it.basis, it.source.as_str())));
    let gaps = [
        ("score", number(score, words)),
        ("rule", label.get(words.language).to_owned()),
        ("why", why),
        ("origin", source.map(|it| origin(it.0, it.1, words)).unwrap_or_default()),
    ];
    words.fill("scale.at", &gaps.each_ref().map(|(a, b)| (*a, b.as_str())))
}
