//! The self-test: published values, computed again on the user's machine.
//!
//! In: the reference values of `tests/reference`, which are part of the program. Out: for
//! each what its source prints, what this program finds, and whether the two are the same
//! at the printed digits. Never: a number that stands in code; a rounding that is kinder
//! than the source's own.
//!
//! One file a source. A method gets its published values here in the same change that adds
//! it; the unit tests read the same files.

mod cases;
mod newcombe;
mod printed_by_r;
mod plot_the_dots;
mod py_mann_kendall;
mod anhoej;
mod event_times;
mod nist;
mod funnel_plot_r;
mod peers;
mod record;

pub use record::{json, record};

use cases::List;

use crate::error::Error;

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Printed by somebody else: a paper, an institute, a program's own tests or manual.
    Published,
    /// Computed with another program by a script of this project: a second opinion.
    Peer,
}

/// A source of reference values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The folder in `tests/reference`.
    pub name: &'static str,
    /// Author, title, place.
    pub title: &'static str,
    /// Whether others printed it.
    pub kind: Kind,
}

/// One value, computed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The method or rule, as in `uitkomst catalogue` where it stands there.
    pub method: &'static str,
    /// What it is.
    pub what: String,
    /// Where the expected value comes from.
    pub source: Source,
    /// The value as its source prints it.
    pub expected: String,
    /// What this program finds, with as many digits.
    pub found: String,
    /// Whether the two are the same.
    pub agrees: bool,
}

/// Every case, computed now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selftest {
    /// The cases, source by source.
    pub cases: Vec<Case>,
}

impl Selftest {
    /// How many values were found as they were published.
    pub fn n_agree(&self) -> usize {
        self.cases.iter().filter(|it| it.agrees).count()
    }

    /// How many of the values others printed.
    pub fn n_published(&self) -> usize {
        self.cases.iter().filter(|it| it.source.kind == Kind::Published).count()
    }

    /// Whether every value was found.
    pub fn is_passed(&self) -> bool {
        !self.cases.is_empty() && self.n_agree() == self.cases.len()
    }
}

/// Computes every published value again.
///
/// # Errors
/// When the reference values are not in order (a fault in the program). A value that does
/// not agree is no error: it is in the list.
pub fn selftest() -> Result<Selftest, Error> {
    let sources: [fn() -> Result<List, Error>; 9] = [
        nist::values,
        printed_by_r::values,
        newcombe::values,
        plot_the_dots::values,
        py_mann_kendall::values,
        anhoej::values,
        event_times::values,
        funnel_plot_r::values,
        peers::values,
    ];
    let mut cases = Vec::new();
    for values in sources {
        cases.extend(values()?.cases);
    }
    Ok(Selftest { cases })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// Fewest published values a self-test may have.
    const FEWEST: usize = 300;

    #[test]
    fn every_published_value_is_found() {
        let done = selftest().unwrap();
        let differ = done.cases.iter().filter(|it| !it.agrees);
        let differ: Vec<_> = differ
            .map(|it| format!("{}: {} is not {}", it.what, it.found, it.expected))
            .collect();
        assert!(differ.is_empty(), "{}", differ.join("\n"));
        assert!(done.is_passed());
        assert!(done.n_published() >= FEWEST, "{} published", done.n_published());
    }

    #[test]
    fn no_value_is_counted_twice() {
        let done = selftest().unwrap();
        let names: BTreeSet<_> =
            done.cases.iter().map(|it| (it.source.name, it.method, &it.what)).collect();
        assert_eq!(names.len(), done.cases.len());
    }

    #[test]
    fn every_source_has_a_folder_with_a_page() {
        for case in selftest().unwrap().cases {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
            let page = folder.join(case.source.name).join("README.md");
            assert!(page.is_file(), "{} has no page", case.source.name);
        }
    }

    #[test]
    fn one_value_that_differs_fails_the_whole() {
        let mut done = selftest().unwrap();
        assert!(done.is_passed());
        done.cases[0].agrees = false;
        assert!(!done.is_passed());
        assert!(!Selftest { cases: Vec::new() }.is_passed(), "nothing proves nothing");
    }
}
