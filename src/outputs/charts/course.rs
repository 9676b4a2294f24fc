//! The course of a series: its points by period, and where its line may run.
//!
//! In: a series. Out: points in order of time, with gaps. Never: a gap bridged.

use super::{Point, Series};

/// The point of each period; `None` where the series has none.
pub(super) fn by_period(series: &Series, n_periods: usize) -> Vec<Option<&Point>> {
    let mut points = vec![None; n_periods];
    for point in &series.points {
        if let Some(place) = points.get_mut(point.period) {
            *place = Some(point);
        }
    }
    points
}

/// Whether any period has a figure.
pub(super) fn has_value(points: &[Option<&Point>]) -> bool {
    points.iter().flatten().any(|it| it.value.value().is_some())
}

/// Stretches of periods that each have a figure: lines are drawn inside them only.
pub(super) fn runs<'a>(points: &[Option<&'a Point>]) -> Vec<Vec<(usize, &'a Point)>> {
    let mut runs: Vec<Vec<(usize, &Point)>> = vec![Vec::new()];
    for (period, point) in points.iter().enumerate() {
        match (point.filter(|it| it.value.value().is_some()), runs.last_mut()) {
            (Some(point), Some(run)) => run.push((period, point)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|it| !it.is_empty());
    runs
}
