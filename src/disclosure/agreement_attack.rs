//! The attack on agreement: which tables of two criteria give a hidden count away.
//!
//! In: the groups with their tables, and what the run shows. Out: the tables to hide, and
//! the interval left to every count of a hidden one. Never: a figure of the run touched.
//!
//! Every combination of verdicts is a cell that nobody shows, whether somebody has it or
//! not. Each count of a table adds some of them up. So do the shares and categories of the
//! judged indicator, added up over the periods: they are cells of the run's own structure,
//! hidden or shown as the gate decided. Tables are hidden until every hidden count, in a
//! table or in a figure, keeps the width the policy asks for.

use std::collections::{BTreeMap, BTreeSet};

use super::agreement::{Group, Table, is_complete, place};
use super::alternatives::is_alternative;
use super::gate::Interval;
use super::linked::{Cell, Guard, Linked, Quantity, View};
use super::secondary::{LastResort, Protection, Rules, protect};
use super::structure::structure;
use super::{Policy, Protected, Release};
use crate::estimates::Figure;
use crate::indicators::{Computing, Criterion, JUDGED, MeasureKind, Verdicts};
use crate::terms::Dimension;

/// What is lost with a table: all cost the same.
const WORTH: f64 = 1.0;

/// Everything an outsider has to go by.
pub(super) struct Attacked<'a> {
    groups: &'a [Group<'a>],
    tables: &'a [Table],
    /// The figures about the rows of the judged indicator: no others are linked to tables.
    figures: Vec<Figure>,
    /// Which of those are not told.
    hidden: Vec<bool>,
}

impl<'a> Attacked<'a> {
    pub(super) fn new(
        (groups, tables): (&'a [Group<'a>], &'a [Table]),
        figures: &[Figure],
        release: &Release,
        computing: Computing,
    ) -> Self {
        let is_judged = |it: &&Figure| name_of(it, computing) == JUDGED;
        let judged = figures.iter().filter(is_judged);
        let populations: BTreeSet<&str> =
            judged.map(|it| it.breakdown.population.as_str()).collect();
        let hidden = hidden_figures(figures, release, computing);
        let linked = figures.iter().zip(hidden);
        let linked =
            linked.filter(|it| populations.contains(it.0.breakdown.population.as_str()));
        let (figures, hidden) = linked.map(|(it, hidden)| (it.clone(), hidden)).unzip();
        Self { groups, tables, figures, hidden }
    }

    /// Which tables to hide, and the intervals left to their counts. In the list of what can
    /// be hidden the figures of the run come first and the totals of the groups last; they
    /// stay as they are.
    pub(super) fn protect(
        &self,
        primary: &[bool],
        computing: Computing,
        policy: &Policy,
    ) -> (Vec<bool>, Vec<Protected>) {
        let mut linked = structure(&self.figures, computing, policy);
        for (at, group) in self.groups.iter().enumerate() {
            self.add_group(&mut linked, at, group, computing);
        }
        let n_figures = self.figures.len();
        let mut worth = vec![f64::INFINITY; n_figures];
        worth.resize(n_figures + self.tables.len(), WORTH);
        worth.resize(worth.len() + self.groups.len(), f64::INFINITY);
        let hidden = self.hidden.iter().copied();
        let totals = self.groups.iter().map(|it| it.is_small(policy));
        let primary: Vec<bool> =
            hidden.chain(primary.iter().copied()).chain(totals).collect();
        let view = |hidden: &[bool]| view(&linked, hidden, policy);
        let (width, last_resort) = (policy.smallest_count, LastResort::Narrow);
        let rules = Rules { width, worth: &worth, view: &view, last_resort };
        let Protection { hidden, intervals } = protect(&linked, &primary, &rules);
        let protected = intervals.iter().filter_map(|(cell, reached)| {
            let about = linked.cells[*cell].about;
            let table = self.tables.get(about.checked_sub(n_figures)?)?;
            let interval = Interval::new(about, Quantity::Numerator, *reached);
            Some(interval.of(&self.id(table)))
        });
        (hidden[n_figures..][..self.tables.len()].to_vec(), protected.collect())
    }

    fn id(&self, table: &Table) -> String {
        let group = &self.groups[table.group];
        let [first, second] = table.criteria.map(Criterion::name);
        let (informant, instrument) = (&group.informant, &group.instrument);
        format!(
            "agreement/informant={informant}/instrument={instrument}/{first}-and-{second}"
        )
    }

    fn add_group(
        &self,
        linked: &mut Linked,
        at: usize,
        group: &Group,
        computing: Computing,
    ) {
        let patterns = patterns(linked, group);
        let complete = |it: &&(Verdicts, usize)| is_complete(it.0, &group.criteria);
        let complete: Vec<_> = patterns.iter().filter(complete).collect();
        let total = self.figures.len() + self.tables.len() + at;
        let total = linked.add(Cell {
            value: group.n,
            quantity: Quantity::Count,
            guard: Guard::Never,
            shown_by: vec![total],
            about: total,
        });
        linked.relate(total, complete.iter().map(|it| it.1).collect());
        for (index, table) in self.tables.iter().enumerate() {
            if table.group != at {
                continue;
            }
            let figure = self.figures.len() + index;
            for (of, value) in table.counts.iter().enumerate() {
                let total = linked.add(Cell {
                    value: *value,
                    quantity: Quantity::Numerator,
                    guard: Guard::WhenHidden,
                    shown_by: vec![figure],
                    about: figure,
                });
                let parts =
                    complete.iter().filter(|it| place(it.0, table.criteria) == Some(of));
                linked.relate(total, parts.map(|it| it.1).collect());
            }
        }
        for (what, cells) in self.facts(linked, group, computing) {
            let value = cells.iter().map(|it| linked.cells[*it].value).sum();
            let total = latent(linked, value);
            linked.relate(total, cells.into_iter().collect());
            let parts = patterns.iter().filter(|it| what.holds(it.0));
            linked.relate(total, parts.map(|it| it.1).collect());
        }
    }

    /// The cells of the judged indicator's figures about a group, by what they count.
    fn facts(
        &self,
        linked: &Linked,
        group: &Group,
        computing: Computing,
    ) -> BTreeMap<What, BTreeSet<usize>> {
        let is_judged = |it: &Figure| name_of(it, computing) == JUDGED;
        let is_ours = |it: &Figure| {
            Dimension::ALL.into_iter().all(|dimension| {
                let name = it.groups.along(dimension).name();
                match dimension {
                    Dimension::Instrument => name == Some(&group.instrument),
                    Dimension::Informant => name == Some(&group.informant),
                    _ => it.groups.along(dimension).is_all(),
                }
            })
        };
        let mut facts: BTreeMap<What, BTreeSet<usize>> = BTreeMap::new();
        for (at, figure) in self.figures.iter().enumerate() {
            let Some(what) = What::of(figure) else { continue };
            if !is_judged(figure) || !is_ours(figure) {
                continue;
            }
            let shows = |it: &Cell| {
                it.quantity == Quantity::Numerator && it.shown_by.contains(&at)
            };
            facts.entry(what).or_default().extend(linked.cells.iter().position(shows));
        }
        facts
    }
}

fn name_of<'c>(figure: &Figure, computing: Computing<'c>) -> &'c str {
    &computing.asked[figure.indicator].indicator.info.name
}

/// Which figures of the run are not told, in their order: the release sets the alternatives
/// apart.
fn hidden_figures(
    figures: &[Figure],
    release: &Release,
    computing: Computing,
) -> Vec<bool> {
    let mut ordinary = release.figures.iter();
    let mut alternatives = release.alternatives.iter();
    let released = figures.iter().map(|it| {
        if is_alternative(it, computing) { alternatives.next() } else { ordinary.next() }
    });
    released
        .map(|it| it.is_none_or(|it| it.is_hidden() || it.repeats.is_some()))
        .collect()
}

/// What an outsider knows of each cell: shown ones as they are shown, others from 0.
fn view(linked: &Linked, hidden: &[bool], policy: &Policy) -> View {
    let bounds = linked.cells.iter().map(|cell| {
        if cell.shown_by.iter().any(|it| !hidden[*it]) {
            policy.seen(cell.value)
        } else {
            (0.0, f64::INFINITY)
        }
    });
    View { bounds: bounds.collect() }
}

/// What a figure of the judged indicator counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Reliable,
    Recovered,
    Crossed,
    Improved,
    /// Unchanged or deteriorated.
    Neither,
}

impl What {
    fn of(figure: &Figure) -> Option<Self> {
        Some(match (figure.kind, figure.category.as_deref()) {
            (MeasureKind::Proportion, None) => Self::Reliable,
            (MeasureKind::Distribution, Some("recovered")) => Self::Recovered,
            (MeasureKind::Distribution, Some("crossed")) => Self::Crossed,
            (MeasureKind::Distribution, Some("improved")) => Self::Improved,
            (MeasureKind::Distribution, Some(_)) => Self::Neither,
            _ => return None,
        })
    }

    /// Whether a pair with these verdicts is counted by it.
    fn holds(self, it: Verdicts) -> bool {
        let verdicts = (it.of(Criterion::ReliableChange), it.of(Criterion::CutOff));
        match self {
            Self::Reliable => verdicts.0 == Some(true),
            Self::Recovered => verdicts == (Some(true), Some(true)),
            Self::Crossed => verdicts == (Some(false), Some(true)),
            Self::Improved => verdicts == (Some(true), Some(false)),
            Self::Neither => verdicts == (Some(false), Some(false)),
        }
    }
}

/// A cell that no figure shows and that only links others.
fn latent(linked: &mut Linked, value: u64) -> usize {
    let (quantity, guard) = (Quantity::Numerator, Guard::Never);
    linked.add(Cell { value, quantity, guard, shown_by: Vec::new(), about: 0 })
}

/// Every combination of verdicts as a cell: those that somebody has, and those that nobody
/// has, which an outsider cannot tell apart.
fn patterns(linked: &mut Linked, group: &Group) -> Vec<(Verdicts, usize)> {
    let mut all: BTreeMap<Verdicts, u64> = BTreeMap::from([(Verdicts::default(), 0)]);
    for criterion in &group.criteria {
        let verdicts = [None, Some(false), Some(true)];
        let with = verdicts.iter().flat_map(|verdict| {
            all.keys().map(|it| (it.with(*criterion, *verdict), 0)).collect::<Vec<_>>()
        });
        all = with.collect();
    }
    all.extend(&group.judged.pairs);
    all.into_iter().map(|(it, n)| (it, latent(linked, n))).collect()
}
