//! Looking for marks in files: in their bytes and in whatever else a reader could decode.
//!
//! In: a file of a bundle. Out: every text that stands in it, however it is packed. Never: a
//! file of a kind nobody thought of passed over: it fails the test.

use std::io::Read;

use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::Value;

use crate::common::{Files, parquet_rows, spill};

/// Where marks are in files: `name: mark`.
pub(crate) fn found(files: &Files, marks: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, bytes) in files {
        let texts = texts_of(name, bytes);
        for mark in marks {
            if texts.iter().any(|it| it.contains(mark.as_str())) {
                found.push(format!("{name}: {mark}"));
            }
        }
    }
    found
}

/// The kind of a file, by its name.
pub(crate) fn kind(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or_default()
}

/// Every text in a file.
pub(crate) fn texts_of(name: &str, bytes: &[u8]) -> Vec<String> {
    let raw = String::from_utf8_lossy(bytes).into_owned();
    let mut texts = match kind(name) {
        "html" | "svg" => {
            let mut texts = vec![unescaped(&raw)];
            texts.extend(data_uris(&raw));
            texts
        }
        "json" => strings(&serde_json::from_slice(bytes).unwrap()),
        "csv" => cells(bytes),
        "parquet" => of_parquet(bytes),
        "png" => of_png(bytes),
        "R" | "py" | "sps" | "do" => Vec::new(),
        _ => panic!("{name}: what may hide in a file of this kind is not known"),
    };
    texts.push(raw);
    texts
}

fn cells(bytes: &[u8]) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let rows = reader.records().map(Result::unwrap);
    rows.flat_map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(it) => vec![it.clone()],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(fields) => {
            let of = |(key, value): (&String, &Value)| {
                let mut all = strings(value);
                all.push(key.clone());
                all
            };
            fields.iter().flat_map(of).collect()
        }
        other => vec![other.to_string()],
    }
}

/// A page without its escapes: `&eacute;` is not used, `&#233;` and `&#xE9;` may be.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("&#");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once(';').unwrap_or(("", part));
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        };
        plain.extend(code.and_then(char::from_u32));
        plain.push_str(rest);
    }
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    named.iter().fold(plain, |text, (escape, it)| text.replace(escape, it))
}

/// What stands in `data:` addresses.
fn data_uris(text: &str) -> Vec<String> {
    let parts = text.split(";base64,").skip(1);
    let is_base64 = |it: &char| it.is_ascii_alphanumeric() || matches!(it, '+' | '/');
    parts
        .map(|it| it.chars().take_while(is_base64).collect::<String>())
        .map(|it| String::from_utf8_lossy(&from_base64(&it)).into_owned())
        .collect()
}

fn from_base64(text: &str) -> Vec<u8> {
    const LETTERS: &str =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut n_bits, mut bytes) = (0_u32, 0, Vec::new());
    for value in text.chars().filter_map(|it| LETTERS.find(it)) {
        bits = (bits << 6 | u32::try_from(value).unwrap()) & 0xFFFF;
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push(u8::try_from(bits >> n_bits & 0xFF).unwrap());
        }
    }
    bytes
}

/// Cells, the Arrow schema with its metadata, and the footer: who made it, keys and values,
/// statistics.
fn of_parquet(bytes: &[u8]) -> Vec<String> {
    let (schema, rows) = parquet_rows(bytes);
    let mut texts: Vec<String> = rows.into_iter().flatten().collect();
    texts.push(format!("{schema:?}"));
    let reader = SerializedFileReader::new(spill(bytes)).unwrap();
    let footer = reader.metadata();
    texts.push(format!("{:?}", footer.file_metadata()));
    for group in footer.row_groups() {
        for column in group.columns() {
            texts.push(format!("{:?}", column.statistics()));
        }
    }
    let metadata = footer.file_metadata().key_value_metadata();
    for entry in metadata.into_iter().flatten() {
        let value = entry.value.clone().unwrap_or_default();
        texts.push(String::from_utf8_lossy(&from_base64(&value)).into_owned());
        texts.push(value);
    }
    texts
}

/// The texts of a picture; a chunk of a kind that is not known fails.
fn of_png(bytes: &[u8]) -> Vec<String> {
    const SIGNATURE: usize = 8;
    let (mut texts, mut rest) = (Vec::new(), &bytes[SIGNATURE..]);
    while rest.len() >= 12 {
        let length = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
        let (kind, data) = (&rest[4..8], &rest[8..8 + length]);
        match kind {
            b"IHDR" | b"pHYs" | b"IDAT" | b"IEND" | b"PLTE" => {}
            b"tEXt" | b"iTXt" => texts.push(String::from_utf8_lossy(data).into_owned()),
            b"zTXt" => texts.push(inflated(data)),
            other => panic!("a picture with a chunk {}", String::from_utf8_lossy(other)),
        }
        rest = &rest[12 + length..];
    }
    texts
}

/// Keyword, a zero, a method, then a compressed text.
fn inflated(data: &[u8]) -> String {
    let zero = data.iter().position(|it| *it == 0).unwrap();
    let mut text = String::new();
    let mut reader = flate2::read::ZlibDecoder::new(&data[zero + 2..]);
    reader.read_to_string(&mut text).unwrap();
    text
}
