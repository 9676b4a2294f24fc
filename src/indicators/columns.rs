//! Columns of an evaluated frame, as plain vectors that rows are added from.
//!
//! In: a frame with the expressions of every measure. Out: one optional value a row. Null
//! stays `None`. Never: a value made up for a missing one.

use polars::prelude::{DataFrame, DataType};

use super::tally::{NO_GROUP, Value};
use super::{Measure, MeasureKind};
use crate::error::Error;

/// The group of each row along one dimension.
pub(super) type Ids = Vec<u32>;

pub(super) fn flags(frame: &DataFrame, name: &str) -> Result<Vec<Option<bool>>, Error> {
    let column = frame.column(name).map_err(Error::bug)?;
    Ok(column.bool().map_err(Error::bug)?.iter().collect())
}

pub(super) fn days(frame: &DataFrame, name: &str) -> Result<Vec<Option<i32>>, Error> {
    let column = frame.column(name).map_err(Error::bug)?;
    let column = column.cast(&DataType::Int32).map_err(Error::bug)?;
    Ok(column.i32().map_err(Error::bug)?.iter().collect())
}

pub(super) fn numbers(frame: &DataFrame, name: &str) -> Result<Vec<Option<f64>>, Error> {
    let column = frame.column(name).map_err(Error::bug)?;
    let column = column.cast(&DataType::Float64).map_err(Error::bug)?;
    Ok(column.f64().map_err(Error::bug)?.iter().collect())
}

pub(super) fn keys(frame: &DataFrame, name: &str) -> Vec<u64> {
    crate::tables::keys_of(frame, name)
}

/// The ids of a dimension; `None` when the table has no such column.
pub(super) fn ids(frame: &DataFrame, name: &str) -> Option<Ids> {
    let column = frame.column(name).ok()?.cast(&DataType::UInt32).ok()?;
    let ids = column.u32().ok()?.iter().map(|it| it.unwrap_or(NO_GROUP)).collect();
    Some(ids)
}

/// How many units each row stands for; `None` when every row stands for itself.
pub(super) fn weights(frame: &DataFrame, name: &str) -> Option<Vec<u32>> {
    let column = frame.column(name).ok()?;
    let weights = column.i32().ok()?.iter();
    Some(weights.map(|it| u32::try_from(it.unwrap_or(1)).unwrap_or(0)).collect())
}

/// The values of a measure.
pub(super) enum Values {
    /// A count: every row of the population counts.
    Always,
    Flags(Vec<Option<bool>>),
    Numbers(Vec<Option<f64>>),
    Categories(Vec<Option<usize>>),
    Times(Vec<Option<i32>>, Vec<Option<bool>>),
    Pairs(Vec<Option<f64>>, Vec<Option<f64>>),
    Causes(Vec<Option<i32>>, Vec<Option<bool>>, Vec<Option<usize>>),
}

impl Values {
    pub(super) fn new(
        frame: &DataFrame,
        measure: &Measure,
        prefix: &str,
    ) -> Result<Self, Error> {
        let value = format!("{prefix}value");
        Ok(match measure.kind {
            MeasureKind::Count => Self::Always,
            MeasureKind::Proportion => Self::Flags(flags(frame, &value)?),
            MeasureKind::Mean => Self::Numbers(numbers(frame, &value)?),
            MeasureKind::Distribution => Self::Categories(categories(frame, &value)?),
            MeasureKind::Ratio | MeasureKind::EffectSize(_) => {
                let per = format!("{prefix}per");
                Self::Pairs(numbers(frame, &value)?, numbers(frame, &per)?)
            }
            MeasureKind::Time => {
                let event = format!("{prefix}event");
                Self::Times(days(frame, &value)?, flags(frame, &event)?)
            }
            MeasureKind::CumulativeIncidence => {
                let (event, cause) = (format!("{prefix}event"), format!("{prefix}cause"));
                Self::Causes(
                    days(frame, &value)?,
                    flags(frame, &event)?,
                    categories(frame, &cause)?,
                )
            }
        })
    }

    pub(super) fn get(&self, row: usize) -> Value {
        let value = match self {
            Self::Always => Some(Value::Number(1.0)),
            Self::Flags(it) => it[row].map(|it| Value::Number(f64::from(u8::from(it)))),
            Self::Numbers(it) => it[row].map(Value::Number),
            Self::Categories(it) => it[row].map(Value::Category),
            Self::Pairs(values, per) => {
                values[row].zip(per[row]).map(|(value, per)| Value::Ratio(value, per))
            }
            Self::Times(days, events) => {
                let days = days[row].and_then(|it| u32::try_from(it).ok());
                days.zip(events[row]).map(|(days, event)| Value::Time(days, event))
            }
            Self::Causes(days, events, causes) => {
                let days = days[row].and_then(|it| u32::try_from(it).ok());
                // A cause that is not known ends it all the same.
                let of = |ended| causes[row].filter(|_| ended);
                days.zip(events[row])
                    .map(|(days, ended)| Value::Cause(days, ended, of(ended)))
            }
        };
        value.unwrap_or(Value::Missing)
    }
}

/// The position of each row's category in the page's list; `None` for one not listed.
fn categories(frame: &DataFrame, name: &str) -> Result<Vec<Option<usize>>, Error> {
    let column = frame.column(name).map_err(Error::bug)?;
    let column = column.cast(&DataType::UInt32).map_err(Error::bug)?;
    let positions = column.u32().map_err(Error::bug)?.iter();
    Ok(positions.map(|it| it.and_then(|it| usize::try_from(it).ok())).collect())
}
