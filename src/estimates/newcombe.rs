//! Newcombe. In: the counts of two groups or periods. Out: the difference of their shares
//! with its interval. Never: a difference beyond −1 or 1.
#![doc = ""]
#![doc = include_str!("newcombe.md")]

use super::distributions::normal_quantile;
use super::square_and_add::WithLimits;
use super::{Estimate, UPPER_TAIL_STARTS, square_and_add, wilson};
use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "newcombe";

/// The share of `first` minus that of `second`, each (numerator, n) of different clients.
///
/// Returns `None` when a group is empty or its numerator exceeds its n.
pub fn difference(first: (u64, u64), second: (u64, u64)) -> Option<Estimate> {
    let possible = |it: (u64, u64)| 0 < it.1 && it.0 <= it.1;
    if !(possible(first) && possible(second)) {
        return None;
    }
    let quantile = normal_quantile(UPPER_TAIL_STARTS);
    let share = |it: (u64, u64)| real(it.0) / real(it.1);
    let with_limits = |it: (u64, u64)| {
        let value = share(it);
        WithLimits { value, limits: wilson::limits(value, real(it.1), quantile) }
    };
    let value = share(first) - share(second);
    let interval = Some(square_and_add::limits(with_limits(first), with_limits(second)));
    Some(Estimate {
        value,
        interval,
        standard_error: None,
        method: NAME,
        design_effect: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{assert_same_digits, printed, reference};

    #[track_caller]
    fn check(first: (u64, u64), second: (u64, u64), lower: &str, upper: &str) {
        let interval = difference(first, second).unwrap().interval.unwrap();
        assert_same_digits(interval.0, lower);
        assert_same_digits(interval.1, upper);
    }

    #[test]
    fn limits_agree_with_newcombe_1998() {
        // Newcombe 1998, Statistics in Medicine 17:873–890, table II, method 10.
        let json =
            reference(include_str!("../../tests/reference/newcombe-1998/expected.json"));
        for it in json["differences"].as_array().unwrap() {
            let counts = |at: &str| -> (u64, u64) {
                (it[at][0].as_u64().unwrap(), it[at][1].as_u64().unwrap())
            };
            let limit = |at: usize| printed(it, &format!("/newcombe/{at}"));
            check(counts("first"), counts("second"), &limit(0), &limit(1));
        }
    }

    #[test]
    fn limits_agree_with_statsmodels() {
        let json =
            reference(include_str!("../../tests/reference/python-peers/expected.json"));
        let cases = json["newcombe"].as_array().unwrap();
        assert_eq!(cases.len(), 5);
        for case in cases {
            let side = |it: &str| -> (u64, u64) {
                serde_json::from_value(case[it].clone()).unwrap()
            };
            let (lower, upper) =
                (printed(case, "/interval/0"), printed(case, "/interval/1"));
            check(side("first"), side("second"), &lower, &upper);
        }
    }

    #[test]
    fn turning_the_groups_round_turns_the_sign() {
        let forward = difference((56, 70), (48, 80)).unwrap();
        let backward = difference((48, 80), (56, 70)).unwrap();
        let (lower, upper) = forward.interval.unwrap();
        assert_eq!(backward.interval, Some((-upper, -lower)));
    }

    #[test]
    fn an_empty_group_has_no_difference() {
        assert_eq!(difference((0, 0), (3, 10)), None);
        assert_eq!(difference((4, 3), (3, 10)), None);
    }
}
