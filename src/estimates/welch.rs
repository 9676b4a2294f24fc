//! Welch. In: two means with standard error and n. Out: their difference with its interval.
//! Never: the assumption that both spread equally.
#![doc = ""]
#![doc = include_str!("welch.md")]

use super::UPPER_TAIL_STARTS;
use super::distributions::t_quantile;
use super::square_and_add::WithLimits;
use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "welch";

/// The limits of `first` minus `second`: means with the limits of a t interval, and the
/// number of different clients behind each.
///
/// Returns `None` when a mean has fewer than two clients, or neither spreads.
pub fn limits(first: (WithLimits, u64), second: (WithLimits, u64)) -> Option<(f64, f64)> {
    let (variance1, degrees1) = variance(first)?;
    let (variance2, degrees2) = variance(second)?;
    let variance = variance1 + variance2;
    let degrees = variance * variance
        / (variance1 * variance1 / degrees1 + variance2 * variance2 / degrees2);
    if !(variance > 0.0 && degrees.is_finite()) {
        return None;
    }
    let half_width = t_quantile(UPPER_TAIL_STARTS, degrees) * variance.sqrt();
    let difference = first.0.value - second.0.value;
    Some((difference - half_width, difference + half_width))
}

/// The squared standard error that the limits of a mean stand for, and its degrees.
fn variance((mean, n): (WithLimits, u64)) -> Option<(f64, f64)> {
    let degrees = real(n.checked_sub(1).filter(|it| *it > 0)?);
    let half_width = f64::midpoint(mean.limits.1, -mean.limits.0);
    let error = half_width / t_quantile(UPPER_TAIL_STARTS, degrees);
    Some((error * error, degrees))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{assert_same_digits, printed, reference};

    use crate::estimates::estimate_mean;
    use crate::indicators::cell_of;

    fn mean(values: &[f64]) -> (WithLimits, u64) {
        let clients: Vec<&[f64]> = values.iter().map(std::slice::from_ref).collect();
        let estimate = estimate_mean(&cell_of(&clients), 0).unwrap();
        let limits = estimate.interval.unwrap();
        (WithLimits { value: estimate.value, limits }, values.len() as u64)
    }

    #[test]
    fn limits_agree_with_r_on_the_data_of_student() {
        // R: t.test(extra ~ group, data = sleep) prints -3.3654832 and 0.2054832.
        let drug1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
        let drug2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        let (lower, upper) = limits(mean(&drug1), mean(&drug2)).unwrap();
        assert_same_digits(lower, "-3.3654832");
        assert_same_digits(upper, "0.2054832");
    }

    #[test]
    fn limits_agree_with_statsmodels() {
        let json =
            reference(include_str!("../../tests/reference/python-peers/expected.json"));
        let cases = json["welch"].as_array().unwrap();
        assert_eq!(cases.len(), 2);
        for case in cases {
            let values = |side: &str| -> Vec<f64> {
                serde_json::from_value(case[side].clone()).unwrap()
            };
            let interval = limits(mean(&values("first")), mean(&values("second")));
            let (lower, upper) = interval.unwrap();
            assert_same_digits(lower, &printed(case, "/interval/0"));
            assert_same_digits(upper, &printed(case, "/interval/1"));
        }
    }

    #[test]
    fn one_client_or_no_spread_has_no_interval() {
        let several = mean(&[1.0, 2.0, 3.0]);
        assert_eq!(limits((several.0, 1), several), None);
        let still = (WithLimits { value: 2.0, limits: (2.0, 2.0) }, 5);
        assert_eq!(limits(still, still), None);
    }
}
