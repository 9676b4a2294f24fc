//! The measures in the front matter of a page.

use std::collections::BTreeSet;

use super::choice;
use crate::indicators::Unit;
use crate::indicators::definition::{Measure, MeasureKind, PeriodRule};
use crate::tables::Table;
use crate::tables::definition::Fields;
use crate::tables::expression::{Typed, ValueKind, parse};
use crate::tables::sets::INFORMANT;
use crate::terms::{Dimension, Text};

/// The units a page may name.
const UNITS: [Unit; 7] = [
    Unit::Trajectories,
    Unit::Proportion,
    Unit::Mark,
    Unit::Days,
    Unit::TScore,
    Unit::Points,
    Unit::StandardDeviations,
];

/// A key that is not in order; what is wrong with it was noted.
struct Noted;

/// What the page says for all measures that do not say otherwise.
struct Shared {
    table: Table,
    period: Option<PeriodRule>,
    population: Option<Typed>,
}

/// Reads every measure. Returns `None`, with problems noted, when one is not in order.
pub(super) fn read_all(fields: &Fields, table: Table) -> Option<Vec<Measure>> {
    let mut shared = Shared { table, period: None, population: None };
    shared.period = shared.period(fields);
    shared.population = shared.typed(fields, "population", &ValueKind::Flag);
    let tables = fields.tables("measure");
    if tables.is_empty() {
        fields.problem("measure", "there is no measure", "add [[measure]] with its kind");
    }
    let read: Vec<Option<Measure>> = tables
        .iter()
        .map(|it| {
            let measure = shared.measure(it);
            it.refuse_others();
            measure
        })
        .collect();
    let mut measures = read.into_iter().collect::<Option<Vec<_>>>()?;
    for it in fields.tables("alternative") {
        let alternative = shared.alternative(&it, measures.first()?);
        it.refuse_others();
        measures.push(alternative?);
    }
    let names = |it: &Measure| {
        let fixed = it.fixed.clone();
        let mut names: Vec<_> =
            (0..it.n_figures()).map(|at| it.category_of(at)).collect();
        if !it.days.is_empty() {
            // A number of days that is there twice is told where the days are read.
            names.dedup();
        }
        names.into_iter().map(move |it| (it, fixed.clone()))
    };
    let names: Vec<_> = measures.iter().flat_map(names).collect();
    let distinct: BTreeSet<_> = names.iter().collect();
    if distinct.len() < names.len() {
        let help = "give one of them a category and a label";
        fields.problem("measure", "two measures have the same name", help);
    }
    (!measures.is_empty()).then_some(measures)
}

impl Shared {
    fn measure(&self, fields: &Fields) -> Option<Measure> {
        let kind = choice(fields, "kind", &MeasureKind::NAMES);
        let unit = choice(fields, "unit", &UNITS.map(|it| (it.name(), it)));
        if let (Some(kind), Some(unit)) = (kind, unit)
            && !kind.goes_with(unit)
        {
            let what = format!("this kind of measure is not in `{}`", unit.name());
            fields.problem(
                "unit",
                what,
                "a count is in trajectories, a share a proportion",
            );
        }
        let category = category(fields);
        let fixed = fixed(fields);
        let period =
            if fields.has("period") { self.period(fields) } else { self.period.clone() };
        let population = if fields.has("population") {
            self.typed(fields, "population", &ValueKind::Flag)
        } else {
            self.population.clone()
        };
        let denominator = self.optional(fields, "denominator", &ValueKind::Flag);
        let kind = kind?;
        let categories = categories(fields, kind);
        let value = self.value(fields, kind, &categories);
        let (cause, days) = self.causes(fields, kind, &categories);
        let per = match kind {
            MeasureKind::Ratio => {
                self.typed(fields, "per", &ValueKind::Number).map(Some).ok_or(Noted)
            }
            MeasureKind::EffectSize(_) => {
                self.typed(fields, "end", &ValueKind::Number).map(Some).ok_or(Noted)
            }
            _ => Ok(None),
        };
        let event = match kind {
            MeasureKind::Time | MeasureKind::CumulativeIncidence => {
                self.typed(fields, "event", &ValueKind::Flag).map(Some).ok_or(Noted)
            }
            _ => Ok(None),
        };
        Some(Measure {
            kind,
            unit: unit?,
            range: range(fields).ok()?,
            category: category.ok()?,
            alternative: false,
            fixed: fixed.ok()?,
            period: period?,
            population: population?,
            denominator: denominator.ok()?,
            value: value.ok()?,
            per: per.ok()?,
            event: event.ok()?,
            cause: cause.ok()?,
            categories,
            days,
        })
    }

    /// The first measure, with the expressions that the alternative changes.
    fn alternative(&self, fields: &Fields, first: &Measure) -> Option<Measure> {
        let name = fields.text("name").zip(fields.label("label"));
        let mut measure = Measure { alternative: true, ..first.clone() };
        let (name, label) = name?;
        measure.category = Some((name.to_owned(), label));
        let mut n_changes = 0;
        let mut change = |key: &'static str, kind: &ValueKind| {
            n_changes += usize::from(fields.has(key));
            self.optional(fields, key, kind).ok()
        };
        let population = change("population", &ValueKind::Flag)?;
        let denominator = change("denominator", &ValueKind::Flag)?;
        let value = match first.kind {
            MeasureKind::Proportion => change("numerator", &ValueKind::Flag)?,
            MeasureKind::Mean => change("value", &ValueKind::Number)?,
            _ => {
                let help = "only a first measure that is a share or a mean has them";
                fields.problem("name", "this measure has no alternatives", help);
                return None;
            }
        };
        if n_changes == 0 {
            let help = "change its population, denominator, numerator or value";
            fields.problem("name", "the alternative changes nothing", help);
        }
        measure.population = population.unwrap_or(measure.population);
        measure.denominator = denominator.or(measure.denominator);
        measure.value = value.or(measure.value);
        Some(measure)
    }

    fn period(&self, fields: &Fields) -> Option<PeriodRule> {
        if let Some(stock) = fields.table_if_any("period") {
            let from = self.typed(&stock, "from", &ValueKind::Day);
            let until = self.typed(&stock, "until", &ValueKind::Day);
            stock.refuse_others();
            return Some(PeriodRule::Stock { from: from?, until: until? });
        }
        self.typed(fields, "period", &ValueKind::Day).map(PeriodRule::Date)
    }

    /// What the measure computes with: `numerator` for a proportion, `start` for an effect
    /// size, else `value`.
    fn value(
        &self,
        fields: &Fields,
        kind: MeasureKind,
        categories: &[(String, Text)],
    ) -> Result<Option<Typed>, Noted> {
        match kind {
            MeasureKind::Count => Ok(None),
            MeasureKind::Proportion => {
                self.typed(fields, "numerator", &ValueKind::Flag).map(Some).ok_or(Noted)
            }
            MeasureKind::Mean
            | MeasureKind::Time
            | MeasureKind::Ratio
            | MeasureKind::CumulativeIncidence => {
                self.typed(fields, "value", &ValueKind::Number).map(Some).ok_or(Noted)
            }
            MeasureKind::EffectSize(_) => {
                self.typed(fields, "start", &ValueKind::Number).map(Some).ok_or(Noted)
            }
            MeasureKind::Distribution => self.category_of(fields, "value", categories),
        }
    }

    /// The cause of an end and the days a cumulative incidence is given at.
    fn causes(
        &self,
        fields: &Fields,
        kind: MeasureKind,
        categories: &[(String, Text)],
    ) -> (Result<Option<Typed>, Noted>, Vec<u32>) {
        if kind != MeasureKind::CumulativeIncidence {
            return (Ok(None), Vec::new());
        }
        let cause = self.category_of(fields, "cause", categories);
        let days = fields.wholes("days").into_iter().map(u32::try_from);
        let days: Vec<u32> = days.map(|it| it.unwrap_or(0)).collect();
        let is_rising = days.windows(2).all(|it| it[0] < it[1]);
        if days.first().is_none_or(|it| *it == 0) || !is_rising {
            let help = "write days = [90, 180, 365], the fewest first";
            fields.problem("days", "`days` is no list of rising numbers of days", help);
        }
        (cause, days)
    }

    /// An expression that gives one of the categories.
    fn category_of(
        &self,
        fields: &Fields,
        key: &'static str,
        categories: &[(String, Text)],
    ) -> Result<Option<Typed>, Noted> {
        let typed = self.parse(fields, key).ok_or(Noted)?;
        let codes: Vec<String> = categories.iter().map(|it| it.0.clone()).collect();
        typed.with_categories(&codes).map(Some).map_err(|what| {
            let help = "`categories` and the expression name the same codes";
            fields.problem(key, what, help);
            Noted
        })
    }

    fn optional(
        &self,
        fields: &Fields,
        key: &'static str,
        kind: &ValueKind,
    ) -> Result<Option<Typed>, Noted> {
        if !fields.has(key) {
            return Ok(None);
        }
        self.typed(fields, key, kind).map(Some).ok_or(Noted)
    }

    /// An expression of that kind.
    fn typed(
        &self,
        fields: &Fields,
        key: &'static str,
        kind: &ValueKind,
    ) -> Option<Typed> {
        let typed = self.parse(fields, key)?;
        if typed.kind == *kind {
            return Some(typed);
        }
        let what = format!("`{key}` gives {}, not {}", typed.kind.label(), kind.label());
        fields.problem(key, what, "write an expression that does");
        None
    }

    fn parse(&self, fields: &Fields, key: &'static str) -> Option<Typed> {
        let text = fields.text(key)?;
        match parse(text, self.table) {
            Ok(typed) => Some(typed),
            Err(error) => {
                let place =
                    format!("{}, line {}, `{key}`", fields.file(), fields.line(key));
                fields.push(error.message("indicator-page", &place));
                None
            }
        }
    }
}

/// The measure's name and its label, both or neither.
fn category(fields: &Fields) -> Result<Option<(String, Text)>, Noted> {
    if !fields.has("category") && !fields.has("label") {
        return Ok(None);
    }
    let both = fields.text("category").zip(fields.label("label"));
    both.map(|(name, label)| Some((name.to_owned(), label))).ok_or(Noted)
}

/// `range = [1, 10]`: the ends of the scale.
fn range(fields: &Fields) -> Result<Option<(f64, f64)>, Noted> {
    if !fields.has("range") {
        return Ok(None);
    }
    match fields.numbers("range")[..] {
        [low, high] if low < high => Ok(Some((low, high))),
        _ => {
            let help = "write the lowest and the highest value: range = [1, 10]";
            fields.problem("range", "this is not a lowest and a highest value", help);
            Err(Noted)
        }
    }
}

fn fixed(fields: &Fields) -> Result<Option<(Dimension, String)>, Noted> {
    let Some(code) = fields.optional("informant") else { return Ok(None) };
    if INFORMANT.index(code).is_none() {
        let all = INFORMANT.names().collect::<Vec<_>>().join(", ");
        let what = format!("`{code}` is not an informant");
        fields.problem("informant", what, format!("choose from {all}"));
        return Err(Noted);
    }
    Ok(Some((Dimension::Informant, code.to_owned())))
}

fn categories(fields: &Fields, kind: MeasureKind) -> Vec<(String, Text)> {
    let has_some =
        matches!(kind, MeasureKind::Distribution | MeasureKind::CumulativeIncidence);
    if !has_some {
        return Vec::new();
    }
    let mut all = Vec::new();
    for it in fields.tables("categories") {
        if let (Some(code), Some(label)) = (it.text("code"), it.label("label")) {
            all.push((code.to_owned(), label));
        }
        it.refuse_others();
    }
    if all.len() < 2 {
        let help = "write categories = [{ code = \"…\", label = { nl = \"…\", en = \"…\" } }, …]";
        let what = "this kind of measure has at least two categories";
        fields.problem("categories", what, help);
    }
    all
}
