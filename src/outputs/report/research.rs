//! The codebook of the research dataset: every column, and what was given up for safety.
//!
//! In: the columns and the decision. Out: one HTML page. Never: a value of a row.

use serde::Serialize;

use crate::disclosure::anonymity::Anonymity;
use crate::error::Error;
use crate::indicators::Unit;
use crate::outputs::research::{ResearchColumn, RiskRow, Role, risk_rows};
use crate::terms::Language;

use super::context::Context;
use super::format::{Place, decimal, quantity};
use super::page::{self, Link};
use super::words::Words;

const TEMPLATE: &str = include_str!("../../../reports/templates/research.html");
/// Where the page stands in the bundle.
const FOLDER: &str = "research";
/// Rows of the table of information that are about one column.
const ROWS_A_COLUMN: usize = 3;

#[derive(Serialize)]
struct View<T> {
    t: T,
    index: String,
    intro: Vec<String>,
    columns: Vec<Column>,
    risk: Vec<[String; 4]>,
    lost: Vec<[String; 5]>,
}

#[derive(Serialize)]
struct Column {
    name: &'static str,
    label: &'static str,
    detail: String,
    codes: Vec<[&'static str; 2]>,
}

/// The codebook in one language.
///
/// # Errors
/// When a template is broken: a bug.
pub fn render_research(
    context: &Context,
    columns: &[ResearchColumn],
    anonymity: &Anonymity,
    partner: &str,
    language: Language,
) -> Result<String, Error> {
    let words = Words::read(language)?;
    let rows = risk_rows(anonymity);
    let (of_columns, of_rows): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|it| it.level.is_some());
    let intro = intro(anonymity, partner, &words);
    let view = View {
        t: words.page(),
        index: page::link(FOLDER, "index.html"),
        intro,
        columns: columns.iter().map(|it| column(it, anonymity, &words)).collect(),
        risk: of_rows.iter().map(|it| risk(it, &words)).collect(),
        lost: of_columns
            .chunks(ROWS_A_COLUMN)
            .filter_map(|it| lost(it, anonymity, &words))
            .collect(),
    };
    let main = page::fill("research.html", TEMPLATE, &view)?;
    let links = other_languages(context, language)?;
    let title = words.fill("research_title", &[("title", context.title.get(language))]);
    page::shell(context, &title, &words.say("research_about"), &links, &main, &words)
}

/// What its readers have to know first.
fn intro(anonymity: &Anonymity, partner: &str, words: &Words) -> Vec<String> {
    let k = anonymity.levels.k.to_string();
    let several = anonymity.n_with_several.to_string();
    let together = anonymity.n_together.to_string();
    let clients = [("several", several.as_str()), ("together", together.as_str())];
    vec![
        words.fill("research_law", &[("partner", partner)]),
        words.fill("research_k", &[("k", &k)]),
        words.say("research_sensitive"),
        words.fill("research_missing", &[("k", &k)]),
        words.say("research_guess"),
        words.say("research_levels"),
        words.fill("research_clients", &clients),
    ]
}

/// Where the page stands in the bundle.
pub fn research_page(language: Language) -> String {
    format!("{FOLDER}/codebook.{}.html", language.code())
}

fn other_languages(context: &Context, language: Language) -> Result<Vec<Link>, Error> {
    let is_there = |it: &Language| {
        let page = research_page(*it);
        *it != language && context.files.iter().any(|(path, _)| *path == page)
    };
    let links = Language::ALL.into_iter().filter(is_there).map(|it| {
        Ok(Link {
            href: page::link(FOLDER, &research_page(it)),
            label: Words::read(it)?.say("language_name"),
            lang: it.code(),
        })
    });
    links.collect()
}

fn column(it: &ResearchColumn, anonymity: &Anonymity, words: &Words) -> Column {
    let quasi = anonymity.levels.quasi.iter();
    let quasi = quasi.clone().find(|quasi| quasi.column.name == it.field.name);
    let level = match (quasi, it.role) {
        (Some(quasi), _) => quasi.level().name(),
        (None, Role::Sensitive) => "delivered",
        (None, Role::Pseudonym | Role::State | Role::Quasi) => "",
    };
    let label = |code: &(&'static str, &'static str, &'static str)| {
        let label = match words.language {
            Language::Nl => code.1,
            Language::En => code.2,
        };
        [code.0, label]
    };
    Column {
        name: it.field.name,
        label: match words.language {
            Language::Nl => it.field.nl,
            Language::En => it.field.en,
        },
        detail: match level {
            "" => String::new(),
            level => words.say(&format!("level.{level}")),
        },
        codes: it.codes.iter().map(label).collect(),
    }
}

/// What is measured, of which column, before and after.
fn risk(it: &RiskRow, words: &Words) -> [String; 4] {
    let whole = it.measure != "average-class-size";
    let number = |it: Option<f64>| {
        let decimals = usize::from(!whole);
        it.map_or_else(String::new, |it| decimal(it, decimals, words.language))
    };
    let about = words.say(&format!("risk.{}", it.measure));
    let column = it.column.map(ToOwned::to_owned).unwrap_or_default();
    [about, column, number(it.before), number(it.after)]
}

/// A column: its level, what is lost, how many cells are missing, how many are guessed.
fn lost(rows: &[RiskRow], anonymity: &Anonymity, words: &Words) -> Option<[String; 5]> {
    let [lost, missing, guessed] = rows else { return None };
    let share = |it: f64| quantity(it, Unit::Proportion, Place::Table, words.language);
    let n = crate::numeric::real(anonymity.after.rows.max(1));
    let right = match (guessed.after, guessed.before) {
        (Some(emptied), Some(shown)) => format!("{} ({})", share(emptied), share(shown)),
        _ => String::new(),
    };
    Some([
        lost.column?.to_owned(),
        words.say(&format!("level.{}", lost.level?)),
        share(lost.after?),
        share(missing.after.unwrap_or(0.0) / n),
        right,
    ])
}
