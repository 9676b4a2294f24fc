//! From the `[[indicator]]` tables of a pipeline file to indicator plans.
//!
//! In: the tables. Out: one plan a table. Never: whether the catalogue has the indicator
//! (the names keep their place, so that a later check can say so).

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::entry::Entry;
use super::plan::{IndicatorPlan, IndicatorSource};
use super::section::Section;
use crate::terms::Dimension;

pub(super) fn read_indicators(head: &Section<'_>) -> Option<Vec<IndicatorPlan>> {
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
            let headline =
                format!("`use` and `page` in {} exclude each other", section.name);
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
