//! A run that is stopped from outside: nothing is left, or the next run takes it away.
//!
//! In: a made-up export that takes a while. Out: exit code and what stands in the folder.

#![cfg(unix)]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::common::{names_in, root, uitkomst, write};

/// A folder with an export that takes seconds.
fn long() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = uitkomst(
        folder.path(),
        &["sample", "--out", "made", "--trajectories", "60000", "--all-tables"],
    );
    assert_eq!(made.exit, 0, "{}", made.stderr);
    let pipeline = root().join("pipelines/catalogue.toml");
    let pipeline = std::fs::read_to_string(pipeline).unwrap();
    let pipeline = pipeline.replace("../data-samples/catalogue/", "made/");
    let pipeline = pipeline.replace("\"../", &format!("\"{}/", root().display()));
    write(&folder.path().join("p.toml"), &pipeline);
    folder
}

/// Starts a run and waits until it writes beside the place of its bundle.
fn started(folder: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uitkomst"));
    command.current_dir(folder).args(["run", "p.toml", "--out", "o/b"]);
    let run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    while !folder.join("o").is_dir() || names_in(&folder.join("o")).is_empty() {
        assert!(begun.elapsed() < Duration::from_mins(1), "the run does not begin");
        sleep(Duration::from_millis(5));
    }
    run
}

// A run that was killed left its folder, with rows about people, for good. SIGTERM and SIGHUP
// were not caught and left it too.
#[test]
fn a_stopped_run_leaves_nothing_and_a_killed_one_is_cleared_by_the_next() {
    let folder = long();
    for signal in ["-TERM", "-HUP", "-INT"] {
        let mut run = started(folder.path());
        let sent = Command::new("kill").args([signal, &run.id().to_string()]).status();
        assert!(sent.unwrap().success());
        assert_eq!(run.wait().unwrap().code(), Some(15), "{signal}");
        assert_eq!(names_in(folder.path()), ["made", "p.toml"], "{signal}");
    }
    let mut run = started(folder.path());
    run.kill().unwrap();
    run.wait().unwrap();
    let left = names_in(&folder.path().join("o"));
    assert!(
        left[0].starts_with(".uitkomst-") && left[0].ends_with(".partial"),
        "{left:?}"
    );
    // The next run beside it, of another pipeline.
    let small = root().join("data-samples/age-outside-programme/pipeline.toml");
    let small = small.display().to_string();
    let said = uitkomst(folder.path(), &["run", &small, "--out", "o/other"]);
    assert_eq!(said.exit, 0, "{}", said.stderr);
    assert_eq!(names_in(&folder.path().join("o")), ["other"]);
}
