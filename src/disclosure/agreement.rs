//! Agreement: how often the same clients get the same verdict, as far as it may be shown.
//!
//! In: the joint verdicts, and what of the figures of the run is released. Out: for each
//! questionnaire and informant a table for every two criteria. The counts pass the same gate as
//! those of figures, beside what figures about the same pairs show. Share and kappa come from
//! the four counts as they are told, and are there when all four are.

use std::collections::BTreeMap;

use super::pairs::{Group, Pairs, together};
use super::round::Rounding;
use super::settle::by_chance;
use super::system::{Count, NO_LIMIT, System, Told};
use super::{Policy, Protected, Quantity, Releasable, Release};
use crate::error::Error;
use crate::estimates::{estimate_kappa, wilson};
use crate::indicators::{Computing, Criterion, Joint, Thresholds, mix};
use crate::terms::{Shown, WhyMissing};

/// The agreement of all questionnaires and informants.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// One entry a questionnaire and informant.
    pub groups: Vec<AgreementGroup>,
    /// From where each criterion holds.
    pub thresholds: Thresholds,
    /// What an outsider can work out about the hidden counts.
    pub protection: Vec<Protected>,
}

/// The pairs of one questionnaire and informant on which every criterion is known.
#[derive(Debug, Clone, PartialEq)]
pub struct AgreementGroup {
    /// Code of the questionnaire.
    pub instrument: String,
    /// Code of who answered.
    pub informant: String,
    /// The criteria that are known, in the order of [`Criterion::ALL`].
    pub criteria: Vec<Criterion>,
    /// Pairs on which all of them are known.
    pub n: Shown<u64>,
    /// Pairs on which one is not known: they are in no table.
    pub n_left_out: Shown<u64>,
    /// One table for every two criteria.
    pub tables: Vec<AgreementTable>,
}

/// Two verdicts on the same pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct AgreementTable {
    /// Which criteria.
    pub criteria: [Criterion; 2],
    /// Both yes, only the first, only the second, neither.
    pub counts: [Shown<u64>; 4],
    /// Pairs with the same verdict, as a share of all.
    pub share: Shown<f64>,
    /// Its interval.
    pub interval: Shown<(f64, f64)>,
    /// Cohen's kappa.
    pub kappa: Shown<f64>,
    /// Its interval.
    pub kappa_interval: Shown<(f64, f64)>,
}

/// The purpose of rounded counts of pairs: another than that of figures.
const PAIRS: u64 = 0x7061_6972_7300;

/// Where the counts of a group are in the system.
struct Places {
    all: usize,
    left_out: usize,
    tables: Vec<([Criterion; 2], [usize; 4])>,
}

/// Passes the joint verdicts through the gate, after the figures of the run.
///
/// # Errors
/// When counts do not add up (a fault in the program).
pub fn release_agreement(
    joint: &Joint,
    thresholds: Thresholds,
    release: &Release,
    computing: Computing,
    policy: &Policy,
) -> Result<Releasable<Agreement>, Error> {
    let groups: Vec<Group> =
        joint.0.iter().filter_map(|(key, it)| Group::new(*key, it, computing)).collect();
    let rounding = policy.rounding();
    let mut seen = Seen {
        system: System::new(rounding.unwrap_or(Rounding { base: 1, smallest: 0 })),
        rounds: rounding.is_some(),
        shown: shown_counts(release),
    };
    let places: Result<Vec<Places>, Error> =
        groups.iter().map(|it| seen.add(it)).collect();
    let places = places?;
    if seen.rounds {
        seen.system.settle()?;
    }
    let protection =
        if seen.rounds { seen.protection(&groups, &places)? } else { Vec::new() };
    let groups =
        groups.iter().zip(&places).map(|(it, at)| seen.released(it, at)).collect();
    Ok(Releasable::new(Agreement { groups, thresholds, protection }))
}

/// The counts that figures show, by the mark of their rows.
fn shown_counts(release: &Release) -> BTreeMap<String, Vec<u64>> {
    let mut shown: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for it in &release.published.counts {
        let of = shown.entry(it.rows.clone()).or_default();
        if !of.contains(&it.shown) {
            of.push(it.shown);
        }
    }
    shown
}

/// The counts of pairs, beside those of figures about the same pairs.
struct Seen {
    system: System,
    rounds: bool,
    shown: BTreeMap<String, Vec<u64>>,
}

impl Seen {
    fn add(&mut self, group: &Group) -> Result<Places, Error> {
        let few = self.system.rounding.is_small(group.judged.n_clients);
        let all = self.count(group.all, few)?;
        let is_hidden = !matches!(self.told(all), Told::Rounded(_) | Told::Exactly);
        let left_out = self.count(group.left_out, is_hidden)?;
        let mut tables = Vec::new();
        for (criteria, counts) in group.tables() {
            let mut places = [0; 4];
            for (place, pairs) in places.iter_mut().zip(counts) {
                *place = self.count(pairs, is_hidden)?;
            }
            self.system.relate(all, places.to_vec())?;
            // Who gets a yes by one criterion, and who a no.
            for [a, b] in [[0, 1], [2, 3], [0, 2], [1, 3]] {
                let margin = together(counts[a], counts[b]);
                let margin = self.margin(margin)?;
                self.system.relate(margin, vec![places[a], places[b]])?;
            }
            tables.push((criteria, places));
        }
        Ok(Places { all, left_out, tables })
    }

    fn told(&self, at: usize) -> Told {
        self.system.counts[at].told
    }

    fn count(&mut self, pairs: Pairs, is_hidden: bool) -> Result<usize, Error> {
        let rounding = self.system.rounding;
        let purpose = mix(PAIRS);
        let told = if !self.rounds {
            Told::Exactly
        } else if is_hidden || by_chance(pairs.n, pairs.rows) {
            Told::Hidden
        } else if rounding.is_small(pairs.n) {
            Told::Small
        } else {
            Told::Rounded(rounding.draw(pairs.n, pairs.rows, purpose))
        };
        self.beside(pairs)?;
        self.system.add(Count {
            value: pairs.n,
            rows: pairs.rows,
            purpose,
            told,
            is_named: true,
            under: None,
            beside: None,
        })
    }

    fn margin(&mut self, pairs: Pairs) -> Result<usize, Error> {
        self.beside(pairs)?;
        self.system.add_unseen(pairs.n, pairs.rows)
    }

    /// Adds what figures show of the same pairs.
    fn beside(&mut self, pairs: Pairs) -> Result<(), Error> {
        for shown in self.shown.remove(&pairs.rows.to_string()).into_iter().flatten() {
            let at = self.system.add_unseen(pairs.n, pairs.rows)?;
            if self.system.rounding.near(pairs.n).contains(&shown) {
                self.system.counts[at].told = Told::Rounded(shown);
            }
        }
        Ok(())
    }

    fn protection(
        &self,
        groups: &[Group],
        places: &[Places],
    ) -> Result<Vec<Protected>, Error> {
        let known = self.system.known()?;
        let mut protection = Vec::new();
        for (group, places) in groups.iter().zip(places) {
            for ([first, second], counts) in &places.tables {
                for (count, at) in
                    ["both", "first", "second", "neither"].iter().zip(counts)
                {
                    let (lower, upper) = known.ranges[*at];
                    let told = match self.told(*at) {
                        Told::Rounded(_) => "rounded",
                        Told::Small => "small",
                        _ => "nothing",
                    };
                    protection.push(Protected {
                        figure_id: format!(
                            "agreement/{}/{}/{}/{}/{count}",
                            group.instrument,
                            group.informant,
                            first.name(),
                            second.name()
                        ),
                        quantity: Quantity::N,
                        told,
                        because_of_others: false,
                        lower: u64::try_from(lower).unwrap_or(0),
                        upper: u64::try_from(upper).ok().filter(|_| upper < NO_LIMIT),
                    });
                }
            }
        }
        Ok(protection)
    }

    fn released(&self, group: &Group, places: &Places) -> AgreementGroup {
        let tables = places.tables.iter();
        AgreementGroup {
            instrument: group.instrument.clone(),
            informant: group.informant.clone(),
            criteria: group.criteria.clone(),
            n: self.shown(places.all),
            n_left_out: self.shown(places.left_out),
            tables: tables
                .map(|(of, at)| table(*of, at.map(|it| self.shown(it))))
                .collect(),
        }
    }

    fn shown(&self, at: usize) -> Shown<u64> {
        match self.told(at) {
            Told::Rounded(it) => Shown::Value(it),
            Told::Exactly => Shown::Value(self.system.counts[at].value),
            _ => Shown::Suppressed,
        }
    }
}

/// Share and kappa come from the counts as they are shown.
fn table(criteria: [Criterion; 2], counts: [Shown<u64>; 4]) -> AgreementTable {
    let told = counts.map(|it| it.value().copied());
    let Some(known) = told.into_iter().collect::<Option<Vec<u64>>>() else {
        let (hidden, limits) = (Shown::Suppressed, Shown::Suppressed);
        let (share, kappa, interval, kappa_interval) = (hidden, hidden, limits, limits);
        return AgreementTable {
            criteria,
            counts,
            share,
            interval,
            kappa,
            kappa_interval,
        };
    };
    let share = wilson::share(known[0] + known[3], known.iter().sum());
    let share = share.ok_or(WhyMissing::NoRows);
    let kappa = estimate_kappa([known[0], known[1], known[2], known[3]]);
    let shown =
        |it: Result<f64, WhyMissing>| it.map_or_else(Shown::Missing, Shown::Value);
    let limits = |it: Result<Option<(f64, f64)>, WhyMissing>| match it {
        Ok(Some(it)) => Shown::Value(it),
        Ok(None) => Shown::Missing(WhyMissing::TooFew),
        Err(why) => Shown::Missing(why),
    };
    AgreementTable {
        criteria,
        counts,
        share: shown(share.map(|it| it.value)),
        interval: limits(share.map(|it| it.interval)),
        kappa: shown(kappa.map(|it| it.value)),
        kappa_interval: limits(kappa.map(|it| it.interval)),
    }
}

impl AgreementTable {
    /// Pairs with a yes by the first and by the second criterion.
    pub fn yes(&self) -> [Option<u64>; 2] {
        let of = |at: usize| self.counts[at].value().copied();
        [1, 2].map(|other| of(0).zip(of(other)).map(|(both, only)| both + only))
    }
}

#[cfg(test)]
#[path = "agreement_tests.rs"]
mod tests;
