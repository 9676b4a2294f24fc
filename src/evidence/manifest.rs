//! The manifest: an RO-Crate 1.2 (<https://w3id.org/ro/crate/1.2>) that says what was read,
//! by which program and definitions, and what was written.
//!
//! In: plain facts of a run. Out: JSON-LD. Never: a clock time: RO-Crate asks for a date of
//! publication, and gets the last day of the pipeline's periods.

use serde_json::{Value, json};

use super::OutputFile;
use crate::error::Error;

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
        let mut graph = vec![self.descriptor(), self.root(files), self.program()];
        graph.push(self.organisation());
        graph.push(self.pipeline());
        graph.extend(self.inputs.iter().map(input));
        graph.extend(self.definitions.iter().map(definition));
        graph.extend(files.iter().map(output));
        graph.push(self.action(files));
        let crate_ = json!({
            "@context": "https://w3id.org/ro/crate/1.2/context",
            "@graph": graph,
        });
        let text = serde_json::to_string_pretty(&crate_).map_err(Error::bug)?;
        Ok(text + "\n")
    }

    fn descriptor(&self) -> Value {
        json!({
            "@id": super::MANIFEST,
            "@type": "CreativeWork",
            "conformsTo": { "@id": "https://w3id.org/ro/crate/1.2" },
            "about": { "@id": "./" },
        })
    }

    fn root(&self, files: &[OutputFile]) -> Value {
        json!({
            "@id": "./",
            "@type": "Dataset",
            "name": self.title,
            "description": format!(
                "Outcome figures of {}, made by the pipeline {}. {}",
                self.organisation, self.pipeline, self.policy
            ),
            "datePublished": self.date,
            "license": "The folder publication may be published; research is for partners \
                        under agreement; internal stays inside.",
            "publisher": { "@id": "#organisation" },
            "hasPart": files.iter().map(|it| json!({ "@id": it.path })).collect::<Vec<_>>(),
            "mentions": [{ "@id": "#run" }],
        })
    }

    fn program(&self) -> Value {
        json!({
            "@id": "#uitkomst",
            "@type": "SoftwareApplication",
            "name": "uitkomst",
            "softwareVersion": self.version,
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

    fn action(&self, files: &[OutputFile]) -> Value {
        let mut objects = vec![json!({ "@id": "#pipeline" })];
        objects.extend(self.inputs.iter().map(|it| json!({ "@id": input_id(it) })));
        objects.extend(
            self.definitions.iter().map(|it| json!({ "@id": definition_id(it) })),
        );
        let rows = self.rows.iter().flat_map(|it| {
            [
                property(&format!("rows read, {}", it.table), it.n_read),
                property(&format!("rows kept, {}", it.table), it.n_kept),
                property(&format!("rows set aside, {}", it.table), it.n_read - it.n_kept),
            ]
        });
        let findings = self.findings.iter();
        let findings = findings.map(|(rule, n)| property(&format!("finding {rule}"), *n));
        let properties: Vec<Value> = rows.chain(findings).collect();
        json!({
            "@id": "#run",
            "@type": "CreateAction",
            "name": format!("uitkomst run {}", self.pipeline),
            "instrument": { "@id": "#uitkomst" },
            "object": objects,
            "result": files.iter().map(|it| json!({ "@id": it.path })).collect::<Vec<_>>(),
            "additionalProperty": properties,
        })
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

fn property(name: &str, value: u64) -> Value {
    json!({ "@type": "PropertyValue", "name": name, "value": value })
}

fn input_id(input: &Input) -> String {
    format!("#input-{}", &input.sha256)
}

fn input(it: &Input) -> Value {
    json!({
        "@id": input_id(it),
        "@type": "CreativeWork",
        "name": it.name,
        "contentSize": it.n_bytes.to_string(),
        "sha256": it.sha256,
        "description": format!("{} rows read; the file itself is not in the bundle", it.n_rows),
    })
}

fn definition_id(definition: &Definition) -> String {
    format!("#definition-{}", definition.name)
}

fn definition(it: &Definition) -> Value {
    json!({
        "@id": definition_id(it),
        "@type": "CreativeWork",
        "name": it.name,
        "version": it.version,
        "sha256": it.sha256,
    })
}

fn output(it: &OutputFile) -> Value {
    json!({
        "@id": it.path,
        "@type": "File",
        "name": it.path,
        "contentSize": it.n_bytes.to_string(),
        "sha256": it.sha256,
        "encodingFormat": encoding_format(&it.path),
    })
}

fn encoding_format(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html",
        Some("csv") => "text/csv",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("parquet") => "application/vnd.apache.parquet",
        _ => "application/octet-stream",
    }
}
