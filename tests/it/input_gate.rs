//! The gate at the input by value: what is written otherwise is the same, and what only looks
//! like it passes. Each row of a table is an export of its own, given to the program.
//!
//! In: made-up exports; numbers from the range for tests. Out: exit code and what is said.

use std::fmt::Write as _;
use std::path::Path;

use crate::common::{Said, root, uitkomst, write};

/// Rows of an export.
const N: usize = 24;
/// Headers of an ordinary export, then the columns that a case fills.
const HEADERS: &str = "Trajectnummer;Pseudoniem;Zorgvorm;Onderaannemer;Leeftijd bij start;\
    Datum aanvang;Datum einde;Reden beëindiging;Team;Gemeente;Locatie;Verwijzer;Veld";

/// How a case writes what it is about.
type Written<'a, T> = &'a dyn Fn(T) -> String;
/// Day, month and year.
type Date = (usize, usize, usize);

/// What a case changes in an ordinary row; the default is ordinary.
#[derive(Default)]
struct Row {
    trajectory: Option<String>,
    client: Option<String>,
    team: Option<String>,
    municipality: Option<String>,
    location: Option<String>,
    referrer: Option<String>,
    /// A column that no pipeline uses.
    unused: Option<String>,
}

/// Numbers from the range for tests that pass the eleven-test.
fn bsns() -> impl Iterator<Item = u32> {
    let passes = |it: &u32| {
        let digits = it.to_string();
        let factors = [9, 8, 7, 6, 5, 4, 3, 2, 10];
        let sum: u32 =
            digits.bytes().zip(factors).map(|(d, f)| u32::from(d - b'0') * f).sum();
        sum.is_multiple_of(11)
    };
    (999_900_006..=999_999_990).filter(passes)
}

fn bsn(at: usize) -> String {
    bsns().nth(at).unwrap().to_string()
}

/// Checks an export of `n` rows.
fn check_rows(n: usize, row: impl Fn(usize) -> Row) -> Said {
    let folder = tempfile::tempdir().unwrap();
    let mut csv = format!("{HEADERS}\r\n");
    for at in 0..n {
        let it = row(at);
        let or = |value: Option<String>, other: String| value.unwrap_or(other);
        let day = at % 28 + 1;
        let _ = write!(
            csv,
            "{};{};IAG;nee;9;{day:02}-01-2016;{day:02}-06-2016;01;{};{};{};{};{}\r\n",
            or(it.trajectory, format!("T{at:07}")),
            or(it.client, format!("P{at:05}")),
            or(it.team, format!("Team Noord {}", at % 3)),
            or(it.municipality, ["Ede", "Bergen op Zoom"][at % 2].to_owned()),
            or(it.location, ["Hoofdweg 12", "Zuid"][at % 2].to_owned()),
            or(it.referrer, ["huisarts", "gemeente"][at % 2].to_owned()),
            or(it.unused, String::new()),
        );
    }
    write(&folder.path().join("trajecten.csv"), &csv);
    write_pipeline(folder.path());
    uitkomst(folder.path(), &["check", "p.toml"])
}

fn write_pipeline(folder: &Path) {
    let pipeline = root().join("data-samples/identifiers-bsn/pipeline.toml");
    let pipeline = std::fs::read_to_string(pipeline).unwrap();
    let mapped = "[export.trajectories.columns]\nteam = \"Team\"\nmunicipality = \
                  \"Gemeente\"\nlocation = \"Locatie\"\nreferrer = \"Verwijzer\"\n";
    let pipeline = pipeline
        .replace("windows-1252", "utf-8")
        .replace("[export.trajectories.columns]\n", mapped);
    write(&folder.join("p.toml"), &pipeline);
}

/// The export is refused for this column, and none of the values is said.
#[track_caller]
fn refused(case: &str, column: &str, kind: &str, row: impl Fn(usize) -> Row) {
    let said = check_rows(N, &row);
    assert_eq!(said.exit, 12, "{case}: {}{}", said.stdout, said.stderr);
    let headline = format!("column `{column}` holds {kind}");
    assert!(said.stderr.contains(&headline), "{case}: {}", said.stderr);
    for at in 0..N {
        let it = row(at);
        let values = [it.client, it.team, it.municipality, it.referrer, it.unused];
        for value in values.into_iter().flatten().filter(|it| it.len() > 4) {
            assert!(!said.stderr.contains(&value), "{case}: {}", said.stderr);
        }
    }
}

#[track_caller]
fn passes(case: &str, n: usize, row: impl Fn(usize) -> Row) {
    let said = check_rows(n, row);
    assert_eq!(said.exit, 0, "{case}: {}{}", said.stdout, said.stderr);
    assert!(!said.stdout.contains("possible-identifier"), "{case}: {}", said.stdout);
}

#[test]
fn an_ordinary_export_passes() {
    passes("ordinary", N, |_| Row::default());
    passes("ordinary, long", 1_000, |_| Row::default());
}

#[test]
fn a_number_is_the_same_however_it_is_written() {
    let full_width = |it: char| char::from_u32(u32::from(it) - 0x30 + 0xFF10).unwrap();
    let forms: [(&str, Written<String>); 15] = [
        ("plain", &|it| it),
        ("a letter before it", &|it| format!("P{it}")),
        ("a word before it", &|it| format!("client_{it}")),
        ("letters behind it", &|it| format!("{it}-JJ")),
        ("a follow number", &|it| format!("{it}01")),
        ("a follow number, apart", &|it| format!("{it}-1")),
        ("zeros before it", &|it| format!("00{it}")),
        ("E-notation", &|it| format!("{}.{}E+08", &it[..1], &it[1..])),
        ("slashes", &|it| format!("{}/{}/{}", &it[..3], &it[3..6], &it[6..])),
        ("dots", &|it| format!("{}.{}.{}", &it[..4], &it[4..6], &it[6..])),
        ("spaces", &|it| format!("{} {} {}", &it[..3], &it[3..6], &it[6..])),
        ("no-break spaces", &|it| format!("{}\u{a0}{}", &it[..4], &it[4..])),
        ("zero-width spaces", &|it| format!("{}\u{200b}{}", &it[..4], &it[4..])),
        ("full width", &|it| it.chars().map(full_width).collect()),
        ("decimals", &|it| format!("{it},0")),
    ];
    for (case, form) in forms {
        let kind = "citizen service numbers (BSN)";
        let written = |at: usize| Some(form(bsn(at)));
        refused(case, "Pseudoniem", kind, |at| Row {
            client: written(at),
            ..Row::default()
        });
        refused(case, "Veld", kind, |at| Row { unused: written(at), ..Row::default() });
    }
}

#[test]
fn birth_dates_are_known_by_value_in_keys_and_in_columns_that_nobody_maps() {
    let born = |at: usize| (at % 27 + 1, at % 12 + 1, 1998 + (7 * at) % 15);
    let forms: [(&str, Written<Date>); 7] = [
        ("dd-mm-yyyy", &|(d, m, y)| format!("{d:02}-{m:02}-{y}")),
        ("yyyymmdd", &|(d, m, y)| format!("{y}{m:02}{d:02}")),
        ("d/m/yyyy", &|(d, m, y)| format!("{d}/{m}/{y}")),
        ("date and time", &|(d, m, y)| format!("{y}-{m:02}-{d:02}T00:00:00")),
        ("initials and date", &|(d, m, y)| format!("JJ{d:02}{m:02}{y}")),
        ("initials, short date", &|(d, m, y)| format!("ab{d:02}{m:02}{:02}", y % 100)),
        ("date and number", &|(d, m, y)| format!("{d:02}{m:02}{y}-2")),
    ];
    for (case, form) in forms {
        let written = |at: usize| Some(form(born(at)));
        refused(case, "Veld", "full birth dates", |at| Row {
            unused: written(at),
            ..Row::default()
        });
        refused(case, "Pseudoniem", "full birth dates", |at| Row {
            client: written(at),
            ..Row::default()
        });
    }
}

#[test]
fn names_and_addresses_are_known_by_value_below_any_header() {
    let first = ["Noor", "Sem", "Mohamed", "Emma", "Daan", "Yara", "Lotte", "Elif"];
    let last = ["de Vries", "Jansen", "El Amrani", "Bakker", "van den Berg", "Yilmaz"];
    let name = |at: usize| (first[at % 8], last[at % 6]);
    let streets = ["Dorpsstraat", "Kerkweg", "Lange Laan"];
    let cases: [(&str, &str, Written<usize>); 7] = [
        ("first and last", "names of people", &|at| {
            format!("{} {}", name(at).0, name(at).1)
        }),
        ("last, first", "names of people", &|at| {
            format!("{}, {}", name(at).1, name(at).0)
        }),
        ("capitals", "names of people", &|at| {
            format!("{} {}", name(at).1, name(at).0).to_uppercase()
        }),
        ("small letters", "names of people", &|at| {
            format!("{} {}", name(at).0, name(at).1).to_lowercase()
        }),
        ("initials", "names of people", &|at| {
            format!("{}. {}", &name(at).0[..1], name(at).1)
        }),
        ("street", "addresses", &|at| format!("{} {at}", streets[at % 3])),
        ("postcode and number", "addresses", &|at| {
            let letter = |it: usize| char::from(b'A' + u8::try_from(it % 17).unwrap());
            format!("{}{}{}{}", 7411 + 3 * at, letter(at), letter(5 * at + 1), at + 1)
        }),
    ];
    for (case, kind, form) in cases {
        refused(case, "Veld", kind, |at| Row {
            unused: Some(form(at)),
            ..Row::default()
        });
        refused(case, "Pseudoniem", kind, |at| Row {
            client: Some(form(at)),
            ..Row::default()
        });
    }
}

#[test]
fn in_a_column_of_names_one_is_enough() {
    type Put = fn(&mut Row, String);
    let columns: [(&str, Put); 3] = [
        ("Team", |row, it| row.team = Some(it)),
        ("Gemeente", |row, it| row.municipality = Some(it)),
        ("Verwijzer", |row, it| row.referrer = Some(it)),
    ];
    let (plain, lettered) = (bsn(0), format!("P{}", bsn(1)));
    let cases = [
        ("citizen service numbers (BSN)", plain.as_str()),
        ("citizen service numbers (BSN)", &lettered),
        ("names of people", "J. Jansen"),
        ("names of people", "gezin Verhulst"),
        ("names of people", "Noor de Vries"),
        ("telephone numbers", "06-12345678"),
        ("addresses", "Dorpsstraat 12"),
    ];
    for (header, put) in columns {
        for (kind, value) in cases {
            let row = |at: usize| {
                let mut row = Row::default();
                if at == N - 3 {
                    put(&mut row, value.to_owned());
                }
                row
            };
            refused(value, header, kind, row);
        }
    }
}

#[test]
fn an_address_of_an_office_passes_and_that_of_a_home_does_not() {
    let homes = |at: usize| Row {
        location: Some(format!("Dorpsstraat {}", at + 1)),
        ..Row::default()
    };
    refused("homes", "Locatie", "addresses", homes);
    let one_home = |at: usize| Row {
        location: (at == 77).then(|| "Dorpsstraat 3".to_owned()),
        ..Row::default()
    };
    let said = check_rows(400, one_home);
    assert_eq!(said.exit, 12, "{}", said.stderr);
}

/// Keys of eight and nine digits that follow each other or come by chance: about one in eleven
/// passes the test. Of 60 exports none is refused.
#[test]
fn of_60_exports_with_ordinary_number_keys_none_is_refused() {
    let mut state = 20_160_101_u64;
    let mut chance = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    };
    for case in 0..60 {
        let (n, step) = ([40, 150, 400][case % 3], 1 + chance(30));
        let first = if case % 2 == 0 { 10_000_000 } else { 100_000_000 };
        let from = first + chance(first);
        let keys: Vec<u64> =
            (0..n as u64)
                .map(|at| {
                    if case % 4 < 2 {
                        from + at * step
                    } else {
                        first + chance(8 * first)
                    }
                })
                .collect();
        passes(&format!("{case}: {n} from {from} by {step}"), n, |at| Row {
            trajectory: Some(format!("{}{at:02}", keys[at])),
            client: Some(format!("{}{}", ["", "P"][case % 2], keys[at])),
            ..Row::default()
        });
    }
}

/// All municipalities, and labels that providers have: none is refused.
#[test]
fn municipalities_teams_and_institutions_pass() {
    let list = root().join("src/checks/identifiers/municipalities.txt");
    let list = std::fs::read_to_string(list).unwrap();
    let municipalities: Vec<&str> = list.lines().collect();
    let teams = ["Team Noord 3", "Jeugd en Gezin Zuid", "IAG-team B", "Gezin Centraal"];
    let referrers = [
        "Huisarts",
        "Gecertificeerde instelling",
        "William Schrikker Stichting",
        "Rechter",
    ];
    let places = ["Hoofdweg 12", "Emma Kinderziekenhuis", "Zutphen", "Locatie De Linde"];
    passes("labels", 2 * municipalities.len(), |at| Row {
        municipality: Some(municipalities[at / 2].to_owned()),
        team: Some(teams[at % 4].to_owned()),
        referrer: Some(referrers[at % 4].to_owned()),
        location: Some(places[at % 4].to_owned()),
        unused: Some(format!("zie verslag {}", at % 7)),
        ..Row::default()
    });
}

#[test]
fn ordinary_dates_pass_below_any_header_and_in_keys() {
    passes("dates", 300, |at| {
        let (day, month) = (at % 28 + 1, at % 12 + 1);
        Row {
            trajectory: Some(format!("2016{month:02}{day:02}{at:03}")),
            unused: Some(format!("{day:02}-{month:02}-201{}", 4 + at % 2)),
            ..Row::default()
        }
    });
}

/// Made-up exports of the program itself, with all tables: of ten none is refused.
#[test]
fn of_ten_made_up_exports_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let pipeline = root().join("pipelines/catalogue.toml");
    let pipeline = std::fs::read_to_string(pipeline).unwrap();
    let pipeline = pipeline.replace("../data-samples/catalogue/", "made/");
    let pipeline = pipeline.replace("\"../", &format!("\"{}/", root().display()));
    write(&folder.path().join("p.toml"), &pipeline);
    for seed in 1..=10 {
        let (seed, years) = (seed.to_string(), ["--from", "2021", "--until", "2024"]);
        let what = ["sample", "--out", "made", "--trajectories", "400", "--all-tables"];
        let made = [&what[..], &years, &["--seed", &seed]];
        let made = uitkomst(folder.path(), &made.concat());
        assert_eq!(made.exit, 0, "{}", made.stderr);
        let said = uitkomst(folder.path(), &["check", "p.toml"]);
        assert_eq!(said.exit, 0, "{}{}", said.stdout, said.stderr);
        std::fs::remove_dir_all(folder.path().join("made")).unwrap();
    }
}
