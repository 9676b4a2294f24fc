//! Horizons: a cause and a number of days, as one category of `estimates`.
//!
//! In: a cause and days, or the text of a category. Out: the one from the other. Never: a
//! category of another kind of measure taken for one.

use super::Measure;
use crate::terms::Text;

/// Between cause and days, and behind the days.
const WITHIN: &str = "-within-";
const DAYS: &str = "-days";

/// A cause within a number of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon<'a> {
    /// Code of the cause, one of the categories of the measure.
    pub cause: &'a str,
    /// The days from the start, the last one included.
    pub days: u32,
}

impl<'a> Horizon<'a> {
    /// The horizon of one figure of a cumulative incidence: cause by cause, each with the
    /// fewest days first.
    pub fn of(measure: &'a Measure, figure: usize) -> Option<(usize, Self)> {
        let cause = figure.checked_div(measure.days.len())?;
        let days = *measure.days.get(figure % measure.days.len())?;
        let code = &measure.categories.get(cause)?.0;
        Some((cause, Self { cause: code, days }))
    }

    /// Reads a category; `None` for one that is no horizon.
    pub fn parse(category: &'a str) -> Option<Self> {
        let (cause, days) = category.strip_suffix(DAYS)?.rsplit_once(WITHIN)?;
        Some(Self { cause, days: days.parse().ok()? })
    }

    /// The category in `estimates`: `planned-within-365-days`.
    pub fn category(self) -> String {
        format!("{}{WITHIN}{}{DAYS}", self.cause, self.days)
    }

    /// What people call it, given what they call the cause.
    pub fn label(self, cause: &Text) -> Text {
        let days = self.days;
        Text::new(
            format!("{}, binnen {days} dagen", cause.nl),
            format!("{}, within {days} days", cause.en),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_says_cause_and_days() {
        let it = Horizon { cause: "planned", days: 365 };
        assert_eq!(it.category(), "planned-within-365-days");
        assert_eq!(Horizon::parse(&it.category()), Some(it));
    }

    #[test]
    fn other_categories_are_no_horizon() {
        for it in ["planned", "no-return-within-365", "within-days", "a-within-x-days"] {
            assert_eq!(Horizon::parse(it), None, "{it}");
        }
    }
}
