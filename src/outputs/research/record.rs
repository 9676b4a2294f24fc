//! The record: the choices of the first delivery to a partner, for every later one to keep.
//!
//! In: the design and its levels, or the text of a record. Out: a small JSON text that stands
//! beside the key, outside every bundle. Never: a row, a count, a name that was not written.
//!
//! Two deliveries at other levels cut the same rows in two ways, and together they tell who
//! stands out in both.

use serde::{Deserialize, Serialize};

use super::Design;
use crate::disclosure::anonymity::{Kept, LevelName, Levels};
use crate::error::Error;
use crate::tables::Names;

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    partner: String,
    k: u64,
    sensitive: Vec<String>,
    columns: Vec<Chosen>,
}

/// How a column is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    name: String,
    level: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    names: Vec<String>,
}

impl Record {
    /// Of a delivery.
    pub(super) fn new(design: &Design, levels: &Levels, names: &Names) -> Self {
        let chosen = |it: Kept| Chosen {
            name: it.column,
            level: it.level.name().to_owned(),
            names: it.names,
        };
        let sensitive = design.demand.sensitive.iter();
        Self {
            partner: design.partner.clone(),
            k: design.demand.k,
            sensitive: sensitive.map(|it| it.name.to_owned()).collect(),
            columns: levels.to_keep(names).into_iter().map(chosen).collect(),
        }
    }

    /// From its text; `None` when that is no record.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let record: Self = serde_json::from_slice(text).ok()?;
        let is_known = |it: &Chosen| LevelName::parse(&it.level).is_some();
        record.columns.iter().all(is_known).then_some(record)
    }

    /// As text.
    ///
    /// # Errors
    /// When the text cannot be made (a fault in the program).
    pub fn text(&self) -> Result<String, Error> {
        Ok(serde_json::to_string_pretty(self).map_err(Error::bug)? + "\n")
    }

    /// The levels and names to keep.
    pub fn kept(&self) -> Vec<Kept> {
        let kept = |it: &Chosen| {
            let (column, names) = (it.name.clone(), it.names.clone());
            LevelName::parse(&it.level).map(|level| Kept { column, level, names })
        };
        self.columns.iter().filter_map(kept).collect()
    }

    /// What was chosen otherwise than this asks: partner, `k`, columns, sensitive columns.
    pub fn differs(&self, asked: &Design) -> Vec<&'static str> {
        let (demand, mut differs) = (&asked.demand, Vec::new());
        let mut judge = |what: &'static str, is_same: bool| {
            if !is_same {
                differs.push(what);
            }
        };
        let same = |mine: Vec<&str>, its: &[&crate::tables::Column]| {
            mine.into_iter().eq(its.iter().map(|it| it.name))
        };
        judge("the partner", self.partner == asked.partner);
        judge("`k`", self.k == demand.k);
        let columns = self.columns.iter().map(|it| it.name.as_str()).collect();
        judge("the columns", same(columns, &demand.quasi));
        let sensitive = self.sensitive.iter().map(String::as_str).collect();
        judge("the sensitive columns", same(sensitive, &demand.sensitive));
        differs
    }
}
