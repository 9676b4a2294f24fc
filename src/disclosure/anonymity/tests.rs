//! Anonymity as a whole: on made-up clients, counted again outside the code that decides.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::tally::{CLIENT, Counts, MISSING, Tally};
use super::*;
use crate::tables::{Names, Table};

const COLUMNS: [&str; 4] = ["age_at_start", "sex", "crisis_start", "start_date"];

fn demand(k: u64) -> Demand {
    let column = |it: &str| Table::Trajectories.column(it).unwrap();
    let quasi = COLUMNS.iter().map(|it| column(it)).chain([&DURATION]).collect();
    Demand { k, quasi, sensitive: vec![column("end_reason")], kept: None }
}

/// Age, sex, crisis, month and length of a row; and why it ended.
type Row = ([u32; 5], u32);
/// All rows of a client.
type Client = Vec<Row>;

fn tally(k: u64, clients: &[Client]) -> Tally {
    let mut tally = Tally::new(&demand(k));
    count(&mut tally, clients);
    tally
}

fn count(tally: &mut Tally, clients: &[Client]) {
    for client in clients {
        for (values, reason) in client {
            let noted = if *reason == MISSING { 0 } else { 1 << reason };
            let clients = CLIENT / client.len() as u64;
            tally.add(values.to_vec(), &Counts { rows: 1, clients, values: noted });
        }
    }
}

fn key(levels: &Levels, row: &Row) -> Vec<u32> {
    levels.quasi.iter().zip(&row.0).map(|(it, value)| it.class(*value)).collect()
}

fn sets(levels: &Levels, clients: &[Client]) -> Sets {
    let mut sets = Sets::default();
    for client in clients {
        let row = |it: &Row| (key(levels, it), vec![it.1]);
        sets.add_client(client.iter().map(row).collect());
    }
    sets
}

fn protected(k: u64, tally: Tally, clients: &[Client]) -> Anonymity {
    let levels = decide(&demand(k), tally, &Names::default());
    let sets = sets(&levels, clients);
    Anonymity::protect(&demand(k), levels, sets)
}

/// What is written of a row: the classes, whether it ended, and why.
type Seen = (Option<Vec<u32>>, Option<bool>, u32);

/// The rows under each pseudonym with its client; rows that are set aside are not there.
fn written(it: &Anonymity, clients: &[Client]) -> Vec<(usize, Vec<Seen>)> {
    let mut written = Vec::new();
    for (at, client) in clients.iter().enumerate() {
        let mut set: Vec<Vec<u32>> =
            client.iter().map(|row| key(&it.levels, row)).collect();
        set.sort_unstable();
        let shown = |row: &Row| {
            let key = key(&it.levels, row);
            let ended = it.levels.ended(&key);
            (Some(key), ended, row.1)
        };
        if it.is_together(&set) {
            let mut rows: Vec<Seen> = client.iter().map(shown).collect();
            rows.sort_unstable();
            written.push((at, rows));
            continue;
        }
        for row in client {
            match it.fate(&key(&it.levels, row)).unwrap() {
                Fate::Shown => written.push((at, vec![shown(row)])),
                Fate::Empty(ended) => written.push((at, vec![(None, ended, row.1)])),
                Fate::Bare => written.push((at, vec![(None, None, MISSING)])),
                Fate::SetAside => {}
            }
        }
    }
    written
}

fn clients() -> impl Strategy<Value = Vec<Client>> {
    let or_missing = |it: std::ops::Range<u32>| prop_oneof![9 => it, 1 => Just(MISSING)];
    let values = (or_missing(0..24), or_missing(0..3), 0_u32..2, 24_180_u32..24_240);
    let row = (values, 0_u32..30, 0_u32..4).prop_map(|((a, b, c, d), length, reason)| {
        let reason = if length == 0 { MISSING } else { reason };
        ([a, b, c, d, length], reason)
    });
    prop::collection::vec(prop::collection::vec(row, 1..3), 1..200)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn every_set_of_rows_is_shared_and_tells_no_reason(
        clients in clients(), k in 2_u64..8,
    ) {
        let it = protected(k, tally(k, &clients), &clients);
        let written = written(&it, &clients);
        let n_rows: usize = clients.iter().map(Vec::len).sum();
        let n_written: usize = written.iter().map(|it| it.1.len()).sum();
        prop_assert_eq!(n_written as u64 + it.n_set_aside, n_rows as u64);
        // All rows are written, or there are fewer than `k` clients.
        prop_assert!(it.n_set_aside == 0 || (clients.len() as u64) < k);
        let mut classes: BTreeMap<Vec<_>, Vec<(usize, Vec<u32>)>> = BTreeMap::new();
        for (client, rows) in &written {
            let seen = rows.iter().map(|it| (it.0.clone(), it.1)).collect();
            let reasons = rows.iter().map(|it| it.2).collect();
            classes.entry(seen).or_default().push((*client, reasons));
        }
        for members in classes.values() {
            let different: BTreeSet<usize> = members.iter().map(|it| it.0).collect();
            prop_assert!(different.len() as u64 >= k);
            let reasons = members.iter().flat_map(|it| &it.1);
            let known: BTreeSet<&u32> = reasons.filter(|it| **it != MISSING).collect();
            prop_assert_ne!(known.len(), 1);
            // Nor that one of somebody's rows ended for this reason.
            for reason in known {
                let has = |it: &&(usize, Vec<u32>)| it.1.contains(reason);
                let is_known =
                    |it: &&(usize, Vec<u32>)| it.1.iter().any(|it| *it != MISSING);
                let of = members.iter().filter(is_known);
                prop_assert!(of.clone().filter(has).count() < of.count());
            }
        }
        let smallest = classes.values().map(|it| it.len() as u64).min().unwrap_or(0);
        prop_assert_eq!(it.after.smallest, smallest);
        prop_assert_eq!(it.after.classes, classes.len() as u64);
        prop_assert_eq!(it.after.rows_below, 0);
        let emptied = |guess: &Guess| match guess.column.name {
            "duration" => guess.n_emptied <= it.n_emptied,
            _ => guess.n_emptied == it.n_emptied,
        };
        prop_assert!(it.guesses.iter().all(emptied));
    }

    #[test]
    fn neither_the_order_of_clients_nor_their_partition_changes_anything(
        clients in clients(), at in 0_usize..200,
    ) {
        let whole = protected(4, tally(4, &clients), &clients);
        let (some, others) = clients.split_at(at.min(clients.len()));
        let mut merged = tally(4, others);
        merged.merge(tally(4, some));
        let levels = decide(&demand(4), merged, &Names::default());
        let mut counted = sets(&levels, others);
        counted.merge(sets(&levels, some));
        let merged = Anonymity::protect(&demand(4), levels, counted);
        prop_assert_eq!(written(&whole, &clients), written(&merged, &clients));
    }

    #[test]
    fn too_many_combinations_are_told_apart_less_and_stay_anonymous(clients in clients()) {
        let mut forwards = Tally::new(&demand(3)).with_most(40);
        count(&mut forwards, &clients);
        prop_assert!(forwards.combinations.len() <= 40);
        let mut backwards = Tally::new(&demand(3)).with_most(40);
        let reversed: Vec<Client> = clients.iter().rev().cloned().collect();
        count(&mut backwards, &reversed);
        prop_assert_eq!(&forwards.floors, &backwards.floors);
        let it = protected(3, forwards, &clients);
        prop_assert!(it.after.rows == 0 || it.after.smallest_clients >= 3);
    }
}

const ALIKE: Row = ([9, 1, 0, 24_192, 7], 1);

/// So many clients with one row each, who ended for two reasons.
fn alike(n: u32) -> Vec<Client> {
    (0..n).map(|it| vec![(ALIKE.0, it % 2)]).collect()
}

#[test]
fn rows_that_are_alike_keep_every_detail() {
    let clients = alike(10);
    let it = protected(10, tally(10, &clients), &clients);
    let levels: Vec<LevelName> = it.levels.quasi.iter().map(Quasi::level).collect();
    let want = [
        LevelName::NarrowBands,
        LevelName::Delivered,
        LevelName::Delivered,
        LevelName::Month,
        LevelName::Months,
    ];
    assert_eq!(levels, want);
    assert_eq!((it.n_emptied, it.after.smallest), (0, 10));
}

#[test]
fn fewer_clients_than_asked_are_all_set_aside() {
    let clients: Vec<Client> = (0..5).map(|it| vec![ALIKE, (ALIKE.0, it)]).collect();
    let it = protected(6, tally(6, &clients), &clients);
    assert_eq!((it.n_set_aside, it.after.rows, it.after.smallest), (10, 0, 0));
}

#[test]
fn those_who_stand_out_are_joined_by_others_until_they_do_not() {
    let mut clients = alike(100);
    clients.extend((0..12).map(|it| vec![([15, 1, 0, 24_192, 7], it % 2)]));
    clients.push(vec![([9, 1, 1, 24_192, 7], 1)]);
    let counted = tally(5, &clients);
    let kept = decide(&demand(5), counted.clone(), &Names::default());
    let kept = Some(kept.to_keep(&Names::default()));
    // With the finest levels kept, one row stands out: the twelve rarest keep it company.
    let finest = [LevelName::NarrowBands, LevelName::Delivered, LevelName::Delivered];
    let finest = finest.into_iter().chain([LevelName::Month, LevelName::Months]);
    let kept = kept.map(|it| {
        let levels = it.into_iter().zip(finest);
        levels.map(|(it, level)| Kept { level, ..it }).collect()
    });
    let demand = Demand { kept, ..demand(5) };
    let levels = decide(&demand, counted, &Names::default());
    let counted = sets(&levels, &clients);
    let it = Anonymity::protect(&demand, levels, counted);
    assert_eq!((it.n_emptied, it.after.rows, it.after.classes), (13, 113, 2));
    assert_eq!((it.after.smallest, it.n_set_aside), (13, 0));
}

#[test]
fn rows_of_a_client_stay_together_only_where_enough_have_the_same_set() {
    let second = [9, 1, 0, 24_192, 13];
    let both = |it: u32| vec![(ALIKE.0, it % 2), (second, it % 3)];
    let mut clients: Vec<Client> = (0..10).map(both).collect();
    let it = protected(10, tally(10, &clients), &clients);
    assert_eq!((it.n_with_several, it.n_together, it.after.smallest), (10, 10, 10));
    // One less, and all rows stand alone: beside those of others, or they would be empty.
    clients.pop();
    clients.extend(alike(10));
    clients.extend((0..10).map(|it| vec![(second, it % 3)]));
    let it = protected(10, tally(10, &clients), &clients);
    assert_eq!((it.n_with_several, it.n_together, it.after.smallest), (9, 0, 19));
}
