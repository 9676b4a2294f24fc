//! Generated pages are committed and must be current. `UPDATE=1 cargo test --release
//! generated` writes them anew; read the difference before committing it.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use uitkomst::env::Env;
use uitkomst::estimates::METHODS;
use uitkomst::indicators::catalogue::built_in;
use uitkomst::pipeline;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a committed file with what the program makes now, or writes it.
#[expect(clippy::disallowed_methods, reason = "writes the goldens of the repository")]
fn check(path: &Path, now: &[u8]) {
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, now).unwrap();
    }
    let committed = fs::read(path).unwrap_or_default();
    assert!(
        committed == now,
        "{} is not current: run with UPDATE=1 and read the difference",
        path.display()
    );
}

#[test]
fn the_methods_page_is_current() {
    let mut page = String::from(
        "# Methods\n\nMade from the pages in `src/`; do not edit. Figures of the catalogue \
         first, then the estimates, then where we depart from a source.\n\n## Indicators\n",
    );
    for it in built_in().unwrap() {
        let info = it.info;
        let _ = write!(
            page,
            "\n### {} ({})\n\n{} Version {}, better: {:?}.\n\nSource: {}\n",
            info.name,
            info.label.en,
            info.summary.en,
            info.version,
            info.better,
            info.source.trim(),
        );
    }
    page.push_str("\n## Estimates\n");
    for it in METHODS {
        let body = it.page.replace("\n## ", "\n#### ").replace("\n# ", "\n### ");
        let body = body.strip_prefix("# ").map_or(body.clone(), |it| format!("### {it}"));
        let _ = write!(page, "\n{}\n", body.trim());
    }
    page.push_str("\n## Where we depart from a source\n\n");
    let deviations = deviations();
    if deviations.is_empty() {
        page.push_str("None.\n");
    }
    for line in deviations {
        let _ = writeln!(page, "- {line}");
    }
    check(&root().join("reports/methods.md"), page.as_bytes());
}

/// Every `DEVIATION:` in the sources, with the file it stands in.
fn deviations() -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in super::tidy::rust_below("src") {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (at, line) in lines.iter().enumerate() {
            let Some((_, start)) = line.split_once("DEVIATION: ") else { continue };
            let rest = lines[at + 1..].iter().map_while(|it| it.strip_prefix("/// "));
            let words: Vec<&str> = std::iter::once(start).chain(rest).collect();
            found.push(format!("`{name}`: {}", words.join(" ")));
        }
    }
    found.sort();
    found
}

#[test]
fn the_example_reports_are_current() {
    let folder = tempfile::tempdir().unwrap();
    let plan = pipeline::load(&root().join("pipelines/brochure-2016.toml")).unwrap();
    let out = folder.path().join("bundle");
    pipeline::run(&Env::new(folder.path().to_owned()), &plan, &out).unwrap();
    let examples = root().join("reports/examples/brochure-2016");
    for name in ["brochure.nl.html", "brochure.en.html", "estimates.csv", "trends.csv"] {
        let now = fs::read(out.join("publication").join(name)).unwrap();
        check(&examples.join(name), &now);
    }
}
