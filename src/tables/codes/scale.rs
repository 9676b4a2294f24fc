//! One scale of a questionnaire: what its scores mean.
//!
//! In: what is known of it, each figure with its source. Out: the direction, reliable change
//! and side of a score. Never: a figure that does not say where it comes from.

use super::cut_off::{CutOffRule, Moments, cut_off_a, cut_off_b, cut_off_c};
use super::reliable_change;
use crate::numeric::decimal;
use crate::terms::Text;

/// How sure a figure is.
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
    /// The names in the list of instruments.
    pub(super) const NAMES: [(&'static str, Self); 3] = [
        ("verified", Self::Verified),
        ("secondary", Self::Secondary),
        ("unverified", Self::Unverified),
    ];

    /// What people call it.
    pub fn label(self) -> Text {
        match self {
            Self::Verified => Text::new("gelezen in de bron", "verified"),
            Self::Secondary => {
                Text::new("uit een tweede hand", "from a second-hand source")
            }
            Self::Unverified => Text::new("NIET GECONTROLEERD", "NOT VERIFIED"),
            Self::Declared => {
                Text::new("opgegeven in de pijplijn", "declared by the pipeline")
            }
        }
    }
}

/// A figure with where it comes from and how sure it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Sourced<T> {
    /// The figure.
    pub value: T,
    /// How sure it is.
    pub basis: Basis,
    /// Where it comes from.
    pub source: String,
}

/// How the reliability was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReliabilityKind {
    /// Internal consistency, by Cronbach's alpha.
    Alpha,
    /// Internal consistency, by omega.
    Omega,
    /// The same people twice.
    TestRetest,
    /// Two forms of the questionnaire.
    ParallelForms,
    /// Two raters.
    InterRater,
    /// The source or the pipeline does not say.
    NotSaid,
}

impl ReliabilityKind {
    /// The names in pipelines and in the list of instruments.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("alpha", Self::Alpha),
        ("omega", Self::Omega),
        ("test-retest", Self::TestRetest),
        ("parallel-forms", Self::ParallelForms),
        ("inter-rater", Self::InterRater),
    ];

    /// What people call it.
    pub fn label(self) -> Text {
        match self {
            Self::Alpha => Text::same("alpha"),
            Self::Omega => Text::same("omega"),
            Self::TestRetest => Text::new("test-hertest", "test-retest"),
            Self::ParallelForms => Text::new("parallelle vormen", "parallel forms"),
            Self::InterRater => Text::new("twee beoordelaars", "inter-rater"),
            Self::NotSaid => Text::new("soort niet opgegeven", "kind not said"),
        }
    }
}

/// Whose scores a standard deviation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpreadOf {
    /// The norm group.
    Norm,
    /// A sample of clients.
    Sample,
}

impl SpreadOf {
    /// The names in pipelines.
    pub const NAMES: [(&'static str, Self); 2] =
        [("norm", Self::Norm), ("sample", Self::Sample)];

    /// What people call it.
    pub fn label(self) -> Text {
        match self {
            Self::Norm => Text::new("van de normgroep", "of the norm group"),
            Self::Sample => Text::new("van een groep cliënten", "of a sample of clients"),
        }
    }
}

/// The cut-off of a scale: the score and the rule it follows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CutOff {
    /// The last score on the clinical side, going towards health.
    pub score: f64,
    /// Which rule gives it.
    pub rule: CutOffRule,
    /// Whether the pipeline chose the rule.
    pub is_chosen: bool,
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
    /// Scores are T-scores: a percentage of one says nothing.
    pub is_t_score: bool,
    /// Mean and standard deviation in the norm group.
    pub norm: Option<Sourced<Moments>>,
    /// Mean and standard deviation of clients.
    pub clients: Option<Sourced<Moments>>,
    /// The standard deviation of the reliable change, and whose it is.
    pub spread: Option<Sourced<(f64, SpreadOf)>>,
    /// Reliability, 0–1, and which kind it is.
    pub reliability: Option<Sourced<(f64, ReliabilityKind)>>,
    /// Published smallest reliable change in points, where no reliability is used.
    pub published_change: Option<Sourced<f64>>,
    /// The first score, coming from the healthy side, that is published as clinical.
    pub clinical_from: Option<Sourced<f64>>,
    /// The rule for the cut-off that the pipeline chose.
    pub chosen_rule: Option<CutOffRule>,
    /// The items whose answers it is the sum of.
    pub items: Vec<u8>,
    /// The scales it is the sum of.
    pub sum_of: Vec<String>,
    /// How sure range and direction are.
    pub basis: Basis,
    /// Where range and direction come from.
    pub source: String,
}

impl Scale {
    /// The score turned so that higher is better: with a minus where lower is.
    pub fn level(&self, score: f64) -> f64 {
        if self.lower_is_better { -score } else { score }
    }

    /// Points of change for the better from start to end; worse is negative.
    pub fn improvement(&self, start: f64, end: f64) -> f64 {
        decimal(self.level(end) - self.level(start))
    }

    /// The change as a share of the way from the start to the best score of the range;
    /// `None` for T-scores, and for who started at the best.
    pub fn improvement_share(&self, start: f64, end: f64) -> Option<f64> {
        let best = if self.lower_is_better { self.range.0 } else { self.range.1 };
        let way = self.improvement(start, best);
        (!self.is_t_score && way > 0.0)
            .then(|| decimal(self.improvement(start, end) / way))
    }

    /// The standard deviation changes are compared with, and whose it is: as declared, else
    /// that of the norm group.
    pub fn deviation(&self) -> Option<(f64, SpreadOf)> {
        let of_norm = || Some((self.norm.as_ref()?.value.deviation, SpreadOf::Norm));
        self.spread.as_ref().map(|it| it.value).or_else(of_norm)
    }

    /// The change in points that counts as reliable: as published, else from the standard
    /// deviation and the reliability.
    pub fn smallest_reliable_change(&self) -> Option<f64> {
        let computed = || {
            let (reliability, _) = self.reliability.as_ref()?.value;
            Some(reliable_change::smallest_change(self.deviation()?.0, reliability))
        };
        let published = self.published_change.as_ref().map(|it| it.value);
        published.or_else(computed).filter(|it| *it > 0.0)
    }

    /// The cut-off, by the chosen rule or the first that can be applied.
    pub fn cut_off(&self) -> Option<CutOff> {
        if let Some(rule) = self.chosen_rule {
            let score = self.cut_off_by(rule)?;
            return Some(CutOff { score, rule, is_chosen: true });
        }
        CutOffRule::NAMES.iter().find_map(|(_, rule)| {
            let score = self.cut_off_by(*rule)?;
            Some(CutOff { score, rule: *rule, is_chosen: false })
        })
    }

    /// The cut-off by one rule; `None` when it lacks what it needs.
    pub fn cut_off_by(&self, rule: CutOffRule) -> Option<f64> {
        let norm = || self.norm.as_ref().map(|it| it.value);
        let clients = || self.clients.as_ref().map(|it| it.value);
        match rule {
            CutOffRule::Published => self.clinical_from.as_ref().map(|it| it.value),
            CutOffRule::A => Some(cut_off_a(clients()?, self.lower_is_better)),
            CutOffRule::B => Some(cut_off_b(norm()?, self.lower_is_better)),
            CutOffRule::C => Some(cut_off_c(clients()?, norm()?)),
        }
    }

    /// Whether a score is on the clinical side; `None` without a cut-off.
    pub fn is_clinical(&self, score: f64) -> Option<bool> {
        let edge = self.cut_off()?.score;
        Some(if self.lower_is_better { score >= edge } else { score <= edge })
    }
}
