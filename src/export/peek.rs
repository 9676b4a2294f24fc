//! A first look at every file of a table, before anything is computed.
//!
//! In: a source. Out: the first records of each file with all columns, for the identifiers
//! check. Everything wrong with files and headers is said at once. Never: more of a file
//! than its first records (so damage further on shows when it is read).

use std::path::Path;

use super::csv_file;
use super::headers::Layout;
use super::parquet_file;
use super::problem::{self, Problem};
use super::rows::{Opened, layout_of};
use super::source::{Format, Head, Source};
use super::xlsx_file::Workbook;
use super::xlsx_limits::refuse_beyond_excel;
use crate::error::Error;

/// How many records of each file the identifiers check gets to see.
const HEAD_ROWS: usize = 2_000;
/// How many cells of a workbook it gets to see: a sheet may have thousands of columns.
const HEAD_CELLS: usize = 2 << 20;
/// How much of a CSV file is cut at once to get them.
const PIECE_BYTES: usize = 256 << 10;

/// Looks at the first records of all files.
///
/// # Errors
/// Everything wrong with the files and their headers: missing, empty, without rows, a
/// folder, not what its name says, a message with identifiers; wrong encoding or delimiter;
/// headers missing or doubled.
pub fn peek(source: &Source) -> Result<Vec<Head>, Error> {
    let (mut heads, mut problems) = (Vec::new(), Vec::new());
    for path in &source.files {
        match head_of(path, source) {
            Ok(head) => heads.push(head),
            Err(found) => problems.extend(found),
        }
    }
    problem::all(problems)?;
    Ok(heads)
}

fn head_of(path: &Path, source: &Source) -> Result<Head, Vec<Problem>> {
    if Format::of(path) != Format::Csv {
        csv_file::refuse_message(path).map_err(|it| vec![it])?;
    }
    let head = match Format::of(path) {
        Format::Csv => head_of_csv(path, source)?,
        Format::Xlsx => head_of_xlsx(path, source)?,
        Format::Parquet => head_of_parquet(path, source)?,
        Format::OtherSpreadsheet => {
            super::input::open(path).map_err(|it| vec![it])?;
            return Err(vec![Problem::not_a_spreadsheet(path)]);
        }
    };
    if head.rows.is_empty() { Err(vec![Problem::without_rows(path)]) } else { Ok(head) }
}

fn head_of_csv(path: &Path, source: &Source) -> Result<Head, Vec<Problem>> {
    let one = |it| vec![it];
    let (dialect, wanted) = (&source.dialect, &source.columns);
    let mut opened = csv_file::open(path, dialect, wanted, PIECE_BYTES).map_err(one)?;
    let mut problems = layout_of(path, &opened, wanted).err().unwrap_or_default();
    let mut rows = Vec::new();
    while rows.len() < HEAD_ROWS {
        let more = match opened.rows.next() {
            Ok(None) => break,
            Ok(Some(piece)) => piece.into_rows(HEAD_ROWS - rows.len()),
            Err(problem) => Err(problem),
        };
        match more {
            Ok(more) => rows.extend(more),
            Err(problem) => {
                problems.push(problem);
                break;
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Head { path: path.to_owned(), headers: opened.headers, rows })
}

fn head_of_xlsx(path: &Path, source: &Source) -> Result<Head, Vec<Problem>> {
    let one = |it| vec![it];
    refuse_beyond_excel(path).map_err(one)?;
    let mut book = Workbook::open(path, &source.dialect).map_err(one)?;
    let mut opened = book.rows(path, &source.dialect).map_err(one)?;
    layout_of(path, &opened, &source.columns)?;
    let mut rows = Vec::new();
    let most = HEAD_ROWS.min(HEAD_CELLS / opened.headers.len().max(1)).max(1);
    while rows.len() < most {
        match opened.rows.next().map_err(one)? {
            Some((_, cells)) if cells.iter().all(String::is_empty) => {}
            Some((_, cells)) => rows.push(cells),
            None => break,
        }
    }
    Ok(Head { path: path.to_owned(), headers: opened.headers, rows })
}

fn head_of_parquet(path: &Path, source: &Source) -> Result<Head, Vec<Problem>> {
    let one = |it| vec![it];
    let shown = parquet_file::columns_with_text(path).map_err(one)?;
    let mut opened = parquet_file::open(path, &source.dialect, &shown).map_err(one)?;
    let layout: Layout = layout_of(path, &opened, &source.columns)?;
    // Says which wanted column cannot be read as text.
    parquet_file::open(path, &source.dialect, &layout.cells).map_err(one)?;
    let mut rows = Vec::new();
    while rows.len() < HEAD_ROWS {
        let Some(piece) = opened.rows.next().map_err(one)? else { break };
        rows.extend(piece.into_rows(HEAD_ROWS - rows.len()).map_err(one)?);
    }
    let Opened { headers, .. } = opened;
    let headers = shown.iter().filter_map(|it| headers.get(*it).cloned()).collect();
    Ok(Head { path: path.to_owned(), headers, rows })
}

#[cfg(test)]
mod tests {
    use super::super::dialect::{Dialect, Encoding};
    use super::super::samples::{
        Folder, dialect, frictionless, gzip, names, parquet, source, workbook,
    };
    use super::*;
    use crate::error::Why;

    /// Peeks at one file with columns `id` and `name`.
    fn peeked(file: &str, bytes: &[u8], dialect: Dialect) -> Result<Head, Error> {
        let folder = Folder::new();
        let path = folder.file(file, bytes);
        let source = source(&[path], dialect, &["id", "name"]);
        peek(&source).map(|mut it| it.remove(0))
    }

    #[track_caller]
    fn check(file: &str, bytes: &[u8], want: (Why, &str)) {
        let error = peeked(file, bytes, dialect()).unwrap_err();
        assert_eq!((error.why, names(&error).join(" ").as_str()), want, "{error}");
    }

    #[test]
    fn the_head_has_all_columns_and_the_first_records() {
        let body: String = (0..3_000).map(|it| format!("{it};Jan;x\n")).collect();
        let text = format!("id;name;note\n{body}");
        for (file, bytes) in
            [("a.csv", text.clone().into_bytes()), ("a.csv.gz", gzip(text.as_bytes()))]
        {
            let head = peeked(file, &bytes, dialect()).unwrap();
            assert_eq!(head.headers, ["id", "name", "note"]);
            assert_eq!(head.rows.len(), HEAD_ROWS);
            assert_eq!(head.rows[1_999], ["1999", "Jan", "x"]);
        }
    }

    #[test]
    fn files_that_are_no_tables_are_named_for_what_they_are() {
        use Why::{Export, Identifiers, Unreadable};
        check("a.csv", b"", (Unreadable, "file-empty"));
        check("a.csv.gz", &gzip(b""), (Unreadable, "file-empty"));
        check("a.csv", b"id;name\r\n", (Unreadable, "file-without-rows"));
        check("a.csv", b"id;name\n;\n\n", (Unreadable, "file-without-rows"));
        check("a.csv", b"\n\n", (Unreadable, "file-without-rows"));
        check("a.csv", b"id;name\n1;a\0b\n", (Unreadable, "file-is-not-text"));
        check("a.csv", b"PK\x03\x04", (Unreadable, "file-is-not-text"));
        check("a.csv", b"<html><table>", (Unreadable, "file-is-not-text"));
        check("a.csv", b"id;name\n1;\"a\n2;b\n", (Unreadable, "quote-never-closed"));
        check("a.xls", b"whatever", (Unreadable, "not-a-spreadsheet"));
        check("a.xlsx", b"id;name\n", (Unreadable, "not-a-spreadsheet"));
        check("a.parquet", b"id;name\n", (Unreadable, "not-a-parquet-file"));
        check("a.csv", b"\xFF\xFEi\0d\0", (Export, "encoding-wrong"));
        let xml = b"<?xml version=\"1.0\"?><jw307:Bericht xmlns:jw307=\"http://\">";
        check("a.xml", xml, (Identifiers, "identifying-message"));
        check("a.csv", b"<a><Bsn>9</Bsn></a>", (Identifiers, "identifying-message"));
        let text = "<?xml version=\"1.0\"?><b:Bericht xmlns:b=\"istandaarden.nl/ijw/\">";
        let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let little_marked = [b"\xFF\xFE", &little[..]].concat();
        for bytes in [marked, little, big, little_marked, gzip(text.as_bytes())] {
            for name in ["a.csv", "a.xml", "a.xlsx", "a.parquet", "a.xls", "a.txt"] {
                check(name, &bytes, (Identifiers, "identifying-message"));
            }
        }
    }

    #[test]
    fn a_compressed_file_that_was_cut_off_is_named() {
        let whole = gzip(b"id;name\n1;a\n2;b\n");
        let cut = &whole[..whole.len() - 9];
        check("a.csv.gz", cut, (Why::Unreadable, "gz-truncated"));
        let damaged = [&whole[..10], &[0xFF; 20]].concat();
        check("a.csv.gz", &damaged, (Why::Unreadable, "gz-damaged"));
    }

    #[test]
    fn the_wrong_encoding_is_named_with_its_line() {
        let latin = b"id;name\n1;a\n2;Rene\xE9\n";
        let error = peeked("a.csv", latin, dialect()).unwrap_err();
        assert!(error.to_string().contains("a.csv, line 3"), "{error}");
        assert!(error.to_string().contains("encoding = \"windows-1252\""), "{error}");
        let other = Dialect { encoding: Encoding::Windows1252, ..dialect() };
        assert_eq!(peeked("a.csv", latin, other.clone()).unwrap().rows[1][1], "Reneé");
        for text in ["\u{feff}id;name\n1;a\n", "id;name\n1;Reneé\n"] {
            let error = peeked("a.csv", text.as_bytes(), other.clone()).unwrap_err();
            assert_eq!(names(&error), ["encoding-wrong"]);
            assert!(error.to_string().contains("encoding = \"utf-8\""), "{error}");
        }
        let error = peeked("a.csv", b"id;na\xEBme\n1;a\n", dialect()).unwrap_err();
        assert!(error.to_string().contains("a.csv, line 1"), "{error}");
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_header() {
        let text = "\u{feff}\"id\";name\r\n1;a\r\n";
        let head = peeked("a.csv", text.as_bytes(), dialect()).unwrap();
        assert_eq!(head.headers, ["id", "name"]);
    }

    #[test]
    fn the_wrong_delimiter_is_named_with_the_likely_one() {
        for (text, likely) in [
            ("id,name\n1,a\n", "`,`"),
            ("id\tname\n1\ta\n", "a tab"),
            ("sep=,\nid,name\n1,a\n", "`,`"),
            ("id,name;x\n1,a;x\n", "`,`"),
        ] {
            let error = peeked("a.csv", text.as_bytes(), dialect()).unwrap_err();
            assert_eq!(names(&error), ["delimiter-wrong"], "{error}");
            let want = format!("cells stand between {likely}, not between `;`");
            assert!(error.to_string().contains(&want), "{error}");
        }
        assert!(peeked("a.csv", b"sep=;\r\nid;name\r\n1;a\r\n", dialect()).is_ok());
    }

    #[test]
    fn everything_wrong_in_all_files_is_said_at_once() {
        let folder = Folder::new();
        let files = [
            folder.file("a.csv", b"id;nam\n1;a\n"),
            folder.file("b.csv", b""),
            folder.path().join("c.csv"),
            folder.path().to_owned(),
            folder.file("e.csv", b"id;name\n1;Rene\xE9\n"),
        ];
        let error = peek(&source(&files, dialect(), &["id", "name"])).unwrap_err();
        let want = [
            "header-missing",
            "file-empty",
            "file-missing",
            "file-is-a-directory",
            "encoding-wrong",
        ];
        assert_eq!((error.why, names(&error)), (Why::Unreadable, want.to_vec()));
    }

    #[test]
    fn the_broken_files_of_frictionless_are_named() {
        let comma = || Dialect { delimiter: b',', ..dialect() };
        let check = |file: &str, columns: &[&str]| {
            let source = source(&[frictionless(file)], comma(), columns);
            peek(&source).map_err(|it| names(&it).join(" "))
        };
        assert_eq!(check("empty.csv", &["id"]), Err("file-empty".to_owned()));
        let doubled = check("duplicate-headers.csv", &["id", "name"]);
        assert_eq!(doubled, Err("header-doubled".to_owned()));
        assert!(check("duplicate-headers.csv", &["name", "age"]).is_ok());
        assert_eq!(
            check("blank-headers.csv", &["name"]),
            Err("header-missing".to_owned())
        );
        assert_eq!(check("blank-rows.csv", &["id"]).unwrap()[0].rows.len(), 2);
    }

    #[test]
    fn workbooks_and_parquet_are_looked_at_too() {
        let cell = |at: &str, text: &str| {
            format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        };
        let rows = format!(
            "<row r=\"1\">{}{}</row><row r=\"2\">{}{}</row>",
            cell("A1", "id"),
            cell("B1", "name"),
            cell("A2", "1"),
            cell("B2", "Jan")
        );
        let head = peeked("a.xlsx", &workbook("Blad1", &rows), dialect()).unwrap();
        assert_eq!(
            (head.headers.len(), &head.rows),
            (2, &vec![vec!["1".to_owned(), "Jan".into()]])
        );
        let head = peeked("a.parquet", &parquet(), dialect()).unwrap();
        assert_eq!(head.headers[..2], ["name", "id"]);
        assert_eq!(head.rows[0][..2], ["Jan", "1"]);
    }
}
