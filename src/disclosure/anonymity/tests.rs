//! Anonymity as a whole: on made-up rows, counted again outside the code that decides.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::ladder::LevelName;
use super::tally::{CLIENT, Counts, MISSING, Tally};
use super::*;
use crate::tables::{Names, Table};

const COLUMNS: [&str; 5] = ["age_at_start", "sex", "crisis_start", "start_date", "law"];

fn demand(k: u64) -> Demand {
    let column = |it: &str| Table::Trajectories.column(it).unwrap();
    let quasi = COLUMNS.iter().map(|it| column(it)).collect();
    Demand { k, quasi, sensitive: vec![column("end_reason")] }
}

/// Age, sex, crisis, month and law of each row, and how many rows its client has.
type Row = ([u32; 5], u64);

fn tally(k: u64, rows: &[Row]) -> Tally {
    let mut tally = Tally::new(&demand(k));
    for (values, n) in rows {
        let values_seen = vec![1 << (values[0] % 3)];
        let counts = Counts { rows: 1, clients: CLIENT / n, values: values_seen };
        tally.add(values.to_vec(), &counts);
    }
    tally
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let or_missing = |it: std::ops::Range<u32>| prop_oneof![9 => it, 1 => Just(MISSING)];
    let month = 24_180_u32..24_240;
    let values = (or_missing(0..24), or_missing(0..3), 0_u32..2, month, or_missing(0..2));
    let values = values.prop_map(|(a, b, c, d, e)| [a, b, c, d, e]);
    prop::collection::vec((values, 1_u64..3), 1..400)
}

/// What is written of each row, looked up value by value.
fn written(it: &Anonymity, rows: &[Row]) -> Vec<Option<Vec<u32>>> {
    let class = |values: &[u32; 5]| -> Vec<u32> {
        it.quasi.iter().zip(values).map(|(it, value)| it.class(*value)).collect()
    };
    rows.iter().map(|(values, _)| it.fate_of(class(values))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn no_combination_is_had_by_fewer_clients_than_asked(rows in rows(), k in 2_u64..8) {
        let it = decide(&demand(k), tally(k, &rows), &Names::default());
        let mut classes: BTreeMap<Vec<u32>, (u64, u64)> = BTreeMap::new();
        let mut n_set_aside = 0;
        for (class, (_, n)) in written(&it, &rows).into_iter().zip(&rows) {
            let Some(class) = class else {
                n_set_aside += 1;
                continue;
            };
            let counts = classes.entry(class).or_default();
            *counts = (counts.0 + 1, counts.1 + CLIENT / n);
        }
        prop_assert!(classes.values().all(|it| it.1 >= k * CLIENT && it.0 >= k));
        prop_assert_eq!(n_set_aside, it.n_set_aside);
        let smallest = classes.values().map(|it| it.0).min().unwrap_or(0);
        prop_assert_eq!(it.after.smallest, smallest);
        prop_assert!(it.after.smallest_matching >= smallest);
        prop_assert_eq!(it.after.rows + n_set_aside, rows.len() as u64);
        prop_assert_eq!(it.after.rows_below, 0);
        let ways = [it.before.smallest, it.before.smallest_matching];
        prop_assert!(ways[0] <= ways[1]);
    }

    #[test]
    fn neither_the_order_of_rows_nor_their_partition_changes_anything(
        rows in rows(), at in 0_usize..400,
    ) {
        let whole = decide(&demand(4), tally(4, &rows), &Names::default());
        let (some, others) = rows.split_at(at.min(rows.len()));
        let mut merged = tally(4, others);
        merged.merge(tally(4, some));
        let merged = decide(&demand(4), merged, &Names::default());
        prop_assert_eq!(written(&whole, &rows), written(&merged, &rows));
    }

    #[test]
    fn too_many_combinations_are_told_apart_less_and_stay_anonymous(rows in rows()) {
        let empty = || Tally::new(&demand(3)).with_most(40);
        let mut forwards = empty();
        forwards.merge(tally(3, &rows));
        prop_assert!(forwards.combinations.len() <= 40);
        let mut backwards = empty();
        let reversed: Vec<Row> = rows.iter().rev().copied().collect();
        backwards.merge(tally(3, &reversed));
        prop_assert_eq!(&forwards.floors, &backwards.floors);
        let it = decide(&demand(3), forwards, &Names::default());
        let mut classes: BTreeMap<Vec<u32>, u64> = BTreeMap::new();
        for class in written(&it, &rows).into_iter().flatten() {
            *classes.entry(class).or_default() += 1;
        }
        prop_assert!(classes.values().all(|it| *it >= 3));
    }
}

#[test]
fn rows_that_are_alike_keep_every_detail() {
    let rows = vec![([9, 1, 0, 24_192, 0], 1); 10];
    let it = decide(&demand(10), tally(10, &rows), &Names::default());
    let levels: Vec<LevelName> = it.quasi.iter().map(Quasi::level).collect();
    let want = [
        LevelName::NarrowBands,
        LevelName::Delivered,
        LevelName::Delivered,
        LevelName::Month,
        LevelName::Delivered,
    ];
    assert_eq!(levels, want);
    assert_eq!((it.n_set_aside, it.after.smallest, it.tried_all), (0, 10, true));
}

#[test]
fn fewer_clients_than_asked_are_all_set_aside() {
    let rows = vec![([9, 1, 0, 24_192, 0], 2); 10];
    let it = decide(&demand(6), tally(6, &rows), &Names::default());
    // Ten rows of five clients.
    assert_eq!((it.n_set_aside, it.after.rows, it.smallest()), (10, 0, 0));
}

#[test]
fn one_who_stands_out_in_one_cell_loses_that_cell_only() {
    let mut rows = vec![([9, 1, 0, 24_192, 0], 1); 100];
    rows.push(([9, 1, 1, 24_192, 0], 1));
    let it = decide(&demand(5), tally(5, &rows), &Names::default());
    // One blank cell would itself stand out: the row is set aside, the others keep all.
    assert_eq!((it.n_set_aside, it.after.rows), (1, 100));
    rows.extend(vec![([9, 1, 1, 24_192, 1], 1); 4]);
    let it = decide(&demand(5), tally(5, &rows), &Names::default());
    // Five with a crisis under two laws: the law is blank for them.
    assert_eq!((it.n_set_aside, it.n_blanked.as_slice()), (0, &[0, 0, 0, 0, 5][..]));
}
