//! Made-up exports for tests: rows by chance or by hand, written as CSV with a pipeline.
//!
//! In: what a row must be. Out: a folder with a pipeline that runs. Never: a row about a
//! person.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use crate::common::write;

pub(crate) const PROGRAMMES: [&str; 3] = ["iag", "pmto", "ambulant"];
/// The last three are delivered words that are also our own, and no region at all.
const REGIONS: [&str; 5] = ["noord", "zuid", "unknown", "total", ""];
/// Canonical reasons; the last is none, though the trajectory ended.
const REASONS: [&str; 7] =
    ["planned", "agreed", "client", "provider", "external", "unknown", ""];
/// An index that stands for no reason and no end: the trajectory still runs.
const RUNNING: usize = REASONS.len();

/// One made-up trajectory with its goals and its mark.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) id: usize,
    pub(crate) client: usize,
    pub(crate) programme: usize,
    pub(crate) region: usize,
    pub(crate) reason: usize,
    pub(crate) year: i32,
    /// Weight and score of each goal; not scored when `None`.
    pub(crate) goals: Vec<(u8, Option<i8>)>,
    pub(crate) mark: Option<u8>,
}

impl Made {
    /// A trajectory that ended in 2016 and was scored as expected.
    pub(crate) fn ended(id: usize, programme: usize, reason: usize) -> Self {
        let (goals, mark) = (vec![(1, Some(0))], Some(8));
        Self { id, client: id, programme, region: 0, reason, year: 2016, goals, mark }
    }

    fn dates(&self) -> (String, String) {
        let month = self.id % 12 + 1;
        let start = format!("{}-{month:02}-05", self.year - 1);
        let end = if self.reason == RUNNING {
            String::new()
        } else {
            format!("{}-{month:02}-{:02}", self.year, self.id % 28 + 1)
        };
        (start, end)
    }

    fn row(&self) -> String {
        let (start, end) = self.dates();
        let reason = REASONS.get(self.reason).unwrap_or(&"");
        let (programme, region) = (PROGRAMMES[self.programme], REGIONS[self.region]);
        let (id, client) = (self.id, self.client);
        format!("T{id:03};C{client:03};{programme};{region};{start};{end};{reason}\r\n")
    }

    fn goal_rows(&self) -> String {
        let goals = self.goals.iter().enumerate();
        let row = |(at, (weight, score)): (usize, &(u8, Option<i8>))| {
            let score = score.map_or_else(String::new, |it| it.to_string());
            format!("T{:03};{at};{weight};{score}\r\n", self.id)
        };
        goals.map(row).collect()
    }

    fn answer_row(&self) -> String {
        let mark = self.mark.map_or_else(String::new, |it| it.to_string());
        format!("T{:03};parent;process;{mark}\r\n", self.id)
    }
}

/// Made-up trajectories by chance, numbered.
pub(crate) fn made(n: RangeInclusive<usize>) -> impl Strategy<Value = Vec<Made>> {
    let goal = (1_u8..4, prop::option::weighted(0.8, -2_i8..=2));
    let goals = prop::collection::vec(goal, 1..4);
    let mark = prop::option::weighted(0.8, 1_u8..=10);
    let who = (0_usize..60, 0_usize..3, 0_usize..2);
    let row = (who, 0_usize..=RUNNING, 2015_i32..=2016, goals, mark);
    prop::collection::vec(row, n).prop_map(|rows| {
        let rows = rows.into_iter().enumerate();
        let number = |(id, row)| {
            let ((client, programme, region), reason, year, goals, mark) = row;
            Made { id, client, programme, region, reason, year, goals, mark }
        };
        rows.map(number).collect()
    })
}

/// Writes the export, a set of files for each part, and a pipeline over all of them.
pub(crate) fn write_export(
    folder: &Path,
    parts: &[&[Made]],
    disclosure: &str,
) -> PathBuf {
    for (at, part) in parts.iter().enumerate() {
        let file = |name: &str, header: &str, row: fn(&Made) -> String| {
            let rows: String = part.iter().map(row).collect();
            write(
                &folder.join(format!("{name}-{at}.csv")),
                &format!("{header}\r\n{rows}"),
            );
        };
        let header =
            "trajectory_id;client_id;programme;region;start_date;end_date;end_reason";
        file("trajecten", header, Made::row);
        file("doelen", "trajectory_id;goal_id;weight;score", Made::goal_rows);
        file("antwoorden", "trajectory_id;informant;question;answer", Made::answer_row);
    }
    let path = folder.join("pipeline.toml");
    write(&path, &PIPELINE.replace("DISCLOSURE", disclosure));
    path
}

const PIPELINE: &str = r#"
name = "made-up"
title = "Made up"
organisation = "Voorbeeld"
synthetic = true

[period]
from = 2015-01-01
until = 2016-12-31
every = "year"

[export.trajectories]
files = ["trajecten-*.csv"]
dialect = { delimiter = ";", encoding = "utf-8", decimal = ".", dates = "yyyy-mm-dd" }
[export.trajectories.columns]
trajectory_id = "trajectory_id"
client_id = "client_id"
programme = "programme"
region = "region"
start_date = "start_date"
end_date = "end_date"
end_reason = "end_reason"
[export.trajectories.codes.end_reason]
planned = "planned"
agreed = "agreed"
client = "client"
provider = "provider"
external = "external"
unknown = "unknown"
[export.trajectories.constants]
subcontracted = "no"

[export.goals]
files = ["doelen-*.csv"]
dialect = { delimiter = ";", encoding = "utf-8", decimal = ".", dates = "yyyy-mm-dd" }
columns = { trajectory_id = "trajectory_id", goal_id = "goal_id", weight = "weight", score = "score" }

[export.satisfaction]
files = ["antwoorden-*.csv"]
dialect = { delimiter = ";", encoding = "utf-8", decimal = ".", dates = "yyyy-mm-dd" }
columns = { trajectory_id = "trajectory_id", informant = "informant", question = "question", answer = "answer" }
codes.informant = { parent = "parent" }
codes.question = { process = "process" }

[[indicator]]
use = "trajectories-active"
by = [["region"]]
[[indicator]]
use = "trajectories-closed"
by = [["programme"], ["programme", "region"]]
[[indicator]]
use = "closed-by-mutual-agreement"
by = [["programme"], ["programme", "region"]]
[[indicator]]
use = "end-reasons"
by = [["programme"]]
[[indicator]]
use = "duration"
[[indicator]]
use = "satisfaction-process"
by = [["programme"]]
[[indicator]]
use = "gas-t-score"
by = [["programme"]]
[[indicator]]
use = "goal-attainment"

[disclosure]
DISCLOSURE

[outputs]
reports = ["brochure"]
languages = ["nl"]
research-dataset = false
"#;
