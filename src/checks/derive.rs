//! Derived columns: what the goals and answers of a trajectory say about it as a whole.
//!
//! In: linked goals or answers. Out: the trajectories with the derived columns that the
//! run's indicators want. Never: a row more or less.

use std::collections::BTreeSet;

use polars::prelude::{
    DataFrame, Expr, IntoLazy, JoinArgs, JoinType, LazyFrame, NULL, col, len, lit, when,
};

use super::link::TRAJECTORY;
use crate::error::Error;
use crate::tables::{INFORMANT, Table};

/// Score from which a goal counts as attained: 0 is the expected level
/// (Kiresuk and Sherman 1968, doi:10.1007/BF01530764).
const ATTAINED_FROM: f64 = 0.0;
/// Assumed correlation between goal scores (Kiresuk and Sherman 1968).
const RHO: f64 = 0.3;

/// Adds the derived columns that come from `table`.
pub(super) fn derive(
    table: Table,
    trajectories: DataFrame,
    rows: &DataFrame,
    wanted: &BTreeSet<&'static str>,
) -> Result<DataFrame, Error> {
    let columns = match table {
        Table::Goals => goal_columns(rows),
        Table::Satisfaction => answer_columns(),
        _ => Vec::new(),
    };
    let columns: Vec<Expr> = columns
        .into_iter()
        .filter(|(name, _)| wanted.contains(name))
        .map(|(name, expr)| expr.alias(name))
        .collect();
    if columns.is_empty() {
        return Ok(trajectories);
    }
    let derived = rows.clone().lazy().group_by([col(TRAJECTORY)]).agg(columns);
    beside(trajectories.lazy(), derived).collect().map_err(Error::bug)
}

fn beside(trajectories: LazyFrame, derived: LazyFrame) -> LazyFrame {
    let on = [col(TRAJECTORY)];
    trajectories.join(derived, on.clone(), on, JoinArgs::new(JoinType::Left))
}

fn goal_columns(rows: &DataFrame) -> Vec<(&'static str, Expr)> {
    let score = || col("score");
    let weight = || match rows.column("weight") {
        Ok(_) => when(score().is_not_null()).then(col("weight")).otherwise(lit(NULL)),
        Err(_) => when(score().is_not_null()).then(lit(1.0)).otherwise(lit(NULL)),
    };
    let sum_w = || weight().sum();
    let spread =
        (weight() * weight()).sum() * lit(1.0 - RHO) + sum_w() * sum_w() * lit(RHO);
    let t_score = lit(50.0) + lit(10.0) * (weight() * score()).sum() / spread.sqrt();
    let counts = |it: Expr| it.cast(polars::prelude::DataType::Int32);
    vec![
        ("n_goals", counts(len())),
        ("n_goals_scored", counts(score().is_not_null().sum())),
        ("n_goals_attained", counts(score().gt_eq(lit(ATTAINED_FROM)).sum())),
        ("gas_t_score", when(sum_w().gt(lit(0.0))).then(t_score).otherwise(lit(NULL))),
    ]
}

fn answer_columns() -> Vec<(&'static str, Expr)> {
    let answered = |code: u8| {
        (col("informant").eq(lit(code)).and(col("answer").is_not_null())).any(true)
    };
    let column = |code: &str| match code {
        "youth" => Some("answered_youth"),
        "parent" => Some("answered_parent"),
        "referrer" => Some("answered_referrer"),
        _ => None,
    };
    let informants = (0_u8..).zip(INFORMANT.names());
    informants.filter_map(|(index, it)| Some((column(it)?, answered(index)))).collect()
}

/// Fills what a trajectory without goals or answers has: no goals, no answer.
pub(super) fn complete(
    trajectories: DataFrame,
    wanted: &BTreeSet<&'static str>,
) -> Result<DataFrame, Error> {
    let counts = ["n_goals", "n_goals_scored", "n_goals_attained"].map(|it| (it, lit(0)));
    let flags = ["answered_youth", "answered_parent", "answered_referrer"];
    let flags = flags.map(|it| (it, lit(false)));
    let empty = lit(NULL).cast(polars::prelude::DataType::Float64);
    let all = counts.into_iter().chain(flags).chain([("gas_t_score", empty)]);
    let has = |name: &str| trajectories.column(name).is_ok();
    let columns: Vec<Expr> = all
        .filter(|(name, _)| wanted.contains(name))
        .map(|(name, empty)| {
            if has(name) {
                col(name).fill_null(empty).alias(name)
            } else {
                empty.alias(name)
            }
        })
        .collect();
    trajectories.lazy().with_columns(columns).collect().map_err(Error::bug)
}
