//! The folder `research/` of a bundle.
//!
//! In: what was collected for a partner. Out: the dataset as Parquet and CSV, its description
//! for programs, and loaders; beside the key, the choices of a first delivery. Never: arithmetic.

use std::io::Write;

use crate::error::Error;
use crate::evidence::{Bundle, HashingFile, write_new};
use crate::outputs::datasets::{Content, ParquetFile};
use crate::outputs::research::{
    Collected, Described, ResearchColumn, Writer, datapackage_json, guesses_csv, loaders,
    risk_csv,
};
use crate::pipeline::Plan;
use crate::tables::Names;

const PARQUET: &str = "research/trajectories.parquet";
const CSV: &str = "research/trajectories.csv";
/// The attack of the program on its own dataset; it stays inside.
const GUESSES: &str = "internal/research-guesses.csv";

/// Writes down the choices of a first delivery, before its bundle takes its place: what
/// stands anywhere is in the record.
pub(super) fn keep_choices(collected: &Collected) -> Result<(), Error> {
    let design = collected.design;
    match &design.record {
        Some(path) if design.demand.kept.is_none() => {
            write_new(path, collected.record.text()?.as_bytes())
        }
        _ => Ok(()),
    }
}

/// Writes the dataset and what describes it to programs; gives back its columns.
pub(super) fn write_research(
    bundle: &mut Bundle,
    plan: &Plan,
    collected: &Collected,
    names: &Names,
) -> Result<Vec<ResearchColumn>, Error> {
    let writer = Writer::new(collected, names);
    write_rows(bundle, &writer)?;
    let anonymity = &collected.anonymity;
    let described = Described {
        pipeline: &plan.name,
        title: &plan.title.en,
        organisation: &plan.organisation,
        partner: &collected.design.partner,
        version: env!("CARGO_PKG_VERSION"),
        synthetic: plan.synthetic,
        columns: &writer.columns,
        anonymity,
    };
    let tables = bundle.files().into_iter().filter(|it| it.path.starts_with("research/"));
    let tables: Vec<(String, u64, String)> = tables
        .map(|it| (it.path.replace("research/", ""), it.n_bytes, it.sha256))
        .collect();
    let package = datapackage_json(&described, &tables)?;
    bundle.add("research/datapackage.json", package.as_bytes())?;
    bundle.add("research/risk.csv", &risk_csv(anonymity)?)?;
    bundle.add(GUESSES, &guesses_csv(anonymity)?)?;
    for (name, text) in loaders(&writer.columns) {
        bundle.add(&format!("research/{name}"), text.as_bytes())?;
    }
    Ok(writer.columns)
}

fn write_rows(bundle: &mut Bundle, writer: &Writer) -> Result<(), Error> {
    let fields: Vec<_> = writer.columns.iter().map(|it| it.field).collect();
    let kinds: Vec<_> = writer.columns.iter().map(|it| it.kind).collect();
    let mut parquet = ParquetFile::new(bundle.create(PARQUET)?, &fields, &kinds)?;
    let mut csv = CsvFile::new(bundle.create(CSV)?);
    csv.line(fields.iter().map(|it| it.name))?;
    for piece in 0..writer.n_pieces() {
        let columns = writer.piece(piece)?;
        let n_rows = columns.first().map_or(0, Vec::len);
        for row in 0..n_rows {
            csv.line(columns.iter().map(|it: &Vec<Content>| it[row].text()))?;
        }
        if n_rows > 0 {
            parquet.write(columns)?;
        }
    }
    bundle.close(PARQUET, parquet.finish()?)?;
    bundle.close(CSV, csv.finish()?)
}

/// A CSV file, written line by line.
struct CsvFile(csv::Writer<HashingFile>);

impl CsvFile {
    fn new(file: HashingFile) -> Self {
        let mut builder = csv::WriterBuilder::new();
        Self(builder.terminator(csv::Terminator::CRLF).from_writer(file))
    }

    fn line<T: AsRef<[u8]>>(
        &mut self,
        cells: impl IntoIterator<Item = T>,
    ) -> Result<(), Error> {
        self.0.write_record(cells).map_err(|it| match it.into_kind() {
            csv::ErrorKind::Io(it) => Error::unwritable(CSV.as_ref(), &it),
            // The library's text may quote a cell.
            _ => Error::bug("a line of CSV could not be put together"),
        })
    }

    fn finish(self) -> Result<HashingFile, Error> {
        let mut file = self
            .0
            .into_inner()
            .map_err(|it| Error::unwritable(CSV.as_ref(), it.error()))?;
        file.flush().map_err(|it| Error::unwritable(CSV.as_ref(), &it))?;
        Ok(file)
    }
}
