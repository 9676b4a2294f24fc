//! What of the agreement may be shown.

use super::*;
use crate::indicators::{Judged, Mark, Verdicts};
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
    let mut key = 0;
    let rows = pairs.iter().map(|(verdicts, n)| {
        let rows = (key..key + n).map(Mark::of_row).fold(Mark::NONE, Mark::and);
        key += n;
        (*verdicts, rows)
    });
    let rows = rows.collect();
    let n_clients = counts.iter().sum();
    let names = Names::default();
    let instrument = names.intern("instrument", "sdq").unwrap();
    let parent = u32::from(INFORMANT.index("parent").unwrap());
    let judged = Judged { pairs, rows, n_clients };
    let joint = Joint(BTreeMap::from([((instrument, parent), judged)]));
    let day = |year, month, day| Day::new(year, month, day).unwrap();
    let (from, until) = (day(2016, 1, 1), day(2016, 12, 31));
    let grid = PeriodGrid::new(from, until, Every::Year, (1, 1)).unwrap();
    let computing = Computing { asked: &[], grid: &grid, names: &names };
    let (release, thresholds) = (Release::default(), Thresholds::default());
    let it = release_agreement(&joint, thresholds, &release, computing, policy);
    (*it.unwrap()).clone()
}

fn table(agreement: &Agreement, criteria: [Criterion; 2]) -> AgreementTable {
    let mut tables = agreement.groups[0].tables.iter();
    tables.find(|it| it.criteria == criteria).unwrap().clone()
}

#[test]
fn a_table_with_a_small_count_has_no_share_and_nobody_looks_like_a_few() {
    let policy = Policy::named("default").unwrap();
    for few in [0, 3] {
        let agreement = released([40, few, 30, 30, 30, 0, 30, 40], &policy);
        let hidden = table(&agreement, [THREE[0], THREE[1]]);
        assert_eq!(hidden.counts[1], Shown::Suppressed, "{few}");
        assert_eq!((hidden.share, hidden.kappa), (Shown::Suppressed, Shown::Suppressed));
    }
}

#[test]
fn shares_and_kappa_come_from_the_counts_that_are_shown() {
    let agreement =
        released([40, 20, 30, 30, 30, 20, 30, 40], &Policy::named("cbs").unwrap());
    let shown = table(&agreement, [THREE[0], THREE[1]]);
    let counts = shown.counts.map(|it| *it.value().unwrap());
    assert!(counts.iter().all(|it| it % 5 == 0), "{counts:?}");
    let kappa = estimate_kappa(counts).unwrap();
    assert_eq!(shown.kappa, Shown::Value(kappa.value));
}

#[test]
fn every_count_keeps_five_values() {
    let policy = Policy::named("default").unwrap();
    for at in 0..60_u64 {
        let counts = [0_u64, 1, 2, 3, 4, 5, 6, 7].map(|it| mix(at << 3 | it) % 60);
        let agreement = released(counts, &policy);
        assert!(!agreement.protection.is_empty());
        for it in &agreement.protection {
            let is_wide = it.upper.is_none_or(|upper| upper - it.lower + 1 >= 5);
            assert!(is_wide, "{counts:?} {it:?}");
        }
    }
}

#[test]
fn as_counted_it_adds_up_to_the_pairs() {
    let none = Policy::none(crate::terms::Text::same("made up"));
    let agreement = released([40, 20, 30, 30, 30, 20, 30, 40], &none);
    assert_eq!(agreement.groups[0].n, Shown::Value(240));
    for table in &agreement.groups[0].tables {
        let n: u64 = table.counts.iter().filter_map(|it| it.value()).sum();
        assert_eq!(n, 240);
    }
}
