//! No interval. In: a value there is too little to judge. Out: the value alone.
//! Never: an interval made up to fill the place.
#![doc = ""]
#![doc = include_str!("none.md")]

use super::Estimate;

/// Name of the method.
pub const NAME: &str = "none";

/// A value with too few rows or clients behind it for an interval.
pub(super) fn without_interval(value: f64) -> Estimate {
    Estimate {
        value,
        interval: None,
        standard_error: None,
        method: NAME,
        design_effect: None,
    }
}
