//! Cells from a list of rows: everything is gathered first and then counted.
//!
//! In: a measure, the dimensions of a split, rows. Out: a cell for each period and group. All
//! values are few and have few digits: plain sums are exact.

use std::collections::BTreeMap;

use super::expression::{holds, value};
use super::rows::{Row, Value};
use crate::indicators::{
    AtTime, Cell, Mark, Measure, MeasureKind, Part, PeriodRule, Spell,
};
use crate::numeric::Sum;
use crate::terms::{Day, Dimension, PeriodGrid};

/// The place of the period, and the name of the group along each dimension.
pub(super) type Key = (usize, Vec<Option<String>>);

/// What a row says: numbers by part, and when and why it ended.
#[derive(Debug, Clone, Default)]
struct Said {
    parts: Vec<(usize, f64)>,
    days: Option<(u32, bool)>,
    cause: Option<usize>,
}

/// A row in a cell.
#[derive(Debug, Clone)]
struct Counted {
    client: u64,
    key: u64,
    /// Nothing when it has no usable value.
    said: Option<Said>,
}

/// What the rows of one client come to.
#[derive(Default)]
struct Client {
    n_rows: f64,
    sums: Vec<f64>,
    spells: Vec<Spell>,
}

/// The cells of a measure along a split.
pub(super) fn cells(
    measure: &Measure,
    split: &[Dimension],
    rows: &[Row],
    grid: &PeriodGrid,
) -> BTreeMap<Key, Cell> {
    let until = grid.periods().last().unwrap().end;
    let mut gathered: BTreeMap<Key, Vec<Counted>> = BTreeMap::new();
    let mut next_stranger = 1_000_000;
    for row in rows {
        if holds(&measure.population.expr, row, until) != Some(true) {
            continue;
        }
        let said = said(measure, row, until);
        for (period, within) in grid.periods().iter().enumerate() {
            if !counts_in(measure, row, until, (within.start, within.end)) {
                continue;
            }
            let group = split.iter().map(|it| group(measure, *it, row)).collect();
            let cell = gathered.entry((period, group)).or_default();
            for _ in 0..row.weight.unwrap_or(1) {
                // A row of counts is so many rows of as many people.
                next_stranger += 1;
                let client =
                    if row.weight.is_some() { next_stranger } else { row.client };
                cell.push(Counted { client, key: row.key, said: said.clone() });
            }
        }
    }
    let n_parts = measure.n_parts();
    gathered.into_iter().map(|(key, rows)| (key, cell(&rows, n_parts))).collect()
}

fn counts_in(measure: &Measure, row: &Row, until: Day, (start, end): (Day, Day)) -> bool {
    let day = |it: &crate::tables::expression::Typed| match value(&it.expr, row, until) {
        Some(Value::Day(it)) => Some(Day(it)),
        _ => None,
    };
    match &measure.period {
        PeriodRule::Date(date) => day(date).is_some_and(|it| start <= it && it <= end),
        PeriodRule::Stock { from, until } => {
            let began = day(from).is_some_and(|it| it <= end);
            began && day(until).is_none_or(|it| start <= it)
        }
    }
}

fn group(measure: &Measure, dimension: Dimension, row: &Row) -> Option<String> {
    if let Some((fixed, code)) = &measure.fixed
        && *fixed == dimension
    {
        return Some(code.clone());
    }
    match row.values.get(dimension.name()) {
        Some(Value::Text(it)) => Some(it.clone()),
        _ => None,
    }
}

fn said(measure: &Measure, row: &Row, until: Day) -> Option<Said> {
    let given = |it: &Option<crate::tables::expression::Typed>| {
        value(&it.as_ref().unwrap().expr, row, until)
    };
    let number = |it: &Option<_>| match given(it) {
        Some(Value::Number(it)) => Some(it),
        _ => None,
    };
    let flag = |it: &Option<_>| match given(it) {
        Some(Value::Flag(it)) => Some(it),
        _ => None,
    };
    let category = |it: &Option<_>| match given(it) {
        Some(Value::Text(it)) => measure.categories.iter().position(|of| of.0 == it),
        _ => None,
    };
    #[expect(clippy::cast_possible_truncation, reason = "days by chance are few")]
    #[expect(clippy::cast_sign_loss, reason = "not below zero")]
    let days = |it: f64| (it > -1.0).then_some(it as u32);
    if let Some(usable) = &measure.denominator
        && holds(&usable.expr, row, until) != Some(true)
    {
        return None;
    }
    let mut said = Said::default();
    match measure.kind {
        MeasureKind::Count => said.parts.push((0, 1.0)),
        MeasureKind::Proportion => {
            said.parts.push((0, if flag(&measure.value)? { 1.0 } else { 0.0 }));
        }
        MeasureKind::Mean => said.parts.push((0, number(&measure.value)?)),
        MeasureKind::Distribution => said.parts.push((category(&measure.value)?, 1.0)),
        MeasureKind::Ratio | MeasureKind::EffectSize(_) => {
            let (a, b) = (number(&measure.value)?, number(&measure.per)?);
            said.parts.extend([(0, a), (1, b), (2, a + b)]);
        }
        MeasureKind::Time => {
            let (days, ended) = (days(number(&measure.value)?)?, flag(&measure.event)?);
            said.parts.push((0, days.into()));
            said.days = Some((days, ended));
        }
        MeasureKind::CumulativeIncidence => {
            let (days, ended) = (days(number(&measure.value)?)?, flag(&measure.event)?);
            said.days = Some((days, ended));
            said.cause = category(&measure.cause).filter(|_| ended);
            said.parts.extend(said.cause.map(|it| (it, 1.0)));
        }
    }
    Some(said)
}

fn cell(rows: &[Counted], n_parts: usize) -> Cell {
    let mut cell = Cell::new(n_parts);
    let mut clients: BTreeMap<u64, Client> = BTreeMap::new();
    let mut sums = vec![[0.0; 2]; n_parts];
    for Counted { client, key, said } in rows {
        let mark = Mark::of_row(*key);
        let Some(said) = said else {
            cell.n_missing += 1;
            cell.sets.missing.add(mark);
            continue;
        };
        cell.n += 1;
        cell.sets.n.add(mark);
        let client = clients.entry(*client).or_default();
        client.n_rows += 1.0;
        client.sums.resize(n_parts, 0.0);
        for (part, x) in &said.parts {
            client.sums[*part] += x;
            sums[*part][0] += x;
            sums[*part][1] += x * x;
            if x.abs() > 0.0 {
                cell.sets.parts[*part].add(mark);
            }
        }
        add_time(&mut cell, client, said, mark);
    }
    for (part, sums) in sums.into_iter().enumerate() {
        let of_clients: Vec<(f64, f64)> =
            clients.values().map(|it| (it.n_rows, it.sums[part])).collect();
        add_part(&mut cell, part, sums, &of_clients);
    }
    cell.n_clients = clients.len() as u64;
    cell.client_n_sq = clients.values().map(|it| it.n_rows * it.n_rows).sum();
    cell.sets.n_repeating = clients.values().filter(|it| it.n_rows > 1.0).count() as u64;
    for client in clients.into_values() {
        cell.times.see_client(client.spells);
    }
    cell.times.settle();
    cell
}

fn add_time(cell: &mut Cell, client: &mut Client, said: &Said, mark: Mark) {
    let Some((days, ended)) = said.days else { return };
    let at: &mut AtTime = cell.times.entry(days).or_default();
    at.n_ended += u64::from(ended);
    at.n_censored += u64::from(!ended);
    client.spells.push(Spell { days, ended, cause: said.cause });
    if let Some(cause) = said.cause {
        *cell.causes.entry((days, cause)).or_default() += 1;
        cell.sets.causes.entry((days, cause)).or_default().add(mark);
    }
}

/// Adds what all clients come to in one part: rows and sum of each.
fn add_part(
    cell: &mut Cell,
    part: usize,
    [sum, sum_sq]: [f64; 2],
    clients: &[(f64, f64)],
) {
    let over = |of: fn(f64, f64) -> f64| -> Sum {
        Sum::from(clients.iter().map(|(n, sum)| of(*n, *sum)).sum::<f64>())
    };
    cell.parts[part] = Part {
        sum: Sum::from(sum),
        sum_sq: Sum::from(sum_sq),
        client_sum_sq: over(|_, sum| sum * sum),
        client_sum_n: over(|n, sum| n * sum),
    };
    let mut largest: Vec<f64> = clients.iter().map(|it| it.1).chain([0.0; 2]).collect();
    largest.sort_by(|a, b| b.total_cmp(a));
    cell.largest[part] = [largest[0], largest[1]];
    let count = |holds: fn(f64, f64) -> bool| {
        clients.iter().filter(|it| holds(it.0, it.1)).count() as u64
    };
    cell.sets.clients_with[part] = count(|_, sum| sum > 0.0);
    cell.sets.clients_without[part] = count(|n, sum| sum < n);
}
