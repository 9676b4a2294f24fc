//! Parquet: columns with labels and units, compressed, without statistics.
//!
//! In: columns and rows. Out: bytes that are the same for the same rows. Never: statistics:
//! the smallest and largest value of a column would stand in the footer for all to read.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch,
    StringArray,
};
use arrow::datatypes::{DataType, Field as ArrowField, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::{Column, Content, Field};
use crate::error::Error;

/// The program's name in the footer, without the version of the writing library.
const CREATED_BY: &str = concat!("uitkomst ", env!("CARGO_PKG_VERSION"));
/// zstd level: small files, still fast.
const LEVEL: i32 = 3;

/// A whole table as Parquet.
///
/// # Errors
/// When the bytes cannot be made (a fault in the program).
pub fn parquet_bytes<T>(columns: &[Column<T>], rows: &[T]) -> Result<Vec<u8>, Error> {
    let fields: Vec<Field> = columns.iter().map(|it| it.field).collect();
    let contents = columns.iter().map(|it| rows.iter().map(it.content).collect());
    let contents: Vec<Vec<Content>> = contents.collect();
    let kinds: Vec<Kind> = contents.iter().map(|it| Kind::of(it)).collect();
    let mut file = ParquetFile::new(Vec::new(), &fields, &kinds)?;
    file.write(contents)?;
    file.finish()
}

/// What a column holds, in Arrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Whole,
    /// A real number.
    Real,
    /// A day.
    Date,
    /// Yes or no.
    Flag,
}

impl Kind {
    fn of(cells: &[Content]) -> Self {
        match cells.first() {
            Some(Content::Whole(_)) => Self::Whole,
            Some(Content::Real(_)) => Self::Real,
            Some(Content::Date(_)) => Self::Date,
            Some(Content::Flag(_)) => Self::Flag,
            Some(Content::Text(_)) | None => Self::Text,
        }
    }

    fn data_type(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Whole => DataType::Int64,
            Self::Real => DataType::Float64,
            Self::Date => DataType::Date32,
            Self::Flag => DataType::Boolean,
        }
    }

    fn array(self, cells: Vec<Content>) -> ArrayRef {
        macro_rules! gather {
            ($array:ty, $variant:ident, $it:ident => $value:expr) => {
                Arc::new(<$array>::from_iter(cells.into_iter().map(|cell| match cell {
                    Content::$variant($it) => $value,
                    _ => None,
                })))
            };
        }
        match self {
            Self::Text => gather!(StringArray, Text, it => it),
            Self::Whole => gather!(Int64Array, Whole, it => it),
            Self::Real => gather!(Float64Array, Real, it => it),
            Self::Date => gather!(Date32Array, Date, it => it.map(|it| it.0)),
            Self::Flag => gather!(BooleanArray, Flag, it => it),
        }
    }
}

/// A Parquet file, written batch by batch.
pub struct ParquetFile<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: Arc<Schema>,
    kinds: Vec<Kind>,
}

impl<W: Write + Send> ParquetFile<W> {
    /// Begins a file with these columns.
    ///
    /// # Errors
    /// When the header cannot be written.
    pub fn new(into: W, fields: &[Field], kinds: &[Kind]) -> Result<Self, Error> {
        let fields = fields.iter().zip(kinds).map(|(it, kind)| arrow_field(it, *kind));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let level = ZstdLevel::try_new(LEVEL).map_err(Error::bug)?;
        let properties = WriterProperties::builder()
            .set_created_by(CREATED_BY.to_owned())
            .set_compression(Compression::ZSTD(level))
            .set_statistics_enabled(EnabledStatistics::None)
            .build();
        let writer = ArrowWriter::try_new(into, schema.clone(), Some(properties))
            .map_err(Error::bug)?;
        Ok(Self { writer, schema, kinds: kinds.to_vec() })
    }

    /// Adds rows, column by column.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn write(&mut self, columns: Vec<Vec<Content>>) -> Result<(), Error> {
        let arrays = self.kinds.iter().zip(columns).map(|(kind, it)| kind.array(it));
        let batch = RecordBatch::try_new(self.schema.clone(), arrays.collect())
            .map_err(Error::bug)?;
        self.writer.write(&batch).map_err(Error::bug)
    }

    /// Ends the file and gives it back.
    ///
    /// # Errors
    /// When the footer cannot be written.
    pub fn finish(self) -> Result<W, Error> {
        self.writer.into_inner().map_err(Error::bug)
    }
}

fn arrow_field(field: &Field, kind: Kind) -> ArrowField {
    let about = [
        ("label_nl", field.nl),
        ("label_en", field.en),
        ("unit", field.unit),
        ("description", field.about),
    ];
    let metadata: HashMap<String, String> = about
        .into_iter()
        .filter(|it| !it.1.is_empty())
        .map(|(key, text)| (key.to_owned(), text.to_owned()))
        .collect();
    ArrowField::new(field.name, kind.data_type(), true).with_metadata(metadata)
}
