//! The sample of the pipeline `brochure-2016`: synthetic trajectories 2009–2016 whose
//! counts are exactly those of the tables below.
//!
//! In: a seed. Out: clients drawn as in any sample, each kept when all of its trajectories
//! find a free place in the tables. Never: a client with two closures of its own in the
//! last year (the interval around the share is then that of independent trajectories).
//!
//! The totals of 2016 (1,734 active, 501 closed without subcontractors, 88 % by mutual
//! agreement) are those a provider printed in its brochure of that year; everything else
//! is invented. No count that a report shows lies between 1 and 9.

use super::chance::Chance;
use super::person::{self, Model, Reason, Trajectory};
use super::words::TRAJECTORY_COLUMNS;
use super::write::Table;
use super::{Encoding, Generated, Open, Results, period, pseudonym, write_trajectory};
use crate::error::Error;
use crate::terms::Day;

/// First year of the sample.
pub(super) const FROM_YEAR: i32 = 2009;
/// Last year of the sample.
pub(super) const UNTIL_YEAR: i32 = 2016;
/// Last year of the starts in the first of the two files of trajectories.
const FIRST_FILE_UNTIL: i32 = 2012;
/// Clients drawn before giving up; two hundred times as many as are needed.
const PATIENCE: u32 = 5_000_000;

/// Places for closed trajectories of one programme in one year.
struct Closed {
    /// Without subcontractors.
    own: u32,
    /// Of those: ended by client, by provider, by circumstances; the rest by agreement.
    not_agreed: [u32; 3],
    /// By subcontractors.
    subcontracted: u32,
}

const fn closed(own: u32, not_agreed: [u32; 3], subcontracted: u32) -> Closed {
    Closed { own, not_agreed, subcontracted }
}

/// A row a year, in it PMTO, IAG and ambulant.
const CLOSED: [[Closed; 3]; 8] = [
    [
        closed(104, [9, 3, 5], 10),
        closed(150, [11, 5, 8], 34),
        closed(148, [12, 5, 6], 203),
    ],
    [
        closed(106, [9, 3, 4], 10),
        closed(156, [12, 5, 8], 35),
        closed(150, [11, 5, 7], 203),
    ],
    [
        closed(108, [8, 3, 5], 11),
        closed(162, [12, 4, 9], 37),
        closed(152, [12, 5, 6], 207),
    ],
    [
        closed(112, [9, 3, 4], 11),
        closed(166, [11, 5, 8], 38),
        closed(156, [11, 4, 7], 205),
    ],
    [
        closed(114, [8, 4, 4], 11),
        closed(172, [12, 5, 8], 40),
        closed(160, [11, 4, 7], 205),
    ],
    [
        closed(116, [8, 3, 5], 12),
        closed(180, [11, 5, 8], 42),
        closed(164, [10, 4, 7], 206),
    ],
    [
        closed(120, [8, 3, 4], 12),
        closed(188, [11, 4, 8], 44),
        closed(170, [10, 5, 7], 207),
    ],
    [
        closed(124, [7, 3, 5], 12),
        closed(197, [11, 5, 8], 45),
        closed(180, [10, 4, 7], 208),
    ],
];

/// Still running at the end, own and subcontracted: PMTO, IAG, ambulant.
const OPEN: [[u32; 2]; 3] = [[80, 12], [117, 24], [341, 394]];

/// How many trajectories the tables hold.
pub(super) fn n_trajectories() -> u64 {
    let closed: u32 = CLOSED.iter().flatten().map(|it| it.own + it.subcontracted).sum();
    u64::from(closed + OPEN.iter().flatten().sum::<u32>())
}

/// Writes the sample; see [`super::generate`].
pub(super) fn generate(seed: u64, out: Open<'_>) -> Result<Generated, Error> {
    let model = Model {
        longest_ambulant: 2_190,
        response: 1.0,
        asked_usefulness: 0.6,
        first_mark: 7.25,
        waits_for_records: true,
        ..Model::standard(period(FROM_YEAR, UNTIL_YEAR)?)
    };
    let mut chance = Chance::new(seed);
    let (mut chosen, n_clients) = choose(&mut chance, &model, seed)?;
    chosen.sort_by_key(|it| (it.start, it.client));
    let in_second = |it: &Trajectory| Day(it.start).ymd().0 > FIRST_FILE_UNTIL;
    let first = "trajecten-2009-2012.csv";
    let second = "trajecten-2013-2016.csv";
    let encoding = Encoding::Windows1252;
    let mut tables = [
        Table::new(first, out(first)?, encoding, TRAJECTORY_COLUMNS),
        Table::new(second, out(second)?, encoding, TRAJECTORY_COLUMNS),
    ];
    let mut results = Results::open(out, Encoding::Utf8Bom)?;
    let calendar = model.calendar();
    let mut generated = Generated { n_clients, ..Generated::default() };
    for trajectory in &chosen {
        generated.n_trajectories += 1;
        let number = generated.n_trajectories;
        let table = &mut tables[usize::from(in_second(trajectory))];
        write_trajectory(table, number, trajectory, &calendar)?;
        results.write(&mut chance, &model, number, trajectory, &calendar)?;
    }
    for table in tables {
        generated.files.push(table.finish()?);
    }
    generated.files.extend(results.finish()?);
    Ok(generated)
}

/// Draws clients until every place is taken.
fn choose(
    chance: &mut Chance,
    model: &Model,
    seed: u64,
) -> Result<(Vec<Trajectory>, u64), Error> {
    let mut places = Places::all();
    let (mut chosen, mut drawn, mut n_clients) = (Vec::new(), Vec::new(), 0);
    for client in 0..PATIENCE {
        if places.left == 0 {
            return Ok((chosen, n_clients));
        }
        drawn.clear();
        person::draw_client(chance, model, pseudonym(client, seed), &mut drawn);
        if places.take(&drawn) {
            n_clients += 1;
            chosen.append(&mut drawn);
        }
    }
    Err(Error::bug("the tables of the brochure sample cannot be filled with this seed"))
}

/// The places still free.
struct Places {
    left: u32,
    /// Year, programme, kind of end.
    closed: Vec<[[u32; 5]; 3]>,
    open: [[u32; 2]; 3],
}

/// Where a trajectory would sit.
enum Seat {
    Closed { year: usize, programme: usize, kind: usize },
    Open { programme: usize, subcontracted: usize },
}

impl Places {
    fn all() -> Self {
        let kinds = |it: &Closed| {
            let [client, provider, external] = it.not_agreed;
            let agreed = it.own - client - provider - external;
            [agreed, client, provider, external, it.subcontracted]
        };
        let closed =
            CLOSED.iter().map(|year| [0, 1, 2].map(|it| kinds(&year[it]))).collect();
        let left = u32::try_from(n_trajectories()).unwrap_or(0);
        Self { left, closed, open: OPEN }
    }

    /// Takes a place for each, or none at all.
    fn take(&mut self, trajectories: &[Trajectory]) -> bool {
        let closures_last_year =
            trajectories.iter().filter(|it| closes_own_last_year(it));
        if trajectories.is_empty() || closures_last_year.count() > 1 {
            return false;
        }
        for (n_taken, trajectory) in trajectories.iter().enumerate() {
            match self.free(trajectory) {
                Some(place) if *place > 0 => {
                    *place -= 1;
                    self.left -= 1;
                }
                _ => {
                    self.give_back(&trajectories[..n_taken]);
                    return false;
                }
            }
        }
        true
    }

    fn give_back(&mut self, trajectories: &[Trajectory]) {
        for trajectory in trajectories {
            if let Some(place) = self.free(trajectory) {
                *place += 1;
                self.left += 1;
            }
        }
    }

    fn free(&mut self, trajectory: &Trajectory) -> Option<&mut u32> {
        match seat(trajectory)? {
            Seat::Closed { year, programme, kind } => {
                self.closed.get_mut(year)?.get_mut(programme)?.get_mut(kind)
            }
            Seat::Open { programme, subcontracted } => {
                self.open.get_mut(programme)?.get_mut(subcontracted)
            }
        }
    }
}

fn closes_own_last_year(it: &Trajectory) -> bool {
    !it.subcontracted && it.end.is_some_and(|(day, _)| Day(day).ymd().0 == UNTIL_YEAR)
}

fn seat(it: &Trajectory) -> Option<Seat> {
    let programme = it.programme.index();
    let Some((day, reason)) = it.end else {
        return Some(Seat::Open {
            programme,
            subcontracted: usize::from(it.subcontracted),
        });
    };
    let year = usize::try_from(Day(day).ymd().0 - FROM_YEAR).ok()?;
    let kind = match reason {
        _ if it.subcontracted => 4,
        Reason::Planned | Reason::Agreed => 0,
        Reason::Client => 1,
        Reason::Provider => 2,
        Reason::External => 3,
    };
    Some(Seat::Closed { year, programme, kind })
}
