//! The four states of a figure, typed from input to page.

use serde::Serialize;

/// Why a figure is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyMissing {
    /// Nobody in this group and period.
    NoRows,
    /// There are rows, but none with a usable value.
    NoValues,
    /// The median was not reached within the follow-up.
    NotReached,
    /// Nobody was followed for so many days.
    NotFollowed,
    /// Too few to estimate an interval (one client or one row).
    TooFew,
    /// All scores are equal: there is no spread to compare a change with.
    NoSpread,
}

impl WhyMissing {
    /// The word in the column `reason` of `estimates`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoRows => "no-rows",
            Self::NoValues => "no-values",
            Self::NotReached => "not-reached",
            Self::NotFollowed => "not-followed",
            Self::TooFew => "too-few",
            Self::NoSpread => "no-spread",
        }
    }
}

/// Why a figure cannot exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyNotApplicable {
    /// The export does not deliver the column or table.
    NotDelivered,
    /// The measure has no such quantity (a count has no interval).
    NoSuchQuantity,
    /// Under five periods no trend is computed.
    FewPeriods,
}

impl WhyNotApplicable {
    /// The word in the column `reason` of `estimates`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotDelivered => "not-delivered",
            Self::NoSuchQuantity => "no-such-quantity",
            Self::FewPeriods => "few-periods",
        }
    }
}

/// One of the four states. None of them is ever 0, NaN or an empty text pretending.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state", content = "is")]
pub enum Shown<T> {
    /// There is a value and it may be shown.
    Value(T),
    /// There is a value and it may not be shown (disclosure control).
    Suppressed,
    /// There cannot be a value.
    NotApplicable(WhyNotApplicable),
    /// There could be a value, but it is missing.
    Missing(WhyMissing),
}

impl<T> Shown<T> {
    /// The value, when there is one to show.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(it) => Some(it),
            _ => None,
        }
    }

    /// The word in the column `state` of `estimates`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Value(_) => "value",
            Self::Suppressed => "suppressed",
            Self::NotApplicable(_) => "not-applicable",
            Self::Missing(_) => "missing",
        }
    }

    /// The same state with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Shown<U> {
        match self {
            Self::Value(it) => Shown::Value(f(it)),
            Self::Suppressed => Shown::Suppressed,
            Self::NotApplicable(why) => Shown::NotApplicable(why),
            Self::Missing(why) => Shown::Missing(why),
        }
    }
}
