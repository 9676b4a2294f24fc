//! Frames: rows of a table in named, typed columns. The one door to the engine behind them.
//!
//! In: values, column by column. Out: the same rows; some of them, in another order, beside
//! or below others. Never: an engine's name outside this folder (a test holds it); an empty
//! answer for a column that is not there.

mod file;
mod values;

use polars::prelude::{
    BooleanChunked, Column, DataFrame, DataType, IdxCa, NewChunkedArray,
};

use crate::error::Error;

pub use values::{Value, Values};

/// Columns of equal height. Without rows and columns it stands for a table nobody delivered.
#[derive(Debug, Clone, Default)]
pub struct Frame(DataFrame);

impl Frame {
    /// A frame of `height` rows.
    ///
    /// # Errors
    /// When a column has another height, or two have the same name.
    pub fn new<'a>(
        height: usize,
        columns: impl IntoIterator<Item = (&'a str, Values)>,
    ) -> Result<Self, Error> {
        let columns = columns.into_iter().map(|(name, it)| it.named(name)).collect();
        DataFrame::new(height, columns).map(Self).map_err(Error::bug)
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.0.height()
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.0.width()
    }

    /// The names of the columns, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.columns().iter().map(|it| it.name().as_str())
    }

    /// Whether there is a column of that name.
    pub fn has(&self, name: &str) -> bool {
        self.names().any(|it| it == name)
    }

    /// The values of a column.
    ///
    /// # Errors
    /// When it is not there or holds something else: a fault in the program.
    pub fn get<T: Value>(&self, name: &str) -> Result<Vec<Option<T>>, Error> {
        let found = T::read(self.column(name)?);
        found.ok_or_else(|| {
            Error::bug(format!("column `{name}` does not hold {}", T::NAME))
        })
    }

    /// The values of a column that need not be delivered: without it all are missing.
    ///
    /// # Errors
    /// When it holds something else.
    pub fn get_or_missing<T: Value>(&self, name: &str) -> Result<Vec<Option<T>>, Error> {
        if self.has(name) { self.get(name) } else { Ok(vec![None; self.height()]) }
    }

    /// Codes, names, whole numbers or yes (1) and no (0) as ids; what is negative has none.
    ///
    /// # Errors
    /// When the column is not there or has no ids.
    pub fn ids(&self, name: &str) -> Result<Vec<Option<u32>>, Error> {
        let id = |it: i32| u32::try_from(it).ok();
        Ok(match self.column(name)?.dtype() {
            DataType::Boolean => map(self.get::<bool>(name)?, u32::from),
            DataType::UInt8 => map(self.get::<u8>(name)?, u32::from),
            DataType::UInt16 => map(self.get::<u16>(name)?, u32::from),
            DataType::Int32 => {
                self.get(name)?.into_iter().map(|it| it.and_then(id)).collect()
            }
            _ => self.get(name)?,
        })
    }

    /// For each row a number, such that the numbers are ordered as the values are.
    ///
    /// # Errors
    /// When the column is not there or its values are no whole numbers.
    pub fn ranks(&self, name: &str) -> Result<Vec<Option<u64>>, Error> {
        let from_lowest = |it: i32| u64::from(it.abs_diff(i32::MIN));
        Ok(match self.column(name)?.dtype() {
            DataType::UInt8 => map(self.get::<u8>(name)?, u64::from),
            DataType::UInt16 => map(self.get::<u16>(name)?, u64::from),
            DataType::UInt32 => map(self.get::<u32>(name)?, u64::from),
            DataType::Int32 => map(self.get::<i32>(name)?, from_lowest),
            _ => self.get(name)?,
        })
    }

    /// For each row whether the value is missing.
    ///
    /// # Errors
    /// When the column is not there.
    pub fn missing(&self, name: &str) -> Result<Vec<bool>, Error> {
        let missing = self.column(name)?.is_null();
        Ok(missing.iter().map(|it| it == Some(true)).collect())
    }

    /// Only these columns, in this order.
    ///
    /// # Errors
    /// When one is not there.
    pub fn select(&self, names: &[&str]) -> Result<Self, Error> {
        self.0.select(names.iter().copied()).map(Self).map_err(Error::bug)
    }

    /// Only the rows to keep.
    ///
    /// # Errors
    /// When there are more or fewer rows than verdicts.
    pub fn filter(&self, keep: &[bool]) -> Result<Self, Error> {
        let mask = BooleanChunked::from_slice("keep".into(), keep);
        self.same_height(keep.len())?;
        self.0.filter_seq(&mask).map(Self).map_err(Error::bug)
    }

    /// The rows at these places, in that order; a place may occur more than once.
    ///
    /// # Errors
    /// When a place is beyond the last row.
    pub fn take(&self, places: &[u32]) -> Result<Self, Error> {
        let indices = IdxCa::from_slice("".into(), places);
        let columns = self.0.columns().iter().map(|it| it.take(&indices));
        let columns = columns.collect::<Result<Vec<Column>, _>>().map_err(Error::bug)?;
        DataFrame::new(places.len(), columns).map(Self).map_err(Error::bug)
    }

    /// Adds a column, or replaces the one of that name.
    ///
    /// # Errors
    /// When it has another height.
    pub fn set(&mut self, name: &str, values: impl Into<Values>) -> Result<(), Error> {
        let column = values.into().named(name);
        self.same_height(column.len())?;
        self.0.with_column(column).map(drop).map_err(Error::bug)
    }

    /// Puts the columns of another frame beside these.
    ///
    /// # Errors
    /// When it has another height, or a column of the same name.
    pub fn put_beside(&mut self, other: &Self) -> Result<(), Error> {
        self.0.hstack_mut(other.0.columns()).map(drop).map_err(Error::bug)
    }

    /// All rows, one frame below the other; nothing of no frames.
    ///
    /// # Errors
    /// When their columns differ.
    pub fn stacked(frames: impl IntoIterator<Item = Self>) -> Result<Self, Error> {
        let mut frames = frames.into_iter();
        let Some(Self(mut all)) = frames.next() else { return Ok(Self::default()) };
        for Self(frame) in frames {
            all.vstack_mut_owned(frame).map_err(Error::bug)?;
        }
        all.rechunk_mut();
        Ok(Self(all))
    }

    /// Bytes it takes in memory, about.
    pub fn n_bytes(&self) -> usize {
        self.0.estimated_size()
    }

    fn column(&self, name: &str) -> Result<&Column, Error> {
        self.0.column(name).map_err(Error::bug)
    }

    fn same_height(&self, height: usize) -> Result<(), Error> {
        if height == self.height() || self.width() == 0 {
            return Ok(());
        }
        Err(Error::bug(format!("{height} values for {} rows", self.height())))
    }
}

fn map<T, U>(values: Vec<Option<T>>, of: impl Fn(T) -> U) -> Vec<Option<U>> {
    values.into_iter().map(|it| it.map(&of)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        let days = vec![Some(-5_i32), None, Some(3)];
        let codes = vec![Some(1_u8), Some(0), None];
        Frame::new(3, [("day", days.into()), ("code", codes.into())]).unwrap()
    }

    #[test]
    fn a_column_that_is_not_there_or_holds_something_else_is_a_fault() {
        assert!(frame().get::<i32>("date").is_err());
        assert!(frame().get::<f64>("day").is_err());
        assert!(frame().ids("date").is_err());
        assert!(frame().select(&["code", "date"]).is_err());
        assert_eq!(frame().get_or_missing::<f64>("score").unwrap(), [None; 3]);
        assert!(frame().get_or_missing::<f64>("day").is_err());
    }

    #[test]
    fn values_of_another_height_are_refused() {
        assert!(frame().set("one", vec![Some(true)]).is_err());
        assert!(frame().filter(&[true]).is_err());
        assert!(frame().take(&[3]).is_err());
        assert!(Frame::new(2, [("one", vec![Some(true)].into())]).is_err());
    }

    #[test]
    fn rows_are_kept_taken_and_stacked() {
        let kept = frame().filter(&[true, false, true]).unwrap();
        assert_eq!(kept.get::<i32>("day").unwrap(), [Some(-5), Some(3)]);
        let taken = frame().take(&[2, 2, 0]).unwrap();
        assert_eq!(taken.get::<u8>("code").unwrap(), [None, None, Some(1)]);
        let all = Frame::stacked([kept, taken]).unwrap();
        assert_eq!(all.ids("day").unwrap()[..3], [None, Some(3), Some(3)]);
        let flags = Frame::new(2, [("flag", vec![Some(true), None].into())]).unwrap();
        assert_eq!(flags.ids("flag").unwrap(), [Some(1), None]);
        assert_eq!(all.height(), 5);
    }

    #[test]
    fn ranks_are_in_the_order_of_the_values() {
        let ranks = frame().ranks("day").unwrap();
        assert!(ranks[1] < ranks[0] && ranks[0] < ranks[2]);
    }
}
