//! From the tables of a pipeline file to a [`Plan`].
//!
//! In: the parsed file and the columns of the canonical tables. Out: the plan; mistakes go
//! to the source. Never: stopping at the first mistake.

use std::collections::BTreeMap;
use std::path::Path;

use super::entry::Entry;
use super::open::sha256;
use super::plan::{
    ChecksPlan, DisclosurePlan, EstimatesPlan, OutputsPlan, Plan, ProgrammePlan,
};
use super::read_comparison::read_comparison;
use super::read_disclosure::read_disclosure;
use super::read_export::{Schema, read_exports};
use super::read_indicators::read_indicators;
use super::read_instruments::read_instruments;
use super::read_research::read_research;
use super::read_signals::read_signals;
use super::section::Section;
use crate::estimates::ProportionInterval;
use crate::indicators::{GoalsRule, Thresholds};
use crate::terms::{Every, Language, PeriodGrid};

/// Most periods that can be provisional: a year of months.
const MOST_PROVISIONAL: u32 = 12;
/// Reports there are templates for.
const REPORTS: [(&str, &str); 1] = [("brochure", "brochure")];

/// The keys of a pipeline file.
const KEYS: [&str; 17] = [
    "name",
    "title",
    "organisation",
    "synthetic",
    "period",
    "export",
    "programme",
    "instrument",
    "indicator",
    "comparison",
    "estimates",
    "agreement",
    "signals",
    "disclosure",
    "checks",
    "outputs",
    "research",
];

pub(super) fn read_plan(
    path: &Path,
    bytes: &[u8],
    head: Section<'_>,
    schema: &Schema<'_>,
) -> Option<Plan> {
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
    let instruments = read_instruments(&head);
    let indicators = read_indicators(&head);
    let comparison =
        section("comparison").map_or(Some(None), |it| read_comparison(it).map(Some));
    let estimates = match section("estimates") {
        Some(it) => read_estimates(it),
        None => Some(EstimatesPlan::default()),
    };
    let agreement = match section("agreement") {
        Some(it) => read_agreement(it),
        None => Some(Thresholds::default()),
    };
    let signals = read_signals(&head, period.as_ref());
    let (disclosure, exact, ledger) = match section("disclosure") {
        Some(it) => read_disclosure(it),
        None => (Some(DisclosurePlan::Default), Some(Vec::new()), None),
    };
    let checks = match section("checks") {
        Some(it) => read_checks(it),
        None => Some(ChecksPlan { limit: 0.0 }),
    };
    let outputs = read_outputs(section("outputs"));
    let research = match section("research") {
        Some(it) => read_research(it).map(Some),
        None => Some(None),
    };
    let wants_research = outputs.as_ref().is_some_and(|it| it.research_dataset);
    if wants_research && head.get("research").is_none() {
        let help = "research-dataset = true needs [research] with partner and key-file";
        head.report_missing("research", help);
    }
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
        instruments: instruments?,
        indicators: indicators?,
        comparison: comparison?,
        estimates: estimates?,
        agreement: agreement?,
        signals: signals?,
        disclosure: disclosure?,
        exact: exact?,
        ledger,
        checks: checks?,
        outputs: outputs?,
        research: research?,
    })
}

fn read_period(head: &Section<'_>) -> Option<PeriodGrid> {
    let help = "add [period] with from, until and every";
    let period = head.need("period", help)?.section_named("[period]".to_owned())?;
    let period = period.only(&["from", "until", "every", "year-starts", "provisional"]);
    let from_entry = period.need("from", "for example from = 2009-01-01");
    let from = from_entry.as_ref().and_then(Entry::day);
    let until_entry = period.need("until", "for example until = 2016-12-31");
    let until = until_entry.as_ref().and_then(Entry::day);
    let every = period.need("every", "choose month, quarter, half-year or year");
    let every = every.and_then(|it| it.choice(&Every::NAMES));
    let year_starts =
        period.get("year-starts").map_or(Some((1, 1)), |it| month_and_day(&it));
    let provisional_entry = period.get("provisional");
    let provisional = provisional_entry.as_ref().map_or(Some(0), |it| {
        it.whole(0, MOST_PROVISIONAL, "write how many of the last periods: 1")
    });
    let (from, until, every) = (from?, until?, every?);
    let (year_starts, provisional) = (year_starts?, provisional? as usize);
    if until < from {
        let headline = "`until` in [period] lies before `from`".to_owned();
        until_entry?.refuse("period-does-not-fit", headline, "swap them".to_owned());
        return None;
    }
    let grid = PeriodGrid::new(from, until, every, year_starts)
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
        .ok()?;
    if provisional >= grid.periods().len() && provisional > 0 {
        let headline = "`provisional` in [period] leaves no final period".to_owned();
        let help = format!("there are {} periods in all", grid.periods().len());
        provisional_entry?.refuse("out-of-range", headline, help);
        return None;
    }
    Some(PeriodGrid::with_provisional(grid, provisional))
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
    let fits =
        parts.filter(|(month, day)| (1..=12).contains(month) && (1..=28).contains(day));
    if fits.is_none() {
        let headline = format!("{} is `{text}`, not a day of the year", entry.name);
        let help = "write month-day, the day from 01 to 28: \"04-01\"".to_owned();
        entry.refuse("not-a-date", headline, help);
    }
    fits
}

/// Names and aliases in small letters, and where the programme they belong to starts.
type Spellings = BTreeMap<String, usize>;

fn read_programmes(head: &Section<'_>) -> Option<Vec<ProgrammePlan>> {
    let Some(entry) = head.get("programme") else {
        return Some(Vec::new());
    };
    let mut taken = BTreeMap::new();
    let programmes: Vec<_> =
        entry.sections()?.into_iter().map(|it| read_programme(it, &mut taken)).collect();
    programmes.into_iter().collect()
}

fn read_programme(section: Section<'_>, taken: &mut Spellings) -> Option<ProgrammePlan> {
    let owner = section.at;
    let section = section.only(&["name", "label", "ages", "aliases"]);
    let name_entry = section.need("name", "for example name = \"pmto\"");
    let name = name_entry.as_ref().and_then(Entry::kebab);
    let label = section.need("label", "for example label = { nl = \"…\", en = \"…\" }");
    let label = label.and_then(|it| it.words());
    let ages = section.get("ages").map_or(Some(None), |it| read_ages(&it).map(Some));
    let aliases_entry = section.get("aliases");
    let aliases = aliases_entry.as_ref().map_or(Some(Vec::new()), Entry::texts);
    if let (Some(entry), Some(name)) = (&name_entry, &name) {
        refuse_taken(entry, name, owner, taken);
    }
    if let (Some(entry), Some(aliases)) = (&aliases_entry, &aliases) {
        for alias in aliases {
            refuse_taken(entry, alias, owner, taken);
        }
    }
    Some(ProgrammePlan { name: name?, label: label?, ages: ages?, aliases: aliases? })
}

fn refuse_taken(entry: &Entry<'_>, spelling: &str, owner: usize, taken: &mut Spellings) {
    let first = *taken.entry(spelling.trim().to_lowercase()).or_insert(owner);
    if first != owner {
        let headline = format!("the spelling `{spelling}` is given to two programmes");
        let help = "let each name and alias belong to one programme".to_owned();
        entry.refuse("given-twice", headline, help);
    }
}

fn read_ages(entry: &Entry<'_>) -> Option<(u8, u8)> {
    const HELP: &str = "write the youngest and the oldest age: [4, 15]";
    let items: Vec<_> = entry.list()?.iter().map(|it| it.whole(0, 120, HELP)).collect();
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

/// The policies a pipeline can name; `own` is meant by giving a value.
fn read_estimates(section: Section<'_>) -> Option<EstimatesPlan> {
    let section = section.only(&["interval"]);
    let interval = section.get("interval").map_or_else(
        || Some(ProportionInterval::default()),
        |it| it.choice(&ProportionInterval::NAMES),
    );
    Some(EstimatesPlan { interval: interval? })
}

fn read_agreement(section: Section<'_>) -> Option<Thresholds> {
    let section = section.only(&["percentage", "effect-size", "goals"]);
    let usual = Thresholds::default();
    let number = |key: &str, usual: f64, high: f64, help: &str| {
        section.get(key).map_or(Some(usual), |it| it.number(0.01, high, help))
    };
    let percentage =
        number("percentage", usual.percentage, 1.0, "write a share, half as 0.5");
    let help = "write a number of standard deviations, such as 0.5";
    let effect = number("effect-size", usual.effect, 5.0, help);
    let rules = [("all", GoalsRule::All), ("any", GoalsRule::Any)];
    let goals = section.get("goals").map_or(Some(usual.goals), |it| it.choice(&rules));
    Some(Thresholds { percentage: percentage?, effect: effect?, goals: goals? })
}

fn read_checks(section: Section<'_>) -> Option<ChecksPlan> {
    let section = section.only(&["limit"]);
    let help = "write the share of rows that may be set aside, 5 % as 0.05";
    let limit = section.get("limit").map_or(Some(0.0), |it| it.number(0.0, 1.0, help));
    Some(ChecksPlan { limit: limit? })
}

fn read_outputs(section: Option<Section<'_>>) -> Option<OutputsPlan> {
    let languages = Language::ALL.map(|it| (it.code(), it));
    let names =
        |choices: &[(&str, &str)]| choices.iter().map(|it| it.1.to_owned()).collect();
    let Some(section) = section else {
        let (reports, languages) = (names(&REPORTS), Language::ALL.to_vec());
        return Some(OutputsPlan {
            reports,
            languages,
            research_dataset: false,
            png: false,
            selftest: false,
        });
    };
    let section = section.only(&["reports", "languages", "research-dataset", "png"]);
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
    let png = section.get("png").map_or(Some(false), |it| it.flag());
    Some(OutputsPlan {
        reports: reports?,
        languages: languages?,
        research_dataset: research_dataset?,
        png: png?,
        selftest: false,
    })
}

/// One of the words for each item, none of them twice.
fn choices<T: Copy + PartialEq>(
    items: &[Entry<'_>],
    words: &[(&str, T)],
) -> Option<Vec<T>> {
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
