//! What kinds of characters a cell has: enough to know which rules it could break.
//!
//! In: a cell, plainly written. Out: a few numbers, found in one pass. Never: a shape that
//! keeps a rule from a cell which that rule would prove.

/// The kinds of characters in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    kinds: u8,
    n_digits: u8,
    length: u8,
    /// Where digits stand among the first 64 bytes.
    digits: u64,
}

const DIGIT: u8 = 1;
const LETTER: u8 = 2;
/// A point or a comma.
const POINT: u8 = 4;
const SPACE: u8 = 8;
const AT: u8 = 16;
/// No byte of ASCII: a letter, a mark or a space of another kind.
const OTHER: u8 = 32;

/// The kind of each byte.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0_u8;
    loop {
        kinds[byte as usize] = match byte {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'.' | b',' => POINT,
            b' ' => SPACE,
            b'@' => AT,
            128..=255 => OTHER | LETTER,
            _ => 0,
        };
        if byte == u8::MAX {
            break kinds;
        }
        byte += 1;
    }
};

impl Shape {
    /// The shape of a cell.
    pub(super) fn of(cell: &str) -> Self {
        let (mut kinds, mut digits, mut more) = (0, 0_u64, 0_u32);
        for (at, byte) in cell.bytes().enumerate() {
            let kind = KINDS[usize::from(byte)];
            kinds |= kind;
            match at {
                0..64 => digits |= u64::from(kind & DIGIT) << at,
                _ => more += u32::from(kind & DIGIT),
            }
        }
        let least = |it: usize| u8::try_from(it).unwrap_or(u8::MAX);
        let n_digits = least((digits.count_ones() + more) as usize);
        Self { kinds, n_digits, length: least(cell.len()), digits }
    }

    fn has(self, kinds: u8) -> bool {
        self.kinds & kinds != 0
    }

    /// There is a digit in it.
    pub(super) fn has_digits(self) -> bool {
        self.n_digits > 0
    }

    /// Eight digits or more stand side by side.
    fn has_long_number(self) -> bool {
        let two = self.digits & (self.digits >> 1);
        let four = two & (two >> 2);
        four & (four >> 4) != 0 || self.length > 64
    }

    /// Exactly four digits stand side by side.
    fn has_four_digits(self) -> bool {
        let two = self.digits & (self.digits >> 1);
        let four = two & (two >> 2);
        let starts = self.digits & !(self.digits << 1);
        starts & four & !(self.digits >> 4) != 0 || self.length > 64
    }

    /// False when no rule about content can find anything in the cell.
    pub(super) fn could_identify(self) -> bool {
        let (marked, letters) = (self.has(POINT | SPACE | AT), self.has(LETTER));
        match (letters, self.n_digits) {
            // Names of people are written with a point, a comma or in two words.
            (true, 0) => marked || self.has(OTHER),
            // A postcode, an address, a number in a text, an account.
            (true, n) => {
                let is_long = n >= 9 || self.length >= 15 || self.has(OTHER);
                marked || is_long || self.has_long_number() || self.has_four_digits()
            }
            // Dates have eight digits with something between; numbers nine, or eight alone.
            (false, n) => n >= 9 || self.has_long_number() || self.has(AT),
        }
    }

    /// A citizen service number needs eight digits, however they are parted; `9,9E+8` is one
    /// with fewer.
    pub(super) fn could_be_number(self) -> bool {
        self.n_digits >= 8 || (self.has(POINT) && self.has(LETTER) && self.n_digits >= 3)
    }

    /// An e-mail address has its sign.
    pub(super) fn could_be_email(self) -> bool {
        self.has(AT)
    }

    /// A telephone number has ten digits.
    pub(super) fn could_be_phone(self) -> bool {
        self.n_digits >= 9
    }

    /// An account has letters and at least ten digits.
    pub(super) fn could_be_account(self) -> bool {
        self.has(LETTER) && self.n_digits >= 10
    }

    /// A full postcode has letters and four digits together.
    pub(super) fn could_be_postcode(self) -> bool {
        self.has(LETTER) && self.has_four_digits()
    }

    /// A birth date in a text has a word and a year.
    pub(super) fn could_tell_birth(self) -> bool {
        self.has(LETTER) && self.n_digits >= 5
    }

    /// Names of people have no digits.
    pub(super) fn could_be_name(self) -> bool {
        self.has(LETTER) && self.n_digits == 0
    }

    /// An address has a street and a number.
    pub(super) fn could_be_address(self) -> bool {
        self.has(LETTER) && self.n_digits > 0 && self.has(SPACE | POINT)
    }

    /// Letters, and digits enough for a date or a postcode with a number.
    pub(super) fn could_be_made_key(self) -> bool {
        self.has(LETTER) && (5..=12).contains(&self.n_digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_dates_and_short_keys_are_passed_over() {
        for cell in
            ["IAG", "04-01-2016", "2016-01-04", "T0000001", "Pd8c717b", "7,5", "M", ""]
        {
            assert!(!Shape::of(cell).could_identify(), "{cell}");
        }
    }

    #[test]
    fn whatever_a_rule_could_prove_is_looked_at() {
        for cell in [
            "999900006",
            "12345678",
            "9999.00.006",
            "999/900/006",
            "P999-900-006",
            "9.99900006E+08",
            "a@example.org",
            "0612345678",
            "06-12345678",
            "+31612345678",
            "1234AB",
            "1234 AB",
            "7411AB12",
            "NL91ABNA0417164300",
            "bsn999900006",
            "geb. 12-03-2009",
            "J. Jansen",
            "Jansen, P.",
            "gezin Jansen",
            "Dorpsstraat 1",
        ] {
            assert!(Shape::of(cell).could_identify(), "{cell}");
        }
    }

    #[test]
    fn runs_of_digits_are_counted_wherever_they_stand() {
        let four = |it: &str| Shape::of(it).has_four_digits();
        let long = |it: &str| Shape::of(it).has_long_number();
        assert!(four("x1234") && four("1234") && four("12345 6789"));
        assert!(!four("12345") && !four("123 45") && !four("x123"));
        assert!(long("12345678") && long("x123456789") && !long("1234567 8"));
        let far = format!("{}12345678", "x".repeat(70));
        assert!(long(&far) && Shape::of(&far).could_be_number());
    }
}
