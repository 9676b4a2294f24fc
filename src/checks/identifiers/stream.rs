//! The gate while an export is read: every cell of every column that is used.
//!
//! In: blocks of text columns, from any thread. Out: a refusal with every offending column
//! and the lines where it offends, or findings for lone cells that may be an identifier.
//! Never: a value; more than [`MOST_KEPT`] cells of a column in memory.
//!
//! A column is judged twice: each block by itself, so that a run of identifiers deep in a
//! file is seen among thousands of other values, and all blocks together, so that identifiers
//! spread thinly add up.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, BuildHasherDefault};
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHasher;

use super::cells::Cells;
use super::{Kind, Offence, bsn, column_name, contact, header, judge_content, message};
use crate::error::{Error, Why};
use crate::export::{Block, Source};
use crate::terms::{Finding, Place, Severity};

/// Suspicious cells of a column that are kept to judge together; of more, those with the
/// smallest hashes, so that the choice does not depend on the order of blocks.
const MOST_KEPT: usize = 4_096;
/// With so many different numbers, that one in eleven passes is chance.
const LONE_BELOW: usize = 20;
/// The rule that a lone suspicious cell breaks.
pub const POSSIBLE: &str = "possible-identifier";

/// Judges the columns of one table while it is read.
#[derive(Debug)]
pub struct Judge<'a> {
    source: &'a Source,
    /// The columns to look at: each header once.
    columns: Vec<usize>,
    watched: Vec<Mutex<Watched>>,
}

/// What was seen of one column.
#[derive(Debug, Default)]
struct Watched {
    n: usize,
    n_suspects: usize,
    /// Cells by hash, with the first place of each.
    kept: BTreeMap<u64, (String, Place)>,
    /// Offences of blocks: kind, first line and last, proof.
    offences: BTreeMap<(u16, u32), (Kind, u32, String)>,
}

impl<'a> Judge<'a> {
    /// For the columns a pipeline takes from a source.
    pub fn new(source: &'a Source) -> Self {
        let is_first = |at: &usize| {
            let earlier = &source.columns[..*at];
            earlier.iter().all(|it| it.header != source.columns[*at].header)
        };
        let columns: Vec<usize> = (0..source.columns.len()).filter(is_first).collect();
        let watched = columns.iter().map(|_| Mutex::default()).collect();
        Self { source, columns, watched }
    }

    /// Looks at a block.
    pub fn look(&self, block: &Block) {
        let Some(first) = block.lines.first().copied() else { return };
        let last = block.lines.last().copied().unwrap_or(first);
        for (at, watched) in self.columns.iter().zip(&self.watched) {
            let Some(column) = block.columns.get(*at) else { continue };
            let header = &self.source.columns[*at].header;
            let cells = if header::speaks_of_birth(header) {
                Cells::whole_part(column.iter())
            } else {
                Cells::part(column.iter())
            };
            let mut found = by_header(header, || column.iter());
            found = found.or_else(|| judge_content(header, &cells));
            let mut watched = watched.lock().unwrap_or_else(PoisonError::into_inner);
            watched.n += cells.n;
            watched.n_suspects += cells.suspects.len();
            if let Some((kind, proof)) = found {
                watched.offences.insert((block.file, first), (kind, last, proof));
            }
            if !cells.suspects.is_empty() {
                watched.keep(column.iter(), block);
            }
        }
    }

    /// The verdict over all blocks.
    ///
    /// # Errors
    /// When a column holds direct identifiers.
    pub fn verdict(self) -> Result<Vec<Finding>, Error> {
        let (mut offences, mut findings) = (Vec::new(), Vec::new());
        for (at, watched) in self.columns.iter().zip(self.watched) {
            let watched = watched.into_inner().unwrap_or_else(PoisonError::into_inner);
            let wanted = &self.source.columns[*at];
            match watched.offence(self.source, &wanted.header, *at) {
                Some(offence) => offences.push(message(offence)),
                None => findings.extend(watched.lone(wanted.column)),
            }
        }
        Error::all(Why::Identifiers, offences)?;
        findings.sort_unstable();
        Ok(findings)
    }
}

/// What a header promises and these cells do not prove harmless.
fn by_header<'c, I: Iterator<Item = &'c str>>(
    header: &str,
    cells: impl Fn() -> I,
) -> Option<(Kind, String)> {
    // Most headers promise nothing; then no cell needs to be looked at for it.
    header::kind(header, &[])?;
    let cells: Vec<&str> = cells().map(str::trim).filter(|it| !it.is_empty()).collect();
    header::kind(header, &cells).map(|it| (it, "by its header".to_owned()))
}

impl Watched {
    fn keep<'c>(&mut self, cells: impl Iterator<Item = &'c str>, block: &Block) {
        let hasher = BuildHasherDefault::<FxHasher>::default();
        for (cell, line) in cells.zip(&block.lines) {
            let cell = cell.trim();
            if cell.is_empty() || !super::cells::could_identify(cell) {
                continue;
            }
            let place = Place { file: block.file, line: *line };
            let hash = hasher.hash_one(cell);
            let is_full = self.kept.len() >= MOST_KEPT;
            if is_full && self.kept.last_key_value().is_some_and(|it| *it.0 < hash) {
                continue;
            }
            let kept = self.kept.entry(hash).or_insert_with(|| (cell.to_owned(), place));
            if place < kept.1 {
                kept.1 = place;
            }
            if self.kept.len() > MOST_KEPT {
                self.kept.pop_last();
            }
        }
    }

    /// The offence of the column: all blocks together, or the earliest block in each file.
    fn offence(&self, source: &Source, header: &str, at: usize) -> Option<Offence> {
        let column = column_name(header, at);
        let file = |file: u16| {
            let nth = usize::from(file.saturating_sub(source.first_file));
            source.files.get(nth).map_or_else(String::new, |it| it.display().to_string())
        };
        let mut places: BTreeMap<u16, String> = BTreeMap::new();
        for ((index, first), (_, last, proof)) in &self.offences {
            let place = || {
                let file = file(*index);
                format!("{file}, {column}, lines {first} to {last}: {proof}")
            };
            places.entry(*index).or_insert_with(place);
        }
        if let Some((_, (kind, ..))) = self.offences.first_key_value() {
            let places = places.into_values().collect();
            return Some(Offence { kind: *kind, column, places });
        }
        let cells = self.together();
        let (kind, proof) = judge_content(header, &cells)?;
        let first = self.kept.values().map(|it| it.1.file).min().unwrap_or(0);
        let place = format!("{}, {column}: {proof}", file(first));
        Some(Offence { kind, column, places: vec![place] })
    }

    /// The kept cells as a picture of the column: of a sample, as many cells as it stands for.
    fn together(&self) -> Cells<'_> {
        let suspects: Vec<&str> = self.kept.values().map(|it| it.0.as_str()).collect();
        let plain = self.n.saturating_sub(self.n_suspects);
        let of_all = |it: usize| it * suspects.len() / self.n_suspects.max(1);
        let n = suspects.len()
            + if suspects.len() < MOST_KEPT { plain } else { of_all(plain) };
        Cells { suspects, n, is_part: false }
    }

    /// Findings for lone cells that may be an identifier.
    fn lone(&self, column: &'static str) -> Vec<Finding> {
        let numbers = self.kept.values().map(|it| bsn::numbers(&it.0));
        let few = numbers.map(|it| it.1).sum::<usize>() < LONE_BELOW;
        let is_hit =
            |cell: &str| (few && bsn::numbers(cell).0 > 0) || contact::has_phone(cell);
        let hits = self.kept.values().filter(|it| is_hit(&it.0));
        let finding = |it: &(String, Place)| Finding {
            place: it.1,
            rule: POSSIBLE,
            column: Some(column),
            severity: Severity::Warning,
        };
        hits.map(finding).collect()
    }
}
