//! Policies: what may be shown, as values with a name and a source.

use crate::terms::Text;

/// The rules a release follows.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its name in the pipeline.
    pub name: &'static str,
    /// A count from 1 up to this one (not included) is not shown, nor one whose complement
    /// is; 0 shows everything.
    pub smallest_count: u64,
    /// A group in which nobody or everybody has the property is not shown either.
    pub hides_none_or_all: bool,
    /// Why nothing needs protecting, for the policy `none`.
    pub reason: Option<Text>,
    /// Where the values come from.
    pub source: &'static str,
}

impl Policy {
    /// The default: 10, complements and groups of 0 % or 100 % included.
    pub fn standard() -> Self {
        Self {
            name: "default",
            smallest_count: 10,
            hides_none_or_all: true,
            reason: None,
            source: "rule of ten for numerators and denominators, as CBS and ABS apply it \
                     to output of their secure environments",
        }
    }

    /// An own smallest count.
    pub fn own(smallest_count: u64) -> Self {
        Self { name: "own", smallest_count, source: "the pipeline", ..Self::standard() }
    }

    /// Nothing is hidden, because the figures are public already.
    pub fn none(reason: Text) -> Self {
        Self {
            name: "none",
            smallest_count: 0,
            hides_none_or_all: false,
            reason: Some(reason),
            source: "the pipeline",
        }
    }

    /// What the policy does, in a sentence or two.
    pub fn text(&self) -> Text {
        if let Some(reason) = &self.reason {
            return Text::new(
                format!("Er is niets verborgen. Reden: {}", reason.nl),
                format!("Nothing is hidden. Reason: {}", reason.en),
            );
        }
        let n = self.smallest_count;
        Text::new(
            format!(
                "Aantallen van 1 tot {n} tonen we niet. Ook niet als het aantal dat \
                 overblijft zo klein is, of als het om niemand of iedereen in een groep \
                 gaat. Staat er één zo'n aantal in een uitsplitsing, dan tonen we de hele \
                 uitsplitsing van dat jaar niet."
            ),
            format!(
                "Counts from 1 to under {n} are not shown. Neither are those whose \
                 remainder is that small, nor groups in which nobody or everybody is \
                 concerned. One such count hides the whole breakdown of that period."
            ),
        )
    }
}
