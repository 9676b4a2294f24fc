//! From bytes to text, as declared.
//!
//! In: the bytes of whole records and the declared encoding. Out: the text, or the byte at
//! which the declaration proves wrong. Never: a replacement character.

use std::io::BufRead;

use super::dialect::Encoding;

/// The UTF-8 byte order mark.
pub(super) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The text that `bytes` hold; `Err` has the number of lines before the one that does not
/// fit.
///
/// Every byte is some character in Windows-1252, so there the opposite is looked for: text
/// that reads as UTF-8 from begin to end and holds what UTF-8 makes of `ë` or `’`.
pub(super) fn decode(bytes: Vec<u8>, encoding: Encoding) -> Result<String, u32> {
    if encoding == Encoding::Utf8 || bytes.is_ascii() {
        return String::from_utf8(bytes).map_err(|it| {
            let good = it.utf8_error().valid_up_to();
            n_line_ends(&it.as_bytes()[..good])
        });
    }
    let is_utf8 = std::str::from_utf8(&bytes).is_ok();
    if let Some(at) = utf8_letter(&bytes).filter(|_| is_utf8) {
        return Err(n_line_ends(&bytes[..at]));
    }
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
    Ok(text.into_owned())
}

/// The bytes of a text in the declared encoding; characters it lacks become `?`-like text
/// that matches nothing.
pub(super) fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Windows1252 => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
    }
}

/// Where UTF-8 of a Latin-1 letter (`ë` is C3 AB) or of typographic punctuation (`’` is
/// E2 80 99) first stands. Other pairs, such as `É’` in Windows-1252, prove nothing.
fn utf8_letter(bytes: &[u8]) -> Option<usize> {
    let follows = |at: usize| bytes.get(at).is_some_and(|it| (0x80..0xC0).contains(it));
    bytes.iter().enumerate().position(|(at, byte)| match byte {
        0xC2 | 0xC3 => follows(at + 1),
        0xE2 => matches!(bytes.get(at + 1), Some(0x80 | 0x82)) && follows(at + 2),
        _ => false,
    })
}

/// How many line ends there are in `bytes`.
pub(super) fn n_line_ends(bytes: &[u8]) -> u32 {
    // Counting in short runs lets the compiler use bytes as counters, sixteen at a time.
    let in_run = |run: &[u8]| run.iter().map(|it| u8::from(*it == b'\n')).sum::<u8>();
    let n = bytes.chunks(255).map(|it| u32::from(in_run(it)));
    n.fold(0, u32::saturating_add)
}

/// Where `byte` first stands.
pub(super) fn find(bytes: &[u8], byte: u8) -> Option<usize> {
    // `skip_until` is the standard library's door to its fast search for one byte.
    let mut rest = bytes;
    let last = rest.skip_until(byte).ok()?.checked_sub(1)?;
    (bytes[last] == byte).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encodings_give_the_same_text() {
        let latin = b"cli\xEBnt \x80 5".to_vec();
        assert_eq!(decode(latin, Encoding::Windows1252).unwrap(), "cliënt € 5");
        let utf8 = "cliënt € 5".as_bytes().to_vec();
        assert_eq!(decode(utf8, Encoding::Utf8).unwrap(), "cliënt € 5");
        assert_eq!(encode("cliënt", Encoding::Windows1252), b"cli\xEBnt");
    }

    #[test]
    fn the_wrong_declaration_is_noticed_where_it_shows() {
        assert_eq!(decode(b"a\nb\ncli\xEBnt".to_vec(), Encoding::Utf8), Err(2));
        let utf8 = "a\ncliënt".as_bytes().to_vec();
        assert_eq!(decode(utf8, Encoding::Windows1252), Err(1));
    }

    #[test]
    fn capitals_before_a_curly_quote_are_windows_1252() {
        // É followed by ’ happens to be well-formed UTF-8, but of a letter nobody uses.
        let text = decode(b"CAF\xC9\x92S;".to_vec(), Encoding::Windows1252).unwrap();
        assert_eq!(text, "CAFÉ’S;");
    }

    #[test]
    fn bytes_are_found_and_counted() {
        assert_eq!(find(b"abc;d", b';'), Some(3));
        assert_eq!((find(b"abc", b';'), find(b"", b';')), (None, None));
        let text = "x\n".repeat(1_000);
        assert_eq!(n_line_ends(text.as_bytes()), 1_000);
        assert_eq!(n_line_ends(&[b'\n'; 700]), 700);
    }
}
