//! Trends: the change of one series of released figures over the periods.
//!
//! In: released figures. Out: a trend a series. Never: a
//! trend over a hidden figure, or over a period of which records still come in.

use super::drift::{Drift, answered, conclude};
use super::{Claim, ReleasedTrend, Series};
use crate::disclosure::ReleasedFigure;
use crate::estimates::response_drift::{Answered, of_slope};
use crate::estimates::{
    FEWEST_PERIODS, Trend, cochran_armitage, mann_kendall, normal_half_width,
    trend_means, trend_proportions, weighted_linear,
};
use crate::indicators::MeasureKind;
use crate::numeric::real;
use crate::terms::{Every, Shown, WhyNotApplicable};

/// Months in a year, for changes per year.
const MONTHS: f64 = 12.0;

/// A trend for every series. One with a suppressed figure has none: its trend would tell
/// about the hidden figure.
pub(super) fn trends(
    series: &[Series],
    every: Every,
    smallest_count: u64,
) -> Vec<ReleasedTrend> {
    let trend = |figures: &Series| {
        let complete = figures.iter().filter(|it| !it.provisional);
        let course = Course {
            points: complete.copied().map(Point).collect(),
            n_provisional: figures.iter().filter(|it| it.provisional).count(),
            smallest_count,
            periods_per_year: MONTHS / f64::from(every.n_months()),
        };
        course.trend(figures[0])
    };
    // Of a cumulative incidence the latest starters were not followed as long.
    let is_course =
        |it: &&Series| it[0].measured.kind != MeasureKind::CumulativeIncidence;
    series.iter().filter(is_course).map(trend).collect()
}

/// A figure of a series.
struct Point<'a>(&'a ReleasedFigure);

impl Point<'_> {
    /// Its place on the grid: periods are equally far apart.
    fn score(&self) -> f64 {
        real(self.0.period_index as u64)
    }

    /// Rows that are copies of each other count once.
    fn design_effect(&self) -> f64 {
        self.0.design_effect.value().copied().unwrap_or(1.0)
    }
}

struct Course<'a> {
    points: Vec<Point<'a>>,
    n_provisional: usize,
    smallest_count: u64,
    periods_per_year: f64,
}

type Fitted = Result<Trend, WhyNotApplicable>;

impl Course<'_> {
    fn trend(&self, first: &ReleasedFigure) -> ReleasedTrend {
        let kind = first.measured.kind;
        let hidden = self.points.iter().any(|it| it.0.is_hidden());
        let (method, fitted) = self.fit(kind);
        let response = self.response(kind).filter(|_| !hidden);
        let conclusion = match &fitted {
            Ok(it) if !hidden => Some(self.conclude(it, kind)),
            _ => None,
        };
        let state = |pick: &dyn Fn(&Trend) -> Option<f64>| match &fitted {
            _ if hidden => Shown::Suppressed,
            Ok(it) => pick(it).map_or(
                Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity),
                Shown::Value,
            ),
            Err(why) => Shown::NotApplicable(*why),
        };
        let odds_ratio = |reach: f64| {
            let years = self.periods_per_year;
            state(&move |it: &Trend| {
                let (slope, error) = it.log_odds_slope?;
                Some((years * (slope + reach * error)).exp())
            })
        };
        let z = normal_half_width();
        ReleasedTrend {
            series: first.series.clone(),
            method: method.to_owned(),
            n_periods: self.with_values().count(),
            statistic: state(&|it| Some(it.statistic)),
            p_value: state(&|it| Some(it.p_value)),
            slope: state(&|it| Some(it.slope)),
            slope_lower: state(&|it| Some(it.slope_interval.0)),
            slope_upper: state(&|it| Some(it.slope_interval.1)),
            slope_per_year: state(&|it| Some(self.periods_per_year * it.slope)),
            odds_ratio_per_year: odds_ratio(0.0),
            odds_ratio_lower: odds_ratio(-z),
            odds_ratio_upper: odds_ratio(z),
            n_provisional: self.n_provisional,
            response,
            is_asked: first.measured.is_asked,
            conclusion,
        }
    }

    fn with_values(&self) -> impl Iterator<Item = &Point<'_>> {
        self.points.iter().filter(|it| it.0.value.value().is_some())
    }

    /// The trend of this kind of figure, and the name of its method.
    fn fit(&self, kind: MeasureKind) -> (&'static str, Fitted) {
        let has_error = matches!(
            kind,
            MeasureKind::Mean | MeasureKind::Ratio | MeasureKind::EffectSize(_)
        );
        match kind {
            MeasureKind::Proportion | MeasureKind::Distribution => {
                (cochran_armitage::NAME, trend_proportions(&self.proportions()))
            }
            _ if has_error && self.weighs() => {
                (weighted_linear::NAME, trend_means(&self.means()))
            }
            _ if has_error && self.values_are_few() => {
                (weighted_linear::NAME, Err(WhyNotApplicable::FewPeriods))
            }
            _ => (mann_kendall::NAME, mann_kendall::trend(&self.values())),
        }
    }

    /// Whether enough figures have a standard error; one that is hidden counts as such.
    fn weighs(&self) -> bool {
        let n_hidden = self.points.iter().filter(|it| it.0.is_hidden()).count();
        self.means().len() + n_hidden >= FEWEST_PERIODS
    }

    fn values_are_few(&self) -> bool {
        self.with_values().count() < FEWEST_PERIODS
    }

    /// Score, numerator and denominator of the periods that have rows, over the design
    /// effect.
    fn proportions(&self) -> Vec<(f64, f64, f64)> {
        let point = |it: &Point| {
            let (yes, n) = (*it.0.numerator.value()?, *it.0.n.value()?);
            let effect = it.design_effect();
            (n > 0).then(|| (it.score(), real(yes) / effect, real(n) / effect))
        };
        self.points.iter().filter_map(point).collect()
    }

    /// Score, mean and standard error of the periods that have them.
    fn means(&self) -> Vec<(f64, f64, f64)> {
        let point = |it: &Point| {
            let error = *it.0.standard_error.value().filter(|it| **it > 0.0)?;
            Some((it.score(), *it.0.value.value()?, error))
        };
        self.points.iter().filter_map(point).collect()
    }

    /// A place a period, from the first to the last; empty where there is no figure.
    fn values(&self) -> Vec<Option<f64>> {
        self.points.iter().map(|it| it.0.value.value().copied()).collect()
    }

    /// The figures with their response; `None` when that of one is not known.
    fn answered(&self, kind: MeasureKind) -> Option<Vec<(f64, f64, Answered)>> {
        let means = self.means();
        let point = |it: &Point| {
            let mut figure = answered(it.0, self.smallest_count);
            if kind == MeasureKind::Count {
                let value = *it.0.value.value()?;
                figure = Some(Answered { value, response: (1.0, 1.0), scale: None });
            }
            let error = means.iter().find(|mean| mean.0.total_cmp(&it.score()).is_eq());
            let n = real(it.0.n.value().copied().unwrap_or(0)) / it.design_effect();
            let weight = error.map_or(n, |it| it.2.powi(-2));
            Some((it.score(), weight, figure?))
        };
        self.with_values().map(point).collect()
    }

    /// Lowest and highest response over the periods.
    fn response(&self, kind: MeasureKind) -> Option<(f64, f64)> {
        let all = self.answered(kind).filter(|_| kind != MeasureKind::Count)?;
        let lowest = all.iter().map(|it| it.2.response.0).min_by(f64::total_cmp);
        lowest.zip(all.iter().map(|it| it.2.response.1).max_by(f64::total_cmp))
    }

    fn conclude(&self, trend: &Trend, kind: MeasureKind) -> Claim {
        let answered = self.answered(kind);
        conclude(trend.slope_interval, Drift::of(answered, |it| of_slope(&it)))
    }
}
