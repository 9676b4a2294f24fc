//! Policies: what may be shown, as values with a name and a source.
//!
//! In: `policies.toml`. Out: a policy by its name. Never: a value that stands in code only.

use toml_edit::{Document, TableLike};

use crate::error::Error;
use crate::terms::Text;

const TEXT: &str = include_str!("policies.toml");

/// The rules a release follows.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its name in the pipeline.
    pub name: String,
    /// A count from 1 up to this one (not included) is not shown, nor one whose complement
    /// is; 0 shows everything. What is hidden is left so many different values at least.
    pub smallest_count: u64,
    /// What counts are rounded to; `None` shows them as they are.
    pub rounding: Option<u64>,
    /// A group in which nobody or everybody has the property is not shown either.
    pub hides_none_or_all: bool,
    /// Largest share of a sum that one contributor may have, 0–1.
    pub largest_share: f64,
    /// Largest share of a sum that the two largest contributors may have together, 0–1.
    pub two_largest_share: f64,
    /// What is left of a sum without the two largest must be at least this share of the
    /// largest, or the second could work out the first too exactly.
    pub rest_share: f64,
    /// Why nothing needs protecting, for the policy `none`.
    pub reason: Option<Text>,
    /// Where the values come from.
    pub source: String,
}

impl Policy {
    /// The names a pipeline may use without values of its own.
    pub const NAMES: [&str; 3] = ["default", "cbs", "opensafely"];

    /// The policy with that name.
    ///
    /// # Errors
    /// When there is none, or its entry is not in order (a fault in the program).
    pub fn named(name: &str) -> Result<Self, Error> {
        let document = Document::parse(TEXT).map_err(Error::bug)?;
        let entry = document.get(name).and_then(|it| it.as_table_like());
        let policy = entry.and_then(|it| Self::read(name, it));
        policy.ok_or_else(|| Error::bug(format!("policies.toml: no policy `{name}`")))
    }

    fn read(name: &str, entry: &dyn TableLike) -> Option<Self> {
        let count = |key: &str| {
            let number = entry.get(key)?.as_integer()?;
            u64::try_from(number).ok().filter(|it| *it > 0)
        };
        Some(Self {
            name: name.to_owned(),
            smallest_count: count("smallest-count")?,
            rounding: count("rounding"),
            hides_none_or_all: entry.get("hides-none-or-all")?.as_bool()?,
            largest_share: entry.get("largest-share")?.as_float()?,
            two_largest_share: entry.get("two-largest-share")?.as_float()?,
            rest_share: entry.get("rest-share")?.as_float()?,
            reason: None,
            source: entry.get("source")?.as_str()?.to_owned(),
        })
    }

    /// The default with an own smallest count.
    ///
    /// # Errors
    /// As [`Policy::named`].
    pub fn own(smallest_count: u64) -> Result<Self, Error> {
        let (name, source) = ("own".to_owned(), "the pipeline".to_owned());
        Ok(Self { name, smallest_count, source, ..Self::named("default")? })
    }

    /// Nothing is hidden, because the figures are public already.
    pub fn none(reason: Text) -> Self {
        Self {
            name: "none".to_owned(),
            smallest_count: 0,
            rounding: None,
            hides_none_or_all: false,
            largest_share: 1.0,
            two_largest_share: 1.0,
            rest_share: 0.0,
            reason: Some(reason),
            source: "the pipeline".to_owned(),
        }
    }

    /// What the policy does, in a few sentences.
    pub fn text(&self) -> Text {
        if let Some(reason) = &self.reason {
            return Text::new(
                format!("Er is niets verborgen. Reden: {}", reason.nl),
                format!("Nothing is hidden. Reason: {}", reason.en),
            );
        }
        let n = self.smallest_count;
        let mut text = Text::new(
            format!(
                "Aantallen van 1 tot {n} tonen we niet. Ook niet als het aantal dat \
                 overblijft zo klein is."
            ),
            format!(
                "Counts from 1 to under {n} are not shown. Neither are those whose \
                 remainder is that small."
            ),
        );
        let mut add = |nl: &str, en: &str| {
            text.nl.push_str(nl);
            text.en.push_str(en);
        };
        if self.hides_none_or_all {
            add(
                " Gaat het om niemand of om iedereen in een groep, dan tonen we dat ook niet.",
                " Groups in which nobody or everybody is concerned are not shown either.",
            );
        }
        add(
            &format!(
                " Kan iemand een verborgen aantal uitrekenen met andere cijfers, dan \
                 verbergen we ook daarvan een deel. Voor elk verborgen aantal blijven \
                 minstens {n} uitkomsten mogelijk."
            ),
            &format!(
                " Where a hidden count could be worked out from other figures, some of \
                 those are hidden too. At least {n} outcomes stay possible for each hidden \
                 count."
            ),
        );
        if let Some(base) = self.rounding {
            add(
                &format!(
                    " Aantallen zijn afgerond op {base}; percentages komen uit de \
                     afgeronde aantallen. Totalen zijn sommen van wat we tonen."
                ),
                &format!(
                    " Counts are rounded to {base}; percentages come from the rounded \
                     counts. Totals are sums of what is shown."
                ),
            );
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_its_values_and_source() {
        for name in Policy::NAMES {
            let policy = Policy::named(name).unwrap();
            assert!(policy.smallest_count > 1 && !policy.source.is_empty(), "{name}");
        }
        assert!(Policy::named("none-such").is_err());
    }

    #[test]
    fn the_default_is_ten_and_opensafely_hides_seven() {
        assert_eq!(Policy::named("default").unwrap().smallest_count, 10);
        let opensafely = Policy::named("opensafely").unwrap();
        assert_eq!((opensafely.smallest_count, opensafely.rounding), (8, Some(5)));
    }
}
