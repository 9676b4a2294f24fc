//! Bytes as a `data:` address.

const DIGITS: &[u8; 64] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes in base 64 (RFC 4648, section 4) behind their media type.
pub(super) fn data_uri(media_type: &str, bytes: &[u8]) -> String {
    let mut text = format!("data:{media_type};base64,");
    for chunk in bytes.chunks(3) {
        let at = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for i in 0..4 {
            let digit = (bits >> (18 - 6 * i)) & 63;
            let is_padding = chunk.len() < i + 1 - usize::from(i > 0);
            let digit = DIGITS.get(digit as usize).copied().unwrap_or(b'=');
            text.push(if is_padding { '=' } else { char::from(digit) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648, section 10.
    #[test]
    fn the_test_vectors_of_rfc_4648_hold() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
        ];
        for (bytes, digits) in cases {
            assert_eq!(
                data_uri("a/b", bytes.as_bytes()),
                format!("data:a/b;base64,{digits}")
            );
        }
    }
}
