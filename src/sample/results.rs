//! What comes of a trajectory: scored goals and answered questions.
//!
//! In: a trajectory and its outlook. Out: rows of goals and satisfaction. Never: a score,
//! mark or date that was not recorded before the export; a missing score is an empty cell.

use super::chance::Chance;
use super::numbered;
use super::person::{Model, PLAN_DAYS, Reason, Trajectory};
use super::words::{LAYERS, Programme};
use super::write::{Calendar, Table};
use crate::error::Error;

/// Youngest age at which a youth is asked.
const YOUNGEST_INFORMANT: u8 = 8;
/// From this age parents are no longer asked.
const OF_AGE: u8 = 18;
/// How much the marks rise over the period.
const RISE: f64 = 0.7;

/// Writes the goals of one trajectory's plan, none when there was no time for a plan.
pub(super) fn write_goals(
    table: &mut Table,
    chance: &mut Chance,
    model: &Model,
    number: u64,
    it: &Trajectory,
    calendar: &Calendar,
) -> Result<(), Error> {
    let last_day = it.end.map_or(model.last, |(day, _)| day);
    if last_day - it.start < PLAN_DAYS {
        return Ok(());
    }
    let evaluated = it.end.and_then(|end| evaluation_day(chance, model, it, end));
    for goal in 1..=chance.pick(&[(10, 1), (20, 2), (35, 3), (25, 4), (10, 5)], 3) {
        let layer = draw_layer(chance, it.programme);
        let baseline = if chance.yes(0.7) { -1 } else { -2 };
        let weight = chance.pick(&[(6, 10), (2, 15), (2, 20)], 10);
        let scored = evaluated.filter(|_| chance.yes(0.94));
        numbered(table, number).number(goal).text(layer).number(baseline);
        match scored {
            Some(_) => table.number(draw_score(chance, model, it)),
            None => table.text(""),
        };
        table.tenths(weight).day(scored, calendar).end_row()?;
    }
    Ok(())
}

/// The day the goals were scored; who broke off or did badly is scored less often.
fn evaluation_day(
    chance: &mut Chance,
    model: &Model,
    it: &Trajectory,
    (end, reason): (i32, Reason),
) -> Option<i32> {
    let broken = if reason.one_sided() { 0.6 } else { 1.0 };
    let share = (0.88 + 0.04 * it.outlook) * broken;
    let day = if chance.yes(0.5) { end } else { end + chance.days(1, 42) };
    let day = recorded(model, day);
    day.filter(|_| chance.yes(share))
}

/// The day as the export has it; `None` when it was recorded after the export.
fn recorded(model: &Model, day: i32) -> Option<i32> {
    if day <= model.last {
        Some(day)
    } else {
        model.waits_for_records.then_some(model.last)
    }
}

fn draw_layer(chance: &mut Chance, programme: Programme) -> &'static str {
    let [safety, relation, skills, own] = LAYERS;
    let weights = match programme {
        Programme::Pmto => [5, 30, 50, 15],
        Programme::Iag => [25, 30, 30, 15],
        Programme::Ambulant => [15, 20, 15, 50],
    };
    let [a, b, c, d] = weights;
    chance.pick(&[(a, safety), (b, relation), (c, skills), (d, own)], own)
}

/// A goal's score from −2 (much less than expected) to 2 (much more).
fn draw_score(chance: &mut Chance, model: &Model, it: &Trajectory) -> i32 {
    let broken = it.end.is_some_and(|(_, reason)| reason.one_sided());
    let lower = if broken { 0.6 } else { 0.0 };
    let reached = 0.1 + 0.3 * model.progress(it.start) + 0.55 * it.outlook - lower
        + 0.75 * chance.bell();
    match reached {
        x if x < -1.1 => -2,
        x if x < -0.5 => -1,
        x if x < 0.45 => 0,
        x if x < 1.3 => 1,
        _ => 2,
    }
}

/// Who is asked, with how often they answer, how much happiness counts for that, and how
/// their marks differ from the common level.
struct Informant {
    name: &'static str,
    answers: f64,
    happiness: f64,
    level: f64,
}

const INFORMANTS: [Informant; 3] = [
    Informant { name: "jongere", answers: 0.72, happiness: 0.04, level: -0.2 },
    Informant { name: "ouder", answers: 0.58, happiness: 0.10, level: 0.1 },
    Informant { name: "verwijzer", answers: 0.46, happiness: 0.02, level: 0.0 },
];

/// Writes the answers about one closed trajectory.
pub(super) fn write_answers(
    table: &mut Table,
    chance: &mut Chance,
    model: &Model,
    number: u64,
    it: &Trajectory,
    calendar: &Calendar,
) -> Result<(), Error> {
    let Some((end, reason)) = it.end else { return Ok(()) };
    let fewer = if reason.one_sided() { 0.5 } else { 1.0 }
        * if it.subcontracted { 0.6 } else { 1.0 }
        * model.response;
    for informant in &INFORMANTS {
        let happiness = 0.7 * it.outlook + 0.7 * chance.bell();
        let share = (informant.answers + informant.happiness * happiness) * fewer;
        let late = if chance.yes(0.15) { 75 } else { 30 };
        let day = recorded(model, end + chance.days(0, late));
        let Some(day) = day.filter(|_| asked(informant, it.age) && chance.yes(share))
        else {
            continue;
        };
        let level = model.first_mark + informant.level + RISE * model.progress(end);
        let mut answer = |chance: &mut Chance, question: &str, level: f64| {
            let mark = mark(level + 0.8 * happiness + 0.6 * chance.bell());
            let row = numbered(table, number).text(informant.name).text(question);
            row.text("1").number(mark).day(Some(day), calendar).end_row()
        };
        answer(chance, "proces", level)?;
        if informant.name != "verwijzer" && chance.yes(model.asked_usefulness) {
            answer(chance, "nut", level - 0.15)?;
        }
    }
    Ok(())
}

fn asked(informant: &Informant, age: u8) -> bool {
    match informant.name {
        "jongere" => age >= YOUNGEST_INFORMANT,
        "ouder" => age < OF_AGE,
        _ => true,
    }
}

/// The nearest mark from 1 to 10.
fn mark(level: f64) -> i32 {
    (1..10).take_while(|it| level >= f64::from(*it) + 0.5).last().map_or(1, |it| it + 1)
}
