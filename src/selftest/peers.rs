//! What other programs compute from the same counts: a second opinion, not a publication.

use super::cases::{File, List};
use super::{Kind, Source};
use crate::error::Error;
use crate::estimates::{clopper_pearson, jeffreys, wilson, wilson_limits};

const SOURCE: Source = Source {
    name: "python-peers",
    title: "statsmodels 0.15.0, by a script of this project",
    kind: Kind::Peer,
};

pub(super) fn values() -> Result<List, Error> {
    let text = include_str!("../../tests/reference/python-peers/expected.json");
    let file = File::parse(SOURCE, text)?;
    let mut list = file.list();
    for case in file.at("/proportions")?.each()? {
        let (n_yes, n) = (case.at("/n_yes")?.count()?, case.at("/n")?.count()?);
        let what = format!("{n_yes} of {n}");
        for (method, limits) in [
            (wilson::NAME, wilson_limits(n_yes, n)),
            (clopper_pearson::NAME, clopper_pearson::limits(n_yes, n)),
            (jeffreys::NAME, jeffreys::limits(n_yes, n)),
        ] {
            let expected = case.at(&format!("/{method}"))?;
            list.limits(method, &what, expected, limits)?;
        }
    }
    Ok(list)
}
