//! Comparing: whether the groups of an indicator are compared, and what with.
//!
//! In: the pipeline's wish. Out: which dimensions, and which characteristics of clients
//! explain part of a difference. Never: a client; an order of groups.

use serde::Serialize;

use crate::terms::{Dimension, Text};

/// How the groups of an indicator are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The dimensions along which groups are compared, each by itself.
    pub by: Vec<Dimension>,
    /// What groups may differ in without being any different; empty for no adjustment.
    pub case_mix: Vec<CaseMix>,
    /// What becomes of differences beyond chance.
    pub overdispersion: Overdispersion,
}

/// How differences beyond chance widen the limits of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Overdispersion {
    /// Not at all.
    None,
    /// Units differ in truth, with the same variance whatever their size.
    Additive,
    /// Chance is larger than assumed, by the same factor for all.
    Multiplicative,
}

impl Overdispersion {
    /// The names a pipeline may use.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("none", Self::None),
        ("additive", Self::Additive),
        ("multiplicative", Self::Multiplicative),
    ];
}

/// A characteristic of a client or trajectory, known at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are columns of trajectories")]
pub enum CaseMix {
    AgeAtStart,
    Sex,
    CrisisStart,
    Referrer,
    Programme,
    TargetGroup,
}

/// First ages of the bands in which ages are compared, as in the research dataset: 0–3,
/// 4–11, 12–17, 18–22, 23 and over.
const AGE_BANDS: [u32; 5] = [0, 4, 12, 18, 23];

impl CaseMix {
    /// All, in the order of the columns of trajectories.
    pub const ALL: [Self; 6] = [
        Self::Programme,
        Self::TargetGroup,
        Self::Referrer,
        Self::CrisisStart,
        Self::Sex,
        Self::AgeAtStart,
    ];

    /// The column.
    pub fn name(self) -> &'static str {
        match self {
            Self::AgeAtStart => "age_at_start",
            Self::Sex => "sex",
            Self::CrisisStart => "crisis_start",
            Self::Referrer => "referrer",
            Self::Programme => "programme",
            Self::TargetGroup => "target_group",
        }
    }

    /// What people call it.
    pub fn label(self) -> Text {
        match self {
            Self::AgeAtStart => Text::new("leeftijd bij de start", "age at the start"),
            Self::Sex => Text::new("geslacht", "sex"),
            Self::CrisisStart => Text::new("start met een crisis", "start with a crisis"),
            Self::Referrer => Text::new("verwijzer", "referrer"),
            Self::Programme => Text::new("programma", "programme"),
            Self::TargetGroup => Text::new("doelgroep", "target group"),
        }
    }

    /// The level a value of the column belongs to: ages by band, others as they are.
    pub(super) fn level(self, id: u32) -> u32 {
        if self != Self::AgeAtStart || id == super::NO_GROUP {
            return id;
        }
        AGE_BANDS.into_iter().rev().find(|it| *it <= id).unwrap_or(0)
    }
}
