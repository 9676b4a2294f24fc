//! Judgements: what released figures say, in statements.
//!
//! In: released figures and nothing else. Out: the change of each figure and series, signals,
//! comparisons of groups, stability, and what the figures can show at all. Never: a number
//! that is not shown, or one that is more exact than what is shown: an outsider could have
//! come to every statement.

mod charts;
mod comparison;
mod comparisons;
mod difference;
mod differences;
mod drift;
mod preflight;
pub mod signals;
mod stability;
mod trend;
mod trends;
#[cfg(test)]
mod tests;

pub use comparison::{CurvePoint, ReleasedComparison, ReleasedUnit};
pub use difference::{Against, Claim, ReleasedDifference};
pub use preflight::{Funnel, MARGIN, Preflight, Reach};
pub use stability::{Alternative, Choice, Conclusion, Stability};
pub use trend::ReleasedTrend;

use signals::{SignalRules, Signals};

use crate::disclosure::{Releasable, Release, ReleasedFigure};
use crate::indicators::Asked;
use crate::terms::Every;

/// The figures of one series, in order of period; at least one.
type Series<'a> = Vec<&'a ReleasedFigure>;

/// What there is to say of a release, each in the order of its figures.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Judgements {
    /// The trend of every series.
    pub trends: Vec<ReleasedTrend>,
    /// Differences with the period before and with the first.
    pub differences: Vec<ReleasedDifference>,
    /// Control charts.
    pub signals: Signals,
    /// Headline figures under other choices.
    pub stability: Vec<Stability>,
    /// Comparisons of groups in the last period.
    pub comparisons: Vec<ReleasedComparison>,
    /// What the shares and means can show, in all and per programme.
    pub preflight: Vec<Preflight>,
}

/// What the figures of a release say. `asked` tells which groups are compared and what
/// alternatives are called.
pub fn judge(
    release: &Releasable<Release>,
    asked: &[Asked],
    every: Every,
    by: &SignalRules,
) -> Judgements {
    let series = release.series();
    let smallest = release.smallest_count;
    Judgements {
        trends: trends::trends(&series, every, smallest),
        differences: differences::differences(&series, smallest),
        signals: charts::charts(&series, by),
        stability: stability::stability(release, asked),
        comparisons: comparisons::comparisons(release, asked),
        preflight: preflight::preflight(&series),
    }
}
