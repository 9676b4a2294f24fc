//! Mann-Kendall and Sen on the series with which `pyMannKendall` tests itself.

use super::cases::{File, List};
use super::{Kind, Source};
use crate::error::Error;
use crate::estimates::mann_kendall::{NAME, rank_counts, trend};

const SOURCE: Source = Source {
    name: "pymannkendall",
    title: "pyMannKendall, its tests (compared by its authors with four R packages)",
    kind: Kind::Published,
};
/// Values of the constant and of the rising series.
const N_VALUES: u32 = 360;

pub(super) fn values() -> Result<List, Error> {
    let text = include_str!("../../tests/reference/pymannkendall/expected.json");
    let file = File::parse(SOURCE, text)?;
    let mut list = file.list();
    let constant = vec![Some(0.0); N_VALUES as usize];
    let linear: Vec<_> = (0..N_VALUES).map(|it| Some(f64::from(it))).collect();
    let arbitrary = file.at("/arbitrary_1d")?.numbers_or_gaps()?;
    let original = "arbitrary: mk.original_test(arbitrary_1d_data)";
    let sen = "arbitrary: mk.sens_slope(arbitrary_1d_data)";
    for (what, series, original, sen) in [
        ("constant", &constant, "constant", "constant"),
        ("rising line", &linear, "linear", "linear"),
        ("series with gaps", &arbitrary, original, sen),
    ] {
        let (trend, counts) = (trend(series).ok(), rank_counts(series).ok());
        let slope = file.at(&format!("/expected/sens_slope/{sen}/slope"))?.printed()?;
        list.number(NAME, format!("{what}, slope"), slope, trend.map(|it| it.slope));
        for (key, expected) in
            file.at(&format!("/expected/original_test/{original}"))?.entries()?
        {
            let found = match key {
                // pyMannKendall loses the small p of a long rise: 1 − 1 is 0.
                "p" if original == "linear" => continue,
                "p" => trend.map(|it| it.p_value),
                "z" => trend.map(|it| it.statistic),
                "s" => counts.map(|it| it.score),
                "Tau" => counts.map(|it| it.tau),
                "var_s" => counts.map(|it| it.variance),
                _ => continue,
            };
            list.number(NAME, format!("{what}, {key}"), expected.printed()?, found);
        }
    }
    Ok(list)
}
