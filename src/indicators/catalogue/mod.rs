//! The catalogue: every built-in indicator, in the order reports list them.
//!
//! In: the pages of this folder. Out: indicators. Never: a definition outside its page.

use super::definition::Indicator;
use super::page::parse_page;
use crate::error::{Error, Why};

macro_rules! pages {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!($name, ".md")))),+]
    };
}

/// Name and page of every built-in indicator.
const PAGES: &[(&str, &str)] = pages![
    "trajectories-active",
    "trajectories-started",
    "trajectories-closed",
    "waiting-time",
    "duration",
    "analysis-within-four-weeks",
    "plan-within-six-weeks",
    "handover-arranged",
    "closed-by-mutual-agreement",
    "closed-as-planned",
    "dropout",
    "end-reasons",
    "end-reason-incidence",
    "satisfaction-process",
    "usefulness",
    "response",
    "without-further-help",
    "no-return-within-365-days",
    "problem-reduction",
    "questionnaire-coverage",
    "goal-attainment",
    "goals-attained",
    "all-goals-attained",
    "gas-t-score",
    "pmto-age-in-range",
    "pmto-weekly-rhythm",
    "iag-taper",
    "client-time-share",
    "absence",
    "external-staff",
];

/// Every built-in indicator, in catalogue order.
///
/// # Errors
/// When a page is not in order (a fault in the program; a test reads them all): everything
/// wrong with all pages.
pub fn built_in() -> Result<Vec<Indicator>, Error> {
    let mut indicators = Vec::new();
    let mut messages = Vec::new();
    for (name, text) in PAGES {
        match parse_page(&format!("catalogue/{name}.md"), text) {
            Ok(indicator) => indicators.push(indicator),
            Err(error) => messages.extend(error.messages),
        }
    }
    Error::all(Why::Bug, messages)?;
    Ok(indicators)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::Horizon;
    use crate::indicators::definition::MeasureKind;
    use crate::terms::{Dimension, Language};

    #[test]
    fn every_page_is_in_order() {
        match built_in() {
            Ok(all) => assert_eq!(all.len(), PAGES.len()),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn an_indicator_is_named_after_its_file() {
        for (indicator, (name, _)) in built_in().unwrap().iter().zip(PAGES) {
            assert_eq!(indicator.info.name, *name);
        }
    }

    #[test]
    fn every_page_speaks_both_languages_and_cites() {
        for it in built_in().unwrap() {
            for language in Language::ALL {
                assert!(!it.info.label.get(language).is_empty());
                assert!(it.info.summary.get(language).ends_with('.'), "{}", it.info.name);
            }
            assert!(!it.info.source.is_empty(), "{}", it.info.name);
            assert_eq!(it.info.sha256.len(), 64);
        }
    }

    #[test]
    fn informants_are_never_mixed() {
        for it in built_in().unwrap() {
            let apart = it.by.contains(&Dimension::Informant)
                || it.measures.iter().all(|it| it.fixed.is_some());
            let answers = it.dimensions().contains(&Dimension::Informant);
            assert!(apart || !answers, "{}", it.info.name);
        }
    }

    #[test]
    fn every_example_names_every_category_of_its_measures() {
        for it in built_in().unwrap() {
            for measure in it.measures.iter().filter(|it| !it.alternative) {
                let wanted: Vec<&str> = match measure.kind {
                    MeasureKind::Distribution | MeasureKind::CumulativeIncidence => {
                        measure.categories.iter().map(|it| it.0.as_str()).collect()
                    }
                    _ => measure.category.iter().map(|it| it.0.as_str()).collect(),
                };
                for category in wanted {
                    let shown = |row: &std::collections::BTreeMap<String, String>| {
                        let it = row.get("category").map(String::as_str);
                        it.map(|it| Horizon::parse(it).map_or(it, |it| it.cause))
                            == Some(category)
                    };
                    let name = &it.info.name;
                    assert!(it.example.results.iter().any(shown), "{name}: {category}");
                }
            }
        }
    }
}
