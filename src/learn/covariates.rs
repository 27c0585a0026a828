//! Least squares on the covariates, and what they leave over.
//!
//! Covariates are not penalised. By the theorem of Frisch, Waugh and Lovell
//! (Lovell 1963, doi:10.1080/01621459.1963.10480682) a penalised regression with
//! unpenalised covariates is the same regression on what least squares on the
//! covariates leaves over of outcome and features.

use crate::error::{Error, ErrorKind, Result};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// A column whose length shrinks to this share is a sum of those before it.
const COLLINEAR: f64 = 1e-8;

/// An orthonormal basis of a column of ones and the covariates of some rows.
#[derive(Debug, Clone)]
pub(super) struct CovariateBasis {
    /// Orthonormal columns; shape (rows, 1 + covariates).
    q: Array2<f64>,
    /// Upper triangular; the columns are `q · r`.
    r: Array2<f64>,
}

impl CovariateBasis {
    /// Builds the basis of `covariates`, shape (rows, covariates), by
    /// Gram-Schmidt with a second pass.
    ///
    /// # Errors
    /// [`ErrorKind::NotEstimable`] when a covariate is constant or a sum of
    /// others in these rows; `names` names it.
    pub(super) fn build(covariates: ArrayView2<'_, f64>, names: &[String]) -> Result<Self> {
        let (rows, columns) = (covariates.nrows(), covariates.ncols() + 1);
        let mut q: Array2<f64> = Array2::ones((rows, columns));
        let mut r: Array2<f64> = Array2::zeros((columns, columns));
        for column in 0..columns {
            let mut rest: Array1<f64> = Array1::ones(rows);
            if column > 0 {
                rest.assign(&covariates.column(column - 1));
            }
            let mut centred_length = rest.dot(&rest).sqrt();
            for pass in 0..2 {
                for earlier in 0..column {
                    let part = q.column(earlier).dot(&rest);
                    r[[earlier, column]] += part;
                    rest.scaled_add(-part, &q.column(earlier));
                    if earlier == 0 && pass == 0 {
                        centred_length = rest.dot(&rest).sqrt();
                    }
                }
            }
            let length = rest.dot(&rest).sqrt();
            let scale = r
                .column(column)
                .iter()
                .fold(0.0_f64, |most, part| most.max(part.abs()));
            if length <= COLLINEAR * centred_length || length <= f64::EPSILON * scale * 16.0 {
                let name = column.checked_sub(1).and_then(|index| names.get(index));
                return Err(collinear(name.map_or("", String::as_str), rows));
            }
            r[[column, column]] = length;
            q.column_mut(column).assign(&(rest / length));
        }
        Ok(Self { q, r })
    }

    /// What least squares leaves over of some values of the rows.
    pub(super) fn residual(&self, values: ArrayView1<'_, f64>) -> Array1<f64> {
        let mut rest = values.to_owned();
        for _ in 0..2 {
            let parts = self.q.t().dot(&rest);
            rest -= &self.q.dot(&parts);
        }
        rest
    }

    /// The least-squares coefficients: the intercept, then one a covariate.
    pub(super) fn coefficients(&self, values: ArrayView1<'_, f64>) -> Array1<f64> {
        let mut solution = self.q.t().dot(&values);
        for row in (0..solution.len()).rev() {
            let known: f64 = (row + 1..solution.len())
                .map(|column| self.r[[row, column]] * solution[column])
                .sum();
            solution[row] = (solution[row] - known) / self.r[[row, row]];
        }
        solution
    }
}

fn collinear(name: &str, rows: usize) -> Error {
    Error::new(
        ErrorKind::NotEstimable,
        format!("the covariate is constant, or a sum of others, among {rows} training people"),
    )
    .at_field(name)
    .mend("take it out of the plan, or use fewer folds")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn coefficients_solve_the_normal_equations() {
        let covariates = array![[1.0, 100.2], [2.0, 100.1], [4.0, 100.9], [7.0, 100.4]];
        let y = array![1.0, 3.0, 2.0, 5.0];
        let names = ["a".to_owned(), "b".to_owned()];
        let basis = CovariateBasis::build(covariates.view(), &names).unwrap();
        let solution = basis.coefficients(y.view());
        let fitted = covariates.dot(&solution.slice(ndarray::s![1..])) + solution[0];
        let rest = basis.residual(y.view());
        for row in 0..4 {
            assert!((fitted[row] + rest[row] - y[row]).abs() < 1e-9);
        }
        assert!(rest.sum().abs() < 1e-12);
        assert!(
            covariates
                .t()
                .dot(&rest)
                .iter()
                .all(|part| part.abs() < 1e-9)
        );
    }

    #[test]
    fn constant_and_repeated_covariates_are_named() {
        let names = ["a".to_owned(), "b".to_owned()];
        for covariates in [
            array![[3.3, 1.0], [3.3, 2.0], [3.3, 5.0]],
            array![[1.0, 2.1], [2.0, 4.2], [5.0, 10.5]],
        ] {
            let error = CovariateBasis::build(covariates.view(), &names).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotEstimable);
            assert!(error.place().field.is_some());
        }
    }
}
