//! Courses: the chart of a cumulative incidence.
//!
//! In: released figures. Out: chart data for one group of starters, a panel a programme. Never:
//! a number that is not in the release.

use super::charts::{Course, CourseChart, CoursePanel, CoursePoint};
use super::report::format::count;
use crate::disclosure::{Release, ReleasedFigure};
use crate::indicators::{Horizon, IndicatorInfo};
use crate::terms::{Dimension, Group, Language, Period, Shown, Text, WhyMissing};

/// Whether the figures of an indicator are shares within a number of days.
pub(super) fn is_course(figure: &ReleasedFigure) -> bool {
    figure.horizon().is_some()
}

/// The chart of an indicator; `None` when it is no cumulative incidence, or nobody was
/// followed for any of its numbers of days.
pub(super) fn courses(
    release: &Release,
    info: &IndicatorInfo,
    language: Language,
) -> Option<CourseChart> {
    let of = |it: &&ReleasedFigure| it.is_of(&info.name) && is_course(it);
    let figures: Vec<&ReleasedFigure> = release.figures.iter().filter(of).collect();
    let period = starters(&figures)?;
    let figures: Vec<&ReleasedFigure> =
        figures.into_iter().filter(|it| it.period == *period).collect();
    let builder = Builder { release, info, figures, period, language };
    builder.chart()
}

/// The latest starters who were followed longest.
fn starters<'a>(figures: &[&'a ReleasedFigure]) -> Option<&'a Period> {
    let followed = |it: &&&ReleasedFigure| !matches!(it.value, Shown::Missing(_));
    let totals = figures.iter().filter(|it| it.is_split_by(&[])).filter(followed);
    let longest =
        totals.max_by_key(|it| (it.horizon().map(|it| it.days), it.period.start))?;
    Some(&longest.period)
}

struct Builder<'a> {
    release: &'a Release,
    info: &'a IndicatorInfo,
    /// The figures of one period.
    figures: Vec<&'a ReleasedFigure>,
    period: &'a Period,
    language: Language,
}

impl<'a> Builder<'a> {
    fn say(&self, nl: &str, en: &str) -> String {
        Text::new(nl, en).get(self.language).to_owned()
    }

    fn chart(&self) -> Option<CourseChart> {
        let mut days: Vec<u32> =
            self.figures.iter().filter_map(|it| Some(it.horizon()?.days)).collect();
        days.sort_unstable();
        days.dedup();
        days.retain(|days| self.has(*days));
        let mut programmes: Vec<&Group> = vec![&Group::All];
        for figure in
            self.figures.iter().filter(|it| it.is_split_by(&[Dimension::Programme]))
        {
            let programme = figure.group(Dimension::Programme);
            if !programmes.contains(&programme) {
                programmes.push(programme);
            }
        }
        let panels: Vec<CoursePanel> =
            programmes.iter().filter_map(|it| self.panel(it, &days)).collect();
        (!panels.is_empty()).then(|| CourseChart {
            name: self.info.name.clone(),
            title: self.info.label.get(self.language).to_owned(),
            subtitle: self.subtitle(),
            days,
            panels,
            language: self.language,
            note: self.note(),
            description: self.description(),
        })
    }

    /// Whether anybody was followed for so many days.
    fn has(&self, days: u32) -> bool {
        self.figures.iter().any(|it| {
            it.horizon().is_some_and(|it| it.days == days)
                && !matches!(it.value, Shown::Missing(_))
        })
    }

    fn find(&self, programme: &Group, at: Horizon<'_>) -> Option<&'a ReleasedFigure> {
        let split: &[Dimension] =
            if programme.is_all() { &[] } else { &[Dimension::Programme] };
        let is_it = |it: &&&ReleasedFigure| {
            it.is_split_by(split)
                && it.group(Dimension::Programme) == programme
                && it.horizon() == Some(at)
        };
        self.figures.iter().find(is_it).copied()
    }

    /// The courses of one programme; `None` when none of its shares is shown.
    fn panel(&self, programme: &Group, days: &[u32]) -> Option<CoursePanel> {
        let causes = self.info.categories.iter().enumerate();
        let courses = causes.filter_map(|(look, (cause, label))| {
            let figures: Vec<Option<&ReleasedFigure>> = days
                .iter()
                .map(|days| self.find(programme, Horizon { cause, days: *days }))
                .collect();
            let is_shown = |it: &&ReleasedFigure| it.value.value().is_some();
            if !figures.iter().flatten().any(is_shown) {
                return None;
            }
            let points = figures.into_iter().map(point).collect();
            let name = label.get(self.language).to_owned();
            Some(Course { name, look, points })
        });
        let courses: Vec<Course> = courses.collect();
        let title = self.title(programme);
        (!courses.is_empty()).then_some(CoursePanel { title, courses })
    }

    fn title(&self, programme: &Group) -> String {
        let name = match programme {
            Group::All => self.say("alle programma’s samen", "all programmes together"),
            it => {
                let label = self.release.group_label(Dimension::Programme, it);
                label.get(self.language).to_owned()
            }
        };
        let shown = |it: &&&ReleasedFigure| it.group(Dimension::Programme) == programme;
        let n = self.figures.iter().filter(shown).find_map(|it| it.n.value());
        let n = n.map(|it| count(*it, self.language));
        n.map_or_else(|| name.clone(), |n| format!("{name} (n = {n})"))
    }

    fn subtitle(&self) -> String {
        let period = &self.period.label;
        self.say(
            &format!(
                "gestart in {period}: aandeel in procenten, naar dagen sinds de start; met \
                 95 %-interval"
            ),
            &format!(
                "started in {period}: share in per cent, by days since the start; with 95% \
                 interval"
            ),
        )
    }

    fn note(&self) -> String {
        let lines = self.say(
            "De lijnen verbinden de dagen waarvoor er een cijfer is. De streepjes vlak voor een punt zijn de intervallen.",
            "The lines join the days for which there is a figure. The bars just before a point are the intervals.",
        );
        let hides = self.figures.iter().any(|it| it.value == Shown::Suppressed);
        if !hides {
            return lines;
        }
        let hidden = self.say(
            "○ of geen lijn: niet getoond, omdat het om te weinig trajecten gaat.",
            "○ or no line: not shown, because it is about too few trajectories.",
        );
        format!("{lines}\n{hidden}")
    }

    fn description(&self) -> String {
        let summary = self.info.summary.get(self.language);
        let place = self.say(
            &format!(
                "Trajecten die in {} begonnen. De getallen staan in de tabel.",
                self.period.label
            ),
            &format!(
                "Trajectories that started in {}. The numbers are in the table.",
                self.period.label
            ),
        );
        format!("{summary} {place}")
    }
}

fn point(figure: Option<&ReleasedFigure>) -> CoursePoint {
    match figure {
        Some(it) => {
            CoursePoint { value: it.value, interval: it.interval.value().copied() }
        }
        None => CoursePoint { value: Shown::Missing(WhyMissing::NoRows), interval: None },
    }
}
