//! `estimates`: one row a released figure. Scripts of others depend on these columns and
//! their order: names are only ever added, at the end.

use super::{Column, Content, Field};
use crate::disclosure::ReleasedFigure;
use crate::terms::{Dimension, Shown};

type Figure = ReleasedFigure;

const fn column(
    name: &'static str,
    labels: (&'static str, &'static str),
    unit: &'static str,
    about: &'static str,
    content: fn(&Figure) -> Content,
) -> Column<Figure> {
    Column { field: Field { name, nl: labels.0, en: labels.1, unit, about }, content }
}

/// A dimension: its group, `total`, or null when it does not apply.
fn group(figure: &Figure, dimension: Dimension) -> Content {
    Content::Text(figure.series.groups.get(dimension).map(|it| it.printed().into()))
}

fn count(shown: Shown<u64>) -> Content {
    Content::Whole(shown.value().and_then(|it| i64::try_from(*it).ok()))
}

/// Why there is no value, or no interval of a value that is shown; null when nothing lacks.
fn reason(figure: &Figure) -> Content {
    let interval = match &figure.interval {
        // A count has no interval by nature: that lacks nothing.
        Shown::NotApplicable(_) => None,
        it => why_not(it).map(|it| format!("interval-{it}")),
    };
    Content::Text(why_not(&figure.value).map(ToOwned::to_owned).or(interval))
}

fn why_not<T>(shown: &Shown<T>) -> Option<&'static str> {
    match shown {
        Shown::Value(_) => None,
        Shown::Suppressed => Some("disclosure-control"),
        Shown::NotApplicable(why) => Some(why.name()),
        Shown::Missing(why) => Some(why.name()),
    }
}

/// The columns of `estimates.parquet` and `estimates.csv`.
pub const ESTIMATES: &[Column<Figure>] = &[
    column(
        "figure_id",
        ("kenmerk van het cijfer", "figure identifier"),
        "",
        "Names the figure: indicator, period, groups and category; the same in every run.",
        |it| Content::Text(Some(it.figure_id.clone())),
    ),
    column(
        "indicator",
        ("indicator", "indicator"),
        "",
        "Public name of the indicator; its page is in the codebook.",
        |it| Content::Text(Some(it.series.indicator.clone())),
    ),
    column(
        "version",
        ("versie van de definitie", "version of the definition"),
        "",
        "Figures of different versions are not comparable without reading the pages.",
        |it| Content::Text(Some(it.version.clone())),
    ),
    column(
        "period_start",
        ("eerste dag van de periode", "first day of the period"),
        "",
        "The period includes this day.",
        |it| Content::Date(Some(it.period.start)),
    ),
    column(
        "period_end",
        ("laatste dag van de periode", "last day of the period"),
        "",
        "The period includes this day.",
        |it| Content::Date(Some(it.period.end)),
    ),
    column("programme", ("programma", "programme"), "", GROUP, |it| {
        group(it, Dimension::Programme)
    }),
    column("region", ("regio", "region"), "", GROUP, |it| group(it, Dimension::Region)),
    column("municipality", ("gemeente", "municipality"), "", GROUP, |it| {
        group(it, Dimension::Municipality)
    }),
    column("location", ("locatie", "location"), "", GROUP, |it| {
        group(it, Dimension::Location)
    }),
    column("team", ("team", "team"), "", GROUP, |it| group(it, Dimension::Team)),
    column("target_group", ("doelgroep", "target group"), "", GROUP, |it| {
        group(it, Dimension::TargetGroup)
    }),
    column("informant", ("informant", "informant"), "", GROUP, |it| {
        group(it, Dimension::Informant)
    }),
    column("layer", ("laag van de piramide", "layer of the pyramid"), "", GROUP, |it| {
        group(it, Dimension::Layer)
    }),
    column("instrument", ("vragenlijst", "instrument"), "", GROUP, |it| {
        group(it, Dimension::Instrument)
    }),
    column(
        "category",
        ("categorie of maat", "category or measure"),
        "",
        "The category of a distribution, or the name of one of several measures.",
        |it| Content::Text(it.series.category.clone()),
    ),
    column(
        "unit",
        ("eenheid", "unit"),
        "",
        "Unit of value, lower and upper: trajectories, proportion (0-1), mark (1-10), days, \
         t-score, points or standard-deviations.",
        |it| Content::Text(Some(it.unit.name().to_owned())),
    ),
    column(
        "n",
        ("noemer", "denominator"),
        "rows of the indicator's table",
        "Rows with a usable value.",
        |it| count(it.n),
    ),
    column(
        "numerator",
        ("teller", "numerator"),
        "rows of the indicator's table",
        "Rows that have the property; null for means, counts and durations.",
        |it| count(it.numerator),
    ),
    column("value", ("waarde", "value"), "see unit", "The figure.", |it| {
        Content::Real(it.value.value().copied())
    }),
    column(
        "lower",
        ("ondergrens van het interval", "lower limit of the interval"),
        "see unit",
        "Lower limit at the stated confidence.",
        |it| Content::Real(it.interval.value().map(|it| it.0)),
    ),
    column(
        "upper",
        ("bovengrens van het interval", "upper limit of the interval"),
        "see unit",
        "Upper limit at the stated confidence.",
        |it| Content::Real(it.interval.value().map(|it| it.1)),
    ),
    column(
        "confidence",
        ("betrouwbaarheid van het interval", "confidence of the interval"),
        "proportion",
        "A proportion; null where there is no interval.",
        |it| Content::Real(it.interval.value().map(|_| it.confidence)),
    ),
    column(
        "method",
        ("methode", "method"),
        "",
        "Name of the method; `uitkomst explain NAME` shows its page.",
        |it| Content::Text(Some(it.method.to_owned())),
    ),
    column(
        "n_missing",
        ("aantal zonder bruikbare waarde", "number without usable value"),
        "rows of the indicator's table",
        "Rows of the population without a usable value; null when suppressed.",
        |it| count(it.n_missing),
    ),
    column(
        "state",
        ("toestand", "state"),
        "",
        "value, suppressed, not-applicable or missing.",
        |it| Content::Text(Some(it.value.name().to_owned())),
    ),
    column(
        "reason",
        ("reden", "reason"),
        "",
        "Why there is no value, or (with `interval-` before it) why a value has no interval.",
        reason,
    ),
    column(
        "design_effect",
        ("ontwerpeffect", "design effect"),
        "",
        "How many times larger the variance is because clients appear more than once; 1 \
         when none does. Null where there is no interval.",
        |it| Content::Real(it.design_effect.value().copied()),
    ),
    column(
        "n_unknown",
        ("aantal van wie niets bekend is", "number of whom nothing is known"),
        "rows of the indicator's table",
        "n_missing and, for satisfaction, those who did not answer; null when either is \
         suppressed or the response was not asked for.",
        |it| count(it.bounds.n_unknown),
    ),
    column(
        "lowest",
        ("laagst mogelijke waarde", "lowest possible value"),
        "see unit",
        "The figure if all of n_unknown had the lowest value of the scale.",
        |it| Content::Real(it.bounds.lowest.value().copied()),
    ),
    column(
        "highest",
        ("hoogst mogelijke waarde", "highest possible value"),
        "see unit",
        "The figure if all of n_unknown had the highest value of the scale.",
        |it| Content::Real(it.bounds.highest.value().copied()),
    ),
    column(
        "tipping_point",
        ("omslagpunt", "tipping point"),
        "see unit",
        "The figure among n_unknown at which the whole reaches the target or, without a \
         target, the figure of the period before; null when nothing they can be does.",
        |it| Content::Real(it.bounds.tipping_point.value().copied()),
    ),
    column(
        "provisional",
        ("voorlopig", "provisional"),
        "",
        "true when records of the period still come in.",
        |it| Content::Flag(Some(it.provisional)),
    ),
    column(
        "repeats",
        ("herhaalt de vrijgave van", "repeats the release of"),
        "",
        "The day of the earlier release whose figure this is, because too few rows changed \
         since; null for a new figure.",
        |it| Content::Text(it.repeats.clone()),
    ),
];

const GROUP: &str = "The group; `total` is all groups together; null when the indicator has no such groups.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::share;
    use crate::terms::{Day, Group, Period, WhyMissing, WhyNotApplicable};

    fn reason_of(value: Shown<f64>, interval: Shown<(f64, f64)>) -> Option<String> {
        let day = Day::new(2016, 1, 1).unwrap();
        let period = Period { label: "2016".into(), start: day, end: day };
        let figure = Figure { value, interval, ..share("a", &period, Group::All) };
        match reason(&figure) {
            Content::Text(it) => it,
            _ => None,
        }
    }

    #[test]
    fn a_value_without_interval_says_why() {
        let missing = Shown::Missing(WhyMissing::TooFew);
        let why = reason_of(Shown::Value(1.0), missing);
        assert_eq!(why.as_deref(), Some("interval-too-few"));
        let whole = Shown::Value((0.1, 0.9));
        assert_eq!(reason_of(Shown::Value(1.0), whole), None);
        let count = Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity);
        assert_eq!(reason_of(Shown::Value(1.0), count), None);
        let hidden = reason_of(Shown::Suppressed, Shown::Suppressed);
        assert_eq!(hidden.as_deref(), Some("disclosure-control"));
    }
}
