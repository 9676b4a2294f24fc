//! Signals: what the control charts of a quarterly run say, checked from the outside.
//!
//! In: the bundle of `brochure-2016-quarters`. Out: claims about its datasets and pages.
//! Never: a line taken from the program where the released figures give it.

use std::collections::BTreeMap;

use crate::common::{BROCHURE, QUARTERS, Row, csv_rows, parquet_rows, visible_text};

const SIGNALS_CSV: &str = "publication/signals.csv";

fn signals() -> Vec<Row> {
    csv_rows(&QUARTERS.files[SIGNALS_CSV], b',')
}

/// The rows of one phase of one chart, by (indicator, groups, category, phase).
fn phases() -> BTreeMap<[String; 4], Vec<Row>> {
    let mut phases: BTreeMap<[String; 4], Vec<Row>> = BTreeMap::new();
    for row in signals() {
        let key = ["indicator", "groups", "category", "phase"].map(|it| row[it].clone());
        phases.entry(key).or_default().push(row);
    }
    phases
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

#[test]
fn every_quarter_of_every_series_has_one_row_with_the_figure_of_estimates() {
    let estimates: BTreeMap<[String; 4], Row> = QUARTERS
        .estimates()
        .into_iter()
        .map(|it| {
            let informant = match it["informant"].as_str() {
                "" | "total" => String::new(),
                code => format!("informant={code}"),
            };
            let key =
                [&it["indicator"], &it["period_start"], &informant, &it["category"]];
            (key.map(ToOwned::to_owned), it)
        })
        .collect();
    let rows = signals();
    assert_eq!(rows.len(), estimates.len());
    for row in &rows {
        let key = ["indicator", "period_start", "groups", "category"];
        let figure = &estimates[&key.map(|it| row[it].clone())];
        assert_eq!(row["value"], figure["value"], "{row:?}");
        assert_eq!(row["state"], figure["state"], "{row:?}");
    }
    let (_, parquet) = parquet_rows(&QUARTERS.files["publication/signals.parquet"]);
    assert_eq!(parquet.len(), rows.len());
}

#[test]
fn limits_of_shares_follow_from_the_shown_counts_alone() {
    let name = "closed-by-mutual-agreement";
    let figures: Vec<(f64, f64)> = QUARTERS
        .estimates()
        .into_iter()
        .filter(|it| it["indicator"] == name)
        .map(|it| (number(&it["numerator"]), number(&it["n"])))
        .collect();
    let rows: Vec<Row> =
        signals().into_iter().filter(|it| it["indicator"] == name).collect();
    assert_eq!((figures.len(), rows.len()), (32, 32));
    // p̄ ± 3 σ σ_z, with σ_z the mean moving range of z over 2/√π (Laney 2002).
    let all: f64 = figures.iter().map(|it| it.0).sum();
    let centre = all / figures.iter().map(|it| it.1).sum::<f64>();
    let sigma = |n: f64| (centre * (1.0 - centre) / n).sqrt();
    let z: Vec<f64> =
        figures.iter().map(|it| (it.0 / it.1 - centre) / sigma(it.1)).collect();
    let ranges: Vec<f64> = z.windows(2).map(|it| (it[1] - it[0]).abs()).collect();
    let mean = ranges.iter().sum::<f64>() / 31.0;
    assert!(ranges.iter().all(|it| *it < 3.267 * mean), "none is set aside");
    let sigma_z = mean / (2.0 / std::f64::consts::PI.sqrt());
    for (row, (_, n)) in rows.iter().zip(&figures) {
        assert_eq!((&*row["chart"], &*row["rules"]), ("p-prime", "anhoej"));
        for (column, expected) in [
            ("centre", centre),
            ("lower", centre - 3.0 * sigma(*n) * sigma_z),
            ("upper", centre + 3.0 * sigma(*n) * sigma_z),
            ("lower_by_chance", centre - 3.0 * sigma(*n)),
            ("upper_by_chance", centre + 3.0 * sigma(*n)),
        ] {
            assert!((number(&row[column]) - expected).abs() < 1e-12, "{column}: {row:?}");
        }
    }
}

#[test]
fn a_phase_that_shifted_has_a_median_and_one_that_did_not_has_limits() {
    for (key, rows) in phases() {
        let judged: Vec<&Row> =
            rows.iter().filter(|it| !it["centre"].is_empty()).collect();
        let by_runs = rows.iter().any(|it| {
            it["signals"].contains("long-run") || it["signals"].contains("few-crossings")
        });
        for row in &judged {
            assert_eq!(row["chart"] == "run", by_runs, "{key:?}");
            assert_eq!(row["lower"].is_empty(), by_runs, "{key:?}");
        }
        for row in rows.iter().filter(|it| it["value"].is_empty()) {
            assert!(row["centre"].is_empty() && row["signals"].is_empty(), "{row:?}");
        }
    }
}

#[test]
fn a_figure_lies_outside_its_limits_where_and_only_where_that_is_a_signal() {
    let mut n_outside = 0;
    for row in signals().iter().filter(|it| !it["lower"].is_empty()) {
        let value = number(&row["value"]);
        let is_outside = value < number(&row["lower"]) || number(&row["upper"]) < value;
        assert_eq!(is_outside, row["signals"].contains("outside"), "{row:?}");
        n_outside += usize::from(is_outside);
    }
    assert!(n_outside > 0);
}

#[test]
fn those_who_count_in_several_quarters_have_no_chart() {
    for row in signals().iter().filter(|it| it["indicator"] == "trajectories-active") {
        assert_eq!((&*row["no_lines"], &*row["centre"]), ("shared-rows", ""));
    }
}

#[test]
fn the_report_prints_the_charts_the_false_alarms_to_expect_and_the_signals_seen() {
    let phases = phases();
    let judged =
        phases.values().filter(|it| it.iter().any(|it| !it["centre"].is_empty()));
    let marked =
        phases.values().filter(|it| it.iter().any(|it| !it["signals"].is_empty()));
    let (n_judged, n_marked) = (judged.count(), marked.count());
    let signals = &QUARTERS.outcome.judgements.signals;
    assert_eq!((signals.n_judged(), signals.n_with_signal()), (n_judged, n_marked));
    let expected = format!("{:.1}", signals.expected_false_alarms());
    let page = visible_text(QUARTERS.text("publication/brochure.en.html"));
    let sentence = format!(
        "That makes {n_judged} control charts. Even if nothing changes anywhere, {expected} \
         of them can be expected to give a signal. We see {n_marked}."
    );
    assert!(page.contains(&sentence), "{sentence}");
    // Anhøj's rules and limits: from 9 to 20 in 100 charts of 16 to 32 points.
    let rate =
        signals.expected_false_alarms() / f64::from(u32::try_from(n_judged).unwrap());
    assert!((0.09..0.2).contains(&rate), "{rate}");
}

#[test]
fn a_phase_is_printed_with_its_reason() {
    let rows = signals();
    let second = |it: &&Row| it["phase"] == "2";
    let events: Vec<&str> =
        rows.iter().filter(second).map(|it| it["phase_event"].as_str()).collect();
    assert_eq!(events.len(), 3 * 16, "three informants, sixteen quarters");
    assert!(events.iter().all(|it| *it == "a new form (made up, as an example)"));
    let page = visible_text(QUARTERS.text("publication/brochure.nl.html"));
    for text in [
        "Nieuwe fase vanaf 2013-Q1",
        "nieuwe vragenlijst (verzonnen, als voorbeeld)",
        "Vastgesteld door: kwaliteit.",
        "verslag van januari 2013 (verzonnen)",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn each_section_says_which_periods_are_signals_by_which_rule_or_that_there_are_none() {
    let page = visible_text(QUARTERS.text("publication/brochure.nl.html"));
    for text in [
        "Geen signaal. Blijft het zo, dan wordt de streefwaarde van 85\u{a0}%",
        "Ouder of opvoeder: signaal. Buiten de grenzen: 2014-Q4.",
        "Geen regelkaart: wie langer dan één periode hulp krijgt",
        "Een signaal zegt dat het cijfer anders loopt dan toeval verklaart.",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn eight_years_are_too_few_and_the_report_says_so() {
    let page = visible_text(BROCHURE.text("publication/brochure.nl.html"));
    let text = "Te weinig perioden voor een regelkaart: 8 van de 12 die nodig zijn.";
    assert!(page.contains(text));
    assert!(page.contains("Er is dus niet naar signalen gezocht."));
    for row in csv_rows(&BROCHURE.files[SIGNALS_CSV], b',') {
        assert!(row["lower"].is_empty() && row["signals"].is_empty(), "{row:?}");
    }
    assert!(!BROCHURE.files.keys().any(|it| it.contains("-control.")));
}
