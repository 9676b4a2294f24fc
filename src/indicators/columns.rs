//! Columns: what every row of a table gives a measure, as plain vectors.
//!
//! In: a frame and the expressions of a measure on it. Out: one optional value a row. What is
//! missing stays `None`. Never: a value made up for a missing one.

use super::tally::{NO_GROUP, Value};
use super::{Measure, MeasureKind, PeriodRule};
use crate::error::Error;
use crate::tables::Frame;
use crate::tables::expression::{Evaluation, Output, Program, Typed};

/// The group of each row along one dimension.
pub(super) type Ids = Vec<u32>;

/// The ids of a dimension; `None` when the table has no such column.
pub(super) fn ids(frame: &Frame, name: &str) -> Result<Option<Ids>, Error> {
    if !frame.has(name) {
        return Ok(None);
    }
    let ids = frame.ids(name)?.into_iter();
    Ok(Some(ids.map(|it| it.unwrap_or(NO_GROUP)).collect()))
}

/// How many units each row stands for; `None` when every row stands for itself.
pub(super) fn weights(frame: &Frame, name: &str) -> Result<Option<Vec<u32>>, Error> {
    if !frame.has(name) {
        return Ok(None);
    }
    let units = |it: Option<i32>| u32::try_from(it.unwrap_or(1)).unwrap_or(0);
    Ok(Some(frame.get(name)?.into_iter().map(units).collect()))
}

/// Where the expressions of a measure stand in a program.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outputs {
    pub(super) population: Output,
    pub(super) denominator: Option<Output>,
    /// The day of a row, or the first day of its stay.
    pub(super) from: Output,
    /// The last day of its stay.
    pub(super) until: Option<Output>,
    value: Option<Output>,
    per: Option<Output>,
    event: Option<Output>,
    cause: Option<Output>,
}

impl Outputs {
    /// Adds the expressions of a measure to a program.
    pub(super) fn add(measure: &Measure, program: &mut Program) -> Self {
        let mut some = |it: &Option<Typed>| it.as_ref().map(|it| program.add(it));
        let denominator = some(&measure.denominator);
        let (value, per) = (some(&measure.value), some(&measure.per));
        let (event, cause) = (some(&measure.event), some(&measure.cause));
        let (from, until) = match &measure.period {
            PeriodRule::Date(date) => (program.add(date), None),
            PeriodRule::Stock { from, until } => {
                (program.add(from), Some(program.add(until)))
            }
        };
        let population = program.add(&measure.population);
        Self { population, denominator, from, until, value, per, event, cause }
    }
}

/// The values of a measure.
pub(super) enum Values {
    /// A count: every row of the population counts.
    Always,
    Flags(Vec<Option<bool>>),
    Numbers(Vec<Option<f64>>),
    Categories(Vec<Option<u8>>),
    Times(Vec<Option<f64>>, Vec<Option<bool>>),
    Pairs(Vec<Option<f64>>, Vec<Option<f64>>),
    Causes(Vec<Option<f64>>, Vec<Option<bool>>, Vec<Option<u8>>),
}

impl Values {
    pub(super) fn new(
        rows: &mut Evaluation,
        measure: &Measure,
        outputs: &Outputs,
    ) -> Result<Self, Error> {
        let given = |it: Option<Output>| {
            it.ok_or_else(|| Error::bug("a measure lacks an expression of its kind"))
        };
        if measure.kind == MeasureKind::Count {
            return Ok(Self::Always);
        }
        let value = given(outputs.value)?;
        Ok(match measure.kind {
            MeasureKind::Count => Self::Always,
            MeasureKind::Proportion => Self::Flags(rows.flags(value)?),
            MeasureKind::Mean => Self::Numbers(rows.numbers(value)?),
            MeasureKind::Distribution => Self::Categories(rows.categories(value)?),
            MeasureKind::Ratio | MeasureKind::EffectSize(_) => {
                Self::Pairs(rows.numbers(value)?, rows.numbers(given(outputs.per)?)?)
            }
            MeasureKind::Time => {
                Self::Times(rows.numbers(value)?, rows.flags(given(outputs.event)?)?)
            }
            MeasureKind::CumulativeIncidence => Self::Causes(
                rows.numbers(value)?,
                rows.flags(given(outputs.event)?)?,
                rows.categories(given(outputs.cause)?)?,
            ),
        })
    }

    pub(super) fn get(&self, row: usize) -> Value {
        let value = match self {
            Self::Always => Some(Value::Number(1.0)),
            Self::Flags(it) => it[row].map(|it| Value::Number(f64::from(u8::from(it)))),
            Self::Numbers(it) => it[row].map(Value::Number),
            Self::Categories(it) => it[row].map(|it| Value::Category(it.into())),
            Self::Pairs(values, per) => {
                values[row].zip(per[row]).map(|(value, per)| Value::Ratio(value, per))
            }
            Self::Times(days, events) => {
                let days = days[row].and_then(whole);
                days.zip(events[row]).map(|(days, event)| Value::Time(days, event))
            }
            Self::Causes(days, events, causes) => {
                let days = days[row].and_then(whole);
                // A cause that is not known ends it all the same.
                let of = |ended| causes[row].filter(|_| ended).map(usize::from);
                days.zip(events[row])
                    .map(|(days, ended)| Value::Cause(days, ended, of(ended)))
            }
        };
        value.unwrap_or(Value::Missing)
    }
}

/// Whole days; `None` below zero.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
#[expect(clippy::cast_sign_loss, reason = "the range is checked first")]
fn whole(days: f64) -> Option<u32> {
    (-1.0 < days && days <= f64::from(u32::MAX)).then_some(days as u32)
}
