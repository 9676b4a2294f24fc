//! Funnels of a release: which comparisons are drawn, and with what words.
//!
//! In: released comparisons. Out: chart data, one chart a comparison with two shown units or
//! more. Never: a number that is not in the release; units in the order of their shares.

use super::charts::{FunnelChart, FunnelLimits, FunnelPoint};
use crate::disclosure::Release;
use crate::judgements::{Judgements, ReleasedComparison, ReleasedUnit};
use crate::terms::{Language, Shown, Text};

/// So many units are all named in the picture; of more, those outside the limits.
const MOST_NAMED: usize = 15;

/// The funnels of a release in one language, each with the name of its indicator.
pub(super) fn funnels(
    release: &Release,
    judgements: &Judgements,
    language: Language,
) -> Vec<(String, FunnelChart)> {
    let plot = |it: &ReleasedComparison| {
        Some((it.series.indicator.clone(), funnel(release, it, language)?))
    };
    judgements.comparisons.iter().filter_map(plot).collect()
}

/// The name of the chart of a comparison: that of the indicator, and what is compared.
fn name_of(comparison: &ReleasedComparison) -> String {
    let series = &comparison.series;
    let mut name = format!("{}-by-{}", series.indicator, comparison.dimension.name());
    let groups = series.groups.split().map(|it| it.1.printed());
    for part in groups.chain(series.category.as_deref().map(Into::into)) {
        name = format!("{name}-{part}");
    }
    name
}

fn funnel(
    release: &Release,
    comparison: &ReleasedComparison,
    language: Language,
) -> Option<FunnelChart> {
    let overall = *comparison.overall.value()?;
    let say = |nl: &str, en: &str| Text::new(nl, en).get(language).to_owned();
    let info = release.indicator(&comparison.series.indicator)?;
    let n_placed = comparison.n_placed();
    let point = |it: &ReleasedUnit| {
        let is_outside = comparison.outside().any(|other| other.group == it.group);
        let label = release.group_label(comparison.dimension, &it.group);
        let is_named = is_outside || n_placed <= MOST_NAMED;
        Some(FunnelPoint {
            name: if is_named { label.get(language).to_owned() } else { String::new() },
            n: *it.n.value()?,
            value: *it.compared().value()?,
            at_95: *it.at_95.value()?,
            at_998: *it.at_998.value()?,
            is_outside,
        })
    };
    let points: Vec<FunnelPoint> = comparison.units.iter().filter_map(point).collect();
    if points.len() < 2 {
        return None;
    }
    let limits = |it: &crate::judgements::CurvePoint| FunnelLimits {
        n: it.n,
        at_95: it.at_95,
        at_998: it.at_998,
    };
    let by = comparison.dimension.label();
    let by = by.get(language);
    Some(FunnelChart {
        name: name_of(comparison),
        title: format!(
            "{}{} {by}{}, {}",
            info.label.get(language),
            say(" per", " by"),
            others(release, comparison, language),
            comparison.period.label
        ),
        subtitle: subtitle(comparison, language),
        overall,
        points,
        curve: comparison.curve.iter().map(limits).collect(),
        rows_label: say("aantal (n)", "number (n)"),
        language,
        note: note(comparison, release.smallest_count, language),
        description: description(comparison, language),
    })
}

/// The other groups all units are in, and the category.
fn others(
    release: &Release,
    comparison: &ReleasedComparison,
    language: Language,
) -> String {
    let labels = release.group_labels_of(&comparison.series.groups);
    labels.iter().map(|it| format!(", {}", it.get(language))).collect()
}

fn subtitle(comparison: &ReleasedComparison, language: Language) -> String {
    let text = if comparison.is_adjusted() {
        Text::new(
            "aandeel in procenten, gecorrigeerd voor verschillen tussen cliënten; balken: \
             grenzen van toeval (95 % breed, 99,8 % smal)",
            "share in per cent, adjusted for differences between clients; bars: limits of \
             chance (95% wide, 99.8% thin)",
        )
    } else {
        Text::new(
            "aandeel in procenten, naar aantal; lijnen: grenzen van toeval",
            "share in per cent, by number; lines: limits of chance",
        )
    };
    text.get(language).to_owned()
}

fn note(comparison: &ReleasedComparison, smallest: u64, language: Language) -> String {
    let hidden = comparison.units.iter().filter(|it| it.value == Shown::Suppressed);
    let n_hidden = hidden.count();
    if n_hidden == 0 {
        return String::new();
    }
    let text = Text::new(
        format!(
            "Niet getoond: {n_hidden} (aantallen onder {smallest}, of wat die verraadt)."
        ),
        format!(
            "Not shown: {n_hidden} (counts under {smallest}, or what would betray one)."
        ),
    );
    text.get(language).to_owned()
}

fn description(comparison: &ReleasedComparison, language: Language) -> String {
    let (n, n_outside) = (comparison.n_placed(), comparison.outside().count());
    let text = Text::new(
        format!(
            "{n} punten, elk met het aantal op de horizontale as en het aandeel op de \
             verticale. Buiten de grenzen van 95 %: {n_outside}. De getallen staan in de tabel."
        ),
        format!(
            "{n} points, each with its number on the horizontal axis and its share on the \
             vertical. Outside the limits at 95%: {n_outside}. The numbers are in the table."
        ),
    );
    text.get(language).to_owned()
}
