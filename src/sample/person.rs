//! One client with all trajectories: who it is, which help, from when to when, how it ended.
//!
//! In: chance and a `Model` (the period and a few shares). Out: trajectories that touch the
//! period. Never: two trajectories in one programme that overlap, an age outside the
//! programme, an end before the start, an end without a reason or the reverse.

use super::chance::Chance;
use super::words::{Programme, REFERRERS, REGIONS, Region};
use super::write::Calendar;
use crate::terms::Day;

/// Longest IAG trajectory in days: fifteen months.
const LONGEST_IAG: u32 = 456;
/// Days in which a plan with goals is made; younger trajectories have none yet.
pub(super) const PLAN_DAYS: i32 = 42;
/// How likely a drawn day of a month stays a start: school holidays and December are quiet.
const SEASON: [f64; 12] =
    [0.9, 0.85, 0.9, 0.8, 0.85, 0.8, 0.55, 0.45, 1.0, 0.95, 0.9, 0.6];

/// What the sample is about: its period and the shares that differ between samples.
#[derive(Debug, Clone)]
pub(super) struct Model {
    /// First day of the period.
    pub(super) first: i32,
    /// Last day: what ends later is open, what is recorded later is not in the export.
    pub(super) last: i32,
    /// Longest ambulant trajectory in days.
    pub(super) longest_ambulant: u32,
    /// Multiplies how often an informant answers.
    pub(super) response: f64,
    /// Share of youths and parents who answer that are also asked about usefulness.
    pub(super) asked_usefulness: f64,
    /// Mark to which process satisfaction tends at the start of the period.
    pub(super) first_mark: f64,
    /// Records from after the last day come with the last day instead of not at all.
    pub(super) waits_for_records: bool,
}

impl Model {
    /// The sample of any size.
    pub(super) fn standard((first, last): (Day, Day)) -> Self {
        Self {
            first: first.0,
            last: last.0,
            longest_ambulant: 1_100,
            response: 0.86,
            asked_usefulness: 0.4,
            first_mark: 7.15,
            waits_for_records: false,
        }
    }

    /// All days that can be written.
    pub(super) fn calendar(&self) -> Calendar {
        Calendar::new(Day(self.earliest_start() - 100), Day(self.last))
    }

    /// How far in the period a day lies, from 0 (before it and its start) to 1 (its end).
    pub(super) fn progress(&self, day: i32) -> f64 {
        let length = f64::from(self.last - self.first + 1);
        (f64::from(day - self.first) / length).clamp(0.0, 1.0)
    }

    fn earliest_start(&self) -> i32 {
        self.first - i32::try_from(self.longest_ambulant).unwrap_or(0)
    }
}

/// Why a trajectory ended; the codes of CBS Beleidsinformatie Jeugd, version 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Planned,
    Agreed,
    Client,
    Provider,
    External,
}

impl Reason {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Planned => "01",
            Self::Agreed => "02",
            Self::Client => "03",
            Self::Provider => "04",
            Self::External => "05",
        }
    }

    /// One side broke it off.
    pub(super) fn one_sided(self) -> bool {
        matches!(self, Self::Client | Self::Provider)
    }
}

/// One trajectory, with what its results will need.
#[derive(Debug, Clone)]
pub(super) struct Trajectory {
    pub(super) client: u32,
    pub(super) programme: Programme,
    pub(super) spelling: &'static str,
    pub(super) target_group: u8,
    pub(super) region: &'static str,
    pub(super) municipality: &'static str,
    pub(super) team: &'static str,
    pub(super) referrer: &'static str,
    pub(super) law: &'static str,
    pub(super) crisis: bool,
    pub(super) subcontracted: bool,
    pub(super) sex: &'static str,
    pub(super) age: u8,
    pub(super) referral: i32,
    pub(super) start: i32,
    /// Last day and reason; `None` while it runs.
    pub(super) end: Option<(i32, Reason)>,
    /// How well it goes, around 0: the client's luck and this trajectory's own.
    pub(super) outlook: f64,
}

/// What stays the same over a client's trajectories.
struct Client {
    pseudonym: u32,
    sex: &'static str,
    region: &'static Region,
    municipality: &'static str,
    /// The luck shared by everything that happens to this client, around 0.
    luck: f64,
    first_start: i32,
    first_age: i32,
}

/// Draws a client and adds the trajectories that touch the period to `into`.
pub(super) fn draw_client(
    chance: &mut Chance,
    model: &Model,
    pseudonym: u32,
    into: &mut Vec<Trajectory>,
) {
    let programme = chance.pick(&PROGRAMMES, Programme::Ambulant);
    let first_start = start_day(chance, model.earliest_start(), model.last);
    let client = draw_person(chance, pseudonym, programme, first_start);
    // A little over a third is meant to come back; as some would do so only after the
    // period, about a quarter does.
    let n = chance.pick(&[(62, 1), (24, 2), (10, 3), (4, 4)], 1);
    let mut free_from = [i32::MIN; 3];
    let (mut programme, mut start) = (programme, first_start);
    for _ in 0..n {
        let trajectory = draw_trajectory(chance, model, &client, programme, start);
        let end = trajectory.end.map_or(i32::MAX, |(day, _)| day);
        free_from[programme.index()] = end.saturating_add(1);
        if end >= model.first {
            into.push(trajectory);
        }
        match next_help(chance, model, &client, (programme, start, end), free_from) {
            Some(next) => (programme, start) = next,
            None => return,
        }
    }
}

const PROGRAMMES: [(u32, Programme); 3] =
    [(17, Programme::Pmto), (31, Programme::Iag), (52, Programme::Ambulant)];

fn draw_person(
    chance: &mut Chance,
    pseudonym: u32,
    programme: Programme,
    first_start: i32,
) -> Client {
    let region = match chance.below(100) {
        0..40 => &REGIONS[0],
        40..72 => &REGIONS[1],
        _ => &REGIONS[2],
    };
    Client {
        pseudonym,
        sex: chance.pick(&[(54, "M"), (45, "V"), (1, "O")], "O"),
        region,
        municipality: chance.word(region.municipalities),
        luck: chance.bell(),
        first_start,
        first_age: draw_age(chance, programme),
    }
}

/// Age at the first start: around nine in PMTO, any in IAG, teens more often in ambulant.
fn draw_age(chance: &mut Chance, programme: Programme) -> i32 {
    let (low, high) = programme.ages();
    let (low, high) = (i32::from(low), i32::from(high));
    match programme {
        Programme::Pmto => {
            low + i32::midpoint(
                chance.days(0, high - low),
                chance.days(1, high - low + 1),
            )
        }
        Programme::Iag => chance.days(low, high),
        Programme::Ambulant => {
            i32::midpoint(chance.days(low, high), chance.days(low, high))
        }
    }
}

/// When the client comes back, and to what; `None` when not.
fn next_help(
    chance: &mut Chance,
    model: &Model,
    client: &Client,
    (previous, start, end): (Programme, i32, i32),
    free_from: [i32; 3],
) -> Option<(Programme, i32)> {
    let same = chance.yes(0.45);
    let programme =
        if same { previous } else { chance.pick(&PROGRAMMES, Programme::Ambulant) };
    // Now and then two programmes run beside each other.
    let beside = programme != previous && chance.yes(0.2);
    let (from, gap) = if beside { (start, 200) } else { (end, 700) };
    let next = weekday(from.saturating_add(30).saturating_add(chance.days(0, gap)));
    let fits = (programme.ages().0.into()..=programme.ages().1.into())
        .contains(&client.age_on(next));
    let free = next >= free_from[programme.index()];
    (next <= model.last && fits && free).then_some((programme, next))
}

impl Client {
    fn age_on(&self, day: i32) -> i32 {
        self.first_age + day.saturating_sub(self.first_start) / 365
    }
}

fn draw_trajectory(
    chance: &mut Chance,
    model: &Model,
    client: &Client,
    programme: Programme,
    start: i32,
) -> Trajectory {
    let age = u8::try_from(client.age_on(start)).unwrap_or(programme.ages().1);
    let outlook = 0.6 * client.luck + 0.8 * chance.bell();
    let reason = draw_reason(chance, outlook, model.progress(start));
    let last_day = draw_end(chance, model, programme, start, reason);
    let target_group = draw_target_group(chance, programme, age);
    let crisis = target_group == 6 || chance.yes(0.03);
    let waited =
        if crisis { chance.days(0, 3) } else { chance.days(3, 45) + chance.days(0, 40) };
    let subcontracted = match programme {
        Programme::Pmto => 0.08,
        Programme::Iag => 0.18,
        Programme::Ambulant => 0.52,
    };
    let usual = chance.yes(0.6);
    let spellings = programme.spellings();
    Trajectory {
        client: client.pseudonym,
        programme,
        spelling: chance.word(if usual { &spellings[..1] } else { spellings }),
        target_group,
        region: client.region.name,
        municipality: client.municipality,
        team: chance.word(client.region.teams),
        referrer: chance.pick(&REFERRERS, "Huisarts"),
        law: if age >= 18 && chance.yes(0.8) { "Wmo" } else { "Jeugdwet" },
        crisis,
        subcontracted: chance.yes(subcontracted),
        sex: client.sex,
        age,
        referral: start - waited,
        start,
        end: (last_day <= model.last).then_some((last_day, reason)),
        outlook,
    }
}

/// One-sided ends come with a poor outlook and become rarer over the years.
fn draw_reason(chance: &mut Chance, outlook: f64, progress: f64) -> Reason {
    let rarer = 1.2 - 0.4 * progress;
    let client = (0.075 - 0.035 * outlook).clamp(0.005, 0.4) * rarer;
    let provider = (0.028 - 0.01 * outlook).clamp(0.004, 0.2) * rarer;
    let external = 0.045;
    let draw = chance.unit();
    if draw < client {
        Reason::Client
    } else if draw < client + provider {
        Reason::Provider
    } else if draw < client + provider + external {
        Reason::External
    } else if draw < client + provider + external + 0.12 {
        Reason::Agreed
    } else {
        Reason::Planned
    }
}

/// The last day: the programme's length, cut short when somebody broke it off; fewer ends
/// in August.
fn draw_end(
    chance: &mut Chance,
    model: &Model,
    programme: Programme,
    start: i32,
    reason: Reason,
) -> i32 {
    let days = match programme {
        Programme::Pmto => 123 + chance.below(122) + chance.below(122),
        Programme::Iag => 93 + skewed(chance, LONGEST_IAG - 93),
        Programme::Ambulant => {
            35 + skewed(chance, model.longest_ambulant.saturating_sub(35).max(1))
        }
    };
    let days = match reason {
        Reason::Planned | Reason::Agreed => days,
        Reason::Client | Reason::Provider | Reason::External => {
            (days * (20 + chance.below(70)) / 100).max(14)
        }
    };
    let end = start + i32::try_from(days).unwrap_or(0);
    let (_, month, _) = Day(end).ymd();
    let earlier = if month == 8 && days > 160 && chance.yes(0.5) { 35 } else { 0 };
    weekday(end - earlier).max(start)
}

/// The smaller of two uniform numbers: short ones are common, long ones rare.
fn skewed(chance: &mut Chance, span: u32) -> u32 {
    chance.below(span).min(chance.below(span))
}

fn draw_target_group(chance: &mut Chance, programme: Programme, age: u8) -> u8 {
    match programme {
        Programme::Pmto => chance.pick(&[(60, 3), (30, 1), (10, 2)], 3),
        Programme::Iag if age >= 16 => {
            chance.pick(&[(50, 4), (20, 3), (15, 5), (15, 6)], 4)
        }
        Programme::Iag => chance.pick(&[(34, 1), (17, 2), (25, 3), (9, 5), (15, 6)], 1),
        Programme::Ambulant if age >= 16 => {
            chance.pick(&[(75, 4), (10, 1), (8, 3), (7, 6)], 4)
        }
        Programme::Ambulant => {
            chance.pick(&[(40, 1), (21, 2), (16, 3), (16, 5), (7, 6)], 1)
        }
    }
}

/// A working day on which help starts, more often when school is on.
fn start_day(chance: &mut Chance, low: i32, high: i32) -> i32 {
    let mut day = chance.days(low, high);
    for _ in 0..8 {
        let (_, month, _) = Day(day).ymd();
        let season = SEASON.get(month.saturating_sub(1) as usize).copied().unwrap_or(1.0);
        if chance.yes(season) {
            break;
        }
        day = chance.days(low, high);
    }
    weekday(day)
}

/// The day itself, or the Friday before when it falls in a weekend.
fn weekday(day: i32) -> i32 {
    // Day 0, 1 January 1970, was a Thursday: the fourth day of the week, so number 3.
    match day.saturating_add(3).rem_euclid(7) {
        5 => day - 1,
        6 => day - 2,
        _ => day,
    }
}
