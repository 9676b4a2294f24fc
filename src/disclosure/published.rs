//! Published tables that were attacked with success: what each gives away as it was
//! published, and what is left to guess after protection.
//!
//! In: the cases of `tests/reference/sdctable`. Out: for each the exposed count, before and
//! after. Never: a number of a run. Unit tests and `uitkomst selftest` share the cases.

use serde_json::Value;

use super::attack::Reached;
use super::linked::Guard;
use super::table::Table;
use crate::error::Error;

/// A published table, the count it gives away, and what is left of that after protection.
#[derive(Debug, Clone, PartialEq)]
pub struct Attacked {
    /// Its name among the cases.
    pub name: String,
    /// The count that was hidden in vain.
    pub value: u64,
    /// The smallest and largest value an outsider is left with as it was published.
    pub before: (f64, f64),
    /// The same after protection.
    pub after: (f64, f64),
    /// Whether every hidden count is left at least as many values as were asked for.
    pub is_safe: bool,
    /// How many values were asked for.
    pub width: u64,
}

/// One case, ready to be attacked.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) table: Table,
    /// Which figures its publisher hid.
    pub(super) hidden: Vec<bool>,
    /// The cell that can be worked out all the same.
    pub(super) exposed: usize,
    /// How many different values must be left.
    pub(super) width: u64,
}

impl Case {
    fn attacked(&self) -> Option<Attacked> {
        let of = |all: &[(usize, Reached)]| {
            let found = all.iter().find(|it| it.0 == self.exposed)?.1;
            Some((found.lower(), found.upper()))
        };
        let protection = self.table.protect(&self.hidden, self.width);
        Some(Attacked {
            name: self.name.clone(),
            value: self.table.linked.cells[self.exposed].value,
            before: of(&self.table.attack(&self.hidden))?,
            after: of(&protection.intervals)?,
            is_safe: protection.intervals.iter().all(|it| it.1.holds(self.width)),
            width: self.width,
        })
    }
}

/// Attacks every published case, as published and after protection.
///
/// # Errors
/// When the cases are not in order (a fault in the program).
pub fn attack_published_tables() -> Result<Vec<Attacked>, Error> {
    let cases = cases().and_then(|it| it.iter().map(Case::attacked).collect());
    cases.ok_or_else(|| Error::bug("the published tables are not in order"))
}

/// The file of the cases.
pub(super) fn file() -> Option<Value> {
    let text = include_str!("../../tests/reference/sdctable/attack_cases.json");
    serde_json::from_str(text).ok()
}

/// Every case in which one count can be worked out exactly.
pub(super) fn cases() -> Option<Vec<Case>> {
    let file = file()?;
    let mut cases =
        vec![linked_tables(&file)?, nine_suppressions(&file)?, three_singletons(&file)?];
    cases.extend(zeros_and_ones(&file)?);
    cases.extend(airlock_totals(&file)?);
    cases.extend(differencing(&file)?);
    Some(cases)
}

pub(super) fn counts(it: &Value) -> Option<Vec<u64>> {
    it.as_array()?.iter().map(Value::as_u64).collect()
}

fn linked_tables(file: &Value) -> Option<Case> {
    /// The source hides counts up to three.
    const SMALLEST: u64 = 4;
    /// The row of the published region K, which can be worked out.
    const EXPOSED: usize = 4;
    let rows = file["linked_tables"]["rows"].as_array()?;
    let mut table = Table::default();
    let mut cells = Vec::new();
    for row in rows {
        cells.push(table.shown(row["n"].as_u64()?));
    }
    let mut total_of = |key: &str, value: &str| {
        let is = |it: &(usize, &Value)| it.1[key] == *value;
        let parts = cells.iter().copied().zip(rows).filter(is).map(|it| it.0);
        let parts: Vec<usize> = parts.collect();
        table.sum(&parts)
    };
    let counties = ["county-1", "county-2"].map(|it| total_of("county", it));
    let groups = ["small", "BIG"].map(|it| total_of("group", it));
    let all = table.sum(&counties);
    table.linked.relate(all, groups.to_vec());
    let hidden = table.primary(SMALLEST);
    let exposed = *cells.get(EXPOSED)?;
    let name = "linked_tables".to_owned();
    Some(Case { name, table, hidden, exposed, width: SMALLEST })
}

fn nine_suppressions(file: &Value) -> Option<Case> {
    let case = &file["nine_suppressions_still_unsafe"];
    let names = |key: &str| -> Option<Vec<&str>> {
        case[key].as_array()?.iter().map(Value::as_str).collect()
    };
    let (rows, columns) = (names("rows")?, names("cols")?);
    let values = rows.iter().map(|it| counts(&case["freq"][it]));
    let (table, cells) = Table::two_way(&values.collect::<Option<Vec<_>>>()?);
    let at = |it: &Value| {
        let row = rows.iter().position(|name| it[0] == **name)?;
        let column = columns.iter().position(|name| it[1] == **name)?;
        Some(cells[row][column])
    };
    let hidden: Option<Vec<usize>> =
        case["suppressed"].as_array()?.iter().map(at).collect();
    let (hidden, exposed) = (table.hiding(&hidden?), cells[0][1]);
    let name = "nine_suppressions_still_unsafe".to_owned();
    Some(Case { name, table, hidden, exposed, width: 10 })
}

fn three_singletons(file: &Value) -> Option<Case> {
    /// The source hides counts up to two.
    const SMALLEST: u64 = 3;
    let values = counts(&file["three_singletons"]["values"])?;
    let (first, second) = values.split_at_checked(values.len() / 2)?;
    let (table, cells) = Table::two_way(&[first.to_vec(), second.to_vec()]);
    let small = |it: &usize| (1..SMALLEST).contains(&table.linked.cells[*it].value);
    let inner: Vec<usize> = cells.iter().flatten().copied().filter(small).collect();
    let (hidden, exposed) = (table.hiding(&inner), *cells.first()?.get(1)?);
    let name = "three_singletons".to_owned();
    Some(Case { name, table, hidden, exposed, width: SMALLEST })
}

fn zeros_and_ones(file: &Value) -> Option<Vec<Case>> {
    let read = |(at, case): (usize, &Value)| {
        let mut table = Table::default();
        let parts = counts(&case["parts"])?;
        let parts: Vec<usize> = parts.into_iter().map(|it| table.shown(it)).collect();
        table.sum(&parts);
        table.least = u64::from(case["attack"].as_str()?.starts_with("positive"));
        let place = |it: u64| parts.get(usize::try_from(it).ok()?).copied();
        let hidden = counts(&case["suppressed"])?;
        let hidden: Vec<usize> = hidden.into_iter().map(place).collect::<Option<_>>()?;
        let (name, exposed) = (format!("zeros_and_ones {}", at + 1), *hidden.first()?);
        let hidden = table.hiding(&hidden);
        Some(Case { name, table, hidden, exposed, width: 10 })
    };
    file["zeros_and_ones"].as_array()?.iter().enumerate().map(read).collect()
}

fn airlock_totals(file: &Value) -> Option<Vec<Case>> {
    /// `OpenSAFELY` redacts counts up to seven.
    const SMALLEST: u64 = 8;
    let case = &file["airlock_totals"];
    let read = |column: &str| {
        let mut table = Table::default();
        let rows = case["table1"].as_array()?.iter().map(|it| it[column].as_u64());
        let rows = rows.collect::<Option<Vec<_>>>()?;
        let cells: Vec<usize> = rows.into_iter().map(|it| table.shown(it)).collect();
        table.sum(&cells);
        let (name, hidden) =
            (format!("airlock_totals {column}"), table.primary(SMALLEST));
        Some(Case { name, table, hidden, exposed: *cells.first()?, width: SMALLEST })
    };
    ["hd", "pop"].into_iter().map(read).collect()
}

/// Two tables without a small number; their difference is one of one.
fn differencing(file: &Value) -> Option<Vec<Case>> {
    /// A difference under this one is small.
    const SMALLEST: u64 = 5;
    let case = &file["opensafely_differencing"];
    let pairs = |key: &str| -> Option<Vec<u64>> {
        let rows = case[key].as_array()?.iter().map(counts);
        Some(rows.collect::<Option<Vec<_>>>()?.concat())
    };
    let build = || {
        let (mut table, mut exposed) = (Table::default(), Vec::new());
        for (all, male) in pairs("all")?.into_iter().zip(pairs("male")?) {
            let female = all.checked_sub(male)?;
            let (all, male) = (table.shown(all), table.shown(male));
            let is_small = (1..SMALLEST).contains(&female);
            let guard = if is_small { Guard::Always } else { Guard::Never };
            let rest = table.cell(female, guard, Vec::new());
            table.linked.relate(all, vec![male, rest]);
            if female == 1 {
                exposed.push(rest);
            }
        }
        Some((table, exposed))
    };
    let (_, exposed) = build()?;
    let read = |exposed: usize| {
        let (table, _) = build()?;
        let hidden = vec![false; table.n_figures];
        let name = format!("opensafely_differencing {}", exposed / 3 + 1);
        Some(Case { name, table, hidden, exposed, width: SMALLEST })
    };
    exposed.into_iter().map(read).collect()
}
