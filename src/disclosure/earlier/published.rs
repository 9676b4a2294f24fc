//! What a release published, as the ledger holds it.
//!
//! Never: a number of a figure that was hidden.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Everything one release published, and what it hid.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Published {
    /// Name of the policy.
    pub policy: String,
    /// The smallest count that was shown.
    pub smallest_count: u64,
    /// What counts were rounded to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rounding: Option<u64>,
    /// What is counted, a series a measure and category.
    pub series: Vec<Series>,
    /// The figures, in the order of the release.
    pub figures: Vec<Record>,
}

/// Which rows are counted, and what about them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Series {
    /// Public name of the indicator.
    pub indicator: String,
    /// Version of its definition.
    pub version: String,
    /// SHA-256 of its page.
    pub definition: String,
    /// Table, period rule and population, and which rows of it can be used.
    pub population: String,
    /// What is counted or averaged about them; empty for a count of rows.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub counts: String,
    /// The category, or the name of the measure.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub category: Option<String>,
}

/// One figure: where it belongs, and its numbers when they were shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Record {
    /// Position in `series`.
    pub series: usize,
    /// First and last day of the period.
    pub period: (String, String),
    /// The group, by dimension; empty for all together.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub groups: BTreeMap<String, String>,
    /// What was done with it.
    pub state: State,
    /// Its numbers; none when it was hidden.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub numbers: Option<Numbers>,
}

/// What a release did with a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It was shown.
    Shown,
    /// It was hidden.
    Hidden,
    /// The figure of an earlier release was shown in its place.
    Repeated,
}

/// The numbers of a shown figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Numbers {
    /// Denominator.
    pub n: u64,
    /// Numerator, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub numerator: Option<u64>,
    /// Rows without a usable value; none when that number was hidden.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub missing: Option<u64>,
    /// The figure; none when there was nothing to compute it from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<Exact>,
    /// Its interval.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub interval: Option<(Exact, Exact)>,
    /// Its standard error, which the interval tells too.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub standard_error: Option<Exact>,
    /// Its design effect, which the interval tells too.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub design_effect: Option<Exact>,
    /// Name of the method.
    pub method: String,
    /// Counts are sums of what else was shown (policies that round).
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_sum: bool,
}

/// A number that is the same to its last bit after writing and reading: it is written as a
/// text, because readers of JSON may round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exact(pub f64);

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_string())
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let number = text.parse().ok().filter(|it: &f64| it.is_finite());
        number.map(Self).ok_or_else(|| serde::de::Error::custom("not a number"))
    }
}
