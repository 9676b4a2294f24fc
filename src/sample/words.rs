//! The words of a synthetic export: spellings, places, teams and code texts.
//!
//! Out: constants only. Never: a word from a real file; the places are municipalities in
//! the east of the Netherlands, the rest is invented or a published code list.

/// A programme, in the order quota tables use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Programme {
    Pmto,
    Iag,
    Ambulant,
}

impl Programme {
    /// Its place in tables of three.
    pub(super) fn index(self) -> usize {
        match self {
            Self::Pmto => 0,
            Self::Iag => 1,
            Self::Ambulant => 2,
        }
    }

    /// Youngest and oldest age at the start.
    pub(super) fn ages(self) -> (u8, u8) {
        match self {
            Self::Pmto => (4, 15),
            Self::Iag => (0, 17),
            Self::Ambulant => (0, 27),
        }
    }

    /// How people type its name; the first is the usual one.
    pub(super) fn spellings(self) -> &'static [&'static str] {
        match self {
            Self::Pmto => &PMTO,
            Self::Iag => &IAG,
            Self::Ambulant => &AMBULANT,
        }
    }
}

const PMTO: [&str; 4] =
    ["PMTO", "Parent Management Training Oregon", "P.M.T.O.", "PMTO individueel"];

const IAG: [&str; 8] = [
    "IAG",
    "Intensieve Ambulante Gezinsbegeleiding",
    "Intensieve ambulante gezinsbehandeling",
    "I.A.G.",
    "IAG thuis",
    "Intensieve ambulante gezinsbegeleiding",
    "Int. Amb. Gezinsbegeleiding",
    "iag",
];

const AMBULANT: [&str; 5] = [
    "Ambulant",
    "Ambulante hulp",
    "Ambulante jeugdhulp",
    "ambulant",
    "Ambulante cliëntbegeleiding",
];

/// A region with its municipalities and the name its teams begin with.
pub(super) struct Region {
    pub(super) name: &'static str,
    pub(super) municipalities: &'static [&'static str],
    pub(super) teams: &'static [&'static str],
}

/// The three regions.
pub(super) const REGIONS: [Region; 3] = [
    Region {
        name: "Oost",
        municipalities: &["Apeldoorn", "Deventer", "Zutphen", "Lochem", "Berkelland"],
        teams: &["Oost 1", "Oost 2", "Oost 3", "Oost 4"],
    },
    Region {
        name: "Midden",
        municipalities: &["Arnhem", "Ede", "Harderwijk", "Rheden"],
        teams: &["Midden 1", "Midden 2", "Midden 3"],
    },
    Region {
        name: "Zuid",
        municipalities: &["Nijmegen", "Tiel", "Wijchen", "Beuningen"],
        teams: &["Zuid 1", "Zuid 2", "Zuid 3"],
    },
];

/// Referrers (CBS Beleidsinformatie Jeugd, protocol version 7), with weights.
pub(super) const REFERRERS: [(u32, &str); 7] = [
    (52, "Gemeentelijke toegang"),
    (20, "Huisarts"),
    (5, "Jeugdarts"),
    (15, "Gecertificeerde instelling"),
    (4, "Medisch specialist"),
    (3, "Geen verwijzer"),
    (1, "Rechter"),
];

/// The four layers of the goals.
pub(super) const LAYERS: [&str; 4] = [
    "basisveiligheid",
    "ouder-kindrelatie",
    "opvoedvaardigheden",
    "individuele ontwikkeling",
];

/// Header of the table of trajectories.
pub(super) const TRAJECTORY_COLUMNS: &str = "Trajectnummer;Pseudoniem;Zorgvorm;Doelgroep;\
    Regio;Gemeente;Team;Verwijzer;Wet;Crisis;Onderaannemer;Geslacht;Leeftijd bij start;\
    Datum aanmelding;Datum aanvang;Datum einde;Reden beëindiging";

/// Header of the table of goals.
pub(super) const GOAL_COLUMNS: &str =
    "Trajectnummer;Doel;Laag;Begin;Score;Gewicht;Datum score";

/// Header of the table of satisfaction.
pub(super) const ANSWER_COLUMNS: &str =
    "Trajectnummer;Informant;Vraag;Vraagversie;Antwoord;Datum";
