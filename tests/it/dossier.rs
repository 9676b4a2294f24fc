//! The dossier says of every figure what a checker asks, and no count that is hidden.
//!
//! In: the bundle of the brochure and one with a small programme. Out: claims about the
//! dossier.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::common::{BROCHURE, Done, csv_rows, run};
use crate::made::{Made, write_export};

fn json(done: &Done) -> Value {
    serde_json::from_str(done.text("internal/dossier.json")).unwrap()
}

#[test]
fn every_figure_is_in_the_dossier_once_with_its_population_and_counts() {
    let figures = BROCHURE.estimates();
    let rows = csv_rows(&BROCHURE.files["internal/dossier.csv"], b',');
    let ids: BTreeSet<&str> = rows.iter().map(|it| it["figure_id"].as_str()).collect();
    assert_eq!((rows.len(), ids.len()), (figures.len(), figures.len()));
    for figure in &figures {
        let row = rows.iter().find(|it| it["figure_id"] == figure["figure_id"]).unwrap();
        for column in ["n", "numerator", "n_missing", "indicator", "version", "method"] {
            assert_eq!(row[column], figure[column], "{}", figure["figure_id"]);
        }
        assert!(!row["population"].is_empty());
    }
    let closed =
        rows.iter().find(|it| it["figure_id"] == "closed-by-mutual-agreement/2016");
    let closed = closed.unwrap();
    assert_eq!(
        (&*closed["n"], &*closed["numerator"], &*closed["rest"]),
        ("501", "441", "60")
    );
    assert_eq!(&*closed["statistic"], "shares");
}

#[test]
fn a_table_says_what_kind_it_is_and_means_are_to_be_reviewed() {
    let json = json(&BROCHURE);
    let outputs = json["outputs"].as_array().unwrap();
    let of = |name: &str| outputs.iter().find(|it| it["indicator"] == name).unwrap();
    assert_eq!(of("trajectories-closed")["statistic"], "counts");
    assert_eq!(of("trajectories-closed")["status"], "pass");
    assert_eq!(of("satisfaction-process")["statistic"], "means");
    assert_eq!(of("satisfaction-process")["status"], "review");
    for language in ["nl", "en"] {
        let page = BROCHURE.text(&format!("internal/dossier.{language}.html"));
        assert!(page.contains("closed-by-mutual-agreement&#x2f;2016"), "{language}");
    }
}

#[test]
fn a_hidden_count_is_not_in_the_dossier_and_its_rule_is() {
    let folder = tempfile::tempdir().unwrap();
    // 63 trajectories in iag, 6 in pmto, 57 in ambulant.
    let sizes = [(0, 63), (1, 6), (2, 57)];
    let programmes = sizes
        .into_iter()
        .flat_map(|(programme, n)| (0..n).map(move |at| (programme, at)));
    let rows: Vec<Made> = programmes
        .enumerate()
        .map(|(id, (programme, at))| Made::ended(id, programme, at % 3))
        .collect();
    let pipeline = write_export(folder.path(), &[&rows], "policy = \"default\"");
    let done = run(&pipeline).unwrap();
    let json = json(&done);
    let outputs = json["outputs"].as_array().unwrap();
    let figures = outputs.iter().flat_map(|it| it["figures"].as_array().unwrap());
    let mut rules = BTreeSet::new();
    for it in figures.filter(|it| it["outcome"] == "hidden") {
        assert!(it["rest"].is_null(), "{it}");
        for count in ["n", "numerator", "n_missing"] {
            assert!(it[count].is_null() || it[count].as_u64() >= Some(10), "{it}");
        }
        rules.insert(it["rule"].as_str().unwrap().to_owned());
    }
    assert!(rules.contains("small-base"), "{rules:?}");
    let narrowest = outputs.iter().filter_map(|it| it["narrowest"].as_u64()).min();
    assert!(narrowest.is_none_or(|it| it >= 5), "{narrowest:?}");
}
