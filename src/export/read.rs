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
/// Rows of a workbook in a block.
const BLOCK_ROWS: usize = 8_192;

/// What receives the blocks.
type OnBlock<'a> = &'a (dyn Fn(Block) -> Result<(), Error> + Sync);

/// Reads every row of every file of `source` and hands them on in blocks.
///
/// # Errors
/// When a file cannot be read to its end or is not as declared, when `on_block` fails, or
/// when the user asks to stop. Blocks handed on before are to be thrown away.
pub fn read(env: &Env, source: &Source, on_block: OnBlock) -> Result<Vec<FileRead>, Error> {
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
    (&mut feed).take_any_while(&failure).for_each(|(order, job)| {
        let done = job.and_then(|it| it.work()).and_then(|(nth, it)| counted(nth, it));
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
    fn take_any_while(
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
    let mut rows = Vec::with_capacity(BLOCK_ROWS);
    loop {
        let row = opened.rows.next()?;
        let at_end = row.is_none();
        rows.extend(row);
        if !rows.is_empty() && (at_end || rows.len() == BLOCK_ROWS) {
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
