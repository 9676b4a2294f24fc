//! The research dataset: the kept trajectories for partners under agreement, coarsened.
//!
//! In: linked trajectories, a partition at a time. Out: Parquet in which identifiers are
//! numbers that mean nothing outside the file, days are months, ages are bands, and the
//! smallest areas and teams are left out. Rows come in the order of hashed keys: it carries
//! nothing. Never: an identifier, a day, a municipality, a team.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use polars::prelude::{DataFrame, DataType, SortMultipleOptions};

use super::datasets::{Content, Field, Kind, ParquetFile};
use crate::error::Error;
use crate::tables::{self, Column, Names, Table};
use crate::terms::Day;

/// Columns that are never written: they could point at a person.
const LEFT_OUT: [&str; 6] =
    ["municipality", "location", "team", "birth_year", "end_reason_source", "weight"];
/// First ages of the bands, as CBS and the programmes use them: 0–3, 4–11, 12–17, 18–22, 23+.
const BANDS: [i32; 5] = [0, 4, 12, 18, 23];

/// The rows of one partition, ready to write.
pub struct ResearchBatch {
    columns: Vec<Vec<Content>>,
    /// Position of the client of each row among the clients of the batch.
    clients: Vec<u64>,
    n_clients: u64,
}

/// What is written of each trajectory; empty when no research dataset is asked for.
#[derive(Debug, Clone)]
pub struct Coarsening {
    columns: Option<Vec<&'static Column>>,
}

/// The research dataset, being written to a file without a name.
pub struct ResearchFile {
    file: Option<ParquetFile<File>>,
    n_rows: u64,
    n_clients: u64,
}

/// The numbers that stand for identifiers.
const NUMBERS: [Field; 2] = [
    Field {
        name: "trajectory_number",
        nl: "volgnummer van het traject",
        en: "number of the trajectory",
        unit: "",
        about: "Means nothing outside this file.",
    },
    Field {
        name: "client_number",
        nl: "volgnummer van de cliënt",
        en: "number of the client",
        unit: "",
        about: "The same client has the same number in this file; means nothing outside it.",
    },
];

impl Coarsening {
    /// What is written, when a dataset is wanted and rows are trajectories (not counts).
    pub fn new(wanted: bool, delivered: &BTreeSet<&'static str>) -> Self {
        if !wanted || delivered.contains("weight") {
            return Self { columns: None };
        }
        let columns = Table::Trajectories
            .columns()
            .iter()
            .filter(|it| delivered.contains(it.name) && !LEFT_OUT.contains(&it.name))
            .filter(|it| it.kind != tables::Kind::Key);
        Self { columns: Some(columns.collect()) }
    }

    /// Begins the file.
    ///
    /// # Errors
    /// When the temporary file cannot be made.
    pub fn begin(&self) -> Result<ResearchFile, Error> {
        let mut begun = ResearchFile { file: None, n_rows: 0, n_clients: 0 };
        if let Some(columns) = &self.columns {
            let file = tempfile::tempfile()
                .map_err(|it| Error::unwritable(&std::env::temp_dir(), &it))?;
            let fields = columns.iter().map(|it| field(it));
            let fields: Vec<Field> = NUMBERS.into_iter().chain(fields).collect();
            let kinds = columns.iter().map(|it| kind(it));
            let numbers = [Kind::Whole, Kind::Whole].into_iter();
            let kinds: Vec<Kind> = numbers.chain(kinds).collect();
            begun.file = Some(ParquetFile::new(file, &fields, &kinds)?);
        }
        Ok(begun)
    }

    /// Coarsens the trajectories of a partition. Runs on any thread.
    ///
    /// # Errors
    /// When a column is not of its kind (a fault in the program).
    pub fn rows(
        &self,
        frame: &DataFrame,
        names: &Names,
    ) -> Result<Option<ResearchBatch>, Error> {
        let Some(columns) = self.columns.as_ref().filter(|_| frame.width() > 0) else {
            return Ok(None);
        };
        let order = ["cluster", "trajectory_id"];
        let sorted =
            frame.sort(order, SortMultipleOptions::default()).map_err(Error::bug)?;
        let columns = columns.iter().map(|it| contents(it, &sorted, names));
        let columns = columns.collect::<Result<Vec<_>, Error>>()?;
        let mut before = None;
        let mut n_clients = 0;
        let clients = tables::keys_of(&sorted, "cluster").into_iter().map(|cluster| {
            n_clients += u64::from(before.replace(cluster) != Some(cluster));
            n_clients
        });
        let clients = clients.collect();
        Ok(Some(ResearchBatch { columns, clients, n_clients }))
    }
}

impl ResearchFile {
    /// Writes a batch; batches must come in the order of their partitions.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn write(&mut self, batch: Option<ResearchBatch>) -> Result<(), Error> {
        let (Some(batch), Some(file)) = (batch, &mut self.file) else { return Ok(()) };
        let number = |it: u64| Content::Whole(i64::try_from(it).ok());
        let n = batch.clients.len() as u64;
        let trajectories = (1..=n).map(|it| number(self.n_rows + it)).collect();
        let clients =
            batch.clients.iter().map(|it| number(self.n_clients + it)).collect();
        let mut columns = vec![trajectories, clients];
        columns.extend(batch.columns);
        self.n_rows += n;
        self.n_clients += batch.n_clients;
        file.write(columns)
    }

    /// The finished file, at its start; `None` when it was not asked for.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn finish(self) -> Result<Option<impl Read + use<>>, Error> {
        let Some(file) = self.file else { return Ok(None) };
        let mut file = file.finish()?;
        file.seek(SeekFrom::Start(0))
            .map_err(|it| Error::unwritable(&std::env::temp_dir(), &it))?;
        Ok(Some(file))
    }
}

fn field(column: &'static Column) -> Field {
    let (nl, en) = column.label;
    let unit = match column.kind {
        tables::Kind::Day => "first day of the month",
        tables::Kind::Count => "band of years",
        _ => "",
    };
    Field { name: column.name, nl, en, unit, about: column.about }
}

fn kind(column: &Column) -> Kind {
    match column.kind {
        tables::Kind::Day => Kind::Date,
        tables::Kind::Flag => Kind::Flag,
        tables::Kind::Number => Kind::Real,
        _ => Kind::Text,
    }
}

fn contents(
    column: &Column,
    frame: &DataFrame,
    names: &Names,
) -> Result<Vec<Content>, Error> {
    let values = frame.column(column.name).map_err(Error::bug)?;
    Ok(match column.kind {
        tables::Kind::Day => {
            let days = values.i32().map_err(Error::bug)?.iter();
            days.map(|it| Content::Date(it.map(|it| month(Day(it))))).collect()
        }
        tables::Kind::Flag => {
            values.bool().map_err(Error::bug)?.iter().map(Content::Flag).collect()
        }
        tables::Kind::Number => {
            values.f64().map_err(Error::bug)?.iter().map(Content::Real).collect()
        }
        tables::Kind::Count => {
            let ages = values.i32().map_err(Error::bug)?.iter();
            ages.map(|it| Content::Text(it.map(band))).collect()
        }
        tables::Kind::Code(set) => {
            let codes = values.u8().map_err(Error::bug)?.iter();
            let text = |it: u8| set.code(it).map(ToOwned::to_owned);
            codes.map(|it| Content::Text(it.and_then(text))).collect()
        }
        tables::Kind::Name | tables::Kind::Key => {
            let ids = values.cast(&DataType::UInt32).map_err(Error::bug)?;
            let text = |it: u32| names.text(column.name, it);
            let ids = ids.u32().map_err(Error::bug)?.iter();
            ids.map(|it| Content::Text(it.and_then(text))).collect()
        }
    })
}

/// The first day of the month.
fn month(day: Day) -> Day {
    let (_, _, date) = day.ymd();
    Day(day.0 + 1 - i32::try_from(date).unwrap_or(1))
}

/// The band an age falls in: `4-11`, `23+`.
fn band(age: i32) -> String {
    let at = BANDS.partition_point(|it| *it <= age).saturating_sub(1);
    match BANDS.get(at + 1) {
        Some(next) => format!("{}-{}", BANDS[at], next - 1),
        None => format!("{}+", BANDS[at]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_become_bands() {
        assert_eq!([3, 4, 11, 22, 97].map(band), ["0-3", "4-11", "4-11", "18-22", "23+"]);
    }

    #[test]
    fn a_day_becomes_its_month() {
        let day = Day::new(2016, 2, 29).unwrap();
        assert_eq!(month(day), Day::new(2016, 2, 1).unwrap());
    }
}
