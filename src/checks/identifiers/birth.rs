//! Full birth dates, below a header that speaks of birth and inside text.
//!
//! In: the cells of a column. Out: the share that tells one. Never: a date; a year of birth
//! alone passes.

use super::cells::Cells;
use super::shape::Shape;
use super::text::share;

/// Words after which a date is that of a birth.
const MARKS: [&str; 7] =
    ["geb", "geboren", "geboortedatum", "gebdatum", "geboortedag", "born", "dob"];
/// Words that may stand between.
const BETWEEN: [&str; 6] = ["op", "dd", "d.d", "is", "on", "datum"];
/// Three letters that begin the name of a month, Dutch or English.
const MONTHS: [&str; 16] = [
    "jan", "feb", "maa", "mrt", "mar", "apr", "mei", "may", "jun", "jul", "aug", "sep",
    "okt", "oct", "nov", "dec",
];

/// The proof that a text tells a birth date: `geb. 12-03-2009`; one is enough.
pub(super) fn proof(cells: &Cells) -> Option<String> {
    let hits = cells.hits(Shape::could_tell_birth, tells_birth_date);
    told(cells, hits, "tell a birth date in their text")
}

/// The proof that cells below a header about birth are full dates; one is enough.
pub(super) fn dates_proof(cells: &Cells) -> Option<String> {
    let hits = cells.hits(Shape::has_digits, is_full_date);
    told(cells, hits, "are full dates")
}

fn told(cells: &Cells, hits: usize, what: &str) -> Option<String> {
    (hits > 0).then(|| format!("{} {what}", share(hits, cells.n)))
}

fn tells_birth_date(text: &str) -> bool {
    let text = text.to_lowercase();
    let ends = |it: char| it.is_whitespace() || matches!(it, ':' | ',' | ';' | '(' | ')');
    let trimmed = |it: &str| it.trim_matches('.').to_owned();
    // `geb.12-03-2009` is two words.
    let text = text.replace("geb.", "geb. ");
    let words: Vec<String> = text.split(ends).map(trimmed).collect();
    let words: Vec<&str> =
        words.iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
    words.iter().enumerate().filter(|(_, it)| MARKS.contains(it)).any(|(at, _)| {
        let after = words[at + 1..].iter().skip_while(|it| BETWEEN.contains(it));
        let next: Vec<&str> = after.copied().take(3).collect();
        next.first().is_some_and(|it| is_full_date(it)) || is_written_date(&next)
    })
}

/// Day, month and year, or year, month and day; a time may follow.
pub(super) fn is_full_date(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', 'T']).collect();
    let parts: Vec<&str> = words[0].split(['-', '/', '.']).collect();
    match parts.as_slice() {
        [a, b, c] => {
            let (day_last, day_first) =
                (is_year(a) && is_day(c), is_day(a) && is_year(c));
            (is_month(b) && (day_last || day_first)) || is_written_date(&parts)
        }
        [one] => is_compact_date(one) || is_written_date(&words),
        _ => false,
    }
}

/// `20160104` or `04012016`.
pub(super) fn is_compact_date(digits: &str) -> bool {
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or("");
    let fits = |year, month, day| is_year(year) && is_month(month) && is_day(day);
    digits.len() == 8
        && (fits(part(0, 4), part(4, 6), part(6, 8))
            || fits(part(4, 8), part(2, 4), part(0, 2)))
}

/// `12 maart 2009`.
fn is_written_date(words: &[&str]) -> bool {
    let [day, month, year, ..] = words else { return false };
    let month = month.to_lowercase();
    let is_name = MONTHS.iter().any(|it| month.starts_with(it));
    is_day(day) && is_name && is_year(year)
}

fn is_day(text: &str) -> bool {
    number(text, 2).is_some_and(|it| (1..=31).contains(&it))
}

fn is_month(text: &str) -> bool {
    number(text, 2).is_some_and(|it| (1..=12).contains(&it))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && number(text, 4).is_some_and(|it| (1900..2100).contains(&it))
}

fn number(text: &str, most_digits: usize) -> Option<u32> {
    let is_number = text.bytes().all(|it| it.is_ascii_digit());
    text.parse().ok().filter(|_| is_number && text.len() <= most_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(cells: &[&str]) -> Option<String> {
        super::proof(&Cells::all(cells))
    }

    #[test]
    fn a_birth_date_in_a_sentence_is_one_too_many() {
        for text in [
            "Kind, geb. 12-03-2009, woont thuis",
            "geb.12-03-2009",
            "geboren op 2009-03-12.",
            "(geb: 12 maart 2009)",
            "Born 12/3/2009",
        ] {
            assert!(proof(&["rustig gesprek", text]).is_some(), "{text}");
        }
    }

    #[test]
    fn other_dates_and_years_of_birth_are_no_birth_dates() {
        for text in [
            "start 12-03-2009",
            "geboren in 2009",
            "geb.",
            "gebeld 12-03-2016",
            "geb. 2009",
        ] {
            assert_eq!(proof(&[text]), None, "{text}");
        }
    }

    #[test]
    fn full_dates_are_known_however_they_are_written() {
        for date in [
            "12-03-2009",
            "2009-03-12T00:00:00",
            "12/3/2009 00:00",
            "20090312",
            "12 mrt 2009",
            "12-mrt-2009",
        ] {
            assert!(is_full_date(date), "{date}");
        }
        for other in
            ["2009", "03-2009", "2009-13-12", "12345678", "1.2.3", "", "41410001"]
        {
            assert!(!is_full_date(other), "{other}");
        }
    }
}
