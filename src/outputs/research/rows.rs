//! Writing: the last pass over the trajectories.
//!
//! In: collected rows and the decision. Out: the columns of the dataset, and its rows a
//! partition at a time. Never: a value finer than the decided level.

use std::collections::BTreeMap;

use super::collect::{CLIENT, Collected, TRAJECTORY};
use crate::disclosure::anonymity::{
    DURATION, Fate, Label, LevelName, Quasi, Written, bands_of, first_day,
};
use crate::error::Error;
use crate::outputs::datasets::{Content, Field, Kind};
use crate::tables::{self, Column, Frame, Names};

/// A column of the dataset, as its readers know it.
#[derive(Debug, Clone, PartialEq)]
pub struct ResearchColumn {
    /// Name, labels, unit.
    pub field: Field,
    /// What it holds.
    pub kind: Kind,
    /// Code, Dutch label and English label of every value of a closed list.
    pub codes: &'static [(&'static str, &'static str, &'static str)],
    /// What its readers have to know of it.
    pub role: Role,
    from: From,
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Says which rows belong together.
    Pseudonym,
    /// Says whether cells of the row were emptied.
    State,
    /// Somebody could be recognised by it.
    Quasi,
    /// Somebody who is recognised could be told by it.
    Sensitive,
}

/// Where the cells of a column come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Pseudonym(&'static str),
    Emptied,
    Ended(usize),
    Quasi(usize),
    Sensitive(&'static Column),
}

/// Writes the rows of the dataset.
pub struct Writer<'a> {
    collected: &'a Collected<'a>,
    names: &'a Names,
    /// The columns, in the order of the file.
    pub columns: Vec<ResearchColumn>,
}

impl<'a> Writer<'a> {
    /// Over what was collected.
    pub fn new(collected: &'a Collected<'a>, names: &'a Names) -> Self {
        let quasi = &collected.anonymity.levels.quasi;
        let columns = collected.design.columns.iter().flat_map(|column| {
            let Some(at) = quasi.iter().position(|it| it.column.name == column.name)
            else {
                let from = From::Sensitive(column);
                return vec![of(column, LevelName::Delivered, Role::Sensitive, from)];
            };
            let level = quasi[at].level();
            let ended = (column.name == DURATION.name).then(|| ended(at));
            let is_written = ![LevelName::LeftOut, LevelName::Ended].contains(&level);
            let column =
                is_written.then(|| of(column, level, Role::Quasi, From::Quasi(at)));
            ended.into_iter().chain(column).collect()
        });
        let columns = pseudonyms().into_iter().chain([emptied()]).chain(columns);
        Self { collected, names, columns: columns.collect() }
    }

    /// How many pieces the rows come in.
    pub fn n_pieces(&self) -> usize {
        self.collected.rows.n_partitions()
    }

    /// The rows of a piece, column by column; pieces are in the order of the pseudonyms.
    ///
    /// # Errors
    /// When a column is not of its kind (a fault in the program).
    pub fn piece(&self, index: usize) -> Result<Vec<Vec<Content>>, Error> {
        let frame = self.collected.rows.take(index)?;
        if frame.width() == 0 {
            return Ok(vec![Vec::new(); self.columns.len()]);
        }
        let frame = by_pseudonym(&frame)?;
        let whose = numbered(&texts(CLIENT, &frame)?);
        let Collected { anonymity, design, .. } = self.collected;
        let written = anonymity.written(&design.demand, &frame, &whose)?;
        let columns = self.columns.iter().map(|it| {
            let all = self.cells(it, &frame, &written)?;
            let kept = all.into_iter().zip(&written);
            let kept = kept.filter(|it| it.1.fate != Fate::SetAside);
            Ok(kept.map(|it| it.0).collect())
        });
        columns.collect()
    }

    fn cells(
        &self,
        column: &ResearchColumn,
        frame: &Frame,
        written: &[Written],
    ) -> Result<Vec<Content>, Error> {
        let quasi = &self.collected.anonymity.levels.quasi;
        Ok(match column.from {
            From::Pseudonym(name) => {
                let texts = texts(name, frame)?.into_iter();
                texts.map(|it| Content::Text(Some(it))).collect()
            }
            From::Emptied => {
                let emptied = |it: &Written| Content::Flag(Some(it.fate != Fate::Shown));
                written.iter().map(emptied).collect()
            }
            From::Ended(at) => written
                .iter()
                .map(|it| Content::Flag(ended_of(&quasi[at], at, it)))
                .collect(),
            From::Quasi(at) => {
                let label = |it: &Written| match it.fate {
                    Fate::Shown => quasi[at].label(it.key[at]),
                    Fate::Empty(_) | Fate::Bare | Fate::SetAside => Label::Nothing,
                };
                written.iter().map(|it| self.content(&quasi[at], label(it))).collect()
            }
            From::Sensitive(column) => {
                let values = sensitive(column, frame)?.into_iter().zip(written);
                let nothing = |it: &Content| match it {
                    Content::Flag(_) => Content::Flag(None),
                    _ => Content::Text(None),
                };
                let value = |(value, it): (Content, &Written)| match it.fate {
                    Fate::Shown | Fate::Empty(_) => value,
                    Fate::Bare | Fate::SetAside => nothing(&value),
                };
                values.map(value).collect()
            }
        })
    }

    /// What is written of a class.
    fn content(&self, quasi: &Quasi, label: Label) -> Content {
        let column = quasi.column;
        let value = match label {
            Label::Other => return Content::Text(Some("other".to_owned())),
            Label::Value(it) => Some(it),
            Label::Nothing => None,
        };
        let is_length = column.name == DURATION.name;
        match column.kind {
            tables::Kind::Day => Content::Date(value.and_then(first_day)),
            tables::Kind::Flag => Content::Flag(value.map(|it| it == 1)),
            tables::Kind::Code(set) => {
                let code = |it: u32| set.code(u8::try_from(it).ok()?);
                Content::Text(value.and_then(code).map(ToOwned::to_owned))
            }
            // Lengths are counted from 1: 0 is help that runs.
            tables::Kind::Count if is_length => {
                let months = value.and_then(|it| it.checked_sub(1));
                Content::Text(months.map(|it| bands_of(quasi.level(), it)))
            }
            tables::Kind::Count => {
                Content::Text(value.map(|it| bands_of(quasi.level(), it)))
            }
            _ => Content::Text(value.and_then(|it| self.names.text(column.name, it))),
        }
    }
}

/// Whether help ended, also of a row that is emptied.
fn ended_of(quasi: &Quasi, at: usize, it: &Written) -> Option<bool> {
    match it.fate {
        Fate::Empty(ended) => ended,
        Fate::Bare | Fate::SetAside => None,
        Fate::Shown => match quasi.label(it.key[at]) {
            Label::Value(length) => Some(length > 0),
            Label::Nothing | Label::Other => None,
        },
    }
}

/// The cells of a sensitive column, as delivered.
fn sensitive(column: &Column, frame: &Frame) -> Result<Vec<Content>, Error> {
    match column.kind {
        tables::Kind::Flag => {
            Ok(frame.get(column.name)?.into_iter().map(Content::Flag).collect())
        }
        tables::Kind::Code(set) => {
            let codes = frame.get(column.name)?.into_iter();
            let text = |it: u8| set.code(it).map(ToOwned::to_owned);
            Ok(codes.map(|it| Content::Text(it.and_then(text))).collect())
        }
        _ => Err(Error::bug(format!("`{}` cannot be sensitive", column.name))),
    }
}

fn texts(name: &str, frame: &Frame) -> Result<Vec<String>, Error> {
    let texts = frame.get::<String>(name)?.into_iter();
    Ok(texts.map(Option::unwrap_or_default).collect())
}

/// The rows in order of their pseudonyms.
fn by_pseudonym(frame: &Frame) -> Result<Frame, Error> {
    let keys = frame.get::<String>(CLIENT)?.into_iter();
    let keys: Vec<_> = keys.zip(frame.get::<String>(TRAJECTORY)?).collect();
    let mut rows: Vec<u32> = (0_u32..).zip(&keys).map(|it| it.0).collect();
    rows.sort_by(|a, b| keys[*a as usize].cmp(&keys[*b as usize]));
    frame.take(&rows)
}

/// A number for each different text.
fn numbered(texts: &[String]) -> Vec<u64> {
    let mut known: BTreeMap<&str, u64> = BTreeMap::new();
    let number = |it| {
        let next = known.len() as u64;
        *known.entry(it).or_insert(next)
    };
    texts.iter().map(String::as_str).map(number).collect()
}

fn pseudonyms() -> [ResearchColumn; 2] {
    let column = |name, nl, en, about| ResearchColumn {
        field: Field { name, nl, en, unit: "", about },
        kind: Kind::Text,
        codes: &[],
        role: Role::Pseudonym,
        from: From::Pseudonym(name),
    };
    [
        column(
            CLIENT,
            "pseudoniem van de cliënt",
            "pseudonym of the client",
            "Rows with the same pseudonym are of one client. Rows of one client can also stand \
             under different ones: only where enough clients have the same set of rows do \
             they stay together.",
        ),
        column(
            TRAJECTORY,
            "pseudoniem van het traject",
            "pseudonym of the trajectory",
            "Another one for every trajectory, and in every delivery.",
        ),
    ]
}

fn emptied() -> ResearchColumn {
    let field = Field {
        name: "emptied",
        nl: "leeggemaakt",
        en: "emptied",
        unit: "",
        about: "Whether the cells were emptied because the row would stand out. In a row that \
                was not emptied, an empty cell was missing in the export.",
    };
    let (role, from) = (Role::State, From::Emptied);
    ResearchColumn { field, kind: Kind::Flag, codes: &[], role, from }
}

fn ended(at: usize) -> ResearchColumn {
    let field = Field {
        name: "ended",
        nl: "beëindigd",
        en: "ended",
        unit: "",
        about: "Whether help ended; it runs when it did not.",
    };
    let (role, from) = (Role::Quasi, From::Ended(at));
    ResearchColumn { field, kind: Kind::Flag, codes: &[], role, from }
}

fn of(
    column: &'static Column,
    level: LevelName,
    role: Role,
    from: From,
) -> ResearchColumn {
    let (nl, en) = column.label;
    let unit = match level {
        LevelName::Month => "first day of the month",
        LevelName::Quarter => "first day of the quarter",
        LevelName::Year => "first day of the year",
        LevelName::FourYears => "first day of four years",
        LevelName::NarrowBands | LevelName::Bands | LevelName::Majority => {
            "band of years"
        }
        LevelName::Months => "months",
        LevelName::Quarters | LevelName::HalfYears | LevelName::OneYear => {
            "band of months"
        }
        LevelName::Shared | LevelName::OneInHundred | LevelName::OneInTwenty => {
            "rare values are `other`"
        }
        LevelName::Delivered | LevelName::Ended | LevelName::LeftOut => "",
    };
    let kind = match column.kind {
        tables::Kind::Day => Kind::Date,
        tables::Kind::Flag => Kind::Flag,
        _ => Kind::Text,
    };
    let codes = match column.kind {
        tables::Kind::Code(set) => set.codes,
        _ => &[],
    };
    let field = Field { name: column.name, nl, en, unit, about: column.about };
    ResearchColumn { field, kind, codes, role, from }
}
