//! `uitkomst run PIPELINE`.

use std::fmt::Write;
use std::path::PathBuf;

use super::{Status, say};
use crate::cli::check::{print_account, status};
use crate::disclosure::{Release, ReleasedFigure};
use crate::env::Env;
use crate::error::Error;
use crate::indicators::Unit;
use crate::outputs::report::format::{Place, quantity, range};
use crate::pipeline;
use crate::terms::{Language, Shown, WhyMissing};

/// Run a pipeline.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The pipeline file (TOML)
    pipeline: PathBuf,
    /// The folder to write the bundle to [default: out/<pipeline name> below this folder]
    #[arg(long)]
    out: Option<PathBuf>,
    /// Compute published values again first; the record goes into the evidence
    #[arg(long)]
    selftest: bool,
}

pub(super) fn run(env: &Env, args: &Args) -> Result<Status, Error> {
    let mut plan = pipeline::load(&args.pipeline)?;
    plan.outputs.selftest = args.selftest;
    let out = match &args.out {
        Some(it) => env.root.join(it),
        None => env.root.join("out").join(&plan.name),
    };
    let progress = say::progress("reading, checking and computing");
    let outcome = pipeline::run(env, &plan, &out);
    progress.finish_and_clear();
    let outcome = outcome?;
    say::line(format!("{} — {}", plan.title.nl, plan.organisation));
    print_headlines(&outcome.release);
    print_account(&outcome.account);
    for warning in &outcome.warnings {
        say::warning(warning);
    }
    let shown = out.strip_prefix(&env.root).unwrap_or(&out);
    say::line(format!("\nopen {}", shown.join("index.html").display()));
    Ok(status(&outcome.account, plan.checks.limit))
}

/// The figures of all groups together, in the last period that has any.
fn print_headlines(release: &Release) {
    let has_rows = |it: &&ReleasedFigure| matches!(it.value, Shown::Value(v) if v > 0.0);
    let last = release.figures.iter().filter(has_rows).map(|it| &it.period).max();
    let Some(last) = last else { return };
    say::line(format!("\n{}", last.label));
    for info in &release.indicators {
        let is_headline = |it: &&ReleasedFigure| {
            let is_known = it.value != Shown::Missing(WhyMissing::NotFollowed);
            it.is_of(&info.name) && it.period == *last && is_total(it) && is_known
        };
        for figure in release.figures.iter().filter(is_headline) {
            say::line(headline(release, figure));
        }
    }
}

/// Split by nothing but what is never mixed.
fn is_total(figure: &ReleasedFigure) -> bool {
    use crate::terms::Dimension::{Informant, Instrument};
    figure.series.groups.split().all(|it| matches!(it.0, Informant | Instrument))
}

fn headline(release: &Release, figure: &ReleasedFigure) -> String {
    let info = release.indicator(&figure.series.indicator);
    let label = info.map_or("", |it| &it.label.nl);
    let groups = release.group_labels_of(&figure.series.groups);
    let groups = groups.into_iter().map(|it| it.nl);
    let mut name = std::iter::once(label.to_owned()).chain(groups).collect::<Vec<_>>();
    if let Some(code) = &figure.series.category {
        let label = info.and_then(|it| it.category_label(code));
        name.push(label.map_or_else(|| code.clone(), |it| it.nl));
    }
    let mut text = format!("  {:<72}  ", name.join(", "));
    text.push_str(&match figure.value {
        Shown::Value(it) => quantity(it, figure.unit, Place::Headline, Language::Nl),
        Shown::Suppressed => "niet getoond".to_owned(),
        Shown::Missing(_) => "ontbreekt".to_owned(),
        Shown::NotApplicable(_) => "niet van toepassing".to_owned(),
    });
    if let Shown::Value(limits) = figure.interval {
        let _ = write!(text, "  ({})", range(limits, figure.unit, Language::Nl));
    }
    if let Shown::Value(n) = figure.n
        && figure.unit != Unit::Trajectories
    {
        let _ = write!(text, "  n = {n}");
    }
    text
}
