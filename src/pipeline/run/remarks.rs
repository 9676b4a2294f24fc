//! Remarks: what a run says of its release as a whole.
//!
//! In: the release. Out: warnings. Never: a number that is not released.

use crate::checks;
use crate::disclosure::Release;
use crate::error::Message;
use crate::judgements::Judgements;

/// All of them, in the order they are said.
pub(super) fn remarks(release: &Release, judgements: &Judgements) -> Vec<Message> {
    let warnings = implausible(release).into_iter().chain(unused_phases(judgements));
    warnings.chain(repeated(release)).collect()
}

/// Says that figures of earlier releases are shown again.
fn repeated(release: &Release) -> Option<Message> {
    let n = release.figures.iter().filter(|it| it.repeats.is_some()).count();
    let smallest = release.smallest_count;
    let headline = format!(
        "{n} figures are shown as an earlier release showed them: fewer than {smallest} rows \
         changed, and the difference would tell about those rows"
    );
    let help = format!(
        "they move when {smallest} rows or more have changed; `repeats` in estimates.csv says \
         which figures these are"
    );
    (n > 0).then(|| Message::new("earlier-figures", headline).help(help))
}

/// Released shares of all trajectories together that are outside what is usual.
fn implausible(release: &Release) -> Vec<Message> {
    let totals = release.figures.iter().filter(|it| it.is_split_by(&[]));
    totals
        .filter_map(|it| {
            let share = *it.value.value()?;
            let (of, category) = (&it.series, it.series.category.as_deref());
            checks::check_plausible(&of.indicator, category, &it.period.label, share)
        })
        .collect()
}

/// Phases whose groups no series has.
fn unused_phases(judgements: &Judgements) -> impl Iterator<Item = Message> {
    judgements.signals.unused_phases().map(|it| {
        let headline =
            format!("a phase of `{}` is about no figure of this run", it.indicator);
        let help =
            "look at its `groups`: are they written as in the dataset `estimates`?";
        Message::new("phase-unused", headline).help(help)
    })
}
