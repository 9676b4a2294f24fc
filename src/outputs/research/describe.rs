//! Describing: what is in the dataset, and what was given up for it, for programs to read.
//!
//! In: the columns, the decision, the files written. Out: a Data Package (version 2,
//! <https://datapackage.org>) and the table of risk and information lost. Never: a value of a
//! row; a time of making, since the same inputs give the same bytes.

use serde_json::{Value, json};

use super::rows::ResearchColumn;
use crate::disclosure::anonymity::{Anonymity, Risk};
use crate::error::Error;
use crate::numeric::real;
use crate::outputs::datasets::{Column, Content, Field, Kind, csv_bytes};

/// What a description is made from.
#[derive(Debug, Clone, Copy)]
pub struct Described<'a> {
    /// Name of the pipeline.
    pub pipeline: &'a str,
    /// Title of the reports.
    pub title: &'a str,
    /// Whose data these are.
    pub organisation: &'a str,
    /// For whom they are.
    pub partner: &'a str,
    /// Version of the program.
    pub version: &'a str,
    /// No row is about a real person.
    pub synthetic: bool,
    /// The columns.
    pub columns: &'a [ResearchColumn],
    /// The decision.
    pub anonymity: &'a Anonymity,
}

/// One figure about risk or information, before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskRow {
    /// What is measured; the texts are `risk.MEASURE`.
    pub measure: &'static str,
    /// The column it is about; none when it is about rows.
    pub column: Option<&'static str>,
    /// Before.
    pub before: Option<f64>,
    /// After.
    pub after: Option<f64>,
    /// The level the column is written at.
    pub level: Option<&'static str>,
}

/// The table of risk and information lost.
pub fn risk_rows(it: &Anonymity) -> Vec<RiskRow> {
    let (before, after) = (&it.before, &it.after);
    let of_rows = |measure, of: fn(&Risk) -> Option<f64>| RiskRow {
        measure,
        column: None,
        before: of(before),
        after: of(after),
        level: None,
    };
    let set_aside = RiskRow {
        measure: "rows-set-aside",
        column: None,
        before: Some(0.0),
        after: Some(real(it.n_set_aside)),
        level: None,
    };
    let mut rows = vec![
        of_rows("rows", |it| Some(real(it.rows))),
        set_aside,
        of_rows("classes", |it| Some(real(it.classes))),
        of_rows("average-class-size", Risk::average),
        of_rows("smallest-class", |it| Some(real(it.smallest))),
        of_rows("smallest-class-missing-matches", |it| Some(real(it.smallest_matching))),
        of_rows("smallest-class-clients", |it| Some(real(it.smallest_clients))),
        of_rows("rows-below-k", |it| Some(real(it.rows_below))),
        of_rows("sample-uniques", |it| Some(real(it.uniques))),
        of_rows("discernibility", |it| Some(real(it.discernibility))),
    ];
    for (before, after) in before.diversity.iter().zip(&after.diversity) {
        let column = Some(before.column.name);
        let row = |measure, before, after| {
            let (before, after) = (Some(before), Some(after));
            RiskRow { measure, column, before, after, level: None }
        };
        let values = (f64::from(before.smallest), f64::from(after.smallest));
        rows.push(row("l-diversity", values.0, values.1));
        let alone = (real(before.rows_alone), real(after.rows_alone));
        rows.push(row("rows-with-one-value", alone.0, alone.1));
    }
    rows.extend(information(it));
    rows
}

/// What is lost of each quasi-identifier.
fn information(it: &Anonymity) -> Vec<RiskRow> {
    let mut rows = Vec::new();
    for (at, quasi) in it.quasi.iter().enumerate() {
        let row = |measure, before, after| RiskRow {
            measure,
            column: Some(quasi.column.name),
            before: Some(before),
            after: Some(after),
            level: Some(quasi.level().name()),
        };
        let missing = real(it.n_missing[at]);
        rows.push(row("information-lost", 0.0, quasi.lost()));
        rows.push(row("cells-missing", missing, missing));
        rows.push(row("cells-blanked", 0.0, real(it.n_blanked[at])));
    }
    rows
}

const fn column(
    name: &'static str,
    labels: (&'static str, &'static str),
    about: &'static str,
    content: fn(&RiskRow) -> Content,
) -> Column<RiskRow> {
    Column { field: Field { name, nl: labels.0, en: labels.1, unit: "", about }, content }
}

/// The columns of `risk.csv`.
const RISK: &[Column<RiskRow>] = &[
    column("measure", ("maat", "measure"), "What is measured.", |it| {
        Content::Text(Some(it.measure.to_owned()))
    }),
    column("column", ("kolom", "column"), "Empty for all rows together.", |it| {
        Content::Text(it.column.map(ToOwned::to_owned))
    }),
    column("before", ("voor", "before"), "As delivered.", |it| Content::Real(it.before)),
    column("after", ("na", "after"), "As written.", |it| Content::Real(it.after)),
    column("level", ("niveau", "level"), "The detail that is written.", |it| {
        Content::Text(it.level.map(ToOwned::to_owned))
    }),
];

/// The table of risk and information lost, as CSV.
///
/// # Errors
/// When the text cannot be made (a fault in the program).
pub fn risk_csv(anonymity: &Anonymity) -> Result<Vec<u8>, Error> {
    csv_bytes(RISK, &risk_rows(anonymity))
}

/// The descriptor of the dataset. `files` are path, size and hash of the table in its
/// formats.
///
/// # Errors
/// When the text cannot be made (a fault in the program).
pub fn datapackage_json(
    it: &Described,
    files: &[(String, u64, String)],
) -> Result<String, Error> {
    let fields: Vec<Value> = it.columns.iter().map(field).collect();
    let resources: Vec<Value> = files
        .iter()
        .map(|(path, n_bytes, sha256)| {
            let extension = path.rsplit('.').next().unwrap_or_default();
            let mediatype = match extension {
                "csv" => "text/csv",
                _ => "application/vnd.apache.parquet",
            };
            json!({
                "name": format!("trajectories-{extension}"),
                "title": format!("trajectories ({extension})"),
                "type": "table",
                "path": path,
                "format": extension,
                "mediatype": mediatype,
                "encoding": "utf-8",
                "bytes": n_bytes,
                "hash": format!("sha256:{sha256}"),
                "schema": {
                    "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
                    "fields": fields,
                    "missingValues": [""],
                    "primaryKey": ["trajectory_pseudonym"],
                },
            })
        })
        .collect();
    let quasi: Vec<&str> = it.anonymity.quasi.iter().map(|it| it.column.name).collect();
    let risk: Vec<Value> = risk_rows(it.anonymity).iter().map(risk).collect();
    let package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": it.pipeline,
        "title": it.title,
        "description": about(it),
        "version": it.version,
        "contributors": [{ "title": it.organisation }],
        "resources": resources,
        "partner": it.partner,
        "synthetic": it.synthetic,
        "anonymity": { "k": it.anonymity.k, "quasiIdentifiers": quasi, "risk": risk },
    });
    let text = serde_json::to_string_pretty(&package).map_err(Error::bug)?;
    Ok(text + "\n")
}

fn about(it: &Described) -> String {
    let made_up = if it.synthetic { "Made-up data. " } else { "" };
    format!(
        "{made_up}One row is one trajectory. Pseudonymised data: personal data under the \
         law, for `{}` under an agreement only. An empty cell is missing or was blanked; \
         nobody can tell which.",
        it.partner
    )
}

fn field(it: &ResearchColumn) -> Value {
    let kind = match it.kind {
        Kind::Date => "date",
        Kind::Flag => "boolean",
        Kind::Whole => "integer",
        Kind::Real => "number",
        Kind::Text => "string",
    };
    let unit = if it.field.unit.is_empty() { "" } else { " Detail: " };
    let end = if it.field.unit.is_empty() { "" } else { "." };
    let mut field = json!({
        "name": it.field.name,
        "type": kind,
        "title": it.field.en,
        "description": format!("{}{unit}{}{end}", it.field.about, it.field.unit),
    });
    if !it.codes.is_empty() {
        let category = |(code, _, label): &(&str, &str, &str)| json!({ "value": code, "label": label });
        field["categories"] = it.codes.iter().map(category).collect();
    }
    field
}

fn risk(it: &RiskRow) -> Value {
    json!({
        "measure": it.measure,
        "column": it.column,
        "before": it.before,
        "after": it.after,
        "level": it.level,
    })
}
