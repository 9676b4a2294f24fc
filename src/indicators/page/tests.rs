//! What a page must say, and how it is told what is wrong.

use super::parse_page;
use crate::indicators::{Horizon, MeasureKind, PeriodRule};
use crate::tables::Table;
use crate::terms::Every;

const GOOD: &str = r#"+++
name = "dropout"
version = "1.0"
label = { nl = "Uitval", en = "Drop-out" }
summary = { nl = "Uitval.", en = "Drop-out." }
table = "trajectories"
period = "end_date"
population = "end_date IS NOT NULL"
better = "lower"

[[measure]]
kind = "proportion"
unit = "proportion"
denominator = "end_reason IS NOT NULL"
numerator = "end_reason = 'client'"
+++

## Definition

The client ends it.

## Numerator and denominator

Client over all.

## Unit and range

A proportion.

## Missing data

Missing.

## Source

A source.

## Deviations

None.

## Worked example

Two rows.

trajectories:

| trajectory_id | start_date | end_date   | end_reason |
|---------------|------------|------------|------------|
| 1             | 2015-01-01 | 2015-02-01 | client     |
| 2             | 2015-01-01 | 2015-02-01 |            |

result per year from 2015-01-01 until 2015-12-31:

| period | n | numerator | value | n_missing |
|--------|---|-----------|-------|-----------|
| 2015   | 1 | 1         | 1     | 1         |
"#;

/// The headlines and places when `from` is replaced by `to`.
fn check(from: &str, to: &str, want: &[(&str, &str)]) {
    assert!(GOOD.contains(from));
    let error = parse_page("x.md", &GOOD.replace(from, to)).unwrap_err();
    let said: Vec<_> = error
        .messages
        .iter()
        .map(|it| (it.headline.as_str(), it.places[0].lines().next().unwrap_or_default()))
        .collect();
    assert_eq!(said, want);
}

#[test]
fn a_good_page_gives_an_indicator() {
    let it = parse_page("x.md", GOOD).unwrap();
    assert_eq!(
        (it.info.name.as_str(), it.info.source.as_str()),
        ("dropout", "A source.")
    );
    assert_eq!((it.table, it.measures.len()), (Table::Trajectories, 1));
    let measure = &it.measures[0];
    assert_eq!(measure.kind, MeasureKind::Proportion);
    assert!(matches!(measure.period, PeriodRule::Date(_)));
    let needs: Vec<_> = it.needs().iter().map(|it| it.name()).collect();
    assert_eq!(needs, ["end_date", "end_reason"]);
    assert_eq!(
        measure.population_text(it.table),
        "trajectories, end_date: end_date IS NOT NULL"
    );
    assert_eq!(it.example.every, Every::Year);
    assert_eq!(it.example.tables[&Table::Trajectories][1]["end_reason"], "");
    assert_eq!(it.example.results[0]["n_missing"], "1");
}

#[test]
fn an_unknown_key_is_refused() {
    check(
        "better = \"lower\"",
        "better = \"lower\"\npopulatio = \"a\"",
        &[("there is no key `populatio`", "x.md, line 10")],
    );
}

#[test]
fn a_mistake_in_an_expression_points_at_its_character() {
    check(
        "end_reason = 'client'",
        "end_reason = 'cliënt'",
        &[(
            "`cliënt` is not a code of `end_reason`",
            "x.md, line 15, `numerator`, character 14 of its line 1",
        )],
    );
}

#[test]
fn the_direction_has_no_default() {
    check("better = \"lower\"\n", "", &[("`better` is missing", "x.md, line 2")]);
}

#[test]
fn a_condition_must_be_one() {
    check(
        "numerator = \"end_reason = 'client'\"",
        "numerator = \"end_date\"",
        &[("`numerator` gives a day, not yes or no", "x.md, line 15")],
    );
}

/// The good page, with this measure and example line in the place of its own.
fn incidence(days: &str, cause: &str) -> String {
    let measure = format!(
        "kind = \"cumulative-incidence\"\nunit = \"proportion\"\n\
         value = \"end_date - start_date + 1\"\nevent = \"end_date IS NOT NULL\"\n\
         cause = \"{cause}\"\n{days}\ncategories = [\n\
         {{ code = \"client\", label = {{ nl = \"a\", en = \"a\" }} }},\n\
         {{ code = \"planned\", label = {{ nl = \"b\", en = \"b\" }} }},\n]"
    );
    let from = GOOD.find("kind = ").unwrap();
    let until = from + GOOD[from..].find("+++").unwrap();
    format!("{}{measure}\n{}", &GOOD[..from], &GOOD[until..])
}

#[test]
fn a_cumulative_incidence_gives_a_figure_a_cause_and_number_of_days() {
    let it = parse_page("x.md", &incidence("days = [180, 365]", "end_reason")).unwrap();
    let measure = &it.measures[0];
    assert_eq!((measure.n_parts(), measure.n_figures()), (2, 4));
    let names: Vec<String> =
        (0..5).filter_map(|at| Some(Horizon::of(measure, at)?.1.category())).collect();
    let wanted = ["client-within-180-days", "client-within-365-days"];
    assert_eq!(names[..2], wanted);
    assert_eq!((names.len(), &*names[3]), (4, "planned-within-365-days"));
    let label = it.info.category_label(&names[1]).unwrap();
    assert_eq!((&*label.nl, &*label.en), ("a, binnen 365 dagen", "a, within 365 days"));
}

#[test]
fn days_that_do_not_rise_or_are_not_there_are_refused() {
    for days in ["days = [365, 180]", "days = [0, 90]", "days = [90, 90]", ""] {
        let error = parse_page("x.md", &incidence(days, "end_reason")).unwrap_err();
        let said: Vec<_> = error.messages.iter().map(|it| it.headline.as_str()).collect();
        assert_eq!(said, ["`days` is no list of rising numbers of days"], "{days}");
    }
}

#[test]
fn a_cause_that_is_no_category_is_refused() {
    let page = incidence("days = [180]", "subcontracted");
    let error = parse_page("x.md", &page).unwrap_err();
    assert_eq!(error.messages[0].headline, "this gives yes or no, not a category");
}

#[test]
fn a_missing_heading_is_an_error() {
    check(
        "## Deviations\n\nNone.\n\n",
        "",
        &[("the heading `## Deviations` is missing", "x.md, line 17")],
    );
}

#[test]
fn a_share_in_days_is_refused() {
    check(
        "unit = \"proportion\"",
        "unit = \"days\"",
        &[("this kind of measure is not in `days`", "x.md, line 13")],
    );
}

#[test]
fn a_column_or_code_that_does_not_exist_is_refused_in_the_example() {
    check(
        "| client     |",
        "| cliënt     |",
        &[("`cliënt` is not a code in `end_reason`", "x.md, line 50")],
    );
}

const ALTERNATIVE: &str = "\n[[alternative]]\nname = \"also-by-provider\"\n\
     label = { nl = \"ook de aanbieder\", en = \"the provider too\" }\n\
     numerator = \"end_reason IN ('client', 'provider')\"\n+++\n\n## Definition";

#[test]
fn an_alternative_is_the_first_measure_with_one_expression_changed() {
    let page = GOOD.replace("+++\n\n## Definition", ALTERNATIVE);
    let it = parse_page("x.md", &page).unwrap();
    let [first, other] = &it.measures[..] else { panic!("{}", it.measures.len()) };
    assert!(!first.alternative && other.alternative);
    assert_eq!(other.denominator, first.denominator);
    assert_ne!(other.value, first.value);
    assert_eq!(other.category.as_ref().unwrap().0, "also-by-provider");
    assert!(it.info.categories.is_empty(), "it is no category of the figures");
}

#[test]
fn an_alternative_that_changes_nothing_is_refused() {
    let numerator = "numerator = \"end_reason IN ('client', 'provider')\"\n";
    let nothing = ALTERNATIVE.replace(numerator, "");
    check(
        "+++\n\n## Definition",
        &nothing,
        &[("the alternative changes nothing", "x.md, line 18")],
    );
}
