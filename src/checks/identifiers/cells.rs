//! The cells of a column, or of a part of it, that a rule has to look at.
//!
//! In: cells as text. Out: those that could hold an identifier, and how many there are in
//! all. Most cells (codes, dates, short keys) are passed over by their shape alone, so that
//! every cell of a large export can be judged. Never: a cell passed over that a rule proves.

/// Cells of one column, trimmed; empty ones are not among them.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    /// The cells that could hold an identifier.
    pub(super) suspects: Vec<&'a str>,
    /// How many cells there are.
    pub(super) n: usize,
    /// There are more cells of this column: a handful is no proof.
    pub(super) is_part: bool,
}

impl<'a> Cells<'a> {
    /// All cells of a column, whatever their shape.
    pub(super) fn all(cells: &[&'a str]) -> Self {
        Self { suspects: cells.to_vec(), n: cells.len(), is_part: false }
    }

    /// A part of a column of which every cell is looked at.
    pub(super) fn whole_part(cells: impl Iterator<Item = &'a str>) -> Self {
        let cells = cells.map(str::trim).filter(|it| !it.is_empty());
        let suspects: Vec<&str> = cells.collect();
        Self { n: suspects.len(), suspects, is_part: true }
    }

    /// A part of a column.
    pub(super) fn part(cells: impl Iterator<Item = &'a str>) -> Self {
        let mut part = Self { suspects: Vec::new(), n: 0, is_part: true };
        for cell in cells.map(str::trim).filter(|it| !it.is_empty()) {
            part.n += 1;
            if could_identify(cell) {
                part.suspects.push(cell);
            }
        }
        part
    }
}

/// False when no rule about content can find anything in the cell, by its shape.
pub(super) fn could_identify(cell: &str) -> bool {
    let (mut digits, mut run, mut longest) = (0, 0, 0);
    let (mut letters, mut mark, mut space) = (false, false, false);
    for byte in cell.bytes() {
        run = if byte.is_ascii_digit() { run + 1 } else { 0 };
        digits += usize::from(run > 0);
        longest = if run > longest { run } else { longest };
        letters |= byte.is_ascii_alphabetic() || byte > 127;
        mark |= matches!(byte, b'@' | b',' | b'.');
        space |= byte == b' ' || byte > 127;
    }
    match (letters, digits) {
        // Names of people are written with a point, a comma or in two words.
        (true, 0) => mark || space,
        // A postcode, an address, a number in a text, an account.
        (true, _) => mark || space || longest >= 8 || longest == 4 || cell.len() >= 15,
        // Dates have eight digits with something between; numbers have nine, or eight alone.
        (false, _) => digits >= 9 || longest == 8 || (mark && cell.contains('@')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_dates_and_short_keys_are_passed_over() {
        for cell in
            ["IAG", "04-01-2016", "2016-01-04", "T0000001", "Pd8c717b", "7,5", "M"]
        {
            assert!(!could_identify(cell), "{cell}");
        }
    }

    #[test]
    fn whatever_a_rule_could_prove_is_looked_at() {
        for cell in [
            "999900006",
            "12345678",
            "9999.00.006",
            "a@example.org",
            "0612345678",
            "06-12345678",
            "+31612345678",
            "1234AB",
            "1234 AB",
            "NL91ABNA0417164300",
            "bsn999900006",
            "geb. 12-03-2009",
            "J. Jansen",
            "Jansen, P.",
            "Dorpsstraat 1",
        ] {
            assert!(could_identify(cell), "{cell}");
        }
    }
}
