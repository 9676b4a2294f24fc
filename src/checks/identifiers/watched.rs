//! What was seen of one column in all blocks, and the verdict on it.
//!
//! In: the suspects of each block, in any order. Out: the offence of the column, or findings
//! for lone cells. Never: a value; another verdict when blocks come in another order.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, BuildHasherDefault};

use rustc_hash::FxHasher;

use super::cells::{Cells, Seen};
use super::labels::{Label, are_few};
use super::memo::{How, Part};
use super::{Kind, Offence, POSSIBLE, bsn, column_name, contact, judge_content};
use crate::export::{Block, Source};
use crate::terms::{Finding, Place, Severity};

/// Suspicious cells of a column that are kept to judge together; of more, those with the
/// smallest hashes, so that the choice does not depend on the order of blocks.
pub(super) const MOST_KEPT: usize = 4_096;
/// With so many different numbers, that one in eleven passes is chance.
const LONE_BELOW: usize = 20;

/// What was seen of one column.
#[derive(Debug, Default)]
pub(super) struct Watched {
    n: usize,
    n_suspects: usize,
    /// Cells by hash, with the first place of each, on how many rows and what label.
    kept: BTreeMap<u64, Kept>,
    /// Offences of blocks: kind, first line and last, proof.
    offences: BTreeMap<(u16, u32), (Kind, u32, String)>,
    /// The first label that is an identifier for certain.
    certain: Option<(Place, Kind, &'static str)>,
}

#[derive(Debug)]
struct Kept {
    cell: String,
    place: Place,
    n_rows: u64,
    label: Label,
}

impl Watched {
    /// Adds the suspects of a block, and the offence it is by itself.
    pub(super) fn add(
        &mut self,
        block: &Block,
        part: &Part,
        found: Option<(Kind, String)>,
    ) {
        let Some(first) = block.lines.first().copied() else { return };
        let last = block.lines.last().copied().unwrap_or(first);
        self.n += part.cells.n;
        self.n_suspects += part.cells.suspects.iter().map(|it| it.times).sum::<usize>();
        if let Some((kind, proof)) = found {
            self.offences.insert((block.file, first), (kind, last, proof));
        }
        for (seen, (row, label)) in part.cells.suspects.iter().zip(&part.about) {
            let line = block.lines.get(*row).copied().unwrap_or(first);
            self.keep(seen, Place { file: block.file, line }, *label);
        }
    }

    fn keep(&mut self, seen: &Seen, place: Place, label: Label) {
        if let Label::Certain(kind, what) = label
            && self.certain.is_none_or(|it| place < it.0)
        {
            self.certain = Some((place, kind, what));
        }
        let hash = BuildHasherDefault::<FxHasher>::default().hash_one(&*seen.text);
        let is_full = self.kept.len() >= MOST_KEPT;
        if is_full && self.kept.last_key_value().is_some_and(|it| *it.0 < hash) {
            return;
        }
        let cell = || Kept { cell: seen.text.to_string(), place, n_rows: 0, label };
        let kept = self.kept.entry(hash).or_insert_with(cell);
        kept.place = kept.place.min(place);
        kept.n_rows += seen.times as u64;
        if self.kept.len() > MOST_KEPT {
            self.kept.pop_last();
        }
    }

    /// The offence of the column: the earliest block in each file, one label, or all blocks
    /// together.
    pub(super) fn offence(
        &self,
        source: &Source,
        header: &str,
        at: usize,
        how: How,
    ) -> Option<Offence> {
        let column = column_name(header, at);
        let file = |file: u16| {
            let nth = usize::from(file.saturating_sub(source.first_file));
            source.files.get(nth).map_or_else(String::new, |it| it.display().to_string())
        };
        if let Some((_, (kind, ..))) = self.offences.first_key_value() {
            let mut places: BTreeMap<u16, String> = BTreeMap::new();
            for ((index, first), (_, last, proof)) in &self.offences {
                let file = file(*index);
                let place = format!("{file}, {column}, lines {first} to {last}: {proof}");
                places.entry(*index).or_insert(place);
            }
            let places = places.into_values().collect();
            return Some(Offence { kind: *kind, column, places });
        }
        let (kind, place) = if let Some((place, kind, what)) = self.certain {
            (kind, format!("{}, {column}, line {}: {what}", file(place.file), place.line))
        } else {
            let (kind, proof) = how
                .names
                .then(|| self.few_rows().or_else(|| self.lost_zeros()))
                .flatten()
                .or_else(|| judge_content(header, &self.together()))?;
            let first = self.kept.values().map(|it| it.place.file).min().unwrap_or(0);
            (kind, format!("{}, {column}: {proof}", file(first)))
        };
        Some(Offence { kind, column, places: vec![place] })
    }

    /// Labels that are identifiers because few rows bear them.
    fn few_rows(&self) -> Option<(Kind, String)> {
        [Kind::Name, Kind::Address].into_iter().find_map(|kind| {
            let alike = self.kept.values().filter(|it| it.label == Label::WhenFew(kind));
            let rows: Vec<u64> = alike.map(|it| it.n_rows).collect();
            let (n_different, fewest) = (rows.len() as u64, *rows.iter().min()?);
            let is_few = are_few(n_different, rows.iter().sum(), fewest, self.n as u64);
            let what = if kind == Kind::Name { "names" } else { "addresses" };
            is_few.then(|| (kind, format!("few rows share each of the {what} in it")))
        })
    }

    /// Labels of eight digits that pass with the zero they may have lost.
    fn lost_zeros(&self) -> Option<(Kind, String)> {
        let cells = self.kept.values().map(|it| it.cell.as_str());
        bsn::lost_zeros(cells)
            .then(|| (Kind::Bsn, "numbers of eight digits pass the 11-test".to_owned()))
    }

    /// The kept cells as a picture of the column: of a sample, as many cells as it stands for.
    fn together(&self) -> Cells<'_> {
        let suspects: Vec<Seen> =
            self.kept.values().map(|it| Seen::once(&it.cell)).collect();
        let plain = self.n.saturating_sub(self.n_suspects);
        let of_all = |it: usize| it * suspects.len() / self.n_suspects.max(1);
        let n = suspects.len()
            + if suspects.len() < MOST_KEPT { plain } else { of_all(plain) };
        Cells { suspects, n, is_part: false }
    }

    /// Findings for lone cells that may be an identifier.
    pub(super) fn lone(&self, column: &'static str) -> Vec<Finding> {
        let numbers = self.kept.values().map(|it| bsn::count(&it.cell));
        let few = numbers.map(|it| it.1).sum::<usize>() < LONE_BELOW;
        let is_hit =
            |cell: &str| (few && bsn::count(cell).0 > 0) || contact::has_phone(cell);
        let hits = self.kept.values().filter(|it| is_hit(&it.cell));
        let finding = |it: &Kept| Finding {
            place: it.place,
            rule: POSSIBLE,
            column: Some(column),
            severity: Severity::Warning,
        };
        hits.map(finding).collect()
    }
}
