//! Jeffreys, clustered. In: a cell in which clients appear more than once. Out: a proportion
//! with its interval. Never: an interval narrower than if every row were another client.
#![doc = ""]
#![doc = include_str!("jeffreys_clustered.md")]

/// Name of the method.
pub const NAME: &str = "jeffreys-clustered";

#[cfg(test)]
mod tests {
    use crate::estimates::ProportionInterval;
    use crate::estimates::agreement::check_clustered_shares;

    #[test]
    fn limits_agree_with_statsmodels_on_the_effective_counts() {
        check_clustered_shares("jeffreys", ProportionInterval::Jeffreys);
    }
}
