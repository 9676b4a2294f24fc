//! Digits: how precisely a number is printed, so that it tells no more than the counts beside
//! it.
//!
//! In: exact estimates, and the rounded counts. Out: estimates made of the rounded counts, or
//! in steps that many values of the rows fit. A limit is rounded outwards. The error that
//! rounding counts brings into a share is inside its interval: with an error of variance v in
//! numerator and denominator, the variance of the share y / n is p (1 − p) d / n +
//! v (1 + p²) / n², d being the design effect (first order, both errors independent).

use super::round::Rounding;
use crate::estimates::distributions::t_quantile;
use crate::estimates::{CONFIDENCE, Estimate, Figure, ProportionInterval, Times};
use crate::indicators::{MeasureKind, Unit};
use crate::numeric::real;

/// Steps in days in which times are printed: weeks, and then coarser.
const STEPS: [u32; 7] = [7, 14, 28, 56, 112, 182, 364];

/// The estimate of a figure of which `n` rows and `yes` in the numerator are told; `None`
/// when everybody has the same value, or the highest or lowest there is.
pub(super) struct Digits<'a> {
    pub(super) figure: &'a Figure,
    pub(super) rounding: Rounding,
    pub(super) n: u64,
    pub(super) yes: Option<u64>,
    /// Lowest and highest value a row can have.
    pub(super) scale: Option<(f64, f64)>,
}

impl Digits<'_> {
    /// The estimate as it is shown.
    pub(super) fn estimate(&self, exact: Estimate) -> Option<Estimate> {
        let exact = self.with_shown_clusters(exact);
        match (self.figure.kind, self.yes) {
            (MeasureKind::Count, _) => Some(Estimate { value: real(self.n), ..exact }),
            (MeasureKind::Proportion | MeasureKind::Distribution, Some(yes)) => {
                Some(self.share(exact, yes))
            }
            (MeasureKind::CumulativeIncidence, _) => {
                Some(in_steps(exact, real(self.n) / real(self.rounding.base)))
            }
            (MeasureKind::Time, _) => self.time(exact),
            _ => self.mean(exact),
        }
    }

    /// Where fewer clients repeat than a small count, the figure is that of different clients:
    /// how much these few widen it would tell how they are alike.
    fn with_shown_clusters(&self, exact: Estimate) -> Estimate {
        let effect = exact.design_effect.unwrap_or(1.0);
        if self.repeats() {
            return Estimate { design_effect: Some(to_one_decimal(effect)), ..exact };
        }
        let method = self.figure.usual_method;
        let plain = Estimate { method, design_effect: None, ..exact };
        match (self.figure.kind, exact.standard_error) {
            (MeasureKind::Mean, Some(error)) if exact.design_effect.is_some() => {
                let error = error / effect.sqrt();
                let half = t_quantile(f64::midpoint(1.0, CONFIDENCE), real(self.n) - 1.0);
                let (value, half) = (exact.value, half * error);
                let interval = Some((value - half, value + half));
                Estimate { interval, standard_error: Some(error), ..plain }
            }
            (
                MeasureKind::Mean | MeasureKind::Proportion | MeasureKind::Distribution,
                _,
            ) => plain,
            _ => exact,
        }
    }

    fn repeats(&self) -> bool {
        !self.rounding.is_small(self.figure.sets.n_repeating)
    }

    fn share(&self, exact: Estimate, yes: u64) -> Estimate {
        let (n, value) = (real(self.n), real(yes) / real(self.n));
        let effect = exact.design_effect.filter(|it| *it > 1.0).unwrap_or(1.0);
        let interval = exact.interval.and_then(|_| {
            let rows = effective_rows(value, n, effect, self.rounding.variance());
            Some(ProportionInterval::of_method(exact.method)?.limits(value, rows))
        });
        Estimate { value, interval, ..exact }
    }

    /// A mean of whole marks is a sum divided by n: with enough decimals only one n fits. With
    /// steps of at least 1/n, for the fewest that the rounded n stands for, every n fits some
    /// sum, and the rounded n tells all there is.
    fn mean(&self, exact: Estimate) -> Option<Estimate> {
        let fewest = real(self.rounding.band(self.n).0);
        let steps = 10_f64.powf(fewest.log10().floor());
        let is_quotient = self.figure.unit == Unit::Proportion;
        let shown = in_steps(exact, if is_quotient { 10.0 * steps } else { steps });
        let is_end = self
            .scale
            .is_some_and(|(low, high)| shown.value <= low || high <= shown.value);
        if self.figure.sets.is_uniform || is_end {
            return None;
        }
        Some(Estimate {
            standard_error: shown.standard_error.map(to_two_digits),
            ..shown
        })
    }

    /// A median is the time of one person: it is printed in steps of days in which as many
    /// ended as a small count has.
    fn time(&self, exact: Estimate) -> Option<Estimate> {
        let limits = exact.interval.into_iter().flat_map(|it| [it.0, it.1]);
        let all: Vec<f64> =
            limits.chain([exact.value]).filter(|it| it.is_finite()).collect();
        let is_shared = |step: &&u32| {
            let shared = |it: &f64| {
                n_around(&self.figure.times, *it, **step) >= self.rounding.smallest
            };
            all.iter().all(shared)
        };
        let step = f64::from(*STEPS.iter().find(is_shared)?);
        let round =
            |it: f64| if it.is_finite() { (it / step).round() * step } else { it };
        let value = round(exact.value);
        // Limits that fall on the step of the value are a step away from it.
        let below = |it: f64| if it < value { it } else { value - step };
        let above = |it: f64| if it > value { it } else { value + step };
        let interval = exact.interval.map(|it| (below(round(it.0)), above(round(it.1))));
        Some(Estimate { value, interval, ..exact })
    }
}

/// How many different rows would give a share an interval as wide.
fn effective_rows(share: f64, n: f64, effect: f64, variance: f64) -> f64 {
    let of_rows = share * (1.0 - share);
    if of_rows <= 0.0 {
        return n / effect;
    }
    of_rows / (of_rows * effect / n + variance * (1.0 + share * share) / (n * n))
}

/// Rows that ended within the step around a time.
fn n_around(times: &Times, time: f64, step: u32) -> u64 {
    let step = f64::from(step);
    let middle = (time / step).round() * step;
    let is_within = |days: &u32| {
        let days = f64::from(*days);
        middle - step / 2.0 <= days && days < middle + step / 2.0
    };
    times.iter().filter(|it| is_within(it.0)).map(|it| it.1.n_ended).sum()
}

/// In so many steps a unit; limits outwards.
fn in_steps(exact: Estimate, steps: f64) -> Estimate {
    let steps = if steps > 1.0 { steps } else { 1.0 };
    // What is a whole number of steps but for the last bit stays there.
    let (down, up) =
        (|it: f64| (it * steps + 1e-9).floor(), |it: f64| (it * steps - 1e-9).ceil());
    let interval = exact.interval.map(|it| (down(it.0) / steps, up(it.1) / steps));
    Estimate { value: (exact.value * steps).round() / steps, interval, ..exact }
}

/// The exact design effect comes from counts that are not shown.
fn to_one_decimal(effect: f64) -> f64 {
    let effect = (10.0 * effect).round() / 10.0;
    if effect < 1.0 { 1.0 } else { effect }
}

fn to_two_digits(it: f64) -> f64 {
    if it <= 0.0 || !it.is_finite() {
        return it;
    }
    let steps = 10_f64.powf(1.0 - it.log10().floor());
    (it * steps).round() / steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::{AtTime, mix};

    const FIVES: Rounding = Rounding { base: 5, smallest: 10 };

    #[test]
    fn a_rounded_mean_fits_every_n_that_the_rounded_n_stands_for() {
        for shown in [10_u64, 15, 95, 100, 995, 1_000] {
            let (fewest, most) = FIVES.band(shown);
            let steps = 10_f64.powf(real(fewest).log10().floor());
            for n in (fewest..=most).map(real) {
                // Every mean from 1 to 10 in steps is a whole sum divided by n, rounded.
                let fits = |at: i32| {
                    let mean = 1.0 + f64::from(at) / steps;
                    let rounded = ((mean * n).round() / n * steps).round() / steps;
                    (rounded - mean).abs() < 1e-9
                };
                assert!((0..9_000).all(fits), "{shown} {n}");
            }
        }
    }

    /// A number from 0 to 1, by place.
    fn chance(at: u64) -> f64 {
        real(mix(at) >> 11) / real(1 << 53)
    }

    #[test]
    fn intervals_of_shares_from_rounded_counts_hold_the_truth_as_often_as_they_say() {
        for (n, truth) in [(30, 0.5), (60, 0.7), (150, 0.88), (500, 0.6)] {
            let (mut held, mut tried, mut at) = (0_u32, 0_u32, 0_u64);
            for run in 0..4_000_u64 {
                let mut draw = || {
                    at += 1;
                    chance(at.wrapping_mul(0x5851_f42d_4c95_7f2d) ^ run << 32 ^ n)
                };
                let yes = (0..n).filter(|_| draw() < truth).count() as u64;
                if FIVES.is_small(yes) || FIVES.is_small(n - yes) {
                    continue;
                }
                let rows =
                    |it: u64| crate::indicators::Mark::of_row(run << 8 | it << 60 | n);
                let (y, all) = (FIVES.draw(yes, rows(1), 1), FIVES.draw(n, rows(2), 2));
                let share = real(y) / real(all);
                let rows = effective_rows(share, real(all), 1.0, FIVES.variance());
                let limits = ProportionInterval::Wilson.limits(share, rows);
                tried += 1;
                held += u32::from(limits.0 <= truth && truth <= limits.1);
            }
            let coverage = f64::from(held) / f64::from(tried);
            assert!((0.94..0.99).contains(&coverage), "{n} {truth}: {coverage}");
        }
    }

    #[test]
    fn a_time_is_printed_in_steps_that_ten_people_share() {
        let ended = |n| AtTime { n_ended: n, n_censored: 0 };
        let times: Times = (100..130).map(|day| (day, ended(1))).collect();
        assert_eq!(n_around(&times, 112.0, 7), 7);
        assert_eq!(n_around(&times, 112.0, 14), 14);
    }

    #[test]
    fn limits_are_rounded_outwards() {
        let exact = Estimate {
            value: 7.84,
            interval: Some((7.71, 7.99)),
            standard_error: None,
            method: "t",
            design_effect: None,
        };
        let shown = in_steps(exact, 10.0);
        assert!((shown.value - 7.8).abs() < 1e-12);
        assert_eq!(shown.interval, Some((7.7, 8.0)));
        assert!((to_two_digits(0.012_345) - 0.012).abs() < 1e-12);
    }
}
