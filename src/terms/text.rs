//! Text for people, in Dutch and English.

use serde::{Deserialize, Serialize};

/// A language a report can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Dutch.
    Nl,
    /// English.
    En,
}

impl Language {
    /// Both, in the order files are listed.
    pub const ALL: [Self; 2] = [Self::Nl, Self::En];

    /// The code used in file names and `lang` attributes.
    pub fn code(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::En => "en",
        }
    }
}

/// The same text in both languages.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Dutch, at B1 level.
    pub nl: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A text from its two versions.
    pub fn new(nl: impl Into<String>, en: impl Into<String>) -> Self {
        Self { nl: nl.into(), en: en.into() }
    }

    /// A name that is the same in both languages.
    pub fn same(name: impl Into<String>) -> Self {
        let name = name.into();
        Self { nl: name.clone(), en: name }
    }

    /// The version in `language`.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Nl => &self.nl,
            Language::En => &self.en,
        }
    }
}
