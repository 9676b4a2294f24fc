//! From the `[research]` table of a pipeline file to what is asked of the research dataset.
//!
//! In: the table. Out: a plan. Never: a key; the file says only where it is.

use std::path::PathBuf;

use super::entry::Entry;
use super::plan::{KeyPlan, Located, ResearchPlan};
use super::section::Section;

/// The fewest clients that share a combination, when the pipeline does not say: the smallest
/// count of the default policy. No Dutch law gives a number.
const K: u32 = 10;

/// The plan; `None` with what is wrong reported.
pub(super) fn read_research(section: Section<'_>) -> Option<ResearchPlan> {
    const KEYS: [&str; 8] = [
        "partner",
        "key-file",
        "key-env",
        "record",
        "k",
        "columns",
        "quasi-identifiers",
        "sensitive",
    ];
    let section = section.only(&KEYS);
    let help = "for whom the dataset is, for example partner = \"universiteit-x\"";
    let partner = section.need("partner", help).and_then(|it| it.kebab());
    let key = read_key(&section);
    let help = "write the fewest clients that may share a combination, such as 10";
    let k = section.get("k").map_or(Some(K), |it| it.whole(2, 1000, help));
    let record = match section.get("record") {
        Some(it) => it.text().map(|it| Some(it.map(PathBuf::from))),
        None => Some(None),
    };
    let written = columns(section.get("columns"));
    let quasi_identifiers = match section.get("quasi-identifiers") {
        Some(it) => {
            let place = it.locate(());
            columns(Some(it)).map(|names| names.map(|names| place.map(|()| names)))
        }
        None => Some(None),
    };
    let sensitive = columns(section.get("sensitive"));
    Some(ResearchPlan {
        partner: partner?,
        key: key?,
        k: u64::from(k?),
        record: record?,
        columns: written?,
        quasi_identifiers: quasi_identifiers?,
        sensitive: sensitive?,
    })
}

fn read_key(section: &Section<'_>) -> Option<Located<KeyPlan>> {
    const HELP: &str = "write key-file = \"…\", a file outside the bundle with at least 32 \
                        bytes, or key-env = \"NAME\", an environment variable";
    match (section.get("key-file"), section.get("key-env")) {
        (Some(file), None) => {
            file.text().map(|it| it.map(|it| KeyPlan::File(PathBuf::from(it))))
        }
        (None, Some(variable)) => variable.text().map(|it| it.map(KeyPlan::Variable)),
        (Some(_), Some(both)) => {
            let headline = "`key-file` and `key-env` in [research] exclude each other";
            let help = "keep the one where the key is".to_owned();
            both.refuse("keys-exclude-each-other", headline.to_owned(), help);
            None
        }
        (None, None) => {
            if !section.was_mistyped("key-env") {
                section.report_missing("key-file", HELP);
            }
            None
        }
    }
}

/// A list of columns, when there is one.
#[expect(clippy::option_option, reason = "wrong, not there, and there are three things")]
fn columns(entry: Option<Entry<'_>>) -> Option<Option<Vec<Located<String>>>> {
    let Some(entry) = entry else { return Some(None) };
    let items: Vec<_> = entry.list()?.iter().map(Entry::text).collect();
    items.into_iter().collect::<Option<Vec<_>>>().map(Some)
}
