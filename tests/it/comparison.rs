//! Regions and teams beside each other: what may be shown, and that it adds up.
//!
//! In: the pipeline of the brochure, with other comparisons. Out: rows of `comparisons`.

use std::fs;

use crate::common::{BROCHURE, Done, Row, csv_rows, root, run, visible_text, write};

const COMPARISONS: &str = "publication/comparisons.csv";

fn rows(done: &Done) -> Vec<Row> {
    csv_rows(&done.files[COMPARISONS], b',')
}

/// The brochure with another `[comparison]` and policy, without a research dataset.
fn compared(comparison: &str, policy: &str) -> Done {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(root().join("pipelines/brochure-2016.toml")).unwrap();
    let (before, after) = text.split_once("[comparison]").unwrap();
    let (_, after) = after.split_once("[disclosure]").unwrap();
    let (_, outputs) = after.split_once("[outputs]").unwrap();
    let (outputs, _) = outputs.split_once("# The key").unwrap();
    let samples = format!("{}/data-samples", root().display());
    let text = format!(
        "{before}[comparison]\n{comparison}\n[disclosure]\n{policy}\n[outputs]{outputs}"
    );
    let text = text.replace("../data-samples", &samples);
    let text = text.replace("research-dataset = true", "research-dataset = false");
    let pipeline = folder.path().join("compared.toml");
    write(&pipeline, &text);
    run(&pipeline).unwrap_or_else(|error| panic!("{error}"))
}

const AGREED: &str =
    "indicators = [\"closed-by-mutual-agreement\"]\noverdispersion = \"additive\"";

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} is `{}`", row[column]))
}

#[test]
fn regions_are_compared_from_their_released_figures() {
    let rows = rows(&BROCHURE);
    let groups: Vec<&str> = rows.iter().map(|it| &*it["group"]).collect();
    assert_eq!(groups, ["Midden", "Oost", "Zuid"]);
    for row in &rows {
        let id = format!("closed-by-mutual-agreement/2016/region={}", row["group"]);
        let figure = BROCHURE.figure(&id);
        for column in ["n", "numerator", "value"] {
            assert_eq!(row[column], figure[column], "{id}");
        }
        let overall = number(row, "overall");
        assert!((overall - 441.0 / 501.0).abs() < 1e-12);
        let limits = ["lower_998", "lower_95", "overall", "upper_95", "upper_998"];
        let limits = limits.map(|it| number(row, it));
        assert!(limits.is_sorted(), "{limits:?}");
        assert_eq!((&*row["position"], &*row["state"]), ("within", "value"));
        assert_eq!((&*row["expected"], &*row["adjusted"], &*row["phi"]), ("", "", ""));
    }
}

#[test]
fn the_page_says_how_many_chance_would_bring_outside_and_ranks_nobody() {
    let page = visible_text(BROCHURE.text("publication/brochure.nl.html"));
    assert!(page.contains("0 van de 3 regio’s met een getoond cijfer"), "{page}");
    assert!(page.contains("gemiddeld hoogstens ongeveer 0,2"));
    assert!(page.contains("de volgorde zegt niets"));
    let svg =
        BROCHURE.text("publication/charts/closed-by-mutual-agreement-by-region.nl.svg");
    for region in ["Midden", "Oost", "Zuid"] {
        assert!(svg.contains(region), "{region}");
    }
}

#[test]
fn a_team_that_is_not_shown_has_no_digit_in_the_comparison() {
    let done = compared(&format!("by = [\"team\"]\n{AGREED}"), "policy = \"default\"");
    let rows = rows(&done);
    assert_eq!(rows.len(), 10);
    let hidden: Vec<&Row> =
        rows.iter().filter(|it| it["state"] == "suppressed").collect();
    assert!(!hidden.is_empty(), "complements under ten are there");
    let of_all = ["overall", "phi", "tau2"];
    let of_names = ["indicator", "dimension", "group", "groups", "category", "state"];
    let of_periods = ["period_start", "period_end"];
    for row in hidden {
        let figure = done
            .figure(&format!("closed-by-mutual-agreement/2016/team={}", row["group"]));
        assert_eq!(figure["state"], "suppressed");
        for (column, text) in row {
            let is_shared = of_all.iter().chain(&of_names).chain(&of_periods);
            // How many rows there are is a figure of its own, and may be told.
            let is_told = column == "n" && *text == figure["n"];
            if !is_shared.clone().any(|it| it == column) && !is_told {
                assert_eq!(text, "", "{column}");
            }
        }
    }
}

#[test]
fn what_is_expected_of_all_regions_by_case_mix_is_what_was_seen() {
    let case_mix = "case-mix = [\"programme\", \"target_group\", \"referrer\", \
                    \"crisis_start\", \"sex\", \"age_at_start\"]";
    let comparison = format!("by = [\"region\", \"team\"]\n{AGREED}\n{case_mix}");
    let policy = "policy = \"none\"\nreason = \"The rows are made up.\"";
    let done = compared(&comparison, policy);
    let rows = rows(&done);
    for (dimension, n_units) in [("region", 3_u32), ("team", 10)] {
        let own: Vec<&Row> =
            rows.iter().filter(|it| it["dimension"] == dimension).collect();
        assert_eq!(own.len(), n_units as usize);
        let expected: f64 = own.iter().map(|it| number(it, "expected")).sum();
        // Each is rounded to one decimal.
        assert!((expected - 441.0).abs() <= 0.05 * f64::from(n_units), "{expected}");
        for row in own {
            let ratio = number(row, "numerator") / number(row, "expected");
            let adjusted = ratio * number(row, "overall");
            assert!((adjusted - number(row, "adjusted")).abs() < 1e-12);
        }
    }
    let phi: Vec<&str> = rows.iter().map(|it| &*it["phi"]).collect();
    assert!(phi[..3].iter().all(|it| it.is_empty()), "three regions are too few");
    assert!(phi[3..].iter().all(|it| !it.is_empty()), "ten teams are enough");
}
