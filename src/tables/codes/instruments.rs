//! Instruments as data: what the scores of a questionnaire mean.
//!
//! In: `instruments.toml`, and what a pipeline declares. Out: per instrument and scale its
//! range, direction, spread, reliability and cut-off, each with its source and how sure it
//! is. Never: a norm nobody could check passed off as one that was.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write;

use crate::error::Error;
use crate::tables::definition::{Fields, Problems, parse_toml};
use crate::terms::Text;

const FILE: &str = "instruments.toml";
const TEXT: &str = include_str!("instruments.toml");

/// The reliable change index from which a change is more than error of measurement, in
/// either direction (Jacobson and Truax 1991, doi:10.1037/0022-006X.59.1.12).
pub const RELIABLE: f64 = 1.96;

/// How sure the figures of a scale are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Read in the source itself.
    Verified,
    /// Read in a second-hand or partial source.
    Secondary,
    /// Commonly used; no source was read.
    Unverified,
    /// Declared by the pipeline, with its own source.
    Declared,
}

impl Basis {
    const NAMES: [(&'static str, Self); 3] = [
        ("verified", Self::Verified),
        ("secondary", Self::Secondary),
        ("unverified", Self::Unverified),
    ];

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Secondary => "from a second-hand source",
            Self::Unverified => "NOT VERIFIED",
            Self::Declared => "declared by the pipeline",
        }
    }
}

/// A questionnaire.
#[derive(Debug, Clone, PartialEq)]
pub struct Instrument {
    /// The name that is stored.
    pub code: String,
    /// What people call it.
    pub label: Text,
    /// What to know before using it.
    pub note: String,
    /// Its scales.
    pub scales: Vec<Scale>,
}

/// One scale of a questionnaire.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// The name that is stored; `total` for the total score.
    pub code: String,
    /// What people call it.
    pub label: Text,
    /// Lowest and highest score.
    pub range: (f64, f64),
    /// Whether a lower score is better for the client.
    pub lower_is_better: bool,
    /// Mean in the norm group.
    pub mean: Option<f64>,
    /// Standard deviation in the norm group.
    pub deviation: Option<f64>,
    /// Reliability, 0–1, and which kind it is.
    pub reliability: Option<(f64, String)>,
    /// The first score, coming from the healthy side, that is on the clinical side.
    pub clinical_from: Option<f64>,
    /// Published smallest reliable change in points, where no reliability is used.
    pub published_change: Option<f64>,
    /// How sure all this is.
    pub basis: Basis,
    /// Where it comes from.
    pub source: String,
}

impl Scale {
    /// The score turned so that higher is better: with a minus where lower is.
    pub fn level(&self, score: f64) -> f64 {
        if self.lower_is_better { -score } else { score }
    }

    /// Points of change for the better from start to end; worse is negative.
    pub fn improvement(&self, start: f64, end: f64) -> f64 {
        if self.lower_is_better { start - end } else { end - start }
    }

    /// Whether a score is on the clinical side; `None` without a cut-off.
    pub fn is_clinical(&self, score: f64) -> Option<bool> {
        let from = self.clinical_from?;
        Some(if self.lower_is_better { score >= from } else { score <= from })
    }

    /// The change in points that has reliable change index [`RELIABLE`]: as published, else
    /// 1.96 · SD · √(2 (1 − r)) (Jacobson and Truax 1991).
    pub fn smallest_reliable_change(&self) -> Option<f64> {
        let computed = || {
            let (reliability, _) = self.reliability.as_ref()?;
            Some(RELIABLE * self.deviation? * (2.0 * (1.0 - reliability)).sqrt())
        };
        self.published_change.or_else(computed).filter(|it| *it > 0.0)
    }
}

/// The scales of a run, by instrument and scale.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scales(pub BTreeMap<(String, String), Scale>);

impl Scales {
    /// The built-in scales.
    ///
    /// # Errors
    /// When the file is not in order (a fault in the program; a test reads it).
    pub fn built_in() -> Result<Self, Error> {
        let mut scales = BTreeMap::new();
        for instrument in instruments()? {
            for scale in instrument.scales {
                scales.insert((instrument.code.clone(), scale.code.clone()), scale);
            }
        }
        Ok(Self(scales))
    }

    /// The scale of that name of that instrument.
    pub fn get(&self, instrument: &str, scale: &str) -> Option<&Scale> {
        self.0.get(&(instrument.to_owned(), scale.to_owned()))
    }
}

/// The built-in instruments.
///
/// # Errors
/// When the file is not in order (a fault in the program; a test reads it).
pub fn instruments() -> Result<Vec<Instrument>, Error> {
    let mut problems = Problems::new("instruments", FILE);
    let document = parse_toml(TEXT, 1, &mut problems);
    let problems = RefCell::new(problems);
    let found = document.as_ref().and_then(|document| {
        let fields = Fields::new(document, TEXT, 1, &problems);
        let all: Vec<_> = fields.tables("instrument").iter().map(instrument).collect();
        fields.refuse_others();
        all.into_iter().collect::<Option<Vec<_>>>()
    });
    problems.into_inner().finish(found)
}

fn instrument(fields: &Fields) -> Option<Instrument> {
    let (code, label, note) =
        (fields.text("code"), fields.label("label"), fields.text("note"));
    let scales: Vec<_> = fields.tables("scale").iter().map(scale).collect();
    fields.refuse_others();
    let scales = scales.into_iter().collect::<Option<Vec<_>>>()?;
    Some(Instrument {
        code: code?.to_owned(),
        label: label?,
        note: note?.to_owned(),
        scales,
    })
}

fn scale(fields: &Fields) -> Option<Scale> {
    let (code, label, source) =
        (fields.text("code"), fields.label("label"), fields.text("source"));
    let range = fields.table("range").and_then(|range| {
        let both = range.number("from").zip(range.number("until"));
        range.refuse_others();
        both
    });
    let lower_is_better = match fields.text("better") {
        Some("lower") => Some(true),
        Some("higher") => Some(false),
        _ => None,
    };
    let basis = fields.text("basis");
    let basis = Basis::NAMES.iter().find(|it| Some(it.0) == basis).map(|it| it.1);
    if range.is_none() || lower_is_better.is_none() || basis.is_none() {
        let help = "give range, better (lower, higher) and basis";
        fields.problem("code", "a scale is not complete", help);
    }
    let reliability = fields.number("reliability");
    let kind = fields.optional("reliability-kind");
    let scale = Scale {
        code: code?.to_owned(),
        label: label?,
        range: range?,
        lower_is_better: lower_is_better?,
        mean: fields.number("mean"),
        deviation: fields.number("deviation"),
        reliability: reliability.zip(kind.map(ToOwned::to_owned)),
        clinical_from: fields.number("clinical-from"),
        published_change: fields.number("smallest-reliable-change"),
        basis: basis?,
        source: source?.to_owned(),
    };
    fields.refuse_others();
    Some(scale)
}

impl Instrument {
    /// What is known of it, as a page.
    pub fn page(&self) -> String {
        let mut page = format!("# {} ({})\n\n{}\n", self.code, self.label.en, self.note);
        for it in &self.scales {
            // Writing to a String cannot fail.
            let _ = write!(page, "\n## {}\n\n{}", it.code, it.page());
        }
        page
    }
}

impl Scale {
    fn page(&self) -> String {
        let said =
            |it: Option<f64>| it.map_or("not known".to_owned(), |it| it.to_string());
        let better = if self.lower_is_better { "lower" } else { "higher" };
        let reliability = match &self.reliability {
            Some((r, kind)) => format!("{r} ({kind})"),
            None => "not known: declare it in the pipeline".to_owned(),
        };
        format!(
            "- what: {}\n- range: {} to {}; {better} is better\n- norm group: mean {}, \
             standard deviation {}\n- reliability: {reliability}\n- clinical from: {}\n\
             - smallest reliable change: {}\n- basis: {}\n- source: {}\n",
            self.label.en,
            self.range.0,
            self.range.1,
            said(self.mean),
            said(self.deviation),
            said(self.clinical_from),
            said(self.smallest_reliable_change()),
            self.basis.label(),
            self.source
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_in_order_and_every_scale_has_a_source() {
        let all = instruments().unwrap();
        let codes: Vec<_> = all.iter().map(|it| it.code.as_str()).collect();
        assert_eq!(codes, ["sdq", "cbcl", "obvl", "ors"]);
        for scale in all.iter().flat_map(|it| &it.scales) {
            assert!(!scale.source.is_empty() && scale.range.0 < scale.range.1);
        }
    }

    #[test]
    fn the_smallest_reliable_change_follows_jacobson_and_truax() {
        let mut scale = Scales::built_in().unwrap().get("cbcl", "total").unwrap().clone();
        assert_eq!(scale.smallest_reliable_change(), None);
        // SD 10 and r = .90: standard error of the difference 4.4721, times 1.96.
        scale.reliability = Some((0.9, "test-retest".to_owned()));
        let change = scale.smallest_reliable_change().unwrap();
        assert!((change - 8.765).abs() < 0.0005, "{change}");
    }

    #[test]
    fn what_is_not_verified_says_so() {
        let all = instruments().unwrap();
        let ors = all.iter().find(|it| it.code == "ors").unwrap();
        assert!(ors.page().contains("NOT VERIFIED"));
    }

    #[test]
    fn better_has_the_direction_of_the_scale() {
        let scales = Scales::built_in().unwrap();
        let (cbcl, ors) = (scales.get("cbcl", "total"), scales.get("ors", "total"));
        let (cbcl, ors) = (cbcl.unwrap(), ors.unwrap());
        assert!(cbcl.improvement(70.0, 60.0) > 0.0 && ors.improvement(20.0, 30.0) > 0.0);
        assert_eq!(
            (cbcl.is_clinical(64.0), ors.is_clinical(25.0)),
            (Some(true), Some(true))
        );
    }
}
