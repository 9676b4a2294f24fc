//! Linear programs: the one place that knows the solver.
//!
//! In: bounds, costs and rows. Out: a point that was checked against every row and bound, or
//! that there is none. Never: a point the solver claims and the rows deny.

use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, Variable};

/// How far a point may be from a row or a bound.
const TOLERANCE: f64 = 1e-5;

/// Σ coefficient · variable = `sum`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) terms: Vec<(usize, f64)>,
    pub(super) sum: f64,
}

/// Bounds of every variable and the rows they have to meet.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Program {
    pub(super) bounds: Vec<(f64, f64)>,
    pub(super) rows: Vec<Row>,
}

/// What solving gave.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Solved {
    /// The best point.
    Point(Vec<f64>),
    /// It can be improved for ever.
    Unbounded,
    /// There is no point.
    Infeasible,
    /// The solver found no point that holds.
    Unsolved,
}

impl Program {
    /// The point with the smallest Σ cost · variable.
    pub(super) fn minimise(&self, costs: &[(usize, f64)]) -> Solved {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let mut cost_of = vec![0.0; self.bounds.len()];
        for (at, cost) in costs {
            cost_of[*at] += cost;
        }
        let variables: Vec<Variable> = self
            .bounds
            .iter()
            .zip(&cost_of)
            .map(|(bounds, cost)| problem.add_var(*cost, *bounds))
            .collect();
        for row in &self.rows {
            let terms: Vec<(Variable, f64)> =
                row.terms.iter().map(|(at, factor)| (variables[*at], *factor)).collect();
            problem.add_constraint(&terms, ComparisonOp::Eq, row.sum);
        }
        let solution = match problem.solve().map(microlp::SolveOutcome::into_solution) {
            Ok(Ok(it)) => it,
            Err(Error::Unbounded) => return Solved::Unbounded,
            Err(Error::Infeasible) => return Solved::Infeasible,
            _ => return Solved::Unsolved,
        };
        let point: Vec<f64> =
            variables.iter().map(|it| solution.var_value(*it)).collect();
        if self.holds(&point) { Solved::Point(point) } else { Solved::Unsolved }
    }

    /// Whether the point meets every bound and every row.
    fn holds(&self, point: &[f64]) -> bool {
        let within = |(it, (low, high)): (&f64, &(f64, f64))| {
            low - TOLERANCE <= *it && *it <= high + TOLERANCE
        };
        let met = |row: &Row| {
            let sum: f64 = row.terms.iter().map(|(at, factor)| factor * point[*at]).sum();
            (sum - row.sum).abs() <= TOLERANCE * (1.0 + row.sum.abs())
        };
        point.iter().zip(&self.bounds).all(within) && self.rows.iter().all(met)
    }
}
