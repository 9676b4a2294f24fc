//! Case mix. In: counts per pattern of characteristics, group and period. Out: the share each
//! group would have if its rows did as such rows do on average. Never: a coefficient.
#![doc = ""]
#![doc = include_str!("case_mix.md")]

use std::collections::{BTreeMap, BTreeSet};

use super::logistic::{self, NoModel, Pattern};
use crate::indicators::{
    Asked, CaseMix, Cells, CellsOf, Computing, Counts, GroupKey, NO_GROUP, PatternKey,
};
use crate::numeric::{Sum, real};
use crate::tables::Kind;

/// Name of the method.
pub const NAME: &str = "case-mix";
/// Fewest rows that count, and that do not, for a level of its own in the model: ten events a
/// variable (Peduzzi et al. 1996, doi:10.1016/S0895-4356(96)00236-3).
pub const FEWEST_EVENTS: u64 = 10;

/// What must be left of a variable, as a share of its squared length. The variables are
/// zeros and ones, so that rounding leaves some 10⁻³⁰ of one that follows from others.
const LEFT_OVER: f64 = 1e-12;

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
    let fitted = fit(&patterns);
    let mut groups: BTreeMap<GroupKey, (Sum, u64)> = BTreeMap::new();
    for (group, pattern) in &patterns {
        let (sum, n) = groups.entry(*group).or_default();
        *n += pattern.n;
        if let Ok(model) = &fitted {
            sum.add_product(real(pattern.n), model.chance(&pattern.x));
        }
    }
    let share = |(sum, n): (Sum, u64)| match &fitted {
        Ok(_) => Ok(sum.value() / real(n)),
        Err(why) => Err(*why),
    };
    groups.into_iter().map(|(group, it)| (group, share(it))).collect()
}

/// A model, and the variables it needs: others say the same as some of these.
struct Model {
    fit: logistic::Fit,
    needed: Vec<usize>,
}

impl Model {
    fn chance(&self, x: &[f64]) -> f64 {
        self.fit.chance(&only(x, &self.needed))
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
    let fit = logistic::fit(&reduced.collect::<Vec<_>>())?;
    Ok(Model { fit, needed })
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

/// The levels that get a variable: all with enough rows that count and that do not, in the
/// order of their texts, but the largest. What has too few joins the largest.
fn told_apart(
    rows: &[(&PatternKey, Counts)],
    level: impl Fn(&PatternKey) -> u32,
    text: impl Fn(u32) -> String,
) -> Vec<u32> {
    let mut counts: BTreeMap<u32, Counts> = BTreeMap::new();
    for (key, more) in rows {
        let counts = counts.entry(level(key)).or_default();
        counts.n += more.n;
        counts.n_yes += more.n_yes;
    }
    let ordered: BTreeSet<(String, u32)> =
        counts.keys().map(|id| (text(*id), *id)).collect();
    let largest = ordered.iter().rev().max_by_key(|it| counts[&it.1].n).map(|it| it.1);
    let is_enough = |id: &u32| {
        let it = counts[id];
        it.n_yes >= FEWEST_EVENTS && it.n - it.n_yes >= FEWEST_EVENTS
    };
    let ids = ordered.into_iter().map(|it| it.1);
    ids.filter(|id| Some(*id) != largest && is_enough(id)).collect()
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
    use crate::estimates::agreement::assert_close;
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
        // With a crisis 60 of 100 agree, without 180 of 200. Region 1 has 75 and 25 of them:
        // 0.75 · 0.6 + 0.25 · 0.9; region 2 has 25 and 175.
        let expected = expected(
            &[CaseMix::CrisisStart],
            &[
                (0, 1, &[1], 50, 75),
                (0, 1, &[0], 20, 25),
                (0, 2, &[1], 10, 25),
                (0, 2, &[0], 160, 175),
            ],
        );
        assert_close(expected[&group(0, 1)].unwrap(), 0.675);
        assert_close(expected[&group(0, 2)].unwrap(), (25.0 * 0.6 + 175.0 * 0.9) / 200.0);
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
    fn a_level_with_too_few_joins_the_largest() {
        let rows: [(u16, u32, &[u32], u64, u64); 3] =
            [(0, 1, &[1], 60, 100), (0, 2, &[1], 66, 100), (0, 2, &[2], 9, 9)];
        let expected = expected(&[CaseMix::Sex], &rows);
        assert_close(expected[&group(0, 1)].unwrap(), 135.0 / 209.0);
        assert_close(expected[&group(0, 2)].unwrap(), 135.0 / 209.0);
    }

    #[test]
    fn characteristics_that_say_the_same_are_counted_once() {
        let rows: [(u16, u32, &[u32], u64, u64); 2] =
            [(0, 1, &[1, 7], 60, 100), (0, 2, &[0, 3], 160, 180)];
        let expected = expected(&[CaseMix::CrisisStart, CaseMix::Referrer], &rows);
        assert_close(expected[&group(0, 1)].unwrap(), 0.6);
        assert_close(expected[&group(0, 2)].unwrap(), 160.0 / 180.0);
    }
}
