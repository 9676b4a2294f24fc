//! What a whole release holds and hides.

use std::collections::BTreeMap;

use super::{Earlier, Policy, Releasable, Release, ReleasedFigure, release};
use crate::error::Error;
use crate::estimates::{ProportionInterval, fit};
use crate::indicators::catalogue::built_in;
use crate::indicators::{
    Asked, Cell, Cells, CellsOf, Computing, GroupKey, MOST_DIMENSIONS, Measure,
    MeasureKind, Part,
};
use crate::numeric::{Sum, real};
use crate::tables::Names;
use crate::terms::{Day, Dimension, Every, PeriodGrid, Shown};

/// Closed trajectories of one programme by reason: planned, agreed, client, provider,
/// external, and without a reason.
pub(super) type Reasons = [u64; 6];

const CODES: [&str; 5] = ["planned", "agreed", "client", "provider", "external"];

/// How many of the five reasons the numerator of an indicator holds.
fn numerator(name: &str, reasons: &Reasons) -> u64 {
    match name {
        "closed-by-mutual-agreement" => reasons[0] + reasons[1],
        "closed-as-planned" => reasons[0],
        _ => reasons[2],
    }
}

fn ones(sum: u64) -> Part {
    let x = Sum::from(real(sum));
    Part { sum: x, sum_sq: x, client_sum_sq: x, client_sum_n: x }
}

/// The cell of a measure for trajectories of as many different clients.
fn cell(name: &str, measure: &Measure, reasons: &Reasons) -> Cell {
    let all: u64 = reasons.iter().sum();
    let external = if measure.alternative { reasons[4] } else { 0 };
    let with_reason = all - reasons[5] - external;
    let (n, parts) = match measure.kind {
        MeasureKind::Count => (all, vec![ones(all)]),
        MeasureKind::Distribution => {
            let part = |(code, _): &(String, _)| {
                let at = CODES.iter().position(|it| it == code).unwrap();
                ones(reasons[at])
            };
            (with_reason, measure.categories.iter().map(part).collect())
        }
        _ => (with_reason, vec![ones(numerator(name, reasons))]),
    };
    Cell {
        n,
        n_missing: all - n,
        n_clients: n,
        client_n_sq: real(n),
        parts,
        ..Cell::default()
    }
}

/// Releases these indicators over these programmes, split by programme when `by` says so.
fn release_of(
    indicators: &[&str],
    programmes: &[Reasons],
    by: bool,
    policy: &Policy,
) -> Releasable<Release> {
    let name = |it: usize| format!("p{it}");
    let programmes: Vec<(String, Reasons)> =
        programmes.iter().enumerate().map(|(at, it)| (name(at), *it)).collect();
    release_after(indicators, &programmes, by, policy, &Earlier::default()).unwrap()
}

/// Releases these indicators over programmes with a name, after earlier releases.
pub(super) fn release_after(
    indicators: &[&str],
    programmes: &[(String, Reasons)],
    by: bool,
    policy: &Policy,
    earlier: &Earlier,
) -> Result<Releasable<Release>, Error> {
    let names = Names::default();
    let ids: Vec<u32> =
        programmes.iter().map(|it| names.intern("programme", &it.0).unwrap()).collect();
    let (from, until) = (Day::new(2016, 1, 1).unwrap(), Day::new(2016, 12, 31).unwrap());
    let grid = PeriodGrid::new(from, until, Every::Year, (1, 1)).unwrap();
    let splits = if by { vec![vec![], vec![Dimension::Programme]] } else { vec![vec![]] };
    let built_in = built_in().unwrap();
    let asked: Vec<Asked> = indicators
        .iter()
        .map(|name| {
            let indicator = built_in.iter().find(|it| it.info.name == **name).unwrap();
            let (indicator, splits) = (indicator.clone(), splits.clone());
            Asked { indicator, splits, target: None, compared: None }
        })
        .collect();
    let mut cells = Cells::default();
    for (indicator, name) in indicators.iter().enumerate() {
        let measures = asked[indicator].indicator.measures.iter().enumerate();
        let wanted = measures.filter(|it| {
            let category = it.1.category.as_ref().map(|it| it.0.as_str());
            it.0 == 0 || category == Some("without-external")
        });
        let splits = splits.iter().enumerate();
        let pairs = wanted.flat_map(|it| splits.clone().map(move |split| (it, split)));
        for ((index, measure), (split, dimensions)) in pairs {
            if measure.alternative && split > 0 {
                continue;
            }
            let mut of: BTreeMap<GroupKey, Cell> = BTreeMap::new();
            for ((_, reasons), id) in programmes.iter().zip(&ids) {
                let mut key = GroupKey { period: 0, ids: [0; MOST_DIMENSIONS] };
                if !dimensions.is_empty() {
                    key.ids[0] = *id;
                }
                let more = cell(name, measure, reasons);
                of.entry(key)
                    .or_insert_with(|| Cell::new(measure.n_parts()))
                    .merge(&more);
            }
            cells.0.insert(CellsOf { indicator, measure: index, split }, of);
        }
    }
    let computing = Computing { asked: &asked, grid: &grid, names: &names };
    let figures = fit(&cells, computing, ProportionInterval::Wilson).unwrap();
    release(&figures, computing, policy, BTreeMap::new(), earlier)
}

pub(super) fn default() -> Policy {
    Policy::named("default").unwrap()
}

pub(super) fn hidden(release: &Release) -> Vec<&str> {
    let is_hidden = |it: &&ReleasedFigure| it.value == Shown::Suppressed;
    let hidden = release.figures.iter().filter(is_hidden);
    hidden.map(|it| it.figure_id.as_str()).collect()
}

#[track_caller]
pub(super) fn check_protected(release: &Release, width: u64) {
    for it in &release.protection {
        let holds = it.upper.is_none_or(|upper| width <= upper - it.lower + 1);
        assert!(holds, "{it:?}");
    }
}

const LARGE: Reasons = [200, 60, 40, 30, 20, 15];
const MIDDLE: Reasons = [90, 40, 25, 20, 15, 12];
const SMALL: Reasons = [3, 1, 1, 0, 0, 0];

#[test]
fn nothing_is_hidden_when_every_count_is_large() {
    let indicators = ["trajectories-closed", "closed-by-mutual-agreement", "end-reasons"];
    let release = release_of(&indicators, &[LARGE, MIDDLE], true, &default());
    assert_eq!(release.n_suppressed, 0);
    assert!(release.protection.is_empty());
}

#[test]
fn a_small_programme_takes_one_other_with_it_and_not_the_breakdown() {
    let programmes = [LARGE, LARGE, MIDDLE, SMALL];
    let release = release_of(&["trajectories-closed"], &programmes, true, &default());
    let wanted = ["programme=p2", "programme=p3"];
    assert_eq!(
        hidden(&release),
        wanted.map(|it| format!("trajectories-closed/2016/{it}"))
    );
    check_protected(&release, 10);
    assert_eq!(release.protection.len(), 2);
}

#[test]
fn a_hidden_count_is_hidden_in_every_indicator_that_shows_it() {
    let indicators = ["trajectories-closed", "closed-by-mutual-agreement"];
    let release =
        release_of(&indicators, &[LARGE, LARGE, MIDDLE, SMALL], true, &default());
    let hidden = hidden(&release);
    for it in indicators {
        assert!(
            hidden.contains(&format!("{it}/2016/programme=p3").as_str()),
            "{hidden:?}"
        );
        assert!(!hidden.contains(&format!("{it}/2016").as_str()), "{hidden:?}");
    }
    check_protected(&release, 10);
}

#[test]
fn the_difference_of_two_shares_is_not_given_away() {
    // Three ended by agreement: nobody asked for them, but 203 - 200 shows them.
    let indicators = ["closed-by-mutual-agreement", "closed-as-planned"];
    let release = release_of(&indicators, &[[200, 3, 40, 30, 20, 0]], false, &default());
    assert_eq!(release.n_suppressed, 1);
    check_protected(&release, 10);
}

#[test]
fn a_category_cannot_be_worked_out_from_a_share_over_the_same_codes() {
    // Without linking, hiding `agreed` and `external` would do; but planned + agreed and
    // planned are both shown elsewhere.
    let indicators = ["end-reasons", "closed-by-mutual-agreement", "closed-as-planned"];
    let release = release_of(&indicators, &[[200, 3, 40, 30, 20, 0]], false, &default());
    let hidden = hidden(&release);
    assert!(hidden.contains(&"end-reasons/2016/agreed"));
    assert!(hidden.iter().any(|it| it.starts_with("closed-")), "{hidden:?}");
    check_protected(&release, 10);
}

#[test]
fn a_hidden_figure_shows_no_number() {
    let indicators = ["trajectories-closed", "closed-by-mutual-agreement", "end-reasons"];
    let release = release_of(&indicators, &[LARGE, MIDDLE, SMALL], true, &default());
    let mut n_hidden = 0;
    for it in release.figures.iter().filter(|it| it.value == Shown::Suppressed) {
        assert_eq!((it.n, it.n_missing), (Shown::Suppressed, Shown::Suppressed));
        assert_eq!(it.interval, Shown::Suppressed);
        assert!(it.numerator.value().is_none());
        n_hidden += 1;
    }
    assert_eq!(n_hidden, release.n_suppressed);
    assert!(n_hidden > 0);
}

#[test]
fn the_same_figures_get_the_same_pattern() {
    let indicators = ["trajectories-closed", "closed-by-mutual-agreement", "end-reasons"];
    let once = || release_of(&indicators, &[LARGE, MIDDLE, SMALL], true, &default());
    assert_eq!(once(), once());
}

#[test]
fn the_policy_none_hides_nothing() {
    let policy = Policy::none(crate::terms::Text::same("made up"));
    let release = release_of(&["end-reasons"], &[SMALL], true, &policy);
    assert_eq!(release.n_suppressed, 0);
}

#[test]
fn with_rounding_every_number_comes_from_rounded_counts() {
    let indicators = ["trajectories-closed", "closed-by-mutual-agreement"];
    let policy = Policy::named("cbs").unwrap();
    let programmes = [LARGE, MIDDLE, [81, 22, 13, 11, 12, 0]];
    let release = release_of(&indicators, &programmes, true, &policy);
    assert_eq!(release.n_suppressed, 0);
    for it in &release.figures {
        let n = *it.n.value().unwrap();
        assert_eq!(n % 5, 0, "{}", it.figure_id);
        let wanted = match it.numerator.value() {
            Some(numerator) => real(*numerator) / real(n),
            None => real(n),
        };
        assert_eq!(it.value.value(), Some(&wanted), "{}", it.figure_id);
    }
    let sum = |indicator: &str| {
        let of = |by: &[Dimension]| {
            let figures = release.figures.iter().filter(|it| it.is_of(indicator));
            let split = figures.filter(|it| it.is_split_by(by));
            split.filter_map(|it| it.n.value()).sum::<u64>()
        };
        assert_eq!(of(&[]), of(&[Dimension::Programme]), "{indicator}");
    };
    indicators.into_iter().for_each(sum);
}

#[test]
fn what_two_definitions_differ_by_is_not_given_away() {
    let five_external = [200, 60, 40, 30, 5, 0];
    let name = "closed-by-mutual-agreement";
    let release = release_of(&[name], &[five_external], false, &default());
    let state = |it: &ReleasedFigure| (it.figure_id.clone(), it.is_hidden());
    let figures: Vec<_> = release.figures.iter().map(state).collect();
    assert_eq!(figures, [(format!("{name}/2016"), false)]);
    let alternatives: Vec<_> = release.alternatives.iter().map(state).collect();
    assert_eq!(alternatives, [(format!("{name}/2016/without-external"), true)]);
    check_protected(&release, 10);
}

#[test]
fn an_alternative_that_gives_nothing_away_is_shown_and_hides_no_figure() {
    let indicators = ["trajectories-closed", "closed-by-mutual-agreement", "end-reasons"];
    let release = release_of(&indicators, &[LARGE, MIDDLE], true, &default());
    let alternative = &release.alternatives[0];
    assert_eq!(alternative.n, Shown::Value(200 + 60 + 40 + 30 + 90 + 40 + 25 + 20));
    assert_eq!((release.alternatives.len(), release.n_suppressed), (1, 0));
    let in_a_table =
        |it: &&ReleasedFigure| it.series.category == alternative.series.category;
    assert_eq!(release.figures.iter().find(in_a_table), None);
}
