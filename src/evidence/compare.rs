//! Compare: which figures moved between two bundles, and what is known of why.
//!
//! In: two bundles. Out: what went in that differs, and every figure that moved with the
//! causes that fit. Never: a number that neither bundle shows; a cause that is only guessed:
//! where several fit, all are named.
//!
//! A bundle holds no rows, so rows are compared by their counts. Late records, corrected
//! codes and removed rows are told apart by what moved: the denominator up, the numerator at
//! the same denominator, the denominator down. A row that a correction moved from one period
//! or group to another looks like a removed one there and a late one here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use super::place::open_plain;
use super::{INPUTS, MANIFEST, verify};
use crate::error::Error;

type Row = BTreeMap<String, String>;

/// Two bundles compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Comparison {
    /// Whether each bundle is as its run left it: old, new.
    pub as_written: (bool, bool),
    /// What went in that differs, in words: what, before, after.
    pub inputs: Vec<WentIn>,
    /// The figures that moved, in the order of the new bundle; then those that are gone.
    pub moved: Vec<Moved>,
    /// Figures that both bundles show alike.
    pub n_same: usize,
}

/// Something that went into both runs and differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct WentIn {
    /// What it is: `program`, `pipeline`, `definition`, `policy`, `export` or `rows`.
    pub what: &'static str,
    /// Which one, when there are several.
    pub name: String,
    /// Before; empty when it was not there.
    pub before: String,
    /// After; empty when it is gone.
    pub after: String,
}

/// A figure that moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Moved {
    /// Its identifier.
    pub figure_id: String,
    /// What the old bundle shows; none when it has no such figure.
    pub before: Option<Shown>,
    /// What the new bundle shows.
    pub after: Option<Shown>,
    /// The causes that fit. More than one: they cannot be told apart.
    pub causes: BTreeSet<Cause>,
}

/// What a bundle shows of a figure, as its table has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Shown {
    /// `value`, `suppressed`, `missing` or `not-applicable`.
    pub state: String,
    /// The figure; empty when there is none to show.
    pub value: String,
    /// Denominator.
    pub n: String,
    /// Numerator.
    pub numerator: String,
    /// Rows without a usable value.
    pub n_missing: String,
    /// The day of the release it repeats; empty for a new figure.
    pub repeats: String,
}

/// Why a figure may have moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The definition of the indicator changed.
    NewDefinition,
    /// Another version of the program made it.
    NewProgram,
    /// The pipeline file changed: what is asked, or how exports are read.
    NewPipeline,
    /// The disclosure policy changed.
    NewPolicy,
    /// More rows count in it: they came in late, or were moved here by a correction.
    LateRecords,
    /// The same rows count, and say something else.
    CorrectedCodes,
    /// Fewer rows count in it: they were removed, or moved away by a correction.
    RemovedRows,
    /// Rows that had no usable value have one now.
    FilledIn,
    /// It is hidden or shown because of other figures.
    Disclosure,
    /// Nothing that went in differs: the bundles do not tell why.
    Unknown,
}

impl Cause {
    /// The cause in a few words.
    pub fn text(self) -> &'static str {
        match self {
            Self::NewDefinition => "new definition",
            Self::NewProgram => "new version of uitkomst",
            Self::NewPipeline => "changed pipeline",
            Self::NewPolicy => "changed policy",
            Self::LateRecords => "late records",
            Self::CorrectedCodes => "corrected codes or values",
            Self::RemovedRows => "removed rows",
            Self::FilledIn => "missing values filled in",
            Self::Disclosure => "protection of other figures",
            Self::Unknown => "cannot be told",
        }
    }
}

/// What one bundle says about itself.
struct Bundle {
    version: String,
    pipeline: (String, String),
    policy: String,
    definitions: BTreeMap<String, String>,
    exports: BTreeMap<String, String>,
    rows: BTreeMap<String, String>,
    figures: Vec<Row>,
    as_written: bool,
}

/// Compares two bundles.
///
/// # Errors
/// When one of the folders is no bundle or cannot be read.
pub fn compare(old: &Path, new: &Path) -> Result<Comparison, Error> {
    let (old, new) = (Bundle::read(old)?, Bundle::read(new)?);
    let mut moved = Vec::new();
    let mut n_same = 0;
    let mut before: BTreeMap<&str, &Row> =
        old.figures.iter().map(|it| (text(it, "figure_id"), it)).collect();
    for row in &new.figures {
        let id = text(row, "figure_id");
        let was = before.remove(id).map(shown);
        let is = Some(shown(row));
        if was == is {
            n_same += 1;
        } else {
            let causes =
                causes(&old, &new, text(row, "indicator"), was.as_ref(), is.as_ref());
            moved.push(Moved {
                figure_id: id.to_owned(),
                before: was,
                after: is,
                causes,
            });
        }
    }
    for (id, row) in before {
        let was = Some(shown(row));
        let causes = causes(&old, &new, text(row, "indicator"), was.as_ref(), None);
        moved.push(Moved { figure_id: id.to_owned(), before: was, after: None, causes });
    }
    let as_written = (old.as_written, new.as_written);
    Ok(Comparison { as_written, inputs: inputs(&old, &new), moved, n_same })
}

impl Bundle {
    fn read(folder: &Path) -> Result<Self, Error> {
        let as_written = verify(folder)?.differences.is_empty();
        let unreadable = |path: &Path, it: &std::io::Error| Error::unreadable(path, it);
        let path = folder.join(MANIFEST);
        let text = open_plain(&path).and_then(std::io::read_to_string);
        let text = text.map_err(|it| unreadable(&path, &it))?;
        let json: Value = serde_json::from_str(&text).unwrap_or_default();
        let graph = json["@graph"].as_array().cloned().unwrap_or_default();
        let inside = inside(folder)?;
        let path = folder.join("publication/estimates.csv");
        let file = open_plain(&path).map_err(|it| unreadable(&path, &it))?;
        let mut figures = Vec::new();
        for row in csv::Reader::from_reader(file).deserialize() {
            let row: Row = row.map_err(|it| {
                unreadable(&path, &std::io::Error::other(it.to_string()))
            })?;
            figures.push(row);
        }
        let id = |it: &Value| it["@id"].as_str().unwrap_or_default().to_owned();
        let of = |key: &str, wanted: &str| {
            let found = graph.iter().find(|it| it["@id"] == wanted);
            found.and_then(|it| it[key].as_str()).unwrap_or_default().to_owned()
        };
        let named = |prefix: &str, what: fn(&Value) -> String| {
            let all = graph.iter().filter(|it| id(it).starts_with(prefix));
            all.map(|it| (it["name"].as_str().unwrap_or_default().to_owned(), what(it)))
                .collect()
        };
        Ok(Self {
            version: of("softwareVersion", "#uitkomst"),
            pipeline: (of("name", "#pipeline"), of("sha256", "#pipeline")),
            policy: policy(&of("description", "./")),
            definitions: named("#definition-", |it| {
                format!("{} {}", plain(&it["version"]), plain(&it["sha256"]))
            }),
            exports: listed(&inside, "inputs", "name", |it| {
                format!("{} rows read, {}", it["rows"], plain(&it["sha256"]))
            }),
            rows: listed(&inside, "rows", "table", |it| {
                format!("{} read, {} kept", it["read"], it["kept"])
            }),
            figures,
            as_written,
        })
    }
}

/// What was read, as the bundle keeps it inside.
fn inside(folder: &Path) -> Result<Value, Error> {
    let path = folder.join(INPUTS);
    let text = open_plain(&path).and_then(std::io::read_to_string);
    let text = text.map_err(|it| Error::unreadable(&path, &it))?;
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

/// The entries of one list, by name.
fn listed(
    inside: &Value,
    list: &str,
    name: &str,
    what: fn(&Value) -> String,
) -> BTreeMap<String, String> {
    let entries = inside[list].as_array().into_iter().flatten();
    entries.map(|it| (plain(&it[name]).to_owned(), what(it))).collect()
}

fn plain(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The sentences about the policy, which the description ends with.
fn policy(description: &str) -> String {
    let rest = description.split_once(", made by the pipeline ").map_or("", |it| it.1);
    let policy = rest.split_once(". ").map_or("", |it| it.1);
    // How many figures are repeated is an outcome, not the policy.
    policy.split(" For ").next().unwrap_or_default().to_owned()
}

fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map_or("", String::as_str)
}

fn shown(row: &Row) -> Shown {
    let text = |column: &str| text(row, column).to_owned();
    Shown {
        state: text("state"),
        value: text("value"),
        n: text("n"),
        numerator: text("numerator"),
        n_missing: text("n_missing"),
        repeats: text("repeats"),
    }
}

/// Everything that went in and differs.
fn inputs(old: &Bundle, new: &Bundle) -> Vec<WentIn> {
    let mut inputs = Vec::new();
    let mut add = |what, name: &str, before: &str, after: &str| {
        if before != after {
            let [name, before, after] = [name, before, after].map(str::to_owned);
            inputs.push(WentIn { what, name, before, after });
        }
    };
    add("program", "", &old.version, &new.version);
    add("pipeline", &new.pipeline.0, &old.pipeline.1, &new.pipeline.1);
    add("policy", "", &old.policy, &new.policy);
    for (what, old, new) in [
        ("definition", &old.definitions, &new.definitions),
        ("export", &old.exports, &new.exports),
        ("rows", &old.rows, &new.rows),
    ] {
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for name in names {
            let of =
                |it: &BTreeMap<String, String>| it.get(name).cloned().unwrap_or_default();
            add(what, name, &of(old), &of(new));
        }
    }
    inputs
}

/// The causes that fit what happened to one figure.
fn causes(
    old: &Bundle,
    new: &Bundle,
    indicator: &str,
    before: Option<&Shown>,
    after: Option<&Shown>,
) -> BTreeSet<Cause> {
    let mut causes = BTreeSet::new();
    let mut add = |cause, fits| {
        if fits {
            causes.insert(cause);
        }
    };
    let definition = |it: &Bundle| it.definitions.get(indicator).cloned();
    add(
        Cause::NewDefinition,
        definition(old).is_some()
            && definition(new).is_some()
            && definition(old) != definition(new),
    );
    add(Cause::NewProgram, old.version != new.version);
    add(Cause::NewPipeline, old.pipeline != new.pipeline);
    add(Cause::NewPolicy, old.policy != new.policy);
    if old.exports != new.exports {
        match (before, after) {
            (Some(before), Some(after)) => causes.extend(by_rows(before, after)),
            // A group or period that only one of them has.
            (None, _) => add(Cause::LateRecords, true),
            (_, None) => add(Cause::RemovedRows, true),
        }
    }
    if causes.is_empty() {
        causes.insert(Cause::Unknown);
    }
    causes
}

/// What the counts of one figure say about its rows.
fn by_rows(before: &Shown, after: &Shown) -> Vec<Cause> {
    if before.state != after.state
        && [&before.state, &after.state].contains(&&"suppressed".into())
    {
        return vec![Cause::Disclosure];
    }
    if before.repeats != after.repeats && before.value == after.value {
        return vec![Cause::Disclosure];
    }
    let number = |it: &String| it.parse::<i64>().ok();
    let by = |a: &String, b: &String| number(a).zip(number(b)).map(|(a, b)| b - a);
    let n = by(&before.n, &after.n).unwrap_or(0);
    let missing = by(&before.n_missing, &after.n_missing).unwrap_or(0);
    match n {
        1.. if missing == -n => vec![Cause::FilledIn],
        1.. => vec![Cause::LateRecords],
        0 if missing > 0 => vec![Cause::LateRecords],
        0 if missing < 0 => vec![Cause::RemovedRows],
        0 => vec![Cause::CorrectedCodes],
        _ => vec![Cause::RemovedRows],
    }
}
