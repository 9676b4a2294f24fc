//! What R prints: intervals, trends, quantiles.

use super::cases::{File, List};
use super::{Kind, Source};
use crate::error::Error;
use crate::estimates::cochran_armitage::by_chance_alone;
use crate::estimates::distributions::t_quantile;
use crate::estimates::smallest_change::{self, power, rows_needed};
use crate::estimates::{estimate_mean, wilson_limits};
use crate::indicators::cell_of;

const EXAMPLES: Source = Source {
    name: "r-core",
    title: "R, printed output of the examples of prop.test and prop.trend.test",
    kind: Kind::Published,
};
const PRINTED: Source = Source {
    name: "r-printed",
    title: "R, printed output of qt, power.prop.test, and t.test on the data of Student (1908)",
    kind: Kind::Published,
};

pub(super) fn values() -> Result<List, Error> {
    let mut list = examples()?;
    list.cases.extend(printed()?.cases);
    Ok(list)
}

fn examples() -> Result<List, Error> {
    let text = include_str!("../../tests/reference/r-core/expected.json");
    let file = File::parse(EXAMPLES, text)?;
    let mut list = file.list();
    let limits = file.at("/prop.test_52_100_noCC_wilson_ci")?;
    list.limits("wilson", "52 of 100", limits, wilson_limits(52, 100))?;
    let (yes, n) = (file.at("/smokers")?.each()?, file.at("/patients")?.each()?);
    for (name, scores) in [
        ("prop.trend.test_scores_1234", [1.0, 2.0, 3.0, 4.0]),
        ("prop.trend.test_scores_0001", [0.0, 0.0, 0.0, 1.0]),
    ] {
        let mut points = Vec::new();
        for ((score, yes), n) in scores.into_iter().zip(&yes).zip(&n) {
            points.push((score, yes.number()?, n.number()?));
        }
        let found = by_chance_alone(&points);
        let what =
            |quantity| format!("smokers in four studies, scores {scores:?}, {quantity}");
        let expected = |key| file.at(&format!("/{name}/{key}"))?.printed();
        let squared = found.map(|it| it.0 * it.0);
        let method = "cochran-armitage";
        list.number(method, what("chi-squared"), expected("X2")?, squared);
        list.number(method, what("p"), expected("p")?, found.map(|it| it.1));
    }
    Ok(list)
}

fn printed() -> Result<List, Error> {
    let text = include_str!("../../tests/reference/r-printed/expected.json");
    let file = File::parse(PRINTED, text)?;
    let mut list = file.list();
    for row in file.at("/qt_0.975")?.each()? {
        let degrees = row.at("/df")?.number()?;
        let what = format!("97.5 % point of t, {degrees} degrees of freedom");
        let found = Some(t_quantile(0.975, degrees));
        list.number("t", what, row.at("/quantile")?.printed()?, found);
    }
    let expected = |key| file.at(&format!("/power.prop.test/{key}"))?.printed();
    let method = smallest_change::NAME;
    let (what, found) = ("power, 0.50 and 0.75, 50 each", power(0.5, 0.75, 50.0));
    list.number(method, what, expected("power_n_50")?, Some(found));
    let (what, found) = ("rows, 0.50 and 0.75, power 0.90", rows_needed(0.5, 0.75, 0.9));
    list.number(method, what, expected("n_power_90")?, found);
    let sleep = file.at("/sleep_drug_1")?;
    let hours = sleep.at("/hours")?.numbers()?;
    let clients: Vec<&[f64]> = hours.iter().map(std::slice::from_ref).collect();
    let estimate = estimate_mean(&cell_of(&clients), 0).ok();
    let (mean, what) = (sleep.at("/mean")?.printed()?, "hours of extra sleep");
    list.number("t", format!("{what}, mean"), mean, estimate.map(|it| it.value));
    let interval = estimate.and_then(|it| it.interval);
    list.limits("t", what, sleep.at("/ci")?, interval)?;
    Ok(list)
}
