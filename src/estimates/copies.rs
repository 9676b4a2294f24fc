//! Every row four times over under the same client number changes nothing: not a value, and
//! no verdict. One test over every method that rests on rows.

use super::draws::{Draws, add_client};
use super::funnel::{Unit, funnel_of_clients};
use super::kaplan_meier::at_least;
use super::log_rank::log_rank;
use super::{
    Estimate, ProportionInterval, estimate_effect_size, estimate_incidence,
    estimate_mean, estimate_median_time, estimate_proportion, estimate_ratio,
    trend_proportions,
};
use crate::indicators::{Cell, Overdispersion, Spell, Standardiser, cell_of, pairs_of};
use crate::numeric::real;

const COPIES: usize = 4;

/// How much wider an interval may be: the quantile of t with few clients in place of the
/// normal one, and the correction G/(G − 1) of the variance between clients.
const WIDER: f64 = 1.12;

#[track_caller]
fn check(what: &str, once: &Estimate, copied: &Estimate) {
    assert!((once.value - copied.value).abs() < 1e-9, "{what}: {once:?} {copied:?}");
    let width = |it: &Estimate| it.interval.map(|(lower, upper)| upper - lower);
    match (width(once), width(copied)) {
        (Some(once), Some(copied)) => {
            let ratio = copied / once;
            assert!((1.0 - 1e-9..=WIDER).contains(&ratio), "{what}: {ratio}");
        }
        (once, copied) => assert_eq!(once.is_some(), copied.is_some(), "{what}"),
    }
}

/// Forty clients, a few of them with two rows.
fn clients(draws: &mut Draws, value: impl Fn(&mut Draws) -> f64) -> Vec<Vec<f64>> {
    let client = |nth: u32| {
        let first = value(draws);
        if nth.is_multiple_of(8) { vec![first, first] } else { vec![first] }
    };
    (0..40).map(client).collect()
}

fn copied<T: Copy>(clients: &[Vec<T>]) -> Vec<Vec<T>> {
    clients.iter().map(|it| it.repeat(COPIES)).collect()
}

fn both<T: Copy>(clients: &[Vec<T>], cell: impl Fn(&[&[T]]) -> Cell) -> [Cell; 2] {
    [clients.to_vec(), copied(clients)]
        .map(|it| cell(&it.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

#[test]
fn shares_and_means_do_not_change() {
    let mut draws = Draws::new(1);
    let shares = clients(&mut draws, |it| f64::from(u8::from(it.unit() < 0.7)));
    let [once, copied] = both(&shares, cell_of);
    for (name, interval) in ProportionInterval::NAMES {
        let of = |it: &Cell| estimate_proportion(it, 0, interval).unwrap();
        check(name, &of(&once), &of(&copied));
    }
    let [once, copied] = both(&clients(&mut draws, Draws::normal), cell_of);
    let of = |it: &Cell| estimate_mean(it, 0).unwrap();
    check("t", &of(&once), &of(&copied));
}

#[test]
fn ratios_and_effect_sizes_do_not_change() {
    let mut draws = Draws::new(2);
    let pairs: Vec<Vec<(f64, f64)>> = clients(&mut draws, |it| 20.0 + 5.0 * it.normal())
        .into_iter()
        .map(|it| vec![(it[0], 0.7 * it[0] + 3.0 * draws.normal()); it.len()])
        .collect();
    let [once, copied] = both(&pairs, pairs_of);
    let ratio = |it: &Cell| estimate_ratio(it).unwrap();
    check("ratio", &ratio(&once), &ratio(&copied));
    for by in [Standardiser::Start, Standardiser::StartCorrected, Standardiser::Average] {
        let (once, copied) = (
            estimate_effect_size(&once, by).unwrap(),
            estimate_effect_size(&copied, by).unwrap(),
        );
        // The correction for few pairs, and d²/(2·df), count pairs and not clients.
        assert!((once.value - copied.value).abs() < 0.03 * once.value.abs());
        let width = |it: &Estimate| it.interval.map(|it| it.1 - it.0).unwrap();
        let ratio = width(&copied) / width(&once);
        assert!((0.98..=WIDER).contains(&ratio), "{by:?}: {ratio}");
    }
}

fn times(clients: &[Vec<Spell>]) -> [Cell; 2] {
    [clients.to_vec(), copied(clients)].map(|clients| {
        let mut cell = Cell { n_clients: clients.len() as u64, ..Cell::default() };
        for rows in clients {
            cell.n += rows.len() as u64;
            add_client(&mut cell, rows);
        }
        cell
    })
}

fn spells(seed: u64, longer: u32) -> Vec<Vec<Spell>> {
    let mut draws = Draws::new(seed);
    let client = |nth: u32| {
        let row = |draws: &mut Draws| Spell {
            days: 30 + longer + draws.below(400),
            ended: draws.unit() < 0.7,
            cause: None,
        };
        let rows: Vec<Spell> = (0..if nth.is_multiple_of(8) { 2 } else { 1 })
            .map(|_| row(&mut draws))
            .collect();
        let cause = |it: Spell| Spell {
            cause: it.ended.then(|| usize::from(it.days.is_multiple_of(3))),
            ..it
        };
        rows.into_iter().map(cause).collect()
    };
    (0..60).map(client).collect()
}

#[test]
fn curves_do_not_change() {
    for seed in 3..8 {
        let [once, copied] = times(&spells(seed, 0));
        let median = |it: &Cell| estimate_median_time(it).unwrap();
        let (a, b) = (median(&once), median(&copied));
        assert_eq!((a.value, a.interval), (b.value, b.interval), "median");
        assert_eq!(at_least(&once.times), at_least(&copied.times));
        let incidence = |it: &Cell| estimate_incidence(it, 0, 200).unwrap();
        let (a, b) = (incidence(&once), incidence(&copied));
        let (a, b) = ((a.value, a.interval.unwrap()), (b.value, b.interval.unwrap()));
        for (a, b) in [(a.0, b.0), (a.1.0, b.1.0), (a.1.1, b.1.1)] {
            assert!((a - b).abs() < 1e-3 * (1.0 - a), "incidence: {a} {b}");
        }
    }
}

// The p-value went from .22 to .012.
#[test]
fn tests_between_groups_do_not_change() {
    for seed in 9..14 {
        let ([one, one_copied], [other, other_copied]) =
            (times(&spells(seed, 0)), times(&spells(seed + 20, 35)));
        let p = |a: &Cell, b: &Cell| log_rank(&[&a.times, &b.times]).unwrap().p_value();
        let (before, after) = (p(&one, &other), p(&one_copied, &other_copied));
        assert!((before - after).abs() < 1e-9, "{before} {after}");
    }
}

// A unit went from within to outside.
#[test]
fn funnels_and_trends_do_not_change() {
    let unit = |n: u64, numerator: u64| Unit { n, numerator, expected: 0.7 };
    let clients = |n_yes: usize| -> Vec<Vec<f64>> {
        (0..40).map(|it| vec![f64::from(u8::from(it < n_yes))]).collect()
    };
    for n_yes in [22, 30] {
        let [once, copied] = both(&clients(n_yes), cell_of);
        let place = |cell: &Cell| {
            let effect = estimate_proportion(cell, 0, ProportionInterval::Wilson);
            let numerator = n_yes as u64 * cell.n / 40;
            let unit = unit(cell.n, numerator);
            let effect = effect.unwrap().design_effect;
            funnel_of_clients(&[(unit, effect)], Overdispersion::None).places[0]
        };
        let (a, b) = (place(&once), place(&copied));
        assert_eq!(a.position, b.position);
        assert!(b.at_95.0 <= a.at_95.0 && b.at_95.0 > a.at_95.0 - 0.02);
    }
    let periods = [20, 24, 22, 27, 30, 29];
    let trend = |n_copies: usize| {
        let point = |(at, n_yes): (u32, &usize)| {
            let rows: Vec<Vec<f64>> =
                clients(*n_yes).iter().map(|it| it.repeat(n_copies)).collect();
            let cell = cell_of(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
            let estimate = estimate_proportion(&cell, 0, ProportionInterval::Wilson);
            let effect = estimate.unwrap().design_effect.unwrap_or(1.0);
            let n = real(cell.n) / effect;
            (f64::from(at), n * real(*n_yes as u64) / 40.0, n)
        };
        trend_proportions(&(0..).zip(&periods).map(point).collect::<Vec<_>>()).unwrap()
    };
    let (once, copied) = (trend(1), trend(COPIES));
    assert!((once.slope - copied.slope).abs() < 1e-9);
    assert_eq!(once.movement(), copied.movement());
    assert!(copied.p_value >= once.p_value * 0.999);
}
