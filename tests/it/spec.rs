//! The worked example of every page goes through the whole program.
//!
//! In: the tables a care worker can read on a page. Out: the figures of `estimates.csv`,
//! compared with the figures the page prints, at the digits it prints.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use uitkomst::indicators::catalogue::built_in;
use uitkomst::indicators::page::parse_page;
use uitkomst::indicators::{Indicator, WorkedExample};
use uitkomst::tables::{Kind, Table};
use uitkomst::terms::{Every, PeriodGrid};

use crate::common::{Row, root, run, write};

/// Writes the tables of an example and a pipeline that reads them.
fn write_example(folder: &Path, example: &WorkedExample, indicator: &str) {
    let day = example.from.ymd();
    let every = Every::NAMES.iter().find(|it| it.1 == example.every).unwrap().0;
    let mut pipeline = format!(
        "name = \"worked-example\"\ntitle = \"Worked example\"\norganisation = \"Voorbeeld\"\n\
         synthetic = true\n[period]\nfrom = {}\nuntil = {}\nevery = \"{every}\"\n\
         year-starts = \"{:02}-{:02}\"\n[[indicator]]\n{indicator}\n[disclosure]\n\
         policy = \"none\"\nreason = \"The rows are made up.\"\n[outputs]\n\
         reports = [\"brochure\"]\nlanguages = [\"en\"]\nresearch-dataset = false\n",
        example.from, example.until, day.1, day.2
    );
    for (table, rows) in &example.tables {
        let columns: Vec<&String> = rows[0].keys().collect();
        let mut csv = line(columns.iter().map(|it| it.as_str()));
        for row in rows {
            csv.push_str(&line(columns.iter().map(|it| row[*it].as_str())));
        }
        write(&folder.join(format!("{table}.csv")), &csv);
        let _ = writeln!(
            pipeline,
            "[export.{table}]\nfiles = [\"{table}.csv\"]\ndialect = {{ delimiter = \";\", \
             encoding = \"utf-8\", decimal = \".\", dates = \"yyyy-mm-dd\" }}"
        );
        let _ = writeln!(pipeline, "[export.{table}.columns]");
        for column in &columns {
            let _ = writeln!(pipeline, "{column} = \"{column}\"");
        }
        for column in &columns {
            pipeline.push_str(&codes(*table, column, rows));
        }
    }
    write(&folder.join("pipeline.toml"), &pipeline);
}

fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    cells.collect::<Vec<_>>().join(";") + "\r\n"
}

/// A code list in which every code of the column stands for itself.
fn codes(table: Table, column: &str, rows: &[Row]) -> String {
    let own: BTreeSet<&str> = match table.column(column).unwrap().kind {
        Kind::Code(set) => set.names().collect(),
        Kind::Flag => ["yes", "no"].into(),
        Kind::Name if column == "programme" => rows
            .iter()
            .map(|it| it[column].as_str())
            .filter(|it| !it.is_empty())
            .collect(),
        _ => return String::new(),
    };
    let own = own.iter().map(|it| format!("\"{it}\" = \"{it}\"")).collect::<Vec<_>>();
    format!("[export.{table}.codes.{column}]\n{}\n", own.join("\n"))
}

/// What tells one figure of an indicator from another.
fn key(period_start: &str, category: &str, informant: &str) -> [String; 3] {
    let informant = if informant == "total" { "" } else { informant };
    [period_start, category, informant].map(str::to_owned)
}

/// Everything in which the figures differ from the page.
fn breaches(indicator: &Indicator, pipeline_line: &str, page: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let example = &indicator.example;
    let name = &indicator.info.name;
    if example.results.is_empty() {
        return vec![format!("{name}: the example has no result")];
    }
    write_example(folder.path(), example, pipeline_line);
    write(&folder.path().join("page.md"), page);
    let done = match run(&folder.path().join("pipeline.toml")) {
        Ok(it) => it,
        Err(error) => return vec![format!("{name}: {error}")],
    };
    let figures: BTreeMap<[String; 3], Row> = done
        .estimates()
        .into_iter()
        .map(|it| (key(&it["period_start"], &it["category"], &it["informant"]), it))
        .collect();
    let starts = starts_of(example);
    let mut listed = BTreeSet::new();
    let mut breaches = Vec::new();
    for want in &example.results {
        let cell = |column: &str| want.get(column).map_or("", String::as_str);
        let key = key(&starts[cell("period")], cell("category"), cell("informant"));
        match figures.get(&key) {
            Some(got) => breaches.extend(differs(name, want, got)),
            None => breaches.push(format!("{name}: no figure {key:?}")),
        }
        listed.insert(key);
    }
    for (key, figure) in figures {
        let is_known = figure["reason"] != "not-followed";
        let has_rows = is_known && figure["n"] != "0" && figure["numerator"] != "0";
        if has_rows && !listed.contains(&key) {
            breaches
                .push(format!("{name}: the page does not list {}", figure["figure_id"]));
        }
    }
    breaches
}

/// First day of each period by its name.
fn starts_of(example: &WorkedExample) -> BTreeMap<String, String> {
    let (_, month, day) = example.from.ymd();
    let grid = PeriodGrid::new(example.from, example.until, example.every, (month, day));
    let periods = grid.unwrap().periods().to_vec().into_iter();
    periods.map(|it| (it.label, it.start.to_string())).collect()
}

fn differs(name: &str, want: &Row, got: &Row) -> Vec<String> {
    let mut breaches = Vec::new();
    for column in ["n", "numerator", "value", "n_missing"] {
        let Some(printed) = want.get(column).filter(|it| !it.is_empty()) else {
            continue;
        };
        if !is_printed_as(&got[column], printed) {
            let id = &got["figure_id"];
            breaches
                .push(format!("{name}: {column} of {id}: {} ≠ {printed}", got[column]));
        }
    }
    breaches
}

/// Whether a number rounds to what is printed.
fn is_printed_as(number: &str, printed: &str) -> bool {
    let Ok(number) = number.parse::<f64>() else { return false };
    let digits = printed.split_once('.').map_or(0, |it| it.1.len());
    let half = 0.5 * 10_f64.powi(-i32::try_from(digits).unwrap());
    (number - printed.parse::<f64>().unwrap()).abs() <= half + 1e-12
}

#[test]
fn every_page_of_the_catalogue_gives_its_worked_example() {
    let mut all = Vec::new();
    for it in built_in().unwrap() {
        all.extend(breaches(&it, &format!("use = \"{}\"", it.info.name), ""));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn every_page_of_a_pipeline_gives_its_worked_example() {
    let mut all = Vec::new();
    let mut n_pages = 0;
    for entry in fs::read_dir(root().join("pipelines/england")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let page = parse_page("page.md", &text).unwrap();
        all.extend(breaches(&page, "page = \"page.md\"", &text));
        n_pages += 1;
    }
    assert_eq!(n_pages, 2);
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn an_example_with_a_wrong_figure_or_none_is_seen() {
    let catalogue = built_in().unwrap();
    let page = catalogue.iter().find(|it| it.info.name == "closed-by-mutual-agreement");
    let mut page = page.unwrap().clone();
    let line = "use = \"closed-by-mutual-agreement\"";
    assert_eq!(breaches(&page, line, ""), Vec::<String>::new());
    page.example.results[0].insert("value".into(), "0.6668".into());
    assert_eq!(breaches(&page, line, "").len(), 1);
    page.example.results.remove(0);
    assert!(breaches(&page, line, "")[0].contains("does not list"));
    page.example.results.clear();
    assert!(breaches(&page, line, "")[0].contains("no result"));
}
