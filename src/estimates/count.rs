//! Count. In: a cell. Out: its number of rows. Never: an interval around a complete count.
#![doc = ""]
#![doc = include_str!("count.md")]

use super::Estimate;
use crate::indicators::Cell;
use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "count";

/// The number of rows of a cell; an empty group counts 0, which is a value and not missing.
pub fn estimate_count(cell: &Cell) -> Estimate {
    let value = real(cell.n);
    Estimate {
        value,
        interval: None,
        standard_error: None,
        method: NAME,
        design_effect: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_group_counts_zero() {
        assert_eq!(estimate_count(&Cell::default()).value.to_bits(), 0.0_f64.to_bits());
        let estimate = estimate_count(&Cell { n: 1734, ..Cell::default() });
        assert_eq!((estimate.value, estimate.interval), (1734.0, None));
    }
}
