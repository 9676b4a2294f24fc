//! What a release of times and cumulative incidences holds and hides.

use std::collections::BTreeMap;

use super::tests::{check_protected, default, hidden};
use super::{Earlier, Policy, Releasable, Release, ReleasedFigure, release};
use crate::estimates::{ProportionInterval, fit};
use crate::indicators::catalogue::built_in;
use crate::indicators::{
    Asked, Cell, Cells, CellsOf, Computing, GroupKey, MOST_DIMENSIONS, MeasureKind,
};
use crate::numeric::real;
use crate::tables::Names;
use crate::terms::{Day, Dimension, Every, PeriodGrid, Shown};

/// Event times of trajectories of one programme: days, for which cause (by position; none is
/// running), and how many.
type Ends = [(u32, Option<usize>, u64)];

fn times_cell(kind: MeasureKind, n_parts: usize, ends: &Ends) -> Cell {
    let n = ends.iter().map(|it| it.2).sum();
    let mut cell = Cell { n, n_clients: n, client_n_sq: real(n), ..Cell::new(n_parts) };
    for (days, cause, n) in ends {
        let at = cell.times.entry(*days).or_default();
        match cause {
            Some(cause) => {
                at.n_ended += n;
                if kind == MeasureKind::CumulativeIncidence {
                    *cell.causes.entry((*days, *cause)).or_default() += n;
                }
            }
            None => at.n_censored += n,
        }
    }
    cell
}

/// Releases one measure of an indicator over programmes, in total and by programme.
fn release_of_times(
    name: &str,
    measure: usize,
    programmes: &[&Ends],
    policy: &Policy,
) -> Releasable<Release> {
    let names = Names::default();
    let (from, until) = (Day::new(2016, 1, 1).unwrap(), Day::new(2016, 12, 31).unwrap());
    let grid = PeriodGrid::new(from, until, Every::Year, (1, 1)).unwrap();
    let indicator = built_in().unwrap().into_iter().find(|it| it.info.name == name);
    let indicator = indicator.unwrap();
    let (kind, n_parts) =
        (indicator.measures[measure].kind, indicator.measures[measure].n_parts());
    let splits = vec![vec![], vec![Dimension::Programme]];
    let asked = [Asked { indicator, splits, target: None, compared: None }];
    let mut cells = Cells::default();
    for split in 0..2 {
        let mut of: BTreeMap<GroupKey, Cell> = BTreeMap::new();
        for (at, ends) in programmes.iter().enumerate() {
            let mut key = GroupKey { period: 0, ids: [0; MOST_DIMENSIONS] };
            if split == 1 {
                key.ids[0] = names.intern("programme", &format!("p{at}")).unwrap();
            }
            let cell = of.entry(key).or_insert_with(|| Cell::new(n_parts));
            cell.merge(&times_cell(kind, n_parts, ends));
        }
        cells.0.insert(CellsOf { indicator: 0, measure, split }, of);
    }
    let computing = Computing { asked: &asked, grid: &grid, names: &names };
    let figures = fit(&cells, computing, ProportionInterval::Wilson).unwrap();
    let earlier = Earlier::default();
    release(&figures, computing, policy, BTreeMap::new(), &earlier).unwrap()
}

/// Planned and agreed ends in each half-year; the others end seldom, and later.
const MANY: &Ends = &[
    (100, Some(0), 60),
    (170, Some(1), 40),
    (300, Some(0), 50),
    (350, Some(1), 30),
    (360, Some(2), 25),
    (500, Some(3), 20),
    (600, Some(4), 20),
    (800, None, 45),
];

#[test]
fn what_ended_between_two_numbers_of_days_cannot_be_worked_out_when_it_is_small() {
    // Three ended by agreement between 180 and 365 days: 40 and 43 would show them.
    let mut ends = MANY.to_vec();
    ends[3].2 = 3;
    let release = release_of_times("end-reason-incidence", 0, &[&ends], &default());
    let hidden = hidden(&release);
    let agreed = |days: u32| {
        let id = format!("end-reason-incidence/2016/agreed-within-{days}-days");
        hidden.contains(&id.as_str())
    };
    assert!(agreed(180) || agreed(365), "{hidden:?}");
    assert!(release.protection.iter().any(|it| it.quantity.name() == "difference"));
    check_protected(&release, 10);
    // With thirty nothing needs to be hidden but what nobody or few did.
    let release = release_of_times("end-reason-incidence", 0, &[MANY], &default());
    let is_shown = |cause: &str| {
        let of = |it: &&ReleasedFigure| it.horizon().is_some_and(|at| at.cause == cause);
        release.figures.iter().filter(of).all(|it| it.value.value().is_some())
    };
    assert!(is_shown("planned") && is_shown("agreed") && !is_shown("client"));
}

#[test]
fn a_small_number_that_still_runs_cannot_be_worked_out() {
    // Four still ran after two years: the count less all five reasons would show them.
    let mut ends = MANY.to_vec();
    ends[7].2 = 4;
    let release = release_of_times("end-reason-incidence", 0, &[&ends], &default());
    let at_730 = |it: &&ReleasedFigure| it.horizon().is_some_and(|it| it.days == 730);
    let hidden = |it: &ReleasedFigure| it.value == Shown::Suppressed;
    assert!(release.figures.iter().filter(at_730).any(hidden));
    check_protected(&release, 10);
}

#[test]
fn only_shown_groups_with_enough_ends_are_compared() {
    let fast: &Ends = &[(50, Some(0), 30), (90, Some(0), 30)];
    let slow: &Ends = &[(200, Some(0), 25), (300, None, 30)];
    let running: &Ends = &[(100, Some(0), 9), (300, None, 60)];
    let small: &Ends = &[(10, Some(0), 4)];
    let release =
        release_of_times("duration", 1, &[fast, slow, running, small], &default());
    let [test] = &release.group_tests[..] else { panic!("{:?}", release.group_tests) };
    // One more group is hidden with the small one.
    assert!(test.n_groups <= 2, "{test:?}");
    let n: u64 = release
        .figures
        .iter()
        .filter(|it| it.is_split_by(&[Dimension::Programme]))
        .filter_map(|it| it.n.value())
        .sum();
    assert!(test.n.value().is_none_or(|it| *it <= n), "{test:?}");
}

#[test]
fn the_statistic_of_a_comparison_is_to_one_decimal_unless_nothing_is_hidden() {
    let fast: &Ends = &[(50, Some(0), 30), (90, Some(0), 31)];
    let slow: &Ends = &[(60, Some(0), 25), (300, None, 30)];
    let statistic = |policy: &Policy| {
        let release = release_of_times("duration", 1, &[fast, slow], policy);
        *release.group_tests[0].statistic.value().unwrap()
    };
    let exact = statistic(&Policy::none(crate::terms::Text::same("made up")));
    let shown = statistic(&default());
    assert!((10.0 * shown - (10.0 * shown).round()).abs() < 1e-9);
    assert!((exact - shown).abs() <= 0.05 && (exact - shown).abs() > 1e-9);
}

#[test]
fn groups_that_are_too_small_to_compare_are_not_compared() {
    let small: &Ends = &[(10, Some(0), 4), (20, Some(0), 3)];
    let release = release_of_times("duration", 1, &[small, small, small], &default());
    assert_eq!(release.group_tests[0].statistic, Shown::Suppressed);
    assert_eq!(release.group_tests[0].n, Shown::Suppressed);
}
