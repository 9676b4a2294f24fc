//! The rules of the gate: their names, what they look for, what to do.

/// What kind of identifier a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    Bsn,
    Name,
    Address,
    Postcode,
    Email,
    Phone,
    Iban,
    BirthDate,
    Headers,
}

impl Rule {
    /// The name in front of the message.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Bsn => "identifier-bsn",
            Self::Name => "identifier-name",
            Self::Address => "identifier-address",
            Self::Postcode => "identifier-postcode",
            Self::Email => "identifier-email",
            Self::Phone => "identifier-phone",
            Self::Iban => "identifier-iban",
            Self::BirthDate => "identifier-birth-date",
            Self::Headers => "identifier-in-header",
        }
    }

    /// What the column holds, for the headline.
    pub(super) fn what(self) -> &'static str {
        match self {
            Self::Bsn => "citizen service numbers (BSN)",
            Self::Name => "names of people",
            Self::Address => "addresses",
            Self::Postcode => "full postcodes",
            Self::Email => "e-mail addresses",
            Self::Phone => "phone numbers",
            Self::Iban => "bank account numbers",
            Self::BirthDate => "full birth dates",
            Self::Headers => "identifiers where headers should be",
        }
    }

    /// What to do about it.
    pub(super) fn help(self) -> &'static str {
        match self {
            Self::Bsn => {
                "replace the numbers by pseudonyms before exporting, or leave the column out"
            }
            Self::Postcode => {
                "leave the column out, or keep the four digits, or deliver the municipality"
            }
            Self::BirthDate => {
                "deliver the birth year or the age at start instead of the full date"
            }
            Self::Headers => "export again with a header line and without identifiers",
            _ => {
                "leave the column out of the export; if it holds no data about people, rename it"
            }
        }
    }
}

/// A rule that a column breaks, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) rule: Rule,
    /// The reason with its share; never a value.
    pub(super) why: String,
}

impl Found {
    pub(super) fn new(rule: Rule, why: String) -> Self {
        Self { rule, why }
    }
}

/// `97 % of 120 values`; a share that would round to nothing or all says so.
pub(super) fn share(n_found: usize, n: usize, values: &str) -> String {
    match (100 * n_found + n / 2).checked_div(n).unwrap_or(0) {
        0 => format!("less than 1 % of {n} {values}"),
        100 if n_found < n => format!("over 99 % of {n} {values}"),
        percent => format!("{percent} % of {n} {values}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_hit_in_many_is_not_shown_as_none() {
        assert_eq!(share(1, 1204, "values"), "less than 1 % of 1204 values");
        assert_eq!(share(1203, 1204, "values"), "over 99 % of 1204 values");
        assert_eq!(share(3, 3, "values"), "100 % of 3 values");
    }
}
