//! The run: the flow of the data, stage by stage.
//!
//! In: a plan and the world. Out: a bundle on disk and what there is to say about it.
//! Never: arithmetic; every stage does its own.

mod account;
mod read;
mod compute;
mod released;
mod remarks;
mod bundle;
mod bundle_datasets;
mod bundle_words;
mod bundle_agreement;
mod bundle_research;
mod bundle_dossier;

pub use account::Account;

use std::path::Path;

use self::bundle::{Ingredients, write_bundle};
use self::compute::{Computed, compute};
use self::read::{n_partitions, read_and_check};
use self::released::Released;
use self::remarks::remarks;
use super::file::Plan;
use super::prepare::{Prepared, design, prepare};
use crate::disclosure::{
    Agreement, Earlier, Releasable, Release, release, release_agreement,
};
use crate::env::Env;
use crate::error::{Error, Message};
use crate::estimates::fit;
use crate::indicators::Computing;
use crate::judgements::{Judgements, judge};
use crate::outputs::research::Collector;
use crate::tables::Names;

/// What a run has to say.
#[derive(Debug)]
pub struct Outcome {
    /// The figures.
    pub release: Releasable<Release>,
    /// What they say.
    pub judgements: Judgements,
    /// How often the same clients get the same verdict.
    pub agreement: Releasable<Agreement>,
    /// What was read, kept and set aside.
    pub account: Account,
    /// Plausibility warnings about the run as a whole.
    pub warnings: Vec<Message>,
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
    let figures = fit(&cells, computing, plan.estimates.interval)?;
    let release_after = |earlier: &Earlier| {
        release(&figures, computing, &prepared.policy, prepared.labels(), earlier)
    };
    let run = released::run(plan, prepared, &account);
    let mut release = release_after(&released.before(plan, &run))?;
    if released.differs(&run, &release) {
        release = release_after(&released.all(plan))?;
    }
    let judgements =
        judge(&release, &prepared.asked, prepared.grid.every, &prepared.signals);
    let policy = &prepared.policy;
    let agreement =
        release_agreement(&joint, thresholds, &figures, &release, computing, policy);
    let warnings = remarks(&release, &judgements);
    Ok(Outcome { release, judgements, agreement, account, warnings })
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
