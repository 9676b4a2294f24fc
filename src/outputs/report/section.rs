//! One indicator in the report: its figure now, its charts, all its numbers, its limits.
//!
//! In: the figures of one indicator. Out: what the template prints.
//! Never: a number that is not in the release.

use serde::Serialize;

use crate::disclosure::Release;
use crate::error::Error;
use crate::indicators::Better;
use crate::judgements::Judgements;
use crate::outputs::plots::PlotKind;
use crate::terms::{SeriesKey, Shown, Text};

use super::comparisons;
use super::context::Chart;
use super::format::{self, Place};
use super::funnel;
use super::key_figures::{self, Item};
use super::series::{Split, label_of, splits_of};
use super::signals::{self, Told};
use super::stability;
use super::states;
use super::svg;
use super::table;
use super::words::Words;

/// An indicator's part of the report.
#[derive(Debug, Serialize)]
pub(super) struct Section {
    pub(super) id: String,
    pub(super) title: String,
    summary: String,
    facts: Vec<String>,
    items: Vec<Item>,
    charts: Vec<Drawing>,
    comparisons: Vec<String>,
    stability: Vec<stability::Entry>,
    /// What the control charts say, and their drawing.
    signals: Option<Told>,
    control: Vec<Drawing>,
    tables: Vec<String>,
    funnels: Vec<String>,
    limits: Vec<String>,
}

/// A chart in the page.
#[derive(Debug, Serialize)]
pub(super) struct Drawing {
    svg: String,
    description: String,
    caption: String,
}

/// The part of the report about one indicator.
///
/// # Errors
/// When a chart or template is broken: a bug.
pub(super) fn build(
    (release, judgements): (&Release, &Judgements),
    name: &str,
    charts: &[&Chart],
    words: &Words,
) -> Result<Section, Error> {
    let splits = splits_of(release, judgements, name);
    let info = release.indicator(name);
    let text = |it: Option<&Text>| it.map(|it| it.get(words.language).to_owned());
    let title = text(info.map(|it| &it.label)).unwrap_or_else(|| name.to_owned());
    let tables: Result<_, _> = splits
        .iter()
        .enumerate()
        .map(|(i, it)| table::render(release, name, &title, it, i == 0, words))
        .collect();
    let first = splits.first();
    let (control, charts): (Vec<&Chart>, Vec<&Chart>) =
        charts.iter().copied().partition(|it| it.kind == PlotKind::Control);
    Ok(Section {
        id: name.to_owned(),
        summary: text(info.map(|it| &it.summary)).unwrap_or_default(),
        facts: facts(release, name, first, words),
        items: first.map_or_else(Vec::new, |it| {
            key_figures::items(release, judgements, it, words)
        }),
        charts: drawings(&charts, "figure_caption", &title, words)?,
        signals: signals::told(release, &judgements.signals, name, words),
        control: drawings(&control, "control_caption", &title, words)?,
        comparisons: comparisons::sentences(release, name, words),
        stability: stability::entries(release, judgements, name, words),
        tables: tables?,
        funnels: funnel::render_all(release, judgements, (name, &title), words)?,
        limits: limits(release, &splits, words),
        title,
    })
}

/// The charts as they stand in the page.
///
/// # Errors
/// When a drawing is not one of ours: a bug.
pub(super) fn drawings(
    charts: &[&Chart],
    caption: &str,
    title: &str,
    words: &Words,
) -> Result<Vec<Drawing>, Error> {
    let drawing = |it: &&Chart| {
        let prefix = format!("chart-{}", it.name.replace(['/', ' '], "-"));
        Ok(Drawing {
            svg: svg::inline(it.name, it.svg, &prefix)?,
            description: it.description.to_owned(),
            caption: words.fill(caption, &[("title", title)]),
        })
    };
    charts.iter().map(drawing).collect()
}

fn facts(
    release: &Release,
    name: &str,
    split: Option<&Split>,
    words: &Words,
) -> Vec<String> {
    let info = release.indicator(name);
    let better = info.map(|it| match it.better {
        Better::Higher => words.say("better.higher"),
        Better::Lower => words.say("better.lower"),
        Better::Neither => words.say("better.neither"),
    });
    let target = split.and_then(|it| key_figures::target(it, words));
    let version =
        info.map(|it| words.fill("definition_version", &[("version", &it.version)]));
    [target, better, version].into_iter().flatten().collect()
}

/// What the reader must know before drawing a conclusion.
fn limits(release: &Release, splits: &[Split], words: &Words) -> Vec<String> {
    let mut lines: Vec<_> = splits
        .first()
        .into_iter()
        .flat_map(|it| &it.series)
        .filter_map(|series| missing(release, series, words))
        .collect();
    lines.dedup();
    let hidden = splits.iter().flat_map(Split::figures);
    let n_hidden = hidden.filter(|it| it.value == Shown::Suppressed).count();
    if n_hidden > 0 {
        let n = format::count(n_hidden as u64, words.language);
        let why = states::note("suppressed", words, release.smallest_count);
        let key = if n_hidden == 1 { "limit.hidden_one" } else { "limit.hidden" };
        lines.push(words.fill(key, &[("n", &n), ("why", &why)]));
    }
    lines
}

/// How many have no usable value in the latest period: `42 van 543 (8 %)`.
fn missing(
    release: &Release,
    series: &super::series::Series,
    words: &Words,
) -> Option<String> {
    let figure = key_figures::latest(release, series)?;
    if key_figures::stands_alone(figure)
        && super::change::if_all_were(figure, words).is_some()
    {
        return None;
    }
    let (n, n_missing) = (*figure.n.value()?, *figure.n_missing.value()?);
    let all = n.checked_add(n_missing).filter(|_| n_missing > 0)?;
    let share = crate::numeric::real(n_missing) / crate::numeric::real(all);
    let unit = crate::indicators::Unit::Proportion;
    let gaps = [
        ("missing", format::count(n_missing, words.language)),
        ("all", format::count(all, words.language)),
        ("share", format::quantity(share, unit, Place::Headline, words.language)),
        ("period", release.period_label(&figure.period)),
    ];
    let gaps = gaps.each_ref().map(|(gap, filling)| (*gap, filling.as_str()));
    let line = words.fill("limit.missing", &gaps);
    // Categories of one distribution share their rows: the group alone tells them apart.
    let whole = SeriesKey { category: None, ..series.key.clone() };
    Some(match label_of(release, &whole, words.language) {
        Some(group) => format!("{group}: {line}"),
        None => line,
    })
}
