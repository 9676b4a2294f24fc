//! The limits of Excel, held against a workbook before it is opened.
//!
//! In: the parts of a workbook, unpacked piece by piece. Out: nothing, or what it has more of
//! than Excel can hold. Never: more than a piece of a part in memory; a workbook refused that
//! Excel wrote. A small file can unpack to gigabytes: who reads it believes what it says.
//!
//! Source: Microsoft, Excel specifications and limits: 1,048,576 rows, 16,384 columns, 32,767
//! characters in a cell. The archive: PKWARE, APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::bufread::DeflateDecoder;

use super::input;
use super::problem::Problem;

/// Rows of a sheet.
pub(super) const ROWS: u32 = 1_048_576;
/// Columns of a sheet.
pub(super) const COLUMNS: u32 = 16_384;
/// Bytes of one cell: 32,767 characters, each written as an escape (`&#x1F600;`), and some.
const CELL_BYTES: u64 = 512 << 10;
/// Bytes of the texts that cells share: these are read as a whole.
const SHARED_BYTES: u64 = 512 << 20;
/// Bytes of a sheet. Larger parts are written in another form of the archive.
const SHEET_BYTES: u64 = u32::MAX as u64;
/// Bytes of any other part: the list of sheets, the styles.
const PART_BYTES: u64 = 64 << 20;

/// Refuses a workbook with more in it than Excel can hold.
pub(super) fn refuse_beyond_excel(path: &Path) -> Result<(), Problem> {
    let mut file = input::open(path)?;
    let damaged = |_: io::Error| Problem::not_a_spreadsheet(path);
    let parts = parts(&mut file).map_err(damaged)?;
    for part in parts.iter().filter(|it| it.is_read()) {
        let text = part.open(&mut file).map_err(damaged)?;
        if let Some(what) = beyond(part, text).map_err(damaged)? {
            return Err(Problem::beyond_excel(path, what));
        }
    }
    Ok(())
}

/// A part of the archive.
struct Part {
    name: String,
    is_packed: bool,
    n_packed: u64,
    start: u64,
}

impl Part {
    /// Pictures and the like are never read.
    fn is_read(&self) -> bool {
        let name = self.name.to_lowercase();
        Path::new(&name).extension().is_some_and(|it| it == "xml" || it == "rels")
    }

    fn limit(&self) -> u64 {
        match self.name.to_lowercase().as_str() {
            name if name.contains("worksheets/") => SHEET_BYTES,
            name if name.contains("sharedstrings") => SHARED_BYTES,
            _ => PART_BYTES,
        }
    }

    fn open<'a>(&self, file: &'a mut File) -> io::Result<Box<dyn Read + 'a>> {
        file.seek(SeekFrom::Start(self.start))?;
        let head: [u8; 30] = take(file)?;
        if !head.starts_with(b"PK\x03\x04") {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let skipped = u64::from(u16_at(&head, 26)) + u64::from(u16_at(&head, 28));
        file.seek(SeekFrom::Start(self.start + 30 + skipped))?;
        let packed = BufReader::new(file.take(self.n_packed));
        Ok(if self.is_packed {
            Box::new(DeflateDecoder::new(packed))
        } else {
            Box::new(packed)
        })
    }
}

/// The parts that the directory at the end of the archive names.
fn parts(file: &mut File) -> io::Result<Vec<Part>> {
    /// The end of the directory, with the longest comment after it.
    const END: u64 = 22 + 65_535;
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(END)))?;
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    let marks = end.windows(4).rposition(|it| it == b"PK\x05\x06");
    let end =
        marks.and_then(|it| end.get(it..it + 22)).ok_or(io::ErrorKind::InvalidData)?;
    let n_parts = u16_at(end, 10);
    file.seek(SeekFrom::Start(u64::from(u32_at(end, 16))))?;
    let mut directory = BufReader::new(file);
    let mut parts = Vec::new();
    for _ in 0..n_parts {
        let head: [u8; 46] = take(&mut directory)?;
        if !head.starts_with(b"PK\x01\x02") {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut name = vec![0; usize::from(u16_at(&head, 28))];
        directory.read_exact(&mut name)?;
        let rest = u64::from(u16_at(&head, 30)) + u64::from(u16_at(&head, 32));
        io::copy(&mut (&mut directory).take(rest), &mut io::sink())?;
        parts.push(Part {
            name: String::from_utf8_lossy(&name).into_owned(),
            is_packed: u16_at(&head, 10) != 0,
            n_packed: u64::from(u32_at(&head, 20)),
            start: u64::from(u32_at(&head, 42)),
        });
    }
    Ok(parts)
}

fn take<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |it| u16::from_le_bytes([it[0], it[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | (u32::from(u16_at(bytes, at + 2)) << 16)
}

/// What a part has more of than Excel can hold.
fn beyond(part: &Part, mut text: Box<dyn Read + '_>) -> io::Result<Option<&'static str>> {
    let mut piece = vec![0; 64 << 10];
    let mut seen = Seen::default();
    let mut n_bytes = 0;
    loop {
        let n = match text.read(&mut piece) {
            Ok(0) => return Ok(None),
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        n_bytes += n as u64;
        if n_bytes > part.limit() {
            return Ok(Some("a part that unpacks to gigabytes"));
        }
        piece[..n].iter().for_each(|it| seen.add(*it));
        if seen.longest > CELL_BYTES {
            return Ok(Some("a cell with more than 32,767 characters"));
        }
        if seen.n_rows > u64::from(ROWS) {
            return Ok(Some("more than 1,048,576 rows"));
        }
    }
}

/// What was seen of the tags and texts of a part.
#[derive(Default)]
struct Seen {
    /// The tag that is open, up to eight letters without its prefix.
    tag: Vec<u8>,
    in_tag: bool,
    in_name: bool,
    /// Bytes since the last cell or shared text began, or since a tag began.
    n_text: u64,
    n_tag: u64,
    longest: u64,
    n_rows: u64,
}

impl Seen {
    fn add(&mut self, byte: u8) {
        match byte {
            b'<' => {
                (self.in_tag, self.in_name, self.n_tag) = (true, true, 0);
                self.tag.clear();
            }
            b'>' => {
                self.close_name();
                self.in_tag = false;
            }
            _ if self.in_tag => {
                self.n_tag += 1;
                self.longest = self.longest.max(self.n_tag);
                self.in_name(byte);
            }
            _ => {
                self.n_text += 1;
                self.longest = self.longest.max(self.n_text);
            }
        }
    }

    fn in_name(&mut self, byte: u8) {
        match byte {
            b':' => self.tag.clear(),
            it if it.is_ascii_alphanumeric() && self.tag.len() < 8 => self.tag.push(it),
            _ => self.close_name(),
        }
    }

    fn close_name(&mut self) {
        if !std::mem::replace(&mut self.in_name, false) {
            return;
        }
        match self.tag.as_slice() {
            b"row" => self.n_rows += 1,
            b"c" | b"si" => self.n_text = 0,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Folder, workbook};
    use super::*;

    fn refused(sheet: &str) -> Option<String> {
        let folder = Folder::new();
        let path = folder.file("a.xlsx", &workbook("Blad1", sheet));
        refuse_beyond_excel(&path).err().map(|it| it.message.headline)
    }

    #[test]
    fn an_ordinary_workbook_passes() {
        assert_eq!(refused("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"), None);
        let long = "x".repeat(32_767);
        let cell = format!("<row><c t=\"inlineStr\"><is><t>{long}</t></is></c></row>");
        assert_eq!(refused(&cell.repeat(40)), None);
    }

    #[test]
    fn what_excel_cannot_hold_is_said_before_it_is_read() {
        let rows = refused(&"<row></row>".repeat(1_100_000)).unwrap();
        assert!(rows.contains("more than 1,048,576 rows"), "{rows}");
        let long = "x".repeat(600_000);
        for cell in [
            format!("<row><c t=\"inlineStr\"><is><t>{long}</t></is></c></row>"),
            format!(
                "<row><c><is>{}</is></c></row>",
                "<r><t>xxxxxx</t></r>".repeat(100_000)
            ),
            format!("<row><c r=\"{long}\"></c></row>"),
            format!("<x:row><x:c><x:t><![CDATA[{long}]]></x:t></x:c></x:row>"),
        ] {
            let text = refused(&cell).unwrap();
            assert!(text.contains("32,767 characters"), "{text}");
        }
    }

    #[test]
    fn a_cut_off_archive_is_no_workbook() {
        let folder = Folder::new();
        let whole = workbook("Blad1", "<row></row>");
        let path = folder.file("a.xlsx", &whole[..whole.len() - 30]);
        let problem = refuse_beyond_excel(&path).unwrap_err();
        assert_eq!(problem.message.name, "not-a-spreadsheet");
    }
}
