//! The dossier as a page, for somebody who checks an output before it leaves the house.
//!
//! In: the dossier. Out: one HTML page a language. Never: a number that is not in the
//! dossier.

use std::collections::BTreeMap;

use serde::Serialize;

use super::brochure::other_languages;
use super::context::Context;
use super::made::{self, FindingRow, Input};
use super::page;
use super::table::split_words;
use super::words::Words;
use crate::error::Error;
use crate::outputs::dossier::{Dossier, Item, Output, Status, guesses};
use crate::terms::Language;

const TEMPLATE: &str = include_str!("../../../reports/templates/dossier.html");
/// Part of the file name of the page.
pub(super) const NAME: &str = "dossier";
/// Folder of the bundle the page stands in when the list of files does not say.
const FOLDER: &str = "internal";

#[derive(Serialize)]
struct View<T> {
    t: T,
    organisation: String,
    title: String,
    pipeline: String,
    pipeline_sha256: String,
    version: String,
    policy: String,
    inputs: Vec<Input>,
    accounts: Vec<[String; 4]>,
    findings: Vec<FindingRow>,
    outputs: Vec<Entry>,
    index: String,
}

#[derive(Serialize)]
struct Entry {
    uid: String,
    label: String,
    split: String,
    statistic: String,
    period: String,
    population: String,
    counts: Vec<String>,
    definition: String,
    status: String,
    n_figures: usize,
    shown: usize,
    hidden: usize,
    repeated: usize,
    smallest: String,
    rules: String,
    attack: String,
    figures: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: String,
    outcome: String,
    n: String,
    numerator: String,
    rest: String,
    missing: String,
    rule: String,
    guesses: String,
}

/// The dossier in one language.
///
/// # Errors
/// When a template is broken: a bug.
pub fn render_dossier(
    context: &Context,
    dossier: &Dossier,
    language: Language,
) -> Result<String, Error> {
    let words = Words::read(language)?;
    let path = page::find(context, NAME, language.code());
    let here = path.map_or(FOLDER, page::folder);
    let view = View {
        t: words.page(),
        organisation: context.organisation.to_owned(),
        title: context.title.get(language).to_owned(),
        pipeline: context.pipeline.to_owned(),
        pipeline_sha256: context.pipeline_sha256.to_owned(),
        version: context.version.to_owned(),
        policy: context.release.policy_text.get(language).to_owned(),
        inputs: made::inputs(context, &words),
        accounts: made::accounts(context, &words),
        findings: made::findings(context, &words),
        outputs: dossier.outputs.iter().map(|it| entry(it, context, &words)).collect(),
        index: page::link(here, "index.html"),
    };
    let main = page::fill("dossier.html", TEMPLATE, &view)?;
    let links = other_languages(context, NAME, here, language)?;
    let title = words.fill("dossier_title", &[("title", context.title.get(language))]);
    page::shell(context, &title, &words.say("dossier_about"), &links, &main, &words)
}

fn entry(output: &Output, context: &Context, words: &Words) -> Entry {
    let language = words.language;
    let info = context.release.indicator(&output.indicator);
    let label = info.map_or(output.indicator.as_str(), |it| it.label.get(language));
    let of = |it: &str| output.outcome.get(it).copied().unwrap_or(0);
    let number = |it: Option<u64>| it.map_or_else(|| "–".to_owned(), |it| it.to_string());
    let [n, numerator, rest] = output.smallest_shown.map(number);
    let attack = match (output.n_attacked, output.narrowest) {
        (0, _) => words.say("dossier.attack_none"),
        (n, None) => words.fill("dossier.attack_wide", &[("n", &n.to_string())]),
        (n, Some(narrowest)) => words.fill(
            "dossier.attack",
            &[("n", &n.to_string()), ("narrowest", &narrowest.to_string())],
        ),
    };
    Entry {
        uid: output.uid.clone(),
        label: label.to_owned(),
        split: split_words(&output.dimensions, words),
        statistic: words.say(&format!("dossier.{}", output.statistic)),
        period: format!("{} – {}", output.period.0, output.period.1),
        population: output.population.clone(),
        counts: output.counts.clone(),
        definition: format!("{} ({})", output.version, output.definition),
        status: words.say(match output.status {
            Status::Pass => "dossier.pass",
            Status::Review => "dossier.review",
        }),
        n_figures: output.figures.len(),
        shown: of("shown"),
        hidden: of("hidden"),
        repeated: of("repeated"),
        smallest: format!("{n} / {numerator} / {rest}"),
        rules: counted(&output.rules, words),
        attack,
        figures: output.figures.iter().map(|it| row(it, words)).collect(),
    }
}

/// `te weinig rijen: 3; …`, or a dash.
fn counted(counts: &BTreeMap<&'static str, usize>, words: &Words) -> String {
    if counts.is_empty() {
        return "–".to_owned();
    }
    let one = |(key, n): (&&str, &usize)| {
        format!("{}: {n}", words.say(&format!("dossier.{key}")))
    };
    counts.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn row(item: &Item, words: &Words) -> Row {
    let number = |it: Option<u64>| it.map_or_else(String::new, |it| it.to_string());
    Row {
        id: item.figure_id.clone(),
        outcome: words.say(&format!("dossier.{}", item.outcome)),
        n: number(item.n),
        numerator: number(item.numerator),
        rest: number(item.rest),
        missing: number(item.n_missing),
        rule: item
            .rule
            .map_or_else(String::new, |it| words.say(&format!("dossier.{it}"))),
        guesses: guesses(item),
    }
}
