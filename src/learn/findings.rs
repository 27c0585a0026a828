//! From a study and a plan to findings.

use super::learned::Learned;
use super::people::People;
use super::plan::ValidPlan;
use super::rows::{CoefficientRow, NullRow, PredictionRow};
use super::summary::Summary;
use super::tabulate::{coefficient_rows, null_rows, prediction_rows};
use crate::error::Result;
use crate::study::Study;

/// What was learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// The findings in short.
    pub summary: Summary,
    /// The model of all people: intercept, covariates, then parts.
    pub coefficients: Vec<CoefficientRow>,
    /// What was foretold for everyone left out, repeat by repeat.
    pub predictions: Vec<PredictionRow>,
    /// The null distribution, one row a permutation.
    pub null: Vec<NullRow>,
}

/// Called once for each of `repeats · outer_folds` folds when it is done.
pub type Progress<'a> = &'a (dyn Fn() + Sync);

/// Learns what the plan asks for, on the threads of `pool`.
///
/// The findings do not depend on the number of threads.
///
/// # Errors
/// All at once, columns or ranks that the study does not have;
/// [`NotEstimable`](crate::ErrorKind::NotEstimable) when there are too few
/// people, an outcome that does not differ, no taxon common enough, a covariate
/// that is constant in a fold, or a fit that does not converge.
pub fn learn(
    study: &Study,
    plan: &ValidPlan,
    pool: &rayon::ThreadPool,
    progress: Progress<'_>,
) -> Result<Findings> {
    let people = People::gather(study, plan.get())?;
    let learned = pool.install(|| Learned::from_people(people, plan.get(), progress))?;
    Ok(Findings {
        summary: Summary::of(study, plan, &learned),
        coefficients: coefficient_rows(&learned, plan.get()),
        predictions: prediction_rows(&learned),
        null: null_rows(&learned.null),
    })
}
