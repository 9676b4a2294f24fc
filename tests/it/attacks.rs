//! Ways in that were open: what an outsider finds now.
//!
//! In: the cases of `tests/attack-cases`, run as they are. Out: the same subtraction that gave
//! a hidden count away, done with what is shown now.

use crate::common::{Done, Row, root, run, visible_text};

const BASE: i64 = 5;
const SMALLEST: i64 = 10;
const MANY: i64 = 1_000;

fn case(name: &str) -> Done {
    run(&root().join(format!("tests/attack-cases/{name}/pipeline.toml"))).unwrap()
}

/// What an outsider knows of a count: a shown one to within five, one that is said to be small,
/// or nothing. Whether a count that is not shown is small is taken from inside, which is more
/// than an outsider has.
fn known(done: &Done, id: &str, column: &str) -> (i64, i64) {
    if let Ok(shown) = done.figure(id)[column].parse::<i64>() {
        return (SMALLEST.max(shown - BASE), shown + BASE);
    }
    let quantity = if column == "n_missing" { "missing" } else { column };
    let mut protection = done.outcome.release.protection.iter();
    let told = protection.find(|it| it.figure_id == id && it.quantity.name() == quantity);
    if told.unwrap().told == "small" { (0, SMALLEST - 1) } else { (0, MANY) }
}

/// What is left of a total without its other parts, within what is known of the last.
fn left(total: (i64, i64), others: &[(i64, i64)], last: (i64, i64)) -> (i64, i64) {
    let highest: i64 = others.iter().map(|it| it.1).sum();
    let lowest: i64 = others.iter().map(|it| it.0).sum();
    (last.0.max(total.0 - highest), last.1.min(total.1 - lowest))
}

#[track_caller]
fn keeps_nought_and_five_values((from, to): (i64, i64)) {
    assert!(from <= 0 && to - from + 1 >= BASE, "{from} to {to}");
}

/// A count that was found may be nought, also when it is shown as something.
#[track_caller]
fn keeps_five_values((from, to): (i64, i64)) {
    assert!(to - from + 1 >= BASE, "{from} to {to}");
}

#[test]
fn one_population_in_other_words_is_one_count() {
    let done = case("population-in-other-words");
    let n = |id: &str| known(&done, id, "n");
    let of = |it: &str| n(&format!("trajectories-started/2023/programme={it}"));
    let pmto = n("pmto-age-in-range/2023");
    let ambulant =
        left(n("trajectories-started/2023"), &[of("iag"), pmto], of("ambulant"));
    keeps_nought_and_five_values(ambulant);
}

#[test]
fn who_attained_goals_and_who_scored_what_do_not_give_a_category_away() {
    let done = case("population-in-other-words");
    let category =
        |it: &str| known(&done, &format!("goal-attainment/2023/{it}"), "numerator");
    let attained = known(&done, "goals-attained/2023", "numerator");
    let last = left(attained, &[category("0"), category("1")], category("2"));
    keeps_nought_and_five_values(last);
}

#[test]
fn who_did_not_answer_is_not_the_difference_of_two_counts() {
    let done = case("response-beside-answers");
    let closed = known(&done, "trajectories-closed/2023", "n");
    for (id, column) in response_counts(&done) {
        let answered = known(&done, &id, &column);
        keeps_nought_and_five_values(left(closed, &[answered], (0, MANY)));
    }
}

/// Denominators of answers and numerators of response, of those that are shown.
fn response_counts(done: &Done) -> Vec<(String, String)> {
    let rows = done.estimates();
    let of = |it: &Row| {
        let column = match it["indicator"].as_str() {
            "response" => "numerator",
            "satisfaction-process" | "usefulness" => "n",
            _ => return None,
        };
        let is_total = !it["figure_id"].contains("programme");
        let is_shown = is_total && !it[column].is_empty();
        is_shown.then(|| (it["figure_id"].clone(), column.to_owned()))
    };
    let found: Vec<_> = rows.iter().filter_map(of).collect();
    assert!(!found.is_empty());
    found
}

#[test]
fn reliable_change_less_improvement_is_not_who_recovered() {
    let done = case("change-classes");
    let rows = done.estimates();
    let of = |category: &str| {
        let found = rows.iter().find(|it| it["category"] == category);
        let id = found.map(|it| it["figure_id"].clone());
        known(&done, &id.unwrap_or_else(|| panic!("no {category}")), "numerator")
    };
    // Reliable change is the measure without a name.
    let recovered = left(of(""), &[of("improved")], of("recovered"));
    keeps_nought_and_five_values(recovered);
}

#[test]
fn twelve_villages_may_each_be_nobody() {
    let done = case("villages");
    let rows = done.estimates();
    let n = |id: &str| known(&done, id, "n");
    let total = n("trajectories-closed/2023");
    let villages: Vec<&Row> = rows
        .iter()
        .filter(|it| !["", "total"].contains(&it["municipality"].as_str()))
        .collect();
    for village in &villages {
        let others: Vec<(i64, i64)> = villages
            .iter()
            .filter(|it| it["figure_id"] != village["figure_id"])
            .map(|it| n(&it["figure_id"]))
            .collect();
        let found = left(total, &others, n(&village["figure_id"]));
        if village["n"].is_empty() {
            keeps_nought_and_five_values(found);
        } else {
            keeps_five_values(found);
        }
    }
}

#[test]
fn a_mean_that_everybody_has_is_not_shown() {
    let done = case("mean-says-all");
    for row in done.estimates() {
        let is_mean = ["mark", "days"].contains(&row["unit"].as_str());
        if !is_mean || row["value"].is_empty() {
            continue;
        }
        assert_ne!(row["value"], "10", "{}", row["figure_id"]);
        if !row["lower"].is_empty() {
            assert_ne!(row["lower"], row["upper"], "{}", row["figure_id"]);
        }
        let decimals = row["value"].split_once('.').map_or(0, |it| it.1.len());
        assert!(decimals <= 2, "{}: {}", row["figure_id"], row["value"]);
        if row["method"] == "kaplan-meier" {
            let days: f64 = row["value"].parse().unwrap();
            assert!(days % 7.0 == 0.0, "{}: {days}", row["figure_id"]);
        }
    }
}

#[test]
fn no_page_counts_the_rows_a_check_found() {
    for name in ["stock-and-flow-and-checks", "population-in-other-words"] {
        let done = case(name);
        for (path, bytes) in &done.files {
            let is_page = path.starts_with("publication/") || path == "index.html";
            let Ok(text) = std::str::from_utf8(bytes) else { continue };
            if is_page {
                let text = visible_text(text);
                assert!(!text.contains("age-outside-programme"), "{name}: {path}");
                assert!(!text.contains("t.csv"), "{name}: {path}");
            }
        }
    }
}
