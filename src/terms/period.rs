//! The periods of a run: years (any first day), half-years, quarters, months.

use serde::Serialize;

use super::Day;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    /// One calendar month.
    Month,
    /// Three months.
    Quarter,
    /// Six months.
    HalfYear,
    /// Twelve months.
    Year,
}

impl Every {
    /// The names a pipeline may use.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("month", Self::Month),
        ("quarter", Self::Quarter),
        ("half-year", Self::HalfYear),
        ("year", Self::Year),
    ];

    /// Months in one period.
    pub fn n_months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
            Self::Year => 12,
        }
    }
}

/// One period, first and last day included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// First day.
    pub start: Day,
    /// Last day.
    pub end: Day,
    /// Short name for axes and tables: `2016`, `2016/17`, `2016-Q3`, `2016-H1`, `2016-07`.
    pub label: String,
}

/// All periods of a run, consecutive, without gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodGrid {
    periods: Vec<Period>,
    /// The length of each.
    pub every: Every,
    /// How many of the last ones are provisional: records still come in.
    n_provisional: usize,
}

impl PeriodGrid {
    /// The periods that cover `from` to `until`; the reporting year starts on `year_starts`
    /// (month, day). `from` must be the first day of a period and `until` the last day of
    /// one: `Err` holds the nearest period that fits.
    ///
    /// # Errors
    /// When the days do not fit the grid.
    pub fn new(
        from: Day,
        until: Day,
        every: Every,
        year_starts: (u32, u32),
    ) -> Result<Self, String> {
        let (month, day) = year_starts;
        let year = from.ymd().0;
        let length = every.n_months();
        let mut n_months = 0;
        // A grid that starts a year early, so that every reporting year is covered.
        let first = |n: u32| {
            let months = (year - 1) * 12 + i32::try_from(month + n).ok()? - 1;
            let nth = u32::try_from(months.rem_euclid(12)).ok()?;
            Day::new(months.div_euclid(12), nth + 1, day)
        };
        let mut periods = Vec::new();
        while let (Some(start), Some(next)) = (first(n_months), first(n_months + length))
        {
            if start > until {
                break;
            }
            let end = Day(next.0 - 1);
            if end >= from {
                periods.push(Period { start, end, label: label(start, every, month) });
            }
            n_months += length;
        }
        match (periods.first(), periods.last()) {
            (Some(a), Some(b)) if a.start == from && b.end == until => {
                Ok(Self { periods, every, n_provisional: 0 })
            }
            (Some(a), Some(b)) => Err(format!("{} until {}", a.start, b.end)),
            _ => Err(format!("a period that ends after {from}")),
        }
    }

    /// The same periods, of which the last ones are provisional.
    #[must_use]
    pub fn with_provisional(self, n_provisional: usize) -> Self {
        Self { n_provisional, ..self }
    }

    /// How many of the last periods are provisional.
    pub fn n_provisional(&self) -> usize {
        self.n_provisional
    }

    /// Whether records of the period still come in.
    pub fn is_provisional(&self, index: usize) -> bool {
        index + self.n_provisional >= self.periods.len()
    }

    /// The periods in order.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// Which period `day` is in; `None` outside the grid.
    pub fn index_of(&self, day: Day) -> Option<usize> {
        let after = self.periods.partition_point(|it| it.start <= day);
        let index = after.checked_sub(1)?;
        (day <= self.periods[index].end).then_some(index)
    }

    /// The periods that `from..=until` touches; `until` `None` means still running.
    pub fn touched(&self, from: Day, until: Option<Day>) -> std::ops::Range<usize> {
        let first = self.periods.partition_point(|it| it.end < from);
        let last = match until {
            Some(until) => self.periods.partition_point(|it| it.start <= until),
            None => self.periods.len(),
        };
        first..last.max(first)
    }
}

fn label(start: Day, every: Every, first_month: u32) -> String {
    let (year, month, day) = start.ymd();
    let calendar = first_month == 1 && day == 1;
    match every {
        Every::Month => format!("{year}-{month:02}"),
        Every::Quarter => format!("{year}-Q{}", (month + 12 - first_month) % 12 / 3 + 1),
        Every::HalfYear => format!("{year}-H{}", (month + 12 - first_month) % 12 / 6 + 1),
        Every::Year if calendar => format!("{year}"),
        Every::Year => format!("{year}/{:02}", (year + 1) % 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(from: &str, until: &str, every: Every, starts: (u32, u32)) -> PeriodGrid {
        let day = |it| Day::parse_iso(it).unwrap();
        PeriodGrid::new(day(from), day(until), every, starts).unwrap()
    }

    #[test]
    fn calendar_years_are_named_after_themselves() {
        let grid = grid("2009-01-01", "2016-12-31", Every::Year, (1, 1));
        assert_eq!(grid.periods().len(), 8);
        assert_eq!(grid.periods()[7].label, "2016");
        assert_eq!(grid.index_of(Day::new(2016, 12, 31).unwrap()), Some(7));
        assert_eq!(grid.index_of(Day::new(2017, 1, 1).unwrap()), None);
    }

    #[test]
    fn reporting_years_may_start_in_april() {
        let grid = grid("2012-04-01", "2024-03-31", Every::Year, (4, 1));
        assert_eq!(grid.periods().len(), 12);
        assert_eq!(grid.periods()[0].label, "2012/13");
    }

    #[test]
    fn a_running_trajectory_touches_all_later_periods() {
        let grid = grid("2015-01-01", "2015-12-31", Every::Quarter, (1, 1));
        assert_eq!(grid.touched(Day::new(2015, 5, 1).unwrap(), None), 1..4);
        let may = Day::new(2015, 5, 1).unwrap();
        assert_eq!(grid.touched(may, Some(may)), 1..2);
    }

    #[test]
    fn days_that_do_not_fit_name_the_nearest_grid() {
        let day = |it| Day::parse_iso(it).unwrap();
        let err =
            PeriodGrid::new(day("2016-02-01"), day("2016-12-31"), Every::Year, (1, 1));
        assert_eq!(err, Err("2016-01-01 until 2016-12-31".to_owned()));
    }
}
