//! The figures of one split as a table: every figure of the release in one row, once.
//!
//! In: a split. Out: a table with caption, headers, notes, and a trend below each series.
//! Never: a figure left out because it is hidden, missing or not applicable.

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
/// Most series that stand beside each other when a figure is a single number.
const MOST_BESIDE: usize = 6;
/// Design effect from which an interval is visibly wider: by a twentieth (√1.1 = 1.05).
const NOTICEABLE: f64 = 1.1;
/// Rows up to which a table stands open on the screen; on paper all are open.
const OPEN_ROWS: usize = 40;
/// Rows from which a table folds, the total too.
const LONGEST_ROWS: usize = 80;

#[derive(Serialize)]
struct View {
    id: String,
    caption: String,
    /// The line to click for a table that folds; the total does not fold.
    fold: Option<String>,
    open: bool,
    crossed: bool,
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
    /// The figure's identifier, as in `estimates`, when the row is one figure.
    id: Option<String>,
    head: String,
    cells: Vec<TableCell>,
}

#[derive(Serialize)]
struct TableCell {
    /// The figure's identifier, when the cell is one figure.
    id: Option<String>,
    #[serde(flatten)]
    text: CellText,
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
    let crossed = !headline && columns == [Column::Value] && fits_crossed(split);
    let labels = |it: &Series| it.label(release, words.language).unwrap_or_default();
    let (heads, bodies): (Vec<_>, Vec<_>) = if crossed {
        let rows = crossed_rows(release, split, words, &mut notes);
        let body = Body { head: None, rows, trend: None };
        (split.series.iter().map(labels).collect(), vec![body])
    } else {
        let body = |it: &Series| Body {
            head: it.label(release, words.language),
            rows: rows(release, it, &columns, words, &mut notes),
            trend: trend_below(release, it, headline, words),
        };
        let heads = columns.iter().map(|it| heading(*it, &figures, words));
        (heads.collect(), split.series.iter().map(body).collect())
    };
    let trends = split.series.iter().filter(|_| crossed).filter_map(|it| {
        let trend = trend_below(release, it, headline, words)?;
        Some(format!("{}: {trend}", labels(it)))
    });
    let split_by = split_words(&split.dimensions, words);
    let view = View {
        id: table_id(indicator, &split.dimensions),
        caption: format!("{label}, {split_by}"),
        fold: (!headline || figures.len() > LONGEST_ROWS)
            .then(|| words.fill("table.fold", &[("split", &split_by)])),
        open: figures.len() <= OPEN_ROWS,
        period: capital(
            &words.say(&format!("period.{}.one", Words::period_key(&release.periods))),
        ),
        crossed,
        n_columns: heads.len() + 1,
        columns: heads,
        bodies,
        notes: trends.chain(notes_of(release, &figures, &notes, words)).collect(),
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
    release: &Release,
    series: &Series,
    columns: &[Column],
    words: &Words,
    notes: &mut BTreeSet<&'static str>,
) -> Vec<Row> {
    let mut row = |figure: &ReleasedFigure| Row {
        id: Some(anchor(figure)),
        head: release.period_label(&figure.period),
        cells: columns
            .iter()
            .map(|it| TableCell { id: None, text: cell(*it, figure, words, notes) })
            .collect(),
    };
    series.figures.iter().map(|it| row(it)).collect()
}

/// True when the series can stand beside each other: few, and over the same periods.
fn fits_crossed(split: &Split) -> bool {
    let periods = |it: &Series| -> Vec<_> {
        it.figures.iter().map(|it| it.period.clone()).collect()
    };
    let n = split.series.len();
    (2..=MOST_BESIDE).contains(&n) && common(split.series.iter().map(periods)).is_some()
}

/// A row a period, a cell a figure: for counts, which need no other columns.
fn crossed_rows(
    release: &Release,
    split: &Split,
    words: &Words,
    notes: &mut BTreeSet<&'static str>,
) -> Vec<Row> {
    let n_rows = split.series.first().map_or(0, |it| it.figures.len());
    let row = |i: usize| {
        let figures = split.series.iter().filter_map(|it| it.figures.get(i).copied());
        let figures: Vec<_> = figures.collect();
        let head = figures
            .first()
            .map_or_else(String::new, |it| release.period_label(&it.period));
        let cells = figures.into_iter().map(|it| TableCell {
            id: Some(anchor(it)),
            text: cell(Column::Value, it, words, notes),
        });
        Row { id: None, head, cells: cells.collect() }
    };
    (0..n_rows).map(row).collect()
}

/// The identifier of a figure as an anchor: an `id` holds no white space.
fn anchor(figure: &ReleasedFigure) -> String {
    figure.figure_id.split_whitespace().collect::<Vec<_>>().join("-")
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

/// The denominator, with the numerator before it when there is one and the figure is their
/// quotient: `441 van 501`.
fn counts(
    figure: &ReleasedFigure,
    words: &Words,
    notes: &mut BTreeSet<&'static str>,
) -> CellText {
    let number = |it: &u64| format::count(*it, words.language);
    let n = states::cell(&figure.n, words, notes, number);
    if is_absent(&figure.numerator) || n.absent || figure.horizon().is_some() {
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
    // A count has no interval and misses nothing, also where it is suppressed.
    let is_count = |it: &ReleasedFigure| it.unit == Unit::Trajectories;
    figures.iter().any(|it| match column {
        Column::Value => true,
        Column::Interval if is_count(it) => it.interval.value().is_some(),
        Column::Interval => !is_absent(&it.interval),
        Column::N => !is_absent(&it.n) && !repeats(it),
        Column::Missing if is_count(it) => it.n_missing.value().is_some_and(|n| *n > 0),
        Column::Missing => !is_absent(&it.n_missing),
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
    let methods: BTreeSet<_> = figures.iter().map(|it| it.method).collect();
    let methods = methods.into_iter().collect::<Vec<_>>().join(", ");
    let states = states.iter().map(|it| states::note(it, words, release.smallest_count));
    let method = words.fill("table.method", &[("method", &methods)]);
    let star = figures.iter().any(|it| release.is_provisional(&it.period));
    let star = star.then(|| words.say("provisional_note"));
    let repeated = repeated(figures, words);
    states.chain(star).chain(repeated).chain([method]).collect()
}

/// That clients who appear more than once widen the intervals, where one would see it.
fn repeated(figures: &[&ReleasedFigure], words: &Words) -> Option<String> {
    let effects = figures.iter().filter_map(|it| it.design_effect.value().copied());
    let largest = effects.max_by(f64::total_cmp).filter(|it| *it >= NOTICEABLE)?;
    let effect = format::decimal(largest, 1, words.language);
    Some(words.fill("table.design_effect", &[("effect", &effect)]))
}

fn table_id(indicator: &str, dimensions: &[Dimension]) -> String {
    let names: Vec<_> = dimensions.iter().map(|it| it.name()).collect();
    match names.as_slice() {
        [] => format!("table-{indicator}"),
        names => format!("table-{indicator}-by-{}", names.join("-")),
    }
}
