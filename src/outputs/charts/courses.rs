//! Courses: shares that grow with the days since the start, one line a way of ending.
//!
//! In: a [`CourseChart`]. Out: the drawn chart; days lie as far apart as they are long. Never: a
//! line across days whose share is not shown, or a guess of a hidden one.

use super::axis::Axis;
use super::check::check_course;
use super::end_labels::{EndLabel, LABEL_WHITE, place_labels};
use super::format::{figure, tick};
use super::marks::{draw_hollow, draw_marks};
use super::metrics::{Fonts, Weight};
use super::palette::{BASE, TEXT, series_ink, series_shape};
use super::scene::{Anchor, At};
use super::sheet::{
    LABEL, LABEL_LINE, Needs, SMALL, SMALL_LINE, Sheet, Slot, Words, deliver, notes,
};
use super::{Course, CourseChart, CoursePanel, Drawn, Scale, larger, real};
use crate::error::Error;
use crate::terms::Shown;

/// Most width of labels.
const LABELS: f64 = 250.0;
/// Distance between the intervals of two lines at the same number of days.
const DODGE: f64 = 4.0;
const RADIUS: f64 = 3.8;
/// White behind the last number of days.
const END: f64 = 8.0;

/// Draws courses.
///
/// # Errors
/// When the chart has no panel or days, a course of another length, or a number that is not
/// finite; when a backend refuses.
pub fn draw_courses(chart: &CourseChart) -> Result<Drawn, Error> {
    check_course(chart)?;
    let words = Words {
        name: &chart.name,
        title: &chart.title,
        subtitle: &chart.subtitle,
        description: &chart.description,
        language: chart.language,
    };
    let drawing = Drawing::of(chart, Fonts::load()?);
    let days: Vec<String> = chart.days.iter().map(u32::to_string).collect();
    let (mut sheet, slots) = Sheet::new(&words, &drawing.needs(&days))?;
    for (panel, slot) in chart.panels.iter().zip(&slots) {
        drawing.panel(&mut sheet, panel, slot);
    }
    let notes = notes(&chart.note, drawing.hides, chart.language);
    deliver(&sheet.finish(&notes), &words)
}

/// What all panels share.
struct Drawing<'a> {
    chart: &'a CourseChart,
    fonts: &'static Fonts,
    axis: Axis,
    hides: bool,
}

impl<'a> Drawing<'a> {
    fn of(chart: &'a CourseChart, fonts: &'static Fonts) -> Self {
        let points =
            || chart.panels.iter().flat_map(|it| &it.courses).flat_map(|it| &it.points);
        let mut values = vec![0.0];
        for point in points() {
            values.extend(point.value.value());
            values.extend(point.interval.into_iter().flat_map(|(low, high)| [low, high]));
        }
        let axis = Axis::holding(Scale::Share, &values);
        let hides = points().any(|it| it.value == Shown::Suppressed);
        Self { chart, fonts, axis, hides }
    }

    fn needs<'n>(&self, days: &'n [String]) -> Needs<'n> {
        let widest =
            self.chart.panels.iter().map(|it| self.label_room(it)).fold(0.0, larger);
        let n_courses = self.chart.panels.iter().map(|it| it.courses.len()).max();
        Needs {
            n_panels: self.chart.panels.len(),
            periods: days,
            axis: self.axis_room(),
            labels_alone: widest,
            labels_beside: vec![widest; self.chart.panels.len()],
            // Wide enough for the first days, which lie nearest to each other.
            pitch: 110.0,
            height: self.labels_height(n_courses.unwrap_or(0)),
            n_rows: 0,
            has_strip: self.hides,
            has_titles: self.chart.panels.iter().any(|it| !it.title.is_empty()),
            inset: 0.0,
        }
    }

    fn ticks(&self) -> Vec<(f64, String)> {
        let (axis, language) = (self.axis, self.chart.language);
        let text = |it: f64| tick(it, axis.step, axis.scale, language);
        axis.ticks().into_iter().map(|it| (axis.position(it), text(it))).collect()
    }

    fn axis_room(&self) -> f64 {
        let width = |it: &(f64, String)| self.fonts.width(&it.1, SMALL, Weight::Regular);
        self.ticks().iter().map(width).fold(24.0, larger) + 10.0
    }

    fn label_lines(&self, course: &Course) -> Vec<String> {
        self.fonts.wrap(&self.label(course), LABEL, Weight::Bold, LABELS)
    }

    fn label_room(&self, panel: &CoursePanel) -> f64 {
        let lines = panel.courses.iter().flat_map(|it| self.label_lines(it));
        let widths = lines.map(|it| self.fonts.width(&it, LABEL, Weight::Bold));
        widths.fold(0.0, larger) + LABEL_WHITE
    }

    fn labels_height(&self, n_courses: usize) -> f64 {
        let lines = |panel: &CoursePanel| {
            panel.courses.iter().map(|it| self.label_lines(it).len()).sum::<usize>()
        };
        let most = self.chart.panels.iter().map(lines).max().unwrap_or(0);
        real(most) * LABEL_LINE + 4.0 * real(n_courses)
    }

    /// The name of a course and its last share that is shown.
    fn label(&self, course: &Course) -> String {
        let language = self.chart.language;
        let shown = course.points.iter().rev().find_map(|it| it.value.value().copied());
        match shown {
            Some(it) => {
                format!("{} {}", course.name, figure(it, Scale::Share, language))
            }
            None => course.name.clone(),
        }
    }

    fn x(&self, slot: &Slot, days: u32) -> f64 {
        let last = self.chart.days.last().copied().unwrap_or(1);
        slot.left + f64::from(days) / f64::from(last) * (slot.right - slot.left - END)
    }

    fn panel(&self, sheet: &mut Sheet, panel: &CoursePanel, slot: &Slot) {
        let room = slot.right - slot.left + LABELS;
        sheet.panel_title(&panel.title, slot, room);
        sheet.gridlines(slot, &self.ticks());
        sheet.scene.line((slot.left, slot.bottom), (slot.right, slot.bottom), 1.2, BASE);
        let mut labels = Vec::new();
        for (index, course) in panel.courses.iter().enumerate() {
            let shift = DODGE * (real(index) - real(panel.courses.len() - 1));
            self.intervals(sheet, slot, course, shift);
        }
        for course in &panel.courses {
            labels.push(self.course(sheet, slot, course));
        }
        place_labels(sheet, slot, labels);
        self.foot(sheet, slot);
    }

    fn intervals(&self, sheet: &mut Sheet, slot: &Slot, course: &Course, shift: f64) {
        let ink = series_ink(course.look).faint(0.45);
        for (days, point) in self.chart.days.iter().zip(&course.points) {
            let Some((lower, upper)) = point.interval else { continue };
            let x = self.x(slot, *days) + shift;
            let at = |share: f64| (x, slot.y(self.axis.position(share)));
            sheet.scene.line(at(lower), at(upper), 2.2, ink);
        }
    }

    /// Draws one course from its start, and gives its label.
    fn course(&self, sheet: &mut Sheet, slot: &Slot, course: &Course) -> EndLabel {
        let (ink, shape) = (series_ink(course.look), series_shape(course.look));
        let mut run: Vec<At> = vec![(slot.left, slot.bottom)];
        let mut marks: Vec<At> = Vec::new();
        for (days, point) in self.chart.days.iter().zip(&course.points) {
            let x = self.x(slot, *days);
            if let Some(share) = point.value.value() {
                let at = (x, slot.y(self.axis.position(*share)));
                run.push(at);
                marks.push(at);
            } else {
                sheet.scene.path(&run, 1.9, ink);
                run.clear();
                if point.value == Shown::Suppressed {
                    let at = (x + DODGE * 2.0 * real(course.look) - 25.0, slot.strip_y());
                    draw_hollow(&mut sheet.scene, at, 3.2, ink);
                }
            }
        }
        sheet.scene.path(&run, 1.9, ink);
        draw_marks(&mut sheet.scene, shape, &marks, RADIUS, ink);
        let last = marks.last().copied();
        EndLabel {
            lines: self.label_lines(course),
            ink,
            weight: Weight::Bold,
            y: last.map_or(slot.bottom, |it| it.1),
            from: last.map(|(x, y)| (x + RADIUS + 3.0, y)),
        }
    }

    fn foot(&self, sheet: &mut Sheet, slot: &Slot) {
        for days in std::iter::once(&0).chain(&self.chart.days) {
            let x = self.x(slot, *days);
            sheet.scene.line((x, slot.bottom), (x, slot.bottom + 4.0), 1.2, BASE);
            let at = (x, slot.foot() + 4.0 + SMALL_LINE);
            sheet.small_in(&days.to_string(), at, Anchor::Middle, TEXT);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::charts::CoursePoint;
    use crate::terms::{Language, WhyMissing};

    fn course(name: &str, look: usize, values: [Shown<f64>; 3]) -> Course {
        let point = |value: Shown<f64>| CoursePoint {
            value,
            interval: value.value().map(|it| (it - 0.02, it + 0.03)),
        };
        Course { name: name.to_owned(), look, points: values.map(point).to_vec() }
    }

    fn chart(courses: Vec<Course>) -> CourseChart {
        CourseChart {
            name: "end-reason-incidence".to_owned(),
            title: "Beëindigd, per reden".to_owned(),
            subtitle: "gestart in 2014".to_owned(),
            days: vec![180, 365, 730],
            panels: vec![CoursePanel { title: "totaal (n = 468)".to_owned(), courses }],
            language: Language::Nl,
            note: String::new(),
            description: String::new(),
        }
    }

    fn n_lines(svg: &str) -> usize {
        svg.matches("<polyline").count()
    }

    #[test]
    fn a_line_stops_where_a_share_is_hidden_and_a_hollow_mark_says_so() {
        let shown = [0.2, 0.5, 0.6].map(Shown::Value);
        let hidden = [Shown::Value(0.1), Shown::Suppressed, Shown::Value(0.2)];
        let whole = draw_courses(&chart(vec![course("a", 0, shown)])).unwrap().svg;
        let broken = draw_courses(&chart(vec![course("a", 0, hidden)])).unwrap().svg;
        assert_eq!((n_lines(&whole), n_lines(&broken)), (1, 1));
        // From the start to 180 days only: nothing leads to the last point.
        let points = |svg: &str| {
            let (_, rest) = svg.split_once(" points=\"").unwrap();
            rest.split_once('"').unwrap().0.split_whitespace().count()
        };
        assert_eq!((points(&whole), points(&broken)), (4, 2));
        assert!(broken.contains("○ niet getoond") && !whole.contains('○'));
    }

    #[test]
    fn a_label_says_the_last_share_that_is_shown() {
        let missing = Shown::Missing(WhyMissing::NotFollowed);
        let values = [Shown::Value(0.2), Shown::Value(0.55), missing];
        let svg =
            draw_courses(&chart(vec![course("volgens plan", 0, values)])).unwrap().svg;
        assert!(svg.contains("volgens plan 55\u{a0}%"));
    }

    #[test]
    fn a_course_of_another_length_is_refused() {
        let mut short = course("a", 0, [Shown::Value(0.2); 3]);
        short.points.pop();
        assert!(draw_courses(&chart(vec![short])).is_err());
    }
}
