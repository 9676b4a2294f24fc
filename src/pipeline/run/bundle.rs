//! The bundle of a run: which outputs it holds, and where.
//!
//! In: the outcome of a run. Out: a finished bundle. Never: arithmetic.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::bundle_agreement::write_agreement;
use super::bundle_datasets::write_datasets;
use super::bundle_dossier::{dossier_page, write_dossier};
use super::bundle_research::write_research;
use super::bundle_words::what_it_is;
use super::released::line;
use super::{Account, Outcome};
use crate::checks::rule::rules;
use crate::error::Error;
use crate::evidence::{
    Bundle, Definition, Input, LedgerFile, Manifest, TableRows, findings_csv,
    protection_csv, row_account_json,
};
use crate::outputs::charts::{
    Drawn, draw_control, draw_courses, draw_funnel, draw_stacked, draw_trend,
};
use crate::outputs::plots::{Drawing, Plot, plots};
use crate::outputs::report::{
    Chart, Context, FindingCount, InputFile, TableAccount, agreement_page,
    render_brochure, render_codebook, render_index, render_preflight, render_research,
    research_page,
};
use crate::outputs::research::Collected;
use crate::pipeline::{Plan, Prepared};
use crate::tables::Names;
use crate::terms::{Language, Text};

/// The files that stay inside.
const INTERNAL: [&str; 5] = [
    "internal/dossier.csv",
    "internal/dossier.json",
    "internal/findings.csv",
    "internal/protection.csv",
    "internal/row-account.json",
];

/// What a bundle is made from.
pub(super) struct Ingredients<'a> {
    pub(super) plan: &'a Plan,
    pub(super) prepared: &'a Prepared,
    pub(super) outcome: &'a Outcome,
    /// The rows for a partner, and the names in them.
    pub(super) research: Option<(&'a Collected<'a>, &'a Names)>,
    /// The record of a self-test, when one was asked for.
    pub(super) selftest: Option<&'a [u8]>,
    /// The ledger that the release is written down in.
    pub(super) ledger: Option<&'a mut LedgerFile>,
}

/// Writes everything and puts the bundle in its place.
pub(super) fn write_bundle(
    mut bundle: Bundle,
    ingredients: Ingredients,
) -> Result<(), Error> {
    let Ingredients { plan, prepared, outcome, research, selftest, ledger } = ingredients;
    let release = &*outcome.release;
    let judgements = &outcome.judgements;
    write_datasets(&mut bundle, release, judgements, &outcome.agreement)?;
    let write = |(it, names)| write_research(&mut bundle, plan, it, names);
    let columns = research.map(write).transpose()?;
    if let Some(record) = selftest {
        bundle.add("internal/selftest.json", record)?;
    }
    let charts = draw_all(plan, outcome)?;
    write_charts(&mut bundle, &charts, plan.outputs.png)?;
    let summary = Summary::new(outcome)?;
    let files = Summary::described(&bundle, plan, outcome);
    let context = Context {
        release,
        judgements,
        title: &plan.title,
        organisation: &plan.organisation,
        pipeline: &plan.name,
        pipeline_sha256: &plan.sha256,
        version: env!("CARGO_PKG_VERSION"),
        accounts: &summary.accounts,
        findings: &summary.findings,
        inputs: &summary.inputs,
        synthetic: plan.synthetic,
        files: &files,
    };
    write_pages(&mut bundle, plan, &context, &charts)?;
    write_agreement(&mut bundle, (plan, prepared, outcome), &context)?;
    if let (Some((it, _)), Some(columns)) = (research, columns) {
        for language in &plan.outputs.languages {
            let (anonymity, partner) = (&it.anonymity, &it.design.partner);
            let page =
                render_research(&context, &columns, anonymity, partner, *language)?;
            bundle.add(&research_page(*language), page.as_bytes())?;
        }
    }
    write_dossier(&mut bundle, plan, &context)?;
    write_internal(&mut bundle, outcome)?;
    let manifest = manifest(plan, prepared, outcome, &summary);
    let Some(ledger) = ledger else { return bundle.finish(&manifest) };
    let line = line(plan, prepared, &outcome.account, release);
    let line = ledger.add(line, &mut bundle)?;
    bundle.finish_in(&manifest, ledger, &line)
}

fn draw_all(plan: &Plan, outcome: &Outcome) -> Result<Vec<(Plot, Drawn)>, Error> {
    let languages = plan.outputs.languages.iter();
    let wanted: Vec<Plot> = languages
        .flat_map(|it| plots(&outcome.release, &outcome.judgements, *it))
        .collect();
    wanted
        .into_par_iter()
        .map(|plot| {
            let drawn = match &plot.drawing {
                Drawing::Trend(it) => draw_trend(it)?,
                Drawing::Stacked(it) => draw_stacked(it)?,
                Drawing::Courses(it) => draw_courses(it)?,
                Drawing::Funnel(it) => draw_funnel(it)?,
                Drawing::Control(it) => draw_control(it)?,
            };
            Ok((plot, drawn))
        })
        .collect()
}

fn write_charts(
    bundle: &mut Bundle,
    charts: &[(Plot, Drawn)],
    png: bool,
) -> Result<(), Error> {
    let pngs: Vec<Option<Vec<u8>>> = charts
        .par_iter()
        .map(|it| if png { it.1.png().map(Some) } else { Ok(None) })
        .collect::<Result<_, Error>>()?;
    for ((plot, drawn), png) in charts.iter().zip(pngs) {
        let language = plot.language.code();
        let stem = format!("publication/charts/{}.{language}", drawn.name);
        bundle.add(&format!("{stem}.svg"), drawn.svg.as_bytes())?;
        if let Some(png) = png {
            bundle.add(&format!("{stem}.png"), &png)?;
        }
    }
    Ok(())
}

fn write_pages(
    bundle: &mut Bundle,
    plan: &Plan,
    context: &Context,
    charts: &[(Plot, Drawn)],
) -> Result<(), Error> {
    let inline: Vec<String> = charts.iter().map(|it| it.1.svg_without_font()).collect();
    let charts: Vec<Chart> = std::iter::zip(charts, &inline)
        .map(|((plot, it), svg)| Chart {
            indicator: &plot.indicator,
            kind: plot.kind,
            name: &it.name,
            svg,
            description: &it.description,
            language: plot.language,
        })
        .collect();
    for language in &plan.outputs.languages {
        for report in &plan.outputs.reports {
            let page = render_brochure(context, &charts, *language)?;
            let path = format!("publication/{report}.{}.html", language.code());
            bundle.add(&path, page.as_bytes())?;
        }
        let page = render_codebook(context, *language)?;
        bundle.add(&codebook(*language), page.as_bytes())?;
        let page = render_preflight(context, *language)?;
        bundle.add(&preflight(*language), page.as_bytes())?;
    }
    bundle.add("index.html", render_index(context)?.as_bytes())
}

fn preflight(language: Language) -> String {
    format!("publication/preflight.{}.html", language.code())
}

fn codebook(language: Language) -> String {
    format!("publication/codebook.{}.html", language.code())
}

fn write_internal(bundle: &mut Bundle, outcome: &Outcome) -> Result<(), Error> {
    let account = &outcome.account;
    let names: Vec<String> =
        account.files.iter().map(|it| file_name(&it.1.path)).collect();
    let (figures, tables) = (&outcome.release.protection, &outcome.agreement.protection);
    let protection: Vec<_> = figures.iter().chain(tables).cloned().collect();
    let protection = protection_csv(&protection)?;
    bundle.add("internal/protection.csv", &protection)?;
    bundle.add("internal/findings.csv", &findings_csv(&account.findings, &names)?)?;
    bundle.add("internal/row-account.json", &row_account_json(&table_rows(account))?)
}

fn file_name(path: &std::path::Path) -> String {
    path.file_name().map_or_else(String::new, |it| it.to_string_lossy().into_owned())
}

fn table_rows(account: &Account) -> Vec<TableRows> {
    let rows = account.rows.iter();
    rows.map(|(table, (n_read, n_kept))| TableRows {
        table: table.name().to_owned(),
        n_read: *n_read,
        n_kept: *n_kept,
    })
    .collect()
}

/// The account of a run in the words of a report.
struct Summary {
    accounts: Vec<TableAccount>,
    findings: Vec<FindingCount>,
    inputs: Vec<InputFile>,
}

impl Summary {
    fn new(outcome: &Outcome) -> Result<Self, Error> {
        let account = &outcome.account;
        let accounts = table_rows(account).into_iter().map(|it| TableAccount {
            n_set_aside: it.n_read - it.n_kept,
            table: it.table,
            n_read: it.n_read,
            n_kept: it.n_kept,
        });
        let inputs = account.files.iter().map(|(_, file)| InputFile {
            name: file_name(&file.path),
            n_bytes: file.n_bytes,
            sha256: file.sha256.clone(),
            n_rows: file.n_rows,
        });
        Ok(Self {
            accounts: accounts.collect(),
            findings: finding_counts(account)?,
            inputs: inputs.collect(),
        })
    }

    /// Every file of the bundle so far and of the pages to come, with what it is.
    fn described(bundle: &Bundle, plan: &Plan, outcome: &Outcome) -> Vec<(String, Text)> {
        let mut paths: Vec<String> =
            bundle.files().into_iter().map(|it| it.path).collect();
        for language in &plan.outputs.languages {
            for report in &plan.outputs.reports {
                paths.push(format!("publication/{report}.{}.html", language.code()));
            }
            paths.push(codebook(*language));
            if !outcome.agreement.groups.is_empty() {
                paths.push(agreement_page(*language));
            }
            if plan.outputs.research_dataset {
                paths.push(research_page(*language));
            }
            paths.push(preflight(*language));
            paths.push(dossier_page(*language));
        }
        paths.extend(INTERNAL.map(String::from));
        paths.extend(plan.ledger.as_ref().map(|_| "internal/ledger.json".to_owned()));
        paths.push(crate::evidence::MANIFEST.to_owned());
        paths.sort();
        paths.into_iter().map(|it| (it.clone(), what_it_is(&it))).collect()
    }
}

/// Rows a check stopped at, by check and table.
fn finding_counts(account: &Account) -> Result<Vec<FindingCount>, Error> {
    let mut counts: BTreeMap<_, u64> = BTreeMap::new();
    for finding in &account.findings {
        let table = account.table_of(finding).map_or("", crate::tables::Table::name);
        *counts.entry((finding.severity, finding.rule, table)).or_default() += 1;
    }
    let rules = rules()?;
    let label = |name: &str| {
        let rule = rules.iter().find(|it| it.name == name);
        rule.map_or_else(|| Text::same(name), |it| it.label.clone())
    };
    Ok(counts
        .into_iter()
        .map(|((severity, rule, table), n_rows)| FindingCount {
            rule: rule.to_owned(),
            label: label(rule),
            table: table.to_owned(),
            severity,
            n_rows,
        })
        .collect())
}

fn manifest(
    plan: &Plan,
    prepared: &Prepared,
    outcome: &Outcome,
    summary: &Summary,
) -> Manifest {
    let periods = prepared.grid.periods();
    Manifest {
        title: plan.title.nl.clone(),
        organisation: plan.organisation.clone(),
        pipeline: plan.name.clone(),
        pipeline_sha256: plan.sha256.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        date: periods.last().map_or_else(String::new, |it| it.end.to_string()),
        inputs: summary
            .inputs
            .iter()
            .map(|it| Input {
                name: it.name.clone(),
                n_bytes: it.n_bytes,
                sha256: it.sha256.clone(),
                n_rows: it.n_rows,
            })
            .collect(),
        definitions: prepared
            .asked
            .iter()
            .map(|it| Definition {
                name: it.indicator.info.name.clone(),
                version: it.indicator.info.version.clone(),
                sha256: it.indicator.info.sha256.clone(),
            })
            .collect(),
        rows: table_rows(&outcome.account),
        findings: summary
            .findings
            .iter()
            .map(|it| (it.rule.clone(), it.n_rows))
            .collect(),
        policy: outcome.release.policy_text.en.clone(),
    }
}
