//! The dossier: what somebody who checks an output before it leaves the house asks of it.
//!
//! In: the release. Out: an entry a table (an indicator with one split) with context,
//! population, what is counted, rules applied, relation to earlier releases, and the counts
//! behind every figure; as rows and as JSON. Never: a count of a hidden figure. Somebody who
//! checks sees that it is hidden, by which rule, and what an outsider can work out about it;
//! that is what has to be judged, and a dossier with the numbers would be one more file that
//! gives them away.
//!
//! The entries follow what output checkers ask for: the kind of statistic, the rows it is
//! about, unweighted counts, rules, and what was released before. They are named as in the
//! records of ACRO (status, properties, summary, outcome, comments) as far as these have
//! such a thing; that format was not checked against its documentation.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::disclosure::{Applied, Protected, Release, ReleasedFigure, Series};
use crate::error::Error;
use crate::indicators::MeasureKind;
use crate::terms::Dimension;

/// Everything there is to check, a table an entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dossier {
    /// Name of the policy.
    pub policy: String,
    /// What the policy does.
    pub policy_text: String,
    /// The smallest count that is shown.
    pub smallest_count: u64,
    /// The tables.
    pub outputs: Vec<Output>,
}

/// Whether a table still has to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Every rule holds, and the attack left every hidden count wide enough.
    Pass,
    /// The rules hold for the counts; the values are more than counts.
    Review,
}

/// One table: an indicator, split one way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Output {
    /// `output-1` and on.
    pub uid: String,
    /// The indicator's public name.
    pub indicator: String,
    /// Version of its definition.
    pub version: String,
    /// SHA-256 of its page.
    pub definition: String,
    /// Kind of statistic: `counts`, `shares`, `means`, `ratios` or `durations`.
    pub statistic: &'static str,
    /// The dimensions it is split by.
    pub split: Vec<&'static str>,
    /// The same, for pages.
    #[serde(skip)]
    pub dimensions: Vec<Dimension>,
    /// First day of the first period, last day of the last.
    pub period: (String, String),
    /// Which rows it is about, and which of them can be used.
    pub population: String,
    /// What is counted or averaged.
    pub counts: Vec<String>,
    /// Whether it still has to be looked at.
    pub status: Status,
    /// Figures by what was done with them: `shown`, `hidden`, `repeated`.
    pub outcome: BTreeMap<&'static str, usize>,
    /// Figures by the rule that hides them.
    pub rules: BTreeMap<&'static str, usize>,
    /// Figures by their relation to earlier releases.
    pub relations: BTreeMap<&'static str, usize>,
    /// The smallest counts of shown figures: denominator, numerator, rest; zeros left out.
    pub smallest_shown: [Option<u64>; 3],
    /// Hidden counts the attack was tried on.
    pub n_attacked: usize,
    /// How many values the attack leaves to the hidden count it knows best; none without
    /// limit.
    pub narrowest: Option<u64>,
    /// The figures.
    pub figures: Vec<Item>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    /// Its identifier in `estimates`.
    pub figure_id: String,
    /// What was done with it: `shown`, `hidden` or `repeated`.
    pub outcome: &'static str,
    /// Denominator.
    pub n: Option<u64>,
    /// Numerator.
    pub numerator: Option<u64>,
    /// Denominator less numerator.
    pub rest: Option<u64>,
    /// Rows without a usable value.
    pub n_missing: Option<u64>,
    /// Method.
    pub method: &'static str,
    /// The rule that hides it.
    pub rule: Option<&'static str>,
    /// Relation to earlier releases.
    pub relation: &'static str,
    /// The day of the release it repeats.
    pub repeats: Option<String>,
    /// What an outsider can work out: which count, from, up to.
    pub left_to_guess: Vec<(&'static str, u64, Option<u64>)>,
}

/// Indicator and split.
type TableKey<'a> = (&'a str, Vec<Dimension>);

/// The dossier of a release.
pub fn dossier(release: &Release) -> Dossier {
    let mut left: BTreeMap<&str, Vec<&Protected>> = BTreeMap::new();
    for it in &release.protection {
        left.entry(&it.figure_id).or_default().push(it);
    }
    let mut tables: Vec<(TableKey, Vec<usize>)> = Vec::new();
    for (at, figure) in release.figures.iter().enumerate() {
        let key = (figure.series.indicator.as_str(), figure.series.groups.dimensions());
        match tables.iter_mut().find(|it| it.0 == key) {
            Some(it) => it.1.push(at),
            None => tables.push((key, vec![at])),
        }
    }
    let outputs = tables.iter().enumerate();
    let outputs = outputs
        .map(|(at, ((_, split), figures))| output(at, split, figures, release, &left));
    Dossier {
        policy: release.policy.clone(),
        policy_text: release.policy_text.en.clone(),
        smallest_count: release.smallest_count,
        outputs: outputs.collect(),
    }
}

fn output(
    at: usize,
    split: &[Dimension],
    figures: &[usize],
    release: &Release,
    left: &BTreeMap<&str, Vec<&Protected>>,
) -> Output {
    let of = |it: &usize| &release.figures[*it];
    let first = of(&figures[0]);
    let info = release.indicator(&first.series.indicator);
    let items: Vec<Item> = figures.iter().map(|it| item(*it, release, left)).collect();
    let series: Vec<&Series> =
        figures.iter().filter_map(|it| series(*it, release)).collect();
    let mut counts: Vec<String> = series.iter().map(|it| it.counts.clone()).collect();
    counts.sort();
    counts.dedup();
    counts.retain(|it| !it.is_empty());
    let days = |it: &usize| (of(it).period.start, of(it).period.end);
    let start = figures.iter().map(|it| days(it).0).min();
    let end = figures.iter().map(|it| days(it).1).max();
    let day =
        |it: Option<crate::terms::Day>| it.map_or_else(String::new, |it| it.to_string());
    let widths = items.iter().flat_map(|it| &it.left_to_guess);
    let widths: Vec<Option<u64>> =
        widths.map(|(_, low, high)| high.map(|it| it - low + 1)).collect();
    let statistic = statistic(first);
    let is_count = ["counts", "shares"].contains(&statistic);
    Output {
        uid: format!("output-{}", at + 1),
        indicator: first.series.indicator.clone(),
        version: first.version.clone(),
        definition: info.map_or_else(String::new, |it| it.sha256.clone()),
        statistic,
        split: split.iter().map(|it| it.name()).collect(),
        dimensions: split.to_vec(),
        period: (day(start), day(end)),
        population: series.first().map_or_else(String::new, |it| it.population.clone()),
        counts,
        status: if is_count && release.policy != "none" {
            Status::Pass
        } else {
            Status::Review
        },
        outcome: tally(items.iter().map(|it| it.outcome)),
        rules: tally(items.iter().filter_map(|it| it.rule)),
        relations: tally(items.iter().map(|it| it.relation)),
        smallest_shown: [
            smallest(items.iter().map(|it| it.n)),
            smallest(items.iter().map(|it| it.numerator)),
            smallest(items.iter().map(|it| it.rest)),
        ],
        n_attacked: widths.len(),
        narrowest: widths.iter().flatten().min().copied(),
        figures: items,
    }
}

fn series(at: usize, release: &Release) -> Option<&Series> {
    let record = release.published.figures.get(*release.recorded.get(at)?)?;
    release.published.series.get(record.series)
}

fn item(at: usize, release: &Release, left: &BTreeMap<&str, Vec<&Protected>>) -> Item {
    let figure = &release.figures[at];
    let (n, numerator) = (figure.n.value().copied(), figure.numerator.value().copied());
    let outcome = match (&figure.repeats, n) {
        (Some(_), _) => "repeated",
        (None, Some(_)) => "shown",
        (None, None) => "hidden",
    };
    let left = left.get(figure.figure_id.as_str()).into_iter().flatten();
    Item {
        figure_id: figure.figure_id.clone(),
        outcome,
        n,
        numerator,
        rest: n.zip(numerator).map(|(n, it)| n.saturating_sub(it)),
        n_missing: figure.n_missing.value().copied(),
        method: figure.method,
        rule: release.applied.get(at).copied().flatten().map(Applied::name),
        relation: release.relations.get(at).map_or("new", |it| it.name()),
        repeats: figure.repeats.clone(),
        left_to_guess: left.map(|it| (it.quantity.name(), it.lower, it.upper)).collect(),
    }
}

fn statistic(figure: &ReleasedFigure) -> &'static str {
    match figure.measured.kind {
        MeasureKind::Count => "counts",
        MeasureKind::Ratio => "ratios",
        MeasureKind::Proportion
        | MeasureKind::Distribution
        | MeasureKind::CumulativeIncidence => "shares",
        MeasureKind::Time => "durations",
        MeasureKind::Mean | MeasureKind::EffectSize(_) => "means",
    }
}

fn tally(words: impl Iterator<Item = &'static str>) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for it in words {
        *counts.entry(it).or_default() += 1;
    }
    counts
}

fn smallest(counts: impl Iterator<Item = Option<u64>>) -> Option<u64> {
    counts.flatten().filter(|it| *it > 0).min()
}

/// `internal/dossier.json`.
///
/// # Errors
/// When the text cannot be made (a fault in the program).
pub fn dossier_json(dossier: &Dossier) -> Result<Vec<u8>, Error> {
    let text = serde_json::to_string_pretty(dossier).map_err(Error::bug)?;
    Ok((text + "\n").into_bytes())
}

/// `internal/dossier.csv`: one line a figure.
///
/// # Errors
/// As [`dossier_json`].
pub fn dossier_csv(dossier: &Dossier) -> Result<Vec<u8>, Error> {
    const HEADER: [&str; 17] = [
        "output",
        "indicator",
        "version",
        "statistic",
        "split",
        "population",
        "counts",
        "figure_id",
        "outcome",
        "n",
        "numerator",
        "rest",
        "n_missing",
        "method",
        "rule",
        "relation",
        "left_to_guess",
    ];
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(HEADER).map_err(Error::bug)?;
    let number = |it: Option<u64>| it.map_or_else(String::new, |it| it.to_string());
    for output in &dossier.outputs {
        for it in &output.figures {
            let row = [
                output.uid.clone(),
                output.indicator.clone(),
                output.version.clone(),
                output.statistic.to_owned(),
                output.split.join(";"),
                output.population.clone(),
                output.counts.join(" | "),
                it.figure_id.clone(),
                it.outcome.to_owned(),
                number(it.n),
                number(it.numerator),
                number(it.rest),
                number(it.n_missing),
                it.method.to_owned(),
                it.rule.unwrap_or_default().to_owned(),
                it.relation.to_owned(),
                guesses(it),
            ];
            writer.write_record(row).map_err(Error::bug)?;
        }
    }
    writer.into_inner().map_err(Error::bug)
}

/// `count 0-14; rest 0-`: which count, from, up to.
pub fn guesses(item: &Item) -> String {
    let one = |(quantity, low, high): &(&str, u64, Option<u64>)| {
        format!("{quantity} {low}-{}", high.map_or_else(String::new, |it| it.to_string()))
    };
    item.left_to_guess.iter().map(one).collect::<Vec<_>>().join("; ")
}
