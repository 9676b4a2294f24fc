//! Places for names beside marks, off each other.
//!
//! In: marks and the widths of names. Out: where a name can stand, or that it cannot. Never: a
//! name over a mark or another name.

use super::scene::{Anchor, At};

/// Height of a name above its baseline, and below it.
const ABOVE: f64 = 10.0;
const BELOW: f64 = 3.0;
/// From the middle of a mark to the name beside it.
const ASIDE: f64 = 8.0;

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rectangle {
    from: At,
    to: At,
}

impl Rectangle {
    /// A rectangle between its upper left and lower right corner.
    pub(super) fn between(from: At, to: At) -> Self {
        Self { from, to }
    }

    /// A square around a mark.
    pub(super) fn around((x, y): At, half: f64) -> Self {
        Self { from: (x - half, y - half), to: (x + half, y + half) }
    }

    /// What a name covers.
    fn of_name((x, y): At, anchor: Anchor, width: f64) -> Self {
        let left = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        Self { from: (left, y - ABOVE), to: (left + width, y + BELOW) }
    }

    fn touches(&self, other: &Self) -> bool {
        self.from.0 < other.to.0
            && other.from.0 < self.to.0
            && self.from.1 < other.to.1
            && other.from.1 < self.to.1
    }
}

/// What is taken of a panel.
pub(super) struct Places {
    panel: Rectangle,
    taken: Vec<Rectangle>,
}

impl Places {
    /// An empty panel between its upper left and lower right corner.
    pub(super) fn within(from: At, to: At) -> Self {
        Self { panel: Rectangle { from, to }, taken: Vec::new() }
    }

    /// Takes a place.
    pub(super) fn take(&mut self, it: Rectangle) {
        self.taken.push(it);
    }

    /// A free place for a name beside a mark, taken from now on; `None` when there is none.
    pub(super) fn beside(&mut self, (x, y): At, width: f64) -> Option<(At, Anchor)> {
        let aside = [(ASIDE, Anchor::Start), (-ASIDE, Anchor::End)];
        let level = aside.into_iter().map(|(dx, anchor)| ((x + dx, y + 4.0), anchor));
        let over = [-10.0, 18.0].map(|dy| ((x, y + dy), Anchor::Middle));
        let slanting = [-8.0, 16.0]
            .into_iter()
            .flat_map(|dy| aside.map(|(dx, anchor)| ((x + dx * 0.6, y + dy), anchor)));
        let candidates = level.chain(over).chain(slanting);
        for (at, anchor) in candidates {
            let covered = Rectangle::of_name(at, anchor, width);
            if self.holds(&covered) && !self.taken.iter().any(|it| it.touches(&covered)) {
                self.taken.push(covered);
                return Some((at, anchor));
            }
        }
        None
    }

    fn holds(&self, it: &Rectangle) -> bool {
        let Rectangle { from, to } = self.panel;
        from.0 <= it.from.0 && from.1 <= it.from.1 && it.to.0 <= to.0 && it.to.1 <= to.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_beside_their_marks_and_off_each_other() {
        let mut places = Places::within((0.0, 0.0), (200.0, 100.0));
        let marks = [(50.0, 50.0), (60.0, 52.0), (55.0, 40.0)];
        for it in marks {
            places.take(Rectangle::around(it, 5.0));
        }
        let named: Vec<_> =
            marks.iter().filter_map(|it| places.beside(*it, 30.0)).collect();
        let covered: Vec<Rectangle> = named
            .iter()
            .map(|(at, anchor)| Rectangle::of_name(*at, *anchor, 30.0))
            .collect();
        assert!(named.len() >= 2);
        for (i, it) in covered.iter().enumerate() {
            assert!(covered[i + 1..].iter().all(|other| !it.touches(other)));
        }
    }

    #[test]
    fn a_name_that_has_no_room_is_left_out() {
        let mut places = Places::within((0.0, 0.0), (40.0, 40.0));
        assert_eq!(places.beside((20.0, 20.0), 60.0), None);
    }
}
