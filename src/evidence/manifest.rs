//! The manifest: an RO-Crate 1.2 (<https://w3id.org/ro/crate/1.2>) that says what was read,
//! by which program and definitions, and what was written.
//!
//! In: plain facts of a run. Out: JSON-LD, flat: an entity never stands inside another.
//! Never: a clock time: RO-Crate asks for a date of publication, and gets the last day of the
//! pipeline's periods.
//!
//! Which files were read, how many rows they had and what checks found tells about people: it
//! is in [`INPUTS`], which stays inside, and the manifest says so.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::OutputFile;
use crate::error::Error;

/// What the words of the manifest mean.
const CONTEXT: &str = "https://w3id.org/ro/crate/1.2/context";
/// The format the manifest keeps to.
const PROFILE: &str = "https://w3id.org/ro/crate/1.2";

/// What was read, with the row account and what checks found.
pub const INPUTS: &str = "internal/inputs.json";

/// One input file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// File name, without its folder.
    pub name: String,
    /// Size.
    pub n_bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Rows read.
    pub n_rows: u64,
}

/// One definition that was used: an indicator's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// SHA-256 of the page, hexadecimal.
    pub sha256: String,
}

/// The row account of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRows {
    /// Table.
    pub table: String,
    /// Rows read.
    pub n_read: u64,
    /// Rows kept.
    pub n_kept: u64,
}

/// What a run can prove about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Title of the pipeline, Dutch.
    pub title: String,
    /// Whose figures.
    pub organisation: String,
    /// Name of the pipeline.
    pub pipeline: String,
    /// SHA-256 of the pipeline file.
    pub pipeline_sha256: String,
    /// Version of the program.
    pub version: String,
    /// Last day of the periods, yyyy-mm-dd.
    pub date: String,
    /// The input files, in order.
    pub inputs: Vec<Input>,
    /// The definitions, in order.
    pub definitions: Vec<Definition>,
    /// The row account.
    pub rows: Vec<TableRows>,
    /// Findings by check: name and number of rows.
    pub findings: Vec<(String, u64)>,
    /// What the disclosure policy is, in a sentence.
    pub policy: String,
}

impl Manifest {
    /// The JSON-LD text, ending in a newline.
    pub(super) fn to_json(&self, files: &[OutputFile]) -> Result<String, Error> {
        let definitions: Vec<Value> = self.definitions.iter().map(definition).collect();
        let outputs: Vec<Value> = files.iter().map(output).collect();
        let pipeline = self.pipeline();
        let read = json!({ "@id": INPUTS });
        let read = outputs.iter().any(|it| it["@id"] == INPUTS).then_some(&read);
        let objects = std::iter::once(&pipeline).chain(read).chain(&definitions);
        let action = json!({
            "@id": "#run",
            "@type": "CreateAction",
            "name": format!("uitkomst run {}", self.pipeline),
            "instrument": { "@id": "#uitkomst" },
            "agent": { "@id": "#organisation" },
            "object": references(objects),
            "result": references(&outputs),
        });
        let mut graph = vec![descriptor(), self.root(&outputs), program(&self.version)];
        graph.extend([self.organisation(), conditions(), pipeline]);
        graph.extend(definitions.into_iter().chain(outputs));
        graph.push(action);
        let crate_ = json!({
            "@context": CONTEXT,
            "@graph": graph,
        });
        let text = serde_json::to_string_pretty(&crate_).map_err(Error::bug)?;
        Ok(text + "\n")
    }

    fn root(&self, outputs: &[Value]) -> Value {
        json!({
            "@id": "./",
            "@type": "Dataset",
            "name": self.title,
            "description": format!(
                "Outcome figures of {}, made by the pipeline {}. {}",
                self.organisation, self.pipeline, self.policy
            ),
            "datePublished": self.date,
            "license": { "@id": "#conditions" },
            "publisher": { "@id": "#organisation" },
            "hasPart": references(outputs),
            "mentions": [{ "@id": "#run" }],
        })
    }

    fn organisation(&self) -> Value {
        json!({ "@id": "#organisation", "@type": "Organization", "name": self.organisation })
    }

    fn pipeline(&self) -> Value {
        json!({
            "@id": "#pipeline",
            "@type": "CreativeWork",
            "name": self.pipeline,
            "sha256": self.pipeline_sha256,
        })
    }

    /// The text of [`INPUTS`], ending in a newline.
    ///
    /// # Errors
    /// When the text cannot be made (a fault in the program).
    pub fn inputs_json(&self) -> Result<String, Error> {
        let inputs = self.inputs.iter().map(|it| {
            json!({
                "name": it.name,
                "encodingFormat": encoding_format(&it.name),
                "contentSize": it.n_bytes,
                "rows": it.n_rows,
                "sha256": it.sha256,
            })
        });
        let rows = self.rows.iter().map(|it| {
            let (read, kept) = (it.n_read, it.n_kept);
            json!({ "table": it.table, "read": read, "kept": kept })
        });
        let findings = self.findings.iter();
        let findings = findings.map(|(rule, n)| json!({ "check": rule, "rows": n }));
        let all = json!({
            "inputs": inputs.collect::<Vec<_>>(),
            "rows": rows.collect::<Vec<_>>(),
            "findings": findings.collect::<Vec<_>>(),
        });
        let text = serde_json::to_string_pretty(&all).map_err(Error::bug)?;
        Ok(text + "\n")
    }

    /// A manifest for tests of the writer.
    #[cfg(test)]
    pub(super) fn example() -> Self {
        Self {
            title: "Onderzoek".into(),
            organisation: "Voorbeeld".into(),
            pipeline: "voorbeeld".into(),
            pipeline_sha256: "00".into(),
            version: "0".into(),
            date: "2016-12-31".into(),
            inputs: Vec::new(),
            definitions: Vec::new(),
            rows: vec![TableRows { table: "trajectories".into(), n_read: 3, n_kept: 2 }],
            findings: vec![("missing-key".into(), 1)],
            policy: String::new(),
        }
    }
}

fn descriptor() -> Value {
    json!({
        "@id": super::MANIFEST,
        "@type": "CreativeWork",
        "conformsTo": { "@id": PROFILE },
        "about": { "@id": "./" },
    })
}

fn program(version: &str) -> Value {
    json!({
        "@id": "#uitkomst",
        "@type": "SoftwareApplication",
        "name": "uitkomst",
        "softwareVersion": version,
    })
}

fn conditions() -> Value {
    json!({
        "@id": "#conditions",
        "@type": "CreativeWork",
        "name": "Conditions of use",
        "description": "The folder publication may be published; research is for partners \
                        under agreement; internal stays inside.",
    })
}

fn references<'a>(entities: impl IntoIterator<Item = &'a Value>) -> Value {
    entities.into_iter().map(|it| json!({ "@id": it["@id"] })).collect()
}

fn definition(it: &Definition) -> Value {
    json!({
        "@id": format!("#definition-{}", encoded(&it.name)),
        "@type": "CreativeWork",
        "name": it.name,
        "version": it.version,
        "sha256": it.sha256,
    })
}

fn output(it: &OutputFile) -> Value {
    json!({
        "@id": encoded(&it.path),
        "@type": "File",
        "name": it.path,
        "contentSize": it.n_bytes.to_string(),
        "sha256": it.sha256,
        "encodingFormat": encoding_format(&it.path),
    })
}

/// A path as a relative reference (RFC 3986, RFC 3987): letters of any script stay, as
/// RO-Crate prefers; what has a meaning in a URI, and blanks, are escaped.
pub(super) fn encoded(path: &str) -> String {
    let mut id = String::with_capacity(path.len());
    for letter in path.chars() {
        if letter.is_alphanumeric() || matches!(letter, '-' | '.' | '_' | '~' | '/') {
            id.push(letter);
        } else {
            for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(id, "%{byte:02X}");
            }
        }
    }
    id
}

fn encoding_format(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html",
        Some("csv") => "text/csv",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("toml") => "application/toml",
        Some("gz") => "application/gzip",
        Some("xlsx") => {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
        Some("parquet") => "application/vnd.apache.parquet",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn crate_of(paths: &[&str]) -> Value {
        let same = |name: &str| Input {
            name: name.into(),
            n_bytes: 1,
            sha256: "00".into(),
            n_rows: 1,
        };
        let definition = Definition {
            name: "dropout".into(),
            version: "1".into(),
            sha256: "00".into(),
        };
        let manifest = Manifest {
            inputs: vec![same("a 2016.csv"), same("b.csv")],
            definitions: vec![definition],
            ..Manifest::example()
        };
        let file = |path: &&str| OutputFile {
            path: (*path).to_owned(),
            n_bytes: 1,
            sha256: "00".into(),
        };
        let files: Vec<OutputFile> = paths.iter().map(file).collect();
        serde_json::from_str(&manifest.to_json(&files).unwrap()).unwrap()
    }

    fn id(value: &Value) -> Option<&str> {
        value["@id"].as_str()
    }

    #[test]
    fn every_reference_points_at_one_entity_and_none_stands_inside_another() {
        let json = crate_of(&["index.html", "publication/50% à b#1.csv"]);
        let graph = json["@graph"].as_array().unwrap();
        let ids: Vec<&str> = graph.iter().filter_map(id).collect();
        let known: BTreeSet<&str> = ids.iter().copied().chain([PROFILE]).collect();
        assert_eq!(ids.len(), graph.len());
        assert_eq!(known.len(), ids.len() + 1, "an identifier is used once: {ids:?}");
        for value in graph.iter().flat_map(|it| it.as_object().unwrap().values()) {
            let one = std::slice::from_ref(value);
            for part in value.as_array().map_or(one, Vec::as_slice) {
                if let Some(object) = part.as_object() {
                    assert_eq!(object.len(), 1, "{part}");
                    assert!(known.contains(id(part).unwrap()), "{part}");
                }
            }
        }
    }

    #[test]
    fn the_manifest_is_an_ro_crate_1_2() {
        let json = crate_of(&["index.html"]);
        assert_eq!(json["@context"], "https://w3id.org/ro/crate/1.2/context");
        let (descriptor, root) = (&json["@graph"][0], &json["@graph"][1]);
        assert_eq!(descriptor["@id"], "ro-crate-metadata.json");
        assert_eq!(descriptor["conformsTo"]["@id"], "https://w3id.org/ro/crate/1.2");
        assert_eq!(descriptor["about"]["@id"], root["@id"]);
        for key in ["name", "description", "datePublished"] {
            assert!(root[key].as_str().is_some_and(|it| !it.is_empty()), "{key}");
        }
        assert_eq!(root["license"]["@id"], "#conditions");
        assert_eq!(root["hasPart"], json!([{ "@id": "index.html" }]));
    }

    #[test]
    fn identifiers_are_references_in_which_letters_stay() {
        // Both forms as in the section on file paths of RO-Crate 1.2.
        assert_eq!(
            encoded("Results and Diagrams/almost-50%.png"),
            "Results%20and%20Diagrams/almost-50%25.png"
        );
        assert_eq!(encoded("面试.mp4"), "面试.mp4");
        assert_eq!(encoded("a#b?c:d"), "a%23b%3Fc%3Ad");
    }
}
