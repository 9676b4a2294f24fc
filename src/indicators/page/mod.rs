//! Pages: an indicator is one Markdown page with its definition in front.
//!
//! In: the text of a page. Out: the indicator, with every expression checked against the
//! columns. Never: a default for what the page must say; a first mistake that hides others.

mod example;
mod measure;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::definition::{Indicator, Measure, WorkedExample};
use super::{Better, IndicatorInfo};
use crate::error::Error;
use crate::tables::Table;
use crate::tables::definition::{
    Fields, Page, Problems, check_headings, parse_toml, split_page,
};
use crate::terms::{Dimension, Text};

/// The headings of a page, in order.
pub const HEADINGS: [&str; 7] = [
    "Definition",
    "Numerator and denominator",
    "Unit and range",
    "Missing data",
    "Source",
    "Deviations",
    "Worked example",
];

/// The names of `better`.
const BETTER: [(&str, Better); 3] =
    [("higher", Better::Higher), ("lower", Better::Lower), ("neither", Better::Neither)];

/// Reads a page; `file` is its name in messages.
///
/// # Errors
/// When anything on the page is not in order: everything wrong at once, with its line.
pub fn parse_page(file: &str, text: &str) -> Result<Indicator, Error> {
    let mut problems = Problems::new("indicator-page", file);
    let Some(page) = split_page(text, &mut problems) else {
        return problems.finish(None);
    };
    check_headings(&page, &HEADINGS, &mut problems);
    let example = example::read(&page, &mut problems);
    let document = parse_toml(page.front, page.front_line, &mut problems);
    let problems = RefCell::new(problems);
    let indicator = document.as_ref().and_then(|document| {
        let fields = Fields::new(document, page.front, page.front_line, &problems);
        let indicator = indicator(&fields, &page, text, example);
        fields.refuse_others();
        indicator
    });
    problems.into_inner().finish(indicator)
}

fn indicator(
    fields: &Fields,
    page: &Page<'_>,
    text: &str,
    example: Option<WorkedExample>,
) -> Option<Indicator> {
    let (name, version) = (fields.kebab("name"), fields.text("version"));
    let (label, summary) = (fields.label("label"), fields.label("summary"));
    let better = choice(fields, "better", &BETTER);
    let tables = Table::ALL.map(|it| (it.name(), it));
    let table = choice(fields, "table", &tables);
    let by = by(fields, table);
    let response = fields.optional("response").map(ToOwned::to_owned);
    let measures = table.and_then(|table| measure::read_all(fields, table));
    let measures = measures?;
    let info = IndicatorInfo {
        name: name?.to_owned(),
        version: version?.to_owned(),
        label: label?,
        summary: summary?,
        better: better?,
        source: section(page.body, "Source"),
        page: page.body.trim().to_owned(),
        categories: categories(&measures),
        sha256: sha256(text),
    };
    Some(Indicator {
        info,
        table: table?,
        by: by?,
        response,
        measures,
        example: example?,
    })
}

/// One of a list of names.
fn choice<T: Copy>(fields: &Fields, key: &'static str, names: &[(&str, T)]) -> Option<T> {
    let wanted = fields.text(key)?;
    let found = names.iter().find(|it| it.0 == wanted).map(|it| it.1);
    if found.is_none() {
        let all = names.iter().map(|it| it.0).collect::<Vec<_>>().join(", ");
        fields.problem(
            key,
            format!("`{wanted}` is not a {key}"),
            format!("choose from {all}"),
        );
    }
    found
}

fn by(fields: &Fields, table: Option<Table>) -> Option<Vec<Dimension>> {
    let mut dimensions = Vec::new();
    let mut good = true;
    for name in fields.texts("by") {
        let known = Dimension::parse(name)
            .filter(|_| table.is_none_or(|it| it.resolve(name).is_some()));
        if let Some(dimension) = known {
            dimensions.push(dimension);
        } else {
            good = false;
            let help = "name a dimension that is a column of the table";
            fields.problem("by", format!("`{name}` cannot be split by"), help);
        }
    }
    good.then_some(dimensions)
}

/// The categories of distributions, then the named measures.
fn categories(measures: &[Measure]) -> Vec<(String, Text)> {
    let mut all: Vec<(String, Text)> = Vec::new();
    let distributions = measures.iter().flat_map(|it| &it.categories);
    let named = measures.iter().filter(|it| !it.alternative);
    for it in distributions.chain(named.filter_map(|it| it.category.as_ref())) {
        if !all.iter().any(|known| known.0 == it.0) {
            all.push(it.clone());
        }
    }
    all
}

/// The text under a heading.
fn section(body: &str, heading: &str) -> String {
    let from =
        body.lines().skip_while(|it| it.strip_prefix("## ") != Some(heading)).skip(1);
    let lines: Vec<&str> = from.take_while(|it| !it.starts_with("## ")).collect();
    lines.join("\n").trim().to_owned()
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
