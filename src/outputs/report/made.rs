//! How the figures were made: definitions, row account, findings, methods, hashes.
//!
//! In: the context of a run. Out: rows for the last section of a report and the index.
//! Never: a path on this machine, a value about a person.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::estimates::{missing_bounds, response_drift};
use crate::judgements::ReleasedComparison;
use crate::terms::Severity;

use super::context::Context;
use super::format;
use super::signals;
use super::words::Words;

/// All of it, ready to print.
#[derive(Debug, Serialize)]
pub(super) struct Made {
    policy: String,
    hidden: String,
    definitions: Vec<Definition>,
    accounts: Vec<[String; 4]>,
    findings: Vec<FindingRow>,
    signals: signals::Account,
    methods: Vec<[String; 2]>,
    inputs: Vec<Input>,
    pipeline: String,
    pipeline_sha256: String,
}

#[derive(Debug, Serialize)]
struct Definition {
    name: String,
    label: String,
    version: String,
    source: String,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct FindingRow {
    label: String,
    rule: String,
    table: String,
    effect: String,
    n_rows: String,
}

/// One input file, ready to print.
#[derive(Debug, Serialize)]
pub(super) struct Input {
    name: String,
    size: String,
    n_rows: String,
    sha256: String,
}

/// Gathers how the figures were made.
pub(super) fn build(context: &Context, words: &Words) -> Made {
    let release = context.release;
    let language = words.language;
    let number = |n: usize| format::count(n as u64, language);
    let gaps =
        [("n", number(release.n_suppressed)), ("all", number(release.figures.len()))];
    let hidden = match release.n_suppressed {
        0 => words.say("made.hidden_none"),
        _ => words.fill("made.hidden", &gaps.each_ref().map(|(a, b)| (*a, b.as_str()))),
    };
    Made {
        policy: release.policy_text.get(language).to_owned(),
        hidden,
        definitions: definitions(context, words),
        accounts: accounts(context, words),
        findings: findings(context, words),
        signals: signals::account(release, &context.judgements.signals, words),
        methods: methods(context, words),
        inputs: inputs(context, words),
        pipeline: context.pipeline.to_owned(),
        pipeline_sha256: context.pipeline_sha256.to_owned(),
    }
}

/// The input files, ready to print.
pub(super) fn inputs(context: &Context, words: &Words) -> Vec<Input> {
    let input = |it: &super::context::InputFile| Input {
        name: it.name.clone(),
        size: format::size(it.n_bytes, words.language),
        n_rows: format::count(it.n_rows, words.language),
        sha256: it.sha256.clone(),
    };
    context.inputs.iter().map(input).collect()
}

fn definitions(context: &Context, words: &Words) -> Vec<Definition> {
    let definition = |it: &crate::indicators::IndicatorInfo| Definition {
        name: it.name.clone(),
        label: it.label.get(words.language).to_owned(),
        version: it.version.clone(),
        source: it.source.clone(),
        sha256: it.sha256.clone(),
    };
    context.release.indicators.iter().map(definition).collect()
}

fn accounts(context: &Context, words: &Words) -> Vec<[String; 4]> {
    let count = |n| format::count(n, words.language);
    let row = |it: &super::context::TableAccount| {
        let name = table_name(&it.table, words);
        [name, count(it.n_read), count(it.n_kept), count(it.n_set_aside)]
    };
    context.accounts.iter().map(row).collect()
}

fn findings(context: &Context, words: &Words) -> Vec<FindingRow> {
    let row = |it: &super::context::FindingCount| FindingRow {
        label: it.label.get(words.language).to_owned(),
        rule: it.rule.clone(),
        table: table_name(&it.table, words),
        effect: match it.severity {
            Severity::SetAside => words.say("severity.set_aside"),
            Severity::Warning => words.say("severity.warning"),
        },
        n_rows: format::count(it.n_rows, words.language),
    };
    context.findings.iter().map(row).collect()
}

/// Every method in the release with a line of explanation.
fn methods(context: &Context, words: &Words) -> Vec<[String; 2]> {
    let figures = context.release.figures.iter().map(|it| it.method);
    let trends = context.judgements.trends.iter().map(|it| it.method.as_str());
    let tests = context.release.group_tests.iter().map(|it| it.method.as_str());
    let signals = signals::methods(&context.judgements.signals);
    let differences = context.judgements.differences.iter();
    let differences = differences.map(|it| it.method.as_str());
    let rules = [missing_bounds::NAME, response_drift::NAME];
    let derived = trends.chain(differences).chain(tests).chain(signals);
    let names = figures.chain(derived).chain(rules);
    let mut names: BTreeSet<&str> = names.collect();
    for name in
        context.judgements.comparisons.iter().flat_map(ReleasedComparison::methods)
    {
        names.insert(name);
    }
    let explain = |name: &str| {
        let line = words.find(&format!("method.{name}"));
        let line = line.map_or_else(|| words.say("method_other"), str::to_owned);
        [name.to_owned(), line]
    };
    names.into_iter().map(explain).collect()
}

fn table_name(name: &str, words: &Words) -> String {
    words.find(&format!("table_name.{name}")).unwrap_or(name).to_owned()
}
