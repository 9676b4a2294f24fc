//! Rows of a synthetic export as bytes: `;`, CRLF, dd-mm-yyyy, decimal comma.
//!
//! In: words, numbers and days. Out: bytes to whatever `generate` was given to write to.
//! Never: a quote or separator inside a cell (the words hold none), or a whole file in
//! memory.

use std::io::Write;
use std::path::Path;

use super::Encoding;
use crate::error::Error;
use crate::terms::Day;

/// Bytes gathered before they are written.
const CHUNK: usize = 1 << 18;

/// Every day of the sample as `dd-mm-yyyy`, made once.
#[derive(Debug)]
pub(super) struct Calendar {
    first: i32,
    texts: Vec<[u8; 10]>,
}

impl Calendar {
    pub(super) fn new(first: Day, last: Day) -> Self {
        Self {
            first: first.0,
            texts: (first.0..=last.0).map(|it| dutch(Day(it))).collect(),
        }
    }

    fn text(&self, day: i32) -> [u8; 10] {
        let place = usize::try_from(day.wrapping_sub(self.first)).ok();
        place
            .and_then(|it| self.texts.get(it))
            .copied()
            .unwrap_or_else(|| dutch(Day(day)))
    }
}

/// dd-mm-yyyy, for years of four digits.
fn dutch(day: Day) -> [u8; 10] {
    let (year, month, day) = day.ymd();
    let year = year.unsigned_abs();
    let digit =
        |number: u32, unit: u32| b'0' + u8::try_from(number / unit % 10).unwrap_or(0);
    [
        digit(day, 10),
        digit(day, 1),
        b'-',
        digit(month, 10),
        digit(month, 1),
        b'-',
        digit(year, 1000),
        digit(year, 100),
        digit(year, 10),
        digit(year, 1),
    ]
}

/// One file being written.
pub(super) struct Table {
    name: String,
    out: Box<dyn Write>,
    buffer: Vec<u8>,
    encoding: Encoding,
    first_cell: bool,
    n_rows: u64,
}

impl Table {
    /// Starts a file with its header line.
    pub(super) fn new(
        name: &str,
        out: Box<dyn Write>,
        encoding: Encoding,
        header: &str,
    ) -> Self {
        let buffer = Vec::with_capacity(CHUNK + 1024);
        let name = name.to_owned();
        let mut table = Self { name, out, buffer, encoding, first_cell: true, n_rows: 0 };
        if encoding == Encoding::Utf8Bom {
            table.buffer.extend_from_slice(b"\xEF\xBB\xBF");
        }
        table.push(header);
        table.buffer.extend_from_slice(b"\r\n");
        table
    }

    fn separate(&mut self) {
        if !self.first_cell {
            self.buffer.push(b';');
        }
        self.first_cell = false;
    }

    fn push(&mut self, text: &str) {
        if self.encoding == Encoding::Utf8Bom || text.is_ascii() {
            self.buffer.extend_from_slice(text.as_bytes());
        } else {
            // The words hold letters up to U+00FF only, and there Windows-1252 has the
            // same number as Unicode.
            self.buffer.extend(text.chars().map(|it| u8::try_from(it).unwrap_or(b'?')));
        }
    }

    /// A cell of text; empty text is an empty cell.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.separate();
        self.push(text);
        self
    }

    /// A cell with a whole number.
    pub(super) fn number(&mut self, number: i32) -> &mut Self {
        self.separate();
        if number < 0 {
            self.buffer.push(b'-');
        }
        self.digits(u64::from(number.unsigned_abs()), 1);
        self
    }

    /// A cell with a letter and a number of at least `width` digits.
    pub(super) fn numbered(
        &mut self,
        letter: u8,
        number: u64,
        width: usize,
    ) -> &mut Self {
        self.separate();
        self.buffer.push(letter);
        self.digits(number, width);
        self
    }

    /// A cell with a letter and seven hexadecimal digits.
    pub(super) fn pseudonym(&mut self, number: u32) -> &mut Self {
        self.separate();
        self.buffer.push(b'P');
        for place in (0..7).rev() {
            let digit = usize::try_from((number >> (4 * place)) & 0xF).unwrap_or(0);
            self.buffer.push(b"0123456789abcdef"[digit]);
        }
        self
    }

    /// A cell with a number of tenths, with a decimal comma.
    pub(super) fn tenths(&mut self, tenths: u32) -> &mut Self {
        self.separate();
        self.digits(u64::from(tenths / 10), 1);
        self.buffer.push(b',');
        self.digits(u64::from(tenths % 10), 1);
        self
    }

    /// A cell with a day; empty when there is none.
    pub(super) fn day(&mut self, day: Option<i32>, calendar: &Calendar) -> &mut Self {
        self.separate();
        if let Some(day) = day {
            self.buffer.extend_from_slice(&calendar.text(day));
        }
        self
    }

    fn digits(&mut self, mut number: u64, width: usize) {
        let mut digits = [b'0'; 20];
        let mut start = digits.len();
        while number > 0 || digits.len() - start < width.min(20) {
            start -= 1;
            digits[start] = b'0' + u8::try_from(number % 10).unwrap_or(0);
            number /= 10;
        }
        self.buffer.extend_from_slice(&digits[start..]);
    }

    /// Ends the row.
    pub(super) fn end_row(&mut self) -> Result<(), Error> {
        self.buffer.extend_from_slice(b"\r\n");
        self.first_cell = true;
        self.n_rows += 1;
        if self.buffer.len() >= CHUNK { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Error> {
        let written = self.out.write_all(&self.buffer);
        self.buffer.clear();
        written.map_err(|it| Error::unwritable(Path::new(&self.name), &it))
    }

    /// Ends the file; gives its name and number of rows.
    pub(super) fn finish(mut self) -> Result<(String, u64), Error> {
        self.flush()?;
        let flushed = self.out.flush();
        flushed.map_err(|it| Error::unwritable(Path::new(&self.name), &it))?;
        Ok((self.name, self.n_rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_the_dutch_way() {
        let day = Day::new(2016, 2, 29).unwrap();
        assert_eq!(&dutch(day), b"29-02-2016");
        let calendar = Calendar::new(day, day);
        assert_eq!(calendar.text(day.0), dutch(day));
        assert_eq!(&calendar.text(day.0 + 1), b"01-03-2016");
    }

    #[test]
    fn cells_are_separated_and_numbers_have_their_width() {
        let out = Box::new(std::io::sink());
        let mut table = Table::new("t.csv", out, Encoding::Windows1252, "Één;b");
        assert_eq!(table.buffer, b"\xC9\xE9n;b\r\n");
        table.buffer.clear();
        table
            .numbered(b'T', 42, 7)
            .number(-2)
            .number(0)
            .tenths(15)
            .text("")
            .pseudonym(0xAB);
        assert_eq!(table.buffer, b"T0000042;-2;0;1,5;;P00000ab");
    }
}
