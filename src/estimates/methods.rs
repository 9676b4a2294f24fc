//! The list of methods, with the page of each.
//!
//! In: nothing. Out: names, labels and pages for `explain`, reports and the methods
//! appendix. Never: a method without a page.

use super::{
    aalen_johansen, anhoej, assurance, case_mix, clopper_pearson,
    clopper_pearson_clustered, cochran_armitage, cohen_kappa, count, effect_size,
    false_alarms, firth, funnel, funnel_reach, jeffreys, jeffreys_clustered,
    kaplan_meier, laney, least_squares, log_rank, logistic, making_data_count,
    mann_kendall, missing_bounds, newcombe, none, overdispersion, ratio_clustered,
    response_drift, shewhart, smallest_change, square_and_add, t, t_clustered,
    weighted_linear, welch, wilson, wilson_clustered, xmr,
};

use crate::tables::codes::{cut_off, reliable_change};

/// A method as people meet it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Method {
    /// The name in the column `method` of `estimates`.
    pub name: &'static str,
    /// What people call it: Dutch, English.
    pub label: (&'static str, &'static str),
    /// The page, in Markdown.
    pub page: &'static str,
}

/// Every method, in the order of the methods appendix.
pub const METHODS: &[Method] = &[
    Method {
        name: count::NAME,
        label: ("telling", "count"),
        page: include_str!("count.md"),
    },
    Method {
        name: wilson::NAME,
        label: ("Wilson-interval", "Wilson interval"),
        page: include_str!("wilson.md"),
    },
    Method {
        name: wilson_clustered::NAME,
        label: (
            "Wilson-interval, cliënten komen vaker voor",
            "Wilson interval, clients appear more than once",
        ),
        page: include_str!("wilson_clustered.md"),
    },
    Method {
        name: t::NAME,
        label: ("t-interval", "t interval"),
        page: include_str!("t.md"),
    },
    Method {
        name: t_clustered::NAME,
        label: (
            "t-interval, cliënten komen vaker voor",
            "t interval, clients appear more than once",
        ),
        page: include_str!("t_clustered.md"),
    },
    Method {
        name: ratio_clustered::NAME,
        label: ("verhouding van twee sommen", "ratio of two sums"),
        page: include_str!("ratio_clustered.md"),
    },
    Method {
        name: effect_size::NAME,
        label: ("effectgrootte van een verandering", "effect size of a change"),
        page: include_str!("effect_size.md"),
    },
    Method {
        name: cohen_kappa::NAME,
        label: ("kappa van Cohen", "Cohen’s kappa"),
        page: include_str!("cohen_kappa.md"),
    },
    Method {
        name: reliable_change::NAME,
        label: ("betrouwbare verandering", "reliable change"),
        page: reliable_change::PAGE,
    },
    Method {
        name: cut_off::NAME,
        label: ("grens tussen klinisch en gezond", "cut-off"),
        page: cut_off::PAGE,
    },
    Method {
        name: kaplan_meier::NAME,
        label: ("mediaan volgens Kaplan-Meier", "Kaplan-Meier median"),
        page: include_str!("kaplan_meier.md"),
    },
    Method {
        name: aalen_johansen::NAME,
        label: (
            "cumulatieve incidentie volgens Aalen-Johansen",
            "Aalen-Johansen cumulative incidence",
        ),
        page: include_str!("aalen_johansen.md"),
    },
    Method {
        name: log_rank::NAME,
        label: ("verschil in duur tussen groepen", "difference in time between groups"),
        page: include_str!("log_rank.md"),
    },
    Method {
        name: cochran_armitage::NAME,
        label: ("trend van een aandeel", "trend of a proportion"),
        page: include_str!("cochran_armitage.md"),
    },
    Method {
        name: weighted_linear::NAME,
        label: ("trend van een gemiddelde", "trend of a mean"),
        page: include_str!("weighted_linear.md"),
    },
    Method {
        name: none::NAME,
        label: ("zonder interval", "without interval"),
        page: include_str!("none.md"),
    },
    Method {
        name: clopper_pearson::NAME,
        label: ("exact interval", "exact interval"),
        page: include_str!("clopper_pearson.md"),
    },
    Method {
        name: clopper_pearson_clustered::NAME,
        label: (
            "exact interval, cliënten komen vaker voor",
            "exact interval, clients appear more than once",
        ),
        page: include_str!("clopper_pearson_clustered.md"),
    },
    Method {
        name: jeffreys::NAME,
        label: ("Jeffreys-interval", "Jeffreys interval"),
        page: include_str!("jeffreys.md"),
    },
    Method {
        name: jeffreys_clustered::NAME,
        label: (
            "Jeffreys-interval, cliënten komen vaker voor",
            "Jeffreys interval, clients appear more than once",
        ),
        page: include_str!("jeffreys_clustered.md"),
    },
    Method {
        name: newcombe::NAME,
        label: ("verschil van twee aandelen", "difference of two proportions"),
        page: include_str!("newcombe.md"),
    },
    Method {
        name: welch::NAME,
        label: ("verschil van twee gemiddelden", "difference of two means"),
        page: include_str!("welch.md"),
    },
    Method {
        name: square_and_add::NAME,
        label: ("verschil van twee cijfers", "difference of two figures"),
        page: include_str!("square_and_add.md"),
    },
    Method {
        name: response_drift::NAME,
        label: (
            "of respons een verandering kan verklaren",
            "whether response could explain a change",
        ),
        page: include_str!("response_drift.md"),
    },
    Method {
        name: missing_bounds::NAME,
        label: (
            "wat ontbrekende antwoorden kunnen veranderen",
            "what missing answers could change",
        ),
        page: include_str!("missing_bounds.md"),
    },
    Method {
        name: mann_kendall::NAME,
        label: ("trend van een korte reeks", "trend of a short series"),
        page: include_str!("mann_kendall.md"),
    },
    Method {
        name: xmr::NAME,
        label: ("grenzen van een reeks waarden", "limits of a series of values"),
        page: include_str!("xmr.md"),
    },
    Method {
        name: shewhart::NAME,
        label: ("grenzen bij toeval alleen", "limits by chance alone"),
        page: include_str!("shewhart.md"),
    },
    Method {
        name: laney::NAME,
        label: (
            "grenzen van een reeks aandelen of aantallen",
            "limits of a series of shares, rates or counts",
        ),
        page: include_str!("laney.md"),
    },
    Method {
        name: anhoej::NAME,
        label: ("signalen volgens Anhøj", "signals by runs and crossings"),
        page: include_str!("anhoej.md"),
    },
    Method {
        name: making_data_count::NAME,
        label: (
            "signalen volgens Making Data Count",
            "signals by the rules of Making Data Count",
        ),
        page: include_str!("making_data_count.md"),
    },
    Method {
        name: smallest_change::NAME,
        label: (
            "kleinste verandering die u kunt zien",
            "smallest change that can be noticed",
        ),
        page: include_str!("smallest_change.md"),
    },
    Method {
        name: funnel_reach::NAME,
        label: (
            "trajecten die een trechterfiguur nodig heeft",
            "rows a funnel plot needs",
        ),
        page: include_str!("funnel_reach.md"),
    },
    Method {
        name: least_squares::NAME,
        label: ("kleinste kwadraten", "least squares"),
        page: include_str!("least_squares.md"),
    },
    Method {
        name: logistic::NAME,
        label: ("logistische regressie", "logistic regression"),
        page: include_str!("logistic.md"),
    },
    Method {
        name: firth::NAME,
        label: (
            "logistische regressie met een straf voor zekerheid",
            "logistic regression with Firth’s penalty",
        ),
        page: include_str!("firth.md"),
    },
    Method {
        name: funnel::NAME,
        label: ("trechtergrafiek", "funnel plot"),
        page: include_str!("funnel.md"),
    },
    Method {
        name: overdispersion::NAME,
        label: ("extra spreiding tussen eenheden", "extra spread between units"),
        page: include_str!("overdispersion.md"),
    },
    Method {
        name: assurance::NAME,
        label: ("haalt het proces zijn streefwaarde", "does the process meet its target"),
        page: include_str!("assurance.md"),
    },
    Method {
        name: false_alarms::NAME,
        label: ("verwacht aantal loze signalen", "expected number of false alarms"),
        page: include_str!("false_alarms.md"),
    },
    Method {
        name: case_mix::NAME,
        label: ("correctie voor verschillen tussen cliënten", "case-mix adjustment"),
        page: include_str!("case_mix.md"),
    },
];

/// The method with that name; `None` when there is none.
pub fn method(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|it| it.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_the_same_headings_in_the_same_order() {
        let wanted = ["Definition", "Formula", "Assumptions", "When undefined", "Source"];
        for it in METHODS {
            let headings: Vec<_> =
                it.page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            assert_eq!(headings, wanted, "{}", it.name);
            let title = it.page.lines().next().unwrap();
            assert!(title.ends_with(&format!("(`{}`)", it.name)), "{title}");
            assert!(it.page.contains("*Nederlands:*"), "{}: say it in Dutch", it.name);
        }
    }

    #[test]
    fn names_are_unique_and_found() {
        for it in METHODS {
            assert_eq!(METHODS.iter().filter(|other| other.name == it.name).count(), 1);
            assert_eq!(method(it.name), Some(it));
        }
        assert_eq!(method("wilsn"), None);
    }
}
