//! The table of limits of the run chart.

use super::cases::{File, List};
use super::{Kind, Source};
use crate::error::Error;
use crate::estimates::anhoej::{NAME, fewest_usual, longest_usual};

const SOURCE: Source = Source {
    name: "anhoej-2014",
    title: "Anhøj & Olesen (2014), PLoS ONE 9:e113825",
    kind: Kind::Published,
};

pub(super) fn values() -> Result<List, Error> {
    let text = include_str!("../../tests/reference/anhoej-2014/expected.json");
    let file = File::parse(SOURCE, text)?;
    let mut list = file.list();
    for row in file.at("/limits")?.each()? {
        let n = usize::try_from(row.at("/n_useful")?.count()?).map_err(Error::bug)?;
        for (key, what, found) in [
            ("longest_run", "longest usual run", longest_usual(n)),
            ("fewest_crossings", "fewest usual crossings", fewest_usual(n)),
        ] {
            let expected = row.at(&format!("/{key}"))?.printed()?;
            list.text(NAME, format!("{what}, {n} values"), expected, found.to_string());
        }
    }
    Ok(list)
}
