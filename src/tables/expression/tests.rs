//! What the language promises: errors that point, three-valued logic, no truncation.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Evaluation, Names, Output, Program, parse, parse_condition, parser};
use crate::tables::Frame;
use crate::tables::schema::Table;
use crate::terms::Day;

struct Dictionary(BTreeMap<&'static str, u32>);

impl Names for Dictionary {
    fn id(&self, _column: &str, text: &str) -> Option<u32> {
        self.0.get(text).copied()
    }

    fn period_until(&self) -> Day {
        Day(100)
    }
}

/// Four trajectories: ended as planned, ended by the client, without a reason, running.
fn frame() -> Frame {
    let columns = [
        ("end_reason", vec![Some(0_u8), Some(2), None, None].into()),
        ("programme", vec![Some(7_u32), Some(8), Some(7), None].into()),
        ("start_date", vec![0_i32, 10, 20, 30].into()),
        ("end_date", vec![Some(9_i32), Some(40), Some(50), None].into()),
        ("n_goals", vec![Some(3_i32), Some(4), Some(0), None].into()),
        ("n_goals_scored", vec![1_i32, 3, 0, 1].into()),
        ("subcontracted", vec![Some(false), None, Some(true), None].into()),
    ];
    Frame::new(4, columns).unwrap()
}

static FRAME: LazyLock<Frame> = LazyLock::new(frame);

/// An expression on the rows of [`frame`].
fn evaluate(text: &str, categories: &[&str]) -> (Evaluation<'static>, Output) {
    let mut typed = parse(text, Table::Trajectories).unwrap();
    if !categories.is_empty() {
        let codes: Vec<_> = categories.iter().map(|it| (*it).to_owned()).collect();
        typed = typed.with_categories(&codes).unwrap();
    }
    let names = Dictionary(BTreeMap::from([("pmto", 7), ("iag", 8)]));
    let mut program = Program::new(&names);
    let output = program.add(&typed);
    (program.on(&FRAME), output)
}

fn flags(text: &str) -> Vec<Option<bool>> {
    let (mut rows, output) = evaluate(text, &[]);
    rows.flags(output).unwrap()
}

/// T true, F false, ? unknown; one letter a row.
fn check(text: &str, want: &str) {
    let letters: String = flags(text)
        .into_iter()
        .map(|it| it.map_or('?', |it| if it { 'T' } else { 'F' }))
        .collect();
    assert_eq!(letters, want, "{text}");
}

fn check_numbers(text: &str, want: &[Option<f64>]) {
    let (mut rows, output) = evaluate(text, &[]);
    assert_eq!(rows.numbers(output).unwrap(), want, "{text}");
}

fn refused(text: &str) -> String {
    parse(text, Table::Trajectories).unwrap_err().to_string()
}

#[test]
fn a_comparison_with_a_missing_value_is_unknown() {
    check("end_reason = 'planned'", "TF??");
    check("end_reason <> 'planned'", "FT??");
    check("NOT end_reason = 'planned'", "FT??");
    check("end_reason IN ('planned', 'client')", "TT??");
    check("end_reason NOT IN ('planned', 'agreed')", "FT??");
    check("n_goals BETWEEN 3 AND 4", "TTF?");
    check("n_goals NOT BETWEEN 3 AND 3", "FTT?");
}

#[test]
fn false_and_unknown_is_false_and_true_or_unknown_is_true() {
    check("subcontracted AND end_date IS NULL", "FFF?");
    check("subcontracted OR end_date IS NULL", "F?TT");
    check("subcontracted AND n_goals_scored = 1", "FFF?");
}

#[test]
fn questions_with_is_are_never_unknown() {
    check("end_reason IS NULL", "FFTT");
    check("subcontracted IS TRUE", "FFTF");
    check("subcontracted IS NOT TRUE", "TTFT");
    check("subcontracted IS FALSE", "TFFF");
    check("(end_reason = 'planned') IS NOT FALSE", "TFTT");
    check("subcontracted IS UNKNOWN", "FTFT");
}

#[test]
fn a_name_that_no_row_has_equals_nothing() {
    check("programme = 'pmto'", "TFT?");
    check("programme = 'mst'", "FFF?");
    check("programme <> 'mst'", "TTT?");
}

#[test]
fn division_does_not_truncate_and_by_zero_is_missing() {
    check_numbers("n_goals_scored / n_goals", &[Some(1.0 / 3.0), Some(0.75), None, None]);
    check_numbers("n_goals / 2", &[Some(1.5), Some(2.0), Some(0.0), None]);
}

#[test]
fn days_are_counted_and_shifted() {
    check_numbers(
        "end_date - start_date + 1",
        &[Some(10.0), Some(31.0), Some(31.0), None],
    );
    check("end_date > start_date + 20", "FTT?");
    check("start_date < DATE '1970-01-12'", "TTFF");
    check_numbers(
        "CASE WHEN end_date IS NULL THEN period_until ELSE end_date END - start_date",
        &[Some(9.0), Some(30.0), Some(30.0), Some(70.0)],
    );
}

#[test]
fn case_takes_a_branch_only_when_its_condition_is_true() {
    let text =
        "CASE WHEN end_reason = 'planned' THEN 1 WHEN subcontracted THEN 2 ELSE 3 END";
    check_numbers(text, &[Some(1.0), Some(3.0), Some(2.0), Some(3.0)]);
    let text = "CASE n_goals WHEN 3 THEN -1 WHEN 4 THEN 0 END";
    check_numbers(text, &[Some(-1.0), Some(0.0), None, None]);
}

#[test]
fn categories_are_indices_in_the_order_of_the_page() {
    let indices = |text, list: &[&str]| {
        let (mut rows, output) = evaluate(text, list);
        rows.categories(output).unwrap()
    };
    let text = "CASE WHEN n_goals = 3 THEN 'few' WHEN n_goals = 4 THEN 'many' END";
    assert_eq!(indices(text, &["many", "few"]), [Some(1), Some(0), None, None]);
    let end_reason = indices("end_reason", &["client", "planned"]);
    assert_eq!(end_reason, [Some(1), Some(0), None, None]);
    assert_eq!(indices("programme", &["iag"]), [None, Some(0), None, None]);
}

#[test]
fn a_text_outside_the_categories_is_refused() {
    let text = "CASE WHEN n_goals = 3 THEN 'few' ELSE 'many' END";
    let typed = parse(text, Table::Trajectories).unwrap();
    assert_eq!(typed.categories(), ["few", "many"]);
    assert_eq!(
        typed.with_categories(&["few".to_owned()]),
        Err("`many` is not in the list of categories".to_owned())
    );
}

#[test]
fn an_unknown_code_points_at_itself_and_suggests() {
    let said = refused("end_date IS NOT NULL AND end_reason = 'agreeed'");
    let want = "`agreeed` is not a code of `end_reason`\n    \
                end_date IS NOT NULL AND end_reason = 'agreeed'\n\
                \x20                                         ^\n    \
                did you mean 'agreed'?";
    assert_eq!(said, want);
    let error =
        parse("end_reason IN ('planned',\n  'xyz')", Table::Trajectories).unwrap_err();
    assert_eq!((error.line, error.column), (2, 3));
}

#[test]
fn an_unknown_column_points_at_itself_and_suggests() {
    let error = parse("  end_dat IS NULL", Table::Trajectories).unwrap_err();
    assert_eq!((error.line, error.column), (1, 3));
    assert_eq!(error.help.as_deref(), Some("did you mean `end_date`?"));
    assert!(refused("end_reason = \"zzz\"").contains("between single quotes"));
}

#[test]
fn kinds_that_do_not_go_together_are_refused() {
    for (text, said) in [
        ("end_date = '2020-01-01'", "DATE '2020-12-31'"),
        ("end_reason > 'planned'", "has no order"),
        ("end_reason = NULL", "IS NULL"),
        ("end_reason IN ('planned', NULL)", "IS NULL"),
        ("n_goals AND TRUE", "where a condition is needed"),
        ("end_date + end_date", "does not go with"),
        ("programme = region", "cannot be compared"),
        ("trajectory_id = trajectory_id", "a key says nothing"),
        ("n_goals = 'three'", "without quotes"),
        ("CASE WHEN TRUE THEN 1 ELSE 'a' END", "earlier branch"),
        ("end_date > DATE '2020-02-30'", "no such day"),
        ("n_goals IN (n_goals_scored)", "only texts, numbers and days"),
    ] {
        assert!(refused(text).contains(said), "{text}: {}", refused(text));
    }
}

#[test]
fn what_is_outside_the_language_is_refused() {
    for text in [
        "abs(n_goals)",
        "n_goals % 2 = 0",
        "(SELECT 1)",
        "programme LIKE 'a%'",
        "CAST(n_goals AS INT)",
        "programme NOT LIKE 'a%'",
        "EXISTS (SELECT 1)",
        "end_date > current_date",
        "end_date > TIMESTAMP '2020-01-01'",
        "INTERVAL '1' DAY",
        "programme = X'41'",
        "programme || 'a' = 'b'",
        "n_goals::int = 1",
        "n_goals = ?",
        "n_goals /* all */ = 1",
        "n_goals IN (SELECT 1)",
    ] {
        assert!(refused(text).contains("not part of the language"), "{text}");
    }
}

#[test]
fn text_that_is_not_sql_points_at_the_place() {
    let error = parse("n_goals = ", Table::Trajectories).unwrap_err();
    assert_eq!((error.line, error.column), (1, 10));
    assert!(error.what.contains("found the end"), "{}", error.what);
    let error = parse("n_goals = 1 n_goals = 2", Table::Trajectories).unwrap_err();
    assert_eq!((error.line, error.column), (1, 13));
    let error = parse("end_reason = 'planned", Table::Trajectories).unwrap_err();
    assert_eq!((error.line, error.column), (1, 14));
    assert!(parse("", Table::Trajectories).is_err());
}

#[test]
fn a_mistake_in_the_writing_points_at_its_character_and_says_what_to_do() {
    for (text, column, what, help) in [
        ("end_reason = ‘planned’", 14, "`‘` is not part", "straight quote: '"),
        ("end_reason = “planned”", 14, "`“` is not part", "single quotes: 'planned'"),
        ("end_reason = 'planned’", 14, "never closed", "with a straight quote: '"),
        ("programme = 'é' AND région = 'x'", 21, "no column `région`", "`region`"),
        ("n_goals ≥ 3", 9, "`≥` is not part", "write >="),
        ("n_goals – 3", 9, "`–` is not part", "plain minus"),
        ("n_goals\u{200b} = 3", 8, "`\\u{200b}` is not part", "delete this character"),
        ("n_goals = 1;", 12, "`;` is not part", "the language knows"),
        ("n_goals = \u{7}", 11, "`\\u{7}` is not part", "delete this character"),
        ("n_goals = 1,5", 12, "ends before `,`", "with a point: 1.5"),
        ("n_goals = 1.5.2", 11, "`1.5.2` is not a number", "12 or 1.5"),
        ("n_goals = 1AND TRUE", 11, "`1AND` is not a number", "12 or 1.5"),
        ("n_goals = 1e999", 11, "can be stored", "12 or 1.5"),
        ("goals.score = 1", 1, "named without its table", "name alone"),
        ("CASE END", 6, "expected a value, found `END`", ""),
        ("n_goals = -- three", 10, "expected a value, found the end", ""),
        ("CASE WHEN TRUE THEN 1", 22, "expected `END`, found the end", ""),
        ("(n_goals = 1", 13, "expected `)`, found the end", ""),
        ("n_goals = 1)", 12, "ends before `)`", ""),
        ("n_goals IN ()", 13, "expected a value, found `)`", ""),
        ("n_goals BETWEEN 1 OR 2", 19, "expected `AND`, found `OR`", ""),
        ("end_date IS 3", 13, "expected NULL, TRUE, FALSE or UNKNOWN", ""),
        ("end_date NOT NULL", 10, "`NOT NULL` is not part", "write IS NOT NULL"),
        ("AND n_goals = 1", 1, "expected a value, found `AND`", ""),
        ("end_date > DATE '2020-1-5'", 12, "no such day", "DATE '2020-12-31'"),
    ] {
        let error = parse(text, Table::Trajectories).unwrap_err();
        assert_eq!((error.line, error.column), (1, column), "{text}: {error}");
        assert!(error.what.contains(what), "{text}: {error}");
        assert!(error.help.unwrap_or_default().contains(help), "{text}: {}", error.what);
    }
}

#[test]
fn a_long_line_is_shown_around_its_mistake() {
    let text = format!("{}n_gaols = 1", "n_goals = 1 AND ".repeat(20));
    let said = refused(&text);
    let lines: Vec<&str> = said.lines().collect();
    let caret = lines[2].chars().count() - 1;
    let pointed: String = lines[1].chars().skip(caret).collect();
    assert_eq!(pointed, "n_gaols = 1");
    assert!(lines[1].starts_with("    …") && lines[1].chars().count() < 180);
}

#[test]
fn comments_keywords_and_quoted_names_change_nothing() {
    let plain = parse("n_goals >= 1 AND NOT subcontracted", Table::Trajectories);
    for text in [
        "n_goals >= 1 -- at least one, 'as agreed'\n  and not subcontracted -- own",
        "`n_goals` >= 1 And Not \"subcontracted\"",
        "\u{a0}((n_goals)>=+1.0)AND(NOT(subcontracted))",
    ] {
        assert_eq!(parse(text, Table::Trajectories), plain, "{text}");
    }
}

#[test]
fn what_holds_tighter_is_read_first() {
    for (text, want) in [
        ("subcontracted OR TRUE AND NOT FALSE", "subcontracted OR TRUE AND NOT FALSE"),
        ("NOT n_goals = 1 IS NULL", "NOT (n_goals = 1) IS NULL"),
        (
            "n_goals + 1 BETWEEN 2 AND 3 AND TRUE",
            "n_goals + 1 >= 2 AND n_goals + 1 <= 3 AND TRUE",
        ),
        ("n_goals - 1 - 2 * 3 / 4", "n_goals - 1 - 2 * 3 / 4"),
        ("- n_goals * 2", "-n_goals * 2"),
        ("- - n_goals", "-(-n_goals)"),
        ("n_goals - -1", "n_goals - -1"),
    ] {
        assert_eq!(parse(text, Table::Trajectories).unwrap().to_sql(), want);
    }
}

#[test]
fn no_column_is_a_word_of_the_language() {
    for name in Table::ALL.into_iter().flat_map(Table::visible) {
        let words = parser::KEYWORDS.iter().chain(&parser::OUTSIDE);
        assert!(words.into_iter().all(|it| !it.eq_ignore_ascii_case(name)), "{name}");
    }
}

// Each operand of a simple CASE was compiled once for each WHEN: 22 inside one another took
// 5 GB and minutes.

#[test]
fn case_in_case_is_compiled_once_and_refused_when_it_grows_too_far() {
    let nested = |n: usize| {
        format!(
            "{}1{} = 1",
            "CASE ".repeat(n),
            " WHEN 1 THEN 1 WHEN 2 THEN 2 END".repeat(n)
        )
    };
    assert!(parse(&nested(5), Table::Trajectories).is_ok());
    let error = parse(&nested(22), Table::Trajectories).unwrap_err();
    assert!(error.what.contains("asked for too often"), "{error}");
    assert_eq!(error.column, 86);
    let nested =
        format!("{}end_date IS NULL{}", "(".repeat(26), ") IN (TRUE, FALSE)".repeat(26));
    let typed = parse(&nested, Table::Trajectories).unwrap();
    let mut n_steps = 0;
    typed.expr.visit(&mut |_| n_steps += 1);
    assert_eq!(n_steps, 2 + 26 * 3);
}

#[test]
fn an_endless_expression_is_refused_and_does_not_fill_the_stack() {
    let long = vec!["n_goals = 1"; 5_000].join(" AND ");
    assert!(refused(&long).contains("longer than"));
    assert!(parse(&"(".repeat(900), Table::Trajectories).is_err());
    assert!(parse(&"NOT ".repeat(900), Table::Trajectories).is_err());
}

#[test]
fn a_condition_must_be_a_condition() {
    let error = parse_condition("n_goals + 1", Table::Trajectories).unwrap_err();
    assert!(error.what.contains("a condition is needed"));
}

#[test]
fn canonical_sql_means_the_same() {
    for (text, want) in [
        ("(end_reason='planned')", "end_reason = 'planned'"),
        ("not (n_goals=1 or n_goals=2)", "NOT (n_goals = 1 OR n_goals = 2)"),
        ("n_goals-(1-2)", "n_goals - (1 - 2)"),
        ("(n_goals+1)*2/3", "(n_goals + 1) * 2 / 3"),
        ("end_reason not in ('planned')", "end_reason NOT IN ('planned')"),
        (
            "case when end_date is null then period_until else end_date end",
            "CASE WHEN end_date IS NULL THEN period_until ELSE end_date END",
        ),
        ("programme = 'l''avenir'", "programme = 'l''avenir'"),
        ("end_date >= date '2020-01-01'", "end_date >= DATE '2020-01-01'"),
    ] {
        let typed = parse(text, Table::Trajectories).unwrap();
        assert_eq!(typed.to_sql(), want);
        assert_eq!(parse(want, Table::Trajectories).unwrap(), typed);
    }
}

#[test]
fn child_tables_see_the_columns_of_their_trajectory() {
    let typed =
        parse("score * weight > 0 AND end_date IS NOT NULL", Table::Goals).unwrap();
    let names: Vec<_> = typed.columns().iter().map(|it| (it.table, it.name())).collect();
    assert!(names.contains(&(Table::Goals, "weight")));
    assert!(names.contains(&(Table::Trajectories, "end_date")));
    assert_eq!(names.len(), 3);
}

#[test]
fn days_beyond_the_calendar_and_numbers_beyond_all_numbers_are_missing() {
    check("end_date + 3000000000 IS NULL", "TTTT");
    let much = format!("1{}", "0".repeat(200));
    let text = format!("n_goals * {much} * {much}");
    check_numbers(&text, &[None, None, Some(0.0), None]);
}

#[test]
fn expressions_that_share_parts_give_what_each_gives_by_itself() {
    let texts = [
        "end_reason = 'planned' AND end_date IS NOT NULL",
        "end_date - start_date > 20",
        "(end_reason = 'planned' AND end_date IS NOT NULL) IS NOT TRUE",
        "end_date - start_date > 20 OR end_reason = 'planned'",
        "end_reason = 'planned' AND end_date IS NOT NULL",
    ];
    let names = Dictionary(BTreeMap::new());
    let mut program = Program::new(&names);
    let typed = texts.map(|it| parse(it, Table::Trajectories).unwrap());
    let outputs: Vec<_> = typed.iter().map(|it| program.add(it)).collect();
    let mut together = program.on(&FRAME);
    // In any order, and more than once.
    for at in [4, 2, 0, 1, 3, 3, 0] {
        let of = together.flags(outputs[at]).unwrap();
        assert_eq!(of, flags(texts[at]), "{}", texts[at]);
    }
}
