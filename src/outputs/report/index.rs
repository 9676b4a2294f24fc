//! The start page of the bundle, for somebody who has never seen one.
//!
//! In: the list of files and the account of the run. Out: one HTML page, Dutch with
//! English beside it. Never: a link that leaves the bundle.

use serde::Serialize;

use crate::error::Error;
use crate::terms::{Language, Text};

use super::brochure::span;
use super::context::Context;
use super::page;
use super::words::Words;

const TEMPLATE: &str = include_str!("../../../reports/templates/index.html");
/// The page itself: not in its own list.
const SELF: &str = "index.html";

/// What a file of the bundle is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Report,
    Chart,
    Data,
    Research,
    Evidence,
    Internal,
}

#[derive(Serialize)]
struct View<T, E> {
    t: T,
    e: E,
    title_en: String,
    span_en: String,
    reports: Vec<File>,
    charts: Vec<File>,
    data: Vec<File>,
    research: Vec<File>,
    evidence: Vec<File>,
    internal: Vec<File>,
    csv: Option<String>,
    parquet: Option<String>,
    pipeline: String,
    pipeline_sha256: String,
}

#[derive(Serialize)]
struct File {
    href: String,
    path: String,
    nl: String,
    en: String,
    /// What opens it: a key such as `csv`, in words.
    opens_nl: String,
    opens_en: String,
}

/// The start page of the bundle.
///
/// # Errors
/// When a template is broken: a bug.
pub fn render_index(context: &Context) -> Result<String, Error> {
    let (nl, en) = (Words::read(Language::Nl)?, Words::read(Language::En)?);
    let of = |kind: Kind| -> Vec<File> {
        let is_kind = |it: &&(String, Text)| it.0 != SELF && kind_of(&it.0) == kind;
        context.files.iter().filter(is_kind).map(|it| file(it, &nl, &en)).collect()
    };
    let first = |extension: &str| {
        let data = context.files.iter().map(|(path, _)| path);
        let mut data = data.filter(|it| kind_of(it) == Kind::Data);
        data.find(|it| extension_of(it) == extension).cloned()
    };
    let view = View {
        t: nl.page(),
        e: en.page(),
        title_en: context.title.get(Language::En).to_owned(),
        span_en: span(context.release, &en),
        reports: of(Kind::Report),
        charts: of(Kind::Chart),
        data: of(Kind::Data),
        research: of(Kind::Research),
        evidence: of(Kind::Evidence),
        internal: of(Kind::Internal),
        csv: first("csv"),
        parquet: first("parquet"),
        pipeline: context.pipeline.to_owned(),
        pipeline_sha256: context.pipeline_sha256.to_owned(),
    };
    let main = page::fill("index.html", TEMPLATE, &view)?;
    let title = context.title.get(Language::Nl);
    page::shell(context, title, &span(context.release, &nl), &[], &main, &nl)
}

fn kind_of(path: &str) -> Kind {
    match extension_of(path) {
        _ if path.starts_with("internal/") => Kind::Internal,
        _ if path.starts_with("research/") => Kind::Research,
        "html" | "pdf" => Kind::Report,
        "svg" | "png" => Kind::Chart,
        "parquet" | "csv" | "xlsx" => Kind::Data,
        _ => Kind::Evidence,
    }
}

fn extension_of(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn file((path, text): &(String, Text), nl: &Words, en: &Words) -> File {
    let key = format!("opens.{}", extension_of(path).to_lowercase());
    let opens = |words: &Words| words.find(&key).unwrap_or_default().to_owned();
    File {
        href: page::link("", path),
        path: path.clone(),
        nl: text.nl.clone(),
        en: text.en.clone(),
        opens_nl: opens(nl),
        opens_en: opens(en),
    }
}
