//! What a pipeline may say, and every mistake with its exact message.

use std::path::{Path, PathBuf};

use super::*;
use crate::estimates::ProportionInterval;
use crate::estimates::rule_sets::RuleSet;
use crate::export::{DateFormat, Decimal, Encoding};
use crate::indicators::{CaseMix, Overdispersion};
use crate::pipeline::prepare;
use crate::terms::{Day, Dimension, Group, Language, Text};

const BASE: &str = r#"name = "brochure-2016"
title = { nl = "Onderzoek en resultaten 2016", en = "Research and results 2016" }
organisation = "Pactum"

[period]
from = 2009-01-01
until = 2016-12-31
every = "year"            # month, quarter, half-year, year
year-starts = "01-01"     # "04-01", "08-01" for other reporting years

[export.trajectories]
files = ["../data-samples/brochure-2016/trajecten-*.csv"]
dialect = { delimiter = ";", encoding = "windows-1252", decimal = ",", dates = "dd-mm-yyyy" }
columns = { trajectory_id = "Trajectnummer", client_id = "Pseudoniem", programme = "Zorgvorm" }
codes.end_reason = { system = "cbs-bij-7" }
codes.programme = { "Intensieve Ambulante Gezinsbegeleiding" = "iag", "IAG" = "iag" }

[[indicator]]
use = "closed-by-mutual-agreement"
by = [["programme"], ["region", "programme"]]     # always also in total
target = 0.85

[disclosure]
policy = "default"        # default, none with a reason, or own values

[outputs]
reports = ["brochure"]
languages = ["nl", "en"]
research-dataset = true

[research]
partner = "universiteit-x"
key-file = "../keys/universiteit-x.key"
"#;

/// The columns of design section 3.
fn schema(table: &str) -> Option<Vec<&'static str>> {
    let columns = match table {
        "trajectories" => {
            "trajectory_id client_id programme target_group region municipality location \
             team referrer law crisis_start subcontracted sex age_at_start birth_year \
             referral_date start_date analysis_date plan_date end_date end_reason \
             end_reason_source handover weight"
        }
        "goals" => {
            "trajectory_id goal_id layer scale_id weight baseline score scored_date"
        }
        "satisfaction" => "trajectory_id informant question question_version answer date",
        other => {
            let table = crate::tables::Table::parse(other)?;
            return Some(table.columns().iter().map(|it| it.name).collect());
        }
    };
    Some(columns.split_whitespace().collect())
}

fn parse_text(text: &str) -> Result<Plan, crate::error::Error> {
    parse(Path::new("pipelines/p.toml"), text.as_bytes(), &schema)
}

/// The base with some of its text replaced; each piece must be there.
fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(BASE.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old} is not in the base");
        text.replacen(old, new, 1)
    })
}

#[track_caller]
fn read_changed(changes: &[(&str, &str)]) -> Plan {
    parse_text(&changed(changes)).unwrap()
}

#[track_caller]
fn check(changes: &[(&str, &str)], want: &str) {
    let error = parse_text(&changed(changes)).unwrap_err();
    assert_eq!(error.to_string(), want);
    assert_eq!(error.why.exit_code(), 2);
}

#[test]
fn the_example_of_the_design_is_read_whole() {
    let plan = parse_text(BASE).unwrap();
    assert_eq!(plan.name, "brochure-2016");
    assert_eq!(plan.title.nl, "Onderzoek en resultaten 2016");
    assert_eq!(plan.organisation, "Pactum");
    assert!(!plan.synthetic);
    assert_eq!(plan.period.periods().len(), 8);
    let export = &plan.exports["trajectories"];
    assert_eq!(export.files, ["../data-samples/brochure-2016/trajecten-*.csv"]);
    assert_eq!(export.dialect.delimiter, b';');
    assert_eq!(export.dialect.encoding, Encoding::Windows1252);
    assert_eq!(export.dialect.decimal, Decimal::Comma);
    assert_eq!(export.dialect.dates, DateFormat::DdMmYyyy);
    assert_eq!(export.columns["client_id"].value, "Pseudoniem");
    assert_eq!(export.codes["programme"].own["IAG"].value, "iag");
    let by = [vec![Dimension::Programme], vec![Dimension::Programme, Dimension::Region]];
    assert_eq!(plan.indicators[0].by, by);
    assert_eq!(plan.indicators[0].target, Some(0.85));
    assert_eq!(plan.disclosure, DisclosurePlan::Default);
    assert_eq!(plan.outputs.languages, [Language::Nl, Language::En]);
    assert!(plan.outputs.research_dataset);
    let research = plan.research.unwrap();
    assert_eq!((research.partner.as_str(), research.k), ("universiteit-x", 10));
    let key = KeyPlan::File("../keys/universiteit-x.key".into());
    assert_eq!(research.key.value, key);
}

#[test]
fn a_research_dataset_needs_a_partner_and_one_key() {
    let research = "\n[research]\npartner = \"universiteit-x\"\nkey-file = \"../keys/universiteit-x.key\"\n";
    check(
        &[(research, "")],
        "error[missing-key]: `research` is missing from the pipeline
  --> pipelines/p.toml:1:1
  = help: research-dataset = true needs [research] with partner and key-file
",
    );
    check(
        &[("key-file = \"../keys/universiteit-x.key\"", "k = 1")],
        "error[missing-key]: `key-file` is missing from [research]
  --> pipelines/p.toml:31:2
  = help: write key-file = \"…\", a file outside the bundle with at least 32 bytes, or key-env = \"NAME\", an environment variable

error[out-of-range]: `k` in [research] is 1, which is not from 2 to 1000
  --> pipelines/p.toml:33:5
  = help: write the fewest clients that may share a combination, such as 10
",
    );
    check(
        &[("key-file", "key-env = \"SLEUTEL\"\nkey-file")],
        "error[keys-exclude-each-other]: `key-file` and `key-env` in [research] exclude each other
  --> pipelines/p.toml:33:11
  = help: keep the one where the key is
",
    );
}

#[test]
fn relative_paths_count_from_the_pipelines_folder() {
    let plan = parse_text(BASE).unwrap();
    assert_eq!(plan.folder, PathBuf::from("pipelines"));
    assert_eq!(plan.resolve("../x.csv"), PathBuf::from("pipelines/../x.csv"));
}

#[test]
fn names_to_be_looked_up_later_know_their_place() {
    let plan = parse_text(BASE).unwrap();
    let system = plan.exports["trajectories"].codes["end_reason"].system.clone().unwrap();
    assert_eq!(system.place(&plan.path), "pipelines/p.toml:15:31");
    let place = plan.indicators[0].source.place(&plan.path);
    assert_eq!(place, "pipelines/p.toml:19:7");
}

#[test]
fn the_hash_is_that_of_the_file() {
    // SHA-256 of "abc": FIPS 180-4, example computations, B.1.
    let want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(open::sha256(b"abc"), want);
}

#[test]
fn what_may_be_left_out_may_be_left_out() {
    let plan = read_changed(&[
        ("year-starts = \"01-01\"", ""),
        ("by = [[\"programme\"], [\"region\", \"programme\"]]", ""),
        ("target = 0.85", ""),
        ("[disclosure]\npolicy = \"default\"", ""),
        ("[outputs]\nreports = [\"brochure\"]\nlanguages = [\"nl\", \"en\"]\n", ""),
        ("research-dataset = true", ""),
    ]);
    assert!(plan.indicators[0].by.is_empty());
    assert_eq!(plan.indicators[0].target, None);
    assert_eq!(plan.disclosure, DisclosurePlan::Default);
    assert_eq!(plan.checks.limit.total_cmp(&0.0), std::cmp::Ordering::Equal);
    assert_eq!(plan.outputs.reports, ["brochure"]);
    assert_eq!(plan.outputs.languages, Language::ALL);
    assert!(!plan.outputs.research_dataset);
}

#[test]
fn everything_that_may_be_said_is_kept() {
    let plan = read_changed(&[
        ("organisation", "synthetic = true\norganisation"),
        (
            "dates = \"dd-mm-yyyy\"",
            "dates = \"yyyymmdd\", skip-lines = 2, footer = \"Totaal\", sheet = \"Blad1\", missing = [\"-\", \"\"]",
        ),
        (
            "codes.end_reason = {",
            "constants = { law = \"jeugdwet\" }\ncodes.end_reason = { \"9\" = \"unknown\",",
        ),
        ("[disclosure]\npolicy = \"default\"", "[disclosure]\nsmallest-count = 5"),
        (
            "[outputs]",
            "[checks]\nlimit = 0.05\n[[programme]]\nname = \"pmto\"\nlabel = \"PMTO\"\nages = [4, 15]\naliases = [\"Parent Management Training Oregon\"]\n[outputs]",
        ),
        ("use = \"closed", "page = \"own/closed"),
    ]);
    assert!(plan.synthetic);
    let export = &plan.exports["trajectories"];
    assert_eq!(export.dialect.skip_lines, 2);
    assert_eq!(export.dialect.footer.as_deref(), Some("Totaal"));
    assert_eq!(export.dialect.sheet.as_deref(), Some("Blad1"));
    assert_eq!(export.dialect.missing, ["-", ""]);
    assert_eq!(export.constants["law"].value, "jeugdwet");
    let codes = &export.codes["end_reason"];
    assert_eq!(codes.system.as_ref().unwrap().value, "cbs-bij-7");
    assert_eq!(codes.own["9"].value, "unknown");
    assert_eq!(plan.disclosure, DisclosurePlan::Own { smallest_count: 5 });
    assert_eq!(plan.programmes[0].label, Text::same("PMTO"));
    assert_eq!(plan.programmes[0].ages, Some((4, 15)));
    let IndicatorSource::Page(page) = &plan.indicators[0].source else {
        panic!("a page was asked for");
    };
    assert_eq!(page.value, PathBuf::from("own/closed-by-mutual-agreement"));
}

#[test]
fn two_columns_may_read_one_header() {
    let more = "columns = { end_reason = \"Reden\", end_reason_source = \"Reden\", ";
    let plan = read_changed(&[("columns = {", more)]);
    assert_eq!(plan.exports["trajectories"].columns["end_reason_source"].value, "Reden");
}

#[test]
fn counts_per_group_need_no_client() {
    let plan = read_changed(&[(
        "trajectory_id = \"Trajectnummer\", client_id = \"Pseudoniem\"",
        "weight = \"Aantal\"",
    )]);
    assert!(plan.exports["trajectories"].columns.contains_key("weight"));
}

#[test]
fn a_workbook_needs_no_delimiter_or_encoding() {
    let plan = read_changed(&[
        ("*.csv", "*.XLSX"),
        ("delimiter = \";\", encoding = \"windows-1252\", ", ""),
    ]);
    assert_eq!(plan.exports["trajectories"].dialect.decimal, Decimal::Comma);
}

#[test]
fn reporting_years_may_start_in_april() {
    let plan = read_changed(&[
        ("2009-01-01", "2012-04-01"),
        ("2016-12-31", "2017-03-31"),
        ("\"01-01\"", "\"04-01\""),
    ]);
    assert_eq!(plan.period.periods()[0].start, Day::new(2012, 4, 1).unwrap());
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_fine() {
    let plan = parse_text(&format!("\u{feff}{}", BASE.replace('\n', "\r\n"))).unwrap();
    assert_eq!(plan.indicators[0].source.place(&plan.path), "pipelines/p.toml:19:7");
}

#[test]
fn an_unknown_key_gets_a_suggestion_and_is_not_also_missing() {
    check(
        &[("organisation", "organization")],
        "error[unknown-key]: unknown key `organization` in the pipeline
  --> pipelines/p.toml:3:1
  = help: did you mean `organisation`?
",
    );
}

#[test]
fn an_unknown_key_like_nothing_gets_the_list() {
    check(
        &[("target", "colour")],
        "error[unknown-key]: unknown key `colour` in [[indicator]] 1
  --> pipelines/p.toml:21:1
  = help: allowed here: `use`, `page`, `by`, `target`
",
    );
}

#[test]
fn a_missing_key_names_its_table_and_gives_an_example() {
    check(
        &[("until = 2016-12-31\n", "")],
        "error[missing-key]: `until` is missing from [period]
  --> pipelines/p.toml:5:2
  = help: for example until = 2016-12-31
",
    );
}

#[test]
fn a_dialect_is_never_guessed() {
    check(
        &[("delimiter = \";\", encoding = \"windows-1252\", decimal = \",\", ", "")],
        "error[missing-key]: `delimiter` is missing from `dialect` of [export.trajectories]
  --> pipelines/p.toml:13:11
  = help: say what stands between fields: `;`, `,`, `tab`

error[missing-key]: `encoding` is missing from `dialect` of [export.trajectories]
  --> pipelines/p.toml:13:11
  = help: say which: `utf-8`, `windows-1252`

error[missing-key]: `decimal` is missing from `dialect` of [export.trajectories]
  --> pipelines/p.toml:13:11
  = help: say what stands before decimals: `,`, `.`
",
    );
}

#[test]
fn a_wrong_type_says_what_it_is_and_what_is_needed() {
    check(
        &[("research-dataset = true", "research-dataset = \"yes\"")],
        "error[wrong-type]: `research-dataset` in [outputs] is a text, where true or false is needed
  --> pipelines/p.toml:29:20
  = help: write true or false, without marks
",
    );
    check(
        &[("[\"region\", \"programme\"]", "\"region\"")],
        "error[wrong-type]: item 2 of `by` in [[indicator]] 1 is a text, where a list is needed
  --> pipelines/p.toml:20:22
  = help: put it between square brackets: [ … ]
",
    );
    check(
        &[("[[indicator]]", "[indicator]")],
        "error[wrong-type]: `indicator` in the pipeline is a table, where a list of tables is needed
  --> pipelines/p.toml:18:2
  = help: put [[indicator]] on the line above each one
",
    );
}

#[test]
fn an_unknown_value_gets_a_suggestion_or_the_list() {
    check(
        &[("every = \"year\"", "every = \"yearly\"")],
        "error[unknown-value]: `every` in [period] cannot be `yearly`
  --> pipelines/p.toml:8:9
  = help: did you mean `year`?
",
    );
    check(
        &[("\"nl\", \"en\"", "\"nl\", \"fy\"")],
        "error[unknown-value]: item 2 of `languages` in [outputs] cannot be `fy`
  --> pipelines/p.toml:28:20
  = help: allowed here: `nl`, `en`
",
    );
    check(
        &[("\"region\"", "\"regio\"")],
        "error[unknown-value]: item 1 of item 2 of `by` in [[indicator]] 1 cannot be `regio`
  --> pipelines/p.toml:20:23
  = help: did you mean `region`?
",
    );
}

#[test]
fn a_date_between_quotation_marks_is_not_a_date() {
    check(
        &[("2016-12-31", "\"2016-12-31\"")],
        "error[not-a-date]: `until` in [period] is a text, not a date
  --> pipelines/p.toml:7:9
  = help: write year-month-day without quotation marks: 2016-12-31
",
    );
    check(
        &[("\"01-01\"", "\"31-12\"")],
        "error[not-a-date]: `year-starts` in [period] is `31-12`, not a day of the year
  --> pipelines/p.toml:9:15
  = help: write month-day, the day from 01 to 28: \"04-01\"
",
    );
}

#[test]
fn a_period_that_does_not_fit_names_the_nearest_that_does() {
    check(
        &[("2009-01-01", "2009-02-01")],
        "error[period-does-not-fit]: `from` and `until` in [period] do not fit whole years counted from 01-01
  --> pipelines/p.toml:6:8
  = help: the nearest that fits: 2009-01-01 until 2016-12-31
",
    );
    check(
        &[("2016-12-31", "2008-12-31")],
        "error[period-does-not-fit]: `until` in [period] lies before `from`
  --> pipelines/p.toml:7:9
  = help: swap them
",
    );
}

#[test]
fn every_canonical_table_can_be_read() {
    for table in crate::tables::Table::ALL {
        assert!(super::read_export::TABLES.contains(&table.name()), "{table}");
    }
}

#[test]
fn trajectories_are_required() {
    check(
        &[("[export.trajectories]", "[export.trajectory]")],
        "error[unknown-key]: unknown key `trajectory` in [export]
  --> pipelines/p.toml:11:9
  = help: did you mean `trajectories`?
",
    );
    let text =
        changed(&[("[export.trajectories]", "[export.goals]"), ("client_id", "layer")]);
    let text = text.replace("programme =", "goal_id =").replace("end_reason", "score");
    let error = parse_text(&text).unwrap_err().to_string();
    assert!(error.contains("`trajectories` is missing from [export]"), "{error}");
}

#[test]
fn an_unknown_column_gets_a_suggestion() {
    check(
        &[("client_id", "cliend_id"), ("codes.end_reason", "codes.stopcode")],
        "error[unknown-column]: unknown column `cliend_id` in `columns` of [export.trajectories]
  --> pipelines/p.toml:14:46
  = help: did you mean `client_id`?

error[unknown-column]: unknown column `stopcode` in `codes` of [export.trajectories]
  --> pipelines/p.toml:15:7
  = help: allowed here: `trajectory_id`, `client_id`, `programme`, `target_group`, `region`, `municipality`, `location`, `team`, `referrer`, `law`, `crisis_start`, `subcontracted`, `sex`, `age_at_start`, `birth_year`, `referral_date`, `start_date`, `analysis_date`, `plan_date`, `end_date`, `end_reason`, `end_reason_source`, `handover`, `weight`
",
    );
}

#[test]
fn trajectories_need_their_keys() {
    check(
        &[("client_id = \"Pseudoniem\", ", "")],
        "error[missing-key]: `client_id` is missing from `columns` of [export.trajectories]
  --> pipelines/p.toml:14:11
  = help: map it to its header; only an export of counts per group, which maps `weight`, does without
",
    );
}

#[test]
fn a_column_is_mapped_or_constant_not_both() {
    check(
        &[("codes.end_reason", "constants = { programme = \"iag\" }\ncodes.end_reason")],
        "error[given-twice]: `programme` is both in `columns` and in `constants` of [export.trajectories]
  --> pipelines/p.toml:15:27
  = help: keep the one that is meant
",
    );
}

#[test]
fn a_target_in_per_cent_is_refused() {
    check(
        &[("0.85", "85")],
        "error[out-of-range]: `target` in [[indicator]] 1 is 85, which is not from 0 to 10
  --> pipelines/p.toml:21:10
  = help: write a proportion as 0.85, a mark as 7.5
",
    );
}

#[test]
fn not_a_number_is_no_target() {
    check(
        &[("0.85", "nan")],
        "error[out-of-range]: `target` in [[indicator]] 1 is NaN, which is not from 0 to 10
  --> pipelines/p.toml:21:10
  = help: write a proportion as 0.85, a mark as 7.5
",
    );
}

#[test]
fn a_name_is_in_kebab_case() {
    check(
        &[("\"brochure-2016\"", "\"Brochure 2016\"")],
        "error[not-kebab-case]: `name` in the pipeline is `Brochure 2016`, which is not in kebab-case
  --> pipelines/p.toml:1:8
  = help: use small letters, digits and hyphens: `brochure-2016`
",
    );
}

#[test]
fn an_empty_text_or_list_is_refused() {
    check(
        &[
            ("\"Pactum\"", "\" \""),
            ("[\"../data-samples/brochure-2016/trajecten-*.csv\"]", "[]"),
        ],
        "error[empty-value]: `organisation` in the pipeline is empty
  --> pipelines/p.toml:3:16
  = help: fill it in, or leave the key out when it is not required

error[empty-value]: `files` in [export.trajectories] is empty
  --> pipelines/p.toml:12:9
  = help: fill it in, or leave the key out when it is not required
",
    );
}

#[test]
fn a_code_list_says_something() {
    check(
        &[("{ system = \"cbs-bij-7\" }", "{ }")],
        "error[empty-value]: `end_reason` in `codes` of [export.trajectories] is empty
  --> pipelines/p.toml:15:20
  = help: fill it in, or leave the key out when it is not required
",
    );
}

#[test]
fn hiding_nothing_needs_a_reason() {
    check(
        &[("policy = \"default\"", "policy = \"none\"")],
        "error[missing-key]: `reason` is missing from [disclosure]
  --> pipelines/p.toml:23:2
  = help: say why nothing need be hidden; every report prints it
",
    );
    let reason = "policy = \"none\"\nreason = { nl = \"verzonnen\", en = \"made up\" }";
    let plan = read_changed(&[("policy = \"default\"", reason)]);
    let reason = Text::new("verzonnen", "made up");
    assert_eq!(plan.disclosure, DisclosurePlan::None { reason });
}

#[test]
fn a_named_policy_has_its_own_values() {
    check(
        &[("policy = \"default\"", "policy = \"default\"\nsmallest-count = 5\nreason = \"x\"")],
        "error[keys-exclude-each-other]: `policy` and `smallest-count` in [disclosure] exclude each other
  --> pipelines/p.toml:25:18
  = help: a named policy has its own values; write policy = \"own\"

error[keys-exclude-each-other]: `reason` in [disclosure] is only for policy = \"none\"
  --> pipelines/p.toml:26:10
  = help: leave it out
",
    );
}

#[test]
fn an_indicator_comes_from_one_place() {
    check(
        &[("use = ", "page = \"own.md\"\nuse = ")],
        "error[keys-exclude-each-other]: `use` and `page` in [[indicator]] 1 exclude each other
  --> pipelines/p.toml:19:8
  = help: use names one of the catalogue, page is a file of your own
",
    );
    check(
        &[("use = \"closed-by-mutual-agreement\"\n", "")],
        "error[missing-key]: `use` is missing from [[indicator]] 1
  --> pipelines/p.toml:18:1
  = help: name an indicator; see uitkomst catalogue
",
    );
}

#[test]
fn nothing_is_asked_for_twice() {
    let again = "[[indicator]]\nuse = \"closed-by-mutual-agreement\"\n[disclosure]";
    check(
        &[("[disclosure]", again), ("[\"region\", \"programme\"]", "[\"programme\"]")],
        "error[given-twice]: item 2 of `by` in [[indicator]] 1 is there already
  --> pipelines/p.toml:20:22
  = help: the order within a split does not matter

error[given-twice]: the indicator `closed-by-mutual-agreement` is asked for twice
  --> pipelines/p.toml:24:7
  = help: put all its splits in one `by`
",
    );
}

#[test]
fn a_spelling_belongs_to_one_programme() {
    let programmes = "[[programme]]\nname = \"iag\"\nlabel = \"IAG\"\naliases = [\"Gezin\", \"IAG\"]\n\
                      [[programme]]\nname = \"pmto\"\nlabel = { nl = \"PMTO\" }\n\
                      ages = [15, 4]\naliases = [\"gezin\"]\n[outputs]";
    check(
        &[("[outputs]", programmes)],
        "error[missing-key]: `en` is missing from `label` in [[programme]] 2
  --> pipelines/p.toml:32:9
  = help: write { nl = \"…\", en = \"…\" }, or one text for both

error[out-of-range]: `ages` in [[programme]] 2 is not a youngest and an oldest age
  --> pipelines/p.toml:33:8
  = help: write the youngest and the oldest age: [4, 15]

error[given-twice]: the spelling `gezin` is given to two programmes
  --> pipelines/p.toml:34:11
  = help: let each name and alias belong to one programme
",
    );
}

#[test]
fn the_interval_of_proportions_is_chosen_by_name() {
    let plan = read_changed(&[]);
    assert_eq!(plan.estimates.interval, ProportionInterval::Wilson);
    let exact = "[estimates]\ninterval = \"clopper-pearson\"\n[outputs]";
    let plan = read_changed(&[("[outputs]", exact)]);
    assert_eq!(plan.estimates.interval, ProportionInterval::ClopperPearson);
    check(
        &[("[outputs]", "[estimates]\ninterval = \"jefreys\"\n[outputs]")],
        "error[unknown-value]: `interval` in [estimates] cannot be `jefreys`
  --> pipelines/p.toml:27:12
  = help: did you mean `jeffreys`?
",
    );
}

#[test]
fn the_last_periods_may_be_provisional_but_not_all() {
    let plan = read_changed(&[("[period]", "[period]\nprovisional = 1")]);
    assert!(plan.period.is_provisional(7) && !plan.period.is_provisional(6));
    check(
        &[("[period]", "[period]\nprovisional = 8")],
        "error[out-of-range]: `provisional` in [period] leaves no final period
  --> pipelines/p.toml:6:15
  = help: there are 8 periods in all
",
    );
}

#[test]
fn the_limit_is_a_share() {
    check(
        &[("[outputs]", "[checks]\nlimit = 5\n[outputs]")],
        "error[out-of-range]: `limit` in [checks] is 5, which is not from 0 to 1
  --> pipelines/p.toml:27:9
  = help: write the share of rows that may be set aside, 5 % as 0.05
",
    );
}

#[test]
fn everything_wrong_is_reported_at_once_in_the_order_of_the_file() {
    let error = parse_text(&changed(&[
        ("research-dataset", "research_data"),
        ("0.85", "85"),
        ("every = \"year\"", "every = \"week\""),
        ("[disclosure]", "[disclosures]"),
        ("name = ", "naam = "),
        ("encoding = \"windows-1252\"", "encoding = \"cp850\""),
    ]))
    .unwrap_err();
    let said: Vec<_> = error
        .messages
        .iter()
        .map(|it| format!("{} {}", it.places.join(" "), it.headline))
        .collect();
    let want = [
        "pipelines/p.toml:1:1 unknown key `naam` in the pipeline",
        "pipelines/p.toml:8:9 `every` in [period] cannot be `week`",
        "pipelines/p.toml:13:41 `encoding` in `dialect` of [export.trajectories] cannot be `cp850`",
        "pipelines/p.toml:21:10 `target` in [[indicator]] 1 is 85, which is not from 0 to 10",
        "pipelines/p.toml:23:2 unknown key `disclosures` in the pipeline",
        "pipelines/p.toml:29:1 unknown key `research_data` in [outputs]",
    ];
    assert_eq!(said, want);
}

#[test]
fn broken_toml_names_its_line() {
    check(
        &[("organisation = \"Pactum\"", "organisation = Pactum")],
        "error[not-toml]: the pipeline is not TOML: string values must be quoted, expected literal string
  --> pipelines/p.toml:3:16
  = help: pipelines/README.md has a complete example
",
    );
}

#[test]
fn a_key_given_twice_is_broken_toml() {
    check(
        &[("target = 0.85", "target = 0.85\ntarget = 0.9")],
        "error[not-toml]: the pipeline is not TOML: duplicate key
  --> pipelines/p.toml:22:1
  = help: pipelines/README.md has a complete example
",
    );
}

#[test]
fn a_file_in_another_encoding_is_refused() {
    let bytes = b"organisation = \"Jeugdhulp Co\xebrdinatie\"";
    let error = parse(Path::new("p.toml"), bytes, &schema).unwrap_err();
    assert_eq!(
        error.to_string(),
        "error[not-toml]: p.toml is not UTF-8 text
  --> p.toml
  = help: save it as UTF-8; a pipeline is a text file in TOML
"
    );
}

#[test]
fn a_file_that_is_not_there_gets_the_nearest_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let help = |name: &str| {
        let error = read(&path(name), &schema).unwrap_err();
        assert_eq!(error.why.exit_code(), 2);
        let message = error.messages[0].clone();
        (message.headline, message.help.unwrap())
    };
    let shown = |name: &str| path(name).display().to_string();
    let nothing =
        format!("there is no pipeline file (.toml) in {}", folder.path().display());
    assert_eq!(help("brochure.toml").1, nothing);
    for name in ["brochure-2016.toml", "quarterly.toml", "notes.txt"] {
        std::fs::File::create(path(name)).unwrap();
    }
    let (headline, near) = help("brochure-2015.toml");
    assert_eq!(
        headline,
        format!("the pipeline {} is not there", shown("brochure-2015.toml"))
    );
    assert_eq!(near, format!("did you mean {}?", shown("brochure-2016.toml")));
    let all =
        format!("there is: {}, {}", shown("brochure-2016.toml"), shown("quarterly.toml"));
    assert_eq!(help("xyz").1, all);
    assert_eq!(
        help("sub/brochure.toml").1,
        format!("there is no folder {}", shown("sub"))
    );
    let error = read(folder.path(), &schema).unwrap_err();
    assert!(error.messages[0].headline.ends_with("is a folder, not a pipeline file"));
}

const PHASE: &str = "[signals]
rules = \"making-data-count\"

[[signals.phase]]
indicator = \"closed-by-mutual-agreement\"
groups = { programme = \"pmto\" }
from = 2011-03-01
event = { nl = \"nieuw plan\", en = \"new plan\" }
author = \"quality\"
evidence = \"minutes of 1 March 2011\"

[disclosure]";

#[test]
fn a_phase_has_a_period_and_a_reason() {
    let plan = read_changed(&[("[disclosure]", PHASE)]);
    assert_eq!(plan.signals.rules, RuleSet::MakingDataCount);
    let phase = &plan.signals.phases[0];
    assert_eq!(phase.indicator.value, "closed-by-mutual-agreement");
    assert_eq!(phase.groups.along(Dimension::Programme), &Group::named("pmto"));
    assert_eq!(phase.from, 2);
    assert_eq!((&*phase.event.nl, &*phase.author), ("nieuw plan", "quality"));
    assert_eq!(phase.evidence, Text::same("minutes of 1 March 2011"));
    let labelled = PHASE.replace("2011-03-01", "\"2011\"");
    assert_eq!(read_changed(&[("[disclosure]", &labelled)]).signals.phases[0].from, 2);
    assert_eq!(parse_text(BASE).unwrap().signals, SignalsPlan::default());
}

#[test]
fn a_phase_without_a_reason_is_refused() {
    for key in ["from", "event", "author", "evidence"] {
        let without: Vec<&str> =
            PHASE.lines().filter(|it| !it.starts_with(key)).collect();
        let text = changed(&[("[disclosure]", &without.join("\n"))]);
        let messages = parse_text(&text).unwrap_err().messages;
        let headlines: Vec<&str> = messages.iter().map(|it| &*it.headline).collect();
        assert_eq!(headlines, [format!("`{key}` is missing from [[signals.phase]] 1")]);
    }
}

#[test]
fn a_phase_begins_at_a_later_period_of_the_pipeline() {
    let refused = |from: &str| {
        let phase = PHASE.replace("2011-03-01", from);
        let error = parse_text(&changed(&[("[disclosure]", &phase)])).unwrap_err();
        let it = error.messages[0].clone();
        (it.headline, it.help.unwrap())
    };
    let help = "periods a phase can begin at: 2010 to 2016";
    for (from, what) in [
        ("2017-01-01", "is no period of this pipeline"),
        ("\"2011-Q1\"", "is no period of this pipeline"),
        ("2009-05-01", "is the first period: nothing lies before it"),
    ] {
        let headline = format!("`from` in [[signals.phase]] 1 {what}");
        assert_eq!(refused(from), (headline, help.to_owned()));
    }
    let twice = PHASE.replace("[disclosure]", "").replace("[signals]", "");
    let twice = twice.replace("rules = \"making-data-count\"", "");
    let error = parse_text(&changed(&[
        ("[disclosure]", PHASE),
        ("[outputs]", &format!("{twice}\n[outputs]")),
    ]));
    let headline = &error.unwrap_err().messages[0].headline;
    assert_eq!(headline, "[[signals.phase]] 2 begins where another one does");
}

#[test]
fn a_phase_is_about_an_indicator_and_a_split_of_the_pipeline() {
    let prepared = |phase: &str| {
        let root =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/brochure-2016.toml");
        let text = std::fs::read_to_string(&root).unwrap();
        let text = text.replace("[disclosure]", phase);
        let plan = parse(&root, text.as_bytes(), &schema).unwrap();
        match prepare(&plan) {
            Ok(it) => Ok(it.signals.phases.len()),
            Err(error) => Err(error.messages[0].headline.clone()),
        }
    };
    assert_eq!(prepared(PHASE), Ok(1));
    let other = PHASE.replace("closed-by-mutual-agreement", "closed-by-agreement");
    let headline = "a phase is about `closed-by-agreement`, which is not asked for";
    assert_eq!(prepared(&other), Err(headline.to_owned()));
    let team = PHASE.replace("programme =", "team =");
    let headline = "a phase is about one team, but `closed-by-mutual-agreement` is not \
                    split by it";
    assert_eq!(prepared(&team), Err(headline.to_owned()));
}

#[test]
fn the_example_in_the_readme_is_a_pipeline() {
    let readme = include_str!("../../../pipelines/README.md");
    let example = readme.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let plan = parse_text(example).unwrap();
    assert_eq!(plan.exports.len(), 3);
}

#[test]
fn every_pipeline_in_the_repository_is_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut n_read = 0;
    for pattern in ["pipelines/*.toml", "data-samples/*/pipeline.toml"] {
        for path in glob::glob(&root.join(pattern).display().to_string()).unwrap() {
            let read = read(&path.unwrap(), &schema);
            assert!(read.is_ok(), "{}", read.unwrap_err());
            n_read += 1;
        }
    }
    assert!(n_read > 0);
}

const COMPARISON: &str = "[comparison]\nby = [\"region\"]\n\
                          indicators = [\"closed-by-mutual-agreement\"]\n";

#[test]
fn a_comparison_is_read_with_what_it_adjusts_for() {
    let text = format!(
        "{COMPARISON}overdispersion = \"additive\"\ncase-mix = [\"sex\", \"age_at_start\"]\n\
         [disclosure]"
    );
    let plan = read_changed(&[("[disclosure]", &text)]);
    let comparison = plan.comparison.unwrap();
    assert_eq!(comparison.by, [Dimension::Region]);
    assert_eq!(comparison.indicators[0].value, "closed-by-mutual-agreement");
    assert_eq!(comparison.overdispersion, Overdispersion::Additive);
    let case_mix: Vec<CaseMix> = comparison.case_mix.iter().map(|it| it.value).collect();
    assert_eq!(case_mix, [CaseMix::Sex, CaseMix::AgeAtStart]);
    assert_eq!(parse_text(BASE).unwrap().comparison, None);
}

#[test]
fn a_comparison_says_what_becomes_of_differences_beyond_chance() {
    let text = format!("{COMPARISON}[disclosure]");
    let error = parse_text(&changed(&[("[disclosure]", &text)])).unwrap_err();
    let want = "`overdispersion` is missing from [comparison]";
    assert!(error.to_string().contains(want), "{error}");
}

#[test]
fn what_is_compared_is_named_once() {
    let text = "[comparison]\nby = [\"region\", \"region\"]\nindicators = [\"a\"]\n\
                overdispersion = \"none\"\ncase-mix = [\"shoe_size\"]\n[disclosure]";
    let error = parse_text(&changed(&[("[disclosure]", text)])).unwrap_err().to_string();
    assert!(error.contains("is there already"), "{error}");
    assert!(error.contains("shoe_size"), "{error}");
}
