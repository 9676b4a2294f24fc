//! From the `[[instrument]]` tables of a pipeline file to what is declared of scales.
//!
//! In: the tables. Out: one plan a table. Never: a figure without its source.

use super::plan::InstrumentPlan;
use super::section::Section;

pub(super) fn read_instruments(head: &Section<'_>) -> Option<Vec<InstrumentPlan>> {
    let Some(entry) = head.get("instrument") else {
        return Some(Vec::new());
    };
    let instruments: Vec<_> =
        entry.sections()?.into_iter().map(read_instrument).collect();
    instruments.into_iter().collect()
}

fn read_instrument(section: Section<'_>) -> Option<InstrumentPlan> {
    const KEYS: [&str; 6] =
        ["name", "scale", "reliability", "deviation", "clinical-from", "source"];
    let section = section.only(&KEYS);
    let name =
        section.need("name", "for example name = \"cbcl\"").and_then(|it| it.text());
    let scale = section.need("scale", "for example scale = \"total\"");
    let scale = scale.and_then(|it| it.text());
    let source = section.need("source", "say where these figures come from");
    let source = source.and_then(|it| it.text());
    let number = |key: &str, low: f64, high: f64, help: &str| match section.get(key) {
        Some(it) => it.number(low, high, help).map(Some),
        None => Some(None),
    };
    let reliability =
        number("reliability", 0.0, 1.0, "write the reliability as a share, such as 0.9");
    let deviation = number(
        "deviation",
        0.0,
        1000.0,
        "write the standard deviation of the norm group",
    );
    let clinical_from =
        number("clinical-from", -1000.0, 1000.0, "write the first clinical score");
    Some(InstrumentPlan {
        name: name?,
        scale: scale?.value,
        reliability: reliability?,
        deviation: deviation?,
        clinical_from: clinical_from?,
        source: source?.value,
    })
}
