//! What a release published, as the ledger holds it.
//!
//! In: the figures as they are shown, and the marks of their rows. Out: rounded counts with
//! those marks, so that the same rows are shown alike again; totals as counted with their sets,
//! so that they move only when enough rows did. What was not shown is not in it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{PublishedValue, name_of, purpose_of};
use crate::disclosure::Policy;
use crate::disclosure::counts::Counts;
use crate::disclosure::show::Look;
use crate::disclosure::system::Told;
use crate::estimates::{Estimate, Figure};
use crate::indicators::Sketch;

/// Everything one release published.
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
    /// The rounded counts.
    pub counts: Vec<PublishedCount>,
    /// The totals that were printed as counted.
    pub totals: Vec<PublishedTotal>,
    /// Means, times and what else is no quotient of shown counts.
    pub values: Vec<PublishedValue>,
}

/// A rounded count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Line", into = "Line")]
pub struct PublishedCount {
    /// Which count of which figure.
    pub count: String,
    /// What it was shown for.
    pub purpose: String,
    /// The mark of its rows.
    pub rows: String,
    /// The number.
    pub shown: u64,
}

/// Without names, of which there would be thousands.
type Line = (String, String, String, u64);

impl From<Line> for PublishedCount {
    fn from((count, purpose, rows, shown): Line) -> Self {
        Self { count, purpose, rows, shown }
    }
}

impl From<PublishedCount> for Line {
    fn from(it: PublishedCount) -> Self {
        (it.count, it.purpose, it.rows, it.shown)
    }
}

/// A total as it was counted, and of which rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PublishedTotal {
    /// The figure.
    pub figure_id: String,
    /// First and last day of its period.
    pub period: (String, String),
    /// The day of the release that showed it first.
    pub since: String,
    /// Denominator.
    pub n: u64,
    /// Numerator, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub numerator: Option<u64>,
    /// Rows without a usable value.
    pub missing: u64,
    /// The figure.
    pub value: Exact,
    /// Its interval.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub interval: Option<(Exact, Exact)>,
    /// Its design effect.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub design_effect: Option<Exact>,
    /// Name of the method.
    pub method: String,
    /// The rows with a value, those with the property, those without a value, in boxes.
    pub sets: [String; 3],
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

impl Published {
    /// What a release publishes: the figures as they are shown, each with its name, and the
    /// total of an earlier release that stands in its place.
    pub(in crate::disclosure) fn new(
        policy: &Policy,
        counts: &Counts,
        looks: &[(String, &Look)],
        day: &str,
        repeats: &dyn Fn(usize) -> Option<PublishedTotal>,
    ) -> Self {
        let mut published = Self {
            policy: policy.name.clone(),
            smallest_count: policy.smallest_count,
            rounding: policy.rounding,
            ..Self::default()
        };
        for (at, (id, look)) in looks.iter().enumerate() {
            let places = counts.places[at];
            let is_exact = counts.system.counts[places.n].told == Told::Exactly;
            let total = repeats(at).or_else(|| {
                is_exact.then(|| PublishedTotal::of(id, day, &look.figure)).flatten()
            });
            published.totals.extend(total);
            for (place, what) in places.named() {
                let count = &counts.system.counts[place];
                if let Told::Rounded(shown) = count.told {
                    let (rows, purpose) = (count.rows.to_string(), purpose_of(count));
                    let count = name_of(id, what);
                    published.counts.push(PublishedCount { count, purpose, rows, shown });
                }
            }
        }
        published
    }
}

impl PublishedTotal {
    fn of(id: &str, day: &str, figure: &Figure) -> Option<Self> {
        let estimate = figure.estimate.ok()?;
        Some(Self {
            figure_id: id.to_owned(),
            period: (figure.period.start.to_string(), figure.period.end.to_string()),
            since: day.to_owned(),
            n: figure.n,
            numerator: figure.numerator,
            missing: figure.n_missing,
            value: Exact(estimate.value),
            interval: estimate.interval.map(|it| (Exact(it.0), Exact(it.1))),
            design_effect: estimate.design_effect.map(Exact),
            method: estimate.method.to_owned(),
            sets: figure.sets.sketches.each_ref().map(Sketch::to_text),
        })
    }

    /// Its sets of rows: as [`crate::estimates::FigureSets::sketches`].
    pub(super) fn sketches(&self) -> Option<[Sketch; 3]> {
        let [n, yes, missing] = self.sets.each_ref().map(|it| Sketch::from_text(it));
        Some([n?, yes?, missing?])
    }

    /// The figure as it was shown then.
    pub(in crate::disclosure) fn again(&self, figure: &Figure) -> Figure {
        let method = figure.estimate.map_or(figure.usual_method, |it| it.method);
        let method = if method == self.method { method } else { figure.usual_method };
        Figure {
            n: self.n,
            numerator: self.numerator,
            n_missing: self.missing,
            estimate: Ok(Estimate {
                value: self.value.0,
                interval: self.interval.map(|it| (it.0.0, it.1.0)),
                standard_error: None,
                method,
                design_effect: self.design_effect.map(|it| it.0),
            }),
            ..figure.clone()
        }
    }
}
