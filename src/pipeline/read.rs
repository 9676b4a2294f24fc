//! From a pipeline file to a [`Plan`]: everything but the exports.
//!
//! In: the file's bytes and the columns of the canonical tables. Out: the plan, or all
//! mistakes, in the order of their lines. Never: stopping at the first mistake.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use toml_edit::Document;

use super::entry::Entry;
use super::plan::{
    ChecksPlan, DisclosurePlan, IndicatorPlan, IndicatorSource, OutputsPlan, Plan,
    ProgrammePlan,
};
use super::read_export::{Schema, read_exports};
use super::section::Section;
use super::source::Source;
use crate::error::{Error, Message, Why, nearest};
use crate::terms::{Dimension, Every, Language, PeriodGrid};

/// Reports there are templates for.
const REPORTS: [(&str, &str); 1] = [("brochure", "brochure")];

/// Reads a pipeline file. `schema` gives the columns of a canonical table, `None` when
/// there is no such table.
///
/// # Errors
/// When the file is not there, is not TOML, or says something that cannot be: every
/// mistake at once, each with its place.
pub fn read(path: &Path, schema: &Schema<'_>) -> Result<Plan, Error> {
    let bytes = std::fs::read(path).map_err(|it| cannot_open(path, &it))?;
    parse(path, &bytes, schema)
}

/// As [`read`], from the bytes of the file at `path`.
///
/// # Errors
/// As [`read`], except that the file is there.
pub fn parse(path: &Path, bytes: &[u8], schema: &Schema<'_>) -> Result<Plan, Error> {
    let shown = path.display().to_string();
    let text = std::str::from_utf8(bytes).map_err(|_| {
        let headline = format!("{shown} is not UTF-8 text");
        let help = "save it as UTF-8; a pipeline is a text file in TOML";
        Error::new(Why::Usage, Message::new("not-toml", headline).at(&shown).help(help))
    })?;
    // Editors on Windows may put a byte order mark in front.
    let text = text.trim_start_matches('\u{feff}');
    let source = Source::new(shown, text);
    let plan = match Document::parse(text) {
        Ok(document) => {
            let root = document.as_table();
            let head = Section::new(&source, root, "the pipeline".to_owned(), 0);
            read_plan(path, bytes, head, schema)
        }
        Err(error) => {
            report_syntax(&source, &error);
            None
        }
    };
    Error::all(Why::Usage, source.into_messages())?;
    plan.ok_or_else(|| Error::bug("a pipeline without mistakes gave no plan"))
}

fn read_plan(
    path: &Path,
    bytes: &[u8],
    head: Section<'_>,
    schema: &Schema<'_>,
) -> Option<Plan> {
    const KEYS: [&str; 11] = [
        "name",
        "title",
        "organisation",
        "synthetic",
        "period",
        "export",
        "programme",
        "indicator",
        "disclosure",
        "checks",
        "outputs",
    ];
    let head = head.only(&KEYS);
    let section = |key: &str| head.get(key)?.section_named(format!("[{key}]"));
    let name = head.need("name", "for example name = \"brochure-2016\"");
    let name = name.and_then(|it| it.kebab());
    let title = head.need("title", "for example title = { nl = \"…\", en = \"…\" }");
    let title = title.and_then(|it| it.words());
    let organisation = head.need("organisation", "say whose figures these are");
    let organisation = organisation.and_then(|it| it.text());
    let synthetic = head.get("synthetic").map_or(Some(false), |it| it.flag());
    let period = read_period(&head);
    let exports = read_exports(&head, schema);
    let programmes = read_programmes(&head);
    let indicators = read_indicators(&head);
    let disclosure = match section("disclosure") {
        Some(it) => read_disclosure(it),
        None => Some(DisclosurePlan::Default),
    };
    let checks = match section("checks") {
        Some(it) => read_checks(it),
        None => Some(ChecksPlan { limit: 0.0 }),
    };
    let outputs = read_outputs(section("outputs"));
    Some(Plan {
        path: path.to_owned(),
        folder: path.parent().map(Path::to_owned).unwrap_or_default(),
        sha256: sha256(bytes),
        name: name?,
        title: title?,
        organisation: organisation?.value,
        synthetic: synthetic?,
        period: period?,
        exports: exports?,
        programmes: programmes?,
        indicators: indicators?,
        disclosure: disclosure?,
        checks: checks?,
        outputs: outputs?,
    })
}

fn read_period(head: &Section<'_>) -> Option<PeriodGrid> {
    let help = "add [period] with from, until and every";
    let period = head.need("period", help)?.section_named("[period]".to_owned())?;
    let period = period.only(&["from", "until", "every", "year-starts"]);
    let from_entry = period.need("from", "for example from = 2009-01-01");
    let from = from_entry.as_ref().and_then(Entry::day);
    let until_entry = period.need("until", "for example until = 2016-12-31");
    let until = until_entry.as_ref().and_then(Entry::day);
    let every = period.need("every", "choose month, quarter, half-year or year");
    let every = every.and_then(|it| it.choice(&Every::NAMES));
    let year_starts =
        period.get("year-starts").map_or(Some((1, 1)), |it| month_and_day(&it));
    let (from, until, every) = (from?, until?, every?);
    let year_starts = year_starts?;
    if until < from {
        let headline = "`until` in [period] lies before `from`".to_owned();
        until_entry?.refuse("period-does-not-fit", headline, "swap them".to_owned());
        return None;
    }
    PeriodGrid::new(from, until, every, year_starts)
        .map_err(|nearest| {
            let (month, day) = year_starts;
            let headline = format!(
                "`from` and `until` in [period] do not fit whole {} counted from \
                 {month:02}-{day:02}",
                plural(every)
            );
            let help = format!("the nearest that fits: {nearest}");
            from_entry.map(|it| it.refuse("period-does-not-fit", headline, help))
        })
        .ok()
}

fn plural(every: Every) -> &'static str {
    match every {
        Every::Month => "months",
        Every::Quarter => "quarters",
        Every::HalfYear => "half-years",
        Every::Year => "years",
    }
}

/// Reads `"04-01"`: a month and a day that every year has in every month.
fn month_and_day(entry: &Entry<'_>) -> Option<(u32, u32)> {
    let text = entry.text()?.value;
    let found = text.split_once('-').filter(|_| text.len() == 5);
    let parts = found.and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    let fits = parts.filter(|(month, day)| (1..=12).contains(month) && (1..=28).contains(day));
    if fits.is_none() {
        let headline = format!("{} is `{text}`, not a day of the year", entry.name);
        let help = "write month-day, the day from 01 to 28: \"04-01\"".to_owned();
        entry.refuse("not-a-date", headline, help);
    }
    fits
}

fn read_programmes(head: &Section<'_>) -> Option<Vec<ProgrammePlan>> {
    let Some(entry) = head.get("programme") else {
        return Some(Vec::new());
    };
    let mut taken = BTreeSet::new();
    let programmes: Vec<_> =
        entry.sections()?.into_iter().map(|it| read_programme(it, &mut taken)).collect();
    programmes.into_iter().collect()
}

fn read_programme(
    section: Section<'_>,
    taken: &mut BTreeSet<String>,
) -> Option<ProgrammePlan> {
    let section = section.only(&["name", "label", "ages", "aliases"]);
    let name_entry = section.need("name", "for example name = \"pmto\"");
    let name = name_entry.as_ref().and_then(Entry::kebab);
    let label = section.need("label", "for example label = { nl = \"…\", en = \"…\" }");
    let label = label.and_then(|it| it.words());
    let ages = section.get("ages").map_or(Some(None), |it| read_ages(&it).map(Some));
    let aliases_entry = section.get("aliases");
    let aliases = aliases_entry.as_ref().map_or(Some(Vec::new()), Entry::texts);
    if let (Some(entry), Some(name)) = (&name_entry, &name) {
        refuse_taken(entry, name, taken);
    }
    if let (Some(entry), Some(aliases)) = (&aliases_entry, &aliases) {
        aliases.iter().for_each(|it| refuse_taken(entry, it, taken));
    }
    Some(ProgrammePlan { name: name?, label: label?, ages: ages?, aliases: aliases? })
}

fn refuse_taken(entry: &Entry<'_>, spelling: &str, taken: &mut BTreeSet<String>) {
    if !taken.insert(spelling.trim().to_lowercase()) {
        let headline = format!("the programme `{spelling}` is given twice");
        let help = "let each name and alias belong to one programme, once".to_owned();
        entry.refuse("given-twice", headline, help);
    }
}

fn read_ages(entry: &Entry<'_>) -> Option<(u8, u8)> {
    const HELP: &str = "write the youngest and the oldest age: [4, 15]";
    let items: Vec<_> =
        entry.list()?.iter().map(|it| it.whole(0, 120, HELP)).collect();
    let ages = items.into_iter().collect::<Option<Vec<_>>>()?;
    match ages[..] {
        [low, high] if low <= high => {
            Some((u8::try_from(low).ok()?, u8::try_from(high).ok()?))
        }
        _ => {
            let headline = format!("{} is not a youngest and an oldest age", entry.name);
            entry.refuse("out-of-range", headline, HELP.to_owned());
            None
        }
    }
}

fn read_indicators(head: &Section<'_>) -> Option<Vec<IndicatorPlan>> {
    let help = "add [[indicator]] with use = \"…\"; see uitkomst catalogue";
    let sections = head.need("indicator", help)?.sections()?;
    let mut asked = BTreeSet::new();
    let indicators: Vec<_> =
        sections.into_iter().map(|it| read_indicator(it, &mut asked)).collect();
    indicators.into_iter().collect()
}

fn read_indicator(
    section: Section<'_>,
    asked: &mut BTreeSet<String>,
) -> Option<IndicatorPlan> {
    let section = section.only(&["use", "page", "by", "target"]);
    let source = read_indicator_source(&section, asked);
    let by = section.get("by").map_or(Some(Vec::new()), |it| read_splits(&it));
    let help = "write a proportion as 0.85, a mark as 7.5";
    let target = section
        .get("target")
        .map_or(Some(None), |it| it.number(0.0, 10.0, help).map(Some));
    Some(IndicatorPlan { source: source?, by: by?, target: target? })
}

fn read_indicator_source(
    section: &Section<'_>,
    asked: &mut BTreeSet<String>,
) -> Option<IndicatorSource> {
    let entry = match (section.get("use"), section.get("page")) {
        (Some(_), Some(page)) => {
            let headline = format!("`use` and `page` in {} exclude each other", section.name);
            let help = "use names one of the catalogue, page is a file of your own";
            page.refuse("keys-exclude-each-other", headline, help.to_owned());
            return None;
        }
        (Some(entry), None) | (None, Some(entry)) => entry,
        (None, None) if section.was_mistyped("page") => return None,
        (None, None) => {
            let help = "name an indicator; see uitkomst catalogue";
            section.report_missing("use", help);
            return None;
        }
    };
    let text = entry.text()?;
    if !asked.insert(format!("{} {}", entry.key, text.value)) {
        let headline = format!("the indicator `{}` is asked for twice", text.value);
        let help = "put all its splits in one `by`".to_owned();
        entry.refuse("given-twice", headline, help);
    }
    Some(match entry.key {
        "page" => IndicatorSource::Page(text.map(PathBuf::from)),
        _ => IndicatorSource::Use(text),
    })
}

fn read_splits(entry: &Entry<'_>) -> Option<Vec<Vec<Dimension>>> {
    let mut splits = Vec::new();
    let mut complete = true;
    for item in entry.list()? {
        match read_split(&item) {
            Some(split) if splits.contains(&split) => {
                let headline = format!("{} is there already", item.name);
                let help = "the order within a split does not matter".to_owned();
                item.refuse("given-twice", headline, help);
            }
            Some(split) => splits.push(split),
            None => complete = false,
        }
    }
    complete.then_some(splits)
}

fn read_split(entry: &Entry<'_>) -> Option<Vec<Dimension>> {
    let names = Dimension::ALL.map(Dimension::name);
    let mut split = Vec::new();
    let mut complete = true;
    for item in entry.full_list()? {
        let text = item.text()?.value;
        match Dimension::parse(&text) {
            Some(it) if split.contains(&it) => {
                let headline = format!("{} is there already", item.name);
                item.refuse("given-twice", headline, "leave it out".to_owned());
            }
            Some(it) => split.push(it),
            None => {
                item.refuse_word("unknown-value", &text, &names);
                complete = false;
            }
        }
    }
    split.sort_unstable();
    complete.then_some(split)
}

/// The policies a pipeline can name; `own` is meant by giving a value.
#[derive(Clone, Copy)]
enum Policy {
    Default,
    None,
    Cbs,
    OpenSafely,
    Own,
}

fn read_disclosure(section: Section<'_>) -> Option<DisclosurePlan> {
    const POLICIES: [(&str, Policy); 5] = [
        ("default", Policy::Default),
        ("none", Policy::None),
        ("cbs", Policy::Cbs),
        ("opensafely", Policy::OpenSafely),
        ("own", Policy::Own),
    ];
    let section = section.only(&["policy", "reason", "smallest-count"]);
    let own = section.get("smallest-count");
    let policy = match section.get("policy") {
        Some(it) => it.choice(&POLICIES)?,
        None if own.is_some() => Policy::Own,
        None => Policy::Default,
    };
    if let (Some(entry), false) = (&own, matches!(policy, Policy::Own)) {
        let headline =
            "`policy` and `smallest-count` in [disclosure] exclude each other".to_owned();
        let help = "a named policy has its own values; write policy = \"own\"".to_owned();
        entry.refuse("keys-exclude-each-other", headline, help);
    }
    let reason = section.get("reason");
    if let (Some(entry), false) = (&reason, matches!(policy, Policy::None)) {
        let headline = "`reason` in [disclosure] is only for policy = \"none\"".to_owned();
        entry.refuse("keys-exclude-each-other", headline, "leave it out".to_owned());
    }
    Some(match policy {
        Policy::Default => DisclosurePlan::Default,
        Policy::Cbs => DisclosurePlan::Cbs,
        Policy::OpenSafely => DisclosurePlan::OpenSafely,
        Policy::None => {
            let help = "say why nothing need be hidden; every report prints it";
            let reason = section.need("reason", help)?.words()?;
            DisclosurePlan::None { reason }
        }
        Policy::Own => {
            let help = "a count from 2; to hide nothing, policy = \"none\" with a reason";
            let count = section.need("smallest-count", help)?.whole(2, 1000, help)?;
            DisclosurePlan::Own { smallest_count: u64::from(count) }
        }
    })
}

fn read_checks(section: Section<'_>) -> Option<ChecksPlan> {
    let section = section.only(&["limit"]);
    let help = "write the share of rows that may be set aside, 5 % as 0.05";
    let limit =
        section.get("limit").map_or(Some(0.0), |it| it.number(0.0, 1.0, help));
    Some(ChecksPlan { limit: limit? })
}

fn read_outputs(section: Option<Section<'_>>) -> Option<OutputsPlan> {
    let languages = Language::ALL.map(|it| (it.code(), it));
    let names = |choices: &[(&str, &str)]| choices.iter().map(|it| it.1.to_owned()).collect();
    let Some(section) = section else {
        let (reports, languages) = (names(&REPORTS), Language::ALL.to_vec());
        return Some(OutputsPlan { reports, languages, research_dataset: false });
    };
    let section = section.only(&["reports", "languages", "research-dataset"]);
    let reports = section.get("reports").map_or_else(
        || Some(names(&REPORTS)),
        |it| {
            let chosen = choices(&it.list()?, &REPORTS)?;
            Some(chosen.into_iter().map(str::to_owned).collect())
        },
    );
    let languages = section.get("languages").map_or_else(
        || Some(Language::ALL.to_vec()),
        |it| choices(&it.full_list()?, &languages),
    );
    let research_dataset =
        section.get("research-dataset").map_or(Some(false), |it| it.flag());
    Some(OutputsPlan {
        reports: reports?,
        languages: languages?,
        research_dataset: research_dataset?,
    })
}

/// One of the words for each item, none of them twice.
fn choices<T: Copy + PartialEq>(items: &[Entry<'_>], words: &[(&str, T)]) -> Option<Vec<T>> {
    let mut chosen = Vec::new();
    let mut complete = true;
    for item in items {
        match item.choice(words) {
            Some(it) if chosen.contains(&it) => {
                let headline = format!("{} is there already", item.name);
                item.refuse("given-twice", headline, "leave it out".to_owned());
            }
            Some(it) => chosen.push(it),
            None => complete = false,
        }
    }
    complete.then_some(chosen)
}

fn report_syntax(source: &Source<'_>, error: &toml_edit::TomlError) {
    let at = error.span().map_or(0, |it| it.start);
    let what = error.message().lines().collect::<Vec<_>>().join("; ");
    let message = Message::new("not-toml", format!("the pipeline is not TOML: {what}"))
        .help("pipelines/README.md has a complete example");
    source.report(at, message);
}

/// A file that is not there is a wrong command; anything else is the system's refusal.
fn cannot_open(path: &Path, error: &std::io::Error) -> Error {
    use std::io::ErrorKind::{IsADirectory, NotFound};
    if !matches!(error.kind(), NotFound | IsADirectory) {
        return Error::unreadable(path, error);
    }
    let is_folder = path.is_dir();
    let what = if is_folder { "is a folder, not a pipeline file" } else { "is not there" };
    let headline = format!("the pipeline {} {what}", path.display());
    let parent = path.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = if is_folder { path } else { parent.unwrap_or(Path::new(".")) };
    let message = Message::new("pipeline-not-found", headline).help(suggest(path, folder));
    Error::new(Why::Usage, message)
}

/// The pipeline file of `folder` whose name is nearest, or all there are.
fn suggest(path: &Path, folder: &Path) -> String {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return format!("there is no folder {}", folder.display());
    };
    let mut names: Vec<_> = entries
        .filter_map(|it| it.ok()?.file_name().into_string().ok())
        .filter(|it| Path::new(it).extension().is_some_and(|it| it == "toml"))
        .filter(|it| it != "Cargo.toml")
        .collect();
    names.sort_unstable();
    let wanted = path.file_name().map(|it| it.to_string_lossy()).unwrap_or_default();
    let shown = |it: &str| folder.join(it).display().to_string();
    if let Some(near) = nearest(&wanted, names.iter().map(String::as_str)) {
        return format!("did you mean {}?", shown(near));
    }
    if names.is_empty() {
        return format!("there is no pipeline file (.toml) in {}", folder.display());
    }
    let names: Vec<_> = names.iter().map(|it| shown(it)).collect();
    format!("there is: {}", names.join(", "))
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
