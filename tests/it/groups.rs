//! Groups are told apart by what they are, not by how they read.
//!
//! In: an export whose regions bear our own words. Out: every region a group of its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::run;
use crate::made::{Made, write_export};

const NOTHING_HIDDEN: &str = "policy = \"none\"\nreason = \"made up\"";

/// So many trajectories of each region: two of an ordinary name, one called `unknown`, one
/// called `total`, and those without one.
const N: [usize; 5] = [30, 20, 14, 12, 11];

fn rows() -> Vec<Made> {
    let regions = N.iter().enumerate().flat_map(|(at, n)| vec![at; *n]);
    let row = |(id, region)| Made { region, ..Made::ended(id, 0, 0) };
    regions.enumerate().map(row).collect()
}

// A region called `unknown` was added to the rows without a region, and one called `total`
// could not be told from all together: two figures had one identifier.
#[test]
fn a_region_with_one_of_our_own_words_for_a_name_is_a_group_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let done = run(&write_export(folder.path(), &[&rows()], NOTHING_HIDDEN)).unwrap();
    let figures = done.estimates();
    let is_count = |it: &&BTreeMap<String, String>| {
        it["figure_id"].starts_with("trajectories-active/2016")
    };
    let counts: BTreeMap<&str, usize> = figures
        .iter()
        .filter(is_count)
        .map(|it| (it["region"].as_str(), it["n"].parse().unwrap()))
        .collect();
    let [north, south, called_unknown, called_total, without] = N;
    let wanted = [
        ("total", N.iter().sum()),
        ("noord", north),
        ("zuid", south),
        ("'unknown'", called_unknown),
        ("'total'", called_total),
        ("unknown", without),
    ];
    assert_eq!(counts, BTreeMap::from(wanted));
    let ids: BTreeSet<&str> = figures.iter().map(|it| it["figure_id"].as_str()).collect();
    assert_eq!(ids.len(), figures.len());
    assert!(ids.contains("trajectories-active/2016/region='unknown'"));
}
