//! Seeded synthetic exports: trajectories, goals and satisfaction, and when asked the other
//! tables, as a care provider's system would write them.
//!
//! In: a `Spec` (how many, which years, which seed, which encoding) and a way to open a
//! file by name. Out: CSV files with Dutch headers, `;`, CRLF, dd-mm-yyyy and decimal
//! comma; the same `Spec` gives the same bytes on every machine. Never: a row about a real
//! person, a number that could be a BSN (no run of eight or nine digits), the whole sample
//! in memory (but for the small brochure sample, which is chosen and sorted first).
//!
//! What the rows know of care: a quarter of the clients come back; a client's luck is
//! shared by goals, marks and dropping out; who drops out or is unhappy answers less; help
//! improves slowly over the years; starts follow the school year; scores and answers come
//! some weeks after the end, and what comes after the export is not in it. The sizes of
//! these effects are invented; only durations and ages follow the programmes' descriptions.

mod brochure;
mod chance;
mod all_tables;
mod person;
mod results;
mod words;
mod write;

use std::io::Write;

use crate::error::{Error, Message, Why};
use crate::terms::Day;
use all_tables::{AllTables, MORE_TRAJECTORY_COLUMNS};
use chance::Chance;
use person::{Model, Trajectory};
use write::{Calendar, Table};

/// Seed of the committed sample `brochure-2016`.
pub const BROCHURE_SEED: u64 = 2016;

/// Trajectories, seed and years of the committed sample `catalogue`.
const CATALOGUE: (u64, u64, (i32, i32)) = (320, 2024, (2021, 2024));

/// Pseudonyms have seven hexadecimal digits, so there are this many.
const MOST_TRAJECTORIES: u64 = 1 << 28;

/// How the bytes of a file spell letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 with a byte order mark, as Excel writes "CSV UTF-8".
    Utf8Bom,
    /// Windows-1252, as Excel writes "CSV".
    Windows1252,
}

/// Which sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// As many trajectories as asked, streamed.
    Standard,
    /// The same with all canonical tables: measurements, contacts and capacity as well.
    AllTables,
    /// The sample of the pipeline `brochure-2016`: the years 2009–2016 with exact counts
    /// (1,734 active and 501 closed in 2016, 441 of them by mutual agreement). Only the
    /// seed of the `Spec` is read.
    Brochure2016,
}

/// What to generate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// How many trajectories, at most 2²⁸.
    pub n_trajectories: u64,
    /// Where chance starts.
    pub seed: u64,
    /// First year of the export; what ended earlier is not in it.
    pub from_year: i32,
    /// Last year of the export; what ends later is open.
    pub until_year: i32,
    /// Encoding of all files (of goals and satisfaction: UTF-8 in the brochure sample).
    pub encoding: Encoding,
    /// Which sample.
    pub variant: Variant,
}

impl Spec {
    /// The sample in `data-samples/brochure-2016`, byte for byte.
    pub fn brochure_2016() -> Self {
        Self {
            n_trajectories: brochure::n_trajectories(),
            seed: BROCHURE_SEED,
            from_year: brochure::FROM_YEAR,
            until_year: brochure::UNTIL_YEAR,
            encoding: Encoding::Windows1252,
            variant: Variant::Brochure2016,
        }
    }

    /// The sample in `data-samples/catalogue`, byte for byte.
    pub fn catalogue() -> Self {
        let (n_trajectories, seed, (from_year, until_year)) = CATALOGUE;
        let (encoding, variant) = (Encoding::Utf8Bom, Variant::AllTables);
        Self { n_trajectories, seed, from_year, until_year, encoding, variant }
    }

    /// Everything wrong with it at once.
    fn check(&self) -> Result<(), Error> {
        let mut messages = Vec::new();
        let n = self.n_trajectories;
        if n == 0 || n > MOST_TRAJECTORIES {
            let headline = format!("a sample of {n} trajectories cannot be made");
            let help = format!("choose a number from 1 to {MOST_TRAJECTORIES}");
            messages.push(Message::new("sample-size", headline).help(help));
        }
        if self.from_year > self.until_year
            || !(1990..=2100).contains(&self.from_year)
            || self.until_year > 2100
        {
            let headline =
                format!("no sample from {} until {}", self.from_year, self.until_year);
            let help = "choose years from 1990 to 2100, the first one not after the last";
            messages.push(Message::new("sample-years", headline).help(help));
        }
        Error::all(Why::Usage, messages)
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Generated {
    /// Name and number of rows (without header) of each file, in the order opened.
    pub files: Vec<(String, u64)>,
    /// Number of trajectories.
    pub n_trajectories: u64,
    /// Number of clients with at least one trajectory.
    pub n_clients: u64,
}

/// Opens a file of the sample by its name.
pub type Open<'a> = &'a mut dyn FnMut(&str) -> Result<Box<dyn Write>, Error>;

/// Writes the sample; see the module for what is in it.
///
/// # Errors
/// When the `Spec` is impossible, or a file cannot be opened or written.
pub fn generate(spec: &Spec, out: Open<'_>) -> Result<Generated, Error> {
    spec.check()?;
    match spec.variant {
        Variant::Standard | Variant::AllTables => generate_standard(spec, out),
        Variant::Brochure2016 => brochure::generate(spec.seed, out),
    }
}

fn generate_standard(spec: &Spec, out: Open<'_>) -> Result<Generated, Error> {
    let model = Model::standard(period(spec.from_year, spec.until_year)?);
    let has_all = spec.variant == Variant::AllTables;
    let more = if has_all { MORE_TRAJECTORY_COLUMNS } else { "" };
    let header = format!("{}{more}", words::TRAJECTORY_COLUMNS);
    let file = out("trajecten.csv")?;
    let mut trajectories = Table::new("trajecten.csv", file, spec.encoding, &header);
    let mut results = Results::open(out, spec.encoding)?;
    let all_tables = || AllTables::open(out, spec.encoding, spec.seed);
    let mut all_tables = has_all.then(all_tables).transpose()?;
    let calendar = model.calendar();
    let mut chance = Chance::new(spec.seed);
    let (mut generated, mut client, mut drawn) = (Generated::default(), 0, Vec::new());
    while generated.n_trajectories < spec.n_trajectories {
        drawn.clear();
        person::draw_client(
            &mut chance,
            &model,
            pseudonym(client, spec.seed),
            &mut drawn,
        );
        client += 1;
        let left = usize::try_from(spec.n_trajectories - generated.n_trajectories);
        drawn.truncate(left.unwrap_or(usize::MAX));
        generated.n_clients += u64::from(!drawn.is_empty());
        for trajectory in &drawn {
            generated.n_trajectories += 1;
            let number = generated.n_trajectories;
            trajectory_cells(&mut trajectories, number, trajectory, &calendar);
            match &mut all_tables {
                Some(all) => {
                    let table = &mut trajectories;
                    all.finish_trajectory(table, &model, trajectory, &calendar)?;
                }
                None => trajectories.end_row()?,
            }
            results.write(&mut chance, &model, number, trajectory, &calendar)?;
            if let Some(all) = &mut all_tables {
                let answers = &mut results.answers;
                all.write(answers, &model, number, trajectory, &calendar)?;
            }
        }
    }
    generated.files.push(trajectories.finish()?);
    generated.files.extend(results.finish()?);
    if let Some(all) = all_tables {
        let years = (spec.from_year, spec.until_year);
        generated.files.extend(all.finish(years, &calendar)?);
    }
    Ok(generated)
}

/// First and last day of a run of years.
fn period(from_year: i32, until_year: i32) -> Result<(Day, Day), Error> {
    let days = Day::new(from_year, 1, 1).zip(Day::new(until_year, 12, 31));
    days.ok_or_else(|| Error::bug("a year of a sample has no first or last day"))
}

/// The two tables that hang on the trajectories.
struct Results {
    goals: Table,
    answers: Table,
}

impl Results {
    fn open(out: Open<'_>, encoding: Encoding) -> Result<Self, Error> {
        let goals =
            Table::new("doelen.csv", out("doelen.csv")?, encoding, words::GOAL_COLUMNS);
        let name = "tevredenheid.csv";
        let answers = Table::new(name, out(name)?, encoding, words::ANSWER_COLUMNS);
        Ok(Self { goals, answers })
    }

    fn write(
        &mut self,
        chance: &mut Chance,
        model: &Model,
        number: u64,
        trajectory: &Trajectory,
        calendar: &Calendar,
    ) -> Result<(), Error> {
        results::write_goals(
            &mut self.goals,
            chance,
            model,
            number,
            trajectory,
            calendar,
        )?;
        results::write_answers(
            &mut self.answers,
            chance,
            model,
            number,
            trajectory,
            calendar,
        )
    }

    fn finish(self) -> Result<[(String, u64); 2], Error> {
        Ok([self.goals.finish()?, self.answers.finish()?])
    }
}

/// A trajectory's number: seven digits, or ten in a very large sample, never the eight or
/// nine of a BSN.
fn numbered(table: &mut Table, number: u64) -> &mut Table {
    table.numbered(b'T', number, if number < 10_000_000 { 7 } else { 10 })
}

/// Scrambles a client's number within 28 bits; no two clients get the same.
fn pseudonym(client: u32, seed: u64) -> u32 {
    const MASK: u32 = (1 << 28) - 1;
    let key = u32::try_from(seed & u64::from(MASK)).unwrap_or(0);
    let mut mixed = (client ^ key) & MASK;
    for factor in [0x9E3_779B, 0x5EB_CA6B] {
        mixed = mixed.wrapping_mul(factor) & MASK;
        mixed ^= mixed >> 13;
    }
    mixed
}

fn write_trajectory(
    table: &mut Table,
    number: u64,
    it: &Trajectory,
    calendar: &Calendar,
) -> Result<(), Error> {
    trajectory_cells(table, number, it, calendar);
    table.end_row()
}

fn trajectory_cells(
    table: &mut Table,
    number: u64,
    it: &Trajectory,
    calendar: &Calendar,
) {
    let yes_no = |yes: bool| if yes { "ja" } else { "nee" };
    numbered(table, number)
        .pseudonym(it.client)
        .text(it.spelling)
        .number(i32::from(it.target_group))
        .text(it.region)
        .text(it.municipality)
        .text(it.team)
        .text(it.referrer)
        .text(it.law)
        .text(if it.crisis { "01" } else { "02" })
        .text(yes_no(it.subcontracted))
        .text(it.sex)
        .number(i32::from(it.age))
        .day(Some(it.referral), calendar)
        .day(Some(it.start), calendar)
        .day(it.end.map(|(day, _)| day), calendar)
        .text(it.end.map_or("", |(_, reason)| reason.code()));
}

#[cfg(test)]
mod tests;
