//! The codebook of the research dataset: every column, and what was given up for safety.
//!
//! In: the columns and the decision. Out: one HTML page. Never: a value of a row.

use serde::Serialize;

use crate::disclosure::anonymity::Anonymity;
use crate::error::Error;
use crate::indicators::Unit;
use crate::outputs::research::{ResearchColumn, RiskRow, risk_rows};
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
    let k = anonymity.k.to_string();
    let whole = if anonymity.tried_all { "research_all" } else { "research_some" };
    let intro = vec![
        words.fill("research_law", &[("partner", partner)]),
        words.fill("research_k", &[("k", &k)]),
        words.say("research_missing"),
        words.say(whole),
        words.say("research_clients"),
    ];
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
    let quasi = anonymity.quasi.iter().find(|q| q.column.name == it.field.name);
    let level = quasi.map(|it| words.say(&format!("level.{}", it.level().name())));
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
        detail: level.unwrap_or_else(|| detail(it, words)),
        codes: it.codes.iter().map(label).collect(),
    }
}

/// The detail of a column that is no quasi-identifier; a pseudonym has none.
fn detail(it: &ResearchColumn, words: &Words) -> String {
    let level = match it.field.unit {
        _ if it.field.name.ends_with("pseudonym") => return String::new(),
        "first day of the month" => "month",
        "first day of the quarter" => "quarter",
        "first day of the year" => "year",
        "first day of four years" => "four-years",
        "band of years" => "bands",
        _ => "delivered",
    };
    words.say(&format!("level.{level}"))
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

/// A column: its level, what is lost, and how many cells are missing and blanked.
fn lost(rows: &[RiskRow], anonymity: &Anonymity, words: &Words) -> Option<[String; 5]> {
    let [lost, missing, blanked] = rows else { return None };
    let share = |it: f64| quantity(it, Unit::Proportion, Place::Table, words.language);
    let n = crate::numeric::real(anonymity.after.rows.max(1));
    let part = |it: &RiskRow| share(it.after.unwrap_or(0.0) / n);
    Some([
        lost.column?.to_owned(),
        words.say(&format!("level.{}", lost.level?)),
        share(lost.after?),
        part(missing),
        format!("{} ({})", part(blanked), whole(blanked.after?, words.language)),
    ])
}

fn whole(value: f64, language: Language) -> String {
    decimal(value, 0, language)
}
