//! Square and add. In: two figures with their limits. Out: the limits of their difference.
//! Never: a number that is not in the two figures.
#![doc = ""]
#![doc = include_str!("square_and_add.md")]

/// Name of the method.
pub const NAME: &str = "square-and-add";

/// A figure and its limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WithLimits {
    /// The figure.
    pub value: f64,
    /// Its lower and upper limit.
    pub limits: (f64, f64),
}

/// The limits of `first` minus `second`, two independent figures.
pub fn limits(first: WithLimits, second: WithLimits) -> (f64, f64) {
    let difference = first.value - second.value;
    let below = |it: WithLimits| it.value - it.limits.0;
    let above = |it: WithLimits| it.limits.1 - it.value;
    (
        difference - below(first).hypot(above(second)),
        difference + above(first).hypot(below(second)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::assert_close;

    #[test]
    fn symmetric_limits_give_the_usual_interval() {
        let first = WithLimits { value: 7.5, limits: (7.2, 7.8) };
        let second = WithLimits { value: 7.0, limits: (6.6, 7.4) };
        let (lower, upper) = limits(first, second);
        assert_close(lower, 0.0);
        assert_close(upper, 1.0);
    }
}
