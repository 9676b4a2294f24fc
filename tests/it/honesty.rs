//! What the program says of its own figures: what they can show, and how firm they are.
//!
//! In: the brochure, and made-up exports with a small group. Out: the preflight and the
//! stability box. Never: a number that the released figures do not give.

use serde_json::Value;
use uitkomst::judgements::{Choice, Conclusion, Stability};
use uitkomst::terms::Shown;

use crate::common::{BROCHURE, csv_rows, root, run, uitkomst, visible_text};
use crate::made::{Made, write_export};

const AGREED: &str = "closed-by-mutual-agreement";

fn headline() -> &'static Stability {
    let all = &BROCHURE.outcome.judgements.stability;
    all.iter().find(|it| it.series.indicator == AGREED).unwrap()
}

#[test]
fn the_headline_of_the_brochure_is_judged_under_other_definitions() {
    let it = headline();
    assert_eq!((it.period.label.as_str(), it.target), ("2016", Some(0.85)));
    assert_eq!(it.conclusion(), Some(Conclusion::Undecided));
    // 441 of 501; without the 20 that ended from outside 441 of 481.
    let without = it.alternatives.iter().find(|it| {
        matches!(&it.choice, Choice::Definition { name, .. } if name == "without-external")
    });
    let without = without.unwrap();
    let Shown::Value(value) = without.value else { panic!("{without:?}") };
    // Only the headline itself is told as counted: this one is of rounded counts.
    let fits = |n: u32, of: u32| (value - f64::from(n) / f64::from(of)).abs() < 1e-12;
    let near = [435, 440, 445].map(|n| [475, 480, 485].map(|of| fits(n, of)));
    assert!(near.iter().flatten().any(|it| *it), "{value}");
    assert_eq!(without.conclusion, Some(Conclusion::Above));
    let (same, all) = it.n_same();
    assert_eq!((same, all), (it.alternatives.len() - 1, it.alternatives.len()));
}

#[test]
fn the_box_stands_in_the_brochure_in_both_languages() {
    let (same, all) = headline().n_same();
    for (language, sentence) in [
        ("nl", format!("Zelfde conclusie in {same} van de {all} berekeningen.")),
        ("en", format!("Same conclusion in {same} of {all} computations.")),
    ] {
        let page = BROCHURE.text(&format!("publication/brochure.{language}.html"));
        assert!(visible_text(page).contains(&sentence), "{language}: {sentence}");
    }
}

#[test]
fn alternatives_stand_in_no_table_and_no_dataset_of_figures() {
    assert!(!BROCHURE.outcome.release.alternatives.is_empty());
    let figures = BROCHURE.estimates();
    let names = ["without-external", "with-subcontractors"];
    assert!(figures.iter().all(|it| !names.contains(&it["category"].as_str())));
}

#[test]
fn the_dataset_of_stability_has_every_choice_of_the_box() {
    let rows = csv_rows(&BROCHURE.files["publication/stability.csv"], b',');
    let of_headline = rows.iter().filter(|it| it["indicator"] == AGREED);
    let choices: Vec<&str> = of_headline.map(|it| it["choice"].as_str()).collect();
    assert_eq!(choices.len(), headline().alternatives.len());
    assert_eq!(&choices[..2], ["published", "definition:without-external"]);
}

#[test]
fn the_preflight_repeats_what_the_figures_show() {
    let release = &BROCHURE.outcome.release;
    let preflight = &BROCHURE.outcome.judgements.preflight;
    let total = preflight.iter().find(|it| it.series.indicator == AGREED).unwrap();
    let figures = release.figures_of(AGREED, &[]);
    let (mut counts, mut widths) = (Vec::new(), Vec::new());
    for it in figures {
        counts.push(*it.n.value().unwrap());
        let (lower, upper) = *it.interval.value().unwrap();
        widths.push((upper - lower) / 2.0);
    }
    let shown: Vec<u64> = total.n.iter().map(|it| *it.value().unwrap()).collect();
    assert_eq!(shown, counts);
    let reach = total.reach.as_ref().unwrap();
    widths.sort_by(f64::total_cmp);
    let middle = f64::midpoint(widths[3], widths[4]);
    assert_eq!((widths.len(), reach.half_width), (8, Some(middle)));
    assert_eq!(reach.funnel, None, "a funnel compares groups");
    let change = reach.change.unwrap();
    assert!(change.fall.unwrap() > change.rise.unwrap(), "there is less room above 88 %");
}

#[test]
fn a_preflight_shows_no_small_count() {
    let folder = tempfile::tempdir().unwrap();
    let sizes = [60, 6, 57];
    let programmes = (0..3).flat_map(|it| std::iter::repeat_n(it, sizes[it]));
    let rows: Vec<Made> = programmes
        .enumerate()
        .map(|(id, programme)| Made::ended(id, programme, id % 4))
        .collect();
    let pipeline = write_export(folder.path(), &[&rows], "policy = \"default\"");
    let done = run(&pipeline).unwrap();
    let page = visible_text(done.text("publication/preflight.nl.html"));
    let said = uitkomst(folder.path(), &["preflight", "pipeline.toml", "--json"]);
    let json: Value = serde_json::from_str(&said.stdout).unwrap();
    let mut n_hidden = 0;
    for series in json["series"].as_array().unwrap() {
        for n in series["n"].as_array().unwrap() {
            assert!(n.as_u64().is_none_or(|it| !(1..10).contains(&it)), "{series}");
            n_hidden += usize::from(n.is_null());
        }
        let reach = ["typical_n", "half_width", "smallest_fall", "funnel_n_needed"];
        if series["groups"]["programme"] == "pmto" {
            assert!(reach.iter().all(|it| series[*it].is_null()), "{series}");
        }
    }
    assert!(n_hidden > 0, "nothing was small");
    assert!(page.contains("PMTO") && page.contains("Kleinste verandering"));
}

#[test]
fn a_preflight_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let pipeline = root().join("pipelines/brochure-2016.toml").display().to_string();
    let said = uitkomst(folder.path(), &["preflight", &pipeline]);
    assert_eq!((said.exit, said.stderr.as_str()), (0, ""));
    assert!(said.stdout.contains("In onderlinge overeenstemming afgesloten"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
