//! The codebook: what every indicator means, and every column of every dataset.
//!
//! In: the indicators of the release. Out: one HTML page.
//! Never: a figure.

use serde::Serialize;

use crate::error::Error;
use crate::indicators::{Better, IndicatorInfo};
use crate::terms::Language;

use super::brochure::other_languages;
use super::context::Context;
use super::markdown;
use super::page;
use super::words::Words;
use crate::outputs::datasets::{
    COMPARISONS, Column, DIFFERENCES, ESTIMATES, GROUP_TESTS, SIGNALS, STABILITY, TRENDS,
};

const TEMPLATE: &str = include_str!("../../../reports/templates/codebook.html");
/// Part of the file name of the page this module makes.
pub(super) const NAME: &str = "codebook";
/// Folder of the bundle the page stands in when the list of files does not say.
const FOLDER: &str = "publication";

/// The columns of `estimates`, in the order of the table; the texts are `column.NAME`.
fn columns() -> impl Iterator<Item = &'static str> {
    ESTIMATES.iter().map(|it| it.field.name)
}

#[derive(Serialize)]
struct View<T> {
    t: T,
    indicators: Vec<Entry>,
    columns: Vec<[String; 2]>,
    datasets: Vec<Dataset>,
    index: String,
}

/// The columns of one of the smaller datasets.
#[derive(Serialize)]
struct Dataset {
    name: &'static str,
    columns: Vec<[String; 2]>,
}

#[derive(Serialize)]
struct Entry {
    name: String,
    label: String,
    summary: String,
    version: String,
    better: String,
    source: String,
    sha256: String,
    categories: Vec<[String; 2]>,
    page: String,
}

/// The codebook in one language. An indicator's own page stands in it as it was written.
///
/// # Errors
/// When a template is broken: a bug.
pub fn render_codebook(context: &Context, language: Language) -> Result<String, Error> {
    let words = Words::read(language)?;
    let path = page::find(context, NAME, language.code());
    let here = path.map_or(FOLDER, page::folder);
    let explain = |it: &str| [it.to_owned(), words.say(&format!("column.{it}"))];
    let view = View {
        t: words.page(),
        indicators: context
            .release
            .indicators
            .iter()
            .map(|it| entry(it, &words))
            .collect(),
        columns: columns().map(explain).collect(),
        datasets: datasets(context, language),
        index: page::link(here, "index.html"),
    };
    let main = page::fill("codebook.html", TEMPLATE, &view)?;
    let links = other_languages(context, NAME, here, language)?;
    let title = words.fill("codebook_title", &[("title", context.title.get(language))]);
    page::shell(context, &title, &words.say("codebook_about"), &links, &main, &words)
}

/// The datasets beside `estimates` that this bundle has.
fn datasets(context: &Context, language: Language) -> Vec<Dataset> {
    let (release, judgements) = (context.release, context.judgements);
    let has_groups = !judgements.comparisons.is_empty();
    let all = [
        (true, dataset("trends", TRENDS, language)),
        (true, dataset("differences", DIFFERENCES, language)),
        (true, dataset("signals", SIGNALS, language)),
        (!release.group_tests.is_empty(), dataset("group-tests", GROUP_TESTS, language)),
        (!judgements.stability.is_empty(), dataset("stability", STABILITY, language)),
        (has_groups, dataset("comparisons", COMPARISONS, language)),
    ];
    all.into_iter().filter(|it| it.0).map(|it| it.1).collect()
}

/// What people call each column; in English also what it holds, as the files say it.
fn dataset<T>(name: &'static str, columns: &[Column<T>], language: Language) -> Dataset {
    let explain = |it: &Column<T>| {
        let field = it.field;
        let text = match language {
            Language::Nl => field.nl.to_owned(),
            Language::En => format!("{}. {}", field.en, field.about),
        };
        [field.name.to_owned(), super::words::capital(&text)]
    };
    Dataset { name, columns: columns.iter().map(explain).collect() }
}

fn entry(info: &IndicatorInfo, words: &Words) -> Entry {
    let language = words.language;
    let category = |(code, label): &(String, crate::terms::Text)| {
        [code.clone(), label.get(language).to_owned()]
    };
    Entry {
        name: info.name.clone(),
        label: info.label.get(language).to_owned(),
        summary: info.summary.get(language).to_owned(),
        version: info.version.clone(),
        better: match info.better {
            Better::Higher => words.say("better.higher"),
            Better::Lower => words.say("better.lower"),
            Better::Neither => words.say("better.neither"),
        },
        source: info.source.replace('*', ""),
        sha256: info.sha256.clone(),
        categories: info.categories.iter().map(category).collect(),
        page: markdown::render(&info.page),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_estimates_is_explained() {
        let words = Words::read(Language::Nl).unwrap();
        for column in columns() {
            assert!(words.find(&format!("column.{column}")).is_some(), "{column}");
        }
    }
}
