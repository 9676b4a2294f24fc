//! Funnel. In: counts of several units and what was expected of each. Out: for each the limits
//! of chance and where it lies. Never: an order of units.
#![doc = ""]
#![doc = include_str!("funnel.md")]

use super::distributions::{Tail, beta_tails, gamma_quantile, normal_quantile};
use super::overdispersion::{self, FEWEST_UNITS, Spread};
use crate::indicators::Overdispersion;
use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "funnel";
/// What chance leaves outside the inner limits, on each side: together 5 %.
pub const TAIL_95: f64 = 0.025;
/// What chance leaves outside the outer limits, on each side: together 0.2 %, which is three
/// standard deviations (Spiegelhalter 2005, section 2).
pub const TAIL_998: f64 = 0.001;

/// What dividing may lose of a whole number.
const ROUNDING: f64 = 1e-9;

/// Lower and upper limit.
pub type Limits = (f64, f64);

/// What is known of one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// Rows.
    pub n: u64,
    /// Rows that count.
    pub numerator: u64,
    /// The share expected of it, 0–1 exclusive: that of all together, or by its case mix.
    pub expected: f64,
}

/// Where a unit lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// Chance explains it.
    Within,
    /// Outside the limits that chance passes in 5 % of units.
    Outside95,
    /// Outside the limits that chance passes in 0.2 % of units.
    Outside998,
}

impl Position {
    /// The word in `comparisons`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::Outside95 => "outside-95",
            Self::Outside998 => "outside-998",
        }
    }

    /// Where a value lies; on a limit is within.
    pub fn of(value: f64, at_95: Limits, at_998: Limits) -> Self {
        let outside = |it: Limits| value < it.0 || it.1 < value;
        if outside(at_998) {
            Self::Outside998
        } else if outside(at_95) {
            Self::Outside95
        } else {
            Self::Within
        }
    }
}

/// The limits of a unit, and where it lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Distance from what was expected, in standard deviations of the transformed share.
    pub z: f64,
    /// Limits of the share at 95 %.
    pub at_95: Limits,
    /// Limits of the share at 99.8 %.
    pub at_998: Limits,
    /// Where it lies.
    pub position: Position,
}

/// The places of all units, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    /// How much the units differ more than chance; `None` when it was not asked for, or there
    /// are too few units to say.
    pub spread: Option<Spread>,
    /// One a unit.
    pub places: Vec<Place>,
}

/// The funnel of units that have rows, each of another client.
///
/// Without overdispersion, and when there is none, the limits are [exact](binomial_limits).
pub fn funnel(units: &[Unit], model: Overdispersion) -> Funnel {
    let alone: Vec<(Unit, Option<f64>)> = units.iter().map(|it| (*it, None)).collect();
    funnel_of_clients(&alone, model)
}

/// The funnel of units that have rows, with the design effect of the share of each unit in
/// which clients repeat.
///
/// The design effect of one unit is known badly. So that of all these units together counts
/// for each: their mean, weighted by rows. A unit is placed as if it had so many fewer rows.
pub fn funnel_of_clients(units: &[(Unit, Option<f64>)], model: Overdispersion) -> Funnel {
    let common = common_effect(units);
    let worth = |unit: &Unit, effect: &Option<f64>| {
        rows_worth(unit.n, effect.map_or(1.0, |_| common))
    };
    let worths: Vec<u64> = units.iter().map(|it| worth(&it.0, &it.1)).collect();
    let errors: Vec<f64> = worths.iter().map(|it| error(*it)).collect();
    let scores: Vec<f64> =
        units.iter().zip(&errors).map(|(it, error)| it.0.distance() / error).collect();
    let asked = model != Overdispersion::None && units.len() >= FEWEST_UNITS;
    let spread = if asked { overdispersion::spread(&scores, &errors) } else { None };
    let place = |((unit, _), worth): (&(Unit, Option<f64>), &u64)| {
        let (at_95, at_998) = limits(*worth, unit.expected, spread, model);
        let by_chance = error(*worth);
        let z = unit.distance() / widened(by_chance, spread, model).unwrap_or(by_chance);
        let position = Position::of(unit.share(), at_95, at_998);
        Place { z, at_95, at_998, position }
    };
    Funnel { spread, places: units.iter().zip(&worths).map(place).collect() }
}

/// The design effect of units in which clients repeat, together; 1 when in none.
pub fn common_effect(units: &[(Unit, Option<f64>)]) -> f64 {
    let repeating = units.iter().filter_map(|it| Some((real(it.0.n), it.1?)));
    let (n, sum) = repeating
        .fold((0.0, 0.0), |(n, sum), (rows, effect)| (n + rows, sum + rows * effect));
    if sum > n { sum / n } else { 1.0 }
}

/// Rows of different clients that say as much as `n` rows with that design effect, in whole
/// rows, one at least.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of rows, divided by 1 or more"
)]
pub fn rows_worth(n: u64, effect: f64) -> u64 {
    let worth = (real(n) / effect + ROUNDING).floor() as u64;
    if worth > 0 { worth } else { 1 }
}

/// The limits at 95 and 99.8 % for a unit of `n` rows, or that says as much as `n` rows.
pub fn limits(
    n: u64,
    expected: f64,
    spread: Option<Spread>,
    model: Overdispersion,
) -> (Limits, Limits) {
    let error = widened(error(n), spread, model);
    let limits = |tail| match error {
        Some(error) => transformed_limits(expected, error, tail),
        None => binomial_limits(n, expected, tail),
    };
    (limits(TAIL_95), limits(TAIL_998))
}

/// The standard deviation of a unit that differs by more than chance; `None` when it does
/// not.
fn widened(by_chance: f64, spread: Option<Spread>, model: Overdispersion) -> Option<f64> {
    let spread = spread.filter(|it| it.widens(model))?;
    Some(spread.error(by_chance, model))
}

/// Standard deviation of the arcsine by chance.
fn error(n: u64) -> f64 {
    0.5 / real(n).sqrt()
}

impl Unit {
    /// The share that counts.
    pub fn share(&self) -> f64 {
        real(self.numerator) / real(self.n)
    }

    /// Distance of the arcsines.
    fn distance(&self) -> f64 {
        arcsine(self.share()) - arcsine(self.expected)
    }
}

/// The arcsine of the square root: a share on a scale on which chance moves all shares alike
/// (Freeman & Tukey 1950, doi:10.1214/aoms/1177729756).
fn arcsine(share: f64) -> f64 {
    share.sqrt().asin()
}

/// Limits of a share whose arcsine has this standard deviation.
fn transformed_limits(expected: f64, error: f64, tail: f64) -> Limits {
    let half_width = normal_quantile(1.0 - tail) * error;
    let back = |it: f64| it.clamp(0.0, std::f64::consts::FRAC_PI_2).sin().powi(2);
    (back(arcsine(expected) - half_width), back(arcsine(expected) + half_width))
}

/// A share, or a limit of it, adjusted for case mix: seen over expected, times the overall
/// share, and no more than everybody.
pub fn adjusted(share: f64, expected: f64, overall: f64) -> f64 {
    let adjusted = overall * share / expected;
    if adjusted < 1.0 { adjusted } else { 1.0 }
}

/// Exact limits of a share in `n` rows when `expected` is right: below the lower one chance
/// brings at most `tail`, above the upper one too. Interpolated between counts.
///
/// DEVIATION: Spiegelhalter (2005) takes both limits from the same inverse of the
/// distribution, so that the upper one is passed more often than stated, and counting no
/// instead of yes gives other limits. Here the upper limit is one minus the lower limit of
/// what is left; the difference is less than one row. Lower limits are his.
pub fn binomial_limits(n: u64, expected: f64, tail: f64) -> Limits {
    (lower_limit(n, expected, tail), 1.0 - lower_limit(n, 1.0 - expected, tail))
}

/// The quantile of the count, less the part of its own chance that is not needed.
fn lower_limit(n: u64, expected: f64, tail: f64) -> f64 {
    if expected <= 0.0 || n == 0 {
        return 0.0;
    }
    if expected >= 1.0 {
        return 1.0;
    }
    let (mut too_low, mut enough) = (0, n);
    if at_most(0, n, expected) >= tail {
        enough = 0;
    }
    while enough > too_low + 1 {
        let middle = u64::midpoint(too_low, enough);
        if at_most(middle, n, expected) >= tail {
            enough = middle;
        } else {
            too_low = middle;
        }
    }
    let before = if enough == 0 { 0.0 } else { at_most(enough - 1, n, expected) };
    let reached = at_most(enough, n, expected);
    let spare = (reached - tail) / (reached - before);
    let limit = real(enough) - spare;
    if limit > 0.0 { limit / real(n) } else { 0.0 }
}

/// The chance of at most `count` of `n`.
fn at_most(count: u64, n: u64, share: f64) -> f64 {
    if count >= n {
        return 1.0;
    }
    beta_tails(real(count) + 1.0, real(n - count), share).1
}

/// Exact limits of a count over what was expected, when the expectation is right, for counts
/// without a largest value (Poisson).
///
/// Returns `None` without an expectation above 0.
pub fn poisson_limits(expected: f64, tail: f64) -> Option<Limits> {
    if !(expected.is_finite() && 0.0 < expected) {
        return None;
    }
    let lower = gamma_quantile(expected, Tail::Lower(tail));
    let upper = gamma_quantile(expected + 1.0, Tail::Upper(tail));
    Some((lower / expected, upper / expected))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, numbers, printed, reference,
    };

    use crate::estimates::draws::Draws;
    use crate::estimates::{ProportionInterval, estimate_proportion};
    use crate::indicators::cell_of;

    const FUNNELPLOTR: &str =
        include_str!("../../tests/reference/funnelplotr/expected.json");
    const PEERS: &str = include_str!("../../tests/reference/python-peers/funnel.json");

    #[test]
    fn poisson_limits_agree_with_funnelplotr() {
        let json = reference(FUNNELPLOTR);
        let expected = numbers(&json, "/poisson_limits/denominators");
        for (at, expected) in expected.into_iter().enumerate() {
            let inner = poisson_limits(expected, TAIL_95).unwrap();
            let outer = poisson_limits(expected, TAIL_998).unwrap();
            let wanted = |name| printed(&json, &format!("/poisson_limits/{name}/{at}"));
            assert_same_digits(inner.0, &wanted("ll95"));
            assert_same_digits(inner.1, &wanted("ul95"));
            assert_same_digits(outer.0, &wanted("ll998"));
            assert_same_digits(outer.1, &wanted("ul998"));
        }
        assert_eq!(poisson_limits(0.0, TAIL_95), None);
    }

    #[test]
    fn positions_agree_with_the_outlier_rule_of_funnelplotr() {
        let json = reference(FUNNELPLOTR);
        let rule = &json["outlier_rule"];
        let limit = |name: &str| rule[name].as_f64().unwrap();
        let limits = (limit("LCL95"), limit("UCL95"));
        let ratios = numbers(&json, "/outlier_rule/rr");
        let wanted = numbers(&json, "/outlier_rule/unadjusted95");
        for (ratio, wanted) in ratios.into_iter().zip(wanted) {
            let position = Position::of(ratio, limits, (0.0, f64::INFINITY));
            assert_eq!(position != Position::Within, wanted > 0.5, "{ratio}");
        }
    }

    #[test]
    fn binomial_limits_agree_with_scipy() {
        let json = reference(PEERS);
        for case in json["binomial"].as_array().unwrap() {
            let (n, share) =
                (case["n"].as_u64().unwrap(), case["share"].as_f64().unwrap());
            for (tail, name) in [(TAIL_95, "lower 0.025"), (TAIL_998, "lower 0.001")] {
                let wanted = printed(case, &format!("/{name}"));
                assert_same_digits(binomial_limits(n, share, tail).0, &wanted);
            }
        }
    }

    #[test]
    fn a_unit_in_which_all_succeed_is_no_outlier_when_chance_explains_it() {
        // 0.88^20 is 7.8 %: not rare, although the interpolated limit of the paper, 0.984,
        // lies below 20 of 20.
        let unit = Unit { n: 20, numerator: 20, expected: 0.88 };
        assert_eq!(
            funnel(&[unit], Overdispersion::None).places[0].position,
            Position::Within
        );
        let unit = Unit { n: 40, ..unit };
        let fewer = Unit { numerator: 27, ..unit };
        let places =
            funnel(&[Unit { numerator: 40, ..unit }, fewer], Overdispersion::None).places;
        // 0.88^40 is 0.6 %.
        assert_eq!(places[0].position, Position::Outside95);
        assert_eq!(places[1].position, Position::Outside998);
    }

    // Twenty clients with four rows each: 20 % of units lay outside the 95 % limits.
    #[test]
    fn when_units_do_not_differ_one_in_twenty_lies_outside_also_when_clients_repeat() {
        let mut draws = Draws::new(20_261_202);
        let (mut n_outside, mut n_units) = (0, 0);
        for _ in 0..25 {
            let units: Vec<(Unit, Option<f64>)> =
                (0..180).map(|_| unit_of_clients(&mut draws)).collect();
            let places = funnel_of_clients(&units, Overdispersion::None).places;
            n_units += places.len();
            n_outside +=
                places.iter().filter(|it| it.position != Position::Within).count();
        }
        let share = real(n_outside as u64) / real(n_units as u64);
        // Exact limits of few rows are passed less often than stated, never more often.
        assert!((0.01..=0.06).contains(&share), "{share}");
    }

    /// Twenty clients with four rows each that are alike with correlation 0.8.
    fn unit_of_clients(draws: &mut Draws) -> (Unit, Option<f64>) {
        let clients: Vec<Vec<f64>> = (0..20)
            .map(|_| {
                let common = draws.unit();
                let mut row = |_| {
                    let is_common = draws.unit() < 0.8_f64.sqrt();
                    let own = if is_common { common } else { draws.unit() };
                    f64::from(u8::from(own < 0.7))
                };
                (0..4).map(&mut row).collect()
            })
            .collect();
        let clients: Vec<&[f64]> = clients.iter().map(Vec::as_slice).collect();
        let cell = cell_of(&clients);
        let estimate = estimate_proportion(&cell, 0, ProportionInterval::Wilson).unwrap();
        let n_yes = (0..=cell.n).find(|it| real(*it) >= 80.0 * estimate.value - 0.5);
        let unit = Unit { n: cell.n, numerator: n_yes.unwrap(), expected: 0.7 };
        (unit, estimate.design_effect)
    }

    // Limits of adjusted shares went up to 103.3 %.
    #[test]
    fn adjusted_shares_and_limits_are_shares() {
        assert_close(adjusted(0.6, 0.5, 0.7), 0.84);
        assert_close(adjusted(0.9, 0.9, 0.3), 0.3);
        let (at_95, _) = limits(20, 0.6, None, Overdispersion::None);
        assert_close(adjusted(at_95.1, 0.6, 0.9), 1.0);
    }

    // The expected count was rounded to one decimal first: 54.8 %.
    #[test]
    fn limits_of_a_small_team_come_from_its_exact_expectation() {
        let (expected, overall) = (0.146 / 8.0, 0.0309);
        let (at_95, _) = limits(8, expected, None, Overdispersion::None);
        assert_same_digits(adjusted(at_95.1, expected, overall), "0.396");
    }

    #[test]
    fn with_more_spread_than_chance_the_limits_are_wider() {
        let counts = [30, 48, 41, 20, 50, 37, 45, 26, 49, 33, 46, 39_u64];
        let expected = real(counts.iter().sum()) / 600.0;
        let units = counts.map(|numerator| Unit { n: 50, numerator, expected });
        let exact = funnel(&units, Overdispersion::None);
        assert_eq!(exact.spread, None);
        for model in [Overdispersion::Additive, Overdispersion::Multiplicative] {
            let wide = funnel(&units, model);
            assert!(wide.spread.unwrap().phi > 1.0);
            for (wide, exact) in wide.places.iter().zip(&exact.places) {
                assert!(wide.at_95.0 < exact.at_95.0 && wide.at_998.0 < exact.at_998.0);
                assert!(wide.z.abs() < exact.z.abs() || exact.z.abs() < 1e-9);
                assert!(wide.position <= exact.position);
            }
        }
    }

    #[test]
    fn under_ten_units_the_spread_is_not_estimated() {
        let units = [(9, 50), (48, 50), (20, 50)];
        let units = units.map(|(numerator, n)| Unit { n, numerator, expected: 0.5 });
        let funnel = funnel(&units, Overdispersion::Additive);
        assert_eq!(funnel.spread, None);
        assert_eq!(funnel.places[0].at_95, binomial_limits(50, 0.5, TAIL_95));
    }

    #[test]
    fn units_that_differ_less_than_chance_keep_their_exact_limits() {
        let units = [Unit { n: 100, numerator: 50, expected: 0.5 }; 12];
        for model in [Overdispersion::Additive, Overdispersion::Multiplicative] {
            let funnel = funnel(&units, model);
            assert!(funnel.spread.unwrap().phi < 1.0);
            assert_eq!(funnel.places[3].at_95, binomial_limits(100, 0.5, TAIL_95));
        }
    }

    fn config() -> ProptestConfig {
        ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
    }

    proptest! {
        #![proptest_config(config())]

        #[test]
        fn limits_contain_what_is_expected(n in 1_u64..5000, share in 0.001..0.999_f64) {
            let inner = binomial_limits(n, share, TAIL_95);
            let outer = binomial_limits(n, share, TAIL_998);
            prop_assert!(0.0 <= outer.0 && outer.0 <= inner.0 && inner.0 <= share);
            prop_assert!(share <= inner.1 && inner.1 <= outer.1 && outer.1 <= 1.0);
        }

        #[test]
        fn limits_narrow_with_n(n in 10_u64..2000, share in 0.05..0.95_f64) {
            for tail in [TAIL_95, TAIL_998] {
                let width = |n| {
                    let (lower, upper) = binomial_limits(n, share, tail);
                    upper - lower
                };
                prop_assert!(width(4 * n) < width(n));
            }
        }

        #[test]
        fn counting_no_mirrors_counting_yes(n in 1_u64..3000, share in 0.01..0.99_f64) {
            let yes = binomial_limits(n, share, TAIL_95);
            let no = binomial_limits(n, 1.0 - share, TAIL_95);
            assert_close(yes.0, 1.0 - no.1);
            assert_close(yes.1, 1.0 - no.0);
        }

        #[test]
        fn chance_brings_a_unit_outside_as_rarely_as_stated(
            n in 1_u64..400,
            share in 0.02..0.98_f64,
        ) {
            // The chance of all counts outside, exactly.
            let (lower, upper) = binomial_limits(n, share, TAIL_95);
            let is_below = |count: &u64| real(*count) / real(n) < lower;
            let is_above = |count: &u64| real(*count) / real(n) > upper;
            let below = (0..=n).take_while(is_below).last();
            let above = (0..=n).find(is_above);
            if let Some(count) = below {
                prop_assert!(at_most(count, n, share) <= TAIL_95 * (1.0 + 1e-9));
            }
            if let Some(count) = above {
                let at_least = at_most(n - count, n, 1.0 - share);
                prop_assert!(at_least <= TAIL_95 * (1.0 + 1e-9));
            }
        }
    }
}
