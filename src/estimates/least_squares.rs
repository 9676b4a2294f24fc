//! Least squares. In: columns of a design and what they should explain. Out: coefficients
//! with their standard errors. Never: a coefficient of a column that the others give already.
#![doc = ""]
#![doc = include_str!("least_squares.md")]

use nalgebra::{DMatrix, DVector};

use crate::numeric::{Sum, real};

/// Name of the method.
pub const NAME: &str = "least-squares";

/// What of a column (scaled to about length 1) must be left when the columns before it are taken
/// out. Rounding leaves some 10⁻¹⁶ of a column that depends on others; the hardest set of
/// NIST (Filip) has 5·10⁻⁸.
const INDEPENDENT: f64 = 1e-11;
/// Rounds of refinement. Each gains as many digits as the first solution has.
const ROUNDS: usize = 4;

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// One a column.
    pub coefficients: Vec<f64>,
    /// Variance of each coefficient when the variance of a row is 1.
    pub unit_variances: Vec<f64>,
    /// Sum of the squared residuals, weighted.
    pub residual_sum: f64,
    /// Rows less columns.
    pub degrees: usize,
}

/// Why there is no fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoFit {
    /// Fewer rows than columns, or lists of different lengths.
    TooFewRows,
    /// This column follows from those before it (or is 0 throughout).
    Dependent(usize),
    /// A number in the data is not finite.
    NotFinite,
}

impl Fit {
    /// The residual standard deviation; `None` when no degrees of freedom are left.
    pub fn residual_deviation(&self) -> Option<f64> {
        let degrees = real(self.degrees as u64);
        (self.degrees > 0).then(|| (self.residual_sum / degrees).sqrt())
    }

    /// The standard error of each coefficient; `None` as above.
    pub fn standard_errors(&self) -> Option<Vec<f64>> {
        let deviation = self.residual_deviation()?;
        Some(self.unit_variances.iter().map(|it| it.sqrt() * deviation).collect())
    }
}

/// Fits `outcome` by the columns; rows count by their weight (1 each without weights).
///
/// # Errors
/// When the columns do not determine the coefficients.
pub fn fit(
    columns: &[Vec<f64>],
    outcome: &[f64],
    weights: Option<&[f64]>,
) -> Result<Fit, NoFit> {
    let n_rows = outcome.len();
    let lengths = columns.iter().map(Vec::len).chain(weights.map(<[f64]>::len));
    if n_rows < columns.len()
        || columns.is_empty()
        || lengths.into_iter().any(|it| it != n_rows)
    {
        return Err(NoFit::TooFewRows);
    }
    let roots: Vec<f64> = match weights {
        Some(it) => it.iter().map(|it| it.sqrt()).collect(),
        None => vec![1.0; n_rows],
    };
    let outcome = DVector::from_fn(n_rows, |row, _| outcome[row] * roots[row]);
    let design =
        DMatrix::from_fn(n_rows, columns.len(), |row, at| columns[at][row] * roots[row]);
    if !outcome.iter().chain(design.iter()).all(|it| it.is_finite()) {
        return Err(NoFit::NotFinite);
    }
    let scales: Vec<f64> = design.column_iter().map(|it| scale(it.norm())).collect();
    let system = System::new(design, &scales)?;
    let (solution, residuals) = system.solve(&outcome).ok_or(NoFit::NotFinite)?;
    let unit_variances = system.unit_variances().ok_or(NoFit::NotFinite)?;
    let unscale = |it: &[f64], power| {
        it.iter().zip(&scales).map(|(x, scale)| x / f64::powi(*scale, power)).collect()
    };
    let mut residual_sum = Sum::default();
    for it in residuals {
        residual_sum.add_product(it, it);
    }
    Ok(Fit {
        coefficients: unscale(&solution, 1),
        unit_variances: unscale(&unit_variances, 2),
        residual_sum: residual_sum.value(),
        degrees: n_rows - columns.len(),
    })
}

/// The power of two next to a length: dividing by it loses no digit.
fn scale(length: f64) -> f64 {
    if length > 0.0 { length.log2().round().exp2() } else { 0.0 }
}

/// A design with columns of length about 1, and its factors Q and R.
struct System {
    design: DMatrix<f64>,
    q: DMatrix<f64>,
    r: DMatrix<f64>,
}

impl System {
    fn new(mut design: DMatrix<f64>, scales: &[f64]) -> Result<Self, NoFit> {
        for (at, scale) in scales.iter().enumerate() {
            if *scale <= 0.0 {
                return Err(NoFit::Dependent(at));
            }
            design.column_mut(at).unscale_mut(*scale);
        }
        let factors = design.clone().qr();
        let (q, r) = (factors.q(), factors.r());
        match r.diagonal().iter().position(|it| it.abs() < INDEPENDENT) {
            Some(at) => Err(NoFit::Dependent(at)),
            None => Ok(Self { design, q, r }),
        }
    }

    /// Coefficients and residuals, refined with residuals of twice the digits (Björck 1967,
    /// doi:10.1007/BF01939321), so that a large residual does not spoil the coefficients.
    fn solve(&self, outcome: &DVector<f64>) -> Option<(Vec<f64>, Vec<f64>)> {
        let (n_rows, n_columns) = self.design.shape();
        let mut solution = vec![Sum::default(); n_columns];
        let mut residuals = vec![Sum::default(); n_rows];
        for _ in 0..=ROUNDS {
            let (short, slant) = self.off_by(outcome, &solution, &residuals);
            let turned = self.r.tr_solve_upper_triangular(&slant)?;
            let along = self.q.tr_mul(&short) - turned;
            let step = self.r.solve_upper_triangular(&along)?;
            let rest = short - &self.q * along;
            solution.iter_mut().zip(step.iter()).for_each(|(it, more)| it.add(*more));
            residuals.iter_mut().zip(rest.iter()).for_each(|(it, more)| it.add(*more));
        }
        let values = |it: &[Sum]| it.iter().map(|it| it.value()).collect::<Vec<f64>>();
        let (solution, residuals) = (values(&solution), values(&residuals));
        let finite = solution.iter().chain(&residuals).all(|it| it.is_finite());
        finite.then_some((solution, residuals))
    }

    /// What the two conditions lack: outcome − residual − design · solution, and
    /// −designᵀ · residual.
    fn off_by(
        &self,
        outcome: &DVector<f64>,
        solution: &[Sum],
        residuals: &[Sum],
    ) -> (DVector<f64>, DVector<f64>) {
        let short = self.design.row_iter().enumerate().map(|(row, cells)| {
            let terms = cells.iter().zip(solution).map(|(x, it)| *it * *x);
            let explained = terms.fold(residuals[row], |sum, it| sum + it);
            (Sum::from(outcome[row]) - explained).value()
        });
        let slant = self.design.column_iter().map(|cells| {
            let terms = cells.iter().zip(residuals).map(|(x, it)| *it * *x);
            (-terms.fold(Sum::default(), |sum, it| sum + it)).value()
        });
        let (n_rows, n_columns) = self.design.shape();
        (DVector::from_iterator(n_rows, short), DVector::from_iterator(n_columns, slant))
    }

    /// The diagonal of (XᵀX)⁻¹: the squared lengths of the rows of R⁻¹.
    fn unit_variances(&self) -> Option<Vec<f64>> {
        let n = self.r.ncols();
        let inverse = self.r.solve_upper_triangular(&DMatrix::identity(n, n))?;
        Some(inverse.row_iter().map(|it| it.norm_squared()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::agreement::assert_close;
    use crate::estimates::nist::{certified, digits, file, rows};

    /// The columns of a NIST set: powers of x up to `degree`, or x and more as they stand.
    fn columns(rows: &[Vec<f64>], powers: Option<i32>, intercept: bool) -> Vec<Vec<f64>> {
        let column = |x: &dyn Fn(&Vec<f64>) -> f64| rows.iter().map(x).collect();
        if let Some(degree) = powers {
            return (0..=degree).map(|it| column(&|row| row[1].powi(it))).collect();
        }
        let ones = intercept.then(|| vec![1.0; rows.len()]);
        let delivered = (1..rows[0].len()).map(|at| column(&|row| row[at]));
        ones.into_iter().chain(delivered).collect()
    }

    /// The certified coefficients and their standard deviations.
    fn parameters(file: &str) -> Vec<(f64, f64)> {
        let parameter = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                [name, value, deviation]
                    if name
                        .strip_prefix('B')
                        .is_some_and(|it| it.parse::<u8>().is_ok()) =>
                {
                    Some((value.parse().ok()?, deviation.parse().ok()?))
                }
                _ => None,
            }
        };
        file.lines().filter_map(parameter).collect()
    }

    #[track_caller]
    fn check(file: &str, powers: Option<i32>, intercept: bool, wanted: (f64, f64)) {
        let rows = rows(file);
        let outcome: Vec<f64> = rows.iter().map(|it| it[0]).collect();
        let fit = fit(&columns(&rows, powers, intercept), &outcome, None).unwrap();
        let errors = fit.standard_errors().unwrap();
        let parameters = parameters(file);
        assert_eq!(parameters.len(), fit.coefficients.len());
        let fitted = fit.coefficients.iter().zip(&errors);
        for ((coefficient, error), (value, deviation)) in fitted.zip(&parameters) {
            let (of_value, of_error) =
                (digits(*coefficient, *value), digits(*error, *deviation));
            assert!(
                of_value >= wanted.0,
                "{coefficient} is not {value}: {of_value} digits"
            );
            assert!(
                of_error >= wanted.1,
                "{error} is not {deviation}: {of_error} digits"
            );
        }
        let deviation = fit.residual_deviation().unwrap();
        let of_deviation = digits(deviation, certified(file, "Standard Deviation   "));
        assert!(of_deviation >= wanted.1, "residual {deviation}: {of_deviation} digits");
    }

    #[test]
    fn lines_and_parabolas_agree_with_nist() {
        check(file!("Norris"), Some(1), true, (13.0, 13.0));
        check(file!("Pontius"), Some(2), true, (12.0, 12.0));
        check(file!("NoInt1"), None, false, (14.0, 14.0));
        check(file!("NoInt2"), None, false, (14.0, 14.0));
    }

    #[test]
    fn longley_agrees_with_nist() {
        check(file!("Longley"), None, true, (11.0, 11.0));
    }

    #[test]
    fn polynomials_of_the_fifth_degree_agree_with_nist() {
        check(file!("Wampler1"), Some(5), true, (9.0, 9.0));
        check(file!("Wampler2"), Some(5), true, (9.0, 9.0));
        check(file!("Wampler3"), Some(5), true, (9.0, 9.0));
        check(file!("Wampler4"), Some(5), true, (9.0, 9.0));
        check(file!("Wampler5"), Some(5), true, (9.0, 9.0));
    }

    #[test]
    fn filip_agrees_with_nist_to_seven_digits() {
        // Powers up to the tenth of numbers with nine decimals: no double holds them.
        check(file!("Filip"), Some(10), true, (7.0, 7.0));
    }

    #[test]
    fn a_weight_of_two_is_two_rows() {
        let x = vec![0.0, 1.0, 2.0, 4.0];
        let y = [1.0, 3.0, 2.0, 5.0];
        let weighted = fit(&[vec![1.0; 4], x], &y, Some(&[1.0, 2.0, 1.0, 1.0])).unwrap();
        let repeated = fit(
            &[vec![1.0; 5], vec![0.0, 1.0, 1.0, 2.0, 4.0]],
            &[1.0, 3.0, 3.0, 2.0, 5.0],
            None,
        )
        .unwrap();
        for (a, b) in weighted.coefficients.iter().zip(&repeated.coefficients) {
            assert_close(*a, *b);
        }
        for (a, b) in weighted.unit_variances.iter().zip(&repeated.unit_variances) {
            assert_close(*a, *b);
        }
    }

    #[test]
    fn a_column_that_follows_from_others_is_named() {
        let sides = [vec![1.0; 4], vec![1.0, 1.0, 0.0, 0.0], vec![0.0, 0.0, 1.0, 1.0]];
        assert_eq!(fit(&sides, &[1.0, 2.0, 3.0, 4.0], None), Err(NoFit::Dependent(2)));
        let nothing = [vec![1.0; 3], vec![0.0; 3]];
        assert_eq!(fit(&nothing, &[1.0, 2.0, 3.0], None), Err(NoFit::Dependent(1)));
    }

    #[test]
    fn too_few_rows_and_numbers_that_are_none_give_no_fit() {
        let line = [vec![1.0], vec![2.0]];
        assert_eq!(fit(&line, &[1.0], None), Err(NoFit::TooFewRows));
        assert_eq!(fit(&[vec![1.0, 1.0]], &[1.0, f64::NAN], None), Err(NoFit::NotFinite));
    }
}
