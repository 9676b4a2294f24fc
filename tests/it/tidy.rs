//! Rules about the repository itself.
//!
//! In: the files as they stand. Out: every breach at once, with file and line. Never: a
//! rule that only a reviewer can check.

use std::fs;
use std::path::{Path, PathBuf};

/// The stages, in the order data passes.
const STAGES: [&str; 9] = [
    "export",
    "tables",
    "checks",
    "indicators",
    "estimates",
    "disclosure",
    "judgements",
    "outputs",
    "evidence",
];
/// A file with more lines hides a second thing.
const MOST_LINES: usize = 450;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder or the file itself, in a fixed order.
fn files_below(place: &str) -> Vec<PathBuf> {
    let (mut files, mut open) = (Vec::new(), vec![root().join(place)]);
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|it| it.unwrap().path()));
        } else if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Name and text of every Rust file of a folder.
pub(super) fn rust_below(place: &str) -> Vec<(String, String)> {
    let files = files_below(place).into_iter();
    let rust = files.filter(|it| it.extension().is_some_and(|it| it == "rs"));
    let read = rust.map(|it| (name_of(&it), fs::read_to_string(&it).unwrap()));
    let all: Vec<(String, String)> = read.collect();
    assert!(!all.is_empty(), "no Rust files in {place}");
    all
}

fn name_of(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string().replace('\\', "/")
}

/// `file:line` of every line that holds the text as a whole word.
fn lines_with(name: &str, text: &str, wanted: &str) -> Vec<String> {
    let goes_on = |it: char| it.is_alphanumeric() || it == '_';
    let holds = |line: &str| {
        line.match_indices(wanted)
            .any(|(at, _)| !line[at + wanted.len()..].starts_with(goes_on))
    };
    let lines = text.lines().enumerate().filter(|(_, line)| holds(line));
    lines.map(|(at, _)| format!("{name}:{}: {wanted}", at + 1)).collect()
}

/// The file, when a group `crate::{…}` in it names the module.
fn groups_with(name: &str, text: &str, module: &str) -> Option<String> {
    let names_it = text.split("crate::{").skip(1).any(|group| {
        let mut depth = 1;
        let inside = group.chars().take_while(|it| {
            depth += i32::from(*it == '{') - i32::from(*it == '}');
            depth > 0
        });
        let inside: String = inside.collect();
        let mut parts = inside.split(|it: char| !it.is_alphanumeric() && it != '_');
        parts.any(|it| it == module)
    });
    names_it.then(|| format!("{name}: crate::{{{module}}}"))
}

#[track_caller]
fn none(breaches: &[String], rule: &str) {
    assert!(breaches.is_empty(), "{rule}:\n  {}", breaches.join("\n  "));
}

#[test]
fn every_module_opens_with_its_contract() {
    let without =
        rust_below("src").into_iter().filter(|(_, text)| !text.starts_with("//!"));
    none(&without.map(|(name, _)| name).collect::<Vec<_>>(), "a module opens with `//!`");
}

#[test]
fn no_stage_knows_a_later_one() {
    let mut breaches = Vec::new();
    for (at, stage) in STAGES.iter().enumerate() {
        for (name, text) in rust_below(&format!("src/{stage}")) {
            for later in &STAGES[at + 1..] {
                breaches.extend(lines_with(&name, &text, &format!("crate::{later}")));
                breaches.extend(groups_with(&name, &text, later));
            }
        }
    }
    none(&breaches, "a stage names earlier stages only");
}

#[test]
fn nothing_behind_the_gate_knows_an_exact_figure() {
    let mut breaches = Vec::new();
    for stage in ["judgements", "outputs", "evidence"] {
        let files = rust_below(&format!("src/{stage}"));
        for (name, text) in files.into_iter().filter(|it| !it.0.ends_with("tests.rs")) {
            let named = text.split("estimates::").skip(1);
            let named = named.map(|it| it.split(';').next().unwrap_or_default());
            let is_exact = |it: &str| ["Figure", "Estimate", "fit"].contains(&it);
            let mut words =
                named.flat_map(|it| it.split(|it: char| !it.is_alphanumeric()));
            breaches.extend(words.any(is_exact).then_some(name));
        }
    }
    none(&breaches, "judgements and outputs are made from what is released");
}

#[test]
fn only_the_command_line_knows_the_pipeline() {
    let mut breaches = Vec::new();
    for (name, text) in rust_below("src") {
        if !name.starts_with("src/cli/") && !name.starts_with("src/pipeline/") {
            breaches.extend(lines_with(&name, &text, "crate::pipeline"));
            breaches.extend(groups_with(&name, &text, "pipeline"));
        }
    }
    none(&breaches, "nobody but cli names the pipeline");
}

#[test]
fn no_file_is_too_long() {
    let mut breaches = Vec::new();
    let program = rust_below("src").into_iter().filter(|it| !it.0.ends_with("tests.rs"));
    for (name, text) in program.chain(rust_below("tests")) {
        let without_tests = text.split("#[cfg(test)]\nmod tests {").next();
        let n_lines = without_tests.map_or(0, |it| it.lines().count());
        if n_lines >= MOST_LINES {
            breaches.push(format!("{name}: {n_lines} lines"));
        }
    }
    none(&breaches, "a Rust file has fewer than 450 lines, without its tests");
}

#[test]
fn nothing_is_skipped_or_left_to_do() {
    // Put together here, so that this file does not hold what it forbids.
    let forbidden = [["#[ig", "nore"].concat(), ["to", "do!"].concat()];
    let mut breaches = Vec::new();
    for (name, text) in rust_below("src").into_iter().chain(rust_below("tests")) {
        for wanted in &forbidden {
            let lines =
                text.lines().enumerate().filter(|(_, line)| line.contains(wanted));
            breaches.extend(lines.map(|(at, _)| format!("{name}:{}: {wanted}", at + 1)));
        }
    }
    none(&breaches, "no test is skipped and no code is missing");
}

#[test]
fn no_path_of_a_machine_is_mentioned() {
    let private = [["/tm", "p/"].concat(), ["/wo", "rk/"].concat()];
    let mut breaches = Vec::new();
    for place in ["src", "pipelines", "data-samples", "README.md"] {
        for file in files_below(place) {
            let text = String::from_utf8_lossy(&fs::read(&file).unwrap()).into_owned();
            for (at, line) in text.lines().enumerate() {
                if private.iter().any(|it| line.contains(it.as_str())) {
                    breaches.push(format!("{}:{}", name_of(&file), at + 1));
                }
            }
        }
    }
    none(&breaches, "no path of somebody's own machine");
}

#[test]
fn every_sample_has_a_page() {
    let folder = root().join("data-samples");
    let cases: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.is_dir())
        .collect();
    assert!(!cases.is_empty(), "no samples");
    let without = cases.iter().filter(|it| !it.join("README.md").is_file());
    none(&without.map(|it| name_of(it)).collect::<Vec<_>>(), "a sample has a README.md");
}
