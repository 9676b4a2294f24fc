//! The code lists of delivery standards.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::error::Error;
use crate::tables::definition::{Fields, Problems, parse_toml};
use crate::tables::{Kind, Table};
use crate::terms::Text;

/// The files, in the order lists show them.
const FILES: [(&str, &str); 3] = [
    ("cbs-bij-7.toml", include_str!("cbs-bij-7.toml")),
    ("ijw-3.2-jz588.toml", include_str!("ijw-3.2-jz588.toml")),
    ("iwmo-3.2.toml", include_str!("iwmo-3.2.toml")),
];

/// A code system: the lists of one version of one standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeSystem {
    /// The name a pipeline uses.
    pub name: String,
    /// Version of the standard.
    pub version: String,
    /// What people call it.
    pub label: Text,
    /// Where the codes come from.
    pub source: String,
    /// What in it is our reading and not the standard's text; empty when nothing.
    pub interpretation: String,
    /// A list for each canonical column it has codes for.
    pub lists: BTreeMap<&'static str, CodeList>,
}

/// The codes of one column. All have the same width.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeList {
    width: usize,
    codes: BTreeMap<String, Code>,
}

/// What one code means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The canonical code, or for a column of names the name to store; `true` or `false`
    /// for a yes or no.
    pub to: String,
    /// The standard's own text.
    pub text: String,
    /// What people call it, for a column of names.
    pub label: Option<Text>,
    /// The meaning is our reading, not the standard's text.
    pub interpretation: bool,
}

impl CodeSystem {
    /// Its list for a canonical column.
    pub fn list(&self, column: &str) -> Option<&CodeList> {
        self.lists.get(column)
    }
}

impl CodeList {
    /// What a delivered code means. A lost leading zero (`2` for `02`, as spreadsheets
    /// make of it) is put back. Returns `None` when the list does not have the code.
    pub fn find(&self, delivered: &str) -> Option<&Code> {
        let code = delivered.trim();
        if let Some(found) = self.codes.get(code) {
            return Some(found);
        }
        let digits = !code.is_empty() && code.bytes().all(|it| it.is_ascii_digit());
        let padded = format!("{code:0>width$}", width = self.width);
        if digits && code.len() < self.width { self.codes.get(&padded) } else { None }
    }

    /// The canonical code or name of a delivered code.
    pub fn canonical(&self, delivered: &str) -> Option<&str> {
        self.find(delivered).map(|it| it.to.as_str())
    }

    /// Every code with its meaning, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Code)> {
        self.codes.iter().map(|(code, it)| (code.as_str(), it))
    }
}

/// Every built-in code system.
///
/// # Errors
/// When a file is not in order (a fault in the program; a test reads them all).
pub fn code_systems() -> Result<Vec<CodeSystem>, Error> {
    FILES.iter().map(|(file, text)| read(file, text)).collect()
}

/// The code system with that name.
pub fn code_system(name: &str) -> Option<CodeSystem> {
    code_systems().ok()?.into_iter().find(|it| it.name == name)
}

fn read(file: &str, text: &str) -> Result<CodeSystem, Error> {
    let mut problems = Problems::new("code-system", file);
    let document = parse_toml(text, 1, &mut problems);
    let problems = RefCell::new(problems);
    let system = document.as_ref().and_then(|document| {
        let fields = Fields::new(document, text, 1, &problems);
        let system = system(&fields);
        fields.refuse_others();
        system
    });
    problems.into_inner().finish(system)
}

fn system(fields: &Fields) -> Option<CodeSystem> {
    let (name, version) = (fields.text("name"), fields.text("version"));
    let (label, source) = (fields.label("label"), fields.text("source"));
    let interpretation = fields.text("interpretation");
    let mut lists: BTreeMap<&'static str, CodeList> = BTreeMap::new();
    for code in fields.tables("code") {
        add_code(&code, &mut lists);
        code.refuse_others();
    }
    Some(CodeSystem {
        name: name?.to_owned(),
        version: version?.to_owned(),
        label: label?,
        source: source?.to_owned(),
        interpretation: interpretation?.to_owned(),
        lists,
    })
}

/// Reads one code; what is wrong with it is noted in the fields.
fn add_code(fields: &Fields, lists: &mut BTreeMap<&'static str, CodeList>) -> Option<()> {
    let (column, code, to) =
        (fields.text("column"), fields.text("code"), fields.text("to"));
    let text = fields.text("text");
    let label = if fields.has("label") { fields.label("label") } else { None };
    let interpretation = fields.optional("reading");
    let Some(column) = Table::Trajectories.column(column?) else {
        fields.problem("column", "there is no such column", "see `tables::columns`");
        return None;
    };
    let fits = match column.kind {
        Kind::Code(set) => set.index(to?).is_some(),
        Kind::Flag => matches!(to?, "true" | "false"),
        Kind::Name => label.is_some(),
        _ => false,
    };
    if !fits {
        let what = format!("`{}` does not fit the column `{}`", to?, column.name);
        fields.problem(
            "to",
            what,
            "a code of the column, true or false, or a name with label",
        );
        return None;
    }
    let list = lists.entry(column.name).or_default();
    if list.width != 0 && list.width != code?.len() {
        fields.problem("code", "the codes of a list have one width", "pad with zeros");
    }
    list.width = code?.len();
    let (to, text) = (to?.to_owned(), text?.to_owned());
    let meaning = Code { to, text, label, interpretation: interpretation.is_some() };
    if list.codes.insert(code?.to_owned(), meaning).is_some() {
        fields.problem("code", "the code is in the list twice", "leave one");
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end_reason(system: &str, code: &str) -> Option<String> {
        let system = code_system(system).unwrap();
        system.list("end_reason").unwrap().canonical(code).map(ToOwned::to_owned)
    }

    #[test]
    fn every_system_is_in_order() {
        let systems = code_systems().unwrap();
        let names: Vec<_> = systems.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["cbs-bij-7", "ijw-3.2-jz588", "iwmo-3.2"]);
    }

    #[test]
    fn the_same_number_means_different_things_in_different_lists() {
        assert_eq!(end_reason("cbs-bij-7", "02").as_deref(), Some("agreed"));
        assert_eq!(end_reason("ijw-3.2-jz588", "02").as_deref(), Some("external"));
        assert_eq!(end_reason("ijw-3.2-jz588", "31").as_deref(), Some("planned"));
        assert_eq!(end_reason("iwmo-3.2", "31").as_deref(), Some("external"));
    }

    #[test]
    fn a_lost_leading_zero_is_put_back() {
        assert_eq!(end_reason("cbs-bij-7", "2").as_deref(), Some("agreed"));
        assert_eq!(end_reason("cbs-bij-7", " 02 ").as_deref(), Some("agreed"));
        assert_eq!(end_reason("cbs-bij-7", "002"), None);
        assert_eq!(end_reason("cbs-bij-7", ""), None);
    }

    #[test]
    fn codes_of_the_wmo_list_do_not_exist_in_the_youth_list() {
        for code in ["19", "21", "22", "23"] {
            assert_eq!(end_reason("ijw-3.2-jz588", code), None);
            assert!(end_reason("iwmo-3.2", code).is_some());
        }
    }

    #[test]
    fn what_is_our_own_reading_is_marked() {
        let system = code_system("ijw-3.2-jz588").unwrap();
        let list = system.list("end_reason").unwrap();
        assert!(!list.find("31").unwrap().interpretation);
        assert!(list.find("38").unwrap().interpretation);
        assert!(!system.interpretation.is_empty());
    }
}
