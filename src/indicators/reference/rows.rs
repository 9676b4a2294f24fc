//! Rows by chance: a few clients with several rows each, cells missing here and there.
//!
//! In: a table. Out: rows, and the frame the engine gets of them. Never: a row about a person.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::tables::schema::Kind;
use crate::tables::{Frame, Names, Table, Values};

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Flag(bool),
    Number(f64),
    Day(i32),
    /// A code or a name.
    Text(String),
}

/// One row; a column that is missing has no entry.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The key of its trajectory.
    pub(super) key: u64,
    pub(super) client: u64,
    /// Trajectories it stands for, in a table of counts.
    pub(super) weight: Option<u32>,
    pub(super) values: BTreeMap<&'static str, Value>,
}

/// Days around the periods of the run.
const DAYS: std::ops::Range<i32> = 16_200..17_300;
const PROGRAMMES: [&str; 3] = ["iag", "pmto", "ambulant"];
const REGIONS: [&str; 2] = ["oost", "zuid"];

/// The columns rows have, own and of the parent.
pub(super) fn columns(table: Table) -> &'static [&'static str] {
    match table {
        Table::Trajectories => &[
            "programme",
            "region",
            "age_at_start",
            "start_date",
            "end_date",
            "end_reason",
            "subcontracted",
            "n_goals",
        ],
        _ => &["layer", "weight", "score", "programme", "start_date", "end_date"],
    }
}

fn value(name: &'static str, kind: Kind) -> BoxedStrategy<Value> {
    let text = |it: &str| Value::Text(it.to_owned());
    match (kind, name) {
        (Kind::Flag, _) => any::<bool>().prop_map(Value::Flag).boxed(),
        (Kind::Count, _) => (0_i32..19).prop_map(|it| Value::Number(it.into())).boxed(),
        (Kind::Number, _) => {
            (-8_i32..=8).prop_map(|it| Value::Number(f64::from(it) / 4.0)).boxed()
        }
        (Kind::Day, _) => DAYS.prop_map(Value::Day).boxed(),
        (Kind::Code(set), _) => {
            let codes: Vec<&str> = set.names().collect();
            prop::sample::select(codes).prop_map(text).boxed()
        }
        (_, "programme") => prop::sample::select(&PROGRAMMES[..]).prop_map(text).boxed(),
        _ => prop::sample::select(&REGIONS[..]).prop_map(text).boxed(),
    }
}

fn row(table: Table, is_weighted: bool) -> impl Strategy<Value = Row> {
    let values: Vec<_> = columns(table)
        .iter()
        .map(|name| {
            let kind = table.resolve(name).unwrap().column.kind;
            prop::option::weighted(0.8, value(name, kind))
        })
        .collect();
    let weight =
        if is_weighted { (1_u32..40).prop_map(Some).boxed() } else { Just(None).boxed() };
    (0_u64..12, weight, values).prop_map(move |(client, weight, values)| {
        let values = columns(table).iter().zip(values);
        let values = values.filter_map(|(name, it)| Some((*name, it?))).collect();
        Row { key: 0, client, weight, values }
    })
}

/// Rows of a table.
pub(super) fn rows(table: Table, is_weighted: bool) -> impl Strategy<Value = Vec<Row>> {
    let rows = prop::collection::vec(row(table, is_weighted), 0..40);
    rows.prop_map(|rows| (0..).zip(rows).map(|(key, row)| Row { key, ..row }).collect())
}

fn each<T>(rows: &[Row], name: &str, of: impl Fn(&Value) -> Option<T>) -> Vec<Option<T>> {
    rows.iter().map(|it| it.values.get(name).and_then(&of)).collect()
}

/// The rows as the engine gets them.
pub(super) fn frame(table: Table, rows: &[Row], names: &Names) -> Frame {
    let mut frame = Frame::new(rows.len(), []).unwrap();
    let mut set = |name: &str, values: Values| frame.set(name, values).unwrap();
    let numbers = 0..u32::try_from(rows.len()).unwrap();
    set("file", vec![0_u16; rows.len()].into());
    set("line", numbers.collect::<Vec<_>>().into());
    set("trajectory_id", rows.iter().map(|it| it.key).collect::<Vec<_>>().into());
    set("cluster", rows.iter().map(|it| it.client).collect::<Vec<_>>().into());
    let number = |it: &Value| match it {
        Value::Number(it) => Some(*it),
        _ => None,
    };
    #[expect(clippy::cast_possible_truncation, reason = "counts by chance are small")]
    let count = |it: &Value| number(it).map(|it| it as i32);
    let text = |it: &Value| match it {
        Value::Text(it) => Some(it.clone()),
        _ => None,
    };
    for name in columns(table) {
        let values = match table.resolve(name).unwrap().column.kind {
            Kind::Flag => each(rows, name, |it| Some(*it == Value::Flag(true))).into(),
            Kind::Count => each(rows, name, count).into(),
            Kind::Number => each(rows, name, number).into(),
            Kind::Day => each(rows, name, |it| match it {
                Value::Day(it) => Some(*it),
                _ => None,
            })
            .into(),
            Kind::Code(set) => each(rows, name, |it| set.index(&text(it)?)).into(),
            _ => each(rows, name, |it| names.intern(name, &text(it)?)).into(),
        };
        set(name, values);
    }
    let weights = rows.iter().map(|it| it.weight.and_then(|it| i32::try_from(it).ok()));
    let weights: Option<Vec<i32>> = weights.collect();
    if let Some(weights) = weights.filter(|_| !rows.is_empty()) {
        set("weight", weights.into());
    }
    frame
}
