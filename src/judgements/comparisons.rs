//! Comparisons: the groups of an indicator beside each other, in the last period.
//!
//! In: released figures. Out: for every unit the limits of chance and where it lies. Never: a
//! unit whose figure is hidden; an order of units.

use super::{CurvePoint, ReleasedComparison, ReleasedUnit};
use crate::disclosure::{Release, ReleasedFigure};
use crate::estimates::funnel::{self, Funnel, Place, Unit};
use crate::indicators::{Asked, Compared, MeasureKind};
use crate::numeric::real;
use crate::terms::{Dimension, SeriesKey, Shown, WhyNotApplicable};

/// Points of the curves of limits.
const N_CURVE: u64 = 80;
/// The curves end so much beyond the largest unit.
const BEYOND: f64 = 1.1;

/// Every comparison that was asked for.
pub(super) fn comparisons(release: &Release, asked: &[Asked]) -> Vec<ReleasedComparison> {
    let last = release.periods.len().checked_sub(1);
    let mut comparisons = Vec::new();
    for asked in asked {
        let Some(compared) = &asked.compared else { continue };
        let is_own = |it: &&ReleasedFigure| {
            it.is_of(&asked.indicator.info.name)
                && Some(it.period_index) == last
                && it.measured.kind == MeasureKind::Proportion
        };
        let own = release.figures.iter().filter(is_own).collect();
        let view = View { own, always: &asked.indicator.by, compared };
        comparisons.extend(compared.by.iter().flat_map(|it| view.along(*it)));
    }
    comparisons
}

/// The figures of one indicator in the last period.
struct View<'a> {
    own: Vec<&'a ReleasedFigure>,
    /// The dimensions it is always split by.
    always: &'a [Dimension],
    compared: &'a Compared,
}

impl View<'_> {
    /// The comparisons along one dimension: one a measure and a combination of other groups.
    fn along(&self, dimension: Dimension) -> Vec<ReleasedComparison> {
        let mut split = [self.always, &[dimension]].concat();
        split.sort_unstable();
        let mut sets: Vec<(SeriesKey, Vec<&ReleasedFigure>)> = Vec::new();
        for figure in &self.own {
            if figure.split != split || figure.group(dimension).name().is_none() {
                continue;
            }
            let groups = figure.series.groups.without(dimension);
            let total = SeriesKey { groups, ..figure.series.clone() };
            match sets.iter_mut().find(|it| it.0 == total) {
                Some(set) => set.1.push(figure),
                None => sets.push((total, vec![figure])),
            }
        }
        let compare = |(total, units): &(SeriesKey, Vec<&ReleasedFigure>)| {
            let total = self.own.iter().find(|it| it.series == *total)?;
            Some(self.compare(dimension, total, units))
        };
        sets.iter().filter_map(compare).collect()
    }

    fn compare(
        &self,
        dimension: Dimension,
        total: &ReleasedFigure,
        units: &[&ReleasedFigure],
    ) -> ReleasedComparison {
        let overall = total.value;
        let no_model = units.iter().find_map(|it| it.expected?.err());
        let adjusted = !self.compared.case_mix.is_empty() && no_model.is_none();
        let theta = overall.value().copied().filter(|it| 0.0 < *it && *it < 1.0);
        let drawn: Vec<Option<Unit>> =
            units.iter().map(|it| unit(it, theta?, adjusted)).collect();
        let model = self.compared.overdispersion;
        let bare: Vec<Unit> = drawn.iter().copied().flatten().collect();
        let Funnel { spread, places } = funnel::funnel(&bare, model);
        let mut next = places.into_iter();
        let placed: Vec<Option<(Unit, Place)>> =
            drawn.iter().map(|it| Some(((*it)?, next.next()?))).collect();
        let curve = match theta {
            Some(theta) if !adjusted => {
                curve(&bare, |n| funnel::limits(n, theta, spread, model))
            }
            _ => Vec::new(),
        };
        let of = Of { overall, theta, adjusted, dimension };
        ReleasedComparison {
            series: total.series.clone(),
            dimension,
            period: total.period.clone(),
            overall,
            overdispersion: model,
            spread,
            adjusted_for: self.compared.case_mix.clone(),
            no_model,
            units: std::iter::zip(units, &placed)
                .map(|(it, placed)| of.released(it, placed.as_ref()))
                .collect(),
            curve,
        }
    }
}

/// A shown unit with rows, and what is expected of it.
fn unit(figure: &ReleasedFigure, theta: f64, adjusted: bool) -> Option<Unit> {
    let (n, numerator) = (*figure.n.value()?, *figure.numerator.value()?);
    figure.value.value()?;
    let expected =
        if adjusted { *figure.expected?.ok()?.value()? / real(n) } else { theta };
    (0.0 < expected && expected < 1.0).then_some(Unit { n, numerator, expected })
}

/// What all units of a comparison share.
struct Of {
    overall: Shown<f64>,
    theta: Option<f64>,
    adjusted: bool,
    dimension: Dimension,
}

impl Of {
    fn released(
        &self,
        figure: &ReleasedFigure,
        placed: Option<&(Unit, Place)>,
    ) -> ReleasedUnit {
        let none = Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity);
        // Without a place: as the figure is, else as the total is, else there is no such thing.
        let state = |figure: &ReleasedFigure| match (figure.value, self.overall) {
            (Shown::Value(_), Shown::Value(_)) => none,
            (Shown::Value(_), other) | (other, _) => other,
        };
        let of = |pick: &dyn Fn(&Unit, &Place, f64) -> f64| match (placed, self.theta) {
            (Some((unit, place)), Some(theta)) => {
                Shown::Value(pick(unit, place, theta / unit.expected))
            }
            _ => state(figure),
        };
        let by_case_mix = |it: Shown<f64>| if self.adjusted { it } else { none };
        let both = |pick: fn(&Place) -> funnel::Limits| {
            let lower = of(&|_, place, scale| pick(place).0 * scale);
            let upper = of(&|_, place, scale| pick(place).1 * scale);
            lower.map(|it| (it, upper.value().copied().unwrap_or(it)))
        };
        ReleasedUnit {
            group: figure.group(self.dimension).clone(),
            n: figure.n,
            numerator: figure.numerator,
            value: figure.value,
            expected: by_case_mix(of(&|unit, _, _| {
                to_one_decimal(unit.expected * real(unit.n))
            })),
            adjusted: by_case_mix(of(&|unit, _, scale| unit.share() * scale)),
            at_95: both(|it| it.at_95),
            at_998: both(|it| it.at_998),
            z: of(&|_, place, _| place.z),
            position: match placed {
                Some((_, place)) => Shown::Value(place.position),
                None => match state(figure) {
                    Shown::Suppressed => Shown::Suppressed,
                    Shown::Missing(why) => Shown::Missing(why),
                    Shown::NotApplicable(why) => Shown::NotApplicable(why),
                    Shown::Value(_) => {
                        Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity)
                    }
                },
            },
        }
    }
}

/// The limits by number of rows, from the smallest to beyond the largest unit.
fn curve(
    units: &[Unit],
    limits: impl Fn(u64) -> (funnel::Limits, funnel::Limits),
) -> Vec<CurvePoint> {
    let Some(largest) = units.iter().map(|it| it.n).max() else { return Vec::new() };
    let smallest = units.iter().map(|it| it.n).min().unwrap_or(largest) / 2;
    let (from, to) = (real(smallest.max(1)), real(largest) * BEYOND);
    let mut counts: Vec<u64> = (0..=N_CURVE)
        .map(|it| whole(from + (to - from) * real(it) / real(N_CURVE)))
        .collect();
    counts.dedup();
    let point = |n| {
        let (at_95, at_998) = limits(n);
        CurvePoint { n, at_95, at_998 }
    };
    counts.into_iter().map(point).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of rows"
)]
fn whole(it: f64) -> u64 {
    it.round() as u64
}

fn to_one_decimal(it: f64) -> f64 {
    (10.0 * it).round() / 10.0
}
