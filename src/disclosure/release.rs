//! Releasing: from figures to the safe-number store.
//!
//! In: figures, a policy and what earlier releases showed. Out: the release, in which every
//! number of a suppressed figure is replaced by its state, and a figure that changed by a few
//! rows by the one released earlier.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::alternatives;
use super::bounds::set_bounds;
use super::earlier::{Earlier, Relation, Repeat, State, Told, published, repeats};
use super::gate::decide;
use super::group_tests::group_tests;
use super::rounding::{rounded, sums};
use super::{Bounds, Measured, Policy, Releasable, Release, ReleasedFigure};
use crate::error::Error;
use crate::estimates::logistic::NoModel;
use crate::estimates::{CONFIDENCE, Figure};
use crate::indicators::{Computing, Indicator, MeasureKind, PeriodRule};
use crate::numeric::real;
use crate::terms::{Dimension, SeriesKey, Shown, Text, WhyMissing, WhyNotApplicable};

/// Passes the figures through the gate, together with what earlier releases showed.
///
/// # Errors
/// When too few rows changed since an earlier release and the run is to stop at that, or
/// when hiding figures of this release is not enough.
pub fn release(
    figures: &[Figure],
    computing: Computing,
    policy: &Policy,
    group_labels: BTreeMap<(Dimension, String), Text>,
    earlier: &Earlier,
) -> Result<Releasable<Release>, Error> {
    let olds = earlier.beside(figures, computing);
    let decision = decide(figures, computing, policy, &olds);
    let ids = figure_ids(figures, computing)?;
    earlier.refuse(&decision, policy, |at| ids[at].clone())?;
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
    let is_ordinary = |it: &Figure| !alternatives::is_alternative(it, computing);
    let recorded = 0..figures.len();
    let recorded: Vec<usize> = recorded.filter(|at| is_ordinary(&figures[*at])).collect();
    let ordinary = figures.iter().map(is_ordinary);
    let (released, alternatives): (Vec<_>, Vec<_>) =
        released.into_iter().zip(ordinary).partition(|it| it.1);
    let mut released: Vec<_> = released.into_iter().map(|it| it.0).collect();
    let alternatives: Vec<_> = alternatives.into_iter().map(|it| it.0).collect();
    set_bounds(&mut released, computing.asked);
    Ok(Releasable::new(Release {
        n_suppressed: released.iter().filter(|it| it.is_hidden()).count(),
        policy_text: with_repeats(policy.text(), &released),
        figures: released,
        group_tests,
        alternatives,
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

/// The identifier of every figure.
fn figure_ids(figures: &[Figure], computing: Computing) -> Result<Vec<String>, Error> {
    let id = |it: &Figure| series_of(it, computing).figure_id(&it.period);
    let ids: Vec<String> = figures.iter().map(id).collect();
    let mut seen = BTreeSet::new();
    match ids.iter().find(|it| !seen.insert(it.as_str())) {
        Some(it) => Err(Error::bug(format!("two figures are called `{it}`"))),
        None => Ok(ids),
    }
}

fn series_of(figure: &Figure, computing: Computing) -> SeriesKey {
    SeriesKey {
        indicator: computing.asked[figure.indicator].indicator.info.name.clone(),
        measure: figure.measure,
        groups: figure.groups.clone(),
        category: figure.category.clone(),
    }
}

fn released(
    figure: &Figure,
    hidden: bool,
    hides_missing: bool,
    computing: Computing,
) -> ReleasedFigure {
    let asked = &computing.asked[figure.indicator];
    let series = series_of(figure, computing);
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
        figure_id: series.figure_id(&figure.period),
        series,
        period: figure.period.clone(),
        period_index: figure.period_index,
        split: figure.breakdown.split.clone(),
        version: asked.indicator.info.version.clone(),
        measured: measured(figure, &asked.indicator),
        unit: figure.unit,
        n: show(figure.n),
        numerator: figure.numerator.map_or_else(no_such, show),
        value,
        interval,
        confidence: CONFIDENCE,
        method,
        standard_error: standard_error(figure, hidden),
        expected: expected(figure, hidden),
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

fn measured(figure: &Figure, indicator: &Indicator) -> Measured {
    let measure = &indicator.measures[figure.measure];
    Measured {
        kind: figure.kind,
        scale: measure.scale(),
        better: indicator.info.better,
        shares_rows: matches!(measure.period, PeriodRule::Stock { .. }),
        is_asked: indicator.response.is_some(),
    }
}

fn standard_error(figure: &Figure, hidden: bool) -> Shown<f64> {
    match &figure.estimate {
        _ if hidden => Shown::Suppressed,
        Ok(it) => it
            .standard_error
            .map_or(Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity), Shown::Value),
        Err(why) => Shown::Missing(*why),
    }
}

/// Of the rows that are shown, to one decimal.
fn expected(figure: &Figure, hidden: bool) -> Option<Result<Shown<f64>, NoModel>> {
    let count = |share: f64| (10.0 * (share * real(figure.n))).round() / 10.0;
    let show = |it| if hidden { Shown::Suppressed } else { Shown::Value(count(it)) };
    figure.expected.map(|it| it.map(show))
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
