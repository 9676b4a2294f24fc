//! What the tests of this stage share: a dialect, a source, and small files of every kind.
//!
//! In: nothing. Out: bytes and files in a folder that goes away. Never: outside tests.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, Date32Array, Float64Array, Int32Array, RecordBatch};
use arrow_array::{Decimal128Array, ListArray, StringArray, TimestampSecondArray};

use super::dialect::{DateFormat, Decimal, Dialect, Encoding};
use super::source::{Source, Wanted};
use crate::error::Error;

/// A usual Dutch dialect.
pub(super) fn dialect() -> Dialect {
    Dialect {
        delimiter: b';',
        encoding: Encoding::Utf8,
        decimal: Decimal::Comma,
        dates: DateFormat::DdMmYyyy,
        skip_lines: 0,
        footer: None,
        sheet: None,
        missing: Vec::new(),
    }
}

/// Columns of which the canonical name does not matter.
pub(super) fn wanted(headers: &[&str]) -> Vec<Wanted> {
    headers.iter().map(|&it| Wanted { column: "any", header: it.to_owned() }).collect()
}

/// A source of these files.
pub(super) fn source(files: &[PathBuf], dialect: Dialect, headers: &[&str]) -> Source {
    let (files, columns) = (files.to_vec(), wanted(headers));
    Source { table: "trajectories", files, first_file: 0, dialect, columns }
}

/// The names of all messages.
pub(super) fn names(error: &Error) -> Vec<&str> {
    error.messages.iter().map(|it| it.name.as_str()).collect()
}

/// A file of the reference set of broken CSV files.
pub(super) fn frictionless(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/frictionless").join(name)
}

/// A folder for one test.
pub(super) struct Folder(tempfile::TempDir);

impl Folder {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(super) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(name);
        std::fs::File::create(&path).unwrap().write_all(bytes).unwrap();
        path
    }
}

/// Compressed bytes.
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let level = flate2::Compression::default();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A Parquet file: name, id, score, start (date), at (instant), cost (decimal), tags (lists).
pub(super) fn parquet() -> Vec<u8> {
    let utc =
        TimestampSecondArray::from(vec![Some(1_454_284_800), Some(1_454_281_200), None]);
    let lists = vec![Some(vec![Some(1)]), None, None];
    let cost = Decimal128Array::from(vec![Some(150), Some(-5), None]);
    let columns: [(&str, ArrayRef); 7] = [
        ("name", Arc::new(StringArray::from(vec![Some("Jan"), None, Some("Eef")]))),
        ("id", Arc::new(Int32Array::from(vec![1, 2, 3]))),
        ("score", Arc::new(Float64Array::from(vec![Some(7.5), Some(8.0), None]))),
        ("start", Arc::new(Date32Array::from(vec![Some(16_832), None, Some(0)]))),
        ("at", Arc::new(utc.with_timezone("UTC"))),
        ("cost", Arc::new(cost.with_precision_and_scale(5, 2).unwrap())),
        ("tags", Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(lists))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// A workbook with one sheet of these rows; style 1 is a date.
pub(super) fn workbook(sheet: &str, rows: &str) -> Vec<u8> {
    let types = "http://schemas.openxmlformats.org/package/2006";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationship Id=\"{id}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>"
        )
    };
    let relations = |all: String| {
        format!("<Relationships xmlns=\"{types}/relationships\">{all}</Relationships>")
    };
    let files = [
        ("[Content_Types].xml", format!("<Types xmlns=\"{types}/content-types\"/>")),
        ("_rels/.rels", relations(relation("r1", "officeDocument", "xl/workbook.xml"))),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet \
                 name=\"{sheet}\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations(
                relation("r1", "worksheet", "worksheets/sheet1.xml")
                    + &relation("r2", "styles", "styles.xml"),
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{main}\"><cellXfs><xf numFmtId=\"0\"/><xf \
                 numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(
                "<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"
            ),
        ),
    ];
    zip(&files)
}

/// A zip file without compression (PKWARE APPNOTE 6.3.3, sections 4.3.7, 4.3.12, 4.3.16).
fn zip(files: &[(&str, String)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let mut crc = flate2::Crc::new();
        crc.update(text.as_bytes());
        let size = u32::try_from(text.len()).unwrap().to_le_bytes();
        let n_name = u16::try_from(name.len()).unwrap().to_le_bytes();
        // Version 2.0, no flags, stored, 1 January 1980, checksum, size twice, name.
        let mut about = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        about.extend(crc.sum().to_le_bytes());
        about.extend([size, size].concat());
        about.extend(n_name);
        let start = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        bytes.extend([&b"PK\x03\x04"[..], &about, &[0, 0], name.as_bytes()].concat());
        bytes.extend(text.as_bytes());
        let entry =
            [&b"PK\x01\x02\x14\x00"[..], &about, &[0; 12], &start, name.as_bytes()];
        directory.extend(entry.concat());
    }
    let n_files = u16::try_from(files.len()).unwrap().to_le_bytes();
    let n_directory = u32::try_from(directory.len()).unwrap().to_le_bytes();
    let start = u32::try_from(bytes.len()).unwrap().to_le_bytes();
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([n_files, n_files].concat());
    bytes.extend([n_directory, start].concat());
    bytes.extend([0, 0]);
    bytes
}
