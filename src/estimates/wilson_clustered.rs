//! Wilson, clustered. In: a cell in which clients appear more than once. Out: a proportion
//! with its interval. Never: an interval narrower than if every row were another client.
#![doc = ""]
#![doc = include_str!("wilson_clustered.md")]

/// Name of the method.
pub const NAME: &str = "wilson-clustered";

#[cfg(test)]
mod tests {
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, check_clustered_shares,
    };
    use crate::estimates::{ProportionInterval, estimate_proportion, wilson};
    use crate::indicators::cell_of;

    #[test]
    fn limits_agree_with_statsmodels_on_the_effective_counts() {
        check_clustered_shares("wilson", ProportionInterval::Wilson);
    }

    #[test]
    fn rows_that_are_copies_count_once() {
        // Twenty clients, each twice with the same outcome: as good as twenty rows, apart
        // from the correction 20/19 and t with 19 degrees of freedom (2.093024).
        let mut clients: Vec<&[f64]> = vec![&[1.0, 1.0]; 8];
        clients.extend(vec![&[0.0, 0.0] as &[f64]; 12]);
        let estimate =
            estimate_proportion(&cell_of(&clients), 0, ProportionInterval::Wilson)
                .unwrap();
        assert_eq!(estimate.method, "wilson-clustered");
        assert_close(estimate.value, 0.4);
        assert_close(estimate.design_effect.unwrap(), 2.0 * 20.0 / 19.0);
        let (lower, upper) = estimate.interval.unwrap();
        let expected = wilson::limits(0.4, 19.0, 2.093_024_054_408_263);
        assert_close(lower, expected.0);
        assert_close(upper, expected.1);
    }

    #[test]
    fn opposite_outcomes_within_a_client_do_not_narrow_the_interval() {
        let clients: Vec<&[f64]> = vec![&[1.0, 0.0]; 10];
        let estimate =
            estimate_proportion(&cell_of(&clients), 0, ProportionInterval::Wilson)
                .unwrap();
        assert_eq!(estimate.design_effect, Some(1.0));
    }

    #[test]
    fn a_hundred_per_cent_counts_the_rows_of_a_client_as_copies() {
        let clients: Vec<&[f64]> = vec![&[1.0, 1.0, 1.0], &[1.0], &[1.0], &[1.0]];
        let estimate =
            estimate_proportion(&cell_of(&clients), 0, ProportionInterval::Wilson)
                .unwrap();
        assert_same_digits(estimate.design_effect.unwrap(), "2");
        let (lower, upper) = estimate.interval.unwrap();
        assert!(0.0 < lower && lower < 0.5, "three effective rows say little: {lower}");
        assert_same_digits(upper, "1");
    }

    #[test]
    fn one_client_has_a_value_and_no_interval() {
        let estimate =
            estimate_proportion(&cell_of(&[&[1.0, 0.0]]), 0, ProportionInterval::Wilson)
                .unwrap();
        assert_eq!((estimate.value, estimate.interval), (0.5, None));
        assert_eq!(estimate.method, "none");
    }
}
