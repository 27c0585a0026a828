//! One outer fold with the inner folds that choose its penalty.

use super::folds::{Chance, assign, cut};
use super::people::People;
use super::plan::Plan;
use super::split::{ScaledFit, Split};
use crate::error::Result;
use ndarray::ArrayView1;

/// An outer fold and the inner folds of its training people.
#[derive(Debug, Clone)]
pub(super) struct Nested {
    pub(super) outer: Split,
    inner: Vec<Split>,
}

impl Nested {
    /// Cuts the training people into inner folds and prepares all of them.
    ///
    /// # Errors
    /// When a covariate is constant or a sum of others in a fold.
    pub(super) fn prepare(
        people: &People,
        plan: &Plan,
        (training, test): (Vec<usize>, Vec<usize>),
        chance: Chance,
    ) -> Result<Self> {
        let fold_of = assign(training.len(), plan.inner_folds, chance, plan.seed);
        let inner = (0..plan.inner_folds)
            .map(|fold| {
                let (inner_training, inner_test) = cut(&training, &fold_of, fold);
                Split::prepare(people, plan, inner_training, inner_test)
            })
            .collect::<Result<Vec<Split>>>()?;
        Ok(Self {
            outer: Split::prepare(people, plan, training, test)?,
            inner,
        })
    }

    /// Chooses the penalty by the inner folds and fits all training people with it.
    ///
    /// The choice is the penalty with the least summed squared error over the
    /// inner test people; of equal ones the largest.
    ///
    /// # Errors
    /// When the elastic net does not converge.
    pub(super) fn fit(
        &self,
        outcome: ArrayView1<'_, f64>,
        plan: &Plan,
    ) -> Result<(ScaledFit, f64)> {
        let mut best: Option<(f64, f64)> = None;
        for &penalty in &plan.penalties {
            let mut error = 0.0;
            for split in &self.inner {
                let foretold = split.predict(&split.fit(outcome, plan, penalty)?);
                for (&row, foretold) in split.test.iter().zip(foretold) {
                    error += (outcome[row] - foretold).powi(2);
                }
            }
            if best.is_none_or(|(least, _)| error < least) {
                best = Some((error, penalty));
            }
        }
        // A valid plan has a penalty.
        let penalty = best.map_or(f64::NAN, |(_, penalty)| penalty);
        Ok((self.outer.fit(outcome, plan, penalty)?, penalty))
    }
}
