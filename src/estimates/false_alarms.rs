//! False alarms. In: a rule set and a number of figures. Out: the chance that a process in
//! which nothing changes gives a signal all the same. Never: a chance taken from a book for
//! another length of series, another centre line or another combination of rules.
#![doc = ""]
#![doc = include_str!("false_alarms.md")]

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::anhoej::{Runs, fewest_usual, longest_usual};
use super::rule_sets::{Basis, ChartKind, FEWEST_POINTS, RuleSet, judge};
use crate::numeric::{Sum, real};

/// Name of the method.
pub const NAME: &str = "false-alarms";
/// Chances by number of figures, from [`FEWEST_POINTS`] on, made by [`simulate`].
const TABLE: &str = include_str!("false_alarms.csv");
/// Simulated series for each number of figures: the standard error is at most 0.0023.
const N_SERIES: u32 = 50_000;
/// Seed of the simulation; the number of figures is added.
const SEED: u64 = 20_140_101;

/// The chance that `n` figures of a stable process give a signal.
///
/// For `anhoej`: the chance of a signal by runs, exactly, given how many figures lie above
/// and below the median; and the simulated chance of a figure outside the limits when there
/// is no signal by runs. For `making-data-count`: the simulated chance of any signal.
pub fn false_alarm(rules: RuleSet, n: usize, runs: Option<Runs>) -> f64 {
    let simulated = tabulated(rules, n).unwrap_or_else(|| simulated_once(rules, n));
    let by_runs = runs.map_or(0.0, |it| runs_alarm(it.n_above, it.n_useful - it.n_above));
    match rules {
        RuleSet::Anhoej => by_runs + simulated,
        RuleSet::MakingDataCount => simulated,
    }
}

fn tabulated(rules: RuleSet, n: usize) -> Option<f64> {
    let row = TABLE.lines().nth(n.checked_sub(FEWEST_POINTS)? + 1)?;
    let column = match rules {
        RuleSet::Anhoej => 1,
        RuleSet::MakingDataCount => 2,
    };
    row.split(',').nth(column)?.parse().ok()
}

/// The chance of a signal by runs when every order of the figures is as likely: they lie
/// above and below the centre line this often.
pub fn runs_alarm(n_above: usize, n_below: usize) -> f64 {
    if n_above + n_below < 2 {
        return 0.0;
    }
    1.0 - quiet_orders(n_above, n_below) / n_orders(n_above, n_below)
}

/// How many orders of above and below have no run longer, and no fewer crossings, than is
/// usual.
fn quiet_orders(n_above: usize, n_below: usize) -> f64 {
    let n = n_above + n_below;
    let (longest, fewest) = (longest_usual(n), fewest_usual(n));
    let (above, below) = (splits(n_above, longest), splits(n_below, longest));
    let ways = |of: &[f64], n_runs: usize| of.get(n_runs).copied().unwrap_or(0.0);
    let orders = |n_runs: usize| {
        let (half, more) = (n_runs / 2, n_runs.div_ceil(2));
        // Runs alternate; an order starts with either side.
        ways(&above, half) * ways(&below, more) + ways(&above, more) * ways(&below, half)
    };
    // One run more than crossings.
    (fewest + 1..=n).map(orders).collect::<Sum>().value()
}

/// In how many ways `total` splits into 0, 1, 2 … runs of 1 up to `longest`.
fn splits(total: usize, longest: usize) -> Vec<f64> {
    let mut reached = vec![0.0; total + 1];
    reached[0] = 1.0;
    let mut ways = vec![reached[total]];
    for _ in 0..total {
        let next = |end: usize| -> f64 {
            (1..=longest.min(end)).map(|run| reached[end - run]).sum()
        };
        reached = (0..=total).map(next).collect();
        ways.push(reached[total]);
    }
    ways
}

/// In how many orders so many above and so many below can lie.
fn n_orders(n_above: usize, n_below: usize) -> f64 {
    let factor = |i: usize| real((n_below + i) as u64) / real(i as u64);
    (1..=n_above).map(factor).product()
}

/// What was simulated in this process: series longer than the table are few and the same.
static SIMULATED: Mutex<BTreeMap<(RuleSet, usize), f64>> = Mutex::new(BTreeMap::new());

/// The simulated chance, made once a process for each rule set and number of figures.
fn simulated_once(rules: RuleSet, n: usize) -> f64 {
    // Whoever waits for a simulation wants its result; a poisoned lock still holds those
    // that were finished.
    let mut known = SIMULATED.lock().unwrap_or_else(PoisonError::into_inner);
    *known.entry((rules, n)).or_insert_with(|| simulate(rules, n))
}

/// The share of simulated series with a signal; for `anhoej`, with one by the limits only.
fn simulate(rules: RuleSet, n: usize) -> f64 {
    let mut normals = Normals::new(SEED + n as u64);
    let is_alarm = |values: Vec<f64>| {
        judge(rules, &Basis::Values(values))
            .is_some_and(|it| it.chart != ChartKind::Run && it.has_signal())
    };
    let n_alarms = (0..N_SERIES).filter(|_| is_alarm(normals.series(n))).count();
    real(n_alarms as u64) / f64::from(N_SERIES)
}

/// A seeded source of standard normal values (Box & Muller 1958,
/// doi:10.1214/aoms/1177706645).
struct Normals(ChaCha8Rng);

impl Normals {
    fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number between 0 and 1, neither included.
    fn unit(&mut self) -> f64 {
        const SPAN: f64 = 4_294_967_296.0;
        (f64::from(self.0.next_u32()) + 0.5) / SPAN
    }

    fn series(&mut self, n: usize) -> Vec<f64> {
        let mut value = || {
            let (length, turn) = (self.unit(), self.unit());
            (-2.0 * length.ln()).sqrt() * (std::f64::consts::TAU * turn).cos()
        };
        (0..n).map(|_| value()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::estimates::agreement::assert_same_digits;

    /// Longest series in the table.
    const MOST_POINTS: usize = 120;

    #[test]
    fn chances_of_runs_agree_with_the_exact_ones_of_anhoej_and_wentzel_larsen() {
        // A centre line known beforehand: above or below by the toss of a coin.
        let table = include_str!("../../tests/reference/anhoej/specificity.csv");
        let mut n_compared = 0;
        for line in table.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let n: usize = fields[0].parse().unwrap();
            assert_eq!(fewest_usual(n).to_string(), fields[1], "n = {n}");
            assert_eq!(longest_usual(n).to_string(), fields[2], "n = {n}");
            let quiet: f64 = (0..=n).map(|above| quiet_orders(above, n - above)).sum();
            assert_same_digits(quiet / 2.0_f64.powf(real(n as u64)), fields[3]);
            n_compared += 1;
        }
        assert_eq!(n_compared, 91);
    }

    #[test]
    fn without_a_rule_every_order_is_quiet() {
        for (above, below) in [(0, 5), (3, 4), (6, 6)] {
            let every: f64 = (0..=above + below)
                .map(|n_runs| {
                    let (above, below) = (splits(above, 9), splits(below, 9));
                    let ways = |of: &[f64], n: usize| of.get(n).copied().unwrap_or(0.0);
                    let (half, more) = (n_runs / 2, n_runs.div_ceil(2));
                    ways(&above, half) * ways(&below, more)
                        + ways(&above, more) * ways(&below, half)
                })
                .sum();
            assert!((every - n_orders(above, below)).abs() < 1e-9, "{above}, {below}");
        }
    }

    /// The chance a report prints for a stable series of n different values.
    fn printed(rules: RuleSet, n: usize) -> f64 {
        let simulated = tabulated(rules, n).unwrap();
        match rules {
            // With an odd number the middle value lies on the median.
            RuleSet::Anhoej => runs_alarm(n / 2, n / 2) + simulated,
            RuleSet::MakingDataCount => simulated,
        }
    }

    fn check_rate(
        rules: RuleSet,
        n: usize,
        n_series: u32,
        basis: impl Fn(&mut Normals) -> Basis,
    ) {
        let mut normals = Normals::new(7 + n as u64);
        let has_signal = |_: &u32| {
            judge(rules, &basis(&mut normals)).is_some_and(|it| it.has_signal())
        };
        let n_alarms = (0..n_series).filter(has_signal).count();
        let (found, printed) =
            (real(n_alarms as u64) / f64::from(n_series), printed(rules, n));
        let error = (printed
            * (1.0 - printed)
            * (1.0 / f64::from(n_series) + 1.0 / f64::from(N_SERIES)))
        .sqrt();
        // Four standard errors: one in 16 000 by chance, and the seed is fixed.
        assert!(
            (found - printed).abs() < 4.0 * error,
            "{} with {n} points: {found} is not {printed}",
            rules.name()
        );
    }

    #[test]
    fn each_rule_set_has_the_false_alarm_rate_that_is_printed() {
        for (_, rules) in RuleSet::NAMES {
            for n in [12, 15, 20, 24, 36, 48] {
                check_rate(rules, n, 4_000, |it| Basis::Values(it.series(n)));
            }
        }
    }

    #[test]
    fn shares_of_many_rows_have_the_same_false_alarm_rate() {
        // Shares around 0.6 of 1 000 to 1 999 rows, each a normal draw rounded to a count.
        let shares = |normals: &mut Normals| {
            let deviations = normals.series(24).into_iter().enumerate();
            let share = deviations.map(|(i, it)| {
                let n = 1_000 + (i as u64 * 619) % 1_000;
                let (mean, sigma) = (0.6 * real(n), (0.24 * real(n)).sqrt());
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "some hundreds"
                )]
                let part = (mean + sigma * it).round() as u64;
                (part, n)
            });
            Basis::Shares(share.collect())
        };
        for (_, rules) in RuleSet::NAMES {
            check_rate(rules, 24, 4_000, shares);
        }
    }

    fn row(n: usize) -> String {
        let [anhoej, making_data_count] = RuleSet::NAMES.map(|it| simulate(it.1, n));
        format!("{n},{anhoej:.4},{making_data_count:.4}")
    }

    #[test]
    fn the_table_is_what_its_generator_makes() {
        if std::env::var_os("UPDATE").is_some() {
            write_table();
        }
        assert_eq!(TABLE.lines().count(), 2 + MOST_POINTS - FEWEST_POINTS);
        let line = TABLE.lines().find(|it| it.starts_with("13,"));
        assert_eq!(line, Some(row(13).as_str()));
    }

    #[expect(clippy::disallowed_methods, reason = "writes the table of the repository")]
    fn write_table() {
        let mut table = String::from("n,anhoej_outside_without_runs,making_data_count\n");
        for n in FEWEST_POINTS..=MOST_POINTS {
            let _ = writeln!(table, "{}", row(n));
        }
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/estimates/false_alarms.csv");
        std::fs::write(path, table).unwrap();
    }
}
