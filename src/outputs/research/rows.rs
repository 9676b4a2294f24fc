//! Writing: the second of two passes over the trajectories.
//!
//! In: collected rows and the decision. Out: the columns of the dataset, and its rows a
//! partition at a time. Never: a value finer than the decided level.

use super::collect::{CLIENT, Collected, TRAJECTORY};
use crate::disclosure::anonymity::{
    Label, LevelName, Quasi, bands_of, coarse_day, first_day,
};
use crate::error::Error;
use crate::outputs::datasets::{Content, Field, Kind};
use crate::tables::{self, Column, Frame, Names};
use crate::terms::Day;

/// A column of the dataset, as its readers know it.
#[derive(Debug, Clone, PartialEq)]
pub struct ResearchColumn {
    /// Name, labels, unit.
    pub field: Field,
    /// What it holds.
    pub kind: Kind,
    /// Code, Dutch label and English label of every value of a closed list.
    pub codes: &'static [(&'static str, &'static str, &'static str)],
    from: From,
}

/// Where the cells of a column come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Pseudonym(&'static str),
    Quasi(usize),
    Other(&'static Column),
}

/// Writes the rows of the dataset.
pub struct Writer<'a> {
    collected: &'a Collected<'a>,
    names: &'a Names,
    /// The columns, in the order of the file.
    pub columns: Vec<ResearchColumn>,
    /// How fine dates are that are no quasi-identifiers.
    dates: LevelName,
}

impl<'a> Writer<'a> {
    /// Over what was collected.
    pub fn new(collected: &'a Collected<'a>, names: &'a Names) -> Self {
        let quasi = &collected.anonymity.quasi;
        let start = quasi.iter().find(|it| it.column.name == "start_date");
        // No date is finer than the start: the days between would give it away.
        let dates = start.map_or(LevelName::Month, Quasi::level);
        let columns = collected.design.columns.iter().filter_map(|column| {
            let at = quasi.iter().position(|it| it.column.name == column.name);
            match at {
                Some(at) if quasi[at].level() == LevelName::LeftOut => None,
                Some(at) => Some(of(column, quasi[at].level(), From::Quasi(at))),
                None => other(column, dates),
            }
        });
        let columns = pseudonyms().into_iter().chain(columns).collect();
        Self { collected, names, columns, dates }
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
        let anonymity = &self.collected.anonymity;
        let classes = anonymity.rows(&self.collected.design.demand, &frame)?;
        let columns = self.columns.iter().map(|it| {
            let all = match it.from {
                From::Pseudonym(name) => texts(name, &frame)?,
                From::Other(column) => self.others(column, &frame)?,
                From::Quasi(at) => {
                    let quasi = &anonymity.quasi[at];
                    let class =
                        |it: &Option<Vec<u32>>| it.as_ref().map_or(0, |it| it[at]);
                    let classes = classes.iter().map(class);
                    classes.map(|it| self.content(quasi, quasi.label(it))).collect()
                }
            };
            let kept = all.into_iter().zip(&classes).filter(|it| it.1.is_some());
            Ok(kept.map(|it| it.0).collect())
        });
        columns.collect()
    }

    /// What is written of a class.
    fn content(&self, quasi: &Quasi, label: Label) -> Content {
        let column = quasi.column;
        let value = match label {
            Label::Other => return Content::Text(Some("other".to_owned())),
            Label::Value(it) => Some(it),
            Label::Nothing => None,
        };
        match column.kind {
            tables::Kind::Day => Content::Date(value.and_then(first_day)),
            tables::Kind::Flag => Content::Flag(value.map(|it| it == 1)),
            tables::Kind::Code(set) => {
                let code = |it: u32| set.code(u8::try_from(it).ok()?);
                Content::Text(value.and_then(code).map(ToOwned::to_owned))
            }
            tables::Kind::Count => {
                Content::Text(value.map(|it| bands_of(quasi.level(), it)))
            }
            _ => Content::Text(value.and_then(|it| self.names.text(column.name, it))),
        }
    }

    /// The cells of a column that is no quasi-identifier.
    fn others(&self, column: &Column, frame: &Frame) -> Result<Vec<Content>, Error> {
        let name = column.name;
        Ok(match column.kind {
            tables::Kind::Day => {
                let coarse = |it| coarse_day(self.dates, Day(it));
                let days = frame.get(name)?.into_iter();
                days.map(|it| Content::Date(it.and_then(coarse))).collect()
            }
            tables::Kind::Flag => {
                frame.get(name)?.into_iter().map(Content::Flag).collect()
            }
            tables::Kind::Code(set) => {
                let text = |it: u8| set.code(it).map(ToOwned::to_owned);
                let codes = frame.get(name)?.into_iter();
                codes.map(|it| Content::Text(it.and_then(text))).collect()
            }
            tables::Kind::Name => {
                let text = |it: u32| self.names.text(name, it);
                let ids = frame.get(name)?.into_iter();
                ids.map(|it| Content::Text(it.and_then(text))).collect()
            }
            tables::Kind::Count => {
                let band =
                    |it: i32| bands_of(LevelName::Bands, u32::try_from(it).unwrap_or(0));
                let ages = frame.get(name)?.into_iter();
                ages.map(|it| Content::Text(it.map(band))).collect()
            }
            tables::Kind::Key | tables::Kind::Number => {
                return Err(Error::bug(format!("`{name}` is never written")));
            }
        })
    }
}

fn texts(name: &str, frame: &Frame) -> Result<Vec<Content>, Error> {
    Ok(frame.get(name)?.into_iter().map(Content::Text).collect())
}

/// The rows in order of their pseudonyms.
fn by_pseudonym(frame: &Frame) -> Result<Frame, Error> {
    let keys = frame.get::<String>(CLIENT)?.into_iter();
    let keys: Vec<_> = keys.zip(frame.get::<String>(TRAJECTORY)?).collect();
    let mut rows: Vec<u32> = (0_u32..).zip(&keys).map(|it| it.0).collect();
    rows.sort_by(|a, b| keys[*a as usize].cmp(&keys[*b as usize]));
    frame.take(&rows)
}

fn pseudonyms() -> [ResearchColumn; 2] {
    let column = |name, nl, en, about| ResearchColumn {
        field: Field { name, nl, en, unit: "", about },
        kind: Kind::Text,
        codes: &[],
        from: From::Pseudonym(name),
    };
    [
        column(
            CLIENT,
            "pseudoniem van de cliënt",
            "pseudonym of the client",
            "The same client has the same pseudonym in every delivery to this partner, and \
             another one with any other partner.",
        ),
        column(
            TRAJECTORY,
            "pseudoniem van het traject",
            "pseudonym of the trajectory",
            "The same trajectory has the same pseudonym in every delivery to this partner.",
        ),
    ]
}

/// A column that is no quasi-identifier; dates are left out when the start is.
fn other(column: &'static Column, dates: LevelName) -> Option<ResearchColumn> {
    let level = match column.kind {
        tables::Kind::Day if dates == LevelName::LeftOut => return None,
        tables::Kind::Day => dates,
        tables::Kind::Count => LevelName::Bands,
        _ => LevelName::Delivered,
    };
    Some(of(column, level, From::Other(column)))
}

fn of(column: &'static Column, level: LevelName, from: From) -> ResearchColumn {
    let (nl, en) = column.label;
    let unit = match level {
        LevelName::Month => "first day of the month",
        LevelName::Quarter => "first day of the quarter",
        LevelName::Year => "first day of the year",
        LevelName::FourYears => "first day of four years",
        LevelName::NarrowBands | LevelName::Bands | LevelName::Majority => {
            "band of years"
        }
        LevelName::OneInHundred | LevelName::OneInTwenty => "rare values are `other`",
        LevelName::Delivered | LevelName::LeftOut => "",
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
    ResearchColumn { field, kind, codes, from }
}
