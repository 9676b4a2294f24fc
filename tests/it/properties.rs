//! What may not matter does not matter, for made-up exports by chance.
//!
//! In: exports. Out: the same bytes of `estimates.csv`, however the rows are laid out.

use proptest::prelude::*;

use crate::common::{ESTIMATES_CSV, run};
use crate::made::{Made, made, write_export};

/// Few, so that the tests are quick; every run of them draws others.
const CASES: u32 = 4;

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: CASES,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// `estimates.csv` of an export in these files, with nothing hidden.
fn estimates(parts: &[&[Made]]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let disclosure = "policy = \"none\"\nreason = \"The rows are made up.\"";
    let pipeline = write_export(folder.path(), parts, disclosure);
    run(&pipeline).unwrap().text(ESTIMATES_CSV).to_owned()
}

/// Rows in one order and in another.
fn shuffled() -> impl Strategy<Value = (Vec<Made>, Vec<Made>)> {
    made(1..=80).prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
}

/// Rows, and where to cut the file in two.
fn cut() -> impl Strategy<Value = (Vec<Made>, usize)> {
    made(2..=80).prop_flat_map(|rows| {
        let n = rows.len();
        (Just(rows), 1..n)
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_order_of_the_rows_changes_nothing((rows, other) in shuffled()) {
        prop_assert_eq!(estimates(&[&rows]), estimates(&[&other]));
    }

    #[test]
    fn a_file_cut_in_two_changes_nothing((rows, at) in cut()) {
        let (first, second) = rows.split_at(at);
        prop_assert_eq!(estimates(&[&rows]), estimates(&[first, second]));
    }
}
