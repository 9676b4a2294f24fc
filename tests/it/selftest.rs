//! The self-test as a user meets it: on the terminal, as JSON, and in a bundle.
//!
//! In: commands. Out: what they say and write. Never: a published number of its own.

use serde_json::Value;

use crate::common::{read_files, root, uitkomst};

#[test]
fn the_self_test_says_how_many_published_values_agree() {
    let said = uitkomst(root(), &["selftest"]);
    assert_eq!((said.exit, said.stderr.as_str()), (0, ""), "{}", said.stdout);
    let summary = said.stdout.lines().find(|it| it.ends_with(" agree")).unwrap();
    let (agree, rest) = summary.split_once(" of ").unwrap();
    assert_eq!(format!("{agree} agree"), rest);
    assert!(agree.parse::<usize>().unwrap() >= 100, "{summary}");
    assert!(!said.stdout.contains("DIFFERS"));
}

#[test]
fn the_self_test_gives_every_case_as_json() {
    let said = uitkomst(root(), &["selftest", "--json"]);
    let record: Value = serde_json::from_str(&said.stdout).unwrap();
    let cases = record["cases"].as_array().unwrap();
    assert_eq!(record["n_cases"], cases.len());
    assert_eq!(
        (&record["passed"], &record["n_agree"]),
        (&true.into(), &cases.len().into())
    );
    for case in cases {
        for key in ["method", "what", "source", "source_title", "expected", "found"] {
            assert!(!case[key].as_str().unwrap().is_empty(), "{key}: {case}");
        }
        assert_eq!(case["agrees"], true, "{case}");
    }
}

#[test]
fn the_record_goes_into_the_evidence_only_when_it_is_asked_for() {
    const RECORD: &str = "internal/selftest.json";
    let folder = tempfile::tempdir().unwrap();
    let sample = root().join("data-samples/duplicate-key/pipeline.toml");
    let sample = sample.display().to_string();
    let mut bundles = Vec::new();
    for (out, more) in [("a", Some("--selftest")), ("b", Some("--selftest")), ("c", None)]
    {
        let arguments = ["run", &sample, "--out", out].into_iter().chain(more);
        let said = uitkomst(folder.path(), &arguments.collect::<Vec<_>>());
        assert!(said.exit <= 1, "{}", said.stderr);
        bundles.push(read_files(&folder.path().join(out)));
    }
    assert_eq!(bundles[0], bundles[1], "the same bytes");
    let manifest = String::from_utf8_lossy(&bundles[0]["ro-crate-metadata.json"]);
    assert!(manifest.contains(RECORD) && bundles[0].contains_key(RECORD));
    assert!(!bundles[2].contains_key(RECORD));
}
