//! What figures can be split by. The names are columns of the canonical tables and of
//! `estimates`, in that order.

use serde::Serialize;

use super::Text;

/// A column by which figures are split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the glossary's; `label` describes them")]
pub enum Dimension {
    Programme,
    Region,
    Municipality,
    Location,
    Team,
    TargetGroup,
    Informant,
    Layer,
    Instrument,
}

impl Dimension {
    /// All, in the column order of `estimates`.
    pub const ALL: [Self; 9] = [
        Self::Programme,
        Self::Region,
        Self::Municipality,
        Self::Location,
        Self::Team,
        Self::TargetGroup,
        Self::Informant,
        Self::Layer,
        Self::Instrument,
    ];

    /// The column's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Programme => "programme",
            Self::Region => "region",
            Self::Municipality => "municipality",
            Self::Location => "location",
            Self::Team => "team",
            Self::TargetGroup => "target_group",
            Self::Informant => "informant",
            Self::Layer => "layer",
            Self::Instrument => "instrument",
        }
    }

    /// The dimension with that column name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// What people call it.
    pub fn label(self) -> Text {
        match self {
            Self::Programme => Text::new("programma", "programme"),
            Self::Region => Text::new("regio", "region"),
            Self::Municipality => Text::new("gemeente", "municipality"),
            Self::Location => Text::new("locatie", "location"),
            Self::Team => Text::same("team"),
            Self::TargetGroup => Text::new("doelgroep", "target group"),
            Self::Informant => Text::new("informant", "informant"),
            Self::Layer => Text::new("laag", "layer"),
            Self::Instrument => Text::new("vragenlijst", "instrument"),
        }
    }
}
