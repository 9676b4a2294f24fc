//! What a chart must satisfy before it is drawn.
//!
//! In: a chart. Out: nothing, or the error that says which chart was put together wrongly.
//! Never: a value.

use super::{ControlChart, CourseChart, FunnelChart, StackedChart, TrendChart};
use crate::error::Error;
use crate::terms::Shown;

/// # Errors
/// When there is no panel or period, a point lies outside the periods, or a number is not
/// finite.
pub(super) fn check_trend(chart: &TrendChart) -> Result<(), Error> {
    check_size(&chart.name, chart.panels.len(), chart.periods.len())?;
    let points = chart.panels.iter().flat_map(|it| &it.series).flat_map(|it| &it.points);
    for point in points {
        if chart.periods.len() <= point.period {
            return Err(fault(&chart.name, "a point lies outside the periods"));
        }
        let (lower, upper) = point.interval.unwrap_or_default();
        if !(is_finite(point.value) && lower.is_finite() && upper.is_finite()) {
            return Err(fault(&chart.name, "a figure is not a finite number"));
        }
    }
    if chart.target.is_some_and(|it| !it.is_finite()) {
        return Err(fault(&chart.name, "the target is not a finite number"));
    }
    Ok(())
}

/// # Errors
/// When there is no panel, period or category, or a share is not a number from 0 to 1.
pub(super) fn check_stacked(chart: &StackedChart) -> Result<(), Error> {
    check_size(&chart.name, chart.panels.len(), chart.periods.len())?;
    if chart.categories.is_empty() {
        return Err(fault(&chart.name, "there is no category"));
    }
    let mut shares = chart.panels.iter().flat_map(|it| it.shares.iter().flatten());
    if shares.any(|it| it.value().is_some_and(|it| !(0.0..=1.0).contains(it))) {
        return Err(fault(&chart.name, "a share is not from 0 to 1"));
    }
    Ok(())
}

/// # Errors
/// When there is no panel or number of days, a course of another length, or a number is not
/// finite.
pub(super) fn check_course(chart: &CourseChart) -> Result<(), Error> {
    check_size(&chart.name, chart.panels.len(), chart.days.len())?;
    for course in chart.panels.iter().flat_map(|it| &it.courses) {
        if course.points.len() != chart.days.len() {
            return Err(fault(
                &chart.name,
                "a course has not one point a number of days",
            ));
        }
        let wrong = course.points.iter().any(|it| {
            let (lower, upper) = it.interval.unwrap_or_default();
            !(is_finite(it.value) && lower.is_finite() && upper.is_finite())
        });
        if wrong {
            return Err(fault(&chart.name, "a figure is not a finite number"));
        }
    }
    Ok(())
}

/// # Errors
/// When there is no unit, or a number is not finite.
pub(super) fn check_funnel(chart: &FunnelChart) -> Result<(), Error> {
    check_size(&chart.name, chart.points.len(), 1)?;
    let of_points = chart.points.iter().flat_map(|it| [it.value, it.at_95.0, it.at_95.1]);
    let of_curve = chart.curve.iter().flat_map(|it| [it.at_998.0, it.at_998.1]);
    let mut numbers = of_points.chain(of_curve).chain([chart.overall]);
    if numbers.all(f64::is_finite) {
        Ok(())
    } else {
        Err(fault(&chart.name, "a figure is not a finite number"))
    }
}

/// # Errors
/// When there is no panel or period, a point lies outside the periods, or a number is not
/// finite.
pub(super) fn check_control(chart: &ControlChart) -> Result<(), Error> {
    check_size(&chart.name, chart.panels.len(), chart.periods.len())?;
    for point in chart.panels.iter().flat_map(|it| &it.points) {
        if chart.periods.len() <= point.period {
            return Err(fault(&chart.name, "a point lies outside the periods"));
        }
        let (lower, upper) = point.limits.unwrap_or_default();
        let lines = [lower, upper, point.centre.unwrap_or_default()];
        if !is_finite(point.value) || !lines.iter().all(|it| it.is_finite()) {
            return Err(fault(&chart.name, "a figure is not a finite number"));
        }
    }
    if chart.target.is_some_and(|it| !it.is_finite()) {
        return Err(fault(&chart.name, "the target is not a finite number"));
    }
    Ok(())
}

fn check_size(name: &str, n_panels: usize, n_periods: usize) -> Result<(), Error> {
    if n_panels == 0 {
        return Err(fault(name, "there is no panel"));
    }
    if n_periods == 0 {
        return Err(fault(name, "there is no period"));
    }
    Ok(())
}

fn is_finite(value: Shown<f64>) -> bool {
    value.value().is_none_or(|it| it.is_finite())
}

fn fault(name: &str, what: &str) -> Error {
    Error::bug(format!("chart `{name}` cannot be drawn: {what}"))
}
