//! What one thread knows of the cells of one column: each different one is judged once.
//!
//! In: blocks of the column. Out: for each block its different suspects, with how often and
//! where they stand. Never: more than [`MOST`] cells in memory (of a column of names
//! [`MOST_NAMES`]); a column with more different ones is judged cell by cell, by shape first.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::cells::{Cells, Seen};
use super::labels::{Label, label};
use crate::export::TextColumn;

/// A column with more different cells is one of keys, dates or numbers.
const MOST: usize = 1_024;
/// A column of names holds some hundreds; each costs more to judge.
const MOST_NAMES: usize = 16_384;
/// What is known of a cell that cannot identify anybody.
const HARMLESS: u32 = u32::MAX;
/// What is known of a cell of nothing but spaces.
const EMPTY: u32 = u32::MAX - 1;

/// How a column is judged.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct How {
    /// Its header speaks of birth: every cell is looked at, whatever its shape.
    pub(super) every: bool,
    /// It is a column of names, which are printed.
    pub(super) names: bool,
    /// Those are names of offices.
    pub(super) offices: bool,
}

/// What is known of the cells seen so far.
#[derive(Debug, Default)]
pub(super) struct Memo {
    known: FxHashMap<Box<str>, u32>,
    suspects: Vec<(Seen<'static>, Label)>,
    /// Of each suspect, in the block at hand: rows, and the first of them.
    counts: Vec<(usize, usize)>,
    is_full: bool,
}

/// The suspects of one block.
pub(super) struct Part<'b> {
    /// The different cells.
    pub(super) cells: Cells<'b>,
    /// Of each the first row, and what it is as a label.
    pub(super) about: Vec<(usize, Label)>,
}

impl Memo {
    /// The suspects of a block.
    pub(super) fn look<'b>(&'b mut self, column: &'b TextColumn, how: How) -> Part<'b> {
        self.counts.clear();
        self.counts.resize(self.suspects.len(), (0, 0));
        let mut direct: Vec<(Seen<'b>, usize)> = Vec::new();
        let mut n = 0;
        for (row, cell) in column.iter().enumerate() {
            if cell.is_empty() {
                continue;
            }
            n += 1;
            if self.is_full {
                match suspect(cell, how) {
                    Some(seen) => direct.push((seen, row)),
                    None => n -= usize::from(cell.trim().is_empty()),
                }
                continue;
            }
            let id = match self.known.get(cell) {
                Some(known) => *known,
                None => self.learn(cell, how),
            };
            n -= usize::from(id == EMPTY);
            if let Some((times, first)) = self.counts.get_mut(id as usize) {
                *first = if *times == 0 { row } else { *first };
                *times += 1;
            }
        }
        self.part(direct, n, how)
    }

    /// Judges a cell and remembers it.
    fn learn(&mut self, cell: &str, how: How) -> u32 {
        let most = if how.names { MOST_NAMES } else { MOST };
        self.is_full = self.known.len() + 1 >= most;
        let id = match suspect(cell, how) {
            None if cell.trim().is_empty() => EMPTY,
            None => HARMLESS,
            Some(seen) => {
                let label = label_of(&seen, how);
                let seen = Seen { text: Cow::Owned(seen.text.into_owned()), ..seen };
                self.suspects.push((seen, label));
                self.counts.push((0, 0));
                u32::try_from(self.suspects.len() - 1).unwrap_or(HARMLESS)
            }
        };
        self.known.insert(cell.into(), id);
        id
    }

    fn part<'b>(
        &'b self,
        direct: Vec<(Seen<'b>, usize)>,
        n: usize,
        how: How,
    ) -> Part<'b> {
        let mut suspects = Vec::with_capacity(direct.len());
        let mut about = Vec::with_capacity(direct.len());
        let known = self.suspects.iter().zip(&self.counts);
        for ((seen, label), (times, first)) in known.filter(|it| it.1.0 > 0) {
            let text = Cow::Borrowed(seen.text.as_ref());
            suspects.push(Seen { text, shape: seen.shape, times: *times });
            about.push((*first, *label));
        }
        for (seen, row) in direct {
            about.push((row, label_of(&seen, how)));
            suspects.push(seen);
        }
        Part { cells: Cells { suspects, n, is_part: true }, about }
    }
}

fn suspect(cell: &str, how: How) -> Option<Seen<'_>> {
    let seen = Seen::once(cell);
    let is_empty = seen.text.is_empty();
    (!is_empty && (how.every || seen.shape.could_identify())).then_some(seen)
}

fn label_of(seen: &Seen, how: How) -> Label {
    if how.names { label(seen, how.offices) } else { Label::Plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(memo: &mut Memo, cells: &[String], how: How) -> Vec<(String, usize, usize)> {
        let column: TextColumn = cells.iter().collect();
        let part = memo.look(&column, how);
        assert_eq!(part.cells.n, cells.iter().filter(|it| !it.trim().is_empty()).count());
        let firsts = part.about.iter().map(|it| it.0);
        let cells = part.cells.suspects.iter().zip(firsts);
        cells.map(|(it, first)| (it.text.to_string(), it.times, first)).collect()
    }

    #[test]
    fn each_block_has_its_own_counts_and_first_rows() {
        let mut memo = Memo::default();
        let cells = |text: &str| text.split(';').map(str::to_owned).collect::<Vec<_>>();
        let names = How { names: true, ..How::default() };
        let first = look(&mut memo, &cells("IAG;Team Noord;; ;Team Noord;x y"), names);
        assert_eq!(first, [("Team Noord".into(), 2, 1), ("x y".into(), 1, 5)]);
        let second = look(&mut memo, &cells("x y;IAG;J. Jansen"), names);
        assert_eq!(second, [("x y".into(), 1, 0), ("J. Jansen".into(), 1, 2)]);
    }

    #[test]
    fn a_column_with_many_different_cells_is_judged_all_the_same() {
        let mut memo = Memo::default();
        let keys: Vec<String> =
            (0..3_000).map(|it| (999_900_000 + it).to_string()).collect();
        for _ in 0..2 {
            let found = look(&mut memo, &keys, How::default());
            let rows: usize = found.iter().map(|it| it.1).sum();
            assert_eq!(rows, 3_000);
            assert!(memo.known.len() <= MOST);
        }
        let many: Vec<String> = (0..3_000).map(|it| format!("T{it:06}")).collect();
        assert!(look(&mut memo, &many, How::default()).is_empty());
    }
}
