//! What the files of a bundle are, in words.
//!
//! In: the path of a file. Out: what it is, in both languages. Never: a number.

use crate::terms::Text;

/// What a file is; pages and charts say their language.
pub(super) fn what_it_is(path: &str) -> Text {
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
        ("research-guesses", _) => Text::new(
            "leeggemaakte cellen van de dataset, en hoe vaak ze te raden zijn",
            "emptied cells of the dataset, and how often they are guessed",
        ),
        ("preflight", _) => {
            Text::new("wat deze cijfers kunnen laten zien", "what these figures can show")
        }
        ("codebook", _) => Text::new("definities en kolommen", "definitions and columns"),
        ("estimates", _) => {
            Text::new("alle cijfers, één per regel", "all figures, one a row")
        }
        ("stability", _) => Text::new(
            "dezelfde cijfers onder andere keuzes",
            "the same figures under other choices",
        ),
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
        ("agreement", _) => Text::new(
            "dezelfde cliënten volgens verschillende maten",
            "the same clients by different criteria",
        ),
        ("findings", _) => Text::new(
            "bevindingen: bestand, regel, kolom",
            "findings: file, line, column",
        ),
        ("inputs", _) => Text::new(
            "wat is gelezen: bestanden, rijen, bevindingen",
            "what was read: files, rows, findings",
        ),
        ("protection", _) => Text::new(
            "aantallen: wat een buitenstaander kan afleiden",
            "counts: what an outsider can work out",
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
