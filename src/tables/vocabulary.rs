//! The vocabulary of a run: what expressions may ask about names and days.

use super::Names;
use super::expression;
use crate::terms::Day;

/// The dictionaries and the last day of the run's periods.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'a> {
    /// The dictionaries.
    pub names: &'a Names,
    /// The last day.
    pub until: Day,
}

impl expression::Names for Vocabulary<'_> {
    fn id(&self, column: &str, text: &str) -> Option<u32> {
        self.names.id(column, text)
    }

    fn period_until(&self) -> Day {
        self.until
    }
}
