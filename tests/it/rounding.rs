//! With rounding on, everything that is shown comes from the rounded counts.
//!
//! In: runs of the samples under the policy `cbs`. Out: every share computed again from the
//! counts beside it, every total from its parts, every percentage of a page looked up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::canary::kind;
use crate::common::{Done, ESTIMATES_PARQUET, Row, csv_rows, parquet_rows};
use crate::common::{root, run, visible_text, write};

const BASE: u64 = 5;

static BROCHURE: LazyLock<Done> = LazyLock::new(|| rounded("brochure-2016"));
static CATALOGUE: LazyLock<Done> = LazyLock::new(|| rounded("catalogue"));

fn samples() -> [(&'static str, &'static Done); 2] {
    [("brochure-2016", &BROCHURE), ("catalogue", &CATALOGUE)]
}

/// The pipeline of a sample under the policy `cbs`.
fn rounded(name: &str) -> Done {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(root().join(format!("pipelines/{name}.toml")));
    let data = root().join("data-samples").display().to_string();
    let text = text.unwrap().replace("../data-samples", &data);
    let is_policy =
        |it: &&str| !it.starts_with("policy =") && !it.starts_with("reason =");
    let lines: Vec<&str> = text.lines().filter(is_policy).collect();
    let text = lines.join("\n").replace("[disclosure]", "[disclosure]\npolicy = \"cbs\"");
    let path = folder.path().join("p.toml");
    write(&path, &text);
    match run(&path) {
        Ok(it) => it,
        Err(error) => panic!("{name}: {error}"),
    }
}

fn whole(row: &Row, column: &str) -> Option<u64> {
    row[column].parse().ok()
}

fn real(row: &Row, column: &str) -> Option<f64> {
    row[column].parse().ok()
}

#[test]
fn every_count_is_a_multiple_and_every_share_is_their_quotient() {
    for (name, done) in samples() {
        let mut n_shares = 0;
        for row in done.estimates() {
            let id = &row["figure_id"];
            for column in ["n", "numerator", "n_missing"] {
                if let Some(count) = whole(&row, column) {
                    assert!(count.is_multiple_of(BASE), "{name}, {id}: {column} {count}");
                }
            }
            let counts = (whole(&row, "numerator"), whole(&row, "n"));
            let (Some(value), (Some(part), Some(n))) = (real(&row, "value"), counts)
            else {
                continue;
            };
            // The share of a cause by a day is no quotient of two counts.
            if row["unit"] == "proportion" && row["method"] != "aalen-johansen" {
                #[expect(clippy::cast_precision_loss, reason = "counts of a sample")]
                let share = part as f64 / n as f64;
                assert!((value - share).abs() < 1e-12, "{name}, {id}: {value}, {share}");
                n_shares += 1;
            }
        }
        assert!(n_shares > 20, "{name}: {n_shares}");
    }
}

#[test]
fn a_mean_has_no_more_decimals_than_its_rounded_n_supports() {
    for (name, done) in samples() {
        let mut n_means = 0;
        let shown = done.estimates();
        let means = shown.iter().filter(|it| {
            !["proportion", "trajectories"].contains(&it["unit"].as_str())
                && it["numerator"].is_empty()
        });
        for row in means {
            let Some(n) = whole(row, "n").filter(|it| *it > 0) else { continue };
            for column in ["value", "lower", "upper"] {
                let decimals = row[column].split_once('.').map_or(0, |it| it.1.len());
                let most = n.ilog10() as usize;
                let id = &row["figure_id"];
                assert!(decimals <= most, "{name}, {id}: {} at n {n}", row[column]);
            }
            n_means += 1;
        }
        assert!(n_means > 10, "{name}: {n_means}");
    }
}

#[test]
fn a_total_is_the_sum_of_the_programmes_that_are_shown() {
    for (name, done) in samples() {
        let rows = done.estimates();
        let key = |it: &Row| {
            ["indicator", "period_start", "category"].map(|column| it[column].clone())
        };
        let only = |it: &Row, column: &str| {
            let others = ["programme", "region", "target_group", "informant", "team"];
            others.iter().all(|other| {
                *other == column || it[*other].is_empty() || it[*other] == "total"
            })
        };
        let split: BTreeSet<_> = rows
            .iter()
            .filter(|it| {
                only(it, "programme")
                    && !["", "total"].contains(&it["programme"].as_str())
            })
            .map(|it| it["indicator"].clone())
            .collect();
        // Split along programme alone, and along nothing that comes before it.
        let mut sums: BTreeMap<_, (u64, u64)> = BTreeMap::new();
        for row in rows.iter().filter(|it| only(it, "programme")) {
            if ["", "total"].contains(&row["programme"].as_str()) {
                continue;
            }
            let sum = sums.entry(key(row)).or_default();
            sum.0 += whole(row, "n").unwrap_or(0);
            sum.1 += whole(row, "numerator").unwrap_or(0);
        }
        let mut n_totals = 0;
        for row in
            rows.iter().filter(|it| only(it, "") && split.contains(&it["indicator"]))
        {
            let (Some(n), Some(sum)) = (whole(row, "n"), sums.get(&key(row))) else {
                continue;
            };
            if sum.0 > 0 {
                assert_eq!(n, sum.0, "{name}, {}", row["figure_id"]);
                n_totals += 1;
            }
        }
        assert!(n_totals > 5, "{name}: {n_totals}");
    }
}

#[test]
fn parquet_holds_the_rounded_figures_too() {
    for (name, done) in samples() {
        let (schema, rows) = parquet_rows(&done.files[ESTIMATES_PARQUET]);
        for (row, csv) in rows.iter().zip(done.estimates()) {
            for (field, cell) in schema.fields().iter().zip(row) {
                assert_eq!(*cell, csv[field.name()], "{name}, {}", csv["figure_id"]);
            }
        }
    }
}

/// Numbers before a per cent sign, as they stand: `88`, `84,9`.
fn percentages(text: &str) -> BTreeSet<String> {
    let ends: Vec<&str> = text.split('%').collect();
    let before = ends.iter().take(ends.len() - 1);
    let number = |it: &&str| {
        let digits = it.trim_end().chars().rev();
        let digits: String =
            digits.take_while(|it| it.is_ascii_digit() || *it == ',').collect();
        digits.chars().rev().collect::<String>()
    };
    before.map(number).filter(|it| it.starts_with(|c: char| c.is_ascii_digit())).collect()
}

/// Every real number of the released tables as a percentage with none, one and two decimals.
fn shown(done: &Done) -> BTreeSet<String> {
    let mut shown = BTreeSet::new();
    let tables = done
        .files
        .iter()
        .filter(|it| it.0.starts_with("publication/") && kind(it.0) == "csv");
    for (_, bytes) in tables {
        for cell in csv_rows(bytes, b',').into_iter().flat_map(Row::into_values) {
            let Ok(share) = cell.parse::<f64>() else { continue };
            shown.extend(written(share));
        }
    }
    let stability = &done.outcome.judgements.stability;
    for it in stability.iter().flat_map(|it| &it.alternatives) {
        let limits = it.interval.value().map(|it| [it.0, it.1]);
        let values = it.value.value().copied().into_iter();
        for share in values.chain(limits.into_iter().flatten()) {
            shown.extend(written(share));
        }
    }
    shown
}

/// A share as a percentage with none, one and two decimals.
fn written(share: f64) -> Vec<String> {
    // Half away from zero, as people round; binary noise goes both ways.
    let both = [share - 1e-12, share + 1e-12];
    let all = (0..3).flat_map(|decimals| both.map(|it| (decimals, it)));
    all.map(|(decimals, it)| {
        format!("{:.decimals$}", (100.0 * it).abs()).replace('.', ",")
    })
    .collect()
}

#[test]
fn the_alternatives_of_a_headline_come_from_rounded_counts_too() {
    use uitkomst::terms::Shown;
    for (name, done) in samples() {
        for it in &done.outcome.release.alternatives {
            let (Shown::Value(n), Shown::Value(part), Shown::Value(value)) =
                (&it.n, &it.numerator, &it.value)
            else {
                continue;
            };
            assert!(n.is_multiple_of(BASE) && part.is_multiple_of(BASE), "{name}");
            #[expect(clippy::cast_precision_loss, reason = "counts of a sample")]
            let share = *part as f64 / *n as f64;
            assert!((value - share).abs() < 1e-12, "{name}, {}", it.figure_id);
        }
    }
}

#[test]
fn every_percentage_on_a_page_follows_from_a_released_number() {
    for (name, done) in samples() {
        let shown = shown(done);
        // Said of the method, not of the clients: confidence and limits.
        let fixed: BTreeSet<String> =
            ["95", "99", "99,8", "50", "100", "0", "5"].map(str::to_owned).into();
        let page = visible_text(done.text("publication/brochure.nl.html"));
        let found = percentages(&page);
        assert!(found.len() > 20, "{name}: {}", found.len());
        let strange: Vec<&String> = found
            .iter()
            .filter(|it| !shown.contains(*it) && !fixed.contains(*it))
            .collect();
        assert!(strange.is_empty(), "{name}: {strange:?}");
    }
}
