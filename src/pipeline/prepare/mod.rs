//! Preparing: from what a pipeline says to what every stage needs, before a row is read.
//!
//! In: a plan. Out: typed plans for all stages, or everything that does not fit, with its
//! place in the pipeline file. Never: a byte of an export.

mod compare;
mod decoders;
mod exact;
mod instruments;
mod phases;
mod research;
mod used;

pub(super) use research::design;

use std::collections::{BTreeMap, BTreeSet};

use self::compare::add_comparison;
use self::decoders::table_plans;
use self::exact::add_exact;
use self::instruments::scales;
use self::phases::signals;
use self::used::{Delivered, case_mix, keep_used, looked_at};
use super::file::{DisclosurePlan, IndicatorPlan, IndicatorSource, Plan};
use crate::checks::rule::rules;
use crate::checks::{Ages, Inspector};
use crate::disclosure::Policy;
use crate::error::{Error, Message, Why, nearest};
use crate::indicators::catalogue::built_in;
use crate::indicators::page::parse_page;
use crate::indicators::{Asked, Computing, Indicator, JUDGED, MOST_DIMENSIONS};
use crate::judgements::signals::SignalRules;
use crate::outputs::CONTROL_SUFFIX;
use crate::tables::codes::{Scales, instruments, programmes, target_groups};
use crate::tables::schema::ColumnRef;
use crate::tables::{Derived, Kind, Names, Table, TablePlan};
use crate::terms::{Dimension, PeriodGrid, Text};

/// What people call the groups.
type Labels = BTreeMap<(Dimension, String), Text>;

/// What every stage needs, checked against each other.
pub struct Prepared {
    /// How each table is read, in the order of [`Table::ALL`].
    pub tables: Vec<TablePlan>,
    /// What is asked for.
    pub asked: Vec<Asked>,
    /// Trajectory columns that goals and answers carry, and derived columns.
    pub wanted: BTreeSet<&'static str>,
    /// The delivered columns of the trajectories.
    pub columns: BTreeSet<&'static str>,
    /// The checks.
    pub rules: Inspector,
    /// What the scores of questionnaires mean.
    pub scales: Scales,
    /// What may be shown.
    pub policy: Policy,
    /// How signals are looked for.
    pub signals: SignalRules,
    /// The periods.
    pub grid: PeriodGrid,
    labels: Labels,
}

impl Prepared {
    /// What computing needs.
    pub fn computing<'a>(&'a self, names: &'a Names) -> Computing<'a> {
        Computing { asked: &self.asked, grid: &self.grid, names }
    }

    /// What people call the groups.
    pub fn labels(&self) -> Labels {
        self.labels.clone()
    }
}

/// Prepares a run.
///
/// # Errors
/// When the pipeline asks for something that is not there: all of it at once.
pub fn prepare(plan: &Plan) -> Result<Prepared, Error> {
    let mut problems = Vec::new();
    let mut asked = asked(plan, &mut problems)?;
    add_comparison(plan, &mut asked, &mut problems);
    add_exact(plan, &mut asked, &mut problems);
    let delivered = delivered(plan);
    for (asked, wish) in asked.iter().zip(&plan.indicators) {
        problems.extend(lacking(plan, asked, wish, &delivered));
    }
    let mut tables = table_plans(plan, &mut problems)?;
    let scales = scales(plan, &mut problems)?;
    let signals = signals(plan, &asked, &mut problems);
    problems.extend(names_apart(plan, &asked));
    Error::all(Why::Usage, problems)?;
    let last = plan.period.periods().last().map(|it| it.end);
    let until = last.ok_or_else(|| Error::bug("a pipeline without periods"))?;
    let (wanted, rules) = (wanted(&asked, &delivered), rules()?);
    keep_used(&mut tables, plan, &asked, &wanted, &delivered, rules);
    Ok(Prepared {
        wanted,
        columns: delivered.get(&Table::Trajectories).cloned().unwrap_or_default(),
        rules: Inspector::new(rules, ages(plan)?, scales.clone(), until),
        scales,
        policy: policy(&plan.disclosure)?,
        signals,
        grid: plan.period.clone(),
        labels: labels(plan)?,
        tables,
        asked,
    })
}

/// Indicators of which one would write over what another writes: charts are called after the
/// indicator and what they show (`x-control`, `x-by-region`).
fn names_apart(plan: &Plan, asked: &[Asked]) -> Vec<Message> {
    let mut messages = Vec::new();
    let names = asked.iter().map(|it| it.indicator.info.name.as_str());
    for (name, wish) in names.clone().zip(&plan.indicators) {
        let starts = |rest: &str| {
            let by = rest.strip_prefix("-by-").unwrap_or_default();
            let dimensions = Dimension::ALL.iter().map(|it| it.name());
            rest == CONTROL_SUFFIX || dimensions.into_iter().any(|it| by.starts_with(it))
        };
        let other = names.clone().find(|it| name.strip_prefix(it).is_some_and(&starts));
        if let Some(other) = other {
            let headline =
                format!("`{name}` is also what a chart of `{other}` is called");
            let message = Message::new("names-too-alike", headline);
            let message = message.at(wish.source.place(&plan.path));
            messages.push(message.help("give the page of one of them another name"));
        }
    }
    messages
}

/// The indicators asked for, with their splits: the total first.
fn asked(plan: &Plan, problems: &mut Vec<Message>) -> Result<Vec<Asked>, Error> {
    let catalogue = built_in()?;
    let mut asked = Vec::new();
    for wish in &plan.indicators {
        let Some(indicator) = indicator(plan, wish, &catalogue, problems) else {
            continue;
        };
        let name = &indicator.info.name;
        if asked.iter().any(|it: &Asked| it.indicator.info.name == *name) {
            let message =
                Message::new("given-twice", format!("two pages are called `{name}`"))
                    .at(wish.source.place(&plan.path))
                    .help("give one of them another name");
            problems.push(message);
            continue;
        }
        let always = indicator.by.clone();
        let mut splits = vec![always.clone()];
        for by in &wish.by {
            let more = always.iter().filter(|it| !by.contains(it));
            // What a measure fixes itself (response: one an informant) splits nothing more.
            let by = by.iter().filter(|it| !indicator.fixes(**it));
            let mut split: Vec<Dimension> = by.chain(more).copied().collect();
            split.sort_unstable();
            if !splits.contains(&split) {
                splits.push(split);
            }
        }
        asked.push(Asked {
            indicator,
            splits,
            target: wish.target,
            compared: None,
            exact: false,
        });
    }
    Ok(asked)
}

fn indicator(
    plan: &Plan,
    wish: &IndicatorPlan,
    catalogue: &[Indicator],
    problems: &mut Vec<Message>,
) -> Option<Indicator> {
    let place = wish.source.place(&plan.path);
    match &wish.source {
        IndicatorSource::Use(name) => {
            let found = catalogue.iter().find(|it| it.info.name == name.value);
            if found.is_none() {
                let names = catalogue.iter().map(|it| it.info.name.as_str());
                let help = match nearest(&name.value, names) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`uitkomst catalogue` lists the indicators".to_owned(),
                };
                let headline = format!("there is no indicator `{}`", name.value);
                let message = Message::new("unknown-indicator", headline);
                problems.push(message.at(place).help(help));
            }
            found.cloned()
        }
        IndicatorSource::Page(page) => {
            let path = plan.resolve(&page.value);
            let text = match std::fs::read_to_string(&path) {
                Ok(it) => it,
                Err(error) => {
                    let headline = format!("cannot read {}: {error}", path.display());
                    problems.push(Message::new("page-unreadable", headline).at(place));
                    return None;
                }
            };
            match parse_page(&page.value.display().to_string(), &text) {
                Ok(it) => Some(it),
                Err(error) => {
                    problems.extend(error.messages);
                    None
                }
            }
        }
    }
}

/// The canonical columns each table of the export delivers.
fn delivered(plan: &Plan) -> Delivered {
    let mut delivered = BTreeMap::new();
    for (name, export) in &plan.exports {
        let Some(table) = Table::parse(name) else { continue };
        let names = export.columns.keys().chain(export.constants.keys());
        let columns = names.filter_map(|it| Some(table.column(it)?.name)).collect();
        delivered.insert(table, columns);
    }
    delivered
}

/// What an indicator needs and the export does not deliver.
fn lacking(
    plan: &Plan,
    asked: &Asked,
    wish: &IndicatorPlan,
    delivered: &Delivered,
) -> Vec<Message> {
    let name = &asked.indicator.info.name;
    let place = wish.source.place(&plan.path);
    let table = asked.indicator.table;
    let mut missing: BTreeSet<String> = BTreeSet::new();
    for column in asked.indicator.needs() {
        missing.extend(lacks(column, delivered));
    }
    missing.extend(case_mix(asked).filter_map(|it| lacks(it, delivered)));
    let mut messages = Vec::new();
    for split in &asked.splits {
        if split.len() > MOST_DIMENSIONS {
            let headline = format!("`{name}` is split by more than {MOST_DIMENSIONS}");
            messages.push(Message::new("split-too-deep", headline).at(&place));
        }
        for dimension in split {
            match table.resolve(dimension.name()) {
                Some(column) => missing.extend(lacks(column, delivered)),
                None if asked.indicator.fixes(*dimension) => {}
                None => {
                    let dimension = dimension.name();
                    let headline = format!("`{name}` cannot be split by {dimension}");
                    let help = format!("table `{table}` has no such column");
                    let message = Message::new("split-impossible", headline);
                    messages.push(message.at(&place).help(help));
                }
            }
        }
    }
    if !missing.is_empty() {
        let list = missing.into_iter().collect::<Vec<_>>().join(", ");
        let headline = format!("`{name}` needs what the export does not deliver: {list}");
        let help = "map the column under [export.…] columns, or set it under constants";
        messages
            .push(Message::new("column-not-delivered", headline).at(place).help(help));
    }
    messages
}

fn lacks(column: ColumnRef, delivered: &Delivered) -> Option<String> {
    let has =
        |table: Table, name| delivered.get(&table).is_some_and(|it| it.contains(name));
    if let Some(it) = Derived::of(column.table, column.name()) {
        return (!has(it.from, it.needs)).then(|| format!("{}.{}", it.from, it.needs));
    }
    (!has(column.table, column.name()))
        .then(|| format!("{}.{}", column.table, column.name()))
}

/// The trajectory columns that measures on goals and answers read, and derived columns.
fn wanted(asked: &[Asked], delivered: &Delivered) -> BTreeSet<&'static str> {
    let mut wanted = BTreeSet::new();
    for column in asked.iter().flat_map(looked_at) {
        if column.table == Table::Trajectories {
            wanted.insert(column.name());
        }
    }
    let is_judged = asked.iter().any(|it| it.indicator.info.name == JUDGED);
    let has_goals = delivered.get(&Table::Goals).is_some_and(|it| it.contains("score"));
    if is_judged && has_goals {
        wanted.extend(["n_goals", "n_goals_scored", "n_goals_attained"]);
    }
    wanted
}

fn ages(plan: &Plan) -> Result<Ages, Error> {
    let built_in = programmes()?.into_iter();
    let mut ages: Ages = built_in.map(|it| (it.code, it.ages)).collect();
    for programme in &plan.programmes {
        match programme.ages {
            Some((first, last)) => {
                let range = (i32::from(first), i32::from(last));
                ages.insert(programme.name.clone(), range);
            }
            None => drop(ages.remove(&programme.name)),
        }
    }
    Ok(ages)
}

fn policy(plan: &DisclosurePlan) -> Result<Policy, Error> {
    match plan {
        DisclosurePlan::Default => Policy::named("default"),
        DisclosurePlan::Named(name) => Policy::named(name),
        DisclosurePlan::None { reason } => Ok(Policy::none(reason.clone())),
        DisclosurePlan::Own { smallest_count, rounding } => {
            Policy::own(*smallest_count, *rounding)
        }
    }
}

/// Labels of the groups: closed codes, programmes, target groups; other names speak for
/// themselves.
fn labels(plan: &Plan) -> Result<Labels, Error> {
    let mut labels = BTreeMap::new();
    for dimension in Dimension::ALL {
        for table in Table::ALL {
            let Some(column) = table.column(dimension.name()) else { continue };
            if let Kind::Code(set) = column.kind {
                for code in set.names() {
                    let label = set.label(code).unwrap_or_else(|| Text::same(code));
                    labels.insert((dimension, code.to_owned()), label);
                }
            }
        }
    }
    for it in programmes()? {
        labels.insert((Dimension::Programme, it.code), it.label);
    }
    for it in instruments()? {
        labels.insert((Dimension::Instrument, it.code), it.label);
    }
    for it in &plan.instruments {
        if let Some(label) = &it.label {
            labels.insert((Dimension::Instrument, it.name.value.clone()), label.clone());
        }
    }
    for it in target_groups()? {
        labels.insert((Dimension::TargetGroup, it.code), it.label);
    }
    for it in &plan.programmes {
        labels.insert((Dimension::Programme, it.name.clone()), it.label.clone());
    }
    Ok(labels)
}
