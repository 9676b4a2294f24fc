//! One way of writing for what people and programs write in several.
//!
//! In: a cell. Out: the cell with digits, spaces, dashes and marks of ASCII, without characters
//! that nobody sees; borrowed when it is so already. Never: a letter with its accent changed.

use std::borrow::Cow;

/// The first code points of decimal digits that look like ours: Arabic-Indic, its eastern
/// form, Devanagari, full width. Source: Unicode 16, property Nd.
const ZEROS: [char; 4] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{ff10}'];
/// The first and last of the digits of mathematics, five times ten.
const MATHEMATICS: (char, char) = ('\u{1d7ce}', '\u{1d7ff}');

/// The cell as anybody would read it aloud.
pub(super) fn plain(cell: &str) -> Cow<'_, str> {
    if cell.is_ascii() {
        return Cow::Borrowed(cell.trim());
    }
    if cell.chars().all(|it| letter(it) == Some(it)) {
        return Cow::Borrowed(cell.trim());
    }
    let plain: String = cell.chars().filter_map(letter).collect();
    Cow::Owned(plain.trim().to_owned())
}

/// The same character in ASCII where there is one; `None` for what is not seen.
fn letter(it: char) -> Option<char> {
    if it.is_ascii() {
        return Some(it);
    }
    let ascii = |from: char, to: char| {
        let offset = u32::from(it).checked_sub(u32::from(from))?;
        char::from_u32(u32::from(to) + offset)
    };
    match it {
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' => None,
        _ if it.is_whitespace() => Some(' '),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => Some('-'),
        '\u{2044}' | '\u{2215}' => Some('/'),
        '\u{2018}' | '\u{2019}' => Some('\''),
        '\u{ff01}'..='\u{ff5e}' => ascii('\u{ff01}', '!'),
        _ => Some(digit(it).unwrap_or(it)),
    }
}

fn digit(it: char) -> Option<char> {
    let code = u32::from(it);
    let value = |zero: char| code.checked_sub(u32::from(zero)).filter(|it| *it < 10);
    let of_mathematics = (MATHEMATICS.0..=MATHEMATICS.1)
        .contains(&it)
        .then(|| (code - u32::from(MATHEMATICS.0)) % 10);
    let found = ZEROS.iter().find_map(|zero| value(*zero)).or(of_mathematics)?;
    char::from_digit(found, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_the_same_however_they_are_written() {
        for cell in [
            "999900006",
            " 999900006\u{a0}",
            "９９９９００００６",
            "9999\u{200b}00006",
            "\u{feff}999900006",
            "٩٩٩٩٠٠٠٠٦",
            "\u{1d7d7}99900006",
            "9999\u{ad}00006",
        ] {
            assert_eq!(plain(cell), "999900006", "{cell}");
        }
        assert_eq!(plain("9999\u{202f}00\u{2009}006"), "9999 00 006");
        assert_eq!(plain("06‑12345678"), "06-12345678");
    }

    #[test]
    fn letters_stay_as_they_are_and_nothing_is_copied_for_them() {
        for cell in ["Súdwest-Fryslân", "Noord", "’s-Gravenhage"] {
            let same = plain(cell);
            assert_eq!(same.replace('\'', "’"), cell);
        }
        assert!(matches!(plain(" Súdwest-Fryslân "), Cow::Borrowed("Súdwest-Fryslân")));
    }
}
