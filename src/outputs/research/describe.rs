//! Describing: what is in the dataset, and what was given up for it, for programs to read.
//!
//! In: the columns, the decision, the files written. Out: a Data Package (version 2,
//! <https://datapackage.org>) and the table of risk and information lost. Never: a value of a
//! row; a time of making, since the same inputs give the same bytes.

use serde_json::{Value, json};

use super::rows::{ResearchColumn, Role};
use crate::disclosure::anonymity::{Anonymity, Guess, Risk};
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
    let (before, after) = (&it.levels.before, &it.after);
    let row = |measure, before, after| RiskRow {
        measure,
        column: None,
        before,
        after,
        level: None,
    };
    let count =
        |measure, before, after| row(measure, Some(real(before)), Some(real(after)));
    let of_risk = |measure, of: fn(&Risk) -> u64| count(measure, of(before), of(after));
    let mut rows = vec![
        of_risk("rows", |it| it.rows),
        count("rows-set-aside", 0, it.n_set_aside),
        count("rows-emptied", 0, it.n_emptied),
        count("clients-with-several-rows", it.n_with_several, it.n_together),
        of_risk("classes", |it| it.classes),
        row("average-class-size", before.average(), after.average()),
        of_risk("smallest-class", |it| it.smallest),
        of_risk("smallest-class-clients", |it| it.smallest_clients),
        of_risk("rows-below-k", |it| it.rows_below),
        of_risk("sample-uniques", |it| it.uniques),
        of_risk("discernibility", |it| it.discernibility),
    ];
    for (before, after) in before.diversity.iter().zip(&after.diversity) {
        let column = Some(before.column.name);
        let row = |measure, before, after| RiskRow {
            column,
            ..row(measure, Some(before), Some(after))
        };
        let values = (f64::from(before.smallest), f64::from(after.smallest));
        rows.push(row("l-diversity", values.0, values.1));
        let alone = (real(before.rows_alone), real(after.rows_alone));
        rows.push(row("rows-with-one-value", alone.0, alone.1));
    }
    rows.extend(information(it));
    rows
}

/// What is lost of each quasi-identifier, and how well emptied cells are guessed.
fn information(it: &Anonymity) -> Vec<RiskRow> {
    let mut rows = Vec::new();
    for (at, quasi) in it.levels.quasi.iter().enumerate() {
        let row = |measure, before, after| RiskRow {
            measure,
            column: Some(quasi.column.name),
            before,
            after,
            level: Some(quasi.level().name()),
        };
        let missing = Some(real(it.n_missing[at]));
        let guess = it.guesses.iter().find(|it| it.column.name == quasi.column.name);
        rows.push(row("information-lost", Some(0.0), Some(quasi.lost())));
        rows.push(row("cells-missing", missing, missing));
        let shown = guess.map(|it| it.share_of_shown);
        rows.push(row("cells-guessed", shown, guess.and_then(Guess::share)));
    }
    rows
}

/// The attack on emptied cells, as CSV.
///
/// # Errors
/// When the text cannot be made (a fault in the program).
pub fn guesses_csv(anonymity: &Anonymity) -> Result<Vec<u8>, Error> {
    csv_bytes(GUESSES, &anonymity.guesses)
}

/// The columns of `internal/research-guesses.csv`.
const GUESSES: &[Column<Guess>] = &[
    column("column", ("kolom", "column"), "Whose emptied cells are guessed.", |it| {
        Content::Text(Some(it.column.name.to_owned()))
    }),
    column("from", ("uit", "from"), "What helps most, beside `ended`.", |it| {
        Content::Text(it.from.map(|it| it.name.to_owned()))
    }),
    column("emptied", ("leeggemaakt", "emptied"), "Emptied cells.", |it: &Guess| {
        Content::Real(Some(real(it.n_emptied)))
    }),
    column("right", ("goed", "right"), "Those guessed right.", |it: &Guess| {
        Content::Real(Some(real(it.n_right)))
    }),
    column("share", ("aandeel", "share"), "Share guessed right.", |it: &Guess| {
        Content::Real(it.share())
    }),
    column(
        "share_of_shown",
        ("aandeel van getoonde", "share of shown"),
        "Share of the shown cells for which the same guess is right.",
        |it| Content::Real(Some(it.share_of_shown)),
    ),
];

const fn column<T>(
    name: &'static str,
    labels: (&'static str, &'static str),
    about: &'static str,
    content: fn(&T) -> Content,
) -> Column<T> {
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
    let named = |role: Role| -> Vec<&str> {
        let columns = it.columns.iter().filter(|it| it.role == role);
        columns.map(|it| it.field.name).collect()
    };
    let anonymity = json!({
        "k": it.anonymity.levels.k,
        "quasiIdentifiers": named(Role::Quasi),
        "sensitive": named(Role::Sensitive),
        "risk": risk_rows(it.anonymity).iter().map(risk).collect::<Vec<Value>>(),
    });
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
        "anonymity": anonymity,
    });
    let text = serde_json::to_string_pretty(&package).map_err(Error::bug)?;
    Ok(text + "\n")
}

fn about(it: &Described) -> String {
    let made_up = if it.synthetic { "Made-up data. " } else { "" };
    format!(
        "{made_up}One row is one trajectory. Pseudonymised data: personal data under the \
         law, for `{}` under an agreement only. `emptied` says which rows were emptied to \
         protect somebody; other empty cells were missing.",
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
