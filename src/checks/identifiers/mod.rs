//! The gate at the input: an export with direct identifiers is refused whole.
//!
//! In: the first rows of every file, all columns, as text; then every different cell of the
//! columns that are used, as they are read ([`Judge`]). Other columns are not read further.
//! Out: `Ok`, or one message per offending column with file, header, rule and share. Never: a
//! value, not even one that stands where a header should be; nothing is computed or written
//! after a refusal.

mod writing;
mod shape;
mod text;
mod lexicon;
mod cells;
mod dates;
mod birth;
mod births;
mod number;
mod bsn;
mod contact;
mod header;
mod iban;
mod postcode;
mod address;
mod people;
mod labels;
mod memo;
mod watched;
mod stream;

pub use stream::{Judge, POSSIBLE};

use std::collections::BTreeSet;

use cells::{Cells, Seen};

use crate::error::{Error, Message, Why};

/// The first rows of one file.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// What the file is called in messages.
    pub file: &'a str,
    /// The headers, as delivered.
    pub headers: &'a [String],
    /// The rows; each has as many cells as it has, also too few or too many.
    pub rows: &'a [Vec<String>],
}

/// A kind of direct identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bsn,
    Name,
    Address,
    Postcode,
    Email,
    Phone,
    Iban,
    BirthDate,
}

impl Kind {
    fn label(self) -> &'static str {
        match self {
            Self::Bsn => "citizen service numbers (BSN)",
            Self::Name => "names of people",
            Self::Address => "addresses",
            Self::Postcode => "full postcodes",
            Self::Email => "e-mail addresses",
            Self::Phone => "telephone numbers",
            Self::Iban => "bank account numbers",
            Self::BirthDate => "full birth dates",
        }
    }

    fn instead(self) -> &'static str {
        match self {
            Self::Bsn | Self::Name => "a pseudonym",
            Self::Address | Self::Postcode => "the municipality",
            Self::Email | Self::Phone | Self::Iban => "nothing",
            Self::BirthDate => "the age at the start, or the birth year",
        }
    }
}

/// What gives identifiers away by the values of a column: the proof, or `None`.
type ByContent = fn(cells: &Cells) -> Option<String>;

const BY_CONTENT: [(Kind, ByContent); 12] = [
    (Kind::Bsn, bsn::proof),
    (Kind::Bsn, bsn::proof_in_a_run),
    (Kind::Email, contact::email_proof),
    (Kind::Phone, contact::phone_proof),
    (Kind::Iban, iban::proof),
    (Kind::Postcode, postcode::proof),
    (Kind::BirthDate, birth::proof),
    (Kind::Name, people::initials_proof),
    (Kind::Name, people::full_name_proof),
    (Kind::Name, people::single_name_proof),
    (Kind::Address, address::street_proof),
    (Kind::Address, address::key_proof),
];

/// One offending column, in all files that have it under the same header.
struct Offence {
    kind: Kind,
    column: String,
    places: Vec<String>,
}

/// Refuses exports with direct identifiers, every offending column at once.
///
/// # Errors
/// When a column of any file holds direct identifiers, by its header or by its values.
pub fn refuse(files: &[Columns]) -> Result<(), Error> {
    refuse_beside(files, &BTreeSet::new())
}

/// As [`refuse`], where it is known below which headers help begins.
///
/// # Errors
/// As [`refuse`].
pub fn refuse_beside(files: &[Columns], starts: &BTreeSet<&str>) -> Result<(), Error> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let files: Vec<Columns> =
        files.iter().filter(|it| seen.insert(it.file)).copied().collect();
    let births = births::birth_columns(&files, starts);
    let mut offences: Vec<Offence> = Vec::new();
    for (nth, file) in files.iter().enumerate() {
        let mut found = offences_of(file);
        for (_, at, proof) in births.iter().filter(|it| it.0 == nth) {
            let header = file.headers.get(*at).map_or("", String::as_str);
            let column = column_name(header, *at);
            if found.iter().all(|it| it.0 != column) {
                found.push((column, Kind::BirthDate, proof.clone()));
            }
        }
        for (column, kind, proof) in found {
            let place = format!("{}, {column}: {proof}", file.file);
            match offences.iter_mut().find(|it| it.column == column && it.kind == kind) {
                Some(known) => known.places.push(place),
                None => offences.push(Offence { kind, column, places: vec![place] }),
            }
        }
    }
    Error::all(Why::Identifiers, offences.into_iter().map(message).collect())
}

fn offences_of(file: &Columns) -> Vec<(String, Kind, String)> {
    let widest = file.rows.iter().map(Vec::len).max().unwrap_or(0);
    let n_columns = widest.max(file.headers.len());
    let columns = (0..n_columns).filter_map(|at| {
        let header = file.headers.get(at).map_or("", String::as_str);
        let cells: Vec<&str> = file
            .rows
            .iter()
            .filter_map(|row| row.get(at))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
            .collect();
        let (kind, proof) = judge(header, &cells)?;
        Some((column_name(header, at), kind, proof))
    });
    columns.collect()
}

fn judge(header: &str, cells: &[&str]) -> Option<(Kind, String)> {
    let by_header =
        header::kind(header, cells).map(|it| (it, "by its header".to_owned()));
    let by_content = judge_content(header, &Cells::all(cells));
    let kind = by_header.as_ref().or(by_content.as_ref()).map(|it| it.0)?;
    let proofs = by_header.into_iter().chain(by_content).map(|it| it.1);
    Some((kind, proofs.collect::<Vec<_>>().join("; ")))
}

/// What the cells prove by themselves.
fn judge_content(header: &str, cells: &Cells) -> Option<(Kind, String)> {
    if cells.suspects.is_empty() && !header::speaks_of_birth(header) {
        return None;
    }
    let birth =
        header::speaks_of_birth(header).then(|| birth::dates_proof(cells)).flatten();
    let birth = birth.map(|it| (Kind::BirthDate, it));
    let by_content =
        BY_CONTENT.iter().filter_map(|(kind, proof)| Some((*kind, proof(cells)?)));
    let all: Vec<(Kind, String)> = birth.into_iter().chain(by_content).collect();
    let proofs: Vec<&str> = all.iter().map(|(_, proof)| proof.as_str()).collect();
    let proof = proofs.join("; ");
    all.first().map(|(kind, _)| (*kind, proof))
}

/// The header, or only the place of the column where the header may itself be a value
/// (a file without header row).
fn column_name(header: &str, at: usize) -> String {
    /// From so many digits on a header may be a number or a date of somebody.
    const DIGITS: usize = 6;
    let n_digits = writing::plain(header).chars().filter(char::is_ascii_digit).count();
    let is_value = n_digits >= DIGITS
        || labels::label(&Seen::once(header), false) != labels::Label::Plain
        || BY_CONTENT.iter().any(|(_, proof)| proof(&Cells::all(&[header])).is_some());
    if header.trim().is_empty() || is_value {
        format!("column {}", at + 1)
    } else {
        format!("column `{}`", header.trim())
    }
}

fn message(offence: Offence) -> Message {
    let Offence { kind, column, places } = offence;
    let headline = format!("{column} holds {}", kind.label());
    let help = match kind.instead() {
        "nothing" => "have the export made again without this column".to_owned(),
        other => {
            format!(
                "have the export made again without this column, or with {other} instead"
            )
        }
    };
    let message = Message::new("identifiers", headline)
        .effect("nothing was computed and nothing was written")
        .help(help);
    places.into_iter().fold(message, Message::at)
}

#[cfg(test)]
mod tests;
