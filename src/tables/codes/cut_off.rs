//! Cut-offs. In: means and standard deviations of clients and of the norm group. Out: the
//! score between both sides, by each of the three published rules. Never: a cut-off without
//! the rule it follows.
#![doc = ""]
#![doc = include_str!("cut_off.md")]

use crate::terms::Text;

/// Name of the method.
pub const NAME: &str = "cut-off";
/// Its page.
pub const PAGE: &str = include_str!("cut_off.md");

/// Standard deviations from a mean up to which a score belongs to a group, in rules a and b
/// (Jacobson and Truax 1991, doi:10.1037/0022-006X.59.1.12).
const REACH: f64 = 2.0;

/// Mean and standard deviation of a group of people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub deviation: f64,
}

/// Which rule gives the cut-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutOffRule {
    /// Published for the instrument.
    Published,
    /// Two standard deviations from the mean of clients.
    A,
    /// Two standard deviations from the mean of the norm group.
    B,
    /// Between both groups, as far from each mean in its own standard deviations.
    C,
}

impl CutOffRule {
    /// The names a pipeline may use, in the order in which a rule is chosen when it does not.
    pub const NAMES: [(&'static str, Self); 4] =
        [("published", Self::Published), ("c", Self::C), ("b", Self::B), ("a", Self::A)];

    /// What people call it.
    pub fn label(self) -> Text {
        match self {
            Self::Published => Text::new("gepubliceerd", "published"),
            Self::A => Text::new(
                "a: twee standaarddeviaties van het gemiddelde van cliënten",
                "a: two standard deviations from the mean of clients",
            ),
            Self::B => Text::new(
                "b: twee standaarddeviaties van het gemiddelde van de normgroep",
                "b: two standard deviations from the mean of the norm group",
            ),
            Self::C => Text::new(
                "c: tussen cliënten en normgroep",
                "c: between clients and the norm group",
            ),
        }
    }

    /// Why it was taken when the pipeline chose none.
    pub fn why(self) -> Text {
        match self {
            Self::Published => {
                Text::new("er is een gepubliceerde grens", "there is a published cut-off")
            }
            Self::A => Text::new(
                "alleen van cliënten zijn gemiddelde en spreiding bekend",
                "mean and spread are known of clients only",
            ),
            Self::B => Text::new(
                "alleen van de normgroep zijn gemiddelde en spreiding bekend",
                "mean and spread are known of the norm group only",
            ),
            Self::C => Text::new(
                "van beide groepen zijn gemiddelde en spreiding bekend",
                "mean and spread are known of both groups",
            ),
        }
    }
}

/// Cut-off a: the edge of the clients, on the side of the norm group.
pub fn cut_off_a(clients: Moments, lower_is_better: bool) -> f64 {
    let towards_health = if lower_is_better { -1.0 } else { 1.0 };
    clients.mean + towards_health * REACH * clients.deviation
}

/// Cut-off b: the edge of the norm group, on the side of the clients. With the norm group's
/// own standard deviation, as the paper has it.
pub fn cut_off_b(norm: Moments, lower_is_better: bool) -> f64 {
    let towards_illness = if lower_is_better { 1.0 } else { -1.0 };
    norm.mean + towards_illness * REACH * norm.deviation
}

/// Cut-off c: (SD₀·M₁ + SD₁·M₀) / (SD₀ + SD₁), 0 being the norm group and 1 the clients.
pub fn cut_off_c(clients: Moments, norm: Moments) -> f64 {
    (norm.deviation * clients.mean + clients.deviation * norm.mean)
        / (norm.deviation + clients.deviation)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_near(actual: f64, expected: f64) {
        assert!((actual - expected).abs() < 0.0005, "{actual} is not {expected}");
    }

    #[test]
    fn the_example_of_jacobson_and_truax_comes_out() {
        // Clients 40 (7.5), norm group 60 (7.5), higher is better: a 55, b 45, c 50.
        let (clients, norm) = (
            Moments { mean: 40.0, deviation: 7.5 },
            Moments { mean: 60.0, deviation: 7.5 },
        );
        assert_near(cut_off_a(clients, false), 55.0);
        assert_near(cut_off_b(norm, false), 45.0);
        assert_near(cut_off_c(clients, norm), 50.0);
    }

    #[test]
    fn a_problem_score_has_its_cut_offs_the_other_way_round() {
        let (clients, norm) = (
            Moments { mean: 65.0, deviation: 8.0 },
            Moments { mean: 50.0, deviation: 10.0 },
        );
        assert_near(cut_off_a(clients, true), 49.0);
        assert_near(cut_off_c(clients, norm), 58.333);
    }

    #[test]
    fn cut_off_b_has_the_spread_of_the_norm_group_and_not_of_the_clients() {
        // Clients with SD 8, norm group 50 (10). With the clients' spread it would be 66.
        assert_near(cut_off_b(Moments { mean: 50.0, deviation: 10.0 }, true), 70.0);
    }
}
