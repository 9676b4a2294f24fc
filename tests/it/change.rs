//! Change on questionnaires: from delivered scores or answers to figures.
//!
//! In: the samples. Out: the figures of a run, compared with what can be worked out by hand.

use std::collections::BTreeSet;
use std::fs;

use uitkomst::indicators::catalogue::built_in;

use crate::common::{CATALOGUE, csv_rows, root, run, write};

#[test]
fn scale_scores_are_made_from_the_answers_to_single_questions() {
    let done = run(&root().join("data-samples/sdq-items/pipeline.toml")).unwrap();
    let id = "problem-reduction/2016/informant=parent/instrument=sdq";
    let change = done.figure(&format!("{id}/mean-change"));
    assert_eq!((change["n"].as_str(), change["value"].as_str()), ("3", "12"));
    // From 21 to 15 is less than 1.96 · 6 · √(2 · 0.2) = 7.44 points.
    let reliable = done.figure(id);
    assert_eq!((reliable["n"].as_str(), reliable["numerator"].as_str()), ("3", "2"));
    // Cut-off c is (5 · 17 + 6 · 8) / 11 = 12.09: 8 and 11 are on the healthy side.
    assert_eq!(done.figure(&format!("{id}/recovered"))["numerator"], "2");
    assert_eq!(done.figure(&format!("{id}/unchanged"))["numerator"], "1");
}

/// The SDQ sample with another `[[instrument]]` table.
fn sdq_with(instrument: &str) -> Result<crate::common::Done, uitkomst::error::Error> {
    let sample = root().join("data-samples/sdq-items");
    let folder = tempfile::tempdir().unwrap();
    for file in ["trajecten.csv", "vragenlijsten.csv"] {
        fs::copy(sample.join(file), folder.path().join(file)).unwrap();
    }
    let text = fs::read_to_string(sample.join("pipeline.toml")).unwrap();
    let (before, rest) = text.split_once("[[instrument]]").unwrap();
    let (_, after) = rest.split_once("[[indicator]]").unwrap();
    let text = format!("{before}[[instrument]]\n{instrument}\n[[indicator]]{after}");
    write(&folder.path().join("pipeline.toml"), &text);
    run(&folder.path().join("pipeline.toml"))
}

#[test]
fn what_is_declared_of_a_scale_and_cannot_be_used_is_refused() {
    let sdq = "name = \"sdq\"\nscale = \"total\"\nsource = \"x\"\n";
    let wrong = [
        ("cut-off = \"c\"", "lacks what its cut-off needs"),
        ("cut-off = \"d\"", "cannot be `d`"),
        ("reliability-kind = \"alpha\"", "the kind of a reliability, but none"),
        ("deviation-of = \"norm\"", "whose standard deviation, but gives none"),
        ("reliability = 0.9\nsmallest-reliable-change = 5", "a published change"),
        ("better = \"higher\"", "runs the other way"),
        ("range = { from = 40, until = 0 }", "ends before it starts"),
        ("norm = { mean = 8, deviation = 0 }", "has no spread"),
        ("mean = 8", "unknown key `mean`"),
    ];
    for (line, said) in wrong {
        let error = sdq_with(&format!("{sdq}{line}")).map(drop).unwrap_err();
        assert!(error.to_string().contains(said), "{line}: {error}");
    }
    let other = "name = \"vgfo\"\nscale = \"total\"\nsource = \"x\"\n";
    let error = sdq_with(other).map(drop).unwrap_err().to_string();
    assert!(error.contains("no scale `total` of `vgfo`"), "{error}");
    let range = "range = { from = 0, until = 100 }\nbetter = \"lower\"";
    assert!(sdq_with(&format!("{other}{range}")).is_ok());
}

#[test]
fn a_smaller_reliability_makes_fewer_changes_reliable() {
    let id = "problem-reduction/2016/informant=parent/instrument=sdq";
    let n_reliable = |reliability: &str| {
        let declared = format!(
            "name = \"sdq\"\nscale = \"total\"\nsource = \"x\"\ndeviation = 6\n\
             reliability = {reliability}"
        );
        sdq_with(&declared).unwrap().figure(id)["numerator"].clone()
    };
    // From 0.9 the smallest reliable change is 5.3 points; from 0.1 it is 15.8.
    assert_eq!([n_reliable("0.9"), n_reliable("0.1")], ["3", "0"]);
}

#[test]
fn the_agreement_page_says_how_often_the_same_clients_get_another_verdict() {
    let rows = csv_rows(&CATALOGUE.files["publication/agreement.csv"], b',');
    let cbcl: Vec<_> = rows.iter().filter(|it| it["instrument"] == "cbcl").collect();
    // T-scores have no share of the way: four criteria, six tables.
    assert_eq!(cbcl.len(), 6);
    for row in &rows {
        let counts = ["both", "only_1", "only_2", "neither"];
        let n: u64 = counts.iter().map(|it| row[*it].parse::<u64>().unwrap()).sum();
        assert_eq!(n.to_string(), row["n"], "{row:?}");
    }
    let reliable = ["reliable-change", "cut-off"];
    let row = rows.iter().find(|it| {
        it["instrument"] == "cbcl"
            && [it["criterion_1"].as_str(), it["criterion_2"].as_str()] == reliable
    });
    // Every pair with a reliable change and a cut-off in the categories is one here too.
    let recovered = ["2021", "2022", "2023", "2024"].map(|year| {
        let id = format!(
            "problem-reduction/{year}/informant=parent/instrument=cbcl/recovered"
        );
        CATALOGUE.figure(&id)["numerator"].parse::<u64>().unwrap()
    });
    let both: u64 = row.unwrap()["both"].parse().unwrap();
    assert!(both <= recovered.iter().sum(), "{both} of {recovered:?}");
    for (language, words) in [("nl", "Dezelfde cliënten"), ("en", "The same clients")] {
        let page = CATALOGUE.text(&format!("publication/agreement.{language}.html"));
        assert!(page.contains(words) && page.contains("CBCL"));
    }
}

#[test]
fn a_hidden_table_of_the_agreement_shows_none_of_its_numbers() {
    let text = fs::read_to_string(root().join("pipelines/catalogue.toml")).unwrap();
    let (before, rest) = text.split_once("[[indicator]]").unwrap();
    let (_, after) = rest.split_once("[outputs]").unwrap();
    let samples = root().join("data-samples").display().to_string();
    let asked = "[[indicator]]\nuse = \"problem-reduction\"\n[outputs]";
    let text = format!("{before}{asked}{after}").replace("../data-samples", &samples);
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("pipeline.toml"), &text);
    let done = run(&folder.path().join("pipeline.toml")).unwrap();
    let rows = csv_rows(&done.files["publication/agreement.csv"], b',');
    let (hidden, shown): (Vec<_>, Vec<_>) =
        rows.iter().partition(|it| it["state"] == "suppressed");
    assert!(!hidden.is_empty() && !shown.is_empty());
    for row in hidden {
        let made = ["agreement", "lower", "upper", "kappa", "kappa_lower", "kappa_upper"];
        assert!(made.iter().all(|it| row[*it].is_empty()), "{row:?}");
        let counts =
            ["both", "only_1", "only_2", "neither"].map(|it| row[it].parse::<u64>());
        let shown: Vec<u64> = counts.into_iter().flatten().collect();
        assert!(shown.len() < 4 && shown.iter().all(|it| *it >= 10 && it % 5 == 0));
    }
    let protection = csv_rows(&done.files["internal/protection.csv"], b',');
    let of_agreement: Vec<_> = protection
        .iter()
        .filter(|it| it["figure_id"].starts_with("agreement/"))
        .collect();
    assert!(!of_agreement.is_empty());
    for row in of_agreement {
        let limit = |it: &str| row[it].parse::<u64>().ok();
        let width = limit("upper").map(|upper| upper - limit("lower").unwrap() + 1);
        assert!(width.is_none_or(|it| it >= 5), "{row:?}");
    }
}

#[test]
fn every_name_of_the_catalogue_has_a_figure_on_the_sample() {
    let shown: BTreeSet<String> = CATALOGUE
        .estimates()
        .into_iter()
        .filter(|it| it["state"] == "value")
        .map(|it| it["indicator"].clone())
        .collect();
    let names = built_in().unwrap().into_iter().map(|it| it.info.name);
    let lacking: Vec<String> = names.filter(|it| !shown.contains(it)).collect();
    assert_eq!(lacking, Vec::<String>::new());
}
