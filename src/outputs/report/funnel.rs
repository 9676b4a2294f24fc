//! A comparison of groups in the report: what chance leaves outside, and a table by name.
//!
//! In: a released comparison. Out: sentences and a table. Never: a rank, a judgement, units in
//! the order of their shares.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::disclosure::Release;
use crate::error::Error;
use crate::estimates::funnel::TAIL_95;
use crate::estimates::overdispersion::FEWEST_UNITS;
use crate::indicators::{Overdispersion, Unit};
use crate::judgements::{Judgements, ReleasedComparison, ReleasedUnit};
use crate::numeric::real;

use super::format::{self, Place};
use super::page;
use super::states::{self, CellText};
use super::words::{Words, capital};

const TEMPLATE: &str = include_str!("../../../reports/templates/funnel.html");

#[derive(Serialize)]
struct View {
    id: String,
    title: String,
    caption: String,
    sentences: Vec<String>,
    columns: Vec<String>,
    rows: Vec<Row>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Row {
    head: String,
    cells: Vec<CellText>,
}

/// The comparisons of an indicator, as they stand in its section.
///
/// # Errors
/// When the template is broken: a bug.
pub(super) fn render_all(
    release: &Release,
    judgements: &Judgements,
    (indicator, title): (&str, &str),
    words: &Words,
) -> Result<Vec<String>, Error> {
    let own = judgements.comparisons.iter().filter(|it| it.series.indicator == indicator);
    own.enumerate().map(|(at, it)| render(release, it, (title, at), words)).collect()
}

fn render(
    release: &Release,
    comparison: &ReleasedComparison,
    (title, at): (&str, usize),
    words: &Words,
) -> Result<String, Error> {
    let by = comparison.dimension.label();
    let by = by.get(words.language);
    let others = release.group_labels_of(&comparison.series.groups);
    let others: String =
        others.iter().map(|it| format!(", {}", it.get(words.language))).collect();
    let gaps = [
        ("title", title),
        ("by", by),
        ("others", &others),
        ("period", &comparison.period.label),
    ];
    let mut notes = BTreeSet::new();
    let rows = rows(release, comparison, words, &mut notes);
    let state_notes = notes.into_iter();
    let state_notes =
        state_notes.map(|it| states::note(it, words, release.smallest_count));
    let mut notes: Vec<String> = vec![words.say("funnel.note")];
    if comparison.is_adjusted() {
        notes.push(words.say("funnel.note_adjusted"));
    }
    let view = View {
        id: format!(
            "comparison-{}-{}-{at}",
            comparison.series.indicator,
            comparison.dimension.name()
        ),
        title: words.fill("funnel.title", &gaps),
        caption: words.fill("funnel.caption", &gaps),
        sentences: sentences(release, comparison, words),
        columns: columns(comparison, words),
        rows,
        notes: notes.into_iter().chain(state_notes).collect(),
    };
    page::fill("funnel.html", TEMPLATE, &view)
}

fn columns(comparison: &ReleasedComparison, words: &Words) -> Vec<String> {
    let by = comparison.dimension.label();
    let mut columns = vec![capital(by.get(words.language))];
    let mut add = |key: &str| columns.push(words.say(&format!("funnel.{key}")));
    add("value");
    if comparison.is_adjusted() {
        add("expected");
        add("adjusted");
    }
    for key in ["at_95", "at_998", "n", "position"] {
        add(key);
    }
    columns
}

/// One row a unit, by name.
fn rows(
    release: &Release,
    comparison: &ReleasedComparison,
    words: &Words,
    notes: &mut BTreeSet<&'static str>,
) -> Vec<Row> {
    let name = |it: &ReleasedUnit| {
        let label = release.group_label(comparison.dimension, &it.group);
        capital(label.get(words.language))
    };
    let mut units: Vec<(String, &ReleasedUnit)> =
        comparison.units.iter().map(|it| (name(it), it)).collect();
    units.sort_by(|a, b| a.0.cmp(&b.0));
    let row = |(head, unit): (String, &ReleasedUnit)| Row {
        head,
        cells: cells(unit, comparison.is_adjusted(), words, notes),
    };
    units.into_iter().map(row).collect()
}

fn cells(
    unit: &ReleasedUnit,
    adjusted: bool,
    words: &Words,
    notes: &mut BTreeSet<&'static str>,
) -> Vec<CellText> {
    let language = words.language;
    let share =
        |it: &f64| format::quantity(*it, Unit::Proportion, Place::Table, language);
    let limits = |it: &(f64, f64)| format::range(*it, Unit::Proportion, language);
    let mut cells = vec![states::cell(&unit.value, words, notes, share)];
    if adjusted {
        let count = |it: &f64| format::decimal(*it, 1, language);
        cells.push(states::cell(&unit.expected, words, notes, count));
        cells.push(states::cell(&unit.adjusted, words, notes, share));
    }
    cells.push(states::cell(&unit.at_95, words, notes, limits));
    cells.push(states::cell(&unit.at_998, words, notes, limits));
    let count = |it: &u64| format::count(*it, language);
    let n = states::cell(&unit.n, words, notes, count);
    cells.push(match unit.numerator.value() {
        Some(part) if !n.absent => CellText::number(
            words.fill("table.of", &[("part", &count(part)), ("all", &n.text)]),
        ),
        _ => n,
    });
    cells.push(states::cell(&unit.position, words, notes, |it| {
        words.say(&format!("funnel.{}", it.name()))
    }));
    cells
}

/// How many lie outside, how many chance would bring there, and what the limits take into
/// account.
fn sentences(
    release: &Release,
    comparison: &ReleasedComparison,
    words: &Words,
) -> Vec<String> {
    let language = words.language;
    let (n, n_outside) = (comparison.n_placed(), comparison.outside().count());
    if n < 2 {
        return vec![words.say("funnel.too_few")];
    }
    let by_chance = 2.0 * TAIL_95 * real(n as u64);
    let gaps = [
        ("n", format::count(n as u64, language)),
        ("outside", format::count(n_outside as u64, language)),
        ("expected", format::decimal(by_chance, 1, language)),
        ("units", words.say(&format!("funnel_units.{}", comparison.dimension.name()))),
    ];
    let gaps = gaps.each_ref().map(|(gap, filling)| (*gap, filling.as_str()));
    let mut sentences = vec![words.fill("funnel.by_chance", &gaps)];
    let mut names: Vec<String> = comparison
        .outside()
        .map(|it| release.group_label(comparison.dimension, &it.group))
        .map(|it| it.get(language).to_owned())
        .collect();
    names.sort();
    if !names.is_empty() {
        let names = names.join(", ");
        sentences.push(words.fill("funnel.outside", &[("names", &names)]));
    }
    sentences.push(adjustment(comparison, words));
    sentences.extend(spread(comparison, words));
    sentences
}

fn adjustment(comparison: &ReleasedComparison, words: &Words) -> String {
    if comparison.adjusted_for.is_empty() {
        return words.say("funnel.not_adjusted");
    }
    if comparison.no_model.is_some() {
        return words.say("funnel.no_model");
    }
    let labels = comparison.adjusted_for.iter().map(|it| it.label());
    let labels: Vec<String> =
        labels.map(|it| it.get(words.language).to_owned()).collect();
    words.fill("funnel.adjusted_for", &[("list", &labels.join(", "))])
}

fn spread(comparison: &ReleasedComparison, words: &Words) -> Option<String> {
    let widens = |it: &crate::estimates::overdispersion::Spread| {
        it.widens(comparison.overdispersion)
    };
    match (comparison.overdispersion, comparison.spread) {
        (Overdispersion::None, _) => None,
        (_, None) => {
            let fewest = format::count(FEWEST_UNITS as u64, words.language);
            Some(words.fill("funnel.few_units", &[("fewest", &fewest)]))
        }
        (_, Some(it)) if widens(&it) => Some(words.say("funnel.wider")),
        (_, Some(_)) => Some(words.say("funnel.no_spread")),
    }
}
