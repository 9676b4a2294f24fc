//! Releasing: from figures to the safe-number store.
//!
//! In: figures, a policy and what earlier releases showed. Out: the release, in which every
//! count is as it is told and every other number is made of those.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::bounds::set_bounds;
use super::earlier::{Earlier, OverTime};
use super::gate::{Gated, gate};
use super::group_tests::group_tests;
use super::show::Look;
use super::{Bounds, Measured, Policy, Releasable, Release, ReleasedFigure};
use crate::error::Error;
use crate::estimates::logistic::NoModel;
use crate::estimates::{CONFIDENCE, Figure};
use crate::indicators::{Computing, Indicator, MeasureKind, PeriodRule};
use crate::numeric::real;
use crate::terms::{Dimension, SeriesKey, Shown, Text, WhyMissing, WhyNotApplicable};

/// Passes the figures through the gate, beside what earlier releases showed.
///
/// # Errors
/// When too few rows changed since an earlier release and the run is to stop at that; when the
/// ledger holds another policy; when counts do not add up (a fault in the program).
pub fn release(
    figures: &[Figure],
    computing: Computing,
    policy: &Policy,
    group_labels: BTreeMap<(Dimension, String), Text>,
    earlier: &Earlier,
) -> Result<Releasable<Release>, Error> {
    let ids = figure_ids(figures, computing)?;
    let gated = gate(figures, &ids, computing, policy, earlier)?;
    let group_tests = tests(figures, &gated, computing, policy);
    let policy_text = policy_text(policy, &gated, figures, earlier);
    let is_alternative = |at: usize| {
        let figure = &figures[at];
        computing.asked[figure.indicator].indicator.measures[figure.measure].alternative
    };
    let all = 0..figures.len();
    let (apart, ordinary): (Vec<usize>, Vec<usize>) =
        all.partition(|it| is_alternative(*it));
    let release_of = |at: &usize| ReleasedFigure {
        repeats: gated.repeats(*at),
        ..released(&gated.looks[*at], policy, computing)
    };
    let mut released: Vec<ReleasedFigure> = ordinary.iter().map(release_of).collect();
    set_bounds(&mut released, computing.asked);
    Ok(Releasable::new(Release {
        n_suppressed: released.iter().filter(|it| it.is_hidden()).count(),
        policy_text,
        figures: released,
        group_tests,
        alternatives: apart.iter().map(release_of).collect(),
        indicators: computing.asked.iter().map(|it| it.indicator.info.clone()).collect(),
        periods: computing.grid.periods().to_vec(),
        n_provisional: computing.grid.n_provisional(),
        group_labels,
        policy: policy.name.clone(),
        smallest_count: policy.smallest_count,
        applied: ordinary.iter().map(|it| gated.looks[*it].applied).collect(),
        described: ordinary
            .iter()
            .map(|it| described(&figures[*it], computing))
            .collect(),
        protection: gated.protection,
        published: gated.published,
    }))
}

/// Event times are those of now: a group whose time is told as before takes no part in a test.
fn tests(
    figures: &[Figure],
    gated: &Gated,
    computing: Computing,
    policy: &Policy,
) -> Vec<super::ReleasedTest> {
    let with_times = |(look, figure): (&Look, &Figure)| Figure {
        times: figure.times.clone(),
        ..look.figure.clone()
    };
    let timed: Vec<Figure> = gated.looks.iter().zip(figures).map(with_times).collect();
    let is_out = |(at, look): (usize, &Look)| {
        look.applied.is_some() || gated.unmoved.contains(&at)
    };
    let hidden: Vec<bool> = gated.looks.iter().enumerate().map(is_out).collect();
    group_tests(&timed, &hidden, computing, policy)
}

/// What the reports say of the policy, and of totals that are not told as they are counted now.
fn policy_text(
    policy: &Policy,
    gated: &Gated,
    figures: &[Figure],
    earlier: &Earlier,
) -> Text {
    let mut text = policy.text();
    let of = |wanted: &dyn Fn(&OverTime) -> bool| {
        gated.totals.values().filter(|it| wanted(it)).count()
    };
    let n = of(&|it| matches!(it, OverTime::AsBefore(_)));
    if n > 0 {
        let days: BTreeSet<String> =
            (0..figures.len()).filter_map(|it| gated.repeats(it)).collect();
        let days = days.into_iter().collect::<Vec<_>>().join(", ");
        let _ = write!(
            text.nl,
            " Bij {n} totalen is sinds een eerdere vrijgave te weinig veranderd om het \
             verschil te laten zien. Daar staat het cijfer van de eerdere vrijgave ({days})."
        );
        let _ = write!(
            text.en,
            " For {n} totals too little changed since an earlier release to let the \
             difference be seen. There the figure of the earlier release ({days}) is shown \
             again."
        );
    }
    if gated.n_refused > 0 {
        let n = gated.n_refused;
        let _ = write!(
            text.nl,
            " {n} totalen zijn ook afgerond: precies geteld zouden ze samen iets zeggen over \
             te weinig trajecten."
        );
        let _ = write!(
            text.en,
            " {n} totals are rounded too: as counted they would together tell something \
             about too few trajectories."
        );
    }
    if !earlier.releases.is_empty() {
        text.nl += " Waar sinds een eerdere vrijgave te weinig veranderde, staat het cijfer \
                    van toen.";
        text.en += " Where too little changed since an earlier release, the figure is that of \
                    then.";
    }
    if !gated.totals.is_empty() && earlier.is_unknown {
        text.nl += " Naar eerdere vrijgaven is niet gekeken: er is geen register.";
        text.en += " Earlier releases were not looked at: there is no ledger.";
    }
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

fn released(look: &Look, policy: &Policy, computing: Computing) -> ReleasedFigure {
    let (figure, hidden) = (&look.figure, look.applied.is_some());
    let asked = &computing.asked[figure.indicator];
    let series = series_of(figure, computing);
    let show =
        |n: u64, hides: bool| if hides { Shown::Suppressed } else { Shown::Value(n) };
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
        n: show(figure.n, look.hides_n),
        numerator: figure
            .numerator
            .map_or_else(no_such, |it| show(it, look.hides_numerator)),
        value,
        interval,
        confidence: CONFIDENCE,
        method,
        standard_error: standard_error(figure, hidden),
        expected: expected(figure, hidden, policy),
        n_missing: show(figure.n_missing, look.hides_missing),
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

/// Of the rows that are shown. It comes from a model over all rows: in steps of the rounding.
fn expected(
    figure: &Figure,
    hidden: bool,
    policy: &Policy,
) -> Option<Result<Shown<f64>, NoModel>> {
    let step = policy.rounding.map_or(0.1, real);
    let count = |share: f64| (share * real(figure.n) / step).round() * step;
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

/// Which rows a figure is about, and what about them, in the words of its page.
fn described(figure: &Figure, computing: Computing) -> super::Described {
    let indicator = &computing.asked[figure.indicator].indicator;
    let measure = &indicator.measures[figure.measure];
    let parts =
        [("", &measure.value), (" per ", &measure.per), (" until ", &measure.event)];
    let counts: String = parts
        .into_iter()
        .filter_map(|(word, it)| it.as_ref().map(|it| format!("{word}{}", it.to_sql())))
        .collect();
    let rows = measure.population_text(indicator.table);
    let population = match &measure.denominator {
        Some(it) => format!("{rows}; usable: {}", it.to_sql()),
        None if measure.value.is_some() => format!("{rows}; usable: {counts}"),
        None => rows,
    };
    super::Described { population, counts }
}
