//! A sheet of an Excel workbook, row by row, as text in the declared dialect.
//!
//! In: a path and the dialect. Out: headers and rows with their Excel row number; dates and
//! numbers written as declared. Never: a repaired value (a leading zero that Excel dropped
//! is restored by the code list that knows it).

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{
    Cell, DataRef, ExcelDateTime, Reader, Xlsx, XlsxCellReader, open_workbook,
};

use super::dialect::Dialect;
use super::problem::Problem;
use super::rows::Opened;
use super::xlsx_limits::{COLUMNS, ROWS};
use crate::panics;
use crate::terms::Day;

/// An open workbook; its rows borrow from it.
pub(super) struct Workbook {
    inner: Xlsx<BufReader<File>>,
    sheet: String,
}

/// The rows of a sheet.
pub(super) struct SheetRows<'a> {
    path: &'a Path,
    dialect: &'a Dialect,
    cells: XlsxCellReader<'a, BufReader<File>>,
    /// The first cell of the next row.
    ahead: Option<Cell<DataRef<'a>>>,
    /// How many cells a row has; 0 while the header is read.
    n_cells: usize,
    /// Rows of the footer and below it.
    pub(super) n_footer_lines: u64,
}

impl Workbook {
    /// Opens a workbook and finds the declared sheet, or else the first.
    pub(super) fn open(path: &Path, dialect: &Dialect) -> Result<Self, Problem> {
        super::input::open(path)?;
        // The reader panics on some damage.
        let opened = panics::caught(|| open_workbook(path).ok()).flatten();
        let inner: Xlsx<BufReader<File>> =
            opened.ok_or_else(|| Problem::not_a_spreadsheet(path))?;
        let sheets = inner.sheet_names();
        let sheet = match &dialect.sheet {
            Some(wanted) if sheets.contains(wanted) => wanted.clone(),
            Some(wanted) => return Err(Problem::sheet(path, wanted, &sheets)),
            None => sheets.first().ok_or_else(|| Problem::empty(path))?.clone(),
        };
        Ok(Self { inner, sheet })
    }

    /// Reads up to and including the header, below the declared title lines.
    pub(super) fn rows<'a>(
        &'a mut self,
        path: &'a Path,
        dialect: &'a Dialect,
    ) -> Result<Opened<SheetRows<'a>>, Problem> {
        let (inner, sheet) = (&mut self.inner, &self.sheet);
        let cells = panics::caught(|| inner.worksheet_cells_reader(sheet).ok()).flatten();
        let cells = cells.ok_or_else(|| Problem::not_a_spreadsheet(path))?;
        let mut rows = SheetRows {
            path,
            dialect,
            cells,
            ahead: None,
            n_cells: 0,
            n_footer_lines: 0,
        };
        rows.ahead = rows.next_cell()?;
        while let Some((line, cells)) = rows.next_filled()? {
            if line <= dialect.skip_lines {
                continue;
            }
            let mut headers: Vec<String> =
                cells.iter().map(|it| it.trim().to_owned()).collect();
            let n_used =
                headers.iter().rposition(|it| !it.is_empty()).map_or(0, |it| it + 1);
            headers.truncate(n_used);
            if n_used > 0 {
                rows.n_cells = n_used;
                return Ok(Opened { headers, header_line: line, rows });
            }
        }
        Err(Problem::without_rows(path))
    }
}

impl<'a> SheetRows<'a> {
    /// The next row with its number; `None` at the end of the data. Cells after the last
    /// one that is filled in are added up to the width of the header.
    pub(super) fn next(&mut self) -> Result<Option<(u32, Vec<String>)>, Problem> {
        let Some((line, cells)) = self.next_filled()? else { return Ok(None) };
        if !cells.first().is_some_and(|it| self.dialect.is_footer(it)) {
            return Ok(Some((line, cells)));
        }
        let mut last = line;
        while let Some((next, _)) = self.next_filled()? {
            last = next;
        }
        self.n_footer_lines = u64::from(last - line) + 1;
        Ok(None)
    }

    fn next_filled(&mut self) -> Result<Option<(u32, Vec<String>)>, Problem> {
        let Some(first) = self.ahead.take() else { return Ok(None) };
        let row = first.get_position().0;
        let mut cells: Vec<String> = Vec::with_capacity(self.n_cells);
        let mut cell = Some(first);
        while let Some(it) = cell.take_if(|it| it.get_position().0 == row) {
            let (row, column) = it.get_position();
            if row >= ROWS || column >= COLUMNS {
                return Err(Problem::beyond_excel(
                    self.path,
                    "a cell outside its sheets",
                ));
            }
            let at = column as usize;
            let text = text_of(it.get_value(), self.dialect);
            if text.is_empty() {
                // An empty cell is as good as none.
            } else if self.n_cells > 0 && at >= self.n_cells {
                // Beyond the header it matters that they are there, not where.
                cells.resize(cells.len().max(self.n_cells), String::new());
                cells.push(text);
            } else {
                cells.resize(cells.len().max(at + 1), String::new());
                cells[at] = text;
            }
            cell = self.next_cell()?;
        }
        self.ahead = cell;
        if cells.len() < self.n_cells {
            cells.resize(self.n_cells, String::new());
        }
        Ok(Some((row.saturating_add(1), cells)))
    }

    fn next_cell(&mut self) -> Result<Option<Cell<DataRef<'a>>>, Problem> {
        let cells = &mut self.cells;
        let cell = panics::caught(|| cells.next_cell().ok()).flatten();
        cell.ok_or_else(|| Problem::not_a_spreadsheet(self.path))
    }
}

/// A cell as text, the way the dialect writes it.
fn text_of(value: &DataRef<'_>, dialect: &Dialect) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(it) => it.to_string(),
        DataRef::Float(it) => dialect.decimal.render(*it),
        DataRef::String(it) | DataRef::DurationIso(it) => it.clone(),
        DataRef::SharedString(it) => (*it).to_owned(),
        DataRef::Bool(it) => it.to_string(),
        DataRef::DateTime(it) => text_of_date(it, dialect),
        DataRef::DateTimeIso(it) => {
            let (day, time) = it.split_once('T').unwrap_or((it, ""));
            let Some(day) = Day::parse_iso(day) else { return it.clone() };
            let day = dialect.dates.render(day);
            if time.trim_matches(['0', ':', '.']).is_empty() {
                day
            } else {
                format!("{day} {time}")
            }
        }
        DataRef::Error(it) => it.to_string(),
    }
}

/// A date cell; a clock time is kept when there is one. Durations, and times of no day,
/// stay the number they are.
fn text_of_date(date: &ExcelDateTime, dialect: &Dialect) -> String {
    let serial = date.as_f64();
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let is_day = date.is_datetime() && serial >= 1.0;
    let Some(day) =
        Day::new(i32::from(year), u32::from(month), u32::from(day)).filter(|_| is_day)
    else {
        return dialect.decimal.render(serial);
    };
    let day = dialect.dates.render(day);
    if (hour, minute, second) == (0, 0, 0) {
        day
    } else {
        format!("{day} {hour:02}:{minute:02}:{second:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::dialect::DateFormat;
    use super::super::samples::{Folder, dialect, workbook};
    use super::*;

    const SHEET: &str = r#"
        <row r="1"><c r="A1" t="inlineStr"><is><t>Overzicht</t></is></c></row>
        <row r="3"><c r="A3" t="inlineStr"><is><t>Nr </t></is></c>
          <c r="B3" t="inlineStr"><is><t>Start</t></is></c>
          <c r="C3" t="inlineStr"><is><t>Cijfer</t></is></c></row>
        <row r="4"><c r="A4"><v>2</v></c><c r="B4" s="1"><v>42401</v></c>
          <c r="C4"><v>7.5</v></c></row>
        <row r="6"><c r="A6" t="inlineStr"><is><t>02</t></is></c>
          <c r="B6" s="1"><v>42401.5</v></c></row>
        <row r="7"><c r="A7"><v>3</v></c><c r="D7"><v>1</v></c></row>
        <row r="9"><c r="A9" t="inlineStr"><is><t>Totaal</t></is></c></row>
        <row r="11"><c r="A11"><v>9</v></c></row>"#;

    fn rows(dialect: &Dialect) -> (Vec<String>, Vec<(u32, String)>, u64) {
        let folder = Folder::new();
        let path = folder.file("a.xlsx", &workbook("Blad1", SHEET));
        let mut book = Workbook::open(&path, dialect).unwrap();
        let mut opened = book.rows(&path, dialect).unwrap();
        let mut rows = Vec::new();
        while let Some((line, cells)) = opened.rows.next().unwrap() {
            rows.push((line, cells.join("|")));
        }
        (opened.headers, rows, opened.rows.n_footer_lines)
    }

    #[test]
    fn cells_are_written_as_declared_with_their_excel_row() {
        let dialect =
            Dialect { skip_lines: 2, footer: Some("Totaal".into()), ..dialect() };
        let (headers, rows, n_footer_lines) = rows(&dialect);
        assert_eq!(headers, ["Nr", "Start", "Cijfer"]);
        let want = [
            (4, "2|01-02-2016|7,5".to_owned()),
            (6, "02|01-02-2016 12:00:00|".to_owned()),
            (7, "3|||1".to_owned()),
        ];
        assert_eq!(rows, want);
        assert_eq!(n_footer_lines, 3);
    }

    #[test]
    fn without_title_lines_the_first_filled_row_is_the_header() {
        let dialect = Dialect { dates: DateFormat::YyyyMmDd, ..dialect() };
        let (headers, rows, _) = rows(&dialect);
        assert_eq!(headers, ["Overzicht"]);
        assert_eq!(rows[1].1, "2|2016-02-01|7,5");
    }

    #[test]
    fn a_missing_sheet_and_a_false_workbook_are_named() {
        let folder = Folder::new();
        let path = folder.file("a.xlsx", &workbook("Blad1", SHEET));
        let other = Dialect { sheet: Some("Blad2".into()), ..dialect() };
        let problem = Workbook::open(&path, &other).err().unwrap();
        assert_eq!(problem.message.name, "sheet-missing");
        assert!(problem.message.help.unwrap().contains("did you mean `Blad1`?"));
        let path = folder.file("b.xlsx", b"a;b\n1;2\n");
        let problem = Workbook::open(&path, &dialect()).err().unwrap();
        assert_eq!(problem.message.name, "not-a-spreadsheet");
    }
}
