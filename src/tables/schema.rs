//! The canonical tables: which columns there are, of what kind, and what they mean.
//!
//! In: nothing, this is data. Out: names, kinds and labels of tables and columns. Never: how
//! an export spells something (that is [`super::codes`]), what is done with a column.
//!
//! In memory a column is: [`Kind::Key`] `u64`; [`Kind::Code`] `u8`, the index in its set;
//! [`Kind::Name`] `u32`, an id of the run's dictionary; [`Kind::Day`] `i32`, days since
//! 1970; [`Kind::Number`] `f64`; [`Kind::Count`] `i32`; [`Kind::Flag`] `bool`. Null means
//! missing.

use std::fmt;

use super::columns::{
    CAPACITY, CONTACTS, GOALS, MEASUREMENTS, SATISFACTION, TRAJECTORIES,
};
use super::sets::CodeSet;
use crate::terms::Text;

/// A canonical table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// One row is one programme given to one client, from first contact to closure.
    Trajectories,
    /// One row is one goal of one trajectory's plan.
    Goals,
    /// One row is one answered question.
    Satisfaction,
    /// One row is one scale score of one questionnaire.
    Measurements,
    /// One row is one session.
    Contacts,
    /// One row is one team in one month.
    Capacity,
}

impl Table {
    /// All tables, parents first.
    pub const ALL: [Self; 6] = [
        Self::Trajectories,
        Self::Goals,
        Self::Satisfaction,
        Self::Measurements,
        Self::Contacts,
        Self::Capacity,
    ];

    /// The name in pipelines, pages and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trajectories => "trajectories",
            Self::Goals => "goals",
            Self::Satisfaction => "satisfaction",
            Self::Measurements => "measurements",
            Self::Contacts => "contacts",
            Self::Capacity => "capacity",
        }
    }

    /// The table with that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// What people call it.
    pub fn label(self) -> Text {
        match self {
            Self::Trajectories => Text::new("trajecten", "trajectories"),
            Self::Goals => Text::new("doelen", "goals"),
            Self::Satisfaction => Text::new("tevredenheid", "satisfaction"),
            Self::Measurements => Text::new("metingen", "measurements"),
            Self::Contacts => Text::new("contacten", "contacts"),
            Self::Capacity => Text::new("capaciteit", "capacity"),
        }
    }

    /// What one row is, in a sentence.
    pub fn about(self) -> &'static str {
        match self {
            Self::Trajectories => {
                "One programme given to one client, from first contact to closure."
            }
            Self::Goals => "One goal in the plan of one trajectory.",
            Self::Satisfaction => {
                "One question answered by one informant at the end of one trajectory."
            }
            Self::Measurements => {
                "One scale score of one questionnaire, of one informant at one moment."
            }
            Self::Contacts => "One session with the client or the family.",
            Self::Capacity => "One team in one month: its hours.",
        }
    }

    /// Its columns, key first. The derived ones stand last.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Trajectories => TRAJECTORIES,
            Self::Goals => GOALS,
            Self::Satisfaction => SATISFACTION,
            Self::Measurements => MEASUREMENTS,
            Self::Contacts => CONTACTS,
            Self::Capacity => CAPACITY,
        }
    }

    /// The columns that together say which row is meant: no two rows have the same.
    pub fn key(self) -> &'static [&'static str] {
        match self {
            Self::Trajectories => &["trajectory_id"],
            Self::Goals => &["trajectory_id", "goal_id"],
            Self::Satisfaction => &["trajectory_id", "informant", "question"],
            Self::Measurements => {
                &["trajectory_id", "instrument", "scale", "informant", "moment", "date"]
            }
            Self::Contacts => &["trajectory_id", "contact_id"],
            Self::Capacity => &["team", "month"],
        }
    }

    /// Its own column with that name.
    pub fn column(self, name: &str) -> Option<&'static Column> {
        self.columns().iter().find(|it| it.name == name)
    }

    /// The table whose row a row of this one belongs to; capacity stands alone.
    pub fn parent(self) -> Option<Self> {
        match self {
            Self::Trajectories | Self::Capacity => None,
            Self::Goals | Self::Satisfaction | Self::Measurements | Self::Contacts => {
                Some(Self::Trajectories)
            }
        }
    }

    /// The column an expression over this table means: its own, else a delivered one of the
    /// parent row. A name in both means this table's own.
    pub fn resolve(self, name: &str) -> Option<ColumnRef> {
        let own = self.column(name).map(|column| ColumnRef { table: self, column });
        let parents = || self.parent()?.resolve(name).filter(|it| !it.column.derived);
        own.or_else(parents)
    }

    /// Every name [`Self::resolve`] knows, own columns first.
    pub fn visible(self) -> impl Iterator<Item = &'static str> {
        let parents = self.parent().map_or(&[][..], Self::columns).iter();
        self.columns().iter().chain(parents.filter(|it| !it.derived)).map(|it| it.name)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a column holds; decides what may be done with it and how it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Identifies a row or a client; only whether it is there is of interest.
    Key,
    /// One of a closed set of codes.
    Code(&'static CodeSet),
    /// One of an open set of names: a programme, a municipality, a team.
    Name,
    /// A calendar day.
    Day,
    /// A real number.
    Number,
    /// A whole number.
    Count,
    /// Yes or no.
    Flag,
}

impl Kind {
    /// What people call it, with its article.
    pub fn label(self) -> &'static str {
        match self {
            Self::Key => "a key",
            Self::Code(_) => "a code",
            Self::Name => "a name",
            Self::Day => "a day",
            Self::Number => "a number",
            Self::Count => "a whole number",
            Self::Flag => "yes or no",
        }
    }
}

/// One column of a canonical table.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// Name, the same in pipelines, pages, files and memory.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// The table cannot do without it.
    pub required: bool,
    /// Computed from child tables; never delivered in an export.
    pub derived: bool,
    /// What people call it: Dutch, English.
    pub label: (&'static str, &'static str),
    /// As one would explain it to a person.
    pub about: &'static str,
}

impl Column {
    /// What people call it.
    pub fn text(&self) -> Text {
        Text::new(self.label.0, self.label.1)
    }
}

/// A column as an expression means it: which table it comes from, and the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ColumnRef {
    /// The table the column belongs to.
    pub table: Table,
    /// The column.
    pub column: &'static Column,
}

impl ColumnRef {
    /// The column's name.
    pub fn name(self) -> &'static str {
        self.column.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn column_names_are_unique_within_a_table() {
        for table in Table::ALL {
            let names: BTreeSet<_> = table.columns().iter().map(|it| it.name).collect();
            assert_eq!(names.len(), table.columns().len(), "{table}");
        }
    }

    #[test]
    fn keys_are_columns_and_required() {
        for table in Table::ALL {
            for name in table.key() {
                assert!(
                    table.column(name).is_some_and(|it| it.required),
                    "{table}.{name}"
                );
            }
        }
    }

    #[test]
    fn a_name_in_both_tables_means_the_child() {
        let weight = Table::Goals.resolve("weight").unwrap();
        assert_eq!((weight.table, weight.column.kind), (Table::Goals, Kind::Number));
        assert_eq!(Table::Goals.resolve("end_date").unwrap().table, Table::Trajectories);
        assert_eq!(Table::Trajectories.resolve("score"), None);
        assert_eq!(Table::Capacity.resolve("start_date"), None);
    }

    #[test]
    fn every_column_has_labels_and_an_explanation() {
        for column in Table::ALL.into_iter().flat_map(Table::columns) {
            assert!(!column.label.0.is_empty() && !column.label.1.is_empty());
            assert!(column.about.ends_with('.'), "{}", column.name);
        }
    }
}
