//! Comparisons: the groups of an indicator beside each other, in the last period.
//!
//! In: figures as they are shown, and their released form. Out: for every unit the limits of
//! chance and where it lies. Never: a unit whose figure is hidden; an order of units. The one
//! thing that does not follow from shown figures is the count expected by the case mix: it
//! comes from a model over all rows, and is given for shown units only.

use std::collections::BTreeMap;

use crate::disclosure::{CurvePoint, ReleasedComparison, ReleasedFigure, ReleasedUnit};
use crate::estimates::funnel::{self, Funnel, Place, Unit};
use crate::estimates::{Figure, UNKNOWN_GROUP};
use crate::indicators::{Asked, Compared, Computing, MeasureKind};
use crate::numeric::real;
use crate::terms::{Dimension, Shown, WhyNotApplicable};

/// Points of the curves of limits.
const N_CURVE: u64 = 80;
/// The curves end so much beyond the largest unit.
const BEYOND: f64 = 1.1;

type Groups = BTreeMap<Dimension, Option<String>>;

/// Every comparison that was asked for.
pub(in crate::disclosure) fn comparisons(
    figures: &[Figure],
    released: &[ReleasedFigure],
    computing: Computing,
) -> Vec<ReleasedComparison> {
    let mut comparisons = Vec::new();
    for (indicator, asked) in computing.asked.iter().enumerate() {
        let Some(compared) = &asked.compared else { continue };
        let last = computing.grid.periods().len().saturating_sub(1);
        let of = |it: &&usize| {
            let it = &figures[**it];
            it.indicator == indicator
                && it.period_index == last
                && it.kind == MeasureKind::Proportion
        };
        let all: Vec<usize> = (0..figures.len()).collect();
        let own: Vec<usize> = all.iter().filter(of).copied().collect();
        let view = View { figures, released, own: &own, asked, compared };
        comparisons.extend(compared.by.iter().flat_map(|it| view.along(*it)));
    }
    comparisons
}

/// The figures of one indicator in the last period.
struct View<'a> {
    figures: &'a [Figure],
    released: &'a [ReleasedFigure],
    own: &'a [usize],
    asked: &'a Asked,
    compared: &'a Compared,
}

impl View<'_> {
    /// The comparisons along one dimension: one a measure and a combination of other groups.
    fn along(&self, dimension: Dimension) -> Vec<ReleasedComparison> {
        let mut split = self.asked.indicator.by.clone();
        split.push(dimension);
        split.sort_unstable();
        let mut sets: Vec<((usize, Groups), Vec<usize>)> = Vec::new();
        for at in self.own {
            let figure = &self.figures[*at];
            let group = figure.groups.get(&dimension).and_then(Option::as_deref);
            let is_unit = group.is_some_and(|it| it != UNKNOWN_GROUP);
            if figure.breakdown.split != split || !is_unit {
                continue;
            }
            let mut others = figure.groups.clone();
            others.insert(dimension, None);
            let key = (figure.measure, others);
            match sets.iter_mut().find(|it| it.0 == key) {
                Some(set) => set.1.push(*at),
                None => sets.push((key, vec![*at])),
            }
        }
        sets.iter()
            .filter_map(|(key, units)| self.compare(dimension, key, units))
            .collect()
    }

    fn compare(
        &self,
        dimension: Dimension,
        (measure, groups): &(usize, Groups),
        units: &[usize],
    ) -> Option<ReleasedComparison> {
        let total = self.own.iter().copied().find(|it| {
            let it = &self.figures[*it];
            it.measure == *measure && it.groups == *groups
        })?;
        let overall = self.released[total].value;
        let no_model = units.iter().find_map(|it| self.figures[*it].expected?.err());
        let adjusted = !self.compared.case_mix.is_empty() && no_model.is_none();
        let theta = overall.value().copied().filter(|it| 0.0 < *it && *it < 1.0);
        let shown: Vec<(usize, Unit)> = units
            .iter()
            .filter_map(|it| Some((*it, self.unit(*it, theta?, adjusted)?)))
            .collect();
        let model = self.compared.overdispersion;
        let bare: Vec<Unit> = shown.iter().map(|it| it.1).collect();
        let Funnel { spread, places } = funnel::funnel(&bare, model);
        let places: BTreeMap<usize, (Unit, Place)> =
            shown.iter().zip(places).map(|((at, unit), it)| (*at, (*unit, it))).collect();
        let curve = match theta {
            Some(theta) if !adjusted => {
                curve(&bare, |n| funnel::limits(n, theta, spread, model))
            }
            _ => Vec::new(),
        };
        let of = Of { overall, theta, adjusted, dimension };
        let first = &self.released[total];
        Some(ReleasedComparison {
            indicator: first.indicator.clone(),
            dimension,
            groups: groups.clone(),
            category: first.category.clone(),
            period: first.period.clone(),
            overall,
            overdispersion: model,
            spread,
            adjusted_for: self.compared.case_mix.clone(),
            no_model,
            units: units
                .iter()
                .map(|at| of.released(&self.released[*at], places.get(at)))
                .collect(),
            curve,
        })
    }

    /// A shown unit with rows, and what is expected of it.
    fn unit(&self, at: usize, theta: f64, adjusted: bool) -> Option<Unit> {
        let released = &self.released[at];
        let (n, numerator) = (*released.n.value()?, *released.numerator.value()?);
        released.value.value()?;
        let expected = if adjusted {
            let share = self.figures[at].expected?.ok()?;
            to_one_decimal(share * real(n)) / real(n)
        } else {
            theta
        };
        (0.0 < expected && expected < 1.0).then_some(Unit { n, numerator, expected })
    }
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
        let group = figure.group(self.dimension).unwrap_or(UNKNOWN_GROUP).to_owned();
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
            group,
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
