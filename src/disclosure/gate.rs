//! The gate: how every figure is shown.
//!
//! In: figures. Out: the same with what is told of their counts, and for each count what an
//! outsider can work out. First which totals are told as counted, then a rounding of all other
//! counts, until nothing follows that may not.

use std::collections::{BTreeMap, BTreeSet};

use super::counts::{Counts, Decided};
use super::earlier::{
    Earlier, OverTime, Published, PublishedTotal, PublishedValue, is_value,
};
use super::exact::{exact, is_wanted};
use super::round::Rounding;
use super::settle::Settled;
use super::show::{Look, look};
use super::system::{NO_LIMIT, Told};
use super::{Policy, Protected, Quantity};
use crate::error::Error;
use crate::estimates::Figure;
use crate::indicators::{Computing, MeasureKind};

/// What the gate decided.
#[derive(Debug, Default)]
pub(super) struct Gated {
    /// Every figure as it is shown.
    pub(super) looks: Vec<Look>,
    /// What became of totals as counted, by position of the figure.
    pub(super) totals: BTreeMap<usize, OverTime>,
    /// Figures whose value is told as before although a few rows changed.
    pub(super) unmoved: BTreeSet<usize>,
    /// Totals that are rounded although the pipeline wants them as counted.
    pub(super) n_refused: usize,
    /// What an outsider can work out.
    pub(super) protection: Vec<Protected>,
    /// For the ledger.
    pub(super) published: Published,
}

impl Gated {
    /// The day of the release that a figure is told as.
    pub(super) fn repeats(&self, at: usize) -> Option<String> {
        match self.totals.get(&at) {
            Some(OverTime::AsBefore(it)) => Some(it.since.clone()),
            _ => None,
        }
    }
}

/// Decides over all figures together, beside what earlier releases showed of them.
pub(super) fn gate(
    figures: &[Figure],
    ids: &[String],
    computing: Computing,
    policy: &Policy,
    earlier: &Earlier,
) -> Result<Gated, Error> {
    earlier.refuse_other_policy(policy)?;
    let Some(rounding) = policy.rounding() else {
        let looks = figures.iter().map(Look::whole).collect();
        let published = Published { policy: policy.name.clone(), ..Published::default() };
        return Ok(Gated { looks, published, ..Gated::default() });
    };
    let before = earlier.last_shown();
    let wanted =
        (0..figures.len()).filter(|it| is_wanted(&figures[*it], computing)).count();
    let mut as_counted = exact(figures, computing, rounding);
    loop {
        let totals: BTreeMap<usize, &Figure> =
            as_counted.iter().map(|it| (*it, &figures[*it])).collect();
        let totals = earlier.over_time(&totals, rounding);
        let totals = with_their_period(totals, &earlier.same_as_before(figures), figures);
        let which = |of: fn(&OverTime) -> bool| -> BTreeSet<usize> {
            totals.iter().filter(|it| of(it.1)).map(|it| *it.0).collect()
        };
        let now = which(|it| *it == OverTime::AsNow);
        let repeated = which(|it| matches!(it, OverTime::AsBefore(_)));
        let decided = Decided { ids, exact: &now, repeated: &repeated, before: &before };
        let mut counts = Counts::new(figures, rounding, &decided)?;
        let settled = counts.system.settle()?;
        let gives_away = counts.figures_that_expose(&settled)?;
        if !gives_away.is_empty() {
            as_counted.retain(|it| !gives_away.contains(it));
            continue;
        }
        let changed: Vec<&str> = repeated.iter().map(|it| ids[*it].as_str()).collect();
        earlier.refuse_small_changes(&changed, policy)?;
        let n_refused = wanted - now.len() - repeated.len();
        let about = About { figures, ids, computing, policy, earlier };
        return about.gated(&counts, &settled, totals, n_refused);
    }
}

/// In a period with totals that are told as before, those that stayed the same are told so too:
/// else it would show which of them changed.
fn with_their_period(
    totals: BTreeMap<usize, OverTime>,
    same: &BTreeMap<usize, PublishedTotal>,
    figures: &[Figure],
) -> BTreeMap<usize, OverTime> {
    let period = |at: usize| figures[at].period_index;
    let before = totals.iter().filter(|it| matches!(it.1, OverTime::AsBefore(_)));
    let periods: BTreeSet<usize> = before.map(|it| period(*it.0)).collect();
    let of = |(at, it): (usize, OverTime)| match same.get(&at) {
        Some(total) if it == OverTime::AsNow && periods.contains(&period(at)) => {
            (at, OverTime::AsBefore(Box::new(total.clone())))
        }
        _ => (at, it),
    };
    totals.into_iter().map(of).collect()
}

/// What the last step needs.
struct About<'a> {
    figures: &'a [Figure],
    ids: &'a [String],
    computing: Computing<'a>,
    policy: &'a Policy,
    earlier: &'a Earlier,
}

impl About<'_> {
    fn gated(
        &self,
        counts: &Counts,
        settled: &Settled,
        totals: BTreeMap<usize, OverTime>,
        n_refused: usize,
    ) -> Result<Gated, Error> {
        let looked =
            self.figures.iter().enumerate().map(|(at, figure)| match totals.get(&at) {
                Some(OverTime::AsBefore(it)) => Look::whole(&it.again(figure)),
                _ => look(at, figure, counts, self.computing, self.policy),
            });
        let mut looks: Vec<Look> = looked.collect();
        let (unmoved, values) =
            self.tell_again(&mut looks, &totals, counts.system.rounding);
        let repeats = |at: usize| -> Option<PublishedTotal> {
            match totals.get(&at) {
                Some(OverTime::AsBefore(it)) => Some((**it).clone()),
                _ => None,
            }
        };
        let named: Vec<(String, &Look)> = self.ids.iter().cloned().zip(&looks).collect();
        let day = &self.earlier.day;
        let published = Published::new(self.policy, counts, &named, day, &repeats);
        let published = Published { values, ..published };
        let protection = self.protection(counts, settled)?;
        Ok(Gated { looks, totals, unmoved, n_refused, protection, published })
    }

    /// Tells values as an earlier release did, where too few rows changed since; which of them
    /// changed, and all values for the ledger.
    fn tell_again(
        &self,
        looks: &mut [Look],
        totals: &BTreeMap<usize, OverTime>,
        rounding: Rounding,
    ) -> (BTreeSet<usize>, Vec<PublishedValue>) {
        let before = self.earlier.last_values();
        let (mut unmoved, mut values) = (BTreeSet::new(), Vec::new());
        for (at, look) in looks.iter_mut().enumerate() {
            let (figure, id) = (&self.figures[at], &self.ids[at]);
            let Ok(shown) = look.figure.estimate else { continue };
            if !is_value(figure.kind) || totals.contains_key(&at) {
                continue;
            }
            let earlier = before.get(id.as_str());
            match earlier.and_then(|it| it.again(figure, &shown, rounding)) {
                Some(again) => {
                    look.figure.estimate = Ok(again.estimate);
                    if again.is_changed {
                        unmoved.insert(at);
                    }
                    values.push(again.published);
                }
                None => values.push(PublishedValue::new(id, figure, &shown)),
            }
        }
        (unmoved, values)
    }

    /// Every count that is not told as counted, and what can be worked out about it.
    fn protection(
        &self,
        counts: &Counts,
        settled: &Settled,
    ) -> Result<Vec<Protected>, Error> {
        let known = counts.system.known()?;
        let mut protection = Vec::new();
        for ((places, id), figure) in
            counts.places.iter().zip(self.ids).zip(counts.figures)
        {
            // Nothing can be missing of a count of rows: that is no secret, but what it is.
            let can_be = |it: &(usize, Quantity)| {
                figure.kind != MeasureKind::Count || it.1 != Quantity::Missing
            };
            for (at, quantity) in places.named().filter(can_be) {
                let told = match counts.system.counts[at].told {
                    Told::Rounded(_) => "rounded",
                    Told::Small => "small",
                    Told::Exactly => "as-counted",
                    Told::Nothing | Told::Hidden | Told::NotSmall => "nothing",
                };
                let (lower, upper) = known.ranges[at];
                let limit = |it: i64| u64::try_from(it).ok();
                protection.push(Protected {
                    figure_id: id.clone(),
                    quantity,
                    told,
                    because_of_others: settled.turned.contains(&at)
                        || settled.hidden.contains(&at),
                    lower: limit(lower).unwrap_or(0),
                    upper: limit(upper).filter(|_| upper < NO_LIMIT),
                });
            }
        }
        Ok(protection)
    }
}

impl Counts<'_> {
    /// The totals as counted that give a count away which no rounding protects.
    fn figures_that_expose(&self, settled: &Settled) -> Result<BTreeSet<usize>, Error> {
        if settled.exposed.is_empty() {
            return Ok(BTreeSet::new());
        }
        let reasons = self.system.exactly_told_about(&settled.exposed)?;
        let figures = self.places.iter().enumerate();
        let of = figures.filter(|(_, it)| it.all().any(|it| reasons.contains(&it)));
        let of: BTreeSet<usize> = of.map(|it| it.0).collect();
        if of.is_empty() {
            return Err(Error::bug("a count that no rounding protects"));
        }
        Ok(of)
    }
}

impl Policy {
    /// How counts are shown; `None` when they are shown as counted.
    pub(crate) fn rounding(&self) -> Option<Rounding> {
        let base = self.rounding.filter(|_| self.smallest_count > 0)?;
        Some(Rounding { base, smallest: self.smallest_count })
    }
}
