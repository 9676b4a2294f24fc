//! Full dates in cells, also grown together with letters and follow numbers.
//!
//! In: the cells of a column. Out: a day for each row, when nearly all cells hold one in the
//! same notation; six digits can be read in two. Never: a year or a month as a day; digits that are a date by chance.

use std::collections::BTreeSet;

use super::writing::plain;
use crate::terms::Day;

/// Of the cells that are filled so many in ten must be dates, or all but one.
const MOST_IN_TEN: usize = 9;
/// With fewer rows a notation proves nothing.
pub(super) const ENOUGH: usize = 5;
/// Six digits are a date by chance once in thirty times, so there must be more of them.
const ENOUGH_SHORT: usize = 20;
/// The longest prefix of letters: initials.
const LONGEST_PREFIX: usize = 8;

/// A way of writing a date.
type Notation = fn(&str) -> Option<Day>;

/// Notations with four digits for the year, which hardly come by chance.
const LONG: [Notation; 3] =
    [parted, |it| compact(it, 8, false), |it| compact(it, 8, true)];
/// Notations with two digits for the year.
const SHORT: [Notation; 2] = [|it| compact(it, 6, false), |it| compact(it, 6, true)];

/// The days in the cells of a column, one for each row, in every way in which nearly all cells
/// can be read; none when it is no column of dates.
pub(super) fn readings_of(cells: &[&str]) -> Vec<Vec<Option<Day>>> {
    // Most columns hold no dates at all, and show it soon.
    let mut first = cells.iter().filter(|it| !it.trim().is_empty()).take(ENOUGH_SHORT);
    let any = |it: &&str| LONG.iter().chain(&SHORT).any(|day| day(&plain(it)).is_some());
    if !first.any(any) {
        return Vec::new();
    }
    let plain: Vec<_> = cells.iter().map(|it| plain(it)).collect();
    let n = plain.iter().filter(|it| !it.is_empty()).count();
    let read = |notations: &[Notation]| {
        let day = |it: &str| notations.iter().find_map(|notation| notation(it));
        let days: Vec<Option<Day>> = plain.iter().map(|it| day(it)).collect();
        let n_days = days.iter().flatten().count();
        let nearly_all = 10 * n_days >= MOST_IN_TEN * n || n_days + 1 >= n;
        (n_days >= ENOUGH && nearly_all).then_some(days)
    };
    if let Some(days) = read(&LONG) {
        return vec![days];
    }
    let readings =
        SHORT.iter().filter(|_| n >= ENOUGH_SHORT).filter_map(|it| read(&[*it]));
    readings.filter(|it| are_spread(it)).collect()
}

/// Numbers that follow each other are not spread over days and months as dates are.
fn are_spread(days: &[Option<Day>]) -> bool {
    let parts = || days.iter().flatten().map(|it| it.ymd());
    let months: BTreeSet<u32> = parts().map(|it| it.1).collect();
    let days: BTreeSet<u32> = parts().map(|it| it.2).collect();
    months.len() >= 6 && days.len() >= 8
}

/// Day, month and year with something between, in this order or the other: `12-03-2009`,
/// `2009/03/12 00:00`, `JJ-12-03-09`.
fn parted(cell: &str) -> Option<Day> {
    let core = core(cell)?;
    let date = core.split([' ', 'T']).next()?;
    let mut parts = date.split(['-', '/', '.', '_']);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    let follow = parts.next().is_none_or(|it| it.len() <= 3) && parts.next().is_none();
    let short = |it: &str| (1..=2).contains(&it.len());
    match (a.len(), c.len()) {
        _ if !short(b) || !follow => None,
        (4, 1..=2) => day(a, b, c),
        (1..=2, 2 | 4) => day(c, b, a),
        _ => None,
    }
}

/// `20090312` or `12032009`, and with six digits `090312` or `120309`; letters may stand before
/// it, and up to three digits or letters behind it.
fn compact(cell: &str, length: usize, year_last: bool) -> Option<Day> {
    let core = core(cell)?;
    let n_digits = core.bytes().take_while(u8::is_ascii_digit).count();
    let rest = core.get(n_digits..)?.trim_start_matches(['-', '_', '/', '.', ' ']);
    let is_follow = n_digits == length
        && rest.len() <= 3
        && rest.bytes().all(|it| it.is_ascii_alphanumeric());
    // Eight digits of a date with a number grown on to them.
    let grown = length == 8 && (9..=11).contains(&n_digits) && rest.is_empty();
    if !is_follow && !grown {
        return None;
    }
    let (year, at) = (length - 4, if year_last { 0 } else { length - 4 });
    let part = |from: usize, n: usize| core.get(from..from + n);
    if year_last {
        day(part(4, year)?, part(2, 2)?, part(at, 2)?)
    } else {
        day(part(0, year)?, part(at, 2)?, part(at + 2, 2)?)
    }
}

/// The cell from its first digit on, when only letters stand before it.
fn core(cell: &str) -> Option<&str> {
    let first = cell.find(|it: char| it.is_ascii_digit())?;
    let (before, core) = cell.split_at(first);
    let fits = |it: char| it.is_alphabetic() || "_-. /".contains(it);
    (before.chars().count() <= LONGEST_PREFIX && before.chars().all(fits)).then_some(core)
}

fn day(year: &str, month: &str, day: &str) -> Option<Day> {
    /// Years of two digits from here on are of the last century.
    const PIVOT: i32 = 50;
    let number = |it: &str| {
        it.parse::<u32>().ok().filter(|_| it.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let n = i32::try_from(number(year)?).ok()?;
    let n = match year.len() {
        2 if n < PIVOT => 2000 + n,
        2 => 1900 + n,
        _ => n,
    };
    let is_likely = (1900..2100).contains(&n);
    Day::new(n, number(month)?, number(day)?).filter(|_| is_likely)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_however_they_are_written() {
        for cell in [
            "12-03-2009",
            "12/3/2009",
            "12.03.2009",
            "12-03-09",
            "2009-03-12T00:00:00",
            "2009/03/12 00:00",
            "JJ-12-03-2009",
            "J.J.12-03-2009",
            "2009-03-12-1",
            "20090312",
            "12032009",
            "JJ20090312",
            "jj_12032009_2",
            "2009031201",
        ] {
            let days = readings_of(&[cell; 5]);
            assert_eq!(days[0], [Day::new(2009, 3, 12); 5], "{cell}");
        }
        let short: Vec<String> =
            (0..20).map(|it| format!("JJ{:02}{:02}09", 5 + it, it % 12 + 1)).collect();
        let short: Vec<&str> = short.iter().map(String::as_str).collect();
        let want = Day::new(2009, 3, 7);
        assert!(readings_of(&short).iter().any(|it| it[2] == want));
        assert!(readings_of(&short[..19]).is_empty());
    }

    #[test]
    fn other_numbers_and_keys_are_no_dates() {
        for cell in
            ["2009", "03-2009", "T0000001", "41410001", "31-13-2009", "12345678", ""]
        {
            assert!(readings_of(&[cell; 40]).is_empty(), "{cell}");
        }
        for (from, n) in [(0, 2_000), (10_101, 20), (10_101, 1_500), (120_101, 30)] {
            let numbers: Vec<String> =
                (from..from + n).map(|it| format!("T{it:06}")).collect();
            let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
            assert!(readings_of(&numbers).is_empty(), "{from}");
        }
    }

    #[test]
    fn an_empty_cell_is_a_row_without_a_day() {
        let cells =
            ["12-03-2009", "", "1-1-2010", "x", "2-2-2010", "3-2-2010", "4-2-2010"];
        assert_eq!(readings_of(&cells)[0].iter().flatten().count(), 5);
        assert!(readings_of(&["12-03-2009"; 4]).is_empty());
    }
}
