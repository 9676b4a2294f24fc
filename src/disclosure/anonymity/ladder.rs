//! Ladders: the levels of detail a column can have, finest first.
//!
//! In: a kind of column. Out: its levels, and the coarse value of a fine one. Never: a level
//! that tells two rows apart which a finer one does not.

use super::DURATION;
use crate::tables::{Column, Kind};
use crate::terms::Day;

/// How a column becomes coarser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ladder {
    /// An age in years.
    Age,
    /// A day.
    Date,
    /// A name of an open list.
    Name,
    /// A code of a closed list, or yes and no.
    Code,
    /// How long help took: 0 while it runs, else one more than the whole months.
    Duration,
}

/// One level of detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LevelName {
    /// As it was delivered.
    Delivered,
    /// Values that fewer clients bear than asked for are called `other`.
    Shared,
    /// Narrow bands of ages.
    NarrowBands,
    /// Bands of ages.
    Bands,
    /// Under 18, or not.
    Majority,
    /// The month.
    Month,
    /// The quarter.
    Quarter,
    /// The year.
    Year,
    /// Four years, from a year that four divides.
    FourYears,
    /// Values of fewer than one in a hundred rows are called `other`.
    OneInHundred,
    /// Values of fewer than one in twenty rows are called `other`.
    OneInTwenty,
    /// Whole months of help.
    Months,
    /// Three months of help, after a year six, after two years twelve.
    Quarters,
    /// Half a year of help, after a year twelve months.
    HalfYears,
    /// A year of help, or more.
    OneYear,
    /// Ended, or not.
    Ended,
    /// The column is left out.
    LeftOut,
}

/// Every level.
const ALL: [LevelName; 17] = {
    use LevelName as L;
    [
        L::Delivered,
        L::Shared,
        L::NarrowBands,
        L::Bands,
        L::Majority,
        L::Month,
        L::Quarter,
        L::Year,
        L::FourYears,
        L::OneInHundred,
        L::OneInTwenty,
        L::Months,
        L::Quarters,
        L::HalfYears,
        L::OneYear,
        L::Ended,
        L::LeftOut,
    ]
};

/// First ages of the narrow bands: 0–3, 4–7, 8–11, 12–14, 15–17, 18–22, 23+. The bands below,
/// cut in two where primary and secondary school change over; a choice of this program.
const NARROW: [u32; 7] = [0, 4, 8, 12, 15, 18, 23];
/// First ages of the bands, as CBS and the programmes use them: 0–3, 4–11, 12–17, 18–22, 23+.
const BANDS: [u32; 5] = [0, 4, 12, 18, 23];
/// First ages of children and adults.
const MAJORITY: [u32; 2] = [0, 18];
/// First months of the lengths of help; each list leaves out some of the one before.
const QUARTERS: [u32; 8] = [0, 3, 6, 9, 12, 18, 24, 36];
const HALF_YEARS: [u32; 4] = [0, 6, 12, 24];
const ONE_YEAR: [u32; 2] = [0, 12];

impl LevelName {
    /// Its name in files and in the table of texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Shared => "shared",
            Self::NarrowBands => "narrow-bands",
            Self::Bands => "bands",
            Self::Majority => "majority",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::FourYears => "four-years",
            Self::OneInHundred => "one-in-hundred",
            Self::OneInTwenty => "one-in-twenty",
            Self::Months => "months",
            Self::Quarters => "three-months",
            Self::HalfYears => "half-years",
            Self::OneYear => "one-year",
            Self::Ended => "ended",
            Self::LeftOut => "left-out",
        }
    }

    /// The level with that name.
    pub fn parse(name: &str) -> Option<Self> {
        ALL.into_iter().find(|it| it.name() == name)
    }

    /// A value has to be at least one in so many rows to keep its name; 0 when enough
    /// clients are enough. None for a column that is no open list.
    pub(super) fn rare_below(self) -> Option<u64> {
        match self {
            Self::Shared => Some(0),
            Self::OneInHundred => Some(100),
            Self::OneInTwenty => Some(20),
            _ => None,
        }
    }

    /// The coarse value of a fine one, where that needs no look at other rows. Doing it
    /// twice, or after a finer level, changes nothing.
    pub(super) fn coarse(self, value: u32) -> u32 {
        match self {
            Self::NarrowBands => band(&NARROW, value).0,
            Self::Bands => band(&BANDS, value).0,
            Self::Majority => band(&MAJORITY, value).0,
            Self::Quarter => value - value % 3,
            Self::Year => value - value % 12,
            Self::FourYears => value - value % 48,
            Self::Quarters => length(&QUARTERS, value),
            Self::HalfYears => length(&HALF_YEARS, value),
            Self::OneYear => length(&ONE_YEAR, value),
            Self::Ended => value.min(1),
            Self::LeftOut => 0,
            Self::Delivered
            | Self::Shared
            | Self::Month
            | Self::Months
            | Self::OneInHundred
            | Self::OneInTwenty => value,
        }
    }
}

impl Ladder {
    /// The ladder of a column; `None` for a column that no research dataset holds.
    pub fn of(column: &Column) -> Option<Self> {
        match column.kind {
            Kind::Day => Some(Self::Date),
            Kind::Count if column.name == "age_at_start" => Some(Self::Age),
            Kind::Count if column.name == DURATION.name => Some(Self::Duration),
            Kind::Name => Some(Self::Name),
            Kind::Code(_) | Kind::Flag => Some(Self::Code),
            Kind::Key | Kind::Number | Kind::Count => None,
        }
    }

    /// Its levels, finest first.
    pub fn levels(self) -> &'static [LevelName] {
        use LevelName::{
            Bands, Delivered, Ended, FourYears, HalfYears, LeftOut, Majority, Month,
            Months, NarrowBands, OneInHundred, OneInTwenty, OneYear, Quarter, Quarters,
            Shared, Year,
        };
        match self {
            Self::Age => &[NarrowBands, Bands, Majority, LeftOut],
            Self::Date => &[Month, Quarter, Year, FourYears, LeftOut],
            Self::Name => &[Shared, OneInHundred, OneInTwenty, LeftOut],
            Self::Code => &[Delivered, LeftOut],
            // Whether help ended is never left out: reasons of ending would tell it.
            Self::Duration => &[Months, Quarters, HalfYears, OneYear, Ended],
        }
    }
}

/// First and last age of the band an age falls in; no last age for the highest.
fn band(bands: &[u32], age: u32) -> (u32, Option<u32>) {
    let at = bands.partition_point(|it| *it <= age).saturating_sub(1);
    (bands[at], bands.get(at + 1).map(|next| next - 1))
}

/// The band a length of help falls in, as it is counted: 0 stays for help that runs.
fn length(bands: &[u32], value: u32) -> u32 {
    if value == 0 { 0 } else { band(bands, value - 1).0 + 1 }
}

/// The band that begins with this age or month, at a level: `4-11`, `23+`.
pub fn bands_of(level: LevelName, first: u32) -> String {
    let bands: &[u32] = match level {
        LevelName::NarrowBands => &NARROW,
        LevelName::Bands => &BANDS,
        LevelName::Quarters => &QUARTERS,
        LevelName::HalfYears => &HALF_YEARS,
        LevelName::OneYear => &ONE_YEAR,
        LevelName::Months => return first.to_string(),
        _ => &MAJORITY,
    };
    match band(bands, first) {
        (first, Some(last)) => format!("{first}-{last}"),
        (first, None) => format!("{first}+"),
    }
}

/// Months since the year 0.
pub(super) fn month_of(day: Day) -> u32 {
    let (year, month, _) = day.ymd();
    12 * u32::try_from(year).unwrap_or(0) + month - 1
}

/// Help from one day to another, as it is counted: one more than the whole months.
pub(super) fn length_of(start: Day, end: Day) -> u32 {
    let months = month_of(end).saturating_sub(month_of(start));
    let is_whole = start.ymd().2 <= end.ymd().2;
    if is_whole { months + 1 } else { months.max(1) }
}

/// The first day of a month.
pub fn first_day(month: u32) -> Option<Day> {
    Day::new(i32::try_from(month / 12).ok()?, month % 12 + 1, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_become_bands() {
        let of = |level: LevelName, age| bands_of(level, level.coarse(age));
        let ages = [3, 4, 11, 22, 97];
        let want = ["0-3", "4-11", "4-11", "18-22", "23+"];
        assert_eq!(ages.map(|it| of(LevelName::Bands, it)), want);
        let want = ["0-3", "4-7", "8-11", "18-22", "23+"];
        assert_eq!(ages.map(|it| of(LevelName::NarrowBands, it)), want);
        let want = ["0-17", "0-17", "0-17", "18+", "18+"];
        assert_eq!(ages.map(|it| of(LevelName::Majority, it)), want);
    }

    #[test]
    fn days_become_months_quarters_and_years() {
        let day = Day::new(2016, 5, 29).unwrap();
        let at = |month| Day::new(2016, month, 1);
        let of = |level: LevelName| first_day(level.coarse(month_of(day)));
        assert_eq!(of(LevelName::Month), at(5));
        assert_eq!(of(LevelName::Quarter), at(4));
        assert_eq!(of(LevelName::Year), at(1));
    }

    #[test]
    fn days_of_start_and_end_become_whole_months() {
        let day = |month, day| Day::new(2016, month, day).unwrap();
        let of = |start, end| length_of(start, end) - 1_u32;
        assert_eq!(of(day(1, 31), day(2, 29)), 0);
        assert_eq!(of(day(1, 15), day(1, 15)), 0);
        assert_eq!(of(day(1, 15), day(4, 15)), 3);
        assert_eq!(of(day(1, 16), day(4, 15)), 2);
        let band =
            |level: LevelName, months: u32| bands_of(level, level.coarse(months + 1) - 1);
        assert_eq!(band(LevelName::Quarters, 17), "12-17");
        assert_eq!(band(LevelName::HalfYears, 17), "12-23");
        assert_eq!(band(LevelName::OneYear, 200), "12+");
    }

    #[test]
    fn every_level_has_a_name_of_its_own() {
        assert!(ALL.iter().all(|it| LevelName::parse(it.name()) == Some(*it)));
    }

    #[test]
    fn a_coarser_level_never_parts_what_a_finer_one_joins() {
        for ladder in [Ladder::Age, Ladder::Date, Ladder::Duration] {
            for pair in ladder.levels().windows(2) {
                for value in 0..1_500 {
                    let through = pair[1].coarse(pair[0].coarse(value));
                    assert_eq!(through, pair[1].coarse(value), "{pair:?} {value}");
                }
            }
        }
    }
}
