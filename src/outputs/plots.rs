//! Plots: which charts a release gives, and what each draws.
//!
//! In: released figures. Out: chart data, one chart an indicator that has a course over the
//! periods. Never: a number that is not in the release.

use super::charts::{
    ControlChart, CourseChart, FunnelChart, Panel, Point, Scale, Series, StackedChart,
    StackedPanel, TrendChart,
};
use super::control_plots::control_plots;
use super::courses::{courses, is_course};
use super::funnels::funnels;
use crate::disclosure::{Release, ReleasedFigure};
use crate::indicators::{IndicatorInfo, MeasureKind, Unit};
use crate::judgements::Judgements;
use crate::terms::{Dimension, Group, Language, Shown, Text};

/// What a chart shows of its indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlotKind {
    /// Its figures.
    Figures,
    /// Its groups, compared.
    Comparison,
    /// Its control chart.
    Control,
}

/// A chart to draw, and what it belongs to.
#[derive(Debug, Clone)]
pub struct Plot {
    /// The public name of its indicator.
    pub indicator: String,
    /// What it shows of that.
    pub kind: PlotKind,
    /// The language of its words.
    pub language: Language,
    /// What is drawn.
    pub drawing: Drawing,
}

/// What to draw.
#[derive(Debug, Clone)]
pub enum Drawing {
    /// Lines over the periods.
    Trend(TrendChart),
    /// Stacked shares over the periods.
    Stacked(StackedChart),
    /// Shares that grow with the days since the start.
    Courses(CourseChart),
    /// Groups beside each other, between the limits of chance.
    Funnel(FunnelChart),
    /// A line over the periods with its limits.
    Control(ControlChart),
}

/// The charts of a release in one language, in catalogue order.
pub fn plots(
    release: &Release,
    judgements: &Judgements,
    language: Language,
) -> Vec<Plot> {
    let figures = |it: &IndicatorInfo| {
        let drawing = match courses(release, it, language) {
            Some(it) => Some(Drawing::Courses(it)),
            None if release.periods.len() < 2 => None,
            None => over_periods(release, it, language),
        };
        Some((it.name.clone(), PlotKind::Figures, drawing?))
    };
    let figures = release.indicators.iter().filter_map(figures);
    let funnels = funnels(release, judgements, language).into_iter();
    let funnels = funnels.map(|it| (it.0, PlotKind::Comparison, Drawing::Funnel(it.1)));
    let controls = control_plots(release, &judgements.signals, language).into_iter();
    let controls = controls.map(|it| (it.0, PlotKind::Control, Drawing::Control(it.1)));
    let all = figures.chain(funnels).chain(controls);
    all.map(|(indicator, kind, drawing)| Plot { indicator, kind, language, drawing })
        .collect()
}

fn over_periods(
    release: &Release,
    info: &IndicatorInfo,
    language: Language,
) -> Option<Drawing> {
    let first = release.figures.iter().find(|it| it.is_of(&info.name))?;
    let builder = Builder { release, info, first, language };
    match first.unit {
        Unit::Trajectories => None,
        _ if is_course(first) => None,
        _ if is_distribution(first) => Some(Drawing::Stacked(builder.stacked())),
        _ => Some(Drawing::Trend(builder.trend())),
    }
}

fn is_distribution(first: &ReleasedFigure) -> bool {
    first.measured.kind == MeasureKind::Distribution
}

/// The dimensions a chart can show; a figure of another group is not in it.
const CHARTED: [Dimension; 3] =
    [Dimension::Informant, Dimension::Instrument, Dimension::Programme];

/// What a panel is about: informant and instrument.
type About<'b> = (&'b Group, &'b Group);

struct Builder<'a> {
    release: &'a Release,
    info: &'a IndicatorInfo,
    /// The first figure: its category and unit are those of the first measure.
    first: &'a ReleasedFigure,
    language: Language,
}

impl<'a> Builder<'a> {
    fn say(&self, nl: &str, en: &str) -> String {
        Text::new(nl, en).get(self.language).to_owned()
    }

    fn figures(&self) -> impl Iterator<Item = &'a ReleasedFigure> {
        let (name, first) = (&self.info.name, self.first);
        let stacked = is_distribution(first);
        self.release.figures.iter().filter(move |it| {
            it.is_of(name)
                && it.unit == first.unit
                && (stacked || it.series.category == first.series.category)
        })
    }

    /// The groups along a dimension that have figures, in the order of the release; all
    /// together when nothing is split by it.
    fn groups(&self, dimension: Dimension) -> Vec<&'a Group> {
        let mut groups: Vec<&Group> = Vec::new();
        for figure in self.figures() {
            let group = figure.group(dimension);
            if !group.is_all() && !groups.contains(&group) {
                groups.push(group);
            }
        }
        if groups.is_empty() { vec![&Group::All] } else { groups }
    }

    fn label(&self, dimension: Dimension, group: &Group) -> String {
        self.release.group_label(dimension, group).get(self.language).to_owned()
    }

    /// The figure of a period for one panel and programme; others must be total.
    fn find(
        &self,
        period: usize,
        (informant, instrument): About<'_>,
        programme: &Group,
        category: Option<&str>,
    ) -> Option<&'a ReleasedFigure> {
        self.figures().find(|it| {
            it.period == self.release.periods[period]
                && it.group(Dimension::Informant) == informant
                && it.group(Dimension::Instrument) == instrument
                && it.group(Dimension::Programme) == programme
                && (category.is_none() || it.series.category.as_deref() == category)
                && it.series.groups.split().all(|it| CHARTED.contains(&it.0))
        })
    }

    fn trend(&self) -> TrendChart {
        let informants = self.groups(Dimension::Informant);
        let instruments = self.groups(Dimension::Instrument);
        let abouts =
            informants.iter().flat_map(|it| instruments.iter().map(|on| (*it, *on)));
        let panels = abouts.filter(|it| self.has(*it)).map(|it| self.panel(it)).collect();
        TrendChart {
            name: self.info.name.clone(),
            title: self.info.label.get(self.language).to_owned(),
            subtitle: self.subtitle(),
            periods: self.periods(),
            panels,
            scale: scale_of(self.first.unit),
            target: self.first.target,
            language: self.language,
            note: self.note(),
            description: self.description(),
        }
    }

    /// Whether there is a panel: not every instrument is filled in by every informant.
    fn has(&self, (informant, instrument): About<'_>) -> bool {
        instrument.is_all()
            || self.figures().any(|it| {
                it.group(Dimension::Informant) == informant
                    && it.group(Dimension::Instrument) == instrument
            })
    }

    fn panel(&self, about: About<'_>) -> Panel {
        let (informant, instrument) = about;
        let parts =
            [(Dimension::Instrument, instrument), (Dimension::Informant, informant)];
        let parts = parts.into_iter().filter(|it| !it.1.is_all());
        let parts = parts.map(|(dimension, it)| self.label(dimension, it));
        let title = parts.collect::<Vec<_>>().join(", ");
        let programmes = self.groups(Dimension::Programme);
        let series = programmes.iter().map(|it| self.series(about, it));
        Panel { title, series: series.collect() }
    }

    fn series(&self, about: About<'_>, programme: &Group) -> Series {
        let points = (0..self.release.periods.len()).filter_map(|period| {
            let figure = self.find(period, about, programme, None)?;
            Some(Point {
                period,
                value: figure.value,
                interval: figure.interval.value().copied(),
                n: figure.n,
            })
        });
        let name = self.label(Dimension::Programme, programme);
        Series { name, points: points.collect() }
    }

    fn stacked(&self) -> StackedChart {
        let mut groups = self.groups(Dimension::Programme);
        groups.retain(|it| !it.is_all());
        groups.insert(0, &Group::All);
        let panels = groups.iter().map(|it| self.stacked_panel(it));
        let categories = self.info.categories.iter();
        StackedChart {
            name: self.info.name.clone(),
            title: self.info.label.get(self.language).to_owned(),
            subtitle: self.info.summary.get(self.language).to_owned(),
            periods: self.periods(),
            panels: panels.collect(),
            categories: categories.map(|it| it.1.get(self.language).to_owned()).collect(),
            language: self.language,
            note: self.note(),
            description: self.description(),
        }
    }

    fn stacked_panel(&self, programme: &Group) -> StackedPanel {
        let periods = 0..self.release.periods.len();
        let value = |period, category: &str| {
            let figure =
                self.find(period, (&Group::All, &Group::All), programme, Some(category));
            figure.map_or(NO_ROWS, |it| it.value)
        };
        let shares = self.info.categories.iter();
        let shares = shares
            .map(|(code, _)| periods.clone().map(|period| value(period, code)).collect());
        let first = self.info.categories.first().map(|it| it.0.as_str());
        let n = periods.clone().map(|period| {
            self.find(period, (&Group::All, &Group::All), programme, first)
                .map_or(Shown::Value(0), |it| it.n)
        });
        let title = self.label(Dimension::Programme, programme);
        StackedPanel { title, shares: shares.collect(), n: n.collect() }
    }

    fn periods(&self) -> Vec<String> {
        self.release.periods.iter().map(|it| self.release.period_label(it)).collect()
    }

    fn subtitle(&self) -> String {
        let unit = unit_text(self.first.unit);
        let measure = self.first.series.category.as_ref();
        let measure =
            measure.and_then(|it| self.info.categories.iter().find(|c| c.0 == *it));
        let measure = measure
            .map_or_else(String::new, |it| format!("{}, ", it.1.get(self.language)));
        measure
            + unit.get(self.language)
            + &self.say("; met 95 %-interval", "; with 95% interval")
    }

    fn note(&self) -> String {
        let n = self.release.smallest_count;
        let mut notes = Vec::new();
        if n > 0 && self.figures().any(|it| it.value == Shown::Suppressed) {
            notes.push(self.say(
                &format!("○ niet getoond: minder dan {n} in deze uitsplitsing"),
                &format!("○ not shown: fewer than {n} in this breakdown"),
            ));
        }
        if self.release.n_provisional > 0 {
            notes.push(self.say(
                "* voorlopig: er komen nog gegevens binnen",
                "* provisional: records still come in",
            ));
        }
        notes.join("; ")
    }

    fn description(&self) -> String {
        let summary = self.info.summary.get(self.language);
        let (from, until) = match &self.release.periods[..] {
            [first, .., last] => (&first.label, &last.label),
            _ => return summary.to_owned(),
        };
        let place = self.say(
            &format!("Van {from} tot en met {until}. De getallen staan in de tabel."),
            &format!("From {from} to {until}. The numbers are in the table."),
        );
        format!("{summary} {place}")
    }
}

const NO_ROWS: Shown<f64> = Shown::Missing(crate::terms::WhyMissing::NoRows);

/// What an axis of this unit measures.
pub(super) fn scale_of(unit: Unit) -> Scale {
    match unit {
        Unit::Proportion => Scale::Share,
        Unit::Mark => Scale::Mark,
        Unit::Days => Scale::Days,
        Unit::TScore => Scale::TScore,
        Unit::Points | Unit::StandardDeviations | Unit::Trajectories => Scale::Count,
    }
}

/// A unit as the subtitle of a chart says it.
pub(super) fn unit_text(unit: Unit) -> Text {
    match unit {
        Unit::Proportion => Text::new("aandeel in procenten", "share in per cent"),
        Unit::Mark => Text::new("gemiddeld cijfer van 1 tot 10", "mean mark, 1 to 10"),
        Unit::Days => Text::new("dagen", "days"),
        Unit::TScore => Text::new("gemiddelde T-score", "mean T-score"),
        Unit::Points => Text::new("punten", "points"),
        Unit::StandardDeviations => {
            Text::new("standaarddeviaties", "standard deviations")
        }
        Unit::Trajectories => Text::new("trajecten", "trajectories"),
    }
}
