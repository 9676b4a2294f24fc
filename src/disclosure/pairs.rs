//! Pairs: the joint verdicts of one questionnaire and informant, counted two criteria at a time.
//!
//! In: how many pairs have each combination of verdicts, and their rows. Out: a table of four
//! counts for every two criteria, over the pairs on which all of them are known.

use crate::indicators::{Computing, Criterion, Judged, Mark, Verdicts};

/// Pairs, and the mark of their rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Pairs {
    pub(super) n: u64,
    pub(super) rows: Mark,
}

/// One questionnaire and informant before it is released.
pub(super) struct Group<'a> {
    pub(super) instrument: String,
    pub(super) informant: String,
    pub(super) criteria: Vec<Criterion>,
    pub(super) judged: &'a Judged,
    pub(super) all: Pairs,
    pub(super) left_out: Pairs,
}

pub(super) fn together(a: Pairs, b: Pairs) -> Pairs {
    Pairs { n: a.n + b.n, rows: a.rows.and(b.rows) }
}

/// Whether every one of the criteria is known.
fn is_complete(verdicts: Verdicts, criteria: &[Criterion]) -> bool {
    criteria.iter().all(|it| verdicts.of(*it).is_some())
}

/// Which of the four counts of a table a pair is in.
fn place(verdicts: Verdicts, criteria: [Criterion; 2]) -> Option<usize> {
    let [first, second] = criteria.map(|it| verdicts.of(it));
    Some(match (first?, second?) {
        (true, true) => 0,
        (true, false) => 1,
        (false, true) => 2,
        (false, false) => 3,
    })
}

impl<'a> Group<'a> {
    /// `None` when fewer than two criteria are known, or all of them of nobody.
    pub(super) fn new(
        (instrument, informant): (u32, u32),
        judged: &'a Judged,
        computing: Computing,
    ) -> Option<Self> {
        let known =
            |it: &Criterion| judged.pairs.keys().any(|pair| pair.of(*it).is_some());
        let criteria: Vec<Criterion> = Criterion::ALL.into_iter().filter(known).collect();
        let (mut all, mut left_out) = (Pairs::default(), Pairs::default());
        for (verdicts, pairs) in pairs(judged) {
            let of =
                if is_complete(verdicts, &criteria) { &mut all } else { &mut left_out };
            *of = together(*of, pairs);
        }
        let informant = u8::try_from(informant).ok()?;
        let group = Self {
            instrument: computing.names.text("instrument", instrument)?,
            informant: crate::tables::INFORMANT.code(informant)?.to_owned(),
            criteria,
            judged,
            all,
            left_out,
        };
        (group.criteria.len() > 1 && all.n > 0).then_some(group)
    }

    /// A table for every two of its criteria.
    pub(super) fn tables(&self) -> Vec<([Criterion; 2], [Pairs; 4])> {
        let mut tables = Vec::new();
        for (at, first) in self.criteria.iter().enumerate() {
            for second in &self.criteria[at + 1..] {
                let criteria = [*first, *second];
                let mut counts = [Pairs::default(); 4];
                for (verdicts, pairs) in pairs(self.judged) {
                    let place = place(verdicts, criteria);
                    let place = place.filter(|_| is_complete(verdicts, &self.criteria));
                    if let Some(place) = place {
                        counts[place] = together(counts[place], pairs);
                    }
                }
                tables.push((criteria, counts));
            }
        }
        tables
    }
}

fn pairs(judged: &Judged) -> impl Iterator<Item = (Verdicts, Pairs)> {
    judged.pairs.iter().map(|(verdicts, n)| {
        let rows = judged.rows.get(verdicts).copied().unwrap_or_default();
        (*verdicts, Pairs { n: *n, rows })
    })
}
