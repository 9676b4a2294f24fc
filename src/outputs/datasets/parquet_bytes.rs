//! Parquet: columns with labels and units, compressed, without statistics.
//!
//! In: columns and rows. Out: bytes that are the same for the same rows. Never: statistics:
//! the smallest and largest value of a column would stand in the footer for all to read.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch,
    StringArray,
};
use arrow_schema::{DataType, Field as ArrowField, Schema};
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
    writer: ArrowWriter<Watched<W>>,
    failure: Failure,
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
        let failure = Failure::default();
        let into = Watched { into, failure: failure.clone() };
        let writer = ArrowWriter::try_new(into, schema.clone(), Some(properties))
            .map_err(|_| failed(&failure))?;
        Ok(Self { writer, failure, schema, kinds: kinds.to_vec() })
    }

    /// Adds rows, column by column.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn write(&mut self, columns: Vec<Vec<Content>>) -> Result<(), Error> {
        let arrays = self.kinds.iter().zip(columns).map(|(kind, it)| kind.array(it));
        let batch = RecordBatch::try_new(self.schema.clone(), arrays.collect())
            .map_err(|_| Error::bug("the columns of a dataset do not fit its schema"))?;
        self.writer.write(&batch).map_err(|_| failed(&self.failure))
    }

    /// Ends the file and gives it back.
    ///
    /// # Errors
    /// When the footer cannot be written.
    pub fn finish(self) -> Result<W, Error> {
        let watched = self.writer.into_inner().map_err(|_| failed(&self.failure))?;
        Ok(watched.into)
    }
}

/// The first failure of a writer. The library tells it in words only, or not at all.
type Failure = Arc<OnceLock<io::ErrorKind>>;

/// A writer whose failure is remembered.
struct Watched<W> {
    into: W,
    failure: Failure,
}

impl<W> Watched<W> {
    fn watch<T>(&self, done: io::Result<T>) -> io::Result<T> {
        done.inspect_err(|it| {
            if it.kind() != io::ErrorKind::Interrupted {
                let _ = self.failure.set(it.kind());
            }
        })
    }
}

impl<W: Write> Write for Watched<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.into.write(bytes);
        self.watch(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.into.flush();
        self.watch(done)
    }
}

/// What went wrong outside (a full disk) is said as such. Anything else is a fault of ours,
/// and the library's text is not repeated: it may quote a cell.
fn failed(failure: &Failure) -> Error {
    match failure.get() {
        Some(kind) => Error::unwritable(Path::new("a dataset"), &(*kind).into()),
        None => Error::bug("a Parquet file could not be put together"),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Why;

    /// A disk with room for so many bytes.
    struct Disk(usize);

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let n = bytes.len().min(self.0);
            self.0 -= n;
            if n == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(n) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Writes a few cells, and gives what went wrong.
    fn error_of(disk: impl Write + Send, cells: Vec<Content>) -> Option<Error> {
        let field = Field { name: "a", nl: "a", en: "a", unit: "", about: "" };
        let file = ParquetFile::new(disk, &[field], &[Kind::Text]);
        let written = file.and_then(|mut it| {
            it.write(vec![cells])?;
            it.finish().map(|_| ())
        });
        written.err()
    }

    fn cells() -> Vec<Content> {
        (0..99).map(|it| Content::Text(Some(format!("geheim {it}")))).collect()
    }

    #[test]
    fn a_full_disk_is_no_fault_of_the_program() {
        for room in [0, 10, 100, 300] {
            let error = error_of(Disk(room), cells()).unwrap();
            assert_eq!(error.why, Why::Unwritable, "{room}");
            let text = error.to_string();
            assert!(text.contains("the disk is full: cannot write a dataset"), "{text}");
            assert!(!text.contains("geheim"), "{text}");
        }
        assert_eq!(error_of(Disk(1 << 20), cells()), None);
    }

    #[test]
    fn a_full_device_is_a_full_disk() {
        let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
            return; // Only Linux has one.
        };
        assert_eq!(error_of(full, cells()).unwrap().messages[0].name, "disk-full");
    }

    #[test]
    fn columns_that_do_not_fit_are_a_fault_without_a_value() {
        let field = Field { name: "a", nl: "a", en: "a", unit: "", about: "" };
        let mut file = ParquetFile::new(Vec::new(), &[field], &[Kind::Text]).unwrap();
        let error = file.write(vec![cells(), cells()]).err();
        assert!(error.is_none_or(|it| !it.to_string().contains("geheim")));
    }
}
