//! What follows from the shown figures of a release: bounds, differences and trends.

use std::collections::BTreeMap;

use super::signals::SignalRules;
use super::{Against, Claim, Judgements, ReleasedDifference, judge};
use crate::disclosure::{Earlier, Policy, Releasable, Release, release};
use crate::estimates::{ProportionInterval, fit};
use crate::indicators::catalogue::built_in;
use crate::indicators::{
    Asked, Cell, Cells, CellsOf, Computing, GroupKey, MOST_DIMENSIONS, Part,
};
use crate::numeric::real;
use crate::tables::{INFORMANT, Names};
use crate::terms::{
    Day, Dimension, Every, Group, PeriodGrid, Shown, Text, WhyNotApplicable,
};

/// Closures of a year, how many of their young people gave a mark, and the mean mark.
type Year = (u64, u64, f64);

const SATISFACTION: &str = "satisfaction-process";

/// A release and what it says.
struct Judged {
    release: Releasable<Release>,
    says: Judgements,
}

/// A cell of as many different clients.
fn cell(n: u64, sum: f64, sum_sq: f64) -> Cell {
    let (sum, sum_sq) = (sum.into(), sum_sq.into());
    let part = Part { sum, sum_sq, client_sum_sq: sum_sq, client_sum_n: sum };
    let client_n_sq = real(n);
    Cell { n, n_clients: n, client_n_sq, parts: vec![part], ..Cell::default() }
}

/// Marks that are all a point above or below the mean.
fn marks(n: u64, mean: f64) -> Cell {
    cell(n, real(n) * mean, real(n) * (mean * mean + 1.0))
}

/// Satisfaction of young people and, when `with_response`, the response that goes with it.
fn satisfaction(
    years: &[Year],
    with_response: bool,
    n_provisional: usize,
    policy: &Policy,
) -> Judged {
    let names = Names::default();
    let last = 2000 + i32::try_from(years.len()).unwrap();
    let (from, until) = (Day::new(2001, 1, 1).unwrap(), Day::new(last, 12, 31).unwrap());
    let grid = PeriodGrid::new(from, until, Every::Year, (1, 1)).unwrap();
    let grid = grid.with_provisional(n_provisional);
    let built_in = built_in().unwrap();
    let wanted = [SATISFACTION, "response"].into_iter();
    let wanted = wanted.take(if with_response { 2 } else { 1 });
    let asked = wanted.map(|name| {
        let indicator = built_in.iter().find(|it| it.info.name == name).unwrap().clone();
        let (splits, is_mean) = (vec![indicator.by.clone()], name == SATISFACTION);
        Asked {
            indicator,
            splits,
            target: is_mean.then_some(7.5),
            compared: None,
            exact: false,
        }
    });
    let asked: Vec<Asked> = asked.collect();
    let mut cells = Cells::default();
    for indicator in 0..asked.len() {
        let is_mean = indicator == 0;
        let mut ids = [0; MOST_DIMENSIONS];
        if is_mean {
            ids[0] = u32::from(INFORMANT.index("youth").unwrap());
        }
        let of = (0..).zip(years).map(|(period, (all, n, mean))| {
            let answered = cell(*all, real(*n), real(*n));
            (GroupKey { period, ids }, if is_mean { marks(*n, *mean) } else { answered })
        });
        let split = CellsOf { indicator, measure: 0, split: 0 };
        cells.0.insert(split, of.collect());
    }
    let computing = Computing { asked: &asked, grid: &grid, names: &names };
    let figures = fit(&cells, computing, ProportionInterval::Wilson).unwrap();
    let earlier = Earlier::default();
    let release =
        release(&figures, computing, policy, BTreeMap::new(), &earlier).unwrap();
    let says = judge(&release, &asked, grid.every, &SignalRules::default());
    Judged { release, says }
}

/// With nothing hidden.
fn open(years: &[Year]) -> Judged {
    satisfaction(years, true, 0, &Policy::none(Text::same("made up")))
}

fn last(judged: &Judged, against: Against) -> &ReleasedDifference {
    let of = judged.says.differences.iter();
    let mut of =
        of.filter(|it| it.series.indicator == SATISFACTION && it.against == against);
    of.next_back().unwrap()
}

#[test]
fn who_did_not_answer_counts_as_missing() {
    let judged = open(&[(100, 60, 8.0)]);
    let figure = &judged.release.figures[0];
    assert_eq!(figure.group(Dimension::Informant), &Group::named("youth"));
    assert_eq!(figure.n_missing, Shown::Value(0));
    assert_eq!(figure.bounds.n_unknown, Shown::Value(40));
    // (480 + 40 · 1) / 100 and (480 + 40 · 10) / 100; 750 points need 270 from the forty.
    assert_eq!(figure.bounds.lowest, Shown::Value(5.2));
    assert_eq!(figure.bounds.highest, Shown::Value(8.8));
    assert_eq!(figure.bounds.tipping_point, Shown::Value(6.75));
}

#[test]
fn without_its_response_satisfaction_has_no_bounds_and_claims_nothing() {
    let years = [(100, 60, 6.0), (100, 60, 8.0)];
    let judged = satisfaction(&years, false, 0, &Policy::none(Text::same("made up")));
    let not_delivered = Shown::NotApplicable(WhyNotApplicable::NotDelivered);
    assert_eq!(judged.release.figures[0].bounds.lowest, not_delivered);
    let conclusion = last(&judged, Against::Previous).conclusion;
    assert_eq!(conclusion, Some(Claim::ResponseUnknown));
}

#[test]
fn a_rise_at_equal_response_is_one_and_at_falling_response_is_not() {
    let equal = open(&[(200, 120, 7.0), (200, 120, 7.5)]);
    let difference = last(&equal, Against::Previous);
    assert_eq!(difference.conclusion, Some(Claim::Higher));
    assert_eq!(difference.method, "welch");
    let falling = open(&[(200, 120, 7.0), (200, 90, 7.5)]);
    let difference = last(&falling, Against::Previous);
    assert_eq!(difference.conclusion, Some(Claim::Response));
    assert_eq!(difference.response, Some((0.45, 0.45)));
    assert_eq!(difference.response_before, Some((0.6, 0.6)));
}

#[test]
fn a_trend_obeys_the_response_too() {
    let rising = |n: [u64; 5]| {
        let years = [6.8, 7.0, 7.2, 7.4, 7.6].into_iter().zip(n);
        let years: Vec<Year> = years.map(|(mean, n)| (200, n, mean)).collect();
        open(&years).says.trends[0].clone()
    };
    let equal = rising([120; 5]);
    assert_eq!(equal.conclusion, Some(Claim::Higher));
    assert_eq!(equal.method, "weighted-linear");
    let falling = rising([140, 120, 100, 90, 80]);
    assert_eq!(falling.conclusion, Some(Claim::Response));
    assert_eq!(falling.response, Some((0.4, 0.7)));
}

#[test]
fn the_first_period_is_compared_with_too() {
    let judged = open(&[(200, 120, 7.0), (200, 120, 7.1), (200, 120, 7.6)]);
    let first = last(&judged, Against::First);
    assert!((first.value.value().unwrap() - 0.6).abs() < 1e-9);
    assert_eq!(first.compared_with, judged.release.figures[0].figure_id);
    let n = |against| {
        let of = judged.says.differences.iter();
        of.filter(|it| it.series.indicator == SATISFACTION && it.against == against)
            .count()
    };
    assert_eq!((n(Against::Previous), n(Against::First)), (2, 1));
}

#[test]
fn a_provisional_period_is_left_out_of_the_trend() {
    let mut years = [6.8, 7.0, 7.2, 7.4].map(|mean| (200, 120, mean)).to_vec();
    let whole = open(&years);
    years.push((200, 30, 3.0));
    let policy = Policy::none(Text::same("made up"));
    let more = satisfaction(&years, true, 1, &policy);
    assert_eq!(more.says.trends[0].slope, whole.says.trends[0].slope);
    assert_eq!(
        (more.says.trends[0].n_periods, more.says.trends[0].n_provisional),
        (4, 1)
    );
    let more = &more.release;
    assert!(more.figures[4].provisional && !more.figures[3].provisional);
    assert_eq!(more.period_label(&more.periods[4]), "2005*");
    assert_eq!(more.period_label(&more.periods[3]), "2004");
}

#[test]
fn what_is_hidden_hides_its_bounds_and_differences() {
    // Five answers in the second year: hidden under ten, and so is all that follows.
    let years = [(200, 120, 7.0), (200, 5, 7.5), (200, 120, 7.0), (200, 120, 7.2)];
    let judged = satisfaction(&years, true, 0, &Policy::named("default").unwrap());
    let hidden = judged.release.figures.iter().filter(|it| it.value == Shown::Suppressed);
    let hidden: Vec<_> = hidden.collect();
    assert!(!hidden.is_empty());
    for figure in &hidden {
        let id = &figure.figure_id;
        assert_eq!(figure.bounds.lowest, Shown::Suppressed, "{id}");
        assert_eq!(figure.bounds.n_unknown, Shown::Suppressed, "{id}");
        assert_eq!(figure.design_effect, Shown::Suppressed, "{id}");
    }
    for it in &judged.says.differences {
        let is_of = |id: &String| hidden.iter().any(|it| it.figure_id == *id);
        let of_hidden = is_of(&it.figure_id) || is_of(&it.compared_with);
        let is_hidden = it.value == Shown::Suppressed && it.interval == Shown::Suppressed;
        assert_eq!(is_hidden, of_hidden, "{}", it.figure_id);
        assert!(!of_hidden || it.conclusion.is_none());
    }
    let trend = &judged.says.trends[0];
    assert_eq!(trend.slope, Shown::Suppressed);
    assert_eq!((trend.response, trend.conclusion), (None, None));
}
