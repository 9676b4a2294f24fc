//! Birth dates by value: a column of dates that lie years before help began, and differ widely.
//!
//! In: the first rows of every file with all columns, and the headers below which help begins.
//! Out: the columns of birth dates, also where they stand inside a key. Never: an alarm for
//! dates that belong to the help itself: those lie near its start, or after it.
//!
//! Who gets help is seldom just born. So of every row the days from the date to the start of
//! help are counted: of birth dates they are never negative, hardly ever few, and as different
//! as ages are. Birth dates in an export of babies only are not known by value.

use std::collections::BTreeSet;

use super::Columns;
use super::dates::{ENOUGH, readings_of};
use super::text::{share, words};
use crate::terms::Day;

/// Beginnings of words of a header below which help begins.
const STARTS: [&str; 8] =
    ["start", "begin", "aanvang", "ingang", "instroom", "opname", "plaatsing", "aanmeld"];
/// A date within so many days before the start belongs to the help.
const NEAR: i32 = 90;
/// At least so many days lie between birth and help, for the one in the middle.
const MIDDLE: i32 = 500;
/// The oldest people an export tells of, in days.
const OLDEST: i32 = 100 * 366;
/// Between files no rows can be laid side by side, so the distance must be larger.
const MIDDLE_BETWEEN_FILES: i32 = 5 * 365;

/// Columns of birth dates: file, column and proof.
pub(super) fn birth_columns(
    files: &[Columns],
    starts: &BTreeSet<&str>,
) -> Vec<(usize, usize, String)> {
    let dated: Vec<Dated> = files.iter().map(|it| Dated::of(it, starts)).collect();
    let begun = dated.iter().filter_map(Dated::start).flat_map(|it| it.iter().flatten());
    let begun = middle(begun.map(|it| it.0).collect());
    let mut found = Vec::new();
    for (nth, file) in dated.iter().enumerate() {
        let columns = file.columns.iter().filter(|it| Some(it.at) != file.start);
        for column in columns {
            let proof = column.readings.iter().find_map(|days| {
                match file.before(column.at, days) {
                    Some(gaps) => of_gaps(days, gaps, MIDDLE),
                    None => begun.and_then(|begun| {
                        let gaps = days.iter().flatten().map(|it| begun - it.0).collect();
                        of_gaps(days, gaps, MIDDLE_BETWEEN_FILES)
                    }),
                }
            });
            found.extend(proof.map(|it| (nth, column.at, it)));
        }
    }
    found
}

/// A column of dates: where it stands, and a day for each row in every way it can be read.
struct Column {
    at: usize,
    readings: Vec<Vec<Option<Day>>>,
}

/// The columns of dates of one file.
struct Dated {
    columns: Vec<Column>,
    /// The column below which help begins.
    start: Option<usize>,
}

impl Dated {
    fn of(file: &Columns, starts: &BTreeSet<&str>) -> Self {
        let columns = (0..file.headers.len()).map(|at| {
            let cells = file.rows.iter().map(|it| it.get(at).map_or("", String::as_str));
            let cells: Vec<&str> = cells.collect();
            Column { at, readings: readings_of(&cells) }
        });
        let columns: Vec<Column> = columns.filter(|it| !it.readings.is_empty()).collect();
        let header = |at: usize| file.headers.get(at).map_or("", String::as_str);
        let find = |is: &dyn Fn(&str) -> bool| {
            columns.iter().map(|it| it.at).find(|at| is(header(*at)))
        };
        let speaks = |header: &str| {
            let words = words(header);
            words.iter().any(|it| STARTS.iter().any(|start| it.starts_with(start)))
        };
        let start = find(&|it| starts.contains(it)).or_else(|| find(&speaks));
        Self { columns, start }
    }

    fn start(&self) -> Option<&[Option<Day>]> {
        let start = self.columns.iter().find(|it| Some(it.at) == self.start)?;
        start.readings.first().map(Vec::as_slice)
    }

    /// Days from a column to the start of help, else to the earliest other date of the row that
    /// is not nearly the same; `None` when the file has no such dates.
    fn before(&self, at: usize, days: &[Option<Day>]) -> Option<Vec<i32>> {
        let others: Vec<&[Option<Day>]> = if let Some(start) = self.start() {
            vec![start]
        } else {
            let others = self.columns.iter().filter(|it| it.at != at);
            let others = others.filter_map(|it| it.readings.first());
            others.map(Vec::as_slice).filter(|it| !are_near(it, days)).collect()
        };
        if others.is_empty() {
            return None;
        }
        let gaps = days.iter().enumerate().filter_map(|(row, day)| {
            let other = others.iter().filter_map(|it| *it.get(row)?).min()?;
            Some(other.0 - (*day)?.0)
        });
        Some(gaps.collect())
    }
}

/// Of most rows both columns tell nearly the same day.
fn are_near(a: &[Option<Day>], b: &[Option<Day>]) -> bool {
    let both = a.iter().zip(b).filter_map(|(a, b)| Some(((*a)?.0 - (*b)?.0).abs()));
    let gaps: Vec<i32> = both.collect();
    2 * gaps.iter().filter(|it| **it < NEAR).count() > gaps.len()
}

/// The proof that the days before help are ages.
fn of_gaps(days: &[Option<Day>], mut gaps: Vec<i32>, least: i32) -> Option<String> {
    gaps.sort_unstable();
    let n = gaps.len();
    let before = gaps.iter().filter(|it| (0..OLDEST).contains(*it)).count();
    let near = gaps.iter().filter(|it| (-NEAR..NEAR).contains(*it)).count();
    let at = |quarters: usize| gaps.get(quarters * n / 4).copied().unwrap_or(0);
    let different = days.iter().flatten().collect::<BTreeSet<_>>().len();
    // Dates of teams or of rules come back time and again.
    let many = different >= 200 || 4 * different >= n;
    let are_ages = n >= ENOUGH
        && 20 * before >= 19 * n
        && 25 * near < n
        && at(2) >= least
        && at(3) - at(1) >= MIDDLE
        && many;
    are_ages.then(|| format!("{} lie years before the start of help", share(before, n)))
}

fn middle(mut days: Vec<i32>) -> Option<i32> {
    days.sort_unstable();
    days.get(days.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers by chance that are the same each time.
    fn chance(seed: u64) -> impl FnMut(i32) -> i32 {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        move |below| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            i32::try_from((state >> 33) % u64::from(below.unsigned_abs())).unwrap()
        }
    }

    fn written(day: i32) -> String {
        let (year, month, day) = Day(day).ymd();
        format!("{day:02}-{month:02}-{year}")
    }

    fn found(headers: &[&str], rows: &[Vec<String>]) -> Vec<usize> {
        let headers: Vec<String> = headers.iter().map(|it| (*it).to_owned()).collect();
        let file = Columns { file: "a.csv", headers: &headers, rows };
        let found = birth_columns(&[file], &BTreeSet::new());
        found.iter().map(|it| it.1).collect()
    }

    /// Start days of 2016 to 2019.
    fn start(chance: &mut impl FnMut(i32) -> i32) -> i32 {
        16_801 + chance(1_461)
    }

    #[test]
    fn birth_dates_are_found_below_any_header_and_inside_keys() {
        for (seed, n) in [(1, 12), (2, 24), (3, 60), (4, 400), (5, 2_000)] {
            let mut chance = chance(seed);
            let rows: Vec<Vec<String>> = (0..n)
                .map(|_| {
                    let start = start(&mut chance);
                    let born = start - 365 - chance(17 * 365);
                    let (year, month, day) = Day(born).ymd();
                    let key = format!("AB{day:02}{month:02}{year}");
                    vec![written(start), written(born), key]
                })
                .collect();
            assert_eq!(found(&["Start", "Veld", "Pseudoniem"], &rows), [1, 2], "{n}");
            assert_eq!(found(&["Dag 1", "Dag 2", "Sleutel"], &rows), [1, 2], "{n}");
        }
    }

    #[test]
    fn six_digits_with_initials_are_found_too() {
        let mut chance = chance(6);
        let row = |_| {
            let start = start(&mut chance);
            let (year, month, day) = Day(start - 800 - chance(16 * 365)).ymd();
            let initials = ["JJ", "AB", "MdV", "K"][usize::try_from(chance(4)).unwrap()];
            let short = year.rem_euclid(100);
            vec![written(start), format!("{initials}{day:02}{month:02}{short:02}")]
        };
        let rows: Vec<Vec<String>> = (0..60).map(row).collect();
        assert_eq!(found(&["Start", "Client"], &rows), [1]);
    }

    /// Of 300 exports of 20 to 600 rows with twelve ordinary columns none is refused: dates
    /// of referral (up to a year before), decision, plan, end (up to twelve years of foster
    /// care), an earlier trajectory, the last change, a rule that holds since years, keys with
    /// the day of start or of entry, and numbers that follow each other.
    #[test]
    fn of_300_ordinary_exports_none_is_refused() {
        let headers = [
            "Startdatum",
            "Verwijzing",
            "Beschikking",
            "Plan",
            "Einde",
            "Eerder",
            "Gewijzigd",
            "Geldig vanaf",
            "Traject",
            "Client",
            "Nummer",
            "Lang nummer",
        ];
        for seed in 0..300 {
            let mut chance = chance(seed + 10);
            let n = [20, 60, 200, 600][usize::try_from(seed % 4).unwrap()];
            let rows: Vec<Vec<String>> = (0..n)
                .map(|at| {
                    let start = start(&mut chance);
                    let end = start + chance(12) * chance(365);
                    let earlier = start - chance(6) * chance(400);
                    let (year, month, day) = Day(start).ymd();
                    vec![
                        written(start),
                        written(start - chance(365)),
                        written(start - chance(60)),
                        written(start + chance(50)),
                        written(end),
                        written(earlier),
                        written(end + chance(900)),
                        written(10_957 + 731 * chance(4)),
                        format!("{year}{month:02}{day:02}{:03}", at % 1_000),
                        format!("K{day:02}{month:02}{:02}", year % 100),
                        format!("{:06}", 10_101 + at),
                        format!("{}", 20_010_101 + 7 * at),
                    ]
                })
                .collect();
            assert!(
                found(&headers, &rows).is_empty(),
                "{seed}: {:?}",
                found(&headers, &rows)
            );
        }
    }

    #[test]
    fn a_file_without_other_dates_is_compared_with_the_others() {
        let mut chance = chance(7);
        let headers = ["Trajectnummer".to_owned(), "Start".to_owned()];
        let starts: Vec<Vec<String>> = (0..200)
            .map(|at| vec![at.to_string(), written(start(&mut chance))])
            .collect();
        let other = ["Trajectnummer".to_owned(), "Veld".to_owned()];
        let births =
            |chance: &mut dyn FnMut(i32) -> i32, first: i32| -> Vec<Vec<String>> {
                (0..200)
                    .map(|at| vec![at.to_string(), written(first + chance(6_000))])
                    .collect()
            };
        let answers: Vec<Vec<String>> = (0..200)
            .map(|at| vec![at.to_string(), written(start(&mut chance) + 200)])
            .collect();
        let born = births(&mut chance, 10_000);
        let judged = |rows: &[Vec<String>]| {
            let first = Columns { file: "a.csv", headers: &headers, rows: &starts };
            let second = Columns { file: "b.csv", headers: &other, rows };
            birth_columns(&[first, second], &BTreeSet::new()).len()
        };
        assert_eq!((judged(&born), judged(&answers)), (1, 0));
    }
}
