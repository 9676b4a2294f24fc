//! The run: the flow of the data, stage by stage.
//!
//! In: a plan and the world. Out: a bundle on disk and what there is to say about it.
//! Never: arithmetic; every stage does its own.

use std::collections::BTreeMap;
use std::path::Path;

use polars::prelude::DataFrame;
use rayon::prelude::*;

use super::Plan;
use super::bundle::{Ingredients, write_bundle};
use super::prepare::{Prepared, prepare};
use super::released::{self, Released};
use super::research::design;
use crate::checks::{self, Linked, identifiers};
use crate::disclosure::{
    Agreement, Earlier, Releasable, Release, release, release_agreement,
};
use crate::env::Env;
use crate::error::{Error, Message, Why};
use crate::estimates::fit;
use crate::export::{self, FileRead};
use crate::indicators::{Cells, Computing, Joint, Thresholds};
use crate::outputs::research::Collector;
use crate::tables::{Ingested, Inspect, Names, Table, TablePlan, ingest};
use crate::terms::{Finding, Severity};

/// Bytes of export one partition may hold: memory stays flat, whatever the export's size.
const PARTITION_BYTES: u64 = 24 << 20;
/// What a gzipped export is taken to grow to.
const GZIP_RATIO: u64 = 8;

/// What a run has to say.
#[derive(Debug)]
pub struct Outcome {
    /// The figures.
    pub release: Releasable<Release>,
    /// How often the same clients get the same verdict.
    pub agreement: Releasable<Agreement>,
    /// What was read, kept and set aside.
    pub account: Account,
    /// Plausibility warnings about the run as a whole.
    pub warnings: Vec<Message>,
}

/// Rows in = rows kept + rows set aside, with what was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The files, in the order of [`crate::terms::Place::file`].
    pub files: Vec<(Table, FileRead)>,
    /// Per table: rows read and rows kept.
    pub rows: BTreeMap<Table, (u64, u64)>,
    /// Every finding, by place.
    pub findings: Vec<Finding>,
}

impl Account {
    /// Largest share of rows set aside in a table.
    pub fn share_set_aside(&self) -> f64 {
        let share = |(read, kept): &(u64, u64)| {
            crate::numeric::real(read - kept) / crate::numeric::real((*read).max(1))
        };
        self.rows.values().map(share).fold(0.0, |a, b| if b > a { b } else { a })
    }

    /// The table a file belongs to.
    pub fn table_of(&self, finding: &Finding) -> Option<Table> {
        self.files.get(usize::from(finding.place.file)).map(|it| it.0)
    }
}

/// Runs a pipeline and writes its bundle to `out`.
///
/// # Errors
/// When something keeps the run from being done; nothing is written then.
pub fn run(env: &Env, plan: &Plan, out: &Path) -> Result<Outcome, Error> {
    let prepared = prepare(plan)?;
    let design = design(plan, &prepared.columns, Some(out))?;
    let selftest = plan.outputs.selftest.then(crate::selftest::record).transpose()?;
    let mut released = Released::open(plan, out)?;
    let bundle = crate::evidence::Bundle::begin(out)?;
    let names = Names::default();
    let n_partitions = n_partitions(&prepared);
    let research = design.as_ref().map(|it| Collector::new(it, n_partitions));
    let outcome = outcome(env, plan, &prepared, &names, research.as_ref(), &released)?;
    let research = research.map(|it| it.decide(&names));
    let research = research.as_ref().map(|it| (it, &names));
    let (prepared, selftest) = (&prepared, selftest.as_deref());
    let ledger = released.file();
    write_bundle(
        bundle,
        Ingredients { plan, prepared, outcome: &outcome, research, selftest, ledger },
    )?;
    Ok(outcome)
}

/// What a run would say, without writing anything: for a look at what its figures can show.
/// It looks at no ledger: a figure that changed a little is shown as it is now.
///
/// # Errors
/// As [`run`].
pub fn preflight(env: &Env, plan: &Plan) -> Result<Outcome, Error> {
    let (prepared, nothing) = (prepare(plan)?, Released::default());
    outcome(env, plan, &prepared, &Names::default(), None, &nothing)
}

/// From exports to what may be shown.
fn outcome(
    env: &Env,
    plan: &Plan,
    prepared: &Prepared,
    names: &Names,
    research: Option<&Collector>,
    released: &Released,
) -> Result<Outcome, Error> {
    let (account, linked) = read_and_check(env, prepared, names)?;
    let computing = prepared.computing(names);
    let thresholds = plan.agreement;
    let Computed { cells, joint, overlaps } =
        compute(env, &linked, prepared, computing, thresholds, research)?;
    let account = account.with(overlaps);
    let figures = fit(&cells, computing, plan.estimates.interval);
    let release_after = |earlier: &Earlier| {
        let (policy, signals) = (&prepared.policy, &prepared.signals);
        release(&figures, computing, policy, signals, prepared.labels(), earlier)
    };
    let run = released::run(plan, prepared, &account);
    let mut release = release_after(&released.before(plan, &run))?;
    if released.differs(&run, &release) {
        release = release_after(&released.all(plan))?;
    }
    let policy = &prepared.policy;
    let agreement =
        release_agreement(&joint, thresholds, &figures, &release, computing, policy);
    let warnings = implausible(&release).into_iter().chain(unused_phases(&release));
    let warnings = warnings.chain(repeated(&release)).collect();
    Ok(Outcome { release, agreement, account, warnings })
}

/// Says that figures of earlier releases are shown again.
fn repeated(release: &Release) -> Option<Message> {
    let n = release.figures.iter().filter(|it| it.repeats.is_some()).count();
    let smallest = release.smallest_count;
    let headline = format!(
        "{n} figures are shown as an earlier release showed them: fewer than {smallest} rows \
         changed, and the difference would tell about those rows"
    );
    let help = format!(
        "they move when {smallest} rows or more have changed; `repeats` in estimates.csv says \
         which figures these are"
    );
    (n > 0).then(|| Message::new("earlier-figures", headline).help(help))
}

/// Released shares of all trajectories together that are outside what is usual.
fn implausible(release: &Release) -> Vec<Message> {
    let totals = release.figures.iter().filter(|it| it.is_split_by(&[]));
    totals
        .filter_map(|it| {
            let share = *it.value.value()?;
            let category = it.category.as_deref();
            checks::check_plausible(&it.indicator, category, &it.period.label, share)
        })
        .collect()
}

/// Phases whose groups no series has.
fn unused_phases(release: &Release) -> impl Iterator<Item = Message> {
    release.signals.unused_phases().map(|it| {
        let headline =
            format!("a phase of `{}` is about no figure of this run", it.indicator);
        let help =
            "look at its `groups`: are they written as in the dataset `estimates`?";
        Message::new("phase-unused", headline).help(help)
    })
}

/// Checks the exports of a pipeline, without computing or writing anything.
///
/// # Errors
/// When the exports cannot be read.
pub fn check(env: &Env, plan: &Plan) -> Result<Account, Error> {
    let prepared = prepare(plan)?;
    design(plan, &prepared.columns, None)?;
    let names = Names::default();
    let (account, linked) = read_and_check(env, &prepared, &names)?;
    let computing = Computing { asked: &[], ..prepared.computing(&names) };
    let thresholds = plan.agreement;
    let done = compute(env, &linked, &prepared, computing, thresholds, None)?;
    Ok(account.with(done.overlaps))
}

fn read_and_check(
    env: &Env,
    prepared: &Prepared,
    names: &Names,
) -> Result<(Account, Linked), Error> {
    refuse_identifiers(prepared)?;
    let n_partitions = n_partitions(prepared);
    let inspect = |table, rows: &DataFrame| prepared.rules.inspect(table, rows, names);
    let mut ingested: BTreeMap<Table, Ingested> = BTreeMap::new();
    for plan in &prepared.tables {
        let table = read_table(env, plan, names, n_partitions, &inspect)?;
        ingested.insert(plan.table, table);
    }
    let linked = checks::link(env, &ingested, &prepared.wanted)?;
    let account = account(&ingested, &linked);
    match account.rows.get(&Table::Trajectories) {
        Some((_, 0)) | None => Err(nothing_left(&account)),
        Some(_) => Ok((account, linked)),
    }
}

/// Reads a table while every cell that is used is judged. Identifiers are said before dates
/// that do not fit.
fn read_table(
    env: &Env,
    plan: &TablePlan,
    names: &Names,
    n_partitions: usize,
    inspect: &Inspect,
) -> Result<Ingested, Error> {
    let judge = identifiers::Judge::new(&plan.source);
    let look = |block: &export::Block| judge.look(block);
    let table = ingest(env, plan, names, n_partitions, &look, inspect);
    if let Err(error) = &table
        && error.why != Why::Export
    {
        return table;
    }
    let found = judge.verdict()?;
    let mut table = table?;
    table.findings.extend(found);
    table.findings.sort_unstable();
    Ok(table)
}

fn refuse_identifiers(prepared: &Prepared) -> Result<(), Error> {
    let mut heads = Vec::new();
    let mut errors: Vec<Error> = Vec::new();
    for plan in &prepared.tables {
        match export::peek(&plan.source) {
            Ok(more) => heads.extend(more),
            Err(error) => errors.push(error),
        }
    }
    if let Some(first) = errors.first() {
        let why = first.why;
        let messages = errors.iter().flat_map(|it| it.messages.clone()).collect();
        return Err(Error { why, messages });
    }
    let files: Vec<String> =
        heads.iter().map(|it| it.path.display().to_string()).collect();
    let columns: Vec<identifiers::Columns> = heads
        .iter()
        .zip(&files)
        .map(|(it, file)| identifiers::Columns {
            file,
            headers: &it.headers,
            rows: &it.rows,
        })
        .collect();
    identifiers::refuse(&columns)
}

fn n_partitions(prepared: &Prepared) -> usize {
    let files = prepared.tables.iter().flat_map(|it| &it.source.files);
    let bytes = files.map(|path| {
        let size = std::fs::metadata(path).map_or(0, |it| it.len());
        let packed = path.extension().is_some_and(|it| it != "csv");
        if packed { size * GZIP_RATIO } else { size }
    });
    let n = bytes.sum::<u64>().div_ceil(PARTITION_BYTES);
    usize::try_from(n).unwrap_or(1).max(1)
}

fn account(ingested: &BTreeMap<Table, Ingested>, linked: &Linked) -> Account {
    let files = ingested
        .values()
        .flat_map(|it| it.files.iter().map(|file| (it.table, file.clone())));
    let rows = ingested.iter().map(|(table, it)| {
        (*table, (it.n_read, linked.n_kept.get(table).copied().unwrap_or(0)))
    });
    let mut findings: Vec<Finding> =
        ingested.values().flat_map(|it| it.findings.iter().copied()).collect();
    findings.extend(&linked.findings);
    findings.sort_unstable();
    Account { files: files.collect(), rows: rows.collect(), findings }
}

impl Account {
    fn with(mut self, more: Vec<Finding>) -> Self {
        self.findings.extend(more);
        self.findings.sort_unstable();
        self
    }
}

fn nothing_left(account: &Account) -> Error {
    let (read, _) = account.rows.get(&Table::Trajectories).copied().unwrap_or_default();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in &account.findings {
        if finding.severity == Severity::SetAside {
            *counts.entry(finding.rule).or_default() += 1;
        }
    }
    let headline = format!("all {read} rows of `trajectories` were set aside");
    let mut message = Message::new("all-rows-set-aside", headline)
        .effect("nothing was computed and nothing was written")
        .help("look at the checks named above: `uitkomst explain CHECK`");
    for (rule, n) in counts {
        message = message.at(format!("{rule}: {n} rows"));
    }
    Error::new(Why::NothingLeft, message)
}

/// What all partitions give.
#[derive(Default)]
struct Computed {
    cells: Cells,
    joint: Joint,
    overlaps: Vec<Finding>,
}

/// The cells of all partitions, in order of partition so that sums never differ.
fn compute(
    env: &Env,
    linked: &Linked,
    prepared: &Prepared,
    computing: Computing,
    thresholds: Thresholds,
    research: Option<&Collector>,
) -> Result<Computed, Error> {
    let n = linked.tables.values().map(crate::tables::Spill::n_partitions).max();
    let partitions: Vec<usize> = (0..n.unwrap_or(0)).collect();
    let mut computed = Computed::default();
    for few in partitions.chunks(rayon::current_num_threads()) {
        let done: Result<Vec<_>, Error> = few
            .par_iter()
            .map(|index| {
                env.go_on()?;
                let tables = partition(linked, prepared, computing.names, *index)?;
                let trajectories = &tables[&Table::Trajectories];
                research.map_or(Ok(()), |it| it.collect(trajectories))?;
                let overlaps = checks::check_overlaps(trajectories)?;
                let joint = computing.joint(&tables, thresholds)?;
                Ok(Computed { cells: computing.cells(&tables)?, joint, overlaps })
            })
            .collect();
        for more in done? {
            computed.cells.merge(more.cells);
            computed.joint.merge(more.joint);
            computed.overlaps.extend(more.overlaps);
        }
    }
    Ok(computed)
}

/// The tables of one partition, with what only all rows of a client together can tell.
fn partition(
    linked: &Linked,
    prepared: &Prepared,
    names: &Names,
    index: usize,
) -> Result<BTreeMap<Table, DataFrame>, Error> {
    let tables = linked.tables.iter();
    let tables = tables.map(|(table, rows)| Ok((*table, rows.take(index)?)));
    let mut tables = tables.collect::<Result<_, Error>>()?;
    checks::derive_together(&mut tables, &prepared.wanted, &prepared.scales, names)?;
    Ok(tables)
}
