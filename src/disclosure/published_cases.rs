//! Published tables that were attacked with success: each is attacked as it was published,
//! protected, and attacked again. Source: tests/reference/sdctable/README.md.

use super::linked::Guard;
use super::published::{Case, attack_published_tables, cases, counts, file};
use super::secondary::{LastResort, Protection, Rules, intervals};
use super::table::Table;
use crate::numeric::real;

fn case(name: &str) -> Case {
    cases().unwrap().into_iter().find(|it| it.name == name).unwrap()
}

fn more_hidden(case: &Case, protection: &Protection) -> Vec<usize> {
    let more = |it: &usize| protection.hidden[*it] && !case.hidden[*it];
    (0..case.hidden.len()).filter(more).collect()
}

#[test]
fn every_published_table_gives_its_count_away_and_not_after_protection() {
    let all = attack_published_tables().unwrap();
    assert!(all.len() >= 10, "{}", all.len());
    for it in all {
        let value = real(it.value);
        assert_eq!(it.before, (value, value), "{}: not attackable", it.name);
        assert!(it.is_safe, "{}: still narrow", it.name);
        assert!(it.after.1 - it.after.0 + 1.0 >= real(it.width), "{}", it.name);
    }
}

#[test]
fn a_cell_recomputable_over_two_linked_tables_gets_one_more_hidden() {
    let (case, file) = (case("linked_tables"), file().unwrap());
    let published = &file["linked_tables"];
    let n_primary = case.hidden.iter().filter(|it| **it).count() as u64;
    assert_eq!(n_primary, published["primary_suppressed"].as_u64().unwrap());
    let more = more_hidden(&case, &case.table.protect(&case.hidden, 4));
    assert_eq!(more.len() as u64, published["joint_secondary_each"].as_u64().unwrap());
    let region = &published["rows"][more[0]]["region"];
    assert_eq!(*region, published["joint_secondary_cell"]);
}

#[test]
fn nine_hidden_cells_two_in_each_row_still_give_away_forty_seven() {
    let case = case("nine_suppressions_still_unsafe");
    assert_eq!(case.table.linked.cells[case.exposed].value, 47);
    let more = more_hidden(&case, &case.table.protect(&case.hidden, case.width));
    assert!(more.len() <= 2, "{more:?}");
}

#[test]
fn three_singletons_are_protected_from_each_other() {
    let file = file().unwrap();
    let values = counts(&file["three_singletons"]["values"]).unwrap();
    let (table, cells) = Table::two_way(&[values[..5].to_vec(), values[5..].to_vec()]);
    let small = |it: &usize| (1..3).contains(&table.linked.cells[*it].value);
    let inner: Vec<usize> = cells.iter().flatten().copied().filter(small).collect();
    let protection = table.protect(&table.hiding(&inner), 3);
    // Each of those who are alone knows one cell: the others stay uncertain.
    for insider in cells.iter().flatten().filter(|it| table.linked.cells[**it].value == 1)
    {
        let knows = |hidden: &[bool]| {
            let mut view = table.view(hidden);
            view.bounds[*insider] = (1.0, 1.0);
            view
        };
        let last_resort = LastResort::Unsolved;
        let rules = Rules { width: 2, worth: &[], view: &knows, last_resort };
        for (cell, left) in intervals(&table.linked, &protection.hidden, &rules) {
            assert!(cell == *insider || left.holds(2), "{cell} {left:?}");
        }
    }
}

#[test]
fn both_unpublished_differences_are_one_of_one() {
    let cases = cases().unwrap();
    let differences = cases.iter().filter(|it| it.name.starts_with("opensafely"));
    let differences: Vec<_> =
        differences.map(|it| &it.table.linked.cells[it.exposed]).collect();
    assert_eq!(differences.len(), 2, "1 of 1");
    assert!(differences.iter().all(|it| it.value == 1 && it.guard == Guard::Always));
}
