//! The figures of one split as a table: every figure of the release in one row, once.
//!
//! In: a split. Out: a table with caption, headers, notes, and a trend below each series.
//! Never: a column left out because its numbers are hidden.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::disclosure::{Release, ReleasedFigure};
use crate::error::Error;
use crate::indicators::Unit;
use crate::numeric::real;
use crate::terms::{Dimension, Shown, WhyNotApplicable};

use super::format::{self, Place};
use super::key_figures;
use super::page;
use super::series::{Series, Split, common};
use super::states::{self, CellText};
use super::trend;
use super::words::{Words, capital};

const TEMPLATE: &str = include_str!("../../../reports/templates/table.html");
/// Rows up to which a table stands open on the screen; on paper all are open.
const OPEN_ROWS: usize = 40;

#[derive(Serialize)]
struct View {
    id: String,
    caption: String,
    /// The line to click for a table that folds; the total does not fold.
    fold: Option<String>,
    open: bool,
    period: String,
    columns: Vec<String>,
    n_columns: usize,
    bodies: Vec<Body>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Body {
    head: Option<String>,
    rows: Vec<Row>,
    trend: Option<String>,
}

#[derive(Serialize)]
struct Row {
    /// The figure's identifier, as in `estimates`: the anchor of the row.
    id: String,
    head: String,
    cells: Vec<CellText>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Value,
    Interval,
    N,
    Missing,
}

impl Column {
    const ALL: [Self; 4] = [Self::Value, Self::Interval, Self::N, Self::Missing];
}

/// The table as HTML. The `headline` table (the total, or what stands in for it) does not
/// fold, and its trends stand above it, beside the latest figures.
///
/// # Errors
/// When the template is broken: a bug.
pub(super) fn render(
    release: &Release,
    indicator: &str,
    label: &str,
    split: &Split,
    headline: bool,
    words: &Words,
) -> Result<String, Error> {
    let figures: Vec<_> = split.figures().collect();
    let columns: Vec<_> =
        Column::ALL.into_iter().filter(|it| is_needed(*it, &figures)).collect();
    let mut notes = BTreeSet::new();
    let bodies: Vec<_> = split
        .series
        .iter()
        .map(|it| Body {
            head: it.label(release, words.language),
            rows: rows(it, &columns, words, &mut notes),
            trend: trend_below(release, it, headline, words),
        })
        .collect();
    let split_by = split_words(&split.dimensions, words);
    let view = View {
        id: table_id(indicator, &split.dimensions),
        caption: format!("{label}, {split_by}"),
        fold: (!headline).then(|| words.fill("table.fold", &[("split", &split_by)])),
        open: figures.len() <= OPEN_ROWS,
        period: capital(
            &words.say(&format!("period.{}.one", Words::period_key(&release.periods))),
        ),
        n_columns: columns.len() + 1,
        columns: columns.iter().map(|it| heading(*it, &figures, words)).collect(),
        bodies,
        notes: notes_of(release, &figures, &notes, words),
    };
    page::fill("table.html", TEMPLATE, &view)
}

/// "in total" or "by programme and region".
pub(super) fn split_words(dimensions: &[Dimension], words: &Words) -> String {
    let labels: Vec<_> =
        dimensions.iter().map(|it| it.label().get(words.language).to_owned()).collect();
    match labels.as_slice() {
        [] => words.say("table.total"),
        [one] => words.fill("table.by_one", &[("a", one)]),
        [most @ .., last] => {
            words.fill("table.by_more", &[("a", &most.join(", ")), ("b", last)])
        }
    }
}

fn rows(
    series: &Series,
    columns: &[Column],
    words: &Words,
    notes: &mut BTreeSet<&'static str>,
) -> Vec<Row> {
    let mut row = |figure: &ReleasedFigure| Row {
        id: figure.figure_id.split_whitespace().collect::<Vec<_>>().join("-"),
        head: figure.period.label.clone(),
        cells: columns.iter().map(|it| cell(*it, figure, words, notes)).collect(),
    };
    series.figures.iter().map(|it| row(it)).collect()
}

/// The trend below a series, unless it stands above the table beside the latest figure.
fn trend_below(
    release: &Release,
    series: &Series,
    headline: bool,
    words: &Words,
) -> Option<String> {
    let stands_above = headline && key_figures::latest(release, series).is_some();
    let trend = series.trend.filter(|_| !stands_above);
    trend::sentence(Some(trend?), series.unit(), &release.periods, words)
}

fn cell(
    column: Column,
    figure: &ReleasedFigure,
    words: &Words,
    notes: &mut BTreeSet<&'static str>,
) -> CellText {
    let (unit, language) = (figure.unit, words.language);
    match column {
        Column::Value => states::cell(&figure.value, words, notes, |it| {
            format::quantity(*it, unit, Place::Table, language)
        }),
        Column::Interval => states::cell(&figure.interval, words, notes, |it| {
            format::range(*it, unit, language)
        }),
        Column::Missing => states::cell(&figure.n_missing, words, notes, |it| {
            format::count(*it, language)
        }),
        Column::N => counts(figure, words, notes),
    }
}

/// The denominator, with the numerator before it when there is one: `441 van 501`.
fn counts(
    figure: &ReleasedFigure,
    words: &Words,
    notes: &mut BTreeSet<&'static str>,
) -> CellText {
    let number = |it: &u64| format::count(*it, words.language);
    let n = states::cell(&figure.n, words, notes, number);
    if is_absent(&figure.numerator) || n.absent {
        return n;
    }
    let numerator = states::cell(&figure.numerator, words, notes, number);
    let of = |part: &str| words.fill("table.of", &[("part", part), ("all", &n.text)]);
    CellText {
        text: of(&numerator.text),
        spoken: numerator.spoken.as_deref().map(of),
        absent: numerator.absent,
    }
}

fn heading(column: Column, figures: &[&ReleasedFigure], words: &Words) -> String {
    match column {
        Column::Value => match common(figures.iter().map(|it| it.unit)) {
            Some(unit) => words.say(&format!("value.{}", unit.name())),
            None => words.say("value.mixed"),
        },
        Column::Interval => interval_name(figures.iter().copied(), words),
        Column::N => words.say("table.n"),
        Column::Missing => words.say("table.missing"),
    }
}

/// "95 %-interval", or just "interval" when the figures have several confidences.
pub(super) fn interval_name<'a>(
    figures: impl Iterator<Item = &'a ReleasedFigure>,
    words: &Words,
) -> String {
    match common(figures.map(|it| it.confidence)) {
        Some(confidence) => {
            let share = format::whole_percent(confidence, words.language);
            words.fill("table.interval", &[("share", &share)])
        }
        None => words.say("table.interval_mixed"),
    }
}

/// A column that no figure can have, or that repeats the value of a count, is left out.
fn is_needed(column: Column, figures: &[&ReleasedFigure]) -> bool {
    let repeats = |it: &ReleasedFigure| match (it.n, it.value) {
        (Shown::Value(n), Shown::Value(value)) => {
            it.unit == Unit::Trajectories && real(n).total_cmp(&value).is_eq()
        }
        (n, value) => it.unit == Unit::Trajectories && n.name() == value.name(),
    };
    let nothing_to_miss = |it: &ReleasedFigure| {
        it.unit == Unit::Trajectories && it.n_missing == Shown::Value(0)
    };
    figures.iter().any(|it| match column {
        Column::Value => true,
        Column::Interval => !is_absent(&it.interval),
        Column::N => !is_absent(&it.n) && !repeats(it),
        Column::Missing => !is_absent(&it.n_missing) && !nothing_to_miss(it),
    })
}

fn is_absent<T>(shown: &Shown<T>) -> bool {
    matches!(shown, Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity))
}

fn notes_of(
    release: &Release,
    figures: &[&ReleasedFigure],
    states: &BTreeSet<&'static str>,
    words: &Words,
) -> Vec<String> {
    let methods: BTreeSet<_> = figures.iter().map(|it| it.method.as_str()).collect();
    let methods = methods.into_iter().collect::<Vec<_>>().join(", ");
    let states = states.iter().map(|it| states::note(it, words, release.smallest_count));
    let method = words.fill("table.method", &[("method", &methods)]);
    states.chain([method]).collect()
}

fn table_id(indicator: &str, dimensions: &[Dimension]) -> String {
    let names: Vec<_> = dimensions.iter().map(|it| it.name()).collect();
    match names.as_slice() {
        [] => format!("table-{indicator}"),
        names => format!("table-{indicator}-by-{}", names.join("-")),
    }
}
