//! The bundle of a run: which outputs it holds, and where.
//!
//! In: the outcome of a run. Out: a finished bundle. Never: arithmetic.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::bundle_research::write_research;
use super::released::line;
use super::{Account, Outcome, Plan, Prepared};
use crate::checks::rule::rules;
use crate::disclosure::Release;
use crate::error::Error;
use crate::evidence::{
    Bundle, Definition, Input, LedgerFile, Manifest, TableRows, findings_csv,
    protection_csv, row_account_json,
};
use crate::outputs::charts::{
    Drawn, draw_control, draw_courses, draw_funnel, draw_stacked, draw_trend,
};
use crate::outputs::datasets::{
    COMPARISONS, DIFFERENCES, ESTIMATES, GROUP_TESTS, SIGNALS, TRENDS, comparison_rows,
    csv_bytes, parquet_bytes, signal_rows,
};
use crate::outputs::dossier::{dossier, dossier_csv, dossier_json};
use crate::outputs::plots::{Plot, plots};
use crate::outputs::report::{
    Chart, Context, FindingCount, InputFile, TableAccount, render_brochure,
    render_codebook, render_dossier, render_index, render_preflight, render_research,
    research_page,
};
use crate::outputs::research::Collected;
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
    write_datasets(&mut bundle, outcome)?;
    let write = |(it, names)| write_research(&mut bundle, plan, it, names);
    let columns = research.map(write).transpose()?;
    if let Some(record) = selftest {
        bundle.add("internal/selftest.json", record)?;
    }
    let charts = draw_all(plan, outcome)?;
    for (language, drawn) in &charts {
        let stem = format!("publication/charts/{}.{}", drawn.name, language.code());
        bundle.add(&format!("{stem}.svg"), drawn.svg.as_bytes())?;
        bundle.add(&format!("{stem}.png"), &drawn.png)?;
    }
    let summary = Summary::new(outcome)?;
    let files = Summary::described(&bundle, plan);
    let context = Context {
        release,
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

fn write_datasets(bundle: &mut Bundle, outcome: &Outcome) -> Result<(), Error> {
    let release = &*outcome.release;
    let (figures, trends) = (&release.figures, &release.trends);
    bundle.add("publication/estimates.parquet", &parquet_bytes(ESTIMATES, figures)?)?;
    bundle.add("publication/estimates.csv", &csv_bytes(ESTIMATES, figures)?)?;
    bundle.add("publication/trends.parquet", &parquet_bytes(TRENDS, trends)?)?;
    bundle.add("publication/trends.csv", &csv_bytes(TRENDS, trends)?)?;
    let differences = &release.differences;
    let bytes = parquet_bytes(DIFFERENCES, differences)?;
    bundle.add("publication/differences.parquet", &bytes)?;
    bundle.add("publication/differences.csv", &csv_bytes(DIFFERENCES, differences)?)?;
    let signals = signal_rows(&release.signals);
    bundle.add("publication/signals.parquet", &parquet_bytes(SIGNALS, &signals)?)?;
    bundle.add("publication/signals.csv", &csv_bytes(SIGNALS, &signals)?)?;
    write_comparisons(bundle, release)?;
    write_group_tests(bundle, release)
}

/// Only where groups are compared: an empty table says nothing.
fn write_group_tests(bundle: &mut Bundle, release: &Release) -> Result<(), Error> {
    let tests = &release.group_tests;
    if tests.is_empty() {
        return Ok(());
    }
    let bytes = parquet_bytes(GROUP_TESTS, tests)?;
    bundle.add("publication/group-tests.parquet", &bytes)?;
    bundle.add("publication/group-tests.csv", &csv_bytes(GROUP_TESTS, tests)?)
}

/// Only where groups are compared.
fn write_comparisons(bundle: &mut Bundle, release: &Release) -> Result<(), Error> {
    let rows = comparison_rows(&release.comparisons);
    if rows.is_empty() {
        return Ok(());
    }
    let parquet = parquet_bytes(COMPARISONS, &rows)?;
    bundle.add("publication/comparisons.parquet", &parquet)?;
    bundle.add("publication/comparisons.csv", &csv_bytes(COMPARISONS, &rows)?)
}

fn draw_all(plan: &Plan, outcome: &Outcome) -> Result<Vec<(Language, Drawn)>, Error> {
    let mut wanted = Vec::new();
    for language in &plan.outputs.languages {
        wanted.extend(
            plots(&outcome.release, *language).into_iter().map(|it| (*language, it)),
        );
    }
    wanted
        .par_iter()
        .map(|(language, plot)| {
            let drawn = match plot {
                Plot::Trend(it) => draw_trend(it)?,
                Plot::Stacked(it) => draw_stacked(it)?,
                Plot::Courses(it) => draw_courses(it)?,
                Plot::Funnel(it) => draw_funnel(it)?,
                Plot::Control(it) => draw_control(it)?,
            };
            Ok((*language, drawn))
        })
        .collect()
}

fn write_pages(
    bundle: &mut Bundle,
    plan: &Plan,
    context: &Context,
    charts: &[(Language, Drawn)],
) -> Result<(), Error> {
    let inline: Vec<(Language, &Drawn, String)> = charts
        .iter()
        .map(|(language, it)| (*language, it, it.svg_without_font()))
        .collect();
    let charts: Vec<Chart> = inline
        .iter()
        .map(|(language, it, svg)| Chart {
            name: &it.name,
            svg,
            description: &it.description,
            language: *language,
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

fn dossier_page(language: Language) -> String {
    format!("internal/dossier.{}.html", language.code())
}

fn write_dossier(
    bundle: &mut Bundle,
    plan: &Plan,
    context: &Context,
) -> Result<(), Error> {
    let dossier = dossier(context.release);
    bundle.add("internal/dossier.csv", &dossier_csv(&dossier)?)?;
    bundle.add("internal/dossier.json", &dossier_json(&dossier)?)?;
    for language in &plan.outputs.languages {
        let page = render_dossier(context, &dossier, *language)?;
        bundle.add(&dossier_page(*language), page.as_bytes())?;
    }
    Ok(())
}

fn write_internal(bundle: &mut Bundle, outcome: &Outcome) -> Result<(), Error> {
    let account = &outcome.account;
    let names: Vec<String> =
        account.files.iter().map(|it| file_name(&it.1.path)).collect();
    let protection = protection_csv(&outcome.release.protection)?;
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
    fn described(bundle: &Bundle, plan: &Plan) -> Vec<(String, Text)> {
        let mut paths: Vec<String> =
            bundle.files().into_iter().map(|it| it.path).collect();
        for language in &plan.outputs.languages {
            for report in &plan.outputs.reports {
                paths.push(format!("publication/{report}.{}.html", language.code()));
            }
            paths.push(codebook(*language));
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

/// What a file is; pages and charts say their language.
fn what_it_is(path: &str) -> Text {
    let what = kind_of_file(path);
    match path.split('.').rev().find(|it| ["nl", "en"].contains(it)) {
        Some("nl") => Text::new(what.nl + ", Nederlands", what.en + ", in Dutch"),
        Some(_) => Text::new(what.nl + ", Engels", what.en + ", in English"),
        None => what,
    }
}

fn kind_of_file(path: &str) -> Text {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    match (stem, name) {
        ("brochure", _) => Text::new("het rapport", "the report"),
        _ if path.starts_with("research/") => kind_of_research_file(name),
        ("preflight", _) => {
            Text::new("wat deze cijfers kunnen laten zien", "what these figures can show")
        }
        ("codebook", _) => Text::new("definities en kolommen", "definitions and columns"),
        ("estimates", _) => {
            Text::new("alle cijfers, één per regel", "all figures, one a row")
        }
        ("group-tests", _) => Text::new("toetsen tussen groepen", "tests between groups"),
        ("comparisons", _) => Text::new(
            "vergelijking van groepen, met de grenzen van toeval",
            "comparison of groups, with the limits of chance",
        ),
        ("trends", _) => Text::new("trends over de jaren", "trends over the periods"),
        ("signals", _) => Text::new(
            "regelkaarten: grenzen en signalen per periode",
            "control charts: limits and signals by period",
        ),
        ("differences", _) => Text::new(
            "verschillen met de vorige en de eerste periode",
            "differences with the period before and the first",
        ),
        ("trajectories", _) => {
            Text::new("trajecten voor onderzoek", "trajectories for research")
        }
        ("findings", _) => Text::new(
            "bevindingen: bestand, regel, kolom",
            "findings: file, line, column",
        ),
        ("protection", _) => Text::new(
            "verborgen cijfers: wat een buitenstaander kan afleiden",
            "hidden figures: what an outsider can work out",
        ),
        ("dossier", _) => Text::new(
            "dossier voor wie de cijfers controleert",
            "dossier for those who check the figures",
        ),
        ("ledger", _) => Text::new(
            "regel in het register van vrijgaven",
            "line in the ledger of releases",
        ),
        ("selftest", _) => Text::new(
            "zelftest: gepubliceerde waarden, opnieuw berekend",
            "self-test: published values, computed again",
        ),
        ("row-account", _) => Text::new("verantwoording van de rijen", "row account"),
        (_, crate::evidence::MANIFEST) => {
            Text::new("herkomst, met controlegetallen", "provenance, with hashes")
        }
        _ if path.contains("/charts/") => {
            Text::new(format!("grafiek: {stem}"), format!("chart: {stem}"))
        }
        _ => Text::same(stem),
    }
}

fn kind_of_research_file(name: &str) -> Text {
    match name {
        _ if name.starts_with("codebook") => Text::new(
            "kolommen, en wat er is weggelaten om personen te beschermen",
            "columns, and what was left out to protect people",
        ),
        "datapackage.json" => Text::new(
            "beschrijving voor programma’s (Data Package 2)",
            "description for programs (Data Package 2)",
        ),
        "risk.csv" => Text::new(
            "risico en verloren informatie, voor en na",
            "risk and information lost, before and after",
        ),
        _ if name.starts_with("load.") => Text::new(
            "opent de trajecten met labels",
            "opens the trajectories with labels",
        ),
        _ => Text::new("trajecten voor onderzoek", "trajectories for research"),
    }
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
