//! Arrow columns as text, the way a dialect writes it.
//!
//! In: an array and the dialect. Out: a text for every cell; null is empty. Never: an instant
//! moved to another day by a time zone.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, ArrowTimestampType, Date32Type, Date64Type, Decimal32Type,
    Decimal64Type, Decimal128Type, Decimal256Type, DecimalType, Float16Type, Float32Type,
    Float64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, ArrayRef, downcast_integer_array};
use arrow_schema::{DataType, TimeUnit};

use super::dialect::Dialect;
use super::text_column::TextColumn;
use crate::terms::Day;

/// Seconds in a day.
const DAY_SECONDS: i64 = 86_400;

/// What the cells of a column without text are.
pub(super) fn kind(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => {
            "lists"
        }
        DataType::Struct(_) | DataType::Map(..) => "records",
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => "bytes",
        DataType::Time32(_) | DataType::Time64(_) => "clock times",
        _ => "of a kind",
    }
}

/// Whether its cells can be shown as text.
pub(super) fn has_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Dictionary(_, values) => has_text(values),
        DataType::Null
        | DataType::Boolean
        | DataType::Date32
        | DataType::Date64
        | DataType::Timestamp(..)
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View => true,
        other => other.is_integer() || other.is_floating() || other.is_decimal(),
    }
}

/// A column as text; `None` when it has none.
pub(super) fn texts(array: &ArrayRef, dialect: &Dialect) -> Option<TextColumn> {
    let decimal = dialect.decimal;
    let day = |days: i64| instant(days.saturating_mul(DAY_SECONDS), false, dialect);
    let array: &dyn Array = array;
    Some(downcast_integer_array! {
        array => array.iter().map(|it| it.map_or_else(String::new, |it| it.to_string())).collect(),
        DataType::Dictionary(..) => return looked_up(array, dialect),
        DataType::Null => std::iter::repeat_n("", array.len()).collect(),
        DataType::Boolean => {
            let word = |it| if it { "true" } else { "false" };
            array.as_boolean().iter().map(|it| it.map_or("", word)).collect()
        }
        DataType::Utf8 => cells(array.as_string::<i32>().iter()),
        DataType::LargeUtf8 => cells(array.as_string::<i64>().iter()),
        DataType::Utf8View => cells(array.as_string_view().iter()),
        DataType::Float16 => each::<Float16Type>(array, |it| {
            decimal.localise(&it.to_f32().to_string())
        }),
        DataType::Float32 => {
            each::<Float32Type>(array, |it| decimal.localise(&it.to_string()))
        }
        DataType::Float64 => each::<Float64Type>(array, |it| decimal.render(it)),
        DataType::Date32 => each::<Date32Type>(array, |it| day(it.into())),
        DataType::Date64 => {
            each::<Date64Type>(array, |it| day(it.div_euclid(DAY_SECONDS * 1_000)))
        }
        DataType::Timestamp(unit, zone) => {
            instants(array, *unit, zone.is_some(), dialect)
        }
        DataType::Decimal32(..) => decimals::<Decimal32Type>(array, dialect),
        DataType::Decimal64(..) => decimals::<Decimal64Type>(array, dialect),
        DataType::Decimal128(..) => decimals::<Decimal128Type>(array, dialect),
        DataType::Decimal256(..) => decimals::<Decimal256Type>(array, dialect),
        _ => return None
    })
}

fn cells<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> TextColumn {
    texts.map(Option::unwrap_or_default).collect()
}

fn each<T: ArrowPrimitiveType>(
    array: &dyn Array,
    render: impl Fn(T::Native) -> String,
) -> TextColumn {
    let cells = array.as_primitive::<T>().iter();
    cells.map(|it| it.map(&render).unwrap_or_default()).collect()
}

fn decimals<T: DecimalType + ArrowPrimitiveType>(
    array: &dyn Array,
    dialect: &Dialect,
) -> TextColumn {
    let array = array.as_primitive::<T>();
    let text = |row| dialect.decimal.localise(&array.value_as_string(row));
    let text = |row| if array.is_null(row) { String::new() } else { text(row) };
    (0..array.len()).map(text).collect()
}

/// Cells that say where in a list their text stands.
fn looked_up(array: &dyn Array, dialect: &Dialect) -> Option<TextColumn> {
    let dictionary = array.as_any_dictionary();
    let (keys, values) = (dictionary.keys(), texts(dictionary.values(), dialect)?);
    if values.is_empty() {
        return Some(std::iter::repeat_n("", keys.len()).collect());
    }
    let places = dictionary.normalized_keys().into_iter().enumerate();
    let text = |(row, at)| if keys.is_null(row) { "" } else { values.get(at) };
    Some(places.map(text).collect())
}

fn instants(
    array: &dyn Array,
    unit: TimeUnit,
    has_zone: bool,
    dialect: &Dialect,
) -> TextColumn {
    fn of<T: ArrowTimestampType>(
        array: &dyn Array,
        per_second: i64,
        render: impl Fn(i64) -> String,
    ) -> TextColumn {
        each::<T>(array, |it| render(it.div_euclid(per_second)))
    }
    let render = |seconds| instant(seconds, has_zone, dialect);
    match unit {
        TimeUnit::Second => of::<TimestampSecondType>(array, 1, render),
        TimeUnit::Millisecond => of::<TimestampMillisecondType>(array, 1_000, render),
        TimeUnit::Microsecond => of::<TimestampMicrosecondType>(array, 1_000_000, render),
        TimeUnit::Nanosecond => {
            of::<TimestampNanosecondType>(array, 1_000_000_000, render)
        }
    }
}

/// A moment, in seconds since 1970: the day, with the clock time when it is not midnight.
///
/// A moment with a time zone is stored in UTC, where an evening here is the next day there:
/// unless it is midnight UTC its text ends in `Z`, which no dialect reads as a day.
fn instant(seconds: i64, has_zone: bool, dialect: &Dialect) -> String {
    let (days, time) = (seconds.div_euclid(DAY_SECONDS), seconds.rem_euclid(DAY_SECONDS));
    let Ok(days) = i32::try_from(days) else { return seconds.to_string() };
    let day = dialect.dates.render(Day(days));
    let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
    match (time, has_zone) {
        (0, _) => day,
        (_, false) => format!("{day} {hour:02}:{minute:02}:{second:02}"),
        (_, true) => format!("{day} {hour:02}:{minute:02}:{second:02}Z"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::types::Int8Type;
    use arrow_array::{
        BooleanArray, Date32Array, Date64Array, Decimal256Array, DictionaryArray,
        Float32Array, Int8Array, LargeStringArray, NullArray, StringViewArray,
        TimestampMillisecondArray, UInt64Array,
    };

    use super::super::samples::dialect;
    use super::*;

    fn check(array: impl Array + 'static, want: &[&str]) {
        let array: ArrayRef = Arc::new(array);
        assert!(has_text(array.data_type()), "{}", array.data_type());
        let texts = texts(&array, &dialect()).unwrap();
        assert_eq!(texts.iter().collect::<Vec<_>>(), want, "{}", array.data_type());
    }

    #[test]
    fn cells_of_every_kind_are_written_as_the_dialect_has_them() {
        check(Int8Array::from(vec![Some(-3), None]), &["-3", ""]);
        check(UInt64Array::from(vec![u64::MAX]), &["18446744073709551615"]);
        check(Float32Array::from(vec![Some(0.1), None]), &["0,1", ""]);
        check(BooleanArray::from(vec![Some(true), None]), &["true", ""]);
        check(LargeStringArray::from(vec![Some("a"), None]), &["a", ""]);
        check(StringViewArray::from(vec![Some("é"), None]), &["é", ""]);
        check(NullArray::new(2), &["", ""]);
        let cost = Decimal256Array::from(vec![Some((-5).into()), None]);
        check(cost.with_precision_and_scale(5, 2).unwrap(), &["-0,05", ""]);
    }

    #[test]
    fn days_before_1970_stay_the_days_they_are() {
        check(Date32Array::from(vec![Some(-1), None]), &["31-12-1969", ""]);
        check(Date64Array::from(vec![-86_400_000, 0]), &["31-12-1969", "01-01-1970"]);
        let moments = TimestampMillisecondArray::from(vec![-1, 86_400_000]);
        check(moments, &["31-12-1969 23:59:59", "02-01-1970"]);
    }

    #[test]
    fn cells_that_point_into_a_list_are_written_as_what_they_point_to() {
        let words = DictionaryArray::<Int8Type>::from_iter([Some("b"), None, Some("b")]);
        check(words, &["b", "", "b"]);
        let none: DictionaryArray<Int8Type> = [None::<&str>, None].into_iter().collect();
        check(none, &["", ""]);
    }
}
