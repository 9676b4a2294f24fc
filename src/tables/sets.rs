//! The closed code sets of the canonical tables.
//!
//! In: nothing, this is data. Out: codes with their labels; a code is stored as its index.
//! Never: the codes of other systems (see [`super::codes`]).

use crate::terms::Text;

/// A closed set of codes. A value outside it is not stored; a finding says so.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CodeSet {
    /// The name of the set: that of its column.
    pub name: &'static str,
    /// Code, Dutch label, English label; in the order reports use.
    pub codes: &'static [(&'static str, &'static str, &'static str)],
}

impl CodeSet {
    /// The stored index of a code.
    pub fn index(&self, code: &str) -> Option<u8> {
        let at = self.codes.iter().position(|it| it.0 == code)?;
        u8::try_from(at).ok()
    }

    /// The code at a stored index.
    pub fn code(&self, index: u8) -> Option<&'static str> {
        self.codes.get(usize::from(index)).map(|it| it.0)
    }

    /// What people call a code.
    pub fn label(&self, code: &str) -> Option<Text> {
        let found = self.codes.iter().find(|it| it.0 == code)?;
        Some(Text::new(found.1, found.2))
    }

    /// The codes in order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.codes.iter().map(|it| it.0)
    }
}

/// Why a trajectory ended, in one vocabulary for all delivery systems.
pub static END_REASON: CodeSet = CodeSet {
    name: "end_reason",
    codes: &[
        ("planned", "volgens plan", "as planned"),
        ("agreed", "voortijdig, in overeenstemming", "early, by agreement"),
        ("client", "voortijdig, eenzijdig door de cliënt", "early, by the client alone"),
        (
            "provider",
            "voortijdig, eenzijdig door de aanbieder",
            "early, by the provider alone",
        ),
        (
            "external",
            "voortijdig, door externe omstandigheden",
            "early, by external circumstances",
        ),
        ("temporary", "tijdelijk gestopt", "stopped for a while"),
        (
            "administrative",
            "administratief beëindigd",
            "ended for administrative reasons",
        ),
        ("unclassified", "niet ingedeeld", "not classified"),
        ("unknown", "onbekend", "unknown"),
    ],
};

/// Who answered.
pub static INFORMANT: CodeSet = CodeSet {
    name: "informant",
    codes: &[
        ("youth", "jeugdige", "young person"),
        ("parent", "ouder of opvoeder", "parent or carer"),
        ("referrer", "verwijzer", "referrer"),
    ],
};

/// Which question was answered.
pub static QUESTION: CodeSet = CodeSet {
    name: "question",
    codes: &[
        ("process", "tevredenheid over het verloop", "satisfaction with the process"),
        ("usefulness", "nut van de hulp", "usefulness of the help"),
        ("without_help", "zonder hulp verder kunnen", "able to go on without help"),
    ],
};

/// When was measured.
pub static MOMENT: CodeSet = CodeSet {
    name: "moment",
    codes: &[
        ("start", "begin", "start"),
        ("interim", "tussentijds", "in between"),
        ("end", "eind", "end"),
    ],
};

/// The four layers of the goal pyramid.
pub static LAYER: CodeSet = CodeSet {
    name: "layer",
    codes: &[
        ("basic_safety", "basisveiligheid", "basic safety"),
        ("parent_child_relation", "ouder-kindrelatie", "parent–child relation"),
        ("parenting_skills", "opvoedvaardigheden", "parenting skills"),
        ("individual_development", "individuele ontwikkeling", "individual development"),
    ],
};

/// The law under which the help is given.
pub static LAW: CodeSet = CodeSet {
    name: "law",
    codes: &[
        ("jeugdwet", "Jeugdwet", "Youth Act (Jeugdwet)"),
        ("wmo", "Wmo 2015", "Social Support Act (Wmo 2015)"),
    ],
};

/// Sex as registered.
pub static SEX: CodeSet = CodeSet {
    name: "sex",
    codes: &[
        ("female", "vrouw", "female"),
        ("male", "man", "male"),
        ("other", "anders", "other"),
    ],
};

/// Whether the hand-over to other help was arranged at closure.
pub static HANDOVER: CodeSet = CodeSet {
    name: "handover",
    codes: &[
        ("none_needed", "niet nodig", "not needed"),
        ("arranged", "geregeld", "arranged"),
        ("missing", "niet geregeld", "not arranged"),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_and_its_index_lead_to_each_other() {
        let more = [&LAYER, &LAW, &SEX, &HANDOVER, &MOMENT];
        for set in [&END_REASON, &INFORMANT, &QUESTION].into_iter().chain(more) {
            for code in set.names() {
                let index = set.index(code).unwrap();
                assert_eq!(set.code(index), Some(code));
                assert!(set.label(code).is_some());
            }
        }
        assert_eq!(END_REASON.index("agreeed"), None);
    }
}
