//! A bundle stands whole or not at all, says what it holds, and comes out the same again.
//!
//! In: runs, good and bad. Out: the files they leave.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::Value;
use uitkomst::error::Why;
use uitkomst::evidence::sha256_hex;

use crate::common::{
    BROCHURE, CBS, Done, ESTIMATES_CSV, ESTIMATES_PARQUET, csv_header, csv_rows,
    names_in, parquet_rows, read_files, root, run, run_to, spill, write,
};

const MANIFEST: &str = "ro-crate-metadata.json";
/// The columns of `estimates`, in the order of the design.
const COLUMNS: [&str; 33] = [
    "figure_id",
    "indicator",
    "version",
    "period_start",
    "period_end",
    "programme",
    "region",
    "municipality",
    "location",
    "team",
    "target_group",
    "informant",
    "layer",
    "instrument",
    "category",
    "unit",
    "n",
    "numerator",
    "value",
    "lower",
    "upper",
    "confidence",
    "method",
    "n_missing",
    "state",
    "reason",
    "design_effect",
    "n_unknown",
    "lowest",
    "highest",
    "tipping_point",
    "provisional",
    "repeats",
];

/// A sample that runs, small and quick.
fn sample() -> PathBuf {
    root().join("data-samples/age-outside-programme/pipeline.toml")
}

#[test]
fn a_second_run_gives_the_same_bytes() {
    let again = run(&root().join("pipelines/brochure-2016.toml")).unwrap();
    let names = |it: &Done| it.files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&again), names(&BROCHURE));
    assert!(again.files.len() > 30);
    for (name, bytes) in &again.files {
        assert!(*bytes == BROCHURE.files[name], "{name} differs");
    }
}

#[test]
fn an_earlier_bundle_is_replaced_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("deep/bundle");
    run_to(&root().join("data-samples/orphan-row/pipeline.toml"), &out).unwrap();
    let earlier = read_files(&out);
    run_to(&sample(), &out).unwrap();
    let later = read_files(&out);
    assert_ne!(earlier[MANIFEST], later[MANIFEST]);
    assert_eq!(names_in(&folder.path().join("deep")), ["bundle"]);
}

/// Runs into a place that must be refused; gives the name of the error.
fn refused(out: &Path) -> String {
    let error = run_to(&sample(), out).unwrap_err();
    assert_eq!(error.why, Why::Unwritable);
    error.messages[0].name.clone()
}

#[test]
fn a_folder_of_somebody_else_is_refused_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("thesis");
    fs::create_dir(&out).unwrap();
    write(&out.join("chapter-1.txt"), "years of work");
    assert_eq!(refused(&out), "output-in-the-way");
    assert_eq!(read_files(&out).into_iter().collect::<Vec<_>>().len(), 1);
    assert_eq!(read_files(&out)["chapter-1.txt"], b"years of work");
    assert_eq!(names_in(folder.path()), ["thesis"]);
}

#[test]
fn a_file_in_the_place_of_the_bundle_is_refused_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("bundle");
    write(&out, "a file");
    assert_eq!(refused(&out), "output-in-the-way");
    assert_eq!(fs::read(&out).unwrap(), b"a file");
    assert_eq!(names_in(folder.path()), ["bundle"]);
}

#[test]
fn a_place_below_a_file_is_unwritable() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("file"), "a file");
    assert_eq!(refused(&folder.path().join("file/bundle")), "output-unwritable");
    assert_eq!(names_in(folder.path()), ["file"]);
    assert_eq!(fs::read(folder.path().join("file")).unwrap(), b"a file");
}

#[test]
fn a_run_that_fails_leaves_nothing_and_an_earlier_bundle_stands() {
    let faults =
        ["header-missing", "all-rows-set-aside", "identifiers-bsn", "truncated-gz"];
    for fault in faults {
        let pipeline = root().join(format!("data-samples/{fault}/pipeline.toml"));
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("bundle");
        assert!(run_to(&pipeline, &out).is_err());
        assert_eq!(names_in(folder.path()), Vec::<String>::new(), "{fault}");
        run_to(&sample(), &out).unwrap();
        let earlier = read_files(&out);
        assert!(run_to(&pipeline, &out).is_err());
        assert_eq!(names_in(folder.path()), ["bundle"], "{fault}");
        assert_eq!(read_files(&out), earlier, "{fault}");
    }
}

/// Path, size and hash of every file of the bundle that the manifest lists. The exports it
/// lists too are no part of the bundle: their identifiers begin with `#`.
fn listed(done: &Done) -> BTreeSet<(String, String, String)> {
    let manifest: Value = serde_json::from_str(done.text(MANIFEST)).unwrap();
    let entities = manifest["@graph"].as_array().unwrap().iter();
    let text = |it: &Value, key: &str| it[key].as_str().unwrap().to_owned();
    let files = entities.filter(|it| it["@type"] == "File");
    let files = files.filter(|it| !text(it, "@id").starts_with('#'));
    files
        .map(|it| (text(it, "@id"), text(it, "contentSize"), text(it, "sha256")))
        .collect()
}

#[test]
fn the_manifest_lists_every_file_with_its_size_and_hash() {
    for done in [&*BROCHURE, &*CBS] {
        let files = done.files.iter().filter(|it| it.0 != MANIFEST);
        let there = files
            .map(|(name, it)| (name.clone(), it.len().to_string(), sha256_hex(it)))
            .collect::<BTreeSet<_>>();
        assert_eq!(listed(done), there);
    }
}

#[test]
fn the_estimates_have_the_columns_of_the_design_in_that_order() {
    assert_eq!(csv_header(&BROCHURE.files[ESTIMATES_CSV]), COLUMNS);
    let (schema, _) = parquet_rows(&BROCHURE.files[ESTIMATES_PARQUET]);
    let names: Vec<&str> = schema.fields().iter().map(|it| it.name().as_str()).collect();
    assert_eq!(names, COLUMNS);
}

/// A cell as a number when it is one: `0.5` and `5e-1` are the same figure.
fn cell(text: &str) -> String {
    text.parse::<f64>().map_or_else(|_| text.to_owned(), |it| it.to_string())
}

#[test]
fn csv_and_parquet_hold_the_same_figures() {
    for done in [&*BROCHURE, &*CBS] {
        let (_, rows) = parquet_rows(&done.files[ESTIMATES_PARQUET]);
        let csv = csv_rows(&done.files[ESTIMATES_CSV], b',');
        assert_eq!(rows.len(), csv.len());
        assert!(!rows.is_empty());
        for (parquet, csv) in rows.iter().zip(&csv) {
            let parquet: Vec<String> = parquet.iter().map(|it| cell(it)).collect();
            let csv: Vec<String> = COLUMNS.iter().map(|it| cell(&csv[*it])).collect();
            assert_eq!(parquet, csv);
        }
    }
}

/// The Parquet files of a bundle, by name.
fn parquet_files(done: &Done) -> Vec<(&str, &Vec<u8>)> {
    let files = done.files.iter().filter(|it| it.0.ends_with(".parquet"));
    files.map(|(name, bytes)| (name.as_str(), bytes)).collect()
}

#[test]
fn every_column_says_in_two_languages_what_it_is() {
    assert!(parquet_files(&BROCHURE).len() >= 4);
    for (name, bytes) in parquet_files(&BROCHURE) {
        let (schema, _) = parquet_rows(bytes);
        for field in schema.fields() {
            for label in ["label_nl", "label_en"] {
                let text = field.metadata().get(label).map_or("", String::as_str);
                assert!(!text.is_empty(), "{name}: {} has no {label}", field.name());
            }
        }
    }
}

#[test]
fn no_footer_holds_the_smallest_and_largest_value_of_a_column() {
    for (name, bytes) in parquet_files(&BROCHURE) {
        let reader = SerializedFileReader::new(spill(bytes)).unwrap();
        let mut n_chunks = 0;
        for group in reader.metadata().row_groups() {
            for column in group.columns() {
                let path = column.column_path();
                let range = column.statistics().filter(|it| {
                    it.min_bytes_opt().is_some() || it.max_bytes_opt().is_some()
                });
                assert!(range.is_none(), "{name}: {path} has statistics");
                assert!(
                    column.column_index_offset().is_none(),
                    "{name}: {path} has an index"
                );
                n_chunks += 1;
            }
        }
        assert!(n_chunks > 0, "{name}");
    }
}

#[test]
fn every_link_of_the_start_page_leads_to_a_file() {
    let links = BROCHURE.text("index.html").split("href=\"").skip(1);
    let links = links.map(|it| it.split('"').next().unwrap().replace("&#x2f;", "/"));
    let files: BTreeSet<String> = links.filter(|it| !it.starts_with('#')).collect();
    let there: BTreeSet<&str> = BROCHURE.files.keys().map(String::as_str).collect();
    for link in &files {
        assert!(there.contains(link.as_str()), "index.html links to {link}");
    }
    for wanted in ["publication/brochure.nl.html", ESTIMATES_CSV, MANIFEST] {
        assert!(files.contains(wanted), "index.html does not link to {wanted}");
    }
}
