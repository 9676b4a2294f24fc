//! Limits of proportions and of differences, as Newcombe printed them.

use super::cases::{File, List, Part};
use super::{Kind, Source};
use crate::error::Error;
use crate::estimates::{clopper_pearson, newcombe, wilson_limits};

const SOURCE: Source = Source {
    name: "newcombe-1998",
    title: "Newcombe (1998), Statistics in Medicine 17:857–872 and 17:873–890",
    kind: Kind::Published,
};

pub(super) fn values() -> Result<List, Error> {
    let text = include_str!("../../tests/reference/newcombe-1998/expected.json");
    let file = File::parse(SOURCE, text)?;
    let mut list = file.list();
    for case in file.at("/proportions")?.each()? {
        let (n_yes, n) = (case.at("/n_yes")?.count()?, case.at("/n")?.count()?);
        let what = format!("{n_yes} of {n}");
        let limits = wilson_limits(n_yes, n);
        list.limits("wilson", &what, case.at("/wilson")?, limits)?;
        let limits = clopper_pearson::limits(n_yes, n);
        list.limits("clopper-pearson", &what, case.at("/clopper-pearson")?, limits)?;
    }
    for case in file.at("/differences")?.each()? {
        let (first, second) = (counts(case.at("/first")?)?, counts(case.at("/second")?)?);
        let difference = newcombe::difference(first, second);
        let what =
            format!("{} of {} minus {} of {}", first.0, first.1, second.0, second.1);
        let limits = difference.and_then(|it| it.interval);
        list.limits("newcombe", &what, case.at("/newcombe")?, limits)?;
    }
    Ok(list)
}

fn counts(part: Part) -> Result<(u64, u64), Error> {
    Ok((part.at("/0")?.count()?, part.at("/1")?.count()?))
}
