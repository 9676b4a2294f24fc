//! One value a row, of the kind an expression gives.
//!
//! In: values of a frame, literals. Out: what an operation makes of them, row by row. Never:
//! a missing value taken for one that is there.

use super::program::Stored;
use crate::error::Error;
use crate::tables::frame::{Frame, Value};

/// A value a row, or the same in every row; `None` is missing.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rows<T> {
    Each(Vec<Option<T>>),
    Same(Option<T>),
}

/// The values of a step.
#[derive(Debug)]
pub(super) enum Column {
    Flags(Rows<bool>),
    Numbers(Rows<f64>),
    Days(Rows<i32>),
    Codes(Rows<u8>),
    Names(Rows<u32>),
    Keys(Rows<u64>),
    /// Missing in every row, of no kind.
    Nothing,
}

/// What a column of some kind is taken for; `None` when it is of another kind.
pub(super) trait Kind: Copy {
    /// In messages about faults.
    const NAME: &'static str;

    fn of(column: &Column) -> Option<&Rows<Self>>;

    fn column(rows: Rows<Self>) -> Column;
}

macro_rules! kinds {
    ($($kind:ident of $type:ident),+ $(,)?) => {$(
        impl Kind for $type {
            const NAME: &'static str = stringify!($kind);

            fn of(column: &Column) -> Option<&Rows<Self>> {
                match column {
                    Column::$kind(it) => Some(it),
                    _ => None,
                }
            }

            fn column(rows: Rows<Self>) -> Column {
                Column::$kind(rows)
            }
        }
    )+};
}

kinds! {
    Flags of bool,
    Numbers of f64,
    Days of i32,
    Codes of u8,
    Names of u32,
    Keys of u64,
}

impl<T: Copy> Rows<T> {
    pub(super) fn get(&self, row: usize) -> Option<T> {
        match self {
            Self::Each(all) => all[row],
            Self::Same(it) => *it,
        }
    }

    /// `height` values.
    pub(super) fn each(&self, height: usize) -> Vec<Option<T>> {
        match self {
            Self::Each(all) => all.clone(),
            Self::Same(it) => vec![*it; height],
        }
    }

    pub(super) fn map<U>(&self, of: impl Fn(Option<T>) -> Option<U>) -> Rows<U> {
        match self {
            Self::Each(all) => Rows::Each(all.iter().map(|it| of(*it)).collect()),
            Self::Same(it) => Rows::Same(of(*it)),
        }
    }

    /// Row by row what `of` makes of both.
    pub(super) fn zip<S: Copy, U>(
        &self,
        other: &Rows<S>,
        of: impl Fn(Option<T>, Option<S>) -> Option<U>,
    ) -> Rows<U> {
        match (self, other) {
            (Self::Each(a), Rows::Each(b)) => {
                Rows::Each(a.iter().zip(b).map(|(a, b)| of(*a, *b)).collect())
            }
            (Self::Each(a), Rows::Same(b)) => {
                Rows::Each(a.iter().map(|a| of(*a, *b)).collect())
            }
            (Self::Same(a), Rows::Each(b)) => {
                Rows::Each(b.iter().map(|b| of(*a, *b)).collect())
            }
            (Self::Same(a), Rows::Same(b)) => Rows::Same(of(*a, *b)),
        }
    }

    /// Row by row what `of` makes of both; missing where one is.
    pub(super) fn zip_known<S: Copy, U>(
        &self,
        other: &Rows<S>,
        of: impl Fn(T, S) -> Option<U>,
    ) -> Rows<U> {
        self.zip(other, |a, b| of(a?, b?))
    }

    /// Whether each value is missing.
    fn missing(&self) -> Rows<bool> {
        self.map(|it| Some(it.is_none()))
    }
}

impl Column {
    /// A column of a frame.
    pub(super) fn of(frame: &Frame, name: &str, stored: Stored) -> Result<Self, Error> {
        fn each<T: Value>(frame: &Frame, name: &str) -> Result<Rows<T>, Error> {
            frame.get(name).map(Rows::Each)
        }
        Ok(match stored {
            Stored::Key => Self::Keys(each(frame, name)?),
            Stored::Code => Self::Codes(each(frame, name)?),
            Stored::Name => Self::Names(each(frame, name)?),
            Stored::Day => Self::Days(each(frame, name)?),
            Stored::Number => Self::Numbers(each(frame, name)?),
            Stored::Count => {
                let counts = each::<i32>(frame, name)?;
                Self::Numbers(counts.map(|it| it.map(f64::from)))
            }
            Stored::Flag => Self::Flags(each(frame, name)?),
        })
    }

    /// Its values.
    ///
    /// # Errors
    /// When it is of another kind (a fault in the program: plans are checked).
    pub(super) fn rows<T: Kind>(&self) -> Result<&Rows<T>, Error> {
        if let Self::Nothing = self {
            return Ok(&Rows::Same(None));
        }
        T::of(self)
            .ok_or_else(|| Error::bug(format!("an expression gives no {}", T::NAME)))
    }

    /// Whether each value is missing.
    pub(super) fn missing(&self) -> Rows<bool> {
        match self {
            Self::Flags(it) => it.missing(),
            Self::Numbers(it) => it.missing(),
            Self::Days(it) => it.missing(),
            Self::Codes(it) => it.missing(),
            Self::Names(it) => it.missing(),
            Self::Keys(it) => it.missing(),
            Self::Nothing => Rows::Same(Some(true)),
        }
    }
}
