//! Coverage: 95 % intervals hold the true value about 95 times in a hundred.
//!
//! In: made-up samples from known truths, drawn with a fixed seed. Out: agreement of the
//! share of intervals that hold the truth, within what chance allows. Also: every interval
//! holds its own estimate, and is narrower with more clients.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::{
    CONFIDENCE, Estimate, ProportionInterval, estimate_mean, estimate_proportion,
};
use crate::indicators::cell_of;
use crate::numeric::real;

/// Samples per check: the standard error of the coverage is then 0.5 percentage points.
const SAMPLES: u32 = 2000;
/// Standard errors of the coverage within which it must lie: once in ten thousand outside.
const ROOM: f64 = 4.0;

const ALL: [ProportionInterval; 3] = [
    ProportionInterval::Wilson,
    ProportionInterval::ClopperPearson,
    ProportionInterval::Jeffreys,
];

/// The share of samples whose interval holds the truth.
fn coverage(
    seed: u64,
    truth: f64,
    mut draw: impl FnMut(&mut ChaCha8Rng) -> Vec<Vec<f64>>,
    estimate: impl Fn(&[&[f64]]) -> Estimate,
) -> f64 {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut n_held = 0;
    for _ in 0..SAMPLES {
        let clients = draw(&mut chance);
        let clients: Vec<&[f64]> = clients.iter().map(Vec::as_slice).collect();
        let (lower, upper) = estimate(&clients).interval.unwrap();
        n_held += u64::from(lower <= truth && truth <= upper);
    }
    real(n_held) / f64::from(SAMPLES)
}

/// How far chance takes the coverage of that many samples.
fn room() -> f64 {
    ROOM * (CONFIDENCE * (1.0 - CONFIDENCE) / f64::from(SAMPLES)).sqrt()
}

#[track_caller]
fn about(coverage: f64, bias: f64) {
    let off = (coverage - CONFIDENCE).abs();
    assert!(off <= room() + bias, "{coverage} is not about {CONFIDENCE}");
}

/// A number from 0 up to 1.
fn uniform(chance: &mut ChaCha8Rng) -> f64 {
    f64::from(chance.next_u32()) / (f64::from(u32::MAX) + 1.0)
}

fn yes(chance: &mut ChaCha8Rng, share: f64) -> f64 {
    f64::from(u8::from(uniform(chance) < share))
}

/// Roughly normal, with mean 0 and variance 1: twelve uniform numbers less six.
fn normal(chance: &mut ChaCha8Rng) -> f64 {
    (0..12).map(|_| uniform(chance)).sum::<f64>() - 6.0
}

/// How often clients appear: most once, some twice, few up to four times.
fn rows_of(chance: &mut ChaCha8Rng) -> usize {
    match uniform(chance) {
        it if it < 0.7 => 1,
        it if it < 0.9 => 2,
        it if it < 0.95 => 3,
        _ => 4,
    }
}

fn share_of(interval: ProportionInterval) -> impl Fn(&[&[f64]]) -> Estimate {
    move |clients| estimate_proportion(&cell_of(clients), 0, interval).unwrap()
}

#[test]
fn intervals_of_shares_hold_the_truth_as_often_as_they_say() {
    let draw = |chance: &mut ChaCha8Rng| -> Vec<Vec<f64>> {
        (0..120).map(|_| vec![yes(chance, 0.8)]).collect()
    };
    for interval in [ProportionInterval::Wilson, ProportionInterval::Jeffreys] {
        // Counts are whole, so the coverage of any interval swings by a point or so.
        about(coverage(1, 0.8, draw, share_of(interval)), 0.012);
    }
}

#[test]
fn the_exact_interval_holds_the_truth_at_least_as_often_as_it_says() {
    for (seed, share) in [(2, 0.8), (3, 0.05), (4, 0.5)] {
        let draw = |chance: &mut ChaCha8Rng| -> Vec<Vec<f64>> {
            (0..40).map(|_| vec![yes(chance, share)]).collect()
        };
        let exact =
            coverage(seed, share, draw, share_of(ProportionInterval::ClopperPearson));
        assert!(exact >= CONFIDENCE - room(), "{exact}");
    }
}

#[test]
fn intervals_of_shares_hold_the_truth_when_clients_repeat() {
    // A client's rows are alike: half of the time they are copies of the first.
    let draw = |chance: &mut ChaCha8Rng| -> Vec<Vec<f64>> {
        let client = |chance: &mut ChaCha8Rng| {
            let first = yes(chance, 0.8);
            let copies = uniform(chance) < 0.5;
            let row = |chance: &mut ChaCha8Rng| {
                if copies { first } else { yes(chance, 0.8) }
            };
            let mut rows = vec![first];
            rows.extend((1..rows_of(chance)).map(|_| row(chance)).collect::<Vec<_>>());
            rows
        };
        (0..100).map(|_| client(chance)).collect()
    };
    for interval in ALL {
        let held = coverage(5, 0.8, draw, share_of(interval));
        assert!(held >= CONFIDENCE - room() - 0.012, "{}: {held}", interval.name());
        assert!(held <= 0.99, "{}: {held} is far too often", interval.name());
    }
}

#[test]
fn intervals_of_means_hold_the_truth_as_often_as_they_say() {
    let draw = |chance: &mut ChaCha8Rng| -> Vec<Vec<f64>> {
        (0..25).map(|_| vec![7.5 + 1.3 * normal(chance)]).collect()
    };
    about(coverage(6, 7.5, draw, |it| estimate_mean(&cell_of(it), 0).unwrap()), 0.0);
}

#[test]
fn intervals_of_means_hold_the_truth_when_clients_repeat() {
    let draw = |chance: &mut ChaCha8Rng| -> Vec<Vec<f64>> {
        let client = |chance: &mut ChaCha8Rng| {
            let own = normal(chance);
            let row = |chance: &mut ChaCha8Rng| 7.5 + own + normal(chance);
            (0..rows_of(chance)).map(|_| row(chance)).collect::<Vec<_>>()
        };
        (0..80).map(|_| client(chance)).collect()
    };
    // With eighty clients the sandwich is still a little too narrow (Cameron & Miller 2015).
    about(coverage(7, 7.5, draw, |it| estimate_mean(&cell_of(it), 0).unwrap()), 0.01);
}

#[test]
fn every_interval_holds_its_estimate_and_narrows_with_more_clients() {
    let mut chance = ChaCha8Rng::seed_from_u64(8);
    for _ in 0..100 {
        let share = uniform(&mut chance);
        let clients: Vec<Vec<f64>> = (0..30)
            .map(|_| (0..rows_of(&mut chance)).map(|_| yes(&mut chance, share)).collect())
            .collect();
        let once: Vec<&[f64]> = clients.iter().map(Vec::as_slice).collect();
        let fourfold = once.repeat(4);
        let mean = |it: &[&[f64]]| estimate_mean(&cell_of(it), 0).unwrap();
        let mut pairs = vec![(mean(&once), mean(&fourfold))];
        pairs.extend(ALL.map(|it| (share_of(it)(&once), share_of(it)(&fourfold))));
        // Marks that are all equal have no interval.
        for (few, many) in pairs.into_iter().filter(|it| it.0.interval.is_some()) {
            for it in [few, many] {
                let (lower, upper) = it.interval.unwrap();
                assert!(lower <= it.value && it.value <= upper, "{it:?}");
            }
            let width = |it: Estimate| it.interval.map(|it| it.1 - it.0).unwrap();
            assert!(width(many) <= width(few), "{}", few.method);
        }
    }
}
