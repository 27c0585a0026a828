//! One fold, made ready for many outcomes.

use super::covariates::CovariateBasis;
use super::elastic_net::ElasticNetParams;
use super::features::Features;
use super::model::{Model, Slope};
use super::people::People;
use super::plan::Plan;
use crate::error::Result;
use ndarray::{Array1, Array2, ArrayView1, Axis};

/// Training and test people of one fold with their features.
///
/// Nothing in it depends on an outcome, and nothing but the test people's own
/// features on the test people.
#[derive(Debug, Clone)]
pub(super) struct Split {
    pub(super) training: Vec<usize>,
    pub(super) test: Vec<usize>,
    pub(super) features: Features,
    basis: CovariateBasis,
    /// Scaled features of the training people; shape (training, parts).
    x: Array2<f64>,
    /// What the covariates leave over of them.
    x_rest: Array2<f64>,
    /// Scaled features of the test people; shape (test, parts).
    x_test: Array2<f64>,
    /// Covariates of the test people; shape (test, covariates).
    covariates_test: Array2<f64>,
}

/// A fit in the scale of the features.
#[derive(Debug, Clone)]
pub(super) struct ScaledFit {
    /// The intercept, then one slope a covariate.
    covariates: Array1<f64>,
    /// Outcome units for each unit of the scaled features.
    slopes: Array1<f64>,
}

impl Split {
    /// Learns the features and the covariates' basis from the training people.
    ///
    /// # Errors
    /// When a covariate is constant or a sum of others among them.
    pub(super) fn prepare(
        people: &People,
        plan: &Plan,
        training: Vec<usize>,
        test: Vec<usize>,
    ) -> Result<Self> {
        let features = Features::learn(people, plan, &training)?;
        let covariates = people.covariates.select(Axis(0), &training);
        let basis = CovariateBasis::build(covariates.view(), &plan.covariates)?;
        let x = features.apply(people, plan, &training)?;
        let mut x_rest = x.clone();
        for mut column in x_rest.columns_mut() {
            let rest = basis.residual(column.view());
            column.assign(&rest);
        }
        Ok(Self {
            x_test: features.apply(people, plan, &test)?,
            covariates_test: people.covariates.select(Axis(0), &test),
            training,
            test,
            features,
            basis,
            x,
            x_rest,
        })
    }

    /// Fits the outcome of all people, of which only the training ones are read.
    ///
    /// # Errors
    /// When the elastic net does not converge.
    pub(super) fn fit(
        &self,
        outcome: ArrayView1<'_, f64>,
        plan: &Plan,
        penalty: f64,
    ) -> Result<ScaledFit> {
        let y = outcome.select(Axis(0), &self.training);
        let rest = self.basis.residual(y.view());
        let deviation = (rest.dot(&rest) / rest.len() as f64).sqrt();
        let slopes = if self.x.ncols() == 0 || deviation <= 1e-12 * spread(&y) {
            Array1::zeros(self.x.ncols())
        } else {
            let params = ElasticNetParams::new(penalty, plan.l1_ratio).check()?;
            let fit = params.fit(self.x_rest.view(), (&rest / deviation).view())?;
            fit.coefficients * deviation
        };
        let unexplained = y - self.x.dot(&slopes);
        Ok(ScaledFit {
            covariates: self.basis.coefficients(unexplained.view()),
            slopes,
        })
    }

    /// Least squares on the covariates alone: the baseline.
    pub(super) fn fit_baseline(&self, outcome: ArrayView1<'_, f64>) -> ScaledFit {
        let y = outcome.select(Axis(0), &self.training);
        ScaledFit {
            covariates: self.basis.coefficients(y.view()),
            slopes: Array1::zeros(self.x.ncols()),
        }
    }

    /// The outcome the fit foretells for the test people.
    pub(super) fn predict(&self, fit: &ScaledFit) -> Array1<f64> {
        let slopes = fit.covariates.slice(ndarray::s![1..]);
        self.covariates_test.dot(&slopes) + self.x_test.dot(&fit.slopes) + fit.covariates[0]
    }

    /// The mean outcome of the training people.
    pub(super) fn training_mean(&self, outcome: ArrayView1<'_, f64>) -> f64 {
        let sum: f64 = self.training.iter().map(|&row| outcome[row]).sum();
        sum / self.training.len() as f64
    }

    /// The fit in the units of the data.
    pub(super) fn model(&self, fit: &ScaledFit, penalty: f64) -> Model {
        let features = &self.features;
        let mut intercept = fit.covariates[0];
        let mut slopes = Vec::new();
        for (index, &part) in features.parts.iter().enumerate() {
            let per_sd = fit.slopes[index];
            let per_unit = if per_sd == 0.0 {
                0.0
            } else {
                per_sd / features.deviations[index]
            };
            intercept -= per_unit * features.means[index];
            slopes.push(Slope {
                part,
                per_unit,
                per_sd,
            });
        }
        Model {
            penalty,
            intercept,
            covariates: fit.covariates.iter().skip(1).copied().collect(),
            slopes,
        }
    }
}

/// The largest distance of a value from 0.
fn spread(values: &Array1<f64>) -> f64 {
    values
        .iter()
        .fold(0.0, |most: f64, value| most.max(value.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::Level;

    /// A coordinate descent in which only the features carry the penalty (numpy
    /// 2.4.6, `tests/oracle/elastic_net.py`): the theorem of Frisch, Waugh and Lovell
    /// at work.
    #[test]
    fn covariates_are_not_penalised() {
        let x = Array2::from_shape_fn((12, 4), |(row, column)| {
            let (row, column) = (row as f64, column as f64);
            (0.37 * row * row * (column + 1.0) + column).sin() * (column + 1.0) + 3.0 * column
        });
        let outcome = Array1::from_shape_fn(12, |row| {
            1.5 * x[[row, 0]] - 0.5 * x[[row, 2]] + (row as f64 * row as f64).cos()
        });
        let covariates = x.slice(ndarray::s![.., ..2]);
        let mut scaled = x.slice(ndarray::s![.., 2..]).to_owned();
        for mut column in scaled.columns_mut() {
            let (mean, deviation) = (column.sum() / 12.0, column.std(0.0));
            column.mapv_inplace(|value| (value - mean) / deviation);
        }
        let basis = CovariateBasis::build(covariates, &[]).unwrap();
        let mut x_rest = scaled.clone();
        for mut column in x_rest.columns_mut() {
            let rest = basis.residual(column.view());
            column.assign(&rest);
        }
        let split = Split {
            training: (0..12).collect(),
            test: Vec::new(),
            features: Features {
                parts: Vec::new(),
                means: Array1::zeros(0),
                deviations: Array1::zeros(0),
                zeros: None,
            },
            basis,
            x: scaled,
            x_rest,
            x_test: Array2::zeros((0, 2)),
            covariates_test: Array2::zeros((0, 2)),
        };
        let plan = Plan::new("y", Level::Genus, 1);
        let fit = split.fit(outcome.view(), &plan, 0.2).unwrap();
        let expected = [
            -2.5080169620989676,
            1.1577422824860049,
            0.018343530084433096,
            -0.8275357559814608,
            -0.0,
        ];
        let found = fit.covariates.iter().chain(&fit.slopes);
        for (found, expected) in found.zip(expected) {
            assert!((found - expected).abs() < 1e-4, "{fit:?}");
        }
    }
}
