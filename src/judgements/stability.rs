//! Stability: whether the conclusion of a headline figure depends on choices that others
//! would have made differently.
//!
//! In: released figures and their alternatives. Out: per headline figure the conclusion
//! under each choice: definition, interval, clients who repeat, missing values. Never: a
//! conclusion about a figure that is not shown; a choice that is left out because it
//! contradicts.

use std::collections::BTreeMap;

use crate::disclosure::{Release, ReleasedFigure};
use crate::estimates::{ProportionInterval, trend_proportions};
use crate::indicators::{Asked, Measure, MeasureKind, Unit};
use crate::numeric::real;
use crate::terms::{Groups, Period, SeriesKey, Shown, Text, WhyNotApplicable};

/// A p-value below this is a change that chance alone rarely gives: the confidence of every
/// interval, turned round.
const RARE: f64 = 0.05;

/// What a figure says about its target, or about its course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// The whole interval lies above the target.
    Above,
    /// The whole interval lies below the target.
    Below,
    /// The target lies in the interval.
    Undecided,
    /// The share rises over the periods.
    Rises,
    /// The share falls over the periods.
    Falls,
    /// No change that chance alone would rarely give.
    NoTrend,
}

/// What is chosen differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Nothing: the figure as it is published.
    Published,
    /// The definition, as the indicator's page declares.
    Definition {
        /// Its name on the page.
        name: String,
        /// What people call it.
        label: Text,
    },
    /// The interval: the name of its method.
    Interval(&'static str),
    /// Clients who appear more than once count as different clients.
    ClientsIgnored,
    /// All those without a value have the lowest one.
    MissingLowest,
    /// All those without a value have the highest one.
    MissingHighest,
}

/// The figure under one choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// What is chosen.
    pub choice: Choice,
    /// The figure.
    pub value: Shown<f64>,
    /// Its interval.
    pub interval: Shown<(f64, f64)>,
    /// The conclusion; `None` when there is none to draw.
    pub conclusion: Option<Conclusion>,
}

/// A headline figure under every choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Stability {
    /// What the figure is about.
    pub series: SeriesKey,
    /// The period of the figure.
    pub period: Period,
    /// Its unit.
    pub unit: Unit,
    /// The target, when the conclusion is about one; else it is about the course.
    pub target: Option<f64>,
    /// The figure as it is published first, then every other choice.
    pub alternatives: Vec<Alternative>,
}

impl Stability {
    /// The conclusion that is published.
    pub fn conclusion(&self) -> Option<Conclusion> {
        self.alternatives.first()?.conclusion
    }

    /// How many choices lead to the published conclusion, out of how many that lead to one.
    pub fn n_same(&self) -> (usize, usize) {
        let drawn = self.alternatives.iter().filter_map(|it| it.conclusion);
        let same = drawn.clone().filter(|it| Some(*it) == self.conclusion());
        (same.count(), drawn.count())
    }
}

/// The stability of the first measure of every share or mean with a target, and of every
/// share with a course, for all groups together.
pub(super) fn stability(release: &Release, asked: &[Asked]) -> Vec<Stability> {
    let mut all = Vec::new();
    for asked in asked {
        let name = &asked.indicator.info.name;
        let is_headline = |it: &&ReleasedFigure| {
            let kind = it.measured.kind;
            it.is_of(name)
                && it.series.measure == 0
                && matches!(kind, MeasureKind::Proportion | MeasureKind::Mean)
                && it.split == asked.splits[0]
        };
        let mut series: BTreeMap<&Groups, Vec<&ReleasedFigure>> = BTreeMap::new();
        for it in release.figures.iter().filter(is_headline) {
            series.entry(&it.series.groups).or_default().push(it);
        }
        for (groups, figures) in series {
            let is_other =
                |it: &&ReleasedFigure| it.is_of(name) && it.series.groups == *groups;
            let others = Others {
                figures: release.alternatives.iter().filter(is_other).collect(),
                measures: &asked.indicator.measures,
            };
            all.extend(of_series(&figures, &others));
        }
    }
    all
}

/// The alternatives of one series.
struct Others<'a> {
    figures: Vec<&'a ReleasedFigure>,
    measures: &'a [Measure],
}

impl<'a> Others<'a> {
    /// Each definition with its figures, one a period.
    fn definitions(&self) -> Vec<(Choice, Vec<&'a ReleasedFigure>)> {
        let definition = |(at, measure): (usize, &Measure)| {
            let (name, label) =
                measure.category.clone().filter(|_| measure.alternative)?;
            let is_it = |it: &&&ReleasedFigure| it.series.measure == at;
            let figures: Vec<_> = self.figures.iter().filter(is_it).copied().collect();
            (!figures.is_empty()).then_some((Choice::Definition { name, label }, figures))
        };
        self.measures.iter().enumerate().filter_map(definition).collect()
    }
}

/// The choices of one series; `None` when there is nothing to conclude, or to compare with.
fn of_series(figures: &[&ReleasedFigure], others: &Others) -> Option<Stability> {
    let at = figures.iter().rposition(|it| it.value.value().is_some())?;
    let main = figures[at];
    let alternatives = match main.target {
        Some(target) => about_target(main, at, target, others),
        None => about_course(figures, at, others)?,
    };
    let found = Stability {
        series: main.series.clone(),
        period: main.period.clone(),
        unit: main.unit,
        target: main.target,
        alternatives,
    };
    (found.conclusion().is_some() && found.alternatives.len() > 1).then_some(found)
}

/// The choices for a figure with a target.
fn about_target(
    main: &ReleasedFigure,
    at: usize,
    target: f64,
    others: &Others,
) -> Vec<Alternative> {
    let of = |choice: Choice, value: Shown<f64>, interval: Shown<(f64, f64)>| {
        let conclusion = interval.value().map(|it| side(*it, target));
        Alternative { choice, value, interval, conclusion }
    };
    let mut all = vec![of(Choice::Published, main.value, main.interval)];
    for (choice, figures) in others.definitions() {
        if let Some(it) = figures.get(at) {
            all.push(of(choice, it.value, it.interval));
        }
    }
    for (choice, value, limits) in computed(main) {
        all.push(of(choice, Shown::Value(value), Shown::Value(limits)));
    }
    all
}

/// On which side of the target the whole interval lies.
fn side((lower, upper): (f64, f64), target: f64) -> Conclusion {
    if target < lower {
        Conclusion::Above
    } else if upper < target {
        Conclusion::Below
    } else {
        Conclusion::Undecided
    }
}

/// The choices that follow from the figure as it is shown: other intervals, clients who
/// repeat counted as different ones, and those without a value all low or all high.
fn computed(main: &ReleasedFigure) -> Vec<(Choice, f64, (f64, f64))> {
    let (Some(value), Some(n)) = (main.value.value(), main.n.value()) else {
        return Vec::new();
    };
    let (value, n, effect) = (*value, real(*n), design_effect(main));
    let mut all = Vec::new();
    let published = ProportionInterval::of_method(main.method);
    if let Some(published) = published {
        let intervals = ProportionInterval::NAMES.into_iter();
        for (_, other) in intervals.filter(|it| it.1 != published) {
            let limits = other.limits(value, n / effect);
            all.push((Choice::Interval(other.name()), value, limits));
        }
    }
    if effect > 1.0
        && let Some(limits) = as_different_clients(main, published, value, n, effect)
    {
        all.push((Choice::ClientsIgnored, value, limits));
    }
    let unknown = main.bounds.n_unknown.value().filter(|it| **it > 0);
    for (choice, bound) in [
        (Choice::MissingLowest, main.bounds.lowest),
        (Choice::MissingHighest, main.bounds.highest),
    ] {
        if let (Some(bound), Some(unknown)) = (bound.value(), unknown) {
            let limits = match published {
                Some(it) => Some(it.limits(*bound, (n + real(*unknown)) / effect)),
                // A mean keeps its width: the spread among those unknown is not known.
                None => main
                    .interval
                    .value()
                    .map(|(lower, upper)| (lower - value + bound, upper - value + bound)),
            };
            all.extend(limits.map(|it| (choice, *bound, it)));
        }
    }
    all
}

fn design_effect(figure: &ReleasedFigure) -> f64 {
    figure.design_effect.value().copied().filter(|it| *it > 1.0).unwrap_or(1.0)
}

/// The interval if every row were another client. That of a mean narrows by the square root
/// of the design effect.
fn as_different_clients(
    main: &ReleasedFigure,
    published: Option<ProportionInterval>,
    value: f64,
    n: f64,
    effect: f64,
) -> Option<(f64, f64)> {
    if let Some(it) = published {
        return Some(it.limits(value, n));
    }
    let (lower, upper) = *main.interval.value()?;
    let narrower = effect.sqrt();
    Some((value - (value - lower) / narrower, value + (upper - value) / narrower))
}

/// The choices for a share without a target: does it rise or fall? `None` for a mean.
fn about_course(
    figures: &[&ReleasedFigure],
    at: usize,
    others: &Others,
) -> Option<Vec<Alternative>> {
    ProportionInterval::of_method(figures[at].method)?;
    let of = |choice: Choice, figure: &ReleasedFigure, course: Option<Conclusion>| {
        let (value, interval) = (figure.value, figure.interval);
        Alternative { choice, value, interval, conclusion: course }
    };
    let mut all = vec![of(Choice::Published, figures[at], course(figures, |_| (0, 0)))];
    for (choice, figures) in others.definitions() {
        if let Some(it) = figures.get(at) {
            all.push(of(choice, it, course(&figures, |_| (0, 0))));
        }
    }
    let unknown = |it: &ReleasedFigure| it.bounds.n_unknown.value().copied().unwrap_or(0);
    let none = Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity);
    if figures.iter().any(|it| unknown(it) > 0) {
        let bounds = figures[at].bounds;
        let lowest = course(figures, |it| (0, unknown(it)));
        let highest = course(figures, |it| (unknown(it), unknown(it)));
        for (choice, value, conclusion) in [
            (Choice::MissingLowest, bounds.lowest, lowest),
            (Choice::MissingHighest, bounds.highest, highest),
        ] {
            all.push(Alternative { choice, value, interval: none, conclusion });
        }
    }
    Some(all)
}

/// Whether a share rises or falls over the periods, with so many yes and rows added to each.
/// `None` when a period is hidden or the test cannot be done.
fn course(
    figures: &[&ReleasedFigure],
    added: impl Fn(&ReleasedFigure) -> (u64, u64),
) -> Option<Conclusion> {
    let mut points = Vec::new();
    for (period, it) in (0_u32..).zip(figures).filter(|it| !it.1.provisional) {
        if it.is_hidden() {
            return None;
        }
        if let (Some(yes), Some(n)) = (it.numerator.value(), it.n.value()) {
            let (more_yes, more) = added(it);
            // As the trend itself: rows that are copies of each other count once.
            let effect = it.design_effect.value().copied().unwrap_or(1.0);
            let worth = |count: u64| real(count) / effect;
            points.push((f64::from(period), worth(yes + more_yes), worth(n + more)));
        }
    }
    let trend = trend_proportions(&points).ok()?;
    Some(if RARE <= trend.p_value {
        Conclusion::NoTrend
    } else if trend.slope > 0.0 {
        Conclusion::Rises
    } else {
        Conclusion::Falls
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Day;

    #[test]
    fn the_whole_interval_decides() {
        assert_eq!(side((0.86, 0.91), 0.85), Conclusion::Above);
        assert_eq!(side((0.80, 0.84), 0.85), Conclusion::Below);
        assert_eq!(side((0.84, 0.91), 0.85), Conclusion::Undecided);
        assert_eq!(side((0.85, 0.91), 0.85), Conclusion::Undecided);
    }

    #[test]
    fn choices_without_a_conclusion_are_not_counted() {
        let of = |conclusion| Alternative {
            choice: Choice::Published,
            value: Shown::Suppressed,
            interval: Shown::Suppressed,
            conclusion,
        };
        let (above, below) = (Some(Conclusion::Above), Some(Conclusion::Below));
        let choices = [above, above, None, below, above];
        let stability = Stability {
            series: SeriesKey::default(),
            period: Period { start: Day(0), end: Day(365), label: "2016".into() },
            unit: Unit::Proportion,
            target: Some(0.85),
            alternatives: choices.into_iter().map(of).collect(),
        };
        assert_eq!(stability.conclusion(), above);
        assert_eq!(stability.n_same(), (3, 4));
    }
}
