//! Cohen's kappa. In: the four counts of two yes/no verdicts on the same people. Out: how
//! much they agree beyond chance, with its interval. Never: a kappa when both verdicts are
//! the same for everybody.
#![doc = ""]
#![doc = include_str!("cohen_kappa.md")]

use super::distributions::normal_quantile;
use super::{Estimate, UPPER_TAIL_STARTS};
use crate::numeric::real;
use crate::terms::WhyMissing;

/// Name of the method.
pub const NAME: &str = "cohen-kappa";

/// Two verdicts on the same people: both yes, only the first, only the second, neither.
///
/// # Errors
/// `NoRows` without people, `NoSpread` when chance alone explains full agreement.
pub fn estimate_kappa(counts: [u64; 4]) -> Result<Estimate, WhyMissing> {
    let n = real(counts.iter().sum());
    if n <= 0.0 {
        return Err(WhyMissing::NoRows);
    }
    let [both, first, second, neither] = counts.map(|it| real(it) / n);
    let (yes, no) = ([both + first, both + second], [second + neither, first + neither]);
    let expected = yes[0] * yes[1] + no[0] * no[1];
    if expected >= 1.0 {
        return Err(WhyMissing::NoSpread);
    }
    let kappa = (both + neither - expected) / (1.0 - expected);
    let rest = 1.0 - kappa;
    let agreeing = |share: f64, sides: [f64; 2]| {
        share * (1.0 - (sides[0] + sides[1]) * rest).powi(2)
    };
    // Of who is judged yes by one and no by the other: the other's yes and the one's no.
    let disagreeing =
        first * (yes[1] + no[0]).powi(2) + second * (no[1] + yes[0]).powi(2);
    let spread = agreeing(both, yes) + agreeing(neither, no) + rest * rest * disagreeing
        - (kappa - expected * rest).powi(2);
    let spread = if spread > 0.0 { spread } else { 0.0 };
    let standard_error = (spread / n).sqrt() / (1.0 - expected);
    let half_width = normal_quantile(UPPER_TAIL_STARTS) * standard_error;
    let within = |it: f64| it.clamp(-1.0, 1.0);
    Ok(Estimate {
        value: kappa,
        interval: Some((within(kappa - half_width), within(kappa + half_width))),
        standard_error: Some(standard_error),
        method: NAME,
        design_effect: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, printed, reference,
    };

    #[test]
    fn values_and_limits_are_those_statpsych_prints() {
        let json =
            reference(include_str!("../../tests/reference/statpsych/expected.json"));
        let case = &json["kappa"][0];
        let counts = ["f11", "f10", "f01", "f00"].map(|it| case[it].as_u64().unwrap());
        let estimate = estimate_kappa(counts).unwrap();
        let (lower, upper) = estimate.interval.unwrap();
        assert_same_digits(estimate.value, &printed(case, "/cohen/estimate"));
        let error = estimate.standard_error.unwrap();
        assert_same_digits(error, &printed(case, "/cohen/se"));
        assert_same_digits(lower, &printed(case, "/cohen/lower"));
        assert_same_digits(upper, &printed(case, "/cohen/upper"));
    }

    #[test]
    fn full_agreement_is_one_and_full_disagreement_is_minus_one() {
        assert_close(estimate_kappa([20, 0, 0, 20]).unwrap().value, 1.0);
        assert_close(estimate_kappa([0, 20, 20, 0]).unwrap().value, -1.0);
    }

    #[test]
    fn agreement_that_chance_explains_is_nought() {
        assert_close(estimate_kappa([25, 25, 25, 25]).unwrap().value, 0.0);
    }

    #[test]
    fn when_everybody_gets_the_same_verdict_there_is_no_kappa() {
        assert_eq!(estimate_kappa([30, 0, 0, 0]), Err(WhyMissing::NoSpread));
        assert_eq!(estimate_kappa([0; 4]), Err(WhyMissing::NoRows));
    }
}
