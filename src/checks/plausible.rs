//! Plausibility: shares outside what is usual in the field.
//!
//! In: released shares of all trajectories together. Out: a warning: not an error, a
//! question. Never: a share that was not released.

use crate::error::Message;

/// What is usual: an indicator and category, and the band of its share (0–1).
struct Band {
    indicator: &'static str,
    category: Option<&'static str>,
    from: f64,
    until: f64,
}

/// Bands derived from the national shares of CBS table 82970NED (first half of 2020:
/// planned or agreed 91.8 %, client 3.6 %, external 2.9 %; by referrer 76 to 95 %).
const BANDS: &[Band] = &[
    Band {
        indicator: "closed-by-mutual-agreement",
        category: None,
        from: 0.75,
        until: 0.97,
    },
    Band { indicator: "dropout", category: None, from: 0.0, until: 0.15 },
    Band { indicator: "end-reasons", category: Some("external"), from: 0.0, until: 0.10 },
];

/// The warning about one share of all trajectories in one period, when it is unusual.
pub fn check_plausible(
    indicator: &str,
    category: Option<&str>,
    period: &str,
    share: f64,
) -> Option<Message> {
    let band = BANDS
        .iter()
        .find(|it| it.indicator == indicator && it.category == category)
        .filter(|it| share < it.from || it.until < share)?;
    let name = category.map_or_else(String::new, |it| format!(", `{it}`"));
    let headline = format!(
        "{indicator}{name} is {:.1} % in {period}; usual is {:.0} to {:.0} %",
        100.0 * share,
        100.0 * band.from,
        100.0 * band.until
    );
    Some(
        Message::new("implausible-share", headline)
            .effect("none: the figure stands as computed")
            .help("look whether the codes are mapped as the provider means them"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_national_share_is_usual() {
        let warning = check_plausible("closed-by-mutual-agreement", None, "2020", 0.918);
        assert_eq!(warning, None);
    }

    #[test]
    fn a_share_outside_the_band_is_a_question() {
        let warning = check_plausible("dropout", None, "2020", 0.2).unwrap();
        assert_eq!(warning.headline, "dropout is 20.0 % in 2020; usual is 0 to 15 %");
    }
}
