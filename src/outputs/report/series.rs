//! Figures by section, split and series, in the order of the release.
//!
//! In: the safe-number store. Out: its figures, each in exactly one series.
//! Never: a new number.

use std::collections::BTreeMap;

use crate::disclosure::{Release, ReleasedFigure};
use crate::error::Error;
use crate::indicators::{Horizon, IndicatorInfo, Unit};
use crate::judgements::{Judgements, ReleasedTrend};
use crate::terms::{Dimension, Language, SeriesKey, Shown};

use super::words::capital;

/// One group (and category) over the periods.
#[derive(Debug, Clone)]
pub(super) struct Series<'a> {
    pub(super) key: &'a SeriesKey,
    pub(super) figures: Vec<&'a ReleasedFigure>,
    pub(super) trend: Option<&'a ReleasedTrend>,
}

/// All series of an indicator that are split by the same dimensions.
#[derive(Debug, Clone)]
pub(super) struct Split<'a> {
    pub(super) dimensions: Vec<Dimension>,
    pub(super) series: Vec<Series<'a>>,
}

/// The indicators that have figures: those of the catalogue in its order, then any other.
pub(super) fn indicators_of(release: &Release) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    let known = release.indicators.iter().map(|it| it.name.as_str());
    let used = release.figures.iter().map(|it| it.series.indicator.as_str());
    for name in known.chain(used) {
        let has_figures = || release.figures.iter().any(|it| it.is_of(name));
        if !names.contains(&name) && has_figures() {
            names.push(name);
        }
    }
    names
}

/// The splits of one indicator, the one with the fewest dimensions first.
pub(super) fn splits_of<'a>(
    release: &'a Release,
    judgements: &'a Judgements,
    indicator: &str,
) -> Vec<Split<'a>> {
    let mut splits: BTreeMap<(usize, Vec<Dimension>), Vec<Series>> = BTreeMap::new();
    let mut place: BTreeMap<&SeriesKey, usize> = BTreeMap::new();
    for figure in release.figures.iter().filter(|it| it.is_of(indicator)) {
        let (key, dimensions) = (&figure.series, figure.series.groups.dimensions());
        let series = splits.entry((dimensions.len(), dimensions)).or_default();
        let at = *place.entry(key).or_insert(series.len());
        if at == series.len() {
            let trend = judgements.trends.iter().find(|it| it.series == *key);
            series.push(Series { key, figures: Vec::new(), trend });
        }
        series[at].figures.push(figure);
    }
    splits
        .into_iter()
        .map(|((_, dimensions), series)| Split { dimensions, series })
        .collect()
}

impl Series<'_> {
    /// The unit, when all its figures have the same.
    pub(super) fn unit(&self) -> Option<Unit> {
        common(self.figures.iter().map(|it| it.unit))
    }

    /// The cause and number of days, for a series of a cumulative incidence.
    pub(super) fn horizon(&self) -> Option<Horizon<'_>> {
        self.figures.first()?.horizon()
    }

    /// What people call the series: its groups, then its category; `None` for the total.
    pub(super) fn label(&self, release: &Release, language: Language) -> Option<String> {
        label_of(release, self.key, language)
    }
}

impl Split<'_> {
    /// All figures.
    pub(super) fn figures(&self) -> impl Iterator<Item = &ReleasedFigure> {
        self.series.iter().flat_map(|it| it.figures.iter().copied())
    }
}

/// What people call a series: its groups, then its category; `None` for the total.
pub(super) fn label_of(
    release: &Release,
    key: &SeriesKey,
    language: Language,
) -> Option<String> {
    let groups = release.group_labels_of(&key.groups).into_iter();
    let groups = groups.map(|it| it.get(language).to_owned());
    let category = key.category.as_deref();
    let category = category
        .map(|it| category_label(release.indicator(&key.indicator), it, language));
    let parts: Vec<_> = groups.chain(category).map(|it| capital(&it)).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// The one value all items have; `None` when they differ or there are none.
pub(super) fn common<T: PartialEq>(items: impl IntoIterator<Item = T>) -> Option<T> {
    let mut items = items.into_iter();
    let first = items.next()?;
    items.all(|it| it == first).then_some(first)
}

/// What people call a category.
pub(super) fn category_label(
    info: Option<&IndicatorInfo>,
    code: &str,
    language: Language,
) -> String {
    let label = info.and_then(|it| it.category_label(code));
    label.map_or_else(|| code.to_owned(), |it| it.get(language).to_owned())
}

/// Refuses a release with a number that is none.
///
/// # Errors
/// When a figure or trend holds NaN or infinity: a bug of an earlier stage.
pub(super) fn check_numbers(
    release: &Release,
    judgements: &Judgements,
) -> Result<(), Error> {
    let finite = |it: &Shown<f64>| it.value().is_none_or(|it| it.is_finite());
    for figure in &release.figures {
        let interval = figure.interval.value().copied().unwrap_or_default();
        let target = figure.target.unwrap_or_default();
        let numbers = [interval.0, interval.1, target, figure.confidence];
        if !finite(&figure.value) || !numbers.iter().all(|it| it.is_finite()) {
            let id = &figure.figure_id;
            return Err(Error::bug(format!("figure `{id}` holds what is not a number")));
        }
    }
    let whole = |it: &ReleasedTrend| {
        finite(&it.statistic) && finite(&it.p_value) && finite(&it.slope)
    };
    match judgements.trends.iter().find(|it| !whole(it)) {
        Some(it) => {
            let name = &it.series.indicator;
            Err(Error::bug(format!("a trend of `{name}` is not a number")))
        }
        None => Ok(()),
    }
}
