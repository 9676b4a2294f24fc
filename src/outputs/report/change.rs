//! What changed since the period before, and what those without a value could change.
//!
//! In: released differences and bounds. Out: sentences. Never: a rise or fall that chance or
//! a change in response could explain; a word about causes.

use crate::disclosure::ReleasedFigure;
use crate::indicators::{Better, Unit};
use crate::judgements::{Against, Claim, Judgements, ReleasedDifference, ReleasedTrend};

use super::format::{self, Place};
use super::words::Words;

/// The sentence about the change since the period before; `None` for a figure that has no
/// interval, or nothing to be compared with.
pub(super) fn since_before(
    judgements: &Judgements,
    figure: &ReleasedFigure,
    words: &Words,
) -> Option<String> {
    let found = judgements
        .differences
        .iter()
        .find(|it| it.against == Against::Previous && it.is_about(figure))?;
    let (lower, upper) = *found.interval.value()?;
    let unit = words.say(&format!("change_unit.{}", found.unit.name()));
    let signed = |it: f64| format::signed_change(it, found.unit, words.language);
    let size = format::change(*found.value.value()?, found.unit, words.language);
    let gaps = [
        ("before", found.period_before.label.as_str()),
        ("change", &size),
        ("lower", &signed(lower)),
        ("upper", &signed(upper)),
        ("unit", &unit),
    ];
    Some(match found.conclusion? {
        Claim::Higher => words.fill("difference.higher", &gaps),
        Claim::Lower => words.fill("difference.lower", &gaps),
        Claim::Unclear => words.fill("difference.unclear", &gaps),
        Claim::Response => by_response(found, words),
        Claim::ResponseUnknown => words.fill("difference.unknown", &gaps),
    })
}

fn by_response(found: &ReleasedDifference, words: &Words) -> String {
    let share = |it: Option<(f64, f64)>| {
        let share = it.map_or(0.0, |it| f64::midpoint(it.0, it.1));
        format::quantity(share, Unit::Proportion, Place::Headline, words.language)
    };
    let (before, now) = (share(found.response_before), share(found.response));
    let key = match (before == now, found.is_asked) {
        (true, _) => "difference.response_some",
        (false, true) => "difference.response",
        (false, false) => "difference.response_scored",
    };
    let gaps = [
        ("before", found.period_before.label.as_str()),
        ("period", &found.period.label),
        ("response_before", &before),
        ("response", &now),
    ];
    words.fill(key, &gaps)
}

/// In place of a trend that response could explain; `None` when it cannot.
pub(super) fn trend_by_response(trend: &ReleasedTrend, words: &Words) -> Option<String> {
    match (trend.conclusion?, trend.response) {
        (Claim::Response, Some((lowest, highest))) => {
            let share = |it: f64| {
                format::quantity(it, Unit::Proportion, Place::Headline, words.language)
            };
            let key =
                if trend.is_asked { "trend.response" } else { "trend.response_scored" };
            Some(
                words.fill(
                    key,
                    &[("lowest", &share(lowest)), ("highest", &share(highest))],
                ),
            )
        }
        (Claim::Response | Claim::ResponseUnknown, _) => {
            Some(words.say("trend.response_unknown"))
        }
        _ => None,
    }
}

/// What the figure would be if all without a value were at one end of the scale, and where
/// the verdict turns; `None` when nobody is without or a number behind it is hidden.
pub(super) fn if_all_were(figure: &ReleasedFigure, words: &Words) -> Option<String> {
    let bounds = &figure.bounds;
    let n = *bounds.n_unknown.value().filter(|it| **it > 0)?;
    let (lowest, highest) = (*bounds.lowest.value()?, *bounds.highest.value()?);
    let of_all =
        |it: f64| format::quantity(it, figure.unit, Place::Headline, words.language);
    let answers = bounds.n_unknown != figure.n_missing;
    let kind = match (answers, figure.unit) {
        (true, Unit::Mark) => "unanswered_mark",
        (true, _) => "unanswered_share",
        (false, Unit::Proportion) => "missing_share",
        (false, _) => "missing_mean",
    };
    let n = format::count(n, words.language);
    let gaps =
        [("n", n.as_str()), ("lowest", &of_all(lowest)), ("highest", &of_all(highest))];
    let sentence = words.fill(&format!("bounds.{kind}"), &gaps);
    Some(match turning(figure, words) {
        Some(more) => format!("{sentence} {more}"),
        None => sentence,
    })
}

/// Where the verdict on the target turns. The turn against the period before stands in the
/// dataset only: the sentence about the change says enough here.
fn turning(figure: &ReleasedFigure, words: &Words) -> Option<String> {
    let at = *figure.bounds.tipping_point.value()?;
    let target = figure.target?;
    let text = |it: f64| format::quantity(it, figure.unit, Place::Table, words.language);
    let goal = format::quantity(target, figure.unit, Place::Headline, words.language);
    let key = match (figure.unit, figure.measured.better == Better::Lower) {
        (Unit::Proportion, false) => "bounds.turns_share",
        (Unit::Proportion, true) => "bounds.turns_share_down",
        (Unit::Mark, false) => "bounds.turns_mark",
        (Unit::Mark, true) => "bounds.turns_mark_down",
        (_, false) => "bounds.turns_mean",
        (_, true) => "bounds.turns_mean_down",
    };
    Some(words.fill(key, &[("target", &goal), ("at", &text(at))]))
}
