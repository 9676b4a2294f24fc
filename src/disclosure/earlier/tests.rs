//! Attacks over two releases: what they would find, and that it is not there.

use super::*;
use crate::disclosure::tests::{Reasons, check_protected, hidden, release_after};
use crate::disclosure::{Applied, Policy, Release};

const INDICATORS: [&str; 3] =
    ["trajectories-closed", "closed-by-mutual-agreement", "end-reasons"];
const LARGE: Reasons = [200, 60, 40, 30, 20, 15];
const MIDDLE: Reasons = [90, 40, 25, 20, 15, 12];

type Programmes<'a> = &'a [(&'a str, Reasons)];

fn policy() -> Policy {
    Policy::named("default").unwrap()
}

fn release(indicators: &[&str], programmes: Programmes, earlier: &Earlier) -> Release {
    let programmes: Vec<(String, Reasons)> =
        programmes.iter().map(|it| (it.0.to_owned(), it.1)).collect();
    let release = release_after(indicators, &programmes, true, &policy(), earlier);
    (*release.unwrap()).clone()
}

fn after(releases: &[&Release]) -> Earlier {
    let one = |it: &&Release| ("2016-12-31".to_owned(), it.published.clone());
    Earlier { releases: releases.iter().map(one).collect(), ..Earlier::default() }
}

/// Releases one after the other.
fn both(indicators: &[&str], before: Programmes, now: Programmes) -> (Release, Release) {
    let first = release(indicators, before, &Earlier::default());
    let second = release(indicators, now, &after(&[&first]));
    check_protected(&second, 10);
    (first, second)
}

fn shown_n(release: &Release, id: &str) -> Option<u64> {
    let found = release.figures.iter().find(|it| it.figure_id == id);
    found.unwrap().n.value().copied()
}

fn plus(reasons: Reasons, more: Reasons) -> Reasons {
    let mut sum = reasons;
    sum.iter_mut().zip(more).for_each(|(a, b)| *a += b);
    sum
}

#[test]
fn one_row_more_repeats_the_figures_of_its_period_and_does_not_say_where_it_is() {
    let more = plus(LARGE, [0, 1, 0, 0, 0, 0]);
    let (first, second) =
        both(&INDICATORS, &[("a", LARGE), ("b", MIDDLE)], &[("a", more), ("b", MIDDLE)]);
    for (before, now) in first.figures.iter().zip(&second.figures) {
        assert_eq!((before.n, before.numerator), (now.n, now.numerator));
        assert_eq!((&before.value, &before.interval), (&now.value, &now.interval));
        // Also those of b: which ones are repeated must not say where something changed.
        assert_eq!(now.repeats.as_deref(), Some("2016-12-31"), "{}", now.figure_id);
    }
    let repeated: Vec<&str> = second
        .figures
        .iter()
        .filter(|it| it.repeats.is_some())
        .map(|it| it.figure_id.as_str())
        .collect();
    for id in ["trajectories-closed/2016", "closed-by-mutual-agreement/2016/programme=a"]
    {
        assert!(repeated.contains(&id), "{repeated:?}");
    }
    assert_eq!(second.n_suppressed, 0);
}

#[test]
fn a_large_change_of_the_total_does_not_show_a_small_one_of_a_group() {
    // Together 31 more, one of them in b: the total and a would give b away.
    let (more, one) = ([15, 15, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0]);
    let (first, second) = both(
        &INDICATORS[..1],
        &[("a", LARGE), ("b", MIDDLE)],
        &[("a", plus(LARGE, more)), ("b", plus(MIDDLE, one))],
    );
    let n = |id: &str| (shown_n(&first, id).unwrap(), shown_n(&second, id).unwrap());
    let (total, a, b) = (
        n("trajectories-closed/2016"),
        n("trajectories-closed/2016/programme=a"),
        n("trajectories-closed/2016/programme=b"),
    );
    assert_eq!(b.0, b.1);
    assert!(total.0 == total.1 || a.0 == a.1, "{total:?} {a:?}");
    assert!(second.applied.contains(&Some(Applied::Earlier)));
}

#[test]
fn what_was_hidden_before_is_not_given_away_by_hiding_something_else() {
    // c is small. The first release hides it with b, the smallest of the others. In the
    // second b is larger than a: hiding a instead would give c away, as b was hidden before.
    let small: Reasons = [2, 1, 1, 0, 0, 1];
    let other: Reasons = [100, 60, 40, 30, 20, 15];
    let indicators = &INDICATORS[..1];
    let (first, second) = both(
        indicators,
        &[("a", LARGE), ("b", other), ("c", small)],
        &[("a", LARGE), ("b", plus(other, [100, 50, 0, 0, 0, 0])), ("c", small)],
    );
    let wanted = ["programme=b", "programme=c"];
    let wanted = wanted.map(|it| format!("trajectories-closed/2016/{it}"));
    assert_eq!(hidden(&first), wanted);
    assert_eq!(hidden(&second), wanted);
}

#[test]
fn a_hidden_count_between_two_releases_is_attacked_with_both() {
    // By itself the second release could show b: it hides a and c. But the first showed a.
    let small: Reasons = [2, 1, 1, 0, 0, 1];
    let programmes = [("a", LARGE), ("b", MIDDLE), ("c", small)];
    let first = release(&INDICATORS[..1], &programmes, &Earlier::default());
    let figures = &first.published.figures;
    let at = |group: &str| {
        figures.iter().position(|it| it.groups.values().any(|it| it == group)).unwrap()
    };
    // As if the first had hidden b and c; now only c is hidden by itself, with b beside it.
    let second = release(&INDICATORS[..1], &programmes, &after(&[&first]));
    assert_eq!(hidden(&second), hidden(&first));
    // A first release that showed b and hid a: then b cannot protect c.
    let mut other = first.clone();
    let (a, b) = (at("a"), at("b"));
    other.published.figures[a].state = State::Hidden;
    other.published.figures[a].numbers = None;
    other.published.figures[b].state = State::Shown;
    let mut numbers = figures[a].numbers.clone().unwrap();
    numbers.n = MIDDLE.iter().sum();
    other.published.figures[b].numbers = Some(numbers);
    let second = release(&INDICATORS[..1], &programmes, &after(&[&other]));
    check_protected(&second, 10);
    let hidden = hidden(&second);
    assert!(hidden.contains(&"trajectories-closed/2016/programme=a"), "{hidden:?}");
}

#[test]
fn a_split_of_a_group_does_not_show_its_small_part() {
    // a becomes a1 and a2, which is small; b, beside it, was shown before and protects
    // nothing.
    let (part, small): (Reasons, Reasons) =
        ([197, 60, 40, 30, 20, 15], [3, 0, 0, 0, 0, 0]);
    let (_, second) = both(
        &INDICATORS[..1],
        &[("a", LARGE), ("b", MIDDLE)],
        &[("a1", part), ("a2", small), ("b", MIDDLE)],
    );
    let hidden = hidden(&second);
    for it in ["a1", "a2"] {
        let id = format!("trajectories-closed/2016/programme={it}");
        assert!(hidden.contains(&id.as_str()), "{hidden:?}");
    }
}

#[test]
fn a_merge_of_groups_does_not_show_what_was_hidden() {
    // b and c were hidden; together they are what the first release left open, and no more.
    let small: Reasons = [2, 1, 1, 0, 0, 1];
    let (_, second) = both(
        &INDICATORS[..1],
        &[("a", LARGE), ("b", MIDDLE), ("c", small)],
        &[("a", LARGE), ("bc", plus(MIDDLE, small))],
    );
    assert_eq!(second.n_suppressed, 0);
}

#[test]
fn another_definition_is_hidden_and_not_repeated() {
    let first = release(&INDICATORS[1..2], &[("a", LARGE)], &Earlier::default());
    let mut other = first.clone();
    for it in &mut other.published.series {
        it.definition = "another page".into();
        it.counts = "trajectories.end_reason IN ('planned', 'agreed', 'external')".into();
    }
    for it in &mut other.published.figures {
        // Three ended for the reason that is left out now.
        let numbers = it.numbers.as_mut().unwrap();
        numbers.numerator = numbers.numerator.map(|it| it + 3);
    }
    let second = release(&INDICATORS[1..2], &[("a", LARGE)], &after(&[&other]));
    assert_eq!(second.n_suppressed, second.figures.len());
    assert!(second.figures.iter().all(|it| it.repeats.is_none()));
}

#[test]
fn a_third_release_repeats_the_first_until_enough_has_changed() {
    let grown = |n| [("a", plus(LARGE, [n, n / 2, 0, 0, 0, 0])), ("b", MIDDLE)];
    let indicators = &INDICATORS[..1];
    let first = release(indicators, &grown(0), &Earlier::default());
    let second = release(indicators, &grown(4), &after(&[&first]));
    let third = release(indicators, &grown(6), &after(&[&first, &second]));
    let fourth = release(indicators, &grown(8), &after(&[&first, &second, &third]));
    let n = |it: &Release| shown_n(it, "trajectories-closed/2016").unwrap();
    let start = n(&first);
    assert_eq!([n(&second), n(&third), n(&fourth)], [start, start, start + 12]);
}

#[test]
fn a_ledger_of_rounded_figures_counts_to_within_the_rounding() {
    let policy = Policy::named("cbs").unwrap();
    let release = |more: u64, earlier: &Earlier| {
        let programmes = [
            ("a".to_owned(), plus(LARGE, [more, 0, 0, 0, 0, 0])),
            ("b".to_owned(), MIDDLE),
        ];
        let release =
            release_after(&INDICATORS[..2], &programmes, true, &policy, earlier).unwrap();
        (*release).clone()
    };
    let first = release(0, &Earlier::default());
    for more in 0..8 {
        let second = release(more, &after(&[&first]));
        for (before, now) in first.figures.iter().zip(&second.figures) {
            assert_eq!((before.n, before.value), (now.n, now.value), "{more}");
        }
    }
    let second = release(40, &after(&[&first]));
    assert_ne!(
        shown_n(&first, "trajectories-closed/2016"),
        shown_n(&second, "trajectories-closed/2016")
    );
}
