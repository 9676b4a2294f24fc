//! `uitkomst catalogue`.

use super::{Status, say};
use crate::checks::rule::rules;
use crate::error::Error;
use crate::estimates::METHODS;
use crate::indicators::catalogue::built_in;

/// List the indicators, checks and methods.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

struct Entry {
    kind: &'static str,
    name: String,
    nl: String,
    en: String,
}

pub(super) fn run(args: &Args) -> Result<Status, Error> {
    let entries = entries()?;
    if args.json {
        let entries: Vec<_> = entries
            .iter()
            .map(|it| {
                serde_json::json!({
                    "kind": it.kind, "name": it.name, "nl": it.nl, "en": it.en
                })
            })
            .collect();
        say::line(serde_json::Value::from(entries).to_string());
        return Ok(Status::Done);
    }
    for kind in ["indicator", "check", "method"] {
        say::line(format!("{kind}s"));
        for entry in entries.iter().filter(|it| it.kind == kind) {
            say::line(format!("  {:<30} {} · {}", entry.name, entry.nl, entry.en));
        }
    }
    Ok(Status::Done)
}

fn entries() -> Result<Vec<Entry>, Error> {
    let entry = |kind, name: &str, nl: &str, en: &str| Entry {
        kind,
        name: name.to_owned(),
        nl: nl.to_owned(),
        en: en.to_owned(),
    };
    let mut entries = Vec::new();
    for it in built_in()? {
        let label = &it.info.label;
        entries.push(entry("indicator", &it.info.name, &label.nl, &label.en));
    }
    for it in rules()? {
        entries.push(entry("check", it.name, &it.label.nl, &it.label.en));
    }
    for it in METHODS {
        entries.push(entry("method", it.name, it.label.0, it.label.1));
    }
    Ok(entries)
}
