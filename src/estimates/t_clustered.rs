//! t, clustered. In: a cell in which clients appear more than once. Out: a mean with its
//! interval. Never: an interval from a single client.
#![doc = ""]
#![doc = include_str!("t_clustered.md")]

use super::{Estimate, clusters, t};
use crate::indicators::{Cell, Part};
use crate::numeric::real;

/// Name of the method.
pub const NAME: &str = "t-clustered";

/// The mean of a cell with two clients or more, some of them with several rows.
///
/// DEVIATION: the variance between clients can be below that of as many different clients,
/// by chance or because one client has most rows. Then the latter counts.
pub(super) fn estimate(cell: &Cell, part: &Part) -> Estimate {
    let value = part.mean(cell.n);
    let of_clients = clusters::variance_of_mean(cell, part);
    let of_rows = t::variance_of_mean(cell, part);
    let variance = if of_clients > of_rows { of_clients } else { of_rows };
    let design_effect = (of_rows > 0.0).then(|| variance / of_rows);
    let interval = t::limits(value, variance, real(cell.n_clients) - 1.0);
    let standard_error = interval.map(|_| variance.sqrt());
    Estimate { value, interval, standard_error, method: NAME, design_effect }
}

#[cfg(test)]
mod tests {
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, printed, reference,
    };
    use crate::estimates::estimate_mean;
    use crate::indicators::cell_of;

    #[test]
    fn mean_error_limits_and_design_effect_agree_with_statsmodels() {
        // OLS(y, 1).fit(cov_type="cluster", use_t=True): the correction CR1, which is
        // G/(G - 1) for a single mean, and t with clients - 1 degrees of freedom.
        let json =
            reference(include_str!("../../tests/reference/python-peers/expected.json"));
        let cases = json["clustered_means"].as_array().unwrap();
        assert_eq!(cases.len(), 3);
        for case in cases {
            let clients: Vec<Vec<f64>> =
                serde_json::from_value(case["clients"].clone()).unwrap();
            let clients: Vec<&[f64]> = clients.iter().map(Vec::as_slice).collect();
            let estimate = estimate_mean(&cell_of(&clients), 0).unwrap();
            let (lower, upper) = estimate.interval.unwrap();
            for (actual, pointer) in [
                (estimate.value, "/value"),
                (estimate.standard_error.unwrap(), "/standard_error"),
                (lower, "/interval/0"),
                (upper, "/interval/1"),
                (estimate.design_effect.unwrap(), "/design_effect"),
            ] {
                assert_same_digits(actual, &printed(case, pointer));
            }
            assert_eq!(estimate.method, "t-clustered");
        }
    }

    #[test]
    fn rows_that_are_copies_count_once() {
        let once = estimate_mean(&cell_of(&[&[4.0], &[6.0], &[8.0]]), 0).unwrap();
        let twice = [&[4.0, 4.0] as &[f64], &[6.0, 6.0], &[8.0, 8.0]];
        let twice = estimate_mean(&cell_of(&twice), 0).unwrap();
        assert_close(twice.value, once.value);
        assert_close(twice.interval.unwrap().0, once.interval.unwrap().0);
        assert_close(twice.interval.unwrap().1, once.interval.unwrap().1);
    }

    // Narrower than `t`: by 2 % when clients are alike in opposite ways, and 2.6 times when
    // one client has 40 rows and 60 have one.
    #[test]
    fn the_interval_is_never_narrower_than_if_each_row_were_another_client() {
        let opposite: Vec<Vec<f64>> =
            (0..20).map(|it| vec![f64::from(it % 5), f64::from(4 - it % 5)]).collect();
        let mut one_large = vec![[60.0, 61.0, 59.0, 62.0].repeat(10)];
        one_large.extend((0..60).map(|it| vec![f64::from(30 + it)]));
        for clients in [opposite, one_large] {
            let rows: Vec<&[f64]> =
                clients.iter().flatten().map(std::slice::from_ref).collect();
            let clients: Vec<&[f64]> = clients.iter().map(Vec::as_slice).collect();
            let width = |clients: &[&[f64]]| {
                let estimate = estimate_mean(&cell_of(clients), 0).unwrap();
                estimate.interval.map(|it| it.1 - it.0).unwrap()
            };
            assert!(width(&clients) >= width(&rows));
        }
    }

    // Marks of 8, 8 and 8 had an interval from 8 to 8, and a claim.
    #[test]
    fn equal_values_have_no_interval() {
        for clients in [vec![&[8.0] as &[f64]; 3], vec![&[8.0, 8.0]; 3]] {
            let estimate = estimate_mean(&cell_of(&clients), 0).unwrap();
            assert_eq!((estimate.value, estimate.interval), (8.0, None));
            assert_eq!(estimate.standard_error, None);
        }
    }

    #[test]
    fn one_client_has_a_value_and_no_interval() {
        let estimate = estimate_mean(&cell_of(&[&[6.0, 8.0, 7.0]]), 0).unwrap();
        assert_eq!((estimate.value, estimate.interval), (7.0, None));
        assert_eq!(estimate.method, "none");
    }
}
