//! Tests between groups as sentences: which groups, how many, and the chance of it by accident.
//!
//! In: released tests. Out: a sentence a split and measure. Never: which group is better, or
//! which differs: the test does not say.

use crate::disclosure::{Release, ReleasedTest};
use crate::terms::Shown;

use super::format;
use super::series::category_label;
use super::table::split_words;
use super::trend;
use super::words::{Words, capital};

/// The sentences about one indicator: of each split, the latest period with a result.
pub(super) fn sentences(release: &Release, name: &str, words: &Words) -> Vec<String> {
    let mut latest: Vec<&ReleasedTest> = Vec::new();
    for test in release.group_tests.iter().filter(|it| it.indicator == name) {
        let same = |it: &&mut &ReleasedTest| {
            it.split == test.split && it.category == test.category
        };
        match latest.iter_mut().find(same) {
            Some(known) if test.statistic.value().is_some() => *known = test,
            Some(_) => {}
            None => latest.push(test),
        }
    }
    latest.into_iter().map(|it| sentence(release, it, words)).collect()
}

fn sentence(release: &Release, test: &ReleasedTest, words: &Words) -> String {
    let info = release.indicator(&test.indicator);
    let what = test.category.as_deref();
    let what = what.map(|it| category_label(info, it, words.language));
    let gaps = [
        ("split", capital(&split_words(&test.split, words))),
        ("what", what.map_or_else(String::new, |it| format!(", {it}"))),
        ("period", test.period.label.clone()),
        ("n", format::count(test.n_groups as u64, words.language)),
    ];
    let gaps = gaps.each_ref().map(|(gap, filling)| (*gap, filling.as_str()));
    match test.statistic {
        Shown::Value(_) => {
            let between = words.fill("compare.between", &gaps);
            let chance = trend::by_chance(&test.p_value, words);
            format!("{between}{chance} {}", words.say("compare.caution"))
        }
        Shown::Suppressed => words.fill("compare.suppressed", &gaps),
        Shown::Missing(_) | Shown::NotApplicable(_) => words.fill("compare.none", &gaps),
    }
}
