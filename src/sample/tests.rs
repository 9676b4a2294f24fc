//! What the samples promise: the committed files are read back and every count is checked.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::rc::Rc;

use super::*;

type Files = Rc<RefCell<BTreeMap<String, Vec<u8>>>>;

/// A file in memory that stays readable after it is closed.
struct Memory(Files, String);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().entry(self.1.clone()).or_default().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn generate_in_memory(spec: &Spec) -> (BTreeMap<String, Vec<u8>>, Generated) {
    let files = Files::default();
    let mut open = |name: &str| -> Result<Box<dyn Write>, Error> {
        Ok(Box::new(Memory(Rc::clone(&files), name.to_owned())))
    };
    let generated = generate(spec, &mut open).unwrap();
    (files.take(), generated)
}

fn standard(n_trajectories: u64, seed: u64) -> Spec {
    let (from_year, until_year) = (2019, 2024);
    let (encoding, variant) = (Encoding::Utf8Bom, Variant::Standard);
    Spec { n_trajectories, seed, from_year, until_year, encoding, variant }
}

/// One row by column name.
type Row = BTreeMap<String, String>;

fn rows(bytes: &[u8]) -> Vec<Row> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn day(text: &str) -> Option<Day> {
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    Day::new(i32::try_from(part(6, 10)?).ok()?, part(3, 5)?, part(0, 2)?)
}

fn year(text: &str) -> Option<i32> {
    day(text).map(|it| it.ymd().0)
}

fn programme(spelling: &str) -> &'static str {
    match spelling.chars().next() {
        Some('P') => "pmto",
        Some('I' | 'i') => "iag",
        _ => "ambulant",
    }
}

/// The committed sample, read back.
struct Brochure {
    trajectories: BTreeMap<String, Row>,
    goals: Vec<Row>,
    answers: Vec<Row>,
}

fn committed(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data-samples/brochure-2016/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

fn brochure() -> Brochure {
    let files = ["trajecten-2009-2012.csv", "trajecten-2013-2016.csv"];
    let trajectories = files.iter().flat_map(|it| rows(&committed(it)));
    Brochure {
        trajectories: trajectories.map(|it| (it["Trajectnummer"].clone(), it)).collect(),
        goals: rows(&committed("doelen.csv")),
        answers: rows(&committed("tevredenheid.csv")),
    }
}

impl Brochure {
    /// Closed in a year, without subcontractors.
    fn closed(&self, in_year: i32) -> Vec<&Row> {
        let own = |it: &&Row| it["Onderaannemer"] == "nee";
        let ended = |it: &&Row| year(&it["Datum einde"]) == Some(in_year);
        self.trajectories.values().filter(own).filter(ended).collect()
    }

    /// The row's trajectory, when it was closed in the year without subcontractors.
    fn own_closed(&self, row: &Row, in_year: i32) -> Option<&Row> {
        let trajectory = &self.trajectories[&row["Trajectnummer"]];
        let ended = year(&trajectory["Datum einde"]) == Some(in_year);
        (ended && trajectory["Onderaannemer"] == "nee").then_some(trajectory)
    }
}

const PROGRAMMES: [&str; 3] = ["pmto", "iag", "ambulant"];

fn agreed(row: &Row) -> bool {
    ["01", "02"].contains(&row["Reden beëindiging"].as_str())
}

#[test]
fn the_brochure_sample_is_remade_byte_for_byte() {
    let (files, generated) = generate_in_memory(&Spec::brochure_2016());
    assert_eq!(generated.files.len(), 4);
    assert_eq!(generated.n_trajectories, brochure::n_trajectories());
    for (name, bytes) in &files {
        assert!(*bytes == committed(name), "{name} differs from what the seed gives");
    }
    assert!(files.values().map(Vec::len).sum::<usize>() < 3_000_000);
}

#[test]
fn the_catalogue_sample_is_remade_byte_for_byte() {
    let (files, generated) = generate_in_memory(&Spec::catalogue());
    assert_eq!(generated.files.len(), 6);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data-samples/catalogue/");
    for (name, bytes) in &files {
        assert!(std::fs::read(format!("{folder}{name}")).unwrap() == *bytes, "{name}");
    }
    assert!(files.values().map(Vec::len).sum::<usize>() < 500_000);
}

#[test]
fn all_tables_leave_the_results_as_they_were() {
    let ordinary = Spec { variant: Variant::Standard, ..Spec::catalogue() };
    let (all, _) = generate_in_memory(&Spec::catalogue());
    let (ordinary, _) = generate_in_memory(&ordinary);
    assert_eq!(all["doelen.csv"], ordinary["doelen.csv"]);
}

#[test]
fn the_brochure_sample_gives_the_printed_figures_of_the_year() {
    let sample = brochure();
    let active = sample.trajectories.values().filter(|it| {
        let ended = year(&it["Datum einde"]);
        year(&it["Datum aanvang"]).unwrap() <= 2016 && ended.is_none_or(|it| it >= 2016)
    });
    assert_eq!(active.count(), 1_734);
    let closed = sample.closed(2016);
    assert_eq!(closed.len(), 501);
    assert_eq!(closed.iter().filter(|it| agreed(it)).count(), 441);
    let clients: BTreeSet<_> = closed.iter().map(|it| &it["Pseudoniem"]).collect();
    assert_eq!(clients.len(), closed.len(), "a client closed twice in the year");
}

#[test]
fn no_closure_count_of_the_brochure_sample_need_be_hidden() {
    let sample = brochure();
    for in_year in 2009..=2016 {
        let closed = sample.closed(in_year);
        for name in PROGRAMMES {
            let of = closed.iter().filter(|it| programme(&it["Zorgvorm"]) == name);
            let (n, n_agreed) = (of.clone().count(), of.filter(|it| agreed(it)).count());
            assert!(n >= 100, "{in_year} {name}: {n} closed");
            assert!(n - n_agreed >= 10, "{in_year} {name}: {n_agreed} of {n} agreed");
        }
        for code in ["01", "02", "03", "04", "05"] {
            let n = closed.iter().filter(|it| it["Reden beëindiging"] == code).count();
            assert!(n >= 10, "{in_year} reason {code}: {n}");
        }
    }
}

#[test]
fn no_goal_category_of_the_brochure_sample_need_be_hidden() {
    let sample = brochure();
    for in_year in 2009..=2016 {
        let mut clients: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        for goal in sample.goals.iter().filter(|it| !it["Score"].is_empty()) {
            if let Some(trajectory) = sample.own_closed(goal, in_year) {
                let key = (programme(&trajectory["Zorgvorm"]), goal["Score"].as_str());
                clients.entry(key).or_default().push(&trajectory["Pseudoniem"]);
            }
        }
        assert_eq!(clients.len(), 15, "{in_year}: five categories of three programmes");
        for (key, clients) in clients {
            let distinct: BTreeSet<_> = clients.iter().collect();
            assert!(
                distinct.len() >= 10,
                "{in_year} {key:?}: {} clients",
                distinct.len()
            );
        }
    }
}

#[test]
fn no_answer_count_of_the_brochure_sample_need_be_hidden() {
    let sample = brochure();
    for in_year in 2009..=2016 {
        let n_closed = sample.closed(in_year).len();
        let mut n_answers: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for answer in sample.answers.iter().filter(|it| it["Vraag"] == "proces") {
            if let Some(trajectory) = sample.own_closed(answer, in_year) {
                let name = programme(&trajectory["Zorgvorm"]);
                *n_answers.entry((answer["Informant"].as_str(), name)).or_default() += 1;
            }
        }
        for informant in ["jongere", "ouder", "verwijzer"] {
            let each = PROGRAMMES.map(|it| n_answers[&(informant, it)]);
            assert!(each.iter().all(|it| *it >= 30), "{in_year} {informant}: {each:?}");
            assert!(n_closed - each.iter().sum::<usize>() >= 10, "{in_year} {informant}");
        }
    }
}

#[test]
fn satisfaction_and_goals_improve_slowly() {
    let sample = brochure();
    let mean = |rows: &[Row], column: &str, question: &str, in_year: i32| {
        let of_year = rows.iter().filter(|it| sample.own_closed(it, in_year).is_some());
        let asked = of_year.filter(|it| it.get("Vraag").is_none_or(|it| it == question));
        let numbers: Vec<f64> = asked.filter_map(|it| it[column].parse().ok()).collect();
        numbers.iter().sum::<f64>() / f64::from(u32::try_from(numbers.len()).unwrap())
    };
    let mark = |in_year| mean(&sample.answers, "Antwoord", "proces", in_year);
    assert!((mark(2009) - 7.4).abs() < 0.1, "{}", mark(2009));
    assert!((mark(2016) - 8.0).abs() < 0.1, "{}", mark(2016));
    let score = |in_year| mean(&sample.goals, "Score", "", in_year);
    assert!(score(2016) > score(2009) + 0.1);
}

#[test]
fn every_row_of_the_brochure_sample_is_clean() {
    let sample = brochure();
    let mut help: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for it in sample.trajectories.values() {
        let name = programme(&it["Zorgvorm"]);
        let (start, end) = (day(&it["Datum aanvang"]).unwrap(), day(&it["Datum einde"]));
        assert!(day(&it["Datum aanmelding"]).unwrap() <= start);
        assert!(end.is_none_or(|it| it >= start));
        assert_eq!(end.is_none(), it["Reden beëindiging"].is_empty());
        let age: u8 = it["Leeftijd bij start"].parse().unwrap();
        let ages = match name {
            "pmto" => 4..=15,
            "iag" => 0..=17,
            _ => 0..=27,
        };
        assert!(ages.contains(&age));
        let until = end.unwrap_or(Day(i32::MAX));
        help.entry((&it["Pseudoniem"], name)).or_default().push((start, until));
    }
    for spells in help.values_mut() {
        spells.sort();
        assert!(spells.windows(2).all(|it| it[0].1 < it[1].0), "help overlaps");
    }
    let keys: BTreeSet<_> = sample
        .answers
        .iter()
        .map(|it| (&it["Trajectnummer"], &it["Informant"], &it["Vraag"]))
        .collect();
    assert_eq!(keys.len(), sample.answers.len());
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (first, generated) = generate_in_memory(&standard(500, 1));
    assert_eq!(first, generate_in_memory(&standard(500, 1)).0);
    assert_ne!(first, generate_in_memory(&standard(500, 2)).0);
    assert_eq!(generated.n_trajectories, 500);
    assert_eq!(rows(&first["trajecten.csv"]).len(), 500);
}

#[test]
fn about_a_quarter_of_the_clients_come_back() {
    let (files, _) = generate_in_memory(&standard(20_000, 3));
    let mut clients: BTreeMap<String, u32> = BTreeMap::new();
    for row in rows(&files["trajecten.csv"]) {
        *clients.entry(row["Pseudoniem"].clone()).or_default() += 1;
    }
    let back = clients.values().filter(|it| **it > 1).count();
    assert!((22..=30).contains(&(100 * back / clients.len())));
}

#[test]
fn who_drops_out_answers_less() {
    let (files, _) = generate_in_memory(&standard(20_000, 4));
    let answered: BTreeSet<_> = rows(&files["tevredenheid.csv"])
        .into_iter()
        .map(|it| it["Trajectnummer"].clone())
        .collect();
    let share = |code: &str| {
        let all = rows(&files["trajecten.csv"]);
        let of: Vec<_> =
            all.iter().filter(|it| it["Reden beëindiging"] == code).collect();
        100 * of.iter().filter(|it| answered.contains(&it["Trajectnummer"])).count()
            / of.len()
    };
    assert!(share("03") + 10 < share("01"));
}

#[test]
fn no_file_holds_a_number_that_could_be_a_bsn() {
    let (files, _) = generate_in_memory(&standard(2_000, 5));
    for bytes in files.values() {
        let runs = bytes.split(|it| !it.is_ascii_digit()).map(<[u8]>::len);
        assert!(runs.into_iter().all(|it| it != 8 && it != 9));
    }
}

#[test]
fn no_two_clients_share_a_pseudonym() {
    let distinct: BTreeSet<_> = (0..100_000).map(|it| pseudonym(it, 77)).collect();
    assert_eq!(distinct.len(), 100_000);
}

#[test]
fn an_impossible_sample_is_refused_with_all_reasons() {
    let spec = Spec { from_year: 2025, ..standard(0, 1) };
    let mut open =
        |_: &str| -> Result<Box<dyn Write>, Error> { Ok(Box::new(std::io::sink())) };
    let error = generate(&spec, &mut open).unwrap_err();
    assert_eq!((error.why, error.messages.len()), (Why::Usage, 2));
}
