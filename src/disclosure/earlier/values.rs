//! Values over time: means, times, ratios and what else is no quotient of shown counts.
//!
//! In: what such figures were shown as, with a digest of their rows and values. Out: what each
//! is shown as now: as before, until enough rows came, went or were corrected. A mean that moves
//! by one row tells the value of that row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Earlier;
use super::published::Exact;
use crate::disclosure::round::Rounding;
use crate::estimates::{Estimate, Figure};
use crate::indicators::{Digest, MeasureKind};

/// The value of a figure as it was shown, and of which rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PublishedValue {
    /// The figure.
    pub figure_id: String,
    /// The rows with their values, in boxes.
    pub rows: String,
    /// The figure.
    pub value: Exact,
    /// Its interval.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub interval: Option<(Exact, Exact)>,
    /// Its standard error.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub standard_error: Option<Exact>,
    /// Its design effect.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub design_effect: Option<Exact>,
}

/// A value as it is shown because of an earlier release.
pub(in crate::disclosure) struct Again {
    pub(in crate::disclosure) estimate: Estimate,
    /// Whether something changed, by a few rows.
    pub(in crate::disclosure) is_changed: bool,
    pub(in crate::disclosure) published: PublishedValue,
}

impl PublishedValue {
    pub(in crate::disclosure) fn new(
        id: &str,
        figure: &Figure,
        shown: &Estimate,
    ) -> Self {
        Self {
            figure_id: id.to_owned(),
            rows: figure.sets.values.to_text(),
            value: Exact(shown.value),
            interval: shown.interval.map(|it| (Exact(it.0), Exact(it.1))),
            standard_error: shown.standard_error.map(Exact),
            design_effect: shown.design_effect.map(Exact),
        }
    }

    /// The value again, when so few rows changed that a new one would be about them.
    pub(in crate::disclosure) fn again(
        &self,
        figure: &Figure,
        shown: &Estimate,
        rounding: Rounding,
    ) -> Option<Again> {
        let apart = Digest::from_text(&self.rows)?.n_apart(&figure.sets.values);
        let estimate = Estimate {
            value: self.value.0,
            interval: self.interval.map(|it| (it.0.0, it.1.0)),
            standard_error: self.standard_error.map(|it| it.0),
            design_effect: self.design_effect.map(|it| it.0),
            method: shown.method,
        };
        let (is_changed, published) = (apart > 0, self.clone());
        rounding.is_small(apart).then_some(Again { estimate, is_changed, published })
    }
}

/// Whether a figure is more than a quotient of shown counts.
pub(in crate::disclosure) fn is_value(kind: MeasureKind) -> bool {
    !matches!(
        kind,
        MeasureKind::Count | MeasureKind::Proportion | MeasureKind::Distribution
    )
}

impl Earlier {
    /// The values that were last shown, by figure.
    pub(in crate::disclosure) fn last_values(&self) -> BTreeMap<&str, &PublishedValue> {
        let values = self.releases.iter().flat_map(|it| &it.1.values);
        values.map(|it| (it.figure_id.as_str(), it)).collect()
    }
}
