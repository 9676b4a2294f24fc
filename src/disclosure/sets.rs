//! Sets of codes: what a numerator counts, when it is codes of one column.
//!
//! In: a measure. Out: the column and codes behind its numerator or each of its categories.
//! Never: a guess; a condition of another shape gives nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::indicators::{Measure, MeasureKind};
use crate::tables::expression::{Comparison, Expr};

/// Rows whose column has one of these codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numerator {
    /// The column.
    pub(super) column: String,
    /// The codes or names.
    pub(super) codes: BTreeSet<String>,
    /// The address of the measure whose category this is; none for a proportion.
    pub(super) categories_of: Option<usize>,
}

/// The sets of a measure, by the category of its figures.
pub(super) fn numerators(measure: &Measure) -> BTreeMap<Option<&str>, Numerator> {
    let Some(value) = &measure.value else { return BTreeMap::new() };
    match measure.kind {
        MeasureKind::Proportion => {
            let category = measure.category.as_ref().map(|it| it.0.as_str());
            let set = set_of(&value.expr);
            set.map(|(column, codes)| {
                (category, Numerator { column, codes, categories_of: None })
            })
            .into_iter()
            .collect()
        }
        MeasureKind::Distribution => categories(measure, &value.expr),
        _ => BTreeMap::new(),
    }
}

/// The codes of each category, when each is a set of codes of one column.
fn categories<'a>(
    measure: &'a Measure,
    expr: &Expr,
) -> BTreeMap<Option<&'a str>, Numerator> {
    let Expr::Case { arms, otherwise } = expr else { return BTreeMap::new() };
    if **otherwise != Expr::Null {
        return BTreeMap::new();
    }
    let of = Some(std::ptr::from_ref(measure).addr());
    let mut found: BTreeMap<Option<&'a str>, Numerator> = BTreeMap::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (condition, category) in arms {
        let (Some((column, codes)), Expr::Category(category)) =
            (set_of(condition), category)
        else {
            return BTreeMap::new();
        };
        // The first arm that holds decides: a code in two arms is in the first only.
        if codes.iter().any(|it| !taken.insert(it.clone())) {
            return BTreeMap::new();
        }
        let Some((name, _)) = measure.categories.iter().find(|it| it.0 == *category)
        else {
            return BTreeMap::new();
        };
        let set = found.entry(Some(name)).or_insert_with(|| Numerator {
            column: column.clone(),
            codes: BTreeSet::new(),
            categories_of: of,
        });
        if set.column != column {
            return BTreeMap::new();
        }
        set.codes.extend(codes);
    }
    found
}

/// Column and codes of `column IN (…)` or `column = …`.
fn set_of(expr: &Expr) -> Option<(String, BTreeSet<String>)> {
    let (column, list) = match expr {
        Expr::In { value, list, negated: false } => (value, list.iter().collect()),
        Expr::Compare(Comparison::Equal, a, b) => (a, vec![&**b]),
        _ => return None,
    };
    let Expr::Column(column) = &**column else { return None };
    let codes: Option<BTreeSet<String>> = list.into_iter().map(literal).collect();
    Some((format!("{}.{}", column.table, column.name()), codes?))
}

fn literal(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Code { set, index } => set.code(*index).map(str::to_owned),
        Expr::Name { text, .. } => Some(text.clone()),
        _ => None,
    }
}
