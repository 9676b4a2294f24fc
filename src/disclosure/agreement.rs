//! Agreement: how often the same clients get the same verdict, as far as it may be shown.
//!
//! In: the joint verdicts, the figures of the run and what of them is released. Out: for
//! each questionnaire and informant a table for every two criteria, and what an outsider can
//! work out about the hidden ones. Never: one of the four counts of a table that is hidden;
//! a figure of the run hidden or shown for it.
//!
//! A table is hidden as a whole when one of its counts is small, or nought where the policy
//! hides that. The others have to stand the attack, see [`super::agreement_attack`].

use super::agreement_attack::Attacked;
use super::{Policy, Protected, Releasable, Release};
use crate::estimates::{Figure, estimate_kappa, wilson};
use crate::indicators::{Computing, Criterion, Joint, Judged, Thresholds, Verdicts};
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

/// One table before it is released.
pub(super) struct Table {
    /// Position of its group.
    pub(super) group: usize,
    pub(super) criteria: [Criterion; 2],
    /// As in [`AgreementTable::counts`].
    pub(super) counts: [u64; 4],
}

/// One group before it is released.
pub(super) struct Group<'a> {
    pub(super) instrument: String,
    pub(super) informant: String,
    pub(super) criteria: Vec<Criterion>,
    pub(super) judged: &'a Judged,
    pub(super) n: u64,
    n_left_out: u64,
}

/// Passes the joint verdicts through the gate, after the figures of the run.
pub fn release_agreement(
    joint: &Joint,
    thresholds: Thresholds,
    figures: &[Figure],
    release: &Release,
    computing: Computing,
    policy: &Policy,
) -> Releasable<Agreement> {
    let groups: Vec<Group> =
        joint.0.iter().filter_map(|(key, it)| Group::new(*key, it, computing)).collect();
    let tables: Vec<Table> =
        groups.iter().enumerate().flat_map(|(at, it)| it.tables(at)).collect();
    let judge =
        |it: &Table| groups[it.group].is_small(policy) || it.has_small_count(policy);
    let mut hidden: Vec<bool> = tables.iter().map(judge).collect();
    let mut protection = Vec::new();
    if policy.smallest_count > 0 && !tables.is_empty() {
        let attacked = Attacked::new((&groups, &tables), figures, release, computing);
        (hidden, protection) = attacked.protect(&hidden, computing, policy);
    }
    let of_group = |at: usize, group: &Group| {
        let tables = tables.iter().zip(&hidden).filter(|it| it.0.group == at);
        let tables = tables.map(|(it, hide)| it.released(*hide, policy)).collect();
        group.released(tables, policy)
    };
    let groups = groups.iter().enumerate().map(|(at, it)| of_group(at, it)).collect();
    Releasable::new(Agreement { groups, thresholds, protection })
}

/// Whether every one of the criteria is known.
pub(super) fn is_complete(verdicts: Verdicts, criteria: &[Criterion]) -> bool {
    criteria.iter().all(|it| verdicts.of(*it).is_some())
}

/// Which of the four counts of a table a pair is in.
pub(super) fn place(verdicts: Verdicts, criteria: [Criterion; 2]) -> Option<usize> {
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
    fn new(
        (instrument, informant): (u32, u32),
        judged: &'a Judged,
        computing: Computing,
    ) -> Option<Self> {
        let known =
            |it: &Criterion| judged.pairs.keys().any(|pair| pair.of(*it).is_some());
        let criteria: Vec<Criterion> = Criterion::ALL.into_iter().filter(known).collect();
        let complete = |it: &(&Verdicts, &u64)| is_complete(*it.0, &criteria);
        let n = judged.pairs.iter().filter(complete).map(|it| it.1).sum();
        let all: u64 = judged.pairs.values().sum();
        let informant = u8::try_from(informant).ok()?;
        let group = Self {
            instrument: computing.names.text("instrument", instrument)?,
            informant: crate::tables::INFORMANT.code(informant)?.to_owned(),
            criteria,
            judged,
            n,
            n_left_out: all - n,
        };
        (group.criteria.len() > 1 && group.n > 0).then_some(group)
    }

    pub(super) fn is_small(&self, policy: &Policy) -> bool {
        policy.is_small(self.n) || policy.is_small(self.judged.n_clients)
    }

    /// A table for every two of its criteria.
    fn tables(&self, group: usize) -> Vec<Table> {
        let mut tables = Vec::new();
        for (at, first) in self.criteria.iter().enumerate() {
            for second in &self.criteria[at + 1..] {
                let criteria = [*first, *second];
                let mut counts = [0; 4];
                for (verdicts, n) in &self.judged.pairs {
                    let place = place(*verdicts, criteria);
                    let place = place.filter(|_| is_complete(*verdicts, &self.criteria));
                    if let Some(place) = place {
                        counts[place] += n;
                    }
                }
                tables.push(Table { group, criteria, counts });
            }
        }
        tables
    }

    fn released(&self, tables: Vec<AgreementTable>, policy: &Policy) -> AgreementGroup {
        let hide = self.is_small(policy);
        let count = |n: u64, hide: bool| {
            if hide { Shown::Suppressed } else { Shown::Value(policy.round(n)) }
        };
        AgreementGroup {
            instrument: self.instrument.clone(),
            informant: self.informant.clone(),
            criteria: self.criteria.clone(),
            n: count(self.n, hide),
            n_left_out: count(self.n_left_out, hide || policy.is_small(self.n_left_out)),
            tables,
        }
    }
}

impl Table {
    fn has_small_count(&self, policy: &Policy) -> bool {
        let is_none = |n: u64| policy.hides_none_or_all && n == 0;
        self.counts.iter().any(|it| policy.is_small(*it) || is_none(*it))
    }

    /// Share and kappa come from the counts as they are shown.
    fn released(&self, hide: bool, policy: &Policy) -> AgreementTable {
        let counts = self.counts.map(|it| policy.round(it));
        let n: u64 = counts.iter().sum();
        let share = wilson::share(counts[0] + counts[3], n).ok_or(WhyMissing::NoRows);
        let kappa = estimate_kappa(counts);
        let shown = |it: Result<f64, WhyMissing>| match it {
            _ if hide => Shown::Suppressed,
            Ok(it) => Shown::Value(it),
            Err(why) => Shown::Missing(why),
        };
        let limits = |it: Result<Option<(f64, f64)>, WhyMissing>| match it {
            _ if hide => Shown::Suppressed,
            Ok(Some(it)) => Shown::Value(it),
            Ok(None) => Shown::Missing(WhyMissing::TooFew),
            Err(why) => Shown::Missing(why),
        };
        AgreementTable {
            criteria: self.criteria,
            counts: counts
                .map(|it| if hide { Shown::Suppressed } else { Shown::Value(it) }),
            share: shown(share.map(|it| it.value)),
            interval: limits(share.map(|it| it.interval)),
            kappa: shown(kappa.map(|it| it.value)),
            kappa_interval: limits(kappa.map(|it| it.interval)),
        }
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
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::tables::{INFORMANT, Names};
    use crate::terms::{Day, Every, PeriodGrid};

    const THREE: [Criterion; 3] =
        [Criterion::ReliableChange, Criterion::CutOff, Criterion::Goals];

    /// The agreement over pairs of which each of the eight combinations of three verdicts
    /// has so many.
    fn released(counts: [u64; 8], policy: &Policy) -> Agreement {
        let verdicts = |at: usize| {
            let yes = |it: usize| Some(at >> it & 1 == 1);
            let it = THREE.iter().enumerate();
            it.fold(Verdicts::default(), |all, (nth, of)| all.with(*of, yes(nth)))
        };
        let pairs = counts.iter().enumerate().filter(|it| *it.1 > 0);
        let pairs: BTreeMap<Verdicts, u64> =
            pairs.map(|(at, n)| (verdicts(at), *n)).collect();
        let n_clients = counts.iter().sum();
        let names = Names::default();
        let instrument = names.intern("instrument", "sdq").unwrap();
        let parent = u32::from(INFORMANT.index("parent").unwrap());
        let judged = Judged { pairs, n_clients };
        let joint = Joint(BTreeMap::from([((instrument, parent), judged)]));
        let day = |year, month, day| Day::new(year, month, day).unwrap();
        let (from, until) = (day(2016, 1, 1), day(2016, 12, 31));
        let grid = PeriodGrid::new(from, until, Every::Year, (1, 1)).unwrap();
        let computing = Computing { asked: &[], grid: &grid, names: &names };
        let (release, thresholds) = (Release::default(), Thresholds::default());
        (*release_agreement(&joint, thresholds, &[], &release, computing, policy)).clone()
    }

    fn table(agreement: &Agreement, criteria: [Criterion; 2]) -> AgreementTable {
        let mut tables = agreement.groups[0].tables.iter();
        tables.find(|it| it.criteria == criteria).unwrap().clone()
    }

    #[test]
    fn a_table_with_a_small_count_is_hidden_as_a_whole() {
        let policy = Policy::named("default").unwrap();
        // Three pairs are reliably better and not over the cut-off.
        let agreement = released([40, 2, 30, 30, 30, 1, 30, 40], &policy);
        let hidden = table(&agreement, [THREE[0], THREE[1]]);
        assert_eq!(hidden.counts, [Shown::Suppressed; 4]);
        assert_eq!((hidden.share, hidden.kappa), (Shown::Suppressed, Shown::Suppressed));
        assert_eq!(hidden.yes(), [None, None]);
    }

    #[test]
    fn nobody_in_a_cell_is_hidden_where_the_policy_hides_that() {
        let counts = [40, 0, 30, 30, 30, 0, 30, 40];
        let hidden = released(counts, &Policy::named("default").unwrap());
        assert_eq!(table(&hidden, [THREE[0], THREE[1]]).counts[0], Shown::Suppressed);
        let shown = released(counts, &Policy::named("opensafely").unwrap());
        assert_eq!(table(&shown, [THREE[0], THREE[1]]).counts[1], Shown::Value(0));
    }

    #[test]
    fn shares_and_kappa_come_from_the_counts_that_are_shown() {
        let agreement =
            released([40, 20, 30, 30, 30, 20, 30, 40], &Policy::named("cbs").unwrap());
        let shown = table(&agreement, [THREE[0], THREE[1]]);
        let counts = shown.counts.map(|it| *it.value().unwrap());
        assert_eq!(counts, [70, 40, 60, 70]);
        let kappa = estimate_kappa(counts).unwrap();
        assert_eq!(shown.kappa, Shown::Value(kappa.value));
        assert_eq!(shown.share, Shown::Value(140.0 / 240.0));
    }

    #[test]
    fn every_hidden_count_keeps_the_width_the_policy_asks_for() {
        use rand_chacha::rand_core::{Rng, SeedableRng};
        let policy = Policy::named("default").unwrap();
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(7);
        let (mut n_hidden, mut n_shown) = (0, 0);
        for _ in 0..60 {
            let counts = [(); 8].map(|()| u64::from(random.next_u32() % 60));
            let agreement = released(counts, &policy);
            for it in &agreement.protection {
                let width = it.upper.unwrap() - it.lower + 1;
                assert!(width >= policy.smallest_count, "{counts:?} {it:?}");
            }
            n_hidden += agreement.protection.len();
            let is_shown = |it: &&AgreementTable| it.share.value().is_some();
            n_shown += agreement.groups[0].tables.iter().filter(is_shown).count();
        }
        assert!(n_hidden > 50 && n_shown > 50, "{n_hidden} hidden, {n_shown} shown");
    }

    #[test]
    fn what_is_shown_adds_up_to_the_pairs() {
        let policy = Policy::named("default").unwrap();
        let agreement = released([40, 20, 30, 30, 30, 20, 30, 40], &policy);
        assert_eq!(agreement.groups[0].n, Shown::Value(240));
        for table in &agreement.groups[0].tables {
            let n: u64 = table.counts.iter().filter_map(|it| it.value()).sum();
            assert_eq!(n, 240);
        }
    }
}
