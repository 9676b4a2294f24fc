//! The stability box: whether the conclusion of a headline figure depends on choices that
//! others would have made differently.
//!
//! In: the stability of the release. Out: what the template prints. Never: a choice that is
//! left out because it contradicts.

use serde::Serialize;

use crate::disclosure::Release;
use crate::estimates::method;
use crate::indicators::Unit;
use crate::judgements::{Alternative, Choice, Conclusion, Judgements, Stability};
use crate::terms::{Language, SeriesKey, Shown};

use super::format::{self, Place};
use super::series::label_of;
use super::states::{self, CellText};
use super::words::{Words, capital};

/// One headline figure in the box.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    /// The group, where an indicator is always split.
    who: Option<String>,
    sentence: String,
    same: String,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    choice: String,
    value: CellText,
    interval: String,
    conclusion: String,
    /// Leads to another conclusion than the published figure.
    differs: bool,
}

/// The box of one indicator; empty when nothing can be concluded.
pub(super) fn entries(
    release: &Release,
    judgements: &Judgements,
    name: &str,
    words: &Words,
) -> Vec<Entry> {
    let of = judgements.stability.iter().filter(|it| it.series.indicator == name);
    of.filter_map(|it| entry(release, it, words)).collect()
}

fn entry(release: &Release, it: &Stability, words: &Words) -> Option<Entry> {
    let conclusion = it.conclusion()?;
    let (same, all) = it.n_same();
    let target = it.target.map_or_else(String::new, |target| {
        format::quantity(target, it.unit, Place::Headline, words.language)
    });
    let gaps = [("period", it.period.label.as_str()), ("target", &target)];
    let sentence = words.fill(&format!("stability.{}", key(conclusion)), &gaps);
    let count = |n: usize| format::count(n as u64, words.language);
    let gaps = [("same", count(same)), ("all", count(all))];
    let gaps = gaps.each_ref().map(|(gap, filling)| (*gap, filling.as_str()));
    let who = SeriesKey { category: None, ..it.series.clone() };
    Some(Entry {
        who: label_of(release, &who, words.language),
        sentence,
        same: words.fill("stability.same", &gaps),
        rows: it.alternatives.iter().map(|row| self::row(it, row, words)).collect(),
    })
}

fn row(of: &Stability, it: &Alternative, words: &Words) -> Row {
    let mut notes = std::collections::BTreeSet::new();
    let value = states::cell(&it.value, words, &mut notes, |it| {
        format::quantity(*it, of.unit, Place::Table, words.language)
    });
    let interval = match it.interval {
        Shown::Value(limits) => format::range(limits, of.unit, words.language),
        _ => states::HIDDEN.to_owned(),
    };
    let conclusion = it.conclusion.map_or_else(
        || states::HIDDEN.to_owned(),
        |it| words.say(&format!("stability.short_{}", key(it))),
    );
    Row {
        choice: capital(&choice(&it.choice, of.unit, words)),
        value,
        interval,
        conclusion,
        differs: it.conclusion.is_some() && it.conclusion != of.conclusion(),
    }
}

/// What is chosen, in words.
fn choice(it: &Choice, unit: Unit, words: &Words) -> String {
    let is_share = unit == Unit::Proportion;
    match it {
        Choice::Published => words.say("stability.published"),
        Choice::Definition { label, .. } => label.get(words.language).to_owned(),
        Choice::Interval(name) => {
            let label = method(name).map_or(*name, |it| match words.language {
                Language::Nl => it.label.0,
                Language::En => it.label.1,
            });
            words.fill("stability.interval", &[("method", label)])
        }
        Choice::ClientsIgnored => words.say("stability.clients"),
        Choice::MissingLowest if is_share => words.say("stability.missing_no"),
        Choice::MissingHighest if is_share => words.say("stability.missing_yes"),
        Choice::MissingLowest => words.say("stability.missing_lowest"),
        Choice::MissingHighest => words.say("stability.missing_highest"),
    }
}

/// The key of the texts of a conclusion.
fn key(it: Conclusion) -> &'static str {
    match it {
        Conclusion::Above => "above",
        Conclusion::Below => "below",
        Conclusion::Undecided => "undecided",
        Conclusion::Rises => "rises",
        Conclusion::Falls => "falls",
        Conclusion::NoTrend => "no_trend",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_conclusion_has_its_words() {
        for language in Language::ALL {
            let words = Words::read(language).unwrap();
            for it in [
                Conclusion::Above,
                Conclusion::Below,
                Conclusion::Undecided,
                Conclusion::Rises,
                Conclusion::Falls,
                Conclusion::NoTrend,
            ] {
                let key = key(it);
                assert!(words.find(&format!("stability.{key}")).is_some(), "{key}");
                assert!(words.find(&format!("stability.short_{key}")).is_some(), "{key}");
            }
        }
    }
}
