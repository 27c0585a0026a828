//! The elastic net of linfa, guarded.
//!
//! Objective, for n rows, with centred `y` and `x`:
//!
//! ```text
//! |y - x w|² / (2 n) + penalty · (l1_ratio · |w|₁ + (1 - l1_ratio) / 2 · |w|²)
//! ```
//!
//! (Zou & Hastie 2005, doi:10.1111/j.1467-9868.2005.00503.x). linfa-elasticnet
//! 0.8.1 centres `y` but not `x`, which gives wrong slopes wherever a column's
//! mean is not 0. Here both are centred before and the intercept is computed
//! after. linfa's z-scores and intervals are not valid after penalisation and
//! are not passed on.

use crate::error::{Error, ErrorKind, Result};
use linfa::DatasetBase;
use linfa::prelude::{Fit, ParamGuard};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

/// Parameters as given; [`check`](Self::check) makes them valid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ElasticNetParams {
    /// The strength of the penalty, 0 or more.
    pub penalty: f64,
    /// The share of the lasso in the penalty, 0 to 1.
    pub l1_ratio: f64,
    /// The duality gap at which the fit ends, as a share of `y`'s sum of
    /// squares; more than 0.
    pub tolerance: f64,
    /// The most sweeps over the columns; 1 or more.
    pub max_sweeps: u32,
}

/// Parameters in range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValidElasticNetParams(ElasticNetParams);

/// A fitted elastic net.
#[derive(Debug, Clone, PartialEq)]
pub struct ElasticNetFit {
    /// The value where all columns are 0.
    pub intercept: f64,
    /// One slope a column.
    pub coefficients: Array1<f64>,
}

impl ElasticNetParams {
    /// Parameters with a tolerance of 1e-6 and at most 20,000 sweeps.
    pub fn new(penalty: f64, l1_ratio: f64) -> Self {
        Self {
            penalty,
            l1_ratio,
            tolerance: 1e-6,
            max_sweeps: 20_000,
        }
    }

    /// Checks the ranges.
    ///
    /// # Errors
    /// [`ErrorKind::Parameter`], all at once.
    pub fn check(self) -> Result<ValidElasticNetParams> {
        let mut errors = Vec::new();
        let mut expect = |right: bool, field: &str, found: f64, expected: &str| {
            if !right {
                let message = format!("found {found}, expected {expected}");
                errors.push(Error::new(ErrorKind::Parameter, message).at_field(field));
            }
        };
        let positive = |value: f64| value > 0.0 && value.is_finite();
        let penalty = self.penalty;
        expect(
            penalty == 0.0 || positive(penalty),
            "penalty",
            penalty,
            "0 or more",
        );
        let share = (0.0..=1.0).contains(&self.l1_ratio);
        expect(share, "l1_ratio", self.l1_ratio, "0 to 1");
        expect(
            positive(self.tolerance),
            "tolerance",
            self.tolerance,
            "more than 0",
        );
        let sweeps = f64::from(self.max_sweeps);
        expect(self.max_sweeps > 0, "max_sweeps", sweeps, "1 or more");
        match Error::gather(errors) {
            Some(error) => Err(error),
            None => Ok(ValidElasticNetParams(self)),
        }
    }
}

impl ValidElasticNetParams {
    /// Fits `y` (length n) on `x` (shape (n, columns)).
    ///
    /// ```
    /// use ndarray::array;
    /// use nuka::learn::ElasticNetParams;
    ///
    /// let x = array![[1.0], [2.0], [3.0], [4.0], [5.0]];
    /// let y = array![2.0, 4.0, 6.0, 8.0, 10.0];
    /// let lasso = ElasticNetParams::new(1.0, 1.0).check()?;
    /// let fit = lasso.fit(x.view(), y.view())?;
    /// assert!((fit.coefficients[0] - 1.5).abs() < 1e-9);
    /// assert!((fit.intercept - 1.5).abs() < 1e-9);
    /// # Ok::<(), nuka::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Mismatch`] for shapes that do not fit or no rows,
    /// [`ErrorKind::Malformed`] for values that are not finite,
    /// [`ErrorKind::NotEstimable`] when the sweeps do not converge.
    pub fn fit(&self, x: ArrayView2<'_, f64>, y: ArrayView1<'_, f64>) -> Result<ElasticNetFit> {
        let (Some(means), Some(mean)) = (x.mean_axis(Axis(0)), y.mean()) else {
            return Err(Error::new(ErrorKind::Mismatch, "found no rows to fit"));
        };
        if x.nrows() != y.len() {
            let message = format!("found {} rows and {} outcomes", x.nrows(), y.len());
            return Err(Error::new(ErrorKind::Mismatch, message));
        }
        if !x.iter().chain(y.iter()).all(|value| value.is_finite()) {
            let message = "found values that are not finite";
            return Err(Error::new(ErrorKind::Malformed, message));
        }
        let coefficients = self.descend(centred(x, &means), y.mapv(|value| value - mean))?;
        Ok(ElasticNetFit {
            intercept: mean - means.dot(&coefficients),
            coefficients,
        })
    }

    /// The slopes for centred rows.
    fn descend(&self, x: Array2<f64>, y: Array1<f64>) -> Result<Array1<f64>> {
        let columns = x.ncols();
        let squares = y.dot(&y);
        if columns == 0 || squares == 0.0 {
            return Ok(Array1::zeros(columns));
        }
        let params = self.0;
        let fit = linfa_elasticnet::ElasticNet::params()
            .penalty(params.penalty)
            .l1_ratio(params.l1_ratio)
            .tolerance(params.tolerance)
            .max_iterations(params.max_sweeps)
            .with_intercept(false)
            .check()
            .and_then(|params| params.fit(&DatasetBase::new(x, y)))
            .map_err(|error| Error::new(ErrorKind::NotEstimable, error.to_string()))?;
        if fit.duality_gap() < params.tolerance * squares {
            return Ok(fit.hyperplane().clone());
        }
        Err(Error::new(
            ErrorKind::NotEstimable,
            format!(
                "the elastic net did not converge in {} sweeps at penalty {}",
                params.max_sweeps, params.penalty
            ),
        )
        .mend("take out the smallest penalties"))
    }
}

/// The rows minus the means; columns are contiguous, as the sweeps walk them.
fn centred(x: ArrayView2<'_, f64>, means: &Array1<f64>) -> Array2<f64> {
    let turned = x.t().to_owned();
    let mut turned = turned.as_standard_layout().into_owned();
    for (mut column, &mean) in turned.rows_mut().into_iter().zip(means) {
        column -= mean;
    }
    turned.reversed_axes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    /// linfa 0.8.1 does not centre `x`: 3/11 and 6 where 1.5 and 1.5 are right
    /// (scikit-learn 1.9.1 `Lasso(alpha=1)`). If this fails, linfa was mended
    /// and the wrapper may be simplified.
    #[test]
    fn linfa_alone_gives_wrong_slopes_and_the_wrapper_right_ones() {
        let x = array![[1.0], [2.0], [3.0], [4.0], [5.0]];
        let y = array![2.0, 4.0, 6.0, 8.0, 10.0];
        let raw = linfa_elasticnet::ElasticNet::<f64>::params()
            .penalty(1.0)
            .l1_ratio(1.0)
            .fit(&DatasetBase::new(x.clone(), y.clone()))
            .unwrap();
        assert!((raw.hyperplane()[0] - 3.0 / 11.0).abs() < 1e-9);
        assert!((raw.intercept() - 6.0).abs() < 1e-9);
        let params = ElasticNetParams::new(1.0, 1.0).check().unwrap();
        let fit = params.fit(x.view(), y.view()).unwrap();
        assert!((fit.coefficients[0] - 1.5).abs() < 1e-9);
        assert!((fit.intercept - 1.5).abs() < 1e-9);
    }

    fn golden() -> (Array2<f64>, Array1<f64>) {
        let x = Array2::from_shape_fn((12, 4), |(row, column)| {
            let (row, column) = (row as f64, column as f64);
            (0.37 * row * row * (column + 1.0) + column).sin() * (column + 1.0) + 3.0 * column
        });
        let y = Array1::from_shape_fn(12, |row| {
            1.5 * x[[row, 0]] - 0.5 * x[[row, 2]] + (row as f64 * row as f64).cos()
        });
        (x, y)
    }

    /// scikit-learn 1.9.1 `ElasticNet(tol=1e-14)`; made by `tests/oracle/elastic_net.py`.
    #[test]
    fn fits_agree_with_scikit_learn() {
        let (x, y) = golden();
        let expected: [(f64, f64, f64, [f64; 4]); 4] = [
            (
                0.01,
                0.5,
                0.41390931602433234,
                [
                    1.1082858270400893,
                    0.0360799766697107,
                    -0.5445412473637573,
                    -0.016374800675422733,
                ],
            ),
            (
                0.1,
                1.0,
                0.1426015422272009,
                [
                    0.8887693085289894,
                    0.040656218057049574,
                    -0.5268359297279503,
                    -0.0,
                ],
            ),
            (
                0.5,
                0.5,
                -0.3741619836880421,
                [
                    0.310388705612829,
                    0.07812262605622364,
                    -0.45920927691049235,
                    -0.0,
                ],
            ),
            (
                0.3,
                0.01,
                -0.1570043336168081,
                [
                    0.5995635519980395,
                    0.1300174029939297,
                    -0.5175401917426032,
                    -0.006561902258800098,
                ],
            ),
        ];
        for (penalty, l1_ratio, intercept, coefficients) in expected {
            let mut params = ElasticNetParams::new(penalty, l1_ratio);
            params.tolerance = 1e-13;
            let fit = params.check().unwrap().fit(x.view(), y.view()).unwrap();
            assert!((fit.intercept - intercept).abs() < 1e-6, "{fit:?}");
            for (found, expected) in fit.coefficients.iter().zip(coefficients) {
                assert!((found - expected).abs() < 1e-6, "{fit:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_fitted_is_an_error_and_what_is_flat_is_zero() {
        let params = ElasticNetParams::new(0.1, 0.5).check().unwrap();
        let (x, y) = golden();
        assert!(params.fit(x.view(), array![1.0].view()).is_err());
        assert!(
            params
                .fit(Array2::zeros((0, 2)).view(), array![].view())
                .is_err()
        );
        assert!(params.fit(x.view(), (y.clone() * f64::NAN).view()).is_err());
        let flat = params.fit(x.view(), (y * 0.0 + 3.0).view()).unwrap();
        assert_eq!(flat.coefficients.sum(), 0.0);
        assert_eq!(flat.intercept, 3.0);
        let mut hurried = ElasticNetParams::new(1e-6, 0.5);
        hurried.max_sweeps = 1;
        let (x, y) = golden();
        let error = hurried
            .check()
            .unwrap()
            .fit(x.view(), y.view())
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotEstimable);
        assert_eq!(
            ElasticNetParams::new(-1.0, 2.0)
                .check()
                .unwrap_err()
                .all()
                .count(),
            2
        );
    }
}
