//! The cells of a column, or of a part of it, that a rule has to look at.
//!
//! In: cells as text. Out: each different one that could hold an identifier, with how often it
//! stands there, and how many cells there are in all. Most cells (codes, dates, short keys)
//! are passed over by their shape alone, so that every cell of a large export can be judged.
//! Never: a cell passed over that a rule proves.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::shape::Shape;
use super::writing::plain;

/// A cell, plainly written, and how often it stands in the column.
#[derive(Debug, Clone)]
pub(super) struct Seen<'a> {
    /// The cell: digits, spaces and dashes are those of ASCII.
    pub(super) text: Cow<'a, str>,
    /// What kinds of characters it has.
    pub(super) shape: Shape,
    /// On how many rows it stands.
    pub(super) times: usize,
}

impl<'a> Seen<'a> {
    /// A cell that stands on one row.
    pub(super) fn once(cell: &'a str) -> Self {
        let text = plain(cell);
        Self { shape: Shape::of(&text), text, times: 1 }
    }
}

/// Cells of one column, trimmed; empty ones are not among them.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    /// The different cells that could hold an identifier, in order of appearance.
    pub(super) suspects: Vec<Seen<'a>>,
    /// How many cells there are.
    pub(super) n: usize,
    /// There are more cells of this column: a handful is no proof.
    pub(super) is_part: bool,
}

impl<'a> Cells<'a> {
    /// All cells of a column, whatever their shape.
    pub(super) fn all(cells: &[&'a str]) -> Self {
        let mut places: FxHashMap<&str, usize> = FxHashMap::default();
        let mut all = Self { suspects: Vec::new(), n: cells.len(), is_part: false };
        for cell in cells {
            let place = *places.entry(cell).or_insert(all.suspects.len());
            match all.suspects.get_mut(place) {
                Some(known) => known.times += 1,
                None => all.suspects.push(Seen::once(cell)),
            }
        }
        all
    }

    /// The suspects of a shape.
    pub(super) fn shaped(
        &self,
        fits: fn(Shape) -> bool,
    ) -> impl Iterator<Item = &Seen<'a>> {
        self.suspects.iter().filter(move |it| fits(it.shape))
    }

    /// On how many rows a cell of a shape is what a rule looks for.
    pub(super) fn hits(
        &self,
        fits: fn(Shape) -> bool,
        is: impl Fn(&str) -> bool,
    ) -> usize {
        self.shaped(fits).filter(|it| is(&it.text)).map(|it| it.times).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_comes_back_is_one_suspect() {
        let cells = Cells::all(&["a", "b", "a", "９"]);
        let seen = cells.suspects.iter().map(|it| (it.text.as_ref(), it.times));
        assert_eq!(seen.collect::<Vec<_>>(), [("a", 2), ("b", 1), ("9", 1)]);
        assert_eq!((cells.n, cells.hits(|_| true, |it| it == "a")), (4, 2));
    }
}
