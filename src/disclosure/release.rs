//! Releasing: from figures to the safe-number store.
//!
//! In: figures, a policy and what earlier releases showed. Out: the release, in which every
//! number of a suppressed figure is replaced by its state, and a figure that changed by a few
//! rows by the one released earlier; trends and control charts are computed from what is
//! released and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::alternatives;
use super::derived::{
    bounds_of, charts, comparisons, differences, preflight, series_of, stability, trends,
};
use super::earlier::{Earlier, Relation, Repeat, State, Told, published, repeats};
use super::gate::decide;
use super::group_tests::group_tests;
use super::rounding::{rounded, sums};
use super::signals::SignalRules;
use super::{Bounds, Policy, Releasable, Release, ReleasedFigure};
use crate::error::Error;
use crate::estimates::{CONFIDENCE, Figure};
use crate::indicators::{Computing, MeasureKind};
use crate::terms::{Dimension, Shown, Text, WhyMissing, WhyNotApplicable};

/// Passes the figures through the gate, together with what earlier releases showed.
///
/// # Errors
/// When too few rows changed since an earlier release and the run is to stop at that, or
/// when hiding figures of this release is not enough.
pub fn release(
    figures: &[Figure],
    computing: Computing,
    policy: &Policy,
    signals: &SignalRules,
    group_labels: BTreeMap<(Dimension, String), Text>,
    earlier: &Earlier,
) -> Result<Releasable<Release>, Error> {
    let olds = earlier.beside(figures, computing);
    let decision = decide(figures, computing, policy, &olds);
    earlier.refuse(&decision, policy, |at| figure_id_of(&figures[at], computing))?;
    let repeats = repeats(figures, &decision.can_repeat(), &olds, computing, policy);
    let days = repeat_days(figures, &repeats, &decision.relations);
    let showing = Showing::new(figures, &decision.hidden, repeats, policy);
    let released: Vec<ReleasedFigure> = (0..figures.len())
        .map(|at| ReleasedFigure {
            repeats: days[at].clone(),
            ..showing.released(at, computing)
        })
        .collect();
    let told = (0..figures.len()).map(|at| showing.told(at));
    let published = published(told, computing, policy);
    let protection =
        decision.intervals.iter().map(|it| it.of(&released[it.figure].figure_id));
    let protection = protection.collect();
    // Event times are those of now: a figure that is repeated takes no part in a test.
    let group_tests = group_tests(&showing.shown, &decision.hidden, computing, policy);
    let is_ordinary =
        |at: &usize| !alternatives::is_alternative(&figures[*at], computing);
    let recorded: Vec<usize> = (0..figures.len()).filter(is_ordinary).collect();
    let (alternatives, Ordinary { shown, mut released }) =
        apart(showing.shown, released, computing);
    let series = series_of(&shown);
    let bounds = bounds_of(&shown, &released, &series, computing);
    for (figure, bounds) in released.iter_mut().zip(bounds) {
        figure.bounds = bounds;
    }
    let smallest = policy.smallest_count;
    let trends = trends(&shown, &released, &series, computing, smallest);
    let differences = differences(&shown, &released, &series, computing, smallest);
    let stability = stability(&released, &alternatives, computing);
    let signals = charts(&shown, &released, computing, signals);
    let preflight = preflight(&shown, &released, computing);
    let comparisons = comparisons(&shown, &released, computing);
    Ok(Releasable::new(Release {
        n_suppressed: released.iter().filter(|it| it.is_hidden()).count(),
        policy_text: with_repeats(policy.text(), &released),
        figures: released,
        trends,
        differences,
        signals,
        group_tests,
        preflight,
        stability,
        alternatives,
        comparisons,
        indicators: computing.asked.iter().map(|it| it.indicator.info.clone()).collect(),
        periods: computing.grid.periods().to_vec(),
        n_provisional: computing.grid.n_provisional(),
        group_labels,
        policy: policy.name.clone(),
        smallest_count: policy.smallest_count,
        protection,
        applied: recorded.iter().map(|it| decision.applied[*it]).collect(),
        relations: recorded.iter().map(|it| decision.relations[*it]).collect(),
        recorded,
        published,
    }))
}

/// Every figure as it is shown.
struct Showing {
    shown: Vec<Figure>,
    hidden: Vec<bool>,
    hides_missing: Vec<bool>,
    repeats: Vec<Option<Repeat>>,
    is_sum: Vec<bool>,
}

impl Showing {
    fn new(
        figures: &[Figure],
        hidden: &[bool],
        repeats: Vec<Option<Repeat>>,
        policy: &Policy,
    ) -> Self {
        let as_told = |(exact, repeat): (&Figure, &Option<Repeat>)| {
            repeat.as_ref().map_or_else(|| exact.clone(), |it| it.figure.clone())
        };
        let told: Vec<Figure> = figures.iter().zip(&repeats).map(as_told).collect();
        let stays = |(hidden, repeat): (&bool, &Option<_>)| *hidden && repeat.is_none();
        let hidden: Vec<bool> = hidden.iter().zip(&repeats).map(stays).collect();
        let hides_missing = |at: usize| {
            let by_policy = || policy.hides_missing(&figures[at]);
            let repeat = repeats[at].as_ref();
            hidden[at] || repeat.map_or_else(by_policy, |it| it.hides_missing)
        };
        Self {
            shown: rounded(&told, &hidden, policy),
            hides_missing: (0..figures.len()).map(hides_missing).collect(),
            is_sum: sums(figures, &hidden, policy),
            hidden,
            repeats,
        }
    }

    fn released(&self, at: usize, computing: Computing) -> ReleasedFigure {
        let (hidden, hides_missing) = (self.hidden[at], self.hides_missing[at]);
        released(&self.shown[at], hidden, hides_missing, computing)
    }

    /// For the ledger.
    fn told(&self, at: usize) -> Told<'_> {
        let state = match (self.hidden[at], &self.repeats[at]) {
            (true, _) => State::Hidden,
            (false, Some(_)) => State::Repeated,
            (false, None) => State::Shown,
        };
        Told {
            shown: &self.shown[at],
            state,
            hides_missing: self.hides_missing[at],
            is_sum: self.is_sum[at],
        }
    }
}

/// The day of the release that each figure repeats. In a period with figures that are
/// repeated those that stayed the same repeat it too: else the list of repeated figures would
/// say in which group something changed.
fn repeat_days(
    figures: &[Figure],
    repeats: &[Option<Repeat>],
    relations: &[Relation],
) -> Vec<Option<String>> {
    let mut of_period: BTreeMap<usize, &String> = BTreeMap::new();
    for (figure, repeat) in figures.iter().zip(repeats) {
        if let Some(it) = repeat {
            of_period.insert(figure.period_index, &it.date);
        }
    }
    let day = |at: usize| match &repeats[at] {
        Some(it) => Some(it.date.clone()),
        None if relations[at] == Relation::Same => {
            of_period.get(&figures[at].period_index).map(|it| (*it).clone())
        }
        None => None,
    };
    (0..figures.len()).map(day).collect()
}

/// Says in the reports that figures of an earlier release are shown again.
fn with_repeats(mut text: Text, released: &[ReleasedFigure]) -> Text {
    let days: BTreeSet<&String> =
        released.iter().filter_map(|it| it.repeats.as_ref()).collect();
    if days.is_empty() {
        return text;
    }
    let n = released.iter().filter(|it| it.repeats.is_some()).count();
    let days = days.into_iter().cloned().collect::<Vec<_>>().join(", ");
    let _ = write!(
        text.nl,
        " Bij {n} cijfers is sinds een eerdere vrijgave te weinig veranderd om het verschil \
         te laten zien. Daar staat het cijfer van de eerdere vrijgave ({days})."
    );
    let _ = write!(
        text.en,
        " For {n} figures too little changed since an earlier release to let the difference \
         be seen. There the figure of the earlier release ({days}) is shown again."
    );
    text
}

fn figure_id_of(figure: &Figure, computing: Computing) -> String {
    figure_id(&computing.asked[figure.indicator].indicator.info.name, figure)
}

/// The figures that stand in tables: as they are shown, and released.
#[derive(Default)]
struct Ordinary {
    shown: Vec<Figure>,
    released: Vec<ReleasedFigure>,
}

/// Sets the alternatives apart, once all figures were judged together.
fn apart(
    shown: Vec<Figure>,
    released: Vec<ReleasedFigure>,
    computing: Computing,
) -> (Vec<ReleasedFigure>, Ordinary) {
    let (mut alternatives, mut ordinary) = (Vec::new(), Ordinary::default());
    for (shown, released) in shown.into_iter().zip(released) {
        if alternatives::is_alternative(&shown, computing) {
            alternatives.push(released);
        } else {
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
        repeats: None,
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
