//! The figures of the latest period, large, each with what it needs beside it.
//!
//! In: the safe-number store. Out: tiles for the top of a report, and the same items for
//! the sections. Never: a figure without its denominator and interval, when it has them.

use serde::Serialize;

use crate::disclosure::{Release, ReleasedFigure};
use crate::indicators::Unit;
use crate::judgements::Judgements;
use crate::terms::{Shown, WhyMissing, WhyNotApplicable};

use super::change;
use super::format::{self, Place};
use super::series::{Series, Split, splits_of};
use super::states::{self, CellText};
use super::table::interval_name;
use super::trend;
use super::words::Words;

/// What a director asks first, in this order; those in the release are shown.
const KEY_INDICATORS: [&str; 7] = [
    "trajectories-active",
    "trajectories-closed",
    "closed-by-mutual-agreement",
    "satisfaction-process",
    "usefulness",
    "goals-attained",
    "gas-t-score",
];
/// Tiles when none of [`KEY_INDICATORS`] is in the release: the first of the catalogue.
const N_OTHER_TILES: usize = 6;
/// Of shares within several numbers of days, those within a year stand large: long enough
/// for most trajectories to end, short enough to be about recent ones.
const MAIN_DAYS: u32 = 365;
/// The indicator that stands beside every satisfaction mean.
const RESPONSE: &str = "response";

/// One tile: an indicator in the latest period.
#[derive(Debug, Serialize)]
pub(super) struct Tile {
    /// Anchor of the section it points to.
    indicator: String,
    label: String,
    summary: String,
    items: Vec<Item>,
    target: Option<String>,
}

/// One figure, large, with what belongs beside it.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    pub(super) group: Option<String>,
    period: String,
    value: CellText,
    /// Word behind the number, such as `dagen`.
    suffix: Option<String>,
    details: Vec<String>,
    /// The change since the period before, the trend, and what is not known.
    pub(super) sentences: Vec<String>,
}

/// The tiles for the top of the report.
pub(super) fn tiles(
    release: &Release,
    judgements: &Judgements,
    names: &[&str],
    words: &Words,
) -> Vec<Tile> {
    let known: Vec<_> =
        KEY_INDICATORS.iter().copied().filter(|it| names.contains(it)).collect();
    let chosen = if known.is_empty() {
        names.iter().copied().take(N_OTHER_TILES).collect()
    } else {
        known
    };
    let tiles = chosen.into_iter().filter_map(|it| tile(release, judgements, it, words));
    tiles.collect()
}

/// The items of a split in the latest period; of several numbers of days, one.
pub(super) fn items(
    release: &Release,
    judgements: &Judgements,
    split: &Split,
    words: &Words,
) -> Vec<Item> {
    let days = || split.series.iter().filter_map(|it| Some(it.horizon()?.days));
    let main = days().find(|it| *it == MAIN_DAYS).or_else(|| days().max());
    let is_main = |it: &&Series| it.horizon().is_none_or(|it| Some(it.days) == main);
    let series = split.series.iter().filter(is_main);
    series.filter_map(|it| item(release, judgements, it, words)).collect()
}

/// The figure of a series in the latest period of the run; for a number of days since the
/// start, in the latest period whose starters were followed so long.
pub(super) fn latest<'a>(
    release: &Release,
    series: &Series<'a>,
) -> Option<&'a ReleasedFigure> {
    let period = release.periods.last()?;
    if series.horizon().is_some() {
        let is_followed =
            |it: &&&ReleasedFigure| it.value != Shown::Missing(WhyMissing::NotFollowed);
        return series.figures.iter().rfind(is_followed).copied();
    }
    series.figures.iter().copied().find(|it| it.period == *period)
}

/// The target of a split, when it has one: `streefwaarde 85 %`.
pub(super) fn target(split: &Split, words: &Words) -> Option<String> {
    let figure = split.figures().find(|it| it.target.is_some())?;
    let value =
        format::quantity(figure.target?, figure.unit, Place::Headline, words.language);
    Some(words.fill("target", &[("target", &value)]))
}

fn tile(
    release: &Release,
    judgements: &Judgements,
    name: &str,
    words: &Words,
) -> Option<Tile> {
    let mut splits = splits_of(release, judgements, name);
    let split = splits.first_mut()?;
    keep_the_main_measure(split);
    let info = release.indicator(name);
    let text = |it: &crate::terms::Text| it.get(words.language).to_owned();
    let mut items = items(release, judgements, split, words);
    for item in &mut items {
        item.sentences.clear();
    }
    (!items.is_empty()).then(|| Tile {
        indicator: name.to_owned(),
        label: info.map_or_else(|| name.to_owned(), |it| text(&it.label)),
        summary: info.map_or_else(String::new, |it| text(&it.summary)),
        target: target(split, words),
        items,
    })
}

/// An indicator with several measures in several units (a mean mark, a share of 7 or
/// more) shows the first in its tile; a distribution shows all its categories.
fn keep_the_main_measure(split: &mut Split) {
    let first = split.series.first().and_then(Series::unit);
    if split.series.iter().any(|it| it.unit() != first) {
        split.series.retain(|it| it.unit() == first);
    }
}

fn item(
    release: &Release,
    judgements: &Judgements,
    series: &Series,
    words: &Words,
) -> Option<Item> {
    let figure = latest(release, series)?;
    let mut notes = std::collections::BTreeSet::new();
    let value = states::cell(&figure.value, words, &mut notes, |it| {
        format::quantity(*it, figure.unit, Place::Headline, words.language)
    });
    let why = notes.iter().map(|it| states::note(it, words, release.smallest_count));
    let beside = [
        interval(figure, words),
        denominator(figure, words),
        response(release, figure, words),
    ];
    Some(Item {
        group: series.label(release, words.language),
        period: release.period_label(&figure.period),
        suffix: suffix(figure, words),
        details: why.chain(beside.into_iter().flatten()).collect(),
        sentences: sentences((release, judgements), series, figure, words),
        value,
    })
}

/// What there is to say of a figure besides its numbers. The categories of a distribution
/// say their trend only: they change together, and miss the same rows.
fn sentences(
    (release, judgements): (&Release, &Judgements),
    series: &Series,
    figure: &ReleasedFigure,
    words: &Words,
) -> Vec<String> {
    if series.horizon().is_some() {
        return Vec::new();
    }
    let trend = trend::sentence(series.trend, series.unit(), &release.periods, words);
    if !stands_alone(figure) {
        return trend.into_iter().collect();
    }
    let change = change::since_before(judgements, figure, words);
    let bounds = change::if_all_were(figure, words);
    [change, trend, bounds].into_iter().flatten().collect()
}

/// Whether the figure is one by itself, and not a category of a distribution.
pub(super) fn stands_alone(figure: &ReleasedFigure) -> bool {
    figure.series.category.is_none() || figure.unit != Unit::Proportion
}

fn suffix(figure: &ReleasedFigure, words: &Words) -> Option<String> {
    figure.value.value()?;
    words.find(&format!("suffix.{}", figure.unit.name())).map(str::to_owned)
}

fn interval(figure: &ReleasedFigure, words: &Words) -> Option<String> {
    figure.value.value()?;
    let name = interval_name(std::iter::once(figure), words);
    let limits = match &figure.interval {
        Shown::Value(it) => format::range(*it, figure.unit, words.language),
        Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity) => return None,
        other => words.say(&format!("state.{}", states::key(other)?)),
    };
    Some(format!("{name} {limits}"))
}

/// `441 van 501 trajecten`, or `212 antwoorden` where there is no numerator.
fn denominator(figure: &ReleasedFigure, words: &Words) -> Option<String> {
    let n = figure.n.value()?;
    if figure.unit == Unit::Trajectories {
        return None;
    }
    let noun = words.find(&format!("noun.{}", figure.series.indicator));
    let all = format::count(*n, words.language);
    // With running rows a cumulative incidence is no quotient of its counts.
    let numerator = figure.numerator.value().filter(|_| figure.horizon().is_none());
    match (numerator, noun) {
        (Some(part), noun) => {
            let part = format::count(*part, words.language);
            let of = words.fill("table.of", &[("part", &part), ("all", &all)]);
            Some(noun.map_or_else(|| of.clone(), |it| format!("{of} {it}")))
        }
        (None, Some(noun)) => Some(format!("{all} {noun}")),
        (None, None) => Some(format!("n = {all}")),
    }
}

/// The response that goes with a satisfaction mean: same period, same groups.
fn response(release: &Release, figure: &ReleasedFigure, words: &Words) -> Option<String> {
    if figure.unit != Unit::Mark {
        return None;
    }
    let same = |it: &&ReleasedFigure| {
        it.is_of(RESPONSE)
            && it.unit == Unit::Proportion
            && it.period == figure.period
            && it.series.groups.split().eq(figure.series.groups.split())
    };
    let found = release.figures.iter().find(same)?;
    let mut notes = std::collections::BTreeSet::new();
    let share = states::cell(&found.value, words, &mut notes, |it| {
        format::quantity(*it, found.unit, Place::Headline, words.language)
    });
    let share = share.spoken.unwrap_or(share.text);
    let counts =
        denominator(found, words).map_or_else(String::new, |it| format!(" ({it})"));
    Some(words.fill("response", &[("share", &share), ("counts", &counts)]))
}
