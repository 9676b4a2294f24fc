//! What the integration tests share: runs, bundles in memory, tables as text.
//!
//! In: pipelines. Out: what the program did, to be asked about. Never: an expectation.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, SchemaRef};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use uitkomst::env::Env;
use uitkomst::error::Error;
use uitkomst::pipeline::{self, Outcome};
use uitkomst::terms::Day;

/// One row of a table: column → text.
pub(crate) type Row = BTreeMap<String, String>;
/// The files of a folder: path with `/` → bytes.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Where the tables of released figures stand in a bundle.
pub(crate) const ESTIMATES_CSV: &str = "publication/estimates.csv";
pub(crate) const ESTIMATES_PARQUET: &str = "publication/estimates.parquet";

/// A run that was done, with its bundle in memory.
pub(crate) struct Done {
    pub(crate) outcome: Outcome,
    pub(crate) files: Files,
}

impl Done {
    /// The figures, as `estimates.csv` has them.
    pub(crate) fn estimates(&self) -> Vec<Row> {
        csv_rows(&self.files[ESTIMATES_CSV], b',')
    }

    /// The figure with this identifier.
    pub(crate) fn figure(&self, id: &str) -> Row {
        let found = self.estimates().into_iter().find(|it| it["figure_id"] == id);
        found.unwrap_or_else(|| panic!("no figure {id}"))
    }

    pub(crate) fn text(&self, path: &str) -> &str {
        let bytes = self.files.get(path).unwrap_or_else(|| panic!("no file {path}"));
        std::str::from_utf8(bytes).unwrap()
    }
}

/// The pipelines of the repository, each run once for all tests.
pub(crate) static BROCHURE: LazyLock<Done> = LazyLock::new(|| shipped("brochure-2016"));
pub(crate) static QUARTERS: LazyLock<Done> =
    LazyLock::new(|| shipped("brochure-2016-quarters"));
pub(crate) static ENGLAND: LazyLock<Done> =
    LazyLock::new(|| shipped("england-children-in-need"));
pub(crate) static CATALOGUE: LazyLock<Done> = LazyLock::new(|| shipped("catalogue"));
pub(crate) static CBS: LazyLock<Done> =
    LazyLock::new(|| shipped("cbs-jeugdhulp-2020-h1"));

fn shipped(name: &str) -> Done {
    match run(&root().join(format!("pipelines/{name}.toml"))) {
        Ok(it) => it,
        Err(error) => panic!("{name}: {error}"),
    }
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs a pipeline through the library, into a folder that is gone afterwards.
pub(crate) fn run(pipeline: &Path) -> Result<Done, Error> {
    let folder = tempfile::tempdir().unwrap();
    let outcome = run_to(pipeline, &folder.path().join("bundle"))?;
    Ok(Done { outcome, files: read_files(&folder.path().join("bundle")) })
}

/// Runs a pipeline through the library.
pub(crate) fn run_to(pipeline: &Path, out: &Path) -> Result<Outcome, Error> {
    let env = Env::new(out.parent().unwrap().to_owned());
    pipeline::run(&env, &pipeline::load(pipeline)?, out)
}

/// What the program said, and how it ended.
pub(crate) struct Said {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the program itself.
pub(crate) fn uitkomst(folder: &Path, arguments: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uitkomst"));
    let output = command.current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said {
        exit: output.status.code().expect("ended by a signal"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Every folder of `data-samples`, by name.
pub(crate) fn sample_folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("data-samples")).unwrap();
    let folders = entries.map(|it| it.unwrap().path()).filter(|it| it.is_dir());
    let mut folders: Vec<PathBuf> = folders.collect();
    folders.sort();
    assert!(!folders.is_empty(), "no samples");
    folders
}

/// The folders with a pipeline of their own, and what the program says about each.
pub(crate) static FAULTS: LazyLock<BTreeMap<PathBuf, Said>> = LazyLock::new(|| {
    let out = tempfile::tempdir().unwrap();
    let folders = sample_folders().into_iter();
    let folders = folders.filter(|it| it.join("pipeline.toml").is_file());
    let bundle = out.path().join("bundle").display().to_string();
    folders
        .map(|folder| {
            let said = uitkomst(&folder, &["run", "pipeline.toml", "--out", &bundle]);
            (folder, said)
        })
        .collect()
});

/// All files below a folder.
pub(crate) fn read_files(folder: &Path) -> Files {
    let (mut files, mut open) = (Files::new(), vec![folder.to_owned()]);
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|it| it.unwrap().path()));
        } else {
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            files.insert(name.replace('\\', "/"), fs::read(&path).unwrap());
        }
    }
    files
}

/// Names of what stands in a folder, hidden entries too.
pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

pub(crate) fn write(path: &Path, text: &str) {
    File::create(path).unwrap().write_all(text.as_bytes()).unwrap();
}

/// The rows of a CSV file.
pub(crate) fn csv_rows(bytes: &[u8], delimiter: u8) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes);
    reader.deserialize().collect::<Result<_, _>>().unwrap()
}

/// The columns of a CSV file.
pub(crate) fn csv_header(bytes: &[u8]) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(bytes);
    reader.headers().unwrap().iter().map(str::to_owned).collect()
}

/// The schema and the rows of a Parquet file, cells written as CSV has them.
pub(crate) fn parquet_rows(bytes: &[u8]) -> (SchemaRef, Vec<Vec<String>>) {
    let builder = ParquetRecordBatchReaderBuilder::try_new(spill(bytes)).unwrap();
    let schema = builder.schema().clone();
    let mut rows = Vec::new();
    for batch in builder.build().unwrap() {
        let batch: RecordBatch = batch.unwrap();
        let columns = batch.columns().iter().map(|it| texts(it));
        let columns: Vec<Vec<String>> = columns.collect();
        rows.extend((0..batch.num_rows()).map(|row| {
            columns.iter().map(|it| it[row].clone()).collect::<Vec<String>>()
        }));
    }
    (schema, rows)
}

/// A file without a name that holds these bytes.
pub(crate) fn spill(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn texts(column: &dyn Array) -> Vec<String> {
    let text = |at: usize| match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(at).to_owned(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(at).to_string(),
        DataType::Float64 => column.as_primitive::<Float64Type>().value(at).to_string(),
        DataType::Date32 => {
            Day(column.as_primitive::<Date32Type>().value(at)).to_string()
        }
        DataType::Boolean => column.as_boolean().value(at).to_string(),
        other => panic!("no column of figures or of research is {other}"),
    };
    let or_empty = |at| if column.is_null(at) { String::new() } else { text(at) };
    (0..column.len()).map(or_empty).collect()
}

/// What a reader sees of a page: no tags, no style, no chart.
pub(crate) fn visible_text(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = ["style", "script", "svg"].iter().find_map(|tag| {
            rest.starts_with(&format!("<{tag}")).then(|| format!("</{tag}>"))
        });
        let end = end.unwrap_or_else(|| ">".to_owned());
        let skipped = rest.find(&end).map_or(rest.len(), |it| it + end.len());
        rest = &rest[skipped..];
        text.push(' ');
    }
    text.push_str(rest);
    text
}
