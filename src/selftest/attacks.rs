//! Published tables that give a hidden count away, and do not after protection.

use super::cases::{File, List};
use super::{Kind, Source};
use crate::disclosure::attack_published_tables;
use crate::error::Error;

const SOURCE: Source = Source {
    name: "sdctable",
    title: "sdcTable's tests and users' reports (sdcTools/UserSupport), OpenSAFELY's manual",
    kind: Kind::Published,
};
const METHOD: &str = "disclosure attack";

pub(super) fn values() -> Result<List, Error> {
    let text = include_str!("../../tests/reference/sdctable/attack_cases.json");
    let mut list = File::parse(SOURCE, text)?.list();
    for it in attack_published_tables()? {
        let name = it.name.replace('_', " ");
        // Adding zero makes one zero of plus and minus zero.
        let interval =
            |(low, high): (f64, f64)| format!("{} to {}", low + 0.0, high + 0.0);
        let (value, found) = (it.value, interval(it.before));
        let what = format!("{name}: the hidden count, as published");
        list.text(METHOD, what, format!("{value} to {value}"), found);
        let what = format!("{name}: what is left after protection");
        let wanted = format!("at least {} values", it.width);
        let found = if it.is_safe {
            wanted.clone()
        } else {
            format!("{} only", interval(it.after))
        };
        list.text(METHOD, what, wanted, found);
    }
    Ok(list)
}
