//! Inspecting: the checks that look at one row by itself, on typed rows.
//!
//! In: typed rows of one table, as they are read. Out: a finding for each row and check it
//! breaks. A check whose columns are not delivered has nothing to look at. Never: a row
//! changed; a value in a finding.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::link::places;
use super::rule::{Look, Rule};
use crate::error::Error;
use crate::tables::codes::Scales;
use crate::tables::expression::Program;
use crate::tables::{Frame, Names, Table, Vocabulary};
use crate::terms::{Day, Finding, Severity};

/// Ages at start for which a programme is meant: first and last.
pub type Ages = BTreeMap<String, (i32, i32)>;

/// The checks of a run that look at rows one by one.
#[derive(Debug)]
pub struct Inspector {
    looks: Vec<(&'static Rule, &'static Look)>,
    ages: Ages,
    scales: Scales,
    until: Day,
}

impl Inspector {
    /// The checks with an expression, the ages of the run's programmes and the scales of
    /// its questionnaires.
    pub fn new(rules: &'static [Rule], ages: Ages, scales: Scales, until: Day) -> Self {
        let looks =
            rules.iter().flat_map(|rule| rule.looks.iter().map(move |it| (rule, it)));
        Self { looks: looks.collect(), ages, scales, until }
    }

    /// The findings of one block of rows, each with its position in the block.
    ///
    /// # Errors
    /// When a column is not of its kind (a fault in the program).
    pub fn inspect(
        &self,
        table: Table,
        rows: &Frame,
        names: &Names,
    ) -> Result<Vec<(u32, Finding)>, Error> {
        let vocabulary = Vocabulary { names, until: self.until };
        let places = places(rows)?;
        let mut program = Program::new(&vocabulary);
        let looks = self.looks.iter().filter(|it| it.1.applies_to(table, rows));
        let looks = looks.map(|(rule, look)| (rule, look, program.add(&look.broken)));
        let looks: Vec<_> = looks.collect();
        let mut broken = program.on(rows);
        let mut findings = Vec::new();
        for (rule, look, output) in looks {
            for (row, broken) in (0_u32..).zip(broken.flags(output)?) {
                if broken == Some(true) {
                    findings.push((row, finding(rule, look, places[row as usize])));
                }
            }
        }
        if table == Table::Trajectories {
            findings.extend(self.check_ages(rows, names)?);
        }
        if table == Table::Measurements {
            findings.extend(self.check_scores(rows, names)?);
        }
        Ok(findings)
    }

    /// Age at start outside the ages the programme is meant for.
    fn check_ages(
        &self,
        rows: &Frame,
        names: &Names,
    ) -> Result<Vec<(u32, Finding)>, Error> {
        if !(rows.has("programme") && rows.has("age_at_start")) {
            return Ok(Vec::new());
        }
        let (programmes, ages) = (rows.get("programme")?, rows.get("age_at_start")?);
        let places = places(rows)?;
        let mut known: FxHashMap<u32, Option<(i32, i32)>> = FxHashMap::default();
        let mut meant = |id: u32| {
            let find = || self.ages.get(&names.text("programme", id)?).copied();
            *known.entry(id).or_insert_with(find)
        };
        let mut findings = Vec::new();
        for ((row, programme), age) in (0_u32..).zip(programmes).zip(ages) {
            let range = programme.and_then(&mut meant);
            let Some(((first, last), age)) = range.zip(age) else { continue };
            if age < first || last < age {
                let place = places[row as usize];
                let column = Some("age_at_start");
                let severity = Severity::Warning;
                let rule = "age-outside-programme";
                findings.push((row, Finding { place, rule, column, severity }));
            }
        }
        Ok(findings)
    }
}

impl Inspector {
    /// Scores outside the range of their scale; a scale that is not known has no range.
    fn check_scores(
        &self,
        rows: &Frame,
        names: &Names,
    ) -> Result<Vec<(u32, Finding)>, Error> {
        if !["instrument", "scale", "score"].iter().all(|it| rows.has(it)) {
            return Ok(Vec::new());
        }
        let instruments = rows.get::<u32>("instrument")?.into_iter();
        let (scales, scores) = (rows.get::<u32>("scale")?, rows.get("score")?);
        let places = places(rows)?;
        let mut ranges: FxHashMap<(u32, u32), Option<(f64, f64)>> = FxHashMap::default();
        let mut range = |(instrument, scale): (u32, u32)| {
            let find = || {
                let instrument = names.text("instrument", instrument)?;
                let scale = names.text("scale", scale)?;
                self.scales.range(&instrument, &scale)
            };
            *ranges.entry((instrument, scale)).or_insert_with(find)
        };
        let mut findings = Vec::new();
        for ((row, of), score) in (0_u32..).zip(instruments.zip(scales)).zip(scores) {
            let known = of.0.zip(of.1).and_then(&mut range);
            let Some(((lowest, highest), score)) = known.zip(score) else { continue };
            if score < lowest || highest < score {
                let place = places[row as usize];
                let (rule, column) = ("value-out-of-scale", Some("score"));
                let severity = Severity::SetAside;
                findings.push((row, Finding { place, rule, column, severity }));
            }
        }
        Ok(findings)
    }
}

fn finding(rule: &Rule, look: &Look, place: crate::terms::Place) -> Finding {
    let column = Some(look.column);
    Finding { place, rule: rule.name, column, severity: rule.severity }
}

impl Look {
    /// True when it is about this table and all its columns are delivered.
    fn applies_to(&self, table: Table, rows: &Frame) -> bool {
        self.is_about(table, |it| rows.has(it))
    }
}
