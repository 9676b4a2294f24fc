//! Published figures come out at the digits they were printed with.
//!
//! In: the three pipelines of the repository. Out: every figure that a brochure, the
//! Department for Education and CBS printed.

use std::collections::BTreeMap;

use crate::common::{BROCHURE, CBS, Done, ENGLAND, Row, csv_rows, root, visible_text};

/// A proportion in per cent with `digits` decimals, as people round.
fn per_cent(share: &str, digits: usize) -> String {
    format!("{:.digits$}", 100.0 * share.parse::<f64>().unwrap())
}

fn count(done: &Done, id: &str) -> String {
    let figure = done.figure(id);
    assert_eq!(figure["n"], figure["value"], "{id}");
    figure["value"].clone()
}

#[test]
fn the_brochure_of_2016_has_its_three_figures() {
    assert_eq!(count(&BROCHURE, "trajectories-active/2016"), "1734");
    assert_eq!(count(&BROCHURE, "trajectories-closed/2016"), "501");
    let agreed = BROCHURE.figure("closed-by-mutual-agreement/2016");
    assert_eq!((&*agreed["numerator"], &*agreed["n"]), ("441", "501"));
    assert_eq!(per_cent(&agreed["value"], 1), "88.0");
    assert_eq!(per_cent(&agreed["lower"], 2), "84.89");
    assert_eq!(per_cent(&agreed["upper"], 2), "90.58");
    assert_eq!((&*agreed["method"], &*agreed["confidence"]), ("wilson", "0.95"));
    assert_eq!((&*agreed["state"], &*agreed["n_missing"]), ("value", "0"));
}

#[test]
fn the_charts_of_the_brochure_are_there_as_svg_and_png_in_both_languages() {
    for chart in ["satisfaction-process", "goal-attainment", "end-reason-incidence"] {
        for language in ["nl", "en"] {
            let stem = format!("publication/charts/{chart}.{language}");
            let svg = BROCHURE.text(&format!("{stem}.svg"));
            assert!(svg.contains("<svg") && svg.contains("</svg>"), "{stem}.svg");
            let png = &BROCHURE.files[&format!("{stem}.png")];
            assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"), "{stem}.png");
        }
    }
}

#[test]
fn programmes_are_compared_in_words_and_without_an_order() {
    let tests = csv_rows(&BROCHURE.files["publication/group-tests.csv"], b',');
    assert_eq!(tests.len(), 8);
    for test in &tests {
        assert_eq!(test["method"], "log-rank");
        let figure = |programme: &str| {
            let id = format!(
                "duration/{}/programme={programme}/median",
                &test["period_start"][..4]
            );
            let figure = BROCHURE.figure(&id);
            (figure["state"] != "suppressed").then(|| figure["n"].parse::<u64>().unwrap())
        };
        // Programmes of which the time is not shown take no part.
        let parts = ["pmto", "iag", "ambulant"].map(figure);
        let parts: Vec<u64> = parts.into_iter().flatten().collect();
        assert_eq!(test["n_groups"], parts.len().to_string());
        assert_eq!(test["n"], parts.iter().sum::<u64>().to_string());
        // To one decimal: event times are not released.
        assert!(test["statistic"].split_once('.').is_none_or(|it| it.1.len() == 1));
    }
    let page = visible_text(BROCHURE.text("publication/brochure.nl.html"));
    assert!(page.contains("3 groepen vergeleken; kans op zo’n verschil door toeval"));
    assert!(page.contains("De toets zegt niet welke groep anders is"));
}

#[test]
fn the_pages_print_the_figures_in_their_language() {
    let pages = [
        ("nl", ["1.734", "501", "88\u{a0}%", "84,9\u{2013}90,6\u{a0}%"]),
        ("en", ["1,734", "501", "88%", "84.9\u{2013}90.6%"]),
    ];
    for (language, wanted) in pages {
        let page = BROCHURE.text(&format!("publication/brochure.{language}.html"));
        let page = visible_text(page);
        for it in wanted {
            assert!(page.contains(it), "{language}: {it}");
        }
    }
}

/// Category of a page and the column of `expected.csv` with its count.
const REASONS: [(&str, &str); 8] = [
    ("unknown", "unknown"),
    ("RC1_Adopted", "RC1_Adopted"),
    ("RC2_Died", "RC2_Died"),
    ("RC3_Residence_Order", "RC3_Residence_Order"),
    ("RC4_Special_Guardianship_Order", "RC4_Special_Guardianship_Order"),
    ("RC5_Transfer_to_another_LA", "RC5_Transfer_to_another_LA"),
    ("RC6_Transfer_to_Adult_Social_Service", "RC6_Transfer_to_Adult_Social_Service"),
    ("RC7_Other", "RC7_Other"),
];
const BANDS: [(&str, &str); 5] = [
    ("up-to-91", "3_months_or_less"),
    ("92-182", "more_than_3_months_6_months"),
    ("183-364", "more_than_6_months_less_than_1_year"),
    ("365-729", "1_year_less_than_2_years"),
    ("730-and-over", "2years+"),
];
/// Authority-years without a hidden cell, and percentages in each.
const N_AUTHORITY_YEARS: usize = 24;
const N_PERCENTAGES: usize = N_AUTHORITY_YEARS * (REASONS.len() + BANDS.len());

/// What is wrong with a figure that was printed with one decimal; nothing when it is right.
fn compare(figure: &Row, n: &str, numerator: &str, printed: &str) -> Option<String> {
    let id = &figure["figure_id"];
    if figure["n"] != n || figure["numerator"] != numerator || figure["state"] != "value"
    {
        return Some(format!("{id}: counts {} of {}", figure["numerator"], figure["n"]));
    }
    let (n, k): (i64, i64) = (n.parse().unwrap(), numerator.parse().unwrap());
    let (whole, tenth) = printed.split_once('.').unwrap_or((printed, "0"));
    let tenths: i64 = format!("{whole}{tenth}").parse().unwrap();
    // In whole numbers: half a tenth either way, and at exactly the half either is right.
    let is_printed = 2 * (1000 * k - n * tenths).abs() <= n;
    let value: f64 = figure["value"].parse().unwrap();
    let ratio =
        f64::from(i32::try_from(k).unwrap()) / f64::from(i32::try_from(n).unwrap());
    let is_ratio = (value - ratio).abs() < 1e-15;
    (!is_printed || !is_ratio).then(|| format!("{id}: {value} is not {printed} %"))
}

#[test]
fn every_percentage_of_the_english_tables_comes_out() {
    let figures = ENGLAND.estimates();
    let by_key: BTreeMap<_, &Row> = figures
        .iter()
        .map(|it| {
            (["indicator", "period_end", "programme", "category"].map(|k| &*it[k]), it)
        })
        .collect();
    let file = root().join("data-samples/england-children-in-need/expected.csv");
    let expected = csv_rows(&std::fs::read(file).unwrap(), b',');
    assert_eq!(expected.len(), N_AUTHORITY_YEARS);
    let (mut n_compared, mut breaches) = (0, Vec::new());
    for row in &expected {
        let end = format!("{}-03-31", row["verslagjaar"]);
        let programme = row["programma"].to_lowercase().replace(' ', "-");
        let closed = by_key[&["trajectories-closed", &end, &programme, ""]];
        if closed["value"] != row["beeindigd"] {
            breaches.push(format!("{}: {}", closed["figure_id"], closed["value"]));
        }
        let reasons = REASONS.iter().map(|it| ("reason-as-delivered", it));
        let bands = BANDS.iter().map(|it| ("duration-bands", it));
        for (indicator, (category, column)) in reasons.chain(bands) {
            let figure = by_key[&[indicator, &end, &programme, category]];
            let (k, printed) =
                (&row[&format!("{column}_n")], &row[&format!("{column}_pct_published")]);
            breaches.extend(compare(figure, &row["beeindigd"], k, printed));
            n_compared += 1;
        }
    }
    assert_eq!(n_compared, N_PERCENTAGES);
    assert_eq!(N_PERCENTAGES, 312);
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn a_percentage_that_differs_in_its_last_digit_is_seen() {
    let figure = |value: &str| -> Row {
        let cells = [("n", "2819"), ("numerator", "36"), ("value", value)];
        let cells = cells.into_iter().chain([("state", "value"), ("figure_id", "it")]);
        cells.map(|(key, text)| (key.to_owned(), text.to_owned())).collect()
    };
    let right = figure(&(36.0_f64 / 2819.0).to_string());
    assert_eq!(compare(&right, "2819", "36", "1.3"), None);
    assert!(compare(&right, "2819", "36", "1.2").is_some());
    assert!(compare(&right, "2819", "37", "1.3").is_some());
    assert!(compare(&figure("0.013"), "2819", "36", "1.3").is_some());
}

#[test]
fn the_national_counts_of_cbs_give_the_printed_shares() {
    assert_eq!(count(&CBS, "trajectories-closed/2020-H1"), "101220");
    let reasons = [
        ("planned", "82500", "81.5"),
        ("agreed", "10470", "10.3"),
        ("client", "3650", "3.6"),
        ("provider", "1675", "1.7"),
        ("external", "2925", "2.9"),
    ];
    for (reason, numerator, share) in reasons {
        let figure = CBS.figure(&format!("end-reasons/2020-H1/{reason}"));
        assert_eq!((&*figure["numerator"], &*figure["n"]), (numerator, "101220"));
        assert_eq!(per_cent(&figure["value"], 1), share, "{reason}");
    }
    let agreed = CBS.figure("closed-by-mutual-agreement/2020-H1");
    assert_eq!(agreed["numerator"], "92970");
    assert_eq!(per_cent(&agreed["value"], 1), "91.8");
}
