//! What may not matter does not matter, for made-up exports by chance.
//!
//! In: exports. Out: the same bytes of `estimates.csv`, however the rows are laid out.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::common::{ESTIMATES_CSV, Row, csv_rows, run};
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

/// The figures that were counted, by identifier.
type Figures = BTreeMap<String, Row>;

/// The figures of an export, with nothing hidden.
fn figures(rows: &[Made]) -> Figures {
    let rows = csv_rows(estimates(&[rows]).as_bytes(), b',').into_iter();
    rows.map(|it| (it["figure_id"].clone(), it)).collect()
}

/// A number of a figure; nothing when there is no such figure or number.
fn number(figures: &Figures, id: &str, column: &str) -> f64 {
    let cell = figures.get(id).map_or("", |it| it[column].as_str());
    if cell.is_empty() { 0.0 } else { cell.parse().unwrap() }
}

/// What of a figure adds up over clients: rows, numerator, missing, and the sum of a mean.
fn sums(figures: &Figures, id: &str) -> [f64; 4] {
    let [n, numerator, n_missing, value] =
        ["n", "numerator", "n_missing", "value"].map(|it| number(figures, id, it));
    let is_mean = ["satisfaction-process/", "gas-t-score/"];
    let is_mean = is_mean.iter().any(|it| id.starts_with(it));
    [n, numerator, n_missing, if is_mean { n * value } else { 0.0 }]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn exports_of_disjoint_clients_add_up_to_the_export_of_all(rows in made(2..=80)) {
        let (even, odd): (Vec<Made>, Vec<Made>) =
            rows.iter().cloned().partition(|it| it.client % 2 == 0);
        prop_assume!(!even.is_empty() && !odd.is_empty());
        let (all, even, odd) = (figures(&rows), figures(&even), figures(&odd));
        prop_assert!(all.len() > 50);
        for id in all.keys() {
            let parts = std::iter::zip(sums(&even, id), sums(&odd, id));
            for ((a, b), whole) in parts.zip(sums(&all, id)) {
                prop_assert!((a + b - whole).abs() < 1e-9, "{}: {} + {} is not {}", id, a, b, whole);
            }
        }
    }

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
