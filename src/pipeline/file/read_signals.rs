//! From `[signals]` of a pipeline file to how signals are looked for.
//!
//! In: the table and the periods. Out: the rule set and the phases, each with its reason.
//! Never: a phase that somebody began without saying why.

use super::entry::Entry;
use super::plan::{Located, PhasePlan, SignalsPlan};
use super::section::Section;
use crate::estimates::rule_sets::RuleSet;
use crate::terms::{Dimension, Group, Groups, PeriodGrid};

pub(super) fn read_signals(
    head: &Section<'_>,
    grid: Option<&PeriodGrid>,
) -> Option<SignalsPlan> {
    let Some(entry) = head.get("signals") else {
        return Some(SignalsPlan::default());
    };
    let section = entry.section_named("[signals]".to_owned())?;
    let section = section.only(&["rules", "phase"]);
    let rules = section
        .get("rules")
        .map_or(Some(RuleSet::default()), |it| it.choice(&RuleSet::NAMES));
    let phases =
        section.get("phase").map_or(Some(Vec::new()), |it| read_phases(&it, grid));
    Some(SignalsPlan { rules: rules?, phases: phases? })
}

/// What a phase is about, and where it begins.
type Start = (String, Groups, usize);

fn read_phases(entry: &Entry<'_>, grid: Option<&PeriodGrid>) -> Option<Vec<PhasePlan>> {
    let mut starts: Vec<Start> = Vec::new();
    let mut phases = Vec::new();
    let mut complete = true;
    for mut section in entry.sections()? {
        section.name = section.name.replace("[[phase]]", "[[signals.phase]]");
        match read_phase(section, grid, &mut starts) {
            Some(it) => phases.push(it),
            None => complete = false,
        }
    }
    complete.then_some(phases)
}

fn read_phase(
    section: Section<'_>,
    grid: Option<&PeriodGrid>,
    starts: &mut Vec<Start>,
) -> Option<PhasePlan> {
    const KEYS: [&str; 6] =
        ["indicator", "groups", "from", "event", "author", "evidence"];
    let section = section.only(&KEYS);
    let help = "say which indicator of this pipeline it is about";
    let indicator = section.need("indicator", help).and_then(|it| it.text());
    let groups =
        section.get("groups").map_or(Some(Groups::default()), |it| read_groups(&it));
    let help = "write the label of a period, \"2016-Q3\", or a day, 2016-07-01";
    let from_entry = section.need("from", help);
    let from = from_entry.as_ref().and_then(|it| read_from(it, grid));
    let help = "say what happened: limits start anew only for a reason";
    let event = section.need("event", help).and_then(|it| it.words());
    let help = "say who decided this";
    let author = section.need("author", help).and_then(|it| it.text());
    let help = "say where this can be found: minutes, a plan, a report";
    let evidence = section.need("evidence", help).and_then(|it| it.words());
    let (indicator, groups, from) = (indicator?, groups?, from?);
    let start = (indicator.value.clone(), groups.clone(), from);
    if starts.contains(&start) {
        let headline = format!("{} begins where another one does", section.name);
        let help = "leave one of the two out".to_owned();
        from_entry?.refuse("given-twice", headline, help);
    }
    starts.push(start);
    let (event, author, evidence) = (event?, author?.value, evidence?);
    Some(PhasePlan { indicator, groups, from, event, author, evidence })
}

fn read_groups(entry: &Entry<'_>) -> Option<Groups> {
    let names = Dimension::ALL.map(Dimension::name);
    let section = entry.section_named(entry.name.clone())?;
    let section = section.only_named("dimension", &names);
    let mut groups = Groups::default();
    for it in section.entries() {
        let dimension = Dimension::parse(it.key)?;
        groups.set(dimension, Group::read(&it.text()?.value));
    }
    Some(groups)
}

/// The position of the period with this label, or that this day is in.
fn read_from(entry: &Entry<'_>, grid: Option<&PeriodGrid>) -> Option<usize> {
    // Without periods there is nothing to find: that mistake is reported already.
    let grid = grid?;
    let found: Located<Option<usize>> = if entry.is_text() {
        let label = entry.text()?;
        let periods = grid.periods();
        label.map(|label| periods.iter().position(|it| it.label == label))
    } else {
        entry.locate(grid.index_of(entry.day()?))
    };
    let labels: Vec<&str> = grid.periods().iter().map(|it| it.label.as_str()).collect();
    let span = match labels[..] {
        [_, second, .., last] => format!("{second} to {last}"),
        _ => "there are too few".to_owned(),
    };
    let headline = match found.value {
        Some(0) => format!("{} is the first period: nothing lies before it", entry.name),
        Some(at) => return Some(at),
        None => format!("{} is no period of this pipeline", entry.name),
    };
    entry.refuse(
        "no-such-period",
        headline,
        format!("periods a phase can begin at: {span}"),
    );
    None
}
