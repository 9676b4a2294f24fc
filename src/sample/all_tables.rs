//! What a sample with all tables has besides the ordinary one: dates of analysis and plan,
//! hand-over, going on without help, measurements, contacts and the capacity of teams.
//!
//! In: trajectories and chance of its own, so that the ordinary files stay the same. Out:
//! rows. Never: a date after the export, a score outside its scale.

use super::chance::Chance;
use super::numbered;
use super::person::{Model, Trajectory};
use super::words::{Programme, REGIONS};
use super::write::{Calendar, Table};
use super::{Encoding, Open};
use crate::error::Error;
use crate::terms::Day;

/// Columns of the trajectories besides the ordinary ones.
pub(super) const MORE_TRAJECTORY_COLUMNS: &str = ";Datum analyse;Datum plan;Overdracht";
const MEASUREMENT_COLUMNS: &str =
    "Trajectnummer;Vragenlijst;Schaal;Invuller;Moment;Datum;Score";
const CONTACT_COLUMNS: &str = "Trajectnummer;Contact;Datum;Minuten;Soort;Gekomen";
const CAPACITY_COLUMNS: &str =
    "Team;Maand;Regio;Contracturen;Clientgebonden uren;Verzuimuren;Uren externen";

/// First year in which version 7 of the question about going on without help is used.
const NEW_QUESTION_FROM: i32 = 2022;
/// From this age a young person fills in questionnaires.
const OLD_ENOUGH: u8 = 12;
const WEEK: i32 = 7;

/// The tables that only a sample with all tables has.
pub(super) struct AllTables {
    chance: Chance,
    measurements: Table,
    contacts: Table,
    capacity: Table,
}

impl AllTables {
    pub(super) fn open(
        out: Open<'_>,
        encoding: Encoding,
        seed: u64,
    ) -> Result<Self, Error> {
        let mut table = |name: &str, columns: &str| -> Result<Table, Error> {
            Ok(Table::new(name, out(name)?, encoding, columns))
        };
        Ok(Self {
            chance: Chance::new(seed.wrapping_add(1)),
            measurements: table("metingen.csv", MEASUREMENT_COLUMNS)?,
            contacts: table("contacten.csv", CONTACT_COLUMNS)?,
            capacity: table("capaciteit.csv", CAPACITY_COLUMNS)?,
        })
    }

    /// The last cells of a row of trajectories.
    pub(super) fn finish_trajectory(
        &mut self,
        table: &mut Table,
        model: &Model,
        it: &Trajectory,
        calendar: &Calendar,
    ) -> Result<(), Error> {
        let chance = &mut self.chance;
        let until = it.end.map_or(model.last, |(day, _)| day);
        let mut done = |soon: (i32, i32), late: (i32, i32)| {
            let (first, last) = if chance.yes(0.8) { soon } else { late };
            let day = it.start + chance.days(first, last);
            Some(day).filter(|day| *day <= until)
        };
        let (analysis, plan) = (done((5, 28), (29, 50)), done((20, 42), (43, 75)));
        let handover = chance.pick(
            &[(58, "niet nodig"), (28, "geregeld"), (9, "niet geregeld"), (5, "")],
            "",
        );
        let handover = if it.end.is_some() { handover } else { "" };
        table.day(analysis, calendar).day(plan, calendar).text(handover).end_row()
    }

    /// What belongs to one trajectory.
    pub(super) fn write(
        &mut self,
        answers: &mut Table,
        model: &Model,
        number: u64,
        it: &Trajectory,
        calendar: &Calendar,
    ) -> Result<(), Error> {
        self.write_answers(answers, model, number, it, calendar)?;
        for scale in SCALES.iter().filter(|scale| scale.is_for(it)) {
            self.write_scale(scale, model, number, it, calendar)?;
        }
        self.write_contacts(model, number, it, calendar)
    }

    fn write_answers(
        &mut self,
        answers: &mut Table,
        model: &Model,
        number: u64,
        it: &Trajectory,
        calendar: &Calendar,
    ) -> Result<(), Error> {
        let Some((end, _)) = it.end else { return Ok(()) };
        let version = if Day(end).ymd().0 < NEW_QUESTION_FROM { "6" } else { "7" };
        for (informant, share) in [("jongere", 0.5), ("ouder", 0.55)] {
            let asked =
                if informant == "ouder" { it.age < 18 } else { it.age >= OLD_ENOUGH };
            let day = end + self.chance.days(0, 14);
            if !asked || day > model.last || !self.chance.yes(share) {
                continue;
            }
            let level = 2.9 + 0.6 * it.outlook + 0.7 * self.chance.bell();
            let row = numbered(answers, number).text(informant).text("zonder hulp");
            row.text(version).number(nearest(level, 1, 4)).day(Some(day), calendar);
            answers.end_row()?;
        }
        Ok(())
    }

    fn write_scale(
        &mut self,
        scale: &Scale,
        model: &Model,
        number: u64,
        it: &Trajectory,
        calendar: &Calendar,
    ) -> Result<(), Error> {
        let until = it.end.map_or(model.last, |(day, _)| day);
        let chance = &mut self.chance;
        let start = scale.start + scale.spread * chance.bell();
        let gain =
            scale.gain * (1.0 + 0.6 * it.outlook) + 0.6 * scale.spread * chance.bell();
        let first = it.start + chance.days(0, 14);
        let last = until - chance.days(0, 14);
        let (has_first, has_last) = (chance.yes(0.92), chance.yes(0.7));
        let mut row = |moment: &str, day: i32, level: f64| {
            let score = nearest(level, scale.range.0, scale.range.1);
            numbered(&mut self.measurements, number)
                .text(scale.instrument)
                .text("totaal")
                .text(scale.informant)
                .text(moment)
                .day(Some(day), calendar)
                .number(score)
                .end_row()
        };
        if has_first && first <= until {
            row("begin", first, start)?;
        }
        if has_last && it.end.is_some() && last > first {
            row("eind", last, start + gain)?;
        }
        Ok(())
    }

    fn write_contacts(
        &mut self,
        model: &Model,
        number: u64,
        it: &Trajectory,
        calendar: &Calendar,
    ) -> Result<(), Error> {
        let until = it.end.map_or(model.last, |(day, _)| day);
        let (mut day, mut contact) = (it.start, 0);
        while day <= until {
            contact += 1;
            let kind = match it.programme {
                Programme::Iag => "huisbezoek",
                _ => self.chance.pick(&[(7, "gesprek"), (3, "huisbezoek")], "gesprek"),
            };
            let minutes = self.chance.pick(&[(2, 45), (5, 60), (3, 90)], 60);
            let attended = if self.chance.yes(0.92) { "ja" } else { "nee" };
            let row = numbered(&mut self.contacts, number).number(contact);
            row.day(Some(day), calendar).number(minutes).text(kind).text(attended);
            self.contacts.end_row()?;
            day += self.days_until_next(it, day - it.start, until - it.start + 1);
        }
        Ok(())
    }

    /// Weekly in PMTO, from twice a week to once in two weeks in IAG, monthly in ambulant.
    fn days_until_next(&mut self, it: &Trajectory, passed: i32, length: i32) -> i32 {
        match it.programme {
            Programme::Pmto if self.chance.yes(0.15) => 2 * WEEK,
            Programme::Pmto => WEEK,
            Programme::Iag if 3 * passed < length => self.chance.days(3, 4),
            Programme::Iag if 3 * passed < 2 * length => WEEK,
            Programme::Iag => 2 * WEEK,
            Programme::Ambulant => 4 * WEEK,
        }
    }

    /// The months of all teams, and the end of the files.
    pub(super) fn finish(
        mut self,
        (from_year, until_year): (i32, i32),
        calendar: &Calendar,
    ) -> Result<[(String, u64); 3], Error> {
        let months =
            (from_year..=until_year).flat_map(|it| (1..=12).map(move |m| (it, m)));
        for day in months.filter_map(|(year, month)| Day::new(year, month, 1)) {
            for region in &REGIONS {
                for team in region.teams {
                    self.write_month(team, region.name, day.0, calendar)?;
                }
            }
        }
        Ok([
            self.measurements.finish()?,
            self.contacts.finish()?,
            self.capacity.finish()?,
        ])
    }

    fn write_month(
        &mut self,
        team: &str,
        region: &str,
        day: i32,
        calendar: &Calendar,
    ) -> Result<(), Error> {
        let chance = &mut self.chance;
        let contract = chance.days(900, 1_400);
        let clients = contract * chance.days(54, 66) / 100;
        let absence = contract * chance.days(3, 9) / 100;
        let external = if chance.yes(0.4) { chance.days(20, 160) } else { 0 };
        let row = self.capacity.text(team).day(Some(day), calendar).text(region);
        row.number(contract).number(clients).number(absence).number(external).end_row()
    }
}

/// A questionnaire as the sample uses it: who fills it in, where scores begin and how much
/// they move.
struct Scale {
    instrument: &'static str,
    informant: &'static str,
    start: f64,
    spread: f64,
    gain: f64,
    range: (i32, i32),
}

const SCALES: [Scale; 4] = [
    Scale {
        instrument: "CBCL",
        informant: "ouder",
        start: 66.0,
        spread: 8.0,
        gain: -5.0,
        range: (30, 100),
    },
    Scale {
        instrument: "OBVL",
        informant: "ouder",
        start: 65.0,
        spread: 8.0,
        gain: -5.0,
        range: (30, 100),
    },
    Scale {
        instrument: "SDQ",
        informant: "jongere",
        start: 17.0,
        spread: 5.0,
        gain: -3.0,
        range: (0, 40),
    },
    Scale {
        instrument: "ORS",
        informant: "jongere",
        start: 20.0,
        spread: 6.0,
        gain: 5.0,
        range: (0, 40),
    },
];

impl Scale {
    fn is_for(&self, it: &Trajectory) -> bool {
        match self.informant {
            "ouder" => it.programme != Programme::Ambulant && it.age < 18,
            _ => it.programme == Programme::Ambulant && it.age >= OLD_ENOUGH,
        }
    }
}

/// The nearest whole number within a range.
fn nearest(level: f64, low: i32, high: i32) -> i32 {
    let reached = (low..high).take_while(|it| level >= f64::from(*it) + 0.5);
    reached.last().map_or(low, |it| it + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_stays_within_its_scale() {
        assert_eq!([-3.0, 2.4, 2.5, 99.0].map(|it| nearest(it, 0, 40)), [0, 2, 3, 40]);
    }
}
