//! Pages by chance: measures of every kind over expressions of every form.
//!
//! In: nothing. Out: the text of a page. Never: a value with more digits than plain sums keep.

use std::fmt::Write as _;

use proptest::prelude::*;

use crate::tables::Table;
use crate::terms::Dimension;

/// A page, the table it is about, and what it is split by.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) text: String,
    pub(super) table: Table,
    pub(super) splits: Vec<Vec<Dimension>>,
    /// The rows are counts per group.
    pub(super) is_weighted: bool,
}

type Text = BoxedStrategy<String>;

fn one_of(texts: &'static [&'static str]) -> Text {
    prop::sample::select(texts).prop_map(ToOwned::to_owned).boxed()
}

fn number_column(table: Table) -> Text {
    match table {
        Table::Trajectories => one_of(&["n_goals", "age_at_start"]),
        _ => one_of(&["score", "weight"]),
    }
}

fn whole() -> Text {
    (-3_i32..6).prop_map(|it| it.to_string()).boxed()
}

fn day() -> Text {
    let days = [
        "start_date",
        "end_date",
        "period_until",
        "DATE '2015-07-01'",
        "(end_date + 30)",
        "(start_date - n_days)",
        "CASE WHEN end_date IS NULL THEN period_until ELSE end_date END",
    ];
    let days = prop::sample::select(days.to_vec());
    (days, 0_u32..400).prop_map(|(it, n)| it.replace("n_days", &n.to_string())).boxed()
}

/// A number that is exact: no division.
fn exact(table: Table) -> Text {
    let between = (day(), day()).prop_map(|(a, b)| format!("({a} - {b})"));
    let leaf = prop_oneof![number_column(table), number_column(table), whole(), between];
    leaf.prop_recursive(2, 8, 2, move |of| {
        let how = one_of(&["+", "-"]);
        prop_oneof![
            (of.clone(), how, of.clone())
                .prop_map(|(a, how, b)| format!("({a} {how} {b})")),
            of.clone().prop_map(|it| format!("(2 * {it})")),
            of.clone().prop_map(|it| format!("(- {it})")),
            (fact(table), of.clone(), of).prop_map(|(when, a, b)| format!(
                "CASE WHEN {when} THEN {a} ELSE {b} END"
            )),
        ]
    })
    .boxed()
}

fn number(table: Table) -> Text {
    let quotient = (exact(table), exact(table)).prop_map(|(a, b)| format!("({a} / {b})"));
    prop_oneof![3 => exact(table), 1 => quotient].boxed()
}

/// A condition without parts.
fn fact(table: Table) -> Text {
    let own = match table {
        Table::Trajectories => one_of(&[
            "end_reason = 'planned'",
            "end_reason <> 'client'",
            "end_reason IN ('planned', 'agreed')",
            "end_reason NOT IN ('unknown')",
            "subcontracted",
            "region = 'oost'",
            "region = 'nowhere'",
            "n_goals BETWEEN 2 AND 5",
        ]),
        _ => one_of(&[
            "layer IS NULL",
            "score >= 0",
            "weight IN (1, 2)",
            "score NOT BETWEEN -1 AND 1",
        ]),
    };
    let any = one_of(&[
        "programme = 'iag'",
        "end_date IS NULL",
        "TRUE",
        "start_date < end_date",
    ]);
    prop_oneof![2 => own, 1 => any].boxed()
}

fn condition(table: Table) -> Text {
    let how = || one_of(&["=", "<>", "<", "<=", ">", ">="]);
    let numbers = (number(table), how(), number(table));
    let days = (day(), how(), day());
    let compared = |(a, how, b): (String, String, String)| format!("{a} {how} {b}");
    let leaf = prop_oneof![
        3 => fact(table),
        1 => numbers.prop_map(compared),
        1 => days.prop_map(compared),
    ];
    leaf.prop_recursive(3, 12, 2, |of| {
        let is =
            one_of(&["TRUE", "NOT TRUE", "FALSE", "NOT FALSE", "UNKNOWN", "NOT UNKNOWN"]);
        prop_oneof![
            (of.clone(), of.clone()).prop_map(|(a, b)| format!("({a} AND {b})")),
            (of.clone(), of.clone()).prop_map(|(a, b)| format!("({a} OR {b})")),
            of.clone().prop_map(|it| format!("(NOT ({it}))")),
            (of, is).prop_map(|(it, is)| format!("(({it}) IS {is})")),
        ]
    })
    .boxed()
}

/// Most rows of the population, so that there is something to add up.
fn broad(table: Table) -> Text {
    prop_oneof![2 => Just("TRUE".to_owned()), 2 => condition(table)].boxed()
}

const CATEGORIES: &str = "categories = [\
    { code = \"planned\", label = { nl = \"a\", en = \"a\" } }, \
    { code = \"client\", label = { nl = \"b\", en = \"b\" } }]";

fn category(table: Table) -> Text {
    let case = (condition(table), condition(table)).prop_map(|(a, b)| {
        format!("CASE WHEN {a} THEN 'client' WHEN {b} THEN 'planned' END")
    });
    match table {
        Table::Trajectories => prop_oneof![case, Just("end_reason".to_owned())].boxed(),
        _ => case.boxed(),
    }
}

/// A measure with one figure, without its denominator.
fn single(table: Table) -> Text {
    let [when, event] = [(); 2].map(|()| condition(table));
    let [value, start, per] = [(); 3].map(|()| exact(table));
    let kinds = one_of(&["effect-size-d", "effect-size-g", "effect-size-d-av"]);
    prop_oneof![
        Just("kind = \"count\"\nunit = \"trajectories\"".to_owned()),
        when.prop_map(|it| format!(
            "kind = \"proportion\"\nunit = \"proportion\"\nnumerator = \"{it}\""
        )),
        value.prop_map(|it| format!(
            "kind = \"mean\"\nunit = \"points\"\nvalue = \"{it}\""
        )),
        (days(), event).prop_map(|(days, it)| format!(
            "kind = \"time\"\nunit = \"days\"\nvalue = \"{days}\"\nevent = \"{it}\""
        )),
        (start.clone(), per.clone()).prop_map(|(a, b)| format!(
            "kind = \"ratio\"\nunit = \"proportion\"\nvalue = \"{a}\"\nper = \"{b}\""
        )),
        (kinds, start, per).prop_map(|(kind, a, b)| format!(
            "kind = \"{kind}\"\nunit = \"standard-deviations\"\nstart = \"{a}\"\n\
             end = \"{b}\""
        )),
    ]
    .boxed()
}

/// A measure with a figure for each category; a page has one at most.
fn several(table: Table) -> Text {
    prop_oneof![
        category(table).prop_map(|it| format!(
            "kind = \"distribution\"\nunit = \"proportion\"\nvalue = \"{it}\"\n\
             {CATEGORIES}"
        )),
        (days(), condition(table), category(table)).prop_map(|(days, event, cause)| {
            format!(
                "kind = \"cumulative-incidence\"\nunit = \"proportion\"\n\
                 value = \"{days}\"\nevent = \"{event}\"\ncause = \"{cause}\"\n\
                 days = [90, 365]\n{CATEGORIES}"
            )
        }),
    ]
    .boxed()
}

fn days() -> Text {
    (day(), day()).prop_map(|(a, b)| format!("{a} - {b}")).boxed()
}

fn period() -> Text {
    let date = day().prop_map(|it| format!("period = \"{it}\""));
    let stock = (day(), day())
        .prop_map(|(a, b)| format!("period = {{ from = \"{a}\", until = \"{b}\" }}"));
    prop_oneof![2 => date, 1 => stock].boxed()
}

/// The parts of a page.
pub(super) fn page() -> impl Strategy<Value = Page> {
    let table = prop::sample::select(vec![Table::Trajectories, Table::Goals]);
    table.prop_flat_map(|table| {
        let more = |measure| {
            (
                measure,
                prop::option::of(condition(table)),
                prop::option::of(broad(table)),
                prop::option::of(period()),
                prop::option::of(one_of(&["youth", "parent"])),
            )
        };
        let first = more(prop_oneof![single(table), several(table)].boxed());
        let others = prop::collection::vec(more(single(table)), 0..3);
        let weighted = prop::bool::weighted(0.2);
        (period(), broad(table), first, others, weighted).prop_map(
            move |(period, population, first, others, is_weighted)| {
                let mut front = format!("{period}\npopulation = \"{population}\"\n");
                for (at, (measure, usable, population, period, who)) in
                    [first].into_iter().chain(others).enumerate()
                {
                    let label = "label = { nl = \"x\", en = \"x\" }";
                    let _ = write!(
                        front,
                        "\n[[measure]]\ncategory = \"m{at}\"\n{label}\n{measure}\n"
                    );
                    let mut key = |name: &str, text: Option<String>| {
                        if let Some(it) = text {
                            let _ = writeln!(front, "{name} = \"{it}\"");
                        }
                    };
                    key("denominator", usable);
                    key("population", population);
                    key("informant", who);
                    if let Some(period) = period {
                        let _ = writeln!(front, "{period}");
                    }
                }
                let is_weighted = is_weighted && table == Table::Trajectories;
                Page {
                    text: text_of(table, &front),
                    table,
                    splits: splits(table),
                    is_weighted,
                }
            },
        )
    })
}

fn splits(table: Table) -> Vec<Vec<Dimension>> {
    let second = match table {
        Table::Trajectories => Dimension::Region,
        _ => Dimension::Layer,
    };
    vec![
        Vec::new(),
        vec![Dimension::Programme],
        vec![Dimension::Programme, second],
        vec![Dimension::Informant, second],
    ]
}

fn text_of(table: Table, front: &str) -> String {
    let headings = [
        "Definition",
        "Numerator and denominator",
        "Unit and range",
        "Missing data",
        "Source",
        "Deviations",
    ];
    let body: String =
        headings.iter().map(|it| format!("## {it}\n\nBy chance.\n\n")).collect();
    format!(
        "+++\nname = \"by-chance\"\nversion = \"1.0\"\n\
         label = {{ nl = \"x\", en = \"x\" }}\nsummary = {{ nl = \"x\", en = \"x\" }}\n\
         table = \"{}\"\nbetter = \"neither\"\n{front}+++\n\n{body}{EXAMPLE}",
        table.name()
    )
}

const EXAMPLE: &str = "## Worked example

None.

trajectories:

| trajectory_id | start_date | end_date   |
|---------------|------------|------------|
| 1             | 2015-01-01 | 2015-02-01 |

result per year from 2015-01-01 until 2015-12-31:

| period | n | numerator | value | n_missing | category | informant |
|--------|---|-----------|-------|-----------|----------|-----------|
| 2015   | 1 | 1         | 1     | 0         |          |           |
";
