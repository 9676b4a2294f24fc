//! The preflight page: what the figures can show, and what stays invisible.
//!
//! In: the safe-number store. Out: one HTML page, and the same rows as texts for the
//! terminal. Never: a number that is not in the store.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::disclosure::Release;
use crate::error::Error;
use crate::estimates::smallest_change::{Change, POWER};
use crate::indicators::Unit;
use crate::judgements::{Funnel, Judgements, MARGIN, Preflight};
use crate::terms::{Dimension, Language};

use super::brochure::{other_languages, span};
use super::context::Context;
use super::format;
use super::page;
use super::series::{indicators_of, label_of};
use super::states::HIDDEN;
use super::words::Words;

const TEMPLATE: &str = include_str!("../../../reports/templates/preflight.html");
/// Part of the file name of the page this module makes.
pub(super) const NAME: &str = "preflight";
/// Folder of the bundle the page stands in when the list of files does not say.
const FOLDER: &str = "publication";

#[derive(Serialize)]
struct View<T> {
    t: T,
    how: Vec<String>,
    funnel_head: String,
    tables: Vec<Table>,
    index: String,
}

#[derive(Serialize)]
struct Table {
    id: String,
    title: String,
    has_funnel: bool,
    rows: Vec<PreflightRow>,
}

/// What one series can show, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreflightRow {
    /// The group: all together, or a programme.
    pub group: String,
    /// Rows in a typical period, with the fewest and most.
    pub n: String,
    /// Half the width of a typical interval.
    pub half_width: String,
    /// The smallest fall and rise that would be noticed.
    pub change: String,
    /// Rows a funnel plot needs, when that applies.
    pub needed: String,
    /// The first period that has so many, or how many periods together have.
    pub first: String,
}

/// The preflight in one language.
///
/// # Errors
/// When a template is broken: a bug.
pub fn render_preflight(context: &Context, language: Language) -> Result<String, Error> {
    let (release, words) = (context.release, Words::read(language)?);
    let path = page::find(context, NAME, language.code());
    let here = path.map_or(FOLDER, page::folder);
    let margin = format::decimal(100.0 * MARGIN, 0, language);
    let chance = format::whole_percent(POWER, language);
    let gaps = [("margin", margin.as_str()), ("chance", &chance)];
    let how = ["width", "change", "funnel", "hidden"];
    let view = View {
        t: words.page(),
        how: how.map(|it| words.fill(&format!("preflight.how_{it}"), &gaps)).into(),
        funnel_head: words.fill("preflight.head_needed", &gaps),
        tables: tables(release, context.judgements, &words),
        index: page::link(here, "index.html"),
    };
    let main = page::fill("preflight.html", TEMPLATE, &view)?;
    let links = other_languages(context, NAME, here, language)?;
    let title = words.say("preflight.title");
    let under = format!("{} · {}", context.title.get(language), span(release, &words));
    page::shell(context, &title, &under, &links, &main, &words)
}

/// The rows of each indicator in words, with its label, for a terminal.
///
/// # Errors
/// When the texts are broken: a bug.
pub fn preflight_rows(
    release: &Release,
    judgements: &Judgements,
    language: Language,
) -> Result<Vec<(String, Vec<PreflightRow>)>, Error> {
    let words = Words::read(language)?;
    Ok(tables(release, judgements, &words)
        .into_iter()
        .map(|it| (it.title, it.rows))
        .collect())
}

/// The same rows as numbers, for a program to read.
pub fn preflight_json(release: &Release, judgements: &Judgements) -> Value {
    let periods = release.periods.iter().map(|it| it.label.as_str());
    let periods: Vec<&str> = periods.collect();
    let series = judgements.preflight.iter().map(|it| {
        let reach = it.reach.as_ref();
        let sides = reach.and_then(|it| it.change);
        let funnel = reach.and_then(|it| it.funnel.as_ref());
        json!({
            "indicator": it.series.indicator,
            "groups": it.series.groups.split().map(|(dimension, group)| {
                (dimension.name(), group.printed())
            }).collect::<BTreeMap<_, _>>(),
            "category": it.series.category,
            "unit": it.unit.name(),
            "n": it.n.iter().map(|it| it.value().copied()).collect::<Vec<_>>(),
            "typical_n": reach.map(|it| it.typical_n),
            "half_width": reach.and_then(|it| it.half_width),
            "smallest_fall": sides.and_then(|it| it.fall),
            "smallest_rise": sides.and_then(|it| it.rise),
            "funnel_n_needed": funnel.map(|it| it.n_needed),
            "funnel_first_period": funnel.and_then(|it| it.first_period.as_deref()),
            "funnel_n_periods": funnel.and_then(|it| it.n_periods),
        })
    });
    json!({
        "policy": release.policy,
        "power": POWER,
        "margin": MARGIN,
        "periods": periods,
        "series": series.collect::<Vec<_>>(),
    })
}

fn tables(release: &Release, judgements: &Judgements, words: &Words) -> Vec<Table> {
    let mut tables = Vec::new();
    for name in indicators_of(release) {
        let of = judgements.preflight.iter().filter(|it| it.series.indicator == name);
        let series: Vec<&Preflight> = of.collect();
        if series.is_empty() {
            continue;
        }
        let label = release.indicator(name).map(|it| it.label.get(words.language));
        let has_funnel =
            |it: &&Preflight| it.reach.as_ref().is_some_and(|it| it.funnel.is_some());
        tables.push(Table {
            id: format!("preflight-{name}"),
            title: label.unwrap_or(name).to_owned(),
            has_funnel: series.iter().any(has_funnel),
            rows: series.into_iter().map(|it| row(release, it, words)).collect(),
        });
    }
    tables
}

fn row(release: &Release, it: &Preflight, words: &Words) -> PreflightRow {
    let language = words.language;
    let nothing = || HIDDEN.to_owned();
    let reach = it.reach.as_ref();
    let half_width = reach.and_then(|it| it.half_width);
    let sides = reach.and_then(|it| it.change);
    let funnel = reach.and_then(|it| it.funnel.as_ref());
    let is_programme = !it.series.groups.along(Dimension::Programme).is_all();
    let no_funnel = || if is_programme { nothing() } else { String::new() };
    PreflightRow {
        group: group(release, it, words),
        n: rows_of(it, words),
        half_width: half_width.map_or_else(nothing, |width| {
            let number = format::change(width, it.unit, language);
            with_unit(&format!("± {number}"), it.unit, words)
        }),
        change: sides.map_or_else(nothing, |sides| change(sides, it.unit, words)),
        needed: funnel.map_or_else(no_funnel, |it| format::count(it.n_needed, language)),
        first: funnel.map_or_else(no_funnel, |it| first(it, release, words)),
    }
}

/// `−6,4 / +5,8 punt`, or one number when the two are the same.
fn change(sides: Change, unit: Unit, words: &Words) -> String {
    let side = |it: Option<f64>| {
        it.map_or_else(
            || HIDDEN.to_owned(),
            |it| format::change(it, unit, words.language),
        )
    };
    let (fall, rise) = (side(sides.fall), side(sides.rise));
    let numbers =
        if fall == rise { format!("± {fall}") } else { format!("−{fall} / +{rise}") };
    with_unit(&numbers, unit, words)
}

/// Shares change by percentage points; other units speak for themselves.
fn with_unit(number: &str, unit: Unit, words: &Words) -> String {
    match unit {
        Unit::Proportion => words.fill("preflight.points", &[("n", number)]),
        _ => number.to_owned(),
    }
}

fn group(release: &Release, it: &Preflight, words: &Words) -> String {
    let all = || super::words::capital(&words.say("preflight.all"));
    label_of(release, &it.series, words.language).unwrap_or_else(all)
}

/// `51 (41–62)`: a typical period, with the fewest and most that are shown.
fn rows_of(it: &Preflight, words: &Words) -> String {
    let Some(reach) = &it.reach else { return HIDDEN.to_owned() };
    let shown = it.n.iter().filter_map(|it| it.value().copied()).filter(|it| *it > 0);
    let counts: Vec<u64> = shown.collect();
    let typical = format::decimal(reach.typical_n, 0, words.language);
    match (counts.iter().min(), counts.iter().max()) {
        (Some(fewest), Some(most)) if fewest != most => {
            let of = |it: u64| format::count(it, words.language);
            format!("{typical} ({}–{})", of(*fewest), of(*most))
        }
        _ => typical,
    }
}

/// The first period with enough rows; else how many periods together have them.
fn first(funnel: &Funnel, release: &Release, words: &Words) -> String {
    if let Some(period) = &funnel.first_period {
        return period.clone();
    }
    let key = format!("period.{}", Words::period_key(&release.periods));
    funnel.n_periods.map_or_else(
        || HIDDEN.to_owned(),
        |n| {
            let number = format::count(n, words.language);
            let n = usize::try_from(n).unwrap_or(usize::MAX);
            let gaps = [("n", number.as_str()), ("periods", &words.plural(&key, n))];
            words.fill("preflight.together", &gaps)
        },
    )
}
