//! Values: what a column holds, one type a column.
//!
//! In: optional values. Out: a column of the engine, and back. Never: a value made up for a
//! missing one.

use polars::prelude::{
    BooleanChunked, ChunkedArray, Column, Float64Type, Int32Type, IntoColumn, IntoSeries,
    NewChunkedArray, Series, StringChunked, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};

/// The values of one column.
#[derive(Debug, Clone)]
pub struct Values(Series);

impl Values {
    pub(super) fn named(self, name: &str) -> Column {
        self.0.with_name(name.into()).into_column()
    }
}

/// A type that a column can hold.
pub trait Value: Sized + Clone {
    /// What it is, for messages about faults.
    const NAME: &'static str;

    /// Values to store.
    fn store(values: Vec<Option<Self>>) -> Values;

    /// The values of a column; `None` when it holds something else.
    fn read(column: &Column) -> Option<Vec<Option<Self>>>;
}

macro_rules! numbers {
    ($($number:ident $engine:ident $get:ident),+ $(,)?) => {$(
        impl Value for $number {
            const NAME: &'static str = stringify!($number);

            fn store(values: Vec<Option<Self>>) -> Values {
                let values = values.into_iter();
                let all = ChunkedArray::<$engine>::from_iter_options("".into(), values);
                Values(all.into_series())
            }

            fn read(column: &Column) -> Option<Vec<Option<Self>>> {
                column.$get().ok().map(ChunkedArray::to_vec)
            }
        }
    )+};
}

numbers! {
    u8 UInt8Type u8,
    u16 UInt16Type u16,
    u32 UInt32Type u32,
    u64 UInt64Type u64,
    i32 Int32Type i32,
    f64 Float64Type f64,
}

impl Value for bool {
    const NAME: &'static str = "yes or no";

    fn store(values: Vec<Option<Self>>) -> Values {
        let all = BooleanChunked::from_iter_options("".into(), values.into_iter());
        Values(all.into_series())
    }

    fn read(column: &Column) -> Option<Vec<Option<Self>>> {
        column.bool().ok().map(|it| it.iter().collect())
    }
}

impl Value for String {
    const NAME: &'static str = "text";

    fn store(values: Vec<Option<Self>>) -> Values {
        let all = StringChunked::from_iter_options("".into(), values.into_iter());
        Values(all.into_series())
    }

    fn read(column: &Column) -> Option<Vec<Option<Self>>> {
        let texts = column.str().ok()?.iter();
        Some(texts.map(|it| it.map(ToOwned::to_owned)).collect())
    }
}

impl<T: Value> From<Vec<Option<T>>> for Values {
    fn from(values: Vec<Option<T>>) -> Self {
        T::store(values)
    }
}

/// Values of which none is missing.
impl<T: Value> From<Vec<T>> for Values {
    fn from(values: Vec<T>) -> Self {
        T::store(values.into_iter().map(Some).collect())
    }
}
