//! Limits and rule vectors with which `NHSRplotthedots` tests itself.

use super::cases::{File, List};
use super::{Kind, Source};
use crate::error::Error;
use crate::estimates::assurance::{Assurance, assurance};
use crate::estimates::making_data_count::{
    Side, Signals, part_of_seven, seven_one_side, seven_trend, side, signals,
};
use crate::estimates::xmr::Ranges::{self, All, Screened};
use crate::estimates::xmr::{LIMIT_WIDTH_ROUNDED, process_limits};
use crate::indicators::Better;

const SOURCE: Source = Source {
    name: "nhsrplotthedots",
    title: "NHSRplotthedots 050b07d, its tests and its vignette on deviations",
    kind: Kind::Published,
};
const RULES: &str = "making-data-count";

pub(super) fn values() -> Result<List, Error> {
    let text = include_str!("../../tests/reference/nhsrplotthedots/expected.json");
    let file = File::parse(SOURCE, text)?;
    let mut list = file.list();
    add_limits(&file, &mut list)?;
    add_rules(&file, &mut list)?;
    add_assurance(&file, &mut list)?;
    Ok(list)
}

/// The twenty values of R's `set.seed(123); rnorm(20)`, and the half each belongs to.
fn twenty() -> Option<Vec<(f64, u8)>> {
    let text = include_str!("../../tests/reference/nhsrplotthedots/seed123_rnorm20.csv");
    let row = |line: &str| {
        let mut fields = line.split(',').skip(1);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    text.lines().skip(1).map(row).collect()
}

fn add_limits(file: &File, list: &mut List) -> Result<(), Error> {
    let twenty = twenty().ok_or_else(|| Error::bug("seed123_rnorm20.csv"))?;
    let all: Vec<f64> = twenty.iter().map(|it| it.0).collect();
    let half = |half: u8| -> Vec<f64> {
        twenty.iter().filter(|it| it.1 == half).map(|it| it.0).collect()
    };
    let mut spike = all.clone();
    if let Some(it) = spike.get_mut(14) {
        *it = 10.0;
    }
    let vignette = file.at("/deviations_vignette/data")?.numbers()?;
    for (at, values, ranges) in [
        ("seed123_rnorm20", &all, Screened),
        ("seed123_rnorm20_y15_is_10_screened", &spike, Screened),
        ("seed123_rnorm20_y15_is_10_unscreened", &spike, All),
        ("facets/facet0", &half(0), Screened),
        ("facets/facet1", &half(1), Screened),
        ("deviations_vignette/screened", &vignette, Screened),
        ("deviations_vignette/excel_unscreened", &vignette, All),
    ] {
        let limits = process_limits(values, ranges, LIMIT_WIDTH_ROUNDED);
        for (key, name) in
            [("mean", "centre"), ("lpl", "lower limit"), ("upl", "upper limit")]
        {
            let expected = file.at(&format!("/{at}/{key}"))?.printed()?;
            let found = limits.map(|it| match key {
                "mean" => it.centre,
                "lpl" => it.lower,
                _ => it.upper,
            });
            list.number("xmr", format!("{at}, {name}"), expected, found);
        }
    }
    Ok(())
}

fn add_rules(file: &File, list: &mut List) -> Result<(), Error> {
    for (rule, cases) in file.at("/rules")?.entries()? {
        let Ok(cases) = cases.each() else { continue };
        for case in cases {
            let (given, expected) = (case.at("/in")?, case.at("/out")?.numbers()?);
            let given = given.numbers()?;
            let sides: Vec<_> = given.iter().map(|it| side(*it, 0.0)).collect();
            let found = match rule {
                "seven_one_side" => unsigned(&seven_one_side(&sides)),
                "seven_trend" => signed(&seven_trend(&given)),
                "part_of_seven" => signed(&part_of_seven(&sides)),
                _ => continue,
            };
            let what = format!("{} for {}", rule.replace('_', " "), join(&given));
            list.text(RULES, what, join(&expected), found);
        }
    }
    let at = "/rules/two_of_three_same_side_only";
    let given = file.at(&format!("{at}/in"))?.numbers()?;
    let mut types = Vec::new();
    for it in file.at(&format!("{at}/last_two_point_type"))?.each()? {
        types.push(it.printed()?);
    }
    let found = special(&given);
    let judged = found.iter().skip(given.len() - types.len());
    let words = |it: &bool| if *it { "special_cause" } else { "common_cause" };
    let found: Vec<&str> = judged.map(words).collect();
    let what = "two values near opposite limits (issue 143)";
    list.text(RULES, what, types.join(" "), found.join(" "));
    let vignette = file.at("/deviations_vignette/data")?.numbers()?;
    let places = special(&vignette).into_iter().enumerate().filter(|it| it.1);
    let found: Vec<String> = places.map(|it| it.0.to_string()).collect();
    let expected = file.at("/deviations_vignette/special_cause_points_index0")?;
    let what = "special causes in the vignette, counted from 0";
    list.text(RULES, what, join(&expected.numbers()?), found.join(" "));
    Ok(())
}

/// Which values are special, with the limits of the series itself.
fn special(values: &[f64]) -> Vec<bool> {
    let limits = process_limits(values, Ranges::Screened, LIMIT_WIDTH_ROUNDED);
    let signals =
        limits.map(|it| signals(values, &vec![it; values.len()])).unwrap_or_default();
    signals.into_iter().map(Signals::any).collect()
}

fn join(values: &[f64]) -> String {
    values.iter().map(f64::to_string).collect::<Vec<_>>().join(" ")
}

/// 1 for a mark on either side.
fn unsigned(marks: &[Option<Side>]) -> String {
    let sign = |it: &Option<Side>| f64::from(u8::from(it.is_some()));
    join(&marks.iter().map(sign).collect::<Vec<_>>())
}

/// 1 for a mark above or rising, −1 for one below or falling.
fn signed(marks: &[Option<Side>]) -> String {
    let sign = |it: &Option<Side>| match it {
        Some(Side::High) => 1.0,
        Some(Side::Low) => -1.0,
        None => 0.0,
    };
    join(&marks.iter().map(sign).collect::<Vec<_>>())
}

/// What limits say about a target, in the words of the source.
fn add_assurance(file: &File, list: &mut List) -> Result<(), Error> {
    for case in file.at("/assurance")?.each()? {
        let (lower, upper) = (case.at("/lpl")?.numbers()?, case.at("/upl")?.numbers()?);
        let target = case.at("/target")?.number()?;
        for (direction, better) in
            [("increase", Better::Higher), ("decrease", Better::Lower)]
        {
            for (at, limits) in
                lower.iter().copied().zip(upper.iter().copied()).enumerate()
            {
                let expected = case.at(&format!("/{direction}/{at}"))?.printed()?;
                let found = match assurance(limits, target, better) {
                    Some(Assurance::Meets) => "consistent_pass",
                    Some(Assurance::Misses) => "consistent_fail",
                    Some(Assurance::HitAndMiss) => "inconsistent",
                    None => "none",
                };
                let (lower, upper) = limits;
                let what =
                    format!("limits {lower} to {upper}, target {target}, {direction}");
                list.text("assurance", what, expected, found.to_owned());
            }
        }
    }
    Ok(())
}
