//! Fates: which clients keep their rows together, and which rows are written without what
//! they could be recognised by.
//!
//! In: combinations and sets of rows with their classes. Out: the sets that stay together,
//! and what becomes of every combination that would stand out. Never: a class or a set of
//! fewer clients than asked for, or one that tells a sensitive value.
//!
//! A combination that stands out loses all its cells at once: of a row with some cells left
//! the others could be guessed. Only whether help ended stays, since reasons of ending tell
//! it. Where too few lose their cells they would be recognised by that, so the rarest other
//! combinations lose theirs too.

use std::collections::{BTreeMap, BTreeSet};

use super::class::Class;
use super::levels::{Key, Levels};
use super::protect::Fate;
use super::sets::{Members, Sets};

/// Clients whose rows stay together must be so many times the rows that are emptied for it; a
/// choice of this program.
const WORTH: u64 = 4;

/// What is decided.
#[derive(Debug, Clone, Default)]
pub(super) struct Fates {
    /// Sets of several rows that stay together.
    pub(super) together: BTreeMap<Vec<Key>, Members>,
    /// Combinations of rows that stand alone, with the class of those rows.
    pub(super) alone: BTreeMap<Key, (Class, Fate)>,
}

impl Fates {
    /// Decides from the counts.
    pub(super) fn decide(levels: &Levels, sets: Sets) -> Self {
        let k = levels.k;
        let mut alone = sets.rows;
        let together = together(&mut alone, sets.several, k);
        let shown = |(key, class): (Key, Class)| {
            let stands_out = !class.is_safe(k);
            let fate =
                if stands_out { Fate::Empty(levels.ended(&key)) } else { Fate::Shown };
            (key, (class, fate))
        };
        let mut fates = Self { together, alone: alone.into_iter().map(shown).collect() };
        for ended in [Some(true), Some(false), None] {
            fates.fill_empty(levels, ended);
        }
        fates.fill_bare(k);
        fates
    }

    /// The rows with this fate, as one class.
    pub(super) fn class(&self, fate: Fate) -> Class {
        let mut all = Class::default();
        for (class, _) in self.alone.values().filter(|it| it.1 == fate) {
            all.add(class);
        }
        all
    }

    /// Empties the rarest combinations until the empty rows of this kind are safe; if they
    /// never are, they become bare.
    fn fill_empty(&mut self, levels: &Levels, ended: Option<bool>) {
        let fate = Fate::Empty(ended);
        loop {
            let class = self.class(fate);
            let enough = class.clients_at_least() >= levels.k;
            if class.rows == 0 || (enough && class.tells_nothing(levels.k)) {
                return;
            }
            let is_of_kind = |key: &Key| levels.ended(key) == ended;
            if !self.next(|key, it| it == Fate::Shown && is_of_kind(key), fate) {
                break;
            }
        }
        let all = self.alone.values_mut().filter(|it| it.1 == fate);
        all.for_each(|it| it.1 = Fate::Bare);
    }

    /// Bares the rarest combinations, then all empty rows, then sets, until enough clients
    /// have bare rows.
    fn fill_bare(&mut self, k: u64) {
        loop {
            let class = self.class(Fate::Bare);
            if class.rows == 0 || class.clients_at_least() >= k {
                return;
            }
            let more = self.next(|_, it| it == Fate::Shown, Fate::Bare)
                || self.bare_empty()
                || self.part_one();
            if !more {
                break;
            }
        }
        self.alone.values_mut().for_each(|it| it.1 = Fate::SetAside);
    }

    /// All empty rows at once: some of them would leave too few.
    fn bare_empty(&mut self) -> bool {
        let is_empty = |it: &&mut (Class, Fate)| matches!(it.1, Fate::Empty(_));
        let empty = self.alone.values_mut().filter(is_empty);
        empty.map(|it| it.1 = Fate::Bare).count() > 0
    }

    /// Gives the rarest combination that fits another fate; false when none does.
    fn next(&mut self, fits: impl Fn(&Key, Fate) -> bool, fate: Fate) -> bool {
        let fitting = self.alone.iter().filter(|(key, it)| fits(key, it.1));
        let rarest = fitting.min_by_key(|(key, it)| (it.0.rows, *key));
        let Some(rarest) = rarest.map(|it| it.0.clone()) else { return false };
        self.alone.entry(rarest).and_modify(|it| it.1 = fate);
        true
    }

    /// Parts the rarest set: its rows become bare.
    fn part_one(&mut self) -> bool {
        let rarest = self.together.iter().min_by_key(|(set, it)| (it.clients, *set));
        let Some(rarest) = rarest.map(|it| it.0.clone()) else { return false };
        for (key, class) in self.together.remove(&rarest).unwrap_or_default().rows_of {
            let (known, fate) =
                self.alone.entry(key).or_insert((Class::default(), Fate::Bare));
            known.add(&class);
            *fate = Fate::Bare;
        }
        true
    }
}

/// The sets that enough clients share, taken out of the rows that stand alone. None is taken
/// when that would leave too few of a combination that had enough, unless [`WORTH`] holds.
fn together(
    alone: &mut BTreeMap<Key, Class>,
    sets: BTreeMap<Vec<Key>, Members>,
    k: u64,
) -> BTreeMap<Vec<Key>, Members> {
    let is_safe =
        |it: &Members| it.whole.is_safe(k) && it.rows_of.values().all(|it| it.is_safe(k));
    let mut safe: Vec<_> = sets.into_iter().filter(|it| is_safe(&it.1)).collect();
    safe.sort_by(|a, b| b.1.clients.cmp(&a.1.clients).then_with(|| a.0.cmp(&b.0)));
    let mut together = BTreeMap::new();
    for (set, members) in safe {
        let rest: Option<Vec<(Key, Class)>> = (members.rows_of.iter())
            .map(|(key, class)| Some((key.clone(), alone.get(key)?.without(class))))
            .collect();
        let Some(rest) = rest else { continue };
        let is_new = |(key, it): &&(Key, Class)| !it.is_safe(k) && alone[key].is_safe(k);
        let emptied: u64 = rest.iter().filter(is_new).map(|it| it.1.rows).sum();
        if emptied * WORTH > members.clients {
            continue;
        }
        alone.extend(rest);
        together.insert(set, members);
    }
    let done: BTreeSet<Key> =
        alone.iter().filter(|it| it.1.rows == 0).map(|it| it.0.clone()).collect();
    alone.retain(|key, _| !done.contains(key));
    together
}
