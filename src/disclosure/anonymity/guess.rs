//! The attack on cells that were emptied: guessing them back from all that is written.
//!
//! In: the combinations with what becomes of them. Out: for each column how often the best
//! guess is right. Never: a way of guessing that a reader of the file does not have.
//!
//! An emptied row shows its sensitive values and whether help ended, and no other row stands
//! under its pseudonym. So the guess is the most frequent value among the shown rows that
//! agree in those: in whether help ended, or also in one of the sensitive columns, whichever
//! is right most often. Beside it stands how often that same guess is right for shown rows:
//! what a reader would get without the emptied row. Help that runs has no length to guess.

use std::collections::BTreeMap;

use super::class::Class;
use super::fates::Fates;
use super::levels::{Key, Levels};
use super::protect::{Fate, shown};
use super::tally::MISSING;
use super::{DURATION, Demand, LevelName};
use crate::numeric::real;
use crate::tables::Column;

/// How well emptied cells of a column are guessed.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// The column.
    pub column: &'static Column,
    /// What the guess is made from, besides whether help ended.
    pub from: Option<&'static Column>,
    /// Emptied cells.
    pub n_emptied: u64,
    /// Those that are guessed right.
    pub n_right: u64,
    /// Share of the shown cells for which the same guess is right.
    pub share_of_shown: f64,
}

impl Guess {
    /// Share of the emptied cells that are guessed right; none without such cells.
    pub fn share(&self) -> Option<f64> {
        (self.n_emptied > 0).then(|| real(self.n_right) / real(self.n_emptied))
    }
}

/// What two rows must agree in: whether help ended, and a sensitive value.
type Context = (Option<bool>, u32);
/// Context → value → rows.
type Seen = BTreeMap<Context, BTreeMap<u32, u64>>;

/// The best guess for each quasi-identifier that is written.
pub(super) fn guesses(levels: &Levels, fates: &Fates, demand: &Demand) -> Vec<Guess> {
    let columns = levels.quasi.iter().enumerate();
    let hidden = [LevelName::LeftOut, LevelName::Ended];
    let written = columns.filter(|it| !hidden.contains(&it.1.level()));
    let best = |(at, quasi): (usize, &super::Quasi)| {
        let ways = (0..demand.sensitive.len()).map(Some);
        let ways = std::iter::once(None).chain(ways).map(|by| {
            let from = by.map(|it| demand.sensitive[it]);
            Guess { column: quasi.column, from, ..guess(levels, fates, at, by) }
        });
        ways.reduce(|best, it| if it.n_right > best.n_right { it } else { best })
    };
    written.filter_map(best).collect()
}

fn guess(levels: &Levels, fates: &Fates, at: usize, by: Option<usize>) -> Guess {
    let is_length = levels.quasi[at].column.name == DURATION.name;
    let has_value = |key: &Key| !is_length || levels.ended(key) != Some(false);
    let mut seen = Seen::new();
    for (key, class) in shown(fates).filter(|it| has_value(it.0)) {
        note(&mut seen, levels.ended(key), (key, class), (at, by));
    }
    let mut emptied = Seen::new();
    for (key, (class, fate)) in fates.alone.iter().filter(|it| has_value(it.0)) {
        match fate {
            Fate::Empty(ended) => note(&mut emptied, *ended, (key, class), (at, by)),
            // Nothing is written beside it: the guess can only be the value of most.
            Fate::Bare => note(&mut emptied, None, (key, class), (at, None)),
            Fate::Shown | Fate::SetAside => {}
        }
    }
    let mut most: BTreeMap<u32, u64> = BTreeMap::new();
    seen.values().flatten().for_each(|(value, n)| *most.entry(*value).or_default() += n);
    let of_most = most_frequent(&most);
    let (mut n_emptied, mut n_right) = (0, 0);
    for (context, values) in &emptied {
        let guess = seen.get(context).map_or(of_most, most_frequent);
        n_emptied += values.values().sum::<u64>();
        n_right += guess.and_then(|it| values.get(&it)).copied().unwrap_or(0);
    }
    let right: u64 = seen.values().filter_map(|it| it.values().max()).sum();
    let all: u64 = most.values().sum();
    let share_of_shown = if all > 0 { real(right) / real(all) } else { 0.0 };
    let column = levels.quasi[at].column;
    Guess { column, from: None, n_emptied, n_right, share_of_shown }
}

/// Notes the rows of a class under what a reader sees of them.
fn note(
    seen: &mut Seen,
    ended: Option<bool>,
    (key, class): (&Key, &Class),
    (at, by): (usize, Option<usize>),
) {
    let mut add = |context: Context, n: u64| {
        *seen.entry(context).or_default().entry(key[at]).or_default() += n;
    };
    match by.and_then(|it| class.values.get(it)) {
        None => add((ended, MISSING), class.rows),
        Some(it) => it.rows.iter().for_each(|(value, n)| add((ended, *value), *n)),
    }
}

/// The most frequent value, the first of several.
fn most_frequent(values: &BTreeMap<u32, u64>) -> Option<u32> {
    let most = *values.values().max()?;
    values.iter().find(|it| *it.1 == most).map(|it| *it.0)
}
