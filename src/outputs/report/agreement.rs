//! The agreement page: the same clients, judged in several ways.
//!
//! In: the released agreement and what is known of the scales. Out: one HTML page. Never: a
//! number of a hidden table; a criterion called the right one.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::disclosure::{Agreement, AgreementGroup, AgreementTable};
use crate::error::Error;
use crate::indicators::{Criterion, GoalsRule, Thresholds, Unit};
use crate::tables::codes::Scales;
use crate::terms::{Dimension, Group, Language, Shown};

use super::brochure::{other_languages, span};
use super::context::Context;
use super::format::{self, Place};
use super::page;
use super::scales::{self, Fact};
use super::states::{self, CellText};
use super::words::{Words, capital};

const TEMPLATE: &str = include_str!("../../../reports/templates/agreement.html");
/// Part of the file name of the page this module makes.
const NAME: &str = "agreement";
/// Folder of the bundle the page stands in.
const FOLDER: &str = "publication";
/// The scale that is judged.
const TOTAL: &str = "total";
/// Shares from which a cell of the matrix is one step darker.
const STEPS: [f64; 4] = [0.6, 0.7, 0.8, 0.9];

#[derive(Serialize)]
struct View<T> {
    t: T,
    lead: String,
    criteria: Vec<[String; 2]>,
    groups: Vec<Section>,
    privacy: String,
    index: String,
}

/// One questionnaire and informant.
#[derive(Serialize)]
struct Section {
    id: String,
    title: String,
    base: String,
    findings: Vec<String>,
    names: Vec<String>,
    matrix: Vec<Row>,
    tables: Vec<Detail>,
    notes: Vec<String>,
    facts: Vec<Fact>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    cells: Vec<Cell>,
}

/// A cell of the matrix: how dark it is, and what it says.
#[derive(Serialize)]
struct Cell {
    class: String,
    text: CellText,
    below: Option<String>,
}

#[derive(Serialize)]
struct Detail {
    name: String,
    cells: Vec<CellText>,
}

/// The page in one language.
///
/// # Errors
/// When the template is broken: a bug.
pub fn render_agreement(
    context: &Context,
    agreement: &Agreement,
    scales: &Scales,
    language: Language,
) -> Result<String, Error> {
    let words = Words::read(language)?;
    let page = Page { context, scales, words: &words };
    let known: BTreeSet<Criterion> =
        agreement.groups.iter().flat_map(|it| it.criteria.iter().copied()).collect();
    let n = format::count(known.len() as u64, language);
    let view = View {
        t: words.page(),
        lead: words.fill("agreement.lead", &[("n", &n)]),
        criteria: known
            .iter()
            .map(|it| page.criterion(*it, agreement.thresholds))
            .collect(),
        groups: agreement.groups.iter().map(|it| page.section(it)).collect(),
        privacy: context.release.policy_text.get(language).to_owned(),
        index: page::link(FOLDER, "index.html"),
    };
    let main = page::fill("agreement.html", TEMPLATE, &view)?;
    let links = other_languages(context, NAME, FOLDER, language)?;
    let under = span(context.release, &words);
    page::shell(context, &words.say("agreement.title"), &under, &links, &main, &words)
}

/// Where the page stands in the bundle.
pub fn agreement_page(language: Language) -> String {
    format!("{FOLDER}/{NAME}.{}.html", language.code())
}

struct Page<'a> {
    context: &'a Context<'a>,
    scales: &'a Scales,
    words: &'a Words,
}

impl Page<'_> {
    /// A criterion and from where it holds.
    fn criterion(&self, it: Criterion, thresholds: Thresholds) -> [String; 2] {
        let language = self.words.language;
        let key = match (it, thresholds.goals) {
            (Criterion::Goals, GoalsRule::Any) => "criterion.goals-any".to_owned(),
            _ => format!("criterion.{}", it.name()),
        };
        let share = format::whole_percent(thresholds.percentage, language);
        let effect = format::decimal(thresholds.effect, 2, language);
        let gaps = [("share", share.as_str()), ("effect", &effect)];
        [capital(it.label().get(language)), self.words.fill(&key, &gaps)]
    }

    fn section(&self, group: &AgreementGroup) -> Section {
        let words = self.words;
        let label = |dimension, code: &str| {
            let label = self.context.release.group_label(dimension, &Group::named(code));
            label.get(words.language).to_owned()
        };
        let instrument = label(Dimension::Instrument, &group.instrument);
        let informant = label(Dimension::Informant, &group.informant);
        let mut notes = BTreeSet::new();
        let matrix = self.matrix(group, &mut notes);
        let tables = group.tables.iter().map(|it| self.detail(it, &mut notes)).collect();
        let smallest = self.context.release.smallest_count;
        let scale = self.scales.get(&group.instrument, TOTAL);
        let names =
            group.criteria.iter().map(|it| it.label().get(words.language).to_owned());
        Section {
            id: format!("{}-{}", group.instrument, group.informant),
            title: format!("{instrument}, {informant}"),
            base: self.base(group),
            findings: self.findings(group),
            names: names.collect(),
            matrix,
            tables,
            notes: notes.iter().map(|it| states::note(it, words, smallest)).collect(),
            facts: scale.map(|it| scales::facts(it, words)).unwrap_or_default(),
        }
    }

    /// How many pairs it is about, and how many are left out.
    fn base(&self, group: &AgreementGroup) -> String {
        let count = |shown: &Shown<u64>| match shown.value() {
            Some(n) => format::count(*n, self.words.language),
            None => self.words.say("agreement.few"),
        };
        let gaps = [("n", count(&group.n)), ("left_out", count(&group.n_left_out))];
        let gaps = gaps.each_ref().map(|(name, it)| (*name, it.as_str()));
        match group.n_left_out.value() {
            Some(0) => self.words.fill("agreement.base_all", &gaps),
            _ => self.words.fill("agreement.base", &gaps),
        }
    }

    /// Where the verdicts differ most and least, of the tables that are shown.
    fn findings(&self, group: &AgreementGroup) -> Vec<String> {
        let shown = group.tables.iter().filter_map(|it| Some((it, *it.share.value()?)));
        let mut shown: Vec<(&AgreementTable, f64)> = shown.collect();
        shown.sort_by(|a, b| a.1.total_cmp(&b.1));
        let say = |key: &str, (table, share): (&AgreementTable, f64)| {
            let language = self.words.language;
            let [first, second] = table.criteria.map(Criterion::label);
            let share = format::whole_percent(share, language);
            let gaps = [
                ("first", first.get(language)),
                ("second", second.get(language)),
                ("share", share.as_str()),
            ];
            self.words.fill(key, &gaps)
        };
        match shown[..] {
            [] => vec![self.words.say("agreement.none_shown")],
            [only] => vec![say("agreement.only", only)],
            [least, .., most] => {
                vec![say("agreement.least", least), say("agreement.most", most)]
            }
        }
    }

    fn matrix(
        &self,
        group: &AgreementGroup,
        notes: &mut BTreeSet<&'static str>,
    ) -> Vec<Row> {
        let mut rows = Vec::new();
        for first in &group.criteria {
            let mut cells = Vec::new();
            for second in &group.criteria {
                cells.push(if first == second {
                    self.own(group, *first)
                } else {
                    self.both(group, [*first, *second], notes)
                });
            }
            let name = first.label().get(self.words.language).to_owned();
            rows.push(Row { name, cells });
        }
        rows
    }

    /// The share a criterion itself calls better, from any shown table it is in.
    fn own(&self, group: &AgreementGroup, criterion: Criterion) -> Cell {
        let share = group.tables.iter().find_map(|table| {
            let at = table.criteria.iter().position(|it| *it == criterion)?;
            let counts: Option<Vec<u64>> =
                table.counts.iter().map(|it| it.value().copied()).collect();
            let n: u64 = counts?.iter().sum();
            let yes = table.yes()[at]?;
            (n > 0).then(|| crate::numeric::real(yes) / crate::numeric::real(n))
        });
        let text = share.map_or_else(
            || CellText {
                text: states::HIDDEN.to_owned(),
                spoken: Some(self.words.say("state.suppressed")),
                absent: true,
            },
            |it| CellText::number(format::whole_percent(it, self.words.language)),
        );
        let below = Some(self.words.say("agreement.better"));
        Cell { class: "own".to_owned(), text, below }
    }

    fn both(
        &self,
        group: &AgreementGroup,
        criteria: [Criterion; 2],
        notes: &mut BTreeSet<&'static str>,
    ) -> Cell {
        let is_it =
            |it: &&AgreementTable| criteria.iter().all(|of| it.criteria.contains(of));
        let share =
            group.tables.iter().find(is_it).map_or(Shown::Suppressed, |it| it.share);
        let step =
            share.value().map(|it| STEPS.iter().filter(|step| *step <= it).count());
        let class = step.map_or_else(|| "absent".to_owned(), |it| format!("step-{it}"));
        let language = self.words.language;
        let text = states::cell(&share, self.words, notes, |it| {
            format::whole_percent(*it, language)
        });
        Cell { class, text, below: None }
    }

    fn detail(
        &self,
        table: &AgreementTable,
        notes: &mut BTreeSet<&'static str>,
    ) -> Detail {
        let (words, language) = (self.words, self.words.language);
        let [first, second] = table.criteria.map(Criterion::label);
        let mut cells: Vec<CellText> = table
            .counts
            .iter()
            .map(|it| states::cell(it, words, notes, |n| format::count(*n, language)))
            .collect();
        let unit = Unit::Proportion;
        cells.push(states::cell(&table.share, words, notes, |it| {
            format::quantity(*it, unit, Place::Table, language)
        }));
        cells.push(states::cell(&table.interval, words, notes, |it| {
            format::range(*it, unit, language)
        }));
        cells.push(states::cell(&table.kappa, words, notes, |it| {
            format::decimal(*it, 2, language)
        }));
        cells.push(states::cell(&table.kappa_interval, words, notes, |it| {
            format::range(*it, Unit::StandardDeviations, language)
        }));
        let name = format!("{} – {}", capital(first.get(language)), second.get(language));
        Detail { name, cells }
    }
}
