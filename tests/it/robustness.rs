//! What goes wrong around a run: places, names, links, pipes, limits of the system. Each test
//! is a fault that happened, and what is right.
//!
//! In: small made-up exports, given to the program. Out: exit code, what is said, what stands
//! in the folder afterwards.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Said, names_in, root, uitkomst, write};

/// A folder with a small pipeline `p.toml` and its export.
struct Small(tempfile::TempDir);

impl Small {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sample = root().join("data-samples/possible-identifier");
        fs::copy(sample.join("pipeline.toml"), folder.path().join("p.toml")).unwrap();
        let export = fs::read(sample.join("trajecten.csv")).unwrap();
        let export = String::from_utf8_lossy(&export).replace("999900006", "P003");
        let export = export.replace("be\u{fffd}indiging", "beëindiging");
        write(&folder.path().join("trajecten.csv"), &export);
        let small = Self(folder);
        small.edit("p.toml", "windows-1252", "utf-8");
        small
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap()
    }

    /// Writes `new` where `old` stands in a file.
    fn edit(&self, name: &str, old: &str, new: &str) {
        let text = self.text(name);
        assert!(text.contains(old), "{name} has no {old}");
        write(&self.file(name), &text.replace(old, new));
    }

    fn say(&self, arguments: &[&str]) -> Said {
        uitkomst(self.path(), arguments)
    }

    fn run(&self) -> Said {
        self.say(&["run", "p.toml", "--out", "o/b"])
    }
}

#[track_caller]
fn ends(said: &Said, exit: i32, what: &str) {
    let all = format!("{}{}", said.stdout, said.stderr);
    assert_eq!(said.exit, exit, "{all}");
    assert!(all.contains(what), "{what} is not in:\n{all}");
}

// Files that somebody put into a bundle, or another bundle in it, were deleted without a word.
#[test]
fn what_no_run_wrote_is_not_deleted() {
    let small = Small::new();
    ends(&small.run(), 0, "open ");
    write(&small.file("o/b/publication/thesis.doc"), "mine");
    ends(&small.run(), 14, "holds 1 file that no run wrote");
    assert_eq!(small.text("o/b/publication/thesis.doc"), "mine");
    fs::remove_file(small.file("o/b/publication/thesis.doc")).unwrap();
    let inner = small.say(&["run", "p.toml", "--out", "o/b/inner"]);
    ends(&inner, 0, "open ");
    ends(&small.run(), 14, "inner/index.html");
    fs::remove_dir_all(small.file("o/b/inner")).unwrap();
    write(&small.file("o/b/.DS_Store"), "");
    ends(&small.run(), 0, "open ");
}

// `--out .` did all the work and then said "Invalid argument"; `o/b/.` that it was busy.
#[test]
fn a_place_that_cannot_be_one_is_refused_first() {
    let small = Small::new();
    for out in [".", "..", "/", "o/.."] {
        let said = small.say(&["run", "p.toml", "--out", out]);
        assert!([2, 14].contains(&said.exit), "{}", said.stderr);
        assert!(said.stderr.contains("nothing was read"), "{}", said.stderr);
    }
    let inner = small.file("inner");
    fs::create_dir(&inner).unwrap();
    let said = uitkomst(&inner, &["run", "../p.toml", "--out", "."]);
    ends(&said, 14, "is the folder you are in");
    for out in ["o/b/.", "o/./b", "./o/b/"] {
        ends(&small.say(&["run", "p.toml", "--out", out]), 0, "open ");
    }
    assert_eq!(names_in(&small.file("o")), ["b"]);
}

// The second run into a folder with a very long name failed.
#[test]
fn a_long_name_is_written_again_and_a_too_long_one_refused_first() {
    let small = Small::new();
    let name = "n".repeat(250);
    for _ in 0..3 {
        ends(&small.say(&["run", "p.toml", "--out", &format!("o/{name}")]), 0, "open ");
    }
    assert_eq!(names_in(&small.file("o")), [name.as_str()]);
    let said = small.say(&["run", "p.toml", "--out", &"n".repeat(260)]);
    ends(&said, 14, "output-unwritable");
    assert_eq!(names_in(small.path()), ["o", "p.toml", "trajecten.csv"]);
}

// Ledger, key, pages or exports in the folder of the bundle were deleted by the next run.
#[test]
fn what_a_run_needs_does_not_stand_in_its_bundle() {
    let small = Small::new();
    ends(&small.say(&["run", "p.toml", "--out", "o"]), 0, "open ");
    fs::copy(small.file("trajecten.csv"), small.file("o/trajecten.csv")).unwrap();
    fs::copy(small.file("p.toml"), small.file("o/p.toml")).unwrap();
    let said = small.say(&["run", "o/p.toml", "--out", "o"]);
    ends(&said, 2, "input-in-the-bundle");
    assert!(said.stderr.contains("the pipeline stands in"), "{}", said.stderr);
    assert!(said.stderr.contains("an export stands in"), "{}", said.stderr);
    let ledger = "\n[disclosure]\nledger = \"l/../new/ledger.jsonl\"\n";
    write(&small.file("p.toml"), &format!("{}{ledger}", small.text("p.toml")));
    fs::create_dir(small.file("l")).unwrap();
    let said = small.say(&["run", "p.toml", "--out", "new"]);
    ends(&said, 2, "the ledger stands in the folder of the bundle");
    assert!(!small.file("new").exists());
}

// A page called `../../../etc/passwd` ended after all the work as a fault of the program.
#[test]
fn names_of_pages_are_names() {
    let page = root().join("pipelines/england/duration-bands.md");
    let page = fs::read_to_string(page).unwrap();
    let name = page.lines().find(|it| it.starts_with("name = ")).unwrap().to_owned();
    let small = Small::new();
    small.edit("p.toml", "use = \"trajectories-closed\"", "page = \"own.md\"");
    for wrong in ["../../../etc/passwd", "a b", "A", "", "a--b", &"x".repeat(81)] {
        write(
            &small.file("own.md"),
            &page.replace(&name, &format!("name = \"{wrong}\"")),
        );
        ends(&small.run(), 2, "kebab-case");
    }
    let code = page.lines().find_map(|it| it.split_once("code = \"")).unwrap().1;
    let code = code.split('"').next().unwrap();
    let wrong = page.replace(&format!("code = \"{code}\""), "code = \"a/b\"");
    write(&small.file("own.md"), &wrong);
    ends(&small.run(), 2, "`code` is no code");
    assert!(!small.file("o").exists());
}

// Own pages `x` and `x-control` ended after all the work with "File exists".
#[test]
fn a_page_that_is_called_as_a_chart_of_another_is_refused_first() {
    let page = root().join("pipelines/england/duration-bands.md");
    let page = fs::read_to_string(page).unwrap();
    let name = page.lines().find(|it| it.starts_with("name = ")).unwrap().to_owned();
    for suffix in ["-control", "-by-region"] {
        let small = Small::new();
        small.edit("p.toml", "use = \"closed-by-mutual-agreement\"", "page = \"b.md\"");
        let wanted = format!("name = \"trajectories-closed{suffix}\"");
        write(&small.file("b.md"), &page.replace(&name, &wanted));
        ends(&small.run(), 2, "names-too-alike");
    }
}

// Goals without the number of their trajectory ended as a fault of the program.
#[test]
fn every_table_needs_its_key() {
    for (table, columns) in [
        ("goals", "goal_id = \"Zorgvorm\"\nweight = \"Leeftijd bij start\""),
        ("contacts", "contact_id = \"Zorgvorm\"\ndate = \"Datum aanvang\""),
        ("satisfaction", "answer = \"Leeftijd bij start\""),
        ("measurements", "score = \"Leeftijd bij start\"\ndate = \"Datum aanvang\""),
    ] {
        let small = Small::new();
        let more = format!(
            "\n[export.{table}]\nfiles = [\"trajecten.csv\"]\ndialect = {{ delimiter = \";\", \
             encoding = \"utf-8\", decimal = \",\", dates = \"dd-mm-yyyy\" }}\n\
             [export.{table}.columns]\n{columns}\n"
        );
        write(&small.file("p.toml"), &format!("{}{more}", small.text("p.toml")));
        ends(&small.run(), 2, "missing-key");
    }
}

// `--json` into a full disk ended with 0.
#[cfg(target_os = "linux")]
#[test]
fn results_that_cannot_be_printed_are_an_error() {
    let small = Small::new();
    ends(&small.run(), 0, "open ");
    for arguments in [
        &["compare", "o/b", "o/b", "--json"][..],
        &["catalogue"],
        &["check", "p.toml"],
        &["--help"],
        &["explain", "dropout"],
    ] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_uitkomst"));
        let command = command.current_dir(small.path()).args(arguments).stdout(full);
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(14), "{arguments:?}: {said}");
        assert!(said.contains("the results cannot be printed"), "{said}");
    }
}

// `compare` followed a link to a device that never ends.
#[cfg(unix)]
#[test]
fn links_in_a_bundle_are_not_followed() {
    let small = Small::new();
    ends(&small.run(), 0, "open ");
    for name in ["publication/estimates.csv", "ro-crate-metadata.json"] {
        ends(&small.say(&["run", "p.toml", "--out", "o/c"]), 0, "open ");
        fs::remove_file(small.file("o/c").join(name)).unwrap();
        std::os::unix::fs::symlink("/dev/zero", small.file("o/c").join(name)).unwrap();
        assert_eq!(small.say(&["compare", "o/b", "o/c"]).exit, 10, "{name}");
        let verified = small.say(&["verify", "o/c"]);
        assert!([1, 10].contains(&verified.exit), "{name}: {}", verified.stdout);
        fs::remove_dir_all(small.file("o/c")).unwrap();
    }
}

// A named pipe as export was waited for without end.
#[cfg(unix)]
#[test]
fn a_pipe_is_no_export() {
    let small = Small::new();
    fs::remove_file(small.file("trajecten.csv")).unwrap();
    let made = Command::new("mkfifo").arg(small.file("trajecten.csv")).status().unwrap();
    assert!(made.success());
    ends(&small.run(), 10, "a pipe or a device");
    small.edit("p.toml", "\"trajecten.csv\"", "\"*.csv\"");
    ends(&small.run(), 10, "a pipe or a device");
    small.edit("p.toml", "\"*.csv\"", "\"/dev/zero\"");
    ends(&small.run(), 10, "a pipe or a device");
}

// A pattern passed over `.CSV` and links that lead nowhere: 20 of 40 rows, exit 0.
#[cfg(unix)]
#[test]
fn a_pattern_passes_nothing_over() {
    let small = Small::new();
    small.edit("p.toml", "\"trajecten.csv\"", "\"traj*.csv\"");
    let second = small.text("trajecten.csv").replace("T00000", "T90000");
    write(&small.file("trajecten-2.csv"), &second);
    ends(
        &small.say(&["check", "p.toml"]),
        0,
        "16 read = 16 kept + 0 set aside, from 2 files",
    );
    write(&small.file("trajecten-3.CSV"), &second);
    ends(&small.say(&["check", "p.toml"]), 10, "file-passed-over");
    fs::remove_file(small.file("trajecten-3.CSV")).unwrap();
    let link = small.file("trajecten-4.csv");
    std::os::unix::fs::symlink(small.file("gone.csv"), &link).unwrap();
    ends(&small.say(&["check", "p.toml"]), 10, "a link leads nowhere");
}

// A run under `ulimit -f` was ended by the system and left its rows behind.
#[cfg(target_os = "linux")]
#[test]
fn a_limit_on_file_sizes_is_said_first() {
    let small = Small::new();
    let program = env!("CARGO_BIN_EXE_uitkomst");
    let script = format!("ulimit -f 8; exec {program} run p.toml --out o/b");
    let mut command = Command::new("sh");
    let output =
        command.current_dir(small.path()).args(["-c", &script]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(14), "{said}");
    assert!(said.contains("file-size-limited"), "{said}");
    assert_eq!(names_in(small.path()), ["p.toml", "trajecten.csv"]);
}

// POLARS_MAX_THREADS=0 was a panic.
#[test]
fn a_number_of_threads_that_is_none_is_refused() {
    let small = Small::new();
    for (threads, exit) in [("0", 2), ("many", 2), ("", 2), ("1", 0)] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_uitkomst"));
        let command = command.current_dir(small.path()).args(["check", "p.toml"]);
        let output = command.env("POLARS_MAX_THREADS", threads).output().unwrap();
        assert_eq!(output.status.code(), Some(exit), "{threads}");
    }
}

// Two runs at once into one place: "Directory not empty (os error 39)".
#[test]
fn two_runs_at_once_into_one_place_say_so() {
    let small = Small::new();
    for _ in 0..4 {
        let start = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_uitkomst"));
            command.current_dir(small.path()).args(["run", "p.toml", "--out", "o/b"]);
            command.stdout(std::process::Stdio::piped());
            command.stderr(std::process::Stdio::piped()).spawn().unwrap()
        };
        let runs: Vec<_> = (0..4).map(|_| start()).collect();
        for run in runs {
            let output = run.wait_with_output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            let exit = output.status.code();
            let is_said = exit == Some(14) && said.contains("another run wrote");
            assert!(exit == Some(0) || is_said, "{exit:?}: {said}");
        }
        assert_eq!(names_in(&small.file("o")), ["b"]);
        assert_eq!(small.say(&["verify", "o/b"]).exit, 0);
    }
}
