//! The brochure: what was done, what came of it, and how sure that is.
//!
//! In: the safe-number store, its charts, the account of the run. Out: one HTML page.
//! Never: a number that is not in the store, a ranking, a claim about causes.

use serde::Serialize;

use crate::disclosure::Release;
use crate::error::Error;
use crate::terms::Language;

use super::context::{Chart, Context};
use super::key_figures::{self, Tile};
use super::made::{self, Made};
use super::page::{self, Link};
use super::section::{self, Section};
use super::series::{check_numbers, indicators_of};
use super::words::Words;

const TEMPLATE: &str = include_str!("../../../reports/templates/brochure.html");
/// Part of the file name of the page this module makes.
pub(super) const NAME: &str = "brochure";
/// Folder of the bundle the page stands in when the list of files does not say.
const FOLDER: &str = "publication";

#[derive(Serialize)]
struct View<T> {
    t: T,
    key_title: String,
    provisional: Option<String>,
    tiles: Vec<Tile>,
    sections: Vec<Section>,
    made: Made,
    codebook: Option<String>,
    index: String,
}

/// The brochure in one language; charts in the other language are left out.
///
/// # Errors
/// When the release holds what is not a number, a chart is not an SVG of ours or belongs to
/// no figure, or a template is broken: bugs.
pub fn render_brochure(
    context: &Context,
    charts: &[Chart],
    language: Language,
) -> Result<String, Error> {
    let (release, judgements) = (context.release, context.judgements);
    let words = Words::read(language)?;
    check_numbers(release, judgements)?;
    let names = indicators_of(release);
    let ours: Vec<&Chart> = charts.iter().filter(|it| it.language == language).collect();
    if let Some(it) = ours.iter().find(|it| !names.contains(&it.indicator)) {
        let name = it.indicator;
        return Err(Error::bug(format!("a chart of `{name}`, which has no figures")));
    }
    let of = |name: &str| -> Vec<&Chart> {
        ours.iter().copied().filter(|it| it.indicator == name).collect()
    };
    let sections: Result<_, _> = names
        .iter()
        .map(|it| section::build((release, judgements), it, &of(it), &words))
        .collect();
    let path = page::find(context, NAME, language.code());
    let here = path.map_or(FOLDER, page::folder);
    let latest =
        release.periods.last().map_or_else(String::new, |it| release.period_label(it));
    let is_provisional = release.n_provisional > 0;
    let codebook = page::find(context, super::codebook::NAME, language.code());
    let view = View {
        t: words.page(),
        key_title: words.fill("key_figures", &[("period", &latest)]),
        provisional: is_provisional.then(|| words.say("provisional_note")),
        tiles: key_figures::tiles(release, judgements, &names, &words),
        sections: sections?,
        made: made::build(context, &words),
        codebook: codebook.map(|it| page::link(here, it)),
        index: page::link(here, "index.html"),
    };
    let main = page::fill("brochure.html", TEMPLATE, &view)?;
    let links = other_languages(context, NAME, here, language)?;
    let title = context.title.get(language);
    page::shell(context, title, &span(release, &words), &links, &main, &words)
}

/// Links to the same page in the other languages, where the bundle has them.
pub(super) fn other_languages(
    context: &Context,
    name: &str,
    here: &str,
    language: Language,
) -> Result<Vec<Link>, Error> {
    let others = Language::ALL.into_iter().filter(|it| *it != language);
    let mut links = Vec::new();
    for other in others {
        if let Some(path) = page::find(context, name, other.code()) {
            links.push(Link {
                href: page::link(here, path),
                label: Words::read(other)?.say("language_name"),
                lang: other.code(),
            });
        }
    }
    Ok(links)
}

/// Which periods the figures are about: `2009–2016 (8 jaar)`.
pub(super) fn span(release: &Release, words: &Words) -> String {
    let (Some(first), Some(last)) = (release.periods.first(), release.periods.last())
    else {
        return String::new();
    };
    if release.periods.len() == 1 {
        return first.label.clone();
    }
    let n = release.periods.len();
    let key = format!("period.{}", Words::period_key(&release.periods));
    let number = super::format::count(n as u64, words.language);
    let gaps = [
        ("first", first.label.as_str()),
        ("last", &last.label),
        ("n", &number),
        ("periods", &words.plural(&key, n)),
    ];
    words.fill("span", &gaps)
}
