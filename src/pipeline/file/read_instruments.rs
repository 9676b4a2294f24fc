//! From the `[[instrument]]` tables of a pipeline file to what is declared of scales.
//!
//! In: the tables. Out: one plan a table. Never: a figure without its source.

use super::plan::InstrumentPlan;
use super::section::Section;
use crate::tables::codes::{CutOffRule, Moments, ReliabilityKind, SpreadOf};

/// Scores, means and cut-offs lie between these.
const SCORES: (f64, f64) = (-1000.0, 1000.0);
/// The smallest spread: nought would make every change reliable.
const SMALLEST_SPREAD: f64 = 0.001;

/// A key is not in order; what is wrong with it was reported.
struct Noted;

pub(super) fn read_instruments(head: &Section<'_>) -> Option<Vec<InstrumentPlan>> {
    let Some(entry) = head.get("instrument") else {
        return Some(Vec::new());
    };
    let instruments: Vec<_> =
        entry.sections()?.into_iter().map(read_instrument).collect();
    instruments.into_iter().collect()
}

fn read_instrument(section: Section<'_>) -> Option<InstrumentPlan> {
    const KEYS: [&str; 15] = [
        "name",
        "scale",
        "source",
        "label",
        "range",
        "better",
        "reliability",
        "reliability-kind",
        "deviation",
        "deviation-of",
        "norm",
        "clients",
        "clinical-from",
        "cut-off",
        "smallest-reliable-change",
    ];
    let section = section.only(&KEYS);
    let name =
        section.need("name", "for example name = \"cbcl\"").and_then(|it| it.text());
    let scale = section.need("scale", "for example scale = \"total\"");
    let scale = scale.and_then(|it| it.text());
    let source = section.need("source", "say where these figures come from");
    let source = source.and_then(|it| it.text());
    let label = optional(&section, "label", |it| it.words());
    let range = optional(&section, "range", |it| read_range(&it));
    let better = optional(&section, "better", |it| {
        it.choice(&[("lower", true), ("higher", false)])
    });
    let reliability = optional(&section, "reliability", |it| {
        it.number(0.0, 1.0, "write the reliability as a share, such as 0.9")
    });
    let kind =
        optional(&section, "reliability-kind", |it| it.choice(&ReliabilityKind::NAMES));
    let deviation = optional(&section, "deviation", |it| {
        it.number(SMALLEST_SPREAD, SCORES.1, "write the standard deviation")
    });
    let of = optional(&section, "deviation-of", |it| it.choice(&SpreadOf::NAMES));
    let norm = optional(&section, "norm", |it| read_moments(&it));
    let clients = optional(&section, "clients", |it| read_moments(&it));
    let clinical_from = optional(&section, "clinical-from", |it| {
        it.number(SCORES.0, SCORES.1, "write the first clinical score")
    });
    let rule = optional(&section, "cut-off", |it| it.choice(&CutOffRule::NAMES));
    let change = optional(&section, "smallest-reliable-change", |it| {
        it.number(SMALLEST_SPREAD, SCORES.1, "write the change in points")
    });
    Some(InstrumentPlan {
        name: name?,
        scale: scale?.value,
        source: source?.value,
        label: label.ok()?,
        range: range.ok()?,
        lower_is_better: better.ok()?,
        reliability: reliability.ok()?,
        reliability_kind: kind.ok()?,
        deviation: deviation.ok()?,
        deviation_of: of.ok()?,
        norm: norm.ok()?,
        clients: clients.ok()?,
        clinical_from: clinical_from.ok()?,
        cut_off: rule.ok()?,
        smallest_change: change.ok()?,
    })
}

/// A key that may be absent.
fn optional<'a, T>(
    section: &Section<'a>,
    key: &str,
    read: impl FnOnce(super::entry::Entry<'a>) -> Option<T>,
) -> Result<Option<T>, Noted> {
    match section.get(key) {
        Some(entry) => read(entry).map(Some).ok_or(Noted),
        None => Ok(None),
    }
}

fn read_range(entry: &super::entry::Entry<'_>) -> Option<(f64, f64)> {
    const HELP: &str = "write { from = 0, until = 40 }";
    let (from, until) = read_pair(entry, ("from", "until"), HELP)?;
    if from < until {
        return Some((from, until));
    }
    let headline = format!("{} ends before it starts", entry.name);
    entry.refuse("empty-range", headline, HELP.to_owned());
    None
}

fn read_moments(entry: &super::entry::Entry<'_>) -> Option<Moments> {
    const HELP: &str = "write { mean = 50, deviation = 10 }";
    let (mean, deviation) = read_pair(entry, ("mean", "deviation"), HELP)?;
    if deviation >= SMALLEST_SPREAD {
        return Some(Moments { mean, deviation });
    }
    let headline = format!("{} has no spread", entry.name);
    entry.refuse("out-of-range", headline, HELP.to_owned());
    None
}

fn read_pair(
    entry: &super::entry::Entry<'_>,
    keys: (&str, &str),
    help: &str,
) -> Option<(f64, f64)> {
    let section = entry.section_named(entry.name.clone())?.only(&[keys.0, keys.1]);
    let number = |key: &str| {
        section.need(key, help).and_then(|it| it.number(SCORES.0, SCORES.1, help))
    };
    number(keys.0).zip(number(keys.1))
}
