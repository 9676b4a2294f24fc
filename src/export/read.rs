//! Reading all rows of a table's files: one thread at a time cuts, all of them make blocks.
//!
//! In: a source. Out: blocks to `on_block`, in no promised order and from several threads;
//! then size, hash and row count of every file. Never: more blocks in memory than there are
//! threads; another error on another run (the earliest in the files is the one given).

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::iter::{ParallelBridge, ParallelIterator};

use super::csv_file::{self, CsvPiece, CsvRows};
use super::input::{self, Sum};
use super::parquet_file::{self, ParquetPiece, ParquetRows};
use super::problem::{self, Problem};
use super::rows::{Shape, layout_of};
use super::source::{Block, FileRead, Format, Source};
use super::xlsx_file::Workbook;
use crate::env::Env;
use crate::error::Error;

/// How much of a CSV file goes into a block: enough to make handing it over cheap, little
/// enough to stay in a processor's cache.
const BLOCK_BYTES: usize = 2 << 20;
/// Rows of a workbook in a block, and cells: a sheet may have thousands of columns.
const BLOCK_ROWS: usize = 8_192;
const BLOCK_CELLS: usize = 1 << 20;

/// What receives the blocks.
type OnBlock<'a> = &'a (dyn Fn(Block) -> Result<(), Error> + Sync);

/// Reads every row of every file of `source` and hands them on in blocks.
///
/// # Errors
/// When a file cannot be read to its end or is not as declared, when `on_block` fails, or
/// when the user asks to stop. Blocks handed on before are to be thrown away.
pub fn read(
    env: &Env,
    source: &Source,
    on_block: OnBlock,
) -> Result<Vec<FileRead>, Error> {
    read_in_blocks(env, source, on_block, BLOCK_BYTES)
}

fn read_in_blocks(
    env: &Env,
    source: &Source,
    on_block: OnBlock,
    block_bytes: usize,
) -> Result<Vec<FileRead>, Error> {
    let counts: Vec<Counts> = source.files.iter().map(|_| Counts::default()).collect();
    let counted = |nth: usize, block: Block| {
        if let Some(it) = counts.get(nth) {
            it.n_rows.fetch_add(block.n_read, Ordering::Relaxed);
            it.n_blank.fetch_add(block.n_blank, Ordering::Relaxed);
        }
        on_block(block)
    };
    let mut feed = Feed::new(env, source, block_bytes);
    let failure = Failure::default();
    feed.pieces(&failure).for_each(|(order, job)| {
        let done = job.and_then(Job::work).and_then(|(nth, it)| counted(nth, it));
        if let Err(error) = done {
            failure.keep(order, error);
        }
    });
    failure.into_result()?;
    let mut ends = feed.ends;
    for (nth, path) in source.files.iter().enumerate() {
        if Format::of(path) == Format::Xlsx {
            ends[nth] = Some(read_xlsx(env, source, nth, &counted)?);
        }
    }
    let ends = source.files.iter().zip(ends).zip(&counts);
    ends.map(|((path, end), counts)| {
        let (sum, n_skipped_lines) =
            end.ok_or_else(|| Error::bug("a file was not read to its end"))?;
        Ok(FileRead {
            path: path.clone(),
            n_bytes: sum.n_bytes,
            sha256: sum.sha256,
            n_rows: counts.n_rows.load(Ordering::Relaxed),
            n_skipped_lines,
            n_blank_rows: counts.n_blank.load(Ordering::Relaxed),
        })
    })
    .collect()
}

/// Rows of one file, added up by all threads.
#[derive(Default)]
struct Counts {
    n_rows: AtomicU64,
    n_blank: AtomicU64,
}

/// The earliest thing that went wrong, by the order in which pieces were cut.
#[derive(Default)]
struct Failure {
    happened: AtomicBool,
    first: Mutex<Option<(u64, Error)>>,
}

impl Failure {
    /// Keeps `error` if it is the earliest. All pieces before it were cut before it, so
    /// they are done or being done: the earliest error of all is always seen.
    fn keep(&self, order: u64, error: Error) {
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        if first.as_ref().is_none_or(|(earlier, _)| order < *earlier) {
            *first = Some((order, error));
        }
        self.happened.store(true, Ordering::Relaxed);
    }

    fn into_result(self) -> Result<(), Error> {
        let first = self.first.into_inner().unwrap_or_else(PoisonError::into_inner);
        first.map_or(Ok(()), |(_, error)| Err(error))
    }
}

/// The pieces of all CSV and Parquet files, file after file. Threads take turns in cutting;
/// who cut a piece works on it, while it is warm in that processor's cache.
struct Feed<'a> {
    env: &'a Env,
    source: &'a Source,
    block_bytes: usize,
    /// The next file to open.
    next_file: usize,
    open: Option<(usize, Stream)>,
    n_given: u64,
    /// Size, hash and skipped lines of every file that was read to its end.
    ends: Vec<Option<(Sum, u64)>>,
}

/// The rows of an open file.
enum Stream {
    Csv(CsvRows, Arc<Shape>),
    Parquet(ParquetRows, Arc<Shape>, Arc<[usize]>),
}

/// A piece, and how to make a block of it.
enum Work {
    Csv(CsvPiece, Arc<Shape>),
    Parquet(ParquetPiece, Arc<Shape>, Arc<[usize]>),
}

/// A piece of the n-th file.
struct Job {
    nth: usize,
    work: Work,
}

impl Job {
    fn work(self) -> Result<(usize, Block), Error> {
        let block = match self.work {
            Work::Csv(piece, shape) => piece.into_block(&shape)?,
            Work::Parquet(piece, shape, columns) => piece.into_block(&shape, &columns)?,
        };
        Ok((self.nth, block))
    }
}

impl<'a> Feed<'a> {
    fn new(env: &'a Env, source: &'a Source, block_bytes: usize) -> Self {
        let ends = source.files.iter().map(|_| None).collect();
        let (next_file, open, n_given) = (0, None, 0);
        Self { env, source, block_bytes, next_file, open, n_given, ends }
    }

    /// The pieces in parallel, until something fails.
    fn pieces(
        &mut self,
        failure: &Failure,
    ) -> impl ParallelIterator<Item = (u64, Result<Job, Error>)> {
        self.take_while(|_| !failure.happened.load(Ordering::Relaxed)).par_bridge()
    }

    fn next_job(&mut self) -> Result<Option<Job>, Error> {
        loop {
            self.env.go_on()?;
            let Some((nth, mut stream)) = self.open.take() else {
                let Some(path) = self.source.files.get(self.next_file) else {
                    return Ok(None);
                };
                let nth = self.next_file;
                self.next_file += 1;
                if Format::of(path) != Format::Xlsx {
                    self.open = Some((nth, self.stream(path, nth)?));
                }
                continue;
            };
            match stream.next()? {
                Some(work) => {
                    self.open = Some((nth, stream));
                    return Ok(Some(Job { nth, work }));
                }
                None => self.ends[nth] = Some(stream.finish(&self.source.files[nth])?),
            }
        }
    }

    fn stream(&self, path: &Path, nth: usize) -> Result<Stream, Error> {
        let Source { dialect, columns, .. } = self.source;
        let file = self.source.file_index(nth);
        match Format::of(path) {
            Format::Parquet => {
                let all = parquet_file::open(path, dialect, &[])?;
                let layout = layout_of(path, &all, columns).map_err(all_of)?;
                let mut read = layout.cells.clone();
                read.sort_unstable();
                read.dedup();
                let opened = parquet_file::open(path, dialect, &read)?;
                let shape = Arc::new(Shape { file, layout });
                Ok(Stream::Parquet(opened.rows, shape, read.into()))
            }
            Format::Csv => {
                let opened = csv_file::open(path, dialect, columns, self.block_bytes)?;
                let layout = layout_of(path, &opened, columns).map_err(all_of)?;
                Ok(Stream::Csv(opened.rows, Arc::new(Shape { file, layout })))
            }
            Format::Xlsx | Format::OtherSpreadsheet => {
                Err(Problem::not_a_spreadsheet(path).into())
            }
        }
    }
}

impl Iterator for Feed<'_> {
    type Item = (u64, Result<Job, Error>);

    fn next(&mut self) -> Option<Self::Item> {
        let job = self.next_job().transpose()?;
        self.n_given += 1;
        Some((self.n_given, job))
    }
}

impl Stream {
    fn next(&mut self) -> Result<Option<Work>, Problem> {
        Ok(match self {
            Self::Csv(rows, shape) => {
                rows.next()?.map(|it| Work::Csv(it, Arc::clone(shape)))
            }
            Self::Parquet(rows, shape, columns) => rows
                .next()?
                .map(|it| Work::Parquet(it, Arc::clone(shape), Arc::clone(columns))),
        })
    }

    fn finish(self, path: &Path) -> Result<(Sum, u64), Problem> {
        match self {
            Self::Csv(rows, _) => rows.finish(),
            Self::Parquet(..) => Ok((input::sum(path)?, 0)),
        }
    }
}

/// Reads a workbook on this thread: its cells can only be taken one by one.
fn read_xlsx(
    env: &Env,
    source: &Source,
    nth: usize,
    on_block: &dyn Fn(usize, Block) -> Result<(), Error>,
) -> Result<(Sum, u64), Error> {
    let (path, dialect) = (&source.files[nth], &source.dialect);
    let mut book = Workbook::open(path, dialect)?;
    let mut opened = book.rows(path, dialect)?;
    let layout = layout_of(path, &opened, &source.columns).map_err(all_of)?;
    let shape = Shape { file: source.file_index(nth), layout };
    let most = BLOCK_ROWS.min(BLOCK_CELLS / shape.layout.n_cells.max(1)).max(1);
    let mut rows = Vec::with_capacity(most);
    loop {
        let row = opened.rows.next()?;
        let at_end = row.is_none();
        rows.extend(row);
        if !rows.is_empty() && (at_end || rows.len() == most) {
            env.go_on()?;
            on_block(nth, shape.block_of_rows(&rows))?;
            rows.clear();
        }
        if at_end {
            break;
        }
    }
    let n_skipped = u64::from(dialect.skip_lines) + opened.rows.n_footer_lines;
    Ok((input::sum(path)?, n_skipped))
}

fn all_of(problems: Vec<Problem>) -> Error {
    problem::all(problems).err().unwrap_or_else(|| Error::bug("no problem to report"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    use proptest::prelude::*;

    use super::super::dialect::{Dialect, Encoding};
    use super::super::samples::{
        Folder, dialect, frictionless, gzip, names, parquet, source, workbook,
    };
    use super::*;
    use crate::error::{Message, Why};

    fn env() -> Env {
        Env::new(PathBuf::new())
    }

    /// All rows kept, as `file:line cells`, with the findings as `file:line rule`.
    fn rows_in_blocks(
        source: &Source,
        block_bytes: usize,
    ) -> Result<(Vec<String>, Vec<FileRead>), Error> {
        let rows = Mutex::new(BTreeMap::new());
        let files = read_in_blocks(
            &env(),
            source,
            &|block| {
                let n_rows = block.lines.len() + block.findings.len();
                assert_eq!(usize::try_from(block.n_read).unwrap(), n_rows);
                let mut rows = rows.lock().unwrap();
                for (row, line) in block.lines.iter().enumerate() {
                    let cells: Vec<_> =
                        block.columns.iter().map(|it| it.get(row)).collect();
                    rows.insert((block.file, *line), cells.join("|"));
                }
                for it in &block.findings {
                    rows.insert((it.place.file, it.place.line), it.rule.to_owned());
                }
                Ok(())
            },
            block_bytes,
        )?;
        let rows = rows.into_inner().unwrap().into_iter();
        let rows = rows.map(|((file, line), it)| format!("{file}:{line} {it}"));
        Ok((rows.collect(), files))
    }

    /// The rows of one file with columns `id` and `name`.
    fn rows_of(
        file: &str,
        bytes: &[u8],
        dialect: Dialect,
    ) -> Result<(Vec<String>, FileRead), Error> {
        let folder = Folder::new();
        let path = folder.file(file, bytes);
        let (rows, mut files) =
            rows_in_blocks(&source(&[path], dialect, &["id", "name"]), 16)?;
        Ok((rows, files.remove(0)))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn any_block_size_gives_what_the_csv_crate_gives(
            body in "([ab]{0,2};(\"[a;\n\"]{0,6}\"|[ab\"]{0,3})\r?\n){0,12}",
            block_bytes in 1_usize..60,
        ) {
            let text = format!("id;name\n{body}");
            let folder = Folder::new();
            let path = folder.file("a.csv", text.as_bytes());
            let source = source(&[path], dialect(), &["name", "id"]);
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(b';')
                .flexible(true)
                .from_reader(text.as_bytes());
            let of_csv: Vec<csv::StringRecord> =
                reader.records().map(Result::unwrap).collect();
            let want: Vec<String> = of_csv
                .iter()
                .filter(|it| it.iter().any(|it| !it.is_empty()))
                .map(|it| match it.len() {
                    2 => format!("{}|{}", &it[1], &it[0]),
                    1 => "too-few-cells".to_owned(),
                    _ => "too-many-cells".to_owned(),
                })
                .collect();
            match rows_in_blocks(&source, block_bytes) {
                Ok((rows, files)) => {
                    let ours: Vec<_> =
                        rows.iter().map(|it| it.split_once(' ').unwrap().1).collect();
                    prop_assert_eq!(ours, want);
                    prop_assert_eq!(
                        files[0].n_rows + files[0].n_blank_rows,
                        of_csv.len() as u64
                    );
                }
                // The csv crate takes a quote that is never closed; we do not.
                Err(error) => prop_assert_eq!(names(&error), ["quote-never-closed"]),
            }
        }
    }

    #[test]
    fn several_files_are_numbered_and_accounted_for() {
        let folder = Folder::new();
        let text = b"id;name\r\n1;a\r\n\r\n2;b;c\r\n3;c\r\n;\r\n";
        let files = [
            folder.file("a.csv", text),
            folder.file("b.csv.gz", &gzip(text)),
            folder.file("c.parquet", &parquet()),
        ];
        let source =
            Source { first_file: 4, ..source(&files, dialect(), &["id", "name"]) };
        let (rows, files) = rows_in_blocks(&source, 8).unwrap();
        let want = [
            "4:2 1|a",
            "4:4 too-many-cells",
            "4:5 3|c",
            "5:2 1|a",
            "5:4 too-many-cells",
            "5:5 3|c",
            "6:1 1|Jan",
            "6:2 2|",
            "6:3 3|Eef",
        ];
        assert_eq!(rows, want);
        let counts: Vec<_> =
            files.iter().map(|it| (it.n_rows, it.n_blank_rows)).collect();
        assert_eq!(counts, [(3, 1), (3, 1), (3, 0)]);
        assert_eq!(files[0].n_bytes, text.len() as u64);
        assert!(files.iter().all(|it| it.sha256.len() == 64));
    }

    #[test]
    fn title_and_footer_lines_are_passed_over_and_counted() {
        let text = "Overzicht 2016\n\nid;name\n1;a\nTotaal: 1\nbron\n";
        let footer = Some("Totaal".to_owned());
        let declared = Dialect { skip_lines: 2, footer, ..dialect() };
        let (rows, file) = rows_of("a.csv", text.as_bytes(), declared.clone()).unwrap();
        assert_eq!(rows, ["0:4 1|a"]);
        assert_eq!((file.n_rows, file.n_skipped_lines), (1, 4));
        let cell = |at: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>");
        let end = "</t></is></c>";
        let sheet = format!(
            "<row r=\"3\">{}id{end}{}name{end}</row><row r=\"4\">{}1{end}{}a{end}</row>\
             <row r=\"5\">{}Totaal{end}</row>",
            cell("A3"),
            cell("B3"),
            cell("A4"),
            cell("B4"),
            cell("A5")
        );
        let (rows, file) =
            rows_of("a.xlsx", &workbook("Blad1", &sheet), declared).unwrap();
        assert_eq!(rows, ["0:4 1|a"]);
        assert_eq!((file.n_rows, file.n_skipped_lines), (1, 3));
    }

    #[test]
    fn windows_1252_is_read_as_declared() {
        let other = Dialect { encoding: Encoding::Windows1252, ..dialect() };
        let (rows, _) = rows_of("a.csv", b"id;name\n1;Rene\xE9 \x80\n", other).unwrap();
        assert_eq!(rows, ["0:2 1|Reneé €"]);
    }

    #[test]
    fn the_line_is_named_where_reading_stops() {
        let check = |bytes: &[u8], name: &str, line: &str| {
            let error = rows_of("a.csv", bytes, dialect()).unwrap_err();
            assert_eq!(names(&error), [name]);
            assert!(
                error.to_string().contains(&format!("a.csv, line {line}\n")),
                "{error}"
            );
        };
        let good = [&b"id;name\n"[..], &b"1;a\n".repeat(50)].concat();
        check(
            &[&good[..], b"2;Rene\xE9\n", &b"3;b\n".repeat(9)].concat(),
            "encoding-wrong",
            "52",
        );
        check(&[&good[..], b"2;\0\n"].concat(), "file-is-not-text", "52");
        check(&[&good[..], b"2;\"a\n3;b\n"].concat(), "quote-never-closed", "52");
    }

    #[test]
    fn a_compressed_file_that_was_cut_off_stops_the_run() {
        let body: String =
            (0..200_000).map(|it| format!("{it};{}\n", it * 7 % 997)).collect();
        let whole = gzip(format!("id;name\n{body}").as_bytes());
        let error = rows_of("a.csv.gz", &whole[..whole.len() / 2 * 2 - 100], dialect());
        assert_eq!(names(&error.unwrap_err()), ["gz-truncated"]);
    }

    #[test]
    fn rows_of_frictionless_with_too_few_or_too_many_cells_are_set_aside() {
        let comma = Dialect { delimiter: b',', ..dialect() };
        let files = ["defective-rows.csv", "blank-rows-multiple.csv"].map(frictionless);
        let (rows, files) =
            rows_in_blocks(&source(&files, comma, &["id", "name"]), 8).unwrap();
        let want = [
            "0:2 too-few-cells",
            "0:3 too-many-cells",
            "1:2 1101|John",
            "1:3 1102|Julie",
        ];
        assert_eq!(rows, want);
        assert_eq!((files[0].n_rows, files[1].n_rows, files[1].n_blank_rows), (2, 2, 11));
    }

    #[test]
    fn the_earliest_error_is_given_and_a_stop_is_heeded() {
        let folder = Folder::new();
        let body: String = (2..2_000).map(|it| format!("{it};x\n")).collect();
        let path = folder.file("a.csv", format!("id;name\n{body}").as_bytes());
        let source = source(&[path], dialect(), &["id", "name"]);
        let fail = |block: Block| {
            let last = block.lines.last().copied().unwrap_or_default();
            if last < 500 {
                return Ok(());
            }
            let first = block.lines[0];
            Err(Error::new(Why::Bug, Message::new("test", format!("line {first}"))))
        };
        let error = || read_in_blocks(&env(), &source, &fail, 64).unwrap_err();
        let want = error();
        assert!((0..20).all(|_| error() == want));

        let stopped = env();
        stopped.stop.store(true, Ordering::Relaxed);
        let error = read(&stopped, &source, &|_| Ok(())).unwrap_err();
        assert_eq!(error.why, Why::Interrupted);
    }
}
