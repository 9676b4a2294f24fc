//! Assurance. In: the limits of a process and a target. Out: whether the process as it is
//! will meet the target. Never: an answer without a better direction, or from one figure.
#![doc = ""]
#![doc = include_str!("assurance.md")]

use crate::indicators::Better;

/// Name of the method.
pub const NAME: &str = "assurance";

/// What a process as it is does with its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assurance {
    /// The target lies beyond the worse limit: it is met in nearly every period.
    Meets,
    /// The target lies beyond the better limit: it is missed in nearly every period.
    Misses,
    /// The target lies between the limits: chance decides.
    HitAndMiss,
}

impl Assurance {
    /// Its name in the dataset `signals`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Meets => "consistently-meets",
            Self::Misses => "consistently-misses",
            Self::HitAndMiss => "hit-and-miss",
        }
    }
}

/// What limits say about a target; `None` when no direction is better.
pub fn assurance(limits: (f64, f64), target: f64, better: Better) -> Option<Assurance> {
    let (lower, upper) = limits;
    let (below, above) = match better {
        Better::Higher => (Assurance::Meets, Assurance::Misses),
        Better::Lower => (Assurance::Misses, Assurance::Meets),
        Better::Neither => return None,
    };
    Some(match target {
        _ if upper < target => above,
        _ if target < lower => below,
        _ => Assurance::HitAndMiss,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{numbers, reference};
    use crate::estimates::xmr::tests::REFERENCE;

    #[test]
    fn assurance_agrees_with_plot_the_dots() {
        let json = reference(REFERENCE);
        let mut n_compared = 0;
        for case in json["assurance"].as_array().unwrap() {
            let (lower, upper) = (numbers(case, "/lpl"), numbers(case, "/upl"));
            let target = case["target"].as_f64().unwrap();
            for (direction, better) in [
                ("increase", Better::Higher),
                ("decrease", Better::Lower),
                ("neutral", Better::Neither),
            ] {
                for (i, expected) in
                    case[direction].as_array().unwrap().iter().enumerate()
                {
                    let found = assurance((lower[i], upper[i]), target, better);
                    let name = found.map(|it| match it {
                        Assurance::Meets => "consistent_pass",
                        Assurance::Misses => "consistent_fail",
                        Assurance::HitAndMiss => "inconsistent",
                    });
                    assert_eq!(name, expected.as_str(), "{direction} {i}");
                    n_compared += 1;
                }
            }
        }
        assert_eq!(n_compared, 9);
    }
}
