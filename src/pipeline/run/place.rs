//! The place of a bundle beside what a run reads: looked at before anything is read.
//!
//! In: a plan, what was prepared, and the folder that will be the bundle. Out: nothing, or
//! everything that would be in danger. Never: a byte of an export.

use std::path::{Path, PathBuf};

use super::super::file::{IndicatorSource, KeyPlan, Plan};
use super::super::prepare::Prepared;
use crate::error::{Error, Message, Why};

/// Refuses a bundle in whose folder stands what a run needs: the folder is replaced as a whole,
/// so the next run would delete it.
pub(super) fn refuse_inside(
    plan: &Plan,
    prepared: &Prepared,
    out: &Path,
) -> Result<(), Error> {
    let out = whole(out);
    let mut needed = vec![("the pipeline", plan.path.clone())];
    let files = prepared.tables.iter().flat_map(|it| &it.source.files);
    needed.extend(files.map(|it| ("an export", it.clone())));
    for wish in &plan.indicators {
        if let IndicatorSource::Page(page) = &wish.source {
            needed.push(("an indicator page", plan.resolve(&page.value)));
        }
    }
    needed.extend(plan.ledger.iter().map(|it| ("the ledger", plan.resolve(&it.path))));
    let key = plan.research.as_ref().map(|it| &it.key.value);
    if let Some(KeyPlan::File(path)) = key {
        needed.push(("the key", plan.resolve(path)));
    }
    let inside = needed.into_iter().filter(|(_, path)| whole(path).starts_with(&out));
    let messages = inside.map(|(what, path)| {
        let headline = format!("{what} stands in the folder of the bundle");
        Message::new("input-in-the-bundle", headline)
            .at(path.display().to_string())
            .effect("nothing was read and nothing was written")
            .help("the bundle is replaced as a whole: name another folder with --out")
    });
    Error::all(Why::Usage, messages.collect())
}

/// The path without links and from the root, also of what is not there yet.
fn whole(path: &Path) -> PathBuf {
    for (n, part) in path.ancestors().enumerate() {
        let part = if part.as_os_str().is_empty() { Path::new(".") } else { part };
        let Ok(there) = part.canonicalize() else { continue };
        let mut rest: Vec<_> = path.components().rev().take(n).collect();
        rest.reverse();
        return there.components().chain(rest).collect();
    }
    path.to_owned()
}

/// Refuses to begin where no file may become as large as a run needs (`ulimit -f`): the system
/// ends a program that writes more, whatever that leaves behind.
pub(super) fn refuse_small_files(prepared: &Prepared) -> Result<(), Error> {
    /// Reports, charts and tables of figures.
    const LEAST: u64 = 64 << 20;
    let Some(limit) = largest_file() else { return Ok(()) };
    let files = prepared.tables.iter().flat_map(|it| &it.source.files);
    let sizes = files.map(|it| std::fs::metadata(it).map_or(0, |it| it.len()));
    // Typed rows on their way take up to four times an export.
    let needed = LEAST.saturating_add(sizes.sum::<u64>().saturating_mul(4));
    if limit >= needed {
        return Ok(());
    }
    let headline = format!(
        "no file may be larger than {limit} bytes here, and this run may need {needed}"
    );
    let message = Message::new("file-size-limited", headline)
        .effect("nothing was read and nothing was written")
        .help("run where files may be larger: `ulimit -f unlimited`");
    Err(Error::new(Why::Unwritable, message))
}

/// The largest file that may be written, where the system says so.
fn largest_file() -> Option<u64> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|it| it.strip_prefix("Max file size"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_whole_also_when_it_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        assert_eq!(whole(&folder.path().join("a/b.csv")), root.join("a/b.csv"));
        assert!(whole(Path::new("no-such-file")).is_absolute());
    }
}
