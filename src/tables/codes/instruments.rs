//! Instruments as data: what the scores of a questionnaire mean.
//!
//! In: `instruments.toml`. Out: per instrument and scale its range, direction, norm,
//! reliability and cut-off, each with its source and how sure it is. Never: a norm nobody
//! could check passed off as one that was.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::cut_off::Moments;
use super::items::Items;
use super::scale::{Basis, ReliabilityKind, Scale, Sourced};
use crate::error::Error;
use crate::tables::definition::{Fields, Problems, parse_toml};
use crate::terms::Text;

const FILE: &str = "instruments.toml";
const TEXT: &str = include_str!("instruments.toml");

/// A questionnaire.
#[derive(Debug, Clone, PartialEq)]
pub struct Instrument {
    /// The name that is stored.
    pub code: String,
    /// What people call it.
    pub label: Text,
    /// What to know before using it.
    pub note: String,
    /// Its items, when scale scores can be made from them.
    pub items: Option<Items>,
    /// Its scales.
    pub scales: Vec<Scale>,
}

/// The scales of a run, by instrument and scale, and the items they are made from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scales {
    /// Every known scale.
    pub all: BTreeMap<(String, String), Scale>,
    items: BTreeMap<String, Items>,
}

impl Scales {
    /// The built-in scales.
    ///
    /// # Errors
    /// When the file is not in order (a fault in the program; a test reads it).
    pub fn built_in() -> Result<Self, Error> {
        let mut scales = Self::default();
        for instrument in instruments()? {
            for scale in instrument.scales {
                scales.all.insert((instrument.code.clone(), scale.code.clone()), scale);
            }
            if let Some(items) = instrument.items {
                scales.items.insert(instrument.code, items);
            }
        }
        Ok(scales)
    }

    /// The scale of that name of that instrument.
    pub fn get(&self, instrument: &str, scale: &str) -> Option<&Scale> {
        self.all.get(&(instrument.to_owned(), scale.to_owned()))
    }

    /// The scales of an instrument.
    pub fn of(&self, instrument: &str) -> impl Iterator<Item = &Scale> {
        self.all.iter().filter(move |it| it.0.0 == instrument).map(|it| it.1)
    }

    /// The items of an instrument.
    pub fn items(&self, instrument: &str) -> Option<&Items> {
        self.items.get(instrument)
    }

    /// Lowest and highest value of a scale or an item; none when it is not known.
    pub fn range(&self, instrument: &str, scale: &str) -> Option<(f64, f64)> {
        let item = || {
            let items = self.items(instrument)?;
            items.number(scale).map(|_| items.range)
        };
        self.get(instrument, scale).map(|it| it.range).or_else(item)
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
    let items = fields.table("items").map(|it| items(&it));
    let scales: Vec<_> = fields.tables("scale").iter().map(scale).collect();
    fields.refuse_others();
    let scales = scales.into_iter().collect::<Option<Vec<_>>>()?;
    let items = match items {
        Some(it) => Some(it?),
        None => None,
    };
    Some(Instrument {
        code: code?.to_owned(),
        label: label?,
        note: note?.to_owned(),
        items,
        scales,
    })
}

fn items(fields: &Fields) -> Option<Items> {
    let (n, fewest) = (fields.whole("n"), fields.whole("fewest"));
    let items = Items {
        n: u8::try_from(n?).ok()?,
        range: range(fields)?,
        reversed: numbers(fields, "reversed"),
        fewest: usize::try_from(fewest?).ok()?,
        basis: basis(fields)?,
        source: fields.text("source")?.to_owned(),
    };
    fields.refuse_others();
    Some(items)
}

fn numbers(fields: &Fields, key: &'static str) -> Vec<u8> {
    let all = fields.wholes(key).into_iter();
    all.filter_map(|it| u8::try_from(it).ok()).collect()
}

fn range(fields: &Fields) -> Option<(f64, f64)> {
    let range = fields.table("range")?;
    let both = range.number("from").zip(range.number("until"));
    range.refuse_others();
    both
}

fn basis(fields: &Fields) -> Option<Basis> {
    let name = fields.text("basis")?;
    let found = Basis::NAMES.iter().find(|it| it.0 == name).map(|it| it.1);
    if found.is_none() {
        fields.problem("basis", "unknown basis", "verified, secondary or unverified");
    }
    found
}

/// A figure with its own basis and source.
fn sourced<T>(
    fields: &Fields,
    key: &'static str,
    value: impl Fn(&Fields) -> Option<T>,
) -> Option<Sourced<T>> {
    let figure = fields.table(key)?;
    let (value, basis, source) = (value(&figure), basis(&figure), figure.text("source"));
    if value.is_none() {
        fields.problem(key, "this figure is not complete", "see the others");
    }
    figure.refuse_others();
    Some(Sourced { value: value?, basis: basis?, source: source?.to_owned() })
}

fn scale(fields: &Fields) -> Option<Scale> {
    let (code, label) = (fields.text("code"), fields.label("label"));
    let lower_is_better = match fields.text("better") {
        Some("lower") => Some(true),
        Some("higher") => Some(false),
        _ => None,
    };
    let moments = |it: &Fields| {
        let (mean, deviation) = it.number("mean").zip(it.number("deviation"))?;
        Some(Moments { mean, deviation })
    };
    let reliability = |it: &Fields| {
        let kind = it.text("kind");
        let kind = ReliabilityKind::NAMES.iter().find(|of| Some(of.0) == kind)?.1;
        Some((it.number("value")?, kind))
    };
    let (range, basis, source) = (range(fields), basis(fields), fields.text("source"));
    if range.is_none() || lower_is_better.is_none() {
        let help = "give range and better (lower, higher)";
        fields.problem("code", "a scale is not complete", help);
    }
    let scale = Scale {
        code: code?.to_owned(),
        label: label?,
        range: range?,
        lower_is_better: lower_is_better?,
        is_t_score: fields.optional("kind") == Some("t-score"),
        norm: sourced(fields, "norm", moments),
        clients: sourced(fields, "clients", moments),
        spread: None,
        reliability: sourced(fields, "reliability", reliability),
        published_change: sourced(fields, "smallest-reliable-change", |it| {
            it.number("points")
        }),
        clinical_from: sourced(fields, "clinical-from", |it| it.number("score")),
        chosen_rule: None,
        items: numbers(fields, "items"),
        sum_of: fields.texts("sum-of").into_iter().map(ToOwned::to_owned).collect(),
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
        // Writing to a String cannot fail.
        if let Some(it) = &self.items {
            let _ = write!(page, "\n## items\n\n{}", it.page());
        }
        for it in &self.scales {
            let _ = write!(page, "\n## {}\n\n{}", it.code, it.page());
        }
        page
    }
}

impl Items {
    fn page(&self) -> String {
        let reversed: Vec<String> = self.reversed.iter().map(u8::to_string).collect();
        format!(
            "- delivered as scales `item-1` to `item-{}`, answers {} to {}\n- turned round: \
             {}\n- a scale is scored from {} answered items on, and scaled up to all\n\
             - basis: {}\n- source: {}\n",
            self.n,
            self.range.0,
            self.range.1,
            reversed.join(", "),
            self.fewest,
            self.basis.label().en,
            self.source
        )
    }
}

/// `, basis; source` behind a figure.
fn origin<T>(it: &Sourced<T>) -> String {
    format!(" ({}; {})", it.basis.label().en, it.source)
}

/// A figure in words with its origin, or what is said when there is none.
fn told<T>(
    figure: Option<&Sourced<T>>,
    otherwise: &str,
    tell: impl Fn(&T) -> String,
) -> String {
    figure.map_or(otherwise.to_owned(), |it| tell(&it.value) + &origin(it))
}

impl Scale {
    fn page(&self) -> String {
        const UNKNOWN: &str = "not known";
        let better = if self.lower_is_better { "lower" } else { "higher" };
        let group = |it: &Moments| {
            format!("mean {}, standard deviation {}", it.mean, it.deviation)
        };
        let mut page = format!(
            "- what: {}\n- range: {} to {}; {better} is better ({}; {})\n",
            self.label.en,
            self.range.0,
            self.range.1,
            self.basis.label().en,
            self.source
        );
        let reliability = told(
            self.reliability.as_ref(),
            "not known: declare it in the pipeline",
            |(r, kind)| format!("{r}, {}", kind.label().en),
        );
        let change = told(self.published_change.as_ref(), UNKNOWN, f64::to_string);
        let lines = [
            ("norm group", told(self.norm.as_ref(), UNKNOWN, group)),
            ("clients", told(self.clients.as_ref(), UNKNOWN, group)),
            ("reliability", reliability),
            ("published smallest reliable change", change),
            (
                "published as clinical from",
                told(self.clinical_from.as_ref(), UNKNOWN, f64::to_string),
            ),
        ];
        for (what, said) in lines {
            let _ = writeln!(page, "- {what}: {said}");
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::super::cut_off::CutOffRule;
    use super::*;

    #[test]
    fn the_file_is_in_order_and_every_figure_has_a_source() {
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
        let source = "an example".to_owned();
        let value = (0.9, ReliabilityKind::TestRetest);
        scale.reliability = Some(Sourced { value, basis: Basis::Declared, source });
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

    #[test]
    fn a_published_cut_off_goes_before_a_computed_one_unless_the_pipeline_chooses() {
        let mut scale = Scales::built_in().unwrap().get("cbcl", "total").unwrap().clone();
        let rule = |it: &Scale| it.cut_off().map(|it| (it.rule, it.score));
        assert_eq!(rule(&scale), Some((CutOffRule::Published, 64.0)));
        scale.chosen_rule = Some(CutOffRule::B);
        assert_eq!(rule(&scale), Some((CutOffRule::B, 70.0)));
        scale.chosen_rule = Some(CutOffRule::C);
        assert_eq!(rule(&scale), None);
    }

    #[test]
    fn half_of_the_way_to_the_best_score_is_half_whatever_way_the_scale_runs() {
        let scales = Scales::built_in().unwrap();
        let share = |instrument: &str, start: f64, end: f64| {
            scales.get(instrument, "total").unwrap().improvement_share(start, end)
        };
        assert_eq!(share("sdq", 20.0, 10.0), Some(0.5));
        assert_eq!(share("ors", 20.0, 30.0), Some(0.5));
        assert_eq!(share("ors", 40.0, 30.0), None);
        assert_eq!(share("cbcl", 70.0, 35.0), None);
    }
}
