//! Releasing: from figures to the safe-number store.
//!
//! In: figures and a policy. Out: the release, in which every number of a suppressed figure
//! is replaced by its state; trends and control charts are computed from what is released
//! and nothing else.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::alternatives;
use super::derived::{charts, comparisons, preflight, stability, trends};
use super::gate::{Decision, decide};
use super::group_tests::group_tests;
use super::rounding::rounded;
use super::signals::SignalRules;
use super::{Bounds, Policy, Releasable, Release, ReleasedFigure};
use crate::estimates::{CONFIDENCE, Figure};
use crate::indicators::{Computing, MeasureKind};
use crate::terms::{Dimension, Shown, Text, WhyMissing, WhyNotApplicable};

/// Passes the figures through the gate.
pub fn release(
    figures: &[Figure],
    computing: Computing,
    policy: &Policy,
    signals: &SignalRules,
    group_labels: BTreeMap<(Dimension, String), Text>,
) -> Releasable<Release> {
    let Decision { hidden, intervals } = decide(figures, computing, policy);
    let shown = rounded(figures, &hidden, policy);
    let released: Vec<ReleasedFigure> = figures
        .iter()
        .zip(&shown)
        .zip(&hidden)
        .map(|((exact, figure), hidden)| {
            let hides_missing = *hidden || policy.hides_missing(exact);
            released(figure, *hidden, hides_missing, computing)
        })
        .collect();
    let protection = intervals.iter().map(|it| it.of(&released[it.figure].figure_id));
    let protection = protection.collect();
    let group_tests = group_tests(&shown, &hidden, computing, policy);
    let (alternatives, Ordinary { figures, shown, released }) =
        apart(figures, shown, released, computing);
    let stability = stability(&released, &alternatives, computing);
    let trends = trends(&shown, &released);
    let signals = charts(&figures, &released, computing, signals);
    let preflight = preflight(&shown, &released, computing);
    let comparisons = comparisons(&shown, &released, computing);
    Releasable::new(Release {
        n_suppressed: released.iter().filter(|it| it.is_hidden()).count(),
        figures: released,
        trends,
        signals,
        group_tests,
        preflight,
        stability,
        alternatives,
        comparisons,
        indicators: computing.asked.iter().map(|it| it.indicator.info.clone()).collect(),
        periods: computing.grid.periods().to_vec(),
        group_labels,
        policy: policy.name.clone(),
        policy_text: policy.text(),
        smallest_count: policy.smallest_count,
        protection,
    })
}

/// The figures that stand in tables: as they are, as they are shown, and released.
#[derive(Default)]
struct Ordinary {
    figures: Vec<Figure>,
    shown: Vec<Figure>,
    released: Vec<ReleasedFigure>,
}

/// Sets the alternatives apart, once all figures were judged together.
fn apart(
    figures: &[Figure],
    shown: Vec<Figure>,
    released: Vec<ReleasedFigure>,
    computing: Computing,
) -> (Vec<ReleasedFigure>, Ordinary) {
    let (mut alternatives, mut ordinary) = (Vec::new(), Ordinary::default());
    for ((exact, shown), released) in figures.iter().zip(shown).zip(released) {
        if alternatives::is_alternative(exact, computing) {
            alternatives.push(released);
        } else {
            ordinary.figures.push(exact.clone());
            ordinary.shown.push(shown);
            ordinary.released.push(released);
        }
    }
    (alternatives, ordinary)
}

fn released(
    figure: &Figure,
    hidden: bool,
    hides_missing: bool,
    computing: Computing,
) -> ReleasedFigure {
    let asked = &computing.asked[figure.indicator];
    let show = |n: u64| if hidden { Shown::Suppressed } else { Shown::Value(n) };
    let no_such = || Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity);
    let (value, interval, method) = match &figure.estimate {
        _ if hidden => (Shown::Suppressed, Shown::Suppressed, figure.usual_method),
        Ok(it) => {
            let interval = it.interval.map_or_else(no_interval(figure), Shown::Value);
            (Shown::Value(it.value), interval, it.method)
        }
        Err(why) => (Shown::Missing(*why), Shown::Missing(*why), figure.usual_method),
    };
    ReleasedFigure {
        figure_id: figure_id(&asked.indicator.info.name, figure),
        indicator: asked.indicator.info.name.clone(),
        version: asked.indicator.info.version.clone(),
        period: figure.period.clone(),
        groups: figure.groups.clone(),
        category: figure.category.clone(),
        unit: figure.unit,
        n: show(figure.n),
        numerator: figure.numerator.map_or_else(no_such, show),
        value,
        interval,
        confidence: CONFIDENCE,
        method: method.to_owned(),
        n_missing: if hides_missing {
            Shown::Suppressed
        } else {
            Shown::Value(figure.n_missing)
        },
        target: asked.target.filter(|_| figure.measure == 0),
        design_effect: design_effect(figure, hidden),
        bounds: Bounds::default(),
        provisional: computing.grid.is_provisional(figure.period_index),
    }
}

/// How much clients who appear more than once widen the interval; 1 when none does.
fn design_effect(figure: &Figure, hidden: bool) -> Shown<f64> {
    let estimate = figure.estimate.as_ref().ok().filter(|it| it.interval.is_some());
    match estimate {
        _ if hidden => Shown::Suppressed,
        Some(it) if has_design_effect(figure.kind) => {
            Shown::Value(it.design_effect.unwrap_or(1.0))
        }
        _ => Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity),
    }
}

/// Counts have no variance; times and ratios none of a plain sample to compare with.
fn has_design_effect(kind: MeasureKind) -> bool {
    matches!(
        kind,
        MeasureKind::Proportion | MeasureKind::Distribution | MeasureKind::Mean
    )
}

fn no_interval(figure: &Figure) -> impl FnOnce() -> Shown<(f64, f64)> {
    let why = match figure.kind {
        MeasureKind::Count => Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity),
        // The upper limit of a median can lie beyond the follow-up.
        MeasureKind::Time if figure.n > 1 => Shown::Missing(WhyMissing::NotReached),
        _ => Shown::Missing(WhyMissing::TooFew),
    };
    move || why
}

/// `indicator/period/dimension=group/…/category`, stable over runs and versions.
fn figure_id(name: &str, figure: &Figure) -> String {
    let mut id = format!("{name}/{}", figure.period.label.replace('/', "-"));
    for (dimension, group) in &figure.groups {
        if let Some(group) = group {
            let _ = write!(id, "/{}={group}", dimension.name());
        }
    }
    if let Some(category) = &figure.category {
        let _ = write!(id, "/{category}");
    }
    id
}
