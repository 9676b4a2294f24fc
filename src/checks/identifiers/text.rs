//! Words shared by the rules: shares, folding of letters, runs of digits.
//!
//! In: text. Out: counts in words, folded text, positions. Never: a value in a share.

/// `97 % of 120 values`, never rounded up to 100 %.
pub(super) fn share(hits: usize, n: usize) -> String {
    let noun = if n == 1 { "value" } else { "values" };
    match (100 * hits).checked_div(n) {
        None => "no values".to_owned(),
        Some(0) if hits > 0 => format!("less than 1 % of {n} {noun}"),
        Some(percent) => format!("{percent} % of {n} {noun}"),
    }
}

/// One letter in lower case without diacritics.
fn fold(letter: char) -> char {
    match letter {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        other => other,
    }
}

/// A word in lower case without diacritics.
pub(super) fn folded(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).map(fold).collect()
}

/// The words of a header: lower case, no diacritics; split at anything that is no letter or
/// digit and where a capital follows a small letter (`GeboorteDatum`).
pub(super) fn words(header: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut after_small = false;
    for letter in header.chars() {
        if !letter.is_alphanumeric() || (after_small && letter.is_uppercase()) {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase().map(fold));
        }
        after_small = letter.is_lowercase();
    }
    words.retain(|it| !it.is_empty());
    words
}

/// Every run of digits in a text: what stands before it, the digits, what stands after it.
pub(super) fn digit_runs(text: &str) -> Vec<(&str, &str, &str)> {
    let bytes = text.as_bytes();
    let mut runs = Vec::new();
    let mut start = None;
    for at in 0..=bytes.len() {
        let is_digit = bytes.get(at).is_some_and(u8::is_ascii_digit);
        match (start, is_digit) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                runs.push((&text[..from], &text[from..at], &text[at..]));
                start = None;
            }
            _ => {}
        }
    }
    runs
}

/// No letter, digit or underscore touches the text on this side.
pub(super) fn is_edge(neighbour: Option<char>) -> bool {
    neighbour.is_none_or(|it| !it.is_alphanumeric() && it != '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_hundred_percent_only_when_it_is_all() {
        assert_eq!(share(1_999, 2_000), "99 % of 2000 values");
        assert_eq!(share(24, 24), "100 % of 24 values");
        assert_eq!(share(1, 2_000), "less than 1 % of 2000 values");
        assert_eq!(share(1, 1), "100 % of 1 value");
        assert_eq!(share(0, 0), "no values");
    }

    #[test]
    fn headers_fall_into_words_however_they_are_written() {
        for header in ["Naam cliënt", "naam_client", "NaamClient", " NAAM-CLIËNT "] {
            assert_eq!(words(header), ["naam", "client"], "{header}");
        }
        assert!(words(" - ").is_empty());
    }

    #[test]
    fn runs_of_digits_keep_what_touches_them() {
        assert_eq!(digit_runs("é12 x3"), [("é", "12", " x3"), ("é12 x", "3", "")]);
        assert!(digit_runs("é").is_empty());
    }
}
