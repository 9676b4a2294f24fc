//! Derived columns: what the goals and answers of a trajectory say about it as a whole.
//!
//! In: linked goals or answers. Out: the trajectories with the derived columns that the
//! run's indicators want. Never: a row more or less.

use std::collections::BTreeSet;

use crate::error::Error;
use crate::tables::{Frame, INFORMANT, Table, Value, Values};

/// Score from which a goal counts as attained: 0 is the expected level
/// (Kiresuk and Sherman 1968, doi:10.1007/BF01530764).
const ATTAINED_FROM: f64 = 0.0;
/// Assumed correlation between goal scores (Kiresuk and Sherman 1968).
const RHO: f64 = 0.3;

/// Adds the derived columns that come from `table`. `parents` says where the trajectory of
/// each row stands.
pub(super) fn derive(
    table: Table,
    mut trajectories: Frame,
    rows: &Frame,
    parents: &[u32],
    wanted: &BTreeSet<&'static str>,
) -> Result<Frame, Error> {
    let (names, of): (&[&'static str], Derive) = match table {
        Table::Goals => (&GOAL_COLUMNS, goal_columns),
        Table::Satisfaction => (&ANSWER_COLUMNS, answer_columns),
        _ => (&[], answer_columns),
    };
    let n_wanted = names.iter().filter(|it| wanted.contains(*it)).count();
    if n_wanted > 0 {
        let mut columns = of(rows, parents, trajectories.height())?;
        columns.retain(|it| wanted.contains(it.0));
        if columns.len() < n_wanted {
            return Err(Error::bug("a derived column lacks what it is derived from"));
        }
        for (name, values) in columns {
            trajectories.set(name, values)?;
        }
    }
    Ok(trajectories)
}

/// From rows and the places of their trajectories to columns of that many trajectories.
type Derive = fn(&Frame, &[u32], usize) -> Result<Derived, Error>;

/// Columns of the trajectories.
type Derived = Vec<(&'static str, Values)>;

const GOAL_COLUMNS: [&str; 4] =
    ["n_goals", "n_goals_scored", "n_goals_attained", "gas_t_score"];
const ANSWER_COLUMNS: [&str; 3] =
    ["answered_youth", "answered_parent", "answered_referrer"];

/// The goals of one trajectory.
#[derive(Clone, Copy, Default)]
struct Goals {
    n: i32,
    n_scored: i32,
    n_attained: i32,
    /// Sums over the scored goals of w, w² and w·x.
    weights: f64,
    squares: f64,
    scores: f64,
}

impl Goals {
    fn add(&mut self, score: Option<f64>, weight: Option<f64>) {
        self.n += 1;
        let Some(score) = score else { return };
        self.n_scored += 1;
        self.n_attained += i32::from(score >= ATTAINED_FROM);
        if let Some(weight) = weight {
            self.weights += weight;
            self.squares += weight * weight;
            self.scores += weight * score;
        }
    }

    /// T = 50 + 10 Σ w·x / √((1 − ρ) Σ w² + ρ (Σ w)²) (Kiresuk and Sherman 1968).
    fn t_score(&self) -> Option<f64> {
        let spread = self.squares * (1.0 - RHO) + self.weights * self.weights * RHO;
        (self.weights > 0.0).then(|| 50.0 + 10.0 * self.scores / spread.sqrt())
    }
}

fn goal_columns(rows: &Frame, parents: &[u32], n: usize) -> Result<Derived, Error> {
    let scores = rows.get_or_missing("score")?;
    let is_weighted = rows.has("weight");
    let weights = rows.get_or_missing("weight")?;
    let mut all = vec![Goals::default(); n];
    for (row, parent) in parents.iter().enumerate() {
        let weight = if is_weighted { weights[row] } else { Some(1.0) };
        if let Some(it) = all.get_mut(*parent as usize) {
            it.add(scores[row], weight);
        }
    }
    let count = |of: fn(&Goals) -> i32| all.iter().map(of).collect::<Vec<_>>().into();
    let mut columns = vec![("n_goals", count(|it| it.n))];
    if rows.has("score") {
        let t_scores: Vec<Option<f64>> = all.iter().map(Goals::t_score).collect();
        columns.extend([
            ("n_goals_scored", count(|it| it.n_scored)),
            ("n_goals_attained", count(|it| it.n_attained)),
            ("gas_t_score", t_scores.into()),
        ]);
    }
    Ok(columns)
}

fn answer_columns(rows: &Frame, parents: &[u32], n: usize) -> Result<Derived, Error> {
    let informants = rows.get::<u8>("informant")?;
    let answers = rows.get::<f64>("answer")?;
    let column = |name: &str| {
        let code = name.strip_prefix("answered_").and_then(|it| INFORMANT.index(it));
        let mut answered = vec![false; n];
        for (row, parent) in parents.iter().enumerate() {
            let counts =
                code.is_some() && informants[row] == code && answers[row].is_some();
            if let Some(it) = answered.get_mut(*parent as usize) {
                *it |= counts;
            }
        }
        answered.into()
    };
    Ok(ANSWER_COLUMNS.iter().map(|it| (*it, column(it))).collect())
}

/// Fills what a trajectory without goals or answers has: no goals, no answer.
pub(super) fn complete(
    mut trajectories: Frame,
    wanted: &BTreeSet<&'static str>,
) -> Result<Frame, Error> {
    let rows = &mut trajectories;
    for name in GOAL_COLUMNS.iter().chain(&ANSWER_COLUMNS) {
        match *name {
            it if !wanted.contains(it) => {}
            "gas_t_score" => {
                let values = rows.get_or_missing::<f64>(name)?;
                rows.set(name, values)?;
            }
            it if ANSWER_COLUMNS.contains(&it) => fill(rows, name, &false)?,
            _ => fill(rows, name, &0_i32)?,
        }
    }
    Ok(trajectories)
}

fn fill<T: Value>(rows: &mut Frame, name: &str, empty: &T) -> Result<(), Error> {
    let values = rows.get_or_missing::<T>(name)?.into_iter();
    let filled: Vec<T> = values.map(|it| it.unwrap_or_else(|| empty.clone())).collect();
    rows.set(name, filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn t_score(goals: &[(f64, f64)]) -> f64 {
        let mut all = Goals::default();
        for (score, weight) in goals {
            all.add(Some(*score), Some(*weight));
        }
        all.t_score().unwrap()
    }

    fn assert_printed(actual: f64, printed: &str) {
        let n_decimals = printed.split_once('.').map_or(0, |it| it.1.len());
        assert_eq!(format!("{actual:.n_decimals$}"), printed);
    }

    #[test]
    fn weighted_goals_give_the_t_score_of_the_formula() {
        // 50 + 70 / √196 exactly.
        let scores = [-2.0, 0.0, -1.0, 2.0, 0.0, 1.0];
        let weights = [3.0, 5.0, 1.0, 4.0, 2.0, 6.0];
        let goals: Vec<(f64, f64)> = scores.into_iter().zip(weights).collect();
        assert_printed(t_score(&goals), "55.0000000");
        assert_printed(t_score(&[(1.0, 2.0), (2.0, 1.0), (0.0, 3.0)]), "58.813");
        assert_printed(t_score(&[(-2.0, 1.0); 3]), "22.614");
    }

    #[test]
    fn the_same_score_on_more_goals_gives_a_t_score_further_from_fifty() {
        let printed = ["60.000", "62.403", "63.693", "64.510", "65.076"];
        for (n, printed) in (1..).zip(printed) {
            assert_printed(t_score(&vec![(1.0, 1.0); n]), printed);
            assert_printed(t_score(&vec![(0.0, 1.0); n]), "50");
        }
    }
}
