//! What a pipeline file says, in types. Everything in here has been checked.
//!
//! Never: a default for something a pipeline must say itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::disclosure::SmallChanges;
use crate::estimates::ProportionInterval;
use crate::estimates::rule_sets::RuleSet;
use crate::export::Dialect;
use crate::indicators::{CaseMix, Overdispersion, Thresholds};
use crate::tables::codes::{CutOffRule, Moments, ReliabilityKind, SpreadOf};
use crate::terms::{Day, Dimension, Groups, Language, PeriodGrid, Text};

/// A value with its place in the pipeline file, for messages of later checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
}

impl<T> Located<T> {
    /// The place in the shape messages use: `file:line:column`.
    pub fn place(&self, plan_path: &Path) -> String {
        format!("{}:{}:{}", plan_path.display(), self.line, self.column)
    }

    /// Another value at the same place.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Located<U> {
        Located { value: f(self.value), line: self.line, column: self.column }
    }
}

/// A whole pipeline file.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The file, as it was given.
    pub path: PathBuf,
    /// The folder relative paths in the file count from.
    pub folder: PathBuf,
    /// SHA-256 of the file's bytes, hexadecimal.
    pub sha256: String,
    /// Name in kebab-case; also the name of the bundle's folder.
    pub name: String,
    /// Title of the reports.
    pub title: Text,
    /// Whose figures these are.
    pub organisation: String,
    /// The data are made up; every report says so.
    pub synthetic: bool,
    /// The periods figures are computed for.
    pub period: PeriodGrid,
    /// What is read, by name of the canonical table.
    pub exports: BTreeMap<String, ExportPlan>,
    /// Programmes with their labels, ages and other spellings, in the file's order.
    pub programmes: Vec<ProgrammePlan>,
    /// What is declared of questionnaires, in the file's order.
    pub instruments: Vec<InstrumentPlan>,
    /// What is computed, in the file's order.
    pub indicators: Vec<IndicatorPlan>,
    /// Which groups are compared, and how; `None` for none.
    pub comparison: Option<ComparisonPlan>,
    /// How it is estimated.
    pub estimates: EstimatesPlan,
    /// How signals over time are looked for.
    pub signals: SignalsPlan,
    /// From where the criteria of the agreement page hold.
    pub agreement: Thresholds,
    /// What may be shown.
    pub disclosure: DisclosurePlan,
    /// Where releases are written down, and what is done with what they showed.
    pub ledger: Option<LedgerPlan>,
    /// How much may be wrong with the exports.
    pub checks: ChecksPlan,
    /// What is written.
    pub outputs: OutputsPlan,
    /// For whom the research dataset is, and how it is protected.
    pub research: Option<ResearchPlan>,
}

impl Plan {
    /// A path of the pipeline file as a path the program can open.
    pub fn resolve(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.folder.join(relative)
    }
}

/// How one canonical table is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportPlan {
    /// Files or patterns, as written; relative to [`Plan::folder`].
    pub files: Vec<String>,
    /// How the files are written.
    pub dialect: Dialect,
    /// Canonical column → header in the file.
    pub columns: BTreeMap<String, Located<String>>,
    /// Canonical column → the same text for every row.
    pub constants: BTreeMap<String, Located<String>>,
    /// Canonical column → what the codes in it mean.
    pub codes: BTreeMap<String, CodesPlan>,
}

/// What the codes in a column mean: a published code system, own codes, or a system with
/// own additions. Never neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodesPlan {
    /// Name of a code system, e.g. `cbs-bij-7`.
    pub system: Option<Located<String>>,
    /// The text in the file → the canonical code; wins over the system.
    pub own: BTreeMap<String, Located<String>>,
}

/// A programme the pipeline declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammePlan {
    /// The canonical code, in kebab-case.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// Youngest and oldest age at the start, both included.
    pub ages: Option<(u8, u8)>,
    /// Other spellings in the exports.
    pub aliases: Vec<String>,
}

/// What the pipeline declares of a scale of a questionnaire, from a source of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct InstrumentPlan {
    /// Which questionnaire.
    pub name: Located<String>,
    /// Which of its scales.
    pub scale: String,
    /// Where the figures come from; printed.
    pub source: String,
    /// What people call the questionnaire, when it is not built in.
    pub label: Option<Text>,
    /// Lowest and highest score.
    pub range: Option<(f64, f64)>,
    /// Whether a lower score is better.
    pub lower_is_better: Option<bool>,
    /// Reliability, 0–1.
    pub reliability: Option<f64>,
    /// How the reliability was found.
    pub reliability_kind: Option<ReliabilityKind>,
    /// The standard deviation of the reliable change.
    pub deviation: Option<f64>,
    /// Whose standard deviation that is.
    pub deviation_of: Option<SpreadOf>,
    /// The norm group.
    pub norm: Option<Moments>,
    /// A group of clients.
    pub clients: Option<Moments>,
    /// The first score on the clinical side, as published.
    pub clinical_from: Option<f64>,
    /// Which rule gives the cut-off.
    pub cut_off: Option<CutOffRule>,
    /// The smallest reliable change, as published.
    pub smallest_change: Option<f64>,
}

/// An indicator the pipeline asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct IndicatorPlan {
    /// Which definition.
    pub source: IndicatorSource,
    /// The splits besides the total; dimensions in the order of `estimates`.
    pub by: Vec<Vec<Dimension>>,
    /// What the organisation aims at, in the unit of the figure.
    pub target: Option<f64>,
}

/// Which groups are compared with each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonPlan {
    /// Along which dimensions, each by itself.
    pub by: Vec<Dimension>,
    /// Of which indicators, by name.
    pub indicators: Vec<Located<String>>,
    /// What becomes of differences beyond chance.
    pub overdispersion: Overdispersion,
    /// What is adjusted for.
    pub case_mix: Vec<Located<CaseMix>>,
}

/// Where the definition of an indicator stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndicatorSource {
    /// In the catalogue, under this name.
    Use(Located<String>),
    /// In a page of the organisation's own; relative to [`Plan::folder`].
    Page(Located<PathBuf>),
}

impl IndicatorSource {
    /// The place in the pipeline file.
    pub fn place(&self, plan_path: &Path) -> String {
        match self {
            Self::Use(it) => it.place(plan_path),
            Self::Page(it) => it.place(plan_path),
        }
    }
}

/// How figures are estimated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EstimatesPlan {
    /// The interval of every proportion.
    pub interval: ProportionInterval,
}

/// How signals over time are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignalsPlan {
    /// The set of rules.
    pub rules: RuleSet,
    /// From where on a process is judged anew, in the file's order.
    pub phases: Vec<PhasePlan>,
}

/// A phase a pipeline declares, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhasePlan {
    /// The indicator it is about.
    pub indicator: Located<String>,
    /// The groups it is about; empty for all.
    pub groups: Groups,
    /// Position of its first period.
    pub from: usize,
    /// What happened.
    pub event: Text,
    /// Who says so.
    pub author: String,
    /// Where that can be found.
    pub evidence: Text,
}

/// Which figures may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DisclosurePlan {
    /// The rules of uitkomst.
    Default,
    /// The rules of another house, by their name in `policies.toml`.
    Named(&'static str),
    /// Nothing is hidden, for the reason given (made-up data, figures already public).
    None {
        /// Printed in every report.
        reason: Text,
    },
    /// The rules of uitkomst with other values.
    Own {
        /// The smallest count that is shown.
        smallest_count: u64,
    },
}

impl DisclosurePlan {
    /// The name reports print.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Named(name) => name,
            Self::None { .. } => "none",
            Self::Own { .. } => "own",
        }
    }
}

/// The ledger of releases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerPlan {
    /// The file, relative to [`Plan::folder`]; it need not be there before the first release.
    pub path: String,
    /// The day of the release; the last day of the periods when nothing is said.
    pub released: Option<Day>,
    /// What to do with figures that changed by a few rows.
    pub small_changes: SmallChanges,
}

/// How much may be wrong with the exports before the run ends with exit code 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChecksPlan {
    /// Largest share of the rows that may be set aside, 0–1.
    pub limit: f64,
}

/// What a run writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputsPlan {
    /// Names of reports.
    pub reports: Vec<String>,
    /// The languages of the reports.
    pub languages: Vec<Language>,
    /// Also write the dataset for research partners.
    pub research_dataset: bool,
    /// Also write every chart as PNG.
    pub png: bool,
    /// Also write the record of a self-test; asked for on the command line.
    pub selftest: bool,
}

/// The research dataset: for whom, under which key, and how anonymous.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResearchPlan {
    /// The partner's name, in kebab-case; each partner gets its own pseudonyms.
    pub partner: String,
    /// Where the key of the pseudonyms is.
    pub key: Located<KeyPlan>,
    /// The fewest clients that may share a combination of quasi-identifiers.
    pub k: u64,
    /// The columns by which somebody could be recognised; `None` for the usual ones.
    pub quasi_identifiers: Option<Vec<Located<String>>>,
    /// The columns whose values somebody could learn; `None` for the usual ones.
    pub sensitive: Option<Vec<Located<String>>>,
}

/// Where a key is: never in the pipeline itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyPlan {
    /// In a file; relative to [`Plan::folder`].
    File(PathBuf),
    /// In an environment variable.
    Variable(String),
}
