//! Comparisons as they may be shown: units of one kind beside each other, with the limits of
//! chance.
//!
//! In: nothing, these are types. Out: the words outputs share. Never: an order of merit: units
//! stand in the order of their names.

use crate::estimates::case_mix;
use crate::estimates::funnel::{self, Limits, Position};
use crate::estimates::logistic::NoModel;
use crate::estimates::overdispersion::{self, Spread};
use crate::indicators::{CaseMix, Overdispersion};
use crate::terms::{Dimension, Group, Period, SeriesKey, Shown};

/// The groups of one indicator along one dimension, in the last period of the run.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleasedComparison {
    /// What all units together are: indicator, measure, the other groups, category.
    pub series: SeriesKey,
    /// What is compared: teams, regions …
    pub dimension: Dimension,
    /// The period.
    pub period: Period,
    /// The share of all units together, which each is compared with.
    pub overall: Shown<f64>,
    /// What was to become of differences beyond chance.
    pub overdispersion: Overdispersion,
    /// How large these are; `None` when nobody asked or too few units are shown.
    pub spread: Option<Spread>,
    /// What is adjusted for; empty for nothing.
    pub adjusted_for: Vec<CaseMix>,
    /// Why there is no adjustment although it was asked for.
    pub no_model: Option<NoModel>,
    /// The units, in the order of their names.
    pub units: Vec<ReleasedUnit>,
    /// The limits by number of rows; empty when adjusted, as each unit then has its own.
    pub curve: Vec<CurvePoint>,
}

/// One unit of a comparison. All that is not shown of its figure is not shown here.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleasedUnit {
    /// The group.
    pub group: Group,
    /// Denominator.
    pub n: Shown<u64>,
    /// Numerator.
    pub numerator: Shown<u64>,
    /// The share.
    pub value: Shown<f64>,
    /// The numerator expected by the case mix, to one decimal.
    pub expected: Shown<f64>,
    /// The share adjusted for case mix: numerator over expected, times the overall share.
    pub adjusted: Shown<f64>,
    /// Limits at 95 %, of the adjusted share where there is one.
    pub at_95: Shown<Limits>,
    /// Limits at 99.8 %.
    pub at_998: Shown<Limits>,
    /// Distance from the overall share, in standard deviations.
    pub z: Shown<f64>,
    /// Where it lies.
    pub position: Shown<Position>,
}

impl ReleasedUnit {
    /// The share that is compared: the adjusted one where there is one.
    pub fn compared(&self) -> Shown<f64> {
        if self.adjusted.value().is_some() { self.adjusted } else { self.value }
    }
}

/// The limits for units of so many rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// Rows.
    pub n: u64,
    /// Limits at 95 %.
    pub at_95: Limits,
    /// Limits at 99.8 %.
    pub at_998: Limits,
}

impl ReleasedComparison {
    /// Whether case mix is adjusted for.
    pub fn is_adjusted(&self) -> bool {
        !self.adjusted_for.is_empty() && self.no_model.is_none()
    }

    /// Names of the methods behind it.
    pub fn methods(&self) -> impl Iterator<Item = &'static str> + use<> {
        let case_mix = self.is_adjusted().then_some(case_mix::NAME);
        let spread = self.spread.is_some().then_some(overdispersion::NAME);
        [Some(funnel::NAME), case_mix, spread].into_iter().flatten()
    }

    /// How many units have a position.
    pub fn n_placed(&self) -> usize {
        self.units.iter().filter(|it| it.position.value().is_some()).count()
    }

    /// The units outside the limits at 95 %, those outside 99.8 % among them.
    pub fn outside(&self) -> impl Iterator<Item = &ReleasedUnit> {
        let is_outside = |it: &&ReleasedUnit| {
            it.position.value().is_some_and(|it| *it != Position::Within)
        };
        self.units.iter().filter(is_outside)
    }
}
