//! Case mix. In: counts per pattern of characteristics, group and period. Out: the share each
//! group would have if its rows did as such rows do on average. Never: a coefficient.
#![doc = ""]
#![doc = include_str!("case_mix.md")]

use std::collections::{BTreeMap, BTreeSet};

use super::firth;
use super::logistic::{NoModel, Pattern, log_odds, share};
use crate::indicators::{
    Asked, CaseMix, Cells, CellsOf, Computing, Counts, GroupKey, NO_GROUP, PatternKey,
};
use crate::numeric::{Sum, real};
use crate::tables::Kind;

/// Name of the method.
pub const NAME: &str = "case-mix";
/// What must be left of a variable, as a share of its squared length. The variables are
/// zeros and ones, so that rounding leaves some 10⁻³⁰ of one that follows from others.
const LEFT_OVER: f64 = 1e-12;
/// How far, as a share of its rows, what is expected of a period may be from what was seen.
const BALANCED: f64 = 1e-9;

/// The expected share of each group and period, or why there is no model.
pub type Expected = BTreeMap<(CellsOf, GroupKey), Result<f64, NoModel>>;

/// Fits a model for every comparison with case mix: one for all its periods together.
pub fn expected_shares(cells: &Cells, computing: Computing) -> Expected {
    let mut expected = Expected::new();
    for (of, patterns) in &cells.1.0 {
        let asked = &computing.asked[of.indicator];
        let Some(at) = place_of_unit(asked, of.split) else { continue };
        let mut strata: BTreeMap<_, Vec<(&PatternKey, Counts)>> = BTreeMap::new();
        for (key, counts) in patterns {
            let mut ids = key.group.ids;
            ids[at] = 0;
            strata.entry(ids).or_default().push((key, *counts));
        }
        for rows in strata.values() {
            let shares = shares(rows, asked, computing);
            expected.extend(shares.into_iter().map(|(group, it)| ((*of, group), it)));
        }
    }
    expected
}

/// Where the unit stands among the ids of a split.
fn place_of_unit(asked: &Asked, split: usize) -> Option<usize> {
    let dimension = asked.compared_by(split)?;
    asked.splits[split].iter().position(|it| *it == dimension)
}

fn shares(
    rows: &[(&PatternKey, Counts)],
    asked: &Asked,
    computing: Computing,
) -> BTreeMap<GroupKey, Result<f64, NoModel>> {
    let levels = Levels::of(rows, asked, computing);
    let patterns: Vec<(GroupKey, Pattern)> = rows
        .iter()
        .map(|(key, counts)| (key.group, levels.pattern(key, *counts)))
        .collect();
    let fitted = expected(&patterns);
    let groups: BTreeSet<GroupKey> = patterns.iter().map(|it| it.0).collect();
    let share = |group: &GroupKey| match &fitted {
        Ok(shares) => shares.get(group).copied().ok_or(NoModel::NotSettled),
        Err(why) => Err(*why),
    };
    groups.iter().map(|group| (*group, share(group))).collect()
}

/// The share expected of each group: of all groups of a period together, what was seen.
fn expected(
    patterns: &[(GroupKey, Pattern)],
) -> Result<BTreeMap<GroupKey, f64>, NoModel> {
    let model = fit(patterns)?;
    let mut periods: BTreeMap<u16, Vec<&(GroupKey, Pattern)>> = BTreeMap::new();
    for it in patterns {
        periods.entry(it.0.period).or_default().push(it);
    }
    let mut shares = BTreeMap::new();
    for rows in periods.values() {
        shares.extend(of_period(rows, &model)?);
    }
    Ok(shares)
}

/// The shares expected of the groups of one period, whose intercept is its own: the penalty
/// of the fit, and what other periods did, may not move what is expected of all together.
fn of_period(
    rows: &[&(GroupKey, Pattern)],
    model: &Model,
) -> Result<BTreeMap<GroupKey, f64>, NoModel> {
    let n_yes: u64 = rows.iter().map(|it| it.1.n_yes).sum();
    let odds: Vec<(f64, u64)> =
        rows.iter().map(|it| (model.log_odds(&it.1.x), it.1.n)).collect();
    let more = firth::intercept(&odds, n_yes);
    let nobody_or_all = if n_yes == 0 { 0.0 } else { 1.0 };
    let mut groups: BTreeMap<GroupKey, (Sum, u64)> = BTreeMap::new();
    for ((group, pattern), (odds, _)) in rows.iter().copied().zip(&odds) {
        let chance = more.map_or(nobody_or_all, |more| share(odds + more));
        let (sum, n) = groups.entry(*group).or_default();
        *n += pattern.n;
        sum.add_product(real(pattern.n), chance);
    }
    let total = groups.values().fold(Sum::default(), |all, it| all + it.0).value();
    let n = real(groups.values().map(|it| it.1).sum());
    if (total - real(n_yes)).abs() > BALANCED * n {
        return Err(NoModel::NotSettled);
    }
    Ok(groups.into_iter().map(|(at, (sum, n))| (at, sum.value() / real(n))).collect())
}

/// A model, and the variables it needs: others say the same as some of these.
struct Model {
    coefficients: Vec<f64>,
    needed: Vec<usize>,
}

impl Model {
    fn log_odds(&self, x: &[f64]) -> f64 {
        log_odds(&self.coefficients, &only(x, &self.needed))
    }
}

fn only(x: &[f64], needed: &[usize]) -> Vec<f64> {
    needed.iter().map(|it| x[*it]).collect()
}

/// Fits the counts of all groups together. A variable that follows from those before it is
/// left out: it changes no expectation.
fn fit(patterns: &[(GroupKey, Pattern)]) -> Result<Model, NoModel> {
    let mut counts: BTreeMap<Vec<u64>, Pattern> = BTreeMap::new();
    for (_, pattern) in patterns {
        let bits = pattern.x.iter().map(|it| it.to_bits()).collect();
        let empty = Pattern { n: 0, n_yes: 0, ..pattern.clone() };
        let all = counts.entry(bits).or_insert(empty);
        all.n += pattern.n;
        all.n_yes += pattern.n_yes;
    }
    let counts: Vec<Pattern> = counts.into_values().collect();
    let needed = independent(&counts);
    let reduced = counts.iter().map(|it| Pattern { x: only(&it.x, &needed), ..*it });
    let coefficients = firth::fit(&reduced.collect::<Vec<_>>())?;
    Ok(Model { coefficients, needed })
}

/// The variables that do not follow from those before them: something is left of them when
/// their part along each of those is taken out (Gram-Schmidt).
fn independent(patterns: &[Pattern]) -> Vec<usize> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let n_columns = patterns.first().map_or(0, |it| it.x.len());
    let (mut kept, mut rests): (Vec<usize>, Vec<Vec<f64>>) = (Vec::new(), Vec::new());
    for at in 0..n_columns {
        let column: Vec<f64> = patterns.iter().map(|it| it.x[at]).collect();
        let length = dot(&column, &column);
        let mut rest = column;
        for other in &rests {
            let part = dot(&rest, other) / dot(other, other);
            rest.iter_mut().zip(other).for_each(|(x, y)| *x -= part * y);
        }
        if dot(&rest, &rest) > LEFT_OVER * length {
            kept.push(at);
            rests.push(rest);
        }
    }
    kept
}

/// The levels of each variable that are told apart, in order; the first variable is the
/// period. A level that is not in the list is the one the others are compared with.
struct Levels(Vec<Vec<u32>>);

impl Levels {
    fn of(rows: &[(&PatternKey, Counts)], asked: &Asked, computing: Computing) -> Self {
        let case_mix = asked.compared.as_ref().map_or(&[][..], |it| &it.case_mix);
        let period = |key: &PatternKey| u32::from(key.group.period);
        let mut levels = vec![told_apart(rows, period, |id| format!("{id:010}"))];
        for (at, which) in case_mix.iter().enumerate() {
            let text = |id| text(*which, id, asked, computing);
            levels.push(told_apart(rows, |key| key.levels[at], text));
        }
        Self(levels)
    }

    /// The variables of a pattern: the constant, and one a level that is told apart.
    fn pattern(&self, key: &PatternKey, counts: Counts) -> Pattern {
        let period = std::iter::once(u32::from(key.group.period));
        let ids = period.chain(key.levels.iter().copied());
        let mut x = vec![1.0];
        for (id, levels) in ids.zip(&self.0) {
            x.extend(levels.iter().map(|it| f64::from(u8::from(*it == id))));
        }
        Pattern { x, n_yes: counts.n_yes, n: counts.n }
    }
}

/// The levels that get a variable: all but the largest, in the order of their texts.
fn told_apart(
    rows: &[(&PatternKey, Counts)],
    level: impl Fn(&PatternKey) -> u32,
    text: impl Fn(u32) -> String,
) -> Vec<u32> {
    let mut sizes: BTreeMap<u32, u64> = BTreeMap::new();
    for (key, more) in rows {
        *sizes.entry(level(key)).or_default() += more.n;
    }
    let ordered: BTreeSet<(String, u32)> =
        sizes.keys().map(|id| (text(*id), *id)).collect();
    let largest = ordered.iter().rev().max_by_key(|it| sizes[&it.1]).map(|it| it.1);
    let ids = ordered.into_iter().map(|it| it.1);
    ids.filter(|id| Some(*id) != largest).collect()
}

/// The text of a level, which unlike its number does not depend on reading order.
fn text(which: CaseMix, id: u32, asked: &Asked, computing: Computing) -> String {
    let column = asked.indicator.table.resolve(which.name()).map(|it| it.column.kind);
    let name = match column {
        Some(Kind::Name) if id != NO_GROUP => computing.names.text(which.name(), id),
        _ => None,
    };
    name.unwrap_or_else(|| format!("{id:010}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::{
        assert_close, assert_same_digits, printed, reference,
    };
    use crate::estimates::firth::tests::REFERENCE;
    use crate::indicators::catalogue::built_in;
    use crate::indicators::{Compared, MOST_DIMENSIONS, Overdispersion};
    use crate::tables::Names;
    use crate::terms::{Day, Dimension, Every, PeriodGrid};

    const OF: CellsOf = CellsOf { indicator: 0, measure: 0, split: 1 };

    fn group(period: u16, unit: u32) -> GroupKey {
        let mut ids = [0; MOST_DIMENSIONS];
        ids[0] = unit;
        GroupKey { period, ids }
    }

    /// Expected shares by region of rows (period, region, levels, yes, all).
    fn expected(
        case_mix: &[CaseMix],
        rows: &[(u16, u32, &[u32], u64, u64)],
    ) -> BTreeMap<GroupKey, Result<f64, NoModel>> {
        let name = "closed-by-mutual-agreement";
        let indicator =
            built_in().unwrap().into_iter().find(|it| it.info.name == name).unwrap();
        let compared = Compared {
            by: vec![Dimension::Region],
            case_mix: case_mix.to_vec(),
            overdispersion: Overdispersion::None,
        };
        let asked = [Asked {
            indicator,
            splits: vec![vec![], vec![Dimension::Region]],
            target: None,
            compared: Some(compared),
            exact: false,
        }];
        let days = (Day::new(2015, 1, 1).unwrap(), Day::new(2016, 12, 31).unwrap());
        let grid = PeriodGrid::new(days.0, days.1, Every::Year, (1, 1)).unwrap();
        let names = Names::default();
        let computing = Computing { asked: &asked, grid: &grid, names: &names };
        let patterns = rows.iter().map(|(period, unit, levels, n_yes, n)| {
            let key =
                PatternKey { group: group(*period, *unit), levels: levels.to_vec() };
            (key, Counts { n_yes: *n_yes, n: *n })
        });
        let mut cells = Cells::default();
        cells.1.0.insert(OF, patterns.collect());
        let expected = expected_shares(&cells, computing);
        expected.into_iter().map(|(key, share)| (key.1, share)).collect()
    }

    #[test]
    fn with_one_yes_or_no_the_expectation_is_the_mix_of_the_two_shares() {
        // With a crisis 60 of 100 agree, without 180 of 200; the penalty adds half a row of
        // each. Region 1 has 75 and 25 of them, region 2 has 25 and 175.
        let expected = expected(
            &[CaseMix::CrisisStart],
            &[
                (0, 1, &[1], 50, 75),
                (0, 1, &[0], 20, 25),
                (0, 2, &[1], 10, 25),
                (0, 2, &[0], 160, 175),
            ],
        );
        let (one, other) =
            (expected[&group(0, 1)].unwrap(), expected[&group(0, 2)].unwrap());
        assert!((one - 0.675).abs() < 0.002, "{one}");
        assert!((other - (25.0 * 0.6 + 175.0 * 0.9) / 200.0).abs() < 0.002, "{other}");
        assert_close(100.0 * one + 200.0 * other, 240.0);
    }

    // A period with few of either outcome was merged into another: 34.7 were expected where
    // nine were seen, and every team lay below.
    #[test]
    fn expected_shares_agree_with_a_second_implementation() {
        let json = reference(REFERENCE);
        let rows: Vec<(u16, u32, u32, u64, u64)> =
            serde_json::from_value(json["case_mix"]["rows"].clone()).unwrap();
        let levels: Vec<[u32; 1]> = rows.iter().map(|it| [it.2]).collect();
        let given: Vec<(u16, u32, &[u32], u64, u64)> = rows
            .iter()
            .zip(&levels)
            .map(|(it, level)| (it.0, it.1, level.as_slice(), it.3, it.4))
            .collect();
        let expected = expected(&[CaseMix::Referrer], &given);
        assert_eq!(expected.len(), 6);
        for (key, share) in &expected {
            let at = format!("/case_mix/expected/{}~1{}", key.period, key.ids[0]);
            assert_same_digits(share.unwrap(), &printed(&json, &at));
        }
    }

    // All 89 that a court sent agreed; the court silently joined the largest referrer, 45.2
    // were expected of the team with most of them, and it lay outside the 99.8 % limits.
    #[test]
    fn a_level_of_which_all_agreed_keeps_its_own_chance() {
        let mut rows: Vec<(u16, u32, &[u32], u64, u64)> =
            vec![(0, 1, &[2], 45, 45), (0, 1, &[1], 12, 15)];
        for unit in 2..=12 {
            rows.push((0, unit, &[2], 4, 4));
            rows.push((0, unit, &[1], 36 + u64::from(unit % 3), 56));
        }
        let found = expected(&[CaseMix::Referrer], &rows)[&group(0, 1)].unwrap() * 60.0;
        assert!((54.0..55.5).contains(&found), "{found}");
    }

    #[test]
    fn a_period_in_which_nobody_counts_expects_nobody() {
        let rows: [(u16, u32, &[u32], u64, u64); 4] = [
            (0, 1, &[1], 60, 100),
            (0, 2, &[2], 66, 100),
            (1, 1, &[1], 0, 30),
            (1, 2, &[2], 0, 20),
        ];
        let expected = expected(&[CaseMix::Sex], &rows);
        assert_eq!(expected[&group(1, 1)], Ok(0.0));
        assert_eq!(expected[&group(1, 2)], Ok(0.0));
        assert_close(
            expected[&group(0, 1)].unwrap() + expected[&group(0, 2)].unwrap(),
            1.26,
        );
    }

    #[test]
    fn what_is_expected_of_all_regions_in_a_year_is_what_was_seen() {
        let rows: [(u16, u32, &[u32], u64, u64); 8] = [
            (0, 1, &[1, 12], 30, 50),
            (0, 1, &[0, 4], 41, 60),
            (0, 2, &[1, 4], 33, 50),
            (0, 2, &[0, 12], 44, 52),
            (1, 1, &[1, 12], 35, 50),
            (1, 1, &[0, 4], 40, 55),
            (1, 2, &[0, 12], 37, 50),
            (1, 2, &[1, 4], 23, 50),
        ];
        let expected = expected(&[CaseMix::CrisisStart, CaseMix::AgeAtStart], &rows);
        for period in [0, 1] {
            let of = rows.iter().filter(|it| it.0 == period);
            let seen: u64 = of.clone().map(|it| it.3).sum();
            let total: f64 =
                of.map(|it| real(it.4) * expected[&group(it.0, it.1)].unwrap()).sum();
            assert!((total - real(seen)).abs() < 1e-6, "{total} is not {seen}");
        }
    }

    #[test]
    fn characteristics_that_say_the_same_are_counted_once() {
        let rows: [(u16, u32, &[u32], u64, u64); 2] =
            [(0, 1, &[1, 7], 60, 100), (0, 2, &[0, 3], 160, 180)];
        let expected = expected(&[CaseMix::CrisisStart, CaseMix::Referrer], &rows);
        let (one, other) =
            (expected[&group(0, 1)].unwrap(), expected[&group(0, 2)].unwrap());
        assert!((one - 0.6).abs() < 0.002 && (other - 160.0 / 180.0).abs() < 0.002);
        assert_close(100.0 * one + 180.0 * other, 220.0);
    }
}
