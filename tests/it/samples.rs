//! Every folder of `data-samples` gives what its README promises.
//!
//! In: the block `[expect]` of a README. Out: exit code, error, row account and findings,
//! compared in full: nothing more, nothing less.

use std::fs;
use std::path::{Path, PathBuf};

use toml_edit::{Document, Item, TableLike, Value};
use uitkomst::env::Env;
use uitkomst::error::Error;
use uitkomst::pipeline::{self, Account};
use uitkomst::tables::Table;
use uitkomst::terms::Severity;

use crate::common::{FAULTS, root, run, sample_folders, uitkomst};

/// What a README promises: exit code, error, rows per table, findings.
#[derive(Debug, PartialEq, Eq)]
struct Verdict {
    exit: i64,
    error: Option<String>,
    /// Table, rows read, kept and set aside.
    rows: Vec<(String, [i64; 3])>,
    /// `rule table file:line column severity`.
    findings: Vec<String>,
}

fn name_of(folder: &Path) -> String {
    folder.file_name().unwrap().to_string_lossy().into_owned()
}

/// The pipeline of a sample: its own, or the one of the repository with its name.
fn pipeline_of(folder: &Path) -> Option<PathBuf> {
    let shipped = root().join(format!("pipelines/{}.toml", name_of(folder)));
    [folder.join("pipeline.toml"), shipped].into_iter().find(|it| it.is_file())
}

/// The block in the README, as text.
fn block_of(folder: &Path) -> Option<String> {
    let readme = fs::read_to_string(folder.join("README.md")).unwrap();
    let mut blocks = readme.split("```toml\n").skip(1);
    let block = blocks.find(|it| it.starts_with("[expect]"))?;
    Some(block.split("\n```").next().unwrap().to_owned())
}

fn expected(block: &str) -> Verdict {
    let document = Document::parse(block.to_owned()).unwrap();
    let expect = document["expect"].as_table().unwrap();
    let known = ["exit", "error", "read", "kept", "set_aside", "findings"];
    let unknown: Vec<&str> =
        expect.iter().map(|it| it.0).filter(|it| !known.contains(it)).collect();
    assert!(unknown.is_empty(), "unknown keys in [expect]: {unknown:?}");
    let n = |key: &str, table: &str| expect[key][table].as_integer().unwrap();
    let tables = expect.get("read").and_then(Item::as_table_like);
    let tables = tables.into_iter().flat_map(TableLike::iter);
    let rows = tables.map(|(table, _)| {
        (table.to_owned(), ["read", "kept", "set_aside"].map(|key| n(key, table)))
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort();
    let mut findings: Vec<String> =
        expect["findings"].as_array().unwrap().iter().map(finding).collect();
    findings.sort();
    let error = expect.get("error").map(|it| it.as_str().unwrap().to_owned());
    Verdict { exit: expect["exit"].as_integer().unwrap(), error, rows, findings }
}

fn finding(value: &Value) -> String {
    let it = value.as_inline_table().unwrap();
    let text = |key: &str| it.get(key).and_then(Value::as_str).unwrap_or("-");
    let line = it.get("line").and_then(Value::as_integer).unwrap();
    let (rule, table, file) = (text("rule"), text("table"), text("file"));
    format!("{rule} {table} {file}:{line} {} {}", text("column"), text("severity"))
}

/// What the program does with the sample.
fn actual(folder: &Path, pipeline: &Path) -> Verdict {
    let exit = i64::from(match FAULTS.get(folder) {
        Some(said) => said.exit,
        None => uitkomst(folder, &["check", &pipeline.display().to_string()]).exit,
    });
    let account = match FAULTS.get(folder) {
        Some(_) => run(pipeline).map(|it| it.outcome.account),
        // Large, and run by the tests of their published figures.
        None => check(pipeline),
    };
    match account {
        Ok(account) => {
            let (rows, findings) = (rows(&account), findings(&account));
            Verdict { exit, error: None, rows, findings }
        }
        Err(error) => {
            let mut names: Vec<String> =
                error.messages.iter().map(|it| it.name.clone()).collect();
            names.dedup();
            let error = Some(names.join(" "));
            Verdict { exit, error, rows: Vec::new(), findings: Vec::new() }
        }
    }
}

fn check(pipeline: &Path) -> Result<Account, Error> {
    let env = Env::new(root().to_owned());
    pipeline::load(pipeline).and_then(|it| pipeline::check(&env, &it))
}

fn rows(account: &Account) -> Vec<(String, [i64; 3])> {
    let n = |it: u64| i64::try_from(it).unwrap();
    let rows = account.rows.iter().map(|(table, (read, kept))| {
        let set_aside = rows_set_aside(account, *table);
        (table.name().to_owned(), [n(*read), n(*kept), n(set_aside)])
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort();
    rows
}

/// Rows that findings set aside: counted by themselves, not as the difference.
fn rows_set_aside(account: &Account, table: Table) -> u64 {
    let findings = account.findings.iter();
    let findings = findings.filter(|it| it.severity == Severity::SetAside);
    let places = findings.filter(|it| account.table_of(it) == Some(table));
    places.map(|it| it.place).collect::<std::collections::BTreeSet<_>>().len() as u64
}

fn findings(account: &Account) -> Vec<String> {
    let findings = account.findings.iter().map(|it| {
        let table = account.table_of(it).unwrap();
        let path = &account.files[usize::from(it.place.file)].1.path;
        let severity = match it.severity {
            Severity::SetAside => "set-aside",
            Severity::Warning => "warning",
        };
        let (file, line, column) =
            (name_of(path), it.place.line, it.column.unwrap_or("-"));
        format!("{} {table} {file}:{line} {column} {severity}", it.rule)
    });
    let mut findings: Vec<String> = findings.collect();
    findings.sort();
    findings
}

#[test]
fn every_sample_gives_what_its_readme_promises() {
    let mut breaches = Vec::new();
    let mut n_compared = 0;
    for folder in sample_folders() {
        let (pipeline, block) = (pipeline_of(&folder), block_of(&folder));
        let (Some(pipeline), Some(block)) = (pipeline, block) else { continue };
        let (want, got) = (expected(&block), actual(&folder, &pipeline));
        if want != got {
            breaches.push(format!("{}: {got:#?}\n  is not {want:#?}", name_of(&folder)));
        }
        n_compared += 1;
    }
    assert!(n_compared >= 29, "{n_compared} samples compared");
    assert!(breaches.is_empty(), "{}", breaches.join("\n\n"));
}

#[test]
fn a_sample_has_a_pipeline_and_a_promise_or_neither() {
    for folder in sample_folders() {
        let (pipeline, block) = (pipeline_of(&folder), block_of(&folder));
        let name = name_of(&folder);
        assert_eq!(pipeline.is_some(), block.is_some(), "{name}: pipeline, promise");
    }
}

#[test]
fn rows_in_are_rows_kept_and_rows_set_aside() {
    for folder in sample_folders() {
        let Some(pipeline) = pipeline_of(&folder) else { continue };
        let Ok(account) = check(&pipeline) else { continue };
        for (table, [read, kept, set_aside]) in rows(&account) {
            assert_eq!(read, kept + set_aside, "{}, {table}", name_of(&folder));
        }
    }
}

#[test]
fn a_promise_that_is_not_kept_is_seen() {
    let folder = root().join("data-samples/duplicate-key");
    let pipeline = pipeline_of(&folder).unwrap();
    let block = block_of(&folder).unwrap();
    let got = actual(&folder, &pipeline);
    assert_eq!(expected(&block), got);
    let lies = [("line = 7", "line = 8"), ("exit = 1", "exit = 0"), ("= 8 }", "= 9 }")];
    for (truth, lie) in lies {
        assert_ne!(expected(&block.replacen(truth, lie, 1)), got, "{lie}");
    }
}
