//! Reliable change. In: the spread and the reliability of a scale. Out: the error of
//! measurement of a difference, and the smallest change that is more than that error.
//! Never: a change called reliable because a group changed on average.
#![doc = ""]
#![doc = include_str!("reliable_change.md")]

/// Name of the method.
pub const NAME: &str = "reliable-change";
/// Its page.
pub const PAGE: &str = include_str!("reliable_change.md");

/// The reliable change index from which a change is more than error of measurement, in
/// either direction (Jacobson and Truax 1991, doi:10.1037/0022-006X.59.1.12).
///
/// DEVIATION: the paper speaks of an index larger than 1.96; here exactly 1.96 counts too,
/// in both directions.
pub const RELIABLE: f64 = 1.96;

/// The standard error of a difference: SD · √(2 (1 − r)).
pub fn error_of_difference(deviation: f64, reliability: f64) -> f64 {
    deviation * (2.0 * (1.0 - reliability)).sqrt()
}

/// The smallest change in points that has an index of [`RELIABLE`].
pub fn smallest_change(deviation: f64, reliability: f64) -> f64 {
    RELIABLE * error_of_difference(deviation, reliability)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a number rounds to what is printed.
    fn is_printed_as(number: f64, printed: &str) -> bool {
        let n_decimals = printed.split_once('.').map_or(0, |it| it.1.len());
        format!("{number:.n_decimals$}") == printed
    }

    #[test]
    fn the_worked_figures_of_the_method_come_out() {
        // SD 10 and r = .90, from 70 to 60: standard error 4.4721, index −2.2361.
        let error = error_of_difference(10.0, 0.9);
        assert!(is_printed_as(error, "4.4721"), "{error}");
        assert!(is_printed_as((60.0 - 70.0) / error, "-2.2361"));
        assert!(is_printed_as(smallest_change(10.0, 0.9), "8.765"));
    }

    #[test]
    fn the_example_of_jacobson_and_truax_comes_out() {
        // SD 7.5, r = .80, from 32.5 to 47.5: standard error 4.74, index 3.16.
        let error = error_of_difference(7.5, 0.8);
        assert!(is_printed_as(error, "4.74"), "{error}");
        assert!(is_printed_as((47.5 - 32.5) / error, "3.16"));
    }
}
