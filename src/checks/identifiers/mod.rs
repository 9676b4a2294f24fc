//! Identifiers: the gate at the input. An export that names people is refused whole.
//!
//! In: headers and first rows of every export, all columns as text. Out: nothing, or one
//! message a column with the rule and the share. Never: a value, not even one that stands
//! where a header should be.
//!
//! Sources: design section 7; the 11-test and its limits in [`bsn`].

mod bsn;
mod contact;
mod header;
mod rule;

use crate::error::{Error, Message, Why};

use rule::{Found, Rule};

/// What is looked at of one file.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// The file's display name.
    pub file: &'a str,
    /// Its headers.
    pub headers: &'a [String],
    /// Its first rows, all columns as text; a short row has empty cells at its end.
    pub rows: &'a [Vec<String>],
}

/// Refuses exports with direct identifiers: citizen service numbers, names, addresses,
/// full postcodes, e-mail addresses, phone and account numbers, birth dates.
///
/// # Errors
/// With one message for every column that holds them, in all files at once.
pub fn refuse(files: &[Columns]) -> Result<(), Error> {
    Error::all(Why::Identifiers, files.iter().flat_map(refusals).collect())
}

fn refusals(file: &Columns) -> Vec<Message> {
    let headerless = file.headers.iter().any(|it| is_identifier(it.trim()));
    let mut messages = Vec::new();
    for (index, header) in file.headers.iter().enumerate() {
        let values = values_of(file.rows, index);
        if let Some(found) = look(header, &values) {
            let hidden = headerless || values.contains(&header.trim());
            let column = if hidden {
                format!("column number {}", index + 1)
            } else {
                format!("column `{}`", header.trim())
            };
            messages.push(message(file.file, &column, &found, headerless));
        }
    }
    if messages.is_empty() && headerless {
        let found = Found::new(Rule::Headers, "a header is itself an identifier".into());
        messages.push(message(file.file, "the first line", &found, true));
    }
    messages
}

fn values_of(rows: &[Vec<String>], index: usize) -> Vec<&str> {
    let cells = rows.iter().filter_map(|row| row.get(index));
    cells.map(|it| it.trim()).filter(|it| !it.is_empty()).collect()
}

/// The first rule that a column breaks; the header speaks before the content, and the
/// content then gives the share.
fn look(header: &str, values: &[&str]) -> Option<Found> {
    let by_content =
        bsn::find(values).or_else(|| contact::find(values)).or_else(|| {
            let birth = header::speaks_of_birth(header);
            birth.then(|| contact::find_full_dates(values)).flatten()
        });
    match (header::find(header, values), by_content) {
        (Some(rule), Some(found)) if rule == found.rule => Some(found),
        (Some(rule), _) => Some(Found::new(rule, "its header says so".into())),
        (None, found) => found,
    }
}

/// True when the text is by itself an identifier: then a file has no header line.
fn is_identifier(text: &str) -> bool {
    bsn::is_bsn(text) || contact::is_contact(text)
}

fn message(file: &str, column: &str, found: &Found, headerless: bool) -> Message {
    let rule = found.rule;
    let headline = format!("{column} of {file} holds {}: {}", rule.what(), found.why);
    let mut help = rule.help().to_owned();
    if headerless {
        help.push_str("; the first line seems to hold data: give the export a header line");
    }
    Message::new(rule.name(), headline)
        .at(format!("{file}, {column}"))
        .effect("nothing was computed and nothing was written")
        .help(help)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Refuses one column and gives the text of the refusal, or nothing.
    fn check(header: &str, cells: &[&str]) -> String {
        let headers = [header.to_owned()];
        let rows: Vec<Vec<String>> =
            cells.iter().map(|it| vec![(*it).to_owned()]).collect();
        let file = Columns { file: "export.csv", headers: &headers, rows: &rows };
        refuse(&[file]).map_or_else(|error| error.to_string(), |()| String::new())
    }

    fn cells(all: &[String]) -> Vec<&str> {
        all.iter().map(String::as_str).collect()
    }

    /// The numbers reserved for tests that pass the 11-test.
    fn test_bsns() -> Vec<String> {
        let all = 999_900_006_u32..=999_999_990;
        all.map(|it| it.to_string()).filter(|it| bsn::is_bsn(it)).collect()
    }

    #[test]
    fn a_column_of_citizen_service_numbers_is_refused_with_its_share() {
        let bsns: Vec<String> = test_bsns().into_iter().take(97).collect();
        let mut column = cells(&bsns);
        column.extend(["999900007", "999900008", "999900009"]);
        let text = check("Dossier", &column);
        assert!(text.contains("error[identifier-bsn]"), "{text}");
        assert!(text.contains("column `Dossier` of export.csv"), "{text}");
        assert!(text.contains("97 % of 100 different values pass the 11-test"), "{text}");
        assert!(text.contains("nothing was computed and nothing was written"), "{text}");
    }

    #[test]
    fn everything_is_said_at_once() {
        let headers = ["BSN", "Achternaam", "Programma", "E-mail"].map(str::to_owned);
        let rows: Vec<Vec<String>> = Vec::new();
        let file = Columns { file: "a.csv", headers: &headers, rows: &rows };
        let other = Columns { file: "b.csv", ..file };
        let error = refuse(&[file, other]).unwrap_err();
        assert_eq!(error.why, Why::Identifiers);
        let names: Vec<&str> = error.messages.iter().map(|it| it.name.as_str()).collect();
        let once = ["identifier-bsn", "identifier-name", "identifier-email"];
        assert_eq!(names, [once, once].concat());
    }

    #[test]
    fn trajectory_numbers_are_not_refused() {
        let numbers: Vec<String> =
            (0..1_000).map(|it| (201_600_000 + it).to_string()).collect();
        assert_eq!(check("Trajectnummer", &cells(&numbers)), "");
        let padded: Vec<String> = (1..400).map(|it| format!("{it:010}")).collect();
        assert_eq!(check("trajectory_id", &cells(&padded)), "");
        let coded: Vec<String> = (1..400).map(|it| format!("T{it:05}")).collect();
        assert_eq!(check("trajectory_id", &cells(&coded)), "");
    }

    #[test]
    fn an_ordinary_export_is_not_refused() {
        let dates: Vec<String> =
            (1..=28).map(|it| format!("{it:02}-03-2016")).collect();
        assert_eq!(check("Startdatum", &cells(&dates)), "");
        let compact: Vec<String> = (1..=28).map(|it| format!("201603{it:02}")).collect();
        assert_eq!(check("einddatum", &cells(&compact)), "");
        assert_eq!(check("AGB-code", &["73730027"; 50]), "");
        assert_eq!(check("Geboortejaar", &["2004", "2007", "2009"]), "");
        assert_eq!(check("Score", &["1", "2,5", "10"]), "");
        assert_eq!(check("Maatregel", &["2016 JB", "2016 JR", "2017 JB"]), "");
    }

    #[test]
    fn a_first_line_of_data_is_not_echoed_as_a_header() {
        let bsns: Vec<String> = test_bsns().into_iter().take(30).collect();
        let headers = [bsns[0].clone(), "Jansen".to_owned()];
        let rows: Vec<Vec<String>> =
            bsns[1..].iter().map(|it| vec![it.clone(), "Pietersen".to_owned()]).collect();
        let file = Columns { file: "export.csv", headers: &headers, rows: &rows };
        let text = refuse(&[file]).unwrap_err().to_string();
        assert!(text.contains("column number 1"), "{text}");
        assert!(!text.contains(&bsns[0]) && !text.contains("Jansen"), "{text}");
    }

    #[test]
    fn no_canary_leaves_the_cells() {
        let canaries = [
            "999900006", "9999.00.006", "kanarie@voorbeeld.nl", "06-12345678",
            "NL91ABNA0417164300", "6811 AB", "BSN 999990019 gezien", "geb. 12-03-2009",
        ];
        for header in ["x", "Naam", "BSN", "Telefoon", "Geboortedatum", "Adres"] {
            let text = check(header, &canaries.repeat(5));
            assert!(!text.is_empty(), "{header}");
            for canary in canaries {
                assert!(!text.contains(canary), "{header}: {text}");
            }
        }
    }

    fn any_cell() -> impl Strategy<Value = String> {
        let bsns = test_bsns();
        prop_oneof![
            proptest::sample::select(bsns),
            (10_000_000_u32..=999_999_999).prop_map(|it| it.to_string()),
            (1_000_u32..9_999, 0_u8..20).prop_map(|(digits, it)| {
                format!("{digits} X{}", char::from(b'A' + it))
            }),
            (10_000_000_u32..99_999_999).prop_map(|it| format!("06-{it}")),
            (0_u32..999_999).prop_map(|it| format!("Q{it}z@post.example")),
            (1_u32..28, 1_u32..12).prop_map(|(d, m)| format!("{d:02}-{m:02}-2009")),
            (1_000_u32..9_999).prop_map(|it| format!("Zz{it} Qq{it}")),
        ]
    }

    proptest! {
        #[test]
        fn no_message_holds_a_cell(
            column in proptest::collection::vec(any_cell(), 1..60),
            header in proptest::sample::select(vec![
                "Naam", "BSN", "x", "Geboortedatum", "Geb.", "Postcode", "Mobiel",
            ]),
        ) {
            let text = check(header, &cells(&column));
            for cell in column.iter().filter(|it| it.len() >= 4) {
                prop_assert!(!text.contains(cell.as_str()), "{}", text);
            }
        }

        #[test]
        fn one_random_number_in_eleven_is_not_refused(
            numbers in proptest::collection::btree_set(100_000_000_u32..999_999_999, 40..80),
        ) {
            let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
            prop_assert_eq!(check("nummer", &cells(&numbers)), "");
        }
    }
}
